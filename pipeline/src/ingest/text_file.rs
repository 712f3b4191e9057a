//! A CSV file as batches, and its rows that are no rows: ragged ones, and broken text.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};

use arrow::array::BinaryViewBuilder;
use flate2::read::MultiGzDecoder;

use crate::exit::Failure;
use crate::progress::Step;
use crate::rejection::{Location, Reason};

use super::batch::{Batch, Cells, Places};
use super::encoding;
use super::header::{Header, plain_name};
use super::outcome::Receiver;
use super::records::Records;
use super::schema::{Form, Schema};
use super::source::{FileForm, Part, unreadable};

/// Rows that are worked on at once: enough to work column by column, few enough for the cache.
const BATCH_ROWS: usize = 8192;
/// Enough of a file to hold its first line.
const START_BYTES: usize = 1 << 14;
/// A ragged row over so many lines is more likely a quotation mark that is never closed.
const SUSPICIOUS_LINES: u64 = 20;

/// What is known of a file's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Text {
    /// UTF-8 so far.
    Utf8,
    /// UTF-8 with damaged rows.
    Damaged,
    Windows1252,
}

/// What stands between the values of a row.
#[derive(Debug, Clone, Copy)]
struct Separator {
    byte: u8,
    marks: &'static str,
}

const COMMA: Separator = Separator {
    byte: b',',
    marks: "commas",
};

/// What some databases write instead.
const OTHER_SEPARATORS: [Separator; 3] = [
    Separator {
        byte: b'\t',
        marks: "tabs",
    },
    Separator {
        byte: b'|',
        marks: "`|`",
    },
    Separator {
        byte: b';',
        marks: "semicolons",
    },
];

impl Separator {
    /// The one by which the first line names the columns that must be there; commas, if none.
    fn of(start: &[u8], schema: &Schema) -> Self {
        let names_all = |separator: &Self| {
            let mut records = Records::new(start, separator.byte);
            if !matches!(records.next(), Ok(true)) {
                return false;
            }
            let names: Vec<String> = (0..records.len())
                .map(|place| plain_name(&String::from_utf8_lossy(records.field(place))))
                .collect();
            let mut required = schema.columns.iter().filter(|column| column.required);
            required.all(|column| names.iter().any(|name| name == column.name))
        };
        if names_all(&COMMA) {
            return COMMA;
        }
        let other = OTHER_SEPARATORS.into_iter().find(names_all);
        other.unwrap_or(COMMA)
    }
}

/// Reads a whole file.
pub(super) fn read(
    part: &Part,
    schema: &Schema,
    step: &Step,
    receiver: &mut impl Receiver,
) -> Result<(), Failure> {
    let wrong = |error: io::Error| unreadable(&part.path, &error.to_string());
    let (input, start) = open(part, Some(step)).map_err(wrong)?;
    let separator = Separator::of(&start, schema);
    drop(start);
    let mut records = Records::new(input, separator.byte);
    let header = read_header(part, schema, &mut records)?;
    let width = records.len();
    receiver.header(&header);
    if separator.byte != COMMA.byte {
        let marks = separator.marks;
        receiver.warning(format!(
            "{}: values are separated by {marks}, not commas",
            part.name
        ));
    }

    let mut text = Text::Utf8;
    let mut pending = Pending::new(schema, &header);
    while records.next().map_err(wrong)? {
        let location = Location::Line(records.line());
        if records.len() != width {
            receiver.broken(location, Reason::RaggedRow);
            if records.lines() > SUSPICIOUS_LINES {
                receiver.warning(format!(
                    "{}:{location}: the row is {} lines long; a quotation mark may be missing",
                    part.name,
                    records.lines()
                ));
            }
            continue;
        }
        if text != Text::Windows1252 && !records.is_utf8() {
            if text == Text::Utf8 {
                text = text_of(part).map_err(wrong)?;
                if text == Text::Windows1252 {
                    receiver.warning(format!(
                        "{}: the file is in Windows-1252 and was decoded; UTF-8 is expected",
                        part.name
                    ));
                }
            }
            if text == Text::Damaged {
                receiver.broken(location, Reason::NotUtf8);
                continue;
            }
        }
        pending.push(&records, text);
        if pending.lines.len() == BATCH_ROWS {
            step.advance(BATCH_ROWS as u64, 0);
            receiver.batch(&pending.take());
            if receiver.has_seen_enough() {
                return Ok(());
            }
        }
    }
    step.advance(pending.lines.len() as u64, 0);
    receiver.batch(&pending.take());
    Ok(())
}

