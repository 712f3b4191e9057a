//! The data-quality report as a value: sections of words and tables.
//!
//! Says what was found and what it means for the numbers; never shows a value of a person.

use wording::number::thousands;

use crate::extract::{ExtractArguments, Loaded, OptOut, Settings};
use crate::ingest::{Quality, TableQuality};

/// How many codes in no codelist are listed.
const CODES_SHOWN: usize = 15;

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

use Align::{Left, Right};

impl Report {
    pub(super) fn of(arguments: &ExtractArguments, loaded: &Loaded) -> Self {
        let quality = &loaded.quality;
        let sections = [
            Some(about(arguments, loaded)),
            Some(rows(quality)),
            set_aside(quality),
            Some(people(quality)),
            kept_out(quality),
            Some(columns(quality)),
            unmapped(quality),
            remarks(quality),
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

fn rows(quality: &Quality) -> Section {
    let rows = quality
        .tables
        .iter()
        .filter(|table| table.present)
        .map(|table| {
            vec![
                table.table.to_owned(),
                thousands(table.rows_read),
                thousands(table.rows_used),
                thousands(table.rows_set_aside()),
                percent(table.rows_set_aside(), table.rows_read),
                files(table),
            ]
        })
        .collect();
    let absent: Vec<&str> = quality
        .tables
        .iter()
        .filter(|table| !table.present)
        .map(|table| table.table)
        .collect();
    Section {
        heading: "Rows",
        lead: if absent.is_empty() {
            String::new()
        } else {
            format!(
                "Not in the extract, and not required: {}.",
                absent.join(", ")
            )
        },
        table: Some(Table {
            head: vec![
                ("table", Left),
                ("read", Right),
                ("used", Right),
                ("set aside", Right),
                ("share", Right),
                ("files", Left),
            ],
            rows,
        }),
    }
}

fn files(table: &TableQuality) -> String {
    match table.files.as_slice() {
        [only] => only.clone(),
        [first, .., last] => format!("{} files, {first} to {last}", table.files.len()),
        [] => String::new(),
    }
}

fn set_aside(quality: &Quality) -> Option<Section> {
    let rows: Vec<Vec<String>> = quality
        .tables
        .iter()
        .flat_map(|table| &table.set_aside)
        .map(|aside| {
            let first = &aside.first;
            vec![
                aside.reason.key().to_owned(),
                thousands(aside.rows),
                format!("{}:{}", first.file, first.location),
                match first.column {
                    Some(column) => format!("{column}: {}", aside.reason.explanation()),
                    None => aside.reason.explanation().to_owned(),
                },
            ]
        })
        .collect();
    (!rows.is_empty()).then(|| Section {
        heading: "Rows set aside, by reason",
        lead: "These rows count nowhere.".to_owned(),
        table: Some(Table {
            head: vec![
                ("reason", Left),
                ("rows", Right),
                ("first at", Left),
                ("what is wrong", Left),
            ],
            rows,
        }),
    })
}

fn people(quality: &Quality) -> Section {
    let row = |name: &str, people: u64, meaning: &str| {
        vec![
            name.to_owned(),
            thousands(people),
            percent(people, quality.people),
            meaning.to_owned(),
        ]
    };
    Section {
        heading: "People",
        lead: String::new(),
        table: Some(Table {
            head: vec![
                ("", Left),
                ("people", Right),
                ("share", Right),
                ("what it means", Left),
            ],
            rows: vec![
                row("usable", quality.people, "rows of person not set aside"),
                row(
                    "outside_area",
                    quality.people_outside_area,
                    "the small area is in no neighbourhood: not counted",
                ),
                row(
                    "ethnicity not known",
                    quality.people_unknown_ethnicity,
                    "counted as Not known",
                ),
                row(
                    "sex not known or other",
                    quality.people_unknown_sex,
                    "counted as other or not known",
                ),
            ],
        }),
    }
}

fn kept_out(quality: &Quality) -> Option<Section> {
    let mut rows = Vec::new();
    for table in &quality.tables {
        let kept = [
            ("after_death", table.after_death, "dated after the death"),
            (
                "unmapped_code",
                table.unmapped_code,
                "the code is in no codelist",
            ),
            (
                "not in a measure",
                table.not_in_a_measure,
                "no measure uses this type or question",
            ),
        ];
        for (name, count, meaning) in kept {
            if count > 0 {
                rows.push(vec![
                    table.table.to_owned(),
                    name.to_owned(),
                    thousands(count),
                    percent(count, table.rows_used),
                    meaning.to_owned(),
                ]);
            }
        }
    }
    (!rows.is_empty()).then(|| Section {
        heading: "Rows used, but kept out of the numbers",
        lead: String::new(),
        table: Some(Table {
            head: vec![
                ("table", Left),
                ("", Left),
                ("rows", Right),
                ("share", Right),
                ("what it means", Left),
            ],
            rows,
        }),
    })
}

fn columns(quality: &Quality) -> Section {
    let rows = quality
        .tables
        .iter()
        .flat_map(|table| table.columns.iter().map(move |column| (table, column)))
        .map(|(table, column)| {
            vec![
                table.table.to_owned(),
                column.column.to_owned(),
                thousands(column.filled),
                percent(column.filled, column.rows),
            ]
        })
        .collect();
    Section {
        heading: "How full the columns are",
        lead: "Of the rows that are whole.".to_owned(),
        table: Some(Table {
            head: vec![
                ("table", Left),
                ("column", Left),
                ("filled", Right),
                ("share", Right),
            ],
            rows,
        }),
    }
}

fn unmapped(quality: &Quality) -> Option<Section> {
    let codes = &quality.unmapped_codes;
    if codes.is_empty() && quality.unmapped_not_shown == 0 {
        return None;
    }
    let mut lead = "The most frequent first; add them to codelist.csv if they mean one of the \
                    conditions."
        .to_owned();
    if codes.len() > CODES_SHOWN {
        let others = thousands((codes.len() - CODES_SHOWN) as u64);
        lead = format!("{lead} {others} less frequent codes are not listed.");
    }
    if quality.unmapped_not_shown > 0 {
        lead = format!(
            "{lead} Rows in which something else than a code stands, which is not shown: {}.",
            thousands(quality.unmapped_not_shown)
        );
    }
    let rows: Vec<Vec<String>> = codes
        .iter()
        .take(CODES_SHOWN)
        .map(|code| {
            vec![
                code.code_system.to_owned(),
                code.code.clone(),
                thousands(code.rows),
            ]
        })
        .collect();
    Some(Section {
        heading: "Codes in no codelist",
        lead,
        table: (!rows.is_empty()).then(|| Table {
            head: vec![("system", Left), ("code", Left), ("rows", Right)],
            rows,
        }),
    })
}

fn remarks(quality: &Quality) -> Option<Section> {
    let mut rows = Vec::new();
    for table in quality.tables.iter().filter(|table| table.present) {
        for column in &table.absent_columns {
            rows.push(format!("{}: the column `{column}` is absent", table.table));
        }
        if !table.unknown_columns.is_empty() {
            rows.push(format!(
                "{}: columns not read: {}",
                table.table,
                table.unknown_columns.join(", ")
            ));
        }
    }
    rows.extend(quality.warnings.iter().cloned());
    (!rows.is_empty()).then(|| Section {
        heading: "Worth knowing",
        lead: String::new(),
        table: Some(Table {
            head: vec![("", Left)],
            rows: rows.into_iter().map(|row| vec![row]).collect(),
        }),
    })
}

/// A share of rows, never rounded to none or all.
fn percent(part: u64, whole: u64) -> String {
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
