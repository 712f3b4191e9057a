//! Proof by example where few people live: invented towns that would be published just the same.

use crate::certificate::Checker;
use crate::certify::{Way, Witnesses};
use crate::knowledge::Knowledge;
use crate::making_way::InTheWay;
use crate::primary::Mark;
use crate::propagate::Range;
use crate::subject::Kind;
use crate::system::Variable;
use crate::town::Town;

/// Larger towns are not invented: so many people take too long to settle.
const MOST_PEOPLE: usize = 10_000;

/// In a town of more than a few people no more counts than this are met: where most counts are
/// shown, tables are found without people.
const FEW_PEOPLE: usize = 400;
pub(crate) const MOST_SHOWN: usize = 600;

/// Moves for a first town, for each person in it.
const FIRST_STEPS: u32 = 12;

/// Moves for another value of one count, and how many may be open for that to be worth it.
const ROUNDS: [(u32, usize); 4] = [(4, usize::MAX), (16, 1_500), (60, 300), (600, 10)];

/// Invented towns in which numbers have one value after another.
pub(crate) struct Inventing<'a> {
    knowledge: &'a Knowledge<'a>,
    ranges: &'a [Range],
    town: Town<'a>,
    checker: Checker<'a>,
    is_wanted: Vec<bool>,
    needed: usize,
    in_the_way: InTheWay,
}

impl<'a> Inventing<'a> {
    /// Invents a first town, whose counts are within `ranges`. Nothing where none was found, or
    /// where too many people live.
    pub(crate) fn new(
        knowledge: &'a Knowledge<'a>,
        ranges: &'a [Range],
        wanted: &[Variable],
        witnesses: &mut Witnesses,
    ) -> Option<Self> {
        let joint = knowledge.joint;
        let kinds = joint.kinds.as_ref()?;
        let adults = joint.subjects.people(Vec::new())?;
        let everybody = joint.variable(adults, joint.grid.all(joint.grid.whole));
        let n_people = ranges[everybody as usize].nearest(knowledge.value(everybody));
        let n_people = usize::try_from(n_people)
            .ok()
            .filter(|n| *n <= MOST_PEOPLE)?;
        let shown = knowledge.variables();
        let shown = shown.filter(|variable| knowledge.mark(*variable) == Mark::Shown);
        if n_people > FEW_PEOPLE && shown.count() > MOST_SHOWN {
            return None;
        }
        let people = std::mem::take(&mut witnesses.people);
        let mut town = Town::new(joint, (kinds, adults), ranges.to_vec(), (people, n_people));
        let steps = FIRST_STEPS * u32::try_from(n_people + 50).unwrap_or(u32::MAX);
        let arrived = town.mend(steps);
        witnesses.people = town.people().to_vec();
        if !arrived {
            return None;
        }
        town.settle();
        let mut is_wanted = vec![false; joint.system.n_variables()];
        for number in wanted {
            is_wanted[*number as usize] = true;
        }
        let inventing = Self {
            knowledge,
            ranges,
            checker: Checker::new(knowledge, town.values().to_vec())?,
            town,
            is_wanted,
            needed: knowledge.policy.candidates() as usize,
            in_the_way: InTheWay::new(),
        };
        for number in wanted {
            inventing.see(*number, witnesses);
        }
        Some(inventing)
    }

    /// The table of the town as it is.
    pub(crate) fn table(&self) -> &[i64] {
        self.town.values()
    }

    /// Looks for towns in which each of `open` has other values, and keeps those for which there
    /// are not enough; says what was in their way.
    pub(crate) fn push_all(
        mut self,
        open: &mut Vec<Variable>,
        witnesses: &mut Witnesses,
    ) -> InTheWay {
        for (steps, at_most) in ROUNDS {
            if open.len() <= at_most {
                open.retain(|number| !self.push(*number, steps, witnesses));
            }
        }
        witnesses.people = self.town.people().to_vec();
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
        let own = counts.filter(|variable| self.left_out_of(*variable).is_none());
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

    /// The share that people are left out of, if that is what a variable counts.
    fn left_out_of(&self, variable: Variable) -> Option<Variable> {
        let joint = self.knowledge.joint;
        let (subject, place) = joint.subject_and_place(variable);
        match joint.subjects.list[subject].kind {
            Kind::Others { numerator, .. } => Some(joint.variable(numerator, place)),
            _ => None,
        }
    }

    fn note_in_the_way(&mut self, number: Variable) {
        let outside = self.town.in_the_way().iter();
        let shown = outside
            .map(|variable| self.left_out_of(*variable).unwrap_or(*variable))
            .filter(|variable| self.knowledge.mark(*variable) == Mark::Shown);
        let mut shown: Vec<Variable> = shown.collect();
        shown.sort_unstable();
        shown.dedup();
        let known = self.in_the_way.entry(number).or_default();
        if !shown.is_empty() {
            *known = shown;
        }
    }
}
