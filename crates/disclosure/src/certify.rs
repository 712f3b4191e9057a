//! Proof by example: for each withheld count, whole tables in which it has other values.
//!
//! From one table that would be published so (the true one, or one that was found), the count is
//! pushed up and down a person at a time. Every table on the way that passes the check counts for
//! every withheld number that differs in it. Most counts are done by a few changes beside them.

use std::collections::BTreeMap;

use crate::audit::Certified;
use crate::certificate::Checker;
use crate::knowledge::Knowledge;
use crate::primary::Mark;
use crate::propagate::{Bounds, Range};
use crate::subject::Kind;
use crate::system::Variable;
use crate::tables::{Expression, Tables};
use crate::walk::{Effort, Walk};

/// One round of looking.
struct Round {
    effort: Effort,
    /// Not worth it when more numbers than this are open: then something must make way first.
    at_most: usize,
    /// From the first table rather than from where the walk is.
    begins_again: bool,
}

/// How hard to look, the cheap way for all numbers before the next for those that are left.
const ROUNDS: [Round; 5] = [
    Round {
        effort: Effort {
            changes: 40,
            ways: 3,
            seed: 0,
        },
        at_most: usize::MAX,
        begins_again: false,
    },
    Round {
        effort: Effort {
            changes: 300,
            ways: 6,
            seed: 1,
        },
        at_most: usize::MAX,
        begins_again: false,
    },
    Round {
        effort: Effort {
            changes: 1_500,
            ways: 10,
            seed: 2,
        },
        at_most: 2_000,
        begins_again: false,
    },
    Round {
        effort: Effort {
            changes: 6_000,
            ways: 10,
            seed: 3,
        },
        at_most: 400,
        begins_again: true,
    },
    Round {
        effort: Effort {
            changes: 50_000,
            ways: 10,
            seed: 4,
        },
        at_most: 12,
        begins_again: true,
    },
];

/// How hard to look for a first table.
const TOGETHER: Effort = Effort {
    changes: 1_000_000,
    ways: 10,
    seed: 4,
};

/// The values in which numbers were seen, as differences from one table.
#[derive(Debug, Clone)]
pub(crate) struct Witnesses {
    values: Vec<Vec<i64>>,
    way: Vec<Way>,
}

/// What had to change, for a number to have another value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    WithinTable,
    WithTotals,
    AcrossMeasures,
}

impl Witnesses {
    pub(crate) fn new(n_variables: usize) -> Self {
        Self {
            values: vec![Vec::new(); n_variables],
            way: vec![Way::WithinTable; n_variables],
        }
    }

    /// How many values a number was seen with.
    pub(crate) fn count(&self, number: Variable) -> usize {
        self.values[number as usize].len()
    }

    fn add(&mut self, number: Variable, value: i64, way: Way, needed: usize) {
        let values = &mut self.values[number as usize];
        if values.len() < needed && !values.contains(&value) {
            values.push(value);
            let known = &mut self.way[number as usize];
            *known = way.max(*known);
        }
    }
}

/// What came of it.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// Numbers that were not shown to be safe, each with the shown counts that stood in the way.
    pub(crate) open: Vec<(Variable, Vec<Variable>)>,
    pub(crate) certified: Certified,
}

/// Pushes every one of `wanted` until it was seen with enough values. `None` when no whole table
/// could be found at all.
pub(crate) fn certify(
    knowledge: &Knowledge<'_>,
    bounds: &Bounds,
    wanted: &[Variable],
    witnesses: &mut Witnesses,
) -> Option<Outcome> {
    if too_sparse(knowledge, wanted) {
        let open = wanted.iter().map(|number| (*number, Vec::new())).collect();
        return Some(Outcome {
            open,
            ..Outcome::default()
        });
    }
    let mut outcome = certify_with(knowledge, bounds, wanted, witnesses, Reason::Own)?;
    // From published counts nobody knows which reason it was: the other is possible too.
    if !knowledge.snapshot.exact && !outcome.open.is_empty() {
        let open: Vec<Variable> = outcome.open.iter().map(|(number, _)| *number).collect();
        if let Some(second) = certify_with(knowledge, bounds, &open, witnesses, Reason::Rest) {
            outcome.open = second.open;
            outcome.certified.add(&second.certified);
        }
    }
    Some(outcome)
}

