//! Batches to typed rows, sorted, none about the same as another.

use arrow::array::RecordBatch;
use measures::catalogue::Catalogue;

use super::cells::Columns;
use super::combination_rows::CombinationReader;
use super::estimate_rows::EstimateReader;
use super::gap_rows::GapReader;
use super::keys::Keys;
use super::trend_rows::TrendReader;
use crate::combinations::{self, Combination};
use crate::error::{DecodeError, Problem};
use crate::estimate::Estimate;
use crate::gaps::Gap;
use crate::schema::Table;
use crate::trends::Trend;

/// Reads the rows of one batch.
pub(super) trait Reader<'a>: Sized {
    /// What a row is.
    type Row;

    /// Finds the columns of a batch.
    fn new(columns: &Columns<'a>, keys: &'a Keys<'a>) -> Result<Self, DecodeError>;

    /// The row at an index of the batch.
    fn row(&self, row: usize) -> Result<Self::Row, DecodeError>;
}

/// The rows of estimates, in order of measure, period and place.
pub(crate) fn estimates(
    table: Table,
    batches: &[RecordBatch],
    catalogue: &Catalogue,
) -> Result<Vec<Estimate>, DecodeError> {
    let keys = Keys::new(catalogue);
    read::<EstimateReader<'_>, _>(table, batches, &keys, Estimate::position)
}

/// The rows of gaps, in order of measure, period, area, dimension and method.
pub(crate) fn gaps(
    batches: &[RecordBatch],
    catalogue: &Catalogue,
) -> Result<Vec<Gap>, DecodeError> {
    let keys = Keys::new(catalogue);
    read::<GapReader<'_>, _>(Table::Gaps, batches, &keys, Gap::position)
}

/// The rows of trends, in order of measure and area.
pub(crate) fn trends(
    batches: &[RecordBatch],
    catalogue: &Catalogue,
) -> Result<Vec<Trend>, DecodeError> {
    let keys = Keys::new(catalogue);
    read::<TrendReader<'_>, _>(Table::Trends, batches, &keys, |row| (row.measure, row.area))
}

/// The sets of conditions, in order of period, area, people and conditions.
pub(crate) fn combinations(
    batches: &[RecordBatch],
    catalogue: &Catalogue,
) -> Result<Vec<Combination>, DecodeError> {
    let keys = Keys::new(catalogue);
    let position = |row: &Combination| (row.period, row.area, row.conditions.clone());
    let mut rows = read::<CombinationReader<'_>, _>(Table::Combinations, batches, &keys, position)?;
    combinations::sort(&mut rows);
    Ok(rows)
}

fn read<'a, R: Reader<'a>, K: Ord>(
    table: Table,
    batches: &'a [RecordBatch],
    keys: &'a Keys<'a>,
    position: impl Fn(&R::Row) -> K,
) -> Result<Vec<R::Row>, DecodeError> {
    let mut rows = Vec::with_capacity(batches.iter().map(RecordBatch::num_rows).sum());
    for batch in batches {
        let columns = Columns::new(table, batch, rows.len());
        let reader = R::new(&columns, keys)?;
        for row in 0..batch.num_rows() {
            rows.push(reader.row(row)?);
        }
    }
    rows.sort_unstable_by_key(&position);
    let repeated = rows
        .windows(2)
        .position(|pair| position(&pair[0]) == position(&pair[1]));
    match repeated {
        None => Ok(rows),
        Some(index) => Err(DecodeError {
            row: Some(index + 2),
            ..DecodeError::of(table, Problem::Repeated)
        }),
    }
}
