//! A table of another program, CSV or Parquet, its columns found by any of their names.
//!
//! Values are text whatever they were; nothing here judges one.

use std::fs::{self, File};
use std::io::BufRead;
use std::path::{Path, PathBuf};

use arrow::array::{Array as _, AsArray as _, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use chrono::NaiveDate;
use csv::ByteRecord;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::errors::ParquetError;

use crate::exit::{Failure, INPUT_UNREADABLE};
use crate::ingest::{Records, open_text};
use crate::input::{InputFile, decode_guarded, unreadable};
use crate::pages;
use crate::rejection::Location;

const BATCH_ROWS: usize = 8192;
/// The ends of names of files that can be read.
const ENDINGS: [&str; 3] = [".csv", ".csv.gz", ".parquet"];

/// A file being read.
pub(super) struct Source {
    file: InputFile,
    header: Vec<String>,
    rows: Rows,
}

enum Rows {
    Text(Box<Records<Box<dyn BufRead>>>),
    Parquet {
        batches: ParquetRecordBatchReader,
        batch: Vec<RecordBatch>,
        row: usize,
        before: u64,
    },
}

/// Where a column is, if it is there.
pub(super) type Column = Option<usize>;

/// A row of text.
pub(super) struct Row {
    pub(super) place: Location,
    record: ByteRecord,
}

/// The file that holds a table of a folder, whatever the case of its name; none when it is not
/// there.
///
/// # Errors
/// When the folder cannot be read, or holds the table twice.
pub(super) fn table(folder: &Path, table: &str) -> Result<Option<PathBuf>, Failure> {
    let is_table = |name: &str| {
        let name = name.to_ascii_lowercase();
        ENDINGS
            .iter()
            .any(|ending| name.strip_suffix(ending) == Some(table))
    };
    let mut found = files(folder)?
        .into_iter()
        .filter(|path| is_table(&name_of(path)));
    match (found.next(), found.next()) {
        (Some(first), Some(second)) => Err(Failure::new(
            INPUT_UNREADABLE,
            format!(
                "{}: the table {table} is there as {} and as {}; expected one of them",
                folder.display(),
                name_of(&first),
                name_of(&second)
            ),
        )),
        (found, _) => Ok(found),
    }
}

/// Every file of a folder that can be a table, in order of name.
///
/// # Errors
/// When the folder cannot be read.
pub(super) fn files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let unreadable = |error: std::io::Error| {
        Failure::new(INPUT_UNREADABLE, format!("{}: {error}", folder.display()))
    };
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let name = name_of(&path).to_ascii_lowercase();
        if path.is_file() && ENDINGS.iter().any(|ending| name.ends_with(ending)) {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

/// The name of a file without its folder.
pub(super) fn name_of(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

impl Source {
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        let wrong = |error: &dyn std::fmt::Display| unreadable(path, error);
        let file = InputFile::find(path.to_owned(), name_of(path))?
            .ok_or_else(|| wrong(&"is no longer there"))?;
        let ending = file.name.to_ascii_lowercase();
        let (names, rows) = if ending.ends_with(".parquet") {
            let [opened, again] = [File::open(path), File::open(path)];
            let opened = opened.map_err(|error| wrong(&error))?;
            let again = again.map_err(|error| wrong(&error))?;
            let open = || {
                pages::require_plain(&opened)
                    .map_err(|error| ParquetError::External(error.into()))?;
                let builder = ParquetRecordBatchReaderBuilder::try_new(opened)?;
                for group in 0..builder.metadata().num_row_groups() {
                    pages::require_small(
                        &again,
                        builder.metadata(),
                        group,
                        |_| true,
                        pages::MOST_BYTES,
                    )
                    .map_err(|error| ParquetError::External(error.into()))?;
                }
                let fields = builder.schema().fields();
                let names = fields.iter().map(|field| field.name().clone()).collect();
                let batches = builder.with_batch_size(BATCH_ROWS).build()?;
                Ok::<_, ParquetError>((names, batches))
            };
            let (names, batches) = decode_guarded(open).map_err(|error| wrong(&error))?;
            let rows = Rows::Parquet {
                batches,
                batch: Vec::new(),
                row: 0,
                before: 0,
            };
            (names, rows)
        } else {
            let packed = ENDINGS[1];
            let is_packed = ending.ends_with(packed);
            let text = open_text(path, is_packed, None).map_err(|error| wrong(&error))?;
            let separator = separator(&text.start);
            let whole: Box<dyn BufRead> = Box::new(text.whole());
            let mut records = Records::new(whole, separator);
            let first = next_of_text(&mut records).map_err(|problem| wrong(&problem))?;
            let names = first.map_or(Vec::new(), |row| row.record.iter().map(decoded).collect());
            (names, Rows::Text(Box::new(records)))
        };
        let names: Vec<String> = names;
        Ok(Self {
            file,
            header: names.iter().map(|name| plain(name)).collect(),
            rows,
        })
    }

    /// The name of the file.
    pub(super) fn name(&self) -> &str {
        &self.file.name
    }

    /// The names of all columns: lower case, `_` between words.
    pub(super) fn header(&self) -> &[String] {
        &self.header
    }

    /// The column with one of these names.
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
                    self.file.path.display(),
                    names.join("` or `")
                ),
            ));
        }
        Ok(column)
    }

    /// The next row, or none at the end of the file.
    pub(super) fn next_row(&mut self) -> Result<Option<Row>, Failure> {
        let next = match &mut self.rows {
            Rows::Text(records) => next_of_text(records),
            Rows::Parquet {
                batches,
                batch,
                row,
                before,
            } => next_of_parquet(batches, batch, row, before),
        };
        let next = next.map_err(|problem| self.file.blame(unreadable(&self.file.path, problem)))?;
        if next.is_none() {
            self.file.require_unchanged()?;
        }
        Ok(next)
    }
}

