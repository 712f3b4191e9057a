//! The verify command: whether a published folder is what it says, by its own counts.
//!
//! Reads the folder, has [`verification`] look at it, and prints what that found. Nothing is written
//! and no person-level input is read.

use std::io::Write;
use std::path::PathBuf;

use verification::audit;
use verification::report::Report;

use crate::exit::{DIFFERENCE_FOUND, Failure, OUTPUT_NOT_WRITTEN};
use crate::progress::Progress;

mod copies;
mod folder;
mod previous;

pub(crate) use previous::read_previous;

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
    let release = folder::release(&arguments.data, &mut report)?;
    let previous = arguments.previous.as_deref();
    let previous = previous.map(read_previous).transpose()?;
    step.finish();

    let step = progress.step("recomputing figures");
    let published = verification::recompute(&release, &mut report);
    step.finish();

    if let Some(published) = published {
        let step = progress.step("auditing what is withheld");
        let previous = previous.as_ref().map(|previous| &previous.published);
        audit::check(&published, previous, &mut report);
        step.finish();
    }

    let manifest = &release.manifest;
    let title = format!(
        "{}: release {} as of {}",
        arguments.data.display(),
        manifest.release_id,
        manifest.as_of
    );
    stdout
        .write_all(report.told(&title).page().as_bytes())
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
