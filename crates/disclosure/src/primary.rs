//! What is withheld for its own sake: small counts, and shares that leave few people out.
//!
//! Also what everybody knows of a count from its mark alone, before any relation is used.

use measures::area::AreaIndex;
use measures::breakdown::Breakdown;
use measures::catalogue::Catalogue;
use measures::definition::{self, Measure, Population};

use crate::combinations::Listings;
use crate::exact::{Exact, ExactCell};
use crate::joint::Joint;
use crate::policy::Policy;
use crate::propagate::Range;
use crate::rule::{Rule, publish};
use crate::subject::{Kind, Role, Source, SubjectIndex};
use crate::system::Variable;
use crate::unprotectable::{Cell, Unprotectable};

/// What a reader sees of a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    /// Its rounded value.
    Shown,
    /// That it is withheld, for its own sake.
    Primary,
    /// The same mark, for the sake of others.
    Secondary,
    /// That geography leaves nobody there.
    Empty,
    /// Nothing: it is not published.
    Unpublished,
    /// A set of conditions that is not listed there.
    Unlisted,
    /// That there is no figure, whatever the counts.
    NotCalculable,
}

impl Mark {
    pub(crate) fn is_withheld(self) -> bool {
        matches!(self, Self::Primary | Self::Secondary)
    }

    /// Whether a reader is told that there is a count and not which.
    pub(crate) fn leaves_open(self) -> bool {
        self.is_withheld() || self == Self::NotCalculable
    }
}

/// One snapshot: the exact value and the mark of every variable.
#[derive(Debug, Clone, Default)]
pub(crate) struct Snapshot {
    pub(crate) period: usize,
    pub(crate) values: Vec<i64>,
    pub(crate) marks: Vec<Mark>,
    /// Whether the values are exact; else they are published ones, and 0 where there is none.
    pub(crate) exact: bool,
}

impl Snapshot {
    /// Values and primary marks.
    ///
    /// # Errors
    /// When the exact counts break a relation of the system.
    pub(crate) fn new(
        catalogue: &Catalogue,
        policy: &Policy,
        exact: &Exact,
        joint: &Joint,
        listings: &Listings,
        period: usize,
    ) -> Result<Self, Unprotectable> {
        let n_variables = joint.system.n_variables();
        let mut snapshot = Self {
            period,
            values: vec![0; n_variables],
            marks: vec![Mark::Unpublished; n_variables],
            exact: true,
        };
        snapshot.fill(catalogue, exact, joint)?;
        snapshot.fill_sets(exact, joint, listings);
        let areas: Vec<AreaIndex> = catalogue.areas().map(|(area, _)| area).collect();
        let impossible = joint.grid.impossible(catalogue, period, &areas);
        snapshot.check_relations(catalogue, exact, joint, listings, &impossible)?;
        for subject in order_of_parts(joint) {
            for (place, impossible) in impossible.iter().enumerate() {
                if *impossible {
                    // A place that cannot have anybody is known to have nobody, published or not.
                    snapshot.marks[joint.variable(subject, place) as usize] = Mark::Empty;
                } else {
                    snapshot.mark(policy, joint, subject, place);
                }
            }
        }
        Ok(snapshot)
    }

    /// Withholds what is not to be shown, and the zeros whose groups are no longer.
    pub(crate) fn withhold(
        &mut self,
        policy: &Policy,
        joint: &Joint,
        unwanted: &dyn Fn(Variable) -> bool,
    ) {
        for subject in order_of_parts(joint) {
            for place in 0..joint.grid.len() {
                let variable = joint.variable(subject, place);
                let at = variable as usize;
                if self.marks[at] == Mark::Shown && unwanted(variable) {
                    self.marks[at] = match joint.subjects.set(subject) {
                        Some(_) => Mark::Unlisted,
                        None => Mark::Primary,
                    };
                } else if self.marks[at] == Mark::Shown {
                    self.mark(policy, joint, subject, place);
                }
            }
        }
    }

    /// What a variable's mark tells on its own.
    pub(crate) fn known_from_mark(&self, policy: &Policy, variable: Variable) -> Range {
        let at = variable as usize;
        match self.marks[at] {
            Mark::Shown => {
                let could_be =
                    publish(policy, self.values[at]).and_then(|shown| policy.could_be(shown));
                could_be.map_or(Range::ANY, |(least, greatest)| {
                    Range::between(i64::from(least), i64::from(greatest))
                })
            }
            Mark::Empty => Range::between(0, 0),
            Mark::Primary
            | Mark::Secondary
            | Mark::Unpublished
            | Mark::Unlisted
            | Mark::NotCalculable => Range::ANY,
        }
    }

