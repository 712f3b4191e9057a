//! Synthea's tables, one by one, as tables of the extract.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use crate::definitions::{CodeSystem, Definitions, Geography};
use crate::exit::{Failure, INPUT_UNREADABLE};

use super::super::destination::{Destination, PersonRow};
use super::super::report::Report;
use super::super::source::{self, Source, date};

/// Tables with no place in the extract, and why, in order of name.
const LEFT_OUT: [(&str, &str); 2] = [
    (
        CARE_PLANS,
        "not mapped: a treatment plan for one illness is no care plan agreed with the person",
    ),
    ("procedures", "not mapped: no measure counts procedures"),
];
const CARE_PLANS: &str = "careplans";

/// What the rows of other tables are held against.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Life {
    birth: Option<NaiveDate>,
    death: Option<NaiveDate>,
}

/// The source, the extract and the report between them.
pub(super) struct Tables<'a> {
    pub(super) from: &'a Path,
    pub(super) out: &'a Destination,
    /// The small areas people are spread over, if they are.
    pub(super) areas: Option<&'a Geography>,
    pub(super) definitions: &'a Definitions,
    pub(super) report: Report,
}

impl Tables<'_> {
    /// Writes `person.csv`; gives everybody's life by id.
    pub(super) fn people(&mut self) -> Result<BTreeMap<String, Life>, Failure> {
        let mut source = self.open("patients")?;
        let id = source.needed(&["id", "pat_id"])?;
        let birth = source.needed(&["birthdate", "birth_date"])?;
        let death = source.needed(&["deathdate", "death_date"])?;
        let (gender, race) = (source.column(&["gender"]), source.column(&["race"]));
        let file = source.name().to_owned();
        let mut out = self.out.people()?;
        let mut lives = BTreeMap::new();
        while let Some(row) = source.next_row()? {
            let person = row.text(id);
            let (born, died) = (row.text(birth), row.text(death));
            let life = Life {
                birth: date(&born),
                death: date(&died),
            };
            for problem in person_problems(&born, &died, life) {
                self.report.row(&file, row.place, problem.0, problem.1);
            }
            let (gender, race) = (row.text(gender), row.text(race));
            let gender_code = match gender.as_str() {
                "M" => "1",
                "F" => "2",
                _ => "",
            };
            if gender_code.is_empty() && !gender.is_empty() {
                self.report
                    .add(&file, "GENDER", "neither M nor F: not known");
            }
            let (category, words) = ethnic_category(&race);
            self.report.add(&file, "RACE", words);
            out.person(
                &PersonRow {
                    person_id: person.clone(),
                    birth_date: born.clone(),
                    gender_code: gender_code.to_owned(),
                    ethnic_category: category.to_owned(),
                    registration_start: born,
                    death_date: died,
                    ..PersonRow::default()
                },
                self.areas,
            )?;
            if lives.insert(person, life).is_some() {
                self.report.row(
                    &file,
                    row.place,
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
        let mut source = self.open("conditions")?;
        let code = source.needed(&["code"])?;
        let description = source.column(&["description"]);
        let episode = Episode::of(&source)?;
        let file = source.name().to_owned();
        let mut out = self.out.conditions()?;
        while let Some(row) = source.next_row()? {
            let (person, code) = (row.text(episode.patient), row.text(code));
            let (start, stop) = (row.text(episode.start), row.text(episode.stop));
            for problem in episode_problems(&start, &stop, lives.get(&person)) {
                self.report.row(&file, row.place, problem.0, problem.1);
            }
            if self
                .definitions
                .condition_indices(CodeSystem::Snomed, &code)
                .is_empty()
            {
                let problem = format!("{code} ({}) is in no codelist", row.text(description));
                self.report.add(&file, "CODE", problem);
            }
            out.row(&[&person, "snomed", &code, &start, &stop])?;
        }
        out.finish()
    }

    /// Writes `event.csv`, empty when there are no encounters; gives how many rows it has.
    pub(super) fn events(&mut self) -> Result<usize, Failure> {
        let mut out = self.out.events()?;
        if let Some(path) = source::table(self.from, "encounters")? {
            let mut source = Source::open(&path)?;
            let patient = source.needed(&["patient"])?;
            let class = source.needed(&["encounterclass", "class"])?;
            let start = source.needed(&["start", "date"])?;
            let file = source.name().to_owned();
            while let Some(row) = source.next_row()? {
                match row.text(class).to_ascii_lowercase().as_str() {
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
                        self.report.add(&file, "ENCOUNTERCLASS", problem);
                    }
                }
            }
        }
        out.finish()
    }

    /// Counts the rows of tables that have no place in the extract, and what is wrong in those
    /// that come nearest to having one.
    pub(super) fn left_out(&mut self, lives: &BTreeMap<String, Life>) -> Result<(), Failure> {
        for path in source::files(self.from)? {
            let file = source::name_of(&path);
            let table = table_of(&path);
            if ["patients", "conditions", "encounters"].contains(&table.as_str()) {
                continue;
            }
            let known = LEFT_OUT.iter().find(|(name, _)| *name == table);
            let why = known.map_or("not mapped: no measure counts it", |(_, why)| why);
            let mut source = Source::open(&path)?;
            let episode = (table == CARE_PLANS)
                .then(|| Episode::of(&source))
                .transpose()?;
            let mut rows = 0;
            while let Some(row) = source.next_row()? {
                rows += 1;
                let Some(episode) = &episode else { continue };
                let (start, stop) = (row.text(episode.start), row.text(episode.stop));
                let life = lives.get(&row.text(episode.patient));
                for problem in episode_problems(&start, &stop, life) {
                    self.report.row(&file, row.place, problem.0, problem.1);
                }
            }
            self.report.add_rows(&file, "", why, rows);
        }
        Ok(())
    }

    fn open(&self, table: &str) -> Result<Source, Failure> {
        let path = source::table(self.from, table)?.ok_or_else(|| {
            Failure::new(
                INPUT_UNREADABLE,
                format!(
                    "{}: no {table}.csv; expected the tables of Synthea's CSV export",
                    self.from.display()
                ),
            )
        })?;
        Source::open(&path)
    }
}

/// The name of a table by its file's.
fn table_of(path: &Path) -> String {
    let name = source::name_of(&PathBuf::from(path)).to_ascii_lowercase();
    name.split('.').next().unwrap_or_default().to_owned()
}

/// The columns of a table of what begins and ends.
struct Episode {
    patient: source::Column,
    start: source::Column,
    stop: source::Column,
}

impl Episode {
    fn of(source: &Source) -> Result<Self, Failure> {
        Ok(Self {
            patient: source.needed(&["patient"])?,
            start: source.needed(&["start"])?,
            stop: source.needed(&["stop"])?,
        })
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

/// What is wrong with something that began and perhaps ended.
fn episode_problems(start: &str, stop: &str, life: Option<&Life>) -> Vec<Problem> {
    let Some(life) = life else {
        return vec![("PATIENT", "unknown_person: not in patients.csv")];
    };
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
