//! The tables of what happened to people, read on several threads.
//!
//! A row group of a Parquet file, or a block of a text, is read by itself; the outcomes are joined
//! in the order of the extract. How many threads there are changes the time and nothing else.

use crate::exit::Failure;
use crate::progress::Step;
use crate::rejection::{Location, Reason};
use crate::tables::{Keep, Life, Lives};
use crate::threads::Threads;

use super::batch::{Batch, Resolved};
use super::date::{MALFORMED, MISSING};
use super::date_column::DateForms;
use super::header::Header;
use super::ids::LONGEST_ID;
use super::outcome::{Outcome, Receiver};
use super::parquet_file::ParquetFile;
use super::pieces::{Piece, Pieces};
use super::register::{Register, Trail, UNKNOWN};
use super::schema::Schema;
use super::source::Part;
use super::text_blocks::BLOCK_BYTES;

/// An opened table.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) schema: &'static Schema,
    pub(super) parts: Vec<Part>,
    /// For each part that is Parquet.
    pub(super) parquet: Vec<Option<ParquetFile>>,
}

impl Opened {
    /// How many rows there are, as far as the files say beforehand.
    ///
    /// A file may say anything: it has no more rows than bytes.
    pub(super) fn rows(&self) -> usize {
        let parts = self.parts.iter().zip(&self.parquet);
        parts
            .filter_map(|(part, file)| {
                let bytes = usize::try_from(part.input.bytes).unwrap_or(usize::MAX);
                file.as_ref().map(|file| file.rows().min(bytes))
            })
            .sum()
    }

    /// Refuses a table of which some part is no longer as it was when it was opened.
    pub(super) fn require_unchanged(&self) -> Result<(), Failure> {
        let mut parts = self.parts.iter();
        parts.try_for_each(|part| part.input.require_unchanged())
    }

    /// About how many bytes a piece takes while it is read: its values as the file has them, and
    /// what is made of them.
    pub(super) fn piece_memory(&self) -> usize {
        let groups = self
            .parquet
            .iter()
            .flatten()
            .map(ParquetFile::largest_group);
        2 * groups.max().unwrap_or_default().max(BLOCK_BYTES)
    }
}

/// A table that is read in parts.
pub(super) trait FactTable: Sync {
    /// What a row comes to.
    type Fact;
    /// What is kept from one batch of a unit to the next.
    type Memory: Default;

    /// Works on whole rows.
    fn batch<K: Keep<Self::Fact>>(
        &self,
        batch: &Batch,
        memory: &mut Self::Memory,
        outcome: &mut Outcome<K>,
    );

    /// The end of a unit.
    fn end<K: Keep<Self::Fact>>(&self, _memory: Self::Memory, _outcome: &mut Outcome<K>) {}
}

/// The people that facts are about.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) register: &'a Register,
    pub(super) lives: &'a Lives,
    pub(super) extracted_on: i32,
}

impl Known<'_> {
    /// The person of each row, [`UNKNOWN`] or greater where there is none; returns how many ids
    /// there are.
    pub(super) fn find(&self, batch: &Batch, column: usize, out: &mut Resolved) -> u64 {
        let mut last = Trail::default();
        batch.cells[column].resolve(batch.rows, out, |id| {
            if id.len() <= LONGEST_ID {
                self.register.find(id, &mut last)
            } else {
                UNKNOWN
            }
        })
    }

    /// The life of a row's person, if the person is known and the day lies in what can be
    /// recorded of it: then [`Known::problem`] has nothing against either.
    #[inline]
    pub(super) fn life(&self, person: u32, day: i32) -> Option<Life> {
        // No birth is as early as the marks of dates that are missing or malformed.
        let life = self.lives.get(person)?;
        (life.birth <= day && day <= self.extracted_on).then_some(life)
    }

    /// The first reason against a row that is about its person and dates.
    #[cold]
    pub(super) fn problem(&self, person: u32, day: i32, other: i32) -> Option<Reason> {
        if person >= UNKNOWN {
            Some(Reason::UnknownPerson)
        } else if day == MISSING {
            Some(Reason::MissingDate)
        } else if day == MALFORMED || other == MALFORMED {
            Some(Reason::MalformedDate)
        } else if self.lives.get(person).is_some_and(|life| day < life.birth) {
            Some(Reason::BeforeBirth)
        } else if day > self.extracted_on {
            Some(Reason::AfterExtract)
        } else {
            None
        }
    }
}

