//! Rows set aside, and why, without repeating them.
//!
//! A rejected row is not a failure of the run: it is set aside, counted, and reported.
//!
//! Invariant: nothing here holds a value of an input file; a reason, a column's name and a place
//! are all that is kept of a row.

use std::fmt;

use serde::Serialize;

mod list;

pub(crate) use list::Mark;
pub use list::{NotWritten, RejectionList};

/// Why a row cannot be used, in the order in which the reasons are tested.
///
/// The first reason that holds is the row's reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Another number of values than the header has.
    RaggedRow,
    /// Bytes that are not UTF-8.
    NotUtf8,
    /// No id, or one of more than 64 bytes.
    MissingPersonId,
    /// An id that an earlier row has.
    DuplicatePerson,
    /// No date of birth.
    MissingBirthDate,
    /// A date of birth in no known form.
    MalformedBirthDate,
    /// No start of the registration.
    MissingRegistrationStart,
    /// The id is not in the person table, or was set aside there.
    UnknownPerson,
    /// The date that the row is about is missing.
    MissingDate,
    /// A date in no known form.
    MalformedDate,
    /// Born later than the day of the extract.
    BirthAfterExtract,
    /// Died before being born.
    DeathBeforeBirth,
    /// A registration that ends before it starts.
    RegistrationEndBeforeStart,
    /// Dated before the person was born.
    BeforeBirth,
    /// Dated later than the day of the extract.
    AfterExtract,
    /// Resolved before it was diagnosed.
    ResolvedBeforeDiagnosis,
    /// No code, event type or question.
    MissingCode,
    /// A code system that is none of the known ones.
    UnknownCodeSystem,
    /// An answer that is not one of 1, 2, 3, 4 and 5.
    MalformedResponse,
}

impl Reason {
    /// Every reason, in the order in which they are tested.
    pub const EVERY: [Self; 19] = [
        Self::RaggedRow,
        Self::NotUtf8,
        Self::MissingPersonId,
        Self::DuplicatePerson,
        Self::MissingBirthDate,
        Self::MalformedBirthDate,
        Self::MissingRegistrationStart,
        Self::UnknownPerson,
        Self::MissingDate,
        Self::MalformedDate,
        Self::BirthAfterExtract,
        Self::DeathBeforeBirth,
        Self::RegistrationEndBeforeStart,
        Self::BeforeBirth,
        Self::AfterExtract,
        Self::ResolvedBeforeDiagnosis,
        Self::MissingCode,
        Self::UnknownCodeSystem,
        Self::MalformedResponse,
    ];

    /// The word in every report, e.g. `before_birth`.
    #[must_use]
    pub fn key(self) -> &'static str {
        self.words().0
    }

    /// What is wrong, in words that repeat no value.
    #[must_use]
    pub fn explanation(self) -> &'static str {
        self.words().1
    }

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::RaggedRow => (
                "ragged_row",
                "the row has another number of values than the header",
            ),
            Self::NotUtf8 => ("not_utf8", "the row holds bytes that are not UTF-8"),
            Self::MissingPersonId => (
                "missing_person_id",
                "expected an id of 1 to 64 bytes, found none or a longer one",
            ),
            Self::DuplicatePerson => (
                "duplicate_person",
                "an earlier row has the same id; only the first is looked at",
            ),
            Self::MissingBirthDate => (
                "missing_birth_date",
                "must not be empty, 1801-01-01 or 1900-01-01",
            ),
            Self::MalformedBirthDate => (
                "malformed_birth_date",
                "expected a date such as 1970-01-31, or a month such as 1970-01",
            ),
            Self::MissingRegistrationStart => (
                "missing_registration_start",
                "must not be empty, 1801-01-01 or 1900-01-01",
            ),
            Self::UnknownPerson => (
                "unknown_person",
                "the id is not in the person table, or was set aside there",
            ),
            Self::MissingDate => (
                "missing_date",
                "must not be empty, 1801-01-01 or 1900-01-01",
            ),
            Self::MalformedDate => ("malformed_date", "expected a date such as 1970-01-31"),
            Self::BirthAfterExtract => (
                "birth_after_extract",
                "the birth date is later than the extract",
            ),
            Self::DeathBeforeBirth => (
                "death_before_birth",
                "the date is earlier than the birth date",
            ),
            Self::RegistrationEndBeforeStart => (
                "registration_end_before_start",
                "the date is earlier than the start of the registration",
            ),
            Self::BeforeBirth => ("before_birth", "the date is earlier than the birth date"),
            Self::AfterExtract => ("after_extract", "the date is later than the extract"),
            Self::ResolvedBeforeDiagnosis => (
                "resolved_before_diagnosis",
                "the date is earlier than the diagnosis",
            ),
            Self::MissingCode => ("missing_code", "must not be empty"),
            Self::UnknownCodeSystem => {
                ("unknown_code_system", "expected condition, snomed or icd10")
            }
            Self::MalformedResponse => ("malformed_response", "expected one of 1, 2, 3, 4 and 5"),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

/// Where in a file a row is, counted from 1 as people count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Location {
    /// The line on which the row starts, in a text file.
    Line(u64),
    /// The row within a row group, in a Parquet file.
    Row {
        /// The row group, the first being 1.
        group: u64,
        /// The row within the row group, the first being 1.
        row: u64,
    },
}

impl Location {
    /// The place so many lines or rows further on.
    #[must_use]
    pub(crate) fn after(self, rows: u64) -> Self {
        match self {
            Self::Line(line) => Self::Line(line + rows),
            Self::Row { group, row } => Self::Row {
                group,
                row: row + rows,
            },
        }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(line) => write!(f, "{line}"),
            Self::Row { group, row } => write!(f, "row group {group} row {row}"),
        }
    }
}

/// One row set aside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rejection {
    /// The file within the extract, e.g. `event/part-1.csv`.
    pub file: String,
    /// Where in the file.
    pub location: Location,
    /// The column the reason is about; none when it is about the whole row.
    pub column: Option<&'static str>,
    /// Why.
    pub reason: Reason,
}

impl fmt::Display for Rejection {
    /// E.g. ``event.csv:4182: column `event_date`: after_extract, the date is later than the extract``.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: ", self.file, self.location)?;
        if let Some(column) = self.column {
            write!(f, "column `{column}`: ")?;
        }
        write!(f, "{}, {}", self.reason, self.reason.explanation())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rejection_starts_with_its_place_and_repeats_no_value() {
        let rejection = Rejection {
            file: "event.csv".to_owned(),
            location: Location::Line(4182),
            column: Some("event_date"),
            reason: Reason::AfterExtract,
        };
        assert_eq!(
            rejection.to_string(),
            "event.csv:4182: column `event_date`: after_extract, the date is later than the extract"
        );
    }

    #[test]
    fn reasons_are_listed_in_the_order_of_their_kind() {
        assert!(Reason::EVERY.is_sorted());
        let json = serde_json::to_string(&Reason::EVERY[0]).unwrap();
        assert_eq!(json, format!("\"{}\"", Reason::EVERY[0].key()));
    }
}
