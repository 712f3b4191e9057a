//! Headings, paragraphs, lists, pictures and contents: each set below what stands already.

use charts::metrics::{Weight, width, wrap};
use resvg::usvg::Tree;

use super::{Branch, Entry, Ink, MARGIN, Mark, Paper, Place, ROOM, Role};

/// How high a line is beside the size of its letters.
const LEADING: f64 = 1.36;
/// How far the baseline lies below the top of a line, beside the size of the letters.
const DROP: f64 = 1.02;
/// More lines than any text of ours has.
const ANY: usize = 400;

/// How text is set.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Style {
    size: f64,
    weight: Weight,
    ink: Ink,
    below: f64,
}

impl Style {
    /// What a reader reads.
    pub(in super::super) const TEXT: Self = Self {
        size: 10.5,
        weight: Weight::Regular,
        ink: Ink::Text,
        below: 6.0,
    };
    /// What stands under a picture or a table.
    pub(in super::super) const NOTE: Self = Self {
        size: 8.5,
        weight: Weight::Regular,
        ink: Ink::Muted,
        below: 5.0,
    };
    /// What a picture shows, of whom and when.
    pub(in super::super) const SUBTITLE: Self = Self {
        size: 9.0,
        weight: Weight::Regular,
        ink: Ink::Muted,
        below: 4.0,
    };
    /// A figure that a page opens with.
    pub(in super::super) const LARGE: Self = Self {
        size: 24.0,
        weight: Weight::Bold,
        ink: Ink::Accent,
        below: 2.0,
    };
    /// The name of something that is explained.
    pub(in super::super) const NAME: Self = Self {
        size: 10.5,
        weight: Weight::Bold,
        ink: Ink::Text,
        below: 1.0,
    };

    /// A heading of a level from 1.
    pub(in super::super) fn heading(level: u16) -> Self {
        let (size, below) = match level {
            1 => (22.0, 8.0),
            2 => (16.0, 7.0),
            _ => (12.0, 4.0),
        };
        Self {
            size,
            weight: Weight::Bold,
            ink: Ink::Text,
            below,
        }
    }

    fn line(self) -> f64 {
        self.size * LEADING
    }

    /// How much room a paragraph takes.
    pub(in super::super) fn room_of(self, words: &str) -> f64 {
        match wrap(words, self.size, self.weight, ROOM, ANY).len() {
            0 => 0.0,
            lines => lines as f64 * self.line() + self.below,
        }
    }
}

impl Paper {
    /// A heading; it never stands alone at the foot of a page.
    pub(in super::super) fn heading(&mut self, level: u16, words: &str) {
        let style = Style::heading(level);
        let lines = wrap(words, style.size, style.weight, ROOM, ANY);
        self.need(lines.len() as f64 * style.line() + 60.0);
        self.headings.push(Entry {
            level,
            words: words.to_owned(),
            page: self.page(),
            top: self.top,
        });
        let leaf = self.lines(&lines, 0.0, style);
        let role = Role::Heading(level, words.to_owned());
        self.structure
            .push(Branch::Part(role, vec![Branch::Leaf(leaf)]));
    }

    /// A paragraph.
    pub(in super::super) fn paragraph(&mut self, words: &str, style: Style) {
        if words.is_empty() {
            return;
        }
        let lines = wrap(words, style.size, style.weight, ROOM, ANY);
        self.need(lines.len() as f64 * style.line());
        let leaf = self.lines(&lines, 0.0, style);
        self.structure
            .push(Branch::Part(Role::Paragraph, vec![Branch::Leaf(leaf)]));
    }

    /// Sentences, each with a bullet.
    pub(in super::super) fn list(&mut self, items: &[String]) {
        let style = Style::TEXT;
        let indent = 12.0;
        let mut list = Vec::new();
        for item in items.iter().filter(|item| !item.is_empty()) {
            let lines = wrap(item, style.size, style.weight, ROOM - indent, ANY);
            self.need(lines.len() as f64 * style.line());
            let bullet = Mark::Words {
                text: "\u{2022}".to_owned(),
                left: MARGIN + 1.0,
                baseline: self.top + style.size * DROP,
                size: style.size,
                weight: style.weight,
                ink: Ink::Accent,
            };
            self.artifact(vec![bullet]);
            let leaf = self.lines(
                &lines,
                indent,
                Style {
                    below: 4.0,
                    ..style
                },
            );
            let body = Branch::Part(Role::ItemBody, vec![Branch::Leaf(leaf)]);
            list.push(Branch::Part(Role::Item, vec![body]));
        }
        if !list.is_empty() {
            self.structure.push(Branch::Part(Role::List, list));
            self.skip(4.0);
        }
    }

