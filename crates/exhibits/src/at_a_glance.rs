//! Every neighbourhood on the measures that matter most, each beside the whole.

use charts::Picture;
use charts::heat_table::{HeatCell, HeatColumn, HeatRow, HeatTable};
use wording::finding::Profile;

use crate::basis::Basis;
use crate::exhibit::{About, Exhibit};
use crate::sentences;
use crate::state::measures_at_a_glance;
use crate::table::{Cell, Column, Row, Table};
use crate::view::{View, everybody, value_cells};

/// Neighbourhoods as rows, measures as columns.
#[must_use]
pub fn heat(view: &View) -> Option<Exhibit> {
    let catalogue = view.catalogue();
    let measures = measures_at_a_glance(catalogue);
    let rows: Option<Vec<HeatRow>> = view
        .neighbourhoods()
        .map(|(area, named)| {
            let cells: Option<Vec<HeatCell>> = measures
                .iter()
                .map(|measure| {
                    Some(HeatCell {
                        figure: view.figure_of(*measure, area)?,
                        comparison: view.comparison_of(*measure, area),
                    })
                })
                .collect();
            Some(HeatRow {
                code: named.code.clone(),
                name: named.name.clone(),
                cells: cells?,
            })
        })
        .collect();
    let chart = HeatTable {
        columns: measures
            .iter()
            .map(|measure| HeatColumn {
                title: catalogue.measures[*measure].title.clone(),
                scale: catalogue.measures[*measure].scale(),
            })
            .collect(),
        rows: rows?,
        whole: view.whole().to_owned(),
        selected: view.selected(),
    };
    let profiles: Vec<Profile> = chart
        .rows
        .iter()
        .map(|row| Profile {
            name: &row.name,
            cells: row
                .cells
                .iter()
                .map(|cell| (cell.figure, cell.comparison))
                .collect(),
        })
        .collect();
    Some(Exhibit {
        name: "at-a-glance",
        words: sentences::at_a_glance(view, &measures, &profiles),
        caveat: "Each measure is about its own people. By chance alone, about 1 in 20 marks would \
                 differ."
            .to_owned(),
        table: table(view, &measures),
        picture: Picture::HeatTable(chart),
        about: About {
            measure: None,
            ..view.about_whole()
        },
    })
}

fn table(view: &View, measures: &[usize]) -> Table {
    let catalogue = view.catalogue();
    let words = ["Neighbourhood", "Measure"].map(Column::words);
    let value = match view.basis {
        Basis::Crude => &["Value"][..],
        Basis::Standardised => &["Standardised value", "Crude value"],
    };
    let [first, rest @ ..] = value else {
        return Table::default();
    };
    let numbers = [first, "95% interval, from", "to"]
        .into_iter()
        .chain(rest.iter().copied())
        .chain(["Counted", "Out of"])
        .map(Column::numbers);
    let beside = Column::words(&format!("Beside {}", view.whole()));
    let rows = catalogue.areas().flat_map(|(area, named)| {
        measures.iter().map(move |measure| {
            let mut cells = vec![
                Cell::words(&named.name),
                Cell::words(&catalogue.measures[*measure].title),
            ];
            let period = view.selection.period;
            cells.extend(value_cells(view, *measure, period, everybody(area)));
            let judged = view.comparison_of(*measure, area);
            cells.push(Cell::words(
                judged.map(wording::comparison::short).unwrap_or_default(),
            ));
            Row {
                chosen: area == view.selection.area && !view.is_whole(),
                cells,
            }
        })
    });
    Table {
        columns: words.into_iter().chain(numbers).chain([beside]).collect(),
        rows: rows.collect(),
    }
}
