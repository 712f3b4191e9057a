//! Every table of whole numbers that fits what is known, and a search for one of them.
//!
//! It knows no measure and no rule for small numbers. The search is a constraint solver's, which
//! shares no code and no method with what protects a release.

use std::collections::BTreeSet;

use pumpkin_conflict_resolvers::resolvers::ResolutionResolver;
use pumpkin_core::Solver;
use pumpkin_core::branching::branchers::autonomous_search::AutonomousSearch;
use pumpkin_core::branching::{Brancher, BrancherEvent, SelectionContext};
use pumpkin_core::predicate;
use pumpkin_core::predicates::Predicate;
use pumpkin_core::results::{ProblemSolution as _, SatisfactionResult};
use pumpkin_core::termination::TerminationCondition;
use pumpkin_core::variables::{AffineView, DomainId, TransformableVariable as _};

/// A count by its number.
pub(crate) type Variable = usize;

/// Neither least nor most.
pub(crate) const ANY: i32 = i32::MAX;

/// `least <= Σ coefficient · variable <= most`; [`ANY`] leaves that side open.
#[derive(Debug, Clone)]
pub(crate) struct Relation {
    pub(crate) terms: Vec<(Variable, i32)>,
    pub(crate) least: i32,
    pub(crate) most: i32,
}

/// One end of what a count can be.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Limit {
    AtLeast(Variable, i32),
    AtMost(Variable, i32),
}

impl Limit {
    pub(crate) fn variable(self) -> Variable {
        match self {
            Self::AtLeast(variable, _) | Self::AtMost(variable, _) => variable,
        }
    }

    pub(crate) fn holds(self, value: i32) -> bool {
        match self {
            Self::AtLeast(_, least) => least <= value,
            Self::AtMost(_, most) => value <= most,
        }
    }
}

/// What is known of some counts together.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tables {
    /// Least and most, for each variable.
    pub(crate) ranges: Vec<(i32, i32)>,
    pub(crate) relations: Vec<Relation>,
    /// Of each list, at least one limit holds.
    pub(crate) alternatives: Vec<Vec<Limit>>,
    relations_of: Vec<Vec<usize>>,
    alternatives_of: Vec<Vec<usize>>,
}

/// What came of a search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Found {
    /// A table that fits, checked against every relation.
    Table(Vec<i32>),
    /// There is none.
    None,
    /// The search was stopped by its budget.
    Undecided,
}

impl Tables {
    pub(crate) fn variable(&mut self, least: i32, most: i32) -> Variable {
        self.ranges.push((least, most));
        self.relations_of.push(Vec::new());
        self.alternatives_of.push(Vec::new());
        self.ranges.len() - 1
    }

    pub(crate) fn relate(&mut self, terms: Vec<(Variable, i32)>, least: i32, most: i32) {
        for (variable, _) in &terms {
            self.relations_of[*variable].push(self.relations.len());
        }
        self.relations.push(Relation { terms, least, most });
    }

    pub(crate) fn at_most(&mut self, smaller: Variable, larger: Variable) {
        self.relate(vec![(smaller, 1), (larger, -1)], ANY, 0);
    }

    pub(crate) fn sum(&mut self, parts: impl IntoIterator<Item = Variable>, total: Variable) {
        let parts = parts.into_iter().map(|part| (part, 1));
        self.relate(parts.chain([(total, -1)]).collect(), 0, 0);
    }

    pub(crate) fn either(&mut self, limits: Vec<Limit>) {
        for limit in &limits {
            self.alternatives_of[limit.variable()].push(self.alternatives.len());
        }
        self.alternatives.push(limits);
    }

    pub(crate) fn relations_of(&self, variable: Variable) -> impl Iterator<Item = &Relation> {
        self.relations_of[variable]
            .iter()
            .map(|index| &self.relations[*index])
    }

    /// What of it a table breaks first, if anything.
    pub(crate) fn broken(&self, table: &[i32]) -> Option<String> {
        let outside = self
            .ranges
            .iter()
            .zip(table)
            .position(|((least, most), value)| !(least..=most).contains(&value));
        if let Some(variable) = outside {
            return Some(format!("variable {variable}: {:?}", self.ranges[variable]));
        }
        let relation = self.relations.iter().find(|relation| {
            let sum: i64 = relation
                .terms
                .iter()
                .map(|(variable, times)| i64::from(*times) * i64::from(table[*variable]))
                .sum();
            let low = relation.least != ANY && sum < i64::from(relation.least);
            low || (relation.most != ANY && i64::from(relation.most) < sum)
        });
        let alternative = self.alternatives.iter().find(|limits| {
            !limits
                .iter()
                .any(|limit| limit.holds(table[limit.variable()]))
        });
        relation
            .map(|relation| format!("{relation:?}"))
            .or(alternative.map(|limits| format!("one of {limits:?}")))
    }

    /// A table that fits, in which only some counts differ from a table that is known to, and one
    /// of them lies in a wanted range. `steps` bounds the search, the same on every machine.
    pub(crate) fn find(
        &self,
        known: &[i32],
        free: &[Variable],
        (wanted, range): (Variable, (i32, i32)),
        steps: u32,
    ) -> Found {
        let mut search = Search {
            tables: self,
            known,
            solver: Solver::default(),
            domains: vec![None; known.len()],
        };
        if search.state(free, wanted, range).is_err() {
            return Found::None;
        }
        let found = search.solve(free, steps);
        if let Found::Table(table) = &found {
            assert_eq!(self.broken(table), None, "what the solver found fits");
        }
        found
    }
}

