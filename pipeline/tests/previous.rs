//! Two releases in a row, as commands: what the second says of the snapshots of the first, what
//! verify says of both, and what is refused.
#![cfg(test)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use aggregates::decode;
use aggregates::estimate::Estimate;
use aggregates::manifest::Manifest;
use measures::catalogue::Place;
use measures::period::Quarter;
use measures::published::Published;
use pipeline::exit::{DIFFERENCE_FOUND, DONE, INPUT_UNREADABLE, UNSAFE_TO_PUBLISH, USAGE};
use tempfile::TempDir;

#[path = "support/files.rs"]
#[expect(
    dead_code,
    reason = "these tests ask what is in files, not only their names"
)]
mod files;
#[path = "support/run.rs"]
mod run;

use files::contents;
use run::outcomes;

/// A synthetic extract, and where releases of it go.
struct Bench {
    place: TempDir,
}

impl Bench {
    fn new() -> Self {
        let bench = Self {
            place: tempfile::tempdir().unwrap(),
        };
        let people = ["synthesise", "--people=10000", "--seed=7", "--quarters=4"];
        let out = bench.at("extract");
        let made = outcomes(&[&people[..], &["--out", &out]].concat());
        assert_eq!(made.0, DONE, "{}", made.1);
        bench
    }

    fn at(&self, name: &str) -> String {
        self.place.path().join(name).to_str().unwrap().to_owned()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.place.path().join(name)
    }

    fn build(&self, out: &str, more: &[&str]) -> (u8, String) {
        let (extract, out) = (self.at("extract"), self.at(out));
        let arguments = ["build", "--extract", &extract, "--out", &out];
        outcomes(&[&arguments[..], more].concat())
    }

    #[track_caller]
    fn built(&self, out: &str, more: &[&str]) -> String {
        let (code, said) = self.build(out, more);
        assert_eq!(code, DONE, "{said}");
        said
    }

    /// Snapshots of the second and third quarter of 2026.
    #[track_caller]
    fn first(&self) {
        self.built("first", &["--as-of=2026-06-30", "--quarters=2"]);
    }

    fn verify(&self, release: &str, previous: Option<&str>) -> (u8, String) {
        let data = self.at(release);
        let previous = previous.map(|previous| self.at(previous));
        let mut arguments = vec!["verify", "--data", &data];
        if let Some(previous) = &previous {
            arguments.extend(["--previous", previous]);
        }
        outcomes(&arguments)
    }

    #[track_caller]
    fn verified(&self, release: &str, previous: Option<&str>) {
        let (code, said) = self.verify(release, previous);
        assert_eq!(code, DONE, "{said}");
    }

    fn change(&self, file: &str, change: impl FnOnce(Vec<String>) -> Vec<String>) {
        let path = self.path("extract").join(file);
        let text = fs::read_to_string(&path).unwrap();
        let lines = change(text.lines().map(str::to_owned).collect());
        fs::write(path, lines.join("\n") + "\n").unwrap();
    }

    /// Some people were never on the list, others have moved, and conditions are recorded late.
    fn correct(&self) {
        let area = |line: &str| line.split(',').nth(4).unwrap().to_owned();
        self.change("person.csv", |mut lines| {
            let elsewhere = area(&lines[1]);
            for at in (40..4_000).step_by(400) {
                let old = area(&lines[at]);
                lines[at] = lines[at].replace(&old, &elsewhere);
            }
            lines.remove(30);
            lines.remove(60);
            lines
        });
        self.change("condition.csv", |mut lines| {
            let late: Vec<String> = lines[1..]
                .iter()
                .step_by(500)
                .map(|line| {
                    let person = line.split(',').next().unwrap();
                    format!("{person},condition,diabetes,2019-03-01,")
                })
                .collect();
            lines.extend(late);
            lines
        });
    }

    fn manifest(&self, release: &str) -> Manifest {
        let text = fs::read_to_string(self.path(release).join("manifest.json")).unwrap();
        Manifest::from_json(&text).unwrap()
    }

