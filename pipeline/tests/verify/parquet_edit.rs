//! Published Parquet with a cell changed or a row moved, sealed again as if nothing had happened.
//!
//! What a forger can do who knows the format: the digest of every row group and of the footer is
//! made anew, so that only what the figures say can give the change away.

use std::fs::File;
use std::io::Write as _;
use std::sync::Arc;

use aggregates::manifest::sha256;
use arrow::array::{ArrayRef, Float64Array, Int32Array, RecordBatch, StringArray, UInt32Array};
use arrow::compute::concat_batches;
use arrow::util::display::array_value_to_string;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::{ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use sha2::{Digest as _, Sha256};

/// Cells that say which row is meant.
pub(crate) type Keys<'a> = &'a [(&'a str, &'a str)];

/// The file with one cell changed.
pub(crate) fn with_cell(bytes: &[u8], keys: Keys<'_>, column: &str, value: &str) -> Vec<u8> {
    edited(bytes, keys, |batch, row| {
        let index = batch.schema().index_of(column).unwrap();
        let mut columns = batch.columns().to_vec();
        columns[index] = changed(&columns[index], row, value);
        RecordBatch::try_new(batch.schema(), columns).unwrap()
    })
}

/// The file without one row.
pub(crate) fn without_row(bytes: &[u8], keys: Keys<'_>) -> Vec<u8> {
    edited(bytes, keys, |batch, row| {
        let after = batch.slice(row + 1, batch.num_rows() - row - 1);
        concat_batches(&batch.schema(), [&batch.slice(0, row), &after]).unwrap()
    })
}

/// The file with one row after the one that followed it.
pub(crate) fn with_row_later(bytes: &[u8], keys: Keys<'_>) -> Vec<u8> {
    edited(bytes, keys, |batch, row| {
        let (before, here, next) = (batch.slice(0, row), batch.slice(row, 1), row + 1);
        let after = batch.slice(row + 2, batch.num_rows() - row - 2);
        let parts = [&before, &batch.slice(next, 1), &here, &after];
        concat_batches(&batch.schema(), parts).unwrap()
    })
}

fn edited(
    bytes: &[u8],
    keys: Keys<'_>,
    edit: impl Fn(&RecordBatch, usize) -> RecordBatch,
) -> Vec<u8> {
    let (mut batches, table, version) = row_groups(bytes);
    let mut found = 0;
    for batch in &mut batches {
        if let Some(row) = (0..batch.num_rows()).find(|row| is_about(batch, *row, keys)) {
            *batch = edit(batch, row);
            found += 1;
        }
    }
    assert_eq!(found, 1, "{keys:?} is one row");
    written(&batches, &table, &version)
}

fn is_about(batch: &RecordBatch, row: usize, keys: Keys<'_>) -> bool {
    keys.iter().all(|(column, value)| {
        let column = batch.column_by_name(column).unwrap();
        array_value_to_string(column, row).unwrap() == *value
    })
}

fn changed(column: &ArrayRef, row: usize, value: &str) -> ArrayRef {
    let any = column.as_any();
    if let Some(texts) = any.downcast_ref::<StringArray>() {
        let mut texts: Vec<Option<&str>> = texts.iter().collect();
        texts[row] = Some(value);
        Arc::new(StringArray::from(texts))
    } else if let Some(counts) = any.downcast_ref::<UInt32Array>() {
        let mut counts: Vec<Option<u32>> = counts.iter().collect();
        counts[row] = Some(value.parse().unwrap());
        Arc::new(UInt32Array::from(counts))
    } else if let Some(changes) = any.downcast_ref::<Int32Array>() {
        let mut changes: Vec<Option<i32>> = changes.iter().collect();
        changes[row] = Some(value.parse().unwrap());
        Arc::new(Int32Array::from(changes))
    } else {
        let numbers = any.downcast_ref::<Float64Array>().unwrap();
        let mut numbers: Vec<Option<f64>> = numbers.iter().collect();
        numbers[row] = Some(value.parse().unwrap());
        Arc::new(Float64Array::from(numbers))
    }
}

/// Each row group as one batch, with the name of the table and its version.
fn row_groups(bytes: &[u8]) -> (Vec<RecordBatch>, String, String) {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
    let open = || {
        let file = File::open(file.path()).unwrap();
        ParquetRecordBatchReaderBuilder::try_new_with_options(file, options.clone()).unwrap()
    };
    let metadata = Arc::clone(open().metadata());
    let batches = (0..metadata.num_row_groups()).map(|group| {
        let rows = usize::try_from(metadata.row_group(group).num_rows()).unwrap();
        let reader = open().with_row_groups(vec![group]).with_batch_size(rows);
        reader.build().unwrap().next().unwrap().unwrap()
    });
    let pairs = metadata.file_metadata().key_value_metadata().unwrap();
    let value = |key: &str| {
        let pair = pairs.iter().find(|pair| pair.key == key).unwrap();
        pair.value.clone().unwrap()
    };
    let (table, version) = (value("outcomes.table"), value("outcomes.schema_version"));
    (batches.collect(), table, version)
}

fn written(batches: &[RecordBatch], table: &str, version: &str) -> Vec<u8> {
    let properties = WriterProperties::builder()
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_statistics_truncate_length(None)
        .set_offset_index_disabled(true)
        .build();
    let options = ArrowWriterOptions::new()
        .with_properties(properties)
        .with_skip_arrow_metadata(true);
    let schema = batches[0].schema();
    let mut writer = ArrowWriter::try_new_with_options(Vec::new(), schema, options).unwrap();
    writer.sync().unwrap();
    let mut digests = Vec::new();
    for batch in batches {
        let start = writer.inner().len();
        writer.write(batch).unwrap();
        writer.flush().unwrap();
        writer.sync().unwrap();
        digests.push(sha256(&writer.inner()[start..]));
    }
    for (key, value) in [
        ("outcomes.table", table),
        ("outcomes.schema_version", version),
        ("outcomes.row_groups_sha256", &digests.join(" ")),
    ] {
        writer.append_key_value_metadata(KeyValue::new(key.to_owned(), value.to_owned()));
    }
    let mut bytes = writer.into_inner().unwrap();
    let end = bytes.len() - 8;
    let length = u32::from_le_bytes(bytes[end..end + 4].try_into().unwrap());
    let start = end - usize::try_from(length).unwrap();
    let seal = Sha256::digest(&bytes[start..end]);
    bytes.splice(start..start, seal);
    bytes
}
