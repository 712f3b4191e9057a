//! `extract.toml`: where an extract comes from, when it was taken, and how far back it reaches.
//!
//! Never says anything about a person.

use std::path::Path;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::exit::{Failure, INPUT_UNREADABLE};
use crate::input::{InputFile, read_small, unreadable};

/// What the file `extract.toml` says.
///
/// ```
/// let settings = pipeline::extract::Settings::from_toml(
///     "extract.toml",
///     "source = \"GP and hospital records\"\n\
///      extracted_on = 2026-09-30\n\
///      national_data_opt_out = \"applied\"\n",
/// )
/// .unwrap();
/// assert_eq!(settings.extracted_on.to_string(), "2026-09-30");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Settings {
    /// Where the rows come from, in words for a reader.
    pub source: String,
    /// The day of the extract: nothing in it may be later.
    pub extracted_on: NaiveDate,
    /// Whether people who opted out of such uses have been left out.
    pub national_data_opt_out: OptOut,
    /// The first day whose events are complete, if they do not reach back to everybody's birth.
    pub events_from: Option<NaiveDate>,
    /// The first day whose answers are complete.
    pub surveys_from: Option<NaiveDate>,
    /// What else a reader should know.
    pub notes: Option<String>,
    /// Whether small areas were assigned for testing, so that geography means nothing.
    pub areas_assigned_for_testing: bool,
}

/// Whether the national data opt-out has been applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OptOut {
    /// People who opted out are not in the extract.
    Applied,
    /// The opt-out does not apply to this use.
    NotApplicable,
}

impl OptOut {
    /// The word in `extract.toml`.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::NotApplicable => "not_applicable",
        }
    }
}

/// The file as TOML has it, before dates are looked at.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AsWritten {
    source: String,
    extracted_on: Day,
    national_data_opt_out: OptOut,
    events_from: Option<Day>,
    surveys_from: Option<Day>,
    notes: Option<String>,
    #[serde(default)]
    areas_assigned_for_testing: bool,
}

/// A day as a TOML date or as text.
#[derive(Deserialize)]
#[serde(untagged)]
enum Day {
    Date(toml::value::Datetime),
    Text(String),
}

impl Settings {
    /// The name of the file in an extract's folder.
    pub const FILE_NAME: &str = "extract.toml";

    /// Reads `extract.toml` of an extract's folder; gives also the file as it was found.
    ///
    /// # Errors
    /// When it is missing or says something else than it should, with what would be right.
    pub fn read(extract: &Path) -> Result<(Self, InputFile), Failure> {
        let path = extract.join(Self::FILE_NAME);
        let expected = "expected a file with source, extracted_on and national_data_opt_out";
        let Some(file) = InputFile::find(path.clone(), Self::FILE_NAME.to_owned())? else {
            return Err(unreadable(&path, format!("is missing; {expected}")));
        };
        let text = read_small(&path)
            .and_then(|bytes| String::from_utf8(bytes).map_err(std::io::Error::other))
            .map_err(|error| unreadable(&path, format!("{error}; {expected}")))?;
        let name = path.display().to_string();
        let settings = Self::from_toml(&name, text.trim_start_matches('\u{feff}'))?;
        Ok((settings, file))
    }

    /// Reads the text of such a file; `name` is what messages call it.
    ///
    /// # Errors
    /// When it says something else than it should, with what would be right.
    pub fn from_toml(name: &str, text: &str) -> Result<Self, Failure> {
        let wrong = |problem: String| Failure::new(INPUT_UNREADABLE, format!("{name}: {problem}"));
        let written: AsWritten = toml::from_str(text).map_err(|error| {
            let line = error
                .span()
                .map_or(1, |span| 1 + text[..span.start].matches('\n').count());
            Failure::new(
                INPUT_UNREADABLE,
                format!("{name}:{line}: {}", error.message()),
            )
        })?;
        let day = |key: &str, day: Day| -> Result<NaiveDate, Failure> {
            let text = match day {
                Day::Date(date) => date.to_string(),
                Day::Text(text) => text,
            };
            text.parse().map_err(|_not_a_date| {
                wrong(format!(
                    "`{key}` is `{text}`; expected a date such as 2026-09-30"
                ))
            })
        };
        let extracted_on = day("extracted_on", written.extracted_on)?;
        let optional = |key: &str, value: Option<Day>| -> Result<Option<NaiveDate>, Failure> {
            let Some(value) = value else { return Ok(None) };
            let from = day(key, value)?;
            if from > extracted_on {
                return Err(wrong(format!(
                    "`{key}` is {from}, later than `extracted_on`; expected a day on or before \
                     {extracted_on}"
                )));
            }
            Ok(Some(from))
        };
        if written.source.trim().is_empty() {
            return Err(wrong(
                "`source` is empty; expected where the rows come from, in words".to_owned(),
            ));
        }
        Ok(Self {
            extracted_on,
            events_from: optional("events_from", written.events_from)?,
            surveys_from: optional("surveys_from", written.surveys_from)?,
            source: written.source,
            national_data_opt_out: written.national_data_opt_out,
            notes: written.notes,
            areas_assigned_for_testing: written.areas_assigned_for_testing,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str =
        "source = \"S\"\nextracted_on = 2026-09-30\nnational_data_opt_out = \"applied\"\n";

    #[track_caller]
    fn refused(text: &str, expected: &str) {
        let failure = Settings::from_toml("extract.toml", text).unwrap_err();
        assert_eq!(failure.code, INPUT_UNREADABLE);
        assert_eq!(failure.message, expected);
    }

    #[test]
    fn every_key_is_read() {
        let text = format!(
            "{GOOD}events_from = \"2018-04-01\"\nsurveys_from = 2022-01-01\nnotes = \"N\"\n\
             areas_assigned_for_testing = true\n"
        );
        let settings = Settings::from_toml("extract.toml", &text).unwrap();
        assert_eq!(settings.events_from, "2018-04-01".parse().ok());
        assert_eq!(settings.surveys_from, "2022-01-01".parse().ok());
        assert_eq!(settings.national_data_opt_out, OptOut::Applied);
        assert!(settings.areas_assigned_for_testing);
    }

    #[test]
    fn what_is_wrong_is_said_with_what_would_be_right() {
        refused(
            "source = \"S\"\nnational_data_opt_out = \"applied\"\n",
            "extract.toml:1: missing field `extracted_on`",
        );
        refused(
            &GOOD.replace("applied", "perhaps"),
            "extract.toml:3: unknown variant `perhaps`, expected `applied` or `not_applicable`",
        );
        refused(
            &GOOD.replace("2026-09-30", "\"soon\""),
            "extract.toml: `extracted_on` is `soon`; expected a date such as 2026-09-30",
        );
        refused(
            &format!("{GOOD}events_from = 2027-01-01\n"),
            "extract.toml: `events_from` is 2027-01-01, later than `extracted_on`; expected a day \
             on or before 2026-09-30",
        );
    }
}
