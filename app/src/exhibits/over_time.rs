//! One measure over the quarters, for the chosen area and the whole; and the small line of a card.

use charts::Picture;
use charts::sparkline::Sparkline;
use charts::trend::{Trend, TrendSeries};
use measures::area::AreaIndex;
use measures::published::Published;

use super::sentences;
use super::view::{View, everybody, value_cells, value_columns};
use crate::exhibit::Exhibit;
use crate::table::{Cell, Column, Row, Table};

/// The chosen area over time, with the whole beside it.
#[must_use]
pub fn trend(view: &View) -> Option<Exhibit> {
    let catalogue = view.catalogue();
    let whole = catalogue.whole_index();
    let chosen = series(view, view.selection.area)?;
    let reference = if view.is_whole() {
        None
    } else {
        Some(series(view, whole)?)
    };
    let mut columns = vec![Column::words("Snapshot"), Column::words("Area")];
    columns.extend(value_columns(view.scale()));
    let areas: Vec<AreaIndex> = if view.is_whole() {
        vec![whole]
    } else {
        vec![view.selection.area, whole]
    };
    let rows = catalogue
        .periods
        .iter()
        .enumerate()
        .flat_map(|(period, quarter)| {
            areas.iter().map(move |area| {
                let mut cells = vec![
                    Cell::words(wording::date::snapshot(*quarter)),
                    Cell::words(&catalogue.area(*area).name),
                ];
                cells.extend(value_cells(
                    view,
                    view.selection.measure,
                    period,
                    everybody(*area),
                ));
                Row {
                    chosen: period == view.selection.period,
                    cells,
                }
            })
        });
    let rows = rows.collect();
    let overlapping = view
        .measure()
        .window_months()
        .is_none_or(|months| months > 3);
    let overlap = if overlapping {
        " One snapshot shares most of its people and events with the next, so small steps from \
         one to the next mean little."
    } else {
        ""
    };
    Some(Exhibit {
        name: "over-time",
        words: sentences::over_time(view, &chosen.figures),
        caveat: format!("{}{overlap}", view.measure().caveat),
        picture: Picture::Trend(Trend {
            periods: catalogue.periods.clone(),
            selected: Some(chosen.code.clone()),
            series: vec![chosen],
            reference,
            scale: view.scale(),
            basis: String::new(),
        }),
        table: Table { columns, rows },
        about: view.about(),
    })
}

/// The line of a card: the snapshots of the overview, for any measure.
#[must_use]
pub fn sparkline(view: &View, measure: usize) -> Sparkline {
    let area = view.selection.area;
    let periods = aggregates::overview::periods(view.catalogue().periods.len());
    // Evenly spaced: the yearly points only, as the overview has no others further back.
    let yearly = periods
        .iter()
        .filter(|period| (view.catalogue().periods.len() - 1 - **period).is_multiple_of(4));
    let values = yearly.map(|period| {
        let figure = view.shelf.figure(measure, *period, area);
        figure.map_or(Published::NotCalculable, |figure| {
            figure.map(|figure| figure.value)
        })
    });
    Sparkline {
        values: values.collect(),
    }
}

fn series(view: &View, area: AreaIndex) -> Option<TrendSeries> {
    let named = view.catalogue().area(area);
    let figures: Option<Vec<_>> = (0..view.catalogue().periods.len())
        .map(|period| view.shelf.figure(view.selection.measure, period, area))
        .collect();
    Some(TrendSeries {
        code: named.code.clone(),
        name: named.name.clone(),
        figures: figures?,
    })
}
