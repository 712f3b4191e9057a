//! An invented person, and the counts that such a person is in.
//!
//! Nothing is known here of any person who exists.

use std::collections::{BTreeMap, BTreeSet};

use crate::predicate::{Conditions, Predicate};
use crate::subject::{Kind, SubjectIndex, Subjects};

/// What is true of somebody at a snapshot.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Person {
    conditions: BTreeSet<String>,
    /// Months since the latest event of each type.
    events: BTreeMap<String, u32>,
    /// Months since the latest answer to each question, and the answer.
    answers: BTreeMap<String, (u32, u8)>,
}

impl Person {
    /// Becomes somebody who is counted in a subject, with little besides changed.
    pub(crate) fn become_one_of(
        &mut self,
        subjects: &Subjects,
        subject: SubjectIndex,
        random: u64,
    ) {
        match &subjects.list[subject].kind {
            Kind::People(people) => self.meet(&subjects.conditions, people, random),
            Kind::Events {
                among,
                event_type,
                months,
            } => {
                self.meet(&subjects.conditions, among, random);
                self.had(event_type, months.saturating_sub(1));
            }
            Kind::Others { denominator, .. } => {
                let is_in = self.counted(subjects).contains(denominator);
                if is_in {
                    self.change(&subjects.conditions, random);
                } else {
                    self.become_one_of(subjects, *denominator, random);
                }
            }
        }
    }

    fn meet(&mut self, conditions: &Conditions, people: &[Predicate], random: u64) {
        if random.is_multiple_of(4) {
            self.conditions.clear();
        }
        let first = nth(random >> 8, conditions.len());
        self.conditions = conditions.enough_for(people, &self.conditions, first);
        // One condition for another, where that will do.
        let spare = self
            .conditions
            .iter()
            .nth(nth(random >> 24, self.conditions.len()));
        if (random >> 2).is_multiple_of(2)
            && let Some(spare) = spare.cloned()
        {
            self.conditions.remove(&spare);
            let enough = people
                .iter()
                .all(|wanted| conditions.holds_for(&self.conditions, wanted) != Some(false));
            if !enough {
                self.conditions.insert(spare);
            }
        }
        for wanted in people {
            if self.meets(conditions, wanted) {
                continue;
            }
            match wanted {
                Predicate::EventEver(event) => self.had(event, u32::MAX),
                Predicate::EventWithin(types, months) => {
                    // As long ago as will do, so that no shorter window holds it.
                    let types: Vec<&String> = types.iter().collect();
                    if let Some(event) = types.get(nth(random >> 16, types.len())) {
                        self.had(event, months.saturating_sub(1));
                    }
                }
                Predicate::Answered(question, months) => self.answered(question, *months, 0),
                Predicate::AnsweredAtLeast(question, months, response) => {
                    self.answered(question, *months, *response);
                }
                _ => {}
            }
        }
    }

    /// Has one condition more or less, or one event or answer less.
    pub(crate) fn change(&mut self, conditions: &Conditions, random: u64) {
        let which = random >> 16;
        match random % 8 {
            0 => {
                if let Some(key) = conditions.key(nth(which, conditions.len())) {
                    self.conditions.insert(key.to_owned());
                }
            }
            1..4 => {
                let key = self
                    .conditions
                    .iter()
                    .nth(nth(which, self.conditions.len()));
                if let Some(key) = key.cloned() {
                    self.conditions.remove(&key);
                }
            }
            4..7 => {
                let event = self.events.keys().nth(nth(which, self.events.len()));
                if let Some(event) = event.cloned() {
                    self.events.remove(&event);
                }
            }
            _ => {
                let question = self.answers.keys().nth(nth(which, self.answers.len()));
                if let Some(question) = question.cloned() {
                    self.answers.remove(&question);
                }
            }
        }
    }

    /// Takes over what somebody lost who became somebody else, and gives up what they gained.
    pub(crate) fn make_up_for(&mut self, before: &Self, after: &Self) {
        for gained in after.conditions.difference(&before.conditions) {
            self.conditions.remove(gained);
        }
        let lost = before.conditions.difference(&after.conditions);
        self.conditions.extend(lost.cloned());
        for event in after.events.keys() {
            if !before.events.contains_key(event) {
                self.events.remove(event);
            }
        }
        for (event, ago) in &before.events {
            if !after.events.contains_key(event) {
                self.had(event, *ago);
            }
        }
        for question in after.answers.keys() {
            if !before.answers.contains_key(question) {
                self.answers.remove(question);
            }
        }
        for (question, answer) in &before.answers {
            if !after.answers.contains_key(question) {
                self.answers.insert(question.clone(), *answer);
            }
        }
    }

    /// Whether there is anything of what somebody gained to give up, or, where nothing was gained,
    /// anything of what they lost to take over.
    pub(crate) fn can_make_up_for(&self, before: &Self, after: &Self) -> bool {
        let mut gained = after.conditions.difference(&before.conditions).peekable();
        if gained.peek().is_some() {
            return gained.any(|condition| self.conditions.contains(condition));
        }
        let events = |has: &Self, not: &Self| -> Vec<String> {
            let events = has.events.keys();
            events
                .filter(|event| !not.events.contains_key(*event))
                .cloned()
                .collect()
        };
        let gained = events(after, before);
        if !gained.is_empty() {
            return gained.iter().any(|event| self.events.contains_key(event));
        }
        let mut lost = before.conditions.difference(&after.conditions);
        lost.any(|condition| !self.conditions.contains(condition))
            || events(before, after)
                .iter()
                .any(|event| !self.events.contains_key(event))
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

    fn answered(&mut self, question: &str, months: u32, response: u8) {
        let ago = months.saturating_sub(1);
        let latest = self.answers.entry(question.to_owned());
        let (latest, given) = latest.or_insert((ago, response));
        *latest = ago.min(*latest);
        *given = response.max(*given);
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

fn nth(random: u64, of: usize) -> usize {
    usize::try_from(random % 65_536).unwrap_or(0) % of.max(1)
}
