//! The site and serve commands (skeleton, being written).

use std::io::Write;

use crate::exit::Failure;
use crate::progress::Progress;

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct SiteArguments {}

/// Runs the command.
///
/// # Errors
/// When it cannot be done.
pub fn run(
    _arguments: &SiteArguments,
    _progress: &Progress,
    _stdout: &mut dyn Write,
) -> Result<(), Failure> {
    Err(Failure::new(crate::exit::BUG, "not written yet"))
}

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct ServeArguments {}

/// Runs the command.
///
/// # Errors
/// When it cannot be done.
pub fn serve(
    _arguments: &ServeArguments,
    _progress: &Progress,
    _stdout: &mut dyn Write,
) -> Result<(), Failure> {
    Err(Failure::new(crate::exit::BUG, "not written yet"))
}
