//! Rows set aside, and why, without repeating them.
//!
//! A rejected row is not a failure of the run: it is set aside, counted, and reported.
//!
//! Invariant: nothing here holds a value of an input file; a reason, a column's name and a place
//! are all that is kept of a row.

use std::fmt;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use tempfile::NamedTempFile;

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

/// The list of rows set aside, written while the extract is read.
///
/// Written beside its final place and moved there by [`RejectionList::keep`], so that a stopped
/// run leaves an earlier list as it was.
#[derive(Debug)]
pub struct RejectionList(Option<Pending>);

#[derive(Debug)]
struct Pending {
    path: PathBuf,
    file: BufWriter<NamedTempFile>,
    rows: u64,
    wanted_when_empty: bool,
}

/// The list of rows set aside could not be written.
#[derive(Debug, thiserror::Error)]
#[error("{}: {source}; name another file for the rows set aside with --rejects", path.display())]
pub struct NotWritten {
    path: PathBuf,
    source: io::Error,
}

impl RejectionList {
    /// A list that is thrown away, for runs that write nothing.
    #[must_use]
    pub fn discarded() -> Self {
        Self(None)
    }

    /// A list that will be at `path`.
    ///
    /// With `wanted_when_empty`, or where an earlier list would go out of date, it is written even
    /// when no row is set aside.
    ///
    /// # Errors
    /// When a file cannot be made beside `path`, and when that is a published folder: the list
    /// belongs where the extract is.
    pub fn at(path: &Path, wanted_when_empty: bool) -> Result<Self, NotWritten> {
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        if folder.join(aggregates::manifest::FILE_NAME).exists() {
            return Err(NotWritten {
                path: path.to_owned(),
                source: io::Error::other("the folder is published"),
            });
        }
        let wanted_when_empty = wanted_when_empty || path.exists();
        let made = NamedTempFile::new_in(folder).and_then(|file| {
            let mut file = BufWriter::new(file);
            writeln!(file, "file,line,row_group,row,column,reason")?;
            Ok(file)
        });
        match made {
            Ok(file) => Ok(Self(Some(Pending {
                path: path.to_owned(),
                file,
                rows: 0,
                wanted_when_empty,
            }))),
            Err(source) => Err(NotWritten {
                path: path.to_owned(),
                source,
            }),
        }
    }

    /// Adds a row.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn add(&mut self, rejection: &Rejection) -> Result<(), NotWritten> {
        let Some(pending) = &mut self.0 else {
            return Ok(());
        };
        pending.rows += 1;
        write_row(&mut pending.file, rejection).map_err(|source| NotWritten {
            path: pending.path.clone(),
            source,
        })
    }

    /// Moves the list into its place.
    ///
    /// # Errors
    /// When that cannot be done.
    pub fn keep(self) -> Result<(), NotWritten> {
        let Some(pending) = self.0 else {
            return Ok(());
        };
        if pending.rows == 0 && !pending.wanted_when_empty {
            return Ok(());
        }
        let path = pending.path;
        let moved = pending
            .file
            .into_inner()
            .map_err(io::IntoInnerError::into_error)
            .and_then(|file| file.persist(&path).map_err(io::Error::from));
        match moved {
            Ok(file) => drop::<File>(file),
            Err(source) => return Err(NotWritten { path, source }),
        }
        Ok(())
    }
}

fn write_row(file: &mut impl Write, rejection: &Rejection) -> io::Result<()> {
    let name = &rejection.file;
    if name.contains([',', '"', '\n', '\r']) {
        write!(file, "\"{}\"", name.replace('"', "\"\""))?;
    } else {
        write!(file, "{name}")?;
    }
    match rejection.location {
        Location::Line(line) => write!(file, ",{line},,")?,
        Location::Row { group, row } => write!(file, ",,{group},{row}")?,
    }
    writeln!(
        file,
        ",{},{}",
        rejection.column.unwrap_or_default(),
        rejection.reason
    )
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

    #[test]
    fn a_list_never_stands_in_a_published_folder() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("manifest.json"), "{}").unwrap();
        let refused = RejectionList::at(&folder.path().join("rejects.csv"), true).unwrap_err();
        assert_eq!(
            refused.to_string(),
            format!(
                "{}/rejects.csv: the folder is published; name another file for the rows set \
                 aside with --rejects",
                folder.path().display()
            )
        );
    }

    #[test]
    fn a_list_is_there_only_when_it_says_something() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rejects.csv");
        RejectionList::at(&path, false).unwrap().keep().unwrap();
        assert!(!path.exists());

        let mut list = RejectionList::at(&path, false).unwrap();
        list.add(&Rejection {
            file: "condition/a,b.parquet".to_owned(),
            location: Location::Row { group: 2, row: 7 },
            column: None,
            reason: Reason::UnknownPerson,
        })
        .unwrap();
        list.keep().unwrap();
        let expected = "file,line,row_group,row,column,reason\n\
                        \"condition/a,b.parquet\",,2,7,,unknown_person\n";
        assert_eq!(std::fs::read_to_string(&path).unwrap(), expected);

        RejectionList::at(&path, false).unwrap().keep().unwrap();
        let header = "file,line,row_group,row,column,reason\n";
        assert_eq!(std::fs::read_to_string(&path).unwrap(), header);
    }
}
