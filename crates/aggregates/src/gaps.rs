//! Gaps between the least and the most deprived fifth, from published counts only.
//!
//! Every gap is least minus most deprived, or the ratio that way round. A reader who has
//! `estimates.parquet` can recompute each of them; nothing here sees a count that is not in it.

use measures::area::AreaIndex;
use measures::breakdown::{Breakdown, QUINTILES};
use measures::catalogue::{Catalogue, Place};
use measures::definition::{Direction, Scale};
use measures::difference::Difference;
use measures::figure::Figure;
use measures::interval::{Confidence, Interval};
use measures::proportion::Proportion;
use measures::published::Published;
use measures::ratio::Ratio;

use crate::estimate::{Estimate, find};

/// The place of the most deprived fifth among the groups of a dimension.
const MOST_DEPRIVED: usize = 0;
/// The place of the least deprived fifth.
const LEAST_DEPRIVED: usize = 4;
/// The breakdowns by deprivation: fifths of England, and of the partnership's own people.
const DIMENSIONS: [Breakdown; 2] = [Breakdown::ImdQuintile, Breakdown::ImdLocalQuintile];

/// A row of `gaps.parquet`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gap {
    /// The measure, by its place in the catalogue.
    pub measure: usize,
    /// The snapshot, by its place in the catalogue.
    pub period: usize,
    /// The area within which the groups are compared.
    pub area: AreaIndex,
    /// The breakdown whose groups are compared.
    pub dimension: Breakdown,
    /// How.
    pub method: Method,
    /// The gap, or why there is none.
    pub value: Published<GapValue>,
    /// The group at the worse end, or at the higher end of a neutral measure; none where there
    /// is no gap, or the ends are equal.
    pub worst_group: Option<usize>,
    /// The group at the better end, or at the lower end of a neutral measure.
    pub best_group: Option<usize>,
    /// How many more people would be above the line if every fifth had the share of the least
    /// deprived; negative if fewer. Only for differences of shares with every fifth shown.
    pub people: Option<i32>,
}

/// How two groups are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// Least minus most deprived: a share from -1 to 1, or events per so many people.
    Difference,
    /// Least divided by most deprived.
    Ratio,
}

impl Method {
    /// Every method, in published order.
    pub const EVERY: [Self; 2] = [Self::Difference, Self::Ratio];

    /// The key in the table.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Difference => "difference",
            Self::Ratio => "ratio",
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
    /// The 95% interval.
    pub interval_95: Interval,
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

/// Every gap that the catalogue publishes, from estimates in order of measure, period and place.
///
/// A gap is not calculable where either end is withheld, has nobody, or is itself not calculable.
#[must_use]
pub fn from_estimates(catalogue: &Catalogue, estimates: &[Estimate]) -> Vec<Gap> {
    let mut gaps = Vec::new();
    for (measure, definition) in catalogue.measures.iter().enumerate() {
        for period in 0..catalogue.periods.len() {
            for (area, _) in catalogue.areas() {
                for dimension in DIMENSIONS {
                    if !definition.publishes(dimension, area == catalogue.whole_index()) {
                        continue;
                    }
                    let fifth = |group| {
                        let place = Place {
                            area,
                            breakdown: dimension,
                            group,
                        };
                        find(estimates, measure, period, place)
                    };
                    let fifths: Vec<&Estimate> =
                        (MOST_DEPRIVED..=LEAST_DEPRIVED).filter_map(fifth).collect();
                    gaps.extend(Method::EVERY.map(|method| {
                        let value = value(catalogue, &fifths, method);
                        let (worst_group, best_group) = value
                            .shown()
                            .and_then(|gap| ends(definition.direction, method, gap.value))
                            .unzip();
                        Gap {
                            measure,
                            period,
                            area,
                            dimension,
                            method,
                            value,
                            worst_group,
                            best_group,
                            people: value
                                .shown()
                                .filter(|_| method == Method::Difference)
                                .and_then(|_| people_if_as_least_deprived(catalogue, &fifths)),
                        }
                    }));
                }
            }
        }
    }
    gaps
}

/// The gap between the first and the last of five fifths, most deprived first.
fn value(catalogue: &Catalogue, fifths: &[&Estimate], method: Method) -> Published<GapValue> {
    let gap = match fifths {
        [most, .., least] if fifths.len() == QUINTILES.len() - 1 => {
            match catalogue.measures[most.measure].scale() {
                Scale::Proportion => of_shares(least, most, method),
                Scale::RatePer(_) => of_rates(
                    least.figure(catalogue).shown(),
                    most.figure(catalogue).shown(),
                    method,
                ),
            }
        }
        _ => None,
    };
    gap.map_or(Published::NotCalculable, Published::Shown)
}

/// Newcombe's interval of the difference, or the ratio's on the log scale.
fn of_shares(least: &Estimate, most: &Estimate, method: Method) -> Option<GapValue> {
    let (least, most) = (share(least)?, share(most)?);
    match method {
        Method::Difference => {
            let difference = Difference {
                first: least,
                second: most,
            };
            Some(GapValue {
                value: difference.value(),
                interval_95: difference.newcombe_interval(Confidence::Percent95),
            })
        }
        Method::Ratio => {
            let ratio = Ratio::new(least, most).ok()?;
            Some(GapValue {
                value: ratio.value(),
                interval_95: ratio.log_interval(Confidence::Percent95),
            })
        }
    }
}

/// Rates of events, whose intervals may be widened for events of one person: the distances from
/// each rate to its own limits are squared and added (Zou and Donner 2008), for a ratio on the
/// log scale. For shares the same rule is Newcombe's.
fn of_rates(least: Option<Figure>, most: Option<Figure>, method: Method) -> Option<GapValue> {
    let (least, most) = (least?, most?);
    match method {
        Method::Difference => Some(square_and_add(least, most, |rate| rate)),
        Method::Ratio if least.value > 0.0 && most.value > 0.0 => {
            let logarithm = square_and_add(least, most, libm::log);
            Some(GapValue {
                value: least.value / most.value,
                interval_95: Interval {
                    lower: libm::exp(logarithm.interval_95.lower),
                    upper: libm::exp(logarithm.interval_95.upper),
                },
            })
        }
        Method::Ratio => None,
    }
}

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
        interval_95: Interval {
            lower: value - libm::hypot(first - first_lower, second_upper - second),
            upper: value + libm::hypot(first_upper - first, second - second_lower),
        },
    }
}

