//! Standardised figures, dispersions and sets of conditions, the slow and obvious way: person by
//! person, from lists of who had how many events.
//!
//! Shares nothing with the fold, and with the statistics only the limits of a number of events,
//! which have tests of their own.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use measures::definition::{Measure, Population};
use measures::interval::Confidence;
use measures::poisson;
use pipeline::count::ToCount;

use crate::plain::{self, Key};

/// A value and the ends of its 95% interval.
pub(crate) type Standardised = [f64; 3];

/// A snapshot, conditions by place, and how many people of each area have exactly these.
pub(crate) type Combination = (NaiveDate, Vec<usize>, BTreeMap<String, u64>);

/// One counted person, as a standardised figure sees them.
#[derive(Clone, Copy)]
struct Counted {
    /// 0 male, 1 female.
    sex: u8,
    age: u32,
    number: u64,
}

/// European Standard Population 2013, for each year of age below 90; 90 and over is 1,000 in all.
fn european_of_year(age: u32) -> f64 {
    let five_years = match age {
        0..=4 | 70..=74 => 5_000,
        5..=19 | 65..=69 => 5_500,
        20..=29 | 60..=64 => 6_000,
        30..=34 | 55..=59 => 6_500,
        35..=54 => 7_000,
        75..=79 => 4_000,
        80..=84 => 2_500,
        _ => 1_500,
    };
    f64::from(five_years) / 5.0
}

/// The group of an age: five years for everybody, wider ones for smaller populations.
fn group(measure: &Measure, age: u32) -> u32 {
    match measure.population {
        Population::Adults => age.min(90) / 5,
        _ => match age {
            ..50 => 0,
            50..65 => 1,
            65..75 => 2,
            75..85 => 3,
            85.. => 4,
        },
    }
}

/// The weight of each sex and group.
fn weights(to_count: &ToCount, measure: &Measure) -> BTreeMap<(u8, u32), f64> {
    let mut weights = BTreeMap::new();
    if measure.population == Population::Adults {
        for sex in [0, 1] {
            for age in to_count.definitions.partnership.minimum_age..90 {
                *weights.entry((sex, group(measure, age))).or_default() +=
                    european_of_year(age) / 2.0;
            }
            *weights.entry((sex, group(measure, 90))).or_default() += 500.0;
        }
        return weights;
    }
    let last = to_count.periods.last().unwrap().last_day();
    for person in 0..to_count.tables.people.birth.len() {
        let sex = to_count.tables.people.sex[person];
        if sex < 2
            && plain::counted_in(to_count, person, last).is_some()
            && plain::in_population(to_count, measure, person, last)
        {
            let age = plain::age(to_count, person, last);
            *weights.entry((sex, group(measure, age))).or_default() += 1.0;
        }
    }
    weights
}

/// The standardised figure of every place and snapshot that has one.
pub(crate) fn standardised(to_count: &ToCount) -> BTreeMap<Key, Standardised> {
    let mut figures = BTreeMap::new();
    for measure in &to_count.definitions.measures {
        let weights = weights(to_count, measure);
        for (key, people) in people_by_place(to_count, measure) {
            if ["all", "ethnic_group", "imd_quintile"].contains(&key.3.as_str())
                && let Some(figure) = standardise(measure, &weights, &people)
            {
                figures.insert(key, figure);
            }
        }
    }
    figures
}

/// Everybody below the line of a measure, in every place and at every snapshot.
fn people_by_place(to_count: &ToCount, measure: &Measure) -> BTreeMap<Key, Vec<Counted>> {
    let mut people: BTreeMap<Key, Vec<Counted>> = BTreeMap::new();
    let last = to_count.periods.last().unwrap().last_day();
    let fifths = plain::local_fifths(to_count, last);
    for period in to_count.periods {
        let day = period.last_day();
        for person in 0..to_count.tables.people.birth.len() {
            let Some(area) = plain::counted_in(to_count, person, day) else {
                continue;
            };
            let Some(number) = plain::numerator(to_count, measure, person, day) else {
                continue;
            };
            let counted = Counted {
                sex: to_count.tables.people.sex[person],
                age: plain::age(to_count, person, day),
                number,
            };
            for (code, breakdown, label) in plain::places(to_count, person, day, area, &fifths) {
                let key = (measure.key.clone(), day, code, breakdown.to_owned(), label);
                people.entry(key).or_default().push(counted);
            }
        }
    }
    people
}

