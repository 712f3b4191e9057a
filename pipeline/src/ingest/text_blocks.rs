//! A text file cut into blocks of whole records, so that several threads can read one file.
//!
//! A line end ends a record unless it stands within quotation marks, and whether it does depends
//! on all that comes before it. So blocks are cut one after the other, which takes little time,
//! and what their records are is found side by side. Values are never looked at. A record that is
//! longer than any row is passed over without being kept.

use std::io::{self, Read};

use super::records::LONGEST_RECORD;

/// Bytes of a block, or more where a record is longer: enough to be worth a thread's while, few
/// enough for a near cache.
pub(super) const BLOCK_BYTES: usize = 1 << 19;

/// Whole records.
#[derive(Debug)]
pub(super) struct TextBlock {
    pub(super) bytes: Vec<u8>,
    /// The line its first byte stands on, the first being 1.
    pub(super) first_line: u64,
    /// Whether the file begins here.
    pub(super) is_first: bool,
    /// Whether each line is a record: nothing is quoted, and lines end in LF or CRLF.
    pub(super) is_plain: bool,
    /// Whether this stands for one record that was too long to be kept.
    pub(super) is_too_long: bool,
}

/// Cuts a text into blocks.
pub(super) struct TextBlocks<R> {
    input: R,
    separator: u8,
    /// Read, but after the last record that is whole.
    rest: Vec<u8>,
    line: u64,
    is_first: bool,
    is_last: bool,
}

impl<R: Read> TextBlocks<R> {
    /// A text of which the start has been read already.
    pub(super) fn new(start: Vec<u8>, input: R, separator: u8) -> Self {
        Self {
            input,
            separator,
            rest: start,
            line: 1,
            is_first: true,
            is_last: false,
        }
    }

    /// The next block; an empty text is one block.
    pub(super) fn next(&mut self) -> io::Result<Option<TextBlock>> {
        if self.is_last {
            return Ok(None);
        }
        let mut bytes = std::mem::take(&mut self.rest);
        let mut wanted = BLOCK_BYTES;
        loop {
            let missing = wanted.saturating_sub(bytes.len());
            bytes.reserve(missing);
            let read = (&mut self.input)
                .take(missing as u64)
                .read_to_end(&mut bytes)?;
            self.is_last = read < missing;
            let is_quoted = memchr::memchr(b'"', &bytes).is_some();
            let end = if self.is_last {
                Some(bytes.len())
            } else if is_quoted {
                end_of_records(&bytes, self.separator)
            } else {
                memchr::memrchr(b'\n', &bytes).map(|last| last + 1)
            };
            if let Some(end) = end {
                self.rest = bytes.split_off(end);
                let block = TextBlock {
                    is_plain: !is_quoted && ends_in_line_feeds(&bytes),
                    first_line: self.line,
                    is_first: self.is_first,
                    is_too_long: false,
                    bytes,
                };
                self.line += memchr::memchr_iter(b'\n', &block.bytes).count() as u64;
                self.is_first = false;
                return Ok(Some(block));
            }
            if bytes.len() >= LONGEST_RECORD {
                return self.pass_over(bytes).map(Some);
            }
            // No record ends in so much text.
            wanted *= 2;
        }
    }

    /// Reads to the end of a record of which this much has been read, and keeps nothing of it.
    fn pass_over(&mut self, mut piece: Vec<u8>) -> io::Result<TextBlock> {
        let line_feeds = |bytes: &[u8]| memchr::memchr_iter(b'\n', bytes).count() as u64;
        let block = TextBlock {
            bytes: Vec::new(),
            first_line: self.line,
            is_first: self.is_first,
            is_plain: false,
            is_too_long: true,
        };
        self.is_first = false;
        let mut at = At::ValueStart;
        loop {
            let end = (0..piece.len()).find(|place| at.passes(piece[*place], self.separator));
            if let Some(end) = end {
                self.line += line_feeds(&piece[..=end]);
                self.rest = piece.split_off(end + 1);
                self.is_last = false;
                return Ok(block);
            }
            self.line += line_feeds(&piece);
            if self.is_last {
                return Ok(block);
            }
            piece.clear();
            piece.shrink_to(BLOCK_BYTES);
            let read = (&mut self.input)
                .take(BLOCK_BYTES as u64)
                .read_to_end(&mut piece)?;
            self.is_last = read < BLOCK_BYTES;
        }
    }
}

/// Where in a record a text is, by the rules of the parser that reads records: a value is quoted
/// when it begins with a quotation mark, and within it two of them stand for one.
#[derive(Debug, Clone, Copy)]
enum At {
    ValueStart,
    Value,
    Quoted,
    /// After a quotation mark within a quoted value: its end, or the first of two.
    Mark,
}

