//! Pages being set: what stands where, and what it is to somebody who cannot see it.
//!
//! Every piece of a page is a leaf of the document's structure, or an artifact such as a page
//! number, which is left out of it. Lengths are in points, from the top left corner of an upright
//! A4 sheet. Nothing is written here: [`pdf`] does that.

use charts::metrics::{Weight, width};
use resvg::usvg::Tree;

mod blocks;
pub(super) mod pdf;
mod table;

pub(super) use blocks::Style;
pub(super) use table::{Grid, GridColumn, GridRow};

/// The width and the height of a sheet.
const SHEET: (f64, f64) = (595.0, 842.0);
/// The room on every side.
const MARGIN: f64 = 51.0;
/// What the foot of a page takes of the room below.
const FOOT: f64 = 24.0;
/// The width that text and pictures have.
pub(super) const ROOM: f64 = SHEET.0 - 2.0 * MARGIN;

/// A colour by what it is for; [`pdf`] takes it from the charts' theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ink {
    /// Text and headings.
    Text,
    /// Notes and labels.
    Muted,
    /// What can be followed, and the bar beside a title.
    Accent,
    /// Lines of a table.
    Rule,
    /// Behind what stands out.
    Shade,
}

/// Something that is painted.
#[derive(Debug, Clone)]
enum Mark {
    Words {
        text: String,
        left: f64,
        baseline: f64,
        size: f64,
        weight: Weight,
        ink: Ink,
    },
    Block {
        left: f64,
        top: f64,
        width: f64,
        height: f64,
        ink: Ink,
    },
    Picture {
        left: f64,
        top: f64,
        width: f64,
        height: f64,
        tree: Box<Tree>,
    },
}

/// What is painted together, and the leaf of the structure that it is; no leaf for an artifact.
#[derive(Debug, Clone)]
struct Piece {
    marks: Vec<Mark>,
    leaf: Option<usize>,
}

/// Where something stands.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Place {
    page: usize,
    left: f64,
    top: f64,
    width: f64,
    height: f64,
}

/// What a part of the document is.
#[derive(Debug, Clone, PartialEq)]
enum Role {
    /// A heading of a level from 1 with its words.
    Heading(u16, String),
    Paragraph,
    List,
    Item,
    ItemBody,
    Contents,
    ContentsItem,
    /// A table with what it is about.
    Table(String),
    Head,
    Body,
    Row,
    ColumnHeader,
    RowHeader,
    Cell,
    /// A picture with what it shows.
    Figure(String, Place),
}

/// A part of the document's structure.
#[derive(Debug, Clone, PartialEq)]
enum Branch {
    /// A piece of a page.
    Leaf(usize),
    /// Words that lead to a page, by its number from zero.
    Link {
        leaf: usize,
        place: Place,
        to_page: usize,
        words: String,
    },
    /// A part and what it is made of.
    Part(Role, Vec<Branch>),
}

/// An entry of the outline: its level, its words, its place.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    /// From 1.
    pub(super) level: u16,
    /// What it is called.
    pub(super) words: String,
    /// The page, from zero.
    pub(super) page: usize,
    top: f64,
}

/// A document being set.
#[derive(Debug, Default)]
pub(super) struct Paper {
    pages: Vec<Vec<Piece>>,
    top: f64,
    n_leaves: usize,
    structure: Vec<Branch>,
    /// Every heading, in order.
    pub(super) headings: Vec<Entry>,
}

impl Paper {
    /// Begins a page.
    pub(super) fn new_page(&mut self) {
        self.pages.push(Vec::new());
        self.top = MARGIN;
    }

    /// Begins a page unless so much room is left on this one.
    pub(super) fn need(&mut self, height: f64) {
        if self.pages.is_empty() || self.top + height > SHEET.1 - MARGIN - FOOT {
            self.new_page();
        }
    }

    /// How many pages there are.
    pub(super) fn n_pages(&self) -> usize {
        self.pages.len()
    }

    /// How much of the page is left.
    pub(super) fn left_over(&self) -> f64 {
        SHEET.1 - MARGIN - FOOT - self.top
    }

    /// Leaves some room.
    pub(super) fn skip(&mut self, height: f64) {
        self.top += height;
    }

    /// The foot of every page: what the document is on the left, the page's number on the right.
    pub(super) fn number_pages(&mut self, about: &str) {
        let n_pages = self.pages.len();
        let (size, baseline) = (8.5, SHEET.1 - MARGIN + 4.0);
        let words = |text: String, left| Mark::Words {
            text,
            left,
            baseline,
            size,
            weight: Weight::Regular,
            ink: Ink::Muted,
        };
        for (page, pieces) in self.pages.iter_mut().enumerate() {
            let number = format!("Page {} of {n_pages}", page + 1);
            let right = SHEET.0 - MARGIN - width(&number, size, Weight::Regular);
            let rule = Mark::Block {
                left: MARGIN,
                top: SHEET.1 - MARGIN - 10.0,
                width: ROOM,
                height: 0.6,
                ink: Ink::Rule,
            };
            let marks = vec![rule, words(about.to_owned(), MARGIN), words(number, right)];
            pieces.push(Piece { marks, leaf: None });
        }
    }

    /// Paints something on the page that is not read out.
    fn artifact(&mut self, marks: Vec<Mark>) {
        if let Some(page) = self.pages.last_mut() {
            page.push(Piece { marks, leaf: None });
        }
    }

    /// Paints something on the page and gives the leaf that it is.
    fn leaf(&mut self, marks: Vec<Mark>) -> usize {
        let leaf = self.n_leaves;
        self.n_leaves += 1;
        if let Some(page) = self.pages.last_mut() {
            page.push(Piece {
                marks,
                leaf: Some(leaf),
            });
        }
        leaf
    }

    /// The page that is being set, from zero.
    fn page(&self) -> usize {
        self.pages.len().saturating_sub(1)
    }
}
