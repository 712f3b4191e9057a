//! The program from outside: arguments, exit code, stdout and stderr.
//!
//! After a change on purpose, `INSTA_UPDATE=always cargo test -p pipeline --test cli` writes the
//! snapshots anew.

#![cfg(test)]

use std::path::Path;
use std::process::Command;

/// Runs the program in the folder of samples and gives everything it said.
fn said(arguments: &[&str]) -> String {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data-samples/awkward");
    let output = Command::new(env!("CARGO_BIN_EXE_outcomes"))
        .args(arguments)
        .current_dir(samples)
        .env_remove("COLUMNS")
        .output()
        .unwrap();
    format!(
        "$ outcomes {}\nexit {}\n--- stdout\n{}--- stderr\n{}",
        arguments.join(" "),
        output.status.code().unwrap(),
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap()
    )
}

#[test]
fn help_says_what_each_command_does() {
    insta::assert_snapshot!("help", said(&["--help"]));
    for command in [
        "synthesise",
        "import",
        "check",
        "build",
        "count",
        "verify",
        "pack",
        "site",
        "serve",
    ] {
        insta::assert_snapshot!(format!("help_{command}"), said(&[command, "--help"]));
    }
}

#[test]
fn wrong_arguments_are_said_and_end_with_2() {
    let rows: [(&str, &[&str]); 8] = [
        ("usage_no_command", &[]),
        ("usage_unknown_command", &["chekc"]),
        ("usage_no_extract", &["check"]),
        (
            "usage_percent",
            &["check", "--extract", "x", "--max-rejected", "101"],
        ),
        (
            "usage_date",
            &["check", "--extract", "x", "--as-of", "30/09/2026"],
        ),
        (
            "usage_memory_limit",
            &[
                "count",
                "--extract",
                "x",
                "--out",
                "y",
                "--memory-limit",
                "3gigs",
            ],
        ),
        (
            "usage_memory_limit_too_small",
            &[
                "count",
                "--quiet",
                "--threads",
                "1",
                "--extract",
                "counted-but-kept-out",
                "--out",
                "counts.csv",
                "--memory-limit",
                "1MiB",
            ],
        ),
        (
            "usage_as_of_after_extract",
            &[
                "check",
                "--extract",
                "duplicate_person",
                "--as-of",
                "2026-10-01",
            ],
        ),
    ];
    for (name, arguments) in rows {
        let said = said(arguments);
        assert!(said.contains("\nexit 2\n"), "{said}");
        insta::assert_snapshot!(name, said);
    }
}

#[test]
fn a_missing_extract_is_said_and_ends_with_10() {
    insta::assert_snapshot!("no_such_extract", said(&["check", "--extract", "nowhere"]));
}

#[test]
fn the_report_fits_a_page() {
    let report = |case| said(&["check", "--quiet", "--extract", case]);
    insta::assert_snapshot!("report", report("counted-but-kept-out"));
    insta::assert_snapshot!("report_of_too_many_set_aside", report("unknown_person"));
}

#[test]
fn quiet_and_json_are_for_schedulers() {
    let told = |arguments: &[&str]| {
        let said = said(arguments);
        let (_, stderr) = said.split_once("--- stderr\n").unwrap();
        stderr.to_owned()
    };
    let check = ["check", "--extract", "counted-but-kept-out"];
    assert_eq!(told(&[&check[..], &["--quiet"]].concat()), "");
    let json = told(&[&check[..], &["--log-format", "json"]].concat());
    let steps: Vec<String> = json
        .lines()
        .map(|line| {
            let event: serde_json::Value = serde_json::from_str(line).unwrap();
            format!("{} {}", event["step"].as_str().unwrap(), event["rows"])
        })
        .collect();
    assert_eq!(
        steps,
        ["reading person 3", "reading condition 4", "reading event 3"]
    );
}
