//! Nothing that could identify a person is in anything written: marked values are planted in an
//! extract, and every byte of every output is searched for them.

#![cfg(test)]

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use whole::{every_file_below, outcomes};

/// A person nobody else resembles: an id, a birth date, a code and an organisation to look for.
const MARKED: [&str; 5] = [
    "Zebedee-7777-Quux",
    "1931-02-28",
    "E09Z98765",
    "314159265",
    "PRACTICE-ZZ9",
];

fn marked_extract(place: &Path) -> PathBuf {
    let extract = place.join("extract");
    let rest = ["800", "--seed", "3", "--format", "csv", "--out"];
    outcomes(["synthesise", "--people"], &[], &rest, &[&extract]);
    let tables = [
        (
            "person",
            "person_id,birth_date,person_stated_gender_code,ethnic_category,lsoa21_code,registration_start_date,registration_end_date,death_date",
        ),
        (
            "condition",
            "person_id,code_system,code,diagnosis_date,resolved_date",
        ),
        ("event", "person_id,event_type,event_date"),
    ];
    for (table, header) in tables {
        let path = extract.join(format!("{table}.csv"));
        let old = fs::read_to_string(&path).unwrap();
        assert_eq!(
            old.lines().next(),
            Some(header),
            "{table}: the columns this test plants in"
        );
        let rows = match table {
            "person" => {
                "Zebedee-7777-Quux,1931-02-28,1,A,E09Z98765,2001-01-01,,\n\
                 Zebedee-7777-Quux,1931-02-28,1,A,E09Z98765,2001-01-01,,\n\
                 Zebedee-7777-Quux-2,1931-02-30,1,A,E09Z98765,2001-01-01,,\n"
            }
            "condition" => {
                "Zebedee-7777-Quux,snomed,314159265,2020-01-01,\n\
                 Zebedee-7777-Quux,snomed,38341003,1931-02-27,\n\
                 Zebedee-7777-Quux,read,314159265,2020-01-01,\n"
            }
            _ => "Zebedee-7777-Quux,identified,1931-02-27,PRACTICE-ZZ9\n",
        };
        // An organisation is an optional column of events that no measure reads.
        let old: String = match table {
            "event" => old.lines().enumerate().map(with_organisation).collect(),
            _ => old,
        };
        fs::write(&path, old + rows).unwrap();
    }
    extract
}

fn with_organisation((number, line): (usize, &str)) -> String {
    let organisation = if number == 0 {
        "organisation_code"
    } else {
        "PRACTICE-ZZ9"
    };
    format!("{line},{organisation}\n")
}

#[track_caller]
fn clean(what: &str, bytes: &[u8], allowed: &[&str]) {
    for mark in MARKED.iter().filter(|mark| !allowed.contains(*mark)) {
        let found = bytes
            .windows(mark.len())
            .any(|window| window == mark.as_bytes());
        assert!(!found, "{what} holds {mark:?}");
    }
}

#[test]
fn a_release_a_report_and_a_reject_file_repeat_nothing_of_a_person() {
    let place = TempDir::new().unwrap();
    let extract = marked_extract(place.path());
    let (out, rejects) = (
        place.path().join("release"),
        place.path().join("rejects.csv"),
    );
    let said = outcomes(
        ["build", "--extract"],
        &[&extract],
        &["--rejects", &rejects.display().to_string(), "--out"],
        &[&out],
    );
    clean("the summary", said.as_bytes(), &[]);
    clean("rejects.csv", &fs::read(&rejects).unwrap(), &[]);
    let rows = fs::read_to_string(&rejects).unwrap();
    assert!(
        rows.lines().count() > 4,
        "the planted faults were set aside:\n{rows}"
    );
    let files = every_file_below(&out);
    assert!(files.len() >= 4);
    for file in files {
        clean(&file.display().to_string(), &fs::read(&file).unwrap(), &[]);
    }
    // A code is no person's: the analyst's report must name codes that are in no codelist.
    let report = outcomes(["check", "--extract"], &[&extract], &[], &[]);
    clean("the check report", report.as_bytes(), &["314159265"]);
}
