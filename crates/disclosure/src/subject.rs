//! What is counted at a place, each thing once however many measures show it.
//!
//! The people of `adults_with_3_or_more` and the numerator of a measure of three or more
//! conditions among adults are the same people, so they are one subject: protecting them apart
//! would let one measure give away what another withholds.

use std::collections::{BTreeMap, BTreeSet};

use measures::catalogue::Catalogue;
use measures::definition::{Measure, Population, Rule, SEVERAL_CONDITIONS};

use crate::combinations::Set;
use crate::predicate::{Conditions, People, Predicate};
use crate::unprotectable::Unprotectable;

/// A subject by its place in [`Subjects::list`].
pub(crate) type SubjectIndex = usize;

/// What is counted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// People of whom all of this holds.
    People(People),
    /// Events of a type within so many months, among some people.
    Events {
        among: People,
        event_type: String,
        months: u32,
    },
    /// The people of a denominator who are not in the numerator.
    Others {
        denominator: SubjectIndex,
        numerator: SubjectIndex,
    },
}

/// Where a subject's exact counts stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Numerator,
    Denominator,
    /// People with at least one of the events: counted, never published as such.
    PeopleWithEvent,
}

/// One measure that counts a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Source {
    pub(crate) measure: usize,
    pub(crate) role: Role,
}

/// One thing that is counted at every place.
#[derive(Debug)]
pub(crate) struct Subject {
    pub(crate) kind: Kind,
    pub(crate) sources: Vec<Source>,
    /// What it is a part of, in the measures that show both (or because it is a population).
    pub(crate) parts_of: Vec<PartOf>,
    /// For events, the people who had them.
    pub(crate) people_with_event: Option<SubjectIndex>,
    /// For people with an event, the numbers of events they stand behind.
    pub(crate) events: Vec<SubjectIndex>,
}

impl Subject {
    /// The same with every subject it refers to so many places further on.
    fn moved(&self, by: usize) -> Self {
        let kind = match &self.kind {
            Kind::Others {
                denominator,
                numerator,
            } => Kind::Others {
                denominator: denominator + by,
                numerator: numerator + by,
            },
            other => other.clone(),
        };
        let part_of = |one: &PartOf| PartOf {
            whole: one.whole + by,
            others: one.others.map(|others| others + by),
        };
        Self {
            kind,
            sources: self.sources.clone(),
            parts_of: self.parts_of.iter().map(part_of).collect(),
            people_with_event: self.people_with_event.map(|people| people + by),
            events: self.events.iter().map(|events| events + by).collect(),
        }
    }
}

/// That one subject is a part of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PartOf {
    pub(crate) whole: SubjectIndex,
    /// The rest of the whole, when it is a share and the policy protects the rest too.
    pub(crate) others: Option<SubjectIndex>,
}

/// Every subject of a catalogue.
#[derive(Debug)]
pub(crate) struct Subjects {
    pub(crate) list: Vec<Subject>,
    /// For each measure, what is above its line.
    pub(crate) numerator: Vec<SubjectIndex>,
    /// For each measure, who is below it.
    pub(crate) denominator: Vec<SubjectIndex>,
    /// For each listed set of conditions, the people who have exactly those.
    pub(crate) sets: Vec<SubjectIndex>,
    pub(crate) conditions: Conditions,
    /// How many, first in the list, are what an earlier release counted.
    pub(crate) n_earlier: usize,
    by_kind: BTreeMap<Kind, SubjectIndex>,
}

impl Subjects {
    pub(crate) fn of(
        catalogue: &Catalogue,
        complements: bool,
        sets: &[Set],
    ) -> Result<Self, Unprotectable> {
        let mut subjects = Self {
            list: Vec::new(),
            numerator: Vec::new(),
            denominator: Vec::new(),
            sets: Vec::new(),
            conditions: Conditions::of(catalogue),
            n_earlier: 0,
            by_kind: BTreeMap::new(),
        };
        for (index, measure) in catalogue.measures.iter().enumerate() {
            subjects.add_measure(catalogue, index, measure)?;
        }
        subjects.relate_several();
        if complements {
            subjects.add_others();
        }
        // Adults with several conditions are a subject wherever sets of them are listed.
        if !sets.is_empty() {
            subjects.add_people(vec![Predicate::Conditions(SEVERAL_CONDITIONS)], None);
        }
        for set in sets {
            let key = |at: &usize| catalogue.conditions[*at].condition.clone();
            let exactly = Predicate::Exactly(set.iter().map(key).collect());
            let subject = subjects.add_people(vec![exactly], None);
            subjects.sets.push(subject);
        }
        Ok(subjects)
    }

