//! Arguments and their help. What a command does is in the room named after it.

use std::io::Write;

use clap::{Parser, Subcommand, ValueEnum};

use crate::exit::Failure;
use crate::progress::Progress;
use crate::{build, check, count, import, pack, site, synthesise, verify};

const EXIT_CODES: &str = "\
Exit codes:
  0   done
  1   a fault in the program
  2   wrong arguments
  10  an input is missing or unreadable
  11  too many rows were set aside
  12  cannot be published safely
  13  an output was not written
  14  verification found a difference
  130 stopped by Ctrl-C, 143 by another program; what stood there before stands";

/// Turns a person-level extract into protected tables by neighbourhood, offline.
#[derive(Debug, Parser)]
#[command(name = "outcomes", version, after_help = EXIT_CODES)]
pub struct Cli {
    /// Say nothing on stderr unless something is wrong
    #[arg(long, global = true)]
    pub quiet: bool,
    /// How progress is told on stderr
    #[arg(long, global = true, value_enum, default_value_t = LogFormat::Text)]
    pub log_format: LogFormat,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// How progress is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// Lines for people, or a bar on a terminal
    Text,
    /// One JSON object a line, for a scheduler
    Json,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write a plausible synthetic extract with its config
    Synthesise(synthesise::Arguments),
    /// Turn another format into the canonical extract
    Import(import::Arguments),
    /// Validate an extract and print the data-quality report
    Check(check::Arguments),
    /// Turn an extract into the published folder
    Build(build::Arguments),
    /// Write unprotected counts, for use inside the secure environment only
    Count(count::Arguments),
    /// Recompute a published folder from its own counts and say what does not hold
    ///
    /// Compares digests, the schema, the grid and the labels, holds every count against the
    /// disclosure policy and against the others, and recomputes every value, interval, comparison
    /// and gap from the published counts, to within 1e-9 of its size. Ends with 14 when anything
    /// does not hold, and says where.
    Verify(verify::Arguments),
    /// Write every chart as SVG, PNG and CSV, a workbook, slides and a board report as PDF
    Pack(pack::Arguments),
    /// Write the dashboard and its data as a folder for any static host
    Site(site::SiteArguments),
    /// Serve such a folder on this machine only
    Serve(site::ServeArguments),
}

/// Runs a command; results go to `stdout`, progress to stderr.
///
/// # Errors
/// A [`Failure`] with the exit code and what is wrong.
pub fn run(cli: Cli, stdout: &mut dyn Write) -> Result<(), Failure> {
    let progress = Progress::new(cli.quiet, cli.log_format);
    match cli.command {
        Command::Synthesise(arguments) => synthesise::run(&arguments, &progress, stdout),
        Command::Import(arguments) => import::run(&arguments, &progress, stdout),
        Command::Check(arguments) => check::run(&arguments, &progress, stdout),
        Command::Build(arguments) => build::run(&arguments, &progress, stdout),
        Command::Count(arguments) => count::run(&arguments, &progress, stdout),
        Command::Verify(arguments) => verify::run(&arguments, &progress, stdout),
        Command::Pack(arguments) => pack::run(&arguments, &progress, stdout),
        Command::Site(arguments) => site::run(&arguments, &progress, stdout),
        Command::Serve(arguments) => site::serve(&arguments, &progress, stdout),
    }
}
