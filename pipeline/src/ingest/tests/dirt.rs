//! Whatever dirt is in a text file: every row read is used or set aside, and the counts are those of
//! the same file without the rows set aside.

use super::*;
use crate::count::{ToCount, table};
use measures::period::Quarter;

/// What is done to a row on its way into a file.
#[derive(Debug, Clone, Copy)]
enum Dirt {
    None,
    /// A value too many.
    Longer,
    /// A value too few.
    Shorter,
    /// A byte that is no UTF-8, and none of Windows-1252 either.
    NotText,
    /// More values than any table has.
    Endless,
    /// A line with nothing on it before the row, which is no row.
    AfterBlank,
}

fn dirt() -> impl Strategy<Value = Dirt> {
    prop_oneof![
        12 => Just(Dirt::None),
        1 => Just(Dirt::Longer),
        1 => Just(Dirt::Shorter),
        1 => Just(Dirt::NotText),
        1 => Just(Dirt::Endless),
        1 => Just(Dirt::AfterBlank),
    ]
}

type DirtyRows = Vec<(Vec<String>, Dirt)>;

fn dirty_rows(schema: &'static Schema) -> impl Strategy<Value = DirtyRows> {
    rows(schema).prop_flat_map(|rows| {
        let dirt = prop::collection::vec(dirt(), rows.len());
        dirt.prop_map(move |dirt| rows.clone().into_iter().zip(dirt).collect())
    })
}

/// A row as it stands in a file, with its line end.
fn written(row: &[String], dirt: Dirt) -> Vec<u8> {
    let mut values: Vec<&[u8]> = row.iter().map(String::as_bytes).collect();
    match dirt {
        Dirt::Longer => values.push(b"more"),
        Dirt::Shorter => drop(values.pop()),
        Dirt::NotText => values[0] = b"P1\xFF",
        Dirt::Endless => values.resize(70_000, b""),
        Dirt::None | Dirt::AfterBlank => {}
    }
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(values).unwrap();
    let mut bytes = writer.into_inner().unwrap();
    if matches!(dirt, Dirt::AfterBlank) {
        bytes.splice(0..0, *b"\r\n");
    }
    bytes
}

/// The lines on which records of a table are listed as set aside.
fn lines_of(list: &Path, table: &str) -> Vec<u64> {
    let records = csv::Reader::from_path(list).unwrap().into_records();
    let records = records.map(Result::unwrap);
    let of_table = records.filter(|record| record[0] == *format!("{table}.csv"));
    of_table.map(|record| record[1].parse().unwrap()).collect()
}

/// Writes a table, without the rows that start on these lines of what would be written with them.
fn write(folder: &Path, schema: &Schema, rows: &DirtyRows, without: &[u64]) {
    let mut file = csv(schema, &[]);
    let mut line = 2;
    for (row, dirt) in rows {
        let bytes = written(row, *dirt);
        let lines = bytes.split(|byte| *byte == b'\n').count() as u64 - 1;
        let starts = line + u64::from(matches!(dirt, Dirt::AfterBlank));
        if !without.contains(&starts) {
            file.extend(&bytes);
        }
        line += lines;
    }
    fs::write(folder.join(format!("{}.csv", schema.name)), file).unwrap();
}

/// The counts of tables as `outcomes count` writes them.
fn counts(tables: &Tables) -> Vec<u8> {
    let definitions = Definitions::embedded().unwrap();
    let day = "2026-09-30".parse().unwrap();
    let geography = definitions.geography(day).unwrap();
    let to_count = ToCount {
        definitions: &definitions,
        geography: &geography,
        periods: &Quarter::on_or_before(day).series(2),
        tables,
        events_from: None,
        surveys_from: None,
        threads: 1,
    };
    let (catalogue, exact) = to_count.count();
    let mut bytes = Vec::new();
    table::write(&catalogue, &exact, &Threads::new(1), &mut bytes).unwrap();
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn rows_are_used_or_set_aside_and_counts_are_those_without_bad_rows(
        person in dirty_rows(&PERSON),
        condition in dirty_rows(&CONDITION),
        event in dirty_rows(&EVENT),
        survey in dirty_rows(&SURVEY),
    ) {
        let tables = [person, condition, event, survey];
        let (dirty, clean) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        for (schema, rows) in TABLES.iter().zip(&tables) {
            write(dirty.path(), schema, rows, &[]);
        }
        let list = dirty.path().join("rejects.csv");
        let at_list = RejectionList::at(&list, true).unwrap();
        let (expected, quality) = read_listing(dirty.path(), 2, at_list);
        for ((table, rows), schema) in quality.tables.iter().zip(&tables).zip(TABLES) {
            let bad = lines_of(&list, schema.name);
            prop_assert_eq!(table.rows_read, rows.len() as u64);
            prop_assert_eq!(table.rows_set_aside(), bad.len() as u64);
            prop_assert_eq!(table.rows_read, table.rows_used + table.rows_set_aside());
            write(clean.path(), schema, rows, &bad);
        }
        let (found, quality) = read_folder(clean.path(), 1);
        prop_assert!(quality.tables.iter().all(|table| table.rows_set_aside() == 0));
        prop_assert_eq!(&found, &expected);
        prop_assert_eq!(counts(&found), counts(&expected));
    }
}
