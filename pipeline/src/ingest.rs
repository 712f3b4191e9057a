//! The input files, in order: people first, then what is dated and about them.
//!
//! Every row that cannot be used is set aside with its place and reason; none is dropped in
//! silence, and no value that could identify a person leaves this room.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::NaiveDate;

use crate::definitions::{Definitions, Geography};
use crate::exit::{Failure, OUTPUT_NOT_WRITTEN};
use crate::progress::{Extent, Progress, Step};
use crate::rejection::{Mark, RejectionList};
use crate::tables::{People, Tables};

mod batch;
mod condition;
mod date;
mod date_column;
mod date_form;
mod encoding;
mod event;
mod facts;
mod header;
mod outcome;
mod parquet_file;
mod person;
mod quality;
mod records;
mod register;
mod schema;
mod source;
mod survey;
mod text_file;

pub use quality::{CodeFrequency, Completeness, Quality, SetAside, TableQuality};

use condition::{Conditions, SYSTEMS};
use date_column::DateForms;
use event::Events;
use facts::{FactTable, Known, Opened, Unit};
use outcome::Outcome;
use person::PersonReader;
use register::Register;
use schema::{CONDITION, EVENT, PERSON, SURVEY, Schema};
use source::FileForm;
use survey::Answers;

/// What the values of an extract mean.
#[derive(Debug, Clone, Copy)]
pub struct Meaning<'a> {
    /// Conditions, codes, event types and questions.
    pub definitions: &'a Definitions,
    /// Small areas.
    pub geography: &'a Geography,
    /// The day of the extract; nothing in it may be later.
    pub extracted_on: NaiveDate,
}

/// Reads the tables of an extract's folder.
///
/// # Errors
/// When a table is missing, there twice, or in a form that cannot be read, and when the list of
/// rows set aside cannot be written.
pub fn read(
    extract: &Path,
    meaning: &Meaning<'_>,
    list: &mut RejectionList,
    threads: usize,
    progress: &Progress,
) -> Result<(Tables, Quality), Failure> {
    // All are opened before any is read, so that a missing table is said at once.
    let mut reading = Reading {
        list,
        progress,
        threads,
        quality: Quality::default(),
        unmapped: BTreeMap::new(),
    };
    let person = reading.open(extract, &PERSON)?;
    let condition = reading.open(extract, &CONDITION)?;
    let event = reading.open(extract, &EVENT)?;
    let survey = reading.open(extract, &SURVEY)?;

    let (people, register) = reading.people(&person, meaning)?;
    let known = || Known {
        register: &register,
        people: &people,
        extracted_on: meaning.extracted_on.to_epoch_days(),
    };
    let definitions = meaning.definitions;
    let conditions = Conditions {
        known: known(),
        definitions,
    };
    let conditions = reading.facts(1, &condition, &conditions)?;
    let events = Events {
        known: known(),
        definitions,
    };
    let events = reading.facts(2, &event, &events)?;
    let answers = Answers {
        known: known(),
        definitions,
    };
    let answers = reading.facts(3, &survey, &answers)?;

    let quality = reading.quality(&people);
    let tables = Tables {
        people,
        conditions,
        events,
        answers,
    };
    Ok((tables, quality))
}

/// What was known before a table was read.
struct Before {
    mark: Mark,
    quality: Quality,
    unmapped: BTreeMap<(u32, Vec<u8>), u64>,
}

/// An extract on its way.
struct Reading<'a> {
    list: &'a mut RejectionList,
    progress: &'a Progress,
    threads: usize,
    quality: Quality,
    unmapped: BTreeMap<(u32, Vec<u8>), u64>,
}

