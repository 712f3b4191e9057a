//! Tables whose exact bounds are known: what the attacker of these tests finds is what is true.
//!
//! An attack that finds nothing proves something only if the attacker is able to find it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::tables::{Found, Limit, Tables, Variable};

/// A count by its label in each dimension, and whether it is withheld.
type Cells = BTreeMap<Vec<String>, (i32, bool)>;

/// No count of these tables is larger.
const LARGEST: i32 = 50_000;

/// Counts in a table whose label `all` adds up the others of a dimension.
fn with_margins(cells: &Cells) -> (Tables, Vec<i32>) {
    let (mut tables, truth) = counts(cells);
    let labels: Vec<&Vec<String>> = cells.keys().collect();
    for (total, label) in labels.iter().enumerate() {
        for dimension in 0..label.len() {
            let part = |other: &Vec<String>| {
                (0..label.len()).all(|at| (other[at] == label[at]) != (at == dimension))
            };
            if label[dimension] == "all" {
                let parts = (0..labels.len()).filter(|other| part(labels[*other]));
                tables.sum(parts.collect::<Vec<Variable>>(), total);
            }
        }
    }
    (tables, truth)
}

fn counts(cells: &Cells) -> (Tables, Vec<i32>) {
    let mut tables = Tables::default();
    for (count, withheld) in cells.values() {
        let (least, most) = if *withheld {
            (0, LARGEST)
        } else {
            (*count, *count)
        };
        tables.variable(least, most);
    }
    (tables, cells.values().map(|(count, _)| *count).collect())
}

/// The least and greatest value of a count over every table that fits.
fn bounds(tables: &Tables, truth: &[i32], of: Variable) -> (i32, i32) {
    let free: Vec<Variable> = (0..truth.len())
        .filter(|at| tables.ranges[*at].0 < tables.ranges[*at].1)
        .collect();
    let mut search = tables.search(truth, free);
    let mut reach = |limit: Limit| match search.find(limit, 1_000_000) {
        Found::Table(table) => Some(table[of]),
        Found::None => None,
        Found::Undecided => panic!("the search ended before an answer"),
    };
    let (mut least, mut impossible) = (truth[of], -1);
    while least - impossible > 1 {
        let middle = i32::midpoint(impossible, least);
        match reach(Limit::AtMost(of, middle)) {
            Some(value) => least = value,
            None => impossible = middle,
        }
    }
    let (mut most, mut impossible) = (truth[of], LARGEST + 1);
    while impossible - most > 1 {
        let middle = i32::midpoint(most, impossible);
        match reach(Limit::AtLeast(of, middle)) {
            Some(value) => most = value,
            None => impossible = middle,
        }
    }
    (least, most)
}

fn label(labels: &[&str]) -> Vec<String> {
    labels.iter().map(ToString::to_string).collect()
}

/// A table of rows and columns with its margins; `withheld` names cells by row and column.
fn two_ways(rows: &[(&str, [i32; 4])], withheld: &[(&str, &str)]) -> Cells {
    const COLUMNS: [&str; 4] = ["a", "b", "c", "d"];
    let mut cells = Cells::new();
    for (row, counts) in rows {
        for (column, count) in COLUMNS.iter().zip(counts) {
            let hidden = withheld.contains(&(row, column));
            cells.insert(label(&[row, column]), (*count, hidden));
            for margin in [[*row, "all"], ["all", *column], ["all", "all"]] {
                cells.entry(label(&margin)).or_insert((0, false)).0 += count;
            }
        }
    }
    cells
}

#[track_caller]
fn check(cells: &Cells, known: &Tables, truth: &[i32], expected: &[(&[&str], (i32, i32))]) {
    for (cell, range) in expected {
        let at = cells.keys().position(|one| *one == label(cell)).unwrap();
        assert_eq!(bounds(known, truth, at), *range, "{cell:?}");
    }
}

