//! Whether the overview is some of the estimates and nothing else.
//!
//! The first page reads these rows before any others, so they must never be other ones.

use std::collections::BTreeMap;

use aggregates::estimate::Estimate;
use aggregates::overview;
use aggregates::schema::Table;

use super::counts;
use super::names::{Names, Position};
use super::report::{Check, Report};

/// Compares the overview, row by row, with the estimates that it selects.
pub(super) fn check(
    names: &Names<'_>,
    estimates: &[Estimate],
    found: &[Estimate],
    report: &mut Report,
) {
    let file = Table::Overview.file_name();
    let selected = overview::select(names.catalogue.periods.len(), estimates);
    report.checked(selected.len() as u64, "rows of the overview");
    let mut expected: BTreeMap<Position, &Estimate> = selected
        .iter()
        .map(|estimate| (estimate.position(), estimate))
        .collect();
    for row in found {
        match expected.remove(&row.position()) {
            None => report.differs(Check::Overview, || {
                let row = names.row(row.position());
                format!("{file}: {row}: is there, and does not belong there")
            }),
            Some(estimate) if estimate != row => report.differs(Check::Overview, || {
                format!(
                    "{file}: {}: is {}, the estimates say {}",
                    names.row(row.position()),
                    words(row),
                    words(estimate)
                )
            }),
            Some(_) => {}
        }
    }
    for missing in expected.into_keys() {
        report.differs(Check::Overview, || {
            format!("{file}: {}: is missing", names.row(missing))
        });
    }
}

/// The figures of a row as a difference tells them.
fn words(row: &Estimate) -> String {
    let mut words = vec![format!(
        "{} of {}",
        counts::words(row.numerator),
        counts::words(row.denominator)
    )];
    words.extend(
        row.standardised
            .map(|figure| format!("standardised {}", figure.value)),
    );
    words.extend(
        row.dispersion
            .map(|dispersion| format!("dispersion {dispersion}")),
    );
    words.join(", ")
}
