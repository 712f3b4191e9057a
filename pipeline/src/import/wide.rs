//! One table with a row for each person and two columns for each condition, as analysts of
//! integrated care hold it: `has_<condition>` says whether, `<condition>_date` since when.
//!
//! A condition without a date is carried over without one, so that the row is set aside and
//! counted: nothing is dated by guess. Event and survey tables that stand beside the table are
//! taken over as they are.

use std::io::Write;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use crate::definitions::Definitions;
use crate::exit::{Failure, INPUT_UNREADABLE};
use crate::extract::Settings;
use crate::progress::Progress;

use super::FormatArguments;
use super::destination::{Description, Destination, Output, PersonRow, SAY_OPT_OUT, Summary};
use super::report::Report;
use super::source::{self, Column, Row, Source, date};

/// Where the report adds up columns that stand for no condition.
const UNKNOWN: &str = "has_";

/// Tables that may stand beside the wide one, in the extract's own form.
const BESIDE: [&str; 2] = ["event", "survey"];

/// The columns of a person, by the names that such tables give them.
struct PersonColumns {
    id: Column,
    birth: Column,
    gender: Column,
    ethnicity: Column,
    small_area: Column,
    start: Column,
    end: Column,
    death: Column,
}

/// The columns of a condition.
struct ConditionColumns {
    /// Its key in `conditions.csv`.
    key: String,
    name: String,
    has: Column,
    since: Column,
    until: Column,
}

pub(super) fn run(
    arguments: &FormatArguments,
    progress: Progress,
    stdout: &mut dyn Write,
) -> Result<(), Failure> {
    let definitions = Definitions::read(&arguments.config)?;
    let (path, beside) = files(&arguments.from)?;
    let settings = arguments.from.join("extract.toml");
    let settings = settings
        .is_file()
        .then(|| Settings::read(&arguments.from).map(|(settings, _)| settings))
        .transpose()?;
    let extracted_on = match &settings {
        Some(settings) => settings.extracted_on,
        None => last_date(&path, &definitions, progress)?,
    };
    let areas = arguments
        .assign_areas
        .then(|| definitions.geography(extracted_on))
        .transpose()?;
    let out = Destination::begin(arguments)?;
    let mut report = Report::default();
    let mut source = Source::open(&path)?;
    let person = PersonColumns::of(&source)?;
    let conditions = condition_columns(&source, &definitions);
    let unknown = unknown_columns(&source, &definitions);
    let (mut people, mut facts) = (out.people()?, out.conditions()?);
    let step = progress.step("importing people");
    while let Some(row) = source.next_row()? {
        let id = row.text(person.id);
        people.person(&person.row(&row), areas.as_ref())?;
        for condition in &conditions {
            condition.write(&id, &row, &mut facts, source.name(), &mut report)?;
        }
        for (name, column) in &unknown {
            if flag(&row.text(Some(*column))) == Some(true) {
                let problem = format!("{name}: no condition of conditions.csv has this key");
                report.add(source.name(), UNKNOWN, problem);
            }
        }
        step.advance(1, 0);
    }
    drop(step);
    let (people, facts) = (people.finish()?, facts.finish()?);
    if !beside.iter().any(|file| {
        source::name_of(file)
            .to_ascii_lowercase()
            .starts_with("event.")
    }) {
        out.events()?.finish()?;
    }
    for file in &beside {
        out.copy(file)?;
    }
    let description = Description {
        source: settings
            .as_ref()
            .map_or("One table with a row for each person", |known| {
                &*known.source
            }),
        extracted_on,
        notes: SAY_OPT_OUT,
    };
    let kept = settings
        .is_some()
        .then(|| arguments.from.join("extract.toml"));
    out.finish_with(arguments, &description, &report, kept.as_deref())?;
    let summary = Summary {
        extracted_on,
        people,
        conditions: facts,
        events: 0,
        code_column: UNKNOWN,
        uncounted: |columns| format!("in {columns} columns that conditions.csv does not know"),
        remark: settings.is_none().then(|| SAY_OPT_OUT.to_owned()),
        without_areas: person
            .small_area
            .is_none()
            .then_some("the table has no column of LSOA codes"),
    };
    summary.write(stdout, arguments, &report, areas.as_ref())
}

/// The one table of people, and what may stand beside it.
fn files(from: &Path) -> Result<(PathBuf, Vec<PathBuf>), Failure> {
    let (beside, tables): (Vec<PathBuf>, Vec<PathBuf>) =
        source::files(from)?.into_iter().partition(|path| {
            let name = source::name_of(path).to_ascii_lowercase();
            BESIDE.contains(&name.split('.').next().unwrap_or_default())
        });
    match <[PathBuf; 1]>::try_from(tables) {
        Ok([table]) => Ok((table, beside)),
        Err(tables) => Err(Failure::new(
            INPUT_UNREADABLE,
            format!(
                "{}: {} tables besides event and survey; expected one CSV or Parquet file with a \
                 row for each person",
                from.display(),
                tables.len()
            ),
        )),
    }
}