fn standardise(
    measure: &Measure,
    weights: &BTreeMap<(u8, u32), f64>,
    people: &[Counted],
) -> Option<Standardised> {
    let of = |sex: u8, which: u32| -> Vec<u64> {
        people
            .iter()
            .filter(|one| one.sex == sex && group(measure, one.age) == which)
            .map(|one| one.number)
            .collect()
    };
    let mut borne: BTreeMap<(u8, u32), f64> = BTreeMap::new();
    for ((sex, which), weight) in weights {
        let with_people = || {
            weights
                .keys()
                .filter(|(other, _)| other == sex)
                .map(|(_, which)| *which)
                .filter(|which| !of(*sex, *which).is_empty())
        };
        let same_or_younger = with_people().filter(|other| other <= which).max();
        let bearer = same_or_younger.or_else(|| with_people().min())?;
        *borne.entry((*sex, bearer)).or_default() += weight;
    }
    let total: f64 = borne.values().sum();
    let (mut value, mut variance, mut events) = (0.0, 0.0, 0);
    for ((sex, which), weight) in borne {
        let numbers = of(sex, which);
        let share = weight / total / numbers.len() as f64;
        for number in numbers {
            value += share * number as f64;
            variance += (share * number as f64).powi(2);
            events += number;
        }
    }
    if events < 10 {
        return None;
    }
    let limits = poisson::limits(events, Confidence::Percent95);
    let scale = (variance / events as f64).sqrt();
    let lower = value + scale * (limits.lower - events as f64);
    let upper = value + scale * (limits.upper - events as f64);
    Some([value, lower.max(0.0), upper])
}

/// The dispersion of every rate in every place with an event.
pub(crate) fn dispersions(to_count: &ToCount) -> BTreeMap<Key, f64> {
    let mut dispersions = BTreeMap::new();
    for measure in &to_count.definitions.measures {
        if !matches!(measure.rule, measures::definition::Rule::EventRate(_)) {
            continue;
        }
        for (key, people) in people_by_place(to_count, measure) {
            let events: u64 = people.iter().map(|one| one.number).sum();
            let squares: u64 = people.iter().map(|one| one.number * one.number).sum();
            if events > 0 {
                dispersions.insert(key, squares as f64 / events as f64);
            }
        }
    }
    dispersions
}

/// Every set of three or more conditions that at least five people have, in order.
pub(crate) fn combinations(to_count: &ToCount) -> Vec<Combination> {
    let mut sets: BTreeMap<(NaiveDate, Vec<usize>), BTreeMap<String, u64>> = BTreeMap::new();
    for period in to_count.periods {
        let day = period.last_day();
        for person in 0..to_count.tables.people.birth.len() {
            let Some(area) = plain::counted_in(to_count, person, day) else {
                continue;
            };
            let conditions = plain::present(to_count, person, day);
            if conditions.len() >= 3 {
                let by_area = sets
                    .entry((day, conditions.into_iter().collect()))
                    .or_default();
                let neighbourhoods = to_count.geography.neighbourhoods();
                let own = &neighbourhoods[area.neighbourhood.0].code;
                for code in [own, &to_count.definitions.partnership.code] {
                    *by_area.entry(code.clone()).or_default() += 1;
                }
            }
        }
    }
    let whole = &to_count.definitions.partnership.code;
    sets.into_iter()
        .filter(|(_, by_area)| by_area[whole] >= 5)
        .map(|((day, set), by_area)| (day, set, by_area))
        .collect()
}
