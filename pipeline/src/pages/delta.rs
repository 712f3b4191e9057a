//! What pages in the delta encodings of text unpack to, which only their own first bytes tell.
//!
//! `DELTA_LENGTH_BYTE_ARRAY` keeps the lengths of its values in front, as differences;
//! `DELTA_BYTE_ARRAY` also how much each value shares with the one before. Lengths that are all
//! alike take no bytes, so a page of a hundred bytes can claim any number of values, and values
//! that share a long beginning can be far larger together than the page that holds them.
//! (Parquet format, Encodings: delta encoding, delta-length byte array, delta strings.)

use std::fs::File;
use std::sync::Arc;

use parquet::basic::Encoding;
use parquet::column::page::{Page, PageReader as _};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::serialized_reader::SerializedPageReader;

/// The encodings that have such lengths.
pub(super) const ENCODINGS: [Encoding; 2] = [
    Encoding::DELTA_LENGTH_BYTE_ARRAY,
    Encoding::DELTA_BYTE_ARRAY,
];

/// What the decoder holds for each length, in bytes.
const LENGTH: u64 = 4;

/// Bytes of a column's largest page in a delta encoding of text and of all such pages, with the
/// lengths that the decoder holds beside them. A page that takes more than `most` ends the search.
///
/// # Errors
/// When a page cannot be unpacked, and when its lengths end before they should.
pub(super) fn sizes(
    file: &File,
    column: &ColumnChunkMetaData,
    n_rows: usize,
    most: u64,
) -> Result<[u64; 2]> {
    let file = Arc::new(file.try_clone()?);
    let mut pages = SerializedPageReader::new(file, column, n_rows, None)?;
    let (mut largest, mut all) = (0, 0);
    while let Some(page) = pages.get_next_page()? {
        if !ENCODINGS.contains(&page.encoding()) {
            continue;
        }
        let size = values(&page, column)
            .and_then(|values| size(values, page.encoding(), most))
            .ok_or_else(|| ParquetError::EOF("lengths of text".to_owned()))?;
        largest = largest.max(size);
        all += size;
        if size > most {
            break;
        }
    }
    Ok([largest, all])
}

/// The part of a page behind its levels.
fn values<'page>(page: &'page Page, column: &ColumnChunkMetaData) -> Option<&'page [u8]> {
    match page {
        Page::DataPageV2 {
            buf,
            def_levels_byte_len,
            rep_levels_byte_len,
            ..
        } => {
            let levels = def_levels_byte_len.checked_add(*rep_levels_byte_len)?;
            buf.get(usize::try_from(levels).ok()?..)
        }
        Page::DataPage {
            buf,
            num_values,
            def_level_encoding,
            rep_level_encoding,
            ..
        } => {
            let descriptor = column.column_descr();
            let levels = [
                (descriptor.max_rep_level(), rep_level_encoding),
                (descriptor.max_def_level(), def_level_encoding),
            ];
            let mut rest = buf.as_ref();
            for (most, encoding) in levels.into_iter().filter(|(most, _)| *most > 0) {
                let bytes = if *encoding == Encoding::RLE {
                    let (length, behind) = rest.split_first_chunk()?;
                    rest = behind;
                    u64::from(u32::from_le_bytes(*length))
                } else {
                    let bits = u64::from(16 - most.leading_zeros());
                    (u64::from(*num_values) * bits).div_ceil(8)
                };
                rest = rest.get(usize::try_from(bytes).ok()?..)?;
            }
            Some(rest)
        }
        Page::DictionaryPage { .. } => None,
    }
}

/// Bytes of the values of a page and of their lengths; more than `most` when there are more, and
/// none where the lengths stop before their end.
fn size(values: &[u8], encoding: Encoding, most: u64) -> Option<u64> {
    let lists = if encoding == Encoding::DELTA_BYTE_ARRAY {
        2
    } else {
        1
    };
    let (mut bytes, mut rest) = (0_u64, values);
    for _list in 0..lists {
        let list = Lengths::begin(&mut rest)?;
        bytes = bytes.saturating_add(list.n.saturating_mul(LENGTH));
        if bytes > most {
            break;
        }
        list.each(&mut rest, |length| {
            bytes = bytes.saturating_add(u64::try_from(length).unwrap_or_default());
        })?;
    }
    Some(bytes)
}

/// A list of numbers as differences, in blocks of miniblocks.
struct Lengths {
    n: u64,
    first: i32,
    miniblocks: usize,
    /// Numbers of a miniblock.
    numbers: usize,
}

impl Lengths {
    /// Reads what stands in front of a list.
    fn begin(rest: &mut &[u8]) -> Option<Self> {
        let block = unsigned(rest)?;
        let miniblocks = unsigned(rest)?;
        let n = unsigned(rest)?;
        let first = i32::try_from(signed(rest)?).ok()?;
        let numbers = block.checked_div(miniblocks)?;
        let is_whole = numbers % 32 == 0 && block % miniblocks == 0;
        Some(Self {
            n,
            first,
            miniblocks: usize::try_from(miniblocks).ok()?,
            numbers: usize::try_from(numbers).ok().filter(|_| is_whole)?,
        })
    }

    /// Gives each number, and leaves what is behind the list.
    fn each(&self, rest: &mut &[u8], mut give: impl FnMut(i32)) -> Option<()> {
        let mut left = usize::try_from(self.n).ok()?;
        let mut number = self.first;
        if left > 0 {
            give(number);
            left -= 1;
        }
        while left > 0 {
            let least = i32::try_from(signed(rest)?).ok()?;
            let widths = rest.split_off(..self.miniblocks)?;
            for width in widths {
                // Miniblocks behind the last number have a width and no bytes.
                let here = left.min(self.numbers);
                if here == 0 {
                    break;
                }
                let bytes = usize::from(*width).checked_mul(self.numbers)? / 8;
                let packed = rest.split_off(..bytes.min(rest.len()))?;
                for place in 0..here {
                    number = number.wrapping_add(least).wrapping_add(bits(
                        packed,
                        place * usize::from(*width),
                        *width,
                    )?);
                    give(number);
                }
                left -= here;
            }
        }
        Some(())
    }
}

/// A number of at most 32 bits, the lowest first; none where the bytes end before it.
fn bits(packed: &[u8], at: usize, width: u8) -> Option<i32> {
    let mut number = 0_u32;
    for bit in 0..u32::from(width) {
        let place = at + bit as usize;
        let is_set = packed.get(place / 8)? >> (place % 8) & 1;
        number |= u32::from(is_set).checked_shl(bit)?;
    }
    Some(number.cast_signed())
}

/// A number in groups of seven bits, the lowest first.
fn unsigned(rest: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let byte = rest.split_off_first()?;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

/// The same with the sign in the lowest bit.
fn signed(rest: &mut &[u8]) -> Option<i64> {
    let number = unsigned(rest)?;
    Some((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
}

#[cfg(test)]
mod tests;
