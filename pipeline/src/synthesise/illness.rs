//! How long-term conditions come: with age, sooner in deprived places, and in clusters.
//!
//! Each condition's risk grows exponentially with age (Gompertz 1825) from the values of
//! `illness.csv` beside this file. Three things make conditions cluster as they do in people:
//! tendencies shared by several conditions (heart and metabolism, mind and pain, lungs), a general
//! frailty, and conditions that bring others with them. The values are invented, tuned until
//! prevalence and clusters look like those in English general practice (Barnett and others 2012
//! describe both, and the ten to fifteen years by which deprivation brings multimorbidity
//! forward). They are no epidemiology to quote.

use serde::Deserialize;

use super::chance::Chance;
use super::person::{Person, days};
use super::place::{ETHNIC_GROUPS, rows};

/// Years by which conditions come sooner in the most deprived tenth than at the middle.
const YEARS_SOONER: f64 = 5.0;

/// One condition of one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Onset {
    /// Place in [`Illnesses::keys`].
    pub(super) condition: usize,
    pub(super) diagnosed: i32,
    pub(super) resolved: Option<i32>,
}

impl Onset {
    pub(super) fn present_on(&self, day: i32) -> bool {
        self.diagnosed <= day && self.resolved.is_none_or(|end| end > day)
    }
}

/// The natural history of every condition.
#[derive(Debug)]
pub(super) struct Illnesses {
    histories: Vec<History>,
}

#[derive(Debug)]
struct History {
    row: Row,
    /// Natural logarithm of the risk accumulated by age 0.
    at_birth: f64,
    ethnic: [f64; ETHNIC_GROUPS],
    /// Conditions that bring this one, and how many times its risk is then.
    after: Vec<(usize, f64)>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    condition: String,
    at_70: f64,
    growth: f64,
    general: f64,
    heart: f64,
    mind: f64,
    lungs: f64,
    deprivation: f64,
    female: f64,
    mixed: f64,
    asian: f64,
    black: f64,
    other: f64,
    least_age: f64,
    resolves: f64,
    after: String,
}

impl Illnesses {
    pub(super) fn new() -> Self {
        Self::read(include_str!("illness.csv"))
    }

    fn read(table: &str) -> Self {
        let mut histories: Vec<History> =
            rows::<Row>(table).into_iter().map(History::new).collect();
        let keys: Vec<String> = histories.iter().map(|h| h.row.condition.clone()).collect();
        for (own_place, history) in histories.iter_mut().enumerate() {
            history.after = history
                .row
                .after
                .split_whitespace()
                .map(|cause| {
                    let (key, times) = cause.split_once(':').expect("a cause is `condition:times`");
                    let place = keys[..own_place].iter().position(|known| known == key);
                    (
                        place.expect("a cause stands above what it brings"),
                        times.parse().expect("a cause multiplies the risk"),
                    )
                })
                .collect();
        }
        Self { histories }
    }

    /// The keys of the conditions.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.histories.iter().map(|h| h.row.condition.as_str())
    }

    /// Every condition that a person has had up to a day, earliest first.
    pub(super) fn of(
        &self,
        person: &Person,
        deprivation: f64,
        until: i32,
        chance: &mut Chance,
    ) -> Vec<Onset> {
        let sooner = YEARS_SOONER * deprivation;
        let tendencies = [chance.normal(), chance.normal(), chance.normal()];
        // In years since birth; infinite when it never comes.
        let mut ages: Vec<f64> = Vec::with_capacity(self.histories.len());
        let mut onsets = Vec::new();
        for (condition, history) in self.histories.iter().enumerate() {
            let risk = history.risk(person, deprivation, tendencies);
            let mut age = history.onset(risk, &ages, sooner, chance);
            if age < history.row.least_age {
                age = history.row.least_age + 12.0 * chance.unit();
            }
            ages.push(age);
            if age < 120.0 && person.birth + days(age) <= until {
                let diagnosed = person.birth + days(age);
                onsets.push(Onset {
                    condition,
                    diagnosed,
                    resolved: history.resolution(diagnosed, until, chance),
                });
            }
        }
        recurrences(&mut onsets, until, chance);
        onsets.sort_by_key(|onset| (onset.diagnosed, onset.condition));
        onsets
    }
}

impl History {
    fn new(row: Row) -> Self {
        let spread = [row.general, row.heart, row.mind, row.lungs];
        // Half the variance off, so that the tendencies leave the average risk where it was.
        let centre = spread.iter().map(|load| load * load).sum::<f64>() / 2.0;
        Self {
            at_birth: libm::log(row.at_70) - 70.0 * row.growth - centre,
            ethnic: [1.0, row.mixed, row.asian, row.black, row.other, 1.0],
            after: Vec::new(),
            row,
        }
    }

