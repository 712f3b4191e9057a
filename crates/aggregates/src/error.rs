//! What is wrong with a published file, and what would be right.
//!
//! Messages repeat text from published files only, and no more than a line of it.

use crate::schema::{Kind, SCHEMA_VERSION, Table};

/// A file that cannot be read as the table it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {}{problem}", place(*column, *row))]
pub struct DecodeError {
    /// The file, by its name in the published folder.
    pub file: String,
    /// The column, where one is at fault.
    pub column: Option<&'static str>,
    /// The row within the decoded part of the table, counted from 1, where one is at fault.
    pub row: Option<usize>,
    /// What is wrong.
    pub problem: Problem,
}

/// What can be wrong with a published file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// The bytes do not begin as Parquet does, or are too few.
    #[error("is not a Parquet file")]
    NotParquet,
    /// The bytes do not end as Parquet does.
    #[error("does not end as a Parquet file does: it is cut short, or is something else")]
    NoEnd,
    /// Fewer bytes than the file says it has.
    #[error("is cut short: {expected} bytes are needed, {found} are there")]
    Truncated {
        /// Bytes that should be there.
        expected: u64,
        /// Bytes that are.
        found: u64,
    },
    /// The digest beside the footer is not the footer's.
    #[error("was not written by this program, or its footer is damaged")]
    NotSealed,
    /// The digest of the rows is not what the footer says.
    #[error("is damaged: the digest of part {part} of {parts} does not match")]
    Damaged {
        /// Which row group, counted from 1.
        part: usize,
        /// How many there are.
        parts: usize,
    },
    /// Another version of the tables.
    #[error("has schema version {found}, this reader understands version {SCHEMA_VERSION}")]
    SchemaVersion {
        /// The version in the file.
        found: String,
    },
    /// A published table, but another one.
    #[error("holds the table `{found}`, expected `{}`", expected.key())]
    OtherTable {
        /// The table that was asked for.
        expected: Table,
        /// The table in the file.
        found: String,
    },
    /// A column that must exist does not.
    #[error("is missing")]
    MissingColumn,
    /// A column of another type.
    #[error("expected {expected}, found {found}")]
    WrongType {
        /// What the column holds by its schema.
        expected: Kind,
        /// What it holds in the file.
        found: String,
    },
    /// A value is absent where there must be one.
    #[error("must not be empty")]
    Empty,
    /// A value that the manifest's catalogue does not have.
    #[error("`{found}` is not in the manifest's catalogue")]
    Unknown {
        /// The value.
        found: String,
    },
    /// A status that contradicts the figure beside it.
    #[error("`{status}` contradicts the figure, which is {}", if *figure { "there" } else { "absent" })]
    Contradiction {
        /// The status in the file.
        status: String,
        /// Whether there is a figure.
        figure: bool,
    },
    /// A number that cannot be.
    #[error("{found} is impossible: {reason}")]
    Impossible {
        /// The number.
        found: String,
        /// Why it cannot be.
        reason: &'static str,
    },
    /// Two rows about the same measure, period and place.
    #[error("is about the same as another row")]
    Repeated,
    /// The measure's rows are not in the file.
    #[error("has no rows of the measure `{measure}`")]
    NoSuchMeasure {
        /// The measure's key.
        measure: String,
    },
    /// Something else that the Parquet reader says.
    #[error("cannot be read: {0}")]
    Unreadable(String),
}

fn place(column: Option<&str>, row: Option<usize>) -> String {
    let row = row.map(|row| format!("row {row}: ")).unwrap_or_default();
    let column = column
        .map(|column| format!("column `{column}`: "))
        .unwrap_or_default();
    row + &column
}

impl DecodeError {
    pub(crate) fn of(table: Table, problem: Problem) -> Self {
        Self {
            file: table.file_name().to_owned(),
            column: None,
            row: None,
            problem,
        }
    }

    pub(crate) fn in_column(table: Table, column: &'static str, problem: Problem) -> Self {
        Self {
            column: Some(column),
            ..Self::of(table, problem)
        }
    }

    /// The same error about a file of another name, such as one that a reader opened by hand.
    #[must_use]
    pub fn in_file(self, file: &str) -> Self {
        Self {
            file: file.to_owned(),
            ..self
        }
    }
}

/// As much of a value as a message repeats.
pub(crate) fn quoted(value: &str) -> String {
    const LONGEST: usize = 40;
    if value.chars().count() <= LONGEST {
        value.to_owned()
    } else {
        value.chars().take(LONGEST).chain(['…']).collect()
    }
}
