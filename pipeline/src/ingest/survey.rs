//! The survey table: what people say of their care and their lives.
//!
//! Questions that no measure uses are allowed; they are counted here and not kept.

use crate::definitions::Definitions;
use crate::rejection::Reason;
use crate::tables::{AnswerFact, Keep, NOBODY};

use super::batch::{Batch, NONE, Resolved};
use super::date::MISSING;
use super::facts::{FactTable, Known};
use super::outcome::Outcome;
use super::schema::SURVEY;

/// The place of each column in [`SURVEY`].
const PERSON: usize = 0;
const DAY: usize = 1;
const QUESTION: usize = 2;
const RESPONSE: usize = 3;

/// A question that no measure uses.
const NOT_IN_A_MEASURE: u32 = NONE - 1;

/// The survey table of an extract.
pub(super) struct Answers<'a> {
    pub(super) known: Known<'a>,
    pub(super) definitions: &'a Definitions,
}

/// The columns of a batch.
#[derive(Default)]
pub(super) struct Memory {
    people: Resolved,
    days: Vec<i32>,
    questions: Resolved,
    responses: Resolved,
}

impl FactTable for Answers<'_> {
    type Fact = AnswerFact;
    type Memory = Memory;

    fn batch<K: Keep<AnswerFact>>(
        &self,
        batch: &Batch,
        memory: &mut Memory,
        outcome: &mut Outcome<K>,
    ) {
        let rows = batch.rows;
        let Memory {
            people,
            days,
            questions,
            responses,
        } = memory;
        let filled = &mut outcome.filled;
        filled[PERSON] += self.known.find(batch, PERSON, people);
        filled[QUESTION] += batch.cells[QUESTION].resolve(rows, questions, |question| {
            std::str::from_utf8(question)
                .ok()
                .and_then(|question| self.definitions.question_index(question))
                .map_or(NOT_IN_A_MEASURE, u32::from)
        });
        filled[RESPONSE] += batch.cells[RESPONSE].resolve(rows, responses, response);
        outcome.days(batch, DAY, false, days);
        for (row, day) in days.iter().copied().enumerate() {
            let (person, question) = (people.by_row[row], questions.by_row[row]);
            let response = u8::try_from(responses.by_row[row])
                .ok()
                .filter(|given| *given > 0);
            let life = self.known.life(person, day).filter(|_| question != NONE);
            let (Some(life), Some(response)) = (life, response) else {
                let problem = self.known.problem(person, day, MISSING);
                let of_question = (question == NONE).then_some(Reason::MissingCode);
                let reason = problem.or(of_question);
                let reason = reason.unwrap_or(Reason::MalformedResponse);
                let column = match reason {
                    Reason::UnknownPerson => PERSON,
                    Reason::MissingCode => QUESTION,
                    Reason::MalformedResponse => RESPONSE,
                    _ => DAY,
                };
                outcome.reject(batch.location(row), SURVEY.columns[column].name, reason);
                continue;
            };
            let question = u16::try_from(question).ok();
            outcome.not_in_a_measure += u64::from(question.is_none());
            if day > life.died {
                outcome.after_death += 1;
            } else if let Some(question) = question
                && life.number != NOBODY
            {
                outcome.kept.keep(AnswerFact {
                    person: life.number,
                    question,
                    day,
                    response,
                });
            }
        }
    }
}

/// An answer of 1 to 5, or 0 for anything else.
fn response(answer: &[u8]) -> u32 {
    match answer {
        [digit @ b'1'..=b'5'] => u32::from(digit - b'0'),
        _ => 0,
    }
}
