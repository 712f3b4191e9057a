//! Proof by example: for each withheld count, whole tables in which it has other values.
//!
//! From one table that would be published so (the true one, or one that was found), the count is
//! pushed up and down a person at a time. Every table on the way that passes the check counts for
//! every withheld number that differs in it. Most counts are done by a few changes beside them.

use crate::audit::Certified;
use crate::invent::Inventing;
use crate::knowledge::Knowledge;
use crate::making_way::InTheWay;
use crate::primary::Mark;
use crate::propagate::{Bounds, Range};
use crate::pushing::Pushing;
use crate::subject::Kind;
use crate::system::Variable;
use crate::tables::{Expression, Tables};
use crate::town::Resident;
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
        at_most: 1_500,
        begins_again: false,
    },
    Round {
        effort: Effort {
            changes: 6_000,
            ways: 10,
            seed: 3,
        },
        at_most: 250,
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

/// So many open numbers are looked at one by one, whatever was tried before.
const FEW: usize = 200;

/// Whether it is worth giving up early.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Search {
    /// What is left open can be helped by withholding more.
    WhileSomethingCanMakeWay,
    /// Nothing changes any more: look everywhere.
    Audit,
}

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
    pub(crate) people: Vec<Resident>,
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
            people: Vec::new(),
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
    search: Search,
) -> Option<Outcome> {
    let mut outcome = certify_with(knowledge, bounds, wanted, witnesses, (search, Reason::Own))?;
    // From published counts nobody knows which reason it was: the other is possible too.
    if !knowledge.snapshot.exact && !outcome.open.is_empty() {
        let open: Vec<Variable> = outcome.open.iter().map(|(number, _)| *number).collect();
        if let Some(second) =
            certify_with(knowledge, bounds, &open, witnesses, (search, Reason::Rest))
        {
            outcome.open = second.open;
            outcome.certified.add(&second.certified);
        }
    }
    Some(outcome)
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
    (search, first): (Search, Reason),
) -> Option<Outcome> {
    let expressions = expressions(knowledge);
    let narrowed = ranges(knowledge, &bounds.ranges, first);
    let tables = Tables::new(&knowledge.joint.system, &expressions, &narrowed);
    let needed = knowledge.policy.candidates() as usize;
    let mut open = wanted.to_vec();
    // The exact counts are a table. Without them, where few people live, a town is found sooner.
    let mut town = None;
    if !knowledge.snapshot.exact {
        town = Inventing::new(knowledge, &narrowed, wanted, witnesses);
    }
    let base = match &town {
        Some(town) => Some(town.table().to_vec()),
        None => find_table(&tables, &expressions, &knowledge.snapshot.values),
    };
    let mut pushing = Pushing::new(knowledge, &expressions, &tables, base?, wanted)?;
    pushing.see_all(wanted, witnesses);
    let mut in_the_way: Option<InTheWay> = None;
    for (nth, round) in ROUNDS.into_iter().enumerate() {
        if open.is_empty() || open.len() > round.at_most {
            break;
        }
        // Back to the beginning, in case the walk has got into a corner.
        if round.begins_again {
            pushing.begin_again();
        }
        open.retain(|number| !pushing.push(*number, round.effort, witnesses));
        if nth == 0 && !open.is_empty() {
            town = town.or_else(|| Inventing::new(knowledge, &narrowed, wanted, witnesses));
            in_the_way = town.take().map(|town| town.push_all(&mut open, witnesses));
        }
        // Where so many are left, by towns or by the shortest walks, no walk finds the most of
        // them: something must make way.
        let many = match (search, &in_the_way) {
            (Search::Audit, _) => usize::MAX,
            (Search::WhileSomethingCanMakeWay, Some(_)) => FEW,
            (Search::WhileSomethingCanMakeWay, None) => FEW.max(wanted.len() / 2),
        };
        if open.len() > many {
            break;
        }
    }
    let walked = pushing.in_the_way();
    let lived = in_the_way.unwrap_or_default();
    let mut outcome = Outcome::default();
    for number in open {
        let mut known = [&lived, &walked]
            .into_iter()
            .filter_map(|one| one.get(&number));
        let known = known.find(|known| !known.is_empty());
        outcome
            .open
            .push((number, known.cloned().unwrap_or_default()));
    }
    for number in wanted {
        if witnesses.count(*number) >= needed {
            let certified = &mut outcome.certified;
            match witnesses.way[*number as usize] {
                Way::WithinTable => certified.within_table += 1,
                Way::WithTotals => certified.with_totals += 1,
                Way::AcrossMeasures => certified.across_measures += 1,
                Way::InventedTown => certified.invented_town += 1,
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

/// What is known, narrowed for the search: a count that is known to be withheld for its own sake keeps
/// the reason it has. Other reasons are possible too, but are not looked for.
fn ranges(knowledge: &Knowledge<'_>, given: &[Range], first: Reason) -> Vec<Range> {
    let joint = knowledge.joint;
    let mut ranges = given.to_vec();
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
                let range = &given[one as usize];
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
