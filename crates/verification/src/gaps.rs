//! Every gap once more, from the published counts of the groups that it lies between.
//!
//! Written apart from the code that publishes gaps, over [`measures`] alone, so that a fault of
//! one is not a fault of both.

use std::collections::BTreeSet;

use aggregates::estimate::{Estimate, find};
use aggregates::gaps::{DIMENSIONS, Gap, GapValue, Method};
use aggregates::schema::Table;
use measures::area::AreaIndex;
use measures::breakdown::Breakdown;
use measures::catalogue::{Catalogue, Place};
use measures::definition::{Direction, Scale};
use measures::figure::Figure;
use measures::interval::Interval;
use measures::published::Published;

use super::expectation::is_close;
use super::names::Names;
use super::report::{Check, Report};

mod fifths;
mod groups;

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
        let recomputed = recomputed(names.catalogue, estimates, position);
        for (what, found, should_be) in recomputed.differences(names, gap) {
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
                        let methods = Method::of(dimension).iter();
                        methods.map(move |method| (index, period, area, dimension, *method))
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

/// A column, what stands in it, and what should.
type WrongCell = (&'static str, String, String);

/// A group with its counts and, where it is shown, its figure.
#[derive(Debug, Clone, Copy)]
struct Group {
    number: usize,
    numerator: Published<u32>,
    denominator: Published<u32>,
    figure: Published<Figure>,
}

/// What the published counts make of a gap.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Recomputed {
    /// The gap; `None` where it is not calculable.
    gap: Option<GapValue>,
    /// The groups at its worse and at its better end.
    worst_and_best: [Option<usize>; 2],
    /// How many more people there would be.
    people: Option<f64>,
}

fn recomputed(
    catalogue: &Catalogue,
    estimates: &[Estimate],
    (measure, period, area, dimension, method): GapPosition,
) -> Recomputed {
    let group = |breakdown, number| {
        let place = Place {
            area,
            breakdown,
            group: number,
        };
        let row = find(estimates, measure, period, place)?;
        Some(Group {
            number,
            numerator: row.numerator,
            denominator: row.denominator,
            figure: row.figure(catalogue),
        })
    };
    let labels = catalogue.groups(dimension).len();
    let groups: Vec<Group> = (0..labels).filter_map(|at| group(dimension, at)).collect();
    let definition = &catalogue.measures[measure];
    let (scale, direction) = (definition.scale(), definition.direction);
    match method {
        Method::BetweenGroups | Method::IndexOfDisparity => {
            let dispersion = |row: &Estimate| row.dispersion;
            let everybody = Place {
                area,
                breakdown: Breakdown::All,
                group: 0,
            };
            let dispersion = find(estimates, measure, period, everybody).and_then(dispersion);
            let everybody = group(Breakdown::All, 0);
            everybody.map_or_else(Recomputed::default, |everybody| {
                let among = groups::Among {
                    scale,
                    everybody,
                    dispersion,
                };
                among.gap(method, dimension, &groups, direction)
            })
        }
        _ => {
            let neighbourhood = area != catalogue.whole_index();
            let needed = if neighbourhood && dimension == Breakdown::ImdLocalQuintile {
                3
            } else {
                5
            };
            fifths::gap(method, scale, &groups, needed, direction)
        }
    }
}

impl Recomputed {
    fn differences(&self, names: &Names<'_>, gap: &Gap) -> Vec<WrongCell> {
        let Some(expected) = self.gap else {
            // Never withheld: whoever has the counts knows that it follows from none.
            let status = Published::<GapValue>::NotCalculable.status();
            let empty = (gap.worst_group, gap.best_group, gap.people) == (None, None, None);
            return match gap.value {
                Published::NotCalculable if empty => Vec::new(),
                Published::NotCalculable => {
                    let none = "ends or people".to_owned();
                    vec![("status", format!("{status} with {none}"), status.to_owned())]
                }
                _ => vec![("status", gap.value.status().to_owned(), status.to_owned())],
            };
        };
        let Published::Shown(found) = gap.value else {
            let status = gap.value.status().to_owned();
            return vec![("status", status, "shown".to_owned())];
        };
        let limit = |gap: GapValue, pick: fn(Interval) -> f64| gap.interval_95.map(pick);
        let numbers = [
            ("value", Some(found.value), Some(expected.value)),
            (
                "lower_95",
                limit(found, |interval| interval.lower),
                limit(expected, |interval| interval.lower),
            ),
            (
                "upper_95",
                limit(found, |interval| interval.upper),
                limit(expected, |interval| interval.upper),
            ),
        ];
        let mut differences: Vec<WrongCell> = numbers
            .into_iter()
            .filter(|(_, found, expected)| match (found, expected) {
                (Some(found), Some(expected)) => !is_close(*found, *expected),
                (found, expected) => found.is_some() || expected.is_some(),
            })
            .map(|(what, found, expected)| (what, or_empty(found), or_empty(expected)))
            .collect();
        let label = |group: Option<usize>| {
            or_empty(group.map(|group| names.group(gap.dimension, group).to_owned()))
        };
        for (what, found, expected) in [
            ("worst_group", gap.worst_group, self.worst_and_best[0]),
            ("best_group", gap.best_group, self.worst_and_best[1]),
        ] {
            if found != expected {
                differences.push((what, label(found), label(expected)));
            }
        }
        let same = match (gap.people, self.people) {
            (Some(found), Some(expected)) => is_rounded(found, expected),
            (found, expected) => found.is_none() && expected.is_none(),
        };
        if !same {
            let people = or_empty(self.people.map(f64::round));
            differences.push(("people", or_empty(gap.people), people));
        }
        differences
    }
}

fn or_empty(cell: Option<impl ToString>) -> String {
    cell.map_or_else(|| "empty".to_owned(), |cell| cell.to_string())
}

/// Whether a whole number is the nearest to another; half-way either will do.
fn is_rounded(found: i32, expected: f64) -> bool {
    const HALF_AND_A_BIT: f64 = 0.5 + 1e-6;
    (f64::from(found) - expected).abs() <= HALF_AND_A_BIT
}

/// The worse and the better of two ends, of which the first has less.
fn by_direction(direction: Direction, less: usize, more: usize) -> [Option<usize>; 2] {
    if direction == Direction::HigherIsBetter {
        [Some(less), Some(more)]
    } else {
        [Some(more), Some(less)]
    }
}

/// The difference of two rates: the distances from each to its own limits, squared and added.
fn squared_and_added(first: Figure, second: Figure) -> GapValue {
    let distance = |one: f64, other: f64| (one * one + other * other).sqrt();
    let below = |figure: Figure| figure.value - figure.interval_95.lower;
    let above = |figure: Figure| figure.interval_95.upper - figure.value;
    let value = first.value - second.value;
    GapValue {
        value,
        interval_95: Some(Interval {
            lower: value - distance(below(first), above(second)),
            upper: value + distance(above(first), below(second)),
        }),
    }
}

/// A share of people as [`measures`] has it.
fn share(
    scale: Scale,
    numerator: Published<u32>,
    denominator: Published<u32>,
) -> Option<measures::proportion::Proportion> {
    if scale != Scale::Proportion {
        return None;
    }
    let (numerator, denominator) = (numerator.shown()?, denominator.shown()?);
    measures::proportion::Proportion::new(numerator.into(), denominator.into()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_way_either_whole_number_will_do() {
        assert!(is_rounded(3, 2.5) && is_rounded(2, 2.5) && is_rounded(-3, -2.5));
        assert!(!is_rounded(3, 2.4) && !is_rounded(2, 2.6));
    }
}
