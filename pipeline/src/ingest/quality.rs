//! What reading an extract found: rows, reasons, gaps and warnings.
//!
//! Counts here are exact, for the analyst inside the secure environment; nothing here is safe to
//! publish as it stands. No value of a person's columns is kept.

use serde::Serialize;

use crate::exit::{Failure, TOO_MANY_REJECTED};
use crate::input::InputFile;
use crate::rejection::{Reason, Rejection};

/// How many more rows are named for each reason besides the first.
const EXAMPLES: usize = 2;

/// The quality of a whole extract.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Quality {
    /// One entry for each table, in the order in which they are read: person, condition, event
    /// and survey.
    pub tables: Vec<TableQuality>,
    /// People who can be used: the rows of [`crate::tables::People`].
    pub people: u64,
    /// Of these, the ones whose small area is in no neighbourhood.
    pub people_outside_area: u64,
    /// Of these, the ones without a known ethnic category.
    pub people_unknown_ethnicity: u64,
    /// Of these, the ones whose gender is neither male nor female, or not known.
    pub people_unknown_sex: u64,
    /// Codes in no codelist, the most frequent first, then in order of system and code. What has
    /// not the form of a code is added up in [`Quality::unmapped_not_shown`].
    pub unmapped_codes: Vec<CodeFrequency>,
    /// Rows with an unmapped code that is not shown, because it has not the form of a code.
    pub unmapped_not_shown: u64,
    /// What a person should know, in the order in which it was found.
    pub warnings: Vec<String>,
}

/// The quality of one table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct TableQuality {
    /// The table: `person`, `condition`, `event` or `survey`.
    pub table: &'static str,
    /// Whether the extract has it; only `survey` may be absent.
    pub present: bool,
    /// Its files as they were found, in the order in which they were read.
    pub files: Vec<InputFile>,
    /// Rows read; always `rows_used` plus the rows of `set_aside`.
    pub rows_read: u64,
    /// Rows that are not set aside.
    pub rows_used: u64,
    /// Rows set aside, by reason, in the order of the reasons.
    pub set_aside: Vec<SetAside>,
    /// Rows dated after the person's death: used, but never counted.
    pub after_death: u64,
    /// Rows whose code is in no codelist: used, but never counted.
    pub unmapped_code: u64,
    /// Rows of an event type or question that no measure uses: used, but never counted.
    pub not_in_a_measure: u64,
    /// How far each column is filled, for those that the table has and that are read.
    pub columns: Vec<Completeness>,
    /// Columns that are absent although they may be there.
    pub absent_columns: Vec<&'static str>,
    /// Columns that are ignored, in the order of the first file that has them.
    pub unknown_columns: Vec<String>,
}

/// Rows set aside for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SetAside {
    /// Why.
    pub reason: Reason,
    /// How many rows.
    pub rows: u64,
    /// The first of them.
    pub first: Rejection,
    /// A few that follow, for whoever looks for what they have in common.
    #[serde(skip)]
    pub next: Vec<Rejection>,
}

/// How far a column is filled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Completeness {
    /// The column.
    pub column: &'static str,
    /// Rows with a value there, of those that are neither ragged nor broken text.
    pub filled: u64,
    /// Rows of these altogether.
    pub rows: u64,
}

/// How often a code occurs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct CodeFrequency {
    /// `condition`, `snomed` or `icd10`.
    pub code_system: &'static str,
    /// The code.
    pub code: String,
    /// Rows that have it.
    pub rows: u64,
}

impl Quality {
    /// The quality of a table by its name.
    #[must_use]
    pub fn table(&self, name: &str) -> Option<&TableQuality> {
        self.tables.iter().find(|table| table.table == name)
    }

    /// Refuses an extract of which too many rows were set aside.
    ///
    /// # Errors
    /// [`TOO_MANY_REJECTED`], naming the commonest reason of the first such table.
    pub fn require_few_rejected(&self, max_percent: f64) -> Result<(), Failure> {
        for table in &self.tables {
            if table.percent_set_aside() > max_percent
                && let Some(commonest) = table.commonest_reason()
            {
                return Err(Failure::new(
                    TOO_MANY_REJECTED,
                    format!(
                        "{}: {} of {} rows were set aside ({:.2}%, more than the {max_percent}% \
                         allowed); the commonest reason is {} ({}), first at {}:{}: {}",
                        table.table,
                        table.rows_set_aside(),
                        table.rows_read,
                        table.percent_set_aside(),
                        commonest.reason,
                        commonest.rows,
                        commonest.first.file,
                        commonest.first.location,
                        commonest.reason.explanation(),
                    ),
                ));
            }
        }
        Ok(())
    }