    /// Names a variable for a message, without its count.
    pub(crate) fn name(&self, catalogue: &Catalogue, joint: &Joint, variable: Variable) -> Cell {
        let (subject, index) = joint.subject_and_place(variable);
        let place = joint.grid.places[index];
        Cell {
            counts: name_of_subject(catalogue, joint, subject),
            period: catalogue.periods[self.period].to_string(),
            area: catalogue.area(place.area).code.clone(),
            breakdown: place.breakdown.key().to_owned(),
            group: catalogue.groups(place.breakdown)[place.group].clone(),
        }
    }

    // Every source of a subject must say the same, or one of them is wrong.
    fn fill(
        &mut self,
        catalogue: &Catalogue,
        exact: &Exact,
        joint: &Joint,
    ) -> Result<(), Unprotectable> {
        for (subject, described) in joint.subjects.list.iter().enumerate() {
            let sources = described
                .sources
                .iter()
                .filter(|source| is_calculable(catalogue, exact, **source, self.period));
            for (nth, source) in sources.enumerate() {
                let cells = exact.cells(source.measure, self.period);
                for (place, cell) in cells.iter().enumerate() {
                    let variable = joint.variable(subject, place);
                    let value = i64::try_from(read(cell, source.role)).unwrap_or(i64::MAX);
                    if nth > 0 && self.values[variable as usize] != value {
                        let cell = self.name(catalogue, joint, variable);
                        return Err(Unprotectable::Contradiction(cell));
                    }
                    self.values[variable as usize] = value;
                }
                if source.role == Role::PeopleWithEvent {
                    continue;
                }
                for place in &joint.published[source.measure] {
                    // Marked for good once everything it depends on is.
                    self.marks[joint.variable(subject, *place) as usize] = Mark::Shown;
                }
            }
        }
        for (subject, described) in joint.subjects.list.iter().enumerate() {
            if let Kind::Others {
                denominator,
                numerator,
            } = described.kind
            {
                for place in 0..joint.grid.len() {
                    let value = |of| self.values[joint.variable(of, place) as usize];
                    let others = value(denominator) - value(numerator);
                    self.values[joint.variable(subject, place) as usize] = others;
                }
            }
        }
        Ok(())
    }

    // Sets are counted for whole areas only, and exact counts leave out those of very few people.
    fn fill_sets(&mut self, exact: &Exact, joint: &Joint, listings: &Listings) {
        for (subject, set) in joint.subjects.sets.iter().zip(&listings.sets) {
            let counted = exact
                .combinations()
                .iter()
                .find(|one| one.period == self.period && one.conditions == *set);
            for (index, place) in joint.grid.places.iter().enumerate() {
                if place.breakdown != Breakdown::All {
                    continue;
                }
                let variable = joint.variable(*subject, index) as usize;
                let people = counted.and_then(|counted| counted.people.get(place.area.0));
                self.values[variable] =
                    people.map_or(0, |people| i64::try_from(*people).unwrap_or(i64::MAX));
                let listed = listings
                    .listed
                    .contains_key(&(self.period, place.area, set.clone()));
                self.marks[variable] = if listed { Mark::Shown } else { Mark::Unlisted };
            }
        }
    }

    fn check_relations(
        &self,
        catalogue: &Catalogue,
        exact: &Exact,
        joint: &Joint,
        listings: &Listings,
        impossible: &[bool],
    ) -> Result<(), Unprotectable> {
        let calculable: Vec<bool> = (0..joint.subjects.list.len())
            .map(|subject| {
                is_subject_calculable(catalogue, exact, joint, listings, subject, self.period)
            })
            .collect();
        for index in 0..joint.system.n_relations() {
            let relation = joint
                .system
                .relation(u32::try_from(index).unwrap_or(u32::MAX));
            let counted = relation
                .terms
                .iter()
                .all(|term| calculable[joint.subject_and_place(term.variable).0]);
            let negative = |variable: Variable| self.values[variable as usize] < 0;
            let holds = relation.holds(|variable| self.values[variable as usize])
                && !relation.terms.iter().any(|term| negative(term.variable));
            if counted && !holds {
                let named = relation.terms.last().or(relation.terms.first());
                let variable = named.map_or(0, |term| term.variable);
                let cell = self.name(catalogue, joint, variable);
                return Err(Unprotectable::Contradiction(cell));
            }
        }
        for (variable, _) in self.values.iter().enumerate() {
            let variable = u32::try_from(variable).unwrap_or(u32::MAX);
            let (_, place) = joint.subject_and_place(variable);
            if impossible[place] && self.values[variable as usize] != 0 {
                let cell = self.name(catalogue, joint, variable);
                return Err(Unprotectable::Contradiction(cell));
            }
        }
        Ok(())
    }