impl At {
    /// Goes past a byte; whether a record ends with it.
    fn passes(&mut self, byte: u8, separator: u8) -> bool {
        let is_end = byte == b'\n' && !matches!(self, Self::Quoted);
        *self = match (*self, byte) {
            (Self::Quoted, b'"') => Self::Mark,
            (Self::ValueStart | Self::Mark, b'"') | (Self::Quoted, _) => Self::Quoted,
            (_, b'\n' | b'\r') => Self::ValueStart,
            (_, byte) if byte == separator => Self::ValueStart,
            _ => Self::Value,
        };
        is_end
    }
}

/// Whether every carriage return is followed by a line feed.
fn ends_in_line_feeds(bytes: &[u8]) -> bool {
    memchr::memchr_iter(b'\r', bytes).all(|place| bytes.get(place + 1) == Some(&b'\n'))
}

/// Where the last record ends that ends in a line feed.
fn end_of_records(bytes: &[u8], separator: u8) -> Option<usize> {
    let (mut at, mut end) = (At::ValueStart, None);
    for (place, byte) in bytes.iter().enumerate() {
        if at.passes(*byte, separator) {
            end = Some(place + 1);
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(text: &str, start: usize) -> Vec<(u64, bool, String)> {
        let (start, input) = text.as_bytes().split_at(start);
        let mut blocks = TextBlocks::new(start.to_vec(), input, b',');
        let mut found = Vec::new();
        while let Some(block) = blocks.next().unwrap() {
            assert_eq!(block.is_first, found.is_empty());
            let text = String::from_utf8(block.bytes).unwrap();
            found.push((block.first_line, block.is_plain, text));
        }
        found
    }

    #[track_caller]
    fn check_end(text: &str, expected: &str) {
        let end = end_of_records(text.as_bytes(), b',').unwrap_or(0);
        assert_eq!(&text[..end], expected);
    }

    #[test]
    fn a_line_end_within_quotation_marks_ends_no_record() {
        check_end("a,b\nc", "a,b\n");
        check_end("a,\"b\n", "");
        check_end("a,\"b\nc\"\nd", "a,\"b\nc\"\n");
        check_end("a,\"b\"\"\nc\"\nd", "a,\"b\"\"\nc\"\n");
        // A mark within a value that does not begin with one is a mark like any other.
        check_end("a,b\"\nc", "a,b\"\n");
        check_end("a,\"b\"c\"\nd", "a,\"b\"c\"\n");
    }

    #[test]
    fn blocks_make_up_the_text_and_end_where_records_do() {
        let line = "P1,1950-01-01,\u{e9}\r\n";
        let lines = BLOCK_BYTES / line.len() * 3;
        let plain = line.repeat(lines);
        let quoted = plain.replacen("P1", "\"P1\n\"", 1);
        for (text, is_plain) in [(&plain, true), (&quoted, false)] {
            let blocks = blocks(text, 100);
            assert!(blocks.len() > 2);
            assert_eq!(blocks[0].1, is_plain);
            let mut line = 1;
            for (first_line, _, block) in &blocks {
                assert_eq!(*first_line, line);
                assert!(block.ends_with('\n'));
                line += block.matches('\n').count() as u64;
            }
            let whole: String = blocks.iter().map(|block| block.2.as_str()).collect();
            assert!(whole == **text);
        }
        assert_eq!(blocks("", 0), [(1, true, String::new())]);
        assert_eq!(blocks("a\rb\n", 0), [(1, false, "a\rb\n".to_owned())]);
    }

    #[test]
    fn a_record_longer_than_a_block_is_whole() {
        let text = format!("a,\"{}\"\nb,c\n", "x\n".repeat(BLOCK_BYTES));
        let blocks = blocks(&text, 0);
        let whole: String = blocks.iter().map(|block| block.2.as_str()).collect();
        assert!(whole == text);
        assert!(blocks[0].2.len() > 2 * BLOCK_BYTES);
    }

    #[test]
    fn a_record_longer_than_any_row_is_passed_over() {
        for long in [
            "x".repeat(LONGEST_RECORD),
            format!("\"{}\"", "\n".repeat(LONGEST_RECORD)),
        ] {
            let text = format!("{long}\nb,c\n");
            let blocks = blocks(&text, 0);
            let lines = long.matches('\n').count() as u64 + 2;
            assert_eq!(
                blocks,
                [(1, false, String::new()), (lines, true, "b,c\n".to_owned())]
            );
        }
        // Also when it is the last.
        let blocks = blocks(&format!("a\n{}", "x".repeat(2 * LONGEST_RECORD)), 0);
        assert_eq!(blocks[1..], [(2, false, String::new())]);
    }
}
