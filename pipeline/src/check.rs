//! The check command: what an extract is worth, in a page that is read in a minute.
//!
//! Nothing is written but the page asked for with `--html`, and the list of rows set aside when
//! `--rejects` names a file for it.

use std::io::Write;
use std::path::PathBuf;

use crate::exit::{Failure, OUTPUT_NOT_WRITTEN};
use crate::extract::{ExtractArguments, Loaded};
use crate::new_file;
use crate::progress::Progress;
use crate::rejection::RejectionList;

mod dates;
mod found;
mod html;
mod people;
mod plausible;
mod qof;
mod report;
mod text;

use report::Report;

/// Arguments of `outcomes check`.
///
/// Prints the data-quality report. It holds exact counts: keep it where the extract is.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  outcomes check --extract extract --html quality.html")]
pub struct Arguments {
    #[command(flatten)]
    extract: ExtractArguments,
    /// Write the report as one HTML file as well
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Practices' prevalence from the Quality and Outcomes Framework, as published, to set beside
    #[arg(long, value_name = "FILE")]
    qof: Option<PathBuf>,
}

/// Reads an extract and prints what was found.
///
/// # Errors
/// As reading the extract has, after the report is printed where there is one; code 10 also when nobody
/// in the extract can be counted.
pub fn run(
    arguments: &Arguments,
    progress: &Progress,
    stdout: &mut dyn Write,
) -> Result<(), Failure> {
    let registers = arguments.qof.as_deref().map(qof::read).transpose()?;
    let list = match &arguments.extract.rejects {
        Some(path) => RejectionList::at(path, true)
            .map_err(|error| Failure::new(OUTPUT_NOT_WRITTEN, error))?,
        None => RejectionList::discarded(),
    };
    let mut loaded = Loaded::open(&arguments.extract)?;
    let tables = loaded.read(&arguments.extract, list, progress)?;
    let report = Report::of(&arguments.extract, &loaded, &tables, registers.as_deref());
    stdout
        .write_all(text::page(&report).as_bytes())
        .map_err(|error| Failure::new(OUTPUT_NOT_WRITTEN, format!("stdout: {error}")))?;
    if let Some(path) = &arguments.html {
        new_file::write(path, html::page(&report).as_bytes()).map_err(|error| {
            Failure::new(OUTPUT_NOT_WRITTEN, format!("{}: {error}", path.display()))
        })?;
    }
    loaded
        .quality
        .require_few_rejected(arguments.extract.max_rejected)?;
    loaded.require_people()
}
