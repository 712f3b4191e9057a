//! OMOP's tables, one by one, as tables of the extract.

use std::collections::BTreeMap;
use std::path::Path;

use crate::definitions::{CodeSystem, Definitions, Geography};
use crate::exit::{Failure, INPUT_UNREADABLE};

use super::super::destination::{Destination, PersonRow};
use super::super::report::Report;
use super::super::source::{self, Source, date};
use super::concepts::{Concepts, Meaning};
use super::people::{self, Life, People};

/// Where the report adds up concepts that stand for no condition.
pub(super) const CONCEPT_COLUMN: &str = "condition_concept_id";

/// Tables that are read; all others have no place in the extract.
const READ: [&str; 9] = [
    "cdm_source",
    "concept",
    "condition_era",
    "condition_occurrence",
    "death",
    "location",
    "observation_period",
    "person",
    "visit_occurrence",
];

const UNKNOWN_PERSON: &str = "unknown_person: not in PERSON";

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
    /// Writes `person.csv`; gives what is known of everybody.
    pub(super) fn people(&mut self) -> Result<People, Failure> {
        let mut people = self.ids()?;
        self.observations(&mut people)?;
        self.deaths(&mut people)?;
        let locations = self.locations()?;
        let mut source = self.open("person")?;
        let id = source.needed(&["person_id"])?;
        let birth = [
            source.needed(&["year_of_birth"])?,
            source.column(&["month_of_birth"]),
            source.column(&["day_of_birth"]),
            source.column(&["birth_datetime"]),
        ];
        let gender = source.column(&["gender_concept_id"]);
        let race = source.column(&["race_concept_id"]);
        let race_source = source.column(&["race_source_value"]);
        let location = source.column(&["location_id"]);
        let file = source.name().to_owned();
        let mut out = self.out.people()?;
        let mut seen = std::collections::BTreeSet::new();
        while let Some(row) = source.next_row()? {
            let person = row.text(id);
            if !seen.insert(person.clone()) {
                let problem = "duplicate_person: an earlier row has this id";
                self.report.row(&file, row.place, "person_id", problem);
            }
            let life = people.lives.entry(person.clone()).or_default();
            let parts = birth.map(|column| row.text(column));
            let (born, only_year) =
                people::birth(parts.each_ref().map(String::as_str), life.first_observed);
            life.birth = date(&born).or_else(|| date(&format!("{born}-01")));
            if only_year {
                let problem = "only the year of birth is known: the first day of observation in \
                               that year, or else 15 June";
                self.report.add(&file, "year_of_birth", problem);
            }
            if life.birth.is_none() {
                let problem = "malformed_birth_date: the person cannot be counted";
                self.report.row(&file, row.place, "year_of_birth", problem);
            }
            if life.first_observed.is_none() {
                let problem = "missing_registration_start: no observation period";
                self.report.row(&file, row.place, "person_id", problem);
            }
            if life
                .birth
                .zip(life.death)
                .is_some_and(|(birth, death)| death < birth)
            {
                let problem = "death_before_birth: the person cannot be counted";
                self.report.row(&file, row.place, "person_id", problem);
            }
            let (category, words) =
                people::ethnic_category(&row.text(race_source), &row.text(race));
            self.report.add(&file, "race_concept_id", words);
            let small_area = locations.get(&row.text(location));
            people.rows += 1;
            people.with_area += usize::from(small_area.is_some());
            let written =
                |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
            out.person(
                &PersonRow {
                    person_id: person,
                    birth_date: born,
                    gender_code: people::gender_code(&row.text(gender)).to_owned(),
                    ethnic_category: category,
                    small_area: small_area.cloned().unwrap_or_default(),
                    registration_start: written(life.first_observed),
                    registration_end: written(life.last_observed),
                    death_date: written(life.death),
                },
                self.areas,
            )?;
        }
        out.finish()?;
        Ok(people)
    }

    /// The ids of PERSON, to tell rows about others.
    fn ids(&self) -> Result<People, Failure> {
        let mut source = self.open("person")?;
        let id = source.needed(&["person_id"])?;
        let mut people = People::default();
        while let Some(row) = source.next_row()? {
            people.lives.insert(row.text(id), Life::default());
        }
        Ok(people)
    }

    fn observations(&mut self, people: &mut People) -> Result<(), Failure> {
        let mut source = self.open("observation_period")?;
        let id = source.needed(&["person_id"])?;
        let (start_name, end_name) = (
            "observation_period_start_date",
            "observation_period_end_date",
        );
        let (start, end) = (source.needed(&[start_name])?, source.needed(&[end_name])?);
        let file = source.name().to_owned();
        while let Some(row) = source.next_row()? {
            let Some(life) = people.lives.get_mut(&row.text(id)) else {
                self.report
                    .row(&file, row.place, "person_id", UNKNOWN_PERSON);
                continue;
            };
            let (from, to) = (date(&row.text(start)), date(&row.text(end)));
            for (day, name) in [(from, start_name), (to, end_name)] {
                if day.is_none() {
                    let problem = "malformed_date: the period is not looked at";
                    self.report.row(&file, row.place, name, problem);
                }
            }
            let (Some(from), Some(to)) = (from, to) else {
                continue;
            };
            life.first_observed = Some(life.first_observed.map_or(from, |first| first.min(from)));
            life.last_observed = life.last_observed.max(Some(to));
        }
        Ok(())
    }

    fn deaths(&mut self, people: &mut People) -> Result<(), Failure> {
        let Some(path) = source::table(self.from, "death")? else {
            return Ok(());
        };
        let mut source = Source::open(&path)?;
        let id = source.needed(&["person_id"])?;
        let died = source.needed(&["death_date"])?;
        let file = source.name().to_owned();
        while let Some(row) = source.next_row()? {
            let Some(life) = people.lives.get_mut(&row.text(id)) else {
                self.report
                    .row(&file, row.place, "person_id", UNKNOWN_PERSON);
                continue;
            };
            if let Some(day) = date(&row.text(died)) {
                life.death = Some(life.death.map_or(day, |known| known.min(day)));
            } else {
                let problem = "malformed_date: the death is not looked at";
                self.report.row(&file, row.place, "death_date", problem);
            }
        }
        Ok(())
    }

    /// The LSOA code of each location that has one, in whatever column it stands.
    fn locations(&mut self) -> Result<BTreeMap<String, String>, Failure> {
        let Some(path) = source::table(self.from, "location")? else {
            return Ok(BTreeMap::new());
        };
        let mut source = Source::open(&path)?;
        let id = source.needed(&["location_id"])?;
        let columns: Vec<source::Column> = (0..source.header().len())
            .map(Some)
            .filter(|column| *column != id)
            .collect();
        let file = source.name().to_owned();
        let mut locations = BTreeMap::new();
        while let Some(row) = source.next_row()? {
            let values = columns.iter().map(|column| row.text(*column));
            match values
                .into_iter()
                .find(|value| people::is_small_area(value))
            {
                Some(code) => {
                    locations.insert(row.text(id), code);
                }
                None => self.report.add(&file, "", "no column holds an LSOA code"),
            }
        }
        Ok(locations)
    }

    /// Writes `condition.csv`; gives how many rows it has.
    pub(super) fn conditions(&mut self, people: &People) -> Result<usize, Failure> {
        let (path, prefix, end) = match source::table(self.from, "condition_occurrence")? {
            Some(path) => (path, "condition", Some("condition_end_date")),
            None => match source::table(self.from, "condition_era")? {
                Some(path) => (path, "condition_era", None),
                None => {
                    return Err(unreadable(
                        self.from,
                        "expected the table CONDITION_OCCURRENCE or CONDITION_ERA",
                    ));
                }
            },
        };
        let concepts = Concepts::read(self.from)?;
        let mut source = Source::open(&path)?;
        let id = source.needed(&["person_id"])?;
        let concept = source.needed(&[CONCEPT_COLUMN])?;
        let source_concept = source.column(&["condition_source_concept_id"]);
        let start_name = format!("{prefix}_start_date");
        let start = source.needed(&[start_name.as_str()])?;
        let end = end.and_then(|end| source.column(&[end]));
        let file = source.name().to_owned();
        let mut out = self.out.conditions()?;
        while let Some(row) = source.next_row()? {
            let person = row.text(id);
            let (from, to) = (row.text(start), row.text(end));
            let life = people.lives.get(&person);
            for (column, problem) in problems(&from, &to, life) {
                let column = if column.is_empty() {
                    &*start_name
                } else {
                    column
                };
                self.report.row(&file, row.place, column, problem);
            }
            let (concept, source_concept) = (row.text(concept), row.text(source_concept));
            match concepts.meaning(self.definitions, &concept, &source_concept) {
                Meaning::Conditions(keys) => {
                    for key in keys {
                        out.row(&[&person, "condition", key, &from, &to])?;
                    }
                }
                Meaning::Code(system, code) => {
                    let known = CodeSystem::from_name(system).is_some_and(|system| {
                        !self.definitions.condition_indices(system, code).is_empty()
                    });
                    if !known {
                        let shown = concepts.shown(&concept);
                        let problem = format!("{shown}, {system} {code}, is in no codelist");
                        self.report.add(&file, CONCEPT_COLUMN, problem);
                    }
                    out.row(&[&person, system, code, &from, &to])?;
                }
                Meaning::Nothing if matches!(concept.as_str(), "" | "0") => {
                    let problem = "missing_code: concept 0 means that none was found";
                    self.report.row(&file, row.place, CONCEPT_COLUMN, problem);
                    out.row(&[&person, "snomed", "", &from, &to])?;
                }
                Meaning::Nothing => {
                    let problem = format!(
                        "{} is in no codelist, and has no SNOMED or ICD-10 code in CONCEPT: left \
                         out",
                        concepts.shown(&concept)
                    );
                    self.report.add(&file, CONCEPT_COLUMN, problem);
                }
            }
        }
        out.finish()
    }

    /// Writes `event.csv`, empty when there are no visits; gives how many rows it has.
    pub(super) fn events(&mut self, people: &People) -> Result<usize, Failure> {
        let mut out = self.out.events()?;
        if let Some(path) = source::table(self.from, "visit_occurrence")? {
            let mut source = Source::open(&path)?;
            let id = source.needed(&["person_id"])?;
            let concept = source.needed(&["visit_concept_id"])?;
            let start = source.needed(&["visit_start_date"])?;
            let file = source.name().to_owned();
            while let Some(row) = source.next_row()? {
                let (person, day) = (row.text(id), row.text(start));
                if !people.lives.contains_key(&person) {
                    self.report
                        .row(&file, row.place, "person_id", UNKNOWN_PERSON);
                }
                let (types, problem): (&[&str], &str) = match row.text(concept).as_str() {
                    "9203" => (&["ae_attendance"], ""),
                    "262" => (&["ae_attendance", "emergency_admission"], ""),
                    "9201" => (
                        &[],
                        "9201, inpatient: not mapped, because it may have been planned",
                    ),
                    "9202" => (
                        &[],
                        "9202, outpatient: not mapped, because no measure counts it",
                    ),
                    _ => (
                        &[],
                        "any other visit: not mapped, because no measure counts it",
                    ),
                };
                for event_type in types {
                    out.row(&[&person, event_type, &day])?;
                }
                if types.is_empty() {
                    self.report.add(&file, "visit_concept_id", problem);
                }
            }
        }
        out.finish()
    }

    /// Names the tables that have no place in the extract.
    pub(super) fn left_out(&mut self) -> Result<(), Failure> {
        for path in source::files(self.from)? {
            let file = source::name_of(&path);
            let name = file.to_ascii_lowercase();
            let table = name.split('.').next().unwrap_or_default();
            if !READ.contains(&table) {
                self.report
                    .add_rows(&file, "", "not read: no measure counts it", 0);
            }
        }
        let has_occurrences = source::table(self.from, "condition_occurrence")?.is_some();
        if let (true, Some(path)) = (has_occurrences, source::table(self.from, "condition_era")?) {
            let problem = "not read: CONDITION_OCCURRENCE is there";
            self.report
                .add_rows(&source::name_of(&path), "", problem, 0);
        }
        Ok(())
    }

    fn open(&self, table: &str) -> Result<Source, Failure> {
        let path = source::table(self.from, table)?.ok_or_else(|| {
            let table = table.to_ascii_uppercase();
            unreadable(
                self.from,
                &format!("expected the table {table}, CSV or Parquet"),
            )
        })?;
        Source::open(&path)
    }
}

