//! One measure in the groups of an area's people: by age, sex, ethnic group or deprivation.

use charts::Picture;
use charts::group_bars::{GroupBars, GroupRow};
use measures::breakdown::Breakdown;
use wording::finding::GroupValue;

use super::sentences;
use super::view::{View, places, value_cells, value_columns};
use crate::basis::Basis;
use crate::exhibit::Exhibit;
use crate::table::{Cell, Column, Row, Table};

/// The groups of the chosen breakdown in the chosen area.
#[must_use]
pub fn bars(view: &View) -> Option<Exhibit> {
    let breakdown = view.selection.breakdown;
    if breakdown == Breakdown::All {
        return None;
    }
    let places = places(view, view.measure(), breakdown);
    let labels = view.catalogue().groups(breakdown);
    let rows: Option<Vec<GroupRow>> = places
        .iter()
        .map(|place| {
            Some(GroupRow {
                label: wording::group::label(breakdown, &labels[place.group]),
                figure: view.group(place.area, breakdown, place.group)?,
                note: view.counted(*place),
            })
        })
        .collect();
    // Everybody's figure of the same kind as the groups'.
    let everybody = match view.basis_of(breakdown) {
        Basis::Crude => view.as_counted().figure(view.selection.area)?.shown(),
        Basis::Standardised => view.figure(view.selection.area)?.shown(),
    };
    let chart = GroupBars {
        rows: rows?,
        reference: everybody.map(|figure| charts::Reference {
            name: view.area().name.clone(),
            value: figure.value,
        }),
        scale: view.scale(),
    };
    let mut columns = vec![Column::words("Group")];
    columns.extend(value_columns(view.scale(), view.basis_of(breakdown)));
    let rows = places.iter().map(|place| {
        let label = wording::group::label(breakdown, &labels[place.group]);
        let mut cells = vec![Cell::words(label)];
        let (measure, period) = (view.selection.measure, view.selection.period);
        cells.extend(value_cells(view, measure, period, *place));
        Row {
            chosen: false,
            cells,
        }
    });
    let values: Vec<GroupValue> = places
        .iter()
        .zip(&chart.rows)
        .map(|(place, row)| GroupValue {
            group: &labels[place.group],
            figure: row.figure,
        })
        .collect();
    Some(Exhibit {
        name: "by-group",
        words: sentences::by_group(view, breakdown, &values),
        caveat: view.caveat(breakdown),
        table: Table {
            columns,
            rows: rows.collect(),
        },
        picture: Picture::GroupBars(chart),
        about: view.about_split(breakdown, "Groups by"),
    })
}