    fn rows(&self, release: &str) -> BTreeMap<(String, Quarter, Place), Estimate> {
        let catalogue = self.manifest(release).catalogue;
        let bytes = fs::read(self.path(release).join("estimates.parquet")).unwrap();
        let rows = decode::estimates(&bytes, &catalogue).unwrap();
        rows.into_iter()
            .map(|row| {
                let measure = catalogue.measures[row.measure].key.clone();
                let period = catalogue.periods[row.period];
                // The same row, wherever its measure and snapshot stand.
                let of = Estimate {
                    measure: 0,
                    period: 0,
                    ..row
                };
                ((measure, period, row.place), of)
            })
            .collect()
    }
}

#[test]
fn the_next_quarter_says_again_what_was_said() {
    let bench = Bench::new();
    bench.first();
    bench.correct();
    let previous = bench.at("first");
    let said = bench.built("second", &["--quarters=3", "--previous", &previous]);
    let [first, second] = ["first", "second"].map(|name| bench.manifest(name));
    let line = format!(
        "follows    release {}: 2 snapshots as they were then",
        first.release_id
    );
    assert!(said.contains(&line), "{said}");
    let follows = second.follows.unwrap();
    assert_eq!(follows.release_id, first.release_id);
    assert_eq!(follows.as_published, first.catalogue.periods);
    assert_eq!(
        (follows.revised.len(), follows.changed_neighbourhoods.len()),
        (0, 0)
    );
    let after = bench.rows("second");
    for (key, before) in bench.rows("first") {
        assert_eq!(after[&key], before, "{key:?}");
    }
    let sets = |name: &str| {
        let catalogue = bench.manifest(name).catalogue;
        let bytes = fs::read(bench.path(name).join("combinations.parquet")).unwrap();
        let sets = decode::combinations(&bytes, &catalogue)
            .unwrap()
            .into_iter();
        let sets = sets.map(|set| {
            (
                catalogue.periods[set.period],
                set.area,
                set.conditions,
                set.people,
            )
        });
        sets.filter(|set| first.catalogue.periods.contains(&set.0))
            .collect::<Vec<_>>()
    };
    assert_eq!(sets("second"), sets("first"));
    bench.verified("second", None);
    bench.verified("second", Some("first"));
    let evidence = fs::read_to_string(bench.path("extract").join("evidence.json")).unwrap();
    let evidence: serde_json::Value = serde_json::from_str(&evidence).unwrap();
    assert_eq!(evidence["follows"]["release_id"], first.release_id);

    // A release that stands where the new one goes is the one before it.
    bench.built("first", &["--quarters=3"]);
    assert!(
        contents(&bench.path("first")) == contents(&bench.path("second")),
        "with or without its name"
    );

    // One that does not follow it is told from one that does.
    bench.first_again();
    bench.built("alone", &["--quarters=3", "--previous=none"]);
    assert_eq!(bench.manifest("alone").follows, None);
    let (code, said) = bench.verify("alone", Some("second"));
    assert_eq!(code, DIFFERENCE_FOUND, "{said}");
    assert!(
        said.contains("one count is published in two ways"),
        "{said}"
    );
}

impl Bench {
    fn first_again(&self) {
        fs::remove_dir_all(self.path("first")).unwrap();
    }

    /// The last small area of one neighbourhood belongs to another from now on.
    fn move_small_area(&self) -> [String; 2] {
        let mut moved = [String::new(), String::new()];
        self.change("config/neighbourhoods.csv", |mut lines| {
            let cells =
                |line: &str| -> Vec<String> { line.split(',').map(str::to_owned).collect() };
            let last = cells(lines.last().unwrap());
            let first = cells(&lines[1]);
            moved = [first[2].clone(), last[2].clone()];
            lines.push(format!(
                "{},{},{},{},2026-09-01",
                last[0], last[1], first[2], first[3]
            ));
            lines
        });
        moved
    }
}

