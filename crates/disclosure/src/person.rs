//! An invented person, and the counts that such a person is in.
//!
//! Nothing is known here of any person who exists.

use std::collections::{BTreeMap, BTreeSet};

use crate::predicate::{Conditions, Predicate};
use crate::subject::{Kind, SubjectIndex, Subjects};

/// What is true of somebody at a snapshot.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Person {
    conditions: BTreeSet<String>,
    /// Months since the latest event of each type.
    events: BTreeMap<String, u32>,
    /// Months since the latest answer to each question, and the answer.
    answers: BTreeMap<String, (u32, u8)>,
}

impl Person {
    /// Somebody of whom all of this is true and little besides, if there can be anybody. Where any
    /// conditions will do, those from the nth on are taken.
    pub(crate) fn of(
        conditions: &Conditions,
        people: &[Predicate],
        first_condition: usize,
    ) -> Option<Self> {
        let mut person = Self {
            conditions: conditions.enough_for(people, first_condition),
            ..Self::default()
        };
        for wanted in people {
            match wanted {
                Predicate::EventEver(event) => person.had(event, u32::MAX),
                Predicate::EventWithin(types, months) if !person.meets(conditions, wanted) => {
                    // As long ago as will do, so that no shorter window holds it.
                    person.had(types.first()?, months.checked_sub(1)?);
                }
                Predicate::Answered(question, months) => person.answered(question, *months, 0)?,
                Predicate::AnsweredAtLeast(question, months, response) => {
                    person.answered(question, *months, *response)?;
                }
                _ => {}
            }
        }
        let all = people.iter().all(|wanted| person.meets(conditions, wanted));
        all.then_some(person)
    }

    /// Somebody of whom all is true that is true of either.
    pub(crate) fn and(&self, other: &Self) -> Self {
        let mut both = self.clone();
        both.conditions.extend(other.conditions.iter().cloned());
        for (event, ago) in &other.events {
            both.had(event, *ago);
        }
        for (question, (ago, response)) in &other.answers {
            let latest = both.answers.entry(question.clone());
            let (latest, given) = latest.or_insert((*ago, *response));
            (*latest, *given) = ((*latest).min(*ago), (*given).max(*response));
        }
        both
    }

    /// The counts that this person is in, those of people left out among them, ascending.
    pub(crate) fn counted(&self, subjects: &Subjects) -> Vec<SubjectIndex> {
        let meets = |wanted: &Predicate| self.meets(&subjects.conditions, wanted);
        let mut is_in = vec![false; subjects.list.len()];
        for (subject, described) in subjects.list.iter().enumerate() {
            is_in[subject] = match &described.kind {
                Kind::People(people) => people.iter().all(meets),
                Kind::Events {
                    among,
                    event_type,
                    months,
                } => among.iter().all(meets) && self.had_within(event_type, *months),
                Kind::Others { .. } => false,
            };
        }
        let left_out = |subject: &SubjectIndex| match subjects.list[*subject].kind {
            Kind::Others {
                denominator,
                numerator,
            } => is_in[denominator] && !is_in[numerator],
            _ => is_in[*subject],
        };
        (0..subjects.list.len()).filter(left_out).collect()
    }

    fn had(&mut self, event: &str, ago: u32) {
        let latest = self.events.entry(event.to_owned()).or_insert(ago);
        *latest = ago.min(*latest);
    }

    fn answered(&mut self, question: &str, months: u32, response: u8) -> Option<()> {
        let ago = months.checked_sub(1)?;
        let latest = self.answers.entry(question.to_owned());
        let (latest, given) = latest.or_insert((ago, response));
        *latest = ago.min(*latest);
        *given = response.max(*given);
        Some(())
    }

    fn had_within(&self, event: &str, months: u32) -> bool {
        self.events.get(event).is_some_and(|ago| *ago < months)
    }

    fn meets(&self, conditions: &Conditions, wanted: &Predicate) -> bool {
        if let Some(answer) = conditions.holds_for(&self.conditions, wanted) {
            return answer;
        }
        match wanted {
            Predicate::EventEver(event) => self.events.contains_key(event),
            Predicate::EventWithin(types, months) => {
                types.iter().any(|event| self.had_within(event, *months))
            }
            Predicate::Answered(question, months) => {
                let answer = self.answers.get(question);
                answer.is_some_and(|(ago, _)| ago < months)
            }
            Predicate::AnsweredAtLeast(question, months, least) => {
                let answer = self.answers.get(question);
                answer.is_some_and(|(ago, given)| ago < months && least <= given)
            }
            _ => false,
        }
    }
}
