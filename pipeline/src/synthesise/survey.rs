//! What a sample of people say of their care and their life.

use super::calendar::Calendar;
use super::care::part_of_year;
use super::chance::Chance;
use super::illness::{Onset, present};
use super::person::Person;
use super::place::SmallArea;

/// One answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) day: i32,
    pub(super) question: &'static str,
    /// 1 to 5, 5 the best.
    pub(super) response: usize,
}

/// The scores from which an answer is 2, 3, 4 and 5.
const STEPS: [f64; 4] = [1.5, 2.5, 3.5, 4.5];

/// A question: the average answer, and what moves it.
struct Question {
    key: &'static str,
    average: f64,
    /// When care was coordinated.
    coordinated: f64,
    /// From the middle to the most deprived tenth.
    deprivation: f64,
    /// For each condition beyond three.
    illness: f64,
}

const QUESTIONS: [Question; 4] = [
    Question {
        key: "did_not_repeat_story",
        average: 2.8,
        coordinated: 0.9,
        deprivation: -0.1,
        illness: -0.10,
    },
    Question {
        key: "confident_managing_health",
        average: 3.2,
        coordinated: 0.45,
        deprivation: -0.25,
        illness: -0.15,
    },
    Question {
        key: "feels_safe_at_home",
        average: 3.9,
        coordinated: 0.15,
        deprivation: -0.5,
        illness: -0.05,
    },
    Question {
        key: "makes_valued_contribution",
        average: 3.3,
        coordinated: 0.25,
        deprivation: -0.2,
        illness: -0.15,
    },
];

/// A person's answers, in the years in which they were asked and answered.
pub(super) fn answers(
    person: &Person,
    onsets: &[Onset],
    area: &SmallArea,
    assessed: &[bool],
    calendar: &Calendar,
    chance: &mut Chance,
) -> Vec<Answer> {
    let mut answers = Vec::new();
    for (number, year) in calendar.years.iter().enumerate() {
        if year.to <= calendar.surveys_from {
            continue;
        }
        let Some((from, to)) = part_of_year(person, *year) else {
            continue;
        };
        if person.age_years(from) < 18.0 {
            continue;
        }
        let conditions = present(onsets, from);
        let asked = match conditions {
            0 => 0.002,
            1 | 2 => 0.012,
            _ => 0.085,
        };
        if !chance.happens(asked) {
            continue;
        }
        let day = chance.day(from, to);
        // What a person is like shows in all their answers.
        let outlook = 0.5 * chance.normal() + 0.15 * person.reach;
        for question in &QUESTIONS {
            if chance.happens(0.08) {
                continue;
            }
            let score = question.average
                + if assessed[number] {
                    question.coordinated
                } else {
                    0.0
                }
                + question.deprivation * area.deprivation
                + question.illness * f64::from(conditions.max(3) - 3)
                + outlook
                + 0.9 * chance.normal();
            answers.push(Answer {
                day,
                question: question.key,
                response: 1 + STEPS.iter().filter(|step| score >= **step).count(),
            });
        }
    }
    answers
}
