//! Every gap once more, from the published counts of the two ends.
//!
//! A difference of shares has Newcombe's interval and a ratio the one on the log scale, both by
//! [`measures`]. Rates of events have intervals of their own, so the distances from each rate to
//! its limits are squared and added (Zou and Donner 2008), for a ratio between logarithms.

use std::collections::BTreeSet;

use aggregates::estimate::{Estimate, find};
use aggregates::gaps::{Gap, GapValue, Method};
use aggregates::schema::Table;
use measures::area::AreaIndex;
use measures::breakdown::Breakdown;
use measures::catalogue::{Catalogue, Place};
use measures::definition::{Direction, Scale};
use measures::difference::Difference;
use measures::figure::Figure;
use measures::interval::{Confidence, Interval};
use measures::proportion::Proportion;
use measures::published::Published;
use measures::ratio::Ratio;

use super::expectation::is_close;
use super::names::Names;
use super::report::{Check, Report};

/// The fifths of a dimension, most deprived first; people of no known fifth are in none.
const FIFTHS: std::ops::Range<usize> = 0..5;
const DIMENSIONS: [Breakdown; 2] = [Breakdown::ImdQuintile, Breakdown::ImdLocalQuintile];

/// What makes a gap one and no other.
type GapPosition = (usize, usize, AreaIndex, Breakdown, Method);

/// Compares the gaps of a release with those that its counts make.
pub(super) fn check(names: &Names<'_>, estimates: &[Estimate], found: &[Gap], report: &mut Report) {
    let file = Table::Gaps.file_name();
    let mut expected = every_gap(names.catalogue);
    report.checked(expected.len() as u64, "gaps with their intervals");
    for gap in found {
        let position = gap.position();
        if !expected.remove(&position) {
            report.differs(Check::Gaps, || {
                let gap = name(names, position);
                format!("{file}: {gap}: is there, and does not belong there")
            });
            continue;
        }
        let ends = Ends::of(names.catalogue, estimates, position);
        for (what, found, should_be) in ends.differences(names, gap) {
            report.differs(Check::Gaps, || {
                format!(
                    "{file}: {}: `{what}` is {found}, the published counts make {should_be}",
                    name(names, position)
                )
            });
        }
    }
    for missing in expected {
        report.differs(Check::Gaps, || {
            format!("{file}: {}: is missing", name(names, missing))
        });
    }
}

fn every_gap(catalogue: &Catalogue) -> BTreeSet<GapPosition> {
    let mut positions = BTreeSet::new();
    for (index, measure) in catalogue.measures.iter().enumerate() {
        for (area, _) in catalogue.areas() {
            let whole = area == catalogue.whole_index();
            for dimension in DIMENSIONS {
                if measure.publishes(dimension, whole) {
                    let periods = 0..catalogue.periods.len();
                    positions.extend(periods.flat_map(|period| {
                        Method::EVERY.map(|method| (index, period, area, dimension, method))
                    }));
                }
            }
        }
    }
    positions
}

fn name(names: &Names<'_>, (measure, period, area, dimension, method): GapPosition) -> String {
    format!(
        "{}, {}, {}, {dimension}, {}",
        names.catalogue.measures[measure].key,
        names.catalogue.periods[period],
        names.catalogue.area(area).code,
        method.key()
    )
}

/// The published rows that a gap lies between.
struct Ends<'a> {
    catalogue: &'a Catalogue,
    method: Method,
    direction: Direction,
    scale: Scale,
    /// All five, or what there is of them.
    fifths: Vec<&'a Estimate>,
}

