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

/// How much of a line is looked at in one go: a line may be as long as the file.
const PIECE_BYTES: u64 = 1 << 16;

/// Whether a file as a whole is Windows-1252.
pub(super) fn is_windows_1252(mut file: impl BufRead) -> io::Result<bool> {
    let mut lines_with_such_bytes = 0_u64;
    let mut has_line_such_bytes = false;
    let mut piece = Vec::new();
    loop {
        let kept = piece.len();
        io::Read::take(&mut file, PIECE_BYTES).read_until(b'\n', &mut piece)?;
        let is_end = piece.len() == kept;
        let mut begun = 0;
        if !piece.is_ascii() {
            has_line_such_bytes = true;
            // A piece may end within a character, which is then looked at with the next.
            if !is_end {
                begun = begun_character(&piece);
            }
            for chunk in piece[..piece.len() - begun].utf8_chunks() {
                let is_utf8_text = !chunk.valid().is_ascii();
                if is_utf8_text || chunk.invalid().iter().any(|byte| UNLIKELY.contains(byte)) {
                    return Ok(false);
                }
            }
        }
        if is_end || piece.ends_with(b"\n") {
            lines_with_such_bytes += u64::from(has_line_such_bytes);
            has_line_such_bytes = false;
        }
        if is_end {
            return Ok(lines_with_such_bytes >= 2);
        }
        piece.drain(..piece.len() - begun);
    }
}

/// How many bytes at the end may be the start of a character of UTF-8.
fn begun_character(piece: &[u8]) -> usize {
    (1..=3.min(piece.len()))
        .find(|length| {
            let end = &piece[piece.len() - length..];
            end[0] >= 0xC0
                && std::str::from_utf8(end).is_err_and(|error| error.error_len().is_none())
        })
        .unwrap_or(0)
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
        check(b"1,\xE9\n2,\xE9", true);
    }

    #[test]
    fn a_line_as_long_as_the_file_is_looked_at_piece_by_piece() {
        let piece = usize::try_from(PIECE_BYTES).unwrap();
        for before in piece - 4..piece + 2 {
            // A character of UTF-8 across the end of a piece, and one of Windows-1252 there.
            let mut line = vec![b'x'; before];
            line.extend("\u{20ac}".bytes());
            check(&line, false);
            let mut line = vec![b'x'; before];
            line.extend(b"\xE2\x82\n\xE9");
            check(&line, true);
        }
    }

    #[test]
    fn values_are_decoded() {
        assert_eq!(&*decoded(b"Zo\xEB \x80"), "Zoë €".as_bytes());
        assert!(matches!(decoded(b"plain"), Cow::Borrowed(_)));
    }
}
