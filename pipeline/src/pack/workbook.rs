//! The workbook: notes, measures, and the published figures of the chosen areas as tables.
//!
//! A table has one row for each figure and one heading, so that it can be filtered and pivoted.

use exhibits::book::{Book, Sheet, notes};
use exhibits::provenance;
use exhibits::shelf::Shelf;
use workbook::XlsxError;

use super::chosen::Chosen;

mod tables;

/// The workbook of the chosen areas and measures, as a file.
///
/// # Errors
/// When a sheet has more rows than a sheet can have.
pub(super) fn workbook(shelf: &Shelf, chosen: &Chosen) -> Result<Vec<u8>, XlsxError> {
    let manifest = &shelf.manifest;
    let catalogue = &manifest.catalogue;
    let areas = chosen.areas.iter();
    let areas: Vec<&str> = areas
        .map(|area| catalogue.area(*area).name.as_str())
        .collect();
    let mut rows = vec![
        (
            "People counted on",
            wording::date::snapshot(manifest.coverage.last_snapshot),
        ),
        ("Areas", areas.join(", ")),
        (
            "Measures",
            format!(
                "{} of {}: see the sheet Measures",
                chosen.measures.len(),
                catalogue.measures.len()
            ),
        ),
    ];
    rows.extend(provenance::of_release(manifest));
    rows.extend(chosen.address.clone().map(|address| ("Link", address)));
    let tables = tables::sheets(shelf, chosen).into_iter();
    let tables = tables.filter(|sheet| !sheet.rows.is_empty());
    let sheets = [notes(rows)].into_iter().chain(tables.map(Sheet::Numbers));
    let title = format!("Long-term conditions in {}", catalogue.whole.name);
    workbook::xlsx(&Book::of_release(manifest, title, sheets.collect()))
}
