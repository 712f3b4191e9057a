//! One person's dated conditions, events and answers, side by side in memory.
//!
//! Dates are months here (see [`calendar`]), except where the day decides which of two answers
//! is the latest. Nothing here knows a measure: [`crate::rules`] does.

use std::ops::Range;

use crate::tables::{AnswerFact, ConditionFact, EventFact, Tables};

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
    /// The snapshots at which the person is registered, alive, and old enough.
    pub(crate) fn counted(self, calendar: &Calendar, minimum_age: u32) -> SnapshotSet {
        calendar.between(self.from, self.until) & calendar.aged(self.birth, minimum_age)
    }
}

/// Where each person sits in the order of the fold; [`NOT_SEATED`] for people never counted.
pub(crate) type Seats = [u32];

/// The seat of somebody who is counted at no snapshot.
pub(crate) const NOT_SEATED: u32 = u32::MAX;

/// The timelines of people in neighbouring seats.
pub(crate) struct Timelines {
    conditions: Grouped<DatedCondition>,
    events: Grouped<DatedEvent>,
    answers: Grouped<DatedAnswer>,
}

impl Timelines {
    /// Brings the facts of the people in some seats together, in time linear in all facts.
    pub(crate) fn of(
        tables: &Tables,
        calendar: &Calendar,
        seats: &Seats,
        range: &Range<usize>,
    ) -> Self {
        let conditions = Grouped::of(
            &tables.conditions,
            |fact: &ConditionFact| fact.person,
            |fact| DatedCondition {
                condition: fact.condition,
                from: calendar.month(fact.from),
                until: calendar.month(fact.to),
            },
            seats,
            range,
        );
        let events = Grouped::of(
            &tables.events,
            |fact: &EventFact| fact.person,
            |fact| DatedEvent {
                event_type: fact.event_type,
                month: calendar.month(fact.day),
            },
            seats,
            range,
        );
        let mut answers = Grouped::of(
            &tables.answers,
            |fact: &AnswerFact| fact.person,
            |fact| DatedAnswer {
                day: fact.day,
                response: fact.response,
                question: fact.question,
            },
            seats,
            range,
        );
        answers.sort_each();
        Self {
            conditions,
            events,
            answers,
        }
    }

    /// The timeline of the person in a seat, counted from the first seat of the range.
    pub(crate) fn timeline(&self, seat: usize) -> Timeline<'_> {
        Timeline {
            conditions: self.conditions.of_seat(seat),
            events: self.events.of_seat(seat),
            answers: self.answers.of_seat(seat),
        }
    }
}

/// Facts of one kind, those of a seat next to each other.
struct Grouped<T> {
    /// Where each seat's facts start, and where the last one's end.
    starts: Vec<u32>,
    facts: Vec<T>,
}

impl<T: Copy + Default> Grouped<T> {
    /// A counting sort: one pass counts each seat's facts, another puts them in their place.
    /// Facts of one seat keep the order of the table.
    fn of<F>(
        table: &[F],
        person: impl Fn(&F) -> u32,
        dated: impl Fn(&F) -> T,
        seats: &Seats,
        range: &Range<usize>,
    ) -> Self {
        let seat = |fact: &F| {
            let seat = seats[person(fact) as usize];
            (seat != NOT_SEATED)
                .then_some(seat as usize)
                .filter(|seat| range.contains(seat))
                .map(|seat| seat - range.start)
        };
        let mut starts = vec![0_u32; range.len() + 1];
        for fact in table {
            if let Some(seat) = seat(fact) {
                starts[seat] += 1;
            }
        }
        let mut total = 0;
        for start in &mut starts {
            total += *start;
            *start = total;
        }
        // Filling each seat from its end leaves every start where it belongs.
        let mut facts = vec![T::default(); total as usize];
        for fact in table.iter().rev() {
            if let Some(seat) = seat(fact) {
                starts[seat] -= 1;
                facts[starts[seat] as usize] = dated(fact);
            }
        }
        Self { starts, facts }
    }

    fn of_seat(&self, seat: usize) -> &[T] {
        &self.facts[self.starts[seat] as usize..self.starts[seat + 1] as usize]
    }
}

impl<T: Copy + Default + Ord> Grouped<T> {
    fn sort_each(&mut self) {
        for ends in self.starts.windows(2) {
            self.facts[ends[0] as usize..ends[1] as usize].sort_unstable();
        }
    }
}