/// A table that is to be read.
pub(super) struct Work<'a, K> {
    pub(super) opened: &'a Opened,
    /// The forms of its dates.
    pub(super) forms: &'a DateForms,
    pub(super) table: &'a dyn ReadPieces<K>,
}

/// A table whose pieces are read by themselves, whatever its rows come to.
pub(super) trait ReadPieces<K>: Sync {
    /// Reads a piece of what `work` is about into a keeper that is still empty.
    fn read_piece(
        &self,
        piece: Piece<'_>,
        work: &Work<'_, K>,
        step: &Step,
        kept: K,
    ) -> Result<Outcome<K>, Failure>;
}

impl<T: FactTable, K: Keep<T::Fact>> ReadPieces<K> for T {
    fn read_piece(
        &self,
        piece: Piece<'_>,
        work: &Work<'_, K>,
        step: &Step,
        kept: K,
    ) -> Result<Outcome<K>, Failure> {
        let Work { opened, forms, .. } = work;
        let mut reading = Reading {
            table: self,
            memory: T::Memory::default(),
            outcome: Outcome::new(opened.schema, forms, kept),
        };
        piece.read(opened, step, &mut reading)?;
        let Reading {
            memory,
            mut outcome,
            ..
        } = reading;
        self.end(memory, &mut outcome);
        Ok(outcome)
    }
}

/// One piece on its way.
struct Reading<'t, T: FactTable, K> {
    table: &'t T,
    memory: T::Memory,
    outcome: Outcome<K>,
}

impl<T: FactTable, K: Keep<T::Fact>> Receiver for Reading<'_, T, K> {
    fn header(&mut self, header: &Header) {
        self.outcome.header = header.clone();
    }

    fn broken(&mut self, location: Location, reason: Reason) {
        self.outcome.broken(location, reason);
    }

    fn warning(&mut self, warning: String) {
        self.outcome.warnings.push(warning);
    }

    fn batch(&mut self, batch: &Batch) {
        self.outcome.whole_rows += batch.rows as u64;
        self.table.batch(batch, &mut self.memory, &mut self.outcome);
    }

    fn has_seen_enough(&self) -> bool {
        self.outcome.is_unfamiliar
    }
}

/// Reads every piece of some tables, each into a keeper of its own, and hands the outcomes to
/// `join` in the order of the pieces, until that says that it needs no more. `join` is told besides
/// which of the tables a piece is of.
///
/// Threads take pieces from one queue: none has nothing to do while there are some left.
pub(super) fn read<'o, K: Send>(
    works: &[Work<'o, K>],
    threads: &Threads,
    step: &Step,
    keeper: &(impl Fn() -> K + Sync),
    mut join: impl FnMut(usize, &'o Part, Outcome<K>) -> Result<bool, Failure>,
) -> Result<(), Failure> {
    let pieces = works.iter().enumerate().flat_map(|(place, work)| {
        let mut pieces = Pieces::new(work.opened, step);
        std::iter::from_fn(move || pieces.next()).map(move |(part, piece)| (place, part, piece))
    });
    let read_piece = |(place, part, piece): (usize, usize, Result<Piece, Failure>)| {
        let work: &Work<K> = &works[place];
        let outcome = piece.and_then(|piece| work.table.read_piece(piece, work, step, keeper()));
        (place, part, outcome)
    };
    threads.in_order(pieces, read_piece, |(place, part, outcome)| {
        join(place, &works[place].opened.parts[part], outcome?)
    })
}
