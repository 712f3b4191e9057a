//! The extract that an import writes: its tables, its settings, a copy of the config, and the
//! report of what could not be mapped.
//!
//! Nothing stands in its place until all of it is written.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use crate::definitions::Geography;
use crate::exit::{Failure, INPUT_UNREADABLE, OUTPUT_NOT_WRITTEN};
use crate::folder::NewFolder;

use super::FormatArguments;
use super::areas;
use super::report::Report;

/// The file that shows a folder to be an extract.
const MARKER: &str = "extract.toml";

/// What an import of real people cannot know, for the analyst to say.
pub(super) const SAY_OPT_OUT: &str = "extract.toml says that the national data opt-out is not \
    applicable: correct it, if these are real people";

/// An extract being written.
pub(super) struct Destination {
    folder: NewFolder,
}

/// What `extract.toml` is to say.
pub(super) struct Description<'a> {
    pub(super) source: &'a str,
    pub(super) extracted_on: NaiveDate,
    pub(super) notes: &'a str,
}

/// One person, as text.
#[derive(Debug, Default)]
pub(super) struct PersonRow {
    pub(super) person_id: String,
    pub(super) birth_date: String,
    pub(super) gender_code: String,
    pub(super) ethnic_category: String,
    pub(super) small_area: String,
    pub(super) registration_start: String,
    pub(super) registration_end: String,
    pub(super) death_date: String,
}

impl Destination {
    pub(super) fn begin(arguments: &FormatArguments) -> Result<Self, Failure> {
        Ok(Self {
            folder: NewFolder::beside(&arguments.out, MARKER)?,
        })
    }

    /// Begins `person.csv`.
    pub(super) fn people(&self) -> Result<Output, Failure> {
        self.table(
            "person.csv",
            &[
                "person_id",
                "birth_date",
                "person_stated_gender_code",
                "ethnic_category",
                "lsoa21_code",
                "registration_start_date",
                "registration_end_date",
                "death_date",
            ],
        )
    }

    /// Begins `condition.csv`.
    pub(super) fn conditions(&self) -> Result<Output, Failure> {
        self.table(
            "condition.csv",
            &[
                "person_id",
                "code_system",
                "code",
                "diagnosis_date",
                "resolved_date",
            ],
        )
    }

    /// Begins `event.csv`.
    pub(super) fn events(&self) -> Result<Output, Failure> {
        self.table("event.csv", &["person_id", "event_type", "event_date"])
    }

    fn table(&self, name: &str, header: &[&str]) -> Result<Output, Failure> {
        let path = self.folder.path().join(name);
        let file = File::create(&path).map_err(|error| not_written(&path, &error))?;
        let mut writer = csv::Writer::from_writer(BufWriter::new(file));
        writer
            .write_record(header)
            .map_err(|error| not_written(&path, &error))?;
        Ok(Output {
            writer,
            path,
            rows: 0,
        })
    }

    /// Takes over a file that is already as an extract has it.
    pub(super) fn copy(&self, file: &Path) -> Result<(), Failure> {
        let copy = self
            .folder
            .path()
            .join(super::source::name_of(file).to_ascii_lowercase());
        fs::copy(file, &copy).map_err(|error| not_written(&copy, &error))?;
        Ok(())
    }

    /// Writes what describes the extract and moves all of it into place.
    pub(super) fn finish(
        self,
        arguments: &FormatArguments,
        description: &Description<'_>,
        report: &Report,
    ) -> Result<(), Failure> {
        self.finish_with(arguments, description, report, None)
    }

    /// The same with the settings that stood beside the source, where they did: they know what
    /// an import does not.
    pub(super) fn finish_with(
        self,
        arguments: &FormatArguments,
        description: &Description<'_>,
        report: &Report,
        settings: Option<&Path>,
    ) -> Result<(), Failure> {
        let out = self.folder.path();
        let path = out.join("import-report.csv");
        report.write(File::create(&path).map_err(|error| not_written(&path, &error))?)?;
        copy_config(&arguments.config, &out.join("config"))?;
        let path = out.join(MARKER);
        let known = match settings {
            Some(known) => fs::read_to_string(known)
                .map_err(|error| error.to_string())
                .and_then(|text| {
                    text.parse()
                        .map_err(|error: toml::de::Error| error.to_string())
                })
                .map_err(|error| {
                    Failure::new(INPUT_UNREADABLE, format!("{}: {error}", known.display()))
                })?,
            None => toml::Table::new(),
        };
        let text = settings_text(known, arguments, description);
        fs::write(&path, text).map_err(|error| not_written(&path, &error))?;
        self.folder.put_in_place()?;
        Ok(())
    }
}

