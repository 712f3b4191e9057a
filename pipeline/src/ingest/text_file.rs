//! A CSV file as batches, block by block, and its rows that are no rows: ragged ones, and broken
//! text.

use std::io::{self, BufRead};
use std::sync::{Arc, OnceLock};

use crate::exit::Failure;
use crate::input::unreadable;
use crate::progress::Step;
use crate::rejection::{Location, Reason};

use super::batch::{Batch, Cells, Places};
use super::encoding;
use super::header::{Header, plain_name};
use super::outcome::Receiver;
use super::records::{LONGEST_RECORD, Records};
use super::schema::{Form, Schema};
use super::source::{FileForm, Part};
use super::text_blocks::{TextBlock, TextBlocks};
use super::text_input::{self, Input, TextInput};

/// Rows that are worked on at once: enough to work column by column, few enough for the cache.
const BATCH_ROWS: usize = 8192;
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

/// A text file that has been opened.
pub(super) struct TextFile<'a> {
    part: &'a Part,
    schema: &'static Schema,
    header: Header,
    separator: Separator,
    /// Values of a row.
    width: usize,
    /// Found out once, when a row is not UTF-8.
    damage: OnceLock<Text>,
}

/// A file and its text: the first block of it, and the others.
pub(super) struct Opening<'a> {
    pub(super) file: TextFile<'a>,
    pub(super) first: Option<TextBlock>,
    pub(super) others: TextBlocks<Input<'a>>,
}

/// Opens a file and reads its first line.
pub(super) fn open<'a>(
    part: &'a Part,
    schema: &'static Schema,
    step: &'a Step,
) -> Result<Opening<'a>, Failure> {
    let wrong = |error: io::Error| unreadable(&part.input.path, error);
    let TextInput { start, rest } = open_text(part, Some(step)).map_err(wrong)?;
    let separator = Separator::of(&start, schema);
    let mut blocks = TextBlocks::new(start, rest, separator.byte);
    let first = blocks.next().map_err(wrong)?;
    if first.as_ref().is_some_and(|block| block.is_too_long) {
        return Err(first_line_too_long(part));
    }
    let text = first.as_ref().map_or(&[][..], |block| &block.bytes);
    let (header, width) = read_header(part, schema, &mut Records::new(text, separator.byte))?;
    let file = TextFile {
        part,
        schema,
        header,
        separator,
        width,
        damage: OnceLock::new(),
    };
    Ok(Opening {
        file,
        first,
        others: blocks,
    })
}

impl TextFile<'_> {
    /// Reads a block.
    pub(super) fn read(
        &self,
        block: TextBlock,
        step: &Step,
        receiver: &mut impl Receiver,
    ) -> Result<(), Failure> {
        receiver.header(&self.header);
        if block.is_first && self.separator.byte != COMMA.byte {
            let marks = self.separator.marks;
            receiver.warning(format!(
                "{}: values are separated by {marks}, not commas",
                self.part.name()
            ));
        }
        if block.is_too_long {
            let location = Location::Line(block.first_line);
            receiver.broken(location, Reason::RaggedRow);
            let size = format!("more than {} MiB", LONGEST_RECORD >> 20);
            receiver.warning(self.suspicion(location, &size));
            return Ok(());
        }
        let is_utf8 = std::str::from_utf8(&block.bytes).is_ok();
        if block.is_plain && is_utf8 {
            self.read_lines(block, step, receiver);
            Ok(())
        } else {
            self.read_records(&block, is_utf8, step, receiver)
                .map_err(|error| unreadable(&self.part.input.path, error))
        }
    }

    /// What a person should know of a row that has probably swallowed others.
    fn suspicion(&self, location: Location, size: &str) -> String {
        let file = self.part.name();
        format!("{file}:{location}: the row is {size} long; a quotation mark may be missing")
    }

    /// The usual text: lines of values that are what they look like, and are not copied.
    fn read_lines(&self, block: TextBlock, step: &Step, receiver: &mut impl Receiver) {
        let TextBlock {
            bytes,
            first_line,
            is_first,
            ..
        } = block;
        let mut pending = Pending::new(self.schema, &self.header, Arc::new(bytes));
        let text = Arc::clone(&pending.text);
        let mut ends = Vec::with_capacity(self.width);
        let (mut start, mut is_header) = (0, is_first);
        let line_ends = memchr::memchr_iter(b'\n', &text).chain([text.len()]);
        for (line, end) in (first_line..).zip(line_ends) {
            let from = start;
            start = end + 1;
            let is_crlf = end > from && text[end - 1] == b'\r';
            let to = end - usize::from(is_crlf);
            if from >= to || std::mem::take(&mut is_header) {
                continue;
            }
            ends.clear();
            let separators = memchr::memchr_iter(self.separator.byte, &text[from..to]);
            // One more than there may be is enough to know.
            ends.extend(separators.map(|place| from + place).take(self.width));
            ends.push(to);
            if ends.len() == self.width {
                pending.push_line(line, from, &ends);
                hand_over(&mut pending, BATCH_ROWS, step, receiver);
                if receiver.has_seen_enough() {
                    return;
                }
            } else {
                receiver.broken(Location::Line(line), Reason::RaggedRow);
            }
        }
        hand_over(&mut pending, 1, step, receiver);
    }

    /// Text with quotation marks, or with bytes that are not UTF-8.
    fn read_records(
        &self,
        block: &TextBlock,
        is_utf8: bool,
        step: &Step,
        receiver: &mut impl Receiver,
    ) -> io::Result<()> {
        let mut records = Records::new(&block.bytes[..], self.separator.byte);
        let mut pending = Pending::new(self.schema, &self.header, Arc::default());
        let mut is_header = block.is_first;
        let mut is_told = false;
        while records.next()? {
            if std::mem::take(&mut is_header) {
                continue;
            }
            let location = Location::Line(block.first_line - 1 + records.line());
            if records.is_too_long() || records.len() != self.width {
                receiver.broken(location, Reason::RaggedRow);
                if records.lines() > SUSPICIOUS_LINES {
                    let size = format!("{} lines", records.lines());
                    receiver.warning(self.suspicion(location, &size));
                }
                continue;
            }
            let mut text = Text::Utf8;
            if !is_utf8 {
                text = match self.damage.get() {
                    Some(Text::Windows1252) => Text::Windows1252,
                    _ if records.is_utf8() => Text::Utf8,
                    Some(damage) => *damage,
                    None => {
                        let damage = text_of(self.part)?;
                        *self.damage.get_or_init(|| damage)
                    }
                };
            }
            if text == Text::Windows1252 && !std::mem::replace(&mut is_told, true) {
                receiver.warning(format!(
                    "{}: the file is in Windows-1252 and was decoded; UTF-8 is expected",
                    self.part.name()
                ));
            }
            if text == Text::Damaged {
                receiver.broken(location, Reason::NotUtf8);
                continue;
            }
            pending.push_record(block.first_line - 1 + records.line(), &records, text);
            hand_over(&mut pending, BATCH_ROWS, step, receiver);
            if receiver.has_seen_enough() {
                return Ok(());
            }
        }
        hand_over(&mut pending, 1, step, receiver);
        Ok(())
    }
}

