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
