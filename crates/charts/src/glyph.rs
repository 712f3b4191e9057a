//! Marks with a shape of their own, so that no meaning rests on a colour.

use measures::comparison::Comparison;
use plotters::style::RGBColor;
use plotters_backend::DrawingBackend;

use crate::canvas::{Canvas, DrawResult};
use crate::theme::Theme;

/// The outline of a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Disc,
    Up,
    Down,
    Diamond,
    Square,
    /// For a line that has no marks of its own.
    Line,
}

/// A mark: its outline, its colour, and the colour of its middle where that differs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Glyph {
    pub(crate) shape: Shape,
    pub(crate) colour: RGBColor,
    pub(crate) middle: Option<RGBColor>,
}

impl Glyph {
    pub(crate) fn filled(shape: Shape, colour: RGBColor) -> Self {
        Self {
            shape,
            colour,
            middle: None,
        }
    }

    /// The mark of a comparison: triangles for higher and lower, a diamond for better, a square
    /// for worse, a disc for similar. What the 99.8% interval does not confirm is hollow.
    pub(crate) fn of(comparison: Comparison, theme: &Theme) -> Self {
        let (shape, hollow) = match comparison {
            Comparison::MuchBetter => (Shape::Diamond, false),
            Comparison::Better => (Shape::Diamond, true),
            Comparison::Similar => (Shape::Disc, false),
            Comparison::Worse => (Shape::Square, true),
            Comparison::MuchWorse => (Shape::Square, false),
            Comparison::MuchHigher => (Shape::Up, false),
            Comparison::Higher => (Shape::Up, true),
            Comparison::Lower => (Shape::Down, true),
            Comparison::MuchLower => (Shape::Down, false),
        };
        Self {
            shape,
            middle: hollow.then_some(theme.background),
            colour: theme.comparison(comparison),
        }
    }

    /// Draws the mark so that it fits a circle of this radius, more or less.
    pub(crate) fn draw<DB: DrawingBackend>(
        self,
        theme: &Theme,
        canvas: &Canvas<DB>,
        centre: (f64, f64),
        radius: f64,
    ) -> DrawResult<DB> {
        if self.colour == theme.similar {
            // Yellow on white is hard to see: an outline carries the shape.
            outline(canvas, self.shape, centre, radius, theme.ink)?;
            return outline(canvas, self.shape, centre, radius - 1.4, self.colour);
        }
        outline(canvas, self.shape, centre, radius, self.colour)?;
        self.middle.map_or(Ok(()), |middle| {
            outline(canvas, self.shape, centre, radius * 0.5, middle)
        })
    }
}

fn outline<DB: DrawingBackend>(
    canvas: &Canvas<DB>,
    shape: Shape,
    (x, y): (f64, f64),
    radius: f64,
    colour: RGBColor,
) -> DrawResult<DB> {
    let fill = (colour, 1.0);
    match shape {
        Shape::Line => {
            let ends = [(x - radius, y), (x + radius, y)];
            canvas.line(&ends, colour, 1.5)
        }
        Shape::Disc => canvas.disc((x, y), radius, colour),
        Shape::Up => {
            let (side, drop) = (radius * 1.1, radius * 0.75);
            let points = [
                (x - side, y + drop),
                (x, y - radius * 1.15),
                (x + side, y + drop),
            ];
            canvas.polygon(&points, fill)
        }
        Shape::Down => {
            let (side, rise) = (radius * 1.1, radius * 0.75);
            let points = [
                (x - side, y - rise),
                (x, y + radius * 1.15),
                (x + side, y - rise),
            ];
            canvas.polygon(&points, fill)
        }
        Shape::Diamond => {
            let reach = radius * 1.2;
            let points = [
                (x - reach, y),
                (x, y - reach),
                (x + reach, y),
                (x, y + reach),
            ];
            canvas.polygon(&points, fill)
        }
        Shape::Square => {
            let side = radius * 0.9;
            canvas.rectangle((x - side, y - side), (side * 2.0, side * 2.0), fill)
        }
    }
}
