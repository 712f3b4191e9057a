//! Whether each measure has changed in each area, from published counts only.
//!
//! Measures whose windows overlap from one snapshot to the next are judged by their yearly points;
//! those of at most a quarter by a control chart of every snapshot. No measure has both: the rules
//! of a chart would cry wolf over the same people counted twice.

use measures::area::AreaIndex;
use measures::breakdown::Breakdown;
use measures::catalogue::{Catalogue, Place};
use measures::definition::{Direction, Measure};
use measures::figure::Figure;
use measures::interval::Interval;
use measures::process::{NoLimits, Process, Side, SpecialCause};
use measures::published::Published;
use measures::trend::{self, Marker, Meaning};

use crate::estimate::{Estimate, find};

/// Quarters from one yearly point to the next.
const A_YEAR: u16 = 4;
/// Months of the longest window whose snapshots do not overlap.
const A_QUARTER_MONTHS: u32 = 3;

/// A row of `trends.parquet`: a measure in an area, everybody together.
#[derive(Debug, Clone, PartialEq)]
pub struct Trend {
    /// The measure, by its place in the catalogue.
    pub measure: usize,
    /// The area.
    pub area: AreaIndex,
    /// How it was judged.
    pub method: TrendMethod,
    /// The first snapshot that was looked at, by its place in the catalogue.
    pub first_period: Option<usize>,
    /// The last snapshot that was looked at.
    pub last_period: Option<usize>,
    /// How many snapshots were looked at, those without a figure included.
    pub points: u32,
    /// What was found, or why nothing was. One point without a figure leaves nothing.
    pub change: Published<Change>,
}

/// How a series is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TrendMethod {
    /// A weighted line through the last five yearly points.
    YearlyTrend,
    /// An `XmR` chart of every quarter.
    ControlChart,
}

/// What is found of a series.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// By yearly points.
    Yearly(YearlyTrend),
    /// By a control chart.
    Chart(ControlChart),
}

/// The line through yearly points, in the units of the measure's figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct YearlyTrend {
    /// Which way it has changed.
    pub marker: Marker,
    /// What that means for people.
    pub meaning: Meaning,
    /// The change a year.
    pub slope: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// The square of one over the other.
    pub chi_squared: f64,
}

/// The control chart of a series, in the units of the measure's figure.
#[derive(Debug, Clone, PartialEq)]
pub struct ControlChart {
    /// Whether anything in it is exceptional.
    pub variation: Variation,
    /// What the last point means for people, where that is exceptional.
    pub meaning: Meaning,
    /// The mean of all points.
    pub mean: f64,
    /// The limits; none of a constant series.
    pub limits: Option<Interval>,
    /// The exceptional points, by their snapshots' places in the catalogue.
    pub special_cause_periods: Vec<usize>,
}

/// How a series varies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Variation {
    /// At least one point is exceptional.
    SpecialCause,
    /// No more than it always has.
    CommonCause,
    /// Not at all, so that there are no limits to judge it by.
    Constant,
}

impl TrendMethod {
    /// Both.
    pub const EVERY: [Self; 2] = [Self::YearlyTrend, Self::ControlChart];

    /// How a measure is judged, by whether its snapshots hold the same events again.
    #[must_use]
    pub fn of(measure: &Measure) -> Self {
        match measure.window_months() {
            Some(months) if months <= A_QUARTER_MONTHS => Self::ControlChart,
            _ => Self::YearlyTrend,
        }
    }

    /// The key in the table.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::YearlyTrend => "yearly_trend",
            Self::ControlChart => "control_chart",
        }
    }

    /// The method with this key.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|method| method.key() == key)
    }
}

impl Variation {
    /// Every kind.
    pub const EVERY: [Self; 3] = [Self::SpecialCause, Self::CommonCause, Self::Constant];

    /// The key in the table, in the column `marker`.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::SpecialCause => "special_cause",
            Self::CommonCause => "common_cause",
            Self::Constant => "constant",
        }
    }

    /// The kind with this key.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|kind| kind.key() == key)
    }
}

