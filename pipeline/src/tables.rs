//! The usable rows of an extract as columns in memory: what ingest makes and the count folds.
//!
//! Ids and codes are gone by here: a person is a row number, a condition, an event type and a
//! question are their places in the definitions, and a date is days since 1970-01-01. Rows that
//! no measure can use are not kept.

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
