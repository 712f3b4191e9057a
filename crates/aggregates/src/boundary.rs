//! Where neighbourhoods lie on the ground. Never how a map looks.
//!
//! A ring is written as text, `-0.08213,51.50121 -0.08201,51.50119 …`: longitude and latitude of
//! its corners to a hundred-thousandth of a degree, about a metre.

use measures::area::Area;
use serde::{Deserialize, Serialize};

/// The outline of one neighbourhood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Boundary {
    /// The neighbourhood's code.
    pub code: String,
    /// The outer ring of each of its parts.
    pub rings: Vec<Ring>,
}

/// The corners of a closed line, the first not repeated.
///
/// Invariant: at least three corners, no two neighbours alike, all of them on the globe.
///
/// ```
/// use aggregates::manifest::Ring;
/// let ring = Ring::new(&[(-0.1, 51.5), (-0.1, 51.4), (0.0, 51.4)]).expect("three corners");
/// let text = serde_json::to_string(&ring)?;
/// assert_eq!(text, "\"-0.1,51.5 -0.1,51.4 0,51.4\"");
/// assert_eq!(serde_json::from_str::<Ring>(&text)?, ring);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Ring(Vec<Corner>);

/// Longitude and latitude in [`STEPS_PER_DEGREE`].
type Corner = (i32, i32);

const STEPS_PER_DEGREE: f64 = 100_000.0;
const LONGITUDES_DEGREES: f64 = 180.0;
const LATITUDES_DEGREES: f64 = 90.0;

impl Ring {
    /// The ring through these points, as degrees of longitude and latitude. `None` where fewer
    /// than three of them differ, or one is not on the globe.
    #[must_use]
    pub fn new(points: &[(f64, f64)]) -> Option<Self> {
        let mut corners = Vec::new();
        for point in points {
            let corner = corner(*point)?;
            if corners.last() != Some(&corner) {
                corners.push(corner);
            }
        }
        if corners.len() > 1 && corners.first() == corners.last() {
            corners.pop();
        }
        (corners.len() > 2).then_some(Self(corners))
    }

    /// Its corners as degrees of longitude and latitude.
    pub fn points(&self) -> impl Iterator<Item = (f64, f64)> {
        let degrees = |steps: i32| f64::from(steps) / STEPS_PER_DEGREE;
        let corners = self.0.iter();
        corners.map(move |(longitude, latitude)| (degrees(*longitude), degrees(*latitude)))
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a degree on the globe is at most 180, which is 18 million steps"
)]
fn corner((longitude, latitude): (f64, f64)) -> Option<Corner> {
    let is_on_globe = longitude.abs() <= LONGITUDES_DEGREES && latitude.abs() <= LATITUDES_DEGREES;
    let steps = |degrees: f64| (degrees * STEPS_PER_DEGREE).round() as i32;
    is_on_globe.then(|| (steps(longitude), steps(latitude)))
}

impl From<Ring> for String {
    fn from(ring: Ring) -> Self {
        let corners = ring
            .points()
            .map(|(longitude, latitude)| format!("{longitude},{latitude}"));
        corners.collect::<Vec<_>>().join(" ")
    }
}

impl TryFrom<String> for Ring {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let points: Option<Vec<(f64, f64)>> = text
            .split(' ')
            .map(|corner| {
                let (longitude, latitude) = corner.split_once(',')?;
                Some((longitude.parse().ok()?, latitude.parse().ok()?))
            })
            .collect();
        points
            .and_then(|points| Self::new(&points))
            .ok_or_else(|| "expected at least three corners such as `-0.08213,51.50121`".to_owned())
    }
}

/// Whether the boundaries can be drawn: each of a neighbourhood, in order of code.
pub(crate) fn check(boundaries: &[Boundary], neighbourhoods: &[Area]) -> Result<(), String> {
    let mut areas = neighbourhoods.iter();
    for boundary in boundaries {
        // Both are in order of code, so that each is looked for behind the one before it.
        if !areas.any(|area| area.code == boundary.code) {
            return Err(
                "`boundaries` are not of neighbourhoods, each once and in order of code".to_owned(),
            );
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ring_keeps_what_can_be_told_apart() {
        let square = [
            (0.0, 0.0),
            (0.0, 0.0),
            (1.0, 0.0),
            (1.0, 1.0),
            (0.000_001, 0.0),
        ];
        let ring = Ring::new(&square).unwrap();
        assert_eq!(String::from(ring), "0,0 1,0 1,1");
    }

    #[test]
    fn what_is_no_ring_is_refused() {
        assert_eq!(Ring::new(&[(0.0, 0.0), (1.0, 1.0), (0.0, 0.0)]), None);
        assert_eq!(Ring::new(&[(0.0, 0.0), (1.0, 1.0), (f64::NAN, 0.0)]), None);
        for text in ["", "0,0", "0,0 1,1 2", "0,0 1,0 1,91", "0,0 1,0 x,1"] {
            assert!(Ring::try_from(text.to_owned()).is_err(), "{text}");
        }
    }
}
