//! The usable rows of an extract as columns in memory: what ingest makes and the count folds.
//!
//! Ids and codes are gone by here: a person is a row number, a condition, an event type and a
//! question are their places in the definitions, and a date is days since 1970-01-01. Rows that
//! no measure can use are not kept.

use crate::ingest::KeepFacts;

/// The end of something that has not ended.
pub const NEVER: i32 = i32::MAX;

/// People, one entry of every column each. The columns have equal length.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct People {
    /// Date of birth.
    pub birth: Vec<i32>,
    /// First day of the registration.
    pub registered_from: Vec<i32>,
    /// The day from which the person is no longer registered, or [`NEVER`].
    pub registered_to: Vec<i32>,
    /// The day of death, or [`NEVER`].
    pub died: Vec<i32>,
    /// Place among [`measures::breakdown::SEXES`].
    pub sex: Vec<u8>,
    /// Place among [`measures::breakdown::ETHNIC_GROUPS`].
    pub ethnic_group: Vec<u8>,
    /// The small area, as the geography numbers them; `u32::MAX` outside every neighbourhood.
    pub small_area: Vec<u32>,
}

impl People {
    /// Bytes of one person in all columns.
    pub(crate) const ROW: usize = 4 * size_of::<i32>() + 2 * size_of::<u8>() + size_of::<u32>();

    /// Makes room for so many more.
    pub(crate) fn reserve(&mut self, people: usize) {
        self.days()
            .into_iter()
            .for_each(|days| days.reserve(people));
        self.groups()
            .into_iter()
            .for_each(|groups| groups.reserve(people));
        self.small_area.reserve(people);
    }

    /// Takes others in, after those that are there.
    pub(crate) fn append(&mut self, others: &mut Self) {
        for (days, others) in self.days().into_iter().zip(others.days()) {
            days.append(others);
        }
        for (groups, others) in self.groups().into_iter().zip(others.groups()) {
            groups.append(others);
        }
        self.small_area.append(&mut others.small_area);
    }

    /// Leaves out those who are not to be kept.
    pub(crate) fn retain(&mut self, is_kept: &[bool]) {
        fn retain<T>(column: &mut Vec<T>, is_kept: &[bool]) {
            let mut is_kept = is_kept.iter();
            column.retain(|_| is_kept.next().is_some_and(|is_kept| *is_kept));
        }
        self.days()
            .into_iter()
            .for_each(|days| retain(days, is_kept));
        self.groups()
            .into_iter()
            .for_each(|groups| retain(groups, is_kept));
        retain(&mut self.small_area, is_kept);
    }

    /// Gives back what growing took in advance.
    pub(crate) fn shrink_to_fit(&mut self) {
        self.days().into_iter().for_each(Vec::shrink_to_fit);
        self.groups().into_iter().for_each(Vec::shrink_to_fit);
        self.small_area.shrink_to_fit();
    }

    /// What facts about each of them are checked by.
    pub(crate) fn lives(&self) -> Vec<Life> {
        let dates = self.birth.iter().zip(&self.died);
        let lives = dates.zip(&self.small_area);
        lives
            .map(|((birth, died), small_area)| Life {
                birth: *birth,
                died: *died,
                is_inside: *small_area != u32::MAX,
            })
            .collect()
    }

    fn days(&mut self) -> [&mut Vec<i32>; 4] {
        let Self {
            birth,
            registered_from,
            registered_to,
            died,
            ..
        } = self;
        [birth, registered_from, registered_to, died]
    }

    fn groups(&mut self) -> [&mut Vec<u8>; 2] {
        [&mut self.sex, &mut self.ethnic_group]
    }
}

/// What a fact about a person is checked by: side by side, because every fact asks for all of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Life {
    pub(crate) birth: i32,
    /// Or [`NEVER`].
    pub(crate) died: i32,
    /// Whether the person lives in any neighbourhood.
    pub(crate) is_inside: bool,
}

/// One condition of one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ConditionFact {
    /// Row in [`People`].
    pub person: u32,
    /// Place among the configured conditions.
    pub condition: u16,
    /// The day of diagnosis.
    pub from: i32,
    /// The day from which it is resolved, or [`NEVER`].
    pub to: i32,
}

/// One event of one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct EventFact {
    /// Row in [`People`].
    pub person: u32,
    /// Place among the event types that some measure uses.
    pub event_type: u16,
    /// The day it happened.
    pub day: i32,
}

/// One answer of one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct AnswerFact {
    /// Row in [`People`].
    pub person: u32,
    /// Place among the questions that some measure uses.
    pub question: u16,
    /// The day it was given.
    pub day: i32,
    /// 1 to 5, 5 the best.
    pub response: u8,
}

/// Everything the count needs of an extract.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tables {
    /// The people.
    pub people: People,
    /// Their conditions, in any order.
    pub conditions: Vec<ConditionFact>,
    /// Their events, in any order.
    pub events: Vec<EventFact>,
    /// Their answers, in any order.
    pub answers: Vec<AnswerFact>,
}

impl Keep<ConditionFact> for Tables {
    fn keep(&mut self, fact: ConditionFact) {
        self.conditions.push(fact);
    }
}

impl Keep<EventFact> for Tables {
    fn keep(&mut self, fact: EventFact) {
        self.events.push(fact);
    }
}

impl Keep<AnswerFact> for Tables {
    fn keep(&mut self, fact: AnswerFact) {
        self.answers.push(fact);
    }
}

impl KeepFacts for Tables {
    fn append(&mut self, mut later: Self) {
        self.conditions.append(&mut later.conditions);
        self.events.append(&mut later.events);
        self.answers.append(&mut later.answers);
    }
}

/// Where usable rows go, one after the other.
pub trait Keep<Fact> {
    /// Takes one.
    fn keep(&mut self, fact: Fact);
}

impl<Fact> Keep<Fact> for Vec<Fact> {
    fn keep(&mut self, fact: Fact) {
        self.push(fact);
    }
}
