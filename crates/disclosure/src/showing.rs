//! What was withheld for others and turns out not to be needed is shown again.

use std::collections::BTreeMap;

use measures::breakdown::Breakdown;

use crate::primary::Mark;
use crate::propagate::{Bounds, Range};
use crate::secondary::Settling;
use crate::subject::SubjectIndex;
use crate::system::Variable;

impl Settling<'_> {
    /// Shows what was withheld for others and is not needed: first all that was withheld of one
    /// thing, for such counts often keep only each other company, and then one by one, the dearest
    /// first.
    pub(crate) fn show_again(&mut self, mut bounds: Bounds) {
        let mut secondary: Vec<Variable> = self
            .knowledge
            .variables()
            .filter(|variable| self.knowledge.mark(*variable) == Mark::Secondary)
            .collect();
        secondary.sort_by_key(|variable| {
            let people = self.knowledge.value(*variable);
            (-people * self.cost.weight[*variable as usize], *variable)
        });
        let mut of_subject: BTreeMap<(SubjectIndex, Option<Breakdown>), Vec<Variable>> =
            BTreeMap::new();
        for variable in &secondary {
            let (subject, place) = self.joint().subject_and_place(*variable);
            let breakdown = self.joint().grid.places[place].breakdown;
            for within in [None, Some(breakdown)] {
                of_subject
                    .entry((subject, within))
                    .or_default()
                    .push(*variable);
            }
        }
        for together in of_subject.into_values().filter(|all| all.len() > 1) {
            self.try_showing(&mut bounds, &together);
        }
        for variable in secondary {
            self.try_showing(&mut bounds, &[variable]);
        }
    }

    /// Whether a count that is withheld for others may be shown, for its own sake.
    fn may_show(&self, variable: Variable) -> bool {
        let (subject, place) = self.joint().subject_and_place(variable);
        let knowledge = &self.knowledge;
        let value = |variable: Variable| knowledge.value(variable);
        knowledge.mark(variable) == Mark::Secondary
            && (value(variable) > 0 || knowledge.rule().zero_may_stand(&value, subject, place))
    }

    fn try_showing(&mut self, bounds: &mut Bounds, variables: &[Variable]) {
        let variables = variables.iter().copied();
        let shown: Vec<Variable> = variables.filter(|one| self.may_show(*one)).collect();
        for variable in &shown {
            self.knowledge.set_mark(*variable, Mark::Shown);
        }
        let changes: Vec<(Variable, Range)> =
            shown.iter().flat_map(|one| self.known_with(*one)).collect();
        let joint = self.knowledge.joint;
        let feasible = bounds.try_narrowing(&joint.system, &changes).is_ok();
        let left_alone = shown
            .iter()
            .flat_map(|variable| self.knowledge.sums_of(*variable))
            .flat_map(|relation| joint.system.relation(relation).terms)
            .any(|term| self.knowledge.is_lonely(term.variable));
        let safe = feasible
            && !bounds
                .changed()
                .any(|one| self.knowledge.is_narrow(bounds, one))
            && !left_alone;
        if safe {
            bounds.keep();
        } else {
            bounds.undo();
            for variable in shown {
                self.knowledge.set_mark(variable, Mark::Secondary);
            }
        }
    }

    // What becomes known when a count is shown: itself, what the rule says of it, and what it
    // says of those that are now the only withheld ones of their sums.
    fn known_with(&self, variable: Variable) -> Vec<(Variable, Range)> {
        let knowledge = &self.knowledge;
        let system = &self.joint().system;
        let shown = knowledge
            .snapshot
            .known_from_mark(knowledge.policy, variable);
        let mut known = vec![(variable, shown)];
        let beside = knowledge
            .sums_of(variable)
            .flat_map(|relation| system.relation(relation).terms)
            .map(|term| term.variable)
            .filter(|beside| knowledge.mark(*beside).is_withheld());
        for one in beside.chain([variable]) {
            let (subject, place) = self.joint().subject_and_place(one);
            known.extend(knowledge.known_from_rule(subject, place));
        }
        let (whole, place) = self.joint().subject_and_place(variable);
        for (part, described) in self.joint().subjects.list.iter().enumerate() {
            if described
                .parts_of
                .iter()
                .any(|part_of| part_of.whole == whole)
            {
                known.extend(knowledge.known_from_rule(part, place));
            }
        }
        known
    }
}
