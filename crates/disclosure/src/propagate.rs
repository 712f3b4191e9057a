//! What an attacker can narrow a count to, relation by relation.
//!
//! Each relation bounds each of its variables by the bounds of the others; this is repeated until
//! nothing narrows any more. The result does not depend on the order. Every bound it finds is
//! true, so a count narrowed here is unsafe for certain. A count it does not narrow may still be
//! narrowed by several relations taken together: passing is not a proof.

use std::collections::VecDeque;

use crate::system::{RelationIndex, System, UNBOUNDED, Variable};

/// No relation: the bound was there from the start.
pub(crate) const GIVEN: RelationIndex = RelationIndex::MAX;

/// The values one variable can have: `lower..=upper` without the gap.
///
/// The gap holds values that the policy rules out, such as 1 to 9 for the people left out of a
/// share that is shown. It is empty when its start is above its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Range {
    pub(crate) lower: i64,
    pub(crate) upper: i64,
    pub(crate) gap: (i64, i64),
}

impl Range {
    /// Every whole number that is not negative.
    pub(crate) const ANY: Self = Self::between(0, UNBOUNDED);

    pub(crate) const fn between(lower: i64, upper: i64) -> Self {
        Self {
            lower,
            upper,
            gap: (1, 0),
        }
    }

    pub(crate) const fn without(mut self, gap: (i64, i64)) -> Self {
        self.gap = gap;
        self
    }

    /// How many values there are; a negative number means none.
    pub(crate) fn candidates(&self) -> i64 {
        let start = self.gap.0.max(self.lower);
        let end = self.gap.1.min(self.upper);
        self.upper - self.lower + 1 - (end - start + 1).max(0)
    }

    pub(crate) fn contains(&self, value: i64) -> bool {
        (self.lower..=self.upper).contains(&value) && !(self.gap.0..=self.gap.1).contains(&value)
    }

    /// The allowed value nearest to this one, or the lower end when there is none.
    pub(crate) fn nearest(&self, value: i64) -> i64 {
        let inside = value.clamp(self.lower, self.upper.max(self.lower));
        if !(self.gap.0..=self.gap.1).contains(&inside) {
            inside
        } else if self.gap.0 > self.lower {
            self.gap.0 - 1
        } else {
            self.gap.1 + 1
        }
    }

    // A bound inside the gap moves to its far side.
    fn settle(&mut self) {
        if (self.gap.0..=self.gap.1).contains(&self.lower) {
            self.lower = self.gap.1 + 1;
        }
        if (self.gap.0..=self.gap.1).contains(&self.upper) {
            self.upper = self.gap.0 - 1;
        }
    }
}

/// That no value is left for a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Infeasible(pub(crate) Variable);

/// Ranges of all variables, and which relation set each end.
#[derive(Debug)]
pub(crate) struct Bounds {
    pub(crate) ranges: Vec<Range>,
    pub(crate) lower_from: Vec<RelationIndex>,
    pub(crate) upper_from: Vec<RelationIndex>,
    queue: VecDeque<RelationIndex>,
    queued: Vec<bool>,
    /// Earlier ranges, newest last, while a trial may have to be undone.
    trail: Option<Vec<(Variable, Range)>>,
}

impl Bounds {
    pub(crate) fn new(system: &System, ranges: Vec<Range>) -> Self {
        let n_variables = system.n_variables();
        Self {
            ranges,
            lower_from: vec![GIVEN; n_variables],
            upper_from: vec![GIVEN; n_variables],
            queue: VecDeque::new(),
            queued: vec![false; system.n_relations()],
            trail: None,
        }
    }

    /// Narrows everything by every relation, to the end.
    pub(crate) fn propagate_all(&mut self, system: &System) -> Result<(), Infeasible> {
        for variable in 0..self.ranges.len() {
            self.ranges[variable].settle();
        }
        for relation in 0..system.n_relations() {
            let relation = RelationIndex::try_from(relation).unwrap_or(GIVEN);
            self.queue.push_back(relation);
            self.queued[relation as usize] = true;
        }
        self.drain(system)
    }

