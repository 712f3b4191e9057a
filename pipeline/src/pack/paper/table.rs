//! Tables: every cell knows its column and its row, and a table that goes on repeats its head.

use charts::metrics::{Weight, width, wrap};

use super::{Branch, Ink, MARGIN, Mark, Paper, ROOM, Role};

/// The size of a table's letters.
const SIZE: f64 = 8.8;
/// How high a line of a cell is.
const LINE: f64 = 11.4;
/// The room inside a cell, across and down.
const PAD: (f64, f64) = (4.0, 2.4);
/// More lines than any cell of ours has.
const ANY: usize = 40;
/// The least that a column of words gets.
const LEAST_WORDS: f64 = 60.0;

/// A table: its columns and rows, and what it is about.
#[derive(Debug, Clone, Default)]
pub(in super::super) struct Grid {
    /// For somebody who cannot see it.
    pub(in super::super) about: String,
    /// The columns, in order.
    pub(in super::super) columns: Vec<GridColumn>,
    /// The rows, in order.
    pub(in super::super) rows: Vec<GridRow>,
}

/// A column.
#[derive(Debug, Clone)]
pub(in super::super) struct GridColumn {
    /// What stands above it.
    pub(in super::super) name: String,
    /// Whether it holds numbers, which stand on the right.
    pub(in super::super) numeric: bool,
}

/// A row: its cells, and whether it stands out.
#[derive(Debug, Clone)]
pub(in super::super) struct GridRow {
    /// One for each column.
    pub(in super::super) cells: Vec<String>,
    /// Whether it stands out.
    pub(in super::super) bold: bool,
}

impl GridColumn {
    /// A column of words.
    pub(in super::super) fn words(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            numeric: false,
        }
    }

    /// A column of numbers.
    pub(in super::super) fn numbers(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            numeric: true,
        }
    }
}

impl Paper {
    /// A table.
    pub(in super::super) fn table(&mut self, grid: &Grid) {
        let widths = widths(grid);
        let names: Vec<String> = grid.columns.iter().map(|one| one.name.clone()).collect();
        let head = Set::new(&names, grid, &widths, Weight::Bold);
        let first = grid.rows.first().map_or(0.0, |row| {
            Set::new(&row.cells, grid, &widths, weight(row)).height
        });
        self.need(head.height + first);
        self.shade(head.height);
        let cells = self.row(&head, grid, &widths, |_| Role::ColumnHeader);
        let head_row = Branch::Part(Role::Row, cells);
        let mut body = Vec::new();
        for row in &grid.rows {
            let set = Set::new(&row.cells, grid, &widths, weight(row));
            let page = self.n_pages();
            self.need(set.height);
            if self.n_pages() > page {
                self.repeat(&head, grid, &widths);
            }
            let cells = self.row(&set, grid, &widths, |column| {
                if column == 0 {
                    Role::RowHeader
                } else {
                    Role::Cell
                }
            });
            body.push(Branch::Part(Role::Row, cells));
        }
        let parts = vec![
            Branch::Part(Role::Head, vec![head_row]),
            Branch::Part(Role::Body, body),
        ];
        self.structure
            .push(Branch::Part(Role::Table(grid.about.clone()), parts));
        self.skip(8.0);
    }

    /// The head again at the top of a page: for the eye only.
    fn repeat(&mut self, head: &Set, grid: &Grid, widths: &[f64]) {
        self.shade(head.height);
        let marks: Vec<Mark> = (0..grid.columns.len())
            .flat_map(|column| head.marks(column, grid, widths, self.top))
            .collect();
        self.artifact(marks);
        self.rule(head.height);
    }

    fn row(
        &mut self,
        set: &Set,
        grid: &Grid,
        widths: &[f64],
        role: impl Fn(usize) -> Role,
    ) -> Vec<Branch> {
        let top = self.top;
        let cells = (0..grid.columns.len()).map(|column| {
            let marks = set.marks(column, grid, widths, top);
            Branch::Part(role(column), vec![Branch::Leaf(self.leaf(marks))])
        });
        let cells = cells.collect();
        self.rule(set.height);
        cells
    }

    fn shade(&mut self, height: f64) {
        let shade = Mark::Block {
            left: MARGIN,
            top: self.top,
            width: ROOM,
            height,
            ink: Ink::Shade,
        };
        self.artifact(vec![shade]);
    }

    fn rule(&mut self, height: f64) {
        self.skip(height);
        let rule = Mark::Block {
            left: MARGIN,
            top: self.top - 0.5,
            width: ROOM,
            height: 0.5,
            ink: Ink::Rule,
        };
        self.artifact(vec![rule]);
    }
}

