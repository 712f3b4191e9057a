//! Small random extracts, full of dates at the edges of windows, and a config that uses every
//! rule. Nobody in them exists: a seeded generator made them up.

use std::fs;

use chrono::{Days, Months, NaiveDate};
use measures::period::Quarter;
use pipeline::definitions::{Definitions, Geography};
use pipeline::tables::{AnswerFact, ConditionFact, EventFact, NEVER, People, Tables};

/// `SplitMix64` (Steele, Lea and Flood 2014): every seed gives another stream, always the same.
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).unwrap()
    }

    fn one_in(&mut self, so_many: usize) -> bool {
        self.below(so_many) == 0
    }

    fn of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }

    /// Puts items in another order (Fisher and Yates).
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

/// A config with every rule, odd windows, a measure about another's people, and small areas
/// without deprivation, in several towns and years.
pub(crate) fn config(minimum_age: u32, with_ranks: bool) -> Definitions {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write(
        "partnership.toml",
        &format!("code = \"ALL\"\nname = \"Everywhere\"\nminimum_age = {minimum_age}\n"),
    );
    let mut neighbourhoods = vec![
        "LSOA_2021_CODE,LSOA_2021_NAME,NEIGHBOURHOOD_CODE,NEIGHBOURHOOD_NAME,START_DATE".to_owned(),
    ];
    let ranked = |row: String, rank: &str| {
        if with_ranks {
            format!("{row},{rank}")
        } else {
            row
        }
    };
    let mut deprivation = vec![ranked(
        "lsoa21_code,imd_decile,imd_year".to_owned(),
        "imd_rank",
    )];
    for area in 0..23 {
        let now = area % 3;
        neighbourhoods.push(format!("L{area:02},Area {area},B{now},Town,2020-01-01"));
        if area % 5 == 0 {
            neighbourhoods.push(format!("L{area:02},Area {area},A9,Village,2021-01-01"));
        }
        if area % 7 != 3 {
            let decile = area * 5 % 10 + 1;
            let rank = (1000 - area).to_string();
            deprivation.push(ranked(format!("L{area:02},{decile},2025"), &rank));
        }
    }
    write("neighbourhoods.csv", &neighbourhoods.join("\n"));
    write("deprivation.csv", &deprivation.join("\n"));
    write(
        "conditions.csv",
        "condition,name,body_system,kind\na,A,one,physical\nb,B,one,physical\n\
         c,C,two,mental\nd,D,three,physical\ne,E,two,physical\nf,F,four,mental\n",
    );
    write("codelist.csv", "code_system,code,condition\n");
    write("measures.toml", include_str!("every_rule.toml"));
    Definitions::read(folder.path()).unwrap()
}

/// A random extract of so many people, as the tables hold it.
pub(crate) fn tables(
    chance: &mut Chance,
    definitions: &Definitions,
    geography: &Geography,
    periods: &[Quarter],
    n_people: usize,
) -> Tables {
    let mut people = People::default();
    let mut tables = Tables::default();
    for person in 0..u32::try_from(n_people).unwrap() {
        let birth = birth(chance, periods);
        people.birth.push(birth);
        let start = if chance.one_in(2) {
            birth
        } else {
            awkward(chance, periods)
        };
        people.registered_from.push(start);
        let end = |chance: &mut Chance, start: i32| {
            if chance.one_in(3) {
                awkward(chance, periods).max(start)
            } else {
                NEVER
            }
        };
        people.registered_to.push(end(chance, start));
        people.died.push(end(chance, birth));
        people.sex.push(u8::try_from(chance.below(3)).unwrap());
        people
            .ethnic_group
            .push(u8::try_from(chance.below(6)).unwrap());
        let small_area = chance.below(geography.small_areas().len() + 1);
        people
            .small_area
            .push(if small_area == geography.small_areas().len() {
                u32::MAX
            } else {
                u32::try_from(small_area).unwrap()
            });
        for _ in 0..chance.of(&[0, 0, 3, 5, 9]) {
            let from = awkward(chance, periods);
            tables.conditions.push(ConditionFact {
                person,
                condition: u16::try_from(chance.below(definitions.conditions.len())).unwrap(),
                from,
                to: end(chance, from),
            });
        }
        for _ in 0..chance.of(&[0, 0, 2, 6, 12]) {
            let event = EventFact {
                person,
                event_type: u16::try_from(chance.below(definitions.event_types().len())).unwrap(),
                day: awkward(chance, periods),
            };
            tables.events.push(event);
            if chance.one_in(5) {
                tables.events.push(event);
            }
        }
        for _ in 0..chance.of(&[0, 1, 3, 6]) {
            let answer = AnswerFact {
                person,
                question: u16::try_from(chance.below(definitions.questions().len())).unwrap(),
                day: awkward(chance, periods),
                response: u8::try_from(1 + chance.below(5)).unwrap(),
            };
            tables.answers.push(answer);
            if chance.one_in(3) {
                let response = u8::try_from(1 + chance.below(5)).unwrap();
                tables.answers.push(AnswerFact { response, ..answer });
            }
        }
    }
    tables.people = people;
    tables
}

