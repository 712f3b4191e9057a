//! The fold against a plain, slow loop over the same people, and against the same counts in SQL
//! where a database is at hand.

#![cfg(test)]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

use disclosure::exact::{Exact, ExactCell, ExactCombination};
use measures::catalogue::Catalogue;
use measures::interval::Confidence;
use measures::period::Quarter;
use pipeline::count::ToCount;
use pipeline::definitions::{Definitions, Geography};
use pipeline::tables::Tables;

#[path = "reference/plain.rs"]
mod plain;
#[path = "reference/plain_figures.rs"]
mod plain_figures;
#[path = "reference/random.rs"]
mod random;

use plain::{Cell, Key};
use plain_figures::{Combination, Standardised};
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

/// What an extract is counted by.
#[derive(Clone, Copy)]
struct Town<'a> {
    definitions: &'a Definitions,
    geography: &'a Geography,
    periods: &'a [Quarter],
}

impl<'a> Town<'a> {
    fn to_count(self, tables: &'a Tables, threads: usize) -> ToCount<'a> {
        ToCount {
            definitions: self.definitions,
            geography: self.geography,
            periods: self.periods,
            tables,
            events_from: None,
            surveys_from: None,
            threads,
        }
    }
}

/// Counts an extract both ways, on several threads and in another order of rows.
#[track_caller]
fn check(definitions: &Definitions, periods: &[Quarter], seed: u64) -> usize {
    let geography = definitions
        .geography(periods.last().unwrap().last_day())
        .unwrap();
    let mut chance = Chance(seed);
    let n_people = 1 + chance.below(40);
    let tables = random::tables(&mut chance, definitions, &geography, periods, n_people);
    let shuffled = random::shuffled(&mut chance, &tables);
    let town = Town {
        definitions,
        geography: &geography,
        periods,
    };
    let (catalogue, exact) = town.to_count(&tables, 1).count();
    let expected = plain::count(&town.to_count(&tables, 1));
    for (found, wanted) in by_name(&catalogue, &exact).iter().zip(&expected) {
        assert_eq!(found, wanted, "seed {seed}");
    }
    assert_eq!(by_name(&catalogue, &exact).len(), expected.len());
    for threads in [2, 8] {
        assert!(town.to_count(&tables, threads).count() == (catalogue.clone(), exact.clone()));
        assert!(town.to_count(&shuffled, threads).count() == (catalogue.clone(), exact.clone()));
    }
    expected.len()
}

/// What was compared.
#[derive(Debug, Default, Clone, Copy)]
struct Compared {
    standardised: usize,
    above_1: usize,
}

/// Works out figures and sets of conditions both ways, on several threads and in another order of
/// rows; the counts beside them must be those that are counted without them.
#[track_caller]
fn check_figures(definitions: &Definitions, quarters: u16, seed: u64, n_people: usize) -> Compared {
    let periods = periods("2024-12-31", quarters);
    let geography = definitions
        .geography(periods.last().unwrap().last_day())
        .unwrap();
    let mut chance = Chance(seed);
    let tables = random::tables(&mut chance, definitions, &geography, &periods, n_people);
    let shuffled = random::shuffled(&mut chance, &tables);
    let town = Town {
        definitions,
        geography: &geography,
        periods: &periods,
    };
    let (catalogue, exact) = town.to_count(&tables, 1).count_with_figures();
    let (_, counts) = town.to_count(&tables, 1).count();
    assert_eq!(by_name(&catalogue, &exact), by_name(&catalogue, &counts));
    for threads in [2, 8] {
        for tables in [&tables, &shuffled] {
            assert!(
                town.to_count(tables, threads).count_with_figures().1 == exact,
                "seed {seed}"
            );
        }
    }
    let (standardised, dispersions) = figures_by_name(&catalogue, &exact);
    let near = |found: f64, wanted: f64| (found - wanted).abs() <= 1e-12 * wanted.abs().max(1.0);
    let expected = plain_figures::standardised(&town.to_count(&tables, 1));
    assert!(standardised.keys().eq(expected.keys()), "seed {seed}");
    for ((key, found), wanted) in standardised.iter().zip(expected.values()) {
        for (found, wanted) in found.iter().zip(wanted) {
            assert!(
                near(*found, *wanted),
                "seed {seed} {key:?}: {found} {wanted}"
            );
        }
    }
    let expected = plain_figures::dispersions(&town.to_count(&tables, 1));
    assert!(dispersions.keys().eq(expected.keys()), "seed {seed}");
    for ((key, found), wanted) in dispersions.iter().zip(expected.values()) {
        assert!(
            near(*found, *wanted),
            "seed {seed} {key:?}: {found} {wanted}"
        );
    }
    Compared {
        standardised: standardised.len(),
        above_1: dispersions.values().filter(|value| **value > 1.0).count(),
    }
}

#[test]
fn sets_of_conditions_are_those_a_plain_loop_finds() {
    let mut compared = 0;
    for (minimum_age, quarters, n_people) in [(18, 3, 1_500), (0, 66, 900)] {
        let definitions = random::config(minimum_age, true);
        let periods = periods("2024-12-31", quarters);
        let geography = definitions
            .geography(periods.last().unwrap().last_day())
            .unwrap();
        let town = Town {
            definitions: &definitions,
            geography: &geography,
            periods: &periods,
        };
        let mut chance = Chance(11);
        let tables = random::tables(&mut chance, &definitions, &geography, &periods, n_people);
        let (catalogue, exact) = town.to_count(&tables, 1).count_with_figures();
        let found = combinations_by_name(&catalogue, &exact);
        assert_eq!(
            found,
            plain_figures::combinations(&town.to_count(&tables, 1))
        );
        compared += found.len();
    }
    // Enough of them for the comparison to mean something.
    assert!(compared > 20, "{compared}");
}

/// Standardised figures and dispersions by name.
fn figures_by_name(
    catalogue: &Catalogue,
    exact: &Exact,
) -> (BTreeMap<Key, Standardised>, BTreeMap<Key, f64>) {
    let (mut standardised, mut dispersions) = (BTreeMap::new(), BTreeMap::new());
    let places = catalogue.counted_places();
    for (measure, definition) in catalogue.measures.iter().enumerate() {
        for (period, quarter) in catalogue.periods.iter().enumerate() {
            for (order, place) in places.iter().enumerate() {
                let figures = exact.figures(measure, period, order);
                let key = (
                    definition.key.clone(),
                    quarter.last_day(),
                    catalogue.area(place.area).code.clone(),
                    place.breakdown.key().to_owned(),
                    catalogue.groups(place.breakdown)[place.group].clone(),
                );
                if let Some(figure) = figures.standardised {
                    let limits = figure.interval(Confidence::Percent95);
                    let figure = [figure.value(), limits.lower, limits.upper];
                    standardised.insert(key.clone(), figure);
                }
                if let Some(dispersion) = figures.dispersion {
                    dispersions.insert(key, dispersion.value());
                }
            }
        }
    }
    (standardised, dispersions)
}

fn combinations_by_name(catalogue: &Catalogue, exact: &Exact) -> Vec<Combination> {
    let by_name = |one: &ExactCombination| {
        let by_area = catalogue
            .areas()
            .zip(&one.people)
            .filter(|(_, people)| **people > 0)
            .map(|((_, area), people)| (area.code.clone(), *people))
            .collect();
        let day = catalogue.periods[one.period].last_day();
        (day, one.conditions.clone(), by_area)
    };
    exact.combinations().iter().map(by_name).collect()
}

#[test]
fn figures_are_what_a_plain_loop_makes_of_them() {
    let mut compared = Compared::default();
    for (minimum_age, with_ranks) in [(18, true), (0, false), (16, true), (65, false)] {
        let definitions = random::config(minimum_age, with_ranks);
        for (seed, n_people) in [(1, 30), (2, 60), (3, 500)] {
            let one = check_figures(&definitions, 3, seed, n_people);
            compared.standardised += one.standardised;
            compared.above_1 += one.above_1;
        }
    }
    // Enough of each for the comparison to mean something.
    assert!(compared.standardised > 500, "{compared:?}");
    assert!(compared.above_1 > 500, "{compared:?}");
}

#[test]
fn figures_of_more_snapshots_than_fit_a_word_are_weighted_by_the_last_ones_people() {
    let definitions = random::config(18, true);
    let compared = check_figures(&definitions, 66, 7, 100);
    assert!(compared.standardised > 100, "{compared:?}");
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
    let script = std::env::var_os("OUTCOMES_ORACLE").map(PathBuf::from);
    let (Some(python), Some(script)) = (python_with_duckdb(), script) else {
        println!("skipped: OUTCOMES_ORACLE names no script, or OUTCOMES_PYTHON has no DuckDB");
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

#[test]
fn counts_are_the_same_bytes_on_any_number_of_threads_and_from_either_form() {
    let folder = tempfile::tempdir().unwrap();
    let outcomes = || Command::new(env!("CARGO_BIN_EXE_outcomes"));
    let mut expected: Option<Vec<u8>> = None;
    for format in ["csv", "parquet"] {
        // Enough people for several blocks of text in the larger tables.
        let extract = folder.path().join(format);
        run(outcomes()
            .args(["--quiet", "synthesise", "--people", "12000", "--seed", "5"])
            .args(["--format", format, "--out"])
            .arg(&extract));
        for threads in ["1", "2", "8"] {
            let out = folder.path().join("counts.csv");
            run(outcomes()
                .args(["--quiet", "count", "--quarters", "4", "--threads", threads])
                .args(["--memory-limit", "2GiB", "--extract"])
                .arg(&extract)
                .arg("--out")
                .arg(&out));
            let found = std::fs::read(out).unwrap();
            assert!(*expected.get_or_insert_with(|| found.clone()) == found);
        }
    }
}
