//! A walk from one whole table to another, one small change at a time.
//!
//! Changing one number breaks the sums it is in; each broken relation is mended by changing
//! another number of it, and so on until everything holds again: alternating paths, as in a
//! transport problem, but over every kind of relation at once. A walk that does not arrive proves
//! nothing, and one that arrives is checked by others.

use crate::propagate::Range;
use crate::system::Variable;
use crate::tables::Tables;

/// How hard to look for a way before giving up.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Effort {
    /// Changes tried for one step, taken back or not.
    pub(crate) changes: u32,
    /// Ways tried to mend one relation.
    pub(crate) ways: usize,
    /// Varies the order of equally good ways.
    pub(crate) seed: u64,
}

/// The most changes in one step: a longer chain of them is never needed and costs too much to
/// search.
const LONGEST: usize = 60;

/// The direction of a variable that must not move.
const HELD: i8 = 2;

/// A table and how it got there.
pub(crate) struct Walk<'a> {
    tables: &'a Tables,
    values: Vec<i64>,
    sums: Vec<i64>,
    /// How far a relation may be from holding: 0 once it has held.
    allowance: Vec<i64>,
    /// Relations that are further from holding than that.
    broken: Vec<u32>,
    /// One more than a relation's place in `broken`, or 0.
    broken_at: Vec<u32>,
    /// The direction in which a variable was moved in this step, 0 when it was not.
    direction: Vec<i8>,
    moved: Vec<Variable>,
    /// Changes since the walk began, oldest first.
    trail: Vec<(Variable, i64)>,
    /// Shown counts that stood in the way, for who wants to make way.
    pub(crate) blocked: Vec<Variable>,
    left: u32,
    /// What a broken relation weighs.
    weight: Vec<i64>,
    weighed: Vec<u32>,
    /// Until when a variable does not go back, and from which direction it came.
    resting: Vec<(u32, i64)>,
    rested: Vec<Variable>,
    scratch: Vec<(i64, u64, Variable, i64)>,
}

impl<'a> Walk<'a> {
    /// A walk that begins at some values, which need not be a table yet: relations that do not hold
    /// may stay as they are, and must not get worse.
    pub(crate) fn new(tables: &'a Tables, values: Vec<i64>) -> Self {
        let n_relations = tables.n_relations();
        let mut walk = Self {
            tables,
            values,
            sums: vec![0; n_relations],
            allowance: vec![0; n_relations],
            broken: Vec::new(),
            broken_at: vec![0; n_relations],
            direction: vec![0; tables.n_variables()],
            moved: Vec::new(),
            trail: Vec::new(),
            blocked: Vec::new(),
            left: 0,
            weight: vec![1; n_relations],
            weighed: Vec::new(),
            resting: vec![(0, 0); tables.n_variables()],
            rested: Vec::new(),
            scratch: Vec::new(),
        };
        for relation in 0..short(n_relations) {
            let terms = tables.terms(relation).iter();
            walk.sums[relation as usize] = terms
                .map(|(variable, coefficient)| {
                    i64::from(*coefficient) * walk.values[*variable as usize]
                })
                .sum();
            walk.allowance[relation as usize] = walk.distance(relation);
        }
        walk
    }

    /// The values as they are.
    pub(crate) fn values(&self) -> &[i64] {
        &self.values
    }

    /// Changes since the walk began or was last at [`Walk::stay`].
    pub(crate) fn trail(&self) -> &[(Variable, i64)] {
        &self.trail
    }

    /// Makes this table the one to go back to.
    pub(crate) fn stay(&mut self) {
        self.trail.clear();
    }

    /// Goes back to a place on the trail.
    pub(crate) fn back_to(&mut self, length: usize) {
        while self.trail.len() > length {
            let Some((variable, by)) = self.trail.pop() else {
                return;
            };
            self.shift(variable, -by);
        }
    }

    /// Changes a variable, with another held where it is, and mends what that breaks. Returns
    /// whether everything holds again; if not, nothing has changed.
    pub(crate) fn step(
        &mut self,
        (variable, by): (Variable, i64),
        held: Option<Variable>,
        effort: Effort,
    ) -> bool {
        if !self.fits(variable, by) {
            self.blocked.push(variable);
            return false;
        }
        let start = self.trail.len();
        self.left = effort.changes;
        if let Some(held) = held {
            self.direction[held as usize] = HELD;
            self.moved.push(held);
        }
        self.change(variable, by);
        let arrived = self.mend(effort, start);
        if !arrived {
            self.back_to(start);
        }
        self.release();
        arrived
    }

    /// As [`Walk::step`], but goes on through tables in which relations are broken, and makes those
    /// that stay broken weigh more until they are mended (the breakout method of Morris 1993).
    /// It finds long ways round that mending in order does not.
    pub(crate) fn wander(
        &mut self,
        (variable, by): (Variable, i64),
        held: Option<Variable>,
        effort: Effort,
    ) -> bool {
        if !self.fits(variable, by) {
            self.blocked.push(variable);
            return false;
        }
        let start = self.trail.len();
        for held in held.into_iter().chain([variable]) {
            self.direction[held as usize] = HELD;
            self.moved.push(held);
        }
        self.trail.push((variable, by));
        self.shift(variable, by);
        let arrived = self.mend_all(effort);
        if !arrived {
            self.back_to(start);
        }
        self.release();
        arrived
    }

