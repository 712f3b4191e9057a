//! What an import could not map: row by row where a row is at fault, added up where a code or a
//! whole table has no place in the extract.
//!
//! Rows are named by file and line. No value of a column that may identify a person is repeated.

use std::collections::BTreeMap;
use std::io::Write;

use crate::exit::{Failure, OUTPUT_NOT_WRITTEN};

/// What could not be mapped.
#[derive(Debug, Default)]
pub(super) struct Report {
    /// A row, its column and what is the matter with it.
    rows: Vec<(&'static str, u64, &'static str, &'static str)>,
    /// Rows by what is the matter with all of them: a code, a table.
    sums: BTreeMap<(&'static str, &'static str, String), u64>,
}

impl Report {
    /// One row that will be set aside, or that says something else than it seems to.
    pub(super) fn row(
        &mut self,
        file: &'static str,
        line: u64,
        column: &'static str,
        problem: &'static str,
    ) {
        self.rows.push((file, line, column, problem));
    }

    /// One more row of many with the same problem.
    pub(super) fn add(&mut self, file: &'static str, column: &'static str, problem: String) {
        *self.sums.entry((file, column, problem)).or_default() += 1;
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
        for (file, line, column, problem) in &self.rows {
            writer
                .write_record([file, &*line.to_string(), column, "1", problem])
                .map_err(failed)?;
        }
        let mut sums: Vec<_> = self.sums.iter().collect();
        sums.sort_by(|(a_key, a_rows), (b_key, b_rows)| {
            (a_key.0, b_rows, a_key).cmp(&(b_key.0, a_rows, b_key))
        });
        for ((file, column, problem), rows) in sums {
            writer
                .write_record([file, "", column, &*rows.to_string(), problem])
                .map_err(failed)?;
        }
        writer.flush().map_err(|error| failed(error.into()))
    }

    /// How many rows have each problem of single rows, most frequent first.
    pub(super) fn row_problems(&self) -> Vec<(&'static str, u64)> {
        let mut counts: BTreeMap<&'static str, u64> = BTreeMap::new();
        for (_, _, _, problem) in &self.rows {
            *counts.entry(problem).or_default() += 1;
        }
        let mut counts: Vec<_> = counts.into_iter().collect();
        counts.sort_by_key(|(problem, rows)| (std::cmp::Reverse(*rows), *problem));
        counts
    }

    /// How many different problems of many rows there are in a file, and how many rows have one.
    pub(super) fn sum(&self, file: &str) -> (usize, u64) {
        self.sums
            .iter()
            .filter(|((found, _, _), _)| *found == file)
            .fold((0, 0), |(problems, rows), (_, more)| {
                (problems + 1, rows + more)
            })
    }
}
