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
mod destination;
mod omop;
mod report;
mod source;
mod synthea;
mod wide;

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
    /// The OMOP Common Data Model 5.3 or 5.4, CSV or Parquet
    #[command(after_help = OMOP_EXAMPLE)]
    Omop(FormatArguments),
    /// One table with a row for each person, has_<condition> and <condition>_date
    #[command(after_help = WIDE_EXAMPLE)]
    Wide(FormatArguments),
}

const SYNTHEA_EXAMPLE: &str = "\
Example:
  outcomes import synthea --from output/csv --config config --out extract --assign-areas

Reads patients.csv and conditions.csv, and encounters.csv where there is one. What could not be
mapped is listed in import-report.csv inside DIR.";

const OMOP_EXAMPLE: &str = "\
Example:
  outcomes import omop --from cdm --config config --out extract

Reads PERSON and OBSERVATION_PERIOD, CONDITION_OCCURRENCE or else CONDITION_ERA, and where they are
there DEATH, LOCATION, VISIT_OCCURRENCE, CONCEPT and CDM_SOURCE, in upper or lower case. A concept
counts as a condition when codelist.csv names its id with the code system `omop`, or when CONCEPT
gives it a SNOMED or ICD-10 code that codelist.csv names.";

const WIDE_EXAMPLE: &str = "\
Example:
  outcomes import wide --from table --config config --out extract

DIR holds one CSV or Parquet file with a row for each person: person_id, birth_date, lsoa21_code,
registration_start_date and, for each condition of conditions.csv, has_<condition> and
<condition>_date. Tables event and survey of an extract, and extract.toml, may stand beside it and
are taken over.";

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
        Format::Omop(arguments) => omop::run(arguments, *progress, stdout),
        Format::Wide(arguments) => wide::run(arguments, *progress, stdout),
    }
}
