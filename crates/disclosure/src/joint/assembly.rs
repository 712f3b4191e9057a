//! The relations of a system: those that hold for all people, whatever the counts.
//!
//! Sums over areas and groups, the order between a set and a larger one, and the few that tie
//! several measures together. All are derived from the catalogue; no count is involved.

use std::collections::{BTreeMap, BTreeSet};

use measures::breakdown::Breakdown;
use measures::catalogue::Catalogue;
use measures::definition::{Population, Rule, SEVERAL_CONDITIONS};

use super::{TotalOfSets, variable};
use crate::grid::{Grid, Nesting, PlaceSum};
use crate::predicate::Predicate;
use crate::subject::{Kind, SubjectIndex, Subjects};
use crate::system::{Sort, SystemBuilder, UNBOUNDED, Variable};
use crate::unprotectable::Unprotectable;

/// More events than one person has in any window: ties "no events" to "nobody with an event".
const EVENTS_OF_ONE_PERSON: i32 = 1_000_000;

/// A system while what holds for one release is added to it.
pub(super) struct Assembly<'a> {
    catalogue: &'a Catalogue,
    grid: &'a Grid,
    subjects: &'a Subjects,
    /// The places of the areas there are.
    places: Vec<usize>,
    sums: Vec<PlaceSum>,
    /// The number of the first variable.
    first: Variable,
    /// Where a subject takes part: where it is published, or needed to say what is.
    active: Vec<Vec<bool>>,
    builder: SystemBuilder,
    totals_of_sets: Vec<TotalOfSets>,
}

impl<'a> Assembly<'a> {
    /// Goes on with a system, in which the variables from `first` on are these subjects at the
    /// places of a grid.
    pub(super) fn new(
        (catalogue, grid): (&'a Catalogue, &'a Grid),
        nesting: &Nesting,
        subjects: &'a Subjects,
        builder: SystemBuilder,
        first: Variable,
    ) -> Self {
        let places = 0..grid.len();
        Self {
            catalogue,
            grid,
            subjects,
            places: places
                .filter(|place| nesting.areas.contains(&grid.places[*place].area))
                .collect(),
            sums: grid.sums(catalogue, nesting),
            first,
            active: vec![vec![false; grid.len()]; subjects.list.len()],
            builder,
            totals_of_sets: Vec::new(),
        }
    }

    /// Adds every relation that holds for all people, whatever the counts.
    pub(super) fn add_all(
        mut self,
        published: &[Vec<usize>],
        every_set: bool,
    ) -> Result<(SystemBuilder, Vec<TotalOfSets>), Unprotectable> {
        self.activate(published);
        self.add_sums();
        self.add_parts();
        self.add_orders();
        self.add_all_of()?;
        self.add_any_of();
        self.add_numbers_of_conditions();
        self.add_sets(every_set);
        Ok((self.builder, self.totals_of_sets))
    }

    fn at(&self, subject: SubjectIndex, place: usize) -> Variable {
        self.first + variable(self.grid, subject, place)
    }

    /// Whether nothing is said of a place, because its area is none of those there are.
    fn is_elsewhere(&self, place: usize) -> bool {
        self.places.binary_search(&place).is_err()
    }

    fn activate(&mut self, published: &[Vec<usize>]) {
        for (index, subject) in self.subjects.list.iter().enumerate() {
            for source in &subject.sources {
                for place in &published[source.measure] {
                    self.active[index][*place] = !self.is_elsewhere(*place);
                }
            }
        }
        for set in &self.subjects.sets {
            for place in &self.places {
                let breakdown = self.grid.places[*place].breakdown;
                self.active[*set][*place] = breakdown == Breakdown::All;
            }
        }
        self.activate_between_margins();
        // Male and female leave the third sex to be worked out, though a neighbourhood's is not
        // published; so it takes part, which says that the two never exceed everybody.
        for place in &self.places {
            if self.grid.is_third_sex(self.catalogue, *place) {
                for active in &mut self.active {
                    active[*place] = active[*place - 1];
                }
            }
        }
        for (index, subject) in self.subjects.list.iter().enumerate() {
            if let Kind::Others {
                denominator,
                numerator,
            } = subject.kind
            {
                self.active[index] = (0..self.grid.len())
                    .map(|place| self.active[denominator][place] && self.active[numerator][place])
                    .collect();
            }
        }
    }

