//! The OMOP Common Data Model, versions 5.3 and 5.4, as an extract.
//!
//! A registration lasts from the earliest start to the latest end of a person's observation
//! periods. Conditions come from `CONDITION_OCCURRENCE`; where that is absent from `CONDITION_ERA`,
//! whose end says when a condition was last recorded and not that it was resolved, so it is left
//! out. A visit to an emergency room is an attendance; one that became a stay is an emergency
//! admission as well. Other stays may have been planned and are left out.

use std::io::Write;
use std::path::Path;

use chrono::NaiveDate;

use crate::definitions::Definitions;
use crate::exit::Failure;
use crate::progress::Progress;

use super::FormatArguments;
use super::destination::{self, Description, Destination, SAY_OPT_OUT, Summary};
use super::report::Report;
use super::source::{self, Source, date};

mod concepts;
mod people;
mod tables;

use people::{Life, People};
use tables::Tables;

/// Tables whose dates say how late the data go, and the column of each. An observation period
/// may end in a far future that means "still registered".
const DATED: [(&str, &str); 6] = [
    ("cdm_source", "source_release_date"),
    ("observation_period", "observation_period_start_date"),
    ("condition_occurrence", "condition_start_date"),
    ("condition_era", "condition_era_start_date"),
    ("visit_occurrence", "visit_start_date"),
    ("death", "death_date"),
];

pub(super) fn run(
    arguments: &FormatArguments,
    progress: Progress,
    stdout: &mut dyn Write,
) -> Result<(), Failure> {
    let definitions = Definitions::read(&arguments.config)?;
    let extracted_on = last_date(&arguments.from, progress)?;
    let areas = arguments
        .assign_areas
        .then(|| definitions.geography(extracted_on))
        .transpose()?;
    let out = Destination::begin(arguments)?;
    let mut tables = Tables {
        from: &arguments.from,
        out: &out,
        areas: areas.as_ref(),
        definitions: &definitions,
        report: Report::default(),
    };
    let people = {
        let _step = progress.step("importing people");
        tables.people()?
    };
    let conditions = {
        let _step = progress.step("importing conditions");
        tables.conditions(&people)?
    };
    let events = {
        let _step = progress.step("importing visits");
        tables.events(&people)?
    };
    tables.left_out()?;
    let report = tables.report;
    let description = Description {
        source: "OMOP Common Data Model",
        extracted_on,
        notes: SAY_OPT_OUT,
    };
    out.finish(arguments, &description, &report)?;
    let summary = Summary {
        extracted_on,
        people: people.rows,
        conditions,
        events,
        code_column: tables::CONCEPT_COLUMN,
        uncounted: destination::unknown_codes,
        remark: Some(remark(&people, extracted_on)),
        without_areas: (people.with_area == 0).then_some("LOCATION holds no LSOA code"),
    };
    summary.write(stdout, arguments, &report, areas.as_ref())
}

/// What the analyst must know: about the opt-out, and who is still there at the end. A source
/// that ends everybody's observation with their last record has nobody left.
fn remark(people: &People, extracted_on: NaiveDate) -> String {
    let ends = |life: &&Life| life.last_observed.is_some_and(|last| last < extracted_on);
    let ended = people.lives.values().filter(ends).count();
    format!(
        "{SAY_OPT_OUT}\n{ended} of {} people left before {extracted_on}: their observation ended; \
         --as-of looks at an earlier day",
        people.lives.len()
    )
}

/// The day of the source's release, or the last dated row if that is later.
fn last_date(from: &Path, progress: Progress) -> Result<NaiveDate, Failure> {
    let step = progress.step("looking for the last date");
    let mut last = None;
    for (table, column) in DATED {
        let Some(path) = source::table(from, table)? else {
            continue;
        };
        let mut source = Source::open(&path)?;
        let column = source.column(&[column]);
        while let Some(row) = source.next_row()? {
            last = last.max(date(&row.text(column)));
            step.advance(1, 0);
        }
    }
    last.ok_or_else(|| {
        tables::unreadable(
            from,
            "no table with a date; expected PERSON, OBSERVATION_PERIOD and CONDITION_OCCURRENCE",
        )
    })
}
