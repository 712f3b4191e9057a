//! Whether the footer of a Parquet file can be read in a moment.
//!
//! The decoder passes over what it does not know in a footer. Lists and maps of booleans take it no
//! bytes, so that nine bytes can keep it busy for seconds: each element is counted, and there may be
//! two thousand million. Parquet's own footers have neither, and what is not theirs is refused.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};

use super::PageError;

/// The length of the footer and the letters that a file ends with.
const END_BYTES: u64 = 8;
/// The letters.
const MAGIC: &[u8] = b"PAR1";
/// Structs and lists within each other, of which Parquet has seven.
const DEEPEST: u32 = 16;

/// Looks through the footer; what else may be wrong with a file is told by whoever reads it.
///
/// # Errors
/// When the file cannot be read, and when its footer says what no footer says.
pub(crate) fn require_plain(mut file: &File) -> Result<(), PageError> {
    let length = file.metadata()?.len();
    let Some(before_end) = length.checked_sub(END_BYTES) else {
        return Ok(());
    };
    let mut end = [0; 8];
    file.seek(SeekFrom::Start(before_end))?;
    file.read_exact(&mut end)?;
    let [a, b, c, d, magic @ ..] = end;
    let footer = u64::from(u32::from_le_bytes([a, b, c, d]));
    let Some(start) = before_end.checked_sub(footer).filter(|_| magic == MAGIC) else {
        return Ok(());
    };
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(start))?;
    file.take(footer).read_to_end(&mut bytes)?;
    let mut footer = Footer { left: &bytes };
    footer.structure(0).ok_or(PageError::Footer)
}

/// What is left of a footer, in Thrift's compact protocol. Whatever is passed over takes at least a
/// byte; `None` where the rest cannot be a footer.
struct Footer<'b> {
    left: &'b [u8],
}

impl Footer<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (first, left) = self.left.split_first()?;
        self.left = left;
        Some(*first)
    }

    /// A number in as many bytes as it takes, seven bits in each.
    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn bytes(&mut self, n: u64) -> Option<()> {
        self.left = self.left.get(usize::try_from(n).ok()?..)?;
        Some(())
    }

    fn structure(&mut self, depth: u32) -> Option<()> {
        loop {
            let head = self.byte()?;
            let kind = head & 0x0f;
            if kind == 0 {
                return Some(());
            }
            // The field's number, where it is not so many after the one before.
            if head >> 4 == 0 {
                self.number()?;
            }
            // What a boolean field says is its kind.
            if !matches!(kind, 1 | 2) {
                self.value(kind, depth)?;
            }
        }
    }

    /// A value inside as many structs and lists as `depth` says.
    fn value(&mut self, kind: u8, depth: u32) -> Option<()> {
        if depth > DEEPEST {
            return None;
        }
        match kind {
            3 => self.bytes(1),
            4..=6 => self.number().map(|_number| ()),
            7 => self.bytes(8),
            8 => {
                let n = self.number()?;
                self.bytes(n)
            }
            9 | 10 => self.list(depth + 1),
            12 => self.structure(depth + 1),
            13 => self.bytes(16),
            // Booleans, maps, and what is nothing at all.
            _ => None,
        }
    }

    fn list(&mut self, depth: u32) -> Option<()> {
        let head = self.byte()?;
        let n = match head >> 4 {
            15 => self.number()?,
            few => u64::from(few),
        };
        (0..n).try_for_each(|_element| self.value(head & 0x0f, depth))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;
    use crate::pages::tests::{packings, written};

    fn required(bytes: &[u8]) -> Result<(), PageError> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        require_plain(&file)
    }

    /// A file whose footer has one more field at its end.
    fn with_field(bytes: &[u8], field: &[u8]) -> Vec<u8> {
        let (before_end, _end) = bytes.split_at(bytes.len() - 8);
        let old = u32::from_le_bytes(bytes[before_end.len()..][..4].try_into().unwrap());
        let mut changed = before_end[..before_end.len() - 1].to_vec();
        changed.extend(field);
        changed.push(0);
        let new = old + u32::try_from(field.len()).unwrap();
        changed.extend(new.to_le_bytes());
        changed.extend(MAGIC);
        changed
    }

    #[test]
    fn what_writers_write_is_plain() {
        for packing in packings() {
            required(&written(packing)).unwrap();
        }
        for no_parquet in [
            &b""[..],
            b"PAR1",
            b"\xff\xff\xff\xffPAR1",
            b"a table of words",
        ] {
            required(no_parquet).unwrap();
        }
    }

    #[test]
    fn what_is_passed_over_takes_bytes_or_is_refused() {
        let bytes = written(packings()[0]);
        let number = [0x05, 0x90, 0x03, 0x02];
        let text = [0x08, 0x90, 0x03, 0x01, b'x'];
        let yes = [0x01, 0x90, 0x03];
        let few_numbers = [0x09, 0x90, 0x03, 0x25, 0x01, 0x02];
        for field in [&number[..], &text, &yes, &few_numbers] {
            required(&with_field(&bytes, field)).unwrap();
        }
        let most = [0xff, 0xff, 0xff, 0xff, 0x07];
        let booleans = [&[0x09, 0x90, 0x03, 0xf1][..], &most].concat();
        let in_a_list = [&[0x09, 0x90, 0x03, 0x19, 0xf2][..], &most].concat();
        let map = [&[0x0b, 0x90, 0x03][..], &most, &[0x11]].concat();
        let deep = [&[0x09, 0x90, 0x03][..], &[0x19; 40], &[0x03]].concat();
        let beyond = [&[0x08, 0x90, 0x03][..], &most].concat();
        for field in [booleans, in_a_list, map, deep, beyond] {
            let refused = required(&with_field(&bytes, &field)).unwrap_err();
            assert!(matches!(refused, PageError::Footer), "{field:x?}");
        }
    }
}
