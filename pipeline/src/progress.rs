//! What the program tells on stderr while it works.

use crate::cli::LogFormat;

/// Tells which step is running and how far it is, on stderr.
#[derive(Debug)]
pub struct Progress {
    quiet: bool,
    format: LogFormat,
}

impl Progress {
    /// A teller of progress; a bar when stderr is a terminal, plain lines when it is not.
    #[must_use]
    pub fn new(quiet: bool, format: LogFormat) -> Self {
        Self { quiet, format }
    }
}
