//! Proof by example where few people live: invented towns that would be published just the same.
//!
//! Whoever lives in a town, its counts satisfy every relation that counts of people can have. So
//! people are invented whose counts publish as the real ones do, and then moved until each
//! withheld count has had its further values. Nothing here starts from an exact count: the same
//! towns are found by whoever holds only what is published.

pub(crate) mod kinds;
mod person;
pub(crate) mod town;

use std::collections::BTreeMap;

use crate::certificate::Checker;
use crate::certify::{Open, Way, Witnesses};
use crate::knowledge::Knowledge;
use crate::primary::Mark;
use crate::propagate::Range;
use crate::subject::Kind;
use crate::system::Variable;
use town::Town;

/// Larger towns are not invented: so many people take too long to settle.
const MOST_PEOPLE: i64 = 20_000;

/// Moves for a first town, for each person in it.
const FIRST_STEPS: u32 = 300;

/// Moves for another value of one count, and how many may be open for that to be worth it.
const ROUNDS: [(u32, usize); 5] = [
    (4, usize::MAX),
    (20, usize::MAX),
    (80, 3_000),
    (400, 300),
    (600, 20),
];

/// How many of many numbers are looked at first, and how many of them may stay open. Where more do,
/// too much is shown, and whole classes of figures have to make way.
const SAMPLE: usize = 100;
const MOST_FAILED: usize = 15;

/// Looks for towns in which each of `wanted` has other values, and says for which there are not
/// enough, each with the shown counts that were in the way.
pub(crate) fn search(
    knowledge: &Knowledge<'_>,
    ranges: &[Range],
    wanted: &[Variable],
    witnesses: &mut Witnesses,
) -> Search {
    let needed = knowledge.policy.candidates() as usize;
    let mut search = Search::default();
    let mut in_the_way = BTreeMap::new();
    let mut open = wanted.to_vec();
    match Inventing::new(knowledge, ranges, wanted, witnesses) {
        Ok(inventing) => in_the_way = inventing.push_all(&mut open, witnesses),
        Err(unmet) => search.unmet = unmet,
    }
    open.retain(|number| witnesses.count(*number) < needed);
    let open = open.into_iter();
    search.open = open
        .map(|number| (number, in_the_way.remove(&number).unwrap_or_default()))
        .collect();
    search
}

/// What came of looking for tables.
#[derive(Debug, Default)]
pub(crate) struct Search {
    pub(crate) open: Vec<Open>,
    /// Where no first town was found, the shown counts that it did not meet.
    pub(crate) unmet: Vec<Variable>,
}

/// Invented towns in which numbers have one value after another.
struct Inventing<'a> {
    knowledge: &'a Knowledge<'a>,
    ranges: &'a [Range],
    town: Town<'a>,
    checker: Checker<'a>,
    is_wanted: Vec<bool>,
    needed: usize,
    in_the_way: BTreeMap<Variable, Vec<Variable>>,
}

impl<'a> Inventing<'a> {
    /// Invents a first town, whose counts are within `ranges`.
    ///
    /// # Errors
    /// The shown counts that it did not meet; none where too many people live.
    fn new(
        knowledge: &'a Knowledge<'a>,
        ranges: &'a [Range],
        wanted: &[Variable],
        witnesses: &mut Witnesses,
    ) -> Result<Self, Vec<Variable>> {
        let joint = knowledge.joint;
        // One town has one count of each thing, not an earlier and a later one.
        if joint.subjects.n_earlier > 0 {
            return Err(Vec::new());
        }
        let adults = joint.subjects.people(Vec::new()).ok_or_else(Vec::new)?;
        let everybody = ranges[joint.variable(adults, joint.grid.all(joint.grid.whole)) as usize];
        if everybody.lower > MOST_PEOPLE {
            return Err(Vec::new());
        }
        let n_people = everybody.nearest(everybody.lower + 2);
        let n_people = usize::try_from(n_people).map_err(|_negative| Vec::new())?;
        let residents = witnesses.residents.take();
        let mut town = Town::new(joint, adults, ranges.to_vec(), residents, n_people);
        let steps = FIRST_STEPS * u32::try_from(n_people + 50).unwrap_or(u32::MAX);
        let arrived = town.mend(steps, 20_000);
        witnesses.residents = Some(town.residents());
        if !arrived {
            return Err(shown_among(knowledge, town.outside()));
        }
        town.settle();
        let mut is_wanted = vec![false; joint.system.n_variables()];
        for number in wanted {
            is_wanted[*number as usize] = true;
        }
        let inventing = Self {
            knowledge,
            ranges,
            checker: Checker::new(knowledge, town.values().to_vec()).ok_or_else(Vec::new)?,
            town,
            is_wanted,
            needed: knowledge.policy.candidates() as usize,
            in_the_way: BTreeMap::new(),
        };
        for number in wanted {
            inventing.see(*number, witnesses);
        }
        Ok(inventing)
    }

