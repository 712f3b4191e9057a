//! The condition table: diagnoses, coded in one of the known systems.
//!
//! A code in no codelist is not a fault of its row: it is counted, and tells the analyst what the
//! codelist may lack.

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use std::hash::BuildHasher as _;

use crate::definitions::{CodeSystem, Definitions, LONGEST_CODE};
use crate::rejection::Reason;
use crate::tables::{ConditionFact, Keep, NEVER, NOBODY};

use super::batch::{Batch, NONE, Resolved};
use super::date::{self, MISSING};
use super::facts::{FactTable, Known};
use super::outcome::Outcome;
use super::schema::CONDITION;

/// The place of each column in [`CONDITION`].
const PERSON: usize = 0;
const SYSTEM: usize = 1;
const CODE: usize = 2;
const DIAGNOSED: usize = 3;
const RESOLVED: usize = 4;

/// The systems, in the order in which rows refer to them.
pub(super) const SYSTEMS: [(&str, CodeSystem); 3] = [
    ("condition", CodeSystem::Condition),
    ("snomed", CodeSystem::Snomed),
    ("icd10", CodeSystem::Icd10),
];

/// A system that is none of [`SYSTEMS`].
const UNKNOWN_SYSTEM: u32 = 3;

/// The condition table of an extract.
pub(super) struct Conditions<'a> {
    pub(super) known: Known<'a>,
    pub(super) definitions: &'a Definitions,
}

/// The columns of a batch, and the codes seen so far in the unit.
#[derive(Default)]
pub(super) struct Memory {
    people: Resolved,
    systems: Resolved,
    codes: Resolved,
    diagnosed: Vec<i32>,
    resolved: Vec<i32>,
    seen: SeenCodes,
}

impl FactTable for Conditions<'_> {
    type Fact = ConditionFact;
    type Memory = Memory;

    fn batch<K: Keep<ConditionFact>>(
        &self,
        batch: &Batch,
        memory: &mut Memory,
        outcome: &mut Outcome<K>,
    ) {
        let rows = batch.rows;
        let Memory {
            people,
            systems,
            codes,
            diagnosed,
            resolved,
            seen,
        } = memory;
        let filled = &mut outcome.filled;
        filled[PERSON] += self.known.find(batch, PERSON, people);
        filled[SYSTEM] += batch.cells[SYSTEM].resolve(rows, systems, system);
        filled[CODE] += batch.cells[CODE].resolve(rows, codes, |code| seen.place(code));
        outcome.days(batch, DIAGNOSED, false, diagnosed);
        outcome.days(batch, RESOLVED, false, resolved);
        let people = people.by_row.iter().zip(&*diagnosed).zip(&*resolved);
        let codes = systems.by_row.iter().zip(&codes.by_row);
        for (row, (((person, from), to), (system, code))) in people.zip(codes).enumerate() {
            let (person, from, to, system, code) = (*person, *from, *to, *system, *code);
            let is_coded = system < UNKNOWN_SYSTEM && code != NONE;
            let life = self.known.life(person, from);
            let Some(life) = life.filter(|_| is_coded && (to >= from || to == MISSING)) else {
                let reason = self.problem((person, from, to), code);
                let column = CONDITION.columns[column_of(reason, from)].name;
                outcome.reject(batch.location(row), column, reason);
                continue;
            };
            let (conditions, unmapped_rows) = seen.look_up(self.definitions, code, system);
            if conditions.is_empty() {
                outcome.unmapped_code += 1;
                *unmapped_rows += 1;
            }
            if from > life.died {
                outcome.after_death += 1;
            } else if life.number != NOBODY {
                let to = if to == MISSING { NEVER } else { to };
                for condition in conditions {
                    outcome.kept.keep(ConditionFact {
                        person: life.number,
                        condition: *condition,
                        from,
                        to,
                    });
                }
            }
        }
    }

    fn end<K: Keep<ConditionFact>>(&self, memory: Memory, outcome: &mut Outcome<K>) {
        let SeenCodes { codes, .. } = memory.seen;
        for code in codes {
            for (system, rows) in (0..UNKNOWN_SYSTEM).zip(code.unmapped_rows) {
                if rows > 0 {
                    outcome.unmapped.insert((system, code.text.clone()), rows);
                }
            }
        }
    }
}

impl Conditions<'_> {
    /// The first reason against a row that has one.
    #[cold]
    fn problem(&self, (person, from, to): (u32, i32, i32), code: u32) -> Reason {
        let of_dates = self.known.problem(person, from, to);
        of_dates.unwrap_or(if date::is_day(to) && to < from {
            Reason::ResolvedBeforeDiagnosis
        } else if code == NONE {
            Reason::MissingCode
        } else {
            Reason::UnknownCodeSystem
        })
    }
}

fn system(name: &[u8]) -> u32 {
    (0..)
        .zip(SYSTEMS)
        .find(|(_, (known, _))| name.eq_ignore_ascii_case(known.as_bytes()))
        .map_or(UNKNOWN_SYSTEM, |(place, _)| place)
}

/// The column that a reason is about.
fn column_of(reason: Reason, diagnosed: i32) -> usize {
    match reason {
        Reason::UnknownPerson => PERSON,
        Reason::MissingCode => CODE,
        Reason::UnknownCodeSystem => SYSTEM,
        Reason::ResolvedBeforeDiagnosis => RESOLVED,
        Reason::MalformedDate if date::is_day(diagnosed) => RESOLVED,
        _ => DIAGNOSED,
    }
}

/// The different codes of a unit, each looked up in the codelist once.
#[derive(Default)]
struct SeenCodes {
    hasher: FixedState,
    places: HashTable<u32>,
    codes: Vec<SeenCode>,
}

struct SeenCode {
    text: Vec<u8>,
    /// For each system, the conditions it stands for, once that has been asked.
    conditions: [Option<Box<[u16]>>; 3],
    unmapped_rows: [u64; 3],
}

impl SeenCodes {
    fn place(&mut self, code: &[u8]) -> u32 {
        // No codelist has longer ones, and what is none need not be kept whole.
        let code = &code[..code.len().min(LONGEST_CODE + 1)];
        let Self {
            hasher,
            places,
            codes,
        } = self;
        let entry = places.entry(
            hasher.hash_one(code),
            |place| codes[*place as usize].text == code,
            |place| hasher.hash_one(codes[*place as usize].text.as_slice()),
        );
        *entry
            .or_insert_with(|| {
                let place = u32::try_from(codes.len()).expect("fewer codes than rows");
                codes.push(SeenCode {
                    text: code.to_vec(),
                    conditions: [None, None, None],
                    unmapped_rows: [0; 3],
                });
                place
            })
            .get()
    }

    /// The conditions a code stands for in a system, and the count of its rows for when it
    /// stands for none.
    fn look_up(&mut self, definitions: &Definitions, code: u32, system: u32) -> (&[u16], &mut u64) {
        let system = system as usize;
        let SeenCode {
            text,
            conditions,
            unmapped_rows,
        } = &mut self.codes[code as usize];
        let conditions = conditions[system].get_or_insert_with(|| {
            let code = std::str::from_utf8(text).unwrap_or_default();
            definitions
                .condition_indices(SYSTEMS[system].1, code)
                .into()
        });
        (conditions, &mut unmapped_rows[system])
    }
}
