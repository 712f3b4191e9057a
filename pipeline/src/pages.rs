//! What the pages of a Parquet file unpack to, told by their headers before any is unpacked.
//!
//! A decoder makes room for as much as a page says it unpacks to, and of some packings it unpacks
//! whatever is there. So a small file can ask for more memory than there is, by malice or by one
//! flipped bit. Pages that real writers make are about a mebibyte.

mod delta;
mod footer;

pub(crate) use footer::require_plain;

use std::fs::File;
use std::io::{self, BufReader, Read, Seek as _, SeekFrom};

use flate2::read::MultiGzDecoder;
use parquet::basic::Compression;
use parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData};
use thrift::protocol::{TCompactInputProtocol, TInputProtocol, TType};

/// The most that one page of each column may unpack to, of all columns read together.
pub(crate) const MOST_BYTES: u64 = 512 << 20;

/// Gzip makes nothing smaller than this by more than it.
const GZIP_RATIO: u64 = 1032;

/// Why a row group is not read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PageError {
    /// Its pages would take too much memory.
    #[error(
        "unpacks to more than {} MiB at once, which is not believed; write it again with smaller pages",
        most >> 20
    )]
    TooLarge {
        /// What is believed, in bytes.
        most: u64,
    },
    /// Its footer is none.
    #[error("its footer is damaged, or says what no footer of Parquet says")]
    Footer,
    /// A page is not what its header says.
    #[error("column {column}: the header of a page is damaged")]
    Damaged {
        /// The column's name.
        column: String,
    },
    /// The disk said no.
    #[error(transparent)]
    Disk(#[from] io::Error),
}

/// Looks at the header of every page of some columns of a row group; gives what all of them unpack
/// to, in bytes.
///
/// # Errors
/// When a header cannot be read, and when the largest pages of these columns, one of each, unpack
/// to more than `most` bytes together.
pub(crate) fn require_small(
    file: &File,
    metadata: &ParquetMetaData,
    group: usize,
    is_read: impl Fn(usize) -> bool,
    most: u64,
) -> Result<u64, PageError> {
    let group = metadata.row_group(group);
    let n_rows = usize::try_from(group.num_rows()).unwrap_or_default();
    let columns = group.columns().iter().enumerate();
    let (mut left, mut all) = (most, 0);
    for (_, column) in columns.filter(|(leaf, _)| is_read(*leaf)) {
        let [largest, together] = sizes(file, column, n_rows, left)?;
        left = left
            .checked_sub(largest)
            .ok_or(PageError::TooLarge { most })?;
        all += together;
    }
    Ok(all)
}

/// Bytes of a column's largest page and of all of its pages, unpacked; the largest is more than
/// `most` when one has more.
fn sizes(
    file: &File,
    column: &ColumnChunkMetaData,
    n_rows: usize,
    most: u64,
) -> Result<[u64; 2], PageError> {
    let damaged = || PageError::Damaged {
        column: format!("`{}`", column.column_path().string()),
    };
    let offset = |at: i64| u64::try_from(at).map_err(|_negative| damaged());
    // Where the decoder begins too: of a column without rows some writers give no place of data.
    let first = column.dictionary_page_offset();
    let first = first.unwrap_or_else(|| column.data_page_offset());
    let (mut at, bytes) = (offset(first)?, offset(column.compressed_size())?);
    let end = at.checked_add(bytes).ok_or_else(damaged)?;
    let mut reader = BufReader::new(file);
    reader.seek(SeekFrom::Start(at))?;
    let (mut largest, mut all, mut has_lengths) = (0, 0, false);
    while at < end {
        let page = Page::read(&mut reader).map_err(|_unreadable| damaged())?;
        let start = reader.stream_position()?;
        let next = start.checked_add(page.packed).ok_or_else(damaged)?;
        if next > end {
            return Err(damaged());
        }
        largest = largest.max(page.unpacked);
        all += page.unpacked;
        has_lengths |= page.has_lengths();
        if largest <= most {
            page.require_true(&mut reader, column.compression(), most)
                .map_err(|_other| damaged())?;
        }
        reader.seek(SeekFrom::Start(next))?;
        at = next;
    }
    if has_lengths && largest <= most {
        let [longest, together] =
            delta::sizes(file, column, n_rows, most).map_err(|_other| damaged())?;
        return Ok([largest.max(longest), all + together]);
    }
    Ok([largest, all])
}

/// What the header of a page says, in bytes.
#[derive(Debug, Default, PartialEq, Eq)]
struct Page {
    unpacked: u64,
    packed: u64,
    /// Levels, which newer pages have in front and never packed.
    levels: u64,
    /// How its values are written, by the number that the format gives it.
    encoding: i32,
}