/// What is wrong with a condition: the column, empty for that of the start, and the problem.
fn problems(start: &str, end: &str, life: Option<&Life>) -> Vec<(&'static str, &'static str)> {
    let Some(life) = life else {
        return vec![("person_id", UNKNOWN_PERSON)];
    };
    let mut problems = Vec::new();
    let (from, to) = (date(start), date(end));
    if start.is_empty() {
        problems.push(("", "missing_date: the row cannot be counted"));
    } else if from.is_none() {
        problems.push(("", "malformed_date: the row cannot be counted"));
    }
    if !end.is_empty() && to.is_none() {
        let problem = "malformed_date: the row cannot be counted";
        problems.push(("condition_end_date", problem));
    }
    if from.zip(to).is_some_and(|(from, to)| to < from) {
        let problem = "resolved_before_diagnosis: the row cannot be counted";
        problems.push(("condition_end_date", problem));
    }
    if life
        .birth
        .zip(from)
        .is_some_and(|(birth, from)| from < birth)
    {
        problems.push(("", "before_birth: the row cannot be counted"));
    }
    if life
        .death
        .zip(from)
        .is_some_and(|(death, from)| from > death)
    {
        let problem = "after_death: kept, but the person is not counted then";
        problems.push(("", problem));
    }
    problems
}

pub(super) fn unreadable(folder: &Path, problem: &str) -> Failure {
    Failure::new(INPUT_UNREADABLE, format!("{}: {problem}", folder.display()))
}
