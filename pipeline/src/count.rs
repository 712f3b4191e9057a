//! The counts of every measure, at every snapshot, in every place; and the command that writes
//! them, unprotected, for the analyst inside the secure environment.
//!
//! Nothing here rounds or withholds, and nothing here may be published.

use std::io::Write;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use disclosure::exact::Exact;
use measures::catalogue::Catalogue;
use measures::period::Quarter;

use crate::definitions::{Definitions, Geography};
use crate::exit::{Failure, OUTPUT_NOT_WRITTEN};
use crate::extract::ExtractArguments;
use crate::folder;
use crate::ingest::KeepFacts as _;
use crate::new_file::NewFile;
use crate::progress::Progress;
use crate::tables::{AnswerFact, ConditionFact, EventFact, Keep as _, NOBODY, Tables};
use crate::threads::Threads;
use crate::unfinished;

mod ages;
mod combinations;
mod counting;
mod differences;
mod figures;
pub(crate) mod fold;
mod passes;
mod standard_people;
pub(crate) mod strata;
pub mod table;

pub(crate) use counting::{Counting, Question};
pub use passes::MemoryArguments;
pub(crate) use passes::count_extract;

/// Arguments of `outcomes count`.
///
/// The counts are exact. They identify people where they are small: keep the file where the
/// extract is.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  outcomes count --extract extract --out counts.csv")]
pub struct Arguments {
    #[command(flatten)]
    extract: ExtractArguments,
    #[command(flatten)]
    memory: MemoryArguments,
    /// The file to write; never in a published folder
    #[arg(long, value_name = "FILE.csv")]
    out: PathBuf,
}

/// Reads an extract, counts, and writes the counts.
///
/// # Errors
/// As [`load`]; and [`OUTPUT_NOT_WRITTEN`] when the file cannot be written or would stand in a
/// published folder.
pub fn run(
    arguments: &Arguments,
    progress: &Progress,
    stdout: &mut dyn Write,
) -> Result<(), Failure> {
    // Before the work, so that nobody waits for a refusal.
    check_destination(&arguments.out)?;
    let (loaded, catalogue, exact) = count_extract(
        &arguments.extract,
        &arguments.memory,
        Detail::Counts,
        *progress,
    )?;
    let rows = write_in_place(&arguments.out, |file| {
        table::write(&catalogue, &exact, &loaded.threads, file)
    })?;
    let line = format!(
        "{}: {rows} rows, {} measures at {} snapshots to {}; exact counts, not for publication\n",
        arguments.out.display(),
        catalogue.measures.len(),
        catalogue.periods.len(),
        loaded.as_of,
    );
    stdout
        .write_all(line.as_bytes())
        .map_err(|error| Failure::new(OUTPUT_NOT_WRITTEN, format!("stdout: {error}")))
}

/// How much is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Detail {
    /// Counts alone: what `outcomes count` writes.
    Counts,
    /// Besides, what standardised figures, dispersions and combinations are made of.
    Figures,
}

/// What is counted, of whom, and when.
#[derive(Debug, Clone, Copy)]
pub struct ToCount<'a> {
    /// The config.
    pub definitions: &'a Definitions,
    /// The map that the small areas of `tables` are numbered by.
    pub geography: &'a Geography,
    /// Consecutive snapshots, earliest first; at least one.
    pub periods: &'a [Quarter],
    /// The usable rows.
    pub tables: &'a Tables,
    /// The first day whose events are complete, if there is one.
    pub events_from: Option<NaiveDate>,
    /// The first day whose answers are complete, if there is one.
    pub surveys_from: Option<NaiveDate>,
    /// How many threads to work on. The counts are the same for any number.
    pub threads: usize,
}

impl ToCount<'_> {
    /// Counts everybody.
    ///
    /// # Panics
    /// Without a snapshot, or when a table refers to a person, condition, event type or question
    /// that is not there.
    #[must_use]
    pub fn count(&self) -> (Catalogue, Exact) {
        self.in_detail(Detail::Counts)
    }

    /// Counts everybody, and works out standardised figures, dispersions, and which sets of
    /// conditions people with three or more have. The counts are those of [`ToCount::count`].
    ///
    /// # Panics
    /// As [`ToCount::count`].
    #[must_use]
    pub fn count_with_figures(&self) -> (Catalogue, Exact) {
        self.in_detail(Detail::Figures)
    }

    fn in_detail(&self, detail: Detail) -> (Catalogue, Exact) {
        let question = Question {
            definitions: self.definitions,
            geography: self.geography,
            periods: self.periods,
            events_from: self.events_from,
            surveys_from: self.surveys_from,
            threads: &Threads::new(self.threads),
            detail,
        };
        let (counting, lives) = question.seat(&self.tables.people);
        let seat = |row: u32| {
            let seat = lives
                .get(row)
                .expect("facts are about people who are there")
                .number;
            (seat != NOBODY).then_some(seat)
        };
        let pass = counting.pass(usize::MAX);
        let mut blocks = counting.blocks(&pass);
        let Tables {
            conditions,
            events,
            answers,
            ..
        } = self.tables;
        for fact in conditions {
            if let Some(person) = seat(fact.person) {
                blocks.keep(ConditionFact { person, ..*fact });
            }
        }
        blocks.conditions_are_complete();
        for fact in events {
            if let Some(person) = seat(fact.person) {
                blocks.keep(EventFact { person, ..*fact });
            }
        }
        for fact in answers {
            if let Some(person) = seat(fact.person) {
                blocks.keep(AnswerFact { person, ..*fact });
            }
        }
        let mut counts = counting.nobody();
        counting.fold(blocks, &mut counts);
        counting.finish(&counts)
    }
}

fn check_destination(file: &Path) -> Result<(), Failure> {
    let refused = |problem: &str| {
        let text = format!("{}: {problem}", file.display());
        Failure::new(OUTPUT_NOT_WRITTEN, text)
    };
    let target = unfinished::resolved(file).map_err(|error| refused(&error.to_string()))?;
    if !target.parent().is_some_and(Path::is_dir) {
        return Err(refused("expected a file in a folder that is there"));
    }
    if folder::is_in_a_release(&target) {
        return Err(refused(
            "exact counts may not stand in a published folder (it holds manifest.json); name a \
             file inside the secure environment",
        ));
    }
    Ok(())
}

/// Writes a file beside its place and moves it there when it is complete.
fn write_in_place<T>(
    path: &Path,
    write: impl FnOnce(&mut NewFile) -> std::io::Result<T>,
) -> Result<T, Failure> {
    let written = || -> std::io::Result<T> {
        let mut file = NewFile::beside(path)?;
        let result = write(&mut file)?;
        file.put_in_place()?;
        Ok(result)
    };
    written()
        .map_err(|error| Failure::new(OUTPUT_NOT_WRITTEN, format!("{}: {error}", path.display())))
}

#[cfg(test)]
mod tests;