    /// Mends everything that did not hold from the beginning, all at once and in the manner of
    /// [`Walk::wander`]. Returns whether everything holds now.
    pub(crate) fn arrive(&mut self, effort: Effort) -> bool {
        for relation in 0..short(self.tables.n_relations()) {
            self.allow(relation, 0);
        }
        self.mend_all(effort)
    }

    fn mend_all(&mut self, effort: Effort) -> bool {
        let mut random = effort.seed;
        for turn in 1..=effort.changes {
            if self.broken.is_empty() {
                break;
            }
            random = mixed(random);
            let nth = usize::try_from(random >> 33).unwrap_or(0) % self.broken.len();
            let relation = self.broken[nth];
            let Some((damage, variable, by)) = self.best_way(relation, turn, random) else {
                self.weigh();
                continue;
            };
            if damage >= 0 {
                self.weigh();
            }
            self.trail.push((variable, by));
            self.shift(variable, by);
            // Not straight back again.
            let until = turn + 4 + u32::try_from(random % 8).unwrap_or(0);
            self.resting[variable as usize] = (until, by.signum());
            self.rested.push(variable);
        }
        while let Some(variable) = self.rested.pop() {
            self.resting[variable as usize] = (0, 0);
        }
        while let Some(relation) = self.weighed.pop() {
            self.weight[relation as usize] = 1;
        }
        self.broken.is_empty()
    }

    fn weigh(&mut self) {
        for relation in &self.broken {
            self.weight[*relation as usize] += 1;
            self.weighed.push(*relation);
        }
    }

    // The change that brings a relation nearer to holding and does least damage elsewhere.
    fn best_way(&mut self, relation: u32, turn: u32, random: u64) -> Option<(i64, Variable, i64)> {
        let tables = self.tables;
        let sum = self.sums[relation as usize];
        let mut best: Option<(i64, u64, Variable, i64)> = None;
        for wanted in targets(tables.limits(relation), sum).into_iter().flatten() {
            for (variable, coefficient) in tables.terms(relation) {
                if self.direction[*variable as usize] == HELD {
                    continue;
                }
                let by = needed(wanted - sum, i64::from(*coefficient));
                let (until, direction) = self.resting[*variable as usize];
                if turn < until && by.signum() != direction {
                    continue;
                }
                let by = self.as_far_as_fits(*variable, by);
                if by == 0 {
                    self.blocked.push(*variable);
                    continue;
                }
                let damage = self.damage(*variable, by);
                let tie = mixed(u64::from(*variable) ^ random);
                let way = (damage, tie, *variable, by);
                if best.is_none_or(|best| way < best) {
                    best = Some(way);
                }
            }
        }
        best.map(|(damage, _, variable, by)| (damage, variable, by))
    }

    /// Brings one relation that did not hold from the beginning to within `to` of holding, without
    /// breaking any further. Returns whether that was possible; if not, nothing has changed.
    pub(crate) fn repair(&mut self, relation: u32, to: i64, effort: Effort) -> bool {
        let start = self.trail.len();
        let allowed = self.allowance[relation as usize];
        self.left = effort.changes;
        self.allow(relation, to);
        let arrived = self.mend(effort, start);
        if arrived {
            for at in start..self.trail.len() {
                for (relation, _) in self.tables.relations_of(self.trail[at].0) {
                    let distance = self.distance(*relation);
                    let allowance = &mut self.allowance[*relation as usize];
                    *allowance = distance.min(*allowance);
                }
            }
        } else {
            self.back_to(start);
            self.allow(relation, allowed);
        }
        self.release();
        arrived
    }

    /// How far each relation is from holding that is not yet mended.
    pub(crate) fn allowance(&self) -> &[i64] {
        &self.allowance
    }

    fn release(&mut self) {
        while let Some(variable) = self.moved.pop() {
            self.direction[variable as usize] = 0;
        }
    }

    fn allow(&mut self, relation: u32, allowance: i64) {
        self.allowance[relation as usize] = allowance;
        self.note(relation);
    }

    fn distance(&self, relation: u32) -> i64 {
        distance(self.tables.limits(relation), self.sums[relation as usize])
    }

    fn fits(&self, variable: Variable, by: i64) -> bool {
        let at = variable as usize;
        self.tables.boxes[at].contains(self.values[at] + by)
    }

    fn change(&mut self, variable: Variable, by: i64) {
        let direction = &mut self.direction[variable as usize];
        if *direction == 0 {
            self.moved.push(variable);
        }
        *direction = if by > 0 { 1 } else { -1 };
        self.trail.push((variable, by));
        self.shift(variable, by);
    }

    fn shift(&mut self, variable: Variable, by: i64) {
        self.values[variable as usize] += by;
        let tables = self.tables;
        for (relation, coefficient) in tables.relations_of(variable) {
            self.sums[*relation as usize] += i64::from(*coefficient) * by;
            self.note(*relation);
        }
    }

