//! What an import could not map: row by row where a row is at fault, added up where a code or a
//! whole table has no place in the extract.
//!
//! Rows are named by file and line. No value of a column that may identify a person is repeated.

use std::collections::BTreeMap;
use std::io::Write;

use crate::exit::{Failure, OUTPUT_NOT_WRITTEN};
use crate::rejection::Location;

/// What could not be mapped.
#[derive(Debug, Default)]
pub(super) struct Report {
    /// A row, its column and what is the matter with it.
    rows: Vec<RowProblem>,
    /// Rows by what is the matter with all of them: a code, a table.
    sums: BTreeMap<(String, String, String), u64>,
}

#[derive(Debug)]
struct RowProblem {
    file: String,
    place: Location,
    column: String,
    problem: &'static str,
}

impl Report {
    /// One row that will be set aside, or that says something else than it seems to.
    pub(super) fn row(&mut self, file: &str, place: Location, column: &str, problem: &'static str) {
        self.rows.push(RowProblem {
            file: file.to_owned(),
            place,
            column: column.to_owned(),
            problem,
        });
    }

    /// One more row of many with the same problem.
    pub(super) fn add(&mut self, file: &str, column: &str, problem: impl Into<String>) {
        self.add_rows(file, column, problem, 1);
    }

    /// So many more rows with the same problem.
    pub(super) fn add_rows(
        &mut self,
        file: &str,
        column: &str,
        problem: impl Into<String>,
        rows: u64,
    ) {
        let key = (file.to_owned(), column.to_owned(), problem.into());
        *self.sums.entry(key).or_default() += rows;
    }

    /// Writes the report as CSV: `file,line,column,rows,problem`.
    pub(super) fn write(&self, out: impl Write) -> Result<(), Failure> {
        let failed = |error: csv::Error| {
            Failure::new(OUTPUT_NOT_WRITTEN, format!("import-report.csv: {error}"))
        };
        let mut writer = csv::Writer::from_writer(out);
        writer
            .write_record(["file", "line", "column", "rows", "problem"])
            .map_err(failed)?;
        for row in &self.rows {
            let place = row.place.to_string();
            writer
                .write_record([&*row.file, &*place, &*row.column, "1", row.problem])
                .map_err(failed)?;
        }
        let mut sums: Vec<_> = self.sums.iter().collect();
        sums.sort_by(|(a_key, a_rows), (b_key, b_rows)| {
            (&a_key.0, b_rows, a_key).cmp(&(&b_key.0, a_rows, b_key))
        });
        for ((file, column, problem), rows) in sums {
            writer
                .write_record([&**file, "", &**column, &*rows.to_string(), &**problem])
                .map_err(failed)?;
        }
        writer.flush().map_err(|error| failed(error.into()))
    }

    /// How many rows have each problem of single rows, most frequent first.
    pub(super) fn row_problems(&self) -> Vec<(&'static str, u64)> {
        let mut counts: BTreeMap<&'static str, u64> = BTreeMap::new();
        for row in &self.rows {
            *counts.entry(row.problem).or_default() += 1;
        }
        let mut counts: Vec<_> = counts.into_iter().collect();
        counts.sort_by_key(|(problem, rows)| (std::cmp::Reverse(*rows), *problem));
        counts
    }

    /// How many different problems of many rows there are in a column, and how many rows have
    /// one.
    pub(super) fn sum(&self, column: &str) -> (usize, u64) {
        self.sums
            .iter()
            .filter(|((_, found, _), _)| found == column)
            .fold((0, 0), |(problems, rows), (_, more)| {
                (problems + 1, rows + more)
            })
    }
}
