//! Many measures in every area at once: a table whose cells say what each value is beside the
//! whole.
//!
//! A cell has a mark with a shape, a colour and its value. It never adds measures up: one that is
//! better does not make up for another that is worse.

use measures::comparison::Comparison;
use measures::definition::Scale;
use measures::figure::Figure;
use measures::published::Published;
use plotters_backend::DrawingBackend;

use crate::area_comparison::{detail, value_or_word};
use crate::canvas::{Anchor, Canvas, DrawResult, Mark};
use crate::column_names::ColumnNames;
use crate::glyph::{Glyph, Shape};
use crate::legend::Legend;
use crate::metrics::{self, Weight};
use crate::plot::{NOTE, small_print};
use crate::rows::{hatched_box, lettering, line, weight};
use crate::theme::Theme;
use crate::{Chart, plot};

/// Areas as rows and measures as columns.
#[derive(Debug, Clone, PartialEq)]
pub struct HeatTable {
    /// The measures, in the order of their columns.
    pub columns: Vec<HeatColumn>,
    /// The areas, in the order of their rows.
    pub rows: Vec<HeatRow>,
    /// The name of the whole that values are held against.
    pub whole: String,
    /// The code of the area to point out.
    pub selected: Option<String>,
}

/// One measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeatColumn {
    /// Its short title.
    pub title: String,
    /// The units of its figures.
    pub scale: Scale,
}

/// One area.
#[derive(Debug, Clone, PartialEq)]
pub struct HeatRow {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its cells, one for each column.
    pub cells: Vec<HeatCell>,
}

/// One measure in one area.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HeatCell {
    /// Its value, or why there is none.
    pub figure: Published<Figure>,
    /// What may be said of it beside the whole.
    pub comparison: Option<Comparison>,
}

/// The narrowest cell that has room for a value or a word.
const CELL: f64 = 96.0;
/// The height of a row, so that a cell can be tapped.
const ROW: f64 = 32.0;
/// How strongly a class colours its cell.
const TINT: f64 = 0.16;

enum Arrangement {
    /// Cells with a mark and a value, below the titles in lines.
    Values {
        left: f64,
        cell: f64,
        titles: Vec<Vec<String>>,
    },
    /// Cells with a mark or a letter alone.
    Marks(ColumnNames),
}

struct Layout {
    arrangement: Arrangement,
    legend: Legend,
    letters: String,
    /// Each area's name in lines.
    names: Vec<Vec<String>>,
    head: f64,
    row: f64,
}

impl HeatTable {
    fn layout(&self, theme: &Theme, width: f64, height: Option<f64>) -> Layout {
        let cells = || self.rows.iter().flat_map(|row| &row.cells);
        let comparisons = cells().filter_map(|cell| cell.comparison);
        let legend = Legend::of_comparisons(comparisons, &self.whole, theme);
        let arrangement = self
            .values(theme, width)
            .unwrap_or_else(|| self.marks(width));
        let (left, titles, letters) = match &arrangement {
            Arrangement::Values { left, titles, .. } => {
                let n_lines = titles.iter().map(Vec::len).max().unwrap_or(0);
                (*left, n_lines as f64 * line(theme) + 8.0, String::new())
            }
            Arrangement::Marks(columns) => (columns.left, columns.height(), letters(cells())),
        };
        let names: Vec<Vec<String>> = self
            .rows
            .iter()
            .map(|row| {
                let weight = weight(self.is_selected(row));
                metrics::wrap(&row.name, theme.small, weight, left - 12.0, 2)
            })
            .collect();
        let n_lines = names.iter().map(Vec::len).max().unwrap_or(1) as f64;
        let natural = (n_lines * line(theme) + 4.0).max(ROW);
        let head = legend.height(theme, width) + plot::note_height(&letters) + titles;
        let n = self.rows.len().max(1) as f64;
        Layout {
            arrangement,
            legend,
            letters,
            names,
            head,
            row: height.map_or(natural, |height| (height - head) / n),
        }
    }

