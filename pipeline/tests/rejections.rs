//! Every awkward extract, and what the program says of it.

#![cfg(test)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use arrow::array::{ArrayRef, Int32Array, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;
use pipeline::rejection::Reason;

#[path = "rejections/check.rs"]
mod check;

fn awkward() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../data-samples/awkward")
}

fn outcomes(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_outcomes"))
        .args(arguments)
        .output()
        .unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn copy_of(case: &str) -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(awkward().join(case)).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            fs::copy(&path, copy.path().join(path.file_name().unwrap())).unwrap();
        }
    }
    copy
}

/// What `check` says of an extract: exit code, stderr and the list of rows set aside.
fn said(extract: &Path) -> String {
    let folder = tempfile::tempdir().unwrap();
    let rejects = folder.path().join("rejects.csv");
    let output = outcomes(&[
        "check",
        "--quiet",
        "--max-rejected",
        "100",
        "--extract",
        text(extract),
        "--rejects",
        text(&rejects),
    ]);
    let rows = fs::read_to_string(&rejects).unwrap_or_default();
    format!(
        "exit {}\n{}{rows}",
        output.status.code().unwrap(),
        String::from_utf8(output.stderr)
            .unwrap()
            .replace(text(extract), "EXTRACT")
    )
}

#[test]
fn every_awkward_extract_gets_its_message() {
    let mut cases: Vec<PathBuf> = fs::read_dir(awkward())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    cases.sort();
    assert!(cases.len() > 30, "the samples are there");
    let mut wrong = Vec::new();
    for case in cases {
        let said = said(&case);
        let expected = case.join("expected.txt");
        if std::env::var_os("REWRITE_EXPECTED").is_some() {
            fs::write(&expected, &said).unwrap();
        }
        let expected = fs::read_to_string(&expected).unwrap_or_default();
        if said != expected {
            wrong.push(format!(
                "{}\nsaid {said}\nexpected {expected}",
                case.display()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_reason_has_its_folder_and_is_named_in_it() {
    for reason in Reason::EVERY {
        let expected = awkward().join(reason.key()).join("expected.txt");
        let expected = fs::read_to_string(&expected).unwrap();
        let named = expected.lines().any(|line| line.ends_with(reason.key()));
        assert!(named, "{reason}");
    }
}

#[test]
fn too_many_rows_set_aside_stop_the_run_and_name_the_commonest_reason() {
    let extract = copy_of("malformed_birth_date");
    let output = outcomes(&[
        "count",
        "--quiet",
        "--extract",
        text(extract.path()),
        "--out",
        "x",
    ]);
    assert_eq!(output.status.code(), Some(11));
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "outcomes: person: 3 of 6 rows were set aside (50.00%, more than the 5% allowed); the \
         commonest reason is malformed_birth_date (3), first at person.csv:3: expected a date such \
         as 1970-01-31, or a month such as 1970-01\n"
    );
    // The list is written before the run stops, beside the extract.
    let list = fs::read_to_string(extract.path().join("rejects.csv")).unwrap();
    assert_eq!(list.lines().count(), 4, "{list}");
}

#[test]
fn check_writes_nothing_into_the_extract() {
    let extract = copy_of("malformed_birth_date");
    let names = |extract: &Path| {
        let mut names: Vec<_> = fs::read_dir(extract)
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        names.sort();
        names
    };
    let before = names(extract.path());
    outcomes(&["check", "--quiet", "--extract", text(extract.path())]);
    assert_eq!(names(extract.path()), before);
}

#[test]
fn a_wrong_type_in_parquet_names_file_column_and_what_would_be_right() {
    let extract = copy_of("missing-table");
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("person_id", Arc::new(StringArray::from(vec!["A1"]))),
        (
            "event_type",
            Arc::new(StringArray::from(vec!["identified"])),
        ),
        ("event_date", Arc::new(Int32Array::from(vec![20_250_506]))),
    ];
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let file = fs::File::create(extract.path().join("event.parquet")).unwrap();
    let mut writer = ArrowWriter::try_new(file, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    assert_eq!(
        said(extract.path()),
        "exit 10\noutcomes: EXTRACT/event.parquet: column `event_date`: has the type Int32; \
         expected a date, a timestamp, or text such as 1970-01-31\n"
    );
}

#[test]
fn an_output_that_cannot_be_written_is_said() {
    let extract = copy_of("counted-but-kept-out");
    let blocked = extract.path().join("person.csv").join("out");
    let blocked = text(&blocked);
    let extract = text(extract.path());
    let rows = [
        vec!["check", "--quiet", "--extract", extract, "--html", blocked],
        vec![
            "check",
            "--quiet",
            "--extract",
            extract,
            "--rejects",
            blocked,
        ],
        vec!["build", "--quiet", "--extract", extract, "--out", blocked],
        vec!["count", "--quiet", "--extract", extract, "--out", blocked],
    ];
    for row in rows {
        let output = outcomes(&row);
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(13), "{row:?}: {stderr}");
        assert!(stderr.contains("person.csv"), "{row:?}: {stderr}");
    }
}

#[test]
fn nothing_of_a_person_is_repeated() {
    let extract = copy_of("missing-table");
    let marker = "MARKER9434765919";
    let person = fs::read_to_string(extract.path().join("person.csv")).unwrap();
    let header = person.lines().next().unwrap();
    let person = format!(
        "{header}\n{marker},{marker},{marker},{marker},{marker},{marker},{marker},{marker}\n\
         A1,1950-02-01,{marker},{marker},{marker},2001-04-01,,\n\
         {marker},1950-02-01,1,A,{marker},2001-04-01,{marker},\n{marker}\n"
    );
    fs::write(extract.path().join("person.csv"), person).unwrap();
    fs::write(
        extract.path().join("condition.csv"),
        format!(
            "person_id,code_system,code,diagnosis_date,resolved_date\n\
             {marker},{marker},{marker},{marker},{marker}\nA1,{marker},{marker},2015-01-01,\n\
             A1,icd10,{marker},2015-01-01,\n"
        ),
    )
    .unwrap();
    fs::write(
        extract.path().join("event.csv"),
        format!("person_id,event_type,event_date\nA1,{marker},2020-01-01\nA1,{marker},{marker}\n"),
    )
    .unwrap();
    let (html, rejects) = (
        extract.path().join("report.html"),
        extract.path().join("list.csv"),
    );
    let output = outcomes(&[
        "check",
        "--extract",
        text(extract.path()),
        "--html",
        text(&html),
        "--rejects",
        text(&rejects),
    ]);
    let everything = [
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
        fs::read_to_string(html).unwrap(),
        fs::read_to_string(rejects).unwrap(),
    ];
    for told in everything {
        assert!(told.contains("person") && !told.contains(marker), "{told}");
    }
}

#[test]
fn the_documentation_lists_every_reason_in_the_order_of_the_tests() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/data/set-aside.md");
    let docs = fs::read_to_string(docs).unwrap();
    let listed: Vec<&str> = docs
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split('`').next())
        .filter(|key| Reason::EVERY.iter().any(|reason| reason.key() == *key))
        .collect();
    assert_eq!(listed, Reason::EVERY.map(Reason::key));
}
