//! Where rows go: a folder of CSV or Parquet tables, written as they come.
//!
//! No table is held in memory: a CSV row leaves with its buffer, a Parquet table keeps at most
//! one row group.

use std::path::Path;

use crate::exit::{Failure, OUTPUT_NOT_WRITTEN};

use super::row::{Field, Table};

mod csv_tables;
mod parquet_tables;

use csv_tables::CsvTables;
use parquet_tables::ParquetTables;

/// The tables of one extract, open for writing.
pub(super) enum Sink {
    Csv(CsvTables),
    Parquet(Box<ParquetTables>),
}

/// How the tables look besides their rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Habit {
    /// As a careful exporter writes them.
    Careful,
    /// As a careless one does: CSV with a byte order mark, CRLF and a column nobody asked for,
    /// Parquet with dates as text.
    Careless,
}

impl Sink {
    pub(super) fn csv(folder: &Path, habit: Habit) -> Result<Self, Failure> {
        Ok(Self::Csv(CsvTables::create(folder, habit)?))
    }

    pub(super) fn parquet(folder: &Path, habit: Habit) -> Result<Self, Failure> {
        Ok(Self::Parquet(Box::new(ParquetTables::create(
            folder, habit,
        )?)))
    }

    /// Appends a row; its fields are in the order of [`Table::columns`].
    pub(super) fn write(&mut self, table: Table, fields: &[Field]) -> Result<(), Failure> {
        match self {
            Self::Csv(tables) => tables.write(table, fields),
            Self::Parquet(tables) => tables.write(table, fields),
        }
    }

    /// Completes every table.
    pub(super) fn finish(self) -> Result<(), Failure> {
        match self {
            Self::Csv(tables) => tables.finish(),
            Self::Parquet(tables) => tables.finish(),
        }
    }
}

/// A table that could not be written.
fn not_written(table: Table, problem: impl std::fmt::Display) -> Failure {
    Failure::new(OUTPUT_NOT_WRITTEN, format!("{}: {problem}", table.name()))
}
