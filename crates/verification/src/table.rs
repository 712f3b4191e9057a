//! The cells of a table as they stand in its file, Parquet or CSV, row by row.
//!
//! Nothing here knows what a cell should hold. Parquet is read only where the seal of its footer and
//! the digests of its row groups hold: a reader of Parquet believes what it reads.

use aggregates::decode;
use aggregates::error::DecodeError;
use aggregates::schema::Table;
use arrow::array::{
    Array, ArrayRef, AsArray as _, Date32Array, Float64Array, Int32Array, ListArray, RecordBatch,
    StringArray, UInt32Array,
};
use arrow::datatypes::DataType;
use bytes::Bytes;

/// What stands in a cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Found<'a> {
    Text(&'a str),
    Day(i32),
    Count(u32),
    Change(i32),
    Number(f64),
    /// A list of texts, one line each.
    Texts(&'a str),
    Absent,
}

/// What stands between the texts of a list.
const BETWEEN_TEXTS: &str = "\n";

impl Found<'_> {
    /// How a difference tells it.
    pub(super) fn words(self) -> String {
        match self {
            Self::Text(text) => format!("`{text}`"),
            Self::Day(days) => day(days),
            Self::Count(count) => count.to_string(),
            Self::Change(change) => change.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Texts(texts) => texts.replace(BETWEEN_TEXTS, " + "),
            Self::Absent => "empty".to_owned(),
        }
    }
}

/// The day so many days after 1970-01-01 as it is written.
pub(super) fn day(days: i32) -> String {
    Date32Array::from(vec![days])
        .value_as_date(0)
        .map_or_else(|| format!("day {days}"), |date| date.to_string())
}

/// Gives these columns of a Parquet file row by row, and how many rows there are.
///
/// # Errors
/// What the reader says of a file that it cannot read.
pub(super) fn parquet_rows(
    table: Table,
    bytes: &Bytes,
    columns: &[&str],
    mut row: impl FnMut(&[Found<'_>]),
) -> Result<u64, String> {
    let said = |error: DecodeError| error.problem.to_string();
    let mut rows = 0;
    for batch in decode::batches(table, bytes).map_err(said)? {
        let arrays = columns
            .iter()
            .map(|name| Cells::of(&batch, name))
            .collect::<Result<Vec<_>, _>>()?;
        let mut found = Vec::with_capacity(arrays.len());
        for at in 0..batch.num_rows() {
            found.clear();
            found.extend(arrays.iter().map(|array| array.found(at)));
            row(&found);
        }
        rows += batch.num_rows() as u64;
    }
    Ok(rows)
}

/// Gives every cell of a CSV row by row, and how many rows there are below the header.
///
/// # Errors
/// What is wrong with the header or with the form of a row.
pub(super) fn csv_rows(
    table: Table,
    bytes: &[u8],
    mut row: impl FnMut(&[Found<'_>]),
) -> Result<u64, String> {
    let mut reader = csv::ReaderBuilder::new().from_reader(bytes);
    let columns = table.columns().iter().map(|column| column.name);
    let header = reader.headers().map_err(|error| error.to_string())?;
    if !header.iter().eq(columns.clone()) {
        let expected: Vec<&str> = columns.collect();
        return Err(format!(
            "expected the header `{}`, found `{}`",
            expected.join(","),
            header.iter().collect::<Vec<_>>().join(",")
        ));
    }
    let mut record = csv::StringRecord::new();
    let mut rows = 0;
    while reader
        .read_record(&mut record)
        .map_err(|error| error.to_string())?
    {
        let found: Vec<Found<'_>> = record.iter().map(Found::Text).collect();
        row(&found);
        rows += 1;
    }
    Ok(rows)
}

fn array<A: Array + 'static>(column: &ArrayRef) -> Option<&A> {
    column.as_any().downcast_ref()
}

/// One column of one batch.
enum Cells<'a> {
    Text(&'a StringArray),
    Day(&'a Date32Array),
    Count(&'a UInt32Array),
    Change(&'a Int32Array),
    Number(&'a Float64Array),
    Texts(Vec<String>),
}

impl<'a> Cells<'a> {
    fn of(batch: &'a RecordBatch, name: &str) -> Result<Self, String> {
        let column = batch
            .column_by_name(name)
            .ok_or_else(|| format!("column `{name}`: is missing"))?;
        array(column)
            .map(Self::Text)
            .or_else(|| array(column).map(Self::Day))
            .or_else(|| array(column).map(Self::Count))
            .or_else(|| array(column).map(Self::Change))
            .or_else(|| array(column).map(Self::Number))
            .or_else(|| Self::joined(array(column)?))
            .ok_or_else(|| format!("column `{name}`: found {}", column.data_type()))
    }

    /// The texts of each row's list.
    fn joined(lists: &ListArray) -> Option<Self> {
        let of_texts = *lists.values().data_type() == DataType::Utf8;
        of_texts.then(|| {
            let texts = (0..lists.len()).map(|row| {
                let list = lists.value(row);
                let texts: Vec<&str> = list.as_string::<i32>().iter().flatten().collect();
                texts.join(BETWEEN_TEXTS)
            });
            Self::Texts(texts.collect())
        })
    }

    fn found(&self, row: usize) -> Found<'_> {
        match self {
            Self::Texts(texts) => Found::Texts(&texts[row]),
            Self::Text(array) if array.is_valid(row) => Found::Text(array.value(row)),
            Self::Day(array) if array.is_valid(row) => Found::Day(array.value(row)),
            Self::Count(array) if array.is_valid(row) => Found::Count(array.value(row)),
            Self::Change(array) if array.is_valid(row) => Found::Change(array.value(row)),
            Self::Number(array) if array.is_valid(row) => Found::Number(array.value(row)),
            _ => Found::Absent,
        }
    }
}
