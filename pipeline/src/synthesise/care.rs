//! Coordinated care of people with three or more conditions: more of it every year, at a pace of
//! its own in every neighbourhood, and less of it for some groups.
//!
//! The inequalities here are invented so that the dashboard has something to find.

use super::calendar::{Calendar, Year};
use super::chance::Chance;
use super::illness::{Onset, present};
use super::person::Person;
use super::place::{Neighbourhood, SmallArea};

/// Something that happened to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Event {
    pub(super) day: i32,
    pub(super) event_type: &'static str,
}

/// How much less often services reach White, Mixed, Asian, Black, other and unknown groups.
const ETHNIC_REACH: [f64; 6] = [0.0, -0.10, -0.30, -0.35, -0.30, -0.50];

/// The log-odds of a share.
fn log_odds(share: f64) -> f64 {
    libm::log(share / (1.0 - share))
}

fn from_log_odds(log_odds: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-log_odds))
}

/// A person's part of a year: the days on which they are registered here and alive.
pub(super) fn part_of_year(person: &Person, year: Year) -> Option<(i32, i32)> {
    let from = year.from.max(person.registered_from).max(person.birth);
    let to = year.to.min(person.gone_from());
    (from < to).then_some((from, to))
}

/// Adds a person's coordination events; says in which of the years they were assessed.
pub(super) fn coordinate(
    person: &Person,
    onsets: &[Onset],
    home: (&Neighbourhood, &SmallArea),
    calendar: &Calendar,
    chance: &mut Chance,
    events: &mut Vec<Event>,
) -> Vec<bool> {
    let mut assessed = vec![false; calendar.years.len()];
    let mut path = Path::default();
    for (number, year) in calendar.years.iter().enumerate() {
        let Some((from, to)) = part_of_year(person, *year) else {
            continue;
        };
        let middle = from + (to - from) / 2;
        let conditions = present(onsets, middle);
        if year.progress <= 0.0 || conditions < 3 || person.age_years(middle) < 18.0 {
            continue;
        }
        let odds = coverage(home.0, year.progress) + reach(person, home.1, conditions, middle);
        assessed[number] = path.year(odds, (from, to), chance, events);
    }
    assessed
}

/// The log-odds that a neighbourhood reaches an average person in a year.
fn coverage(home: &Neighbourhood, progress: f64) -> f64 {
    let first = log_odds(home.coverage_first);
    first + (log_odds(home.coverage_last) - first) * progress
}

/// How much more or less likely this person is to be reached, in log-odds.
fn reach(person: &Person, area: &SmallArea, conditions: u32, day: i32) -> f64 {
    let age = match person.age_years(day) {
        young if young < 50.0 => -0.45,
        middle if middle < 65.0 => -0.15,
        old if old < 85.0 => 0.20,
        _ => 0.05,
    };
    ETHNIC_REACH[person.ethnic_group] - 0.40 * area.deprivation
        + age
        + if person.female { 0.08 } else { -0.08 }
        + 0.15 * f64::from(conditions.min(8) - 3)
        + 0.7 * person.reach
}

/// How far a person has come on the way to coordinated care.
#[derive(Default)]
struct Path {
    identified: bool,
    planned: bool,
    coordinator: bool,
}

impl Path {
    /// One year with these log-odds of being assessed; says whether they were.
    fn year(
        &mut self,
        odds: f64,
        (from, to): (i32, i32),
        chance: &mut Chance,
        events: &mut Vec<Event>,
    ) -> bool {
        let mut add = |day: i32, event_type| {
            if day < to {
                events.push(Event { day, event_type });
            }
        };
        // A person of whom part of a year is seen is reached in that part of it.
        let seen = f64::from(to - from) / 365.0;
        let mut start = from;
        if !self.identified && chance.happens(seen * from_log_odds(odds + 0.1)) {
            self.identified = true;
            start = chance.day(from, to);
            add(start, "identified");
        }
        let odds_now = if self.identified {
            odds + 0.75
        } else {
            odds - 3.0
        };
        if !chance.happens(seen * from_log_odds(odds_now)) {
            if self.identified && chance.happens(0.07 * seen) {
                add(chance.day(start, to), "declined");
            }
            return false;
        }
        let day = chance.day(start, to);
        add(day, "holistic_assessment");
        if chance.happens(0.84) {
            let agreed = day + chance.day(0, 35);
            let event_type = if self.planned && chance.happens(0.85) {
                "care_plan_review"
            } else {
                "care_plan_agreed"
            };
            add(agreed, event_type);
            self.planned = true;
            if chance.happens(0.42) {
                add(agreed, "carer_involved");
            }
            if !self.coordinator && chance.happens(0.62) {
                self.coordinator = true;
                add(agreed + chance.day(0, 21), "care_coordinator_named");
            }
        }
        if chance.happens(0.58) {
            add(day + chance.day(7, 75), "mdt_review");
        }
        if chance.happens(0.26) {
            add(day + chance.day(0, 30), "social_prescribing_referral");
        }
        true
    }
}