    /// Natural logarithm of this person's risk accumulated by age 0.
    fn risk(&self, person: &Person, deprivation: f64, [heart, mind, lungs]: [f64; 3]) -> f64 {
        let row = &self.row;
        let group = self.ethnic[person.ethnic_group] * if person.female { row.female } else { 1.0 };
        self.at_birth
            + row.general * person.frailty
            + row.heart * heart
            + row.mind * mind
            + row.lungs * lungs
            + row.deprivation * deprivation
            + libm::log(group)
    }

    /// The age at which the condition comes, in years.
    fn onset(&self, risk: f64, ages: &[f64], sooner: f64, chance: &mut Chance) -> f64 {
        let mut left = chance.exponential();
        let mut causes: Vec<(f64, f64)> = self
            .after
            .iter()
            .map(|(cause, times)| (ages[*cause], *times))
            .filter(|(age, _)| *age < 120.0)
            .collect();
        causes.sort_by(|a, b| a.0.total_cmp(&b.0));
        let growth = self.row.growth;
        let accumulated = |age: f64| libm::exp(risk + growth * (age + sooner));
        let (mut times, mut reached) = (1.0, 0.0);
        for (age, more) in causes {
            let at_cause = accumulated(age);
            if left <= times * (at_cause - reached) {
                break;
            }
            left -= times * (at_cause - reached);
            reached = at_cause;
            times *= more;
        }
        (libm::log(reached + left / times) - risk) / growth - sooner
    }

    fn resolution(&self, diagnosed: i32, until: i32, chance: &mut Chance) -> Option<i32> {
        if self.row.resolves <= 0.0 || !chance.happens(self.row.resolves) {
            return None;
        }
        let resolved = diagnosed + 90 + days(4.0 * chance.exponential());
        (resolved <= until).then_some(resolved)
    }
}

/// One resolved condition in four comes back.
fn recurrences(onsets: &mut Vec<Onset>, until: i32, chance: &mut Chance) {
    for place in 0..onsets.len() {
        let Some(resolved) = onsets[place].resolved else {
            continue;
        };
        if chance.happens(0.25) {
            let diagnosed = resolved + 60 + days(3.0 * chance.exponential());
            if diagnosed <= until {
                onsets.push(Onset {
                    diagnosed,
                    resolved: None,
                    ..onsets[place]
                });
            }
        }
    }
}

/// Distinct conditions present on a day.
pub(super) fn present(onsets: &[Onset], day: i32) -> u32 {
    let mut seen = 0_u64;
    for onset in onsets.iter().filter(|onset| onset.present_on(day)) {
        seen |= 1 << onset.condition;
    }
    seen.count_ones()
}

/// The day a person dies, if it is in the years from `from` to `until`.
///
/// Mortality doubles every seven years of age and is higher with deprivation and illness.
pub(super) fn death(
    person: &Person,
    onsets: &[Onset],
    deprivation: f64,
    from: i32,
    until: i32,
    chance: &mut Chance,
) -> Option<i32> {
    let mut day = from.max(person.birth).max(person.registered_from);
    while day < until {
        let next = (day + 365).min(until);
        let ill = 0.6 + 0.14 * f64::from(present(onsets, day));
        let yearly = 0.000_02 * libm::exp(0.1 * person.age_years(day) + 0.25 * deprivation) * ill;
        if chance.happens(1.0 - libm::exp(-yearly * f64::from(next - day) / 365.0)) {
            return Some(chance.day(day, next).max(day + 1));
        }
        day = next;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_names_the_default_conditions() {
        let mut known: Vec<String> = Illnesses::new().keys().map(str::to_owned).collect();
        let mut configured: Vec<String> = include_str!("../../config/conditions.csv")
            .lines()
            .skip(1)
            .map(|line| line.split(',').next().unwrap().to_owned())
            .collect();
        known.sort();
        configured.sort();
        assert_eq!(known, configured);
    }

    #[test]
    fn a_condition_is_present_until_the_day_it_is_resolved() {
        let onset = Onset {
            condition: 0,
            diagnosed: 10,
            resolved: Some(20),
        };
        for (day, expected) in [(9, false), (10, true), (19, true), (20, false)] {
            assert_eq!(onset.present_on(day), expected, "{day}");
        }
        assert_eq!(
            present(&[onset, onset], 15),
            1,
            "one condition recorded twice"
        );
    }
}