impl PersonColumns {
    fn of(source: &Source) -> Result<Self, Failure> {
        Ok(Self {
            id: source.needed(&["person_id", "patient_id", "sk_patient_id"])?,
            birth: source.needed(&["birth_date", "date_of_birth", "dob"])?,
            gender: source.column(&["person_stated_gender_code", "gender_code", "gender", "sex"]),
            ethnicity: source.column(&["ethnic_category", "ethnicity_code", "ethnicity"]),
            small_area: source.column(&[
                "lsoa21_code",
                "lsoa_2021_code",
                "lsoa_code_21",
                "lsoa_code_2021",
                "lsoa21cd",
            ]),
            start: source.needed(&["registration_start_date", "record_registered_start_date"])?,
            end: source.column(&["registration_end_date", "record_registered_end_date"]),
            death: source.column(&["death_date", "date_of_death"]),
        })
    }

    fn row(&self, row: &Row) -> PersonRow {
        let gender = row.text(self.gender);
        let gender_code = match gender.to_ascii_lowercase().as_str() {
            "m" | "male" => "1",
            "f" | "female" => "2",
            _ => &gender,
        };
        PersonRow {
            person_id: row.text(self.id),
            birth_date: row.text(self.birth),
            gender_code: gender_code.to_owned(),
            ethnic_category: row.text(self.ethnicity),
            small_area: row.text(self.small_area),
            registration_start: row.text(self.start),
            registration_end: row.text(self.end),
            death_date: row.text(self.death),
        }
    }
}

/// The conditions of `conditions.csv` that the table has columns of.
fn condition_columns(source: &Source, definitions: &Definitions) -> Vec<ConditionColumns> {
    let keys = definitions.conditions.iter().map(|known| &known.condition);
    keys.filter_map(|key| {
        let name = key.to_ascii_lowercase();
        let found = ConditionColumns {
            has: source.column(&[format!("has_{name}").as_str()]),
            since: source.column(&[format!("{name}_date").as_str()]),
            until: source.column(&[format!("{name}_resolved_date").as_str()]),
            key: key.clone(),
            name,
        };
        (found.has.is_some() || found.since.is_some()).then_some(found)
    })
    .collect()
}

/// The columns that say whether somebody has something which is no condition of the config.
fn unknown_columns(source: &Source, definitions: &Definitions) -> Vec<(String, usize)> {
    let is_known = |key: &str| {
        let mut known = definitions.conditions.iter();
        known.any(|known| known.condition.eq_ignore_ascii_case(key))
    };
    let header = source.header().iter().enumerate();
    header
        .filter(|(_, name)| name.strip_prefix("has_").is_some_and(|key| !is_known(key)))
        .map(|(place, name)| (name.clone(), place))
        .collect()
}

impl ConditionColumns {
    /// Writes the condition of a person who has it.
    fn write(
        &self,
        person: &str,
        row: &Row,
        out: &mut Output,
        file: &str,
        report: &mut Report,
    ) -> Result<(), Failure> {
        let (has, since) = (row.text(self.has), row.text(self.since));
        let has_it = match (self.has, flag(&has)) {
            (None, _) => !since.is_empty(),
            (Some(_), Some(has_it)) => has_it,
            (Some(_), None) => {
                let column = format!("has_{}", self.name);
                let problem = "neither yes nor no: the condition is left out";
                report.row(file, row.place, &column, problem);
                false
            }
        };
        let column = format!("{}_date", self.name);
        if !has_it {
            if !since.is_empty() && self.has.is_some() {
                let problem = "a date although the person does not have it: left out";
                report.add(file, &column, problem);
            }
            return Ok(());
        }
        if since.is_empty() {
            let problem = "missing_date: the condition cannot be counted";
            report.row(file, row.place, &column, problem);
        }
        out.row(&[
            person,
            "condition",
            &self.key,
            &since,
            &row.text(self.until),
        ])
    }
}

/// Whether a value says yes or no; nothing at all is no.
fn flag(value: &str) -> Option<bool> {
    match value.to_ascii_lowercase().as_str() {
        "1" | "1.0" | "true" | "t" | "yes" | "y" => Some(true),
        "" | "0" | "0.0" | "false" | "f" | "no" | "n" => Some(false),
        _ => None,
    }
}

/// The last day on which something is said to have happened. The end of a registration may lie
/// in a far future that means "still registered".
fn last_date(
    path: &Path,
    definitions: &Definitions,
    progress: Progress,
) -> Result<NaiveDate, Failure> {
    let step = progress.step("looking for the last date");
    let mut source = Source::open(path)?;
    let person = PersonColumns::of(&source)?;
    let mut columns = vec![person.birth, person.start, person.death];
    let conditions = condition_columns(&source, definitions);
    columns.extend(conditions.iter().map(|condition| condition.since));
    let mut last = None;
    while let Some(row) = source.next_row()? {
        let dates = columns.iter().filter_map(|column| date(&row.text(*column)));
        last = last.max(dates.max());
        step.advance(1, 0);
    }
    last.ok_or_else(|| {
        Failure::new(
            INPUT_UNREADABLE,
            format!(
                "{}: no date such as 2021-01-31 in it; expected some, or an extract.toml with \
                 extracted_on beside the table",
                path.display()
            ),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_is_yes_or_no_in_the_ways_of_databases() {
        let rows = [
            ("TRUE", Some(true)),
            ("1.0", Some(true)),
            ("Y", Some(true)),
            ("", Some(false)),
            ("f", Some(false)),
            ("0", Some(false)),
            ("2", None),
            ("maybe", None),
        ];
        for (value, expected) in rows {
            assert_eq!(flag(value), expected, "{value}");
        }
    }
}
