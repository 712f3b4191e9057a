//! What is withheld for the sake of others, until no withheld count is too narrow.
//!
//! Each round propagates what an attacker knows, finds the withheld counts left with too few
//! candidates, and withholds for each the cheapest shown count of a relation that narrows it.
//! At the end, counts that turn out not to be needed are shown again, the dearest first.

use measures::breakdown::Breakdown;
use measures::catalogue::Catalogue;

use crate::joint::Joint;
use crate::knowledge::Knowledge;
use crate::policy::Policy;
use crate::primary::{Mark, Snapshot};
use crate::propagate::{Bounds, GIVEN, Infeasible, Range};
use crate::subject::{Kind, Role};
use crate::system::{RelationIndex, UNBOUNDED, Variable};
use crate::unprotectable::Unprotectable;

/// A snapshot in which no withheld count is too narrow, by propagation.
#[derive(Debug)]
pub(crate) struct Settled {
    pub(crate) snapshot: Snapshot,
    pub(crate) rounds: u64,
}

/// What a reader loses with a variable, apart from its size.
#[derive(Debug)]
pub(crate) struct Cost {
    weight: Vec<i64>,
    never: Vec<bool>,
}

impl Cost {
    pub(crate) fn of(catalogue: &Catalogue, policy: &Policy, joint: &Joint) -> Self {
        let n_variables = joint.system.n_variables();
        let mut cost = Self {
            weight: vec![0; n_variables],
            never: vec![false; n_variables],
        };
        let named: Vec<Option<usize>> = policy
            .never_withhold()
            .iter()
            .map(|never| joint.subjects.by_name(catalogue, &never.counts))
            .collect();
        for (subject, described) in joint.subjects.list.iter().enumerate() {
            let measures = described
                .sources
                .iter()
                .filter(|source| source.role != Role::PeopleWithEvent)
                .count();
            let measures = i64::try_from(measures).unwrap_or(i64::MAX);
            for (index, place) in joint.grid.places.iter().enumerate() {
                let whole = place.area == catalogue.whole_index();
                // The headline goes last, a neighbourhood's own total late.
                let prominence = match (place.breakdown == Breakdown::All, whole) {
                    (true, true) => 10_000,
                    (true, false) => 8,
                    (false, true) => 2,
                    (false, false) => 1,
                };
                let at = joint.variable(subject, index) as usize;
                cost.weight[at] = measures * prominence;
                cost.never[at] =
                    policy
                        .never_withhold()
                        .iter()
                        .zip(&named)
                        .any(|(never, named)| {
                            *named == Some(subject) && never.covers(catalogue, *place)
                        });
            }
        }
        cost
    }
}

/// Withholds further counts until every withheld one has enough candidates.
///
/// # Errors
/// [`Unprotectable::TooNarrow`] where nothing is left to withhold, [`Unprotectable::Contradiction`]
/// where what is published fits no table at all.
pub(crate) fn settle(
    catalogue: &Catalogue,
    policy: &Policy,
    joint: &Joint,
    cost: &Cost,
    snapshot: Snapshot,
) -> Result<Settled, Unprotectable> {
    let mut settling = Settling {
        knowledge: Knowledge::new(policy, joint, snapshot),
        cost,
    };
    let mut rounds = 0;
    let mut shown_again = false;
    loop {
        rounds += 1;
        let mut bounds = settling.knowledge.bounds();
        if let Err(Infeasible(variable)) = settling.knowledge.exhaust(&mut bounds) {
            let cell = settling.knowledge.snapshot.name(catalogue, joint, variable);
            return Err(Unprotectable::Contradiction(cell));
        }
        let narrow = settling.narrow(&bounds);
        if narrow.is_empty() {
            if shown_again {
                return Ok(Settled {
                    snapshot: settling.knowledge.snapshot,
                    rounds,
                });
            }
            // And once more from the beginning, so that nothing rests on the trials alone.
            settling.show_again(bounds);
            shown_again = true;
            continue;
        }
        if !settling.withhold_for(&bounds, &narrow) {
            let snapshot = &settling.knowledge.snapshot;
            let cells = narrow
                .into_iter()
                .map(|variable| snapshot.name(catalogue, joint, variable))
                .collect();
            return Err(Unprotectable::TooNarrow { cells });
        }
    }
}

struct Settling<'a> {
    knowledge: Knowledge<'a>,
    cost: &'a Cost,
}

