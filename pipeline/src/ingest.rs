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
use crate::tables::{AnswerFact, ConditionFact, EventFact, Keep, Life, People, Tables};

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

use arrivals::Arrivals;
use condition::Conditions;
use event::Events;
use facts::{FactTable, Known, Opened};
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
    threads: usize,
    progress: &Progress,
) -> Result<(Tables, Quality), Failure> {
    let mut reading = Reading::open(extract, *meaning, list, threads, progress)?;
    let (people, register) = reading.people(&|_, _| Ok(()))?;
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
        threads: usize,
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

    /// Reads the people, and the register in which facts find them, for as long as `allow` has
    /// nothing against how many there are, as far as that is known, and the bytes their ids take.
    pub(crate) fn people(
        &mut self,
        allow: &impl Fn(usize, usize) -> Result<(), Failure>,
    ) -> Result<(People, Register), Failure> {
        let table = Persons {
            geography: self.meaning.geography,
            extracted_on: self.meaning.extracted_on.to_epoch_days(),
        };
        let opened = &self.tables[0];
        let read = self.findings.in_its_forms(opened, |findings, way| {
            let mut arrivals = Arrivals::new(opened.rows());
            let mut is_familiar = true;
            facts::read(opened, &table, way, &Vec::new, |part, outcome| {
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
            arrivals.settle(way.threads, join).map(Some)
        });
        let (people, register) = read?;
        self.findings.tell_of(&people);
        Ok((people, register))
    }

    /// Reads what is dated and about them, each part of a file into a keeper of its own.
    pub(crate) fn facts<K: KeepFacts>(
        &mut self,
        lives: &[Life],
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
        kept.append(self.table(1, &conditions, keeper)?);
        kept.conditions_are_complete();
        let events = Events { known, definitions };
        kept.append(self.table(2, &events, keeper)?);
        let answers = Answers { known, definitions };
        kept.append(self.table(3, &answers, keeper)?);
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
        self.findings.threads() * of_piece.unwrap_or_default()
    }

    fn table<T: FactTable, K: KeepFacts + Keep<T::Fact>>(
        &mut self,
        place: usize,
        table: &T,
        keeper: &(impl Fn() -> K + Sync),
    ) -> Result<K, Failure> {
        let opened = &self.tables[place];
        if opened.parts.is_empty() {
            return Ok(keeper());
        }
        self.findings.in_its_forms(opened, |findings, way| {
            let mut kept = keeper();
            let mut is_familiar = true;
            facts::read(opened, table, way, keeper, |part, mut outcome| {
                is_familiar = !outcome.is_unfamiliar;
                if is_familiar {
                    kept.append(std::mem::replace(&mut outcome.kept, keeper()));
                    findings.join(place, opened, part, outcome)?;
                }
                Ok(is_familiar)
            })?;
            Ok(is_familiar.then_some(kept))
        })
    }
}

#[cfg(test)]
mod tests;
