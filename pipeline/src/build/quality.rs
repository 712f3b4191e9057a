//! What readers are told of the input: every count under the disclosure policy.
//!
//! Reasons of a table are published one by one and never with their total, and people outside
//! every neighbourhood as one number, so that no sum gives a withheld count away. Exact counts
//! are in the evidence.

use aggregates::manifest::{Quality, Reason, TableQuality};
use disclosure::policy::Policy;
use disclosure::protected::{Protected, ProtectedRow};
use measures::breakdown::{Breakdown, ETHNIC_GROUPS};
use measures::catalogue::{Catalogue, Place};
use measures::definition::Population;
use measures::published::Published;

use crate::ingest;

/// The quality summary of the manifest.
pub(super) fn published(
    quality: &ingest::Quality,
    catalogue: &Catalogue,
    protected: &Protected,
) -> Quality {
    let policy = protected.policy();
    Quality {
        tables: quality
            .tables
            .iter()
            .filter(|table| table.present)
            .map(|read| table(read, policy))
            .collect(),
        ethnic_group_not_known_percent: ethnic_group_not_known(catalogue, protected),
        outside_area: count(quality.people_outside_area, policy),
    }
}

fn table(table: &ingest::TableQuality, policy: &Policy) -> TableQuality {
    let kept_out = [
        ("after_death", table.after_death),
        ("unmapped_code", table.unmapped_code),
    ];
    let reason = |reason: &str, rows: u64| Reason {
        reason: reason.to_owned(),
        rows: count(rows, policy),
    };
    TableQuality {
        table: table.table.to_owned(),
        rows_read: count(table.rows_read, policy),
        set_aside: table
            .set_aside
            .iter()
            .map(|aside| reason(aside.reason.key(), aside.rows))
            .collect(),
        kept_out: kept_out
            .into_iter()
            .filter(|(_, rows)| *rows > 0)
            .map(|(word, rows)| reason(word, rows))
            .collect(),
    }
}

fn count(rows: u64, policy: &Policy) -> Published<u32> {
    // A table of more rows than a u32 holds is said to have as many as that holds.
    let rows = u32::try_from(rows).unwrap_or(u32::MAX);
    match policy.publish(rows) {
        Some(shown) => Published::Shown(shown),
        None => Published::Withheld,
    }
}

/// The share without a known ethnic group, from the published counts of the last snapshot.
fn ethnic_group_not_known(catalogue: &Catalogue, protected: &Protected) -> Published<f64> {
    let everybody = catalogue.measures.iter().position(|measure| {
        measure.population == Population::Adults && measure.publishes(Breakdown::EthnicGroup, true)
    });
    let last = catalogue.periods.len().checked_sub(1);
    let (Some(measure), Some(period)) = (everybody, last) else {
        return Published::NotCalculable;
    };
    let people = |breakdown: Breakdown, group: usize| {
        let place = Place {
            area: catalogue.whole_index(),
            breakdown,
            group,
        };
        protected
            .rows()
            .iter()
            .find(|row| row.measure() == measure && row.period() == period && row.place() == place)
            .map_or(Published::NotCalculable, ProtectedRow::denominator)
    };
    let not_known = people(Breakdown::EthnicGroup, ETHNIC_GROUPS.len() - 1);
    not_known.and_then(|not_known| {
        people(Breakdown::All, 0).and_then(|all| {
            if all == 0 {
                return Published::NotCalculable;
            }
            let permille = 1000.0 * f64::from(not_known) / f64::from(all);
            Published::Shown(permille.round() / 10.0)
        })
    })
}