/// Each line withholds two or more, and still one count follows from four lines together: rows w
/// and x less columns a and c.
#[test]
fn a_count_that_no_line_gives_away_follows_from_several() {
    let rows = [
        ("w", [20, 31, 42, 60]),
        ("x", [50, 70, 4, 25]),
        ("y", [66, 81, 40, 73]),
        ("z", [400, 512, 333, 290]),
    ];
    let before = [
        ("w", "a"),
        ("w", "b"),
        ("w", "c"),
        ("x", "a"),
        ("x", "c"),
        ("y", "b"),
        ("y", "d"),
        ("z", "b"),
        ("z", "d"),
    ];
    let cells = two_ways(&rows, &before);
    let (known, truth) = with_margins(&cells);
    assert_eq!(known.broken(&truth), None);
    check(
        &cells,
        &known,
        &truth,
        &[
            (&["w", "b"], (31, 31)),
            (&["w", "a"], (16, 62)),
            (&["w", "c"], (0, 46)),
            (&["x", "c"], (0, 46)),
            (&["y", "b"], (0, 154)),
        ],
    );
    let mut after = before.to_vec();
    after.push(("x", "d"));
    let cells = two_ways(&rows, &after);
    let (known, truth) = with_margins(&cells);
    check(
        &cells,
        &known,
        &truth,
        &[(&["w", "b"], (0, 56)), (&["x", "d"], (0, 56))],
    );
}

/// Six parishes by county and by size: each table leaves the withheld ones open, both do not.
#[test]
fn two_safe_tables_of_the_same_people_are_not_safe_together() {
    let parishes = [
        ("ash", 3, true),
        ("birch", 4, true),
        ("cedar", 15, false),
        ("elm", 5, true),
        ("fir", 2, true),
        ("holly", 6, true),
        ("larch", 11, false),
    ];
    let mut cells = Cells::new();
    for (name, count, withheld) in parishes {
        cells.insert(label(&[name]), (count, withheld));
    }
    let totals: [(&str, &[&str]); 4] = [
        ("county east", &["ash", "birch", "cedar"]),
        ("county west", &["elm", "fir", "holly", "larch"]),
        ("size large", &["fir", "holly"]),
        ("size small", &["ash", "birch", "cedar", "elm", "larch"]),
    ];
    let count = |parts: &[&str]| parts.iter().map(|one| cells[&label(&[one])].0).sum::<i32>();
    let sums: Vec<i32> = totals.iter().map(|(_, parts)| count(parts)).collect();
    for ((total, _), sum) in totals.iter().zip(sums) {
        cells.insert(label(&[total]), (sum, false));
    }
    let published = |wanted: &str| {
        let (mut known, truth) = counts(&cells);
        let at = |name: &&str| cells.keys().position(|one| *one == label(&[name])).unwrap();
        for (total, parts) in totals.iter().filter(|(total, _)| total.starts_with(wanted)) {
            known.sum(parts.iter().map(at), at(total));
        }
        (known, truth)
    };
    let (by_county, truth) = published("county");
    check(
        &cells,
        &by_county,
        &truth,
        &[(&["elm"], (0, 13)), (&["ash"], (0, 7))],
    );
    let (by_size, truth) = published("size");
    check(
        &cells,
        &by_size,
        &truth,
        &[(&["elm"], (0, 12)), (&["ash"], (0, 12))],
    );
    let (both, truth) = published("");
    check(
        &cells,
        &both,
        &truth,
        &[(&["elm"], (5, 5)), (&["ash"], (0, 7)), (&["fir"], (0, 8))],
    );
}

