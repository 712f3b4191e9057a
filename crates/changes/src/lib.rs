//! What a release says otherwise than an earlier one: what moved, what was corrected, what is
//! withheld now, and what is counted in another way.
//!
//! Two releases in, findings out. What cannot be compared, because it is defined otherwise or is of
//! other small areas, is not compared, and is said.

mod comparable;
mod definitions;
mod figures;
pub mod told;

use aggregates::estimate::Estimate;
use aggregates::manifest::Manifest;
use measures::breakdown::Breakdown;
use measures::interval::Interval;
use measures::period::Quarter;
use measures::published::Published;

/// How many rows of each kind are listed; all are counted.
pub const MOST_ROWS: usize = 20_000;

/// A release.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// What it says of itself.
    pub manifest: &'a Manifest,
    /// The rows of its `estimates.parquet`, in their order.
    pub estimates: &'a [Estimate],
}

/// What is otherwise in the later of two releases.
#[derive(Debug, Clone, PartialEq)]
pub struct Changes {
    /// The snapshots whose figures were compared: the last of each release.
    pub snapshots: [Quarter; 2],
    /// How many figures of these snapshots are shown in both.
    pub n_compared: u64,
    /// Those that moved by more than chance would explain.
    pub moved: Listed<Moved>,
    /// How many figures are of a snapshot that both releases have.
    pub n_again: u64,
    /// Those of them that say something else now.
    pub corrected: Listed<Corrected>,
    /// Figures that were shown and are withheld.
    pub newly_withheld: Listed<Turned>,
    /// Figures that were withheld and are shown.
    pub newly_shown: Listed<Turned>,
    /// What is counted or named in another way.
    pub redefined: Vec<Redefined>,
}

/// Rows of one kind, as many as are listed.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed<R> {
    /// How many there are.
    pub count: u64,
    /// At most [`MOST_ROWS`] of them.
    pub rows: Vec<R>,
}

/// What a figure is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// The measure's key.
    pub measure: String,
    /// The area's code.
    pub area: String,
    /// How people are split.
    pub breakdown: Breakdown,
    /// The group's label.
    pub group: String,
}

/// A figure of the last snapshot that is not what it was at the last snapshot before.
#[derive(Debug, Clone, PartialEq)]
pub struct Moved {
    /// What it is about.
    pub about: About,
    /// The value then.
    pub then: f64,
    /// The value now.
    pub now: f64,
    /// How much higher it is now, with its 95% interval, which does not hold 0.
    pub difference: f64,
    /// That interval.
    pub interval: Interval,
    /// Whether the 99.8% interval does not hold 0 either.
    pub much: bool,
}

/// A figure that was published otherwise for the same snapshot.
#[derive(Debug, Clone, PartialEq)]
pub struct Corrected {
    /// What it is about.
    pub about: About,
    /// The snapshot.
    pub snapshot: Quarter,
    /// The two counts then: above and below the line.
    pub then: [Published<u32>; 2],
    /// The two counts now.
    pub now: [Published<u32>; 2],
    /// The value then.
    pub value_then: Published<f64>,
    /// The value now.
    pub value_now: Published<f64>,
}

/// A figure that was withheld or is withheld now.
#[derive(Debug, Clone, PartialEq)]
pub struct Turned {
    /// What it is about.
    pub about: About,
    /// The snapshots it was and is about; the same one where the release says it again.
    pub snapshots: [Quarter; 2],
    /// The value where it is shown.
    pub value: f64,
}

/// Something that is counted, drawn or named in another way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redefined {
    /// What: a measure by its title, an area by its name, or the release as a whole.
    pub subject: String,
    /// Which of its properties.
    pub property: String,
    /// What it was; nothing where it is new.
    pub before: Option<String>,
    /// What it is; nothing where it is gone.
    pub now: Option<String>,
    /// Whether its figures were left out of the comparison for that reason.
    pub not_compared: bool,
}

impl<R> Default for Listed<R> {
    fn default() -> Self {
        Self {
            count: 0,
            rows: Vec::new(),
        }
    }
}

impl<R> Listed<R> {
    pub(crate) fn add(&mut self, row: impl FnOnce() -> R) {
        self.count += 1;
        if self.rows.len() < MOST_ROWS {
            self.rows.push(row());
        }
    }
}

impl Changes {
    /// Compares a release with an earlier one.
    ///
    /// # Errors
    /// When either has no snapshot, and so nothing to compare.
    pub fn between(earlier: Side<'_>, later: Side<'_>) -> Result<Self, String> {
        let last = |side: Side<'_>| {
            let last = side.manifest.catalogue.periods.last().copied();
            last.ok_or_else(|| format!("release {}: has no snapshot", side.manifest.release_id))
        };
        let mut changes = Self {
            snapshots: [last(earlier)?, last(later)?],
            n_compared: 0,
            moved: Listed::default(),
            n_again: 0,
            corrected: Listed::default(),
            newly_withheld: Listed::default(),
            newly_shown: Listed::default(),
            redefined: definitions::redefined(earlier.manifest, later.manifest),
        };
        figures::compare(earlier, later, &mut changes);
        Ok(changes)
    }

    /// Whether nothing at all is otherwise.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.redefined.is_empty()
            && [self.moved.count, self.corrected.count] == [0, 0]
            && [self.newly_withheld.count, self.newly_shown.count] == [0, 0]
    }
}

/// Which of two releases is the later one: the one that follows the other, else the one that speaks of
/// a later day.
#[must_use]
pub fn is_later(one: &Manifest, other: &Manifest) -> bool {
    let follows = |one: &Manifest, other: &Manifest| {
        let follows = one.follows.as_ref();
        follows.is_some_and(|follows| follows.release_id == other.release_id)
    };
    if follows(one, other) || follows(other, one) {
        return follows(one, other);
    }
    let reach = |manifest: &Manifest| {
        let extracted = manifest.extract.extracted_on;
        (manifest.as_of, manifest.coverage.last_snapshot, extracted)
    };
    reach(one) >= reach(other)
}
