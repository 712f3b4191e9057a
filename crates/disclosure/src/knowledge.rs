//! What an attacker knows of every count before subtracting anything: the published values, and
//! what the marks give away to somebody who knows the rule.

use crate::joint::Joint;
use crate::policy::Policy;
use crate::primary::{Mark, Snapshot};
use crate::propagate::{Bounds, Infeasible, Range};
use crate::rule::Rule;
use crate::subject::{Kind, SubjectIndex};
use crate::system::{RelationIndex, Sort, Variable};

/// The marks of a snapshot as an attacker reads them.
pub(crate) struct Knowledge<'a> {
    pub(crate) policy: &'a Policy,
    pub(crate) joint: &'a Joint,
    pub(crate) snapshot: Snapshot,
    /// For each relation, how many of its variables a reader is told nothing of.
    pub(crate) n_withheld: Vec<u32>,
}

impl<'a> Knowledge<'a> {
    pub(crate) fn new(policy: &'a Policy, joint: &'a Joint, snapshot: Snapshot) -> Self {
        let mut knowledge = Self {
            policy,
            joint,
            snapshot,
            n_withheld: vec![0; joint.system.n_relations()],
        };
        for at in 0..knowledge.snapshot.marks.len() {
            if knowledge.snapshot.marks[at].leaves_open() {
                let variable = Variable::try_from(at).expect("variables are numbered so");
                for relation in joint.system.relations_of(variable) {
                    knowledge.n_withheld[*relation as usize] += 1;
                }
            }
        }
        knowledge
    }

    pub(crate) fn mark(&self, variable: Variable) -> Mark {
        self.snapshot.marks[variable as usize]
    }

    pub(crate) fn value(&self, variable: Variable) -> i64 {
        self.snapshot.values[variable as usize]
    }

