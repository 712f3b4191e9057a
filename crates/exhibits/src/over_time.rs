//! One measure over the quarters, for the chosen area and the whole; and the small line of a card.

use charts::Picture;
use charts::control_chart::ControlChart;
use charts::small_multiples::SmallMultiples;
use charts::sparkline::Sparkline;
use charts::trend::{Trend, TrendSeries};
use measures::area::AreaIndex;
use measures::breakdown::Breakdown;
use measures::published::Published;
use wording::finding;

use super::sentences;
use super::view::{View, everybody, value_cells, value_columns};
use crate::exhibit::Exhibit;
use crate::table::{Cell, Column, Row, Table};

/// The chosen area over time. Measures that count each quarter by itself have the limits of
/// chance; the others, whose windows overlap, have the whole beside them.
#[must_use]
pub fn chart(view: &View) -> Option<Exhibit> {
    if view.measure().counts_single_quarters() {
        let view = &view.as_counted();
        let mut exhibit = trend(view)?;
        let chosen = series(view, view.selection.area)?;
        exhibit.name = "quarter-by-quarter";
        exhibit.words = sentences::control_chart(view, &chosen.figures);
        exhibit.picture = Picture::ControlChart(ControlChart {
            code: chosen.code,
            name: chosen.name,
            periods: view.catalogue().periods.clone(),
            figures: chosen.figures,
            scale: view.scale(),
        });
        return Some(exhibit);
    }
    trend(view)
}

fn trend(view: &View) -> Option<Exhibit> {
    let catalogue = view.catalogue();
    let whole = catalogue.whole_index();
    let chosen = series(view, view.selection.area)?;
    let reference = if view.is_whole() {
        None
    } else {
        Some(series(view, whole)?)
    };
    let areas = if view.is_whole() {
        vec![whole]
    } else {
        vec![view.selection.area, whole]
    };
    Some(Exhibit {
        name: "over-time",
        words: sentences::over_time(view, &chosen.figures),
        caveat: format!(
            "{} {}",
            view.caveat(Breakdown::All),
            finding::why_limits(view.measure())
        ),
        picture: Picture::Trend(Trend {
            periods: catalogue.periods.clone(),
            selected: Some(chosen.code.clone()),
            series: vec![chosen],
            reference,
            scale: view.scale(),
            basis: view.basis_label(),
        }),
        table: table(view, &areas),
        about: view.about(),
    })
}

/// Every neighbourhood over time, each beside the whole.
#[must_use]
pub fn by_area(view: &View) -> Option<Exhibit> {
    let panels: Option<Vec<TrendSeries>> = view
        .neighbourhoods()
        .map(|(area, _)| series(view, area))
        .collect();
    let chart = SmallMultiples {
        periods: view.catalogue().periods.clone(),
        panels: panels?,
        reference: Some(series(view, view.catalogue().whole_index())?),
        scale: view.scale(),
        selected: view.selected(),
        basis: view.basis_label(),
    };
    let areas: Vec<(&str, Vec<_>)> = chart
        .panels
        .iter()
        .map(|panel| (panel.name.as_str(), panel.figures.clone()))
        .collect();
    Some(Exhibit {
        name: "over-time-by-neighbourhood",
        words: sentences::over_time_by_area(view, &areas),
        caveat: format!(
            "{} By chance alone, about 1 neighbourhood in 20 would seem to change.",
            view.caveat(Breakdown::All)
        ),
        table: table(
            view,
            &view
                .catalogue()
                .areas()
                .map(|(area, _)| area)
                .collect::<Vec<_>>(),
        ),
        picture: Picture::SmallMultiples(chart),
        about: view.about_whole(),
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
        let figure = view.figure_at(measure, *period, everybody(area));
        figure.map_or(Published::NotCalculable, |figure| {
            figure.map(|figure| figure.value)
        })
    });
    Sparkline {
        values: values.collect(),
    }
}

/// Every quarter of some areas.
fn table(view: &View, areas: &[AreaIndex]) -> Table {
    let catalogue = view.catalogue();
    let mut columns = vec![Column::words("Snapshot"), Column::words("Area")];
    columns.extend(value_columns(view.scale(), view.basis));
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
                let measure = view.selection.measure;
                cells.extend(value_cells(view, measure, period, everybody(*area)));
                Row {
                    chosen: period == view.selection.period,
                    cells,
                }
            })
        });
    Table {
        columns,
        rows: rows.collect(),
    }
}

fn series(view: &View, area: AreaIndex) -> Option<TrendSeries> {
    let named = view.catalogue().area(area);
    let figures: Option<Vec<_>> = (0..view.catalogue().periods.len())
        .map(|period| view.figure_at(view.selection.measure, period, everybody(area)))
        .collect();
    Some(TrendSeries {
        code: named.code.clone(),
        name: named.name.clone(),
        figures: figures?,
    })
}
