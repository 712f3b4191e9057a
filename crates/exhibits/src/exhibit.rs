//! One chart with everything said of it: the finding, what it shows, its numbers, its source.
//!
//! A view makes exhibits; the chart frame shows them. The picture on the page, the table, the CSV
//! and the exported picture are made from the same exhibit, so they cannot differ.

use aggregates::manifest::Manifest;
use charts::Picture;
use charts::caption::Caption;
use charts::svg::{Purpose, Size, render};
use wording::finding::Words;

use crate::table::Table;

/// A chart, its words and its numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Exhibit {
    /// Its name in the address and in file names, e.g. `by-neighbourhood`.
    pub name: &'static str,
    /// The finding; measure, people and date; and what the chart shows for those who cannot see it.
    pub words: Words,
    /// What to keep in mind, besides withheld figures.
    pub caveat: String,
    /// The chart.
    pub picture: Picture,
    /// The same numbers.
    pub table: Table,
    /// What tells this exhibit's files from others: measure, area and date.
    pub about: Vec<String>,
}

/// How wide charts are drawn, in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Widths {
    /// A chart that has the page to itself.
    pub whole: u32,
    /// A chart beside another.
    pub half: u32,
    /// The small line of a card.
    pub card: u32,
}

/// The width of an exported picture: what a slide or a page of a paper takes.
const EXPORT_WIDTH: u32 = 960;

impl Widths {
    /// The widths that suit a window, in a few steps so that charts are not redrawn at every pixel.
    #[must_use]
    pub fn of_window(width: f64) -> Self {
        if width >= 1080.0 {
            Self {
                whole: 1112,
                half: 526,
                card: 320,
            }
        } else if width >= 700.0 {
            Self {
                whole: 660,
                half: 660,
                card: 300,
            }
        } else if width >= 480.0 {
            Self {
                whole: 440,
                half: 440,
                card: 380,
            }
        } else {
            Self {
                whole: 326,
                half: 326,
                card: 280,
            }
        }
    }
}

impl Exhibit {
    /// The picture as part of the page.
    #[must_use]
    pub fn svg(&self, width: u32) -> String {
        let caption = Caption {
            title: self.words.headline.clone(),
            description: self.words.description.clone(),
            ..Caption::default()
        };
        render(&self.picture, &Size::wide(width), &caption, Purpose::Page)
    }

    /// The picture on its own, with its words inside.
    #[must_use]
    pub fn export_svg(&self, manifest: &Manifest) -> String {
        let caption = Caption {
            title: self.words.headline.clone(),
            description: self.words.description.clone(),
            subtitle: self.words.subtitle.clone(),
            source: source(manifest),
            release: manifest.release_id.clone(),
            as_of: wording::date::day(manifest.as_of),
            caveat: self.notes(),
        };
        render(
            &self.picture,
            &Size::wide(EXPORT_WIDTH),
            &caption,
            Purpose::Export,
        )
    }

    /// The numbers as CSV, every row with what it is from.
    #[must_use]
    pub fn csv(&self, manifest: &Manifest, address: &str) -> String {
        self.table.csv(&[
            ("About", &self.words.subtitle),
            ("Source", &source(manifest)),
            ("Release", &manifest.release_id),
            ("As of", &manifest.as_of.to_string()),
            ("Small numbers", &manifest.disclosure.words),
            ("Link", address),
        ])
    }

    /// The caveat and the number of withheld figures.
    #[must_use]
    pub fn notes(&self) -> String {
        let withheld = wording::status::withheld_note(self.table.n_withheld());
        let parts: Vec<&str> = [Some(self.caveat.as_str()), withheld.as_deref()]
            .into_iter()
            .flatten()
            .filter(|part| !part.is_empty())
            .collect();
        parts.join(" ")
    }

    /// A file name that says what it holds: `by-neighbourhood_care_plan_2026-09-30.csv`.
    #[must_use]
    pub fn file_name(&self, extension: &str) -> String {
        let mut name = self.name.to_owned();
        for part in &self.about {
            name.push('_');
            name.extend(part.chars().map(|letter| {
                if letter.is_alphanumeric() || letter == '-' || letter == '_' {
                    letter
                } else {
                    '-'
                }
            }));
        }
        format!("{name}.{extension}")
    }
}

/// Who published the numbers, from what.
#[must_use]
pub fn source(manifest: &Manifest) -> String {
    format!(
        "{}, from {}",
        manifest.publication.publisher, manifest.extract.source
    )
}
