//! Who sits where: people in order of stratum, so that those counted in the same places are
//! neighbours, and neighbours by the tens of thousands in one block.
//!
//! Nothing here reads a fact.

use std::ops::Range;
use std::slice;

use crate::count::strata::Strata;
use crate::newcomers::{Origin, Stretch};
use crate::tables::{Lives, NOBODY};
use crate::threads::Threads;
use crate::timeline::Person;
use crate::timeline::calendar::Calendar;

/// Seats for everybody who is counted at some snapshot.
#[derive(Debug)]
pub(crate) struct Seating {
    /// Who sits in each seat, packed.
    people: Vec<[u16; 3]>,
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

/// The seats of one stratum that one thread gives away.
struct Free<'s> {
    next: u32,
    places: slice::IterMut<'s, [u16; 3]>,
}

impl Seating {
    /// Bytes that seating one person takes.
    pub(crate) const SEAT: usize = size_of::<Person>();

    /// Seats people by a counting sort, each of whose passes threads share; gives besides what facts
    /// about them are checked by, which are to be kept under the seat. The calendars are those of a
    /// series.
    pub(crate) fn of(
        mut people: Vec<Stretch>,
        strata: &Strata,
        calendars: &[Calendar],
        minimum_age: u32,
        threads: &Threads,
    ) -> (Self, Lives) {
        let share = Stretch::share(&people, threads);
        let numbers = threads.each(people.chunks_mut(share), |own| {
            find_strata(own, strata, calendars, minimum_age)
        });

        let mut firsts = vec![0_u32];
        for stratum in 0..strata.len() {
            let number: u32 = numbers.iter().map(|share| share[stratum]).sum();
            firsts.push(firsts[stratum] + number);
        }
        let n_seats = firsts[strata.len()] as usize;
        let mut seated = vec![[0; 3]; n_seats];
        let mut rest = seated.as_mut_slice();
        let mut free: Vec<Vec<Free>> = numbers.iter().map(|_| Vec::new()).collect();
        for stratum in 0..strata.len() {
            let mut next = firsts[stratum];
            for (numbers, free) in numbers.iter().zip(&mut free) {
                let (own, others) = rest.split_at_mut(numbers[stratum] as usize);
                rest = others;
                free.push(Free {
                    next,
                    places: own.iter_mut(),
                });
                next += numbers[stratum];
            }
        }
        threads.each(people.chunks_mut(share).zip(free), |(own, mut free)| {
            for stretch in own {
                sit_down(stretch, &mut free);
            }
        });

        let bits = (n_seats / MANY_BLOCKS).checked_ilog2().unwrap_or(0) + 1;
        let seating = Self {
            people: seated,
            firsts,
            block_bits: bits.clamp(FEWEST_BLOCK_BITS, MOST_BLOCK_BITS),
        };
        let lives = people.into_iter().map(|stretch| stretch.lives).collect();
        (seating, Lives::of(lives))
    }

    /// The block of a seat, and its place in it.
    #[inline]
    pub(crate) fn in_block(&self, seat: u32) -> (usize, u16) {
        let place = seat & ((1 << self.block_bits) - 1);
        let place = u16::try_from(place).expect("a block has at most 65,536 seats");
        ((seat >> self.block_bits) as usize, place)
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
    pub(crate) fn people(&self, seats: Range<usize>) -> impl Iterator<Item = Person> {
        self.people[seats].iter().copied().map(Person::of_packed)
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
        size_of::<Person>() * self.people.capacity()
    }
}

/// Numbers each person who is counted at some snapshot by their stratum, and nobody else; gives how
/// many there are of each.
fn find_strata(
    people: &mut [Stretch],
    strata: &Strata,
    calendars: &[Calendar],
    minimum_age: u32,
) -> Vec<u32> {
    let mut numbers = vec![0; strata.len()];
    for Stretch { lives, persons } in people {
        for (life, person) in lives.iter_mut().zip(persons) {
            let stratum = strata.stratum(Origin::of_life(*life)).filter(|_| {
                let mut calendars = calendars.iter();
                calendars.any(|calendar| !person.counted(calendar, minimum_age).is_empty())
            });
            life.number = stratum.map_or(NOBODY, |stratum| {
                numbers[stratum] += 1;
                u32::try_from(stratum).expect("there are fewer strata than people")
            });
        }
    }
    numbers
}

/// Gives each person a seat of the stratum that is their number.
fn sit_down(people: &mut Stretch, free: &mut [Free<'_>]) {
    // Nobody needs them here any more.
    let persons = std::mem::take(&mut people.persons);
    for (life, person) in people.lives.iter_mut().zip(persons) {
        if life.number != NOBODY {
            let free = &mut free[life.number as usize];
            if let Some(place) = free.places.next() {
                *place = person.packed();
            }
            life.number = free.next;
            free.next += 1;
        }
    }
}
