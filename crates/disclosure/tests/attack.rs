//! An attacker who knows the rule and tries every table of whole numbers.
//!
//! It shares no code with the protection: it reads published rows, lists all tables that would
//! publish so, and looks at what a withheld count can still be.
#![cfg(test)]

#[path = "support/town.rs"]
#[expect(dead_code, reason = "this attack makes counts, not people")]
mod town;

use std::collections::{BTreeSet, HashSet};

use disclosure::exact::{Exact, ExactCell};
use disclosure::policy::Policy;
use disclosure::protect;
use measures::breakdown::Breakdown;
use measures::catalogue::Catalogue;
use measures::definition::{Measure, Population, Rule};
use measures::published::Published;
use town::Numbers;

/// Adults, those with a condition, those with two: one leaf of a table, or its total.
type Counts = [u32; 3];

const NHS: &str = include_str!("../policies/nhs-1-7.toml");

fn only_all(measure: Measure) -> Measure {
    let all = Some(vec![Breakdown::All]);
    Measure {
        neighbourhood_breakdowns: all.clone(),
        whole_breakdowns: all,
        ..measure
    }
}

fn small_catalogue(n_areas: usize) -> Catalogue {
    let adults = |key, least| {
        let rule = Rule::ConditionsAtLeast(least);
        only_all(town::measure(key, Population::Adults, rule))
    };
    let measures = vec![adults("one", 1), adults("two", 2)];
    town::catalogue(n_areas, 1, &["a", "b", "c"], measures)
}

/// What is published of the leaves and of the total, in that order.
fn publish(policy: &Policy, leaves: &[Counts]) -> Vec<[Published<u32>; 3]> {
    let catalogue = small_catalogue(leaves.len());
    let mut exact = Exact::new(&catalogue);
    let places = catalogue.counted_places();
    let total = leaves.iter().fold([0; 3], |sum, leaf| add(&sum, leaf));
    for (index, place) in places.iter().enumerate() {
        // The other breakdowns are not published: everybody is in their first group.
        if place.group > 0 {
            continue;
        }
        let counts = leaves.get(place.area.0).unwrap_or(&total);
        for measure in 0..2 {
            exact.cells_mut(measure, 0)[index] = ExactCell {
                numerator: counts[measure + 1].into(),
                denominator: counts[0].into(),
                people_with_event: 0,
            };
        }
    }
    let protected = protect(&catalogue, policy, &exact).unwrap();
    let mut published = vec![[Published::Withheld; 3]; leaves.len() + 1];
    for row in protected.rows() {
        let cells = &mut published[row.place().area.0];
        cells[0] = row.denominator();
        cells[row.measure() + 1] = row.numerator();
    }
    published
}

fn add(a: &Counts, b: &Counts) -> Counts {
    [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
}

/// What an attacker makes of a line: what is published, and which of its cells are the only
/// withheld ones of their column, and so withheld for their own size.
struct Line {
    published: [Published<u32>; 3],
    alone: [bool; 3],
}

/// Everything one line of a table can be, given what is published of it.
fn possible(policy: &Policy, line: &Line, most: u32) -> Vec<Counts> {
    let values = |cell: Published<u32>| -> Vec<u32> {
        let publishes = |count: &u32| {
            cell.shown()
                .is_none_or(|shown| policy.publish(*count) == Some(shown))
        };
        (0..=most).filter(publishes).collect()
    };
    let [all, one, two] = line.published.map(values);
    let mut lines = Vec::new();
    for n in &all {
        for x in one.iter().filter(|x| *x <= n) {
            for y in two.iter().filter(|y| *y <= x) {
                let counts = [*n, *x, *y];
                let fits = (0..3).all(|cell| {
                    let primary = is_primary(policy, &line.published, &counts, cell);
                    match line.published[cell] {
                        Published::Withheld => primary || !line.alone[cell],
                        _ => !primary || counts[cell] == 0,
                    }
                });
                if fits {
                    lines.push(counts);
                }
            }
        }
    }
    lines
}

/// Whether the rule withholds a count for its own sake, or for its group's being withheld.
fn is_primary(policy: &Policy, line: &[Published<u32>; 3], counts: &Counts, cell: usize) -> bool {
    let few = |count: u32| (1..policy.threshold()).contains(&count);
    let share = cell > 0;
    let group_too_small = counts[0] < policy.threshold() || line[0] == Published::Withheld;
    let empty = counts[cell] == 0 && (!share || group_too_small);
    empty || few(counts[cell]) || (share && few(counts[0] - counts[cell]))
}

/// The values found for each cell, over tables that publish the same, until each withheld cell
/// has as many as the policy asks for or there are no more tables.
fn attack(
    policy: &Policy,
    published: &[[Published<u32>; 3]],
    leaves: &[Counts],
) -> Vec<[BTreeSet<u32>; 3]> {
    let most = leaves.iter().map(|leaf| leaf[0]).max().unwrap_or(0) + 12;
    let total = leaves.iter().fold([0; 3], |sum, leaf| add(&sum, leaf));
    let truth = |line: usize| leaves.get(line).unwrap_or(&total);
    let mut lines = (0..published.len()).map(|line| {
        let most = if line < leaves.len() { most } else { most * 3 };
        let alone = [0, 1, 2].map(|cell| {
            let withheld = published
                .iter()
                .filter(|line| line[cell] == Published::Withheld);
            withheld.count() == 1 && is_primary(policy, &published[line], truth(line), cell)
        });
        let line = Line {
            published: published[line],
            alone,
        };
        possible(policy, &line, most)
    });
    let (first, second) = (lines.next().unwrap(), lines.next().unwrap());
    let third = if leaves.len() > 2 {
        lines.next().unwrap()
    } else {
        vec![[0; 3]]
    };
    let totals: HashSet<Counts> = lines.next().unwrap().into_iter().collect();
    let mut found: Vec<[BTreeSet<u32>; 3]> = vec![Default::default(); published.len()];
    if narrow(policy, published, &found).next().is_none() {
        return found;
    }
    for a in &first {
        for b in &second {
            let two = add(a, b);
            for c in &third {
                let mut news = false;
                let total = add(&two, c);
                if !totals.contains(&total) {
                    continue;
                }
                let lines = if leaves.len() > 2 {
                    vec![a, b, c, &total]
                } else {
                    vec![a, b, &total]
                };
                for (line, counts) in lines.into_iter().enumerate() {
                    for (cell, count) in counts.iter().enumerate() {
                        news |= found[line][cell].insert(*count);
                    }
                }
                if news && narrow(policy, published, &found).next().is_none() {
                    return found;
                }
            }
        }
    }
    found
}

/// Withheld cells for which too few values were found, by line and cell.
fn narrow<'a>(
    policy: &'a Policy,
    published: &'a [[Published<u32>; 3]],
    found: &'a [[BTreeSet<u32>; 3]],
) -> impl Iterator<Item = (usize, usize)> + 'a {
    let cells = (0..published.len()).flat_map(|line| (0..3).map(move |cell| (line, cell)));
    cells.filter(move |(line, cell)| {
        let values = &found[*line][*cell];
        let least_of_all = found[*line][0].first();
        let nobody_of_many = *cell > 0
            && values.iter().eq([&0])
            && least_of_all.is_some_and(|least| *least >= policy.threshold());
        published[*line][*cell] == Published::Withheld
            && values.len() < policy.candidates() as usize
            && !nobody_of_many
    })
}