    // A place in two sums is between two margins: a neighbourhood's group between that of the whole
    // and everybody in the neighbourhood, a group of two breakdowns between one of each. Where both
    // margins take part, so does the place: whoever it is part of may leave it little room.
    fn activate_between_margins(&mut self) {
        let mut margins: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for sum in &self.sums {
            for member in &sum.members {
                margins.entry(*member).or_default().push(sum.total);
            }
        }
        margins.retain(|_, totals| totals.len() > 1);
        for active in &mut self.active {
            // A piece of a neighbourhood follows the neighbourhood.
            loop {
                let before = active.clone();
                for (place, totals) in &margins {
                    active[*place] |= totals.iter().all(|total| before[*total]);
                }
                if *active == before {
                    break;
                }
            }
        }
    }

    // A sum matters where one of its parts takes part; then its other parts and its total do too,
    // published or not.
    fn add_sums(&mut self) {
        for subject in 0..self.subjects.list.len() {
            let before = self.active[subject].clone();
            for sum in &self.sums {
                if !sum.members.iter().any(|member| before[*member]) {
                    continue;
                }
                for place in sum.members.iter().chain([&sum.total]) {
                    self.active[subject][*place] = true;
                }
                let parts = sum.members.iter().map(|place| self.at(subject, *place));
                let parts: Vec<Variable> = parts.collect();
                self.builder.sum(parts, self.at(subject, sum.total));
            }
        }
    }

    // A part and the rest make the whole; or, without the rest, the part is at most the whole.
    fn add_parts(&mut self) {
        for (part, subject) in self.subjects.list.iter().enumerate() {
            for place in self.places.clone() {
                for part_of in &subject.parts_of {
                    let (part, whole) = (self.at(part, place), self.at(part_of.whole, place));
                    let others = part_of.others.filter(|others| self.active[*others][place]);
                    match others {
                        // Not a sum over places: nobody publishes the rest to subtract it.
                        Some(others) => self.builder.add(
                            [(part, 1), (self.at(others, place), 1), (whole, -1)],
                            (0, 0),
                            Sort::Order,
                        ),
                        None if matches!(subject.kind, Kind::People(_)) => {
                            self.builder.at_most(part, whole);
                        }
                        None => {}
                    }
                }
                if let Some(people) = subject.people_with_event
                    && self.active[part][place]
                {
                    let (events, people) = (self.at(part, place), self.at(people, place));
                    self.builder.at_most(people, events);
                    self.builder.add(
                        [(events, 1), (people, -EVENTS_OF_ONE_PERSON)],
                        (-UNBOUNDED, 0),
                        Sort::Order,
                    );
                }
            }
        }
    }

    /// Whether one count can never exceed another at the same place, by their rules.
    fn at_most(&self, smaller: SubjectIndex, larger: SubjectIndex) -> bool {
        let list = &self.subjects.list;
        let conditions = &self.subjects.conditions;
        match (&list[smaller].kind, &list[larger].kind) {
            (Kind::People(inner), Kind::People(outer)) => conditions.within(inner, outer),
            (Kind::People(inner), Kind::Events { .. }) => list[larger]
                .people_with_event
                .is_some_and(|people| match &list[people].kind {
                    Kind::People(outer) => conditions.within(inner, outer),
                    _ => false,
                }),
            (
                Kind::Events {
                    among: inner,
                    event_type,
                    months,
                },
                Kind::Events {
                    among: outer,
                    event_type: same,
                    months: longer,
                },
            ) => event_type == same && months <= longer && conditions.within(inner, outer),
            // The larger the part, the smaller the rest of the same whole.
            (
                Kind::Others {
                    denominator,
                    numerator,
                },
                Kind::Others {
                    denominator: same,
                    numerator: other,
                },
            ) => denominator == same && self.at_most(*other, *numerator),
            _ => false,
        }
    }