impl Reading<'_> {
    fn open(&mut self, extract: &Path, schema: &'static Schema) -> Result<Opened, Failure> {
        let source = source::find(extract, schema)?;
        let mut quality = TableQuality {
            table: schema.name,
            present: source.is_some(),
            ..TableQuality::default()
        };
        let source = source.unwrap_or_default();
        for ignored in source.ignored {
            let warning = format!("{ignored}: ignored, because it is neither CSV nor Parquet");
            self.quality.warnings.push(warning);
        }
        let mut parquet = Vec::with_capacity(source.parts.len());
        for part in &source.parts {
            quality.files.push(part.name.clone());
            parquet.push(match part.form {
                FileForm::Parquet => {
                    let file = parquet_file::open(part, schema)?;
                    // A file without rows has no row group to say what its columns are.
                    let mut columns = Outcome::<()>::new(schema, &DateForms::expected(schema));
                    columns.header = file.header().clone();
                    columns
                        .tell(&part.name, schema, &mut quality, self.list)
                        .map_err(not_written)?;
                    Some(file)
                }
                FileForm::Csv | FileForm::CsvGz => None,
            });
        }
        self.quality.tables.push(quality);
        Ok(Opened {
            schema,
            parts: source.parts,
            parquet,
        })
    }

    fn people(
        &mut self,
        opened: &Opened,
        meaning: &Meaning<'_>,
    ) -> Result<(People, Register), Failure> {
        self.in_its_forms(opened, |reading, forms, step| {
            let mut reader = PersonReader::new(meaning.geography, meaning.extracted_on, forms);
            for unit in opened.units() {
                opened.read(unit, step, &mut reader)?;
                let outcome = std::mem::replace(&mut reader.outcome, Outcome::new(&PERSON, forms));
                if outcome.is_unfamiliar {
                    return Ok(None);
                }
                reading.join(0, opened, unit, outcome)?;
            }
            let mut people = reader.people;
            shrink(&mut people);
            Ok(Some((people, reader.register)))
        })
    }

    fn facts<T: FactTable>(
        &mut self,
        place: usize,
        opened: &Opened,
        table: &T,
    ) -> Result<Vec<T::Fact>, Failure> {
        if opened.parts.is_empty() {
            return Ok(Vec::new());
        }
        let threads = self.threads;
        self.in_its_forms(opened, |reading, forms, step| {
            let mut facts = Vec::new();
            let mut is_familiar = true;
            facts::read(opened, table, forms, threads, step, |unit, mut outcome| {
                is_familiar = !outcome.is_unfamiliar;
                if is_familiar {
                    facts.append(&mut outcome.facts);
                    reading.join(place, opened, unit, outcome)?;
                }
                Ok(is_familiar)
            })?;
            Ok(is_familiar.then_some(facts))
        })
    }

    /// Reads a table in the forms of date that are expected, and once more from its start when it
    /// has others: the usual table is read once, and no form is guessed from half a column.
    fn in_its_forms<Out>(
        &mut self,
        opened: &Opened,
        mut read: impl FnMut(&mut Self, &DateForms, &Step) -> Result<Option<Out>, Failure>,
    ) -> Result<Out, Failure> {
        let before = Before {
            mark: self.list.mark().map_err(not_written)?,
            quality: self.quality.clone(),
            unmapped: self.unmapped.clone(),
        };
        let expected = DateForms::expected(opened.schema);
        let step = self.step(opened);
        if let Some(out) = read(self, &expected, &step)? {
            return Ok(out);
        }
        drop(step);
        self.list.back_to(before.mark).map_err(not_written)?;
        self.quality = before.quality;
        self.unmapped = before.unmapped;
        let table = opened.schema.name;
        let step = self.step_named(&format!("looking at the dates of {table}"), opened);
        let (forms, mut remarks) = DateForms::decide(opened, self.threads, &step)?;
        drop(step);
        self.quality.warnings.append(&mut remarks);
        let step = self.step(opened);
        Ok(read(self, &forms, &step)?.expect("decided forms are familiar"))
    }

    fn join<Fact>(
        &mut self,
        place: usize,
        opened: &Opened,
        unit: Unit,
        mut outcome: Outcome<Fact>,
    ) -> Result<(), Failure> {
        self.quality.warnings.append(&mut outcome.warnings);
        for (code, rows) in std::mem::take(&mut outcome.unmapped) {
            *self.unmapped.entry(code).or_default() += rows;
        }
        let quality = &mut self.quality.tables[place];
        let file = &opened.part(unit).name;
        outcome
            .tell(file, opened.schema, quality, self.list)
            .map_err(not_written)
    }

    fn step(&self, opened: &Opened) -> Step {
        self.step_named(&format!("reading {}", opened.schema.name), opened)
    }

    fn step_named(&self, name: &str, opened: &Opened) -> Step {
        let bytes = opened.parts.iter().map(|part| part.bytes).sum();
        self.progress.step_of(name, Extent::Bytes(bytes))
    }

    fn quality(self, people: &People) -> Quality {
        let count = |is: &dyn Fn(usize) -> bool| {
            (0..people.birth.len()).filter(|row| is(*row)).count() as u64
        };
        let last_sex = measures::breakdown::SEXES.len() - 1;
        let last_group = measures::breakdown::ETHNIC_GROUPS.len() - 1;
        let mut quality = Quality {
            people: people.birth.len() as u64,
            people_outside_area: count(&|row| people.small_area[row] == u32::MAX),
            people_unknown_sex: count(&|row| usize::from(people.sex[row]) == last_sex),
            people_unknown_ethnicity: count(&|row| {
                usize::from(people.ethnic_group[row]) == last_group
            }),
            ..self.quality
        };
        for ((system, code), rows) in self.unmapped {
            let code_system = SYSTEMS[system as usize].0;
            match quality::shown_code(code_system, code) {
                Some(code) => quality.unmapped_codes.push(CodeFrequency {
                    code_system,
                    code,
                    rows,
                }),
                None => quality.unmapped_not_shown += rows,
            }
        }
        // The sort is stable and the map was in order, so equals stay in order of their codes.
        quality
            .unmapped_codes
            .sort_by_key(|code| std::cmp::Reverse(code.rows));
        quality
    }
}

/// Gives back what growing columns took in advance.
fn shrink(people: &mut People) {
    people.birth.shrink_to_fit();
    people.registered_from.shrink_to_fit();
    people.registered_to.shrink_to_fit();
    people.died.shrink_to_fit();
    people.sex.shrink_to_fit();
    people.ethnic_group.shrink_to_fit();
    people.small_area.shrink_to_fit();
}

fn not_written(error: crate::rejection::NotWritten) -> Failure {
    Failure::new(OUTPUT_NOT_WRITTEN, error)
}

#[cfg(test)]
mod tests;
