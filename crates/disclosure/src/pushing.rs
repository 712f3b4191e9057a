//! Pushing counts up and down, a person at a time, from one whole table to the next.

use std::collections::BTreeMap;

use crate::certificate::Checker;
use crate::certify::{ROUNDS, Way, Witnesses};
use crate::knowledge::Knowledge;
use crate::primary::Mark;
use crate::subject::Kind;
use crate::system::Variable;
use crate::tables::{Expression, Tables};
use crate::walk::{Effort, Walk};

/// A walk through tables, and what was seen on it.
pub(crate) struct Pushing<'a> {
    knowledge: &'a Knowledge<'a>,
    expressions: &'a [Expression],
    walk: Walk<'a>,
    checker: Checker<'a>,
    witnesses: &'a mut Witnesses,
    numbers_of: Vec<Vec<Variable>>,
    needed: usize,
    tables: &'a Tables,
    base: Vec<i64>,
}

impl<'a> Pushing<'a> {
    /// Begins at a table, if it is one.
    pub(crate) fn new(
        knowledge: &'a Knowledge<'a>,
        expressions: &'a [Expression],
        (tables, base): (&'a Tables, Vec<i64>),
        wanted: &[Variable],
        witnesses: &'a mut Witnesses,
    ) -> Option<Self> {
        let needed = knowledge.policy.candidates() as usize;
        let checker = Checker::new(knowledge, base.clone())?;
        for number in wanted {
            let value = base[*number as usize];
            witnesses.add(*number, value, Way::WithinTable, needed);
        }
        Some(Self {
            knowledge,
            expressions,
            walk: Walk::new(tables, base.clone()),
            checker,
            witnesses,
            numbers_of: numbers_of(expressions, wanted),
            needed,
            tables,
            base,
        })
    }

    /// Goes back to the table it began at.
    pub(crate) fn begin_again(&mut self) {
        self.checker.restart();
        self.walk = Walk::new(self.tables, self.base.clone());
    }

    /// Whether a number was seen with enough values, if need be after pushing it. The walk goes on
    /// from where it arrives: away from the corners of what is possible, ways are short.
    pub(crate) fn push(&mut self, number: Variable, effort: Effort) -> bool {
        let expression = self.expressions[number as usize];
        for by in [1, -1] {
            while self.witnesses.count(number) < self.needed {
                if !(self.step(expression, by, effort) && self.record()) {
                    break;
                }
            }
        }
        self.walk.blocked.clear();
        self.witnesses.count(number) >= self.needed
    }

    // A difference grows when what is taken away shrinks, or when the whole grows.
    fn step(&mut self, expression: Expression, by: i64, effort: Effort) -> bool {
        let Expression { plus, minus } = expression;
        let mut step = |change, held| {
            if effort.seed == 0 {
                self.walk.step(change, held, effort)
            } else {
                self.walk.wander(change, held, effort)
            }
        };
        minus.is_some_and(|minus| step((minus, -by), Some(plus))) || step((plus, by), minus)
    }

    /// Checks the table reached, and counts it for every number that differs in it.
    fn record(&mut self) -> bool {
        let mut changes: Vec<(Variable, i64)> = self
            .walk
            .trail()
            .iter()
            .map(|(variable, _)| (*variable, self.walk.values()[*variable as usize]))
            .collect();
        changes.sort_unstable();
        changes.dedup();
        if !self.checker.accept(&changes) {
            self.walk.back_to(0);
            return false;
        }
        self.walk.stay();
        let reach = self.reach(&changes);
        for (variable, _) in &changes {
            for number in &self.numbers_of[*variable as usize] {
                let value = self.expressions[*number as usize].value(self.walk.values());
                let way = reach.way_for(self.knowledge, *number);
                self.witnesses.add(*number, value, way, self.needed);
            }
        }
        true
    }

    fn reach(&self, changes: &[(Variable, i64)]) -> Reach {
        let joint = self.knowledge.joint;
        let mut reach = Reach::default();
        for (nth, (variable, _)) in changes.iter().enumerate() {
            let (subject, place) = joint.subject_and_place(*variable);
            let breakdown = joint.grid.places[place].breakdown as usize;
            let whole = usize::from(joint.grid.places[place].area == joint.grid.whole);
            if nth == 0 {
                reach.subject = Some(subject);
                reach.table = Some((breakdown, whole));
            }
            reach.subject = reach.subject.filter(|one| *one == subject);
            reach.table = reach.table.filter(|one| *one == (breakdown, whole));
        }
        reach
    }

    /// The shown counts that stop a number from being pushed, those most in the way first.
    pub(crate) fn in_the_way(&mut self, number: Variable) -> Vec<Variable> {
        let expression = self.expressions[number as usize];
        let effort = ROUNDS[1].effort;
        let mut times: BTreeMap<Variable, u32> = BTreeMap::new();
        for by in [1, -1] {
            while self.step(expression, by, effort) {
                self.walk.blocked.clear();
            }
            self.walk.back_to(0);
            for variable in std::mem::take(&mut self.walk.blocked) {
                if self.knowledge.mark(variable) == Mark::Shown {
                    *times.entry(variable).or_default() += 1;
                }
            }
        }
        let mut blocked: Vec<(u32, Variable)> = times
            .into_iter()
            .map(|(variable, times)| (u32::MAX - times, variable))
            .collect();
        blocked.sort_unstable();
        blocked.into_iter().map(|(_, variable)| variable).collect()
    }
}

/// How far a table differs from the one it began at.
#[derive(Debug, Default)]
struct Reach {
    /// The only subject that differs, if there is only one.
    subject: Option<usize>,
    /// The only breakdown, and whether of the whole, if there is only one.
    table: Option<(usize, usize)>,
}

impl Reach {
    fn way_for(&self, knowledge: &Knowledge<'_>, number: Variable) -> Way {
        let joint = knowledge.joint;
        let (subject, place) = joint.subject_and_place(number);
        let own = match joint.subjects.list[subject].kind {
            Kind::Others {
                denominator,
                numerator,
            } => [denominator, numerator],
            _ => [subject, subject],
        };
        let place = joint.grid.places[place];
        let table = (
            place.breakdown as usize,
            usize::from(place.area == joint.grid.whole),
        );
        match (self.subject, self.table) {
            (Some(only), Some(one)) if own.contains(&only) && one == table => Way::WithinTable,
            (Some(only), _) if own.contains(&only) => Way::WithTotals,
            _ => Way::AcrossMeasures,
        }
    }
}

/// For each variable, the wanted numbers that change with it.
fn numbers_of(expressions: &[Expression], wanted: &[Variable]) -> Vec<Vec<Variable>> {
    let mut numbers = vec![Vec::new(); expressions.len()];
    for number in wanted {
        let expression = expressions[*number as usize];
        numbers[expression.plus as usize].push(*number);
        if let Some(minus) = expression.minus {
            numbers[minus as usize].push(*number);
        }
    }
    numbers
}