/// The text of `extract.toml`: what is known, and what it does not say.
fn settings_text(
    mut settings: toml::Table,
    arguments: &FormatArguments,
    description: &Description<'_>,
) -> String {
    let day = description.extracted_on.to_string();
    let day: toml::value::Datetime = day.parse().expect("a date is a TOML date");
    let notes = settings.is_empty().then_some(description.notes);
    let mut set = |key: &str, value: toml::Value| {
        settings.entry(key).or_insert(value);
    };
    set("source", description.source.into());
    set("extracted_on", day.into());
    set("national_data_opt_out", "not_applicable".into());
    if let Some(notes) = notes {
        set("notes", notes.into());
    }
    if arguments.assign_areas {
        settings.insert("areas_assigned_for_testing".to_owned(), true.into());
    }
    settings.to_string()
}

fn copy_config(from: &Path, config: &Path) -> Result<(), Failure> {
    fs::create_dir_all(config).map_err(|error| not_written(config, &error))?;
    let unreadable = |error: std::io::Error| {
        Failure::new(INPUT_UNREADABLE, format!("{}: {error}", from.display()))
    };
    for entry in fs::read_dir(from).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let path = entry.path();
        let is_config = path
            .extension()
            .is_some_and(|ending| ending == "toml" || ending == "csv" || ending == "geojson");
        if is_config && path.is_file() {
            let copy = config.join(entry.file_name());
            fs::copy(&path, &copy).map_err(|error| not_written(&copy, &error))?;
        }
    }
    Ok(())
}

/// A table being written.
pub(super) struct Output {
    writer: csv::Writer<BufWriter<File>>,
    path: PathBuf,
    rows: usize,
}

impl Output {
    pub(super) fn row(&mut self, values: &[&str]) -> Result<(), Failure> {
        self.rows += 1;
        self.writer
            .write_record(values)
            .map_err(|error| not_written(&self.path, &error))
    }

    /// A person, in a small area made up by a hash of the id where `areas` are given.
    pub(super) fn person(
        &mut self,
        person: &PersonRow,
        areas: Option<&Geography>,
    ) -> Result<(), Failure> {
        let small_area = match areas {
            Some(areas) => areas::assigned(areas, &person.person_id),
            None => &person.small_area,
        };
        self.row(&[
            &person.person_id,
            &person.birth_date,
            &person.gender_code,
            &person.ethnic_category,
            small_area,
            &person.registration_start,
            &person.registration_end,
            &person.death_date,
        ])
    }

    /// Ends the table; gives how many rows it has.
    pub(super) fn finish(mut self) -> Result<usize, Failure> {
        self.writer
            .flush()
            .map_err(|error| not_written(&self.path, &error))?;
        Ok(self.rows)
    }
}

/// What the analyst is told on stdout at the end of every import.
pub(super) struct Summary<'a> {
    pub(super) extracted_on: NaiveDate,
    pub(super) people: usize,
    pub(super) conditions: usize,
    pub(super) events: usize,
    /// The column of the report under which codes in no codelist are added up.
    pub(super) code_column: &'a str,
    /// Says of how many kinds the conditions are that the report adds up there.
    pub(super) uncounted: fn(usize) -> String,
    /// What else is worth knowing.
    pub(super) remark: Option<String>,
    /// Why there are no small areas, where there are none.
    pub(super) without_areas: Option<&'a str>,
}

impl Summary<'_> {
    pub(super) fn write(
        &self,
        stdout: &mut dyn Write,
        arguments: &FormatArguments,
        report: &Report,
        areas: Option<&Geography>,
    ) -> Result<(), Failure> {
        let mut lines = vec![format!(
            "{}: {} people, {} conditions, {} events, extracted on {}",
            arguments.out.display(),
            self.people,
            self.conditions,
            self.events,
            self.extracted_on
        )];
        match (areas, self.without_areas) {
            (Some(areas), _) => lines.push(format!(
                "areas assigned for testing: {} small areas, by a hash of the id",
                areas.small_areas().len()
            )),
            (None, Some(why)) => lines.push(format!(
                "no small areas: {why}, so nobody will be counted; --assign-areas makes some up \
                 for testing"
            )),
            (None, None) => {}
        }
        lines.extend(self.remark.clone());
        let (kinds, rows) = report.sum(self.code_column);
        let kinds = (self.uncounted)(kinds);
        lines.push(format!("not counted: {rows} conditions {kinds}"));
        for (problem, rows) in report.row_problems() {
            lines.push(format!("{rows} rows: {problem}"));
        }
        lines.push("import-report.csv lists them by file and line".to_owned());
        let text = lines.join("\n") + "\n";
        stdout
            .write_all(text.as_bytes())
            .map_err(|error| Failure::new(OUTPUT_NOT_WRITTEN, format!("stdout: {error}")))
    }
}

/// What sources with codes say of those in no codelist.
pub(super) fn unknown_codes(codes: usize) -> String {
    format!("with {codes} codes in no codelist")
}

pub(super) fn not_written(path: &Path, error: &dyn std::fmt::Display) -> Failure {
    Failure::new(OUTPUT_NOT_WRITTEN, format!("{}: {error}", path.display()))
}
