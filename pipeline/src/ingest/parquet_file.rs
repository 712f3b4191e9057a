//! A Parquet file as batches, one row group at a time.
//!
//! Only the table's own columns are decoded. Text that repeats is kept as a dictionary, so that a
//! code is looked up once and not once a row. Every call into the decoder is guarded: a damaged
//! file is the file's fault, however the decoder takes it.

use std::fs::File;
use std::sync::Arc;

use arrow::array::{Array as _, ArrayRef, AsArray as _};
use arrow::compute::cast;
use arrow::datatypes::TimeUnit;
use arrow::datatypes::{DataType, Date32Type, Field, Int32Type, Int64Type, Schema as ArrowSchema};
use arrow::error::ArrowError;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use parquet::basic::Encoding;

use crate::exit::Failure;
use crate::input::{decode_guarded, unreadable};
use crate::pages;
use crate::progress::Step;

use super::batch::{Batch, Cells, Places};
use super::header::Header;
use super::outcome::Receiver;
use super::schema::{Form, Schema};
use super::source::Part;

/// Rows that are worked on at once.
const BATCH_ROWS: usize = 8192;
/// Bytes that are worked on at once: rows of notes and documents come in smaller batches.
const BATCH_BYTES: u64 = 64 << 20;
/// The largest row group that is believed, in bytes.
const MOST_BYTES: usize = 1 << 40;

/// A Parquet file whose columns fit the table.
#[derive(Debug)]
pub(super) struct ParquetFile {
    /// Ids as text, each by itself.
    metadata: ArrowReaderMetadata,
    /// Ids as words of a dictionary, so that a person is looked for once in a row group and not
    /// once in a row.
    ids_as_words: ArrowReaderMetadata,
    header: Header,
}

/// Opens a file and checks its columns and their types.
pub(super) fn open(part: &Part, schema: &Schema) -> Result<ParquetFile, Failure> {
    let wrong = |problem: String| unreadable(&part.input.path, problem);
    let file = File::open(&part.input.path).map_err(|error| wrong(error.to_string()))?;
    pages::require_plain(&file)
        .map_err(|error| wrong(format!("not a whole Parquet file: {error}")))?;
    let metadata = decode_guarded(|| {
        ArrowReaderMetadata::load(&file, ArrowReaderOptions::default())
            .map_err(|error| format!("not a whole Parquet file: {error}"))
    })
    .map_err(wrong)?;
    let fields = metadata.schema().fields();
    let names: Vec<String> = fields.iter().map(|field| field.name().clone()).collect();
    let header = Header::of(part, schema, &names)?;

    let read_as = |ids: &DataType| -> Result<ArrowReaderMetadata, Failure> {
        let mut wanted: Vec<Arc<Field>> = fields.iter().cloned().collect();
        for (column, place) in schema.columns.iter().zip(&header.places) {
            let Some(place) = *place else { continue };
            let found = fields[place].data_type();
            let Some(read_as) = read_as(column.form, found, ids) else {
                return Err(wrong(format!(
                    "column `{}`: has the type {found}; expected {}",
                    column.name,
                    column.form.expected()
                )));
            };
            wanted[place] = Arc::new(fields[place].as_ref().clone().with_data_type(read_as));
        }
        let options = ArrowReaderOptions::new().with_schema(Arc::new(ArrowSchema::new(wanted)));
        decode_guarded(|| ArrowReaderMetadata::try_new(Arc::clone(metadata.metadata()), options))
            .map_err(wrong)
    };
    Ok(ParquetFile {
        metadata: read_as(&DataType::Utf8View)?,
        ids_as_words: read_as(&words())?,
        header,
    })
}

impl ParquetFile {
    pub(super) fn row_groups(&self) -> usize {
        self.metadata.metadata().num_row_groups()
    }

    pub(super) fn rows(&self) -> usize {
        let rows = self.metadata.metadata().file_metadata().num_rows();
        usize::try_from(rows).unwrap_or_default()
    }

