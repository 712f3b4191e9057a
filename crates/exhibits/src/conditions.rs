//! Every single condition in the chosen area.

use charts::Picture;
use charts::group_bars::{GroupBars, GroupRow};

use super::sentences;
use super::view::{View, everybody, value_cells, value_columns};
use crate::exhibit::Exhibit;
use crate::state::single_conditions;
use crate::table::{Cell, Column, Row, Table};

/// Each condition with its interval, the commonest in the whole first.
#[must_use]
pub fn bars(view: &View) -> Option<Exhibit> {
    let catalogue = view.catalogue();
    let mut measures = single_conditions(catalogue);
    let first = *measures.first()?;
    let whole = catalogue.whole_index();
    // By the whole's values, so that the order is the same in every area.
    let value = |measure: usize| {
        let figure = view
            .figure_of(measure, whole)
            .and_then(measures::published::Published::shown);
        figure.map_or(0.0, |figure| figure.value)
    };
    measures.sort_by(|one, other| value(*other).total_cmp(&value(*one)));
    let named = |measure: usize| {
        catalogue
            .conditions
            .iter()
            .find(|condition| {
                catalogue.measures[measure].rule
                    == measures::definition::Rule::HasCondition(condition.condition.clone())
            })
            .map_or(catalogue.measures[measure].title.clone(), |condition| {
                condition.name.clone()
            })
    };
    let rows: Option<Vec<GroupRow>> = measures
        .iter()
        .map(|measure| {
            let figure = view.figure_of(*measure, view.selection.area)?;
            let beside = view.comparison_of(*measure, view.selection.area);
            Some(GroupRow {
                label: named(*measure),
                figure,
                note: beside.map_or_else(String::new, |beside| {
                    wording::comparison::beside(beside, view.whole())
                }),
            })
        })
        .collect();
    let chart = GroupBars {
        rows: rows?,
        reference: None,
        scale: catalogue.measures[first].scale(),
    };
    let mut columns = vec![Column::words("Condition")];
    columns.extend(value_columns(chart.scale, view.basis));
    columns.push(Column::words(&format!("Beside {}", view.whole())));
    let rows = measures.iter().map(|measure| {
        let mut cells = vec![Cell::words(named(*measure))];
        let place = everybody(view.selection.area);
        cells.extend(value_cells(view, *measure, view.selection.period, place));
        let beside = view.comparison_of(*measure, view.selection.area);
        cells.push(Cell::words(
            beside.map(wording::comparison::short).unwrap_or_default(),
        ));
        Row {
            chosen: *measure == view.selection.measure,
            cells,
        }
    });
    Some(Exhibit {
        name: "conditions",
        words: sentences::conditions(view, first, &chart),
        caveat: "Counts conditions that have been recorded.".to_owned(),
        table: Table {
            columns,
            rows: rows.collect(),
        },
        picture: Picture::GroupBars(chart),
        about: view.about_area(),
    })
}
