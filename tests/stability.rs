//! Same people, same bytes: whatever the order of rows, the number of files, or of threads.

#![cfg(test)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use tempfile::TempDir;
use whole::{files_below, outcomes, root};

const TABLES: [&str; 4] = ["person", "condition", "event", "survey"];

/// Every file of a folder by its name, but for the manifest's own text about the input's files.
fn published(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    ["json", "parquet", "csv"]
        .iter()
        .flat_map(|ending| files_below(folder, ending))
        .map(|path| {
            let name = path.strip_prefix(folder).unwrap().display().to_string();
            (name, fs::read(&path).unwrap())
        })
        .collect()
}

fn build(extract: &Path, threads: &str) -> BTreeMap<String, Vec<u8>> {
    let place = TempDir::new().unwrap();
    let out = place.path().join("release");
    outcomes(
        ["build", "--extract"],
        &[extract],
        &["--quarters", "2", "--threads", threads, "--out"],
        &[&out],
    );
    let files = published(&out);
    assert!(
        files.len() >= 4,
        "a release has its files: {:?}",
        files.keys()
    );
    files
}

/// Enough people that most counts are shown: fewer take longer to protect.
fn people(format: &str) -> TempDir {
    let place = TempDir::new().unwrap();
    let folder = place.path().join("extract");
    let rest = ["10000", "--seed", "7", "--format", format, "--out"];
    outcomes(["synthesise", "--people"], &[], &rest, &[&folder]);
    place
}

#[track_caller]
fn same(one: &BTreeMap<String, Vec<u8>>, other: &BTreeMap<String, Vec<u8>>) {
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(one), names(other));
    for (name, bytes) in one {
        assert!(*bytes == other[name], "{name} differs");
    }
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let place = people("parquet");
    let extract = place.path().join("extract");
    let one = build(&extract, "1");
    same(&one, &build(&extract, "2"));
    same(&one, &build(&extract, "8"));
}

#[test]
fn csv_and_parquet_of_the_same_people_publish_the_same_numbers() {
    let (csv, parquet) = (people("csv"), people("parquet"));
    same(
        &build(&csv.path().join("extract"), "2"),
        &build(&parquet.path().join("extract"), "2"),
    );
}

/// Rows of a table without its header, which stays first.
fn rows(path: &Path) -> (String, Vec<String>) {
    let text = fs::read_to_string(path).unwrap();
    let mut lines = text.lines().map(str::to_owned);
    (lines.next().unwrap(), lines.collect())
}

#[test]
fn the_order_of_rows_and_the_number_of_files_do_not_matter() {
    let place = people("csv");
    let extract = place.path().join("extract");
    let before = build(&extract, "2");
    for table in TABLES {
        let path = extract.join(format!("{table}.csv"));
        let (header, mut rows) = rows(&path);
        // A shuffle that anybody can repeat: a stride that shares no factor with the count.
        let stride = [2, 3, 5, 7, 11, 13]
            .into_iter()
            .find(|prime| rows.len() % prime != 0)
            .unwrap();
        let count = rows.len();
        let shuffled: Vec<String> = (0..count)
            .map(|index| std::mem::take(&mut rows[index * stride % count]))
            .collect();
        fs::remove_file(&path).unwrap();
        let folder = extract.join(table);
        fs::create_dir(&folder).unwrap();
        for (part, rows) in shuffled.chunks(count / 3 + 1).enumerate() {
            let text = format!("{header}\n{}\n", rows.join("\n"));
            fs::write(folder.join(format!("part-{part}.csv")), text).unwrap();
        }
    }
    same(&before, &build(&extract, "2"));
}

#[test]
fn the_village_is_counted_as_its_readme_says() {
    // The published table of the sample that is counted by hand, as text beside it.
    let expected = root().join("data-samples/expected/village.csv");
    let place = TempDir::new().unwrap();
    let out = place.path().join("counts.csv");
    let village = root().join("data-samples/village");
    outcomes(
        ["count", "--extract"],
        &[&village],
        &["--quarters", "1", "--out"],
        &[&out],
    );
    assert_eq!(
        fs::read_to_string(out).unwrap(),
        fs::read_to_string(expected).unwrap()
    );
}
