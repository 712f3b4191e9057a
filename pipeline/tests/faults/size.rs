//! Inputs that are far larger than they look or than they may be: memory stays bounded.
//!
//! The sizes that the issue names take minutes to read; `OUTCOMES_LARGE=1` tries those, and without
//! it they are a tenth.

use std::io::{Seek as _, SeekFrom, Write as _};
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StringArray};
use flate2::write::GzEncoder;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::file::properties::{EnabledStatistics, WriterProperties};

use super::*;

/// The most memory that any of these may take, in MiB: a few times the longest record.
const MOST_MEBIBYTES: u64 = 400;

/// How many of something that are ten when large.
fn tenth(of_large: u64) -> u64 {
    let is_large = std::env::var_os("OUTCOMES_LARGE").is_some();
    if is_large { of_large } else { of_large / 10 }
}

fn check(place: &Place) -> Said {
    let mut command = outcomes(&["check", "--threads=2", "--extract"]);
    command.arg(place.at("extract"));
    let said = run(command);
    let peak = said.peak_mebibytes;
    println!("peak {peak} MiB");
    assert!(peak < MOST_MEBIBYTES, "{peak} MiB: {}", said.stderr);
    said
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

#[test]
fn one_line_as_long_as_the_file() {
    let place = Place::new();
    let event = place.at("extract/event.csv");
    let rows = fs::read_to_string(&event).unwrap();
    let mut file = fs::File::create(&event).unwrap();
    // A hole takes no room on the disk and reads as zeros.
    file.write_all(rows.as_bytes()).unwrap();
    file.set_len(rows.len() as u64 + (tenth(10) << 30)).unwrap();
    file.seek(SeekFrom::End(0)).unwrap();
    file.write_all(b"\nbrook-01,identified,2020-01-01\n")
        .unwrap();
    drop(file);
    let said = check(&place);
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    let line = rows.lines().count() + 1;
    let warning = format!("event.csv:{line}: the row is more than 32 MiB long");
    assert!(said.stdout.contains(&warning), "{}", said.stdout);
    assert!(said.stdout.contains("ragged_row"), "{}", said.stdout);
}

#[test]
fn a_first_line_as_long_as_the_file() {
    let place = Place::new();
    let event = place.at("extract/event.csv");
    let file = fs::File::create(&event).unwrap();
    file.set_len(1 << 27).unwrap();
    let said = check(&place);
    assert_eq!(said.code, Some(10));
    assert!(
        said.stderr
            .contains("event.csv: the first line is too long"),
        "{}",
        said.stderr
    );
}

#[test]
fn a_packed_file_that_would_fill_a_disk() {
    let place = Place::new();
    let event = place.at("extract/event.csv");
    let rows = fs::read(&event).unwrap();
    fs::remove_file(&event).unwrap();
    // Ten gigabytes in ten megabytes: one member after another.
    let bomb = packed(&vec![b'\n'; 64 << 20]);
    let mut file = fs::File::create(place.at("extract/event.csv.gz")).unwrap();
    file.write_all(&packed(&rows)).unwrap();
    for _ in 0..160 {
        file.write_all(&bomb).unwrap();
    }
    let started = Instant::now();
    let said = check(&place);
    assert_eq!(said.code, Some(10), "{}", said.stderr);
    let expected = "event.csv.gz: unpacks to more than 100 times its size";
    assert!(said.stderr.contains(expected), "{}", said.stderr);
    assert!(
        started.elapsed() < Duration::from_secs(30),
        "it is refused early"
    );
}

#[test]
fn rows_of_ten_megabytes() {
    let place = Place::new();
    let event = place.at("extract/event.csv");
    let long = "x".repeat(10_000_000);
    let mut file = fs::File::create(&event).unwrap();
    writeln!(file, "person_id,event_type,event_date,notes").unwrap();
    for _ in 0..tenth(200) {
        writeln!(file, "brook-01,identified,2020-01-01,{long}").unwrap();
        writeln!(file, "brook-01,{long},2020-01-01,").unwrap();
        writeln!(file, "{long},identified,2020-01-01,").unwrap();
    }
    drop(file);
    let condition = place.at("extract/condition.csv");
    let mut file = fs::File::create(&condition).unwrap();
    writeln!(
        file,
        "person_id,code_system,code,diagnosis_date,resolved_date"
    )
    .unwrap();
    for row in 0..tenth(200) {
        writeln!(file, "brook-01,snomed,{row}{long},2020-01-01,").unwrap();
    }
    drop(file);
    let said = check(&place);
    assert_eq!(said.code, Some(11), "{}", said.stderr);
    assert!(!said.stdout.contains("xxxx") && !said.stderr.contains("xxxx"));
}

/// Events in Parquet whose people and types are strings of ten megabytes, so many on a page.
fn long_strings(place: &Place, n_rows: usize, rows_on_a_page: usize) {
    fs::remove_file(place.at("extract/event.csv")).unwrap();
    let text = |value: &str| -> ArrayRef { Arc::new(StringArray::from(vec![value; 1])) };
    let long = "x".repeat(10_000_000);
    let row = RecordBatch::try_from_iter([
        ("person_id", text(&long)),
        ("event_type", text(&long)),
        ("event_date", text("2020-01-01")),
    ])
    .unwrap();
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_dictionary_enabled(false)
        .set_statistics_enabled(EnabledStatistics::None)
        .set_data_page_size_limit(usize::MAX)
        .set_data_page_row_count_limit(rows_on_a_page)
        .set_write_batch_size(rows_on_a_page.min(8));
    let file = fs::File::create(place.at("extract/event.parquet")).unwrap();
    let mut writer = ArrowWriter::try_new(file, row.schema(), Some(properties.build())).unwrap();
    for _ in 0..n_rows {
        writer.write(&row).unwrap();
    }
    writer.close().unwrap();
}

#[test]
fn a_limit_on_memory_that_is_too_small() {
    let place = Place::new();
    place.published();
    let mut command = place.build(LATER, &place.at("published"));
    command.arg("--memory-limit=1MiB");
    let expected =
        "--memory-limit 1MiB: too small for the people of this extract; expected at least";
    place.refused(command, 2, expected);
}

#[test]
fn a_parquet_column_of_ten_megabyte_strings() {
    let place = Place::new();
    long_strings(&place, usize::try_from(tenth(600)).unwrap(), 4);
    let said = check(&place);
    assert_eq!(said.code, Some(11), "{}", said.stderr);
    assert!(said.stderr.contains("unknown_person"), "{}", said.stderr);
    assert!(!said.stdout.contains("xxxx") && !said.stderr.contains("xxxx"));
}

#[test]
fn a_parquet_page_that_would_fill_the_memory() {
    let place = Place::new();
    long_strings(&place, 30, 30);
    let started = Instant::now();
    let said = check(&place);
    assert_eq!(said.code, Some(10), "{}", said.stderr);
    let expected = "event.parquet: row group 1: unpacks to more than 512 MiB at once";
    assert!(said.stderr.contains(expected), "{}", said.stderr);
    assert!(
        started.elapsed() < Duration::from_secs(10),
        "it is not unpacked"
    );
}

/// Lengths that are all alike take no bytes, so that a page can claim any number of them.
#[test]
fn a_parquet_page_that_claims_more_values_than_there_is_memory_for() {
    let place = Place::new();
    fs::remove_file(place.at("extract/event.csv")).unwrap();
    let text = |value: &str| -> ArrayRef { Arc::new(StringArray::from(vec![value; 1000])) };
    let rows = RecordBatch::try_from_iter([
        ("person_id", text("brook-01")),
        ("event_type", text("identified")),
        ("event_date", text("2020-01-01")),
    ])
    .unwrap();
    let properties = WriterProperties::builder()
        .set_dictionary_enabled(false)
        .set_encoding(Encoding::DELTA_LENGTH_BYTE_ARRAY)
        .build();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, rows.schema(), Some(properties)).unwrap();
    writer.write(&rows).unwrap();
    writer.close().unwrap();
    let path = place.at("extract/event.parquet");
    fs::write(&path, &bytes).unwrap();
    let said = check(&place);
    assert_eq!(said.code, Some(0), "{}", said.stderr);

    // Blocks of 128 in 4 parts, a thousand lengths; then the same with thirty thousand million.
    let thousand = [0x80, 0x01, 0x04, 0xe8, 0x07];
    let at = bytes.windows(5).position(|five| five == thousand).unwrap();
    bytes[at + 3..at + 8].copy_from_slice(&[0x80, 0xd8, 0xe8, 0xe1, 0x6f]);
    fs::write(&path, bytes).unwrap();
    let said = check(&place);
    assert_eq!(said.code, Some(10), "{}", said.stderr);
    let expected = "event.parquet: row group 1: unpacks to more than 512 MiB at once";
    assert!(said.stderr.contains(expected), "{}", said.stderr);
}

#[test]
fn a_file_that_is_no_table_has_few_words_for_all_of_its_rows() {
    let place = Place::new();
    let event = place.at("extract/event.csv");
    let rows = fs::read_to_string(&event).unwrap();
    let lines = usize::try_from(tenth(100_000_000)).unwrap();
    fs::write(&event, rows + &"x\n".repeat(lines)).unwrap();
    let said = check(&place);
    assert_eq!(said.code, Some(11), "{}", said.stderr);
    assert!(said.stderr.contains("ragged_row"), "{}", said.stderr);
    let quotes = format!(
        "person_id,event_type,event_date\n{}",
        "\"a\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\"\n".repeat(lines / 100)
    );
    fs::write(&event, quotes).unwrap();
    let said = check(&place);
    assert_eq!(said.code, Some(11), "{}", said.stderr);
    assert!(
        said.stdout
            .matches("a quotation mark may be missing")
            .count()
            <= 100
    );
    assert!(
        said.stdout.contains("further warnings are left out"),
        "{}",
        said.stdout
    );
}
