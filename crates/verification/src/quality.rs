//! The numbers of the manifest's quality summary, as far as published counts and the policy go.

use aggregates::manifest::{FILE_NAME, Manifest};
use measures::breakdown::{Breakdown, ETHNIC_GROUPS};
use measures::catalogue::Place;
use measures::definition::Population;
use measures::published::Published;

use super::counts::Shared;
use super::expectation::is_close;
use super::report::{Check, Report};

/// Checks that the policy could have published every count of the summary.
pub(super) fn check_counts(manifest: &Manifest, report: &mut Report) {
    let quality = &manifest.quality;
    let mut counts = vec![("people outside the area".to_owned(), quality.outside_area)];
    for table in &quality.tables {
        counts.push((format!("{}, rows read", table.table), table.rows_read));
        for reason in table.set_aside.iter().chain(&table.kept_out) {
            counts.push((format!("{}, {}", table.table, reason.reason), reason.rows));
        }
    }
    report.checked(counts.len() as u64, "counts of the quality summary");
    let policy = &manifest.disclosure.policy;
    for (what, count) in counts {
        if let Published::Shown(shown) = count
            && policy.could_be(shown).is_none()
        {
            report.differs(Check::Quality, || {
                let policy = policy.name();
                format!("{FILE_NAME}: {what}: is {shown}, which the policy {policy} never shows")
            });
        }
    }
}

/// Recomputes the share of people whose ethnic group is not known.
pub(super) fn check_share(manifest: &Manifest, shared: &Shared, report: &mut Report) {
    let catalogue = &manifest.catalogue;
    let last = catalogue.periods.len().saturating_sub(1);
    let people = |breakdown, group| {
        let place = Place {
            area: catalogue.whole_index(),
            breakdown,
            group,
        };
        let counted = shared.people(Population::Adults);
        counted
            .and_then(|counted| shared.count(counted, last, place))
            .unwrap_or(Published::NotCalculable)
    };
    let not_known = people(Breakdown::EthnicGroup, ETHNIC_GROUPS.len() - 1);
    let everybody = people(Breakdown::All, 0);
    let expected = not_known.and_then(|not_known| {
        everybody.and_then(|everybody| {
            if everybody == 0 {
                return Published::NotCalculable;
            }
            let percent = 100.0 * f64::from(not_known) / f64::from(everybody);
            Published::Shown((percent * 10.0).round() / 10.0)
        })
    });
    let found = manifest.quality.ethnic_group_not_known_percent;
    let same = match (found, expected) {
        (Published::Shown(found), Published::Shown(expected)) => is_close(found, expected),
        _ => found.status() == expected.status(),
    };
    report.checked(1, "shares of the quality summary");
    if !same {
        let words = |share: Published<f64>| {
            let status = share.status().to_owned();
            share.shown().map_or(status, |share| share.to_string())
        };
        report.differs(Check::Quality, || {
            format!(
                "{FILE_NAME}: `ethnic_group_not_known_percent` is {}, the published counts make {}",
                words(found),
                words(expected)
            )
        });
    }
}