/// A column, what stands in it, and what should.
type WrongCell = (&'static str, String, String);

impl<'a> Ends<'a> {
    fn of(
        catalogue: &'a Catalogue,
        estimates: &'a [Estimate],
        (measure, period, area, breakdown, method): GapPosition,
    ) -> Self {
        let fifth = |group| {
            let place = Place {
                area,
                breakdown,
                group,
            };
            find(estimates, measure, period, place)
        };
        let definition = &catalogue.measures[measure];
        Self {
            catalogue,
            method,
            direction: definition.direction,
            scale: definition.scale(),
            fifths: FIFTHS.filter_map(fifth).collect(),
        }
    }

    /// The least and the most deprived fifth, where all five have rows.
    fn least_and_most(&self) -> Option<(&'a Estimate, &'a Estimate)> {
        match self.fifths[..] {
            [most, _, _, _, least] => Some((least, most)),
            _ => None,
        }
    }

    /// The gap and its 95% interval; `None` where it is not calculable.
    fn value(&self) -> Option<GapValue> {
        let (least, most) = self.least_and_most()?;
        match self.scale {
            Scale::Proportion => between_shares(share(least)?, share(most)?, self.method),
            Scale::RatePer(_) => {
                let rate = |end: &Estimate| end.figure(self.catalogue).shown();
                between_rates(rate(least)?, rate(most)?, self.method)
            }
        }
    }

    /// The groups at the worse and at the better end of a gap.
    fn worst_and_best(&self, value: f64) -> [Option<usize>; 2] {
        let (most_deprived, least_deprived) = (FIFTHS.start, FIFTHS.end - 1);
        let nothing = match self.method {
            Method::Difference => 0.0,
            Method::Ratio => 1.0,
        };
        // Written as a difference, 0 is neither more nor less.
        let least_has_more = value - nothing;
        if least_has_more == 0.0 {
            return [None, None];
        }
        let more_is_worse = self.direction != Direction::HigherIsBetter;
        if (least_has_more > 0.0) == more_is_worse {
            [Some(least_deprived), Some(most_deprived)]
        } else {
            [Some(most_deprived), Some(least_deprived)]
        }
    }

    /// How many more people there would be with the least deprived fifth's share everywhere.
    fn people(&self) -> Option<f64> {
        if self.method != Method::Difference || self.scale != Scale::Proportion {
            return None;
        }
        let (least, _) = self.least_and_most()?;
        let aim = share(least)?;
        let mut more = 0.0;
        for fifth in &self.fifths {
            let counts = (fifth.numerator, fifth.denominator);
            if counts.0 == Published::NoPeople || counts.1 == Published::NoPeople {
                continue;
            }
            let (above, people) = counts.0.shown().zip(counts.1.shown())?;
            more += aim.value() * f64::from(people) - f64::from(above);
        }
        Some(more)
    }

    fn differences(&self, names: &Names<'_>, gap: &Gap) -> Vec<WrongCell> {
        let Some(expected) = self.value() else {
            // Never withheld: whoever has the counts knows that it follows from none.
            let status = Published::<GapValue>::NotCalculable.status();
            return match gap.value {
                Published::NotCalculable if gap.people.is_none() => Vec::new(),
                _ => vec![("status", gap.value.status().to_owned(), status.to_owned())],
            };
        };
        let Published::Shown(found) = gap.value else {
            let status = gap.value.status().to_owned();
            return vec![("status", status, "shown".to_owned())];
        };
        let numbers = [
            ("value", found.value, expected.value),
            (
                "lower_95",
                found.interval_95.lower,
                expected.interval_95.lower,
            ),
            (
                "upper_95",
                found.interval_95.upper,
                expected.interval_95.upper,
            ),
        ];
        let mut differences: Vec<WrongCell> = numbers
            .into_iter()
            .filter(|(_, found, expected)| !is_close(*found, *expected))
            .map(|(what, found, expected)| (what, found.to_string(), expected.to_string()))
            .collect();
        let [worst, best] = self.worst_and_best(expected.value);
        let label = |group: Option<usize>| {
            let label = group.map(|group| names.group(gap.dimension, group).to_owned());
            label.unwrap_or_else(|| "empty".to_owned())
        };
        for (what, found, expected) in [
            ("worst_group", gap.worst_group, worst),
            ("best_group", gap.best_group, best),
        ] {
            if found != expected {
                differences.push((what, label(found), label(expected)));
            }
        }
        let people = self.people();
        let same = match (gap.people, people) {
            (Some(found), Some(expected)) => is_rounded(found, expected),
            (found, expected) => found.is_none() && expected.is_none(),
        };
        if !same {
            let found = gap.people.map(|people| people.to_string());
            let expected = people.map(|people| people.round().to_string());
            let [found, expected] =
                [found, expected].map(|people| people.unwrap_or_else(|| "empty".to_owned()));
            differences.push(("people", found, expected));
        }
        differences
    }
}

/// Whether a whole number is the nearest to another; half-way either will do.
fn is_rounded(found: i32, expected: f64) -> bool {
    const HALF_AND_A_BIT: f64 = 0.5 + 1e-6;
    (f64::from(found) - expected).abs() <= HALF_AND_A_BIT
}

fn share(estimate: &Estimate) -> Option<Proportion> {
    let (numerator, denominator) = (estimate.numerator.shown()?, estimate.denominator.shown()?);
    Proportion::new(numerator.into(), denominator.into()).ok()
}

fn between_shares(least: Proportion, most: Proportion, method: Method) -> Option<GapValue> {
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

fn between_rates(least: Figure, most: Figure, method: Method) -> Option<GapValue> {
    match method {
        Method::Difference => Some(squared_and_added(least, most)),
        Method::Ratio => {
            if least.value <= 0.0 || most.value <= 0.0 {
                return None;
            }
            let between_logarithms = squared_and_added(logarithm(least), logarithm(most));
            Some(GapValue {
                value: least.value / most.value,
                interval_95: between_logarithms.interval_95.map(libm::exp),
            })
        }
    }
}

fn logarithm(figure: Figure) -> Figure {
    Figure {
        value: libm::log(figure.value),
        interval_95: figure.interval_95.map(libm::log),
        ..figure
    }
}

fn squared_and_added(first: Figure, second: Figure) -> GapValue {
    let distance = |one: f64, other: f64| (one * one + other * other).sqrt();
    let below = |figure: Figure| figure.value - figure.interval_95.lower;
    let above = |figure: Figure| figure.interval_95.upper - figure.value;
    let value = first.value - second.value;
    GapValue {
        value,
        interval_95: Interval {
            lower: value - distance(below(first), above(second)),
            upper: value + distance(above(first), below(second)),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use measures::figure::figure;

    #[test]
    fn rates_have_intervals_of_their_own() {
        let rate = |events| {
            let counts = (Published::Shown(events), Published::Shown(400));
            let figure = figure(Scale::RatePer(1_000), counts.0, counts.1, None);
            figure.shown().unwrap()
        };
        let rows = [
            (
                20,
                40,
                Method::Difference,
                "-50.0000 (-91.0827 to -10.5381)",
            ),
            (40, 20, Method::Difference, "50.0000 (10.5381 to 91.0827)"),
            (20, 40, Method::Ratio, "0.5000 (0.2794 to 0.8663)"),
        ];
        for (least, most, method, expected) in rows {
            let GapValue { value, interval_95 } =
                between_rates(rate(least), rate(most), method).unwrap();
            let Interval { lower, upper } = interval_95;
            assert_eq!(format!("{value:.4} ({lower:.4} to {upper:.4})"), expected);
        }
        assert!(between_rates(rate(0), rate(20), Method::Ratio).is_none());
    }

    #[test]
    fn half_way_either_whole_number_will_do() {
        assert!(is_rounded(3, 2.5) && is_rounded(2, 2.5) && is_rounded(-3, -2.5));
        assert!(!is_rounded(3, 2.4) && !is_rounded(2, 2.6));
    }
}
