//! What is withheld for the sake of others, until no withheld count is too narrow.
//!
//! Each round propagates what an attacker knows, finds the withheld counts left with too few
//! candidates, and withholds for each the cheapest shown count of a relation that narrows it.
//! At the end, counts that turn out not to be needed are shown again, the dearest first.

use measures::catalogue::Catalogue;

use crate::audit::Certified;
use crate::certify::{Witnesses, certify};
use crate::coarser::Coarser;
use crate::cost::Cost;
use crate::joint::Joint;
use crate::knowledge::Knowledge;
use crate::policy::Policy;
use crate::primary::{Mark, Snapshot};
use crate::propagate::{Bounds, GIVEN, Infeasible, Range};
use crate::subject::Kind;
use crate::system::{RelationIndex, UNBOUNDED, Variable};
use crate::unprotectable::Unprotectable;

/// A snapshot in which no withheld count is too narrow.
#[derive(Debug, Default)]
pub(crate) struct Settled {
    pub(crate) snapshot: Snapshot,
    pub(crate) rounds: u64,
    /// Whether whole classes of figures made way.
    pub(crate) coarse: bool,
    pub(crate) certified: Certified,
    /// Every protected number with what propagation leaves of it.
    pub(crate) ranges: Vec<(Variable, Range)>,
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
        rounds: 0,
    };
    let named = |settling: &Settling<'_>, variables: Vec<Variable>| {
        let snapshot = &settling.knowledge.snapshot;
        let cells = variables.into_iter();
        cells
            .map(|variable| snapshot.name(catalogue, joint, variable))
            .collect()
    };
    let contradiction = |settling: &Settling<'_>, Infeasible(variable)| {
        let snapshot = &settling.knowledge.snapshot;
        Unprotectable::Contradiction(snapshot.name(catalogue, joint, variable))
    };
    let mut witnesses = Witnesses::new(joint.system.n_variables());
    let mut show_again = true;
    let mut attempts = 0;
    let mut coarser = Coarser::RUNGS.iter();
    let mut coarse = false;
    loop {
        let bounds = match settling.widen(show_again) {
            Ok(bounds) => bounds,
            Err(Stuck::Infeasible(infeasible)) => return Err(contradiction(&settling, infeasible)),
            Err(Stuck::Narrow(narrow)) => {
                let cells = named(&settling, narrow);
                return Err(Unprotectable::TooNarrow { cells });
            }
        };
        // Showing a count takes tables away, withholding one never does: from here on what was
        // seen once stays possible.
        show_again = false;
        let (wanted, known_empty) = settling.knowledge.wanted(&bounds);
        let outcome = certify(&settling.knowledge, &bounds, &wanted, &mut witnesses);
        let Some(mut outcome) = outcome else {
            return Err(contradiction(&settling, Infeasible(0)));
        };
        outcome.certified.known_empty = known_empty;
        if outcome.found.open.is_empty() {
            let ranges = settling
                .knowledge
                .variables()
                .filter(|variable| settling.knowledge.is_protected(*variable))
                .map(|variable| (variable, bounds.ranges[variable as usize]))
                .collect();
            return Ok(Settled {
                ranges,
                snapshot: settling.knowledge.snapshot,
                rounds: settling.rounds,
                coarse,
                certified: outcome.certified,
            });
        }
        attempts += 1;
        let makes_way = settling.make_way_again(&bounds, &outcome, attempts);
        if !makes_way && !coarser.any(|rung| settling.withhold_all(*rung)) {
            let open = outcome.found.open.iter();
            let cells = named(&settling, open.map(|(number, _)| *number).collect());
            return Err(Unprotectable::TooNarrow { cells });
        }
        if !makes_way {
            coarse = true;
            attempts = 0;
        }
    }
}

/// Why propagation did not end well.
enum Stuck {
    Infeasible(Infeasible),
    Narrow(Vec<Variable>),
}

pub(crate) struct Settling<'a> {
    pub(crate) knowledge: Knowledge<'a>,
    cost: &'a Cost,
    rounds: u64,
}