    /// Narrows some variables further and follows where that leads, so that it can be undone.
    pub(crate) fn try_narrowing(
        &mut self,
        system: &System,
        changes: &[(Variable, Range)],
    ) -> Result<(), Infeasible> {
        self.trail = Some(Vec::new());
        for (variable, range) in changes {
            let mut narrowed = self.ranges[*variable as usize];
            narrowed.lower = narrowed.lower.max(range.lower);
            narrowed.upper = narrowed.upper.min(range.upper);
            if range.gap.0 <= range.gap.1 {
                narrowed.gap = range.gap;
            }
            self.set(system, *variable, narrowed, GIVEN)?;
        }
        self.drain(system)
    }

    /// The variables that the trial changed, some of them more than once.
    pub(crate) fn changed(&self) -> impl Iterator<Item = Variable> {
        self.trail.iter().flatten().map(|(variable, _)| *variable)
    }

    /// Keeps what the trial found.
    pub(crate) fn keep(&mut self) {
        self.trail = None;
    }

    /// Goes back to before the trial.
    pub(crate) fn undo(&mut self) {
        for (variable, range) in self.trail.take().into_iter().flatten().rev() {
            self.ranges[variable as usize] = range;
        }
        for relation in self.queue.drain(..) {
            self.queued[relation as usize] = false;
        }
    }

    fn drain(&mut self, system: &System) -> Result<(), Infeasible> {
        while let Some(index) = self.queue.pop_front() {
            self.queued[index as usize] = false;
            self.narrow_by(system, index)?;
        }
        Ok(())
    }

    fn narrow_by(&mut self, system: &System, index: RelationIndex) -> Result<(), Infeasible> {
        let relation = system.relation(index);
        let (mut least, mut greatest) = (0_i64, 0_i64);
        let (mut open_below, mut open_above) = (0_u32, 0_u32);
        for term in relation.terms {
            let range = &self.ranges[term.variable as usize];
            let (low, high) = ends(term.coefficient, range);
            match low {
                Some(low) => least += low,
                None => open_below += 1,
            }
            match high {
                Some(high) => greatest += high,
                None => open_above += 1,
            }
        }
        let squeezes_down = relation.upper < UNBOUNDED && open_below <= 1;
        let squeezes_up = relation.lower > -UNBOUNDED && open_above <= 1;
        if !(squeezes_down || squeezes_up) {
            return Ok(());
        }
        for term in relation.terms {
            let before = self.ranges[term.variable as usize];
            let (low, high) = ends(term.coefficient, &before);
            // What the other terms leave for this one, if they bound it at all.
            let most = (squeezes_down && open_below == u32::from(low.is_none()))
                .then(|| relation.upper - (least - low.unwrap_or(0)));
            let fewest = (squeezes_up && open_above == u32::from(high.is_none()))
                .then(|| relation.lower - (greatest - high.unwrap_or(0)));
            let coefficient = i64::from(term.coefficient);
            let (fewest, most) = if coefficient > 0 {
                (
                    fewest.map(|sum| -(-sum).div_euclid(coefficient)),
                    most.map(|sum| sum.div_euclid(coefficient)),
                )
            } else {
                (
                    most.map(|sum| -(sum.div_euclid(-coefficient))),
                    fewest.map(|sum| (-sum).div_euclid(-coefficient)),
                )
            };
            let mut after = before;
            after.lower = fewest.map_or(before.lower, |fewest| fewest.max(before.lower));
            after.upper = most.map_or(before.upper, |most| most.min(before.upper));
            if after != before {
                // The sums above stay true, only wider than they could be, until the relation's
                // next turn: `set` puts it back into the queue.
                self.set(system, term.variable, after, index)?;
            }
        }
        Ok(())
    }

    fn set(
        &mut self,
        system: &System,
        variable: Variable,
        mut range: Range,
        from: RelationIndex,
    ) -> Result<(), Infeasible> {
        let at = variable as usize;
        let before = self.ranges[at];
        range.settle();
        if range == before {
            return Ok(());
        }
        if let Some(trail) = &mut self.trail {
            trail.push((variable, before));
        }
        if range.lower != before.lower {
            self.lower_from[at] = from;
        }
        if range.upper != before.upper {
            self.upper_from[at] = from;
        }
        self.ranges[at] = range;
        if range.lower > range.upper {
            return Err(Infeasible(variable));
        }
        for relation in system.relations_of(variable) {
            if !self.queued[*relation as usize] {
                self.queued[*relation as usize] = true;
                self.queue.push_back(*relation);
            }
        }
        Ok(())
    }
}

