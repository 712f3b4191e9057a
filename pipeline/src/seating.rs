//! Who sits where: people in order of stratum, so that those counted in the same places are
//! neighbours, and neighbours by the tens of thousands in one block.
//!
//! Nothing here reads a fact.

use std::ops::Range;
use std::thread;

use crate::count::strata::Strata;
use crate::tables::People;
use crate::timeline::Person;
use crate::timeline::calendar::Calendar;

/// The seat of somebody who is counted at no snapshot.
pub(crate) const NOT_SEATED: u32 = u32::MAX;

/// Seats for everybody who is counted at some snapshot.
#[derive(Debug)]
pub(crate) struct Seating {
    /// For each row of [`People`] its seat, or [`NOT_SEATED`].
    seats: Vec<u32>,
    /// Who sits in each seat.
    people: Vec<Person>,
    /// The first seat of each stratum, and where the last one ends.
    firsts: Vec<u32>,
    /// A block is the seats that are the same but for so many of their lowest bits.
    block_bits: u32,
}

/// Seats of a block: few enough for the timelines of a block to stay in a near cache.
const FEWEST_BLOCK_BITS: u32 = 13;
/// The number of a seat within its block fits 16 bits.
const MOST_BLOCK_BITS: u32 = 16;
/// Every block is written to side by side with the others, so there should not be too many.
const MANY_BLOCKS: usize = 128;

impl Seating {
    /// Bytes that seating one person takes: the seat, and who sits there before and after.
    pub(crate) const SEAT: usize = size_of::<u32>() + 2 * size_of::<Person>();

    /// Seats people by a counting sort. The calendars are those of a series.
    pub(crate) fn of(
        people: &People,
        strata: &Strata,
        calendars: &[Calendar],
        minimum_age: u32,
        threads: usize,
    ) -> Self {
        let n_people = people.birth.len();
        // First everybody's stratum, which the seat then takes the place of.
        let mut seats = vec![NOT_SEATED; n_people];
        let mut persons = vec![Person::default(); n_people];
        let share = n_people.div_ceil(threads.max(1)).max(1);
        let own_share = &|first: usize, seats: &mut [u32], persons: &mut [Person]| {
            let mut numbers = vec![0_u32; strata.len()];
            for (row, (seat, person)) in (first..).zip(seats.iter_mut().zip(persons)) {
                *person = Person::of(people, row, &calendars[0]);
                let stratum = strata.stratum(people, row).filter(|_| {
                    let mut calendars = calendars.iter();
                    calendars.any(|calendar| !person.counted(calendar, minimum_age).is_empty())
                });
                if let Some(stratum) = stratum {
                    numbers[stratum] += 1;
                    *seat = u32::try_from(stratum).expect("there are fewer strata than people");
                }
            }
            numbers
        };
        let numbers: Vec<Vec<u32>> = thread::scope(|scope| {
            let shares = seats.chunks_mut(share).zip(persons.chunks_mut(share));
            let working: Vec<_> = (0..)
                .step_by(share)
                .zip(shares)
                .map(|(first, (seats, persons))| {
                    scope.spawn(move || own_share(first, seats, persons))
                })
                .collect();
            let joined = working.into_iter().map(thread::ScopedJoinHandle::join);
            joined
                .map(|numbers| numbers.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
                .collect()
        });
        let mut firsts = vec![0_u32];
        for stratum in 0..strata.len() {
            let number: u32 = numbers.iter().map(|numbers| numbers[stratum]).sum();
            firsts.push(firsts[stratum] + number);
        }
        let mut next = firsts.clone();
        let mut seated = vec![Person::default(); firsts[strata.len()] as usize];
        for (seat, person) in seats.iter_mut().zip(persons) {
            if *seat != NOT_SEATED {
                let next = &mut next[*seat as usize];
                seated[*next as usize] = person;
                *seat = *next;
                *next += 1;
            }
        }
        let bits = (seated.len() / MANY_BLOCKS).checked_ilog2().unwrap_or(0) + 1;
        Self {
            seats,
            people: seated,
            firsts,
            block_bits: bits.clamp(FEWEST_BLOCK_BITS, MOST_BLOCK_BITS),
        }
    }

    /// The seat of a row of [`People`], or [`NOT_SEATED`].
    #[inline]
    pub(crate) fn seat(&self, row: u32) -> u32 {
        self.seats[row as usize]
    }

    /// The block of a seat, and its place in it.
    #[inline]
    pub(crate) fn in_block(&self, seat: u32) -> (usize, u16) {
        let place = seat & ((1 << self.block_bits) - 1);
        let place = u16::try_from(place).expect("a block has at most 65,536 seats");
        ((seat >> self.block_bits) as usize, place)
    }

    /// The number of seats.
    pub(crate) fn n_seats(&self) -> usize {
        self.people.len()
    }

    /// The number of blocks.
    pub(crate) fn n_blocks(&self) -> usize {
        self.people.len().div_ceil(1 << self.block_bits)
    }

    /// The seats of a block.
    pub(crate) fn block(&self, block: usize) -> Range<usize> {
        let start = block << self.block_bits;
        start..self.people.len().min(start + (1 << self.block_bits))
    }

    /// Who sits in some seats.
    pub(crate) fn people(&self, seats: Range<usize>) -> &[Person] {
        &self.people[seats]
    }

    /// The strata of some seats, each with those of the seats that are its own.
    pub(crate) fn strata(
        &self,
        seats: Range<usize>,
    ) -> impl Iterator<Item = (usize, Range<usize>)> {
        let first = self
            .firsts
            .partition_point(|first| *first as usize <= seats.start)
            - 1;
        let ends = self.firsts[first + 1..].iter();
        (first..)
            .zip(ends)
            .scan(seats.start, move |start, (stratum, end)| {
                let own = *start..seats.end.min(*end as usize);
                *start = own.end;
                (own.start < seats.end).then_some((stratum, own))
            })
            .filter(|(_, own)| !own.is_empty())
    }

    /// Bytes of memory held.
    pub(crate) fn memory(&self) -> usize {
        4 * self.seats.capacity() + size_of::<Person>() * self.people.capacity()
    }
}