    fn note(&mut self, relation: u32) {
        let at = relation as usize;
        let holds = self.distance(relation) <= self.allowance[at];
        match (holds, self.broken_at[at]) {
            (false, 0) => {
                self.broken.push(relation);
                self.broken_at[at] = short(self.broken.len());
            }
            (true, place) if place > 0 => self.forget(relation),
            _ => {}
        }
    }

    fn forget(&mut self, relation: u32) {
        let place = self.broken_at[relation as usize];
        if place == 0 {
            return;
        }
        self.broken.swap_remove(place as usize - 1);
        if let Some(moved) = self.broken.get(place as usize - 1) {
            self.broken_at[*moved as usize] = place;
        }
        self.broken_at[relation as usize] = 0;
    }

    fn mend(&mut self, effort: Effort, start: usize) -> bool {
        let Some(relation) = self.broken.last().copied() else {
            return true;
        };
        if self.trail.len() - start > LONGEST {
            return false;
        }
        let ways = self.ways(relation, effort);
        for (variable, by) in ways {
            if self.left == 0 {
                return false;
            }
            self.left -= 1;
            let before = self.direction[variable as usize];
            self.change(variable, by);
            if self.mend(effort, start) {
                return true;
            }
            self.trail.pop();
            self.shift(variable, -by);
            self.direction[variable as usize] = before;
        }
        false
    }

    /// The changes that bring a relation nearer to holding, those that break least first.
    fn ways(&mut self, relation: u32, effort: Effort) -> Vec<(Variable, i64)> {
        let tables = self.tables;
        let sum = self.sums[relation as usize];
        let limits = tables.limits(relation);
        let mut ways = std::mem::take(&mut self.scratch);
        ways.clear();
        for wanted in targets(limits, sum).into_iter().flatten() {
            for (variable, coefficient) in tables.terms(relation) {
                let coefficient = i64::from(*coefficient);
                let by = needed(wanted - sum, coefficient);
                let direction = self.direction[*variable as usize];
                if direction != 0 && i64::from(direction) != by.signum() {
                    continue;
                }
                let by = self.as_far_as_fits(*variable, by);
                if by == 0 {
                    self.blocked.push(*variable);
                    continue;
                }
                let damage = self.damage(*variable, by);
                let room = mixed(u64::from(*variable) ^ effort.seed);
                ways.push((damage, room, *variable, by));
            }
        }
        ways.sort_unstable();
        let chosen = ways
            .iter()
            .take(effort.ways)
            .map(|(_, _, variable, by)| (*variable, *by))
            .collect();
        self.scratch = ways;
        chosen
    }

    // As much of a change as the variable's own values allow.
    fn as_far_as_fits(&self, variable: Variable, by: i64) -> i64 {
        let at = variable as usize;
        let range = &self.tables.boxes[at];
        let wanted = (self.values[at] + by).clamp(range.lower, range.upper.max(range.lower));
        let inside = range.gap.0 <= wanted && wanted <= range.gap.1;
        let settled = match (inside, by > 0) {
            (false, _) => wanted,
            (true, true) => range.gap.0 - 1,
            (true, false) => range.gap.1 + 1,
        };
        let by_now = settled - self.values[at];
        if by_now.signum() == by.signum() {
            by_now
        } else {
            0
        }
    }

    // How much more is broken after a change than before.
    fn damage(&self, variable: Variable, by: i64) -> i64 {
        let relations = self.tables.relations_of(variable).iter();
        relations
            .map(|(relation, coefficient)| {
                let before = self.sums[*relation as usize];
                let after = before + i64::from(*coefficient) * by;
                let limits = self.tables.limits(*relation);
                let damage = distance(limits, after) - distance(limits, before);
                damage * self.weight[*relation as usize]
            })
            .sum()
    }
}

// The change of a variable that changes a sum by so much, rounded away from zero so that one change
// is enough where it can be.
fn needed(change: i64, coefficient: i64) -> i64 {
    let size = (change.abs() + coefficient.abs() - 1) / coefficient.abs();
    change.signum() * coefficient.signum() * size
}

// The nearest allowed sums: one, or the two ends of a gap.
fn targets(limits: &Range, sum: i64) -> [Option<i64>; 2] {
    if sum < limits.lower {
        return [Some(limits.lower), None];
    }
    if sum > limits.upper {
        return [Some(limits.upper), None];
    }
    if (limits.gap.0..=limits.gap.1).contains(&sum) {
        let below = Some(limits.gap.0 - 1).filter(|end| *end >= limits.lower);
        let above = Some(limits.gap.1 + 1).filter(|end| *end <= limits.upper);
        return [below, above];
    }
    [None, None]
}

fn distance(limits: &Range, sum: i64) -> i64 {
    targets(limits, sum)
        .into_iter()
        .flatten()
        .map(|target| (target - sum).abs())
        .min()
        .unwrap_or(0)
}

// One number scattered over all (the mixing step of SplitMix64).
pub(crate) fn mixed(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

fn short(index: usize) -> u32 {
    u32::try_from(index).expect("a snapshot has far fewer relations than that")
}
