//! The person table: one row for each person, the first of an id.
//!
//! What a person's codes mean is settled here; ids stay in the register.

use chrono::NaiveDate;
use measures::breakdown::{ETHNIC_GROUPS, SEXES};

use crate::definitions::Geography;
use crate::rejection::{Location, Reason};
use crate::tables::{NEVER, People};

use super::batch::{Batch, NONE};
use super::date::{self, MALFORMED, MISSING};
use super::date_column::DateForms;
use super::header::Header;
use super::outcome::{Outcome, Receiver};
use super::register::{LONGEST_ID, Register};
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

/// Reads people, one file after the other.
pub(super) struct PersonReader<'a> {
    pub(super) register: Register,
    pub(super) people: People,
    pub(super) outcome: Outcome<()>,
    geography: &'a Geography,
    extracted_on: i32,
    columns: Columns,
}

/// A batch column by column.
#[derive(Default)]
struct Columns {
    birth: Vec<i32>,
    start: Vec<i32>,
    end: Vec<i32>,
    death: Vec<i32>,
    sex: Vec<u32>,
    ethnic_group: Vec<u32>,
    small_area: Vec<u32>,
}

impl<'a> PersonReader<'a> {
    pub(super) fn new(
        geography: &'a Geography,
        extracted_on: NaiveDate,
        forms: &DateForms,
    ) -> Self {
        Self {
            register: Register::new(),
            people: People::default(),
            outcome: Outcome::new(&PERSON, forms),
            geography,
            extracted_on: extracted_on.to_epoch_days(),
            columns: Columns::default(),
        }
    }
}

impl Receiver for PersonReader<'_> {
    fn header(&mut self, header: &Header) {
        self.outcome.header = header.clone();
    }

    fn broken(&mut self, location: Location, reason: Reason) {
        self.outcome.broken(location, reason);
    }

    fn warning(&mut self, warning: String) {
        self.outcome.warnings.push(warning);
    }

    fn batch(&mut self, batch: &Batch) {
        let Self {
            register,
            people,
            outcome,
            geography,
            extracted_on,
            columns,
        } = self;
        columns.fill(batch, geography, outcome);
        outcome.whole_rows += batch.rows as u64;
        let mut ids = 0;
        batch.cells[ID].each(batch.rows, |row, id| {
            ids += u64::from(id.is_some());
            let id = id.filter(|id| id.len() <= LONGEST_ID);
            let problem = match id.map(|id| register.insert(id)) {
                None => Some((ID, Reason::MissingPersonId)),
                Some(None) => Some((ID, Reason::DuplicatePerson)),
                Some(Some(place)) => {
                    let problem = columns.problem(row, *extracted_on);
                    if problem.is_none() {
                        let next = u32::try_from(people.birth.len())
                            .expect("fewer than four thousand million people");
                        register.lead_to(place, next);
                        columns.accept(row, people);
                    }
                    problem
                }
            };
            if let Some((column, reason)) = problem {
                outcome.reject(batch.location(row), PERSON.columns[column].name, reason);
            }
        });
        outcome.filled[ID] += ids;
    }

    fn has_seen_enough(&self) -> bool {
        self.outcome.is_unfamiliar
    }
}

impl Columns {
    fn fill(&mut self, batch: &Batch, geography: &Geography, outcome: &mut Outcome<()>) {
        let rows = batch.rows;
        let dates = [
            (BIRTH, &mut self.birth),
            (START, &mut self.start),
            (END, &mut self.end),
            (DEATH, &mut self.death),
        ];
        for (column, out) in dates {
            outcome.days(batch, column, column == BIRTH, out);
        }
        let filled = &mut outcome.filled;
        filled[GENDER] += batch.cells[GENDER].resolve(rows, &mut self.sex, sex);
        filled[ETHNICITY] +=
            batch.cells[ETHNICITY].resolve(rows, &mut self.ethnic_group, ethnic_group);
        filled[SMALL_AREA] += batch.cells[SMALL_AREA].resolve(rows, &mut self.small_area, |code| {
            std::str::from_utf8(code)
                .ok()
                .and_then(|code| geography.small_area(code))
                .unwrap_or(OUTSIDE)
        });
    }

    /// The first reason against a row, in the order of the reasons, and the column it is about.
    fn problem(&self, row: usize, extracted_on: i32) -> Option<(usize, Reason)> {
        let (birth, start) = (self.birth[row], self.start[row]);
        let (end, death) = (self.end[row], self.death[row]);
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

    fn accept(&self, row: usize, people: &mut People) {
        let or_never = |day: i32| if day == MISSING { NEVER } else { day };
        people.birth.push(self.birth[row]);
        people.registered_from.push(self.start[row]);
        people.registered_to.push(or_never(self.end[row]));
        people.died.push(or_never(self.death[row]));
        people.sex.push(place(self.sex[row], SEXES.len()));
        people
            .ethnic_group
            .push(place(self.ethnic_group[row], ETHNIC_GROUPS.len()));
        people.small_area.push(match self.small_area[row] {
            OUTSIDE | NONE => u32::MAX,
            place => place,
        });
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
