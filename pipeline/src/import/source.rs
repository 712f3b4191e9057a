//! A CSV file of another program, its columns found by any of their names.

use std::fs::File;
use std::path::Path;

use chrono::NaiveDate;

use crate::exit::{Failure, INPUT_UNREADABLE};

/// A file being read.
pub(super) struct Source {
    shown: String,
    reader: csv::Reader<File>,
    header: Vec<String>,
}

/// Where a column is, if it is there.
pub(super) type Column = Option<usize>;

/// A row of text.
pub(super) struct Row {
    pub(super) line: u64,
    record: csv::ByteRecord,
}

impl Source {
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        let shown = path.display().to_string();
        let unreadable = |error: &dyn std::fmt::Display| {
            Failure::new(INPUT_UNREADABLE, format!("{shown}: {error}"))
        };
        let file = File::open(path).map_err(|error| unreadable(&error))?;
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(file);
        let header = reader
            .byte_headers()
            .map_err(|error| unreadable(&error))?
            .iter()
            .map(|name| String::from_utf8_lossy(name).trim().to_ascii_lowercase())
            .collect();
        Ok(Self {
            shown,
            reader,
            header,
        })
    }

    /// The column with one of these names, in lower case.
    pub(super) fn column(&self, names: &[&str]) -> Column {
        names
            .iter()
            .find_map(|name| self.header.iter().position(|found| found == name))
    }

    /// The column with one of these names, which must be there.
    pub(super) fn needed(&self, names: &[&str]) -> Result<Column, Failure> {
        let column = self.column(names);
        if column.is_none() {
            return Err(Failure::new(
                INPUT_UNREADABLE,
                format!(
                    "{}: no column `{}`; expected one of that name in the header",
                    self.shown,
                    names.join("` or `")
                ),
            ));
        }
        Ok(column)
    }

    /// The next row, or none at the end of the file.
    pub(super) fn next_row(&mut self) -> Result<Option<Row>, Failure> {
        let mut record = csv::ByteRecord::new();
        let more = self
            .reader
            .read_byte_record(&mut record)
            .map_err(|error| Failure::new(INPUT_UNREADABLE, format!("{}: {error}", self.shown)))?;
        let line = record.position().map_or(0, csv::Position::line);
        Ok(more.then_some(Row { line, record }))
    }
}

impl Row {
    /// The value of a column without the spaces around it; empty when there is none.
    pub(super) fn text(&self, column: Column) -> String {
        let bytes = column
            .and_then(|column| self.record.get(column))
            .unwrap_or_default();
        String::from_utf8_lossy(bytes).trim().to_owned()
    }

    /// Every value that is a date.
    pub(super) fn dates(&self) -> impl Iterator<Item = NaiveDate> {
        self.record
            .iter()
            .filter_map(|bytes| date(std::str::from_utf8(bytes).ok()?))
    }
}

/// A date as written, perhaps with a time after it.
pub(super) fn date(text: &str) -> Option<NaiveDate> {
    let day = text.get(..10)?;
    if !matches!(text.as_bytes().get(10), None | Some(b'T' | b' ')) {
        return None;
    }
    let bytes = day.as_bytes();
    let shape = |(place, byte): (usize, &u8)| {
        if place == 4 || place == 7 {
            *byte == b'-'
        } else {
            byte.is_ascii_digit()
        }
    };
    if !bytes.iter().enumerate().all(shape) {
        return None;
    }
    day.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_counts_as_it_is_written() {
        let rows = [
            ("2018-12-31", Some("2018-12-31")),
            ("2012-01-07T18:36:28Z", Some("2012-01-07")),
            ("2012-01-07 18:36", Some("2012-01-07")),
            ("2018-02-30", None),
            ("2018-12-310", None),
            ("BAD_DATA", None),
            ("+018-12-31", None),
            ("", None),
        ];
        for (text, expected) in rows {
            assert_eq!(
                date(text).map(|day| day.to_string()).as_deref(),
                expected,
                "{text}"
            );
        }
    }
}
