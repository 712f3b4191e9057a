//! The count command (skeleton, being written).

use std::io::Write;

use crate::exit::Failure;
use crate::progress::Progress;

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Arguments {}

/// Runs the command.
///
/// # Errors
/// When it cannot be done.
pub fn run(
    _arguments: &Arguments,
    _progress: &Progress,
    _stdout: &mut dyn Write,
) -> Result<(), Failure> {
    Err(Failure::new(crate::exit::BUG, "not written yet"))
}