/// Every trend that the catalogue publishes, from estimates in order of measure, period and place;
/// in order of measure and area.
#[must_use]
pub fn from_estimates(catalogue: &Catalogue, estimates: &[Estimate]) -> Vec<Trend> {
    let mut trends = Vec::new();
    for (measure, definition) in catalogue.measures.iter().enumerate() {
        for (area, _) in catalogue.areas() {
            if !definition.publishes(Breakdown::All, area == catalogue.whole_index()) {
                continue;
            }
            let method = TrendMethod::of(definition);
            let points = points(catalogue, estimates, (measure, area), method);
            let figures: Option<Vec<Figure>> =
                points.iter().map(|(_, figure)| figure.shown()).collect();
            let change = figures.and_then(|figures| match method {
                TrendMethod::YearlyTrend => yearly(definition.direction, &figures),
                TrendMethod::ControlChart => chart(definition.direction, &points, &figures),
            });
            let period = |point: Option<&Point>| point.map(|(period, _)| *period);
            trends.push(Trend {
                measure,
                area,
                method,
                first_period: period(points.first()),
                last_period: period(points.last()),
                points: u32::try_from(points.len()).unwrap_or(u32::MAX),
                change: change.map_or(Published::NotCalculable, Published::Shown),
            });
        }
    }
    trends
}

/// A snapshot with its figure.
type Point = (usize, Published<Figure>);

/// The snapshots that a method looks at, earliest first: from the first that the extract reaches
/// back far enough for.
fn points(
    catalogue: &Catalogue,
    estimates: &[Estimate],
    (measure, area): (usize, AreaIndex),
    method: TrendMethod,
) -> Vec<Point> {
    let place = Place {
        area,
        breakdown: Breakdown::All,
        group: 0,
    };
    let point = |period| {
        let row = find(estimates, measure, period, place);
        let figure = row.map_or(Published::NotCalculable, |row| row.figure(catalogue));
        (period, figure)
    };
    let periods = match method {
        TrendMethod::YearlyTrend => yearly_periods(catalogue),
        TrendMethod::ControlChart => (0..catalogue.periods.len()).collect(),
    };
    let known = periods.into_iter().map(point);
    known
        .skip_while(|(_, figure)| *figure == Published::NotCalculable)
        .collect()
}

/// The last snapshot and those whole years before it, no more than the method looks at.
fn yearly_periods(catalogue: &Catalogue) -> Vec<usize> {
    let Some(last) = catalogue.periods.last() else {
        return Vec::new();
    };
    let quarters_back = (0_u16..).step_by(A_YEAR.into()).take(trend::YEARS);
    let mut periods: Vec<usize> = quarters_back
        .filter_map(|quarters| catalogue.periods.binary_search(&last.minus(quarters)).ok())
        .collect();
    periods.reverse();
    periods
}

fn yearly(direction: Direction, figures: &[Figure]) -> Option<Change> {
    let trend = trend::Trend::new(figures).ok()?;
    let found = YearlyTrend {
        marker: trend.marker(),
        meaning: trend.marker().meaning(direction),
        slope: trend.slope(),
        standard_error: trend.standard_error(),
        chi_squared: trend.chi_squared(),
    };
    Some(Change::Yearly(found))
}

fn chart(direction: Direction, points: &[Point], figures: &[Figure]) -> Option<Change> {
    let values: Vec<f64> = figures.iter().map(|figure| figure.value).collect();
    let process = match Process::new(&values) {
        Ok(process) => process,
        Err(NoLimits::Constant) => {
            return Some(Change::Chart(ControlChart {
                variation: Variation::Constant,
                meaning: Meaning::Neither,
                mean: values[0],
                limits: None,
                special_cause_periods: Vec::new(),
            }));
        }
        Err(NoLimits::TooFewPoints { .. }) => return None,
    };
    let causes = process.special_causes();
    let exceptional: Vec<usize> = points
        .iter()
        .zip(&causes)
        .filter(|(_, cause)| cause.is_some())
        .map(|((period, _), _)| *period)
        .collect();
    let last = causes.last().copied().flatten();
    Some(Change::Chart(ControlChart {
        variation: if exceptional.is_empty() {
            Variation::CommonCause
        } else {
            Variation::SpecialCause
        },
        meaning: last.map_or(Meaning::Neither, |cause| moved(cause).meaning(direction)),
        mean: process.mean(),
        limits: Some(process.limits()),
        special_cause_periods: exceptional,
    }))
}

/// Which way an exceptional point lies or moves.
fn moved(cause: SpecialCause) -> Marker {
    let (SpecialCause::OutsideLimits(side)
    | SpecialCause::Run(side)
    | SpecialCause::NearLimit(side)
    | SpecialCause::OneSide(side)) = cause;
    match side {
        Side::High => Marker::Increasing,
        Side::Low => Marker::Decreasing,
    }
}
