//! Faults put into rows on purpose, one of every kind that an extract can have, so that what sets
//! bad rows aside can be tried on them.
//!
//! The rows of a table that get a fault are chosen by chance; the kinds of fault take turns, so
//! that even a small extract has each of them. Where a kind does not fit a row (a death before
//! birth needs no death, a resolution before the diagnosis needs a diagnosis) the next one does.

use crate::exit::Failure;

use super::Format;
use super::chance::{Chance, Purpose};
use super::row::{Field, Table};

mod faults;

use faults::{Soiled, kinds};

/// Puts faults into a percentage of rows.
pub(super) struct Dirt {
    share: f64,
    format: Format,
    chance: Chance,
    /// For each table, how many faults it has had.
    turns: [usize; 4],
    today: i32,
    /// The birth and death of the person whose rows are being written.
    birth: i32,
    died: Option<i32>,
}

impl Dirt {
    pub(super) fn new(percent: f64, today: i32, format: Format) -> Self {
        Self {
            share: percent / 100.0,
            format,
            chance: Chance::new(0, Purpose::Dirt, 0),
            turns: [0; 4],
            today,
            birth: today,
            died: None,
        }
    }

    /// Begins the rows of a chunk of people.
    pub(super) fn begin(&mut self, seed: u64, chunk: u64) {
        self.chance = Chance::new(seed, Purpose::Dirt, chunk);
    }

    /// Gives `row` what is written instead of a clean row: usually the row itself. The second
    /// argument says whether any program can read it.
    pub(super) fn soil(
        &mut self,
        table: Table,
        clean: &[Field],
        mut row: impl FnMut(&[Field], bool) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        if table == Table::Person {
            self.birth = day_of(&clean[1]).unwrap_or(self.today);
            self.died = day_of(&clean[7]);
        }
        if !self.chance.happens(self.share) {
            return row(clean, true);
        }
        let kinds = kinds(table);
        for _ in 0..kinds.len() {
            let kind = kinds[self.turns[table as usize] % kinds.len()];
            self.turns[table as usize] += 1;
            let context = faults::Context {
                today: self.today,
                birth: self.birth,
                died: self.died,
                text_only: self.format == Format::Parquet,
            };
            match kind(clean, &context, &mut self.chance) {
                Soiled::DoesNotFit => {}
                Soiled::Row(fields) => return row(&fields, true),
                Soiled::Two(first, second) => {
                    row(&first, true)?;
                    return row(&second, true);
                }
                Soiled::Unreadable(fields) => return row(&fields, false),
            }
        }
        row(clean, true)
    }
}

fn day_of(field: &Field) -> Option<i32> {
    match field {
        Field::Day(day) => Some(*day),
        _ => None,
    }
}
