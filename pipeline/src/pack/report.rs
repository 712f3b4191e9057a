//! The board report: contents, what matters most, a page for each theme and each neighbourhood,
//! and how the numbers are made.
//!
//! Its sentences, charts and tables are the pages' own; only their order on paper is decided here.

use exhibits::exhibit::Exhibit;
use exhibits::provenance::source;
use exhibits::shelf::Shelf;
use exhibits::view::View;
use measures::area::AreaIndex;
use resvg::usvg::Tree;

mod front;
mod methods;
mod neighbourhood;
mod theme;

use super::chosen::{Chosen, Linked};
use super::letters::Letters;
use super::paper::pdf::{About, NoPdf, written};
use super::paper::{Entry, Paper, Style};

/// The width that a chart is drawn at before it is made as wide as the page, in CSS pixels: its
/// letters are then as large as those of the text.
const CHART_WIDTH: u32 = 680;

/// The room below a picture, in points.
const BELOW_A_PICTURE: f64 = 8.0;
/// How high a picture may be, in points, so that its words stand on the same page.
const MOST_OF_A_PICTURE: f64 = 590.0;
/// How much smaller a picture may become to stand on a page, as a share of its height.
const LEAST_OF_A_PICTURE: f64 = 0.7;

/// A report and the charts that are in it, in order.
#[derive(Debug)]
pub(super) struct Report {
    /// The file.
    pub(super) pdf: Vec<u8>,
    /// Its charts.
    pub(super) exhibits: Vec<Linked>,
}

/// What a report is set from.
struct Setter<'a> {
    shelf: &'a Shelf,
    chosen: &'a Chosen,
    letters: &'a Letters,
    paper: Paper,
    exhibits: Vec<Linked>,
}

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoReport {
    /// A chart cannot be read back.
    #[error("a chart of the report is not SVG: {0}")]
    Chart(#[from] resvg::usvg::Error),
    /// The pages cannot be written.
    #[error(transparent)]
    Pdf(#[from] NoPdf),
}

/// The report of a release about the chosen areas and measures.
///
/// # Errors
/// [`NoReport`].
pub(super) fn report(
    shelf: &Shelf,
    chosen: &Chosen,
    letters: &Letters,
) -> Result<Report, NoReport> {
    let manifest = &shelf.manifest;
    let set = |contents: &[Entry]| -> Result<(Paper, Vec<Linked>), NoReport> {
        let mut setter = Setter {
            shelf,
            chosen,
            letters,
            paper: Paper::default(),
            exhibits: Vec::new(),
        };
        setter.everything(contents)?;
        Ok((setter.paper, setter.exhibits))
    };
    // The contents name the pages of what comes after them, so everything is set twice: the second
    // time with as many entries, and so on the same pages.
    let (first, _) = set(&[])?;
    let (second, _) = set(&listed(&first))?;
    let (mut paper, exhibits) = set(&listed(&second))?;
    paper.number_pages(&format!(
        "{} \u{b7} Release {} \u{b7} Data as of {}",
        shelf.catalogue().whole.name,
        manifest.release_id,
        wording::date::day(manifest.as_of)
    ));
    let about = About {
        title: front::title(shelf),
        author: manifest.publication.publisher.clone(),
        description: format!("Source: {}", source(manifest)),
        day: manifest.as_of,
        id: manifest.release_id.clone(),
    };
    Ok(Report {
        pdf: written(&paper, &about)?,
        exhibits,
    })
}

/// What the contents list: everything but themselves, which are on the first page.
fn listed(paper: &Paper) -> Vec<Entry> {
    let headings = paper.headings.iter();
    headings
        .filter(|heading| heading.level == 2 && heading.page > 0)
        .cloned()
        .collect()
}

impl Setter<'_> {
    fn everything(&mut self, contents: &[Entry]) -> Result<(), NoReport> {
        self.front(contents);
        self.what_matters_most()?;
        self.themes()?;
        let whole = self.shelf.catalogue().whole_index();
        let areas: Vec<AreaIndex> = self.chosen.areas.clone();
        for area in areas.into_iter().filter(|area| *area != whole) {
            self.neighbourhood(area)?;
        }
        self.methods();
        Ok(())
    }

    /// A chart with its finding above it and what to keep in mind below.
    fn exhibit(&mut self, view: &View, exhibit: Option<Exhibit>) -> Result<(), NoReport> {
        let Some(exhibit) = exhibit else {
            return Ok(());
        };
        let (tree, height, words) = self.measured(&exhibit)?;
        let fits = (self.paper.left_over() - words).min(height);
        // A picture that is a little too high for what is left of the page becomes smaller.
        let height = if fits >= height * LEAST_OF_A_PICTURE {
            fits
        } else {
            height
        };
        // The finding stays with its picture.
        self.paper.need(height + words);
        self.paper.heading(3, &exhibit.words.headline);
        self.paper
            .paragraph(&exhibit.words.subtitle, Style::SUBTITLE);
        self.paper.picture(tree, &shows(&exhibit), height);
        self.paper.paragraph(&exhibit.notes(), Style::NOTE);
        self.paper.skip(BELOW_A_PICTURE);
        self.exhibits.push(self.chosen.linked(view, exhibit));
        Ok(())
    }

    /// Whether a chart can stand on what is left of the page.
    fn fits(&self, exhibit: &Exhibit) -> Result<bool, NoReport> {
        let (_, height, words) = self.measured(exhibit)?;
        Ok(self.paper.left_over() - words >= height * LEAST_OF_A_PICTURE)
    }

    /// A chart as what is painted, its height, and the height of the words around it.
    fn measured(&self, exhibit: &Exhibit) -> Result<(Tree, f64, f64), NoReport> {
        let tree = self.letters.tree(&exhibit.svg(CHART_WIDTH))?;
        let across = super::paper::ROOM / f64::from(tree.size().width());
        let height = f64::from(tree.size().height()) * across;
        let words = Style::heading(3).room_of(&exhibit.words.headline)
            + Style::SUBTITLE.room_of(&exhibit.words.subtitle)
            + Style::NOTE.room_of(&exhibit.notes())
            + 2.0 * BELOW_A_PICTURE;
        Ok((tree, height.min(MOST_OF_A_PICTURE), words))
    }
}

/// What a chart shows, for somebody who cannot see it.
fn shows(exhibit: &Exhibit) -> String {
    if exhibit.words.description.is_empty() {
        exhibit.words.headline.clone()
    } else {
        exhibit.words.description.clone()
    }
}
