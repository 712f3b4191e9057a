//! The protected table: the only thing that may be encoded and published.
//!
//! [`Protected`] has no public constructor and cannot be deserialised. [`protect`] makes it from
//! exact counts under a policy, or refuses. No other function does.

use measures::catalogue::{Catalogue, Place};
use measures::published::Published;

use crate::exact::Exact;
use crate::policy::Policy;
use crate::report::Report;
use crate::unprotectable::Unprotectable;

/// One published row: a measure at a snapshot in a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProtectedRow {
    measure: u32,
    period: u32,
    place: Place,
    numerator: Published<u32>,
    denominator: Published<u32>,
}

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
}

/// Counts that may be shown: every row of the published grid, protected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Protected {
    policy: Policy,
    rows: Vec<ProtectedRow>,
    report: Report,
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

    /// The policy it was made under.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// How much was withheld. For those who prepare the release; never to be published.
    #[must_use]
    pub fn report(&self) -> &Report {
        &self.report
    }
}

/// Protects exact counts, or says why they cannot be.
///
/// # Errors
/// See [`Unprotectable`].
pub fn protect(
    catalogue: &Catalogue,
    policy: &Policy,
    exact: &Exact,
) -> Result<Protected, Unprotectable> {
    policy.check(catalogue)?;
    let counted = catalogue.counted_places();
    let publish = |count: u64| match policy.publish(u32::try_from(count).unwrap_or(u32::MAX)) {
        Some(shown) => Published::Shown(shown),
        None => Published::Withheld,
    };
    let mut rows = Vec::new();
    for (measure, definition) in catalogue.measures.iter().enumerate() {
        for place in catalogue.published_places(definition) {
            let index = counted.binary_search(&place).expect("published is counted");
            for period in 0..catalogue.periods.len() {
                let cell = exact.cells(measure, period)[index];
                rows.push(ProtectedRow::new(
                    (measure, period),
                    place,
                    publish(cell.numerator),
                    publish(cell.denominator),
                ));
            }
        }
    }
    rows.sort_by_key(|row| {
        let place = row.place;
        (row.measure, place.breakdown, place.area, row.period, place.group)
    });
    Ok(Protected {
        policy: policy.clone(),
        rows,
        report: Report::default(),
    })
}
