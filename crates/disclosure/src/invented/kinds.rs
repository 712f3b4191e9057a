//! Kinds of invented people: what is true of one, and the counts that each is in.
//!
//! Kinds are made as they are needed, by small changes of those there are.

use std::collections::BTreeMap;

use crate::invented::person::Person;
use crate::subject::{SubjectIndex, Subjects};
use crate::walk::mixed;

/// More kinds than this are not kept when nobody is of them.
const MOST_KINDS: usize = 30_000;

/// Kinds of people by number; the first is somebody who is not there.
#[derive(Debug, Clone)]
pub(crate) struct Kinds {
    people: Vec<Person>,
    known: BTreeMap<Person, usize>,
    /// For each kind, the subjects it is counted in, ascending.
    counted: Vec<Vec<SubjectIndex>>,
    /// The same, a bit for each subject.
    bits: Vec<Vec<u64>>,
}

impl Kinds {
    /// Somebody who is not there.
    pub(crate) const AWAY: usize = 0;
    /// Somebody of whom nothing else is true than being there.
    pub(crate) const ANYBODY: usize = 1;

    pub(crate) fn new(subjects: &Subjects) -> Self {
        let mut kinds = Self {
            people: vec![Person::default()],
            known: BTreeMap::new(),
            counted: vec![Vec::new()],
            bits: vec![vec![0; subjects.list.len().div_ceil(64)]],
        };
        kinds.number_of(subjects, Person::default());
        kinds
    }

    /// The subjects that a kind is counted in.
    pub(crate) fn counted(&self, kind: usize) -> &[SubjectIndex] {
        &self.counted[kind]
    }

    pub(crate) fn is_counted(&self, kind: usize, subject: SubjectIndex) -> bool {
        self.bits[kind][subject / 64] >> (subject % 64) & 1 == 1
    }

    /// How many words of bits say which subjects a kind is counted in.
    pub(crate) fn n_words(&self) -> usize {
        self.bits[Self::AWAY].len()
    }

    /// A word of them: the nth bit of the first is the nth subject.
    pub(crate) fn word(&self, kind: usize, word: usize) -> u64 {
        self.bits[kind][word]
    }

    /// A kind like this one that is counted in a subject, or that is there and is not. Nothing where
    /// a few changes do not make one.
    pub(crate) fn turned(
        &mut self,
        subjects: &Subjects,
        kind: usize,
        (subject, counted): (SubjectIndex, bool),
        random: u64,
    ) -> Option<usize> {
        let mut person = self.people[kind].clone();
        let mut random = random;
        for _ in 0..8 {
            random = mixed(random);
            if counted {
                person.become_one_of(subjects, subject, random);
            } else {
                person.change(&subjects.conditions, random);
            }
            let kind = match self.known.get(&person) {
                Some(kind) => *kind,
                None => self.number_of(subjects, person.clone()),
            };
            if self.is_counted(kind, subject) == counted {
                return Some(kind);
            }
        }
        None
    }

    /// Somebody like this one who makes up for another's becoming somebody else, so that as many
    /// people as before have what one gained or lost. Nothing where this one cannot.
    pub(crate) fn made_up_for(
        &mut self,
        subjects: &Subjects,
        kind: usize,
        (before, after): (usize, usize),
    ) -> Option<usize> {
        let [before, after] = [before, after].map(|kind| &self.people[kind]);
        let mut person = self.people[kind].clone();
        if kind == Self::AWAY || !person.can_make_up_for(before, after) {
            return None;
        }
        person.make_up_for(before, after);
        match self.known.get(&person) {
            Some(kind) => Some(*kind),
            None => Some(self.number_of(subjects, person)),
        }
    }

    /// Whether there are so many that those of whom nobody is should go.
    pub(crate) fn are_too_many(&self) -> bool {
        self.people.len() > MOST_KINDS
    }

    /// Keeps these kinds and no others, and says which number each has now.
    pub(crate) fn keep(&mut self, subjects: &Subjects, used: &[usize]) -> BTreeMap<usize, usize> {
        let before = std::mem::replace(self, Self::new(subjects));
        let mut numbers = BTreeMap::from([(Self::AWAY, Self::AWAY)]);
        for kind in used {
            numbers.entry(*kind).or_insert_with(|| {
                let person = &before.people[*kind];
                match self.known.get(person) {
                    Some(kind) => *kind,
                    None => self.number_of(subjects, person.clone()),
                }
            });
        }
        numbers
    }

    fn number_of(&mut self, subjects: &Subjects, person: Person) -> usize {
        let kind = self.people.len();
        let counted = person.counted(subjects);
        let mut bits = vec![0; subjects.list.len().div_ceil(64)];
        for subject in &counted {
            bits[subject / 64] |= 1 << (subject % 64);
        }
        self.counted.push(counted);
        self.bits.push(bits);
        self.people.push(person.clone());
        self.known.insert(person, kind);
        kind
    }
}
