//! Two figures side by side, and the difference between them on an axis of its own.
//!
//! Whether two figures differ is read from the interval of their difference, and not from whether
//! their own intervals overlap: those may overlap although the difference is clear.

use measures::definition::Scale;
use measures::figure::Figure;
use measures::published::Published;
use plotters_backend::DrawingBackend;
use wording::finding::Between;

use crate::area_comparison::{detail, value_or_word};
use crate::axis::{Axis, Unit};
use crate::canvas::{Canvas, DrawResult, Mark};
use crate::gap_trend::{GapKind, said};
use crate::glyph::{Glyph, Shape};
use crate::legend::Legend;
use crate::rows::{Row, RowChart};
use crate::theme::Theme;
use crate::{Chart, Reference, plot};

/// One measure for two areas or groups.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// The one that is taken from.
    pub first: PairSide,
    /// The one that is taken away.
    pub second: PairSide,
    /// First less second with its interval, or why there is none.
    pub difference: Published<Between>,
    /// The whole partnership's value, as a line.
    pub reference: Option<Reference>,
    /// The units of the figures.
    pub scale: Scale,
}

/// One of the two.
#[derive(Debug, Clone, PartialEq)]
pub struct PairSide {
    /// The code of its area, where it is one.
    pub code: Option<String>,
    /// Its name.
    pub name: String,
    /// Its value, or why there is none.
    pub figure: Published<Figure>,
    /// What else a reader is told when pointing at it. May be empty.
    pub note: String,
}

/// The room between the two figures and their difference.
const GAP: f64 = 14.0;

impl Pair {
    fn sides<'a>(&'a self, theme: &'a Theme) -> RowChart<'a> {
        let sides = [&self.first, &self.second];
        let shown = || sides.iter().filter_map(|side| side.figure.shown());
        let reference = self.reference.iter().map(|reference| reference.value);
        let uppers = shown().map(|figure| figure.interval_95.upper);
        let largest = uppers.chain(reference.clone()).fold(0.0, f64::max);
        let lowers = shown().map(|figure| figure.interval_95.lower);
        let smallest = lowers.chain(reference).fold(largest, f64::min);
        let axis = Axis::around(self.scale, smallest, largest);
        let row = |side: &PairSide| Row {
            mark: Mark {
                area: side.code.clone(),
                label: side.name.clone(),
                value: value_or_word(self.scale, &side.figure),
                detail: detail(self.scale, &side.figure, None, &side.note),
            },
            absent: side.figure.shown().is_none(),
            selected: false,
        };
        RowChart {
            theme,
            rows: sides.map(row).into(),
            title: plot::axis_title("", &axis),
            axis,
            reference: crate::reference_line(self.reference.as_ref(), self.scale),
            legend: Legend::default(),
            tracks: true,
        }
    }

    fn difference<'a>(&'a self, theme: &'a Theme) -> RowChart<'a> {
        let shown = self.difference.shown();
        let lower = shown.map_or(0.0, |gap| gap.interval.lower);
        let upper = shown.map_or(0.0, |gap| gap.interval.upper);
        let axis = Axis::around_middle(Unit::Difference(self.scale), 0.0, lower, upper);
        let kind = GapKind::Difference(self.scale);
        let (value, detail) = match &self.difference {
            Published::Shown(gap) => said(kind, gap),
            absent => {
                let word = wording::status::short(absent).unwrap_or_default();
                (word.to_owned(), String::new())
            }
        };
        let label = format!("{} minus {}", self.first.name, self.second.name);
        RowChart {
            theme,
            rows: vec![Row {
                mark: Mark {
                    area: None,
                    label,
                    value,
                    detail,
                },
                absent: shown.is_none(),
                selected: false,
            }],
            title: plot::axis_title("", &axis),
            axis,
            reference: Some((0.0, "No difference".to_owned())),
            legend: Legend::default(),
            tracks: true,
        }
    }
}

impl Chart for Pair {
    fn natural_height(&self, theme: &Theme, width: f64) -> f64 {
        let sides = self.sides(theme).natural_height(width);
        sides + GAP + self.difference(theme).natural_height(width)
    }

    fn draw<DB: DrawingBackend>(&self, theme: &Theme, canvas: &Canvas<DB>) -> DrawResult<DB> {
        let (sides, difference) = (self.sides(theme), self.difference(theme));
        let natural = sides.natural_height(canvas.width);
        let spare = canvas.height - self.natural_height(theme, canvas.width);
        let above = natural + spare.max(0.0) * 2.0 / 3.0;
        let part = canvas.part(0.0, 0.0, canvas.width, above);
        let figures = [self.first.figure.shown(), self.second.figure.shown()];
        let glyphs = [
            Glyph::filled(Shape::Disc, theme.series[0]),
            Glyph::filled(Shape::Diamond, theme.series[1]),
        ];
        sides.draw(&part, |index, slot| {
            let Some(figure) = figures[index] else {
                return Ok(());
            };
            let ends = (figure.value, figure.interval_95);
            slot.point(theme, canvas, ends, glyphs[index], (theme.muted, 2.5))
        })?;
        let top = above + GAP;
        let part = canvas.part(0.0, top, canvas.width, canvas.height - top);
        difference.draw(&part, |_, slot| {
            let Some(gap) = self.difference.shown() else {
                return Ok(());
            };
            let glyph = Glyph::filled(Shape::Square, theme.ink);
            let ends = (gap.value, gap.interval);
            slot.point(theme, &part, ends, glyph, (theme.ink, 2.5))
        })
    }
}