fn share(estimate: &Estimate) -> Option<Proportion> {
    let numerator = estimate.numerator.shown()?;
    let denominator = estimate.denominator.shown()?;
    Proportion::new(numerator.into(), denominator.into()).ok()
}

/// The groups at the worse and at the better end; none where they are equal.
fn ends(direction: Direction, method: Method, gap: f64) -> Option<(usize, usize)> {
    let equal = match method {
        Method::Difference => 0.0,
        Method::Ratio => 1.0,
    };
    let (lower, higher) = match gap.partial_cmp(&equal)? {
        std::cmp::Ordering::Less => (LEAST_DEPRIVED, MOST_DEPRIVED),
        std::cmp::Ordering::Greater => (MOST_DEPRIVED, LEAST_DEPRIVED),
        std::cmp::Ordering::Equal => return None,
    };
    Some(match direction {
        Direction::HigherIsBetter => (lower, higher),
        Direction::LowerIsBetter | Direction::Neutral => (higher, lower),
    })
}

/// How many more people would be above the line if every fifth had the least deprived one's share.
///
/// A fifth in which nobody can be adds nothing; a withheld one leaves the sum unknown.
fn people_if_as_least_deprived(catalogue: &Catalogue, fifths: &[&Estimate]) -> Option<i32> {
    let least = fifths.last()?;
    if catalogue.measures[least.measure].scale() != Scale::Proportion {
        return None;
    }
    let aim = share(least)?.value();
    let mut more = 0.0;
    for fifth in fifths {
        match (fifth.numerator, fifth.denominator) {
            (Published::Shown(above), Published::Shown(people)) => {
                more += f64::from(people) * aim - f64::from(above);
            }
            (Published::NoPeople, _) | (_, Published::NoPeople) => {}
            _ => return None,
        }
    }
    // Counts of people are far below what an i32 holds; anything else is not a sum to publish.
    let more = more.round();
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a whole number within the range of an i32"
    )]
    (more.abs() < f64::from(i32::MAX)).then_some(more as i32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;
    use Published::{NoPeople, NotCalculable, Shown, Withheld};

    type Counts = (Published<u32>, Published<u32>);

    fn shown(numerator: u32, denominator: u32) -> Counts {
        (Shown(numerator), Shown(denominator))
    }

    /// The gaps by local fifths in the first neighbourhood at the first snapshot.
    fn gaps(measure: &str, fifths: [Counts; 5]) -> [Gap; 2] {
        let catalogue = fixture::small();
        let measure = catalogue.measure_index(measure).unwrap();
        let rows: Vec<Estimate> = fifths
            .into_iter()
            .enumerate()
            .map(|(group, (numerator, denominator))| Estimate {
                measure,
                period: 0,
                place: Place {
                    area: AreaIndex(0),
                    breakdown: Breakdown::ImdLocalQuintile,
                    group,
                },
                numerator,
                denominator,
                standardised: None,
                dispersion: None,
            })
            .collect();
        let here = from_estimates(&catalogue, &rows)
            .into_iter()
            .filter(|gap| gap.measure == measure && gap.period == 0 && gap.area == AreaIndex(0))
            .filter(|gap| gap.dimension == Breakdown::ImdLocalQuintile);
        here.collect::<Vec<_>>().try_into().unwrap()
    }

    #[track_caller]
    fn check(gap: &Gap, expected: &str, ends: Option<(usize, usize)>) {
        let GapValue { value, interval_95 } = gap.value.shown().unwrap();
        let Interval { lower, upper } = interval_95;
        assert_eq!(format!("{value:.4} ({lower:.4} to {upper:.4})"), expected);
        assert_eq!(gap.worst_group.zip(gap.best_group), ends);
    }

    #[test]
    fn shares_are_least_minus_most_deprived() {
        let middle = shown(40, 100);
        let fifths = [shown(30, 100), middle, middle, middle, shown(50, 100)];
        let [difference, ratio] = gaps("care_plan", fifths);
        check(&difference, "0.2000 (0.0642 to 0.3258)", Some((0, 4)));
        check(&ratio, "1.6667 (1.1653 to 2.3837)", Some((0, 4)));
        // Half of 500 instead of 30 + 40 + 40 + 40 + 50.
        assert_eq!((difference.people, ratio.people), (Some(50), None));
    }

    #[test]
    fn rates_are_least_minus_most_deprived_and_fewer_is_better() {
        let middle = shown(30, 400);
        let fifths = [shown(40, 400), middle, middle, middle, shown(20, 400)];
        let [difference, ratio] = gaps("emergency_admissions", fifths);
        check(&difference, "-50.0000 (-91.0827 to -10.5381)", Some((0, 4)));
        check(&ratio, "0.5000 (0.2794 to 0.8663)", Some((0, 4)));
        assert_eq!(difference.people, None);
    }

    #[test]
    fn equal_ends_are_neither_worse_nor_better() {
        let [difference, ratio] = gaps("care_plan", [shown(30, 100); 5]);
        assert_eq!(
            (difference.worst_group, difference.best_group),
            (None, None)
        );
        assert_eq!((ratio.worst_group, ratio.best_group), (None, None));
        assert_eq!(difference.people, Some(0));
    }

    #[test]
    fn an_end_without_a_figure_makes_no_gap() {
        let middle = shown(30, 100);
        for absent in [
            (Withheld, Shown(100)),
            (Shown(30), Withheld),
            (NoPeople, NoPeople),
            (NotCalculable, Shown(100)),
            shown(0, 0),
        ] {
            for fifths in [
                [absent, middle, middle, middle, middle],
                [middle, middle, middle, middle, absent],
            ] {
                for gap in gaps("care_plan", fifths) {
                    assert_eq!(gap.value, NotCalculable, "{absent:?}");
                    assert_eq!((gap.worst_group, gap.people), (None, None));
                }
            }
        }
    }

    #[test]
    fn people_are_counted_only_where_every_fifth_is_known() {
        let known = shown(30, 100);
        let of = |fifth| gaps("care_plan", [known, fifth, known, known, shown(60, 100)])[0].people;
        assert_eq!(of(known), Some(120));
        assert_eq!(of((NoPeople, NoPeople)), Some(90));
        assert_eq!(of((Withheld, Shown(100))), None);
    }

    #[test]
    fn nobody_above_the_line_has_a_difference_and_no_ratio() {
        let middle = shown(30, 100);
        let fifths = [shown(0, 100), middle, middle, middle, shown(50, 100)];
        let [difference, ratio] = gaps("care_plan", fifths);
        assert!(difference.value.shown().is_some());
        assert_eq!(ratio.value, NotCalculable);
        let events = [shown(0, 400), middle, middle, middle, shown(20, 400)];
        let [difference, ratio] = gaps("emergency_admissions", events);
        assert!(difference.value.shown().is_some());
        assert_eq!(ratio.value, NotCalculable);
    }

    #[test]
    fn the_ends_of_a_neutral_measure_are_highest_and_lowest() {
        let higher_at_5 = ends(Direction::Neutral, Method::Difference, 0.1);
        assert_eq!(higher_at_5, Some((LEAST_DEPRIVED, MOST_DEPRIVED)));
        let lower_at_5 = ends(Direction::Neutral, Method::Ratio, 0.9);
        assert_eq!(lower_at_5, Some((MOST_DEPRIVED, LEAST_DEPRIVED)));
    }
}