    /// Everything twice: as an earlier release counted it, and after that as a later one does.
    pub(crate) fn doubled(mut self) -> Self {
        let n = self.list.len();
        let later: Vec<Subject> = self.list.iter().map(|one| one.moved(n)).collect();
        self.list.extend(later);
        self.sets.extend_from_within(..);
        let half = self.sets.len() / 2;
        for set in &mut self.sets[half..] {
            *set += n;
        }
        self.n_earlier = n;
        self
    }

    /// The subject that is exactly these people, if any measure counts it.
    pub(crate) fn people(&self, people: Vec<Predicate>) -> Option<SubjectIndex> {
        let kind = Kind::People(self.conditions.shortest(people));
        self.by_kind.get(&kind).copied()
    }

    /// People with three or more conditions, if anything is counted of them.
    pub(crate) fn several(&self) -> Option<SubjectIndex> {
        self.people(vec![Predicate::Conditions(SEVERAL_CONDITIONS)])
    }

    /// The people with three or more conditions of the same release as a subject.
    pub(crate) fn several_beside(&self, subject: SubjectIndex) -> Option<SubjectIndex> {
        let later = self.n_earlier > 0 && subject >= self.n_earlier;
        let several = self.several()?;
        Some(several + if later { self.n_earlier } else { 0 })
    }

    /// The conditions of a set that may be listed, by their keys.
    pub(crate) fn set(&self, subject: SubjectIndex) -> Option<&BTreeSet<String>> {
        match &self.list[subject].kind {
            Kind::People(people) => match people.as_slice() {
                [Predicate::Exactly(set)] => Some(set),
                _ => None,
            },
            _ => None,
        }
    }

    /// The subject a policy names: a population, or a measure's numerator.
    pub(crate) fn by_name(&self, catalogue: &Catalogue, name: &str) -> Option<SubjectIndex> {
        match name {
            "adults" => self.people(Vec::new()),
            "adults_with_3_or_more" => self.people(vec![Predicate::Conditions(SEVERAL_CONDITIONS)]),
            key => Some(self.numerator[catalogue.measure_index(key)?]),
        }
    }

    /// The people a subject is about: of events, those among whom they are counted.
    pub(crate) fn people_of(&self, subject: SubjectIndex) -> &[Predicate] {
        match &self.list[subject].kind {
            Kind::People(people) | Kind::Events { among: people, .. } => people,
            Kind::Others { denominator, .. } => self.people_of(*denominator),
        }
    }

    fn add_measure(
        &mut self,
        catalogue: &Catalogue,
        index: usize,
        measure: &Measure,
    ) -> Result<(), Unprotectable> {
        let population = population(catalogue, measure, 0)?;
        let among = self.conditions.shortest(population.clone());
        let source = |role| Source {
            measure: index,
            role,
        };
        let below = match &measure.rule {
            Rule::SurveyAtLeast(answer) => {
                let mut answered = population.clone();
                answered.push(Predicate::answered(answer));
                self.add_people(answered, Some(source(Role::Denominator)))
            }
            _ => self.add_people(population.clone(), Some(source(Role::Denominator))),
        };
        let people = numerator(catalogue, measure, 0)?;
        let above = if let Rule::EventRate(rate) = &measure.rule {
            let with_event = self.add_people(people, Some(source(Role::PeopleWithEvent)));
            self.relate(with_event, below, None);
            let kind = Kind::Events {
                among: among.clone(),
                event_type: rate.event_type.clone(),
                months: rate.months,
            };
            let events = self.add(kind, Some(source(Role::Numerator)));
            self.list[events].people_with_event = Some(with_event);
            if !self.list[with_event].events.contains(&events) {
                self.list[with_event].events.push(events);
            }
            events
        } else {
            self.add_people(people, Some(source(Role::Numerator)))
        };
        self.relate(above, below, None);
        if matches!(measure.rule, Rule::SurveyAtLeast(_))
            && let Some(asked) = self.people(population)
        {
            self.relate(below, asked, None);
        }
        self.numerator.push(above);
        self.denominator.push(below);
        Ok(())
    }

    // Adults with several conditions are a share of all adults even when no measure says so.
    fn relate_several(&mut self) {
        let several = self.people(vec![Predicate::Conditions(SEVERAL_CONDITIONS)]);
        if let Some((several, adults)) = several.zip(self.people(Vec::new())) {
            self.relate(several, adults, None);
        }
    }