fn weight(row: &GridRow) -> Weight {
    if row.bold {
        Weight::Bold
    } else {
        Weight::Regular
    }
}

/// A row in lines.
struct Set {
    lines: Vec<Vec<String>>,
    weight: Weight,
    height: f64,
}

impl Set {
    fn new(cells: &[String], grid: &Grid, widths: &[f64], weight: Weight) -> Self {
        let lines: Vec<Vec<String>> = cells
            .iter()
            .zip(widths)
            .take(grid.columns.len())
            .map(|(cell, room)| {
                let lines = wrap(cell, SIZE, weight, room - 2.0 * PAD.0, ANY);
                // A cell without words is a cell all the same.
                if lines.is_empty() {
                    vec![" ".to_owned()]
                } else {
                    lines
                }
            })
            .collect();
        let most = lines.iter().map(Vec::len).max().unwrap_or(0).max(1);
        Self {
            lines,
            weight,
            height: most as f64 * LINE + 2.0 * PAD.1,
        }
    }

    fn marks(&self, column: usize, grid: &Grid, widths: &[f64], top: f64) -> Vec<Mark> {
        let left: f64 = MARGIN + widths[..column].iter().sum::<f64>() + PAD.0;
        let room = widths[column] - 2.0 * PAD.0;
        let Some(lines) = self.lines.get(column) else {
            return Vec::new();
        };
        let last = lines.len().saturating_sub(1);
        lines
            .iter()
            .enumerate()
            .map(|(place, line)| {
                let shift = if grid.columns[column].numeric {
                    room - width(line, SIZE, self.weight)
                } else {
                    0.0
                };
                Mark::Words {
                    text: if place == last {
                        line.clone()
                    } else {
                        format!("{line} ")
                    },
                    left: left + shift,
                    baseline: top + PAD.1 + place as f64 * LINE + SIZE,
                    size: SIZE,
                    weight: self.weight,
                    ink: Ink::Text,
                }
            })
            .collect()
    }
}

/// How wide each column is: numbers as wide as they need, words share what is left by how much
/// they have to say.
fn widths(grid: &Grid) -> Vec<f64> {
    let longest = |column: usize| {
        let cells = grid.rows.iter().filter_map(|row| row.cells.get(column));
        let inside = cells.map(|cell| width(cell, SIZE, Weight::Bold));
        // A name above a column may break at its spaces, into three lines or so; its longest word
        // may not.
        let name = &grid.columns[column].name;
        let words = name.split_whitespace();
        let words = words.map(|word| width(word, SIZE, Weight::Bold));
        let third = width(name, SIZE, Weight::Bold) / 3.0;
        inside.chain(words).fold(third, f64::max) + 2.0 * PAD.0 + 1.0
    };
    let needed: Vec<f64> = (0..grid.columns.len()).map(longest).collect();
    let of = |numeric: bool| {
        let columns = grid.columns.iter().zip(&needed);
        let wanted = columns.filter(move |(column, _)| column.numeric == numeric);
        wanted.map(|(_, needed)| *needed).sum::<f64>()
    };
    let (numbers, words) = (of(true), of(false));
    let for_words = (ROOM - numbers).max(LEAST_WORDS);
    let shrink = if words > for_words {
        for_words / words
    } else {
        1.0
    };
    let mut widths: Vec<f64> = grid
        .columns
        .iter()
        .zip(&needed)
        .map(|(column, needed)| {
            if column.numeric {
                *needed
            } else {
                needed * shrink
            }
        })
        .collect();
    // What is left over goes to the first column, so that numbers stand at the right edge.
    let total: f64 = widths.iter().sum();
    if let Some(first) = widths.first_mut() {
        *first += ROOM - total;
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_fill_the_page_and_numbers_are_never_broken() {
        let grid = Grid {
            about: String::new(),
            columns: vec![
                GridColumn::words("Measure"),
                GridColumn::numbers("Percent"),
                GridColumn::words("Beside it"),
            ],
            rows: vec![GridRow {
                cells: vec![
                    "A name ".repeat(60),
                    "1,234,567".to_owned(),
                    "similar".to_owned(),
                ],
                bold: false,
            }],
        };
        let widths = widths(&grid);
        assert!((widths.iter().sum::<f64>() - ROOM).abs() < 1e-9);
        let number = width("1,234,567", SIZE, Weight::Bold);
        assert!(widths[1] >= number + 2.0 * PAD.0);
    }
}
