//! What is counted of pages that the library writes, and of claims that it never would.

use arrow::array::{ArrayRef, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};
use parquet::basic::Compression;
use parquet::file::properties::{WriterProperties, WriterVersion};

use super::*;

fn counted(
    values: &[Option<String>],
    encoding: Encoding,
    version: WriterVersion,
    most: u64,
) -> [u64; 2] {
    let column: ArrayRef = Arc::new(values.iter().cloned().collect::<StringArray>());
    let is_nullable = values.iter().any(Option::is_none);
    let rows = RecordBatch::try_from_iter_with_nullable([("a", column, is_nullable)]).unwrap();
    let properties = WriterProperties::builder()
        .set_writer_version(version)
        .set_compression(Compression::SNAPPY)
        .set_dictionary_enabled(false)
        .set_encoding(encoding)
        .set_data_page_row_count_limit(1000)
        .set_write_batch_size(1000)
        .build();
    let mut file = tempfile::tempfile().unwrap();
    let mut writer = ArrowWriter::try_new(&mut file, rows.schema(), Some(properties)).unwrap();
    writer.write(&rows).unwrap();
    writer.close().unwrap();
    let metadata = ArrowReaderMetadata::load(&file, ArrowReaderOptions::default()).unwrap();
    let column = metadata.metadata().row_group(0).column(0);
    sizes(&file, column, values.len(), most).unwrap()
}

#[test]
fn the_size_is_that_of_the_values_and_of_their_lengths() {
    let of = |n: usize, value: &dyn Fn(usize) -> Option<String>| (0..n).map(value).collect();
    let columns: [Vec<Option<String>>; 6] = [
        of(1, &|_| Some("one".to_owned())),
        of(33, &|_| Some(String::new())),
        of(2500, &|row| Some(format!("person-{row}"))),
        of(2500, &|row| {
            (row % 3 > 0).then(|| "x".repeat(row * 37 % 101))
        }),
        of(400, &|_| None),
        of(129, &|row| Some("long".repeat(1 << (row % 12)))),
    ];
    for values in columns {
        let there = values.iter().flatten();
        let bytes: usize = there.clone().map(String::len).sum();
        for (encoding, lists) in ENCODINGS.into_iter().zip(1..) {
            for version in [WriterVersion::PARQUET_1_0, WriterVersion::PARQUET_2_0] {
                let [largest, all] = counted(&values, encoding, version, u64::MAX);
                let expected = bytes as u64 + lists * LENGTH * there.clone().count() as u64;
                assert_eq!(all, expected, "{encoding} {version:?}");
                assert_eq!(largest == all, values.len() <= 1000);
            }
        }
    }
}

#[test]
fn values_that_share_a_long_beginning_are_larger_than_their_page() {
    let values = vec![Some("x".repeat(10_000)); 900];
    let [largest, _all] = counted(
        &values,
        Encoding::DELTA_BYTE_ARRAY,
        WriterVersion::PARQUET_1_0,
        1_000_000,
    );
    assert!(largest > 8_000_000, "{largest}");
}

/// A block of 128 lengths in 4 miniblocks, `n` in all.
fn front(n: &[u8]) -> Vec<u8> {
    [&[0x80, 0x01, 4], n, &[0]].concat()
}

#[test]
fn a_claim_is_refused_before_anything_is_made_of_it() {
    let thirty_thousand_million = front(&[0x80, 0xd8, 0xe8, 0xe1, 0x6f]);
    let all_there_is = front(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]);
    for encoding in ENCODINGS {
        for claim in [&thirty_thousand_million, &all_there_is] {
            let found = size(claim, encoding, 1 << 29).unwrap();
            assert!(found > 1 << 29, "{encoding}");
        }
    }
    // The lengths of the second list, behind an empty first one.
    let second = [front(&[0]), thirty_thousand_million].concat();
    assert!(size(&second, Encoding::DELTA_BYTE_ARRAY, 1 << 29).unwrap() > 1 << 29);
    assert_eq!(size(&second, Encoding::DELTA_LENGTH_BYTE_ARRAY, 1), Some(0));
}

#[test]
fn lengths_that_end_too_early_are_found() {
    for encoding in ENCODINGS {
        assert_eq!(size(&[], encoding, 1 << 20), None);
        assert_eq!(size(&front(&[2]), encoding, 1 << 20), None);
    }
    // One block of two lengths in a miniblock of 3 bits each, of which 12 bytes are there.
    let whole = [front(&[2]), vec![0, 3, 0, 0, 0], vec![0x05; 12]].concat();
    let list = Encoding::DELTA_LENGTH_BYTE_ARRAY;
    assert_eq!(size(&whole, list, 1 << 20), Some(2 * LENGTH + 5));
    let end = whole.len() - 12;
    assert_eq!(size(&whole[..end], list, 1 << 20), None);
}

#[test]
fn no_byte_makes_it_panic() {
    let whole = [front(&[40]), vec![2, 3, 9, 0, 0], vec![0xa5; 50]].concat();
    for encoding in ENCODINGS {
        for at in 0..whole.len() {
            for byte in [0, 1, 31, 32, 64, 127, 128, 255] {
                let mut changed = whole.clone();
                changed[at] = byte;
                let _read_or_refused = size(&changed, encoding, 1 << 20);
                let _cut = size(&changed[..at], encoding, 1 << 20);
            }
        }
    }
}
