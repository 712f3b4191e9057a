//! The columns of a row group, read one by one.
//!
//! Parquet's own reader of record batches can read every type into every other, which is half a
//! megabyte of program for a browser to fetch. Published tables have five types and lists of two.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, Date32Array, Float64Array, Int32Array, ListArray, RecordBatch, StringArray,
    UInt32Array,
};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::datatypes::{DataType, Field, FieldRef, Schema};
use parquet::basic::Encoding;
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::column::reader::ColumnReaderImpl;
use parquet::data_type::{ByteArray, ByteArrayType, DataType as Physical, DoubleType, Int32Type};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::{ColumnChunkMetaData, RowGroupMetaData};
use parquet::file::reader::ChunkReader;
use parquet::file::serialized_reader::SerializedPageReader;

/// Every column of a row group that has a type of published tables, in the order of the file.
pub(crate) fn read<R: ChunkReader + 'static>(
    group: &RowGroupMetaData,
    schema: &Schema,
    file: &Arc<R>,
) -> Result<RecordBatch> {
    let n_rows = usize::try_from(group.num_rows())
        .map_err(|_negative| ParquetError::General("a negative number of rows".to_owned()))?;
    let (mut fields, mut arrays): (Vec<FieldRef>, Vec<ArrayRef>) = (Vec::new(), Vec::new());
    for chunk in group.columns() {
        let top = chunk.column_path().parts().first();
        let Some(field) = top.and_then(|name| schema.field_with_name(name).ok()) else {
            continue;
        };
        if let Some(array) = column(field, chunk, n_rows, file)? {
            fields.push(Arc::new(field.clone()));
            arrays.push(array);
        }
    }
    Ok(RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)?)
}

fn column<R: ChunkReader + 'static>(
    field: &Field,
    chunk: &ColumnChunkMetaData,
    n_rows: usize,
    file: &Arc<R>,
) -> Result<Option<ArrayRef>> {
    if let DataType::List(element) = field.data_type() {
        return list(field, element, chunk, n_rows, file);
    }
    let levels = Levels::of_values(field.is_nullable());
    Ok(match field.data_type() {
        DataType::Utf8 => Some(texts(
            &raw::<ByteArrayType, R>(chunk, n_rows, file)?,
            levels,
        )?),
        DataType::Date32 | DataType::Int32 | DataType::UInt32 => {
            let raw = raw::<Int32Type, R>(chunk, n_rows, file)?;
            Some(whole_numbers(field.data_type(), &raw, levels))
        }
        DataType::Float64 => {
            let raw = raw::<DoubleType, R>(chunk, n_rows, file)?;
            Some(Arc::new(raw.cells(levels).collect::<Float64Array>()))
        }
        _ => None,
    })
}

/// A column as it is stored: values that are there, and for each place how far it is defined.
struct Raw<T> {
    values: Vec<T>,
    definitions: Vec<i16>,
    repetitions: Vec<i16>,
}

/// From which level on there is a place for a value, and from which a value.
#[derive(Debug, Clone, Copy)]
struct Levels {
    place: i16,
    value: i16,
}

impl Levels {
    fn of_values(nullable: bool) -> Self {
        Self {
            place: 0,
            value: i16::from(nullable),
        }
    }
}

impl<T: Clone> Raw<T> {
    /// Each place with its value, if it has one.
    fn cells(&self, levels: Levels) -> impl Iterator<Item = Option<T>> {
        let always = self.definitions.is_empty().then_some(self.values.len());
        let definitions = self.definitions.iter().copied();
        let everywhere = std::iter::repeat_n(levels.value, always.unwrap_or_default());
        let mut values = self.values.iter();
        definitions
            .chain(everywhere)
            .filter(move |level| *level >= levels.place)
            .map(move |level| {
                let there = level >= levels.value;
                there.then(|| values.next().cloned()).flatten()
            })
    }
}

fn raw<T: Physical, R: ChunkReader + 'static>(
    chunk: &ColumnChunkMetaData,
    n_rows: usize,
    file: &Arc<R>,
) -> Result<Raw<T::T>> {
    let pages = Pages {
        pages: SerializedPageReader::new(Arc::clone(file), chunk, n_rows, None)?,
        has_dictionary: false,
    };
    let mut reader = ColumnReaderImpl::<T>::new(chunk.column_descr_ptr(), Box::new(pages));
    let mut raw = Raw {
        values: Vec::new(),
        definitions: Vec::new(),
        repetitions: Vec::new(),
    };
    let (found, ..) = reader.read_records(
        n_rows,
        Some(&mut raw.definitions),
        Some(&mut raw.repetitions),
        &mut raw.values,
    )?;
    if found == n_rows {
        Ok(raw)
    } else {
        Err(ParquetError::General(format!(
            "column {} has {found} of {n_rows} rows",
            chunk.column_path()
        )))
    }
}

