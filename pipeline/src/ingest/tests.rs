//! What must hold of reading, whatever the rows: nothing is lost, and the form, the parts and the
//! threads change nothing.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StringArray};
use flate2::Compression;
use flate2::write::GzEncoder;
use parquet::arrow::ArrowWriter;
use parquet::file::properties::WriterProperties;
use proptest::prelude::*;

use super::schema::Schema;
use super::*;

mod damaged;
mod dirt;
mod forms;

/// A value that may stand in any column: right in some, wrong in others.
fn value() -> impl Strategy<Value = String> {
    let values = [
        "",
        " ",
        "P1",
        "P2",
        "P3",
        "\u{a0}P1 ",
        "1",
        "2",
        "9",
        "A",
        "E01X00001",
        "E99",
        "snomed",
        "SNOMED",
        "condition",
        "icd10",
        "hypertension",
        "38341003",
        "identified",
        "chiropody",
        "feels_safe_at_home",
        "6",
        "1950-02-01",
        "1950-02",
        "1900-01-01",
        "2015-03-02",
        "2015-03-02T10:00:00",
        "2026-10-01",
        "2026-02-30",
        "04/03/2015",
        "25/12/2015",
        "04JAN2015",
        "20150304",
        "1949-12-31",
        "né, \"le\"\n",
    ];
    prop::sample::select(values.to_vec()).prop_map(str::to_owned)
}

/// Rows of a table: mostly near to right, so that all reasons have a chance.
fn rows(schema: &'static Schema) -> impl Strategy<Value = Vec<Vec<String>>> {
    let columns: Vec<_> = schema
        .columns
        .iter()
        .map(|column| {
            let usual: Vec<&str> = match column.form {
                schema::Form::Id => vec!["P1", "P2", "P3", "P4", "P5"],
                schema::Form::Day | schema::Form::DayOrMonth => {
                    vec!["1950-02-01", "2015-03-02", "2020-01-01"]
                }
                schema::Form::Code => vec!["1", "2", "hypertension", "38341003"],
                schema::Form::Word | schema::Form::NotRead => {
                    vec![
                        "A",
                        "E01X00001",
                        "condition",
                        "snomed",
                        "identified",
                        "feels_safe_at_home",
                    ]
                }
            };
            let usual = prop::sample::select(usual).prop_map(str::to_owned);
            prop_oneof![4 => usual, 1 => value()]
        })
        .collect();
    prop::collection::vec(columns, 0..25)
}

const TABLES: [&Schema; 4] = [&PERSON, &CONDITION, &EVENT, &SURVEY];

fn csv(schema: &Schema, rows: &[Vec<String>]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer
        .write_record(schema.columns.iter().map(|column| column.name))
        .unwrap();
    for row in rows {
        writer.write_record(row).unwrap();
    }
    writer.into_inner().unwrap()
}

/// Two members one after the other, as programs that compress in parallel write them.
fn compressed(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let (first, second) = text.split_at(text.len() / 2);
    for half in [first, second] {
        let mut member = GzEncoder::new(&mut bytes, Compression::fast());
        member.write_all(half).unwrap();
        member.finish().unwrap();
    }
    bytes
}

const GROUP_ROWS: usize = 7;

