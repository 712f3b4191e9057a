//! The pack command: a release's charts, tables, workbook, slides and board report, made without a
//! browser.
//!
//! Reads a published folder and nothing about people. The charts, their words and their numbers
//! are the dashboard's own (`exhibits`), so that a chart in a paper says what the page says. No
//! clock and no name of the machine is in any file: the same release gives the same bytes.

use std::io::Write;
use std::path::PathBuf;

use crate::exit::{Failure, OUTPUT_NOT_WRITTEN};
use crate::folder::NewFolder;
use crate::progress::{Extent, Progress};

mod charts;
mod chosen;
mod contents;
mod files;
mod letters;
mod paper;
mod picture;
mod reading;
mod report;
mod workbook;

use chosen::Chosen;
use contents::Contents;
use letters::Letters;

/// Arguments of `outcomes pack`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  outcomes pack --data release --out pack\n  \
                  outcomes pack --data release --out pack --areas Southwark,E99000001 \
                  --measures care_plan,fully_coordinated"
)]
pub struct Arguments {
    /// A published folder, as `outcomes build` writes it
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// The folder for the pack; a pack that stands there is replaced
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Only these areas, by code or name, with commas between them; all without it
    #[arg(long, value_name = "AREA", value_delimiter = ',')]
    pub areas: Vec<String>,
    /// Only these measures, by key or title, with commas between them; all without it
    #[arg(long, value_name = "MEASURE", value_delimiter = ',')]
    pub measures: Vec<String>,
    /// The web address of the release's dashboard: every chart then has a link to its view there
    #[arg(long, value_name = "URL", value_parser = chosen::web_address)]
    pub address: Option<String>,
}

/// Writes the pack.
///
/// # Errors
/// Exit 2 for an area or a measure that the release has not, 10 when the release cannot be read,
/// 13 when the pack cannot be written.
pub fn run(
    arguments: &Arguments,
    progress: &Progress,
    stdout: &mut dyn Write,
) -> Result<(), Failure> {
    let reading = progress.step("reading the release");
    let shelf = reading::release(&arguments.data)?;
    let chosen = Chosen::of(
        &shelf,
        &arguments.areas,
        &arguments.measures,
        arguments.address.clone(),
    )?;
    reading.finish();
    let folder = NewFolder::beside(&arguments.out, contents::FILE_NAME)?;
    let letters = Letters::new();
    let manifest = &shelf.manifest;

    let step = progress.step("setting the board report");
    let report = report::report(&shelf, &chosen, &letters).map_err(not_made)?;
    let mut all = Contents::default();
    let name = all.report(&shelf);
    folder.write(&name, &report.pdf)?;
    step.finish();

    let step = progress.step("writing the workbook");
    let bytes = workbook::workbook(&shelf, &chosen).map_err(not_made)?;
    let name = all.workbook(&shelf);
    folder.write(&name, &bytes)?;
    step.finish();

    let n_slides = report.exhibits.len();
    let step = progress.step_of("painting slides", Extent::Rows(n_slides as u64));
    let mut slides = Contents::default();
    files::slides(
        &folder,
        &report.exhibits,
        manifest,
        &letters,
        &step,
        &mut slides,
    )?;
    folder.write(
        &format!("slides/{}", contents::FILE_NAME),
        slides.csv(manifest).as_bytes(),
    )?;
    step.finish();

    let mut n_charts = 0_u64;
    charts::each(&shelf, &chosen, |_| {
        n_charts += 1;
        Ok::<(), Failure>(())
    })?;
    let step = progress.step_of("painting charts", Extent::Rows(n_charts));
    files::charts(&folder, &shelf, &chosen, &letters, &step, &mut all)?;
    step.finish();

    all.append(slides, "slides/");
    folder.write(contents::FILE_NAME, all.csv(manifest).as_bytes())?;
    folder.put_in_place()?;
    writeln!(
        stdout,
        "{}: a board report, a workbook, {n_slides} slides and {n_charts} charts of release {}",
        arguments.out.display(),
        manifest.release_id
    )
    .map_err(|error| Failure::new(OUTPUT_NOT_WRITTEN, error))
}

fn not_made(error: impl std::fmt::Display) -> Failure {
    Failure::new(OUTPUT_NOT_WRITTEN, error)
}
