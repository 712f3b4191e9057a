//! Where neighbourhoods stand on a map of equal tiles. Never how a tile looks.

use std::collections::BTreeSet;

use measures::area::Area;
use serde::{Deserialize, Serialize};

/// The place of one neighbourhood on a grid of equal tiles.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tile {
    /// The neighbourhood's code.
    pub code: String,
    /// The column, from 1 on the left.
    pub column: u32,
    /// The row, from 1 at the top.
    pub row: u32,
}

/// Whether the tiles can be drawn: none at all, or one place of its own for each neighbourhood,
/// in order of code.
pub(crate) fn check(tiles: &[Tile], neighbourhoods: &[Area]) -> Result<(), String> {
    if tiles.is_empty() {
        return Ok(());
    }
    let codes = tiles.iter().map(|tile| &tile.code);
    if !codes.eq(neighbourhoods.iter().map(|area| &area.code)) {
        return Err("`tiles` does not list every neighbourhood once, in order of code".to_owned());
    }
    let mut taken = BTreeSet::new();
    for tile in tiles {
        if tile.column == 0 || tile.row == 0 {
            return Err(format!(
                "the tile of `{}` has no place: columns and rows are counted from 1",
                tile.code
            ));
        }
        if !taken.insert((tile.column, tile.row)) {
            return Err(format!(
                "`tiles` puts two neighbourhoods in column {}, row {}",
                tile.column, tile.row
            ));
        }
    }
    Ok(())
}
