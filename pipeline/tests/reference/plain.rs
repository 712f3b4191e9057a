//! The same counts, the slow and obvious way: for each snapshot, each person, each measure, look
//! at every date.
//!
//! Shares nothing with the fold but the tables and the definitions: no months, no bits, no strata.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use measures::breakdown::{ETHNIC_GROUPS, SEXES};
use measures::catalogue::ConditionKind;
use measures::definition::{Measure, Population, Rule};
use pipeline::count::ToCount;
use pipeline::definitions::SmallArea;

/// Measure, snapshot, area, breakdown, group.
pub(crate) type Key = (String, NaiveDate, String, String, String);

/// Numerator, denominator, people with an event.
pub(crate) type Cell = (u64, u64, u64);

/// Every cell with anybody in it.
pub(crate) fn count(to_count: &ToCount) -> BTreeMap<Key, Cell> {
    let mut cells: BTreeMap<Key, Cell> = BTreeMap::new();
    let last = to_count.periods.last().unwrap().last_day();
    let fifths = local_fifths(to_count, last);
    for period in to_count.periods {
        let day = period.last_day();
        for person in 0..to_count.tables.people.birth.len() {
            let Some(area) = counted_in(to_count, person, day) else {
                continue;
            };
            for measure in &to_count.definitions.measures {
                let Some(number) = numerator(to_count, measure, person, day) else {
                    continue;
                };
                for (code, breakdown, group) in places(to_count, person, day, area, &fifths) {
                    let key = (measure.key.clone(), day, code, breakdown.to_owned(), group);
                    let cell = cells.entry(key).or_default();
                    cell.0 += number;
                    cell.1 += 1;
                    cell.2 += u64::from(number > 0);
                }
            }
        }
    }
    cells
}

fn date(days: i32) -> Option<NaiveDate> {
    (days != i32::MAX).then(|| NaiveDate::from_epoch_days(days).unwrap())
}

/// The small area of a person who counts on a day.
pub(crate) fn counted_in<'a>(
    to_count: &ToCount<'a>,
    person: usize,
    day: NaiveDate,
) -> Option<&'a SmallArea> {
    let people = &to_count.tables.people;
    let birth = date(people.birth[person]).unwrap();
    let registered = date(people.registered_from[person]).unwrap() <= day
        && date(people.registered_to[person]).is_none_or(|end| end > day);
    let alive = birth <= day && date(people.died[person]).is_none_or(|death| death > day);
    let old_enough =
        alive && day.years_since(birth).unwrap() >= to_count.definitions.partnership.minimum_age;
    let area = people.small_area[person];
    if registered && old_enough && area != u32::MAX {
        Some(&to_count.geography.small_areas()[area as usize])
    } else {
        None
    }
}

/// The last day of the month so many months before the month of `day`.
fn window_start(day: NaiveDate, months: u32) -> NaiveDate {
    let mut first = day.with_day(1).unwrap();
    for _ in 1..months {
        first = first.pred_opt().unwrap().with_day(1).unwrap();
    }
    first.pred_opt().unwrap()
}

fn in_window(fact: i32, day: NaiveDate, months: u32) -> bool {
    let fact = date(fact).unwrap();
    fact <= day && fact > window_start(day, months)
}

/// The conditions a person has on a day.
pub(crate) fn present(to_count: &ToCount, person: usize, day: NaiveDate) -> BTreeSet<usize> {
    to_count
        .tables
        .conditions
        .iter()
        .filter(|fact| fact.person as usize == person)
        .filter(|fact| date(fact.from).unwrap() <= day)
        .filter(|fact| date(fact.to).is_none_or(|end| end > day))
        .map(|fact| usize::from(fact.condition))
        .collect()
}

/// How many such events a person has, of those for which `wanted` holds.
fn events(
    to_count: &ToCount,
    person: usize,
    event_type: &str,
    wanted: impl Fn(i32) -> bool,
) -> u64 {
    let names = to_count.definitions.event_types();
    to_count
        .tables
        .events
        .iter()
        .filter(|fact| fact.person as usize == person)
        .filter(|fact| names[usize::from(fact.event_type)] == event_type)
        .filter(|fact| wanted(fact.day))
        .count() as u64
}

fn by_key<'a>(to_count: &ToCount<'a>, key: &str) -> &'a Measure {
    to_count
        .definitions
        .measures
        .iter()
        .find(|measure| measure.key == key)
        .unwrap()
}

/// Whether a counted person is one of those a measure is about.
pub(crate) fn in_population(
    to_count: &ToCount,
    measure: &Measure,
    person: usize,
    day: NaiveDate,
) -> bool {
    match &measure.population {
        Population::Adults => true,
        Population::AdultsWith3OrMore => present(to_count, person, day).len() >= 3,
        Population::Measure(key) => {
            numerator(to_count, by_key(to_count, key), person, day).is_some_and(|number| number > 0)
        }
    }
}

