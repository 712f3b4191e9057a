//! Synthea's tables, one by one, as tables of the extract.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use chrono::NaiveDate;

use crate::definitions::{CodeSystem, Definitions, Geography};
use crate::exit::Failure;

use super::super::areas;
use super::super::report::Report;
use super::super::source::{Source, date};
use super::not_written;

const PATIENTS: &str = "patients.csv";
const CONDITIONS: &str = "conditions.csv";
const ENCOUNTERS: &str = "encounters.csv";

/// Tables with no place in the extract, and why.
const LEFT_OUT: [(&str, &str); 2] = [
    (
        "careplans.csv",
        "not mapped: a treatment plan for one illness is no care plan agreed with the person",
    ),
    ("procedures.csv", "not mapped: no measure counts procedures"),
];

/// What the rows of other tables are held against.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Life {
    birth: Option<NaiveDate>,
    death: Option<NaiveDate>,
}

/// The source, the extract and the report between them.
pub(super) struct Tables<'a> {
    pub(super) from: &'a Path,
    pub(super) out: &'a Path,
    /// The small areas people are spread over, if they are.
    pub(super) areas: Option<&'a Geography>,
    pub(super) definitions: &'a Definitions,
    pub(super) report: Report,
}

impl Tables<'_> {
    /// Writes `person.csv`; gives everybody's life by id.
    pub(super) fn people(&mut self) -> Result<BTreeMap<String, Life>, Failure> {
        let mut source = Source::open(&self.from.join(PATIENTS))?;
        let id = source.needed(&["id", "pat_id"])?;
        let birth = source.needed(&["birthdate", "birth_date"])?;
        let death = source.needed(&["deathdate", "death_date"])?;
        let (gender, race) = (source.column(&["gender"]), source.column(&["race"]));
        let mut out = Output::create(
            self.out,
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
        )?;
        let mut lives = BTreeMap::new();
        while let Some(row) = source.next_row()? {
            let person = row.text(id);
            let (born, died) = (row.text(birth), row.text(death));
            let life = Life {
                birth: date(&born),
                death: date(&died),
            };
            for problem in person_problems(&born, &died, life) {
                self.report.row(PATIENTS, row.line, problem.0, problem.1);
            }
            let (gender, race) = (row.text(gender), row.text(race));
            let gender_code = match gender.as_str() {
                "M" => "1",
                "F" => "2",
                _ => "",
            };
            if gender_code.is_empty() && !gender.is_empty() {
                self.report
                    .add(PATIENTS, "GENDER", "neither M nor F: not known".to_owned());
            }
            let (category, words) = ethnic_category(&race);
            self.report.add(PATIENTS, "RACE", words.to_owned());
            let area = self
                .areas
                .map_or("", |areas| areas::assigned(areas, &person));
            out.row(&[
                &person,
                &born,
                gender_code,
                category,
                area,
                &born,
                "",
                &died,
            ])?;
            if lives.insert(person, life).is_some() {
                self.report.row(
                    PATIENTS,
                    row.line,
                    "Id",
                    "duplicate_person: an earlier row has this id",
                );
            }
        }
        out.finish()?;
        Ok(lives)
    }

    /// Writes `condition.csv`; gives how many rows it has.
    pub(super) fn conditions(&mut self, lives: &BTreeMap<String, Life>) -> Result<usize, Failure> {
        let mut source = Source::open(&self.from.join(CONDITIONS))?;
        let patient = source.needed(&["patient"])?;
        let code = source.needed(&["code"])?;
        let (start, stop) = (source.needed(&["start"])?, source.needed(&["stop"])?);
        let description = source.column(&["description"]);
        let mut out = Output::create(
            self.out,
            "condition.csv",
            &[
                "person_id",
                "code_system",
                "code",
                "diagnosis_date",
                "resolved_date",
            ],
        )?;
        while let Some(row) = source.next_row()? {
            let (person, code) = (row.text(patient), row.text(code));
            let (start, stop) = (row.text(start), row.text(stop));
            match lives.get(&person) {
                None => self.report.row(
                    CONDITIONS,
                    row.line,
                    "PATIENT",
                    "unknown_person: not in patients.csv",
                ),
                Some(life) => {
                    for problem in condition_problems(&start, &stop, *life) {
                        self.report.row(CONDITIONS, row.line, problem.0, problem.1);
                    }
                }
            }
            if self
                .definitions
                .condition_indices(CodeSystem::Snomed, &code)
                .is_empty()
            {
                let problem = format!("{code} ({}) is in no codelist", row.text(description));
                self.report.add(CONDITIONS, "CODE", problem);
            }
            out.row(&[&person, "snomed", &code, &start, &stop])?;
        }
        out.finish()
    }

    /// Writes `event.csv`, empty when there are no encounters; gives how many rows it has.
    pub(super) fn events(&mut self) -> Result<usize, Failure> {
        let mut out = Output::create(
            self.out,
            "event.csv",
            &["person_id", "event_type", "event_date"],
        )?;
        let path = self.from.join(ENCOUNTERS);
        if path.exists() {
            let mut source = Source::open(&path)?;
            let patient = source.needed(&["patient"])?;
            let class = source.needed(&["encounterclass", "class"])?;
            let start = source.needed(&["start", "date"])?;
            while let Some(row) = source.next_row()? {
                match row.text(class).as_str() {
                    "emergency" => {
                        out.row(&[&row.text(patient), "ae_attendance", &row.text(start)])?;
                    }
                    other => {
                        let problem = match other {
                            "inpatient" => {
                                "inpatient: not mapped, because it may have been planned".to_owned()
                            }
                            other => format!("{other}: not mapped, because no measure counts it"),
                        };
                        self.report.add(ENCOUNTERS, "ENCOUNTERCLASS", problem);
                    }
                }
            }
        }
        out.finish()
    }

    /// Counts the rows of tables that have no place in the extract.
    pub(super) fn left_out(&mut self) -> Result<(), Failure> {
        for (file, why) in LEFT_OUT {
            let path = self.from.join(file);
            if path.exists() {
                let mut source = Source::open(&path)?;
                while source.next_row()?.is_some() {
                    self.report.add(file, "", why.to_owned());
                }
            }
        }
        Ok(())
    }
}