/// Hands over what is pending, when there are so many rows of it.
fn hand_over(pending: &mut Pending, fewest: usize, step: &Step, receiver: &mut impl Receiver) {
    if pending.lines.len() >= fewest {
        step.advance(pending.lines.len() as u64, 0);
        receiver.batch(&pending.take());
    }
}

fn text_of(part: &Part) -> io::Result<Text> {
    Ok(
        if encoding::is_windows_1252(open_text(part, None)?.whole())? {
            Text::Windows1252
        } else {
            Text::Damaged
        },
    )
}

/// The columns, and how many values a row has.
fn read_header(
    part: &Part,
    schema: &Schema,
    records: &mut Records<impl BufRead>,
) -> Result<(Header, usize), Failure> {
    let is_there = records
        .next()
        .map_err(|error| unreadable(&part.input.path, error))?;
    if records.is_too_long() {
        return Err(first_line_too_long(part));
    }
    if !is_there {
        return Err(unreadable(
            &part.input.path,
            "the file is empty; expected a first line that names the columns",
        ));
    }
    let names: Vec<String> = (0..records.len())
        .map(|place| String::from_utf8_lossy(records.field(place)).into_owned())
        .collect();
    Ok((Header::of(part, schema, &names)?, names.len()))
}

fn first_line_too_long(part: &Part) -> Failure {
    unreadable(
        &part.input.path,
        "the first line is too long; expected one that names the columns",
    )
}

/// Opens a part, decompressed and without its byte order mark.
fn open_text<'s>(part: &Part, step: Option<&'s Step>) -> io::Result<TextInput<'s>> {
    let is_packed = part.form == FileForm::CsvGz;
    text_input::open(&part.input.path, is_packed, step)
}

/// Rows on their way into a batch.
struct Pending {
    /// For each column of the schema, where it stands in the file if it is read.
    places: Vec<Option<usize>>,
    /// What the values are slices of: the block itself, or what was made of it.
    text: Arc<Vec<u8>>,
    /// What is being made of it.
    made: Vec<u8>,
    columns: Vec<Vec<(u32, u32)>>,
    lines: Vec<u64>,
}

impl Pending {
    fn new(schema: &Schema, header: &Header, text: Arc<Vec<u8>>) -> Self {
        let places: Vec<Option<usize>> = schema
            .columns
            .iter()
            .zip(&header.places)
            .map(|(column, place)| place.filter(|_| column.form != Form::NotRead))
            .collect();
        Self {
            columns: places.iter().map(|_| Vec::new()).collect(),
            lines: Vec::new(),
            places,
            text,
            made: Vec::new(),
        }
    }

    /// Adds a line of the block that starts at `from`, and whose values end at `ends`.
    fn push_line(&mut self, line: u64, from: usize, ends: &[usize]) {
        self.lines.push(line);
        for (column, place) in self.columns.iter_mut().zip(&self.places) {
            let Some(place) = *place else { continue };
            let start = if place == 0 {
                from
            } else {
                ends[place - 1] + 1
            };
            column.push(slice(start, ends[place]));
        }
    }

    fn push_record(&mut self, line: u64, records: &Records<impl BufRead>, text: Text) {
        self.lines.push(line);
        for (column, place) in self.columns.iter_mut().zip(&self.places) {
            let Some(place) = *place else { continue };
            let value = records.field(place);
            let start = self.made.len();
            if text == Text::Windows1252 {
                self.made.extend_from_slice(&encoding::decoded(value));
            } else {
                self.made.extend_from_slice(value);
            }
            column.push(slice(start, self.made.len()));
        }
    }

    fn take(&mut self) -> Batch {
        if !self.made.is_empty() {
            self.text = Arc::new(std::mem::take(&mut self.made));
        }
        let cells = self
            .columns
            .iter_mut()
            .zip(&self.places)
            .map(|(column, place)| match place {
                Some(_) => Cells::Slices(Arc::clone(&self.text), std::mem::take(column)),
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

fn slice(start: usize, end: usize) -> (u32, u32) {
    let narrow =
        |place: usize| u32::try_from(place).expect("a block is smaller than four gigabytes");
    (narrow(start), narrow(end))
}