    // A share can be turned round, so the rest of each denominator is a subject as well. The rest
    // of those who were asked, who did not answer, is nobody's share.
    fn add_others(&mut self) {
        for part in 0..self.list.len() {
            let answered = |predicate: &Predicate| matches!(predicate, Predicate::Answered(..));
            let turned_round = match &self.list[part].kind {
                Kind::People(people) => !people.iter().any(answered),
                _ => false,
            };
            let published = self.list[part]
                .sources
                .iter()
                .any(|source| source.role != Role::PeopleWithEvent);
            if !(turned_round && published) {
                continue;
            }
            for relation in 0..self.list[part].parts_of.len() {
                let kind = Kind::Others {
                    denominator: self.list[part].parts_of[relation].whole,
                    numerator: part,
                };
                let others = self.add(kind, None);
                self.list[part].parts_of[relation].others = Some(others);
            }
        }
    }

    fn add_people(&mut self, people: Vec<Predicate>, source: Option<Source>) -> SubjectIndex {
        let people = self.conditions.shortest(people);
        self.add(Kind::People(people), source)
    }

    fn add(&mut self, kind: Kind, source: Option<Source>) -> SubjectIndex {
        let next = self.list.len();
        let index = *self.by_kind.entry(kind.clone()).or_insert(next);
        if index == next {
            self.list.push(Subject {
                kind,
                sources: Vec::new(),
                parts_of: Vec::new(),
                people_with_event: None,
                events: Vec::new(),
            });
        }
        self.list[index].sources.extend(source);
        index
    }

    fn relate(&mut self, part: SubjectIndex, whole: SubjectIndex, others: Option<SubjectIndex>) {
        let known = |part_of: &PartOf| part_of.whole == whole;
        if part != whole && !self.list[part].parts_of.iter().any(known) {
            self.list[part].parts_of.push(PartOf { whole, others });
        }
    }
}

/// The predicates of a measure's population.
fn population(
    catalogue: &Catalogue,
    measure: &Measure,
    depth: usize,
) -> Result<Vec<Predicate>, Unprotectable> {
    match &measure.population {
        Population::Adults => Ok(Vec::new()),
        Population::AdultsWith3OrMore => Ok(vec![Predicate::Conditions(SEVERAL_CONDITIONS)]),
        Population::Measure(key) => {
            numerator(catalogue, named(catalogue, measure, key, depth)?, depth + 1)
        }
    }
}

/// The predicates of the people in a measure's numerator, or with its events.
fn numerator(
    catalogue: &Catalogue,
    measure: &Measure,
    depth: usize,
) -> Result<Vec<Predicate>, Unprotectable> {
    let mut people = population(catalogue, measure, depth)?;
    match &measure.rule {
        Rule::ConditionsAtLeast(least) => people.push(Predicate::Conditions(*least)),
        Rule::HasCondition(key) => people.push(Predicate::Condition(key.clone())),
        Rule::PhysicalAndMental(_) => people.push(Predicate::PhysicalAndMental),
        Rule::BodySystemsAtLeast(least) => people.push(Predicate::BodySystems(*least)),
        Rule::EventEver(event_type) => people.push(Predicate::EventEver(event_type.clone())),
        Rule::EventWithin(window) => people.push(Predicate::EventWithin(
            window.types().map(str::to_owned).collect(),
            window.months,
        )),
        Rule::EventRate(rate) => people.push(Predicate::EventWithin(
            [rate.event_type.clone()].into(),
            rate.months,
        )),
        Rule::SurveyAtLeast(answer) => {
            people.push(Predicate::AnsweredAtLeast(
                answer.question.clone(),
                answer.months,
                answer.response,
            ));
        }
        Rule::AllOf(keys) => {
            for key in keys {
                let member = named(catalogue, measure, key, depth)?;
                people.extend(numerator(catalogue, member, depth + 1)?);
            }
        }
    }
    Ok(people)
}

/// A measure by key; `depth` beyond the number of measures means that they go round in a circle.
pub(crate) fn named<'a>(
    catalogue: &'a Catalogue,
    measure: &Measure,
    key: &str,
    depth: usize,
) -> Result<&'a Measure, Unprotectable> {
    catalogue
        .measure(key)
        .filter(|_| depth <= catalogue.measures.len())
        .ok_or_else(|| Unprotectable::Definition {
            measure: measure.key.clone(),
            names: key.to_owned(),
        })
}
