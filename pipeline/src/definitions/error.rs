//! What is wrong with a config folder: the file, the line, and what would be right.
//!
//! Config holds no person, so a message may repeat what it found.

use crate::exit::{Failure, INPUT_UNREADABLE};

/// A config file that is missing, malformed, or contradicts another.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{problem}", at(file, *line))]
pub struct ConfigError {
    /// The file, as the operator named its folder.
    pub file: String,
    /// The line it is about, from 1, where one line is to blame.
    pub line: Option<u64>,
    /// What is wrong and what would be right.
    pub problem: String,
}

impl ConfigError {
    pub(super) fn new(
        file: &str,
        line: impl Into<Option<u64>>,
        problem: impl Into<String>,
    ) -> Self {
        Self {
            file: file.to_owned(),
            line: line.into(),
            problem: problem.into(),
        }
    }
}

fn at(file: &str, line: Option<u64>) -> String {
    match line {
        Some(line) => format!("{file}:{line}: "),
        None => format!("{file}: "),
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::new(INPUT_UNREADABLE, error)
    }
}
