//! What reading found, as sections of the report: rows, those set aside, gaps, unknown codes.

use wording::number::thousands;

use crate::ingest::{Quality, SetAside, TableQuality};

use super::report::Align::{Left, Right};
use super::report::{Section, Table, percent};

/// How many codes in no codelist are listed.
const CODES_SHOWN: usize = 15;

pub(super) fn rows(quality: &Quality) -> Section {
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
        [only] => only.name.clone(),
        [first, .., last] => {
            let (first, last) = (&first.name, &last.name);
            format!("{} files, {first} to {last}", table.files.len())
        }
        [] => String::new(),
    }
}

pub(super) fn set_aside(quality: &Quality) -> Option<Section> {
    let rows: Vec<Vec<String>> = quality
        .tables
        .iter()
        .flat_map(|table| &table.set_aside)
        .map(|aside| {
            let first = &aside.first;
            vec![
                aside.reason.key().to_owned(),
                thousands(aside.rows),
                examples(aside),
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
                ("for example at", Left),
                ("what is wrong", Left),
            ],
            rows,
        }),
    })
}

/// The first places where a reason holds; a file is named once.
fn examples(aside: &SetAside) -> String {
    let mut places = format!("{}:{}", aside.first.file, aside.first.location);
    for next in &aside.next {
        if next.file == aside.first.file {
            places = format!("{places}, {}", next.location);
        } else {
            places = format!("{places}, {}:{}", next.file, next.location);
        }
    }
    if aside.rows > 1 + aside.next.len() as u64 {
        places.push_str(", …");
    }
    places
}

pub(super) fn kept_out(quality: &Quality) -> Option<Section> {
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

pub(super) fn columns(quality: &Quality) -> Section {
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

pub(super) fn unmapped(quality: &Quality) -> Option<Section> {
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

pub(super) fn remarks(quality: &Quality) -> Option<Section> {
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
