//! Gaps between groups of an area's people, from published counts only.
//!
//! Over fifths by deprivation every gap is least minus most deprived, or the ratio that way round;
//! between groups that have no order it is a group minus the area's other people. A reader who has
//! `estimates.parquet` can recompute each of them; nothing here sees a count that is not in it.

use measures::area::AreaIndex;
use measures::breakdown::Breakdown;
use measures::catalogue::{Catalogue, Place};
use measures::definition::Direction;
use measures::figure::Figure;
use measures::interval::Interval;
use measures::published::Published;

use crate::estimate::{Estimate, find};

mod fifths;
mod groups;
#[cfg(test)]
mod tests;

use fifths::Fifths;
use groups::Groups;

/// The breakdowns whose groups are compared, in published order.
pub const DIMENSIONS: [Breakdown; 5] = [
    Breakdown::AgeBand,
    Breakdown::Sex,
    Breakdown::EthnicGroup,
    Breakdown::ImdQuintile,
    Breakdown::ImdLocalQuintile,
];

/// A row of `gaps.parquet`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gap {
    /// The measure, by its place in the catalogue.
    pub measure: usize,
    /// The snapshot, by its place in the catalogue.
    pub period: usize,
    /// The area within which the groups are compared.
    pub area: AreaIndex,
    /// The breakdown whose groups are compared: one of [`DIMENSIONS`].
    pub dimension: Breakdown,
    /// How: one of [`Method::of`] the dimension.
    pub method: Method,
    /// The gap, or why there is none.
    pub value: Published<GapValue>,
    /// The group at the worse end, or at the higher end of a neutral measure; none where there
    /// is no gap, the ends are equal, or the method has no ends.
    pub worst_group: Option<usize>,
    /// The group at the better end, or at the lower end of a neutral measure.
    pub best_group: Option<usize>,
    /// How many more people would be above the line if every fifth had the share of the least
    /// deprived; negative if fewer. Only for differences of shares with every fifth shown.
    pub people: Option<i32>,
}

/// How groups are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// The slope index of inequality: least minus most deprived person on the line through fifths.
    SlopeIndex,
    /// The relative index of inequality: the same two, divided.
    RelativeIndex,
    /// Least minus most deprived fifth: a share from -1 to 1, or events per so many people.
    Difference,
    /// Least divided by most deprived fifth.
    Ratio,
    /// The group furthest from the area's other people, minus those. It is the group at the higher
    /// end where the value is above 0, else the one at the lower end.
    BetweenGroups,
    /// The mean distance of groups from everybody, as a share of everybody's figure.
    IndexOfDisparity,
}

impl Method {
    /// Every method.
    pub const EVERY: [Self; 6] = [
        Self::SlopeIndex,
        Self::RelativeIndex,
        Self::Difference,
        Self::Ratio,
        Self::BetweenGroups,
        Self::IndexOfDisparity,
    ];

    /// The methods by which the groups of a breakdown are compared: none unless it is one of
    /// [`DIMENSIONS`].
    #[must_use]
    pub fn of(dimension: Breakdown) -> &'static [Self] {
        match dimension {
            Breakdown::ImdQuintile | Breakdown::ImdLocalQuintile => &[
                Self::SlopeIndex,
                Self::RelativeIndex,
                Self::Difference,
                Self::Ratio,
            ],
            Breakdown::AgeBand | Breakdown::Sex | Breakdown::EthnicGroup => {
                &[Self::BetweenGroups, Self::IndexOfDisparity]
            }
            _ => &[],
        }
    }

    /// The key in the table.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::SlopeIndex => "slope_index",
            Self::RelativeIndex => "relative_index",
            Self::Difference => "difference",
            Self::Ratio => "ratio",
            Self::BetweenGroups => "between_groups",
            Self::IndexOfDisparity => "index_of_disparity",
        }
    }

    /// The method with this key.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|method| method.key() == key)
    }
}

/// A gap with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GapValue {
    /// The point value.
    pub value: f64,
    /// The 95% interval; an index of disparity has none.
    pub interval_95: Option<Interval>,
}

impl GapValue {
    /// The gap, unless one of its numbers is not a number that can be published.
    fn finite(self) -> Option<Self> {
        let limits = self
            .interval_95
            .is_none_or(|interval| interval.lower.is_finite() && interval.upper.is_finite());
        (self.value.is_finite() && limits).then_some(self)
    }
}

impl Gap {
    /// Measure, period, area, dimension and method: what rows are sorted by.
    #[must_use]
    pub fn position(&self) -> (usize, usize, AreaIndex, Breakdown, Method) {
        (
            self.measure,
            self.period,
            self.area,
            self.dimension,
            self.method,
        )
    }
}

