//! The person table: one row for each person, the first of an id.
//!
//! What a person's codes mean is settled here; ids stay in the register.

use measures::breakdown::{ETHNIC_GROUPS, SEXES};

use crate::definitions::Geography;
use crate::rejection::Reason;
use crate::tables::{Keep, NEVER, People};

use super::batch::{Batch, NONE, Places, Resolved};
use super::date::{self, MALFORMED, MISSING};
use super::facts::FactTable;
use super::ids::LONGEST_ID;
use super::outcome::Outcome;
use super::register::HashedIds;
use super::schema::PERSON;

/// The place of each column in [`PERSON`].
const ID: usize = 0;
const BIRTH: usize = 1;
const GENDER: usize = 2;
const ETHNICITY: usize = 3;
const SMALL_AREA: usize = 4;
const START: usize = 5;
const END: usize = 6;
const DEATH: usize = 7;

/// The person table of an extract.
pub(super) struct Persons<'a> {
    pub(super) geography: &'a Geography,
    pub(super) extracted_on: i32,
}

/// Some rows of the table, side by side with what their values mean.
#[derive(Debug)]
pub(super) struct PersonRows {
    pub(super) places: Places,
    pub(super) rows: usize,
    /// An empty one where there is none, or one that is too long.
    pub(super) ids: HashedIds,
    /// Of rows that cannot be used, too.
    pub(super) people: People,
    pub(super) problems: Vec<Problem>,
}

/// A row that cannot be used.
#[derive(Debug, Clone, Copy)]
pub(super) struct Problem {
    pub(super) row: u32,
    pub(super) column: &'static str,
    pub(super) reason: Reason,
}

impl Problem {
    /// A row whose id an earlier row has.
    pub(super) fn duplicate(row: u32) -> Self {
        Self::new(row, ID, Reason::DuplicatePerson)
    }

    fn new(row: u32, column: usize, reason: Reason) -> Self {
        let column = PERSON.columns[column].name;
        Self {
            row,
            column,
            reason,
        }
    }
}

/// What is remembered of the values that repeat.
#[derive(Default)]
pub(super) struct Memory {
    sexes: Resolved,
    ethnic_groups: Resolved,
    small_areas: Resolved,
}

/// The values of some rows, column by column.
#[derive(Debug, Default)]
struct Columns {
    birth: Vec<i32>,
    start: Vec<i32>,
    end: Vec<i32>,
    death: Vec<i32>,
    sex: Vec<u8>,
    ethnic_group: Vec<u8>,
    small_area: Vec<u32>,
}

impl FactTable for Persons<'_> {
    type Fact = PersonRows;
    type Memory = Memory;

    /// Everything but whether an id has been there before, which only all rows before it tell.
    fn batch<K: Keep<PersonRows>>(
        &self,
        batch: &Batch,
        memory: &mut Memory,
        outcome: &mut Outcome<K>,
    ) {
        let columns = Columns::of(batch, self.geography, memory, outcome);
        let mut ids = HashedIds::default();
        let mut problems = Vec::new();
        let mut filled = 0;
        batch.cells[ID].each(batch.rows, |row, id| {
            filled += u64::from(id.is_some());
            let id = id.filter(|id| id.len() <= LONGEST_ID).unwrap_or_default();
            ids.push(id);
            let missing = id.is_empty().then_some((ID, Reason::MissingPersonId));
            let problem = missing.or_else(|| columns.problem(row, self.extracted_on));
            problems.extend(problem.map(|(column, reason)| {
                let row = u32::try_from(row).expect("a batch has few rows");
                Problem::new(row, column, reason)
            }));
        });
        outcome.filled[ID] += filled;
        outcome.kept.keep(PersonRows {
            places: batch.places.clone(),
            rows: batch.rows,
            ids,
            people: columns.into_people(),
            problems,
        });
    }
}

impl Columns {
    fn of<K>(
        batch: &Batch,
        geography: &Geography,
        memory: &mut Memory,
        outcome: &mut Outcome<K>,
    ) -> Self {
        let rows = batch.rows;
        let mut columns = Self::default();
        let dates = [
            (BIRTH, &mut columns.birth),
            (START, &mut columns.start),
            (END, &mut columns.end),
            (DEATH, &mut columns.death),
        ];
        for (column, out) in dates {
            outcome.days(batch, column, column == BIRTH, out);
        }
        let Memory {
            sexes,
            ethnic_groups,
            small_areas,
        } = memory;
        let (filled, cells) = (&mut outcome.filled, &batch.cells);
        filled[GENDER] += cells[GENDER].resolve(rows, sexes, sex);
        filled[ETHNICITY] += cells[ETHNICITY].resolve(rows, ethnic_groups, ethnic_group);
        filled[SMALL_AREA] += cells[SMALL_AREA].resolve(rows, small_areas, |code| {
            std::str::from_utf8(code)
                .ok()
                .and_then(|code| geography.small_area(code))
                .unwrap_or(OUTSIDE)
        });
        let places = |resolved: &Resolved, labels: usize| -> Vec<u8> {
            let by_row = resolved.by_row.iter();
            by_row.map(|value| place(*value, labels)).collect()
        };
        columns.sex = places(sexes, SEXES.len());
        columns.ethnic_group = places(ethnic_groups, ETHNIC_GROUPS.len());
        columns.small_area = small_areas.by_row.clone();
        columns
    }