/// The pages of a column in one of the two ways in which published tables are written, of which none
/// refers to a dictionary that has not come: the decoder would not survive it, and other encodings
/// can claim more values than there is memory for.
struct Pages<R: ChunkReader> {
    pages: SerializedPageReader<R>,
    has_dictionary: bool,
}

impl<R: ChunkReader> PageReader for Pages<R> {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        let Some(page) = self.pages.get_next_page()? else {
            return Ok(None);
        };
        self.has_dictionary |= matches!(page, Page::DictionaryPage { .. });
        let is_published = match page.encoding() {
            Encoding::PLAIN => true,
            Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY => self.has_dictionary,
            _ => false,
        };
        if is_published {
            Ok(Some(page))
        } else {
            let problem = "a page is not written as those of published tables are";
            Err(ParquetError::General(problem.to_owned()))
        }
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        self.pages.peek_next_page()
    }

    fn skip_next_page(&mut self) -> Result<()> {
        self.pages.skip_next_page()
    }
}

impl<R: ChunkReader> Iterator for Pages<R> {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}

fn texts(raw: &Raw<ByteArray>, levels: Levels) -> Result<ArrayRef> {
    let cells = raw.cells(levels).map(|cell| {
        cell.map(|bytes| {
            let text = std::str::from_utf8(bytes.data());
            text.map(str::to_owned)
                .map_err(|error| ParquetError::General(format!("text is not UTF-8: {error}")))
        })
        .transpose()
    });
    Ok(Arc::new(cells.collect::<Result<StringArray>>()?))
}

/// Whole numbers of 32 bits, with a sign, without one, or as days.
fn whole_numbers(kind: &DataType, raw: &Raw<i32>, levels: Levels) -> ArrayRef {
    let cells = raw.cells(levels);
    match kind {
        DataType::Date32 => Arc::new(cells.collect::<Date32Array>()),
        DataType::UInt32 => Arc::new(
            cells
                .map(|cell| cell.map(i32::cast_unsigned))
                .collect::<UInt32Array>(),
        ),
        _ => Arc::new(cells.collect::<Int32Array>()),
    }
}

fn list<R: ChunkReader + 'static>(
    field: &Field,
    element: &FieldRef,
    chunk: &ColumnChunkMetaData,
    n_rows: usize,
    file: &Arc<R>,
) -> Result<Option<ArrayRef>> {
    let there = i16::from(field.is_nullable());
    let levels = Levels {
        place: there + 1,
        value: there + 1 + i16::from(element.is_nullable()),
    };
    let (elements, definitions, repetitions) = match element.data_type() {
        DataType::Utf8 => {
            let raw = raw::<ByteArrayType, R>(chunk, n_rows, file)?;
            (texts(&raw, levels)?, raw.definitions, raw.repetitions)
        }
        DataType::Date32 => {
            let raw = raw::<Int32Type, R>(chunk, n_rows, file)?;
            let days = whole_numbers(element.data_type(), &raw, levels);
            (days, raw.definitions, raw.repetitions)
        }
        _ => return Ok(None),
    };
    let (mut lengths, mut present) = (Vec::new(), Vec::new());
    for (definition, repetition) in definitions.iter().zip(&repetitions) {
        if *repetition == 0 {
            lengths.push(0);
            present.push(*definition >= there);
        }
        if let Some(length) = lengths.last_mut().filter(|_| *definition >= levels.place) {
            *length += 1;
        }
    }
    let offsets = OffsetBuffer::from_lengths(lengths);
    let nulls = field.is_nullable().then(|| NullBuffer::from(present));
    let lists = ListArray::try_new(Arc::clone(element), offsets, elements, nulls)?;
    Ok(Some(Arc::new(lists)))
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use parquet::arrow::ArrowWriter;
    use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};
    use parquet::file::properties::WriterProperties;

    use super::*;

    fn read_again(properties: WriterProperties) -> Result<RecordBatch> {
        let texts: ArrayRef = Arc::new(StringArray::from(vec!["a", "b", "a"]));
        let rows = RecordBatch::try_from_iter([("text", texts)])?;
        let mut bytes = Vec::new();
        let mut writer = ArrowWriter::try_new(&mut bytes, rows.schema(), Some(properties))?;
        writer.write(&rows)?;
        writer.close()?;
        let file = Arc::new(Bytes::from(bytes));
        let metadata = ArrowReaderMetadata::load(&*file, ArrowReaderOptions::default())?;
        read(metadata.metadata().row_group(0), metadata.schema(), &file)
    }

    #[test]
    fn only_the_encodings_of_published_tables_are_decoded() {
        let plain = || WriterProperties::builder().set_dictionary_enabled(false);
        for properties in [WriterProperties::builder(), plain()] {
            assert_eq!(read_again(properties.build()).unwrap().num_rows(), 3);
        }
        for encoding in [
            Encoding::DELTA_LENGTH_BYTE_ARRAY,
            Encoding::DELTA_BYTE_ARRAY,
        ] {
            let refused = read_again(plain().set_encoding(encoding).build()).unwrap_err();
            assert!(refused.to_string().contains("not written as"), "{refused}");
        }
    }
}
