//! Emergency admissions and visits to accident and emergency: more with need, fewer where care
//! was coordinated, busier in winter.

use super::calendar::Calendar;
use super::care::{Event, part_of_year};
use super::chance::Chance;
use super::illness::{Onset, present};
use super::person::Person;
use super::place::{Neighbourhood, SmallArea};

/// Adds a person's hospital events.
pub(super) fn attend(
    person: &Person,
    onsets: &[Onset],
    home: (&Neighbourhood, &SmallArea),
    assessed: &[bool],
    calendar: &Calendar,
    chance: &mut Chance,
    events: &mut Vec<Event>,
) {
    // Most people hardly ever go, a few go often: a log-normal spread around the mean, tied to
    // the frailty that brings their conditions.
    let spread = 0.5 * person.frailty + 0.6 * chance.normal();
    // Half the variance off, (0.5² + 0.6²) / 2, leaves the average where it was.
    let own = libm::exp(spread - 0.305);
    for (number, year) in calendar.years.iter().enumerate() {
        if year.to <= calendar.outcomes_from {
            continue;
        }
        let Some((from, to)) = part_of_year(person, *year) else {
            continue;
        };
        let middle = from + (to - from) / 2;
        let conditions = f64::from(present(onsets, middle).min(8));
        let age = person.age_years(middle);
        // Coordination prevents some of what would have happened, this year and the next.
        let recently = assessed[number] || (number > 0 && assessed[number - 1]);
        let care = if recently { 0.80 } else { 1.0 };
        let years = f64::from(to - from) / 365.0;
        let place = own * care * years * libm::exp(0.22 * home.1.deprivation);

        let admitted = place * 0.028 * libm::exp(0.36 * conditions) * admission_age(age);
        for _ in 0..chance.events(admitted) {
            let day = busy_day(from, to, chance);
            events.push(Event {
                day,
                event_type: "emergency_admission",
            });
            if chance.happens(0.7) {
                events.push(Event {
                    day,
                    event_type: "ae_attendance",
                });
            }
        }
        let walked_in = place * 0.27 * home.0.near_hospital * libm::exp(0.22 * conditions);
        for _ in 0..chance.events(walked_in) {
            events.push(Event {
                day: busy_day(from, to, chance),
                event_type: "ae_attendance",
            });
        }
    }
}

/// How many times more often an age is admitted than a healthy adult of forty.
fn admission_age(age_years: f64) -> f64 {
    match age_years {
        age if age < 5.0 => 1.8,
        age if age < 50.0 => 0.8,
        age if age < 65.0 => 1.0,
        age if age < 75.0 => 1.3,
        age if age < 85.0 => 1.9,
        _ => 2.6,
    }
}

/// A day of the year's part, in winter somewhat more often than in summer.
fn busy_day(from: i32, to: i32, chance: &mut Chance) -> i32 {
    let day = chance.day(from, to);
    // The year's angle from mid-January; a day of the other half may be drawn again.
    let angle = std::f64::consts::TAU * (f64::from(day) - 15.0) / 365.25;
    if chance.happens(0.12 * (1.0 - libm::cos(angle))) {
        chance.day(from, to)
    } else {
        day
    }
}
