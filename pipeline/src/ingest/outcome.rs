//! What reading one file, or one row group, came to.
//!
//! Files and row groups are read side by side; their outcomes are added up in the order of the
//! extract, so that the number of threads changes nothing.

use std::collections::BTreeMap;

use crate::rejection::{Location, NotWritten, Reason, Rejection, RejectionList};

use super::batch::Batch;
use super::date::MALFORMED;
use super::date_column::DateForms;
use super::date_form::DateForm;
use super::header::Header;
use super::quality::{Completeness, TableQuality};
use super::schema::{Form, Schema};

/// Takes what a reader finds, in the order of the file.
pub(super) trait Receiver {
    /// The columns, before anything else.
    fn header(&mut self, header: &Header);
    /// A row that is not even a row.
    fn broken(&mut self, location: Location, reason: Reason);
    /// Something a person should know.
    fn warning(&mut self, warning: String);
    /// Whole rows.
    fn batch(&mut self, batch: &Batch);
    /// Whether the rest need not be read.
    fn has_seen_enough(&self) -> bool;
}

/// What was found.
#[derive(Debug)]
pub(super) struct Outcome<K> {
    /// What the rows came to.
    pub(super) kept: K,
    pub(super) header: Header,
    /// Rows of batches.
    pub(super) whole_rows: u64,
    /// Rows that are not even rows.
    pub(super) broken_rows: u64,
    /// How many values each column of the schema has.
    pub(super) filled: Vec<u64>,
    pub(super) after_death: u64,
    pub(super) unmapped_code: u64,
    pub(super) not_in_a_measure: u64,
    /// Rows by place of the code system, and code.
    pub(super) unmapped: BTreeMap<(u32, Vec<u8>), u64>,
    pub(super) warnings: Vec<String>,
    /// Whether a date is in a form that its column was not expected to have: all of the table
    /// must be looked at before it is read.
    pub(super) is_unfamiliar: bool,
    forms: DateForms,
    rejections: Vec<Run>,
}

/// Rows one after the other that are set aside for the same reason: a file that is no table at all
/// has millions of them.
#[derive(Debug, Clone, Copy)]
struct Run {
    first: Location,
    rows: u64,
    column: Option<&'static str>,
    reason: Reason,
}

impl Run {
    fn continues_with(&self, location: Location, column: Option<&str>, reason: Reason) -> bool {
        self.reason == reason && self.column == column && self.first.after(self.rows) == location
    }
}

impl<K> Outcome<K> {
    pub(super) fn new(schema: &Schema, forms: &DateForms, kept: K) -> Self {
        Self {
            is_unfamiliar: false,
            forms: forms.clone(),
            kept,
            header: Header::default(),
            whole_rows: 0,
            broken_rows: 0,
            filled: vec![0; schema.columns.len()],
            after_death: 0,
            unmapped_code: 0,
            not_in_a_measure: 0,
            unmapped: BTreeMap::new(),
            warnings: Vec::new(),
            rejections: Vec::new(),
        }
    }

    /// What the rows came to, and everything else.
    pub(super) fn without_kept(self) -> (K, Outcome<()>) {
        let Self {
            kept,
            header,
            whole_rows,
            broken_rows,
            filled,
            after_death,
            unmapped_code,
            not_in_a_measure,
            unmapped,
            warnings,
            is_unfamiliar,
            forms,
            rejections,
        } = self;
        let others = Outcome {
            kept: (),
            header,
            whole_rows,
            broken_rows,
            filled,
            after_death,
            unmapped_code,
            not_in_a_measure,
            unmapped,
            warnings,
            is_unfamiliar,
            forms,
            rejections,
        };
        (kept, others)
    }

    /// A column of dates, or of dates and `months`, as days; adds to how far it is filled.
    pub(super) fn days(&mut self, batch: &Batch, column: usize, months: bool, out: &mut Vec<i32>) {
        let (cells, form) = (&batch.cells[column], self.forms.of(column));
        self.filled[column] += cells.days(batch.rows, form, months, out);
        if !self.forms.are_decided() && out.contains(&MALFORMED) {
            cells.each_text(batch.rows, |text| {
                self.is_unfamiliar |= DateForm::another_fits(text);
            });
        }
    }

    pub(super) fn broken(&mut self, location: Location, reason: Reason) {
        self.broken_rows += 1;
        self.set_aside(location, None, reason);
    }

    pub(super) fn reject(&mut self, location: Location, column: &'static str, reason: Reason) {
        self.set_aside(location, Some(column), reason);
    }

    fn set_aside(&mut self, location: Location, column: Option<&'static str>, reason: Reason) {
        match self.rejections.last_mut() {
            Some(run) if run.continues_with(location, column, reason) => run.rows += 1,
            _ => self.rejections.push(Run {
                first: location,
                rows: 1,
                column,
                reason,
            }),
        }
    }

    /// Adds this outcome to its table's quality and to the list of rows set aside.
    pub(super) fn tell(
        &mut self,
        file: &str,
        schema: &Schema,
        quality: &mut TableQuality,
        list: &mut RejectionList,
    ) -> Result<(), NotWritten> {
        let mut rejections = std::mem::take(&mut self.rejections);
        let set_aside: u64 = rejections.iter().map(|run| run.rows).sum();
        quality.rows_read += self.whole_rows + self.broken_rows;
        quality.rows_used += self.whole_rows + self.broken_rows - set_aside;
        quality.after_death += self.after_death;
        quality.unmapped_code += self.unmapped_code;
        quality.not_in_a_measure += self.not_in_a_measure;
        for unknown in &self.header.unknown {
            if !quality.unknown_columns.contains(unknown) {
                quality.unknown_columns.push(unknown.clone());
            }
        }
        self.tell_columns(schema, quality);
        // Broken rows were found before the other rows of their batch.
        rejections.sort_unstable_by_key(|run| run.first);
        for run in rejections {
            let mut rejection = Rejection {
                file: file.to_owned(),
                location: run.first,
                column: run.column,
                reason: run.reason,
            };
            for row in 0..run.rows {
                rejection.location = run.first.after(row);
                quality.reject(&rejection);
                list.add(&rejection)?;
            }
        }
        Ok(())
    }

    fn tell_columns(&self, schema: &Schema, quality: &mut TableQuality) {
        for (index, column) in schema.columns.iter().enumerate() {
            if column.form == Form::NotRead {
                continue;
            }
            if self.header.places.get(index).copied().flatten().is_none() {
                if !quality.absent_columns.contains(&column.name) {
                    quality.absent_columns.push(column.name);
                }
                continue;
            }
            let known = quality
                .columns
                .iter_mut()
                .find(|known| known.column == column.name);
            if let Some(known) = known {
                known.filled += self.filled[index];
                known.rows += self.whole_rows;
            } else {
                quality.columns.push(Completeness {
                    column: column.name,
                    filled: self.filled[index],
                    rows: self.whole_rows,
                });
            }
        }
    }
}
