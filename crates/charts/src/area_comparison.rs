//! Areas beside each other on one measure, each with its interval, and the whole as a line.
//!
//! The order is the caller's. It never ranks: an area's place says nothing its interval does not.

use measures::comparison::Comparison;
use measures::definition::Scale;
use measures::figure::Figure;
use measures::published::Published;
use plotters_backend::DrawingBackend;

use crate::axis::Axis;
use crate::canvas::{Canvas, DrawResult, Mark};
use crate::glyph::{Glyph, Shape};
use crate::legend::Legend;
use crate::plot;
use crate::rows::{Row, RowChart, Slot};
use crate::theme::Theme;
use crate::{Chart, Reference};

/// One measure in every area.
#[derive(Debug, Clone, PartialEq)]
pub struct AreaComparison {
    /// The areas, in the order they are drawn.
    pub rows: Vec<AreaRow>,
    /// The whole partnership's value, if it is shown.
    pub reference: Option<Reference>,
    /// The units of the figures.
    pub scale: Scale,
    /// How a value is drawn.
    pub mark: AreaMark,
    /// The code of the area to point out.
    pub selected: Option<String>,
    /// What the values are, below the axis, e.g. `Age- and sex-standardised share`: the reference
    /// is of the same kind. May be empty.
    pub basis: String,
}

/// One area.
#[derive(Debug, Clone, PartialEq)]
pub struct AreaRow {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its value, or why there is none.
    pub figure: Published<Figure>,
    /// What may be said of it beside the reference.
    pub comparison: Option<Comparison>,
    /// What else a reader is told when pointing at it, e.g. `about 1,250 people`. May be empty.
    pub note: String,
}

/// How a value is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AreaMark {
    /// A point on its interval; the axis may begin above zero.
    Point,
    /// A bar from zero with its interval.
    Bar,
}

impl AreaComparison {
    fn rows<'a>(&'a self, theme: &'a Theme) -> RowChart<'a> {
        let shown = || self.rows.iter().filter_map(|row| row.figure.shown());
        let reference = self.reference.iter().map(|reference| reference.value);
        let largest = shown()
            .map(|figure| figure.interval_95.upper)
            .chain(reference.clone())
            .fold(0.0, f64::max);
        let smallest = shown()
            .map(|figure| figure.interval_95.lower)
            .chain(reference)
            .fold(largest, f64::min);
        let axis = match self.mark {
            AreaMark::Bar => Axis::from_zero(self.scale, largest),
            AreaMark::Point => Axis::around(self.scale, smallest, largest),
        };
        let whole = self.reference.as_ref().map(|whole| whole.name.as_str());
        let comparisons = self.rows.iter().filter_map(|row| row.comparison);
        let legend = match (self.mark, whole) {
            (AreaMark::Point, Some(whole)) => Legend::of_comparisons(comparisons, whole, theme),
            _ => Legend::default(),
        };
        let rows = self.rows.iter().map(|row| Row {
            mark: Mark {
                area: Some(row.code.clone()),
                label: row.name.clone(),
                value: value_or_word(self.scale, &row.figure),
                detail: detail(
                    self.scale,
                    &row.figure,
                    row.comparison.zip(whole),
                    &row.note,
                ),
            },
            absent: row.figure.shown().is_none(),
            selected: self.selected.as_ref() == Some(&row.code),
        });
        RowChart {
            theme,
            rows: rows.collect(),
            axis,
            reference: crate::reference_line(self.reference.as_ref(), self.scale),
            title: plot::axis_title(&self.basis, &axis),
            legend,
            tracks: self.mark == AreaMark::Point,
        }
    }
}

impl Chart for AreaComparison {
    fn natural_height(&self, theme: &Theme, width: f64) -> f64 {
        self.rows(theme).natural_height(width)
    }

    fn draw<DB: DrawingBackend>(&self, theme: &Theme, canvas: &Canvas<DB>) -> DrawResult<DB> {
        self.rows(theme).draw(canvas, |index, slot| {
            let row = &self.rows[index];
            let Some(figure) = row.figure.shown() else {
                return Ok(());
            };
            match self.mark {
                AreaMark::Point => {
                    let glyph = row.comparison.map_or_else(
                        || Glyph::filled(Shape::Disc, theme.series[0]),
                        |comparison| Glyph::of(comparison, theme),
                    );
                    let ends = (figure.value, figure.interval_95);
                    slot.point(theme, canvas, ends, glyph, (theme.muted, 2.5))
                }
                AreaMark::Bar => {
                    let other =
                        self.selected.is_some() && self.selected.as_ref() != Some(&row.code);
                    bar(theme, canvas, slot, &figure, other)
                }
            }
        })
    }
}

/// A bar from zero with its 95% interval, which is light where it lies on the bar.
pub(crate) fn bar<DB: DrawingBackend>(
    theme: &Theme,
    canvas: &Canvas<DB>,
    slot: &Slot,
    figure: &Figure,
    other: bool,
) -> DrawResult<DB> {
    const THICKNESS: f64 = 16.0;
    let (start, end) = (slot.x(0.0), slot.x(figure.value));
    let (colour, on_bar) = if other {
        (theme.rest, theme.ink)
    } else {
        (theme.series[0], theme.background)
    };
    let corner = (start, slot.middle - THICKNESS / 2.0);
    // Zero is a value: it has a mark, however thin.
    canvas.rectangle(corner, ((end - start).max(1.5), THICKNESS), (colour, 1.0))?;
    let (lower, upper) = (
        slot.x(figure.interval_95.lower),
        slot.x(figure.interval_95.upper),
    );
    canvas.line(&[(lower, slot.middle), (end, slot.middle)], on_bar, 1.5)?;
    canvas.line(&[(end, slot.middle), (upper, slot.middle)], theme.ink, 1.5)
}

/// The value, or the word for why there is none.
pub(crate) fn value_or_word(scale: Scale, figure: &Published<Figure>) -> String {
    match figure {
        Published::Shown(figure) => wording::number::value(scale, figure.value),
        absent => wording::status::short(absent)
            .unwrap_or_default()
            .to_owned(),
    }
}

/// The interval, the comparison and the note, as far as there are any.
pub(crate) fn detail(
    scale: Scale,
    figure: &Published<Figure>,
    comparison: Option<(Comparison, &str)>,
    note: &str,
) -> String {
    let mut parts = Vec::new();
    if let Published::Shown(figure) = figure {
        parts.push(wording::number::interval(scale, &figure.interval_95));
        if let Some((comparison, whole)) = comparison {
            parts.push(wording::comparison::beside(comparison, whole));
        }
    }
    if !note.is_empty() {
        parts.push(note.to_owned());
    }
    parts.join(", ")
}
