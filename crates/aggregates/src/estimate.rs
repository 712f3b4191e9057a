//! One published row, typed: the two counts of a measure at a snapshot in a place.
//!
//! Values and intervals are not stored: they follow from the counts, by
//! [`measures::figure::figure`], in the browser and elsewhere.

pub use disclosure::release::Standardised;
use measures::catalogue::{Catalogue, Place};
use measures::figure::{Figure, figure};
use measures::published::Published;

/// A row of `estimates.parquet` or `overview.parquet`.
///
/// Rows of one table are in order of measure, period and place, and no two are about the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The measure, by its place in the catalogue.
    pub measure: usize,
    /// The snapshot, by its place in the catalogue.
    pub period: usize,
    /// Area, breakdown and group.
    pub place: Place,
    /// People above the line, or events, rounded as the policy says.
    pub numerator: Published<u32>,
    /// People below the line, rounded as the policy says.
    pub denominator: Published<u32>,
    /// The age and sex standardised figure, where there is one.
    pub standardised: Option<Standardised>,
    /// How much more a count of events varies than independent events would, where known.
    pub dispersion: Option<f64>,
}

/// What makes a row one and no other.
type Position = (usize, usize, Place);

impl Estimate {
    /// Measure, period and place: what rows are sorted by.
    #[must_use]
    pub fn position(&self) -> Position {
        (self.measure, self.period, self.place)
    }

    /// The value and its intervals, or why there is none.
    ///
    /// # Panics
    /// When the row belongs to another catalogue.
    #[must_use]
    pub fn figure(&self, catalogue: &Catalogue) -> Published<Figure> {
        figure(
            catalogue.measures[self.measure].scale(),
            self.numerator,
            self.denominator,
            self.dispersion,
        )
    }
}

/// The row about this measure, period and place, among rows in order of them.
///
/// ```
/// # use aggregates::estimate::{Estimate, find};
/// # use measures::{area::AreaIndex, breakdown::Breakdown, catalogue::Place, published::Published};
/// let place = Place { area: AreaIndex(0), breakdown: Breakdown::All, group: 0 };
/// let rows = [Estimate {
///     measure: 0,
///     period: 0,
///     place,
///     numerator: Published::Withheld,
///     denominator: Published::Shown(400),
///     standardised: None,
///     dispersion: None,
/// }];
/// assert_eq!(find(&rows, 0, 0, place), Some(&rows[0]));
/// assert_eq!(find(&rows, 0, 1, place), None);
/// ```
#[must_use]
pub fn find(rows: &[Estimate], measure: usize, period: usize, place: Place) -> Option<&Estimate> {
    rows.binary_search_by_key(&(measure, period, place), Estimate::position)
        .ok()
        .map(|index| &rows[index])
}
