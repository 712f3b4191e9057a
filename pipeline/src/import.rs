//! Other formats as the canonical extract, with a report of what could not be turned into it.
//!
//! An import translates; it judges nothing. A date that is no date is carried over as it stands,
//! so that the same rules set it aside as in any other extract. What an import cannot say honestly
//! in the extract's words it leaves out and reports.

use std::io::Write;
use std::path::PathBuf;

use crate::exit::Failure;
use crate::progress::Progress;

mod areas;
mod report;
mod source;
mod synthea;

/// Arguments of `outcomes import`.
#[derive(Debug, Clone, clap::Args)]
pub struct Arguments {
    /// The format that is read
    #[command(subcommand)]
    pub format: Format,
}

/// The formats that can be imported.
#[derive(Debug, Clone, clap::Subcommand)]
pub enum Format {
    /// Synthea's CSV export, whichever version wrote its headers
    #[command(after_help = SYNTHEA_EXAMPLE)]
    Synthea(FormatArguments),
}

const SYNTHEA_EXAMPLE: &str = "\
Example:
  outcomes import synthea --from output/csv --config config --out extract --assign-areas

Reads patients.csv and conditions.csv, and encounters.csv where there is one. What could not be
mapped is listed in import-report.csv inside DIR.";

/// Where an import reads and writes.
#[derive(Debug, Clone, clap::Args)]
pub struct FormatArguments {
    /// The folder to read
    #[arg(long, value_name = "DIR")]
    pub from: PathBuf,
    /// The definitions the extract is meant for; a copy goes into it
    #[arg(long, value_name = "DIR")]
    pub config: PathBuf,
    /// The extract to write; it must be new, empty or an extract written before
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Spread people over the small areas by a hash of their id, for testing only
    #[arg(long)]
    pub assign_areas: bool,
}

/// Imports and says on `stdout` what was read, and what could not be mapped.
///
/// # Errors
/// Exit code 10 when the source or the config cannot be read, 13 when the extract cannot be
/// written.
pub fn run(
    arguments: &Arguments,
    progress: &Progress,
    stdout: &mut dyn Write,
) -> Result<(), Failure> {
    match &arguments.format {
        Format::Synthea(arguments) => synthea::run(arguments, *progress, stdout),
    }
}
