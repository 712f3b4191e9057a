//! Parquet bytes with a seal: how a table is written, and how its footer is believed.
//!
//! A Parquet reader takes lengths and counts from the bytes it reads, so that one flipped bit can
//! make it ask for gigabytes or stop the page. Therefore the 32 bytes before the footer hold its
//! SHA-256, and the footer holds the SHA-256 of every row group. Both are compared before a byte
//! is interpreted. Any other Parquet reader passes over them.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use arrow::array::RecordBatch;
use bytes::Bytes;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::basic::Compression;
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::{KeyValue, ParquetMetaDataReader, SortingColumn};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::reader::{ChunkReader, Length};
use sha2::{Digest as _, Sha256};

use crate::columns;
use crate::schema::{SCHEMA_VERSION, Table};

/// What a Parquet file begins and ends with.
pub(crate) const MAGIC: &[u8; 4] = b"PAR1";
/// Length of the seal.
pub(crate) const SEAL: usize = 32;
/// Length of what follows the footer: its length, and [`MAGIC`].
pub(crate) const TAIL: usize = 8;

const TABLE_KEY: &str = "outcomes.table";
const VERSION_KEY: &str = "outcomes.schema_version";
const PARTS_KEY: &str = "outcomes.row_groups_sha256";

/// The SHA-256 of some bytes.
pub(crate) fn digest(bytes: &[u8]) -> [u8; SEAL] {
    Sha256::digest(bytes).into()
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|digit| char::from(DIGITS[usize::from(digit)]))
        .collect()
}

/// Writes a table, each batch as one row group.
pub(crate) fn write(table: Table, parts: &[RecordBatch]) -> Result<Vec<u8>> {
    write_as(
        table,
        &SCHEMA_VERSION.to_string(),
        table.arrow_schema(),
        parts,
    )
}

/// The same with any schema and version: what a file of another time would look like.
pub(crate) fn write_as(
    table: Table,
    version: &str,
    schema: arrow::datatypes::SchemaRef,
    parts: &[RecordBatch],
) -> Result<Vec<u8>> {
    let sorted_by = table
        .sorted_by()
        .iter()
        .filter_map(|name| schema.index_of(name).ok())
        .filter_map(|index| i32::try_from(index).ok())
        .map(|column_idx| SortingColumn {
            column_idx,
            descending: false,
            nulls_first: false,
        })
        .collect();
    let properties = WriterProperties::builder()
        .set_created_by("outcomes".to_owned())
        .set_compression(Compression::SNAPPY)
        .set_dictionary_enabled(true)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        // A measure's key must not be cut: readers choose row groups by it.
        .set_statistics_truncate_length(None)
        // A measure has one page per column, so an index of pages would only be larger.
        .set_offset_index_disabled(true)
        .set_max_row_group_row_count(None)
        .set_sorting_columns(Some(sorted_by))
        .build();
    let options = ArrowWriterOptions::new()
        .with_properties(properties)
        .with_skip_arrow_metadata(true);
    let mut writer = ArrowWriter::try_new_with_options(Vec::new(), schema, options)?;
    let mut digests = Vec::new();
    writer.sync()?;
    for part in parts {
        let start = writer.inner().len();
        writer.write(part)?;
        writer.flush()?;
        writer.sync()?;
        digests.push(hexadecimal(&digest(&writer.inner()[start..])));
    }
    for (key, value) in [
        (TABLE_KEY, table.key()),
        (VERSION_KEY, version),
        (PARTS_KEY, &digests.join(" ")),
    ] {
        writer.append_key_value_metadata(KeyValue::new(key.to_owned(), value.to_owned()));
    }
    let mut bytes = writer.into_inner()?;
    seal(&mut bytes)?;
    Ok(bytes)
}

/// Puts the digest of the footer before it.
fn seal(bytes: &mut Vec<u8>) -> Result<()> {
    let footer = bytes
        .len()
        .checked_sub(TAIL)
        .and_then(|end| {
            let length: [u8; 4] = bytes[end..end + 4].try_into().ok()?;
            let start = end.checked_sub(usize::try_from(u32::from_le_bytes(length)).ok()?)?;
            Some(start..end)
        })
        .ok_or_else(|| ParquetError::General("a written file has no footer".to_owned()))?;
    let digest = digest(&bytes[footer.clone()]);
    bytes.splice(footer.start..footer.start, digest);
    Ok(())
}