/// Whether hardly anything is shown, so that the search would take hours: a partnership of a
/// few hundred people in many groups.
pub(crate) fn too_sparse(knowledge: &Knowledge<'_>, wanted: &[Variable]) -> bool {
    let marks = knowledge.variables().map(|one| knowledge.mark(one));
    wanted.len() > 500 && marks.filter(|mark| *mark == Mark::Shown).count() < wanted.len() / 5
}

/// Which reason to withhold a count is tried first where it could be either.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reason {
    /// Its own size.
    Own,
    /// The people it leaves out, or those behind it.
    Rest,
}

fn certify_with(
    knowledge: &Knowledge<'_>,
    bounds: &Bounds,
    wanted: &[Variable],
    witnesses: &mut Witnesses,
    first: Reason,
) -> Option<Outcome> {
    let expressions = expressions(knowledge);
    let ranges = ranges(knowledge, bounds, first);
    let tables = Tables::new(&knowledge.joint.system, &expressions, &ranges);
    let base = find_table(&tables, &expressions, &knowledge.snapshot.values)?;
    let checker = Checker::new(knowledge, base.clone())?;
    let needed = knowledge.policy.candidates() as usize;
    for number in wanted {
        let value = base[*number as usize];
        witnesses.add(*number, value, Way::WithinTable, needed);
    }
    let mut pushing = Pushing {
        knowledge,
        expressions: &expressions,
        walk: Walk::new(&tables, base.clone()),
        checker,
        witnesses,
        numbers_of: numbers_of(&expressions, wanted),
        needed,
    };
    let mut open = wanted.to_vec();
    for effort in ROUNDS {
        if open.len() > effort.at_most {
            break;
        }
        // Back to the beginning, in case the walk has got into a corner.
        if effort.begins_again {
            pushing.checker.restart();
            pushing.walk = Walk::new(&tables, base.clone());
        }
        open.retain(|number| !pushing.push(*number, effort.effort));
    }
    let mut outcome = Outcome::default();
    for number in open {
        outcome.open.push((number, pushing.in_the_way(number)));
    }
    for number in wanted {
        if witnesses.count(*number) >= needed {
            let certified = &mut outcome.certified;
            match witnesses.way[*number as usize] {
                Way::WithinTable => certified.within_table += 1,
                Way::WithTotals => certified.with_totals += 1,
                Way::AcrossMeasures => certified.across_measures += 1,
            }
        }
    }
    Some(outcome)
}

/// The people left out of a share are those of the whole less the share.
fn expressions(knowledge: &Knowledge<'_>) -> Vec<Expression> {
    let joint = knowledge.joint;
    let mut expressions = Vec::with_capacity(joint.system.n_variables());
    for (subject, described) in joint.subjects.list.iter().enumerate() {
        for place in 0..joint.grid.len() {
            expressions.push(match described.kind {
                Kind::Others {
                    denominator,
                    numerator,
                } => Expression {
                    plus: joint.variable(denominator, place),
                    minus: Some(joint.variable(numerator, place)),
                },
                _ => Expression {
                    plus: joint.variable(subject, place),
                    minus: None,
                },
            });
        }
    }
    expressions
}

