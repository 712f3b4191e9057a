//! One chart with everything said of it: the finding, what it shows, its numbers, its source.
//!
//! A view makes exhibits; the chart frame shows them. The picture on the page, the table, the CSV
//! and the exported picture are made from the same exhibit, so they cannot differ.

use aggregates::manifest::Manifest;
use charts::caption::Caption;
use charts::svg::{Purpose, Size, render};
use charts::theme::Theme;
use charts::{Chart as _, Picture};
use measures::period::Quarter;
use wording::finding::Words;
use wording::reading::{Kind, how_to_read};

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
    /// What tells this exhibit's files from others.
    pub about: About,
}

/// What an exhibit is about, as far as the name of a file says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// The name of the area; of the whole, where every neighbourhood is shown.
    pub area: String,
    /// The key of the measure, where there is one.
    pub measure: Option<String>,
    /// What else is chosen, e.g. how people are split.
    pub details: Vec<String>,
    /// The snapshot.
    pub quarter: Quarter,
}

/// The names that exhibits have in an address.
pub const NAMES: [&str; 17] = [
    "at-a-glance",
    "both-over-time",
    "by-group",
    "by-neighbourhood",
    "conditions",
    "funnel",
    "gap-by-area",
    "gap-over-time",
    "map",
    "need-by-age",
    "over-time",
    "over-time-by-neighbourhood",
    "quarter-by-quarter",
    "sets-of-conditions",
    "side-by-side",
    "slope",
    "steps",
];

/// How wide charts are drawn, in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Widths {
    /// A chart that has the page to itself.
    pub whole: u32,
    /// A chart beside another.
    pub half: u32,
    /// The small line of a card.
    pub card: u32,
    /// A map beside the words that open a page.
    pub beside: u32,
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
                beside: 340,
            }
        } else if width >= 700.0 {
            Self {
                whole: 660,
                half: 660,
                card: 300,
                beside: 480,
            }
        } else if width >= 480.0 {
            Self {
                whole: 440,
                half: 440,
                card: 380,
                beside: 400,
            }
        } else {
            Self {
                whole: 326,
                half: 326,
                card: 280,
                beside: 300,
            }
        }
    }
}

impl Widths {
    /// Whether charts stand beside each other.
    #[must_use]
    pub fn has_two_columns(&self) -> bool {
        self.half < self.whole
    }
}

impl Exhibit {
    /// How charts of its kind are read.
    #[must_use]
    pub fn how_to_read(&self) -> &'static str {
        how_to_read(match &self.picture {
            Picture::AreaComparison(_) => Kind::Areas,
            Picture::GroupBars(_) => Kind::Groups,
            Picture::TileMap(_) | Picture::BoundaryMap(_) => Kind::Map,
            Picture::HeatTable(_) => Kind::AtAGlance,
            Picture::Trend(_) | Picture::Sparkline(_) => Kind::OverTime,
            Picture::SmallMultiples(_) => Kind::OverTimeByArea,
            Picture::ControlChart(_) => Kind::ControlChart,
            Picture::FunnelPlot(_) => Kind::Funnel,
            Picture::Cascade(_) => Kind::Steps,
            Picture::SlopeChart(_) => Kind::Slope,
            Picture::Dumbbell(_) => Kind::GapByArea,
            Picture::GapTrend(_) => Kind::GapOverTime,
            Picture::Pyramid(_) => Kind::Pyramid,
            Picture::UpSet(_) => Kind::Combinations,
            Picture::Pair(_) => Kind::Pair,
        })
    }

    /// How high the picture is on a page, in CSS pixels.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a picture's height is positive and some thousand pixels, and a cast saturates"
    )]
    pub fn height(&self, width: u32) -> u32 {
        let natural = self
            .picture
            .natural_height(&Theme::default(), f64::from(width));
        natural.ceil() as u32
    }

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
        self.export_svg_of(manifest, &Size::wide(EXPORT_WIDTH))
    }

    /// The same in another size.
    #[must_use]
    pub fn export_svg_of(&self, manifest: &Manifest, size: &Size) -> String {
        let caption = Caption {
            title: self.words.headline.clone(),
            description: self.words.description.clone(),
            subtitle: self.words.subtitle.clone(),
            source: source(manifest),
            release: manifest.release_id.clone(),
            as_of: wording::date::day(manifest.as_of),
            caveat: [&self.notes(), &manifest.disclosure.words]
                .map(String::as_str)
                .join(" "),
        };
        render(&self.picture, size, &caption, Purpose::Export)
    }

    /// The numbers as CSV, every row with what it is from; `address` is the page's, empty where
    /// there is none.
    #[must_use]
    pub fn csv(&self, manifest: &Manifest, address: &str) -> String {
        let (source, as_of, notes) = (source(manifest), manifest.as_of.to_string(), self.notes());
        let mut about: Vec<(&str, &str)> = vec![
            ("Title", &self.words.headline),
            ("About", &self.words.subtitle),
            ("Keep in mind", &notes),
            ("Source", &source),
            ("Release", &manifest.release_id),
            ("As of", &as_of),
            ("Small numbers", &manifest.disclosure.words),
        ];
        if !address.is_empty() {
            about.push(("Link", address));
        }
        self.table.csv_for_excel(&about)
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

    /// A file name that says what it holds:
    /// `southwark-care-plan-by-neighbourhood-2026-q3.csv`.
    #[must_use]
    pub fn file_name(&self, extension: &str) -> String {
        self.about.file_name(self.name, extension)
    }
}