/// What a method makes of an area's groups.
#[derive(Debug, Clone, Copy, Default)]
struct Found {
    value: Option<GapValue>,
    /// The groups at the lower and at the higher end, where they differ.
    lower_and_higher: Option<(usize, usize)>,
    people: Option<i32>,
}

/// Every gap that the catalogue publishes, from estimates in order of measure, period and place.
///
/// A gap is not calculable where a figure that it needs is not shown, or the method has nothing to
/// go by: see [`Method`] and `docs/methods.md`.
#[must_use]
pub fn from_estimates(catalogue: &Catalogue, estimates: &[Estimate]) -> Vec<Gap> {
    let measures = 0..catalogue.measures.len();
    let of_each = measures.map(|measure| of_measure(catalogue, measure, estimates));
    of_each.flatten().collect()
}

/// Every gap of one measure, in published order; only its own estimates are looked at.
///
/// # Panics
/// When the catalogue has no such measure.
#[must_use]
pub fn of_measure(catalogue: &Catalogue, measure: usize, estimates: &[Estimate]) -> Vec<Gap> {
    let definition = &catalogue.measures[measure];
    let mut gaps = Vec::new();
    for period in 0..catalogue.periods.len() {
        for (area, _) in catalogue.areas() {
            for dimension in DIMENSIONS {
                if !definition.publishes(dimension, area == catalogue.whole_index()) {
                    continue;
                }
                let split = Split::new(catalogue, estimates, (measure, period, area), dimension);
                gaps.extend(Method::of(dimension).iter().map(|method| {
                    split.gap((measure, period, area), *method, definition.direction)
                }));
            }
        }
    }
    gaps
}

/// An area's people in the groups of one breakdown.
struct Split<'a> {
    catalogue: &'a Catalogue,
    dimension: Breakdown,
    area: AreaIndex,
    /// Everybody in the area.
    everybody: Option<&'a Estimate>,
    /// Each group that has a row, in order.
    groups: Vec<&'a Estimate>,
}

impl<'a> Split<'a> {
    fn new(
        catalogue: &'a Catalogue,
        estimates: &'a [Estimate],
        (measure, period, area): (usize, usize, AreaIndex),
        dimension: Breakdown,
    ) -> Self {
        let row = |breakdown, group| {
            let place = Place {
                area,
                breakdown,
                group,
            };
            find(estimates, measure, period, place)
        };
        let groups = 0..dimension.groups(catalogue.minimum_age).len();
        Self {
            catalogue,
            dimension,
            area,
            everybody: row(Breakdown::All, 0),
            groups: groups.filter_map(|group| row(dimension, group)).collect(),
        }
    }

    fn gap(
        &self,
        (measure, period, area): (usize, usize, AreaIndex),
        method: Method,
        direction: Direction,
    ) -> Gap {
        let found = match method {
            Method::SlopeIndex | Method::RelativeIndex | Method::Difference | Method::Ratio => {
                Fifths::of(self).gap(method)
            }
            Method::BetweenGroups => Groups::of(self).between(),
            Method::IndexOfDisparity => Groups::of(self).disparity(),
        };
        let value = found.value.and_then(GapValue::finite);
        let ends = found.lower_and_higher.filter(|_| value.is_some());
        let worst_and_best = ends.map(|(lower, higher)| match direction {
            Direction::HigherIsBetter => (lower, higher),
            Direction::LowerIsBetter | Direction::Neutral => (higher, lower),
        });
        let (worst_group, best_group) = worst_and_best.unzip();
        Gap {
            measure,
            period,
            area,
            dimension: self.dimension,
            method,
            value: value.map_or(Published::NotCalculable, Published::Shown),
            worst_group,
            best_group,
            people: found.people.filter(|_| value.is_some()),
        }
    }

    fn figure(&self, estimate: &Estimate) -> Published<Figure> {
        estimate.figure(self.catalogue)
    }
}

/// The first figure less the second, of people who have nobody in common.
///
/// The distances from each figure to its own limits are squared and added (Zou and Donner 2008):
/// of Wilson's limits that makes Newcombe's interval, and of a rate it takes the limits that the
/// dispersion of its events widened. Over logarithms it is the interval of a ratio.
fn square_and_add(first: Figure, second: Figure, scale: impl Fn(f64) -> f64) -> GapValue {
    let at = |figure: Figure| {
        let Interval { lower, upper } = figure.interval_95;
        (scale(figure.value), scale(lower), scale(upper))
    };
    let ((first, first_lower, first_upper), (second, second_lower, second_upper)) =
        (at(first), at(second));
    let value = first - second;
    GapValue {
        value,
        interval_95: Some(Interval {
            lower: value - libm::hypot(first - first_lower, second_upper - second),
            upper: value + libm::hypot(first_upper - first, second - second_lower),
        }),
    }
}
