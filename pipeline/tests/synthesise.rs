//! Synthetic extracts: the same bytes for the same arguments, and every fault when asked for.

#![cfg(test)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use clap::Parser as _;
use pipeline::cli::Cli;
use pipeline::extract::{ExtractArguments, Loaded};
use pipeline::progress::Progress;
use pipeline::rejection::{Reason, RejectionList};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

const TABLES: [&str; 4] = ["person", "condition", "event", "survey"];

/// Writes an extract into a new folder.
#[track_caller]
fn synthesise(arguments: &[&str]) -> TempDir {
    let place = TempDir::new().unwrap();
    let out = place.path().join("extract");
    let start = [
        "outcomes",
        "--quiet",
        "synthesise",
        "--out",
        out.to_str().unwrap(),
    ];
    let cli = Cli::parse_from(start.iter().chain(arguments));
    pipeline::cli::run(cli, &mut Vec::new()).unwrap();
    place
}

fn bytes(place: &TempDir, name: &str) -> Vec<u8> {
    fs::read(place.path().join("extract").join(name)).unwrap()
}

#[test]
fn the_same_arguments_give_the_same_bytes() {
    for format in ["csv", "parquet"] {
        let arguments = [
            "--people", "3000", "--seed", "5", "--format", format, "--dirty", "3",
        ];
        let (one, other) = (synthesise(&arguments), synthesise(&arguments));
        for table in TABLES {
            let name = format!("{table}.{format}");
            assert!(bytes(&one, &name) == bytes(&other, &name), "{name}");
        }
    }
    let (five, six) = (
        synthesise(&["--people", "50", "--seed", "5"]),
        synthesise(&["--people", "50", "--seed", "6"]),
    );
    assert_ne!(bytes(&five, "person.csv"), bytes(&six, "person.csv"));
}

/// The digests may change when the population is tuned on purpose, never with the machine.
#[test]
fn the_bytes_are_the_same_on_every_machine() {
    let place = synthesise(&["--people", "2000", "--seed", "1"]);
    let digests: Vec<String> = TABLES
        .iter()
        .map(|table| {
            let digest = Sha256::digest(bytes(&place, &format!("{table}.csv")));
            let start = u64::from_be_bytes(digest[..8].try_into().unwrap());
            format!("{table} {start:016x}")
        })
        .collect();
    insta::assert_snapshot!(digests.join("\n"), @r"
    person d21610b62b9fbf76
    condition f6445cf3cbc1d5c4
    event cbf58a8926611551
    survey 2e6e5464fdb28749
    ");
}

#[test]
fn more_people_begin_with_the_same_people() {
    let (few, many) = (
        synthesise(&["--people", "1500"]),
        synthesise(&["--people", "4000"]),
    );
    for table in TABLES {
        let name = format!("{table}.csv");
        assert!(
            bytes(&many, &name).starts_with(&bytes(&few, &name)),
            "{name}"
        );
    }
}

/// The reasons for which rows of an extract are set aside, and the counts of the others.
fn tried(extract: &Path) -> (BTreeSet<Reason>, BTreeMap<&'static str, u64>, String) {
    let arguments = ExtractArguments {
        extract: extract.to_owned(),
        config: None,
        as_of: None,
        quarters: 1,
        max_rejected: 100.0,
        rejects: None,
        threads: Some(1),
    };
    let mut loaded = Loaded::open(&arguments).unwrap();
    loaded
        .read(&arguments, RejectionList::discarded(), &Progress::silent())
        .unwrap();
    let tables = &loaded.quality.tables;
    let reasons = tables
        .iter()
        .flat_map(|table| &table.set_aside)
        .map(|aside| aside.reason)
        .collect();
    let kept = BTreeMap::from([
        (
            "after_death",
            tables.iter().map(|table| table.after_death).sum(),
        ),
        ("outside_area", loaded.quality.people_outside_area),
        (
            "unmapped_code",
            tables.iter().map(|table| table.unmapped_code).sum(),
        ),
    ]);
    let counts = extract.join("counts.csv");
    let text = [extract, counts.as_path()].map(|path| path.to_str().unwrap());
    let start = [
        "outcomes",
        "--quiet",
        "count",
        "--quarters",
        "2",
        "--max-rejected",
        "100",
    ];
    let rest = ["--extract", text[0], "--out", text[1]];
    let cli = Cli::parse_from(start.iter().chain(&rest));
    pipeline::cli::run(cli, &mut Vec::new()).unwrap();
    (reasons, kept, fs::read_to_string(counts).unwrap())
}

#[test]
fn a_dirty_extract_has_every_fault_and_a_copy_that_counts_the_same() {
    let unreadable = BTreeSet::from([Reason::RaggedRow, Reason::NotUtf8]);
    let every = BTreeSet::from(Reason::EVERY);
    let readable: BTreeSet<Reason> = every.difference(&unreadable).copied().collect();
    for (format, expected) in [("csv", &every), ("parquet", &readable)] {
        let place = synthesise(&[
            "--people", "4000", "--seed", "3", "--dirty", "6", "--format", format,
        ]);
        let extract = place.path().join("extract");
        let (reasons, kept, counts) = tried(&extract);
        assert_eq!(reasons, *expected, "{format}");
        assert!(kept.values().all(|rows| *rows > 0), "{format}: {kept:?}");
        let (reasons, _, comparable) = tried(&extract.join("comparable"));
        assert_eq!(reasons, readable, "{format}, comparable");
        assert!(counts == comparable, "{format}: the copy counts the same");
    }
}

#[test]
fn a_clean_extract_has_no_fault() {
    let place = synthesise(&["--people", "4000", "--seed", "3"]);
    assert_eq!(tried(&place.path().join("extract")).0, BTreeSet::new());
}
