//! What is in a pack: every file with its title, what it shows and what to keep in mind.
//!
//! This is the block of metadata that a CSV has no place for; the file also marks the folder as
//! one of ours.

use aggregates::manifest::Manifest;
use exhibits::about::About;
use exhibits::basis::Basis;
use exhibits::exhibit::Exhibit;
use exhibits::provenance::source;
use exhibits::shelf::Shelf;
use exhibits::table::{Cell, Column, Row, Table};

/// The name of the file.
pub(super) const FILE_NAME: &str = "contents-of-this-pack.csv";

/// A file of the pack, or the files of one chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its path in the pack; of a chart's three files without their endings.
    pub(super) path: String,
    /// The endings.
    pub(super) kinds: &'static str,
    /// The finding, or what the file is called.
    pub(super) title: String,
    /// Measure, people, area and period.
    pub(super) about: String,
    /// What it shows, for those who cannot see it.
    pub(super) description: String,
    /// What to keep in mind.
    pub(super) notes: String,
}

impl Entry {
    /// The entry of a chart's files.
    pub(super) fn of(exhibit: &Exhibit, path: String, kinds: &'static str) -> Self {
        Self {
            path,
            kinds,
            title: exhibit.words.headline.clone(),
            about: exhibit.words.subtitle.clone(),
            description: exhibit.words.description.clone(),
            notes: exhibit.notes(),
        }
    }
}

/// The files of a pack, in order.
#[derive(Debug, Default)]
pub(super) struct Contents(Vec<Entry>);

impl Contents {
    /// Adds an entry.
    pub(super) fn push(&mut self, entry: Entry) {
        self.0.push(entry);
    }

    /// Adds the entries of a folder.
    pub(super) fn append(&mut self, others: Self, folder: &str) {
        self.0.extend(others.0.into_iter().map(|entry| Entry {
            path: format!("{folder}{}", entry.path),
            ..entry
        }));
    }

    /// Adds the board report and gives its name.
    pub(super) fn report(&mut self, release: &Shelf) -> String {
        self.whole_file(
            release,
            "board-report",
            "pdf",
            "Board report: contents, what matters most, a page for each theme and neighbourhood, \
             methods",
        )
    }

    /// Adds the workbook and gives its name.
    pub(super) fn workbook(&mut self, release: &Shelf) -> String {
        self.whole_file(
            release,
            "workbook",
            "xlsx",
            "Workbook: notes, measures, and every figure of the chosen areas as tables",
        )
    }

    fn whole_file(
        &mut self,
        release: &Shelf,
        what: &str,
        kind: &'static str,
        title: &str,
    ) -> String {
        let catalogue = release.catalogue();
        let about = About {
            area: catalogue.whole.name.clone(),
            measure: None,
            details: Vec::new(),
            quarter: release.manifest.coverage.last_snapshot,
            basis: Basis::Crude,
        };
        let name = about.file_name(what, kind);
        let path = name.trim_end_matches(kind).trim_end_matches('.').to_owned();
        self.push(Entry {
            path,
            kinds: kind,
            title: title.to_owned(),
            about: format!(
                "{}, {}",
                catalogue.whole.name,
                wording::date::snapshot(release.manifest.coverage.last_snapshot)
            ),
            description: String::new(),
            notes: String::new(),
        });
        name
    }

    /// The contents as CSV.
    pub(super) fn csv(&self, manifest: &Manifest) -> String {
        let names = [
            "File",
            "Kinds",
            "Title",
            "About",
            "What it shows",
            "Keep in mind",
        ];
        let rows = self.0.iter().map(|entry| Row {
            chosen: false,
            cells: [
                entry.path.as_str(),
                entry.kinds,
                &entry.title,
                &entry.about,
                &entry.description,
                &entry.notes,
            ]
            .into_iter()
            .map(Cell::words)
            .collect(),
        });
        let table = Table {
            columns: names.into_iter().map(Column::words).collect(),
            rows: rows.collect(),
        };
        table.csv_for_excel(&[
            ("Source", source(manifest)),
            ("Release", manifest.release_id.clone()),
            ("As of", manifest.as_of.to_string()),
            ("Small numbers", manifest.disclosure.words.clone()),
        ])
    }
}
