//! What reading an extract has found so far, and the list of rows set aside.
//!
//! Findings of files that are read side by side come here in the order of the extract.

use std::collections::BTreeMap;
use std::path::Path;

use crate::exit::{Failure, OUTPUT_NOT_WRITTEN};
use crate::progress::{Extent, Progress, Step};
use crate::rejection::{Mark, RejectionList};
use crate::tables::PeopleTally;
use crate::threads::Threads;

use super::condition::SYSTEMS;
use super::date_column::DateForms;
use super::facts::Opened;
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
    threads: &'a Threads,
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
    pub(super) fn new(list: RejectionList, progress: &'a Progress, threads: &'a Threads) -> Self {
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

    pub(super) fn threads(&self) -> &'a Threads {
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

    /// Reads tables in the forms of date that are expected, and once more from their start when
    /// one has others: usual tables are read once, and no form is guessed from half a column.
    pub(super) fn in_their_forms<Out>(
        &mut self,
        tables: &[&Opened],
        mut read: impl FnMut(&mut Self, &[DateForms], &Step) -> Result<Option<Out>, Failure>,
    ) -> Result<Out, Failure> {
        let names: Vec<&str> = tables.iter().map(|table| table.schema.name).collect();
        let reading = format!("reading {}", names.join(" and "));
        let decided = names.iter().map(|name| self.forms.get(name).cloned());
        if let Some(forms) = decided.collect::<Option<Vec<_>>>() {
            let step = self.step(&format!("{reading} again"), tables);
            return Ok(read(self, &forms, &step)?.expect("decided forms are familiar"));
        }
        let before = Before {
            mark: self.list.mark().map_err(not_written)?,
            quality: self.quality.clone(),
            unmapped: self.unmapped.clone(),
        };
        let expected = tables.iter().map(|table| DateForms::expected(table.schema));
        let mut forms: Vec<DateForms> = expected.collect();
        let step = self.step(&reading, tables);
        let mut out = read(self, &forms, &step)?;
        drop(step);
        if out.is_none() {
            self.list.back_to(before.mark).map_err(not_written)?;
            self.quality = before.quality;
            self.unmapped = before.unmapped;
            for (table, forms) in tables.iter().zip(&mut forms) {
                let looking = format!("looking at the dates of {}", table.schema.name);
                let step = self.step(&looking, &[table]);
                let (decided, mut remarks) = DateForms::decide(table, self.threads, &step)?;
                *forms = decided;
                self.quality.warnings.append(&mut remarks);
            }
            let step = self.step(&reading, tables);
            out = read(self, &forms, &step)?;
        }
        self.forms.extend(names.into_iter().zip(forms));
        Ok(out.expect("decided forms are familiar"))
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
    pub(super) fn tell_of(&mut self, people: PeopleTally) {
        let quality = &mut self.quality;
        quality.people = people.people;
        quality.people_outside_area = people.outside_area;
        quality.people_unknown_sex = people.unknown_sex;
        quality.people_unknown_ethnicity = people.unknown_ethnicity;
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

    fn step(&self, name: &str, tables: &[&Opened]) -> Step {
        let parts = tables.iter().flat_map(|table| &table.parts);
        let bytes = parts.map(|part| part.input.bytes).sum();
        self.progress.step_of(name, Extent::Bytes(bytes))
    }
}

fn not_written(error: crate::rejection::NotWritten) -> Failure {
    Failure::new(OUTPUT_NOT_WRITTEN, error)
}