    fn add_orders(&mut self) {
        let n_subjects = self.subjects.list.len() - self.subjects.sets.len();
        let pairs: Vec<Vec<bool>> = (0..n_subjects)
            .map(|smaller| {
                (0..n_subjects)
                    .map(|larger| smaller != larger && self.at_most(smaller, larger))
                    .collect()
            })
            .collect();
        let strictly = |a: usize, b: usize| pairs[a][b] && !pairs[b][a];
        for (smaller, larger) in
            (0..n_subjects * n_subjects).map(|pair| (pair / n_subjects, pair % n_subjects))
        {
            let stated = self.subjects.list[smaller]
                .parts_of
                .iter()
                .any(|part_of| part_of.whole == larger);
            if !pairs[smaller][larger] || stated {
                continue;
            }
            let between: Vec<usize> = (0..n_subjects)
                .filter(|middle| strictly(smaller, *middle) && strictly(*middle, larger))
                .collect();
            for place in self.places.clone() {
                let here = |subject: usize| self.active[subject][place];
                if here(smaller) && here(larger) && !between.iter().any(|middle| here(*middle)) {
                    let (smaller, larger) = (self.at(smaller, place), self.at(larger, place));
                    self.builder.at_most(smaller, larger);
                }
            }
        }
    }

    // People who have exactly one set of conditions have no other, so together the sets for which
    // something is true are at most the people of whom it is true; and just those, where no set is
    // missing.
    fn add_sets(&mut self, every_set: bool) {
        let several = [Predicate::Conditions(SEVERAL_CONDITIONS)];
        let subjects = self.subjects;
        let conditions = &subjects.conditions;
        let n_subjects = subjects.list.len() - subjects.sets.len();
        // The sets of whom a subject's definition holds, if it speaks of conditions alone.
        let sets_in = |people: &[Predicate]| -> Option<BTreeSet<SubjectIndex>> {
            let mut inside = BTreeSet::new();
            for subject in &subjects.sets {
                let set = subjects.set(*subject)?;
                let all: Option<Vec<bool>> = people
                    .iter()
                    .map(|wanted| conditions.holds_for(set, wanted))
                    .collect();
                if all?.into_iter().all(|holds| holds) {
                    inside.insert(*subject);
                }
            }
            Some(inside)
        };
        let mut totals: Vec<(SubjectIndex, BTreeSet<SubjectIndex>, bool)> = Vec::new();
        for subject in 0..n_subjects {
            match &subjects.list[subject].kind {
                Kind::People(people) => {
                    let exact = every_set && conditions.within(people, &several);
                    totals.extend(sets_in(people).map(|inside| (subject, inside, exact)));
                }
                Kind::Others {
                    denominator,
                    numerator,
                } => {
                    let [whole, part] =
                        [denominator, numerator].map(|one| sets_in(subjects.people_of(*one)));
                    if let Some((whole, part)) = whole.zip(part) {
                        totals.push((subject, &whole - &part, false));
                    }
                }
                Kind::Events { .. } => {}
            }
        }
        for (total, inside, exact) in &totals {
            if inside.is_empty() {
                continue;
            }
            for place in self.places.clone() {
                if self.grid.places[place].breakdown != Breakdown::All
                    || !self.active[*total][place]
                {
                    continue;
                }
                // A smaller total of the same sets says it already.
                let said = totals.iter().any(|(other, same, _)| {
                    other != total
                        && same == inside
                        && self.active[*other][place]
                        && self.at_most(*other, *total)
                        && !(self.at_most(*total, *other) && total < other)
                });
                if said && !exact {
                    continue;
                }
                if !every_set && !matches!(subjects.list[*total].kind, Kind::Others { .. }) {
                    self.totals_of_sets.push(TotalOfSets {
                        total: self.at(*total, place),
                        sets: inside.iter().map(|set| self.at(*set, place)).collect(),
                    });
                }
                let sets = inside.iter().map(|set| (self.at(*set, place), 1));
                let terms: Vec<_> = sets.chain([(self.at(*total, place), -1)]).collect();
                let least = if *exact { 0 } else { -UNBOUNDED };
                self.builder.add(terms, (least, 0), Sort::Order);
            }
        }
    }

    /// Adds a relation wherever all of its subjects take part.
    fn add_everywhere(&mut self, terms: &[(SubjectIndex, i32)]) {
        for place in self.places.clone() {
            if terms
                .iter()
                .all(|(subject, _)| self.active[*subject][place])
            {
                let terms: Vec<_> = terms
                    .iter()
                    .map(|(subject, coefficient)| (self.at(*subject, place), *coefficient))
                    .collect();
                self.builder.add(terms, (-UNBOUNDED, 0), Sort::Order);
            }
        }
    }

