//! The tables of what happened to people, read on several threads.
//!
//! A file, or a row group of a Parquet file, is read by itself; the outcomes are joined in the
//! order of the extract. How many threads there are changes the time and nothing else.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;

use crate::exit::Failure;
use crate::progress::Step;
use crate::rejection::{Location, Reason};
use crate::tables::People;

use super::batch::Batch;
use super::date::{MALFORMED, MISSING};
use super::date_column::DateForms;
use super::header::Header;
use super::outcome::{Outcome, Receiver};
use super::parquet_file::ParquetFile;
use super::register::{LONGEST_ID, Register, UNKNOWN};
use super::schema::Schema;
use super::source::Part;
use super::text_file;

/// A part of a table that is read by itself.
#[derive(Debug, Clone, Copy)]
pub(super) enum Unit {
    /// A whole text file.
    File(usize),
    /// A row group of a Parquet file.
    RowGroup(usize, usize),
}

/// An opened table.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) schema: &'static Schema,
    pub(super) parts: Vec<Part>,
    /// For each part that is Parquet.
    pub(super) parquet: Vec<Option<ParquetFile>>,
}

impl Opened {
    pub(super) fn units(&self) -> Vec<Unit> {
        let units = self.parquet.iter().enumerate();
        units
            .flat_map(|(part, file)| match file {
                None => vec![Unit::File(part)],
                Some(file) => (0..file.row_groups())
                    .map(|group| Unit::RowGroup(part, group))
                    .collect(),
            })
            .collect()
    }

    pub(super) fn part(&self, unit: Unit) -> &Part {
        let (Unit::File(part) | Unit::RowGroup(part, _)) = unit;
        &self.parts[part]
    }

    pub(super) fn read(
        &self,
        unit: Unit,
        step: &Step,
        receiver: &mut impl Receiver,
    ) -> Result<(), Failure> {
        let part = self.part(unit);
        match unit {
            Unit::RowGroup(index, group) => match &self.parquet[index] {
                Some(file) => file.read_group(part, self.schema, group, step, receiver),
                None => unreachable!("only Parquet files have row groups"),
            },
            Unit::File(_) => text_file::read(part, self.schema, step, receiver),
        }
    }
}

/// A table about people in the register.
pub(super) trait FactTable: Sync {
    /// What a row comes to.
    type Fact: Send;
    /// What is kept from one batch of a unit to the next.
    type Memory: Default;

    /// Works on whole rows.
    fn batch(&self, batch: &Batch, memory: &mut Self::Memory, outcome: &mut Outcome<Self::Fact>);

    /// The end of a unit.
    fn end(&self, _memory: Self::Memory, _outcome: &mut Outcome<Self::Fact>) {}
}

/// The people that facts are about.
pub(super) struct Known<'a> {
    pub(super) register: &'a Register,
    pub(super) people: &'a People,
    pub(super) extracted_on: i32,
}

impl Known<'_> {
    /// The person of each row, or [`UNKNOWN`]; returns how many ids there are.
    pub(super) fn find(&self, batch: &Batch, column: usize, out: &mut Vec<u32>) -> u64 {
        out.clear();
        let (mut last, mut ids) = (0, 0);
        batch.cells[column].each(batch.rows, |_, id| {
            ids += u64::from(id.is_some());
            out.push(match id {
                Some(id) if id.len() <= LONGEST_ID => self.register.find(id, &mut last),
                _ => UNKNOWN,
            });
        });
        ids
    }

    /// The first reason against a row that is about its person and dates.
    pub(super) fn problem(&self, person: u32, day: i32, other: i32) -> Option<Reason> {
        if person == UNKNOWN {
            Some(Reason::UnknownPerson)
        } else if day == MISSING {
            Some(Reason::MissingDate)
        } else if day == MALFORMED || other == MALFORMED {
            Some(Reason::MalformedDate)
        } else if day < self.people.birth[person as usize] {
            Some(Reason::BeforeBirth)
        } else if day > self.extracted_on {
            Some(Reason::AfterExtract)
        } else {
            None
        }
    }

    pub(super) fn is_after_death(&self, person: u32, day: i32) -> bool {
        day > self.people.died[person as usize]
    }

    /// Whether the person is counted anywhere at all.
    pub(super) fn is_inside(&self, person: u32) -> bool {
        self.people.small_area[person as usize] != u32::MAX
    }
}

/// One unit on its way.
struct Reading<'t, T: FactTable> {
    table: &'t T,
    memory: T::Memory,
    outcome: Outcome<T::Fact>,
}

impl<T: FactTable> Receiver for Reading<'_, T> {
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

/// Reads every unit and hands the outcomes to `join` in the order of the units, until that says
/// that it needs no more.
pub(super) fn read<T: FactTable>(
    opened: &Opened,
    table: &T,
    forms: &DateForms,
    threads: usize,
    step: &Step,
    mut join: impl FnMut(Unit, Outcome<T::Fact>) -> Result<bool, Failure>,
) -> Result<(), Failure> {
    let units = opened.units();
    let (next, has_ended) = (AtomicUsize::new(0), AtomicBool::new(false));
    let threads = threads.clamp(1, units.len().max(1));
    std::thread::scope(|scope| {
        let (sender, receiver) = mpsc::sync_channel(threads);
        for _ in 0..threads {
            let sender = sender.clone();
            let (units, next, has_ended) = (&units, &next, &has_ended);
            scope.spawn(move || {
                while !has_ended.load(Ordering::Relaxed) {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(unit) = units.get(index) else { break };
                    let outcome = read_unit(opened, *unit, table, forms, step);
                    if sender.send((index, outcome)).is_err() {
                        break;
                    }
                }
            });
        }
        drop(sender);
        let mut waiting = BTreeMap::new();
        let mut expected = 0;
        for (index, outcome) in receiver {
            waiting.insert(index, outcome);
            while let Some(outcome) = waiting.remove(&expected) {
                let joined = outcome.and_then(|outcome| join(units[expected], outcome));
                if !matches!(joined, Ok(true)) {
                    has_ended.store(true, Ordering::Relaxed);
                    return joined.map(|_| ());
                }
                expected += 1;
            }
        }
        Ok(())
    })
}

fn read_unit<T: FactTable>(
    opened: &Opened,
    unit: Unit,
    table: &T,
    forms: &DateForms,
    step: &Step,
) -> Result<Outcome<T::Fact>, Failure> {
    let mut reading = Reading {
        table,
        memory: T::Memory::default(),
        outcome: Outcome::new(opened.schema, forms),
    };
    opened.read(unit, step, &mut reading)?;
    let Reading {
        memory,
        mut outcome,
        ..
    } = reading;
    table.end(memory, &mut outcome);
    Ok(outcome)
}
