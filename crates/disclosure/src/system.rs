//! A system of linear relations between whole numbers.
//!
//! It knows no measure and no policy: variables are numbers, relations are sums with small whole
//! coefficients that lie between two bounds.

use std::ops::RangeFrom;

/// A variable by its number.
pub(crate) type Variable = u32;
/// A relation by its number.
pub(crate) type RelationIndex = u32;

/// Beyond every count there can be; stands for "no bound".
pub(crate) const UNBOUNDED: i64 = 1 << 48;

/// What a relation says in the domain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    /// Published parts and their total: what a reader would subtract.
    Sum,
    /// Any other relation.
    Order,
}

/// One variable with its coefficient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Term {
    pub(crate) variable: Variable,
    pub(crate) coefficient: i32,
}

/// `lower <= Σ coefficient · variable <= upper`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Relation<'a> {
    pub(crate) terms: &'a [Term],
    pub(crate) lower: i64,
    pub(crate) upper: i64,
    pub(crate) sort: Sort,
}

impl Relation<'_> {
    /// Whether these values satisfy it.
    pub(crate) fn holds(&self, value: impl Fn(Variable) -> i64) -> bool {
        let sum: i64 = self
            .terms
            .iter()
            .map(|term| i64::from(term.coefficient) * value(term.variable))
            .sum();
        (self.lower..=self.upper).contains(&sum)
    }
}

/// Relations, stored end to end, and for each variable the relations it is in.
#[derive(Debug)]
pub(crate) struct System {
    terms: Vec<Term>,
    starts: Vec<u32>,
    limits: Vec<(i64, i64, Sort)>,
    of_variable: Vec<RelationIndex>,
    variable_starts: Vec<u32>,
}

/// A system while relations are added to it.
#[derive(Debug, Default)]
pub(crate) struct SystemBuilder {
    terms: Vec<Term>,
    starts: Vec<u32>,
    limits: Vec<(i64, i64, Sort)>,
}

impl SystemBuilder {
    /// Adds a relation.
    pub(crate) fn add(
        &mut self,
        terms: impl IntoIterator<Item = (Variable, i32)>,
        (lower, upper): (i64, i64),
        sort: Sort,
    ) {
        let start = self.terms.len();
        self.starts.push(short(start));
        self.limits.push((lower, upper, sort));
        for (variable, coefficient) in terms {
            // Each variable once: narrowing takes a term's bounds out of the sum of all.
            let known = self.terms[start..]
                .iter()
                .position(|term| term.variable == variable);
            let index = start + known.unwrap_or(self.terms.len() - start);
            if known.is_none() {
                self.terms.push(Term {
                    variable,
                    coefficient: 0,
                });
            }
            self.terms[index].coefficient += coefficient;
            if self.terms[index].coefficient == 0 {
                self.terms.remove(index);
            }
        }
    }

    /// Adds `smaller <= larger`.
    pub(crate) fn at_most(&mut self, smaller: Variable, larger: Variable) {
        self.add([(smaller, 1), (larger, -1)], (-UNBOUNDED, 0), Sort::Order);
    }

    /// Adds `Σ parts = total`.
    pub(crate) fn sum(&mut self, parts: impl IntoIterator<Item = Variable>, total: Variable) {
        let parts = parts.into_iter().map(|part| (part, 1));
        self.add(parts.chain([(total, -1)]), (0, 0), Sort::Sum);
    }

    /// How many relations there are so far.
    pub(crate) fn n_relations(&self) -> usize {
        self.limits.len()
    }

    /// Which of so many variables are in some relation so far.
    pub(crate) fn used(&self, n_variables: usize) -> Vec<bool> {
        let mut used = vec![false; n_variables];
        for term in &self.terms {
            used[term.variable as usize] = true;
        }
        used
    }

    /// The finished system over so many variables.
    pub(crate) fn finish(mut self, n_variables: usize) -> System {
        self.starts.push(short(self.terms.len()));
        let mut variable_starts = vec![0_u32; n_variables + 1];
        for term in &self.terms {
            variable_starts[term.variable as usize + 1] += 1;
        }
        for index in 0..n_variables {
            variable_starts[index + 1] += variable_starts[index];
        }
        let mut next = variable_starts.clone();
        let mut of_variable = vec![0; self.terms.len()];
        for relation in 0..self.limits.len() {
            for index in self.starts[relation]..self.starts[relation + 1] {
                let slot = &mut next[self.terms[index as usize].variable as usize];
                of_variable[*slot as usize] = short(relation);
                *slot += 1;
            }
        }
        System {
            terms: self.terms,
            starts: self.starts,
            limits: self.limits,
            of_variable,
            variable_starts,
        }
    }
}

impl System {
    pub(crate) fn n_variables(&self) -> usize {
        self.variable_starts.len() - 1
    }

    pub(crate) fn n_relations(&self) -> usize {
        self.limits.len()
    }

    /// Moves the bounds of some relations.
    pub(crate) fn set_limits(&mut self, relations: RangeFrom<usize>, (lower, upper): (i64, i64)) {
        for limits in &mut self.limits[relations] {
            (limits.0, limits.1) = (lower, upper);
        }
    }

    pub(crate) fn relation(&self, index: RelationIndex) -> Relation<'_> {
        let index = index as usize;
        let (lower, upper, sort) = self.limits[index];
        Relation {
            terms: &self.terms[self.starts[index] as usize..self.starts[index + 1] as usize],
            lower,
            upper,
            sort,
        }
    }

    pub(crate) fn relations_of(&self, variable: Variable) -> &[RelationIndex] {
        let variable = variable as usize;
        let start = self.variable_starts[variable] as usize;
        &self.of_variable[start..self.variable_starts[variable + 1] as usize]
    }
}

fn short(index: usize) -> u32 {
    u32::try_from(index).expect("a snapshot has far fewer terms than that")
}
