//! Every trend once more, from the published counts of its snapshots.
//!
//! Lines and limits are those of [`measures`]; which snapshots they go through is worked out here.

use std::collections::BTreeMap;

use aggregates::estimate::{Estimate, find};
use aggregates::schema::Table;
use aggregates::trends::{Change, ControlChart, Trend, TrendMethod, Variation, YearlyTrend};
use measures::area::AreaIndex;
use measures::breakdown::Breakdown;
use measures::catalogue::{Catalogue, Place};
use measures::figure::Figure;
use measures::process::{NoLimits, Process, Side, SpecialCause};
use measures::published::Published;
use measures::trend::{self, Marker, Meaning};

use super::expectation::is_close;
use super::names::Names;
use super::report::{Check, Report};

/// Yearly points that are looked at, and quarters between two of them.
const YEARS: usize = 5;
const QUARTERS: usize = 4;
/// The longest window, in months, of which no two snapshots share an event.
const LONGEST_WITHOUT_OVERLAP: u32 = 3;

/// Compares the trends of a release with those that its counts make.
pub(super) fn check(
    names: &Names<'_>,
    estimates: &[Estimate],
    found: &[Trend],
    report: &mut Report,
) {
    let file = Table::Trends.file_name();
    let mut expected = every_trend(names.catalogue, estimates);
    report.checked(expected.len() as u64, "trends and control charts");
    for trend in found {
        let place = (trend.measure, trend.area);
        let Some(expected) = expected.remove(&place) else {
            report.differs(Check::Trends, || {
                let name = name(names, place);
                format!("{file}: {name}: is there, and does not belong there")
            });
            continue;
        };
        for (what, found, expected) in differences(names.catalogue, trend, &expected) {
            report.differs(Check::Trends, || {
                format!(
                    "{file}: {}: `{what}` is {found}, the published counts make {expected}",
                    name(names, place)
                )
            });
        }
    }
    for missing in expected.into_keys() {
        report.differs(Check::Trends, || {
            format!("{file}: {}: is missing", name(names, missing))
        });
    }
}

fn name(names: &Names<'_>, (measure, area): (usize, AreaIndex)) -> String {
    let measure = &names.catalogue.measures[measure].key;
    format!("{measure}, {}", names.catalogue.area(area).code)
}

fn every_trend(
    catalogue: &Catalogue,
    estimates: &[Estimate],
) -> BTreeMap<(usize, AreaIndex), Trend> {
    let mut trends = BTreeMap::new();
    for (measure, definition) in catalogue.measures.iter().enumerate() {
        for (area, _) in catalogue.areas() {
            if definition.publishes(Breakdown::All, area == catalogue.whole_index()) {
                let trend = trend_of(catalogue, estimates, measure, area);
                trends.insert((measure, area), trend);
            }
        }
    }
    trends
}

fn trend_of(
    catalogue: &Catalogue,
    estimates: &[Estimate],
    measure: usize,
    area: AreaIndex,
) -> Trend {
    let definition = &catalogue.measures[measure];
    let overlaps = definition
        .window_months()
        .is_none_or(|months| months > LONGEST_WITHOUT_OVERLAP);
    let last = catalogue.periods.len().saturating_sub(1);
    let mut series: Vec<(usize, Published<Figure>)> = (0..catalogue.periods.len())
        .filter(|period| {
            let back = last - period;
            !overlaps || back.is_multiple_of(QUARTERS) && back / QUARTERS < YEARS
        })
        .map(|period| {
            let place = Place {
                area,
                breakdown: Breakdown::All,
                group: 0,
            };
            let row = find(estimates, measure, period, place);
            let figure = row.map_or(Published::NotCalculable, |row| row.figure(catalogue));
            (period, figure)
        })
        .collect();
    // What the extract does not reach back to is not part of the series.
    let known = series
        .iter()
        .position(|(_, figure)| *figure != Published::NotCalculable);
    series.drain(..known.unwrap_or(series.len()));
    let figures: Option<Vec<Figure>> = series.iter().map(|(_, figure)| figure.shown()).collect();
    let periods: Vec<usize> = series.iter().map(|(period, _)| *period).collect();
    let meaning = |marker: Marker| marker.meaning(definition.direction);
    let change = figures.and_then(|figures| {
        if overlaps {
            let line = trend::Trend::new(&figures).ok()?;
            Some(Change::Yearly(YearlyTrend {
                marker: line.marker(),
                meaning: meaning(line.marker()),
                slope: line.slope(),
                standard_error: line.standard_error(),
                chi_squared: line.chi_squared(),
            }))
        } else {
            let values: Vec<f64> = figures.iter().map(|figure| figure.value).collect();
            chart(&values, &periods, meaning).map(Change::Chart)
        }
    });
    Trend {
        measure,
        area,
        method: if overlaps {
            TrendMethod::YearlyTrend
        } else {
            TrendMethod::ControlChart
        },
        first_period: periods.first().copied(),
        last_period: periods.last().copied(),
        points: u32::try_from(periods.len()).unwrap_or(u32::MAX),
        change: change.map_or(Published::NotCalculable, Published::Shown),
    }
}

