//! Tables as Parquet: dates as `date32`, text with dictionaries, Snappy.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, Date32Builder, StringDictionaryBuilder};
use arrow::datatypes::{DataType, Field as Column, Int32Type, Schema, SchemaRef};
use arrow::record_batch::RecordBatch;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;

use crate::exit::Failure;

use super::super::row::{Field, Table, is_date, iso_date};
use super::{Habit, not_written};

/// Rows that are gathered before they are encoded.
const BATCH_ROWS: usize = 8_192;

/// Rows of a row group: what a reader's thread takes at once, and what is held in memory here.
const GROUP_ROWS: usize = 262_144;

/// Room for the ids of a row group, so that they stay in the dictionary.
const DICTIONARY_BYTES: usize = 8 << 20;

/// Four Parquet files.
pub(in super::super) struct ParquetTables {
    tables: Vec<ParquetTable>,
}

struct ParquetTable {
    table: Table,
    schema: SchemaRef,
    columns: Vec<Values>,
    rows: usize,
    writer: ArrowWriter<File>,
}

/// The gathered values of one column.
enum Values {
    Dates(Date32Builder),
    Text(StringDictionaryBuilder<Int32Type>),
}

impl ParquetTables {
    pub(super) fn create(folder: &Path, habit: Habit) -> Result<Self, Failure> {
        let tables = Table::EVERY
            .into_iter()
            .map(|table| ParquetTable::create(folder, table, habit))
            .collect::<Result<_, _>>()?;
        Ok(Self { tables })
    }

    pub(super) fn write(&mut self, table: Table, fields: &[Field]) -> Result<(), Failure> {
        self.tables[table as usize].write(fields)
    }

    pub(super) fn finish(self) -> Result<(), Failure> {
        self.tables.into_iter().try_for_each(ParquetTable::finish)
    }
}

impl ParquetTable {
    fn create(folder: &Path, table: Table, habit: Habit) -> Result<Self, Failure> {
        let dated = |name: &str| is_date(name) && habit == Habit::Careful;
        let text = || DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
        let columns: Vec<Column> = table
            .columns()
            .iter()
            .map(|name| {
                Column::new(
                    *name,
                    if dated(name) {
                        DataType::Date32
                    } else {
                        text()
                    },
                    true,
                )
            })
            .collect();
        let schema = Arc::new(Schema::new(columns));
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_max_row_group_row_count(Some(GROUP_ROWS))
            .set_dictionary_page_size_limit(DICTIONARY_BYTES)
            .build();
        // Without Arrow's own schema the file says what every Parquet reader understands: text.
        let options = ArrowWriterOptions::new()
            .with_properties(properties)
            .with_skip_arrow_metadata(true);
        let path = folder.join(format!("{}.parquet", table.name()));
        let file = File::create(path).map_err(|e| not_written(table, e))?;
        let writer = ArrowWriter::try_new_with_options(file, Arc::clone(&schema), options)
            .map_err(|e| not_written(table, e))?;
        Ok(Self {
            columns: schema
                .fields()
                .iter()
                .map(|field| Values::new(field))
                .collect(),
            table,
            schema,
            rows: 0,
            writer,
        })
    }

    fn write(&mut self, fields: &[Field]) -> Result<(), Failure> {
        for (column, field) in self.columns.iter_mut().zip(fields) {
            column
                .append(field)
                .map_err(|e| not_written(self.table, e))?;
        }
        self.rows += 1;
        if self.rows == BATCH_ROWS {
            self.encode()
        } else {
            Ok(())
        }
    }

    fn encode(&mut self) -> Result<(), Failure> {
        let columns: Vec<ArrayRef> = self.columns.iter_mut().map(Values::finish).collect();
        self.rows = 0;
        RecordBatch::try_new(Arc::clone(&self.schema), columns)
            .map_err(|e| not_written(self.table, e))
            .and_then(|batch| {
                self.writer
                    .write(&batch)
                    .map_err(|e| not_written(self.table, e))
            })
    }

    fn finish(mut self) -> Result<(), Failure> {
        self.encode()?;
        self.writer
            .close()
            .map_err(|e| not_written(self.table, e))?;
        Ok(())
    }
}

impl Values {
    fn new(column: &Column) -> Self {
        match column.data_type() {
            DataType::Date32 => Self::Dates(Date32Builder::new()),
            _ => Self::Text(StringDictionaryBuilder::new()),
        }
    }

    fn append(&mut self, field: &Field) -> Result<(), &'static str> {
        match (self, field) {
            (Self::Dates(days), Field::Nothing) => days.append_null(),
            (Self::Dates(days), Field::Day(day)) => days.append_value(*day),
            (Self::Text(texts), Field::Nothing) => texts.append_null(),
            (Self::Text(texts), Field::Text(text)) => texts.append_value(text),
            (Self::Text(texts), Field::Day(day)) => {
                let date = iso_date(*day);
                texts.append_value(std::str::from_utf8(&date).expect("a date is ASCII"));
            }
            (Self::Dates(_), Field::Text(_) | Field::Bytes(_))
            | (Self::Text(_), Field::Bytes(_)) => {
                return Err("a Parquet column holds values of one type");
            }
        }
        Ok(())
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Dates(days) => Arc::new(days.finish()),
            Self::Text(texts) => Arc::new(texts.finish()),
        }
    }
}