    /// Bytes of the largest row group, decompressed.
    pub(super) fn largest_group(&self) -> usize {
        let groups = self.metadata.metadata().row_groups().iter();
        let bytes =
            groups.map(|group| usize::try_from(group.total_byte_size()).unwrap_or_default());
        bytes.max().unwrap_or_default().min(MOST_BYTES)
    }

    pub(super) fn header(&self) -> &Header {
        &self.header
    }

    /// How a row group is best read: as words where they repeat, unless its writer has given up a
    /// dictionary that grew too large.
    fn of_group(&self, schema: &Schema, group: usize) -> ArrowReaderMetadata {
        let metadata = self.metadata.metadata();
        let root = |leaf: usize| {
            let descriptor = metadata.file_metadata().schema_descr();
            descriptor.get_column_root_idx(leaf)
        };
        let columns = metadata.row_group(group).columns().iter().enumerate();
        let mut ids = columns.filter(|(leaf, _)| {
            let places = schema.columns.iter().zip(&self.header.places);
            places
                .clone()
                .any(|(column, place)| column.form == Form::Id && *place == Some(root(*leaf)))
        });
        let are_words = ids.all(|(_, column)| {
            column.page_encoding_stats_mask().is_some_and(|pages| {
                pages.is_only(Encoding::RLE_DICTIONARY) || pages.is_only(Encoding::PLAIN_DICTIONARY)
            })
        });
        if schema.ids_repeat && are_words {
            self.ids_as_words.clone()
        } else {
            self.metadata.clone()
        }
    }

    /// Reads one row group.
    pub(super) fn read_group(
        &self,
        part: &Part,
        schema: &Schema,
        group: usize,
        step: &Step,
        receiver: &mut impl Receiver,
    ) -> Result<(), Failure> {
        let wrong = |problem: String| {
            let group = group + 1;
            unreadable(&part.input.path, format!("row group {group}: {problem}"))
        };
        receiver.header(&self.header);
        let columns: Vec<(usize, Form)> = self
            .header
            .places
            .iter()
            .zip(schema.columns)
            .filter_map(|(place, column)| Some(((*place)?, column.form)))
            .filter(|(_, form)| *form != Form::NotRead)
            .collect();
        let file = File::open(&part.input.path).map_err(|error| wrong(error.to_string()))?;
        let parquet_schema = self.metadata.metadata().file_metadata().schema_descr();
        let mask = ProjectionMask::roots(parquet_schema, columns.iter().map(|(place, _)| *place));
        let in_file = self.metadata.metadata().row_group(group);
        let bytes = decode_guarded(|| {
            let metadata = self.metadata.metadata();
            pages::require_small(
                &file,
                metadata,
                group,
                |leaf| mask.leaf_included(leaf),
                pages::MOST_BYTES,
            )
        })
        .map_err(wrong)?;
        let builder =
            ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.of_group(schema, group))
                .with_row_groups(vec![group])
                .with_projection(mask)
                .with_batch_size(batch_rows(in_file.num_rows(), bytes));
        let mut batches = decode_guarded(|| builder.build()).map_err(wrong)?;
        let mut before = 0;
        while let Some(batch) = decode_guarded(|| batches.next().transpose()).map_err(wrong)? {
            // The reader gives the chosen columns in the file's order, whatever ours is.
            let position =
                |place: usize| columns.iter().filter(|(other, _)| *other < place).count();
            let mut cells = Vec::with_capacity(schema.columns.len());
            for (column, place) in schema.columns.iter().zip(&self.header.places) {
                cells.push(match place {
                    Some(place) if column.form != Form::NotRead => {
                        decode_guarded(|| cells_of(batch.column(position(*place))))
                            .map_err(wrong)?
                    }
                    _ => Cells::Absent,
                });
            }
            let rows = batch.num_rows();
            receiver.batch(&Batch {
                rows,
                cells,
                places: Places::Rows {
                    group: group as u64 + 1,
                    before,
                },
            });
            before += rows as u64;
            step.advance(rows as u64, 0);
            if receiver.has_seen_enough() {
                return Ok(());
            }
        }
        let claimed = in_file.num_rows();
        if i64::try_from(before) != Ok(claimed) {
            return Err(wrong(format!(
                "says that it has {claimed} rows and has {before}"
            )));
        }
        step.advance(
            0,
            u64::try_from(in_file.compressed_size()).unwrap_or_default(),
        );
        Ok(())
    }
}

