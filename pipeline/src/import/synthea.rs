//! Synthea's CSV export, in the header dialects of its versions: the key is `Id`, `ID` or
//! `pat_id`, the birth date `BIRTHDATE` or `birth_date`.
//!
//! People and conditions come over as they are; a registration starts at birth. A visit of class
//! `emergency` is a visit to accident and emergency. Care plans are left out: Synthea's are
//! treatment plans for one illness, not a plan agreed with the person; so are admissions, because
//! it does not say which were emergencies.

use std::io::Write;
use std::path::Path;

use chrono::{Days, NaiveDate};
use measures::period::Quarter;

use crate::definitions::Definitions;
use crate::exit::{Failure, INPUT_UNREADABLE};
use crate::progress::Progress;

use super::FormatArguments;
use super::destination::{self, Description, Destination, Summary};
use super::report::Report;
use super::source::{self, Source};

mod tables;

use tables::Tables;

pub(super) fn run(
    arguments: &FormatArguments,
    progress: Progress,
    stdout: &mut dyn Write,
) -> Result<(), Failure> {
    let definitions = Definitions::read(&arguments.config)?;
    let extracted_on = quarter_end_from(last_date(&arguments.from, progress)?);
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
        let _step = progress.step("importing patients");
        tables.people()?
    };
    let conditions = {
        let _step = progress.step("importing conditions");
        tables.conditions(&people)?
    };
    let events = {
        let _step = progress.step("importing encounters");
        tables.events()?
    };
    tables.left_out(&people)?;
    let report = tables.report;
    let description = Description {
        source: "Synthea, synthetic patients",
        extracted_on,
        notes: "Nobody in this extract exists. import-report.csv lists what could not be mapped.",
    };
    out.finish(arguments, &description, &report)?;
    let summary = Summary {
        extracted_on,
        people: people.len(),
        conditions,
        events,
        code_column: "CODE",
        uncounted: destination::unknown_codes,
        remark: None,
        without_areas: Some("Synthea has none"),
    };
    summary.write(stdout, arguments, &report, areas.as_ref())
}

/// The last date that stands in any table.
fn last_date(from: &Path, progress: Progress) -> Result<NaiveDate, Failure> {
    let unreadable = |problem: &dyn std::fmt::Display| {
        Failure::new(INPUT_UNREADABLE, format!("{}: {problem}", from.display()))
    };
    let step = progress.step("looking for the last date");
    let mut last = None;
    for path in source::files(from)? {
        let mut source = Source::open(&path)?;
        while let Some(row) = source.next_row()? {
            last = last.max(row.dates().max());
            step.advance(1, 0);
        }
    }
    last.ok_or_else(|| {
        unreadable(&"no table with a date; expected Synthea's patients.csv and conditions.csv")
    })
}

/// The first quarter end on or after a day.
fn quarter_end_from(day: NaiveDate) -> NaiveDate {
    (0..=92)
        .filter_map(|more| day.checked_add_days(Days::new(more)))
        .map(|later| Quarter::on_or_before(later).last_day())
        .find(|end| *end >= day)
        .unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_extract_is_taken_at_the_end_of_a_quarter() {
        let rows = [
            ("2018-12-31", "2018-12-31"),
            ("2021-07-13", "2021-09-30"),
            ("2024-12-30", "2024-12-31"),
            ("2024-01-01", "2024-03-31"),
            ("2025-09-30", "2025-09-30"),
        ];
        for (day, expected) in rows {
            assert_eq!(
                quarter_end_from(day.parse().unwrap()).to_string(),
                expected,
                "{day}"
            );
        }
    }
}
