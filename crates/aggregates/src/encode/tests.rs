//! What is encoded reads back, in the order and within the sizes that are promised.

use arrow::array::{Array as _, AsArray as _, RecordBatch};
use arrow::datatypes::Date32Type;
use bytes::Bytes;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::file::reader::{FileReader as _, SerializedFileReader};

use super::*;
use crate::remote::{FooterReader, Step};
use crate::{decode, fixture};

const KB: usize = 1_000;

/// The file as a reader that knows nothing of this program sees it.
fn as_anybody_reads(bytes: &[u8]) -> Vec<RecordBatch> {
    ParquetRecordBatchReaderBuilder::try_new(Bytes::copy_from_slice(bytes))
        .unwrap()
        .build()
        .unwrap()
        .map(Result::unwrap)
        .collect()
}

#[test]
fn every_table_reads_back() {
    let catalogue = fixture::small();
    let rows = fixture::rows(&catalogue);
    let bytes = estimates_of(&catalogue, rows.clone()).unwrap();
    assert_eq!(decode::estimates(&bytes, &catalogue).unwrap(), rows);
    let bytes = overview_of(&catalogue, &rows).unwrap();
    let expected = overview::select(6, &rows);
    assert_eq!(decode::overview(&bytes, &catalogue).unwrap(), expected);
    let bytes = gaps_of(&catalogue, &rows).unwrap();
    let expected = gaps::from_estimates(&catalogue, &rows);
    assert_eq!(decode::gaps(&bytes, &catalogue).unwrap(), expected);
    // Two measures, six quarters, three areas; two kinds of fifths by four methods, three other
    // breakdowns by two.
    assert_eq!(expected.len(), 2 * 6 * 3 * (2 * 4 + 3 * 2));
}

#[test]
fn trends_and_sets_of_conditions_read_back() {
    let catalogue = fixture::full_size();
    let rows = fixture::rows(&catalogue);
    let trends = trends::from_estimates(&catalogue, &rows);
    let shuffled: Vec<Trend> = trends.iter().rev().cloned().collect();
    let bytes = trends_of(&catalogue, &shuffled).unwrap();
    assert_eq!(decode::trends(&bytes, &catalogue).unwrap(), trends);
    assert_eq!(trends.len(), 43 * 10);
    let sets = fixture::combinations(&catalogue, 40);
    let shuffled: Vec<Combination> = sets.iter().rev().cloned().collect();
    let bytes = combinations_of(&catalogue, &shuffled).unwrap();
    assert_eq!(decode::combinations(&bytes, &catalogue).unwrap(), sets);
    let none = combinations_of(&catalogue, &[]).unwrap();
    assert_eq!(decode::combinations(&none, &catalogue).unwrap(), []);
}

#[test]
fn the_same_rows_in_any_order_make_the_same_bytes() {
    let catalogue = fixture::small();
    let rows = fixture::rows(&catalogue);
    let shuffled: Vec<Estimate> = rows.iter().rev().copied().collect();
    assert_eq!(
        estimates_of(&catalogue, rows).unwrap(),
        estimates_of(&catalogue, shuffled).unwrap()
    );
}

#[test]
fn rows_are_sorted_by_the_text_that_is_in_the_file() {
    let catalogue = fixture::small();
    let bytes = estimates_of(&catalogue, fixture::rows(&catalogue)).unwrap();
    let mut keys = Vec::new();
    for batch in as_anybody_reads(&bytes) {
        let text = |name: &str| {
            batch
                .column_by_name(name)
                .unwrap()
                .as_string::<i32>()
                .clone()
        };
        let (measure, breakdown, area, group) = (
            text("measure"),
            text("breakdown"),
            text("area"),
            text("group"),
        );
        let day = batch
            .column_by_name("period_end")
            .unwrap()
            .as_primitive::<Date32Type>()
            .clone();
        for row in 0..batch.num_rows() {
            keys.push((
                measure.value(row).to_owned(),
                breakdown.value(row).to_owned(),
                area.value(row).to_owned(),
                day.value(row),
                group.value(row).to_owned(),
            ));
        }
    }
    assert_eq!(keys.len(), fixture::rows(&catalogue).len());
    assert!(keys.is_sorted());
}

