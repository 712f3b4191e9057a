//! All whole tables that would be published just the same, in a form that is quick to move in.
//!
//! The people left out of a share are not a number of their own here but a difference of two, and
//! relations that no table within the bounds can break are left out. So are all words: nothing
//! here knows a measure, a place or a mark. What is found here is checked elsewhere.

use crate::propagate::Range;
use crate::system::{System, UNBOUNDED, Variable};

/// What a number stands for: a variable, or one variable less another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Expression {
    pub(crate) plus: Variable,
    pub(crate) minus: Option<Variable>,
}

impl Expression {
    /// Its value in a table.
    pub(crate) fn value(&self, values: &[i64]) -> i64 {
        let minus = self.minus.map_or(0, |minus| values[minus as usize]);
        values[self.plus as usize] - minus
    }

    fn terms(&self) -> impl Iterator<Item = (Variable, i64)> {
        let minus = self.minus.map(|minus| (minus, -1));
        [(self.plus, 1)].into_iter().chain(minus)
    }
}

/// Variables with the values each may have, and the relations between them that can be broken.
#[derive(Debug)]
pub(crate) struct Tables {
    /// The values a variable may have, whatever the others have.
    pub(crate) boxes: Vec<Range>,
    terms: Vec<(Variable, i32)>,
    starts: Vec<u32>,
    limits: Vec<Range>,
    of_variable: Vec<(u32, i32)>,
    variable_starts: Vec<u32>,
}

impl Tables {
    /// The tables of a system within some ranges; `expressions` says what each of its variables
    /// stands for.
    pub(crate) fn new(system: &System, expressions: &[Expression], ranges: &[Range]) -> Self {
        let mut tables = Self {
            boxes: vec![Range::ANY; ranges.len()],
            terms: Vec::new(),
            starts: Vec::new(),
            limits: Vec::new(),
            of_variable: Vec::new(),
            variable_starts: Vec::new(),
        };
        for (variable, expression) in expressions.iter().enumerate() {
            if expression.minus.is_none() {
                tables.boxes[variable] = ranges[variable];
            }
        }
        for (variable, expression) in expressions.iter().enumerate() {
            if expression.minus.is_some() {
                let terms: Vec<_> = expression.terms().collect();
                tables.add(&terms, ranges[variable]);
            }
        }
        let stands_for_itself = |variable: Variable| expressions[variable as usize].minus.is_none();
        for index in 0..system.n_relations() {
            let relation = system.relation(u32::try_from(index).unwrap_or(u32::MAX));
            // What holds between differences follows from what holds between their parts, but for
            // how far apart two of them may be.
            let is_room = relation.lower > -UNBOUNDED && relation.lower < relation.upper;
            let mut terms = relation.terms.iter();
            if !is_room && !terms.any(|term| stands_for_itself(term.variable)) {
                continue;
            }
            let mut terms: Vec<(Variable, i64)> = Vec::with_capacity(relation.terms.len());
            for term in relation.terms {
                for (variable, sign) in expressions[term.variable as usize].terms() {
                    let coefficient = sign * i64::from(term.coefficient);
                    match terms.iter_mut().find(|known| known.0 == variable) {
                        Some(known) => known.1 += coefficient,
                        None => terms.push((variable, coefficient)),
                    }
                }
            }
            terms.retain(|(_, coefficient)| *coefficient != 0);
            tables.add(&terms, Range::between(relation.lower, relation.upper));
        }
        tables.index();
        tables
    }

    /// How many variables there are.
    pub(crate) fn n_variables(&self) -> usize {
        self.boxes.len()
    }

    /// How many relations can be broken.
    pub(crate) fn n_relations(&self) -> usize {
        self.limits.len()
    }

    /// The terms of a relation.
    pub(crate) fn terms(&self, relation: u32) -> &[(Variable, i32)] {
        let relation = relation as usize;
        &self.terms[self.starts[relation] as usize..self.starts[relation + 1] as usize]
    }

    /// The sums that a relation allows.
    pub(crate) fn limits(&self, relation: u32) -> &Range {
        &self.limits[relation as usize]
    }

    /// The relations of a variable, each with its coefficient there.
    pub(crate) fn relations_of(&self, variable: Variable) -> &[(u32, i32)] {
        let variable = variable as usize;
        let start = self.variable_starts[variable] as usize;
        &self.of_variable[start..self.variable_starts[variable + 1] as usize]
    }

    fn add(&mut self, terms: &[(Variable, i64)], limits: Range) {
        if terms.is_empty() || self.always_holds(terms, &limits) {
            return;
        }
        self.starts.push(short(self.terms.len()));
        self.limits.push(limits);
        self.terms
            .extend(terms.iter().map(|(variable, coefficient)| {
                (*variable, i32::try_from(*coefficient).unwrap_or(i32::MAX))
            }));
    }

    fn always_holds(&self, terms: &[(Variable, i64)], limits: &Range) -> bool {
        let (mut least, mut greatest) = (0_i64, 0_i64);
        for (variable, coefficient) in terms {
            let range = &self.boxes[*variable as usize];
            let ends = [range.lower, range.upper].map(|end| end.saturating_mul(*coefficient));
            least = least.saturating_add(ends[0].min(ends[1]));
            greatest = greatest.saturating_add(ends[0].max(ends[1]));
        }
        let gap = limits.gap.0.max(limits.lower) <= limits.gap.1.min(limits.upper)
            && limits.gap.0 <= greatest
            && least <= limits.gap.1;
        let from_below = limits.lower <= -UNBOUNDED || limits.lower <= least;
        let from_above = limits.upper >= UNBOUNDED || greatest <= limits.upper;
        from_below && from_above && !gap
    }

    fn index(&mut self) {
        self.starts.push(short(self.terms.len()));
        let n_variables = self.boxes.len();
        let mut starts = vec![0_u32; n_variables + 1];
        for (variable, _) in &self.terms {
            starts[*variable as usize + 1] += 1;
        }
        for variable in 0..n_variables {
            starts[variable + 1] += starts[variable];
        }
        let mut next = starts.clone();
        self.of_variable = vec![(0, 0); self.terms.len()];
        for relation in 0..self.limits.len() {
            for at in self.starts[relation]..self.starts[relation + 1] {
                let (variable, coefficient) = self.terms[at as usize];
                let slot = &mut next[variable as usize];
                self.of_variable[*slot as usize] = (short(relation), coefficient);
                *slot += 1;
            }
        }
        self.variable_starts = starts;
    }
}

fn short(index: usize) -> u32 {
    u32::try_from(index).expect("a snapshot has far fewer terms than that")
}
