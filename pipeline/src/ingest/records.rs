//! Records of a CSV file (RFC 4180), each with the line it starts on.
//!
//! Quoted values may hold line ends; LF, CRLF and blank lines between records all count as lines,
//! so that an editor finds the row. Values are bytes: whether they are text is the reader's
//! question. A record that is longer than any row of an extract, as a missing quotation mark makes
//! one of half a file, is passed over without being kept.

use std::io::{self, BufRead};

use csv_core::ReadRecordResult;

/// The longest record that is kept, in bytes: a note or a document may stand in a column that is
/// not read, but no row of an extract is longer than this.
pub(crate) const LONGEST_RECORD: usize = 32 << 20;
/// The most values of a record that is kept.
const MOST_FIELDS: usize = 1 << 16;

/// A reader of records.
#[derive(Debug)]
pub(crate) struct Records<R> {
    input: R,
    parser: csv_core::Reader,
    /// Line ends skipped between records, which the parser has not seen.
    skipped_lines: u64,
    bytes: Vec<u8>,
    ends: Vec<usize>,
    fields: usize,
    line: u64,
    is_too_long: bool,
}

impl<R: BufRead> Records<R> {
    pub(crate) fn new(input: R, separator: u8) -> Self {
        Self {
            input,
            parser: csv_core::ReaderBuilder::new().delimiter(separator).build(),
            skipped_lines: 0,
            bytes: vec![0; 1 << 12],
            ends: vec![0; 1 << 5],
            fields: 0,
            line: 0,
            is_too_long: false,
        }
    }

    /// Reads the next record; `false` at the end of the file.
    pub(crate) fn next(&mut self) -> io::Result<bool> {
        if !self.skip_line_ends()? {
            return Ok(false);
        }
        self.is_too_long = false;
        self.line = self.parser.line() + self.skipped_lines;
        let (mut length, mut fields) = (0, 0);
        loop {
            let input = self.input.fill_buf()?;
            let (result, read, written, ended) =
                self.parser
                    .read_record(input, &mut self.bytes[length..], &mut self.ends[fields..]);
            self.input.consume(read);
            length += written;
            fields += ended;
            match result {
                ReadRecordResult::InputEmpty => {}
                // What is too long is read to its end over and over the same place.
                ReadRecordResult::OutputFull if self.bytes.len() >= LONGEST_RECORD => {
                    self.is_too_long = true;
                    length = 0;
                }
                ReadRecordResult::OutputEndsFull if self.ends.len() >= MOST_FIELDS => {
                    self.is_too_long = true;
                    fields = 0;
                }
                ReadRecordResult::OutputFull => self.bytes.resize(self.bytes.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::Record => {
                    self.fields = if self.is_too_long { 0 } else { fields };
                    return Ok(true);
                }
                ReadRecordResult::End => return Ok(false),
            }
        }
    }

    /// Whether the record is too long to be kept: then its values say nothing.
    pub(crate) fn is_too_long(&self) -> bool {
        self.is_too_long
    }

    /// The line on which the record starts, the first being 1.
    pub(crate) fn line(&self) -> u64 {
        self.line
    }

    /// How many lines the record has taken so far.
    pub(crate) fn lines(&self) -> u64 {
        self.parser.line() + self.skipped_lines - self.line
    }

    /// How many values the record has.
    pub(crate) fn len(&self) -> usize {
        self.fields
    }

    /// A value of the record.
    pub(crate) fn field(&self, place: usize) -> &[u8] {
        let start = if place == 0 { 0 } else { self.ends[place - 1] };
        &self.bytes[start..self.ends[place]]
    }

    /// Whether every value of the record is UTF-8.
    pub(crate) fn is_utf8(&self) -> bool {
        let length = self.fields.checked_sub(1).map_or(0, |last| self.ends[last]);
        // One look at all bytes is enough for nearly every record; values are looked at one by
        // one only where a broken end and a broken start could make a whole between them.
        self.bytes[..length].is_ascii()
            || (0..self.fields).all(|place| std::str::from_utf8(self.field(place)).is_ok())
    }

    fn skip_line_ends(&mut self) -> io::Result<bool> {
        loop {
            let input = self.input.fill_buf()?;
            let blank = input
                .iter()
                .take_while(|byte| matches!(byte, b'\r' | b'\n'))
                .count();
            let lines = input[..blank].split(|byte| *byte == b'\n').count() - 1;
            let (is_end, is_text) = (input.is_empty(), blank < input.len());
            self.input.consume(blank);
            self.skipped_lines += lines as u64;
            if is_end || is_text {
                return Ok(is_text);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        // A buffer of three bytes puts every boundary somewhere.
        let input = BufReader::with_capacity(3, text.as_bytes());
        let mut records = Records::new(input, b',');
        let mut found = Vec::new();
        while records.next().unwrap() {
            let fields: Vec<String> = (0..records.len())
                .map(|place| String::from_utf8_lossy(records.field(place)).into_owned())
                .collect();
            found.push(format!("{} {}", records.line(), fields.join("|")));
        }
        assert_eq!(found.join("; "), expected, "{text:?}");
    }

    #[test]
    fn records_know_the_line_they_start_on() {
        check("a,b\nc,d\n", "1 a|b; 2 c|d");
        check("a,b\r\nc,d\r\ne,f", "1 a|b; 2 c|d; 3 e|f");
        check("\n\na,b\r\n\r\n\r\nc,d\n\n", "3 a|b; 6 c|d");
        check("a,\"b\nB\"\r\nc,d\r\n", "1 a|b\nB; 3 c|d");
        check("a,\"b \"\"q\"\", x\"\nc\n,\n", "1 a|b \"q\", x; 2 c; 3 |");
        check("", "");
    }

    #[test]
    fn a_long_record_is_read_whole() {
        let wide = vec!["x".repeat(50); 400].join(",");
        let mut records = Records::new(wide.as_bytes(), b',');
        assert!(records.next().unwrap());
        assert_eq!(records.len(), 400);
        assert_eq!(records.field(399).len(), 50);
    }

    #[test]
    fn what_is_longer_than_any_row_is_passed_over() {
        for long in ["x".repeat(LONGEST_RECORD + 1), ",".repeat(MOST_FIELDS + 1)] {
            let text = format!("a,b\n\"{}\"\n{long}\nc,d\n", "y\n".repeat(9));
            let mut records = Records::new(text.as_bytes(), b',');
            for (line, is_too_long, len) in [(1, false, 2), (2, false, 1), (12, true, 0)] {
                assert!(records.next().unwrap());
                assert_eq!(
                    (records.line(), records.is_too_long(), records.len()),
                    (line, is_too_long, len)
                );
                assert!(records.is_utf8());
            }
            assert!(records.next().unwrap());
            assert_eq!((records.line(), records.field(1)), (13, &b"d"[..]));
            assert!(!records.next().unwrap());
            assert!(records.bytes.len() <= LONGEST_RECORD);
        }
    }

    #[test]
    fn half_characters_in_neighbouring_values_do_not_make_a_whole() {
        let mut records = Records::new(&b"a\xC3,\xA9b\nc\xC3\xA9,d\n"[..], b',');
        assert!(records.next().unwrap());
        assert!(!records.is_utf8());
        assert!(records.next().unwrap());
        assert!(records.is_utf8());
    }
}
