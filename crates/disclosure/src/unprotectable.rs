//! Why a release cannot be published safely, and which cells stand in the way.
//!
//! No message here holds a count.

use std::fmt;

use crate::policy::BadPolicy;

/// A cell of the published grid, named as a reader would.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell {
    /// What is counted: a measure's key, or the name of a population.
    pub counts: String,
    /// The last day of the snapshot's quarter.
    pub period: String,
    /// The area's code.
    pub area: String,
    /// The breakdown's key.
    pub breakdown: String,
    /// The group's label.
    pub group: String,
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            counts,
            period,
            area,
            breakdown,
            group,
        } = self;
        write!(f, "{counts}, {period}, {area}, {breakdown} {group}")
    }
}

/// Why nothing was published.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unprotectable {
    /// The policy does not fit the catalogue.
    #[error(transparent)]
    Policy(#[from] BadPolicy),
    /// A measure refers to one that does not exist, or to itself.
    #[error("measure `{measure}` refers to `{names}`, which is not a measure it can be made from")]
    Definition {
        /// The measure that refers.
        measure: String,
        /// What it refers to.
        names: String,
    },
    /// The exact counts break a relation that holds for all people, such as a sum. It is a fault
    /// in counting, and what follows from it could not be protected.
    #[error("the exact counts contradict each other at {0}")]
    Contradiction(Cell),
    /// The earlier release cannot be followed.
    #[error(
        "the earlier release has another {what}: a snapshot of it cannot be published again beside \
         it; publish only later snapshots (`--quarters`), or go back to what it had"
    )]
    Earlier {
        /// What is not the same.
        what: &'static str,
    },
    /// What the earlier release says of its snapshots cannot be true, or gives counts away.
    #[error(
        "what the earlier release says cannot be said again, because it contradicts itself or leaves \
         withheld counts too few possible values: {}; publish only later snapshots (`--quarters`)",
        few(cells)
    )]
    AsBefore {
        /// The cells, in published order of snapshots and then of places.
        cells: Vec<Cell>,
    },
    /// Whatever else is withheld, these cells can be had from what must stay shown.
    #[error("{}", narrow(cells))]
    TooNarrow {
        /// The cells, in published order of snapshots and then of places.
        cells: Vec<Cell>,
    },
}

fn narrow(cells: &[Cell]) -> String {
    format!(
        "withheld counts would follow from published ones, and nothing else may be withheld for \
         them: {}; larger groups, fewer breakdowns or a shorter list of totals that are \
         never withheld would help",
        few(cells)
    )
}

/// The first of some cells, and how many more there are.
pub(crate) fn few(cells: &[Cell]) -> String {
    const NAMED: usize = 10;
    let named: Vec<String> = cells.iter().take(NAMED).map(ToString::to_string).collect();
    let more = match cells.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    named.join("; ") + &more
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_of_cells_is_cut_and_counted() {
        let cell = |group: usize| Cell {
            counts: "ltc_3_plus".to_owned(),
            period: "2026-06-30".to_owned(),
            area: "N1".to_owned(),
            breakdown: "age_band".to_owned(),
            group: format!("g{group}"),
        };
        let message = Unprotectable::TooNarrow {
            cells: (0..12).map(cell).collect(),
        }
        .to_string();
        assert!(message.contains("ltc_3_plus, 2026-06-30, N1, age_band g9; and 2 more"));
        assert!(!message.contains("g10"));
    }
}
