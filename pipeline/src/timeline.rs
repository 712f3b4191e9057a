//! One person's dated conditions, events and answers, side by side in memory.
//!
//! Dates are months here (see [`calendar`]), except where the day decides which of two answers
//! is the latest. Nothing here knows a measure: [`crate::rules`] does.

use crate::blocks::{Block, Chunks, Seated};
use crate::tables::People;

pub(crate) mod calendar;

use calendar::{Calendar, Month, SnapshotSet};

/// When a person lives and is registered.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Person {
    /// The month of birth.
    pub(crate) birth: Month,
    /// The month in which the registration starts.
    pub(crate) from: Month,
    /// The month in which it ends, by leaving or by death, whichever is first.
    pub(crate) until: Month,
}

/// A condition from its diagnosis until it is resolved.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct DatedCondition {
    /// Place among the configured conditions.
    pub(crate) condition: u16,
    pub(crate) from: Month,
    pub(crate) until: Month,
}

/// Something that happened.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct DatedEvent {
    /// Place among the event types some measure uses.
    pub(crate) event_type: u16,
    pub(crate) month: Month,
}

/// An answer. Sorted, a later one follows an earlier, and on one day a better one a worse.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct DatedAnswer {
    /// Days since 1970-01-01.
    pub(crate) day: i32,
    /// 1 to 5, 5 the best.
    pub(crate) response: u8,
    /// Place among the questions some measure uses.
    pub(crate) question: u16,
}

/// Everything that is known of one person over time, besides when they live and are registered.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Timeline<'a> {
    pub(crate) conditions: &'a [DatedCondition],
    pub(crate) events: &'a [DatedEvent],
    /// In order.
    pub(crate) answers: &'a [DatedAnswer],
}

impl Person {
    /// The person of a row.
    pub(crate) fn of(people: &People, row: usize, calendar: &Calendar) -> Self {
        Self {
            birth: calendar.month(people.birth[row]),
            from: calendar.month(people.registered_from[row]),
            until: calendar.month(people.registered_to[row].min(people.died[row])),
        }
    }

    /// All of it as plain numbers: memory for these comes zeroed from the system, and is first
    /// touched by the thread that fills it.
    #[inline]
    pub(crate) fn packed(self) -> [u16; 3] {
        [self.birth, self.from, self.until].map(Month::packed)
    }

    /// The person that was packed.
    #[inline]
    pub(crate) fn of_packed(packed: [u16; 3]) -> Self {
        let [birth, from, until] = packed.map(Month::of_packed);
        Self { birth, from, until }
    }

    /// The snapshots at which the person is registered, alive, and old enough.
    pub(crate) fn counted(self, calendar: &Calendar, minimum_age: u32) -> SnapshotSet {
        calendar.between(self.from, self.until) & calendar.aged(self.birth, minimum_age)
    }
}

/// The timelines of the people of a block of seats. One serves every block of a thread in turn,
/// so that nothing is allocated while counting.
#[derive(Default)]
pub(crate) struct Timelines {
    conditions: Grouped<DatedCondition>,
    events: Grouped<DatedEvent>,
    answers: Grouped<DatedAnswer>,
}

impl Timelines {
    /// Brings the facts of each of so many people together, in time linear in all of them.
    pub(crate) fn fill(&mut self, block: &Block, n_people: usize) {
        self.conditions.fill(&block.conditions, n_people);
        self.events.fill(&block.events, n_people);
        self.answers.fill(&block.answers, n_people);
        self.answers.sort_each();
    }

    /// The timeline of the person in a place of the block.
    #[inline]
    pub(crate) fn timeline(&self, place: usize) -> Timeline<'_> {
        Timeline {
            conditions: self.conditions.of(place),
            events: self.events.of(place),
            answers: self.answers.of(place),
        }
    }
}

/// Facts of one kind, those of a person next to each other.
#[derive(Default)]
struct Grouped<T> {
    /// Where each person's facts start, and where the last one's end.
    starts: Vec<u32>,
    facts: Vec<T>,
}

impl<T: Copy + Default> Grouped<T> {
    /// A counting sort: one pass counts each person's facts, another puts them in their place.
    fn fill(&mut self, chunks: &Chunks<Seated<T>>, n_people: usize) {
        self.starts.clear();
        self.starts.resize(n_people + 1, 0);
        let starts = &mut self.starts;
        chunks.each(|one| starts[usize::from(one.place)] += 1);
        let mut total = 0;
        for start in &mut *starts {
            total += *start;
            *start = total;
        }
        // Filling each person's from the end leaves every start where it belongs.
        self.facts.resize(total as usize, T::default());
        let facts = &mut self.facts;
        chunks.each(|one| {
            let start = &mut starts[usize::from(one.place)];
            *start -= 1;
            facts[*start as usize] = one.fact;
        });
    }

    #[inline]
    fn of(&self, place: usize) -> &[T] {
        &self.facts[self.starts[place] as usize..self.starts[place + 1] as usize]
    }
}

impl<T: Copy + Default + Ord> Grouped<T> {
    fn sort_each(&mut self) {
        for ends in self.starts.windows(2) {
            self.facts[ends[0] as usize..ends[1] as usize].sort_unstable();
        }
    }
}