/// Bounds, narrowed for the search: a count that is known to be withheld for its own sake keeps
/// the reason it has. Other reasons are possible too, but are not looked for.
fn ranges(knowledge: &Knowledge<'_>, bounds: &Bounds, first: Reason) -> Vec<Range> {
    let joint = knowledge.joint;
    let mut ranges = bounds.ranges.clone();
    let small = i64::from(knowledge.policy.threshold()) - 1;
    for (subject, described) in joint.subjects.list.iter().enumerate() {
        for place in 0..joint.grid.len() {
            let variable = joint.variable(subject, place);
            // Who takes the absence of a set for a small count, and is right, is to learn nothing
            // either.
            if knowledge.snapshot.exact
                && knowledge.mark(variable) == Mark::Unlisted
                && knowledge.value(variable) <= small
            {
                let range = &mut ranges[variable as usize];
                range.upper = range.upper.min(small);
            }
            if !(knowledge.mark(variable).is_withheld() && knowledge.is_alone(variable)) {
                continue;
            }
            // Published values do not tell the reason; bounds leave those that are possible.
            let can_be = |one: Variable, least: i64| {
                let range = &bounds.ranges[one as usize];
                let known = (least..=small).contains(&knowledge.value(one));
                range.lower <= small && range.upper >= least && (known || !knowledge.snapshot.exact)
            };
            let zero_would_be_shown =
                knowledge
                    .rule()
                    .zero_may_stand(&|one| knowledge.value(one), subject, place);
            let own = (variable, i64::from(zero_would_be_shown));
            let others = described.parts_of.iter().filter_map(|part_of| {
                let whole = joint.variable(part_of.whole, place);
                let others = joint.variable(part_of.others?, place);
                (knowledge.mark(whole) != Mark::Unpublished).then_some((others, 1))
            });
            let people = described.people_with_event;
            let people = people.map(|people| (joint.variable(people, place), 1));
            let mut reasons: Vec<(Variable, i64)> = [own].into_iter().chain(others).collect();
            reasons.extend(people);
            if first == Reason::Rest {
                reasons.rotate_left(1);
            }
            let chosen = reasons
                .into_iter()
                .find(|(one, least)| can_be(*one, *least));
            if let Some((reason, least)) = chosen {
                let range = &mut ranges[reason as usize];
                range.lower = range.lower.max(least);
                range.upper = range.upper.min(small);
            }
        }
    }
    ranges
}

/// A whole table near some values: themselves, when they are one.
fn find_table(tables: &Tables, expressions: &[Expression], near: &[i64]) -> Option<Vec<i64>> {
    let values = near
        .iter()
        .zip(&tables.boxes)
        .map(|(value, range)| range.nearest(*value))
        .collect();
    let mut walk = Walk::new(tables, values);
    for Round { effort, .. } in &ROUNDS[..2] {
        let open: Vec<u32> = (0..)
            .zip(walk.allowance())
            .filter(|(_, allowance)| **allowance > 0)
            .map(|(relation, _)| relation)
            .collect();
        for relation in open {
            while walk.allowance()[relation as usize] > 0 {
                let by = walk.allowance()[relation as usize];
                let nearer = walk.repair(relation, 0, *effort)
                    || walk.repair(relation, by / 2, *effort)
                    || walk.repair(relation, by - 1, *effort);
                if !nearer {
                    break;
                }
            }
            walk.stay();
        }
    }
    // What could not be mended one by one is mended together.
    if !walk.arrive(TOGETHER) {
        return None;
    }
    let mut values = walk.values().to_vec();
    for (variable, expression) in expressions.iter().enumerate() {
        if expression.minus.is_some() {
            values[variable] = expression.value(walk.values());
        }
    }
    Some(values)
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

struct Pushing<'a> {
    knowledge: &'a Knowledge<'a>,
    expressions: &'a [Expression],
    walk: Walk<'a>,
    checker: Checker<'a>,
    witnesses: &'a mut Witnesses,
    numbers_of: Vec<Vec<Variable>>,
    needed: usize,
}

impl Pushing<'_> {
    /// Whether a number was seen with enough values, if need be after pushing it. The walk goes on
    /// from where it arrives: away from the corners of what is possible, ways are short.
    fn push(&mut self, number: Variable, effort: Effort) -> bool {
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
    fn in_the_way(&mut self, number: Variable) -> Vec<Variable> {
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