impl Settling<'_> {
    pub(crate) fn joint(&self) -> &Joint {
        self.knowledge.joint
    }

    /// Withholds until propagation narrows nothing too far, and if asked to, shows again what was
    /// not needed for that.
    fn widen(&mut self, show_again: bool) -> Result<Bounds, Stuck> {
        let mut show_again = show_again;
        loop {
            self.rounds += 1;
            let lonely = self.accompany();
            if !lonely.is_empty() {
                return Err(Stuck::Narrow(lonely));
            }
            let mut bounds = self.knowledge.bounds();
            self.knowledge
                .exhaust(&mut bounds)
                .map_err(Stuck::Infeasible)?;
            let narrow = self.knowledge.narrow(&bounds);
            if self.thin_out(&bounds) {
                continue;
            }
            if narrow.is_empty() {
                if !show_again {
                    return Ok(bounds);
                }
                // And once more from the beginning, so that nothing rests on the trials alone.
                self.show_again(bounds);
                show_again = false;
                continue;
            }
            if !self.withhold_for(&bounds, &narrow) {
                return Err(Stuck::Narrow(narrow));
            }
        }
    }

    /// Gives company, in one of their sums, to the counts withheld for others that look as if they
    /// were withheld for their own size. Returns those for which there is none.
    fn accompany(&mut self) -> Vec<Variable> {
        loop {
            let lonely: Vec<Variable> = self
                .knowledge
                .variables()
                .filter(|variable| self.knowledge.is_lonely(*variable))
                .collect();
            let mut any = false;
            for variable in &lonely {
                if !self.knowledge.is_lonely(*variable) {
                    continue;
                }
                let system = &self.joint().system;
                let company = self
                    .knowledge
                    .sums_of(*variable)
                    .flat_map(|relation| system.relation(relation).terms)
                    .map(|term| term.variable)
                    .filter(|beside| self.may_withhold(*beside))
                    .min_by_key(|beside| (self.price(*beside), *beside));
                if let Some(company) = company {
                    self.withhold(company);
                    any = true;
                }
            }
            if !any {
                return lonely;
            }
        }
    }

    /// Strikes from the lists of sets what leaves too little room for the sets that are on none: all
    /// but a few of the people with a condition are accounted for.
    fn thin_out(&mut self, bounds: &Bounds) -> bool {
        let joint = self.knowledge.joint;
        let least = i64::from(self.knowledge.policy.candidates()) - 1;
        let mut any = false;
        for total in &joint.totals_of_sets {
            let upper = bounds.ranges[total.total as usize].upper;
            let listed = |set: &&Variable| self.knowledge.mark(**set) == Mark::Shown;
            let taken: i64 = total
                .sets
                .iter()
                .filter(listed)
                .map(|set| bounds.ranges[*set as usize].lower)
                .sum();
            if upper == 0 || upper - taken >= least {
                continue;
            }
            let smallest = total
                .sets
                .iter()
                .copied()
                .filter(|set| self.knowledge.mark(*set) == Mark::Shown)
                .min_by_key(|set| (self.knowledge.value(*set), *set));
            if let Some(smallest) = smallest {
                self.withhold(smallest);
                any = true;
            }
        }
        any
    }

    /// Withholds one more count for each of these that none was withheld for yet. Returns whether
    /// anything was.
    ///
    /// The people left out of a narrow share are narrow with it, and what widens it widens them.
    fn withhold_for(&mut self, bounds: &Bounds, narrow: &[Variable]) -> bool {
        let (with_share, by_itself): (Vec<Variable>, Vec<Variable>) =
            narrow.iter().partition(|variable| {
                let (subject, place) = self.joint().subject_and_place(**variable);
                match self.joint().subjects.list[subject].kind {
                    Kind::Others { numerator, .. } => {
                        let share = self.joint().variable(numerator, place);
                        narrow.binary_search(&share).is_ok()
                    }
                    _ => false,
                }
            });
        self.withhold_for_each(bounds, &by_itself) || self.withhold_for_each(bounds, &with_share)
    }

    fn withhold_for_each(&mut self, bounds: &Bounds, narrow: &[Variable]) -> bool {
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

    pub(crate) fn withhold(&mut self, variable: Variable) {
        let (whole, place) = self.joint().subject_and_place(variable);
        if self.joint().subjects.set(whole).is_some() {
            self.knowledge.set_mark(variable, Mark::Unlisted);
            return;
        }
        self.knowledge.set_mark(variable, Mark::Secondary);
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
    pub(crate) fn choose(&self, bounds: &Bounds, narrow: Variable) -> Option<Variable> {
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

    pub(crate) fn may_withhold(&self, variable: Variable) -> bool {
        self.knowledge.mark(variable) == Mark::Shown && !self.cost.never[variable as usize]
    }

    // Its people, how much they are looked at, and the sums that would need protection anew.
    pub(crate) fn price(&self, variable: Variable) -> i64 {
        let (subject, _) = self.joint().subject_and_place(variable);
        if self.joint().subjects.set(subject).is_some() {
            // One line of a list is missed less than any figure of a chart.
            return 0;
        }
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
        let mut secondary: Vec<Variable> = self
            .knowledge
            .variables()
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
                || knowledge.rule().zero_may_stand(
                    &|variable| knowledge.value(variable),
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
        let left_alone = self
            .knowledge
            .sums_of(variable)
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
