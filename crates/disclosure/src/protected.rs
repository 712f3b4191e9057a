//! The protected table: the only thing that may be encoded and published.
//!
//! [`Protected`] has no public constructor and cannot be deserialised. [`protect`] makes it from
//! exact counts under a policy, or refuses. No other function does.

use measures::area::AreaIndex;
use measures::breakdown::Breakdown;
use measures::catalogue::{Catalogue, ImpossibleGroup, Place};
use measures::period::Quarter;
use measures::published::Published;

use crate::combinations::Listings;
use crate::cost::Cost;
use crate::earlier::Earlier;
use crate::exact::Exact;
use crate::joint::Joint;
use crate::policy::Policy;
use crate::release::{PublishedRow, Release, Standardised};
use crate::report::Report;
use crate::unprotectable::Unprotectable;

mod assembly;
mod follow;
mod snapshots;

use assembly::{Task, certified};
use snapshots::every_snapshot;

/// One published row: a measure at a snapshot in a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ProtectedRow {
    measure: u32,
    period: u32,
    place: Place,
    numerator: Published<u32>,
    denominator: Published<u32>,
    standardised: Option<Standardised>,
    dispersion: Option<f64>,
}

/// The breakdowns of which a standardised figure is published.
pub const STANDARDISED: [Breakdown; 3] = [
    Breakdown::All,
    Breakdown::EthnicGroup,
    Breakdown::ImdQuintile,
];

impl ProtectedRow {
    pub(crate) fn new(
        (measure, period): (usize, usize),
        place: Place,
        numerator: Published<u32>,
        denominator: Published<u32>,
    ) -> Self {
        let narrow = |index| u32::try_from(index).expect("a catalogue has far fewer entries");
        Self {
            measure: narrow(measure),
            period: narrow(period),
            place,
            numerator,
            denominator,
            standardised: None,
            dispersion: None,
        }
    }

    /// What was published before.
    fn again(row: &PublishedRow) -> Self {
        let place = (row.measure, row.period);
        Self {
            standardised: row.standardised,
            dispersion: row.dispersion,
            ..Self::new(place, row.place, row.numerator, row.denominator)
        }
    }

    /// The measure, by its place among [`Catalogue::measures`].
    #[must_use]
    pub fn measure(&self) -> usize {
        self.measure as usize
    }

    /// The snapshot, by its place among [`Catalogue::periods`].
    #[must_use]
    pub fn period(&self) -> usize {
        self.period as usize
    }

    /// The area, breakdown and group.
    #[must_use]
    pub fn place(&self) -> Place {
        self.place
    }

    /// People above the line, or events; rounded.
    #[must_use]
    pub fn numerator(&self) -> Published<u32> {
        self.numerator
    }

    /// People below the line; rounded.
    #[must_use]
    pub fn denominator(&self) -> Published<u32> {
        self.denominator
    }

    /// The age and sex standardised figure, coarse; only in the breakdowns of [`STANDARDISED`]
    /// and where both counts are shown.
    #[must_use]
    pub fn standardised(&self) -> Option<Standardised> {
        self.standardised
    }

    /// How much more the events vary than independent ones would, to one decimal; only where both
    /// counts are shown.
    #[must_use]
    pub fn dispersion(&self) -> Option<f64> {
        self.dispersion
    }
}

/// A set of conditions that at least so many people of an area have that it may be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProtectedCombination {
    period: usize,
    area: AreaIndex,
    conditions: Vec<usize>,
    people: u32,
}

impl ProtectedCombination {
    /// The snapshot, by its place among [`Catalogue::periods`].
    #[must_use]
    pub fn period(&self) -> usize {
        self.period
    }

    /// The neighbourhood or the whole.
    #[must_use]
    pub fn area(&self) -> AreaIndex {
        self.area
    }

    /// The conditions, by their places among [`Catalogue::conditions`], ascending: these and no
    /// others.
    #[must_use]
    pub fn conditions(&self) -> &[usize] {
        &self.conditions
    }

    /// People who have exactly these; rounded, 10 or more.
    #[must_use]
    pub fn people(&self) -> u32 {
        self.people
    }
}

/// Counts that may be shown: every row of the published grid, protected.
#[derive(Debug, Clone, PartialEq)]
pub struct Protected {
    policy: Policy,
    rows: Vec<ProtectedRow>,
    combinations: Vec<ProtectedCombination>,
    impossible_groups: Vec<ImpossibleGroup>,
    followed: Followed,
    report: Report,
}

