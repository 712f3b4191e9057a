//! People as they are read, until it is known who of them is there twice.
//!
//! Rows are taken in their order, and only what is left of a person at the end is kept: the first
//! row of an id, unless it is set aside.

use crate::tables::People;

use super::outcome::Outcome;
use super::person::{PersonRows, Problem};
use super::register::{Register, UNKNOWN};

/// Rows of the person table so far.
pub(super) struct Arrivals<P> {
    people: People,
    register: Register,
    pieces: Vec<Piece<P>>,
}

/// What a piece of the table came to, but for the rows that are there twice.
struct Piece<P> {
    part: P,
    outcome: Outcome<Vec<PersonRows>>,
}

impl<P> Arrivals<P> {
    /// Nobody yet, with room for so many.
    pub(super) fn new(rows: usize) -> Self {
        let mut people = People::default();
        people.reserve(rows);
        Self {
            people,
            register: Register::new(),
            pieces: Vec::new(),
        }
    }

    /// How many rows there are so far, and how many bytes of memory their ids take.
    pub(super) fn size(&self) -> (usize, usize) {
        (self.people.birth.len(), self.register.used())
    }

    /// Takes in the next piece of a part.
    pub(super) fn add(&mut self, part: P, mut outcome: Outcome<Vec<PersonRows>>) {
        for rows in &mut outcome.kept {
            // Taken as a whole, so that nothing of it stays with the outcome.
            let ids = std::mem::take(&mut rows.ids);
            let hashes = std::mem::take(&mut rows.hashes);
            self.register.append(&hashes, &ids);
            self.people.append(&mut std::mem::take(&mut rows.people));
        }
        self.pieces.push(Piece { part, outcome });
    }

    /// Sets rows aside, and tells `join` of each piece in turn what it came to.
    pub(super) fn settle<E>(
        self,
        threads: usize,
        mut join: impl FnMut(P, Outcome<()>) -> Result<(), E>,
    ) -> Result<(People, Register), E> {
        let Self {
            mut people,
            mut register,
            pieces,
        } = self;
        let repeated = register.sort(threads);
        register.shrink();
        let mut duplicates = repeated.iter().map(|(row, _)| *row).peekable();
        let mut set_aside = Vec::new();
        let mut first = 0;
        for Piece { part, outcome } in pieces {
            let (batches, mut outcome) = outcome.without_kept();
            for rows in batches {
                let end = first + u32::try_from(rows.rows).expect("a batch has few rows");
                let of_batch = std::iter::from_fn(|| duplicates.next_if(|row| *row < end));
                let of_batch = of_batch.map(|row| Problem::duplicate(row - first));
                // A row that is there twice has no other problem: nothing else of it is looked at.
                let mut problems: Vec<Problem> = of_batch.chain(rows.problems).collect();
                problems.sort_by_key(|problem| problem.row);
                problems.dedup_by_key(|problem| problem.row);
                for Problem {
                    row,
                    column,
                    reason,
                } in problems
                {
                    outcome.reject(rows.places.location(row as usize), column, reason);
                    set_aside.push(first + row);
                }
                first = end;
            }
            join(part, outcome)?;
        }
        if !set_aside.is_empty() {
            let mut set_aside = set_aside.iter().copied().peekable();
            let is_kept: Vec<bool> = (0..first)
                .map(|row| set_aside.next_if_eq(&row).is_none())
                .collect();
            let mut rows = rows_kept(&is_kept);
            for (row, first) in &repeated {
                rows[*row as usize] = rows[*first as usize];
            }
            register.lead_to(rows);
            people.retain(&is_kept);
        }
        people.shrink_to_fit();
        Ok((people, register))
    }
}

/// The number of each row among those that are kept, [`UNKNOWN`] for the others.
fn rows_kept(is_kept: &[bool]) -> Vec<u32> {
    let mut next = 0;
    is_kept
        .iter()
        .map(|is_kept| {
            let row = if *is_kept { next } else { UNKNOWN };
            next += u32::from(*is_kept);
            row
        })
        .collect()
}