impl Settling<'_> {
    fn joint(&self) -> &Joint {
        self.knowledge.joint
    }

    /// The protected variables with too few candidates, in order.
    fn narrow(&self, bounds: &Bounds) -> Vec<Variable> {
        (0..self.joint().system.n_variables())
            .map(|at| Variable::try_from(at).expect("variables are numbered so"))
            .filter(|variable| self.is_narrow(bounds, *variable))
            .collect()
    }

    fn is_narrow(&self, bounds: &Bounds, variable: Variable) -> bool {
        let range = &bounds.ranges[variable as usize];
        range.candidates() < i64::from(self.knowledge.policy.candidates())
            && self.is_protected(variable)
            && !(range.upper == 0 && self.may_be_known_empty(bounds, variable))
    }

    // Withheld counts, and what they stand for though it is never published: the people left out
    // of a withheld share, the people behind a withheld number of events.
    fn is_protected(&self, variable: Variable) -> bool {
        let knowledge = &self.knowledge;
        let mark = knowledge.mark(variable);
        if mark != Mark::Unpublished {
            return mark.is_withheld();
        }
        let (subject, place) = self.joint().subject_and_place(variable);
        let described = &self.joint().subjects.list[subject];
        match described.kind {
            Kind::Others { numerator, .. } => knowledge
                .mark(self.joint().variable(numerator, place))
                .is_withheld(),
            _ => described.events.iter().any(|events| {
                knowledge
                    .mark(self.joint().variable(*events, place))
                    .is_withheld()
            }),
        }
    }

    // That nobody of a large group is meant may be known, as a shown 0 says the same.
    fn may_be_known_empty(&self, bounds: &Bounds, variable: Variable) -> bool {
        let (subject, place) = self.joint().subject_and_place(variable);
        let described = &self.joint().subjects.list[subject];
        let part_of = described.parts_of.iter().map(|part_of| part_of.whole);
        let rest_of = match described.kind {
            Kind::Others { denominator, .. } => Some(denominator),
            _ => None,
        };
        part_of.chain(rest_of).any(|whole| {
            let whole = self.joint().variable(whole, place);
            let range = &bounds.ranges[whole as usize];
            range.lower >= i64::from(self.knowledge.policy.threshold())
                || range.upper == 0
                    && (self.knowledge.mark(whole) == Mark::Shown
                        || self.may_be_known_empty(bounds, whole))
        })
    }

    /// Withholds one more count for each of these that none was withheld for yet. Returns whether
    /// anything was.
    fn withhold_for(&mut self, bounds: &Bounds, narrow: &[Variable]) -> bool {
        let mut touched = vec![false; self.joint().system.n_relations()];
        let mut any = false;
        for variable in narrow {
            let at = *variable as usize;
            let reasons = [bounds.lower_from[at], bounds.upper_from[at]];
            let is_touched =
                |relation: &RelationIndex| *relation != GIVEN && touched[*relation as usize];
            if reasons.iter().any(is_touched) {
                continue;
            }
            if let Some(chosen) = self.choose(bounds, *variable) {
                self.withhold(chosen);
                any = true;
                for relation in self.joint().system.relations_of(chosen) {
                    touched[*relation as usize] = true;
                }
            }
        }
        any
    }

    fn withhold(&mut self, variable: Variable) {
        self.knowledge.set_mark(variable, Mark::Secondary);
        let (whole, place) = self.joint().subject_and_place(variable);
        // Nobody of a group that is not shown is not shown either.
        let empty: Vec<Variable> = (0..self.joint().subjects.list.len())
            .filter(|part| {
                let part_of = &self.joint().subjects.list[*part].parts_of;
                part_of.iter().any(|part_of| part_of.whole == whole)
            })
            .map(|part| self.joint().variable(part, place))
            .filter(|part| {
                self.knowledge.mark(*part) == Mark::Shown && self.knowledge.value(*part) == 0
            })
            .collect();
        for part in empty {
            self.withhold(part);
        }
    }

    /// The shown count that costs least of those that would widen a narrow one.
    fn choose(&self, bounds: &Bounds, narrow: Variable) -> Option<Variable> {
        let at = narrow as usize;
        let mut frontier: Vec<RelationIndex> = vec![bounds.lower_from[at], bounds.upper_from[at]];
        let mut seen = vec![GIVEN];
        // What narrows it first, and then what narrows that.
        while !frontier.is_empty() {
            frontier.sort_unstable();
            frontier.dedup();
            frontier.retain(|relation| !seen.contains(relation));
            seen.extend(&frontier);
            if let Some(chosen) = self.cheapest(bounds, narrow, &frontier) {
                return Some(chosen);
            }
            let system = &self.joint().system;
            frontier = frontier
                .iter()
                .flat_map(|relation| system.relation(*relation).terms)
                .flat_map(|term| {
                    let at = term.variable as usize;
                    [bounds.lower_from[at], bounds.upper_from[at]]
                })
                .collect();
        }
        // It is narrow because it stands alone: give it company.
        let (subject, place) = self.joint().subject_and_place(narrow);
        let described = &self.joint().subjects.list[subject];
        let stands_for = match described.kind {
            Kind::Others { numerator, .. } => vec![numerator],
            _ => described.events.clone(),
        };
        let sums: Vec<RelationIndex> = stands_for
            .iter()
            .map(|subject| self.joint().variable(*subject, place))
            .chain([narrow])
            .flat_map(|variable| self.knowledge.sums_of(variable))
            .collect();
        self.cheapest(bounds, narrow, &sums)
    }

    fn cheapest(
        &self,
        bounds: &Bounds,
        narrow: Variable,
        relations: &[RelationIndex],
    ) -> Option<Variable> {
        let missing = i64::from(self.knowledge.policy.candidates())
            - bounds.ranges[narrow as usize].candidates();
        let system = &self.joint().system;
        relations
            .iter()
            .flat_map(|relation| {
                let terms = system.relation(*relation).terms;
                let own = terms.iter().find(|term| term.variable == narrow);
                let sign = own.map(|term| term.coefficient.signum());
                terms
                    .iter()
                    .map(move |term| (term.variable, Some(term.coefficient.signum()) == sign))
            })
            .filter(|(variable, _)| self.may_withhold(*variable))
            .filter_map(|(variable, alike)| {
                // A total without a value leaves its parts open; a part gives way by its size.
                let gain = if alike {
                    self.knowledge.value(variable)
                } else {
                    UNBOUNDED
                };
                (gain > 0).then(|| {
                    let enough = gain >= missing;
                    (!enough, self.price(variable), variable)
                })
            })
            .min()
            .map(|(_, _, variable)| variable)
    }

    fn may_withhold(&self, variable: Variable) -> bool {
        self.knowledge.mark(variable) == Mark::Shown && !self.cost.never[variable as usize]
    }

    // Its people, how much they are looked at, and the sums that would need protection anew.
    fn price(&self, variable: Variable) -> i64 {
        let fresh_sums = self
            .knowledge
            .sums_of(variable)
            .filter(|relation| self.knowledge.n_withheld[*relation as usize] == 0)
            .count();
        let fresh_sums = i64::try_from(fresh_sums).unwrap_or(i64::MAX);
        let people = self.knowledge.value(variable) + i64::from(self.knowledge.policy.threshold());
        people * self.cost.weight[variable as usize] * (1 + fresh_sums)
    }

    /// Shows what was withheld for others and is not needed, the dearest first.
    fn show_again(&mut self, mut bounds: Bounds) {
        let mut secondary: Vec<Variable> = (0..self.joint().system.n_variables())
            .map(|at| Variable::try_from(at).expect("variables are numbered so"))
            .filter(|variable| self.knowledge.mark(*variable) == Mark::Secondary)
            .collect();
        secondary.sort_by_key(|variable| {
            let people = self.knowledge.value(*variable);
            (-people * self.cost.weight[*variable as usize], *variable)
        });
        for variable in secondary {
            let (subject, place) = self.joint().subject_and_place(variable);
            let knowledge = &self.knowledge;
            let stands = knowledge.value(variable) > 0
                || knowledge.snapshot.zero_may_stand(
                    knowledge.policy,
                    knowledge.joint,
                    subject,
                    place,
                );
            if stands {
                self.try_showing(&mut bounds, variable);
            }
        }
    }

    fn try_showing(&mut self, bounds: &mut Bounds, variable: Variable) {
        self.knowledge.set_mark(variable, Mark::Shown);
        let changes = self.known_with(variable);
        let joint = self.knowledge.joint;
        let feasible = bounds.try_narrowing(&joint.system, &changes).is_ok();
        let safe = feasible && !bounds.changed().any(|one| self.is_narrow(bounds, one));
        if safe {
            bounds.keep();
        } else {
            bounds.undo();
            self.knowledge.set_mark(variable, Mark::Secondary);
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