/// How many rows of a row group are worked on at once, by what a row takes on average.
fn batch_rows(n_rows: i64, bytes: u64) -> usize {
    let n_rows = u64::try_from(n_rows).unwrap_or(0).max(1);
    let row_bytes = bytes.div_ceil(n_rows).max(1);
    let rows = usize::try_from(BATCH_BYTES / row_bytes).unwrap_or(BATCH_ROWS);
    rows.clamp(1, BATCH_ROWS)
}

/// The type to read a column as, or none when it cannot hold what the form needs.
fn read_as(form: Form, found: &DataType, ids: &DataType) -> Option<DataType> {
    use DataType::{Date32, Date64, Decimal128, Null, Timestamp};
    match (form, found) {
        (Form::NotRead, _) | (_, Null) => Some(found.clone()),
        (Form::Word | Form::Code, _) if is_text(found) => Some(words()),
        (Form::Id, _) if is_text(found) => Some(ids.clone()),
        (_, _) if is_text(found) => Some(DataType::Utf8View),
        (Form::Id | Form::Code, _) if found.is_integer() => Some(found.clone()),
        // Databases that know only one kind of number write whole ones as decimals.
        (Form::Day | Form::DayOrMonth, Date32 | Date64 | Timestamp(_, _))
        | (Form::Id | Form::Code, Decimal128(_, 0)) => Some(found.clone()),
        _ => None,
    }
}

/// Text of which each different value is there once.
fn words() -> DataType {
    DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
}

fn is_text(found: &DataType) -> bool {
    match found {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => true,
        DataType::Dictionary(_, values) => is_text(values),
        _ => false,
    }
}

fn cells_of(array: &ArrayRef) -> Result<Cells, ArrowError> {
    const DAY_SECONDS: i64 = 86_400;
    let units_a_day = match array.data_type() {
        DataType::Null => return Ok(Cells::Absent),
        DataType::Dictionary(_, _) => {
            let words = array.as_dictionary::<Int32Type>();
            let values = words.values().as_string::<i32>().clone();
            return Ok(Cells::Words(words.keys().clone(), values));
        }
        DataType::Date32 => return Ok(Cells::Days(array.as_primitive::<Date32Type>().clone())),
        found if is_text(found) => {
            let text = cast(array, &DataType::Utf8View)?;
            return Ok(Cells::Text(text.as_string_view().clone().to_binary_view()));
        }
        DataType::UInt64 | DataType::Decimal128(_, _) => {
            let text = cast(&cast(array, &DataType::Utf8)?, &DataType::Utf8View)?;
            return Ok(Cells::Text(text.as_string_view().clone().to_binary_view()));
        }
        DataType::Date64 | DataType::Timestamp(TimeUnit::Millisecond, _) => DAY_SECONDS * 1000,
        DataType::Timestamp(TimeUnit::Second, _) => DAY_SECONDS,
        DataType::Timestamp(TimeUnit::Microsecond, _) => DAY_SECONDS * 1_000_000,
        DataType::Timestamp(TimeUnit::Nanosecond, _) => DAY_SECONDS * 1_000_000_000,
        _ => {
            let numbers = cast(array, &DataType::Int64)?;
            return Ok(Cells::Numbers(numbers.as_primitive::<Int64Type>().clone()));
        }
    };
    let ticks = cast(array, &DataType::Int64)?;
    let days = ticks
        .as_primitive::<Int64Type>()
        .unary(|ticks| ticks.div_euclid(units_a_day));
    Ok(Cells::LongDays(days))
}