    /// The first reason against a row, in the order of the reasons, and the column it is about.
    #[inline]
    fn problem(&self, row: usize, extracted_on: i32) -> Option<(usize, Reason)> {
        let (birth, start) = (self.birth[row], self.start[row]);
        let (end, death) = (self.end[row], self.death[row]);
        // Nearly every row; a malformed date is earlier than any day.
        if date::is_day(birth)
            && date::is_day(start)
            && birth <= extracted_on
            && (end >= start || end == MISSING)
            && (death >= birth || death == MISSING)
        {
            return None;
        }
        let malformed = [(START, start), (END, end), (DEATH, death)]
            .into_iter()
            .find(|(_, day)| *day == MALFORMED);
        if birth == MISSING {
            Some((BIRTH, Reason::MissingBirthDate))
        } else if birth == MALFORMED {
            Some((BIRTH, Reason::MalformedBirthDate))
        } else if start == MISSING {
            Some((START, Reason::MissingRegistrationStart))
        } else if let Some((column, _)) = malformed {
            Some((column, Reason::MalformedDate))
        } else if birth > extracted_on {
            Some((BIRTH, Reason::BirthAfterExtract))
        } else if date::is_day(death) && death < birth {
            Some((DEATH, Reason::DeathBeforeBirth))
        } else if date::is_day(end) && end < start {
            Some((END, Reason::RegistrationEndBeforeStart))
        } else {
            None
        }
    }

    /// What the columns mean for the count; of rows with a problem, anything.
    fn into_people(self) -> People {
        let or_never = |mut days: Vec<i32>| {
            for day in &mut days {
                *day = if *day == MISSING { NEVER } else { *day };
            }
            days
        };
        let mut small_area = self.small_area;
        for place in &mut small_area {
            *place = if *place >= OUTSIDE { u32::MAX } else { *place };
        }
        People {
            birth: self.birth,
            registered_from: self.start,
            registered_to: or_never(self.end),
            died: or_never(self.death),
            sex: self.sex,
            ethnic_group: self.ethnic_group,
            small_area,
        }
    }
}

/// A small area of no neighbourhood; for the count the same as none at all.
const OUTSIDE: u32 = NONE - 1;

/// A place among so many labels, the last of which stands for what is not known.
fn place(resolved: u32, labels: usize) -> u8 {
    let last = labels - 1;
    let place = usize::try_from(resolved).map_or(last, |place| place.min(last));
    u8::try_from(place).expect("fewer than 256 labels")
}

/// Person stated gender code of the NHS Data Dictionary, as a place among [`SEXES`].
fn sex(code: &[u8]) -> u32 {
    match code {
        b"1" => 0,
        b"2" => 1,
        _ => 2,
    }
}

/// Ethnic category of the NHS Data Dictionary, as a place among [`ETHNIC_GROUPS`]; only its first
/// character counts.
fn ethnic_group(category: &[u8]) -> u32 {
    match category[0].to_ascii_uppercase() {
        b'A' | b'B' | b'C' | b'T' => 0,
        b'D' | b'E' | b'F' | b'G' => 1,
        b'H' | b'J' | b'K' | b'L' | b'R' => 2,
        b'M' | b'N' | b'P' => 3,
        b'S' | b'W' => 4,
        _ => 5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_those_of_the_published_labels() {
        let rows = [
            ("A", "White"),
            ("t", "White"),
            ("G1", "Mixed"),
            ("R", "Asian"),
            ("P", "Black"),
            ("W", "Other"),
            ("Z", "Not known"),
            ("99", "Not known"),
        ];
        for (category, group) in rows {
            let found = place(ethnic_group(category.as_bytes()), ETHNIC_GROUPS.len());
            assert_eq!(ETHNIC_GROUPS[usize::from(found)], group, "{category}");
        }
        assert_eq!(usize::from(place(NONE, ETHNIC_GROUPS.len())), 5);
        assert_eq!(SEXES[usize::from(place(sex(b"9"), SEXES.len()))], SEXES[2]);
        assert_eq!(usize::from(place(NONE, SEXES.len())), 2);
    }

    #[test]
    fn the_first_reason_that_holds_is_the_one() {
        let day = 10_000;
        let extracted_on = 20_000;
        let rows = [
            ([MISSING, MISSING, MALFORMED, day], "missing_birth_date"),
            ([MALFORMED, MISSING, day, day], "malformed_birth_date"),
            ([day, MISSING, MALFORMED, day], "missing_registration_start"),
            ([day, MALFORMED, day, day], "malformed_date"),
            ([day, day, day, MALFORMED], "malformed_date"),
            ([20_001, 20_001, day, day], "birth_after_extract"),
            ([day, day, day - 1, day - 1], "death_before_birth"),
            ([day, day, day - 1, day], "registration_end_before_start"),
        ];
        for ([birth, start, end, death], expected) in rows {
            let columns = Columns {
                birth: vec![birth],
                start: vec![start],
                end: vec![end],
                death: vec![death],
                ..Columns::default()
            };
            let found = columns.problem(0, extracted_on).map(|(_, reason)| reason);
            assert_eq!(found.map(Reason::key), Some(expected));
        }
    }
}
