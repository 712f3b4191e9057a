//! The steps of coordinated care, in the chosen area and in every neighbourhood.

use charts::Picture;
use charts::cascade::{Cascade, CascadeRow};
use measures::area::AreaIndex;
use measures::definition::Scale;
use wording::finding::StepValue;

use super::sentences;
use super::view::{View, everybody, value_cells};
use crate::exhibit::Exhibit;
use crate::state::steps;
use crate::table::{Cell, Column, Row, Table};

/// The steps and, last, having all of them. A neighbourhood that is chosen is shown alone with
/// the whole beside it; otherwise every neighbourhood is.
#[must_use]
pub fn cascade(view: &View) -> Option<Exhibit> {
    let catalogue = view.catalogue();
    let all = catalogue.every_step()?;
    let mut measures = steps(catalogue);
    measures.push(all);
    let whole = catalogue.whole_index();
    let areas: Vec<AreaIndex> = catalogue.areas().map(|(area, _)| area).collect();
    let rows: Option<Vec<CascadeRow>> = areas
        .iter()
        .map(|area| row(view, &measures, *area))
        .collect();
    let mut rows = rows?;
    let reference = rows.pop();
    let chosen = rows
        .iter()
        .chain(&reference)
        .find(|row| row.code == view.area().code)?
        .clone();
    let drawn = if view.is_whole() {
        rows
    } else {
        vec![chosen.clone()]
    };
    let chart = Cascade {
        steps: measures
            .iter()
            .map(|step| catalogue.measures[*step].title.clone())
            .collect(),
        rows: drawn,
        reference,
        scale: Scale::Proportion,
        selected: view.selected(),
    };
    let words = {
        // Having all of them is no step: it is what the page opens with.
        let n_steps = measures.len() - 1;
        let values: Vec<StepValue> = chart.steps[..n_steps]
            .iter()
            .zip(&chosen.figures)
            .map(|(title, figure)| StepValue {
                title,
                figure: *figure,
            })
            .collect();
        let areas: Vec<_> = chart
            .rows
            .iter()
            .map(|row| (row.name.as_str(), row.figures[..n_steps].to_vec()))
            .collect();
        sentences::steps(view, all, &values, &areas)
    };
    let columns = [
        "Area",
        "Step",
        "Percent",
        "95% interval, from",
        "to",
        "People counted",
        "Out of",
    ];
    let columns = columns.iter().enumerate().map(|(place, name)| {
        if place < 2 {
            Column::words(name)
        } else {
            Column::numbers(name)
        }
    });
    let shown = areas
        .iter()
        .filter(|area| view.is_whole() || **area == view.selection.area || **area == whole);
    let table_rows = shown.flat_map(|area| {
        measures.iter().map(|step| {
            let mut cells = vec![
                Cell::words(&catalogue.area(*area).name),
                Cell::words(&catalogue.measures[*step].title),
            ];
            cells.extend(value_cells(
                view,
                *step,
                view.selection.period,
                everybody(*area),
            ));
            Row {
                chosen: *area == view.selection.area && !view.is_whole(),
                cells,
            }
        })
    });
    Some(Exhibit {
        name: "steps",
        words,
        caveat: catalogue.measures[all].caveat.clone(),
        table: Table {
            columns: columns.collect(),
            rows: table_rows.collect(),
        },
        picture: Picture::Cascade(chart),
        about: view.about_area(),
    })
}

fn row(view: &View, measures: &[usize], area: AreaIndex) -> Option<CascadeRow> {
    let named = view.catalogue().area(area);
    let figures: Option<Vec<_>> = measures
        .iter()
        .map(|step| view.figure_of(*step, area))
        .collect();
    Some(CascadeRow {
        code: named.code.clone(),
        name: named.name.clone(),
        figures: figures?,
    })
}