#[track_caller]
fn check(policy: &Policy, leaves: &[Counts]) {
    let published = publish(policy, leaves);
    let found = attack(policy, &published, leaves);
    let first = narrow(policy, &published, &found).next();
    assert!(
        first.is_none(),
        "{leaves:?} under {}: line and cell {first:?} of {found:?} given {published:?}",
        policy.name(),
    );
}

fn policies() -> [Policy; 2] {
    [Policy::default(), toml::from_str(NHS).unwrap()]
}

#[track_caller]
fn check_two_areas(seed: u64, places: u64) {
    let mut numbers = Numbers::new(seed);
    for _ in 0..places {
        let leaves = [(); 2].map(|()| leaf(&mut numbers, 40));
        for policy in policies() {
            check(&policy, &leaves);
        }
    }
}

#[test]
fn no_withheld_count_of_two_areas_follows_from_the_rest() {
    check_two_areas(1, 300);
}

/// As many as it is told, from a seed on:
/// `FIRST=3 PLACES=5000 cargo test -p disclosure --test attack thousands -- --ignored`.
#[test]
#[ignore = "minutes to hours of one processor"]
fn no_withheld_count_of_thousands_of_places_follows_from_the_rest() {
    let asked = |name: &str, usual: u64| {
        std::env::var(name).map_or(usual, |number| number.parse().unwrap())
    };
    check_two_areas(asked("FIRST", 3), asked("PLACES", 1000));
}

#[test]
fn no_withheld_count_of_three_areas_follows_from_the_rest() {
    let mut numbers = Numbers::new(2);
    // Three areas have so many tables that few towns can be tried in a moment.
    for _ in 0..2 {
        let leaves = [(); 3].map(|()| {
            let [n, x, _] = leaf(&mut numbers, 9);
            [n, x, 0]
        });
        for policy in policies() {
            check(&policy, &leaves);
        }
    }
}

/// Every combination of counts at the threshold and beside it, above the line and left out.
#[test]
fn counts_around_the_threshold_do_not_follow_from_the_rest() {
    let mut edges: Vec<Counts> = Vec::new();
    for n in [0_u32, 1, 9, 10, 11, 20] {
        let mut shares = vec![0, 1, 9, 10, 11, n];
        shares.extend(
            [1, 9, 10, 11]
                .iter()
                .filter_map(|left_out| n.checked_sub(*left_out)),
        );
        shares.sort_unstable();
        shares.dedup();
        edges.extend(shares.iter().filter(|x| **x <= n).map(|x| [n, *x, 0]));
    }
    for (number, first) in edges.iter().enumerate() {
        for second in &edges[number..] {
            for policy in policies() {
                check(&policy, &[*first, *second]);
            }
        }
    }
}

fn leaf(numbers: &mut Numbers, most: u32) -> Counts {
    let mut up_to = |most: u32| u32::try_from(numbers.below(u64::from(most) + 1)).unwrap();
    let n = up_to(most);
    let x = up_to(n);
    [n, x, up_to(x)]
}