impl Page {
    /// Reads the fields that say how large a page is.
    ///
    /// `PageHeader` of the Parquet format, in Thrift's compact protocol: field 2 is the size
    /// unpacked and field 3 packed; of field 5, a data page of the first version, field 2 is the
    /// encoding; of field 8, one of the second, field 4 is, and fields 5 and 6 are the sizes of
    /// its levels.
    fn read(reader: &mut impl Read) -> thrift::Result<Self> {
        let mut protocol = TCompactInputProtocol::new(reader);
        let mut page = Self::default();
        fields(&mut protocol, |protocol, id, kind| {
            match (id, kind) {
                (2, TType::I32) => page.unpacked = size(protocol)?,
                (3, TType::I32) => page.packed = size(protocol)?,
                (5, TType::Struct) => fields(protocol, |protocol, id, kind| {
                    match (id, kind) {
                        (2, TType::I32) => page.encoding = protocol.read_i32()?,
                        _ => protocol.skip(kind)?,
                    }
                    Ok(())
                })?,
                (8, TType::Struct) => fields(protocol, |protocol, id, kind| {
                    match (id, kind) {
                        (4, TType::I32) => page.encoding = protocol.read_i32()?,
                        (5 | 6, TType::I32) => page.levels += size(protocol)?,
                        _ => protocol.skip(kind)?,
                    }
                    Ok(())
                })?,
                _ => protocol.skip(kind)?,
            }
            Ok(())
        })?;
        Ok(page)
    }

    /// Whether the lengths of its values are written in front of them, as differences.
    fn has_lengths(&self) -> bool {
        let mut encodings = delta::ENCODINGS.iter();
        encodings.any(|encoding| *encoding as i32 == self.encoding)
    }

    /// Where the decoder would unpack more than the header says, counts what it would unpack,
    /// unless that cannot be more than `most`.
    fn require_true(
        &self,
        reader: &mut impl Read,
        packing: Compression,
        most: u64,
    ) -> io::Result<()> {
        let packed = self.packed.saturating_sub(self.levels);
        let said = self.unpacked.saturating_sub(self.levels);
        let pass_over = io::copy(&mut reader.by_ref().take(self.levels), &mut io::sink())?;
        let mut page = reader.take(packed);
        let unpacked = match packing {
            Compression::GZIP(_) if packed.saturating_mul(GZIP_RATIO) > most => io::copy(
                &mut MultiGzDecoder::new(page).take(said + 1),
                &mut io::sink(),
            )?,
            Compression::BROTLI(_) => {
                let mut decoder = brotli::Decompressor::new(&mut page, 1 << 12).take(said + 1);
                io::copy(&mut decoder, &mut io::sink())?
            }
            _ => return Ok(()),
        };
        if unpacked > said || pass_over != self.levels {
            return Err(io::ErrorKind::InvalidData.into());
        }
        Ok(())
    }
}

/// Reads the fields of a struct, each by its number and type.
fn fields<P: TInputProtocol>(
    protocol: &mut P,
    mut field: impl FnMut(&mut P, i16, TType) -> thrift::Result<()>,
) -> thrift::Result<()> {
    protocol.read_struct_begin()?;
    loop {
        let found = protocol.read_field_begin()?;
        if found.field_type == TType::Stop {
            return protocol.read_struct_end();
        }
        field(protocol, found.id.unwrap_or_default(), found.field_type)?;
        protocol.read_field_end()?;
    }
}

