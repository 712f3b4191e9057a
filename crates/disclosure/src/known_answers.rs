//! Propagation against tables whose ranges are known: it finds what subtraction gives away, and
//! never more than is true.

use std::collections::BTreeMap;

use crate::propagate::{Bounds, Range};
use crate::system::{SystemBuilder, Variable};

/// A cell by its label in each dimension, with the published count or nothing.
type Cells = Vec<(Vec<String>, Option<i64>)>;

/// Ranges after propagation, when every label `total` adds up the others of its dimension.
fn ranges(cells: &Cells, total: &str) -> Vec<Range> {
    let index: BTreeMap<&[String], Variable> = (0..)
        .zip(cells)
        .map(|(variable, (labels, _))| (labels.as_slice(), variable))
        .collect();
    let mut builder = SystemBuilder::default();
    for (labels, variable) in &index {
        for dimension in 0..labels.len() {
            if labels[dimension] != total {
                continue;
            }
            let is_part = |other: &[String]| {
                (0..labels.len()).all(|at| (other[at] == labels[at]) != (at == dimension))
            };
            let parts = index.iter().filter(|(other, _)| is_part(other));
            builder.sum(parts.map(|(_, part)| *part), *variable);
        }
    }
    let known = |count: &Option<i64>| count.map_or(Range::ANY, |n| Range::between(n, n));
    let start = cells.iter().map(|(_, count)| known(count)).collect();
    let system = builder.finish(cells.len());
    let mut bounds = Bounds::new(&system, start);
    bounds.propagate_all(&system).unwrap();
    bounds.ranges
}

fn label(text: &str) -> String {
    text.to_owned()
}

/// The fourth region's women are the only withheld cell of their row.
#[test]
fn a_lone_withheld_cell_of_a_line_is_found_exactly() {
    let rows = [
        ("A", [Some(18), None, Some(20)]),
        ("B", [Some(14), Some(19), Some(33)]),
        ("total", [Some(32), Some(21), Some(53)]),
    ];
    let cells: Cells = rows
        .iter()
        .flat_map(|(region, counts)| {
            let sexes = ["male", "female", "total"].into_iter().zip(counts);
            sexes.map(|(sex, count)| (vec![label(region), label(sex)], *count))
        })
        .collect();
    assert_eq!(ranges(&cells, "total")[1], Range::between(2, 2));
}

fn number(text: &str) -> i64 {
    text.parse().unwrap()
}

/// Six tables of 9 areas, 5 ages and 3 groups, with the exact range of each withheld cell: with
/// only small counts withheld, subtraction finds every one of them, and so does propagation.
#[test]
fn linked_margins_narrow_as_far_as_is_true() {
    let text = include_str!("../tests/known_answers/nine_areas_five_ages_three_groups.csv");
    let row = |line: &str| -> Vec<String> { line.split(',').map(label).collect() };
    let rows = text.lines().skip(1).map(row);
    let mut tables: BTreeMap<(String, String), Vec<Vec<String>>> = BTreeMap::new();
    for row in rows {
        let table = tables.entry((row[0].clone(), row[1].clone())).or_default();
        table.push(row);
    }
    let mut checked = 0;
    for ((table, pattern), rows) in tables {
        let cells: Cells = rows
            .iter()
            .map(|row| {
                (
                    row[2..5].to_vec(),
                    row[8].is_empty().then(|| number(&row[5])),
                )
            })
            .collect();
        for (row, range) in rows.iter().zip(ranges(&cells, "all")) {
            if row[8].is_empty() {
                continue;
            }
            let truth = Range::between(number(&row[8]), number(&row[9]));
            assert!(
                range.lower <= truth.lower && truth.upper <= range.upper,
                "{table} {pattern} {row:?}"
            );
            if pattern == "small counts" {
                assert_eq!(range, truth, "{table} {row:?}");
            }
            checked += 1;
        }
    }
    assert!(checked > 100, "{checked}");
}
