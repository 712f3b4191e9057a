//! How much was withheld, for the people who prepare a release.
//!
//! It tells primary from secondary suppression and weighs by exact counts, so it belongs beside
//! the extract. It must never be published: readers get one mark for both kinds.

use measures::definition::Family;
use measures::period::Quarter;

use crate::audit::Certified;
use crate::unprotectable::Cell;

/// What happened to the numerators of one family of measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FamilyReport {
    /// The family.
    pub family: Family,
    /// Cells, and how many of them went which way.
    pub cells: Tally,
}

/// Cells by what was done with them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Shown, rounded.
    pub shown: u64,
    /// Withheld for their own size, or their complement's.
    pub withheld_primary: u64,
    /// Withheld so that others cannot be worked out.
    pub withheld_secondary: u64,
    /// Empty by geography.
    pub no_people: u64,
    /// Not calculable from this extract.
    pub not_calculable: u64,
    /// People (or events) in the shown cells.
    pub people_shown: u64,
    /// People (or events) in the withheld cells.
    pub people_withheld: u64,
}

/// The report of a protected release.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Published numerators, by family in the order of [`Family`].
    pub families: Vec<FamilyReport>,
    /// Published denominators, each once however many measures share it.
    pub populations: Tally,
    /// How often a further cell was withheld and everything propagated again, over all snapshots.
    pub rounds: u64,
    /// At how many snapshots whole classes of figures were withheld, because so few people are
    /// counted.
    pub coarse_snapshots: u64,
    /// How the withheld numbers were shown to be safe.
    pub certified: Certified,
    /// Every withheld number with the bounds that propagation gives, in order of snapshot.
    pub bounds: Vec<CellBounds>,
    /// Snapshots that were to be revised and stayed as they were, and why.
    pub not_revised: Vec<(Quarter, String)>,
}

/// What follows of one withheld number, relation by relation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellBounds {
    /// Where it is.
    pub cell: Cell,
    /// The least it can be.
    pub lower: u64,
    /// The most it can be, if there is a bound.
    pub upper: Option<u64>,
}

impl Tally {
    /// All cells.
    #[must_use]
    pub fn cells(&self) -> u64 {
        self.shown
            + self.withheld_primary
            + self.withheld_secondary
            + self.no_people
            + self.not_calculable
    }

    /// The share of people (or events) in withheld cells, 0 to 1; 0 when there is nobody at all.
    #[must_use]
    pub fn share_withheld(&self) -> f64 {
        match self.people_shown + self.people_withheld {
            0 => 0.0,
            people => self.people_withheld as f64 / people as f64,
        }
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.shown += other.shown;
        self.withheld_primary += other.withheld_primary;
        self.withheld_secondary += other.withheld_secondary;
        self.no_people += other.no_people;
        self.not_calculable += other.not_calculable;
        self.people_shown += other.people_shown;
        self.people_withheld += other.people_withheld;
    }
}

impl Report {
    /// All published numerators together.
    #[must_use]
    pub fn numerators(&self) -> Tally {
        let mut total = Tally::default();
        for family in &self.families {
            total.add(&family.cells);
        }
        total
    }
}