    // People who meet all of m conditions are at least the sum of those who meet each, less m - 1
    // times everybody.
    fn add_all_of(&mut self) -> Result<(), Unprotectable> {
        for (index, measure) in self.catalogue.measures.iter().enumerate() {
            let Rule::AllOf(keys) = &measure.rule else {
                continue;
            };
            let mut terms = Vec::new();
            for key in keys {
                let member = self.catalogue.measure_index(key);
                let member = member.ok_or_else(|| Unprotectable::Definition {
                    measure: measure.key.clone(),
                    names: key.clone(),
                })?;
                terms.push((self.subjects.numerator[member], 1));
            }
            let fewer = i32::try_from(keys.len()).unwrap_or(i32::MAX) - 1;
            terms.push((self.subjects.denominator[index], -fewer));
            terms.push((self.subjects.numerator[index], -1));
            self.add_everywhere(&terms);
        }
        Ok(())
    }

    // People with any of several events are at most the sum of those with each.
    fn add_any_of(&mut self) {
        let populations = self.populations();
        for (measure, among) in populations.iter().enumerate() {
            let Rule::EventWithin(window) = &self.catalogue.measures[measure].rule else {
                continue;
            };
            let types: BTreeSet<&str> = window.types().collect();
            let each: Option<Vec<_>> = types
                .iter()
                .map(|event_type| {
                    let mut people = among.clone();
                    let event = [(*event_type).to_owned()].into();
                    people.push(Predicate::EventWithin(event, window.months));
                    self.subjects.people(people)
                })
                .collect();
            if let Some(each) = each
                && each.len() > 1
            {
                let mut terms: Vec<_> = each.into_iter().map(|part| (part, -1)).collect();
                terms.push((self.subjects.numerator[measure], 1));
                self.add_everywhere(&terms);
            }
        }
    }

    fn populations(&self) -> Vec<Vec<Predicate>> {
        let of = |subject: &SubjectIndex| self.subjects.people_of(*subject).to_vec();
        self.subjects.denominator.iter().map(of).collect()
    }

    // Conditions counted by name and people counted by number of conditions are the same
    // conditions: one person with n of them adds n to the first, and to the second by steps.
    fn add_numbers_of_conditions(&mut self) {
        let conditions = &self.catalogue.conditions;
        let n_conditions = u32::try_from(conditions.len()).unwrap_or(u32::MAX);
        let populations: BTreeSet<Vec<Predicate>> = self
            .catalogue
            .measures
            .iter()
            .zip(self.populations())
            .filter(|(measure, _)| !matches!(measure.population, Population::Measure(_)))
            .map(|(_, among)| among)
            .collect();
        for among in populations {
            let with = |predicate: Predicate| {
                let mut people = among.clone();
                people.push(predicate);
                self.subjects.people(people)
            };
            let named: Option<Vec<_>> = conditions
                .iter()
                .map(|one| with(Predicate::Condition(one.condition.clone())))
                .collect();
            let steps: Vec<(i32, SubjectIndex)> = (1..=n_conditions)
                .filter_map(|least| {
                    let step = i32::try_from(least).ok()?;
                    Some((step, with(Predicate::Conditions(least))?))
                })
                .collect();
            let everybody = self.subjects.people(among.clone());
            let (Some(named), Some(everybody)) = (named, everybody) else {
                continue;
            };
            let Some((first, _)) = steps.first().copied() else {
                continue;
            };
            // At least: each step counts the conditions up to it.
            let mut below = 0;
            let mut terms: Vec<_> = named.iter().map(|one| (*one, -1)).collect();
            for (step, people) in &steps {
                terms.push((*people, step - below));
                below = *step;
            }
            self.add_everywhere(&terms);
            // At most: each step counts those up to the next, the last all there are.
            let mut terms: Vec<_> = named.iter().map(|one| (*one, 1)).collect();
            let last = i32::try_from(n_conditions).unwrap_or(i32::MAX - 1) + 1;
            let nexts = steps.iter().skip(1).map(|(step, _)| *step).chain([last]);
            for ((step, people), next) in steps.iter().zip(nexts) {
                terms.push((*people, step - next));
            }
            terms.push((everybody, 1 - first));
            self.add_everywhere(&terms);
        }
    }
}