/// A footer whose seal holds, before anything in it is believed.
pub(crate) struct Sealed {
    /// The table that the file says it holds.
    pub(crate) table: String,
    /// The schema version that the file says it has.
    pub(crate) version: String,
    /// The digest of each row group, in hexadecimal digits.
    pub(crate) digests: Vec<String>,
    /// The Parquet metadata.
    pub(crate) metadata: ArrowReaderMetadata,
}

/// Reads a footer, or gives `None` where the seal before it is not its own.
///
/// `bytes` are the seal and the footer, without what follows it.
pub(crate) fn read_footer(bytes: &[u8]) -> Result<Option<Sealed>> {
    let Some((seal, footer)) = bytes.split_at_checked(SEAL) else {
        return Ok(None);
    };
    if digest(footer) != *seal {
        return Ok(None);
    }
    let metadata = ParquetMetaDataReader::decode_metadata(footer)?;
    let value = |key: &str| {
        metadata
            .file_metadata()
            .key_value_metadata()
            .and_then(|pairs| pairs.iter().find(|pair| pair.key == key))
            .and_then(|pair| pair.value.clone())
            .unwrap_or_default()
    };
    Ok(Some(Sealed {
        table: value(TABLE_KEY),
        version: value(VERSION_KEY),
        digests: value(PARTS_KEY)
            .split_ascii_whitespace()
            .map(str::to_owned)
            .collect(),
        metadata: ArrowReaderMetadata::try_new(
            Arc::new(metadata),
            ArrowReaderOptions::new().with_skip_arrow_metadata(true),
        )?,
    }))
}

/// Reads whole row groups from the bytes that begin at `start` in the file.
///
/// The digests of the row groups have been compared already.
pub(crate) fn read_rows(
    metadata: &ArrowReaderMetadata,
    row_groups: std::ops::Range<usize>,
    start: u64,
    bytes: Bytes,
) -> Result<Vec<RecordBatch>> {
    let file = Arc::new(Slice { start, bytes });
    row_groups
        .map(|index| {
            let group = metadata.metadata().row_group(index);
            contained(|| columns::read(group, metadata.schema(), &file))
        })
        .collect()
}

/// Turns a panic of the decoder into an error. In a browser nothing can be caught: there the digests
/// have to do.
fn contained<T>(decode: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(decode)).unwrap_or_else(|_words| {
        let problem = "a damaged page made the decoder stop";
        Err(ParquetError::General(problem.to_owned()))
    })
}

/// Part of a file, addressed by its place in the file.
struct Slice {
    start: u64,
    bytes: Bytes,
}

impl Slice {
    fn from(&self, position: u64) -> Result<Bytes> {
        position
            .checked_sub(self.start)
            .and_then(|offset| usize::try_from(offset).ok())
            .filter(|offset| *offset <= self.bytes.len())
            .map(|offset| self.bytes.slice(offset..))
            .ok_or_else(|| ParquetError::EOF("outside the bytes that were fetched".to_owned()))
    }
}

impl Length for Slice {
    fn len(&self) -> u64 {
        self.start + self.bytes.len() as u64
    }
}

impl ChunkReader for Slice {
    type T = std::io::Cursor<Bytes>;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        self.from(start).map(std::io::Cursor::new)
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        let bytes = self.from(start)?;
        if length > bytes.len() {
            return Err(ParquetError::EOF(
                "outside the bytes that were fetched".to_owned(),
            ));
        }
        Ok(bytes.slice(..length))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_of_the_decoder_is_an_error_without_its_words() {
        assert_eq!(contained(|| Ok(7)).unwrap(), 7);
        let error = contained(|| -> Result<u8> { panic!("a value") }).unwrap_err();
        assert_eq!(
            error.to_string(),
            "Parquet error: a damaged page made the decoder stop"
        );
    }
}
