//! The fold against a plain, slow loop over the same people, and against the same counts in SQL
//! where a database is at hand.

#![cfg(test)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use disclosure::exact::{Exact, ExactCell};
use measures::catalogue::Catalogue;
use measures::period::Quarter;
use pipeline::count::ToCount;
use pipeline::definitions::Definitions;
use pipeline::tables::Tables;

#[path = "reference/plain.rs"]
mod plain;
#[path = "reference/random.rs"]
mod random;

use plain::{Cell, Key};
use random::Chance;

fn periods(last: &str, count: u16) -> Vec<Quarter> {
    last.parse::<Quarter>().unwrap().series(count)
}

/// The cells with anybody in them, by name; elsewhere nothing may have been counted.
fn by_name(catalogue: &Catalogue, exact: &Exact) -> BTreeMap<Key, Cell> {
    let mut cells = BTreeMap::new();
    let places = catalogue.counted_places();
    for (measure, definition) in catalogue.measures.iter().enumerate() {
        for (period, quarter) in catalogue.periods.iter().enumerate() {
            for (place, cell) in places.iter().zip(exact.cells(measure, period)) {
                if cell.denominator == 0 {
                    assert_eq!(*cell, ExactCell::default());
                    continue;
                }
                let key = (
                    definition.key.clone(),
                    quarter.last_day(),
                    catalogue.area(place.area).code.clone(),
                    place.breakdown.key().to_owned(),
                    catalogue.groups(place.breakdown)[place.group].clone(),
                );
                let cell = (cell.numerator, cell.denominator, cell.people_with_event);
                cells.insert(key, cell);
            }
        }
    }
    cells
}

/// Counts an extract both ways, on several threads and in another order of rows.
#[track_caller]
fn check(definitions: &Definitions, periods: &[Quarter], seed: u64) -> usize {
    let geography = definitions
        .geography(periods.last().unwrap().last_day())
        .unwrap();
    let mut chance = Chance(seed);
    let tables = random::tables(&mut chance, definitions, &geography, periods);
    let shuffled = random::shuffled(&mut chance, &tables);
    let to_count = |tables, threads| ToCount {
        definitions,
        geography: &geography,
        periods,
        tables,
        events_from: None,
        surveys_from: None,
        threads,
    };
    let (catalogue, exact) = to_count(&tables, 1).count();
    let expected = plain::count(&to_count(&tables, 1));
    for (found, wanted) in by_name(&catalogue, &exact).iter().zip(&expected) {
        assert_eq!(found, wanted, "seed {seed}");
    }
    assert_eq!(by_name(&catalogue, &exact).len(), expected.len());
    for threads in [2, 8] {
        assert!(to_count(&tables, threads).count() == (catalogue.clone(), exact.clone()));
        assert!(to_count(&shuffled, threads).count() == (catalogue.clone(), exact.clone()));
    }
    expected.len()
}

#[test]
fn the_fold_counts_what_a_plain_loop_counts() {
    let mut cells = 0;
    for (minimum_age, with_ranks) in [(18, true), (0, false), (16, true), (65, false)] {
        let definitions = random::config(minimum_age, with_ranks);
        for seed in 0..25 {
            cells += check(&definitions, &periods("2024-12-31", 5), seed);
            cells += check(&definitions, &periods("2024-03-31", 1), 1000 + seed);
        }
    }
    // Enough people counted for the comparison to mean something.
    assert!(cells > 100_000, "{cells}");
}

#[test]
fn more_snapshots_than_fit_a_word_are_counted_as_well() {
    let definitions = random::config(18, true);
    for seed in 0..3 {
        check(&definitions, &periods("2024-12-31", 70), seed);
    }
}

#[test]
fn the_default_measures_are_counted_as_well() {
    let definitions = Definitions::embedded().unwrap();
    for seed in 0..3 {
        check(&definitions, &periods("2025-06-30", 4), seed);
    }
}

#[test]
fn nobody_is_counted_as_nobody() {
    let definitions = random::config(18, true);
    let periods = periods("2024-12-31", 2);
    let geography = definitions.geography(periods[1].last_day()).unwrap();
    let (catalogue, exact) = ToCount {
        definitions: &definitions,
        geography: &geography,
        periods: &periods,
        tables: &Tables::default(),
        events_from: None,
        surveys_from: None,
        threads: 2,
    }
    .count();
    assert_eq!(exact, Exact::new(&catalogue));
}

/// A Python that can import `duckdb`: the one that `OUTCOMES_PYTHON` names, else `python3`.
fn python_with_duckdb() -> Option<PathBuf> {
    let named = std::env::var_os("OUTCOMES_PYTHON").map(PathBuf::from);
    [named, Some(PathBuf::from("python3"))]
        .into_iter()
        .flatten()
        .find(|python| {
            Command::new(python)
                .args(["-c", "import duckdb"])
                .output()
                .is_ok_and(|output| output.status.success())
        })
}

#[track_caller]
fn run(command: &mut Command) {
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{command:?}\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn sql_counts_the_same_row_for_row() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/oracle/oracle.py");
    let Some(python) = python_with_duckdb().filter(|_| script.exists()) else {
        println!("skipped: no oracle.py, or no Python with DuckDB (OUTCOMES_PYTHON)");
        return;
    };
    for (seed, format, quarters) in [("1", "csv", "12"), ("2", "parquet", "1")] {
        let folder = tempfile::tempdir().unwrap();
        let extract = folder.path().join("extract");
        let outcomes = || Command::new(env!("CARGO_BIN_EXE_outcomes"));
        run(outcomes()
            .args(["--quiet", "synthesise", "--people", "3000", "--seed", seed])
            .args(["--format", format, "--quarters", "12", "--out"])
            .arg(&extract));
        let ours = folder.path().join("ours.csv");
        run(outcomes()
            .args(["--quiet", "count", "--quarters", quarters, "--extract"])
            .arg(&extract)
            .arg("--out")
            .arg(&ours));
        let theirs = folder.path().join("theirs.csv");
        run(Command::new(&python)
            .arg(&script)
            .args([&extract, &extract.join("config"), &theirs])
            .args(["--quarters", quarters]));
        let ours = std::fs::read_to_string(ours).unwrap();
        let theirs = std::fs::read_to_string(theirs).unwrap();
        for (line, (ours, theirs)) in ours.lines().zip(theirs.lines()).enumerate() {
            assert_eq!(ours, theirs, "line {}", line + 1);
        }
        assert_eq!(ours.len(), theirs.len());
    }
}
