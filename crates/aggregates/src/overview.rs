//! The few rows that the first page needs: every measure and area, everybody, some snapshots.
//!
//! They are the same rows as in the full table, never other ones.

use measures::breakdown::Breakdown;

use crate::estimate::Estimate;

/// How many of the latest snapshots are in the overview.
const LATEST: usize = 5;
/// Quarters from one yearly point to the next.
const A_YEAR: usize = 4;

/// The snapshots of the overview among `count` of them: the last five, and those whole years
/// before the last.
///
/// ```
/// assert_eq!(aggregates::overview::periods(12), [3, 7, 8, 9, 10, 11]);
/// assert_eq!(aggregates::overview::periods(2), [0, 1]);
/// ```
#[must_use]
pub fn periods(count: usize) -> Vec<usize> {
    (0..count)
        .filter(|period| {
            let before_last = count - 1 - period;
            before_last < LATEST || before_last.is_multiple_of(A_YEAR)
        })
        .collect()
}

/// Those rows that belong in the overview of a release with so many snapshots, in their order.
#[must_use]
pub fn select(period_count: usize, rows: &[Estimate]) -> Vec<Estimate> {
    let periods = periods(period_count);
    rows.iter()
        .filter(|row| row.place.breakdown == Breakdown::All && periods.contains(&row.period))
        .copied()
        .collect()
}