/// Every withheld count of six tables of three dimensions.
#[test]
fn linked_margins_narrow_exactly_as_far_as_is_known() {
    let text = include_str!("../known_answers/nine_areas_five_ages_three_groups.csv");
    let mut tables: BTreeMap<[&str; 2], Vec<Vec<&str>>> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let row: Vec<&str> = line.split(',').collect();
        tables.entry([row[0], row[1]]).or_default().push(row);
    }
    let mut checked = 0;
    for (table, rows) in &tables {
        let number = |text: &str| text.parse::<i32>().unwrap();
        let cells: Cells = rows
            .iter()
            .map(|row| (label(&row[2..5]), (number(row[5]), !row[8].is_empty())))
            .collect();
        let (known, truth) = with_margins(&cells);
        for row in rows.iter().filter(|row| !row[8].is_empty()) {
            let at = cells
                .keys()
                .position(|one| *one == label(&row[2..5]))
                .unwrap();
            // The linear programme's bounds are whole here, and a table reaches each of them.
            let expected = (number(row[8]), number(row[9]));
            let whole = [row[6], row[7]].iter().all(|bound| bound.is_empty());
            assert!(whole || (number(row[6]), number(row[7])) == expected);
            assert_eq!(bounds(&known, &truth, at), expected, "{table:?} {row:?}");
            checked += 1;
        }
    }
    assert_eq!((tables.len(), checked), (6, 151));
}

/// Tables of others, which are not ours to include: a folder with `sdctable_4x4.csv` (columns row,
/// col, freq, then whether withheld and the bounds, before and after) and `linked_tables.csv`.
#[test]
#[ignore = "needs the folder that SUPPRESSED_TABLES names"]
fn tables_that_are_kept_elsewhere_have_the_bounds_that_go_with_them() {
    let folder = PathBuf::from(std::env::var("SUPPRESSED_TABLES").unwrap());
    let read = |name: &str| -> Vec<Vec<String>> {
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        let lines = text.lines().skip(1);
        lines
            .map(|line| label(&line.split(',').collect::<Vec<_>>()))
            .collect()
    };
    let number = |text: &String| text.trim_end_matches(".0").parse::<i32>().unwrap();
    let rows = read("sdctable_4x4.csv");
    for (hidden, least, most) in [(4, 6, 7), (5, 8, 9)] {
        let cells: Cells = rows
            .iter()
            .map(|row| {
                let at = [&row[0], &row[1]].map(|one| one.replace("tot", "all"));
                (at.to_vec(), (number(&row[2]), row[hidden] == "1"))
            })
            .collect();
        let (known, truth) = with_margins(&cells);
        for row in rows.iter().filter(|row| row[hidden] == "1") {
            let at = cells.keys().position(|one| one[..] == row[..2]).unwrap();
            let expected = (number(&row[least]), number(&row[most]));
            assert_eq!(bounds(&known, &truth, at), expected, "{row:?}");
        }
    }
    // Cells by county (A B I J, K L M N) and by size (L M, the others).
    let rows = read("linked_tables.csv");
    let tables: [&[&[&str]]; 3] = [
        &[&["A", "B", "I", "J"], &["K", "L", "M", "N"]],
        &[&["L", "M"], &["A", "B", "I", "J", "K", "N"]],
        &[
            &["A", "B", "I", "J"],
            &["K", "L", "M", "N"],
            &["L", "M"],
            &["A", "B", "I", "J", "K", "N"],
        ],
    ];
    for (table, (hidden, least)) in tables
        .into_iter()
        .zip([(3, 5), (3, 7), (3, 9)])
        .chain([(tables[2], (4, 11))])
    {
        let cells: Cells = rows
            .iter()
            .filter(|row| row[0].len() == 1)
            .map(|row| (label(&[&row[0]]), (number(&row[1]), row[hidden] == "1")))
            .collect();
        let (mut known, mut truth) = counts(&cells);
        for parts in table {
            let at = |name: &&str| cells.keys().position(|one| one[0] == *name).unwrap();
            let parts: Vec<Variable> = parts.iter().map(at).collect();
            let sum = parts.iter().map(|part| truth[*part]).sum();
            let total = known.variable(sum, sum);
            truth.push(sum);
            known.sum(parts, total);
        }
        for row in rows
            .iter()
            .filter(|row| row[0].len() == 1 && row[hidden] == "1" && !row[least].is_empty())
        {
            let at = cells.keys().position(|one| one[0] == row[0]).unwrap();
            let expected = (number(&row[least]), number(&row[least + 1]));
            assert_eq!(bounds(&known, &truth, at), expected, "{row:?} {table:?}");
        }
    }
}
