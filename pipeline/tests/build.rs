//! `outcomes build` as a command: what it leaves on the disk, and what it says when it stops.
#![cfg(test)]

#[path = "support/files.rs"]
mod files;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use aggregates::manifest::Manifest;
use files::{contents, names};
use tempfile::TempDir;

fn outcomes(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_outcomes"))
        .args(["--quiet"])
        .args(arguments)
        .output()
        .unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A place with a synthetic extract in it.
struct Bench {
    place: TempDir,
    extract: PathBuf,
    out: PathBuf,
}

impl Bench {
    fn new() -> Self {
        let place = tempfile::tempdir().unwrap();
        let extract = place.path().join("extract");
        let made = outcomes(&[
            "synthesise",
            "--people=10000",
            "--seed=7",
            "--quarters=4",
            "--out",
            text(&extract),
        ]);
        assert!(made.status.success(), "{made:?}");
        let out = place.path().join("published");
        Self {
            place,
            extract,
            out,
        }
    }

    fn build(&self, more: &[&str]) -> Output {
        let mut arguments = vec!["build", "--quarters=2"];
        arguments.extend(["--extract", text(&self.extract), "--out", text(&self.out)]);
        arguments.extend(more);
        outcomes(&arguments)
    }

    fn built(&self, more: &[&str]) -> BTreeMap<String, Vec<u8>> {
        let done = self.build(more);
        assert!(done.status.success(), "{done:?}");
        contents(&self.out)
    }

    /// Runs a build that must stop with this code and say this, leaving `out` as it was.
    #[track_caller]
    fn refused(&self, more: &[&str], code: i32, expected: &str) {
        let before = contents(&self.out);
        let beside = names(self.place.path());
        let stopped = self.build(more);
        let said = String::from_utf8(stopped.stderr).unwrap();
        assert_eq!(stopped.status.code(), Some(code), "{said}");
        assert!(said.contains(expected), "{said}");
        assert_eq!(stopped.stdout, b"", "nothing is announced");
        assert!(contents(&self.out) == before, "the earlier release stands");
        assert_eq!(names(self.place.path()), beside, "nothing is left behind");
    }
}

fn manifest(files: &BTreeMap<String, Vec<u8>>) -> Manifest {
    let text = String::from_utf8(files["manifest.json"].clone()).unwrap();
    Manifest::from_json(&text).unwrap()
}

#[test]
fn a_release_has_the_files_it_lists_and_the_evidence_stays_behind() {
    let bench = Bench::new();
    let files = bench.built(&[]);
    let manifest = manifest(&files);
    let listed: Vec<&str> = manifest
        .files
        .iter()
        .map(|file| file.name.as_str())
        .collect();
    assert_eq!(
        listed,
        [
            "combinations.parquet",
            "downloads/coordination.csv",
            "downloads/coordination.parquet",
            "downloads/experience.csv",
            "downloads/experience.parquet",
            "downloads/multimorbidity.csv",
            "downloads/multimorbidity.parquet",
            "downloads/outcome.csv",
            "downloads/outcome.parquet",
            "estimates.parquet",
            "gaps.parquet",
            "overview.parquet",
            "trends.parquet",
        ]
    );
    assert_eq!(
        files.len(),
        listed.len() + 1,
        "and the manifest, nothing else"
    );
    for file in &manifest.files {
        assert!(file.holds(&files[&file.name]), "{}", file.name);
    }
    assert_eq!(manifest.expected_release_id().unwrap(), manifest.release_id);
    let evidence = fs::read_to_string(bench.extract.join("evidence.json")).unwrap();
    let evidence: serde_json::Value = serde_json::from_str(&evidence).unwrap();
    assert_eq!(evidence["release_id"], manifest.release_id);
    assert_eq!(evidence["quality"]["tables"][0]["rows_read"], 10_000);
    assert_eq!(names(bench.place.path()), ["extract", "published"]);
}

#[test]
fn the_same_extract_makes_the_same_bytes_on_any_number_of_threads() {
    let bench = Bench::new();
    let one = bench.built(&["--threads=1"]);
    let again = bench.built(&["--threads=7", "--previous=none"]);
    assert_eq!(
        one.keys().collect::<Vec<_>>(),
        again.keys().collect::<Vec<_>>()
    );
    for (name, bytes) in &one {
        assert!(*bytes == again[name], "{name} differs");
    }
}

#[test]
fn no_person_is_in_a_release_or_in_what_is_said_of_it() {
    let bench = Bench::new();
    let done = bench.build(&[]);
    let mut files = contents(&bench.out);
    files.insert("stdout".to_owned(), done.stdout);
    files.insert("stderr".to_owned(), done.stderr);
    let person = fs::read_to_string(bench.extract.join("person.csv")).unwrap();
    let header = person.lines().next().unwrap();
    let column = header
        .split(',')
        .position(|name| name == "person_id")
        .unwrap();
    let mut ids: Vec<&str> = person
        .lines()
        .skip(1)
        .step_by(200)
        .map(|line| line.split(',').nth(column).unwrap())
        .collect();
    ids.push("person_id");
    for (name, bytes) in &files {
        for id in &ids {
            let there = bytes
                .windows(id.len())
                .any(|window| window == id.as_bytes());
            assert!(!there, "{name} holds {id}");
        }
    }
}

#[test]
fn every_withheld_count_of_a_very_small_place_is_proved_safe() {
    let village = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data-samples/village");
    let bench = Bench::new();
    let extract = bench.place.path().join("village");
    fs::create_dir_all(extract.join("config")).unwrap();
    for name in contents(&village).keys() {
        fs::copy(village.join(name), extract.join(name)).unwrap();
    }
    let small = bench.place.path().join("small");
    let arguments = ["build", "--quarters=1", "--extract", text(&extract)];
    let built = outcomes(&[&arguments[..], &["--out", text(&small)]].concat());
    assert!(built.status.success(), "{built:?}");
    let told = String::from_utf8(built.stdout).unwrap();
    assert!(told.contains("\nfew people at 1 of 1 snapshots"), "{told}");
    let evidence = fs::read_to_string(extract.join("evidence.json")).unwrap();
    let evidence: serde_json::Value = serde_json::from_str(&evidence).unwrap();
    let certified = evidence["protection"]["certified"].as_object().unwrap();
    let ways: u64 = certified
        .values()
        .map(|count| count.as_u64().unwrap())
        .sum();
    let withheld = evidence["protection"]["withheld"].as_array().unwrap().len();
    assert!(
        certified["invented_town"].as_u64().unwrap() > 0,
        "{certified:?}"
    );
    assert_eq!(usize::try_from(ways).unwrap(), withheld, "{certified:?}");
    // And the proof is found again by whoever has the published folder and nothing else.
    let verified = outcomes(&["verify", "--data", text(&small)]);
    assert!(verified.status.success(), "{verified:?}");
    let told = String::from_utf8(verified.stdout).unwrap();
    assert!(
        told.contains("withheld counts shown to keep enough possible values")
            && !told.contains("did not decide it"),
        "{told}"
    );
}

#[test]
fn whatever_stops_a_run_leaves_the_earlier_release_as_it_was() {
    let bench = Bench::new();
    bench.built(&[]);
    let config = bench.extract.join("config");
    let policy = "name = '10-5'\ndate = '2026-01-01'\nthreshold = 10\nrounding_base = 5\n\
                  show_zero = true\ncomplement = true\ncandidates = 5\n\
                  [[never_withhold]]\ncounts = 'nobody'\narea = 'whole'\nbreakdown = 'all'\n";
    fs::write(config.join("disclosure.toml"), policy).unwrap();
    bench.refused(&[], 12, "`never_withhold` names `nobody`");
    fs::remove_file(config.join("disclosure.toml")).unwrap();

    let person = bench.extract.join("person.csv");
    let rows = fs::read_to_string(&person).unwrap();
    fs::write(&person, format!("{rows}{}", "x,,,,,,,\n".repeat(1_000))).unwrap();
    bench.refused(&["--max-rejected=5"], 11, "rows were set aside");
    fs::write(&person, rows).unwrap();

    bench.refused(&["--as-of=2999-12-31"], 2, "later than the extract");
    fs::remove_file(bench.extract.join("event.csv")).unwrap();
    bench.refused(&[], 10, "event");
}

#[test]
fn a_folder_that_cannot_be_a_release_is_refused() {
    let bench = Bench::new();
    fs::create_dir(&bench.out).unwrap();
    fs::write(bench.out.join("thesis.doc"), "years of work").unwrap();
    bench.refused(&[], 13, "has no manifest.json");

    let file = bench.place.path().join("file");
    fs::write(&file, "not a folder").unwrap();
    let bench = Bench {
        out: file.join("published"),
        ..bench
    };
    bench.refused(&[], 13, "file");

    // Even a folder of ours, when it holds the extract.
    fs::write(bench.place.path().join("manifest.json"), "{}").unwrap();
    let bench = Bench {
        out: bench.place.path().to_owned(),
        ..bench
    };
    bench.refused(&[], 2, "holds the extract");
}
