//! Whether a release is what it says, by its own counts: bytes in, findings out.
//!
//! Files against their digests, rows against the catalogue, counts against the policy and against
//! each other, every value, interval, comparison, gap and trend against what [`measures`] makes of
//! the published counts, and every withheld count against all that is published. Nothing is believed
//! because the program that made the release says so. The program and a reader's browser run this
//! same code; nothing here knows a disk, a network or a person.

use aggregates::estimate::Estimate;
use aggregates::schema::Table;
use aggregates::{decode, error::DecodeError};
use disclosure::release::Release as Published;
use measures::catalogue::Catalogue;

pub mod audit;
mod combinations;
mod counts;
mod downloads;
mod expectation;
mod gaps;
mod grid;
mod names;
mod overview;
mod policy;
mod quality;
pub mod release;
pub mod report;
mod standardised;
mod sums;
mod table;
mod trends;

use names::Names;
use release::Release;
use report::{Check, Report};

/// Checks everything that follows from the contents of the files; gives what is published, for the
/// audit of it, unless there are no counts to go by.
pub fn recompute(release: &Release, report: &mut Report) -> Option<Published> {
    let manifest = &release.manifest;
    let catalogue = &manifest.catalogue;
    let names = Names::new(catalogue);
    quality::check_counts(manifest, report);
    downloads::check_readable(release, report);
    let estimates = decoded(release, Table::Estimates, decode::estimates, report);
    let overview = decoded(release, Table::Overview, decode::overview, report);
    let gaps = decoded(release, Table::Gaps, decode::gaps, report);
    let trends = decoded(release, Table::Trends, decode::trends, report);
    let sets = decoded(release, Table::Combinations, decode::combinations, report);
    let Some(estimates) = estimates else {
        let what = "figures were not recomputed: there are no counts to go by";
        report.not_tried(what.to_owned());
        return None;
    };
    for table in Table::OF_A_RELEASE {
        // Sets of conditions are in an order of their own.
        if table != Table::Combinations {
            grid::check_order(release, table, report);
        }
    }
    report.checked(2 * estimates.len() as u64, "published counts");
    grid::check_complete(&names, &estimates, report);
    policy::check(&names, &manifest.disclosure.policy, &estimates, report);
    let shared = counts::Shared::of(&names, &estimates, report);
    policy::check_empty_groups(&names, &manifest.disclosure.policy, &shared, report);
    sums::check(&names, &manifest.disclosure.policy, &shared, report);
    quality::check_share(manifest, &shared, report);
    if let Some(overview) = overview {
        overview::check(&names, &estimates, &overview, report);
    }
    if let Some(gaps) = gaps {
        gaps::check(&names, &estimates, &gaps, report);
    }
    if let Some(trends) = trends {
        trends::check(&names, &estimates, &trends, report);
    }
    standardised::check(&names, &manifest.disclosure.policy, &estimates, report);
    if let Some(sets) = &sets {
        combinations::check_order(release, report);
        combinations::check(&names, &manifest.disclosure.policy, &shared, sets, report);
    }
    downloads::check(release, &names, &estimates, report);
    let sets = sets.unwrap_or_default();
    say_what_cannot_be_recomputed(&estimates, sets.len(), report);
    Some(audit::published(manifest, &estimates, &sets))
}

/// The rows of a table, or `None` with the reason in the report.
fn decoded<R>(
    release: &Release,
    table: Table,
    decode: impl FnOnce(&[u8], &Catalogue) -> Result<Vec<R>, DecodeError>,
    report: &mut Report,
) -> Option<Vec<R>> {
    let name = table.file_name();
    // That a file is missing is said already.
    let bytes = release.contents.get(name)?;
    match decode(bytes, &release.manifest.catalogue) {
        Ok(rows) => {
            report.checked(1, "tables read");
            release.check_rows(name, rows.len() as u64, report);
            Some(rows)
        }
        Err(error) => {
            report.differs(Check::Schema, || {
                match grid::row_meant(release, &error, table) {
                    Some(row) => format!("{error} ({row})"),
                    None => error.to_string(),
                }
            });
            None
        }
    }
}

fn say_what_cannot_be_recomputed(estimates: &[Estimate], sets: usize, report: &mut Report) {
    let rows = |wanted: fn(&Estimate) -> bool| {
        let rows = estimates.iter().filter(|row| wanted(row)).count();
        wording::number::thousands(rows as u64)
    };
    let standardised = rows(|row| row.standardised.is_some());
    if standardised != "0" {
        report.cannot_be_recomputed(format!(
            "standardised figures, {standardised} rows: they need the people of each age and sex; \
             where they stand, their order and their digits were checked"
        ));
    }
    if sets > 0 {
        let sets = wording::number::thousands(sets as u64);
        report.cannot_be_recomputed(format!(
            "sets of conditions, {sets} rows: they need the conditions of each person; their size, \
             order and sums were checked"
        ));
    }
    let dispersed = rows(|row| row.dispersion.is_some());
    if dispersed != "0" {
        report.cannot_be_recomputed(format!(
            "dispersion of events, {dispersed} rows: it needs the events of each person; \
             intervals were recomputed with what is published"
        ));
    }
    report.cannot_be_recomputed(
        "which counts are withheld and how the others were rounded: that needs exact counts; \
         that they can be so was checked"
            .to_owned(),
    );
    report.cannot_be_recomputed(
        "rows read and set aside, in the quality summary: they need the extract".to_owned(),
    );
}
