//! Protected counts to the bytes of the published tables.
//!
//! Every public function takes a [`Protected`] and nothing else that holds a count, so that what
//! was not protected cannot be encoded. The same counts make the same bytes.
//!
//! ```
//! use aggregates::encode;
//! use disclosure::protected::Protected;
//! use measures::catalogue::Catalogue;
//! fn publish(catalogue: &Catalogue, protected: &Protected) -> Option<Vec<u8>> {
//!     encode::estimates(catalogue, protected).ok()
//! }
//! ```
//!
//! The same with exact counts does not compile, nor does it with rows that somebody made:
//!
//! ```compile_fail
//! use aggregates::encode;
//! use disclosure::exact::Exact;
//! use measures::catalogue::Catalogue;
//! fn publish(catalogue: &Catalogue, exact: &Exact) -> Option<Vec<u8>> {
//!     encode::estimates(catalogue, exact).ok()
//! }
//! ```
//!
//! ```compile_fail
//! use aggregates::{encode, estimate::Estimate};
//! use measures::catalogue::Catalogue;
//! fn publish(catalogue: &Catalogue, rows: Vec<Estimate>) -> Option<Vec<u8>> {
//!     encode::estimates(catalogue, rows).ok()
//! }
//! ```

use arrow::array::RecordBatch;
use disclosure::protected::Protected;
use measures::catalogue::Catalogue;

use crate::combinations::{self, Combination};
use crate::estimate::Estimate;
use crate::schema::Table;
use crate::trends::Trend;
use crate::{gaps, overview, sealed, trends};

pub(crate) mod columns;
pub(crate) mod lists;
#[cfg(test)]
mod tests;

/// A table that could not be written: a fault of the program, not of its input.
#[derive(Debug, thiserror::Error)]
pub enum EncodeError {
    /// Columns that do not make a table.
    #[error("the table `{table}` cannot be put together")]
    Table {
        /// The table.
        table: &'static str,
        /// Why.
        source: arrow::error::ArrowError,
    },
    /// The Parquet writer refused.
    #[error("the table `{table}` cannot be written as Parquet")]
    Parquet {
        /// The table.
        table: &'static str,
        /// Why.
        source: parquet::errors::ParquetError,
    },
    /// A figure that no column can hold.
    #[error("a download cannot be written as CSV")]
    Csv(#[from] csv::Error),
}

/// The rows that `estimates.parquet` holds, in order of measure, period and place.
#[must_use]
pub fn rows(protected: &Protected) -> Vec<Estimate> {
    let mut rows: Vec<Estimate> = protected
        .rows()
        .iter()
        .map(|row| Estimate {
            measure: row.measure(),
            period: row.period(),
            place: row.place(),
            numerator: row.numerator(),
            denominator: row.denominator(),
            standardised: row.standardised(),
            dispersion: row.dispersion(),
        })
        .collect();
    rows.sort_unstable_by_key(Estimate::position);
    rows
}

/// The bytes of `estimates.parquet`: one row group for each measure.
///
/// # Errors
/// When the Parquet writer refuses, which is a fault of the program.
pub fn estimates(catalogue: &Catalogue, protected: &Protected) -> Result<Vec<u8>, EncodeError> {
    estimates_of(catalogue, rows(protected))
}

/// The bytes of `overview.parquet`: the rows of [`overview::select`] in one row group.
///
/// # Errors
/// When the Parquet writer refuses, which is a fault of the program.
pub fn overview(catalogue: &Catalogue, protected: &Protected) -> Result<Vec<u8>, EncodeError> {
    overview_of(catalogue, &rows(protected))
}

/// The bytes of `gaps.parquet`: one row group for each measure that has any.
///
/// # Errors
/// When the Parquet writer refuses, which is a fault of the program.
pub fn gaps(catalogue: &Catalogue, protected: &Protected) -> Result<Vec<u8>, EncodeError> {
    gaps_of(catalogue, &rows(protected))
}

/// The bytes of `trends.parquet`, in one row group.
///
/// # Errors
/// When the Parquet writer refuses, which is a fault of the program.
pub fn trends(catalogue: &Catalogue, protected: &Protected) -> Result<Vec<u8>, EncodeError> {
    trends_of(
        catalogue,
        &trends::from_estimates(catalogue, &rows(protected)),
    )
}

/// The bytes of `combinations.parquet`, in one row group.
///
/// # Errors
/// When the Parquet writer refuses, which is a fault of the program.
pub fn combinations(catalogue: &Catalogue, protected: &Protected) -> Result<Vec<u8>, EncodeError> {
    combinations_of(catalogue, &combinations::rows(protected))
}

pub(crate) fn estimates_of(
    catalogue: &Catalogue,
    mut rows: Vec<Estimate>,
) -> Result<Vec<u8>, EncodeError> {
    let table = Table::Estimates;
    let labels = columns::Labels::new(catalogue);
    labels.sort(&mut rows);
    let parts = rows
        .chunk_by(|one, next| one.measure == next.measure)
        .map(|rows| labels.estimates(table, rows))
        .collect::<Result<Vec<RecordBatch>, _>>();
    write(table, parts)
}

pub(crate) fn overview_of(
    catalogue: &Catalogue,
    rows: &[Estimate],
) -> Result<Vec<u8>, EncodeError> {
    let table = Table::Overview;
    let labels = columns::Labels::new(catalogue);
    let mut rows = overview::select(catalogue.periods.len(), rows);
    labels.sort(&mut rows);
    write(table, labels.estimates(table, &rows).map(|part| vec![part]))
}

pub(crate) fn gaps_of(catalogue: &Catalogue, rows: &[Estimate]) -> Result<Vec<u8>, EncodeError> {
    let table = Table::Gaps;
    let labels = columns::Labels::new(catalogue);
    let mut rows = gaps::from_estimates(catalogue, rows);
    labels.sort_gaps(&mut rows);
    let parts = rows
        .chunk_by(|one, next| one.measure == next.measure)
        .map(|rows| labels.gaps(table, rows))
        .collect::<Result<Vec<RecordBatch>, _>>();
    write(table, parts)
}

pub(crate) fn trends_of(catalogue: &Catalogue, rows: &[Trend]) -> Result<Vec<u8>, EncodeError> {
    let labels = columns::Labels::new(catalogue);
    let part = lists::trends(&labels, rows);
    write(Table::Trends, part.map(|part| vec![part]))
}

pub(crate) fn combinations_of(
    catalogue: &Catalogue,
    rows: &[Combination],
) -> Result<Vec<u8>, EncodeError> {
    let labels = columns::Labels::new(catalogue);
    let part = lists::combinations(catalogue, &labels, rows);
    write(Table::Combinations, part.map(|part| vec![part]))
}

/// Writes batches, each as one row group.
pub(crate) fn write(
    table: Table,
    parts: Result<Vec<RecordBatch>, arrow::error::ArrowError>,
) -> Result<Vec<u8>, EncodeError> {
    let mut parts = parts.map_err(|source| EncodeError::Table {
        table: table.key(),
        source,
    })?;
    // A part without rows makes no row group.
    parts.retain(|part| part.num_rows() > 0);
    sealed::write(table, &parts).map_err(|source| EncodeError::Parquet {
        table: table.key(),
        source,
    })
}