fn size(protocol: &mut impl TInputProtocol) -> thrift::Result<u64> {
    let size = protocol.read_i32()?;
    u64::try_from(size).map_err(|_negative| thrift::Error::from("a size below zero"))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{ArrayRef, RecordBatch, StringArray};
    use parquet::arrow::ArrowWriter;
    use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};
    use parquet::basic::{BrotliLevel, GzipLevel, ZstdLevel};
    use parquet::file::properties::WriterProperties;

    use super::*;

    /// The bytes of each value, of which there are ten on a page of their own.
    const VALUE: usize = 100_000;

    pub(super) fn packings() -> [Compression; 5] {
        [
            Compression::UNCOMPRESSED,
            Compression::SNAPPY,
            Compression::ZSTD(ZstdLevel::default()),
            Compression::GZIP(GzipLevel::default()),
            Compression::BROTLI(BrotliLevel::default()),
        ]
    }

    pub(super) fn written(packing: Compression) -> Vec<u8> {
        let values = vec!["x".repeat(VALUE); 10];
        let values: ArrayRef = Arc::new(StringArray::from(values));
        let rows = RecordBatch::try_from_iter([("a", Arc::clone(&values)), ("b", values)]).unwrap();
        let properties = WriterProperties::builder()
            .set_compression(packing)
            .set_dictionary_enabled(false)
            .set_data_page_size_limit(usize::MAX);
        let mut bytes = Vec::new();
        let mut writer =
            ArrowWriter::try_new(&mut bytes, rows.schema(), Some(properties.build())).unwrap();
        writer.write(&rows).unwrap();
        writer.close().unwrap();
        bytes
    }

    fn looked_at(bytes: &[u8], n_columns: usize, most: u64) -> Result<u64, PageError> {
        let mut file = tempfile::tempfile().unwrap();
        io::Write::write_all(&mut file, bytes).unwrap();
        let metadata = ArrowReaderMetadata::load(&file, ArrowReaderOptions::default()).unwrap();
        require_small(&file, metadata.metadata(), 0, |leaf| leaf < n_columns, most)
    }

    #[test]
    fn the_largest_pages_of_all_columns_read_are_added_up() {
        let page = 10 * (VALUE as u64 + 4);
        for packing in packings() {
            let bytes = written(packing);
            // A page has a few bytes of levels as well.
            let rows = [
                (1, page + 100, true),
                (1, page - 1, false),
                (2, 2 * page + 100, true),
                (2, 2 * page - 1, false),
                (0, 0, true),
            ];
            for (n_columns, most, expected) in rows {
                let found = looked_at(&bytes, n_columns, most);
                assert_eq!(
                    found.is_ok(),
                    expected,
                    "{packing}, {n_columns}, {most}: {found:?}"
                );
                let is_too_large = matches!(found, Err(PageError::TooLarge { .. }));
                assert_eq!(is_too_large, !expected);
            }
        }
    }

    #[test]
    fn a_column_begins_with_its_dictionary_wherever_its_data_are_said_to_be() {
        let words: ArrayRef = Arc::new(StringArray::from(vec!["x", "y", "x"]));
        let rows = RecordBatch::try_from_iter([("a", words)]).unwrap();
        let mut file = tempfile::tempfile().unwrap();
        let mut writer = ArrowWriter::try_new(&mut file, rows.schema(), None).unwrap();
        writer.write(&rows).unwrap();
        writer.close().unwrap();
        let metadata = ArrowReaderMetadata::load(&file, ArrowReaderOptions::default()).unwrap();
        let column = metadata.metadata().row_group(0).column(0);
        assert!(column.dictionary_page_offset().is_some());
        // As pyarrow says of a column without rows.
        let nowhere = column.clone().into_builder().set_data_page_offset(0);
        let found = sizes(&file, &nowhere.build().unwrap(), 3, MOST_BYTES).unwrap();
        assert_eq!(found, sizes(&file, column, 3, MOST_BYTES).unwrap());
    }

    /// The header's second field, in the second byte of which more than a mebibyte becomes less.
    #[test]
    fn a_page_that_unpacks_to_more_than_it_says_is_found() {
        for packing in packings() {
            let mut bytes = written(packing);
            let header = [0x15, 0x00, 0x15];
            let at = bytes.windows(3).position(|three| three == header).unwrap();
            let said = &mut bytes[at + 3..at + 6];
            assert!(said[0] & 0x80 != 0 && said[1] & 0x80 != 0 && said[2] & 0x80 == 0);
            said[1] = 0x80;
            let found = looked_at(&bytes, 1, 1_000_000);
            let unpacks_whatever_is_there =
                matches!(packing, Compression::GZIP(_) | Compression::BROTLI(_));
            assert_eq!(
                found.is_err(),
                unpacks_whatever_is_there,
                "{packing}: {found:?}"
            );
        }
    }

    #[test]
    fn a_header_that_claims_two_gigabytes_is_read() {
        // Type 0, unpacked i32::MAX, packed 10, and a data page with nothing in it.
        let header = [
            0x15, 0x00, 0x15, 0xfe, 0xff, 0xff, 0xff, 0x0f, 0x15, 0x14, 0x2c, 0x00, 0x00,
        ];
        let page = Page::read(&mut &header[..]).unwrap();
        assert_eq!(
            (page.unpacked, page.packed, page.levels),
            (i32::MAX as u64, 10, 0)
        );
        for end in 0..header.len() {
            assert!(Page::read(&mut &header[..end]).is_err(), "{end}");
        }
    }

    #[test]
    fn no_byte_of_a_header_makes_it_panic() {
        let bytes = written(Compression::SNAPPY);
        for at in 4..60 {
            for bit in 0..8 {
                let mut changed = bytes.clone();
                changed[at] ^= 1 << bit;
                let _read_or_refused = looked_at(&changed, 2, MOST_BYTES);
            }
        }
    }
}
