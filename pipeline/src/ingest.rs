//! The input files, in order: people first, then what is dated and about them.
//!
//! Every row that cannot be used is set aside with its place and reason; none is dropped in
//! silence, and no value that could identify a person leaves this room.

use std::path::Path;

use chrono::NaiveDate;

use crate::definitions::{Definitions, Geography};
use crate::exit::Failure;
use crate::progress::Progress;
use crate::rejection::RejectionList;
use crate::tables::{
    AnswerFact, ConditionFact, EventFact, Keep, Lives, People, PeopleTally, Tables,
};
use crate::threads::Threads;

mod arrivals;
mod batch;
mod condition;
mod date;
mod date_column;
mod date_form;
mod encoding;
mod event;
mod facts;
mod findings;
mod header;
mod ids;
mod index;
mod outcome;
mod parquet_file;
mod person;
mod pieces;
mod quality;
mod records;
mod register;
mod schema;
mod source;
mod survey;
mod text_blocks;
mod text_file;
mod text_input;

pub(crate) use records::Records;
pub(crate) use text_input::open as open_text;

pub use quality::{CodeFrequency, Completeness, Quality, SetAside, TableQuality};

use arrivals::{Arrivals, PieceRows};
use condition::Conditions;
use event::Events;
use facts::{Known, Opened, ReadPieces, Work};
use findings::Findings;
use person::Persons;
use register::Register;
use schema::{CONDITION, EVENT, PERSON, SURVEY};
use source::Part;
use survey::Answers;

/// What the values of an extract mean.
#[derive(Debug, Clone, Copy)]
pub struct Meaning<'a> {
    /// Conditions, codes, event types and questions.
    pub definitions: &'a Definitions,
    /// Small areas.
    pub geography: &'a Geography,
    /// The day of the extract; nothing in it may be later.
    pub extracted_on: NaiveDate,
}

/// Takes people, in the order of their rows.
pub(crate) trait KeepPeople: Send {
    /// People of a piece of the table are numbered from a multiple of this on.
    const STRETCH: usize = 1;

    /// Takes the next rows.
    fn keep(&mut self, rows: &People);

    /// Takes what another has kept of the rows after.
    fn append(&mut self, later: Self);

    /// Leaves out rows that are not to be kept.
    fn retain(&mut self, is_kept: &[bool]);

    /// Gives back what growing took in advance.
    fn shrink_to_fit(&mut self);

    /// How many people there are.
    fn tally(&self) -> PeopleTally;
}

/// Takes the facts of every table.
pub(crate) trait KeepFacts:
    Keep<ConditionFact> + Keep<EventFact> + Keep<AnswerFact> + Send
{
    /// Takes what another has kept of what was read after.
    fn append(&mut self, later: Self);

    /// All conditions are here; events and answers come after this.
    fn conditions_are_complete(&mut self) {}
}

/// Reads the tables of an extract's folder into memory.
///
/// # Errors
/// When a table is missing, there twice, or in a form that cannot be read, and when the list of
/// rows set aside cannot be written.
pub fn read(
    extract: &Path,
    meaning: &Meaning<'_>,
    list: RejectionList,
    threads: &Threads,
    progress: &Progress,
) -> Result<(Tables, Quality), Failure> {
    let mut reading = Reading::open(extract, *meaning, list, threads, progress)?;
    let (pieces, register) = reading.people(&People::default, &|_, _| Ok(()))?;
    let mut people = People::default();
    for piece in pieces {
        people.append(piece);
    }
    people.shrink_to_fit();
    let mut tables = reading.facts(&people.lives(), &register, &Tables::default)?;
    tables.people = people;
    Ok((tables, reading.finish()?.unwrap_or_default()))
}

/// An extract on its way: people are read once, and facts as often as they are asked for.
pub(crate) struct Reading<'a> {
    meaning: Meaning<'a>,
    /// In the order in which they are read.
    tables: [Opened; 4],
    findings: Findings<'a>,
}

impl<'a> Reading<'a> {
    /// Opens all tables before any is read, so that a missing one is said at once.
    pub(crate) fn open(
        extract: &Path,
        meaning: Meaning<'a>,
        list: RejectionList,
        threads: &'a Threads,
        progress: &'a Progress,
    ) -> Result<Self, Failure> {
        let mut findings = Findings::new(list, progress, threads);
        let tables = [
            findings.open(extract, &PERSON)?,
            findings.open(extract, &CONDITION)?,
            findings.open(extract, &EVENT)?,
            findings.open(extract, &SURVEY)?,
        ];
        Ok(Self {
            meaning,
            tables,
            findings,
        })
    }