    /// Rows dated after a death, over all tables.
    #[must_use]
    pub fn after_death(&self) -> u64 {
        self.tables.iter().map(|table| table.after_death).sum()
    }
}

impl TableQuality {
    /// Rows set aside for whatever reason.
    #[must_use]
    pub fn rows_set_aside(&self) -> u64 {
        self.set_aside.iter().map(|aside| aside.rows).sum()
    }

    /// The share of the rows read that were set aside, 0 to 100.
    #[must_use]
    pub fn percent_set_aside(&self) -> f64 {
        if self.rows_read == 0 {
            return 0.0;
        }
        100.0 * self.rows_set_aside() as f64 / self.rows_read as f64
    }

    /// The reason for which most rows were set aside; the first tested of equals.
    #[must_use]
    pub fn commonest_reason(&self) -> Option<&SetAside> {
        self.set_aside.iter().rev().max_by_key(|aside| aside.rows)
    }

    pub(super) fn reject(&mut self, rejection: &Rejection) {
        let place = self
            .set_aside
            .binary_search_by_key(&rejection.reason, |aside| aside.reason);
        match place {
            Ok(place) => {
                let aside = &mut self.set_aside[place];
                aside.rows += 1;
                if aside.next.len() < EXAMPLES {
                    aside.next.push(rejection.clone());
                }
            }
            Err(place) => self.set_aside.insert(
                place,
                SetAside {
                    reason: rejection.reason,
                    rows: 1,
                    first: rejection.clone(),
                    next: Vec::new(),
                },
            ),
        }
    }
}

/// A code as it may be shown, none when it has not the form of a code: a column that was filled
/// with something else might hold anything.
pub(super) fn shown_code(system: &str, code: Vec<u8>) -> Option<String> {
    let code = String::from_utf8(code).ok()?;
    let is_shown = match system {
        // SNOMED CT identifiers have 6 to 18 digits.
        "snomed" => (6..=18).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_digit()),
        // ICD-10 categories are a letter and two characters, then up to four more with marks.
        "icd10" => {
            let mut bytes = code.bytes();
            (3..=8).contains(&code.len())
                && bytes.next().is_some_and(|b| b.is_ascii_alphabetic())
                && bytes.next().is_some_and(|b| b.is_ascii_digit())
                && bytes.all(|b| b.is_ascii_alphanumeric() || b".+*-".contains(&b))
        }
        _ => {
            code.len() <= 40
                && code.starts_with(|first: char| first.is_ascii_lowercase())
                && code
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        }
    };
    is_shown.then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_looks_like_a_code_is_shown() {
        let rows = [
            ("snomed", "38341003", true),
            ("snomed", "hypertension", false),
            ("snomed", "12345", false),
            ("icd10", "I10", true),
            ("icd10", "E11.9", true),
            ("icd10", "AB123456C", false),
            ("condition", "long_covid", true),
            ("condition", "Ada Lovelace", false),
        ];
        for (system, code, expected) in rows {
            let shown = shown_code(system, code.as_bytes().to_vec());
            assert_eq!(shown.is_some(), expected, "{system} {code}");
        }
    }

    #[test]
    fn the_commonest_reason_is_the_first_of_equals() {
        let mut table = TableQuality::default();
        let aside = |reason, line| Rejection {
            file: "event.csv".to_owned(),
            location: crate::rejection::Location::Line(line),
            column: None,
            reason,
        };
        table.reject(&aside(Reason::BeforeBirth, 2));
        table.reject(&aside(Reason::RaggedRow, 3));
        assert_eq!(table.commonest_reason().unwrap().reason, Reason::RaggedRow);
        table.reject(&aside(Reason::BeforeBirth, 4));
        let commonest = table.commonest_reason().unwrap();
        assert_eq!((commonest.reason, commonest.rows), (Reason::BeforeBirth, 2));
        assert_eq!(
            commonest.first.location,
            crate::rejection::Location::Line(2)
        );
    }
}
