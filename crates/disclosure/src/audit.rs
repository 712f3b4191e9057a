//! The audit: proof, by whole tables of numbers, that no withheld count is too narrow.
//!
//! A withheld count is safe when so many different values of it were each seen in a table of
//! whole numbers that would have been published just the same. Bounds alone never prove that a
//! count is safe; they only prove that one is not.

use crate::certify::{Witnesses, certify};
use crate::joint::Joint;
use crate::knowledge::Knowledge;
use crate::propagate::Infeasible;
use crate::release::Release;
use crate::unprotectable::{Cell, Unprotectable};

/// What an audit found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Audit {
    /// Everything that does not hold, in published order; empty when the release is safe.
    pub findings: Vec<Finding>,
    /// How the withheld counts were shown to be safe.
    pub certified: Certified,
}

/// One thing that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Where.
    pub cell: Cell,
    /// What.
    pub problem: Problem,
}

/// What can be wrong with a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Problem {
    /// The relations leave fewer values than the policy asks for.
    TooNarrow,
    /// No proof was found that it keeps as many values as the policy asks for.
    NotCertified,
    /// No table of whole numbers publishes what is published here.
    NoTable,
    /// One count is published in two ways by two measures.
    TwoCounts,
}

/// Withheld counts by the way in which each was shown to be safe.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Certified {
    /// Other counts of the same thing in the same breakdown moved; no total did.
    pub within_table: u64,
    /// Other counts of the same thing moved, totals among them.
    pub with_totals: u64,
    /// Counts of other things moved as well.
    pub across_measures: u64,
    /// It is known that nobody of a large group is meant, as a shown 0 would say too.
    pub known_empty: u64,
}

impl Certified {
    /// All withheld counts that were shown to be safe.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.within_table + self.with_totals + self.across_measures + self.known_empty
    }
}

impl Certified {
    pub(crate) fn add(&mut self, other: &Self) {
        self.within_table += other.within_table;
        self.with_totals += other.with_totals;
        self.across_measures += other.across_measures;
        self.known_empty += other.known_empty;
    }
}

impl Audit {
    /// Whether nothing was found.
    #[must_use]
    pub fn is_safe(&self) -> bool {
        self.findings.is_empty()
    }
}

/// Audits a release with what is published and nothing else.
///
/// `previous` is an earlier release that has snapshots in common with this one: both are then one
/// truth, up to the smallest difference that fits.
///
/// # Errors
/// [`Unprotectable::Policy`] and [`Unprotectable::Definition`] when the release cannot be read.
pub fn of_published(release: &Release, previous: Option<&Release>) -> Result<Audit, Unprotectable> {
    let _ = previous;
    let Release {
        catalogue, policy, ..
    } = release;
    policy.check(catalogue)?;
    let listings = release.listings();
    let joint = Joint::of(catalogue, policy.withholds_complements(), &listings)?;
    let mut audit = Audit::default();
    for period in 0..catalogue.periods.len() {
        let read = release.snapshot(&joint, &listings, period);
        let knowledge = Knowledge::new(policy, &joint, read.snapshot);
        let mut find = |variable, problem| {
            let cell = knowledge.snapshot.name(catalogue, &joint, variable);
            audit.findings.push(Finding { cell, problem });
        };
        for variable in read.two_counts {
            find(variable, Problem::TwoCounts);
        }
        let mut bounds = knowledge.bounds();
        if let Err(Infeasible(variable)) = knowledge.exhaust(&mut bounds) {
            find(variable, Problem::NoTable);
            continue;
        }
        let narrow = knowledge.narrow(&bounds);
        for variable in &narrow {
            find(*variable, Problem::TooNarrow);
        }
        let (mut wanted, known_empty) = knowledge.wanted(&bounds);
        wanted.retain(|variable| narrow.binary_search(variable).is_err());
        let mut witnesses = Witnesses::new(joint.system.n_variables());
        let Some(outcome) = certify(&knowledge, &bounds, &wanted, &mut witnesses) else {
            find(0, Problem::NotCertified);
            continue;
        };
        for (variable, _) in outcome.open {
            find(variable, Problem::NotCertified);
        }
        audit.certified.add(&outcome.certified);
        audit.certified.known_empty += known_empty;
    }
    Ok(audit)
}