fn parquet(path: &Path, schema: &Schema, rows: &[Vec<String>]) {
    let columns = schema.columns.iter().enumerate().map(|(place, column)| {
        let values: StringArray = rows.iter().map(|row| Some(row[place].as_str())).collect();
        (column.name, Arc::new(values) as ArrayRef)
    });
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let properties = WriterProperties::builder()
        .set_max_row_group_row_count(Some(GROUP_ROWS))
        .build();
    let file = fs::File::create(path).unwrap();
    let mut writer = ArrowWriter::try_new(file, batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

fn read_folder(extract: &Path, threads: usize) -> (Tables, Quality) {
    read_listing(extract, threads, RejectionList::discarded())
}

fn read_listing(extract: &Path, threads: usize, list: RejectionList) -> (Tables, Quality) {
    let definitions = Definitions::embedded().unwrap();
    let extracted_on = "2026-09-30".parse().unwrap();
    let geography = definitions.geography(extracted_on).unwrap();
    let meaning = Meaning {
        definitions: &definitions,
        geography: &geography,
        extracted_on,
    };
    let threads = Threads::new(threads);
    read(extract, &meaning, list, &threads, &Progress::silent()).unwrap()
}

/// The rows of each table that are not in the list of those set aside.
fn without_bad_rows(tables: &[Vec<Vec<String>>; 4], list: &Path) -> [Vec<Vec<String>>; 4] {
    let mut bad: Vec<Vec<u64>> = vec![Vec::new(); TABLES.len()];
    for record in csv::Reader::from_path(list).unwrap().records() {
        let record = record.unwrap();
        let name = record[0].strip_suffix(".parquet").unwrap();
        let table = TABLES
            .iter()
            .position(|schema| schema.name == name)
            .unwrap();
        let [group, row] = [2, 3].map(|column| record[column].parse::<u64>().unwrap());
        bad[table].push((group - 1) * GROUP_ROWS as u64 + row - 1);
    }
    let mut bad = bad.iter();
    tables.clone().map(|rows| {
        let bad = bad.next().unwrap();
        let rows = (0_u64..).zip(rows);
        rows.filter(|(place, _)| !bad.contains(place))
            .map(|(_, row)| row)
            .collect()
    })
}

/// What must be the same in every form: files and places differ, numbers do not.
fn numbers(quality: &Quality) -> Vec<String> {
    quality
        .tables
        .iter()
        .map(|table| {
            let aside: Vec<_> = table.set_aside.iter().map(|a| (a.reason, a.rows)).collect();
            let filled: Vec<_> = table.columns.iter().map(|c| (c.column, c.filled)).collect();
            format!(
                "{} {} {aside:?} {filled:?} {} {} {}",
                table.rows_read,
                table.rows_used,
                table.after_death,
                table.unmapped_code,
                table.not_in_a_measure
            )
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn rows_read_are_used_or_set_aside_in_every_form(
        person in rows(&PERSON),
        condition in rows(&CONDITION),
        event in rows(&EVENT),
        survey in rows(&SURVEY),
        split in 0..25_usize,
    ) {
        let tables = [person, condition, event, survey];
        let whole = tempfile::tempdir().unwrap();
        let parts = tempfile::tempdir().unwrap();
        let columns = tempfile::tempdir().unwrap();
        for (schema, rows) in TABLES.iter().zip(&tables) {
            fs::write(whole.path().join(format!("{}.csv", schema.name)), csv(schema, rows)).unwrap();
            let folder = parts.path().join(schema.name);
            fs::create_dir(&folder).unwrap();
            let (first, second) = rows.split_at(split.min(rows.len()));
            fs::write(folder.join("a.csv"), csv(schema, first)).unwrap();
            fs::write(folder.join("b.csv.gz"), compressed(&csv(schema, second))).unwrap();
            parquet(&columns.path().join(format!("{}.parquet", schema.name)), schema, rows);
        }
        let (expected, quality) = read_folder(whole.path(), 1);
        for (table, rows) in quality.tables.iter().zip(&tables) {
            prop_assert_eq!(table.rows_read, rows.len() as u64);
            prop_assert_eq!(table.rows_read, table.rows_used + table.rows_set_aside());
        }
        prop_assert_eq!(quality.tables[0].rows_used, quality.people);
        for other in [parts.path(), columns.path()] {
            let (found, other) = read_folder(other, 3);
            prop_assert_eq!(&found, &expected);
            prop_assert_eq!(numbers(&other), numbers(&quality));
        }
        // The same extract without the rows set aside is counted the same, and has none to set
        // aside.
        let list = whole.path().join("rejects.csv");
        read_listing(columns.path(), 2, RejectionList::at(&list, true).unwrap());
        let clean = tempfile::tempdir().unwrap();
        for (schema, rows) in TABLES.iter().zip(without_bad_rows(&tables, &list)) {
            fs::write(clean.path().join(format!("{}.csv", schema.name)), csv(schema, &rows)).unwrap();
        }
        let (found, quality) = read_folder(clean.path(), 1);
        prop_assert_eq!(found, expected);
        prop_assert!(quality.tables.iter().all(|table| table.rows_set_aside() == 0));
    }
}
