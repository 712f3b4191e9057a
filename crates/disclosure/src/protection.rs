//! What has to be protected: which numbers must keep several values, and which of them do not.
//!
//! Besides withheld counts these are what withheld counts stand for though it is never published:
//! the people left out of a share, those behind a number of events, and sets that are not listed.

use crate::knowledge::Knowledge;
use crate::primary::Mark;
use crate::propagate::Bounds;
use crate::subject::{Kind, SubjectIndex};
use crate::system::Variable;

impl Knowledge<'_> {
    /// The numbers that have to be proved safe, and how many more are known to be nobody of a
    /// large group.
    pub(crate) fn wanted(&self, bounds: &Bounds) -> (Vec<Variable>, u64) {
        let mut known_empty = 0;
        let mut wanted = Vec::new();
        for variable in self.variables().filter(|one| self.is_protected(*one)) {
            if bounds.ranges[variable as usize].upper == 0 {
                known_empty += 1;
            } else if !self.is_large_piece(bounds, variable) {
                wanted.push(variable);
            }
        }
        (wanted, known_empty)
    }

    /// The protected variables with too few candidates, in order.
    pub(crate) fn narrow(&self, bounds: &Bounds) -> Vec<Variable> {
        self.variables()
            .filter(|variable| self.is_narrow(bounds, *variable))
            .collect()
    }

    pub(crate) fn is_narrow(&self, bounds: &Bounds, variable: Variable) -> bool {
        let range = &bounds.ranges[variable as usize];
        range.candidates() < i64::from(self.policy.candidates())
            && self.is_protected(variable)
            && !(range.upper == 0 && self.may_be_known_empty(bounds, variable))
            && !self.is_large_piece(bounds, variable)
    }

    /// Whether a count in a piece of a neighbourhood is known to be none of the small ones.
    fn is_large_piece(&self, bounds: &Bounds, variable: Variable) -> bool {
        let (_, place) = self.joint.subject_and_place(variable);
        let least = i64::from(self.policy.threshold());
        self.joint.is_piece(place) && bounds.ranges[variable as usize].lower >= least
    }

    // Withheld counts, and what they stand for though it is never published: the people left out
    // of a withheld share, the people behind a withheld number of events.
    pub(crate) fn is_protected(&self, variable: Variable) -> bool {
        let mark = self.mark(variable);
        let (subject, place) = self.joint.subject_and_place(variable);
        if mark == Mark::Unlisted {
            return self.is_known_of(subject);
        }
        if mark != Mark::Unpublished {
            return mark.is_withheld();
        }
        // Two maps give it away, though neither release publishes it.
        if self.joint.is_piece(place) {
            return !self.joint.system.relations_of(variable).is_empty();
        }
        let described = &self.joint.subjects.list[subject];
        match described.kind {
            Kind::Others { numerator, .. } => self
                .mark(self.joint.variable(numerator, place))
                .is_withheld(),
            _ => described
                .events
                .iter()
                .any(|events| self.mark(self.joint.variable(*events, place)).is_withheld()),
        }
    }

    /// Whether a reader knows that there can be such a set: it is listed somewhere, or there are so
    /// few conditions that every set can be written down.
    fn is_known_of(&self, set: SubjectIndex) -> bool {
        let joint = self.joint;
        let mut places = 0..joint.grid.len();
        joint.every_set || places.any(|place| self.mark(joint.variable(set, place)) == Mark::Shown)
    }

    // That nobody of a large group is meant may be known, as a shown 0 says the same.
    pub(crate) fn may_be_known_empty(&self, bounds: &Bounds, variable: Variable) -> bool {
        let (subject, place) = self.joint.subject_and_place(variable);
        let described = &self.joint.subjects.list[subject];
        // Nobody of a piece, because there is nobody in all of the neighbourhood.
        let mut sums = self.sums_of(variable);
        let of_nobody = |relation| {
            let terms = self.joint.system.relation(relation).terms;
            let mut totals = terms.iter().filter(|term| term.coefficient < 0);
            totals.any(|total| {
                let (_, around) = self.joint.subject_and_place(total.variable);
                !self.joint.is_piece(around) && bounds.ranges[total.variable as usize].upper == 0
            })
        };
        if self.joint.is_piece(place) && sums.any(of_nobody) {
            return true;
        }
        if self.joint.subjects.set(subject).is_some() {
            let several = self.joint.subjects.several_beside(subject);
            return several.is_some_and(|several| {
                let several = self.joint.variable(several, place);
                let least = i64::from(self.policy.threshold());
                bounds.ranges[several as usize].lower >= least
            });
        }
        let part_of = described.parts_of.iter().map(|part_of| part_of.whole);
        let rest_of = match described.kind {
            Kind::Others { denominator, .. } => Some(denominator),
            _ => None,
        };
        part_of.chain(rest_of).any(|whole| {
            let whole = self.joint.variable(whole, place);
            let range = &bounds.ranges[whole as usize];
            range.lower >= i64::from(self.policy.threshold())
                || range.upper == 0
                    && (self.mark(whole) == Mark::Shown || self.may_be_known_empty(bounds, whole))
        })
    }

    pub(crate) fn variables(&self) -> impl Iterator<Item = Variable> + use<> {
        let n_variables = self.joint.system.n_variables();
        0..Variable::try_from(n_variables).expect("variables are numbered so")
    }
}