fn chart(
    values: &[f64],
    periods: &[usize],
    meaning: impl Fn(Marker) -> Meaning,
) -> Option<ControlChart> {
    let process = match Process::new(values) {
        Ok(process) => process,
        Err(NoLimits::TooFewPoints { .. }) => return None,
        Err(NoLimits::Constant) => {
            return Some(ControlChart {
                variation: Variation::Constant,
                meaning: Meaning::Neither,
                mean: *values.first()?,
                limits: None,
                special_cause_periods: Vec::new(),
            });
        }
    };
    let causes = process.special_causes();
    let special: Vec<usize> = periods
        .iter()
        .zip(&causes)
        .filter_map(|(period, cause)| cause.map(|_| *period))
        .collect();
    let marker = |cause: SpecialCause| match cause {
        SpecialCause::OutsideLimits(Side::High)
        | SpecialCause::Run(Side::High)
        | SpecialCause::NearLimit(Side::High)
        | SpecialCause::OneSide(Side::High) => Marker::Increasing,
        _ => Marker::Decreasing,
    };
    let last = causes.last().copied().flatten();
    Some(ControlChart {
        variation: match special.len() {
            0 => Variation::CommonCause,
            _ => Variation::SpecialCause,
        },
        meaning: last.map_or(Meaning::Neither, |cause| meaning(marker(cause))),
        mean: process.mean(),
        limits: Some(process.limits()),
        special_cause_periods: special,
    })
}

/// A column, what stands in it, and what should.
type WrongCell = (&'static str, String, String);

/// A cell of a trend.
#[derive(Debug, PartialEq)]
enum Cell {
    Word(String),
    Number(Option<f64>),
}

impl Cell {
    fn agrees(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Number(Some(one)), Self::Number(Some(other))) => is_close(*one, *other),
            _ => self == other,
        }
    }

    fn words(&self) -> String {
        match self {
            Self::Word(word) => word.clone(),
            Self::Number(number) => {
                number.map_or_else(|| "empty".to_owned(), |number| number.to_string())
            }
        }
    }
}

fn differences(catalogue: &Catalogue, found: &Trend, expected: &Trend) -> Vec<WrongCell> {
    let pairs = cells(catalogue, found)
        .into_iter()
        .zip(cells(catalogue, expected));
    pairs
        .filter(|((_, found), (_, expected))| !found.agrees(expected))
        .map(|((column, found), (_, expected))| (column, found.words(), expected.words()))
        .collect()
}

/// The cells of a row by their columns.
fn cells(catalogue: &Catalogue, trend: &Trend) -> [(&'static str, Cell); 14] {
    let word = |word: &str| Cell::Word(word.to_owned());
    let period = |period: usize| catalogue.periods[period].to_string();
    let day = |at: Option<usize>| Cell::Word(at.map_or_else(|| "empty".to_owned(), period));
    let (yearly, chart) = match &trend.change {
        Published::Shown(Change::Yearly(yearly)) => (Some(yearly), None),
        Published::Shown(Change::Chart(chart)) => (None, Some(chart)),
        _ => (None, None),
    };
    let marker = yearly.map(|yearly| yearly.marker.key());
    let variation = chart.map(|chart| chart.variation.key());
    let meaning = yearly
        .map(|yearly| yearly.meaning)
        .or(chart.map(|chart| chart.meaning));
    let line = |pick: fn(&YearlyTrend) -> f64| Cell::Number(yearly.map(pick));
    let limits = chart.and_then(|chart| chart.limits);
    let special: Vec<String> = chart
        .map(|chart| &chart.special_cause_periods[..])
        .unwrap_or_default()
        .iter()
        .map(|at| period(*at))
        .collect();
    [
        ("method", word(trend.method.key())),
        ("marker", word(marker.or(variation).unwrap_or("empty"))),
        ("direction", word(meaning.map_or("empty", Meaning::key))),
        ("slope", line(|yearly| yearly.slope)),
        ("se", line(|yearly| yearly.standard_error)),
        ("chi_squared", line(|yearly| yearly.chi_squared)),
        ("mean", Cell::Number(chart.map(|chart| chart.mean))),
        (
            "lower_limit",
            Cell::Number(limits.map(|limits| limits.lower)),
        ),
        (
            "upper_limit",
            Cell::Number(limits.map(|limits| limits.upper)),
        ),
        ("first_period", day(trend.first_period)),
        ("last_period", day(trend.last_period)),
        ("points", word(&trend.points.to_string())),
        (
            "special_cause_periods",
            word(&format!("[{}]", special.join(", "))),
        ),
        ("status", word(trend.change.status())),
    ]
}
