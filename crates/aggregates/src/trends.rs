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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    const WHOLE: AreaIndex = AreaIndex(2);

    /// Twenty quarters of shares and of events in a quarter.
    fn catalogue() -> Catalogue {
        let measures = vec![fixture::care_plan(), fixture::admissions_in_the_quarter()];
        fixture::catalogue(2, 20, measures)
    }

    /// The trend of a measure in the whole, of so many of 1,000 people at each snapshot.
    fn trend(measure: &str, counts: [Published<u32>; 20]) -> Trend {
        let catalogue = catalogue();
        let measure = catalogue.measure_index(measure).unwrap();
        let rows: Vec<Estimate> = (0..)
            .zip(counts)
            .map(|(period, numerator)| Estimate {
                measure,
                period,
                place: Place {
                    area: WHOLE,
                    breakdown: Breakdown::All,
                    group: 0,
                },
                numerator,
                denominator: Published::Shown(1_000),
                standardised: None,
                dispersion: None,
            })
            .collect();
        let trends = from_estimates(&catalogue, &rows);
        assert_eq!(trends.len(), 6, "two measures in three areas");
        let mut own = trends.into_iter();
        own.find(|trend| (trend.measure, trend.area) == (measure, WHOLE))
            .unwrap()
    }

    fn shown(counts: [u32; 20]) -> [Published<u32>; 20] {
        counts.map(Published::Shown)
    }

    fn yearly(trend: &Trend) -> YearlyTrend {
        match trend.change {
            Published::Shown(Change::Yearly(yearly)) => yearly,
            _ => panic!("{trend:?}"),
        }
    }

    fn chart(trend: &Trend) -> &ControlChart {
        match &trend.change {
            Published::Shown(Change::Chart(chart)) => chart,
            _ => panic!("{trend:?}"),
        }
    }

    #[test]
    fn windows_that_overlap_are_judged_by_the_last_five_years() {
        // Only every fourth quarter counts, the last among them.
        let mut counts = shown([900; 20]);
        for (year, quarter) in [3, 7, 11, 15, 19].into_iter().enumerate() {
            counts[quarter] = Published::Shown(300 + 50 * u32::try_from(year).unwrap());
        }
        let rising = trend("care_plan", counts);
        let found = yearly(&rising);
        assert_eq!(found.marker, Marker::Increasing);
        assert_eq!(found.meaning, Meaning::GettingBetter);
        assert!((found.slope - 0.05).abs() < 1e-3, "{found:?}");
        let ends = (rising.first_period, rising.last_period, rising.points);
        assert_eq!(ends, (Some(3), Some(19), 5));
    }

    #[test]
    fn one_withheld_point_leaves_no_trend_and_one_between_the_years_does_not_matter() {
        for (quarter, status) in [(7, "not_calculable"), (8, "shown")] {
            let mut counts = shown([300; 20]);
            counts[quarter] = Published::Withheld;
            let found = trend("care_plan", counts);
            assert_eq!((found.change.status(), found.points), (status, 5));
            let found = trend("emergency_admissions_quarter", counts);
            assert_eq!(found.change.status(), "not_calculable");
        }
    }

    #[test]
    fn a_series_begins_where_the_extract_does() {
        let mut counts: [Published<u32>; 20] =
            std::array::from_fn(|at| Published::Shown(if at % 2 == 0 { 100 } else { 110 }));
        counts[..5].fill(Published::NotCalculable);
        let found = trend("emergency_admissions_quarter", counts);
        assert_eq!((found.first_period, found.points), (Some(5), 15));
        assert_eq!(chart(&found).variation, Variation::CommonCause);
        let found = trend("care_plan", counts);
        assert_eq!((found.first_period, found.points), (Some(7), 4));
        assert_eq!(found.change, Published::NotCalculable);
        let nothing = trend("care_plan", [Published::NotCalculable; 20]);
        assert_eq!((nothing.first_period, nothing.points), (None, 0));
    }

    #[test]
    fn quarters_without_overlap_have_a_control_chart() {
        let mut counts: [u32; 20] = std::array::from_fn(|at| if at % 2 == 0 { 100 } else { 110 });
        counts[19] = 200;
        let found = trend("emergency_admissions_quarter", shown(counts));
        let found = chart(&found);
        assert_eq!(found.variation, Variation::SpecialCause);
        assert_eq!(found.special_cause_periods, [19]);
        assert_eq!(found.meaning, Meaning::GettingWorse);
        let limits = found.limits.unwrap();
        assert!(limits.lower < found.mean && found.mean < limits.upper);
    }

    #[test]
    fn a_constant_series_has_a_mean_and_no_limits() {
        let found = trend("emergency_admissions_quarter", shown([100; 20]));
        let found = chart(&found);
        assert_eq!(found.variation, Variation::Constant);
        assert_eq!((found.mean, found.limits), (100.0, None));
    }

    #[test]
    fn every_key_reads_back() {
        for method in TrendMethod::EVERY {
            assert_eq!(TrendMethod::from_key(method.key()), Some(method));
        }
        for kind in Variation::EVERY {
            assert_eq!(Variation::from_key(kind.key()), Some(kind));
        }
    }
}
