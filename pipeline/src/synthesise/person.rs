//! Who the invented people are: age, sex, ethnicity, home, and when they came and went.
//!
//! Nobody here stands for anybody who exists.

use super::chance::Chance;
use super::place::Places;

/// A person, and what decides their health besides.
#[derive(Debug, Clone)]
pub(super) struct Person {
    /// 16 hexadecimal digits that say nothing.
    pub(super) id: u64,
    pub(super) birth: i32,
    pub(super) female: bool,
    /// What stands in the gender column, which is not always known.
    pub(super) gender_code: &'static str,
    /// Place among White, Mixed, Asian, Black, Other, not known.
    pub(super) ethnic_group: usize,
    pub(super) ethnic_category: &'static str,
    /// Place among the small areas.
    pub(super) area: usize,
    /// Whether the person is registered here but lives elsewhere.
    pub(super) lives_outside: bool,
    pub(super) registered_from: i32,
    pub(super) registered_to: Option<i32>,
    pub(super) died: Option<i32>,
    /// Chance differences between people: frailty, and how easily services reach them.
    pub(super) frailty: f64,
    pub(super) reach: f64,
}

/// Ages at which the pyramid's steps begin, with the percentage of people in each.
const PYRAMID: [(f64, f64); 10] = [
    (0.0, 5.0),
    (5.0, 12.5),
    (18.0, 10.0),
    (25.0, 21.0),
    (35.0, 16.5),
    (45.0, 12.5),
    (55.0, 10.8),
    (65.0, 6.6),
    (75.0, 4.0),
    (85.0, 1.8),
];

/// NHS ethnic category codes within each group, with how common they are in it.
const CATEGORIES: [&[(&str, f64)]; 6] = [
    &[("A", 0.70), ("B", 0.05), ("C", 0.22), ("T", 0.03)],
    &[("D", 0.35), ("E", 0.15), ("F", 0.20), ("G", 0.30)],
    &[
        ("H", 0.25),
        ("J", 0.08),
        ("K", 0.17),
        ("L", 0.25),
        ("R", 0.25),
    ],
    &[("M", 0.28), ("N", 0.60), ("P", 0.12)],
    &[("S", 0.80), ("W", 0.20)],
    &[("Z", 0.60), ("", 0.40)],
];

const DAYS_A_YEAR: f64 = 365.25;

impl Person {
    /// The `number`-th person of a seed, before illness and death are known.
    pub(super) fn born(
        seed: u64,
        number: u64,
        today: i32,
        places: &Places,
        chance: &mut Chance,
    ) -> Self {
        let area = places.area_at(chance.unit());
        let home = &places.neighbourhoods[places.areas[area].neighbourhood];
        let weights = PYRAMID.map(|(from, percent)| {
            percent
                * match from {
                    _ if from < 18.0 => home.children,
                    _ if from < 35.0 => home.young,
                    _ if from < 65.0 => 1.0,
                    _ => home.older,
                }
        });
        let step = chance.among(&weights);
        let age = match PYRAMID.get(step + 1) {
            Some((next, _)) => PYRAMID[step].0 + (next - PYRAMID[step].0) * chance.unit(),
            None => (PYRAMID[step].0 + 4.0 * chance.exponential()).min(104.0),
        };
        let female = chance.happens(home.female / 100.0);
        let gender_code = match chance.unit() {
            rare if rare < 0.001 => "9",
            rare if rare < 0.002 => "X",
            rare if rare < 0.004 => "",
            _ if female => "2",
            _ => "1",
        };
        let ethnic_group = chance.among(&places.areas[area].ethnic_weights);
        let categories = CATEGORIES[ethnic_group];
        let shares: Vec<f64> = categories.iter().map(|(_, share)| *share).collect();
        let ethnic_category = categories[chance.among(&shares)].0;
        let birth = today - days(age);
        let (registered_from, registered_to) = registration(birth, age, today, chance);
        Self {
            id: identifier(seed, number),
            birth,
            female,
            gender_code,
            ethnic_group,
            ethnic_category,
            area,
            lives_outside: chance.happens(0.01),
            registered_from,
            registered_to,
            died: None,
            frailty: chance.normal(),
            reach: chance.normal(),
        }
    }

    pub(super) fn age_years(&self, day: i32) -> f64 {
        f64::from(day - self.birth) / DAYS_A_YEAR
    }

    /// The day from which the person is no longer here, or `i32::MAX`.
    pub(super) fn gone_from(&self) -> i32 {
        self.registered_to
            .into_iter()
            .chain(self.died)
            .min()
            .unwrap_or(i32::MAX)
    }

    /// Ends the person's life; a registration ends with it, as a rule some weeks later.
    pub(super) fn die(&mut self, day: i32, today: i32, chance: &mut Chance) {
        self.died = Some(day);
        let closed = day + chance.day(0, 45);
        let still_open = self.registered_to.is_none_or(|end| end > closed);
        if still_open {
            self.registered_to = (closed <= today && chance.happens(0.9)).then_some(closed);
        }
    }
}

/// Whole days of a number of years.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the fraction is cut off on purpose, and no life has 2^31 days"
)]
pub(super) fn days(years: f64) -> i32 {
    (years * DAYS_A_YEAR) as i32
}

/// When a person registered, and when they left, if they did in the last seven years.
///
/// Young adults come and go; people past fifty have mostly been here for decades.
fn registration(birth: i32, age: f64, today: i32, chance: &mut Chance) -> (i32, Option<i32>) {
    let (leaving, years_here) = match age {
        _ if age < 18.0 => (0.06, 9.0),
        _ if age < 35.0 => (0.14, 9.0),
        _ if age < 50.0 => (0.08, 14.0),
        _ if age < 65.0 => (0.04, 22.0),
        _ => (0.03, 32.0),
    };
    let newest_end = today.min(birth + days(age));
    let oldest_end = (birth + 30).max(today - days(7.0));
    let end = (chance.happens(leaving) && oldest_end < newest_end)
        .then(|| chance.day(oldest_end, newest_end));
    let born_here = chance.happens(if age < 18.0 { 0.75 } else { 0.25 });
    let from = if born_here {
        birth
    } else {
        let last = end.unwrap_or(today);
        (last - days(years_here * chance.exponential()) - 1).max(birth)
    };
    (from, end)
}

/// A number that is different for every person of a seed and says nothing about them.
///
/// The finaliser of `SplitMix64` (Steele, Lea and Flood 2014) is one-to-one, so no two people of a
/// seed share an id.
fn identifier(seed: u64, number: u64) -> u64 {
    let mut mixed = number.wrapping_add(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::super::chance::Purpose;
    use super::*;

    #[test]
    fn lives_are_in_order() {
        let places = Places::of_the_default_partnership();
        let mut chance = Chance::new(3, Purpose::People, 0);
        let today = 20_726;
        for number in 0..5_000 {
            let mut person = Person::born(3, number, today, &places, &mut chance);
            assert!(person.birth <= today);
            assert!(person.registered_from >= person.birth && person.registered_from <= today);
            assert!(
                person
                    .registered_to
                    .is_none_or(|end| end >= person.registered_from && end <= today)
            );
            person.die(today - 10, today, &mut chance);
            assert!(person.registered_to.is_none_or(|end| end <= today));
            assert!(person.gone_from() <= today - 10);
        }
    }
}