/// The same people and facts, every table in another order.
pub(crate) fn shuffled(chance: &mut Chance, tables: &Tables) -> Tables {
    let people = &tables.people;
    let mut order: Vec<usize> = (0..people.birth.len()).collect();
    chance.shuffle(&mut order);
    let mut now = vec![0; order.len()];
    for (place, person) in order.iter().enumerate() {
        now[*person] = u32::try_from(place).unwrap();
    }
    let days = |column: &[i32]| order.iter().map(|person| column[*person]).collect();
    let groups = |column: &[u8]| order.iter().map(|person| column[*person]).collect();
    let mut other = Tables {
        people: People {
            birth: days(&people.birth),
            registered_from: days(&people.registered_from),
            registered_to: days(&people.registered_to),
            died: days(&people.died),
            sex: groups(&people.sex),
            ethnic_group: groups(&people.ethnic_group),
            small_area: order
                .iter()
                .map(|person| people.small_area[*person])
                .collect(),
        },
        ..tables.clone()
    };
    for fact in &mut other.conditions {
        fact.person = now[fact.person as usize];
    }
    for fact in &mut other.events {
        fact.person = now[fact.person as usize];
    }
    for fact in &mut other.answers {
        fact.person = now[fact.person as usize];
    }
    chance.shuffle(&mut other.conditions);
    chance.shuffle(&mut other.events);
    chance.shuffle(&mut other.answers);
    other
}

/// A day of birth: mostly one on which somebody turns an age that matters near a snapshot.
fn birth(chance: &mut Chance, periods: &[Quarter]) -> i32 {
    let age = chance.of(&[0, 16, 18, 35, 50, 65, 75, 85, 3, 40, 104]);
    let snapshot = chance_period(chance, periods).last_day();
    days(near(chance, snapshot) - Months::new(12 * age))
}

/// A day at or near the edge of something: a snapshot, a window, a leap day, or any day at all.
fn awkward(chance: &mut Chance, periods: &[Quarter]) -> i32 {
    let period = chance_period(chance, periods);
    let months = chance.of(&[0, 0, 1, 3, 5, 12, 24]);
    let edge = match chance.below(6) {
        0 => NaiveDate::from_ymd_opt(2024, 2, 29).unwrap(),
        1 => period.last_day() - Days::new(chance.below(12_000) as u64),
        _ => period.window_start(months),
    };
    days(near(chance, edge))
}

fn chance_period(chance: &mut Chance, periods: &[Quarter]) -> Quarter {
    periods[chance.below(periods.len())]
}

fn near(chance: &mut Chance, day: NaiveDate) -> NaiveDate {
    match chance.below(4) {
        0 => day.pred_opt().unwrap(),
        1 => day.succ_opt().unwrap(),
        _ => day,
    }
}

fn days(day: NaiveDate) -> i32 {
    measures::period::days_since_epoch(day)
}
