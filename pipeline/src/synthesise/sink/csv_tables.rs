//! Tables as CSV (RFC 4180).

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use crate::exit::Failure;

use super::super::row::{Field, Table, iso_date};
use super::{Habit, not_written};

/// Four CSV files.
pub(in super::super) struct CsvTables {
    writers: Vec<csv::Writer<BufWriter<File>>>,
    habit: Habit,
}

/// The column that careless exporters leave in, and what stands in it: text beyond ASCII, so that
/// the file can be nothing but UTF-8.
const EXTRA: (&str, &str) = ("export_note", "naïve £");

impl CsvTables {
    pub(super) fn create(folder: &Path, habit: Habit) -> Result<Self, Failure> {
        let mut writers = Vec::new();
        for table in Table::EVERY {
            let path = folder.join(format!("{}.csv", table.name()));
            let mut file = File::create(path).map_err(|e| not_written(table, e))?;
            let mut options = csv::WriterBuilder::new();
            options.flexible(true);
            let mut header = table.columns().to_vec();
            if habit == Habit::Careless {
                file.write_all("\u{feff}".as_bytes())
                    .map_err(|e| not_written(table, e))?;
                options.terminator(csv::Terminator::CRLF);
                header.push(EXTRA.0);
            }
            let mut writer = options.from_writer(BufWriter::with_capacity(1 << 16, file));
            writer
                .write_record(header)
                .map_err(|e| not_written(table, e))?;
            writers.push(writer);
        }
        Ok(Self { writers, habit })
    }

    pub(super) fn write(&mut self, table: Table, fields: &[Field]) -> Result<(), Failure> {
        let writer = &mut self.writers[table as usize];
        let mut append = || {
            for field in fields {
                match field {
                    Field::Nothing => writer.write_field("")?,
                    Field::Text(text) => writer.write_field(text.as_bytes())?,
                    Field::Day(day) => writer.write_field(iso_date(*day))?,
                    Field::Bytes(bytes) => writer.write_field(bytes)?,
                }
            }
            // A ragged row stays ragged: it ends where it ends.
            if self.habit == Habit::Careless && fields.len() == table.columns().len() {
                writer.write_field(EXTRA.1)?;
            }
            writer.write_record(None::<&[u8]>)
        };
        append().map_err(|e| not_written(table, e))
    }

    pub(super) fn finish(self) -> Result<(), Failure> {
        for (table, mut writer) in Table::EVERY.into_iter().zip(self.writers) {
            writer.flush().map_err(|e| not_written(table, e))?;
        }
        Ok(())
    }
}