    fn values(&self, theme: &Theme, width: f64) -> Option<Arrangement> {
        let widest = self.rows.iter().map(|row| {
            let weight = weight(self.is_selected(row));
            metrics::width(&row.name, theme.small, weight)
        });
        let left = (widest.fold(0.0, f64::max) + 12.0).min(width * 0.26).ceil();
        let cell = ((width - left) / self.columns.len().max(1) as f64).floor();
        let titles = self
            .columns
            .iter()
            .map(|column| metrics::wrap(&column.title, theme.small, Weight::Bold, cell - 10.0, 6));
        (cell >= CELL).then(|| Arrangement::Values {
            left,
            cell,
            titles: titles.collect(),
        })
    }

    fn marks(&self, width: f64) -> Arrangement {
        let n = self.columns.len();
        let pitch = (width * 0.6 / n.max(1) as f64).min(40.0);
        Arrangement::Marks(ColumnNames {
            left: width - pitch * n as f64,
            pitch,
            n,
        })
    }

    fn is_selected(&self, row: &HeatRow) -> bool {
        self.selected.as_ref() == Some(&row.code)
    }

    fn mark(&self, row: &HeatRow, column: &HeatColumn, cell: &HeatCell) -> Mark {
        let comparison = cell.comparison.map(|found| (found, self.whole.as_str()));
        Mark {
            area: Some(row.code.clone()),
            label: format!("{}, {}", row.name, column.title),
            value: value_or_word(column.scale, &cell.figure),
            detail: detail(column.scale, &cell.figure, comparison, ""),
        }
    }
}

impl Chart for HeatTable {
    fn natural_height(&self, theme: &Theme, width: f64) -> f64 {
        let layout = self.layout(theme, width, None);
        layout.head + layout.row * self.rows.len() as f64
    }

    fn draw<DB: DrawingBackend>(&self, theme: &Theme, canvas: &Canvas<DB>) -> DrawResult<DB> {
        let layout = self.layout(theme, canvas.width, Some(canvas.height));
        layout.legend.draw(theme, canvas)?;
        let above = layout.legend.height(theme, canvas.width);
        small_print(theme, canvas, &layout.letters, (0.0, above + NOTE / 2.0))?;
        self.titles(theme, canvas, &layout)?;
        for (number, (row, name)) in self.rows.iter().zip(&layout.names).enumerate() {
            let top = layout.head + layout.row * number as f64;
            let is_selected = self.is_selected(row);
            let ends = [(0.0, top), (canvas.width, top)];
            canvas.line(&ends, theme.grid, 1.0)?;
            let weight = weight(is_selected);
            let style = lettering(theme, theme.small, weight, Anchor::Start, false);
            let n_more = name.len().max(1) as f64 - 1.0;
            let first = top + layout.row / 2.0 - n_more * line(theme) / 2.0;
            for (number, text) in name.iter().enumerate() {
                canvas.text(text, (2.0, first + line(theme) * number as f64), &style)?;
            }
            for (index, (column, cell)) in self.columns.iter().zip(&row.cells).enumerate() {
                let (left, width) = match &layout.arrangement {
                    Arrangement::Values { left, cell, .. } => (left + cell * index as f64, *cell),
                    Arrangement::Marks(columns) => {
                        (columns.x(index) - columns.pitch / 2.0, columns.pitch)
                    }
                };
                let part = canvas.part(left + 1.0, top + 1.0, width - 2.0, layout.row - 2.0);
                let mark = self.mark(row, column, cell);
                canvas.mark(&mark, || match layout.arrangement {
                    Arrangement::Values { .. } => value_cell(theme, &part, &mark.value, cell),
                    Arrangement::Marks(_) => mark_cell(theme, &part, cell),
                })?;
            }
        }
        // Last, so that no other row's line is over it.
        let selected = self.rows.iter().position(|row| self.is_selected(row));
        selected.map_or(Ok(()), |number| {
            let (left, right) = (1.0, canvas.width - 1.0);
            let top = layout.head + layout.row * number as f64 + 1.0;
            let bottom = top + layout.row - 2.0;
            let around = [
                (left, top),
                (right, top),
                (right, bottom),
                (left, bottom),
                (left, top),
            ];
            canvas.line(&around, theme.ink, 2.0)
        })
    }
}

