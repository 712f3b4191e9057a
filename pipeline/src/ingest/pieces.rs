//! The pieces of a table that are read by themselves: row groups of Parquet files, and blocks of
//! texts.

use std::sync::Arc;

use crate::exit::Failure;
use crate::input::unreadable;
use crate::progress::Step;

use super::facts::Opened;
use super::outcome::Receiver;
use super::text_blocks::{TextBlock, TextBlocks};
use super::text_file::{self, Opening, TextFile};
use super::text_input::Input;

/// One piece of a table.
pub(super) enum Piece<'a> {
    /// A row group of a part.
    RowGroup(usize, usize),
    /// Whole rows of a text.
    Block(Arc<TextFile<'a>>, TextBlock),
}

/// The pieces of a table, in their order, each with its part.
pub(super) struct Pieces<'a> {
    opened: &'a Opened,
    step: &'a Step,
    part: usize,
    group: usize,
    text: Option<Text<'a>>,
}

/// A text on its way.
struct Text<'a> {
    file: Arc<TextFile<'a>>,
    first: Option<TextBlock>,
    others: TextBlocks<Input<'a>>,
}

impl<'a> Pieces<'a> {
    pub(super) fn new(opened: &'a Opened, step: &'a Step) -> Self {
        Self {
            opened,
            step,
            part: 0,
            group: 0,
            text: None,
        }
    }

    /// The next piece; none after a part that cannot be read.
    pub(super) fn next(&mut self) -> Option<(usize, Result<Piece<'a>, Failure>)> {
        while self.part < self.opened.parts.len() {
            let part = self.part;
            let piece = match &self.opened.parquet[part] {
                Some(file) => {
                    self.group += 1;
                    let piece = Piece::RowGroup(part, self.group - 1);
                    (self.group <= file.row_groups()).then_some(Ok(piece))
                }
                None => self.block().transpose(),
            };
            match piece {
                Some(Ok(piece)) => return Some((part, Ok(piece))),
                Some(Err(failure)) => {
                    self.part = self.opened.parts.len();
                    let failure = self.opened.parts[part].input.blame(failure);
                    return Some((part, Err(failure)));
                }
                None => {
                    self.part += 1;
                    self.group = 0;
                    self.text = None;
                }
            }
        }
        None
    }

    fn block(&mut self) -> Result<Option<Piece<'a>>, Failure> {
        let part = &self.opened.parts[self.part];
        let text = if let Some(text) = &mut self.text {
            text
        } else {
            let Opening {
                file,
                first,
                others,
            } = text_file::open(part, self.opened.schema, self.step)?;
            self.text.insert(Text {
                file: Arc::new(file),
                first,
                others,
            })
        };
        let block = match text.first.take() {
            Some(first) => Some(first),
            None => (text.others.next()).map_err(|error| unreadable(&part.input.path, error))?,
        };
        Ok(block.map(|block| Piece::Block(Arc::clone(&text.file), block)))
    }
}

impl Piece<'_> {
    /// Reads a piece.
    pub(super) fn read(
        self,
        opened: &Opened,
        step: &Step,
        receiver: &mut impl Receiver,
    ) -> Result<(), Failure> {
        match self {
            Self::RowGroup(place, group) => match &opened.parquet[place] {
                Some(file) => {
                    let part = &opened.parts[place];
                    file.read_group(part, opened.schema, group, step, receiver)
                        .map_err(|failure| part.input.blame(failure))
                }
                None => unreachable!("only Parquet files have row groups"),
            },
            Self::Block(file, block) => file.read(block, step, receiver),
        }
    }
}