/// What a counted person adds above the line; none when below the line they do not count either.
pub(crate) fn numerator(
    to_count: &ToCount,
    measure: &Measure,
    person: usize,
    day: NaiveDate,
) -> Option<u64> {
    if !in_population(to_count, measure, person, day) {
        return None;
    }
    let conditions = present(to_count, person, day);
    let known = &to_count.definitions.conditions;
    let any = |kind: ConditionKind| conditions.iter().any(|place| known[*place].kind == kind);
    let number = match &measure.rule {
        Rule::ConditionsAtLeast(least) => u64::from(conditions.len() >= *least as usize),
        Rule::HasCondition(key) => u64::from(
            conditions
                .iter()
                .any(|place| known[*place].condition == *key),
        ),
        Rule::PhysicalAndMental(_) => {
            u64::from(any(ConditionKind::Physical) && any(ConditionKind::Mental))
        }
        Rule::BodySystemsAtLeast(least) => {
            let systems: BTreeSet<&str> = conditions
                .iter()
                .map(|place| known[*place].body_system.as_str())
                .collect();
            u64::from(systems.len() >= *least as usize)
        }
        Rule::EventEver(event_type) => {
            let ever = |fact: i32| date(fact).unwrap() <= day;
            events(to_count, person, event_type, ever).min(1)
        }
        Rule::EventWithin(within) => within
            .types()
            .map(|name| {
                events(to_count, person, name, |fact| {
                    in_window(fact, day, within.months)
                })
            })
            .sum::<u64>()
            .min(1),
        Rule::EventRate(rate) => events(to_count, person, &rate.event_type, |fact| {
            in_window(fact, day, rate.months)
        }),
        Rule::SurveyAtLeast(wanted) => {
            let questions = to_count.definitions.questions();
            let (_, response) = to_count
                .tables
                .answers
                .iter()
                .filter(|fact| fact.person as usize == person)
                .filter(|fact| questions[usize::from(fact.question)] == wanted.question)
                .filter(|fact| in_window(fact.day, day, wanted.months))
                .map(|fact| (fact.day, fact.response))
                .max()?;
            u64::from(response >= wanted.response)
        }
        Rule::AllOf(members) => u64::from(members.iter().all(|key| {
            numerator(to_count, by_key(to_count, key), person, day).is_some_and(|number| number > 0)
        })),
    };
    Some(number)
}

/// Completed years on a day.
pub(crate) fn age(to_count: &ToCount, person: usize, day: NaiveDate) -> u32 {
    let birth = date(to_count.tables.people.birth[person]).unwrap();
    day.years_since(birth).unwrap()
}

/// Area, breakdown and group of every place a person counts in.
pub(crate) fn places(
    to_count: &ToCount,
    person: usize,
    day: NaiveDate,
    area: &SmallArea,
    fifths: &BTreeMap<String, u64>,
) -> Vec<(String, &'static str, String)> {
    let people = &to_count.tables.people;
    let band = match age(to_count, person, day) {
        0..=17 => "0-17",
        18..=34 => "18-34",
        35..=49 => "35-49",
        50..=64 => "50-64",
        65..=74 => "65-74",
        75..=84 => "75-84",
        _ => "85+",
    };
    let sex = SEXES[usize::from(people.sex[person])];
    let ethnic_group = ETHNIC_GROUPS[usize::from(people.ethnic_group[person])];
    let national = match area.decile {
        Some(1 | 2) => "1",
        Some(3 | 4) => "2",
        Some(5 | 6) => "3",
        Some(7 | 8) => "4",
        Some(9 | 10) => "5",
        _ => "not known",
    };
    let local = fifths
        .get(&area.code)
        .map_or("not known".to_owned(), ToString::to_string);
    let neighbourhood = &to_count.geography.neighbourhoods()[area.neighbourhood.0].code;
    let whole = &to_count.definitions.partnership.code;
    let mut places = Vec::new();
    for code in [neighbourhood, whole] {
        for (breakdown, group) in [
            ("all", "all"),
            ("age_band", band),
            ("sex", sex),
            ("ethnic_group", ethnic_group),
            ("imd_quintile", national),
            ("imd_local_quintile", &local),
        ] {
            places.push((code.clone(), breakdown, group.to_owned()));
        }
    }
    for (breakdown, group) in [
        ("ethnic_group_by_imd_quintile", ethnic_group),
        ("age_band_by_imd_quintile", band),
        ("sex_by_imd_quintile", sex),
    ] {
        places.push((whole.clone(), breakdown, format!("{group} / {national}")));
    }
    places
}

/// The local fifth of each small area with people and a known decile.
pub(crate) fn local_fifths(to_count: &ToCount, last: NaiveDate) -> BTreeMap<String, u64> {
    let mut living: BTreeMap<(u32, &str), u64> = BTreeMap::new();
    for person in 0..to_count.tables.people.birth.len() {
        if let Some(area) = counted_in(to_count, person, last)
            && let Some(decile) = area.decile
        {
            let rank = area.rank.unwrap_or(u32::from(decile));
            *living.entry((rank, &area.code)).or_default() += 1;
        }
    }
    let total: u64 = living.values().sum();
    let mut before = 0;
    let mut fifths = BTreeMap::new();
    for ((_, code), own) in living {
        let middle = 2 * before + own;
        // The fifth, one to five, whose share of the people holds the middle person.
        let fifth = (1..=5)
            .find(|fifth| 5 * middle < 2 * total * fifth)
            .unwrap_or(5);
        fifths.insert(code.to_owned(), fifth);
        before += own;
    }
    fifths
}
