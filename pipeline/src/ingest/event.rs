//! The event table: what was done for people and what happened to them.
//!
//! Types that no measure uses are allowed; they are counted here and not kept.

use crate::definitions::Definitions;
use crate::rejection::Reason;
use crate::tables::{EventFact, Keep, NOBODY};

use super::batch::{Batch, NONE, Resolved};
use super::date::MISSING;
use super::facts::{FactTable, Known};
use super::outcome::Outcome;
use super::schema::EVENT;

/// The place of each column in [`EVENT`].
const PERSON: usize = 0;
const TYPE: usize = 1;
const DAY: usize = 2;

/// A type that no measure uses.
const NOT_IN_A_MEASURE: u32 = NONE - 1;

/// The event table of an extract.
pub(super) struct Events<'a> {
    pub(super) known: Known<'a>,
    pub(super) definitions: &'a Definitions,
}

/// The columns of a batch.
#[derive(Default)]
pub(super) struct Memory {
    people: Resolved,
    types: Resolved,
    days: Vec<i32>,
}

impl FactTable for Events<'_> {
    type Fact = EventFact;
    type Memory = Memory;

    fn batch<K: Keep<EventFact>>(
        &self,
        batch: &Batch,
        memory: &mut Memory,
        outcome: &mut Outcome<K>,
    ) {
        let rows = batch.rows;
        let Memory {
            people,
            types,
            days,
        } = memory;
        let filled = &mut outcome.filled;
        filled[PERSON] += self.known.find(batch, PERSON, people);
        filled[TYPE] += batch.cells[TYPE].resolve(rows, types, |name| {
            std::str::from_utf8(name)
                .ok()
                .and_then(|name| self.definitions.event_type_index(name))
                .map_or(NOT_IN_A_MEASURE, u32::from)
        });
        outcome.days(batch, DAY, false, days);
        let people = people.by_row.iter().zip(&types.by_row).zip(&*days);
        for (row, ((person, event_type), day)) in people.enumerate() {
            let (person, event_type, day) = (*person, *event_type, *day);
            let life = self.known.life(person, day);
            let Some(life) = life.filter(|_| event_type != NONE) else {
                let problem = self.known.problem(person, day, MISSING);
                let reason = problem.unwrap_or(Reason::MissingCode);
                let column = match reason {
                    Reason::UnknownPerson => PERSON,
                    Reason::MissingCode => TYPE,
                    _ => DAY,
                };
                outcome.reject(batch.location(row), EVENT.columns[column].name, reason);
                continue;
            };
            let event_type = u16::try_from(event_type).ok();
            outcome.not_in_a_measure += u64::from(event_type.is_none());
            if day > life.died {
                outcome.after_death += 1;
            } else if let Some(event_type) = event_type
                && life.number != NOBODY
            {
                outcome.kept.keep(EventFact {
                    person: life.number,
                    event_type,
                    day,
                });
            }
        }
    }
}