/// The separator that the first line has most of.
fn separator(start: &[u8]) -> u8 {
    let line = start
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    let count = |separator: u8| line.split(|byte| *byte == separator).count();
    let mut separator = b',';
    for other in [b'\t', b'|', b';'] {
        if count(other) > count(separator) {
            separator = other;
        }
    }
    separator
}

fn next_of_text(records: &mut Records<impl BufRead>) -> Result<Option<Row>, String> {
    let more = records.next().map_err(|error| error.to_string())?;
    let line = records.line();
    if records.is_too_long() {
        return Err(format!(
            "line {line}: the row is too long to be one; a quotation mark may be missing"
        ));
    }
    Ok(more.then(|| Row {
        place: Location::Line(line),
        record: (0..records.len())
            .map(|place| records.field(place))
            .collect(),
    }))
}

/// The next row of a Parquet file, numbered through its row groups as one.
fn next_of_parquet(
    batches: &mut ParquetRecordBatchReader,
    batch: &mut Vec<RecordBatch>,
    row: &mut usize,
    before: &mut u64,
) -> Result<Option<Row>, String> {
    while batch.first().is_none_or(|batch| *row == batch.num_rows()) {
        let next = || {
            let next = batches.next().transpose()?;
            next.map(|batch| as_text(&batch)).transpose()
        };
        let Some(next) = decode_guarded(next)? else {
            return Ok(None);
        };
        *before += *row as u64;
        *row = 0;
        *batch = vec![next];
    }
    let mut record = ByteRecord::new();
    for column in batch[0].columns() {
        let column = column.as_string::<i32>();
        let value = column.is_valid(*row).then(|| column.value(*row));
        record.push_field(value.unwrap_or_default().as_bytes());
    }
    *row += 1;
    Ok(Some(Row {
        place: Location::Row {
            group: 1,
            row: *before + *row as u64,
        },
        record,
    }))
}

/// Every column as text; what has no text, such as a list, is empty.
fn as_text(batch: &RecordBatch) -> Result<RecordBatch, arrow::error::ArrowError> {
    let schema = batch.schema();
    let names = schema.fields().iter().map(|field| field.name().clone());
    let columns = batch.columns().iter().map(|column| {
        cast(column, &DataType::Utf8)
            .unwrap_or_else(|_| arrow::array::new_null_array(&DataType::Utf8, column.len()))
    });
    RecordBatch::try_from_iter_with_nullable(
        names
            .zip(columns)
            .map(|(name, column)| (name, column, true)),
    )
}

/// Text, as UTF-8 or else as Windows-1252.
fn decoded(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.trim().to_owned(),
        Err(_) => encoding_rs::WINDOWS_1252
            .decode_without_bom_handling(bytes)
            .0
            .trim()
            .to_owned(),
    }
}

fn plain(name: &str) -> String {
    name.trim().to_ascii_lowercase().replace([' ', '-'], "_")
}

impl Row {
    /// The value of a column without the spaces around it; empty when there is none.
    pub(super) fn text(&self, column: Column) -> String {
        let bytes = column
            .and_then(|column| self.record.get(column))
            .unwrap_or_default();
        decoded(bytes)
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

    #[test]
    fn a_table_is_found_whatever_the_case_of_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let rows = [
            ("PERSON.csv", "a|b\n1|Zo\u{eb}\n"),
            ("death.CSV", "\u{feff}Person ID,Date\n1,2001-02-03\n"),
        ];
        for (name, text) in rows {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let person = table(folder.path(), "person").unwrap().unwrap();
        let mut source = Source::open(&person).unwrap();
        assert_eq!(source.header(), ["a", "b"]);
        let row = source.next_row().unwrap().unwrap();
        assert_eq!(row.text(source.column(&["b"])), "Zo\u{eb}");
        assert_eq!(row.place, Location::Line(2));
        let death = table(folder.path(), "death").unwrap().unwrap();
        assert_eq!(
            Source::open(&death).unwrap().header(),
            ["person_id", "date"]
        );
        assert!(table(folder.path(), "location").unwrap().is_none());
        fs::write(folder.path().join("death.parquet"), "").unwrap();
        let failure = table(folder.path(), "death").unwrap_err();
        assert!(
            failure.message.ends_with("expected one of them"),
            "{failure}"
        );
    }
}
