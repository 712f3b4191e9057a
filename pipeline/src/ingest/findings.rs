//! What reading an extract has found so far, and the list of rows set aside.
//!
//! Findings of files that are read side by side come here in the order of the extract.

use std::collections::BTreeMap;
use std::path::Path;

use measures::breakdown::{ETHNIC_GROUPS, SEXES};

use crate::exit::{Failure, OUTPUT_NOT_WRITTEN};
use crate::progress::{Extent, Progress, Step};
use crate::rejection::{Mark, RejectionList};
use crate::tables::People;

use super::condition::SYSTEMS;
use super::date_column::DateForms;
use super::facts::{Opened, Way};
use super::outcome::Outcome;
use super::parquet_file;
use super::quality::{self, CodeFrequency, Quality, TableQuality};
use super::schema::Schema;
use super::source::{self, FileForm, Part};

/// More warnings than anybody reads.
const MOST_WARNINGS: usize = 100;

/// What was found so far.
pub(super) struct Findings<'a> {
    list: RejectionList,
    progress: &'a Progress,
    threads: usize,
    quality: Quality,
    unmapped: BTreeMap<(u32, Vec<u8>), u64>,
    /// The forms of date that each table has turned out to have.
    forms: BTreeMap<&'static str, DateForms>,
    is_finished: bool,
}

/// What was known before a table was read.
struct Before {
    mark: Mark,
    quality: Quality,
    unmapped: BTreeMap<(u32, Vec<u8>), u64>,
}

impl<'a> Findings<'a> {
    pub(super) fn new(list: RejectionList, progress: &'a Progress, threads: usize) -> Self {
        Self {
            list,
            progress,
            threads,
            quality: Quality::default(),
            unmapped: BTreeMap::new(),
            forms: BTreeMap::new(),
            is_finished: false,
        }
    }

    pub(super) fn threads(&self) -> usize {
        self.threads
    }

    /// Opens a table, and says what of its folder is not read.
    pub(super) fn open(
        &mut self,
        extract: &Path,
        schema: &'static Schema,
    ) -> Result<Opened, Failure> {
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
            quality.files.push(part.input.clone());
            parquet.push(match part.form {
                FileForm::Parquet => {
                    let file = parquet_file::open(part, schema)?;
                    // A file without rows has no row group to say what its columns are.
                    let mut columns = Outcome::new(schema, &DateForms::expected(schema), ());
                    columns.header = file.header().clone();
                    columns
                        .tell(part.name(), schema, &mut quality, &mut self.list)
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

    /// Reads a table in the forms of date that are expected, and once more from its start when it
    /// has others: the usual table is read once, and no form is guessed from half a column.
    pub(super) fn in_its_forms<Out>(
        &mut self,
        opened: &Opened,
        mut read: impl FnMut(&mut Self, Way<'_>) -> Result<Option<Out>, Failure>,
    ) -> Result<Out, Failure> {
        let table = opened.schema.name;
        if let Some(forms) = self.forms.get(table).cloned() {
            let step = self.step_named(&format!("reading {table} again"), opened);
            let way = self.way(&forms, &step);
            return Ok(read(self, way)?.expect("decided forms are familiar"));
        }
        let before = Before {
            mark: self.list.mark().map_err(not_written)?,
            quality: self.quality.clone(),
            unmapped: self.unmapped.clone(),
        };
        let expected = DateForms::expected(opened.schema);
        let step = self.step(opened);
        let way = self.way(&expected, &step);
        if let Some(out) = read(self, way)? {
            self.forms.insert(table, expected);
            return Ok(out);
        }
        drop(step);
        self.list.back_to(before.mark).map_err(not_written)?;
        self.quality = before.quality;
        self.unmapped = before.unmapped;
        let step = self.step_named(&format!("looking at the dates of {table}"), opened);
        let (forms, mut remarks) = DateForms::decide(opened, self.threads, &step)?;
        drop(step);
        self.quality.warnings.append(&mut remarks);
        let step = self.step(opened);
        let way = self.way(&forms, &step);
        let out = read(self, way)?.expect("decided forms are familiar");
        self.forms.insert(table, forms);
        Ok(out)
    }

    /// Adds what a part came to.
    pub(super) fn join<K>(
        &mut self,
        place: usize,
        opened: &Opened,
        part: &Part,
        mut outcome: Outcome<K>,
    ) -> Result<(), Failure> {
        if self.is_finished {
            return Ok(());
        }
        for warning in outcome.warnings.drain(..) {
            // Each block of a file says what it finds of the file.
            let warnings = &mut self.quality.warnings;
            if warnings.len() < MOST_WARNINGS && !warnings.contains(&warning) {
                warnings.push(warning);
                if warnings.len() == MOST_WARNINGS {
                    warnings.push("further warnings are left out".to_owned());
                }
            }
        }
        for (code, rows) in std::mem::take(&mut outcome.unmapped) {
            *self.unmapped.entry(code).or_default() += rows;
        }
        let quality = &mut self.quality.tables[place];
        outcome
            .tell(part.name(), opened.schema, quality, &mut self.list)
            .map_err(not_written)
    }

    /// Adds what is known of the people altogether.
    pub(super) fn tell_of(&mut self, people: &People) {
        let last = |labels: usize| u8::try_from(labels - 1).expect("there are few labels");
        let (last_sex, last_group) = (last(SEXES.len()), last(ETHNIC_GROUPS.len()));
        let number = |column: &[u8], label| memchr::memchr_iter(label, column).count();
        let outside = people.small_area.iter().filter(|area| **area == u32::MAX);
        let quality = &mut self.quality;
        quality.people = people.birth.len() as u64;
        quality.people_outside_area = outside.count() as u64;
        quality.people_unknown_sex = number(&people.sex, last_sex) as u64;
        quality.people_unknown_ethnicity = number(&people.ethnic_group, last_group) as u64;
    }

    /// Moves the list of rows set aside into its place, and gives everything else that was found;
    /// nothing when that has been done.
    pub(super) fn finish(&mut self) -> Result<Option<Quality>, Failure> {
        if std::mem::replace(&mut self.is_finished, true) {
            return Ok(None);
        }
        let list = std::mem::replace(&mut self.list, RejectionList::discarded());
        list.keep().map_err(not_written)?;
        let mut quality = std::mem::take(&mut self.quality);
        for ((system, code), rows) in std::mem::take(&mut self.unmapped) {
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
        Ok(Some(quality))
    }

    fn way<'w>(&self, forms: &'w DateForms, step: &'w Step) -> Way<'w> {
        Way {
            forms,
            threads: self.threads,
            step,
        }
    }

    fn step(&self, opened: &Opened) -> Step {
        self.step_named(&format!("reading {}", opened.schema.name), opened)
    }

    fn step_named(&self, name: &str, opened: &Opened) -> Step {
        let bytes = opened.parts.iter().map(|part| part.input.bytes).sum();
        self.progress.step_of(name, Extent::Bytes(bytes))
    }
}

fn not_written(error: crate::rejection::NotWritten) -> Failure {
    Failure::new(OUTPUT_NOT_WRITTEN, error)
}