    /// The rule with the marks as they are.
    pub(crate) fn rule(&self) -> Rule<'_> {
        self.snapshot.rule(self.policy, self.joint)
    }

    /// Changes a mark, and with it how many of each relation are withheld.
    pub(crate) fn set_mark(&mut self, variable: Variable, mark: Mark) {
        let before = self.mark(variable).leaves_open();
        self.snapshot.marks[variable as usize] = mark;
        for relation in self.joint.system.relations_of(variable) {
            let count = &mut self.n_withheld[*relation as usize];
            match (before, mark.leaves_open()) {
                (false, true) => *count += 1,
                (true, false) => *count -= 1,
                _ => {}
            }
        }
    }

    /// The sums between places that a variable is in.
    pub(crate) fn sums_of(&self, variable: Variable) -> impl Iterator<Item = RelationIndex> {
        let system = &self.joint.system;
        let relations = system.relations_of(variable).iter().copied();
        relations.filter(|relation| system.relation(*relation).sort == Sort::Sum)
    }

    /// Everything known at the start, and nothing narrowed yet.
    pub(crate) fn bounds(&self) -> Bounds {
        let system = &self.joint.system;
        let mut ranges: Vec<Range> = (0..system.n_variables())
            .map(|at| {
                let variable = Variable::try_from(at).expect("variables are numbered so");
                self.snapshot.known_from_mark(self.policy, variable)
            })
            .collect();
        for subject in 0..self.joint.subjects.list.len() {
            for place in 0..self.joint.grid.len() {
                for (variable, range) in self.known_from_rule(subject, place) {
                    ranges[variable as usize] = range;
                }
            }
        }
        Bounds::new(system, ranges)
    }

    /// Narrows ranges as far as relations and the rule go.
    pub(crate) fn exhaust(&self, bounds: &mut Bounds) -> Result<(), Infeasible> {
        let system = &self.joint.system;
        bounds.propagate_all(system)?;
        loop {
            let known = self.known_from_ranges(bounds);
            if known.is_empty() {
                return Ok(());
            }
            bounds.try_narrowing(system, &known)?;
            bounds.keep();
        }
    }

    /// What the rule adds for a subject at a place, where it adds anything.
    pub(crate) fn known_from_rule(
        &self,
        subject: SubjectIndex,
        place: usize,
    ) -> Vec<(Variable, Range)> {
        let variable = self.joint.variable(subject, place);
        let described = &self.joint.subjects.list[subject];
        let small = i64::from(self.policy.threshold()) - 1;
        match self.mark(variable) {
            // Were the people left out few, or those with an event, it would not be shown.
            Mark::Shown => {
                let others = described.parts_of.iter().filter_map(|part_of| {
                    let whole = self.joint.variable(part_of.whole, place);
                    let published = self.mark(whole) != Mark::Unpublished;
                    part_of.others.filter(|_| published)
                });
                others
                    .chain(described.people_with_event)
                    .map(|known| self.joint.variable(known, place))
                    .filter(|known| self.mark(*known) == Mark::Unpublished)
                    .map(|known| (known, Range::ANY.without((1, small))))
                    .collect()
            }
            Mark::Primary | Mark::Secondary if self.is_alone(variable) => {
                let range = self.reason_to_withhold(subject, place);
                let mut known = vec![(variable, range)];
                if let Some(people) = described.people_with_event {
                    let people = self.joint.variable(people, place);
                    if self.mark(people) == Mark::Unpublished {
                        known.push((people, Range::between(range.lower, small)));
                    }
                }
                known
            }
            _ => Vec::new(),
        }
    }

    /// What follows from an "or" once ranges are known: a share withheld for its own sake is small
    /// or leaves few out, so that when it cannot be the one it is the other.
    fn known_from_ranges(&self, bounds: &Bounds) -> Vec<(Variable, Range)> {
        let small = i64::from(self.policy.threshold()) - 1;
        let mut known = Vec::new();
        for (subject, described) in self.joint.subjects.list.iter().enumerate() {
            let [part_of] = described.parts_of.as_slice() else {
                continue;
            };
            let Some(others) = part_of.others else {
                continue;
            };
            for place in 0..self.joint.grid.len() {
                let one = self.joint.variable(subject, place);
                if !(self.mark(one).is_withheld() && self.is_alone(one)) {
                    continue;
                }
                let other = self.joint.variable(others, place);
                for (one, other) in [(one, other), (other, one)] {
                    let upper = bounds.ranges[one as usize].upper;
                    let ruled_out = bounds.ranges[other as usize].lower > small;
                    if ruled_out && upper > small {
                        known.push((one, Range::between(0, small)));
                    }
                }
            }
        }
        known
    }

    /// Whether a count is withheld for the sake of others and yet looks as if it were for its own:
    /// it stands alone, and who takes it for small would find that no table fits.
    pub(crate) fn is_lonely(&self, variable: Variable) -> bool {
        let (subject, place) = self.joint.subject_and_place(variable);
        // An earlier release said of its own what it had to.
        !self.joint.is_earlier(variable)
            && self.mark(variable).is_withheld()
            && self.is_alone(variable)
            && !self
                .rule()
                .withholds(&|variable| self.value(variable), subject, place)
    }

    /// Whether a withheld variable is the only one of every sum it is in: then it was not
    /// withheld for the sake of another of them.
    pub(crate) fn is_alone(&self, variable: Variable) -> bool {
        self.sums_of(variable)
            .all(|relation| self.n_withheld[relation as usize] <= 1)
    }

    // The values for which the rule withholds a count for its own sake.
    fn reason_to_withhold(&self, subject: SubjectIndex, place: usize) -> Range {
        let described = &self.joint.subjects.list[subject];
        let zero_would_be_shown =
            self.rule()
                .zero_may_stand(&|variable| self.value(variable), subject, place);
        let least = i64::from(zero_would_be_shown);
        let threshold = i64::from(self.policy.threshold());
        let small = threshold - 1;
        if matches!(described.kind, Kind::Events { .. }) {
            return Range {
                lower: least,
                ..Range::ANY
            };
        }
        let wholes: Vec<Variable> = described
            .parts_of
            .iter()
            .filter(|part_of| part_of.others.is_some())
            .map(|part_of| self.joint.variable(part_of.whole, place))
            .filter(|whole| self.mark(*whole) != Mark::Unpublished)
            .collect();
        match wholes.as_slice() {
            [] => Range::between(least, small),
            [whole] if self.mark(*whole) == Mark::Shown => {
                let whole = self.snapshot.known_from_mark(self.policy, *whole);
                Range::between(least, (whole.upper - 1).max(small))
                    .without((threshold, whole.lower - threshold))
            }
            _ => Range {
                lower: least,
                ..Range::ANY
            },
        }
    }
}
