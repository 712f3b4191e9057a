//! The official files of geography and deprivation as they are published, as a config.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use pipeline::definitions::{Definitions, Geography};
use tempfile::TempDir;

use super::real::{real_data, table, write_config};

/// Southwark with the deprivation of another file, and perhaps a lookup for it.
fn southwark(real: &Path, deprivation: &str, lookup: Option<&str>) -> Geography {
    let config = TempDir::new().unwrap();
    write_config(real, config.path());
    let from = real.join("geography");
    fs::copy(
        from.join(deprivation),
        config.path().join("deprivation.csv"),
    )
    .unwrap();
    if let Some(lookup) = lookup {
        fs::copy(from.join(lookup), config.path().join("lsoa_lookup.csv")).unwrap();
    }
    let definitions = Definitions::read(config.path()).unwrap();
    definitions
        .geography("2025-12-31".parse().unwrap())
        .unwrap()
}

/// Areas with a decile, and those in decile 1.
fn known(geography: &Geography) -> [usize; 2] {
    let areas = geography.small_areas();
    let with = |is: &dyn Fn(u8) -> bool| {
        areas
            .iter()
            .filter(|area| area.decile.is_some_and(is))
            .count()
    };
    [with(&|_| true), with(&|decile| decile == 1)]
}

#[test]
fn deprivation_of_2025_is_read_as_published() {
    let Some(real) = real_data() else { return };
    let geography = southwark(&real, "imd2025_lsoa21_london.csv", None);
    assert_eq!(geography.small_areas().len(), 173);
    assert_eq!(known(&geography), [173, 0]);
}

/// Square degrees within rings.
fn area<'r>(rings: impl IntoIterator<Item = &'r Vec<(f64, f64)>>) -> f64 {
    let side = |(from, to): (&(f64, f64), &(f64, f64))| from.0 * to.1 - to.0 * from.1;
    let ring = |ring: &Vec<(f64, f64)>| -> f64 {
        ring.iter().zip(ring.iter().cycle().skip(1)).map(side).sum()
    };
    rings.into_iter().map(ring).sum::<f64>() / 2.0
}

/// The polygons of 173 small areas, or of the middle layer areas they make up, cover the same
/// ground as the neighbourhoods that they are put together into.
#[test]
fn boundaries_of_small_areas_become_those_of_neighbourhoods() {
    let Some(real) = real_data() else { return };
    let config = TempDir::new().unwrap();
    write_config(&real, config.path());
    let from = real.join("geography/southwark_lsoa21_bgc20.geojson");
    fs::copy(&from, config.path().join("boundaries.geojson")).unwrap();
    let definitions = Definitions::read(config.path()).unwrap();
    let geography = definitions
        .geography("2025-12-31".parse().unwrap())
        .unwrap();
    let outlines = definitions.outlines(&geography);
    assert_eq!(outlines.len(), 9);
    let whole = area(outlines.iter().flat_map(|outline| &outline.rings));

    let text = fs::read_to_string(&from).unwrap();
    let parts: serde_json::Value = serde_json::from_str(&text).unwrap();
    let mut apart = 0.0;
    for feature in parts["features"].as_array().unwrap() {
        let geometry = &feature["geometry"];
        let polygons = match geometry["type"].as_str().unwrap() {
            "Polygon" => vec![&geometry["coordinates"]],
            _ => geometry["coordinates"].as_array().unwrap().iter().collect(),
        };
        for polygon in polygons {
            let points = polygon[0].as_array().unwrap().iter();
            let ring = points.map(|point| (point[0].as_f64().unwrap(), point[1].as_f64().unwrap()));
            apart += area([&ring.collect()]).abs();
        }
    }
    assert!((whole / apart - 1.0).abs() < 1e-3, "{whole} of {apart}");
    let rings: usize = outlines.iter().map(|outline| outline.rings.len()).sum();
    assert!(rings < 40, "{rings} rings for nine neighbourhoods");
}

/// The best-fit lookup names one 2021 area for each of 2011, so nine parts of split areas are in
/// it nowhere: only the exact-fit one knows them.
#[test]
fn deprivation_of_2019_is_carried_to_the_areas_of_2021() {
    let Some(real) = real_data() else { return };
    let best_fit = "lsoa11_lsoa21_lad22_bestfit_london.csv";
    let lookup = Some(best_fit);
    let deciles = southwark(&real, "imd2019_lsoa11_london.csv", lookup);
    assert_eq!(known(&deciles), [164, 5]);
    let ranks = southwark(&real, "lsoa11_imd19rank_london.csv", lookup);
    assert_eq!(ranks.small_areas(), deciles.small_areas());
    let expected: BTreeSet<String> = table(&real.join("geography").join(best_fit))
        .into_iter()
        .filter(|row| row["LAD22NM"] == "Southwark")
        .map(|row| row["LSOA21CD"].clone())
        .collect();
    let found = deciles
        .small_areas()
        .iter()
        .filter(|area| area.decile.is_some());
    let found: BTreeSet<String> = found.map(|area| area.code.clone()).collect();
    assert_eq!(found, expected);
}
