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
use pumpkin_core::results::{ProblemSolution as _, SatisfactionResultUnderAssumptions};
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

    /// The same limit on a variable that many further on.
    pub(crate) fn moved(self, by: usize) -> Self {
        match self {
            Self::AtLeast(variable, least) => Self::AtLeast(variable + by, least),
            Self::AtMost(variable, most) => Self::AtMost(variable + by, most),
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

    /// Narrows every range by each relation in turn until nothing changes. What no table can be is
    /// gone; what is left need not be in one.
    pub(crate) fn narrow(&mut self) {
        let mut waiting: BTreeSet<usize> = (0..self.relations.len()).collect();
        while let Some(index) = waiting.pop_first() {
            for (variable, range) in self.narrowed_by(index) {
                self.ranges[variable] = range;
                waiting.extend(self.relations_of[variable].iter().copied());
            }
            if waiting.is_empty() {
                for (variable, range) in self.narrowed_by_alternatives() {
                    self.ranges[variable] = range;
                    waiting.extend(self.relations_of[variable].iter().copied());
                }
            }
        }
    }

    /// The least and greatest sum of a relation's terms.
    fn reach(&self, relation: &Relation) -> (i64, i64) {
        relation.terms.iter().fold((0, 0), |(least, most), term| {
            let (low, high) = self.term(*term);
            (least + low, most + high)
        })
    }

    fn term(&self, (variable, times): (Variable, i32)) -> (i64, i64) {
        let (least, most) = self.ranges[variable];
        let ends = [least, most].map(|end| i64::from(end) * i64::from(times));
        (ends[0].min(ends[1]), ends[0].max(ends[1]))
    }

    fn narrowed_by(&self, index: usize) -> Vec<(Variable, (i32, i32))> {
        let relation = &self.relations[index];
        let (least, most) = self.reach(relation);
        let mut narrowed = Vec::new();
        for (variable, times) in &relation.terms {
            let (low, high) = self.term((*variable, *times));
            let range = self.ranges[*variable];
            let (mut from, mut to) = (i64::from(range.0), i64::from(range.1));
            let times = i64::from(*times);
            let mut at_most = |room: i64| {
                if times > 0 {
                    to = to.min(room.div_euclid(times));
                } else {
                    from = from.max(-room.div_euclid(-times));
                }
            };
            if relation.most != ANY {
                at_most(i64::from(relation.most) - (least - low));
            }
            let mut at_least = |need: i64| {
                if times > 0 {
                    from = from.max(-(-need).div_euclid(times));
                } else {
                    to = to.min((-need).div_euclid(-times));
                }
            };
            if relation.least != ANY {
                at_least(i64::from(relation.least) - (most - high));
            }
            let end = |end: i64| i32::try_from(end).unwrap_or(if end < 0 { -1 } else { ANY });
            if (end(from), end(to)) != range {
                narrowed.push((*variable, (end(from), end(to))));
            }
        }
        narrowed
    }

    // Where all but one limit of a list are out of reach, that one holds.
    fn narrowed_by_alternatives(&self) -> Vec<(Variable, (i32, i32))> {
        let mut narrowed = Vec::new();
        for limits in &self.alternatives {
            let can_hold = |limit: &&Limit| {
                let range = self.ranges[limit.variable()];
                limit.holds(range.0) || limit.holds(range.1)
            };
            let mut open = limits.iter().filter(can_hold);
            if let (Some(limit), None) = (open.next(), open.next()) {
                let (least, most) = self.ranges[limit.variable()];
                let range = match *limit {
                    Limit::AtLeast(_, end) => (least.max(end), most),
                    Limit::AtMost(_, end) => (least, most.min(end)),
                };
                if range != (least, most) {
                    narrowed.push((limit.variable(), range));
                }
            }
        }
        narrowed
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

    /// A search among tables in which only some counts may differ from a table that fits.
    pub(crate) fn search<'a>(&'a self, known: &'a [i32], free: Vec<Variable>) -> Search<'a> {
        let mut search = Search {
            tables: self,
            known,
            free,
            solver: Solver::default(),
            domains: vec![None; known.len()],
            resolver: ResolutionResolver::default(),
        };
        search.state();
        search
    }
}

/// A search that remembers what it has learnt from one question to the next.
pub(crate) struct Search<'a> {
    tables: &'a Tables,
    known: &'a [i32],
    free: Vec<Variable>,
    solver: Solver,
    domains: Vec<Option<DomainId>>,
    resolver: ResolutionResolver,
}

impl Search<'_> {
    /// A table that fits and in which a limit on something that may differ holds. `steps` bounds
    /// the search, the same on every machine.
    pub(crate) fn find(&mut self, limit: Limit, steps: u32) -> Found {
        let domain = self.domains[limit.variable()].expect("a limit is on what may differ");
        let assumed = match limit {
            Limit::AtLeast(_, least) => predicate!(domain >= least),
            Limit::AtMost(_, most) => predicate!(domain <= most),
        };
        let near = self.free.iter().rev().map(|variable| {
            let domain = self.domains[*variable].expect("what is free has a domain");
            (domain, self.known[*variable])
        });
        let mut brancher = AutonomousSearch::new(Near {
            order: near.collect(),
            fixed: 0,
        });
        let result = self.solver.satisfy_under_assumptions(
            &mut brancher,
            &mut Steps(steps),
            &mut self.resolver,
            &[assumed],
        );
        match result {
            SatisfactionResultUnderAssumptions::Satisfiable(satisfiable) => {
                let solution = satisfiable.solution();
                let mut table = self.known.to_vec();
                for variable in &self.free {
                    if let Some(domain) = self.domains[*variable] {
                        table[*variable] = solution.get_integer_value(domain);
                    }
                }
                let broken = self.tables.broken(&table);
                assert_eq!(broken, None, "what the solver found fits");
                Found::Table(table)
            }
            SatisfactionResultUnderAssumptions::Unknown(_) => Found::Undecided,
            _ => Found::None,
        }
    }

    fn state(&mut self) {
        for variable in &self.free {
            let (least, most) = self.tables.ranges[*variable];
            self.domains[*variable] = Some(self.solver.new_bounded_integer(least, most));
        }
        let touched = |lists: &[Vec<usize>]| -> BTreeSet<usize> {
            let lists = self.free.iter().map(|one| &lists[*one]);
            lists.flatten().copied().collect()
        };
        let relations = touched(&self.tables.relations_of);
        let alternatives = touched(&self.tables.alternatives_of);
        for index in relations {
            self.state_relation(index);
        }
        for index in alternatives {
            self.state_alternative(index);
        }
    }

    fn state_relation(&mut self, index: usize) {
        let relation = &self.tables.relations[index];
        let (least, most) = self.tables.reach(relation);
        let low = relation.least != ANY && least < i64::from(relation.least);
        if !low && (relation.most == ANY || most <= i64::from(relation.most)) {
            // Whatever the counts are, it holds.
            return;
        }
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

    fn state_alternative(&mut self, index: usize) {
        let mut clause: Vec<Predicate> = Vec::new();
        for limit in &self.tables.alternatives[index] {
            match (self.domains[limit.variable()], *limit) {
                (Some(domain), Limit::AtLeast(_, least)) => {
                    clause.push(predicate!(domain >= least));
                }
                (Some(domain), Limit::AtMost(_, most)) => clause.push(predicate!(domain <= most)),
                (None, limit) if limit.holds(self.known[limit.variable()]) => return,
                (None, _) => {}
            }
        }
        let tag = self.solver.new_constraint_tag();
        self.solver.add_clause(clause, tag);
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

/// Tries first what is closest to a table that is known to fit, the counts that are furthest from
/// the question before those beside it.
#[derive(Debug)]
struct Near {
    order: Vec<(DomainId, i32)>,
    /// So many of the first are fixed for certain.
    fixed: usize,
}

impl Brancher for Near {
    fn next_decision(&mut self, context: &mut SelectionContext) -> Option<Predicate> {
        let open = |(domain, _): &(DomainId, i32)| !context.is_integer_fixed(*domain);
        self.fixed += self.order[self.fixed..].iter().position(open)?;
        let (domain, known) = self.order[self.fixed];
        let (least, most) = (context.lower_bound(domain), context.upper_bound(domain));
        Some(match known {
            below if below <= least => predicate!(domain <= least),
            above if above >= most => predicate!(domain >= most),
            known if context.contains(domain, known) => predicate!(domain == known),
            known => predicate!(domain <= known),
        })
    }

    fn on_backtrack(&mut self) {
        self.fixed = 0;
    }

    fn subscribe_to_events(&self) -> Vec<BrancherEvent> {
        vec![BrancherEvent::Backtrack]
    }
}