impl About {
    /// The name of a file that holds `what` of this.
    #[must_use]
    pub fn file_name(&self, what: &str, extension: &str) -> String {
        let About {
            area,
            measure,
            details,
            quarter,
        } = self;
        let quarter = quarter.name();
        let parts = [Some(area), measure.as_ref()]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .chain([what])
            .chain(details.iter().map(String::as_str))
            .chain([quarter.as_str()]);
        let words: Vec<String> = parts.map(file_words).collect();
        format!("{}.{extension}", words.join("-"))
    }
}

/// Words as a part of a file name: small letters and digits with hyphens between them, which every
/// disk and every address takes.
fn file_words(text: &str) -> String {
    let words = text
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("-")
}

/// Who published the numbers, from what.
#[must_use]
pub fn source(manifest: &Manifest) -> String {
    format!(
        "{}, from {}",
        manifest.publication.publisher, manifest.extract.source
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;
    use crate::table::{Cell, Column, Row};

    fn exhibit() -> Exhibit {
        Exhibit {
            name: "by-group",
            words: Words {
                headline: "Most have a plan".to_owned(),
                subtitle: "Care plans, Old Town".to_owned(),
                ..Words::default()
            },
            caveat: "Counts what has been recorded.".to_owned(),
            picture: Picture::Sparkline(charts::sparkline::Sparkline { values: Vec::new() }),
            table: Table {
                columns: vec![Column::words("Group")],
                rows: vec![Row {
                    chosen: false,
                    cells: vec![Cell::words("=cmd()")],
                }],
            },
            about: About {
                area: "Old Town & Quay (St\u{2019}s)".to_owned(),
                measure: Some("care_plan".to_owned()),
                details: vec!["age_band".to_owned()],
                quarter: "2026-09-30".parse().expect("the last day of a quarter"),
            },
        }
    }

    #[test]
    fn a_file_is_named_by_what_it_holds() {
        assert_eq!(
            exhibit().file_name("svg"),
            "old-town-quay-st-s-care-plan-by-group-age-band-2026-q3.svg"
        );
    }

    #[test]
    fn every_row_of_csv_says_what_it_is_from() {
        let csv = exhibit().csv(&sample::manifest(), "");
        assert_eq!(
            csv,
            "\u{feff}Group,Title,About,Keep in mind,Source,Release,As of,Small numbers\r\n\
             '=cmd(),Most have a plan,\"Care plans, Old Town\",Counts what has been recorded.,\
             \"Elmbridge Partnership, from Synthetic people of Elmbridge\",0123456789abcdef,\
             2026-09-30,Counts of 1 to 9 people are withheld.\r\n"
        );
        let linked = exhibit().csv(&sample::manifest(), "https://example.org/#overview");
        assert!(linked.ends_with(",https://example.org/#overview\r\n"));
    }

    #[test]
    fn an_exported_picture_takes_its_words_and_the_rule_for_small_numbers_along() {
        let svg = exhibit().export_svg(&sample::manifest());
        for words in [
            "Most have a plan",
            "Care plans, Old Town",
            "Counts what has been recorded.",
            "Counts of 1 to 9 people are withheld.",
            "Release 0123456789abcdef",
            "Data as of 30 September 2026",
        ] {
            assert!(svg.contains(words), "{words}");
        }
    }
}
