//! One chart with everything said of it: the finding, what it shows, its numbers, its source.
//!
//! A view makes exhibits; the chart frame shows them. The picture on the page, the table, the CSV
//! and the exported picture are made from the same exhibit, so they cannot differ.

use aggregates::manifest::Manifest;
use charts::Picture;
use charts::caption::Caption;
use charts::svg::{Purpose, Size, natural_height, render};
use wording::finding::Words;
use wording::reading::{Kind, how_to_read};

pub use crate::about::About;
use crate::about::sentence;
use crate::provenance::{self, source};
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

/// The width of an exported picture, in CSS pixels: what a slide or a page of a paper takes.
pub const EXPORT_WIDTH: u32 = 960;
/// How much wider a slide's picture is tried where its height does not fit: whole steps of 16, so
/// that the shape is exact.
const WIDER_SLIDE: usize = 160;
/// Wide enough for the highest chart of a large partnership; a slide is never wider.
const WIDEST_SLIDE: u32 = 4_800;

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
    pub fn height(&self, width: u32) -> u32 {
        natural_height(&self.picture, width, &Caption::default(), Purpose::Page)
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
    pub fn export_svg(&self, manifest: &Manifest, link: &str) -> String {
        let caption = self.caption(manifest, link);
        render(
            &self.picture,
            &Size::wide(EXPORT_WIDTH),
            &caption,
            Purpose::Export,
        )
    }

    /// The picture on its own in the shape of a slide, 16 to 9: as narrow as its height allows, so
    /// that its letters are as large as they can be and nothing is cut.
    #[must_use]
    pub fn slide_svg(&self, manifest: &Manifest, link: &str) -> String {
        let caption = self.caption(manifest, link);
        let room = |width: u32| width / 16 * 9;
        let fits = |width: &u32| {
            natural_height(&self.picture, *width, &caption, Purpose::Export) <= room(*width)
        };
        let widths = (EXPORT_WIDTH..WIDEST_SLIDE).step_by(WIDER_SLIDE);
        let width = widths.into_iter().find(fits).unwrap_or(WIDEST_SLIDE);
        let size = Size {
            width,
            height: Some(room(width)),
        };
        render(&self.picture, &size, &caption, Purpose::Export)
    }

    fn caption(&self, manifest: &Manifest, link: &str) -> Caption {
        Caption {
            title: self.words.headline.clone(),
            description: self.words.description.clone(),
            subtitle: self.words.subtitle.clone(),
            filters: sentence(&self.about.filters(&manifest.catalogue)),
            source: source(manifest),
            release: manifest.release_id.clone(),
            as_of: wording::date::day(manifest.as_of),
            caveat: [&self.notes(), &manifest.disclosure.words]
                .map(String::as_str)
                .join(" "),
            link: link.to_owned(),
        }
    }

    /// The numbers as CSV, every row with what it is from; `link` is empty where there is none.
    #[must_use]
    pub fn csv(&self, manifest: &Manifest, link: &str) -> String {
        self.table
            .csv_for_excel(&provenance::of_exhibit(self, manifest, link))
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

    /// The same without its ending.
    #[must_use]
    pub fn file_stem(&self) -> String {
        self.file_name("").trim_end_matches('.').to_owned()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::basis::Basis;
    use crate::sample;
    use crate::table::{Cell, Column, Row};

    /// A chart of one row, whose name a spreadsheet would run.
    pub(crate) fn exhibit() -> Exhibit {
        let share = measures::published::Published::Shown(0.215);
        Exhibit {
            name: "by-group",
            words: Words {
                headline: "Most have a plan".to_owned(),
                subtitle: "Care plans, Old Town".to_owned(),
                description: "Five of six.".to_owned(),
                ..Words::default()
            },
            caveat: "Counts what has been recorded.".to_owned(),
            picture: Picture::Sparkline(charts::sparkline::Sparkline { values: Vec::new() }),
            table: Table {
                columns: vec![Column::words("Group"), Column::numbers("Percent")],
                rows: vec![Row {
                    chosen: false,
                    cells: vec![
                        Cell::words("=cmd()"),
                        Cell::value(measures::definition::Scale::Proportion, share),
                    ],
                }],
            },
            about: About {
                area: "Old Town".to_owned(),
                measure: Some("care_plan".to_owned()),
                details: Vec::new(),
                quarter: "2026-09-30".parse().expect("the last day of a quarter"),
                basis: Basis::Crude,
            },
        }
    }

    #[test]
    fn every_row_of_csv_says_what_it_is_from() {
        let csv = exhibit().csv(&sample::manifest(), "");
        assert_eq!(
            csv,
            "\u{feff}Group,Percent,Title,About,Filters,Keep in mind,Source,Release,As of,\
             Small numbers\r\n\
             '=cmd(),21.5,Most have a plan,\"Care plans, Old Town\",\
             Area: Old Town. Measure: Have a care plan. Snapshot: 30 September 2026. \
             Figures: as counted (crude).,Counts what has been recorded.,\
             \"Elmbridge Partnership, from Synthetic people of Elmbridge\",0123456789abcdef,\
             2026-09-30,Counts of 1 to 9 people are withheld.\r\n"
        );
        let linked = exhibit().csv(&sample::manifest(), "https://example.org/#overview");
        assert!(linked.ends_with(",https://example.org/#overview\r\n"));
    }

    #[test]
    fn an_exported_picture_takes_its_words_and_the_rule_for_small_numbers_along() {
        let (manifest, link) = (sample::manifest(), "https://example.org/#overview");
        for svg in [
            exhibit().export_svg(&manifest, link),
            exhibit().slide_svg(&manifest, link),
        ] {
            for words in [
                "Most have a plan",
                "Care plans, Old Town",
                "Area: Old Town. Measure: Have a care plan.",
                "Counts what has been recorded.",
                "Counts of 1 to 9 people are withheld.",
                "Release 0123456789abcdef",
                "Data as of 30 September 2026",
                link,
            ] {
                assert!(svg.contains(words), "{words}");
            }
        }
    }

    #[test]
    fn a_slide_is_16_by_9_and_no_wider_than_its_height_needs() {
        let shape = |svg: &str| -> Vec<u32> {
            let sides = svg.split("viewBox=\"0 0 ").nth(1).expect("a view box");
            let sides = sides.split('"').next().unwrap_or_default().split(' ');
            sides.map(|side| side.parse().expect("a length")).collect()
        };
        let low = exhibit();
        assert_eq!(shape(&low.slide_svg(&sample::manifest(), "")), [960, 540]);
        let long = Exhibit {
            caveat: "word ".repeat(1_000),
            words: Words {
                headline: "A long headline ".repeat(90),
                subtitle: "with words ".repeat(200),
                ..Words::default()
            },
            picture: Picture::Pyramid(charts::pyramid::Pyramid {
                bands: Vec::new(),
                left_name: String::new(),
                right_name: String::new(),
            }),
            ..low
        };
        let [width, height] = shape(&long.slide_svg(&sample::manifest(), ""))[..] else {
            panic!("two sides");
        };
        assert!(
            width >= 960 && width * 9 == height * 16,
            "{width} x {height}"
        );
    }
}
