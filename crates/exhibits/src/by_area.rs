//! One measure in every neighbourhood: as points on their intervals, by size, and on a map.

use charts::Picture;
use charts::area_comparison::{AreaComparison, AreaMark, AreaRow};
use charts::boundary_map::{BoundaryArea, BoundaryMap};
use charts::funnel_plot::{FunnelPlot, FunnelPoint};
use charts::tile_map::{Tile, TileMap};
use measures::area::{Area, AreaIndex};
use measures::breakdown::Breakdown;
use measures::definition::Scale;

use super::sentences;
use super::view::{View, everybody, value_cells, value_columns};
use crate::basis::Basis;
use crate::exhibit::Exhibit;
use crate::table::{Cell, Column, Row, Table};

/// Every neighbourhood with its interval, and the whole as a line.
#[must_use]
pub fn comparison(view: &View) -> Option<Exhibit> {
    let rows: Option<Vec<AreaRow>> = view
        .neighbourhoods()
        .map(|(area, named)| {
            Some(AreaRow {
                code: named.code.clone(),
                name: named.name.clone(),
                figure: view.figure(area)?,
                comparison: view.comparison_of(view.selection.measure, area),
                note: view.counted(everybody(area)),
            })
        })
        .collect();
    let chart = AreaComparison {
        rows: rows?,
        reference: view.reference(),
        scale: view.scale(),
        mark: AreaMark::Point,
        selected: view.selected(),
        basis: view.basis_label(),
    };
    Some(exhibit(
        view,
        "by-neighbourhood",
        Picture::AreaComparison(chart),
    ))
}

/// Every neighbourhood by how many people it has, within the limits that chance would keep it in.
/// As counted, because the limits depend on the counts; `None` for rates of events, whose limits
/// depend on more.
#[must_use]
pub fn funnel(view: &View) -> Option<Exhibit> {
    if view.scale() != Scale::Proportion {
        return None;
    }
    let view = &view.as_counted();
    let points: Option<Vec<FunnelPoint>> = view
        .neighbourhoods()
        .map(|(area, named)| {
            let (measure, period) = (view.selection.measure, view.selection.period);
            Some(FunnelPoint {
                code: named.code.clone(),
                name: named.name.clone(),
                people: view.shelf.everybody(measure, period, area)?.denominator,
                figure: view.figure(area)?,
                comparison: view.comparison_of(measure, area),
            })
        })
        .collect();
    let chart = FunnelPlot {
        points: points?,
        reference: view.reference(),
        selected: view.selected(),
    };
    let mut exhibit = exhibit(view, "funnel", Picture::FunnelPlot(chart));
    exhibit.words = sentences::funnel(view);
    if view.selection.basis == Basis::Standardised {
        exhibit.caveat.push_str(
            " Figures here are as counted: the limits of chance depend on how many people were.",
        );
    }
    Some(exhibit)
}

/// Every neighbourhood on a map: as it lies on the ground where the release has boundaries, else
/// as a tile. Without places the tiles stand in order of code, and the words say so.
#[must_use]
pub fn map(view: &View) -> Option<Exhibit> {
    let is_of_ground = !view.shelf.manifest.boundaries.is_empty();
    let picture = if is_of_ground {
        boundaries(view)?
    } else {
        tiles(view)?
    };
    let mut exhibit = exhibit(view, "map", picture);
    let standing = match (is_of_ground, view.shelf.manifest.tiles.is_empty()) {
        (true, _) => return Some(exhibit),
        (false, true) => "Tiles stand in order of code, not as on a map.",
        (false, false) => "Tiles stand roughly as on a map.",
    };
    exhibit.words.subtitle = format!("{} {standing}", exhibit.words.subtitle);
    Some(exhibit)
}

fn boundaries(view: &View) -> Option<Picture> {
    let known = &view.shelf.manifest.boundaries;
    let areas: Option<Vec<BoundaryArea>> = view
        .neighbourhoods()
        .map(|(area, named)| {
            let own = known.iter().find(|boundary| boundary.code == named.code);
            let rings = own.map_or(&[][..], |boundary| &boundary.rings);
            Some(BoundaryArea {
                code: named.code.clone(),
                name: named.name.clone(),
                rings: rings.iter().map(|ring| ring.points().collect()).collect(),
                figure: view.figure(area)?,
                comparison: view.comparison_of(view.selection.measure, area),
            })
        })
        .collect();
    Some(Picture::BoundaryMap(BoundaryMap {
        areas: areas?,
        reference: view.reference(),
        scale: view.scale(),
        selected: view.selected(),
    }))
}

fn tiles(view: &View) -> Option<Picture> {
    let columns = columns_of(view.catalogue().neighbourhoods.len());
    let placed = &view.shelf.manifest.tiles;
    let tiles: Option<Vec<Tile>> = view
        .neighbourhoods()
        .map(|(area, named)| {
            let in_order = (position(area.0 % columns), position(area.0 / columns));
            let place = placed.iter().find(|tile| tile.code == named.code);
            let (column, row) = place.map_or(in_order, |tile| (tile.column, tile.row));
            Some(Tile {
                code: named.code.clone(),
                name: named.name.clone(),
                column,
                row,
                figure: view.figure(area)?,
                comparison: view.comparison_of(view.selection.measure, area),
            })
        })
        .collect();
    Some(Picture::TileMap(TileMap {
        tiles: tiles?,
        reference: view.reference(),
        scale: view.scale(),
        selected: view.selected(),
    }))
}

fn exhibit(view: &View, name: &'static str, picture: Picture) -> Exhibit {
    Exhibit {
        name,
        words: sentences::by_area(view),
        caveat: view.caveat(Breakdown::All),
        picture,
        table: table(view),
        about: view.about_whole(),
    }
}

fn table(view: &View) -> Table {
    let mut columns = vec![Column::words("Neighbourhood")];
    columns.extend(value_columns(view.scale(), view.basis));
    columns.push(Column::words(&format!("Beside {}", view.whole())));
    let row = |area: AreaIndex, named: &Area| {
        let measure = view.selection.measure;
        let mut cells = vec![Cell::words(&named.name)];
        cells.extend(value_cells(
            view,
            measure,
            view.selection.period,
            everybody(area),
        ));
        let beside = view
            .comparison_of(measure, area)
            .map(wording::comparison::short);
        cells.push(Cell::words(beside.unwrap_or_default()));
        Row {
            chosen: area == view.selection.area,
            cells,
        }
    };
    Table {
        columns,
        rows: view
            .catalogue()
            .areas()
            .map(|(area, named)| row(area, named))
            .collect(),
    }
}

/// The columns of a grid that is about as wide as high.
fn columns_of(count: usize) -> usize {
    (1..=count)
        .find(|columns| columns * columns >= count)
        .unwrap_or(1)
}

fn position(from_zero: usize) -> u32 {
    u32::try_from(from_zero + 1).unwrap_or(u32::MAX)
}
