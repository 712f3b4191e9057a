//! Whether a text file that is not UTF-8 is a whole file in Windows-1252.
//!
//! The two are told apart by what they rule out. A file is taken as Windows-1252 when
//!
//! - it has no character beyond ASCII that is valid UTF-8 (a file with some is UTF-8 with damage),
//! - all its other bytes are characters that Windows-1252 text has: defined there, and neither
//!   `þ` nor `ÿ`, which as FE and FF are far more often damage, and
//! - such bytes stand on at least two lines (one alone is a damaged row).
//!
//! Nothing of the file is kept or repeated.

use std::borrow::Cow;
use std::io::{self, BufRead};

/// Bytes that Windows-1252 does not define, and two that are more likely damage than text.
const UNLIKELY: [u8; 7] = [0x81, 0x8D, 0x8F, 0x90, 0x9D, 0xFE, 0xFF];

/// Whether a file as a whole is Windows-1252.
pub(super) fn is_windows_1252(mut file: impl BufRead) -> io::Result<bool> {
    let mut lines_with_such_bytes = 0_u64;
    let mut line = Vec::new();
    while file.read_until(b'\n', &mut line)? > 0 {
        if !line.is_ascii() {
            lines_with_such_bytes += 1;
            for chunk in line.utf8_chunks() {
                let is_utf8_text = !chunk.valid().is_ascii();
                if is_utf8_text || chunk.invalid().iter().any(|byte| UNLIKELY.contains(byte)) {
                    return Ok(false);
                }
            }
        }
        line.clear();
    }
    Ok(lines_with_such_bytes >= 2)
}

/// A value of a Windows-1252 file as UTF-8.
pub(super) fn decoded(value: &[u8]) -> Cow<'_, [u8]> {
    match encoding_rs::WINDOWS_1252
        .decode_without_bom_handling(value)
        .0
    {
        Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
        Cow::Owned(text) => Cow::Owned(text.into_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(file: &[u8], expected: bool) {
        assert_eq!(is_windows_1252(file).unwrap(), expected);
    }

    #[test]
    fn a_whole_file_is_told_from_a_damaged_row() {
        check(b"id,name\n1,Zo\xEB\n2,Ren\xE9e\n", true);
        check(b"id,name\n1,\xA31\xA0\n2,it\x92s\n", true);
        // One row alone, and a row beside valid UTF-8.
        check(b"id,name\n1,Zo\xEB\n2,Renee\n", false);
        check(b"id,name\n1,Zo\xEB\n2,Ren\xE9e\n3,Ren\xC3\xA9e\n", false);
        // Bytes that no text has.
        check(b"id,name\n1,\xFF\xFE\n2,\xFF\n", false);
        check(b"id,name\n1,\x81\n2,\xE9\n", false);
        check(b"id,name\n", false);
    }

    #[test]
    fn values_are_decoded() {
        assert_eq!(&*decoded(b"Zo\xEB \x80"), "Zoë €".as_bytes());
        assert!(matches!(decoded(b"plain"), Cow::Borrowed(_)));
    }
}
