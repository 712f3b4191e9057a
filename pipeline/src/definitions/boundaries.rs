//! `boundaries.geojson`: where neighbourhoods lie, for the map.
//!
//! Read as published: a feature is of the neighbourhood, or of the small area, whose code stands
//! among its properties, whatever the property is called. Small areas are put together into their
//! neighbourhood. Longitude and latitude come as GeoJSON (RFC 7946) has them; nothing is
//! projected, simplified or named.

use std::collections::BTreeMap;

use serde_json::Value;

use super::error::ConfigError;
use super::files::ConfigFile;
use super::geography::Geography;

/// A place on the ground: degrees of longitude and latitude.
pub type Point = (f64, f64);

/// The outline of a neighbourhood.
#[derive(Debug, Clone, PartialEq)]
pub struct Outline {
    /// The neighbourhood's code.
    pub code: String,
    /// The outer ring of each of its parts, anticlockwise, the first point not repeated. What
    /// lies within it and is not its own is not left out.
    pub rings: Vec<Vec<Point>>,
}

/// Hundred-millionths of a degree, about a millimetre: what makes two corners the same.
const STEPS_PER_DEGREE: f64 = 1e8;
/// Square degrees, about ten square metres: slivers between parts that do not quite meet.
const SMALLEST: f64 = 1e-9;

/// A corner in [`STEPS_PER_DEGREE`], so that corners can be compared.
type Corner = (i64, i64);

/// Features of a file, checked to be one of GeoJSON.
pub(super) fn features(file: &ConfigFile) -> Result<Vec<Value>, ConfigError> {
    let text: Value = serde_json::from_str(file.text)
        .map_err(|error| file.error(error.line() as u64, error.to_string()))?;
    match text.get("features") {
        Some(Value::Array(features)) => Ok(features.clone()),
        _ => Err(file.error(None, "expected a GeoJSON FeatureCollection of polygons")),
    }
}

/// The outline of each neighbourhood that has one, in order of code.
pub(super) fn outlines(features: &[Value], geography: &Geography) -> Vec<Outline> {
    let neighbourhoods = geography.neighbourhoods();
    let mut parts: BTreeMap<usize, Vec<Vec<Point>>> = BTreeMap::new();
    for feature in features {
        let Some(Value::Object(properties)) = feature.get("properties") else {
            continue;
        };
        let place = properties
            .values()
            .filter_map(Value::as_str)
            .find_map(|code| {
                let neighbourhood = neighbourhoods.binary_search_by(|area| (*area.code).cmp(code));
                neighbourhood.ok().or_else(|| {
                    let small_area = geography.small_area(code)? as usize;
                    Some(geography.small_areas()[small_area].neighbourhood.0)
                })
            });
        if let (Some(place), Some(geometry)) = (place, feature.get("geometry")) {
            parts.entry(place).or_default().extend(rings(geometry));
        }
    }
    let outline = |(place, rings): (usize, Vec<Vec<Point>>)| Outline {
        code: neighbourhoods[place].code.clone(),
        rings: joined(&rings),
    };
    parts.into_iter().map(outline).collect()
}

/// The rings of a polygon or of several: outer ones anticlockwise, holes clockwise.
fn rings(geometry: &Value) -> Vec<Vec<Point>> {
    let coordinates = geometry.get("coordinates").and_then(Value::as_array);
    let Some(coordinates) = coordinates else {
        return Vec::new();
    };
    let polygons: Vec<&Value> = match geometry.get("type").and_then(Value::as_str) {
        Some("Polygon") => vec![&geometry["coordinates"]],
        Some("MultiPolygon") => coordinates.iter().collect(),
        _ => Vec::new(),
    };
    let mut found = Vec::new();
    for polygon in polygons.into_iter().filter_map(Value::as_array) {
        for (place, ring) in polygon.iter().enumerate() {
            let points = ring.as_array().into_iter().flatten().filter_map(|point| {
                let point = point.as_array()?;
                Some((point.first()?.as_f64()?, point.get(1)?.as_f64()?))
            });
            let mut points: Vec<Point> = points.collect();
            if points.first() == points.last() {
                points.pop();
            }
            let is_anticlockwise = area(&points) > 0.0;
            if is_anticlockwise != (place == 0) {
                points.reverse();
            }
            found.push(points);
        }
    }
    found
}

/// Square degrees within a ring, negative where it runs clockwise.
fn area(ring: &[Point]) -> f64 {
    let next = ring.iter().cycle().skip(1);
    let twice: f64 = ring
        .iter()
        .zip(next)
        .map(|(from, to)| from.0 * to.1 - to.0 * from.1)
        .sum();
    twice / 2.0
}

