//! The audit: proof, by whole tables of numbers, that no withheld count is too narrow.
//!
//! A withheld count is safe when so many different values of it were each seen in a table of
//! whole numbers that would have been published just the same. Bounds alone never prove that a
//! count is safe; they only prove that one is not.

use std::collections::{BTreeMap, BTreeSet};

use measures::breakdown::Breakdown;
use measures::catalogue::{Catalogue, Place};

use crate::certify::{Witnesses, certify};
use crate::combinations::{Listings, Set};
use crate::earlier::Earlier;
use crate::joint::Joint;
use crate::knowledge::Knowledge;
use crate::maps::Piece;
use crate::pair::Pair;
use crate::policy::Policy;
use crate::primary::{Mark, Snapshot};
use crate::propagate::Infeasible;
use crate::release::{PublishedRow, Release};
use crate::system::Variable;
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
    /// People of a town that nobody lives in moved or became others; counts of anything changed.
    pub invented_town: u64,
    /// It is known that nobody of a large group is meant, as a shown 0 would say too.
    pub known_empty: u64,
}

impl Certified {
    /// All withheld counts that were shown to be safe.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.within_table
            + self.with_totals
            + self.across_measures
            + self.invented_town
            + self.known_empty
    }
}

impl Certified {
    pub(crate) fn add(&mut self, other: &Self) {
        self.within_table += other.within_table;
        self.with_totals += other.with_totals;
        self.across_measures += other.across_measures;
        self.known_empty += other.known_empty;
        self.invented_town += other.invented_town;
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
/// `previous` is an earlier release that has snapshots in common with this one. Each of these must
/// say what it said, count for count and mark for mark; or it was revised, and then the two together
/// must keep every withheld count of both, and every piece that neighbourhoods of their two maps
/// have in common, as open as one release has to.
///
/// # Errors
/// [`Unprotectable::Policy`] and [`Unprotectable::Definition`] when the release cannot be read,
/// [`Unprotectable::Earlier`] when the earlier one cannot be compared with it.
pub fn of_published(release: &Release, previous: Option<&Release>) -> Result<Audit, Unprotectable> {
    let Release {
        catalogue, policy, ..
    } = release;
    policy.check(catalogue)?;
    let earlier = match previous {
        Some(previous) => Earlier::of(previous, catalogue, policy)?,
        None => None,
    };
    let listings = release.listings();
    let joint = Joint::of(catalogue, policy.withholds_complements(), &listings)?;
    let mut audit = Audit::default();
    for period in 0..catalogue.periods.len() {
        let read = release.snapshot(&joint, &listings, period);
        let twice = read.two_counts.iter().map(|variable| Finding {
            cell: read.snapshot.name(catalogue, &joint, *variable),
            problem: Problem::TwoCounts,
        });
        audit.findings.extend(twice);
        if let Some(earlier) = earlier.as_ref().filter(|one| one.periods.contains(&period)) {
            beside(release, earlier, &joint, &read.snapshot, &mut audit)?;
        }
        let of_period = of_snapshot(catalogue, policy, &joint, read.snapshot);
        audit.findings.extend(of_period.findings);
        audit.certified.add(&of_period.certified);
    }
    Ok(audit)
}

/// Audits a snapshot beside the same one of an earlier release.
fn beside(
    release: &Release,
    earlier: &Earlier,
    joint: &Joint,
    now: &Snapshot,
    audit: &mut Audit,
) -> Result<(), Unprotectable> {
    let Release {
        catalogue, policy, ..
    } = release;
    let period = now.period;
    let listings = release.listings();
    let before = listings.with_listed(earlier.kept.listed());
    let before = earlier.kept.snapshot(joint, &before, period).snapshot;
    let said = |at: &usize| match before.marks[*at] {
        Mark::Shown | Mark::Primary | Mark::NotCalculable => true,
        Mark::Unlisted => now.marks[*at] == Mark::Shown,
        _ => false,
    };
    let differs = |at: &usize| {
        let [now, before] = [now, &before].map(|one| (one.marks[*at], one.values[*at]));
        now != before
    };
    let changed = (0..before.marks.len()).filter(|at| said(at) && differs(at));
    let changed: Vec<usize> = changed.collect();
    if changed.is_empty() {
        audit
            .findings
            .extend(other_figures(release, earlier, period));
        return Ok(());
    }
    let mut find = |at: usize, problem| {
        let variable = Variable::try_from(at).expect("variables are numbered so");
        let cell = now.name(catalogue, joint, variable);
        audit.findings.push(Finding { cell, problem });
    };
    let quarter = catalogue.periods[period];
    let pieces = earlier.maps.pieces.iter();
    let single = |piece: &Piece| piece.n_small_areas == 1 && !piece.is_neighbourhood;
    if earlier.own.revised.contains(&quarter)
        || !earlier.same_fifths()
        || pieces.clone().any(single)
    {
        for at in &changed {
            find(*at, Problem::TwoCounts);
        }
        return Ok(());
    }
    for at in changed {
        let (_, place) = joint.subject_and_place(Variable::try_from(at).unwrap_or_default());
        let is_local = joint.grid.places[place].breakdown == Breakdown::ImdLocalQuintile;
        let shown = now.marks[at] == Mark::Shown;
        // Once withheld is withheld; and fifths of other people are not the same groups.
        let hidden = before.marks[at].is_withheld() || before.marks[at] == Mark::Unlisted;
        if shown && (is_local || hidden) {
            find(at, Problem::TwoCounts);
        }
    }
    let sets: BTreeSet<Set> = [&listings, &earlier.own.listings()]
        .into_iter()
        .flat_map(|listings| listings.sets.iter().cloned())
        .collect();
    let listings = [earlier.own.listed(), release.listed()].map(|listed| Listings {
        sets: sets.iter().cloned().collect(),
        every_set: listings.every_set,
        listed,
    });
    let mut pair = Pair::new(&earlier.maps, policy, &listings[0])?;
    let mut both = pair.nothing(period);
    pair.read(&mut both, &earlier.own, false, &listings[0]);
    pair.read(&mut both, release, true, &listings[1]);
    let both = both.snapshot;
    let found = match pair.draw_together(&both) {
        Some(_) => of_snapshot(&pair.maps.catalogue, policy, &pair.joint, both),
        None => Audit {
            findings: vec![Finding {
                cell: both.name(&pair.maps.catalogue, &pair.joint, 0),
                problem: Problem::NoTable,
            }],
            ..Audit::default()
        },
    };
    audit.findings.extend(found.findings);
    audit.certified.add(&found.certified);
    Ok(())
}

/// Rows of a snapshot whose counts are as before, with figures beside them that are not.
fn other_figures(release: &Release, earlier: &Earlier, period: usize) -> Vec<Finding> {
    let of = |rows: &[PublishedRow]| -> BTreeMap<(usize, Place), PublishedRow> {
        let rows = rows.iter().filter(|row| row.period == period);
        rows.map(|row| ((row.measure, row.place), *row)).collect()
    };
    let now = of(&release.rows);
    let catalogue = &release.catalogue;
    let differs = of(&earlier.kept.rows).into_iter().filter(|(key, before)| {
        let figures = |row: &PublishedRow| (row.standardised, row.dispersion);
        now.get(key)
            .is_some_and(|now| figures(now) != figures(before))
    });
    differs
        .map(|((measure, place), _)| Finding {
            cell: Cell {
                counts: catalogue.measures[measure].key.clone(),
                period: catalogue.periods[period].to_string(),
                area: catalogue.area(place.area).code.clone(),
                breakdown: place.breakdown.key().to_owned(),
                group: catalogue.groups(place.breakdown)[place.group].clone(),
            },
            problem: Problem::TwoCounts,
        })
        .collect()
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
    for (variable, _) in outcome.found.open {
        find(variable, Problem::NotCertified);
    }
    audit.certified = outcome.certified;
    audit.certified.known_empty += known_empty;
    audit
}
