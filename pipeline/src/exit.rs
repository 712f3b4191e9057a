//! Why the program ends, as a number that a scheduler can act on and a sentence that a person can.

use std::fmt;
use std::path::PathBuf;

/// Everything asked for was done.
pub const DONE: u8 = 0;
/// A fault in the program itself.
pub const BUG: u8 = 1;
/// The arguments cannot be understood.
pub const USAGE: u8 = 2;
/// An input is missing, unreadable or contradicts itself.
pub const INPUT_UNREADABLE: u8 = 10;
/// More rows were set aside than `--max-rejected` allows.
pub const TOO_MANY_REJECTED: u8 = 11;
/// The release would let somebody be identified.
pub const UNSAFE_TO_PUBLISH: u8 = 12;
/// An output could not be written; what was there before is untouched.
pub const OUTPUT_NOT_WRITTEN: u8 = 13;
/// Verification found a difference.
pub const DIFFERENCE_FOUND: u8 = 14;
/// A signal stopped the run: this and the signal's number, so 130 after Ctrl-C and 143 after
/// `kill`, as shells have it.
pub const STOPPED: u8 = 128;

/// The end of a run that did not do what was asked.
///
/// Invariant: the message repeats no value from a column that may identify a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// One of this module's constants.
    pub code: u8,
    /// What is wrong, where, and what would be right.
    pub message: String,
}

impl Failure {
    /// A failure with one of this module's codes.
    pub fn new(code: u8, message: impl fmt::Display) -> Self {
        Self {
            code,
            message: message.to_string(),
        }
    }

    /// The end by a signal, which left these targets as they were.
    #[must_use]
    pub fn stopped(signal: i32, as_before: &[PathBuf]) -> Self {
        let mut targets: Vec<String> = as_before
            .iter()
            .map(|target| target.display().to_string())
            .collect();
        targets.sort();
        targets.dedup();
        let message = if targets.is_empty() {
            "stopped; nothing was being written".to_owned()
        } else {
            format!("stopped; as before: {}", targets.join(", "))
        };
        let number = u8::try_from(signal).unwrap_or_default();
        Self::new(STOPPED.saturating_add(number), message)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}
