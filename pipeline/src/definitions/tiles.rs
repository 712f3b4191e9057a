//! `tiles.csv`: where each neighbourhood stands on a map of equal tiles. Never what it shows.

use std::collections::{BTreeMap, BTreeSet};

use aggregates::manifest::Tile;

use super::error::ConfigError;
use super::files::ConfigFile;
use super::geography::NeighbourhoodRow;

const COLUMNS: [&str; 3] = ["NEIGHBOURHOOD_CODE", "column", "row"];

/// The tiles in order of code: one for every neighbourhood, no two in one place.
pub(super) fn read(
    file: &ConfigFile,
    neighbourhoods: &[NeighbourhoodRow],
) -> Result<Vec<Tile>, ConfigError> {
    let known: BTreeSet<&str> = neighbourhoods.iter().map(NeighbourhoodRow::code).collect();
    let mut tiles: BTreeMap<String, Tile> = BTreeMap::new();
    let mut taken: BTreeMap<(u32, u32), String> = BTreeMap::new();
    for row in file.rows(&COLUMNS)? {
        let code = file.given(&row, 0, COLUMNS[0])?.to_owned();
        if !known.contains(code.as_str()) {
            return Err(file.error(
                row.line,
                format!("`{code}` is no neighbourhood of neighbourhoods.csv"),
            ));
        }
        let place = |index: usize| {
            let number = row.value(index).parse().ok().filter(|number| *number > 0);
            number.ok_or_else(|| {
                file.error(
                    row.line,
                    format!(
                        "column `{}`: expected a whole number from 1, found `{}`",
                        COLUMNS[index],
                        row.value(index)
                    ),
                )
            })
        };
        let (column, at_row) = (place(1)?, place(2)?);
        if let Some(other) = taken.insert((column, at_row), code.clone()) {
            return Err(file.error(
                row.line,
                format!("`{other}` and `{code}` both stand in column {column}, row {at_row}"),
            ));
        }
        let tile = Tile {
            code: code.clone(),
            column,
            row: at_row,
        };
        if tiles.insert(code.clone(), tile).is_some() {
            return Err(file.error(row.line, format!("`{code}` has two places")));
        }
    }
    match known.iter().find(|code| !tiles.contains_key(**code)) {
        Some(code) => Err(file.error(None, format!("neighbourhood `{code}` has no place"))),
        None => Ok(tiles.into_values().collect()),
    }
}
