//! How many people of each age live with several conditions, in the chosen area.

use charts::Picture;
use charts::pyramid::{Pyramid, PyramidBand};
use measures::breakdown::Breakdown;
use measures::published::Published;
use wording::finding::Ages;
use wording::list::capitalised;

use crate::exhibit::{About, Exhibit};
use crate::sentences;
use crate::table::{Cell, Column, Row, Table};
use crate::view::{View, places, population, value_cells, value_columns};

/// Everybody by age on the left, and on the right those who live with several conditions.
#[must_use]
pub fn need(view: &View) -> Option<Exhibit> {
    let catalogue = view.catalogue();
    let several = catalogue.several_conditions()?;
    let definition = &catalogue.measures[several];
    let view = &view.as_counted();
    let bands = places(view, definition, Breakdown::AgeBand);
    let labels = catalogue.groups(Breakdown::AgeBand);
    let period = view.selection.period;
    let counts: Option<Vec<[Published<u32>; 2]>> = bands
        .iter()
        .map(|place| {
            let row = view.shelf.row(several, period, *place)?;
            Some([row.denominator, row.numerator])
        })
        .collect();
    let counts = counts?;
    let ages: Vec<Ages> = bands
        .iter()
        .zip(&counts)
        .map(|(place, [everybody, counted])| Ages {
            band: &labels[place.group],
            everybody: *everybody,
            counted: *counted,
        })
        .collect();
    if ages.is_empty() {
        return None;
    }
    let label = |band: &str| wording::group::label(Breakdown::AgeBand, band);
    let mut columns = vec![Column::words("Age")];
    columns.extend(value_columns(definition.scale(), view.basis));
    let rows = bands.iter().map(|place| {
        let mut cells = vec![Cell::words(label(&labels[place.group]))];
        cells.extend(value_cells(view, several, period, *place));
        Row {
            chosen: false,
            cells,
        }
    });
    Some(Exhibit {
        name: "need-by-age",
        words: sentences::need_by_age(view, several, &ages),
        caveat: definition.caveat.clone(),
        table: Table {
            columns,
            rows: rows.collect(),
        },
        picture: Picture::Pyramid(Pyramid {
            bands: ages
                .iter()
                .map(|ages| PyramidBand {
                    label: label(ages.band),
                    left: ages.everybody,
                    right: ages.counted,
                })
                .collect(),
            left_name: capitalised(&format!("all {}", population(definition, catalogue))),
            right_name: "With three or more conditions".to_owned(),
        }),
        about: About {
            measure: Some(definition.key.clone()),
            ..view.about_area()
        },
    })
}
