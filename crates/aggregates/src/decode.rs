//! Bytes to rows, or a [`DecodeError`] that names the file, the column and what is wrong.
//!
//! Nothing is believed unseen: digests are compared before Parquet is parsed, every key is looked
//! up in the manifest's catalogue, and a status never contradicts its figure. No bytes make these
//! functions panic.

use arrow::array::RecordBatch;
use bytes::Bytes;
use measures::catalogue::Catalogue;

use crate::combinations::Combination;
use crate::error::{DecodeError, Problem};
use crate::estimate::Estimate;
use crate::gaps::Gap;
use crate::remote::{Footer, FooterReader, Step};
use crate::schema::Table;
use crate::sealed::MAGIC;
use crate::trends::Trend;

mod cells;
mod combination_rows;
mod estimate_rows;
mod gap_rows;
mod keys;
pub(crate) mod rows;
mod trend_rows;

/// The rows of `estimates.parquet`, in order of measure, period and place.
///
/// # Errors
/// When the bytes are not such a table, or say something the catalogue contradicts.
pub fn estimates(bytes: &[u8], catalogue: &Catalogue) -> Result<Vec<Estimate>, DecodeError> {
    decode_estimates(Table::Estimates, bytes, catalogue)
}

/// The rows of `overview.parquet`, in order of measure, period and place.
///
/// # Errors
/// When the bytes are not such a table, or say something the catalogue contradicts.
pub fn overview(bytes: &[u8], catalogue: &Catalogue) -> Result<Vec<Estimate>, DecodeError> {
    decode_estimates(Table::Overview, bytes, catalogue)
}

/// The rows of `gaps.parquet`, in order of measure, period, area, dimension and method.
///
/// # Errors
/// When the bytes are not such a table, or say something the catalogue contradicts.
pub fn gaps(bytes: &[u8], catalogue: &Catalogue) -> Result<Vec<Gap>, DecodeError> {
    let bytes = Bytes::copy_from_slice(bytes);
    let batches = footer(Table::Gaps, &bytes)?.read_all(&bytes)?;
    rows::gaps(&batches, catalogue)
}

/// The rows of `trends.parquet`, in order of measure and area.
///
/// # Errors
/// When the bytes are not such a table, or say something the catalogue contradicts.
pub fn trends(bytes: &[u8], catalogue: &Catalogue) -> Result<Vec<Trend>, DecodeError> {
    let bytes = Bytes::copy_from_slice(bytes);
    let batches = footer(Table::Trends, &bytes)?.read_all(&bytes)?;
    rows::trends(&batches, catalogue)
}

/// The rows of `combinations.parquet`, in order of period, area, people (most first) and
/// conditions.
///
/// # Errors
/// When the bytes are not such a table, or say something the catalogue contradicts.
pub fn combinations(bytes: &[u8], catalogue: &Catalogue) -> Result<Vec<Combination>, DecodeError> {
    let bytes = Bytes::copy_from_slice(bytes);
    let batches = footer(Table::Combinations, &bytes)?.read_all(&bytes)?;
    rows::combinations(&batches, catalogue)
}

/// Every column of a table as it stands in its file, with nothing looked up or compared but digests.
///
/// # Errors
/// When the bytes are not such a table, or are damaged.
pub fn batches(table: Table, bytes: &Bytes) -> Result<Vec<RecordBatch>, DecodeError> {
    footer(table, bytes)?.read_all(bytes)
}

/// The number of rows of a table, from its footer alone.
///
/// # Errors
/// When the bytes are not such a table.
pub fn rows_of(table: Table, bytes: &[u8]) -> Result<u64, DecodeError> {
    footer(table, &Bytes::copy_from_slice(bytes)).map(|footer| footer.rows())
}

/// The footer of a table that is in memory as a whole.
///
/// # Errors
/// When the bytes are not such a table.
pub fn footer(table: Table, bytes: &Bytes) -> Result<Footer, DecodeError> {
    if !bytes.starts_with(MAGIC) {
        return Err(DecodeError::of(table, Problem::NotParquet));
    }
    let mut reader = FooterReader::new(table, bytes.len() as u64)?;
    loop {
        let range = reader.range();
        // Both ends are within the length, which is a usize.
        let position = |place: u64| usize::try_from(place).unwrap_or(usize::MAX);
        match reader.give(bytes.slice(position(range.start)..position(range.end)))? {
            Step::Fetch(next) => reader = next,
            Step::Done(footer) => return Ok(footer),
        }
    }
}

fn decode_estimates(
    table: Table,
    bytes: &[u8],
    catalogue: &Catalogue,
) -> Result<Vec<Estimate>, DecodeError> {
    let bytes = Bytes::copy_from_slice(bytes);
    let batches = footer(table, &bytes)?.read_all(&bytes)?;
    rows::estimates(table, &batches, catalogue)
}

#[cfg(test)]
mod tests;