    /// Looks for towns in which each of `open` has other values, and keeps those for which there
    /// are not enough; says what was in their way.
    fn push_all(
        mut self,
        open: &mut Vec<Variable>,
        witnesses: &mut Witnesses,
    ) -> BTreeMap<Variable, Vec<Variable>> {
        // Some of many say whether it is worth asking all.
        let (steps, _) = ROUNDS[1];
        let every = open.len() / SAMPLE;
        if every > 1 {
            let sample = open.iter().step_by(every);
            let failed = sample.filter(|number| !self.push(**number, steps, witnesses));
            let failed = failed.count();
            if failed > MOST_FAILED {
                return BTreeMap::new();
            }
        }
        for (steps, at_most) in ROUNDS {
            if open.len() <= at_most {
                open.retain(|number| !self.push(*number, steps, witnesses));
            }
        }
        witnesses.residents = Some(self.town.residents());
        self.in_the_way
    }

    /// Whether a number was seen with enough values, if need be after pushing it.
    fn push(&mut self, number: Variable, steps: u32, witnesses: &mut Witnesses) -> bool {
        let own = self.ranges[number as usize];
        for up in [true, false] {
            while witnesses.count(number) < self.needed {
                let value = self.town.values()[number as usize];
                let wanted = if up {
                    Range {
                        lower: own.lower.max(value + 1),
                        ..own
                    }
                } else {
                    Range {
                        upper: own.upper.min(value - 1),
                        ..own
                    }
                };
                if wanted.candidates() <= 0 {
                    break;
                }
                if !self.town.bring(number, wanted, steps) {
                    self.note_in_the_way(number);
                    break;
                }
                if !self.record(witnesses) {
                    break;
                }
            }
        }
        let done = witnesses.count(number) >= self.needed;
        if done {
            self.in_the_way.remove(&number);
        }
        done
    }

    /// Checks the town reached, and counts it for every number that differs in it.
    fn record(&mut self, witnesses: &mut Witnesses) -> bool {
        let changed = self.town.changed();
        let counts = changed.iter().copied();
        let own = counts.filter(|variable| left_out_of(self.knowledge, *variable).is_none());
        let table: Vec<(Variable, i64)> = own
            .map(|variable| (variable, self.town.values()[variable as usize]))
            .collect();
        if !self.checker.accept(&table) {
            self.town.leave();
            return false;
        }
        self.town.settle();
        for number in changed {
            if self.is_wanted[number as usize] {
                self.see(number, witnesses);
            }
        }
        true
    }

    fn see(&self, number: Variable, witnesses: &mut Witnesses) {
        let value = self.town.values()[number as usize];
        witnesses.add(number, value, Way::InventedTown, self.needed);
    }

    fn note_in_the_way(&mut self, number: Variable) {
        let shown = shown_among(self.knowledge, self.town.in_the_way());
        let known = self.in_the_way.entry(number).or_default();
        if !shown.is_empty() {
            *known = shown;
        }
    }
}

/// The share that people are left out of, if that is what a variable counts.
fn left_out_of(knowledge: &Knowledge<'_>, variable: Variable) -> Option<Variable> {
    let joint = knowledge.joint;
    let (subject, place) = joint.subject_and_place(variable);
    match joint.subjects.list[subject].kind {
        Kind::Others { numerator, .. } => Some(joint.variable(numerator, place)),
        _ => None,
    }
}

/// The shown counts that some counts are or stand for, in order.
fn shown_among(knowledge: &Knowledge<'_>, counts: &[Variable]) -> Vec<Variable> {
    let shown = counts
        .iter()
        .map(|variable| left_out_of(knowledge, *variable).unwrap_or(*variable))
        .filter(|variable| knowledge.mark(*variable) == Mark::Shown);
    let mut shown: Vec<Variable> = shown.collect();
    shown.sort_unstable();
    shown.dedup();
    shown
}
