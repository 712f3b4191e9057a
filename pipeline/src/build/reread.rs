//! Reads a written release back before anybody else does.
//!
//! A full disk, a faulty one or a fault of our own must be found while the earlier release still
//! stands.

use std::fs;
use std::path::Path;

use aggregates::manifest::{self, Manifest};
use aggregates::schema::Table;
use aggregates::{combinations, decode, encode, gaps, overview, trends};
use disclosure::protected::Protected;

use crate::exit::{BUG, Failure, OUTPUT_NOT_WRITTEN};

/// Checks every digest, the release id, and that each table says what was protected.
pub(super) fn check(folder: &Path, protected: &Protected) -> Result<(), Failure> {
    let text = String::from_utf8(read(folder, manifest::FILE_NAME)?)
        .map_err(|_not_utf8| differs(manifest::FILE_NAME))?;
    let manifest = Manifest::from_json(&text).map_err(|error| Failure::new(BUG, error))?;
    let expected = manifest.expected_release_id();
    if !expected.is_ok_and(|expected| expected == manifest.release_id) {
        return Err(differs(manifest::FILE_NAME));
    }
    for file in &manifest.files {
        if !file.holds(&read(folder, &file.name)?) {
            return Err(differs(&file.name));
        }
    }
    check_tables(folder, &manifest, protected)
}

fn check_tables(folder: &Path, manifest: &Manifest, protected: &Protected) -> Result<(), Failure> {
    let catalogue = &manifest.catalogue;
    let rows = encode::rows(protected);
    let faulty = |error| Failure::new(BUG, error);
    let bytes = |table: Table| read(folder, table.file_name());
    let estimates = decode::estimates(&bytes(Table::Estimates)?, catalogue).map_err(faulty)?;
    let first_page = decode::overview(&bytes(Table::Overview)?, catalogue).map_err(faulty)?;
    let between = decode::gaps(&bytes(Table::Gaps)?, catalogue).map_err(faulty)?;
    let changes = decode::trends(&bytes(Table::Trends)?, catalogue).map_err(faulty)?;
    let sets = decode::combinations(&bytes(Table::Combinations)?, catalogue).map_err(faulty)?;
    let checks = [
        (Table::Estimates, estimates == rows),
        (
            Table::Overview,
            first_page == overview::select(catalogue.periods.len(), &rows),
        ),
        (
            Table::Gaps,
            between == gaps::from_estimates(catalogue, &rows),
        ),
        (
            Table::Trends,
            changes == trends::from_estimates(catalogue, &rows),
        ),
        (Table::Combinations, sets == combinations::rows(protected)),
    ];
    match checks.into_iter().find(|(_, same)| !same) {
        None => Ok(()),
        Some((table, _)) => Err(differs(table.file_name())),
    }
}

fn read(folder: &Path, name: &str) -> Result<Vec<u8>, Failure> {
    let path = folder.join(name);
    fs::read(&path)
        .map_err(|error| Failure::new(OUTPUT_NOT_WRITTEN, format!("{}: {error}", path.display())))
}

fn differs(name: &str) -> Failure {
    Failure::new(
        OUTPUT_NOT_WRITTEN,
        format!("{name}: what was read back is not what was written"),
    )
}