fn text_of(part: &Part) -> io::Result<Text> {
    Ok(if encoding::is_windows_1252(open(part, None)?.0)? {
        Text::Windows1252
    } else {
        Text::Damaged
    })
}

fn read_header(
    part: &Part,
    schema: &Schema,
    records: &mut Records<impl BufRead>,
) -> Result<Header, Failure> {
    let is_there = records
        .next()
        .map_err(|error| unreadable(&part.path, &error.to_string()))?;
    if !is_there {
        return Err(unreadable(
            &part.path,
            "the file is empty; expected a first line that names the columns",
        ));
    }
    let names: Vec<String> = (0..records.len())
        .map(|place| String::from_utf8_lossy(records.field(place)).into_owned())
        .collect();
    Header::of(part, schema, &names)
}

/// Opens a file, decompressed and without its byte order mark; gives its first bytes as well.
fn open<'s>(part: &Part, step: Option<&'s Step>) -> io::Result<(impl BufRead + use<'s>, Vec<u8>)> {
    let file = Counted {
        file: File::open(&part.path)?,
        step,
    };
    let mut input: Box<dyn Read> = match part.form {
        FileForm::CsvGz => Box::new(MultiGzDecoder::new(BufReader::with_capacity(1 << 16, file))),
        FileForm::Csv | FileForm::Parquet => Box::new(file),
    };
    let mut start = Vec::with_capacity(START_BYTES);
    input
        .by_ref()
        .take(START_BYTES as u64)
        .read_to_end(&mut start)?;
    if start.starts_with(&[0xFF, 0xFE]) || start.starts_with(&[0xFE, 0xFF]) {
        return Err(io::Error::other("the file is in UTF-16; expected UTF-8"));
    }
    if start.starts_with(&[0xEF, 0xBB, 0xBF]) {
        start.drain(..3);
    }
    let input = Cursor::new(start.clone()).chain(input);
    Ok((BufReader::with_capacity(1 << 17, input), start))
}

/// A file that tells how much of it has been read.
struct Counted<'a> {
    file: File,
    step: Option<&'a Step>,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        if let Some(step) = self.step {
            step.advance(0, read as u64);
        }
        Ok(read)
    }
}

/// Rows on their way into a batch.
struct Pending {
    /// Where each column of the schema that is read stands in the file.
    places: Vec<Option<usize>>,
    columns: Vec<BinaryViewBuilder>,
    lines: Vec<u64>,
}

impl Pending {
    fn new(schema: &Schema, header: &Header) -> Self {
        let places: Vec<Option<usize>> = schema
            .columns
            .iter()
            .zip(&header.places)
            .map(|(column, place)| place.filter(|_| column.form != Form::NotRead))
            .collect();
        Self {
            columns: places.iter().map(|_| BinaryViewBuilder::new()).collect(),
            lines: Vec::with_capacity(BATCH_ROWS),
            places,
        }
    }

    fn push(&mut self, records: &Records<impl BufRead>, text: Text) {
        self.lines.push(records.line());
        for (column, place) in self.columns.iter_mut().zip(&self.places) {
            let Some(place) = *place else { continue };
            let value = records.field(place);
            if text == Text::Windows1252 {
                column.append_value(encoding::decoded(value));
            } else {
                column.append_value(value);
            }
        }
    }

    fn take(&mut self) -> Batch {
        let cells = self
            .columns
            .iter_mut()
            .zip(&self.places)
            .map(|(column, place)| match place {
                Some(_) => Cells::Text(column.finish()),
                None => Cells::Absent,
            })
            .collect();
        Batch {
            rows: self.lines.len(),
            cells,
            places: Places::Lines(std::mem::take(&mut self.lines)),
        }
    }
}