    /// A picture as wide as the page, or less where it would be higher than `most_down`; with what
    /// it shows for somebody who cannot see it.
    pub(in super::super) fn picture(&mut self, tree: Tree, shows: &str, most_down: f64) {
        let (across, down) = (
            f64::from(tree.size().width()),
            f64::from(tree.size().height()),
        );
        let scale = (ROOM / across).min(most_down / down);
        let (width, height) = (across * scale, down * scale);
        self.need(height);
        let place = Place {
            page: self.page(),
            left: MARGIN,
            top: self.top,
            width,
            height,
        };
        let leaf = self.leaf(vec![Mark::Picture {
            left: place.left,
            top: place.top,
            width,
            height,
            tree: Box::new(tree),
        }]);
        let figure = Role::Figure(shows.to_owned(), place);
        self.structure
            .push(Branch::Part(figure, vec![Branch::Leaf(leaf)]));
        self.skip(height + 4.0);
    }

    /// The contents: each entry leads to its page.
    pub(in super::super) fn contents(&mut self, entries: &[Entry]) {
        let mut items = Vec::new();
        for entry in entries {
            let indent = if entry.level > 1 { 16.0 } else { 0.0 };
            let style = Style {
                ink: Ink::Text,
                weight: if entry.level > 1 {
                    Weight::Regular
                } else {
                    Weight::Bold
                },
                below: 3.0,
                ..Style::TEXT
            };
            self.need(style.line() + style.below);
            let number = (entry.page + 1).to_string();
            let right = MARGIN + ROOM - width(&number, style.size, style.weight);
            let (top, baseline) = (self.top, self.top + style.size * DROP);
            let words = |text: &str, left| Mark::Words {
                text: text.to_owned(),
                left,
                baseline,
                size: style.size,
                weight: style.weight,
                ink: style.ink,
            };
            let dots = Mark::Block {
                left: MARGIN,
                top: baseline + 3.5,
                width: ROOM,
                height: 0.4,
                ink: Ink::Rule,
            };
            self.artifact(vec![dots]);
            let marks = vec![
                words(&format!("{} ", entry.words), MARGIN + indent),
                words(&number, right),
            ];
            let leaf = self.leaf(marks);
            let link = Branch::Link {
                leaf,
                place: Place {
                    page: self.page(),
                    left: MARGIN,
                    top,
                    width: ROOM,
                    height: style.line(),
                },
                to_page: entry.page,
                words: format!("{}, page {number}", entry.words),
            };
            items.push(Branch::Part(Role::ContentsItem, vec![link]));
            self.skip(style.line() + style.below);
        }
        self.structure.push(Branch::Part(Role::Contents, items));
    }

    /// A bar across the top of the page, for a cover.
    pub(in super::super) fn bar(&mut self) {
        let bar = Mark::Block {
            left: MARGIN,
            top: self.top,
            width: 72.0,
            height: 6.0,
            ink: Ink::Accent,
        };
        self.artifact(vec![bar]);
        self.skip(18.0);
    }

    /// Lines below each other, as one leaf.
    fn lines(&mut self, lines: &[String], indent: f64, style: Style) -> usize {
        let last = lines.len().saturating_sub(1);
        let marks = lines.iter().enumerate().map(|(place, line)| Mark::Words {
            // Whoever reads the page out takes the end of a line for no space.
            text: if place == last {
                line.clone()
            } else {
                format!("{line} ")
            },
            left: MARGIN + indent,
            baseline: self.top + place as f64 * style.line() + style.size * DROP,
            size: style.size,
            weight: style.weight,
            ink: style.ink,
        });
        let marks = marks.collect();
        let leaf = self.leaf(marks);
        self.skip(lines.len() as f64 * style.line() + style.below);
        leaf
    }
}
