//! A text file as it comes: unpacked, without its byte order mark, and its progress told.
//!
//! A packed file that unpacks to far more than any table does is refused while it is small: it was
//! made to fill a disk or a memory.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::Path;

use flate2::read::MultiGzDecoder;

use crate::progress::Step;

/// Enough of a file to hold its first line.
const START_BYTES: u64 = 1 << 14;
/// How much is unpacked before anybody asks whether it is too much.
const TRUSTED_BYTES: u64 = 256 << 20;
/// How many times its packed size a table may have. Tables of people unpack to 5 to 30 times; a file
/// of nothing but one letter to 200 and more.
const MOST_TIMES: u64 = 100;

/// The bytes of a file, unpacked.
pub(crate) type Input<'s> = Box<dyn Read + Send + 's>;

/// An opened text file.
pub(crate) struct TextInput<'s> {
    /// Its first bytes, to look at what it is.
    pub(crate) start: Vec<u8>,
    /// What comes after them.
    pub(crate) rest: Input<'s>,
}

impl<'s> TextInput<'s> {
    /// All of it.
    pub(crate) fn whole(self) -> impl BufRead + 's {
        let whole = Cursor::new(self.start).chain(self.rest);
        BufReader::with_capacity(1 << 17, whole)
    }
}

/// Opens a file.
///
/// # Errors
/// When it cannot be read or unpacked, and when it is in UTF-16.
pub(crate) fn open<'s>(
    path: &Path,
    is_packed: bool,
    step: Option<&'s Step>,
) -> io::Result<TextInput<'s>> {
    let file = Counted {
        file: File::open(path)?,
        bytes: 0,
        step,
    };
    let mut rest: Input<'s> = if is_packed {
        Box::new(Unpacked {
            decoder: MultiGzDecoder::new(BufReader::with_capacity(1 << 16, file)),
            bytes: 0,
        })
    } else {
        Box::new(file)
    };
    let mut start = Vec::new();
    rest.by_ref().take(START_BYTES).read_to_end(&mut start)?;
    if start.starts_with(&[0xFF, 0xFE]) || start.starts_with(&[0xFE, 0xFF]) {
        return Err(io::Error::other("the file is in UTF-16; expected UTF-8"));
    }
    if start.starts_with(&[0xEF, 0xBB, 0xBF]) {
        start.drain(..3);
    }
    Ok(TextInput { start, rest })
}

/// A file that knows how much of it has been read, and tells.
struct Counted<'s> {
    file: File,
    bytes: u64,
    step: Option<&'s Step>,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.bytes += read as u64;
        if let Some(step) = self.step {
            step.advance(0, read as u64);
        }
        Ok(read)
    }
}

/// The contents of a packed file.
struct Unpacked<'s> {
    decoder: MultiGzDecoder<BufReader<Counted<'s>>>,
    bytes: u64,
}

impl Read for Unpacked<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.decoder.read(buffer)?;
        self.bytes += read as u64;
        let packed = self.decoder.get_ref().get_ref().bytes;
        if self.bytes > TRUSTED_BYTES && self.bytes / MOST_TIMES > packed {
            return Err(io::Error::other(format!(
                "unpacks to more than {MOST_TIMES} times its size, which no table does; if it is \
                 one, unpack it first"
            )));
        }
        Ok(read)
    }
}
