//! One invented person from birth to the day of the extract: everything that the tables say of
//! them.

use crate::exit::Failure;

use super::calendar::Calendar;
use super::care::{self, Event};
use super::chance::{Chance, Purpose};
use super::coding::{Coding, Record};
use super::hospital;
use super::illness::{self, Illnesses, Onset};
use super::person::Person;
use super::place::Places;
use super::row::{Field, Table};
use super::survey::{self, Answer};

/// People of one stream of chance: small enough to balance work, large enough to start seldom.
pub(super) const PEOPLE_A_CHUNK: u64 = 1024;

/// An invented small area beyond the partnership, where people live who are registered in it.
const ELSEWHERE: &str = "E01X99999";

const RESPONSES: [&str; 5] = ["1", "2", "3", "4", "5"];

/// A person with everything that happened to them, each list in order of day.
#[derive(Debug, Clone)]
pub(super) struct Life {
    pub(super) person: Person,
    pub(super) records: Vec<Record>,
    pub(super) events: Vec<Event>,
    pub(super) answers: Vec<Answer>,
}

/// What all lives have in common.
#[derive(Debug)]
pub(super) struct World {
    seed: u64,
    pub(super) places: Places,
    illnesses: Illnesses,
    coding: Coding,
    calendar: Calendar,
}

impl World {
    pub(super) fn new(seed: u64, today: i32, quarters: u32) -> Self {
        let illnesses = Illnesses::new();
        Self {
            seed,
            places: Places::of_the_default_partnership(),
            coding: Coding::of(&illnesses),
            illnesses,
            calendar: Calendar::new(today, quarters),
        }
    }

    /// The lives of a chunk, up to `people` of the whole population; any chunk can be made alone.
    pub(super) fn lives(&self, chunk: u64, people: u64) -> impl Iterator<Item = Life> {
        let mut chance = Chance::new(self.seed, Purpose::People, chunk);
        let first = chunk * PEOPLE_A_CHUNK;
        (first..people.min(first + PEOPLE_A_CHUNK))
            .map(move |number| self.life(number, &mut chance))
    }

    fn life(&self, number: u64, chance: &mut Chance) -> Life {
        let calendar = &self.calendar;
        let today = calendar.today;
        let mut person = Person::born(self.seed, number, today, &self.places, chance);
        let area = &self.places.areas[person.area];
        let home = (&self.places.neighbourhoods[area.neighbourhood], area);

        let mut onsets = self.illnesses.of(&person, area.deprivation, today, chance);
        let seen_from = calendar.years[0].from;
        let seen_until = today.min(person.gone_from());
        if let Some(day) = illness::death(
            &person,
            &onsets,
            area.deprivation,
            seen_from,
            seen_until,
            chance,
        ) {
            person.die(day, today, chance);
        }
        forget_after(&mut onsets, person.gone_from());

        let mut events = Vec::new();
        let assessed = care::coordinate(&person, &onsets, home, calendar, chance, &mut events);
        hospital::attend(
            &person,
            &onsets,
            home,
            &assessed,
            calendar,
            chance,
            &mut events,
        );
        events.sort_unstable();
        let answers = survey::answers(&person, &onsets, area, &assessed, calendar, chance);
        let last = today.min(person.gone_from().saturating_sub(1));
        let records = self.coding.record(&person, &onsets, last, chance);
        Life {
            person,
            records,
            events,
            answers,
        }
    }
}

/// Nothing is recorded of a person who has left or died.
fn forget_after(onsets: &mut Vec<Onset>, gone: i32) {
    onsets.retain(|onset| onset.diagnosed < gone);
    for onset in onsets {
        onset.resolved = onset.resolved.filter(|day| *day < gone);
    }
}

impl Life {
    /// The person's rows, those of one table after those of another.
    pub(super) fn rows(
        &self,
        world: &World,
        mut row: impl FnMut(Table, &[Field]) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let person = &self.person;
        let id = format!("{:016x}", person.id);
        let id = || Field::text(id.as_str());
        let optional = |text: &'static str| {
            if text.is_empty() {
                Field::Nothing
            } else {
                Field::text(text)
            }
        };
        let home = if person.lives_outside {
            ELSEWHERE
        } else {
            &world.places.areas[person.area].code
        };
        row(
            Table::Person,
            &[
                id(),
                Field::Day(person.birth),
                optional(person.gender_code),
                optional(person.ethnic_category),
                Field::text(home),
                Field::Day(person.registered_from),
                Field::optional_day(person.registered_to),
                Field::optional_day(person.died),
            ],
        )?;
        for record in &self.records {
            row(
                Table::Condition,
                &[
                    id(),
                    Field::text(record.system),
                    Field::text(record.code),
                    Field::Day(record.diagnosed),
                    Field::optional_day(record.resolved),
                ],
            )?;
        }
        for event in &self.events {
            row(
                Table::Event,
                &[id(), Field::text(event.event_type), Field::Day(event.day)],
            )?;
        }
        for answer in &self.answers {
            row(
                Table::Survey,
                &[
                    id(),
                    Field::Day(answer.day),
                    Field::text(answer.question),
                    Field::text(RESPONSES[answer.response - 1]),
                ],
            )?;
        }
        Ok(())
    }
}
