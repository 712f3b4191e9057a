//! The input files, in order: people first, then what is dated and about them.
//!
//! Every row that cannot be used is set aside with its place and reason; none is dropped in
//! silence, and no value that could identify a person leaves this room.

use std::path::Path;

use chrono::NaiveDate;

use crate::definitions::{Definitions, Geography};
use crate::exit::{BUG, Failure};
use crate::progress::Progress;
use crate::rejection::RejectionList;
use crate::tables::Tables;

mod quality;

pub use quality::{CodeFrequency, Completeness, Quality, SetAside, TableQuality};

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
    _extract: &Path,
    _meaning: &Meaning<'_>,
    _list: &mut RejectionList,
    _threads: usize,
    _progress: &Progress,
) -> Result<(Tables, Quality), Failure> {
    Err(Failure::new(BUG, "reading is being written"))
}