#[test]
fn a_neighbourhood_that_changed_has_no_history_unless_it_is_safe() {
    let bench = Bench::new();
    bench.first();
    let moved: BTreeSet<String> = bench.move_small_area().into();
    let previous = bench.at("first");
    let said = bench.built(
        "second",
        &["--quarters=3", "--previous", &previous, "--revise=all"],
    );
    assert!(
        said.contains("not revised, because that could not be shown to be safe"),
        "{said}"
    );
    assert!(said.contains("other small areas than before"), "{said}");
    let [first, second] = ["first", "second"].map(|name| bench.manifest(name));
    let follows = second.follows.unwrap();
    let changed: BTreeSet<String> = follows.changed_neighbourhoods.into_iter().collect();
    assert_eq!(changed, moved);
    assert_eq!(follows.as_published, first.catalogue.periods);
    let after = bench.rows("second");
    for (key, before) in bench.rows("first") {
        let now = &after[&key];
        let code = &first.catalogue.area(key.2.area).code;
        if moved.contains(code) {
            let nothing = [now.numerator, now.denominator];
            assert_eq!(nothing, [Published::NotCalculable; 2], "{key:?}");
        } else {
            assert_eq!(*now, before, "{key:?}");
        }
    }
    bench.verified("second", None);
    bench.verified("second", Some("first"));
    let evidence = fs::read_to_string(bench.path("extract").join("evidence.json")).unwrap();
    assert!(evidence.contains("a single small area changed its neighbourhood"));
}

#[test]
fn a_release_that_cannot_follow_is_refused_and_says_what_would_help() {
    let bench = Bench::new();
    bench.first();
    let before = contents(&bench.path("first"));
    let refused = |more: &[&str], code: u8, expected: &str| {
        let (found, said) = bench.build("first", more);
        assert_eq!(found, code, "{said}");
        assert!(said.contains(expected), "{expected}\n{said}");
        assert!(contents(&bench.path("first")) == before, "it stands");
    };
    let missing = bench.at("missing");
    refused(&["--previous", &missing], INPUT_UNREADABLE, "--previous");
    refused(
        &["--quarters=3", "--revise=2019-03-31"],
        USAGE,
        "--revise 2019-03-31: the release before has no such snapshot",
    );
    refused(
        &["--previous=none", "--revise=all"],
        USAGE,
        "--revise: there is no release before this one",
    );

    let policy = "name = 'other'\ndate = '2026-01-01'\nthreshold = 8\nrounding_base = 5\n\
                  show_zero = true\ncomplement = true\ncandidates = 5\n";
    let config = bench.path("extract").join("config");
    fs::write(config.join("disclosure.toml"), policy).unwrap();
    refused(
        &["--quarters=3"],
        UNSAFE_TO_PUBLISH,
        "the earlier release has another rule for small numbers",
    );
    refused(
        &["--quarters=3"],
        UNSAFE_TO_PUBLISH,
        "build with `--previous none`",
    );
    // A snapshot that it does not have can be published by any rule.
    bench.built("later", &["--quarters=1", "--previous", &bench.at("first")]);
    assert_eq!(bench.manifest("later").follows, None);
    fs::remove_file(config.join("disclosure.toml")).unwrap();

    bench.change("config/neighbourhoods.csv", |mut lines| {
        lines.pop();
        lines
    });
    refused(
        &["--quarters=3"],
        UNSAFE_TO_PUBLISH,
        "the earlier release has another set of small areas",
    );
    let table = bench.path("first").join("estimates.parquet");
    let mut bytes = fs::read(&table).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(table, bytes).unwrap();
    let (code, said) = bench.build("first", &["--quarters=3"]);
    assert_eq!(code, INPUT_UNREADABLE, "{said}");
    assert!(said.contains("is not as it was published"), "{said}");
    assert!(said.contains("--previous none"), "{said}");
}
