//! The usable rows of an extract as columns in memory: what ingest makes and the count folds.
//!
//! Ids and codes are gone by here: a person is a row number, a condition, an event type and a
//! question are their places in the definitions, and a date is days since 1970-01-01. Rows that
//! no measure can use are not kept.

use measures::breakdown::{ETHNIC_GROUPS, SEXES};

use crate::ingest::{KeepFacts, KeepPeople};

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
    /// What facts about each of them are checked by; those about people who live in a neighbourhood
    /// are kept under the person's row.
    pub(crate) fn lives(&self) -> Lives {
        let life = |row: u32| match self.small_area[row as usize] {
            u32::MAX => self.life(row as usize, NOBODY),
            _ => self.life(row as usize, row),
        };
        let rows = u32::try_from(self.birth.len()).expect("rows have numbers of 32 bits");
        let lives: Vec<Life> = (0..rows).map(life).collect();
        Lives(lives.chunks(Lives::STRETCH).map(<[_]>::to_vec).collect())
    }

    /// What facts about one of them are checked by, and are to be kept under.
    #[inline]
    pub(crate) fn life(&self, row: usize, number: u32) -> Life {
        Life {
            birth: self.birth[row],
            died: self.died[row],
            number,
        }
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

/// How many people there are, and of how many something is not known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct PeopleTally {
    pub(crate) people: u64,
    pub(crate) outside_area: u64,
    pub(crate) unknown_sex: u64,
    pub(crate) unknown_ethnicity: u64,
}

impl PeopleTally {
    pub(crate) fn add(&mut self, other: Self) {
        self.people += other.people;
        self.outside_area += other.outside_area;
        self.unknown_sex += other.unknown_sex;
        self.unknown_ethnicity += other.unknown_ethnicity;
    }
}

impl KeepPeople for People {
    fn keep(&mut self, rows: &Self) {
        self.birth.extend_from_slice(&rows.birth);
        self.registered_from
            .extend_from_slice(&rows.registered_from);
        self.registered_to.extend_from_slice(&rows.registered_to);
        self.died.extend_from_slice(&rows.died);
        self.sex.extend_from_slice(&rows.sex);
        self.ethnic_group.extend_from_slice(&rows.ethnic_group);
        self.small_area.extend_from_slice(&rows.small_area);
    }

    fn append(&mut self, later: Self) {
        self.keep(&later);
    }

    fn retain(&mut self, is_kept: &[bool]) {
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

    fn shrink_to_fit(&mut self) {
        self.days().into_iter().for_each(Vec::shrink_to_fit);
        self.groups().into_iter().for_each(Vec::shrink_to_fit);
        self.small_area.shrink_to_fit();
    }

    fn tally(&self) -> PeopleTally {
        let last = |labels: usize| u8::try_from(labels - 1).expect("there are few labels");
        let number = |column: &[u8], label| memchr::memchr_iter(label, column).count() as u64;
        let outside = self.small_area.iter().filter(|area| **area == u32::MAX);
        PeopleTally {
            people: self.birth.len() as u64,
            outside_area: outside.count() as u64,
            unknown_sex: number(&self.sex, last(SEXES.len())),
            unknown_ethnicity: number(&self.ethnic_group, last(ETHNIC_GROUPS.len())),
        }
    }
}

/// The number of somebody about whom no fact is kept.
pub(crate) const NOBODY: u32 = u32::MAX;

/// What facts about people are checked by and kept under, by number: in stretches of
/// [`Lives::STRETCH`] numbers, not all of which are anybody's. Everything about a person stands side
/// by side, because every fact asks for all of it.
#[derive(Debug)]
pub(crate) struct Lives(Vec<Vec<Life>>);

/// What a fact about a person is checked by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Life {
    pub(crate) birth: i32,
    /// Or [`NEVER`].
    pub(crate) died: i32,
    /// What facts call the person, or [`NOBODY`].
    pub(crate) number: u32,
}

impl Lives {
    /// Numbers of a stretch.
    pub(crate) const STRETCH: usize = 1 << 16;

    /// Those of some stretches, all of which start with a multiple of [`Lives::STRETCH`].
    pub(crate) fn of(stretches: Vec<Vec<Life>>) -> Self {
        Self(stretches)
    }

    /// The life of a number, if it is somebody's.
    #[inline]
    pub(crate) fn get(&self, number: u32) -> Option<Life> {
        let number = number as usize;
        let stretch = self.0.get(number / Self::STRETCH)?;
        stretch.get(number % Self::STRETCH).copied()
    }

    /// Bytes of memory held.
    pub(crate) fn memory(&self) -> usize {
        let stretches = self.0.iter();
        stretches
            .map(|lives| lives.capacity() * size_of::<Life>())
            .sum()
    }
}

/// One condition of one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ConditionFact {
    /// Row in [`People`]; while an extract is counted, the seat.
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
    /// Row in [`People`]; while an extract is counted, the seat.
    pub person: u32,
    /// Place among the event types that some measure uses.
    pub event_type: u16,
    /// The day it happened.
    pub day: i32,
}

/// One answer of one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct AnswerFact {
    /// Row in [`People`]; while an extract is counted, the seat.
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
