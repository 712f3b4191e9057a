//! The audit: proof, by whole tables of numbers, that no withheld count is too narrow.
//!
//! A withheld count is safe when so many different values of it were each seen in a table of
//! whole numbers that would have been published just the same. Bounds alone never prove that a
//! count is safe; they only prove that one is not.

use measures::catalogue::Catalogue;

use crate::certify::{Witnesses, certify};
use crate::joint::Joint;
use crate::knowledge::Knowledge;
use crate::policy::Policy;
use crate::primary::{Mark, Snapshot};
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
    /// The search was given up: propagation found no relation that narrows them, and no whole
    /// tables were found either.
    pub undecided: u64,
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
        self.undecided += other.undecided;
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
/// `previous` is an earlier release that has snapshots in common with this one: what it says of
/// them has to be said again, count for count and mark for mark, so that the two together say no
/// more than each.
///
/// # Errors
/// [`Unprotectable::Policy`] and [`Unprotectable::Definition`] when the release cannot be read,
/// [`Unprotectable::Earlier`] when the earlier one cannot be compared with it.
pub fn of_published(release: &Release, previous: Option<&Release>) -> Result<Audit, Unprotectable> {
    let Release {
        catalogue, policy, ..
    } = release;
    policy.check(catalogue)?;
    let earlier = previous
        .map(|previous| previous.restated(catalogue, policy))
        .transpose()?;
    let listings = release.listings();
    let joint = Joint::of(catalogue, policy.withholds_complements(), &listings)?;
    let mut audit = Audit::default();
    for period in 0..catalogue.periods.len() {
        let read = release.snapshot(&joint, &listings, period);
        let named = |variable, problem| Finding {
            cell: read.snapshot.name(catalogue, &joint, variable),
            problem,
        };
        let twice = read.two_counts.iter();
        audit
            .findings
            .extend(twice.map(|variable| named(*variable, Problem::TwoCounts)));
        if let Some(earlier) = &earlier {
            let before = earlier.snapshot(&joint, &listings, period).snapshot;
            let changed = (0..).zip(&before.marks).filter(|(variable, mark)| {
                let at = *variable as usize;
                let now = read.snapshot.marks[at];
                let said = matches!(mark, Mark::Shown | Mark::Primary);
                said && (now, read.snapshot.values[at]) != (**mark, before.values[at])
            });
            audit
                .findings
                .extend(changed.map(|(variable, _)| named(variable, Problem::TwoCounts)));
        }
        let of_period = of_snapshot(catalogue, policy, &joint, read.snapshot);
        audit.findings.extend(of_period.findings);
        audit.certified.add(&of_period.certified);
    }
    Ok(audit)
}

/// Audits one snapshot by its marks and published values.
pub(crate) fn of_snapshot(
    catalogue: &Catalogue,
    policy: &Policy,
    joint: &Joint,
    snapshot: Snapshot,
) -> Audit {
    let knowledge = Knowledge::new(policy, joint, snapshot);
    let mut audit = Audit::default();
    let mut find = |variable, problem| {
        let cell = knowledge.snapshot.name(catalogue, joint, variable);
        audit.findings.push(Finding { cell, problem });
    };
    let mut bounds = knowledge.bounds();
    if let Err(Infeasible(variable)) = knowledge.exhaust(&mut bounds) {
        find(variable, Problem::NoTable);
        return audit;
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
        return audit;
    };
    for (variable, _) in outcome.open {
        find(variable, Problem::NotCertified);
    }
    audit.certified = outcome.certified;
    audit.certified.known_empty += known_empty;
    audit
}