    /// Reads the people, each piece of the table into a keeper of its own, and the register in
    /// which facts find them, for as long as `allow` has nothing against how many there are, as
    /// far as that is known, and the bytes their ids take.
    pub(crate) fn people<K: KeepPeople>(
        &mut self,
        keeper: &(impl Fn() -> K + Sync),
        allow: &impl Fn(usize, usize) -> Result<(), Failure>,
    ) -> Result<(Vec<K>, Register), Failure> {
        let table = Persons {
            geography: self.meaning.geography,
            extracted_on: self.meaning.extracted_on.to_epoch_days(),
        };
        let opened = &self.tables[0];
        let threads = self.findings.threads();
        let read = self
            .findings
            .in_their_forms(&[opened], |findings, forms, step| {
                let mut arrivals = Arrivals::new();
                let mut is_familiar = true;
                let work = Work {
                    opened,
                    forms: &forms[0],
                    table: &table,
                };
                let keeper = || PieceRows::new(keeper());
                facts::read(&[work], threads, step, &keeper, |_, part, outcome| {
                    is_familiar = !outcome.is_unfamiliar;
                    if is_familiar {
                        arrivals.add(part, outcome);
                        let (rows, bytes) = arrivals.size();
                        let all_rows = opened.rows().max(rows);
                        allow(all_rows, bytes.div_ceil(rows.max(1)) * all_rows)?;
                    }
                    Ok(is_familiar)
                })?;
                if !is_familiar {
                    return Ok(None);
                }
                let join = |part: &Part, outcome| findings.join(0, opened, part, outcome);
                arrivals.settle(threads, join).map(Some)
            });
        let (people, register) = read?;
        let mut tally = PeopleTally::default();
        for piece in &people {
            tally.add(piece.tally());
        }
        self.findings.tell_of(tally);
        Ok((people, register))
    }

    /// Reads what is dated and about them, each part of a file into a keeper of its own.
    pub(crate) fn facts<K: KeepFacts>(
        &mut self,
        lives: &Lives,
        register: &Register,
        keeper: &(impl Fn() -> K + Sync),
    ) -> Result<K, Failure> {
        let known = Known {
            register,
            lives,
            extracted_on: self.meaning.extracted_on.to_epoch_days(),
        };
        let definitions = self.meaning.definitions;
        let mut kept = keeper();
        let conditions = Conditions { known, definitions };
        kept.append(self.tables(&[(1, &conditions)], keeper)?);
        kept.conditions_are_complete();
        let events = Events { known, definitions };
        let answers = Answers { known, definitions };
        kept.append(self.tables(&[(2, &events), (3, &answers)], keeper)?);
        for table in &self.tables {
            table.require_unchanged()?;
        }
        Ok(kept)
    }

    /// What was found, with the list of rows set aside in its place; nothing when that has been
    /// said before, and reading it all again finds nothing new.
    pub(crate) fn finish(&mut self) -> Result<Option<Quality>, Failure> {
        self.findings.finish()
    }

    /// About how many bytes of memory reading takes, besides what it keeps.
    pub(crate) fn memory(&self) -> usize {
        let of_piece = self.tables.iter().map(Opened::piece_memory).max();
        self.findings.threads().number() * of_piece.unwrap_or_default()
    }

    /// Reads tables side by side, each by its place: the last one first, because the first has the
    /// most pieces, and threads are then done at about the same time.
    fn tables<K: KeepFacts>(
        &mut self,
        tables: &[(usize, &dyn ReadPieces<K>)],
        keeper: &(impl Fn() -> K + Sync),
    ) -> Result<K, Failure> {
        let there = tables.iter().copied();
        let there = there.filter(|(place, _)| !self.tables[*place].parts.is_empty());
        let (places, tables): (Vec<usize>, Vec<&dyn ReadPieces<K>>) = there.unzip();
        let opened: Vec<&Opened> = places.iter().map(|place| &self.tables[*place]).collect();
        let threads = self.findings.threads();
        self.findings
            .in_their_forms(&opened, |findings, forms, step| {
                let mut kept = keeper();
                let mut is_familiar = true;
                let works = opened.iter().zip(forms).zip(&tables);
                let works = works.map(|((opened, forms), table)| Work {
                    opened,
                    forms,
                    table: *table,
                });
                let works: Vec<Work<K>> = works.rev().collect();
                facts::read(&works, threads, step, keeper, |table, part, mut outcome| {
                    is_familiar = !outcome.is_unfamiliar;
                    if is_familiar {
                        kept.append(std::mem::replace(&mut outcome.kept, keeper()));
                        let table = opened.len() - 1 - table;
                        findings.join(places[table], opened[table], part, outcome)?;
                    }
                    Ok(is_familiar)
                })?;
                Ok(is_familiar.then_some(kept))
            })
    }
}

#[cfg(test)]
mod tests;