// The least and greatest of one term; nothing where a range has no upper end.
fn ends(coefficient: i32, range: &Range) -> (Option<i64>, Option<i64>) {
    let coefficient = i64::from(coefficient);
    let lower = Some(coefficient * range.lower);
    let upper = (range.upper < UNBOUNDED).then(|| coefficient * range.upper);
    if coefficient > 0 {
        (lower, upper)
    } else {
        (upper, lower)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::{Sort, SystemBuilder};

    fn bounds(builder: SystemBuilder, ranges: Vec<Range>) -> Result<Vec<(i64, i64)>, Infeasible> {
        let system = builder.finish(ranges.len());
        let mut bounds = Bounds::new(&system, ranges);
        bounds.propagate_all(&system)?;
        Ok(bounds
            .ranges
            .iter()
            .map(|range| (range.lower, range.upper))
            .collect())
    }

    #[test]
    fn a_lone_unknown_follows_from_its_sum() {
        let mut builder = SystemBuilder::default();
        builder.sum([0, 1, 2], 3);
        let ranges = vec![
            Range::between(10, 10),
            Range::ANY,
            Range::between(20, 24),
            Range::between(37, 37),
        ];
        assert_eq!(bounds(builder, ranges).unwrap()[1], (3, 7));
    }

    #[test]
    fn two_unknowns_share_what_is_left() {
        let mut builder = SystemBuilder::default();
        builder.sum([0, 1, 2], 3);
        let ranges = vec![
            Range::ANY,
            Range::ANY,
            Range::between(20, 20),
            Range::between(37, 37),
        ];
        assert_eq!(bounds(builder, ranges).unwrap()[..2], [(0, 17), (0, 17)]);
    }

    #[test]
    fn coefficients_divide_towards_the_inside() {
        // 10 <= 3x - 2y <= 11 with y = 2 leaves only x = 5 (3·5 - 4 = 11).
        let mut builder = SystemBuilder::default();
        builder.add([(0, 3), (1, -2)], (10, 11), Sort::Order);
        let ranges = vec![Range::ANY, Range::between(2, 2)];
        assert_eq!(bounds(builder, ranges).unwrap()[0], (5, 5));
        // 3 - 2y lies between -7 and -4, so y is 4 or 5.
        let mut builder = SystemBuilder::default();
        builder.add([(0, 3), (1, -2)], (-7, -4), Sort::Order);
        let ranges = vec![Range::between(1, 1), Range::ANY];
        assert_eq!(bounds(builder, ranges).unwrap()[1], (4, 5));
    }

    #[test]
    fn a_bound_inside_a_gap_moves_to_its_far_side() {
        // Of 10 to 14 people, 8 to 12 are above the line, and those below are 0 or at least 10.
        let mut builder = SystemBuilder::default();
        builder.sum([0, 1], 2);
        let ranges = vec![
            Range::between(8, 12),
            Range::ANY.without((1, 9)),
            Range::between(10, 14),
        ];
        let found = bounds(builder, ranges).unwrap();
        assert_eq!(found, [(10, 12), (0, 0), (10, 12)]);
    }

    #[test]
    fn candidates_leave_the_gap_out() {
        let rows = [
            (Range::between(0, 4), 5),
            (Range::between(1, 20).without((10, 15)), 14),
            (Range::between(12, 20).without((10, 15)), 5),
            (Range::between(3, 2), 0),
        ];
        for (range, expected) in rows {
            assert_eq!(range.candidates(), expected, "{range:?}");
        }
    }

    #[test]
    fn contradictions_are_found() {
        let mut builder = SystemBuilder::default();
        builder.at_most(0, 1);
        let ranges = vec![Range::between(5, 6), Range::between(1, 4)];
        assert!(bounds(builder, ranges).is_err());
    }

    #[test]
    fn an_undone_trial_leaves_nothing_behind() {
        let mut builder = SystemBuilder::default();
        builder.sum([0, 1], 2);
        let system = builder.finish(3);
        let ranges = vec![Range::ANY, Range::ANY, Range::between(30, 30)];
        let mut bounds = Bounds::new(&system, ranges);
        bounds.propagate_all(&system).unwrap();
        let before = bounds.ranges.clone();
        bounds
            .try_narrowing(&system, &[(0, Range::between(12, 12))])
            .unwrap();
        assert_eq!(bounds.ranges[1], Range::between(18, 18));
        bounds.undo();
        assert_eq!(bounds.ranges, before);
    }
}
