//! The gap between the most and the least deprived fifth, per area or per measure.
//!
//! Two marks of different shape on one line, each with its interval; the gap itself is the value
//! at the end of the row. Whether the gap is real is the caller's to say in words.

use measures::definition::Scale;
use measures::figure::Figure;
use measures::published::Published;
use plotters_backend::DrawingBackend;

use crate::Chart;
use crate::area_comparison::value_or_word;
use crate::axis::Axis;
use crate::canvas::{Canvas, DrawResult, Mark};
use crate::glyph::{Glyph, Shape};
use crate::legend::Legend;
use crate::plot;
use crate::rows::{Row, RowChart};
use crate::theme::Theme;

/// Pairs of values in rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Dumbbell {
    /// The rows, in the order they are drawn.
    pub rows: Vec<DumbbellRow>,
    /// What the first of each pair is, e.g. `Most deprived fifth`.
    pub first_name: String,
    /// What the second of each pair is, e.g. `Least deprived fifth`.
    pub second_name: String,
    /// The units of the figures.
    pub scale: Scale,
    /// The code of the area to point out.
    pub selected: Option<String>,
}

/// One pair.
#[derive(Debug, Clone, PartialEq)]
pub struct DumbbellRow {
    /// The code of the area, where a row is one.
    pub code: Option<String>,
    /// The row's name.
    pub name: String,
    /// The first value, or why there is none.
    pub first: Published<Figure>,
    /// The second value, or why there is none.
    pub second: Published<Figure>,
    /// The gap as text, e.g. `4.2 points`, or the word for why there is none.
    pub gap: String,
    /// What else a reader is told when pointing at it. May be empty.
    pub note: String,
}

impl Dumbbell {
    fn rows<'a>(&'a self, theme: &'a Theme) -> RowChart<'a> {
        let figures = || {
            let pairs = self.rows.iter().flat_map(|row| [row.first, row.second]);
            pairs.filter_map(Published::shown)
        };
        let largest = figures()
            .map(|figure| figure.interval_95.upper)
            .fold(0.0, f64::max);
        let smallest = figures()
            .map(|figure| figure.interval_95.lower)
            .fold(largest, f64::min);
        let [first, second] = glyphs(theme);
        let axis = Axis::around(self.scale, smallest, largest);
        let rows = self.rows.iter().map(|row| Row {
            mark: Mark {
                area: row.code.clone(),
                label: row.name.clone(),
                value: row.gap.clone(),
                detail: self.detail(row),
            },
            absent: row.first.shown().is_none() && row.second.shown().is_none(),
            selected: row.code.is_some() && self.selected == row.code,
        });
        RowChart {
            theme,
            rows: rows.collect(),
            title: plot::axis_title("", &axis),
            axis,
            reference: None,
            legend: Legend(vec![
                (first, self.first_name.clone()),
                (second, self.second_name.clone()),
            ]),
            tracks: true,
        }
    }

    fn detail(&self, row: &DumbbellRow) -> String {
        let said = |name: &str, figure: &Published<Figure>| {
            let value = value_or_word(self.scale, figure);
            figure.shown().map_or_else(
                || format!("{name} {value}"),
                |figure| {
                    let range = wording::number::interval(self.scale, &figure.interval_95);
                    format!("{name} {value} ({range})")
                },
            )
        };
        let mut parts = vec![
            said(&self.first_name, &row.first),
            said(&self.second_name, &row.second),
        ];
        if !row.note.is_empty() {
            parts.push(row.note.clone());
        }
        parts.join(", ")
    }
}

impl Chart for Dumbbell {
    fn natural_height(&self, theme: &Theme, width: f64) -> f64 {
        self.rows(theme).natural_height(width)
    }

    fn draw<DB: DrawingBackend>(&self, theme: &Theme, canvas: &Canvas<DB>) -> DrawResult<DB> {
        let [first, second] = glyphs(theme);
        self.rows(theme).draw(canvas, |index, slot| {
            let row = &self.rows[index];
            let pair = [(row.first.shown(), first), (row.second.shown(), second)];
            if let (Some(one), Some(other)) = (pair[0].0, pair[1].0) {
                let ends = [
                    (slot.x(one.value), slot.middle),
                    (slot.x(other.value), slot.middle),
                ];
                canvas.line(&ends, theme.rest, 5.0)?;
            }
            for (figure, glyph) in pair {
                if let Some(figure) = figure {
                    let ends = (figure.value, figure.interval_95);
                    slot.point(theme, canvas, ends, glyph, (glyph.colour, 1.5))?;
                }
            }
            Ok(())
        })
    }
}

fn glyphs(theme: &Theme) -> [Glyph; 2] {
    [
        Glyph::filled(Shape::Diamond, theme.series[1]),
        Glyph::filled(Shape::Disc, theme.series[0]),
    ]
}
