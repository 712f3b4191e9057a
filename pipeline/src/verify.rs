//! The verify command: whether a published folder is what it says, by its own counts.
//!
//! Files against their digests, rows against the catalogue, counts against the policy and against
//! each other, and every value, interval, comparison and gap against what [`measures`] makes of
//! the published counts. Nothing is written, no person-level input is read, and nothing is
//! believed because the program that made the folder says so.

use std::io::Write;
use std::path::PathBuf;

use aggregates::estimate::Estimate;
use aggregates::schema::Table;
use aggregates::{decode, error::DecodeError};
use measures::catalogue::Catalogue;

use crate::exit::{DIFFERENCE_FOUND, Failure, OUTPUT_NOT_WRITTEN};
use crate::progress::Progress;

mod copies;
mod counts;
mod downloads;
mod expectation;
mod gaps;
mod grid;
mod names;
mod overview;
mod policy;
mod quality;
mod release;
mod report;
mod sums;
mod table;

use names::Names;
use release::Release;
use report::{Check, Report};

/// Arguments of `outcomes verify`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  outcomes verify --data published")]
pub struct Arguments {
    /// A published folder, as `outcomes build` writes it
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
}

/// Verifies a published folder and prints what was checked and what does not hold.
///
/// # Errors
/// [`INPUT_UNREADABLE`](crate::exit::INPUT_UNREADABLE) when the folder or its manifest cannot be
/// read, and [`DIFFERENCE_FOUND`] after the report when anything does not hold.
pub fn run(
    arguments: &Arguments,
    progress: &Progress,
    stdout: &mut dyn Write,
) -> Result<(), Failure> {
    let mut report = Report::default();
    let step = progress.step("comparing digests");
    let release = Release::read(&arguments.data, &mut report)?;
    step.finish();

    let step = progress.step("recomputing figures");
    verify(&release, &mut report);
    step.finish();

    let manifest = &release.manifest;
    let title = format!(
        "{}: release {} as of {}",
        arguments.data.display(),
        manifest.release_id,
        manifest.as_of
    );
    stdout
        .write_all(report.page(&title).as_bytes())
        .map_err(|error| Failure::new(OUTPUT_NOT_WRITTEN, format!("stdout: {error}")))?;
    match report.differences() {
        0 => Ok(()),
        differences => Err(Failure::new(
            DIFFERENCE_FOUND,
            format!(
                "{}: verification found {differences} {}",
                arguments.data.display(),
                if differences == 1 {
                    "difference"
                } else {
                    "differences"
                }
            ),
        )),
    }
}

/// Everything that follows from the contents of the files.
fn verify(release: &Release, report: &mut Report) {
    let manifest = &release.manifest;
    let catalogue = &manifest.catalogue;
    let names = Names::new(catalogue);
    quality::check_counts(manifest, report);
    downloads::check_readable(release, report);
    let estimates = decoded(release, Table::Estimates, decode::estimates, report);
    let overview = decoded(release, Table::Overview, decode::overview, report);
    let gaps = decoded(release, Table::Gaps, decode::gaps, report);
    let Some(estimates) = estimates else {
        let what = "figures were not recomputed: there are no counts to go by";
        report.not_tried(what.to_owned());
        return;
    };
    for table in [Table::Estimates, Table::Overview, Table::Gaps] {
        grid::check_order(release, table, report);
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
    downloads::check(release, &names, &estimates, report);
    say_what_cannot_be_recomputed(&estimates, report);
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

fn say_what_cannot_be_recomputed(estimates: &[Estimate], report: &mut Report) {
    let rows = |wanted: fn(&Estimate) -> bool| {
        let rows = estimates.iter().filter(|row| wanted(row)).count();
        wording::number::thousands(rows as u64)
    };
    let standardised = rows(|row| row.standardised.is_some());
    if standardised != "0" {
        report.cannot_be_recomputed(format!(
            "standardised figures, {standardised} rows: they need the people of each age and sex; \
             their order was checked"
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
