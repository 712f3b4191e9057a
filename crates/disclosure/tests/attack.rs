//! An attacker who knows the rule and tries every table of whole numbers.
//!
//! It shares no code with the protection: it reads published rows, lists all tables that would
//! publish so, and looks at what a withheld count can still be.
#![cfg(test)]

#[path = "support/town.rs"]
mod town;

use std::collections::BTreeSet;

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

/// Everything one line of a table can be, given what is published of it alone.
fn possible(policy: &Policy, published: &[Published<u32>; 3], most: u32) -> Vec<Counts> {
    let values = |cell: Published<u32>| -> Vec<u32> {
        let publishes = |count: &u32| {
            cell.shown()
                .is_none_or(|shown| policy.publish(*count) == Some(shown))
        };
        (0..=most).filter(publishes).collect()
    };
    let [all, one, two] = published.map(values);
    let few = |count: u32| (1..policy.threshold()).contains(&count);
    let mut lines = Vec::new();
    for n in &all {
        for x in one.iter().filter(|x| *x <= n) {
            for y in two.iter().filter(|y| *y <= x) {
                // A shown share leaves nobody out, or many.
                let leaves_few =
                    |cell: Published<u32>, count| cell.shown().is_some() && few(n - count);
                if !leaves_few(published[1], *x) && !leaves_few(published[2], *y) {
                    lines.push([*n, *x, *y]);
                }
            }
        }
    }
    lines
}

/// The values each withheld cell can have, over all tables that publish the same.
fn attack(
    policy: &Policy,
    published: &[[Published<u32>; 3]],
    most: u32,
) -> Vec<[BTreeSet<u32>; 3]> {
    let n_leaves = published.len() - 1;
    let lines: Vec<Vec<Counts>> = published[..n_leaves]
        .iter()
        .map(|line| possible(policy, line, most))
        .collect();
    let leaves_most = most * u32::try_from(n_leaves).unwrap();
    let totals: BTreeSet<Counts> = possible(policy, &published[n_leaves], leaves_most)
        .into_iter()
        .collect();
    let mut found: Vec<[BTreeSet<u32>; 3]> = vec![Default::default(); published.len()];
    let mut note = |line: usize, counts: &Counts| {
        for (cell, count) in counts.iter().enumerate() {
            found[line][cell].insert(*count);
        }
    };
    for first in &lines[0] {
        for second in &lines[1] {
            let two = add(first, second);
            let thirds: Vec<Counts> = lines.get(2).cloned().unwrap_or_else(|| vec![[0; 3]]);
            for third in thirds {
                let total = add(&two, &third);
                if totals.contains(&total) {
                    note(0, first);
                    note(1, second);
                    if n_leaves > 2 {
                        note(2, &third);
                    }
                    note(n_leaves, &total);
                }
            }
        }
    }
    found
}

/// Withheld cells with fewer candidates than the policy asks for, as text.
fn narrow_cells(policy: &Policy, leaves: &[Counts]) -> Vec<String> {
    let published = publish(policy, leaves);
    let most = leaves.iter().map(|leaf| leaf[0]).max().unwrap_or(0) + 12;
    let found = attack(policy, &published, most);
    let mut narrow = Vec::new();
    for (line, cells) in found.iter().enumerate() {
        for (cell, values) in cells.iter().enumerate() {
            assert!(
                !values.is_empty(),
                "the truth is always possible: {leaves:?}"
            );
            let nobody_of_many = values.iter().eq([&0])
                && cell > 0
                && cells[0]
                    .first()
                    .is_some_and(|least| *least >= policy.threshold());
            if published[line][cell] == Published::Withheld
                && values.len() < policy.candidates() as usize
                && !nobody_of_many
            {
                narrow.push(format!(
                    "{leaves:?} line {line} cell {cell}: {values:?} of {published:?}"
                ));
            }
        }
    }
    narrow
}

fn policies() -> [Policy; 2] {
    [Policy::default(), toml::from_str(NHS).unwrap()]
}

#[test]
fn no_withheld_count_of_two_leaves_follows_from_the_rest() {
    let mut numbers = Numbers::new(1);
    let mut narrow = Vec::new();
    for _ in 0..150 {
        let leaves = [(); 2].map(|()| leaf(&mut numbers, 30));
        for policy in policies() {
            narrow.extend(narrow_cells(&policy, &leaves));
        }
    }
    assert!(narrow.is_empty(), "{} {narrow:#?}", narrow.len());
}

fn leaf(numbers: &mut Numbers, most: u64) -> Counts {
    let count = |numbers: &mut Numbers, most: u32| {
        u32::try_from(numbers.below(u64::from(most) + 1)).unwrap()
    };
    let n = count(numbers, u32::try_from(most).unwrap());
    let x = count(numbers, n);
    [n, x, count(numbers, x)]
}