/// One question to the solver.
struct Search<'a> {
    tables: &'a Tables,
    known: &'a [i32],
    solver: Solver,
    domains: Vec<Option<DomainId>>,
}

/// That a question answers itself: nothing fits.
struct Impossible;

type Stated = Result<(), Impossible>;

impl Search<'_> {
    fn state(&mut self, free: &[Variable], wanted: Variable, range: (i32, i32)) -> Stated {
        for variable in free {
            let (mut least, mut most) = self.tables.ranges[*variable];
            if *variable == wanted {
                (least, most) = (least.max(range.0), most.min(range.1));
            }
            if least > most {
                return Err(Impossible);
            }
            self.domains[*variable] = Some(self.solver.new_bounded_integer(least, most));
        }
        let touched = |lists: &[Vec<usize>]| -> BTreeSet<usize> {
            free.iter().flat_map(|one| lists[*one].clone()).collect()
        };
        for index in touched(&self.tables.relations_of) {
            self.state_relation(index);
        }
        for index in touched(&self.tables.alternatives_of) {
            self.state_alternative(index)?;
        }
        Ok(())
    }

    fn state_relation(&mut self, index: usize) {
        let relation = &self.tables.relations[index];
        let mut fixed = 0;
        let mut terms: Vec<AffineView<DomainId>> = Vec::new();
        for (variable, times) in &relation.terms {
            match self.domains[*variable] {
                Some(domain) => terms.push(domain.scaled(*times)),
                None => fixed += times * self.known[*variable],
            }
        }
        let tag = self.solver.new_constraint_tag();
        if relation.least == relation.most {
            let equal = pumpkin_constraints::equals(terms, relation.most - fixed, tag);
            self.solver.add_constraint(equal).post();
            return;
        }
        if relation.most != ANY {
            let most = relation.most - fixed;
            let below = pumpkin_constraints::less_than_or_equals(terms.clone(), most, tag);
            self.solver.add_constraint(below).post();
        }
        if relation.least != ANY {
            let least = relation.least - fixed;
            let above = pumpkin_constraints::greater_than_or_equals(terms, least, tag);
            self.solver.add_constraint(above).post();
        }
    }

    fn state_alternative(&mut self, index: usize) -> Stated {
        let limits = &self.tables.alternatives[index];
        let mut clause: Vec<Predicate> = Vec::new();
        for limit in limits {
            match (self.domains[limit.variable()], *limit) {
                (Some(domain), Limit::AtLeast(_, least)) => {
                    clause.push(predicate!(domain >= least))
                }
                (Some(domain), Limit::AtMost(_, most)) => clause.push(predicate!(domain <= most)),
                (None, limit) if limit.holds(self.known[limit.variable()]) => return Ok(()),
                (None, _) => {}
            }
        }
        if clause.is_empty() {
            return Err(Impossible);
        }
        let tag = self.solver.new_constraint_tag();
        self.solver.add_clause(clause, tag);
        Ok(())
    }

    fn solve(mut self, free: &[Variable], steps: u32) -> Found {
        let near = free
            .iter()
            .map(|variable| {
                let domain = self.domains[*variable].expect("what is free has a domain");
                (domain, self.known[*variable])
            })
            .collect();
        let mut brancher = AutonomousSearch::new(Near(near));
        let mut budget = Steps(steps);
        let mut resolver = ResolutionResolver::default();
        let result = self
            .solver
            .satisfy(&mut brancher, &mut budget, &mut resolver);
        match result {
            SatisfactionResult::Satisfiable(satisfiable) => {
                let solution = satisfiable.solution();
                let mut table = self.known.to_vec();
                for variable in free {
                    if let Some(domain) = self.domains[*variable] {
                        table[*variable] = solution.get_integer_value(domain);
                    }
                }
                Found::Table(table)
            }
            SatisfactionResult::Unsatisfiable(..) => Found::None,
            SatisfactionResult::Unknown(..) => Found::Undecided,
        }
    }
}

/// Stops after so many steps.
struct Steps(u32);

impl TerminationCondition for Steps {
    fn should_stop(&mut self) -> bool {
        self.0 = self.0.saturating_sub(1);
        self.0 == 0
    }
}

/// Tries first what is closest to a table that is known to fit.
#[derive(Debug)]
struct Near(Vec<(DomainId, i32)>);

impl Brancher for Near {
    fn next_decision(&mut self, context: &mut SelectionContext) -> Option<Predicate> {
        let open = self.0.iter().rev();
        let (domain, known) = open
            .copied()
            .find(|(domain, _)| !context.is_integer_fixed(*domain))?;
        let (least, most) = (context.lower_bound(domain), context.upper_bound(domain));
        Some(match known {
            below if below <= least => predicate!(domain <= least),
            above if above >= most => predicate!(domain >= most),
            known if context.contains(domain, known) => predicate!(domain == known),
            known => predicate!(domain <= known),
        })
    }

    fn subscribe_to_events(&self) -> Vec<BrancherEvent> {
        Vec::new()
    }
}