/// Synthea's race as an NHS ethnic category. It names no background within a group, so the
/// group's "any other background" stands for it.
fn ethnic_category(race: &str) -> (&'static str, &'static str) {
    match race.to_ascii_lowercase().as_str() {
        "white" => ("C", "white: ethnic category C, any other White background"),
        "black" => ("P", "black: ethnic category P, any other Black background"),
        "asian" => ("L", "asian: ethnic category L, any other Asian background"),
        "" => ("", "empty: not known"),
        _ => (
            "S",
            "any other race: ethnic category S, any other ethnic group",
        ),
    }
}

type Problem = (&'static str, &'static str);

fn person_problems(born: &str, died: &str, life: Life) -> Vec<Problem> {
    let mut problems = Vec::new();
    match (born, life.birth) {
        ("", _) => problems.push((
            "BIRTHDATE",
            "missing_birth_date: the person cannot be counted",
        )),
        (_, None) => problems.push((
            "BIRTHDATE",
            "malformed_birth_date: the person cannot be counted",
        )),
        _ => {}
    }
    if !died.is_empty() && life.death.is_none() {
        problems.push(("DEATHDATE", "malformed_date: the person cannot be counted"));
    }
    if life
        .birth
        .zip(life.death)
        .is_some_and(|(birth, death)| death < birth)
    {
        problems.push((
            "DEATHDATE",
            "death_before_birth: the person cannot be counted",
        ));
    }
    problems
}

fn condition_problems(start: &str, stop: &str, life: Life) -> Vec<Problem> {
    let mut problems = Vec::new();
    let (from, to) = (date(start), date(stop));
    match (start, from) {
        ("", _) => problems.push(("START", "missing_date: the row cannot be counted")),
        (_, None) => problems.push(("START", "malformed_date: the row cannot be counted")),
        _ => {}
    }
    if !stop.is_empty() && to.is_none() {
        problems.push(("STOP", "malformed_date: the row cannot be counted"));
    }
    if from.zip(to).is_some_and(|(from, to)| to < from) {
        problems.push((
            "STOP",
            "resolved_before_diagnosis: the row cannot be counted",
        ));
    }
    if life
        .birth
        .zip(from)
        .is_some_and(|(birth, from)| from < birth)
    {
        problems.push(("START", "before_birth: the row cannot be counted"));
    }
    if life
        .death
        .zip(from)
        .is_some_and(|(death, from)| from > death)
    {
        problems.push((
            "START",
            "after_death: kept, but the person is not counted then",
        ));
    }
    problems
}

/// A CSV file being written.
struct Output {
    writer: csv::Writer<File>,
    path: std::path::PathBuf,
    rows: usize,
}

impl Output {
    fn create(folder: &Path, name: &str, header: &[&str]) -> Result<Self, Failure> {
        let path = folder.join(name);
        let file = File::create(&path).map_err(|error| not_written(&path, &error))?;
        let mut writer = csv::Writer::from_writer(file);
        writer
            .write_record(header)
            .map_err(|error| not_written(&path, &error))?;
        Ok(Self {
            writer,
            path,
            rows: 0,
        })
    }

    fn row(&mut self, values: &[&str]) -> Result<(), Failure> {
        self.rows += 1;
        self.writer
            .write_record(values)
            .map_err(|error| not_written(&self.path, &error))
    }

    fn finish(mut self) -> Result<usize, Failure> {
        self.writer
            .flush()
            .map_err(|error| not_written(&self.path, &error))?;
        Ok(self.rows)
    }
}
