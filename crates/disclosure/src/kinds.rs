//! Kinds of invented people: what can be true of one, and the counts that each is in.

use crate::person::Person;
use crate::predicate::Predicate;
use crate::subject::{Kind, SubjectIndex, Subjects};

/// Kinds of people by number; the first is somebody who is not there.
#[derive(Debug)]
pub(crate) struct Kinds {
    /// For each kind, the subjects it is counted in, ascending.
    counted: Vec<Vec<SubjectIndex>>,
    is_counted: Vec<Vec<bool>>,
    /// For each subject, the kinds that are counted in it and those that are not.
    with: Vec<[Vec<usize>; 2]>,
}

/// How many kinds are made for one subject, by which conditions they have.
const VARIETY: usize = 3;

impl Kinds {
    /// Somebody who is not there.
    pub(crate) const AWAY: usize = 0;

    pub(crate) fn of(subjects: &Subjects) -> Self {
        let n_conditions = subjects.conditions.len().max(1);
        let mut people: Vec<Person> = vec![Person::default()];
        for subject in &subjects.list {
            let predicates = match &subject.kind {
                Kind::People(people) => people.clone(),
                Kind::Events {
                    among,
                    event_type,
                    months,
                } => {
                    let event = Predicate::EventWithin([event_type.clone()].into(), *months);
                    [among.as_slice(), &[event]].concat()
                }
                Kind::Others { .. } => continue,
            };
            for nth in 0..VARIETY {
                let first = nth * n_conditions / VARIETY;
                people.extend(Person::of(&subjects.conditions, &predicates, first));
            }
        }
        // Who has something in common with two of them, and one of whom all is true.
        let n_people = people.len();
        for nth in 0..n_people {
            let other = &people[(nth * 7 + 3) % n_people];
            people.push(people[nth].and(other));
        }
        let everything = people
            .iter()
            .fold(Person::default(), |all, one| all.and(one));
        people.push(everything);
        let mut counted: Vec<Vec<SubjectIndex>> = people
            .iter()
            .map(|person| person.counted(subjects))
            .collect();
        counted.sort();
        counted.dedup();
        counted.retain(|counted| !counted.is_empty());
        counted.insert(Self::AWAY, Vec::new());
        let n_subjects = subjects.list.len();
        let is_counted: Vec<Vec<bool>> = counted
            .iter()
            .map(|counted| (0..n_subjects).map(|one| counted.contains(&one)).collect())
            .collect();
        let with = (0..n_subjects)
            .map(|subject| {
                let kinds = |wanted: bool| -> Vec<usize> {
                    let kinds = 1..counted.len();
                    kinds
                        .filter(|kind| is_counted[*kind][subject] == wanted)
                        .collect()
                };
                [kinds(false), kinds(true)]
            })
            .collect();
        Self {
            counted,
            is_counted,
            with,
        }
    }

    /// How many kinds there are.
    pub(crate) fn len(&self) -> usize {
        self.counted.len()
    }

    /// The subjects that a kind is counted in.
    pub(crate) fn counted(&self, kind: usize) -> &[SubjectIndex] {
        &self.counted[kind]
    }

    pub(crate) fn is_counted(&self, kind: usize, subject: SubjectIndex) -> bool {
        self.is_counted[kind][subject]
    }

    /// The kinds that are counted in a subject, or that are there and are not.
    pub(crate) fn with(&self, subject: SubjectIndex, counted: bool) -> &[usize] {
        &self.with[subject][usize::from(counted)]
    }

    /// In how many subjects only one of two kinds is counted.
    pub(crate) fn difference(&self, one: usize, other: usize) -> usize {
        let differ = |a: usize, b: usize| {
            let subjects = self.counted[a].iter();
            subjects
                .filter(|subject| !self.is_counted[b][**subject])
                .count()
        };
        differ(one, other) + differ(other, one)
    }
}