impl HeatTable {
    fn titles<DB: DrawingBackend>(
        &self,
        theme: &Theme,
        canvas: &Canvas<DB>,
        layout: &Layout,
    ) -> DrawResult<DB> {
        match &layout.arrangement {
            Arrangement::Marks(columns) => {
                let above = layout.head - columns.height();
                let part = canvas.part(0.0, above, canvas.width, columns.height());
                let titles = self.columns.iter().map(|column| column.title.as_str());
                columns.draw(theme, &part, titles)
            }
            Arrangement::Values { left, cell, titles } => {
                let bold = lettering(theme, theme.small, Weight::Bold, Anchor::Start, false);
                for (index, title) in titles.iter().enumerate() {
                    let left = left + cell * index as f64 + 5.0;
                    let first = layout.head - 4.0 - line(theme) * (title.len() as f64 - 0.5);
                    for (number, text) in title.iter().enumerate() {
                        let middle = first + line(theme) * number as f64;
                        canvas.text(text, (left, middle), &bold)?;
                    }
                }
                Ok(())
            }
        }
    }
}

/// The ground of a cell: tinted by its class, or pale and hatched at its foot without a value.
fn ground<DB: DrawingBackend>(
    theme: &Theme,
    canvas: &Canvas<DB>,
    cell: &HeatCell,
) -> DrawResult<DB> {
    let size = (canvas.width, canvas.height);
    let fill = match cell.comparison {
        Some(comparison) => (theme.comparison(comparison), TINT),
        None => (theme.background, 0.0),
    };
    canvas.rectangle((0.0, 0.0), size, fill)?;
    if cell.figure.shown().is_some() {
        return Ok(());
    }
    let foot = 7.0;
    canvas.rectangle((0.0, 0.0), size, (theme.absent, 1.0))?;
    let width = size.0.min(40.0);
    hatched_box(canvas, (0.0, size.1 - foot), (width, foot), theme)
}

fn value_cell<DB: DrawingBackend>(
    theme: &Theme,
    canvas: &Canvas<DB>,
    value: &str,
    cell: &HeatCell,
) -> DrawResult<DB> {
    ground(theme, canvas, cell)?;
    let middle = canvas.height / 2.0;
    if let Some(comparison) = cell.comparison {
        Glyph::of(comparison, theme).draw(theme, canvas, (12.0, middle), 5.0)?;
    }
    let absent = cell.figure.shown().is_none();
    let (left, middle) = if absent {
        (5.0, middle - 4.0)
    } else {
        (24.0, middle)
    };
    let style = lettering(theme, theme.small, Weight::Regular, Anchor::Start, absent);
    canvas.text(value, (left, middle), &style)
}

fn mark_cell<DB: DrawingBackend>(
    theme: &Theme,
    canvas: &Canvas<DB>,
    cell: &HeatCell,
) -> DrawResult<DB> {
    ground(theme, canvas, cell)?;
    let centre = (canvas.width / 2.0, canvas.height / 2.0);
    if let Some((letter, _)) = letter(&cell.figure) {
        let size = canvas.width.min(theme.small);
        let style = lettering(theme, size, Weight::Bold, Anchor::Middle, true);
        return canvas.text(letter, (centre.0, centre.1 - 4.0), &style);
    }
    let glyph = match cell.comparison {
        Some(comparison) => Glyph::of(comparison, theme),
        None => Glyph::filled(Shape::Line, theme.muted),
    };
    glyph.draw(theme, canvas, centre, (canvas.width * 0.4).min(6.0))
}

/// The letter that stands for a value that is not shown, and what it means.
fn letter(figure: &Published<Figure>) -> Option<(&'static str, &'static str)> {
    let letter = match figure {
        Published::Shown(_) => return None,
        Published::Withheld => "W",
        Published::NoPeople => "N",
        Published::NotCalculable => "C",
    };
    Some((letter, wording::status::short(figure)?))
}

/// What the letters that occur mean.
fn letters<'a>(cells: impl Iterator<Item = &'a HeatCell>) -> String {
    let found: Vec<_> = cells.filter_map(|cell| letter(&cell.figure)).collect();
    let absent = [
        Published::Withheld,
        Published::NoPeople,
        Published::NotCalculable,
    ];
    let said: Vec<String> = absent
        .iter()
        .filter_map(letter)
        .filter(|letter| found.contains(letter))
        .map(|(letter, word)| format!("{letter} {word}"))
        .collect();
    said.join(", ")
}