/// The outer rings of parts that touch: a side that two parts share runs once each way and is no
/// part of the outline.
fn joined(rings: &[Vec<Point>]) -> Vec<Vec<Point>> {
    let mut sides: BTreeMap<Corner, Vec<Corner>> = BTreeMap::new();
    for ring in rings {
        let corners: Vec<Corner> = ring.iter().map(|point| corner(*point)).collect();
        for (from, to) in corners.iter().zip(corners.iter().cycle().skip(1)) {
            let back = sides.get_mut(to);
            let shared = back.and_then(|ends| {
                let place = ends.iter().position(|end| end == from)?;
                Some(ends.swap_remove(place))
            });
            if shared.is_none() && from != to {
                sides.entry(*from).or_default().push(*to);
            }
        }
    }
    let mut outlines = Vec::new();
    // As many sides leave a corner as arrive there, so every walk comes back to its start.
    while let Some(start) = sides.iter().find(|(_, ends)| !ends.is_empty()) {
        let mut path = vec![*start.0];
        while let Some(next) = path
            .last()
            .and_then(|last| sides.get_mut(last))
            .and_then(Vec::pop)
        {
            // A corner met again closes a ring of its own.
            match path.iter().rposition(|corner| *corner == next) {
                Some(place) => {
                    let ring: Vec<Point> = path.drain(place..).map(point).collect();
                    if area(&ring) > SMALLEST {
                        outlines.push(ring);
                    }
                    path.push(next);
                }
                None => path.push(next),
            }
        }
        sides.retain(|_, ends| !ends.is_empty());
    }
    outlines
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "degrees have three digits before the point"
)]
fn corner((longitude, latitude): Point) -> Corner {
    (
        (longitude * STEPS_PER_DEGREE).round() as i64,
        (latitude * STEPS_PER_DEGREE).round() as i64,
    )
}

fn point((longitude, latitude): Corner) -> Point {
    (
        longitude as f64 / STEPS_PER_DEGREE,
        latitude as f64 / STEPS_PER_DEGREE,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A square of one degree, clockwise as many files have it.
    fn square(west: f64, south: f64) -> String {
        let (east, north) = (west + 1.0, south + 1.0);
        format!(
            "[[[{west},{south}],[{west},{north}],[{east},{north}],[{east},{south}],[{west},{south}]]]"
        )
    }

    fn feature(key: &str, code: &str, kind: &str, coordinates: &str) -> String {
        format!(
            "{{\"type\":\"Feature\",\"properties\":{{\"id\":1,\"{key}\":\"{code}\"}},\
             \"geometry\":{{\"type\":\"{kind}\",\"coordinates\":{coordinates}}}}}"
        )
    }

    #[track_caller]
    fn check(features: &[String], expected: &[(&str, &[f64])]) {
        let text = format!(
            "{{\"type\":\"FeatureCollection\",\"features\":[{}]}}",
            features.join(",")
        );
        let definitions = super::super::tests::read(&[
            (
                "neighbourhoods.csv",
                "LSOA_2021_CODE,LSOA_2021_NAME,NEIGHBOURHOOD_CODE,NEIGHBOURHOOD_NAME,START_DATE\n\
                 L1,One,N1,North,2020-01-01\nL2,Two,N1,North,2020-01-01\n\
                 L3,Three,N2,South,2020-01-01\n",
            ),
            ("boundaries.geojson", &text),
        ])
        .unwrap();
        let geography = definitions
            .geography("2026-09-30".parse().unwrap())
            .unwrap();
        let found = definitions.outlines(&geography);
        let areas: Vec<Vec<f64>> = found
            .iter()
            .map(|outline| outline.rings.iter().map(|ring| area(ring)).collect())
            .collect();
        let found: Vec<(&str, &[f64])> = found
            .iter()
            .zip(&areas)
            .map(|(outline, areas)| (&*outline.code, &**areas))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn small_areas_are_put_together_into_their_neighbourhood() {
        let area = |code, west, south| feature("LSOA21CD", code, "Polygon", &square(west, south));
        check(
            &[area("L1", 0.0, 50.0), area("L2", 1.0, 50.0)],
            &[("N1", &[2.0])],
        );
        check(
            &[
                area("L1", 0.0, 50.0),
                area("L2", 1.0, 51.0),
                area("L9", 0.0, 0.0),
            ],
            &[("N1", &[1.0, 1.0])],
        );
        let two = format!("[{},{}]", square(0.0, 50.0), square(5.0, 50.0));
        check(
            &[
                feature("code", "N2", "MultiPolygon", &two),
                feature("LSOA21CD", "L1", "Point", "[0,50]"),
            ],
            &[("N1", &[]), ("N2", &[1.0, 1.0])],
        );
    }

    #[test]
    fn what_is_no_geojson_is_said_with_its_line() {
        let said = |text: &str| {
            let read = super::super::tests::read(&[("boundaries.geojson", text)]);
            read.unwrap_err().to_string()
        };
        assert_eq!(
            said("{\"type\": \"Polygon\"}"),
            "config/boundaries.geojson: expected a GeoJSON FeatureCollection of polygons"
        );
        assert_eq!(
            said("{\n\"features\": [,]}"),
            "config/boundaries.geojson:2: expected value at line 2 column 14"
        );
    }
}
