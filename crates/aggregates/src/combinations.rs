//! Sets of long-term conditions that people with three or more have, and how many have each.
//!
//! A set is exact: its people have these conditions and no others. Only sets that may be shown are
//! listed; that one is not says nothing of how many people have it, if any.

use disclosure::protected::Protected;
use measures::area::AreaIndex;

/// A row of `combinations.parquet`.
///
/// Rows of the table are in order of period, area, people (most first) and conditions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Combination {
    /// The snapshot, by its place in the catalogue.
    pub period: usize,
    /// The neighbourhood or the whole.
    pub area: AreaIndex,
    /// Three or more conditions, by their places in the catalogue, ascending.
    pub conditions: Vec<usize>,
    /// People who have exactly these, rounded as the policy says.
    pub people: u32,
}

/// The rows that `combinations.parquet` holds, in order.
#[must_use]
pub fn rows(protected: &Protected) -> Vec<Combination> {
    let mut rows: Vec<Combination> = protected
        .combinations()
        .iter()
        .map(|row| Combination {
            period: row.period(),
            area: row.area(),
            conditions: row.conditions().to_vec(),
            people: row.people(),
        })
        .collect();
    sort(&mut rows);
    rows
}

/// Into the order of the rows that a reader is given.
pub(crate) fn sort(rows: &mut [Combination]) {
    rows.sort_unstable_by(|one, other| {
        (one.period, one.area)
            .cmp(&(other.period, other.area))
            .then_with(|| other.people.cmp(&one.people))
            .then_with(|| one.conditions.cmp(&other.conditions))
    });
}