    fn mark(&mut self, policy: &Policy, joint: &Joint, subject: SubjectIndex, place: usize) {
        let at = joint.variable(subject, place) as usize;
        if self.marks[at] == Mark::Unpublished || joint.subjects.set(subject).is_some() {
            return;
        }
        let rule = self.rule(policy, joint);
        let withheld = rule.withholds(&|variable| self.value(variable), subject, place);
        self.marks[at] = if withheld { Mark::Primary } else { Mark::Shown };
    }

    /// The rule with the marks as they are.
    pub(crate) fn rule<'a>(&'a self, policy: &'a Policy, joint: &'a Joint) -> Rule<'a> {
        Rule {
            policy,
            joint,
            marks: &self.marks,
        }
    }

    /// The value of a variable.
    pub(crate) fn value(&self, variable: Variable) -> i64 {
        self.values[variable as usize]
    }
}

fn read(cell: &ExactCell, role: Role) -> u64 {
    match role {
        Role::Numerator => cell.numerator,
        Role::Denominator => cell.denominator,
        Role::PeopleWithEvent => cell.people_with_event,
    }
}

/// Whether the extract reaches far enough back for what a source counts.
pub(crate) fn is_calculable(
    catalogue: &Catalogue,
    exact: &Exact,
    source: Source,
    period: usize,
) -> bool {
    let measure = &catalogue.measures[source.measure];
    let own_window = source.role != Role::Denominator
        || matches!(measure.rule, definition::Rule::SurveyAtLeast(_));
    let own = !own_window || exact.is_calculable(source.measure, period);
    own && population_is_calculable(catalogue, exact, measure, period)
}

// People in another measure's numerator are known only where that measure is.
fn population_is_calculable(
    catalogue: &Catalogue,
    exact: &Exact,
    measure: &Measure,
    period: usize,
) -> bool {
    let Population::Measure(key) = &measure.population else {
        return true;
    };
    catalogue.measure_index(key).is_some_and(|index| {
        exact.is_calculable(index, period)
            && population_is_calculable(catalogue, exact, &catalogue.measures[index], period)
    })
}

fn is_subject_calculable(
    catalogue: &Catalogue,
    exact: &Exact,
    joint: &Joint,
    listings: &Listings,
    subject: SubjectIndex,
    period: usize,
) -> bool {
    let described = &joint.subjects.list[subject];
    if let Some(at) = joint.subjects.sets.iter().position(|set| *set == subject) {
        let mut counted = exact.combinations().iter();
        return counted.any(|one| one.period == period && one.conditions == listings.sets[at]);
    }
    if let Kind::Others {
        denominator,
        numerator,
    } = described.kind
    {
        return [denominator, numerator]
            .iter()
            .all(|part| is_subject_calculable(catalogue, exact, joint, listings, *part, period));
    }
    let mut sources = described.sources.iter();
    sources.any(|source| is_calculable(catalogue, exact, *source, period))
}

// Wholes before their parts, so that a 0 can ask about its group.
fn order_of_parts(joint: &Joint) -> Vec<SubjectIndex> {
    let list = &joint.subjects.list;
    let mut order = Vec::with_capacity(list.len());
    let mut done = vec![false; list.len()];
    while order.len() < list.len() {
        let before = order.len();
        for subject in 0..list.len() {
            let ready = list[subject]
                .parts_of
                .iter()
                .all(|part_of| done[part_of.whole]);
            if !done[subject] && ready {
                done[subject] = true;
                order.push(subject);
            }
        }
        assert!(before < order.len(), "a part is never its whole's whole");
    }
    order
}

fn name_of_subject(catalogue: &Catalogue, joint: &Joint, subject: SubjectIndex) -> String {
    let described = &joint.subjects.list[subject];
    if let Kind::Others {
        denominator,
        numerator,
    } = described.kind
    {
        let [whole, part] =
            [denominator, numerator].map(|one| name_of_subject(catalogue, joint, one));
        return format!("{whole} less {part}");
    }
    if let Some(set) = joint.subjects.set(subject) {
        let keys: Vec<&str> = set.iter().map(String::as_str).collect();
        return format!("exactly {}", keys.join(" and "));
    }
    let own = |source: &&Source| source.role != Role::Denominator;
    let own = described.sources.iter().find(own);
    let Some(source) = own.or(described.sources.first()) else {
        return String::new();
    };
    let measure = &catalogue.measures[source.measure];
    match (source.role, &measure.rule) {
        (Role::Denominator, definition::Rule::SurveyAtLeast(_)) => {
            format!("answers of {}", measure.key)
        }
        (Role::Denominator, _) => String::from(measure.population.clone()),
        (Role::PeopleWithEvent, _) => format!("people with {}", measure.key),
        (Role::Numerator, _) => measure.key.clone(),
    }
}
