//! The data-quality report as a value: sections of words and tables.
//!
//! Says what was found and what it means for the numbers; never shows a value of a person.

use wording::number::thousands;

use crate::extract::{ExtractArguments, Loaded, OptOut, Settings};
use crate::ingest::TableQuality;
use crate::tables::Tables;

use super::dates::Dates;
use super::people::People;
use super::qof::Register;
use super::{found, people, plausible, qof};

/// The whole report.
pub(super) struct Report {
    pub(super) title: String,
    /// The answer in one sentence.
    pub(super) verdict: String,
    pub(super) sections: Vec<Section>,
}

/// A heading with a sentence, a table, or both.
pub(super) struct Section {
    pub(super) heading: &'static str,
    pub(super) lead: String,
    pub(super) table: Option<Table>,
}

/// Rows of text; the columns of numbers stand to the right.
pub(super) struct Table {
    pub(super) head: Vec<(&'static str, Align)>,
    pub(super) rows: Vec<Vec<String>>,
}

/// Where the values of a column stand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Right,
}

use Align::Left;

impl Report {
    /// The report, with the registers of practices beside it where there are some.
    pub(super) fn of(
        arguments: &ExtractArguments,
        loaded: &Loaded,
        tables: &Tables,
        registers: Option<&[Register]>,
    ) -> Self {
        let quality = &loaded.quality;
        let dates = Dates::of(loaded, tables);
        let known = People::of(loaded, tables);
        let sections = [
            Some(about(arguments, loaded)),
            plausible::section(loaded, &known, &dates),
            Some(found::rows(quality)),
            found::set_aside(quality),
            Some(people::usable(quality, &known)),
            people::by_neighbourhood(loaded, &known),
            found::kept_out(quality),
            dates.section(),
            registers.map(|registers| qof::section(loaded, tables, registers)),
            Some(found::columns(quality)),
            found::unmapped(quality),
            found::remarks(quality),
        ];
        Self {
            title: format!("Data quality of {}", arguments.extract.display()),
            verdict: verdict(loaded, arguments.max_rejected),
            sections: sections.into_iter().flatten().collect(),
        }
    }
}

fn verdict(loaded: &Loaded, max_rejected: f64) -> String {
    if let Err(failure) = loaded
        .quality
        .require_few_rejected(max_rejected)
        .and_then(|()| loaded.require_people())
    {
        return format!("Cannot be used: {failure}.");
    }
    let rows: u64 = loaded.quality.tables.iter().map(|t| t.rows_read).sum();
    let aside: u64 = loaded
        .quality
        .tables
        .iter()
        .map(TableQuality::rows_set_aside)
        .sum();
    format!(
        "Can be used: {} of {} rows, {} people.",
        thousands(rows - aside),
        thousands(rows),
        thousands(loaded.quality.people)
    )
}

fn about(arguments: &ExtractArguments, loaded: &Loaded) -> Section {
    let Settings {
        source,
        extracted_on,
        national_data_opt_out,
        events_from,
        surveys_from,
        notes,
        areas_assigned_for_testing,
    } = &loaded.settings;
    let from = |day: &Option<chrono::NaiveDate>| {
        day.map_or_else(
            || "as far back as it goes".to_owned(),
            |day| day.to_string(),
        )
    };
    let config = match &arguments.config {
        Some(folder) => folder.display().to_string(),
        None if arguments.extract.join("config").is_dir() => {
            arguments.extract.join("config").display().to_string()
        }
        None => "built in".to_owned(),
    };
    let periods = &loaded.periods;
    let mut rows = vec![
        pair("source", source.clone()),
        pair("extracted on", extracted_on.to_string()),
        pair(
            "national data opt-out",
            match national_data_opt_out {
                OptOut::Applied => "applied".to_owned(),
                OptOut::NotApplicable => "not applicable".to_owned(),
            },
        ),
        pair("events from", from(events_from)),
        pair("answers from", from(surveys_from)),
        pair(
            "partnership",
            format!(
                "{}, config {config}",
                loaded.definitions.partnership.area().name
            ),
        ),
    ];
    if let (Some(first), Some(last)) = (periods.first(), periods.last()) {
        let snapshots = format!("{} quarter ends, {first} to {last}", periods.len());
        rows.push(pair("snapshots", snapshots));
    }
    if *areas_assigned_for_testing {
        rows.push(pair("areas", "assigned for testing, not real".to_owned()));
    }
    if let Some(notes) = notes {
        rows.push(pair("notes", notes.clone()));
    }
    Section {
        heading: "Extract",
        lead: String::new(),
        table: Some(Table {
            head: vec![("", Left), ("", Left)],
            rows,
        }),
    }
}

fn pair(name: &str, value: String) -> Vec<String> {
    vec![name.to_owned(), value]
}

/// A share of rows, never rounded to none or all.
pub(super) fn percent(part: u64, whole: u64) -> String {
    if whole == 0 {
        return String::new();
    }
    let percent = 100.0 * part as f64 / whole as f64;
    if part > 0 && percent < 0.05 {
        "<0.1%".to_owned()
    } else if part < whole && percent > 99.95 {
        ">99.9%".to_owned()
    } else {
        format!("{percent:.1}%")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_never_rounded_to_none_or_all() {
        let rows = [
            (0, 10, "0.0%"),
            (1, 100_000, "<0.1%"),
            (99_999, 100_000, ">99.9%"),
            (5, 5, "100.0%"),
            (1, 3, "33.3%"),
            (0, 0, ""),
        ];
        for (part, whole, expected) in rows {
            assert_eq!(percent(part, whole), expected);
        }
    }
}