#[test]
fn a_row_group_holds_one_measure_with_dictionary_statistics_and_snappy() {
    let catalogue = fixture::small();
    let bytes = estimates_of(&catalogue, fixture::rows(&catalogue)).unwrap();
    let file = SerializedFileReader::new(Bytes::from(bytes)).unwrap();
    let groups = file.metadata().row_groups();
    let keys: Vec<(String, String)> = groups
        .iter()
        .map(|group| {
            let statistics = group.column(0).statistics().unwrap();
            let text = |bytes: Option<&[u8]>| String::from_utf8(bytes.unwrap().to_vec()).unwrap();
            (
                text(statistics.min_bytes_opt()),
                text(statistics.max_bytes_opt()),
            )
        })
        .collect();
    let one = |key: &str| (key.to_owned(), key.to_owned());
    assert_eq!(keys, [one("care_plan"), one("emergency_admissions")]);
    for column in groups
        .iter()
        .flat_map(parquet::file::metadata::RowGroupMetaData::columns)
    {
        assert!(column.dictionary_page_offset().is_some());
        assert!(column.statistics().is_some());
        assert_eq!(column.compression(), parquet::basic::Compression::SNAPPY);
    }
    assert_eq!(groups[0].sorting_columns().unwrap().len(), 5);
}

#[test]
fn a_withheld_figure_is_null_in_the_file() {
    let catalogue = fixture::small();
    let rows = fixture::rows(&catalogue);
    let withheld = rows
        .iter()
        .filter(|row| row.numerator.shown().is_none())
        .count();
    assert!(withheld > 0);
    let bytes = estimates_of(&catalogue, rows).unwrap();
    let nulls: usize = as_anybody_reads(&bytes)
        .iter()
        .map(|batch| batch.column_by_name("numerator").unwrap().null_count())
        .sum();
    assert_eq!(nulls, withheld);
}

#[test]
fn a_full_size_release_keeps_its_budgets_and_reads_back() {
    let catalogue = fixture::full_size();
    let rows = fixture::rows(&catalogue);
    // 43 measures, 20 quarters, 27 groups in each of nine neighbourhoods and 118 of the whole.
    assert_eq!(rows.len(), 43 * 20 * (9 * 27 + 118));
    let overview = overview_of(&catalogue, &rows).unwrap();
    assert!(overview.len() <= 60 * KB, "overview {}", overview.len());
    let length = |bytes: &[u8]| bytes.len() as u64;
    for (table, bytes) in [
        (
            Table::Estimates,
            estimates_of(&catalogue, rows.clone()).unwrap(),
        ),
        (Table::Gaps, gaps_of(&catalogue, &rows).unwrap()),
    ] {
        let bytes = Bytes::from(bytes);
        let reader = FooterReader::new(table, length(&bytes)).unwrap();
        let range = reader.range();
        let tail = bytes.slice(usize::try_from(range.start).unwrap()..);
        let Step::Done(footer) = reader.give(tail).unwrap() else {
            panic!("the footer of {} takes more than one request", table.key());
        };
        let mut total = 0;
        for measure in &catalogue.measures {
            let range = footer.range(&measure.key).unwrap();
            let size = usize::try_from(range.end - range.start).unwrap();
            assert!(size <= 120 * KB, "{} {} {size}", table.key(), measure.key);
            total += size;
        }
        assert!(total < bytes.len());
        if table == Table::Estimates {
            let decoded = decode::estimates(&bytes, &catalogue).unwrap();
            assert!(decoded == rows, "the full grid reads back");
        }
    }
}
