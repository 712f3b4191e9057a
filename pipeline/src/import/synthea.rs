//! Synthea's CSV export, in the header dialects of its versions: the key is `Id`, `ID` or
//! `pat_id`, the birth date `BIRTHDATE` or `birth_date`.
//!
//! People and conditions come over as they are; a registration starts at birth. A visit of class
//! `emergency` is a visit to accident and emergency. Care plans are left out: Synthea's are
//! treatment plans for one illness, not a plan agreed with the person; so are admissions, because
//! it does not say which were emergencies.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use chrono::{Days, NaiveDate};
use measures::period::Quarter;

use crate::definitions::{Definitions, Geography};
use crate::exit::{Failure, INPUT_UNREADABLE, OUTPUT_NOT_WRITTEN};
use crate::folder::NewFolder;
use crate::progress::Progress;

use super::FormatArguments;
use super::report::Report;
use super::source::Source;

mod tables;

use tables::Tables;

/// The file that shows a folder to be an extract.
const MARKER: &str = "extract.toml";

pub(super) fn run(
    arguments: &FormatArguments,
    progress: Progress,
    stdout: &mut dyn Write,
) -> Result<(), Failure> {
    let definitions = Definitions::read(&arguments.config)?;
    let extracted_on = quarter_end_from(last_date(&arguments.from, progress)?);
    let geography = definitions.geography(extracted_on)?;
    let folder = NewFolder::beside(&arguments.out, MARKER)?;
    let mut tables = Tables {
        from: &arguments.from,
        out: folder.path(),
        areas: arguments.assign_areas.then_some(&geography),
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
    tables.left_out()?;
    let report = tables.report;
    let path = folder.path().join("import-report.csv");
    report.write(File::create(&path).map_err(|error| not_written(&path, &error))?)?;
    describe(arguments, folder.path(), extracted_on)?;
    folder.put_in_place()?;
    summary(
        stdout,
        arguments,
        extracted_on,
        [people.len(), conditions, events],
        &report,
        &geography,
    )
    .map_err(|error| Failure::new(OUTPUT_NOT_WRITTEN, error))
}

/// The last date that stands in any table.
fn last_date(from: &Path, progress: Progress) -> Result<NaiveDate, Failure> {
    let unreadable = |problem: &dyn std::fmt::Display| {
        Failure::new(INPUT_UNREADABLE, format!("{}: {problem}", from.display()))
    };
    let step = progress.step("looking for the last date");
    let mut paths: Vec<_> = fs::read_dir(from)
        .map_err(|error| unreadable(&error))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "csv"))
        .collect();
    paths.sort();
    let mut last = None;
    for path in paths {
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

fn not_written(path: &Path, error: &dyn std::fmt::Display) -> Failure {
    Failure::new(OUTPUT_NOT_WRITTEN, format!("{}: {error}", path.display()))
}

/// Writes `extract.toml` and a copy of the config.
fn describe(
    arguments: &FormatArguments,
    out: &Path,
    extracted_on: NaiveDate,
) -> Result<(), Failure> {
    let config = out.join("config");
    fs::create_dir_all(&config).map_err(|error| not_written(&config, &error))?;
    let entries = fs::read_dir(&arguments.config).map_err(|error| {
        Failure::new(
            INPUT_UNREADABLE,
            format!("{}: {error}", arguments.config.display()),
        )
    })?;
    for entry in entries.flatten() {
        let path = entry.path();
        let is_config = path
            .extension()
            .is_some_and(|ending| ending == "toml" || ending == "csv" || ending == "geojson");
        if is_config && path.is_file() {
            let copy = config.join(entry.file_name());
            fs::copy(&path, &copy).map_err(|error| not_written(&copy, &error))?;
        }
    }
    let areas = if arguments.assign_areas {
        "areas_assigned_for_testing = true\n"
    } else {
        ""
    };
    let text = format!(
        "source = \"Synthea, synthetic patients\"\n\
         extracted_on = {extracted_on}\n\
         national_data_opt_out = \"not_applicable\"\n\
         {areas}\
         notes = \"Nobody in this extract exists. import-report.csv lists what could not be mapped.\"\n"
    );
    let path = out.join(MARKER);
    fs::write(&path, text).map_err(|error| not_written(&path, &error))
}

fn summary(
    stdout: &mut dyn Write,
    arguments: &FormatArguments,
    extracted_on: NaiveDate,
    [people, conditions, events]: [usize; 3],
    report: &Report,
    geography: &Geography,
) -> std::io::Result<()> {
    writeln!(
        stdout,
        "{}: {people} people, {conditions} conditions, {events} events, extracted on {extracted_on}",
        arguments.out.display()
    )?;
    if arguments.assign_areas {
        let areas = geography.small_areas().len();
        writeln!(
            stdout,
            "areas assigned for testing: {areas} small areas, by a hash of the id"
        )?;
    } else {
        writeln!(
            stdout,
            "no small areas: Synthea has none, so nobody will be counted; --assign-areas makes some up for testing"
        )?;
    }
    let (codes, rows) = report.sum("conditions.csv");
    writeln!(
        stdout,
        "not counted: {rows} conditions with {codes} codes in no codelist"
    )?;
    for (problem, rows) in report.row_problems() {
        writeln!(stdout, "{rows} rows: {problem}")?;
    }
    writeln!(stdout, "import-report.csv lists them by file and line")
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