/// The release before, and what is to be done with its snapshots.
#[derive(Debug, Clone, Copy)]
pub struct Following<'a> {
    /// What it published.
    pub release: &'a Release,
    /// Snapshots to count again if both releases together are safe then; the others stay as they
    /// are.
    pub revise: &'a [Quarter],
}

/// What became of the snapshots of an earlier release, for readers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Followed {
    /// Snapshots that say what they said before.
    pub as_published: Vec<Quarter>,
    /// Snapshots that were counted again after they were first published, in this release or before.
    pub revised: Vec<Quarter>,
    /// Codes of neighbourhoods that are not the same small areas as before, and so have no figures
    /// at snapshots that say what they said.
    pub changed_neighbourhoods: Vec<String>,
}

impl Protected {
    /// Every published row, in order of measure, breakdown, area, period and group. Each goes by
    /// the catalogue's own order: measures by key, breakdowns as in
    /// [`Breakdown::EVERY`](measures::breakdown::Breakdown::EVERY), neighbourhoods by code and
    /// then the whole, the earliest period first, groups as they are labelled.
    #[must_use]
    pub fn rows(&self) -> &[ProtectedRow] {
        &self.rows
    }

    /// Sets of conditions that may be listed, in order of period, area, people (most first) and
    /// conditions; at most 40 for each period and area.
    #[must_use]
    pub fn combinations(&self) -> &[ProtectedCombination] {
        &self.combinations
    }

    /// The policy it was made under.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// A catalogue with the groups that geography leaves empty, each at the snapshots at which it
    /// does: those of an earlier release are on its map.
    #[must_use]
    pub fn catalogue(&self, catalogue: &Catalogue) -> Catalogue {
        Catalogue {
            impossible_groups: self.impossible_groups.clone(),
            ..catalogue.clone()
        }
    }

    /// What became of the snapshots of an earlier release.
    #[must_use]
    pub fn followed(&self) -> &Followed {
        &self.followed
    }

    /// How much was withheld. For those who prepare the release; never to be published.
    #[must_use]
    pub fn report(&self) -> &Report {
        &self.report
    }
}

/// Protects exact counts, or says why they cannot be.
///
/// Small counts are withheld, others rounded, and further ones withheld until no withheld count
/// can be narrowed, relation by relation, to fewer values than the policy asks for. Snapshots are
/// protected apart from each other; the same counts give the same rows on any number of threads.
///
/// # Errors
/// See [`Unprotectable`].
pub fn protect(
    catalogue: &Catalogue,
    policy: &Policy,
    exact: &Exact,
) -> Result<Protected, Unprotectable> {
    protect_after(catalogue, policy, exact, None)
}

/// As [`protect`], for a release that follows an earlier one: its snapshots stay as they were, or
/// are revised where that is wanted and the two together narrow no count either.
///
/// # Errors
/// See [`Unprotectable`].
pub fn protect_after(
    catalogue: &Catalogue,
    policy: &Policy,
    exact: &Exact,
    following: Option<Following<'_>>,
) -> Result<Protected, Unprotectable> {
    policy.check(catalogue)?;
    let earlier = match following {
        Some(following) => Earlier::of(following.release, catalogue, policy)?,
        None => None,
    };
    let listings = Listings::of_exact(catalogue, policy, exact, earlier.as_ref());
    let joint = Joint::of(catalogue, policy.withholds_complements(), &listings)?;
    let task = Task {
        catalogue,
        policy,
        exact,
        joint: &joint,
        listings: &listings,
        earlier,
        revise: following.map_or(&[], |following| following.revise),
        cost: Cost::of(catalogue, policy, &joint),
    };
    // A fault in counting is found before the long work, whichever snapshot it is in.
    for period in 0..catalogue.periods.len() {
        task.exact_snapshot(period)?;
    }
    let snapshots = every_snapshot(catalogue.periods.len(), &|period| task.snapshot(period))?;
    let (rows, families) = task.rows(&snapshots);
    let settled = snapshots.iter().map(|prepared| &prepared.settled);
    Ok(Protected {
        policy: policy.clone(),
        rows,
        combinations: task.combinations(&snapshots),
        impossible_groups: task.impossible_groups(&snapshots),
        followed: task.followed(&snapshots),
        report: Report {
            families,
            populations: task.populations(&snapshots),
            rounds: settled.clone().map(|settled| settled.rounds).sum(),
            coarse_snapshots: settled.map(|settled| u64::from(settled.coarse)).sum(),
            certified: certified(&snapshots),
            bounds: task.bounds(&snapshots),
            not_revised: task.not_revised(&snapshots),
        },
    })
}
