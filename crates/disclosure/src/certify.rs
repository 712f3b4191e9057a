//! Proof by example: for each withheld count, whole tables in which it has other values.
//!
//! From one table that would be published so (the true one, or one that was found), the count is
//! pushed up and down a person at a time. Every table on the way that passes the check counts for
//! every withheld number that differs in it. Most counts are done by a few changes beside them.

use crate::audit::Certified;
use crate::invented::town::Residents;
use crate::invented::{self, Search};
use crate::knowledge::Knowledge;
use crate::primary::Mark;
use crate::propagate::{Bounds, Range};
use crate::pushing::Pushing;
use crate::subject::Kind;
use crate::system::Variable;
use crate::tables::{Expression, Tables};
use crate::walk::{Effort, Walk};

/// One round of looking.
pub(crate) struct Round {
    pub(crate) effort: Effort,
    /// Not worth it when more numbers than this are open: then something must make way first.
    at_most: usize,
    /// From the first table rather than from where the walk is.
    begins_again: bool,
}

/// How hard to look, the cheap way for all numbers before the next for those that are left.
pub(crate) const ROUNDS: [Round; 5] = [
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
    /// The people of the town that was invented last, to begin with when more is withheld.
    pub(crate) residents: Option<Residents>,
}

/// What had to change, for a number to have another value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Way {
    WithinTable,
    WithTotals,
    AcrossMeasures,
    /// People were invented; nothing says how little would have done.
    InventedTown,
}

impl Witnesses {
    pub(crate) fn new(n_variables: usize) -> Self {
        Self {
            values: vec![Vec::new(); n_variables],
            way: vec![Way::WithinTable; n_variables],
            residents: None,
        }
    }

    /// How many values a number was seen with.
    pub(crate) fn count(&self, number: Variable) -> usize {
        self.values[number as usize].len()
    }

    pub(crate) fn add(&mut self, number: Variable, value: i64, way: Way, needed: usize) {
        let values = &mut self.values[number as usize];
        if values.len() < needed && !values.contains(&value) {
            values.push(value);
            let known = &mut self.way[number as usize];
            *known = way.max(*known);
        }
    }

    /// How those of some numbers that were seen with enough values were.
    fn certified(&self, wanted: &[Variable], needed: usize) -> Certified {
        let mut certified = Certified::default();
        for number in wanted.iter().filter(|one| self.count(**one) >= needed) {
            match self.way[*number as usize] {
                Way::WithinTable => certified.within_table += 1,
                Way::WithTotals => certified.with_totals += 1,
                Way::AcrossMeasures => certified.across_measures += 1,
                Way::InventedTown => certified.invented_town += 1,
            }
        }
        certified
    }
}

/// A number that was not shown to be safe, with the shown counts that stood in the way.
pub(crate) type Open = (Variable, Vec<Variable>);

/// What came of it.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) found: Search,
    /// Whether hardly anything is shown, so that people were invented.
    pub(crate) sparse: bool,
    pub(crate) certified: Certified,
}

/// So many numbers that no town opens are looked at one by one.
const MOST_WALKED: usize = 2_000;

/// Looks for tables until every one of `wanted` was seen with enough values. `None` when no whole
/// table could be found at all.
pub(crate) fn certify(
    knowledge: &Knowledge<'_>,
    bounds: &Bounds,
    wanted: &[Variable],
    witnesses: &mut Witnesses,
) -> Option<Outcome> {
    let sparse = is_sparse(knowledge, wanted);
    let search = |open: &[Variable], witnesses: &mut Witnesses, first| {
        let ranges = ranges(knowledge, bounds, first);
        if sparse {
            let mut found = invented::search(knowledge, &ranges, open, witnesses);
            // What nobody could be, such as to have three of two conditions, no relation says.
            let still: Vec<Variable> = found.open.iter().map(|(number, _)| *number).collect();
            if found.unmet.is_empty() && (1..=MOST_WALKED).contains(&still.len()) {
                found.open = walk(knowledge, &ranges, &still, witnesses).unwrap_or(found.open);
            }
            return Some(found);
        }
        let open = walk(knowledge, &ranges, open, witnesses)?;
        let unmet = Vec::new();
        Some(Search { open, unmet })
    };
    let mut found = search(wanted, witnesses, Reason::Own)?;
    // From published counts nobody knows which reason it was: the other is possible too.
    if !knowledge.snapshot.exact && !found.open.is_empty() {
        let still: Vec<Variable> = found.open.iter().map(|(number, _)| *number).collect();
        found = search(&still, witnesses, Reason::Rest).unwrap_or(found);
    }
    Some(Outcome {
        certified: witnesses.certified(wanted, knowledge.policy.candidates() as usize),
        found,
        sparse,
    })
}

/// Whether hardly anything is shown: few people in many groups. Each is in many counts at once, so
/// that changing counts one by one would take hours; there, people are invented.
fn is_sparse(knowledge: &Knowledge<'_>, wanted: &[Variable]) -> bool {
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

/// Walks from table to table, changing counts one by one.
fn walk(
    knowledge: &Knowledge<'_>,
    ranges: &[Range],
    wanted: &[Variable],
    witnesses: &mut Witnesses,
) -> Option<Vec<Open>> {
    let expressions = expressions(knowledge);
    let tables = Tables::new(&knowledge.joint.system, &expressions, ranges);
    let base = find_table(&tables, &expressions, &knowledge.snapshot.values)?;
    let mut pushing = Pushing::new(knowledge, &expressions, (&tables, base), wanted, witnesses)?;
    let mut open = wanted.to_vec();
    for effort in ROUNDS {
        if open.len() > effort.at_most {
            break;
        }
        // Back to the beginning, in case the walk has got into a corner.
        if effort.begins_again {
            pushing.begin_again();
        }
        open.retain(|number| !pushing.push(*number, effort.effort));
    }
    let open = open.into_iter();
    Some(
        open.map(|number| (number, pushing.in_the_way(number)))
            .collect(),
    )
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
