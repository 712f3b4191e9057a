//! The verify command: whether a published folder is what it says, by its own counts.
//!
//! Files against their digests, rows against the catalogue, counts against the policy and against
//! each other, every value, interval, comparison, gap and trend against what [`measures`] makes of
//! the published counts, and every withheld count against all that is published. Nothing is
//! written, no person-level input is read, and nothing is believed because the program that made
//! the folder says so.

use std::io::Write;
use std::path::PathBuf;

use aggregates::estimate::Estimate;
use aggregates::schema::Table;
use aggregates::{decode, error::DecodeError};
use disclosure::release::Release as Published;
use measures::catalogue::Catalogue;

use crate::exit::{DIFFERENCE_FOUND, Failure, OUTPUT_NOT_WRITTEN};
use crate::progress::Progress;

pub(crate) mod audit;
mod combinations;
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
mod standardised;
mod sums;
mod table;
mod trends;

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
    /// The release before it: the disclosure audit then knows what both publish
    #[arg(long, value_name = "DIR")]
    previous: Option<PathBuf>,
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
    let previous = arguments.previous.as_deref();
    let previous = previous.map(audit::read_previous).transpose()?;
    step.finish();

    let step = progress.step("recomputing figures");
    let published = verify(&release, &mut report);
    step.finish();

    match published {
        // An audit takes what is published for what somebody counted.
        Some(_) if report.differences() > 0 => {
            let what = "withheld counts were not audited: what differs comes first";
            report.not_tried(what.to_owned());
        }
        Some(published) => {
            let step = progress.step("auditing what is withheld");
            let previous = previous.as_ref().map(|previous| &previous.published);
            audit::check(&published, previous, &mut report);
            step.finish();
        }
        None => {}
    }

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

/// Everything that follows from the contents of the files; the counts, for the audit of them.
fn verify(release: &Release, report: &mut Report) -> Option<Published> {
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
