//! What a chart draws on: a part of a plotters drawing area, measured in CSS pixels.
//!
//! Coordinates are fractions of pixels and become the backend's whole units here, once. A canvas
//! knows no chart. Groups of marks are told to the backend that can keep them, and to no other.

use std::rc::Rc;

use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea};
use plotters::element::{Circle, PathElement, Polygon, Rectangle, Text};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, RGBColor, ShapeStyle, TextStyle};
use plotters_backend::DrawingBackend;
use plotters_backend::text_anchor::{HPos, Pos, VPos};

use crate::metrics::Weight;

/// What drawing gives: nothing, or the backend's error.
pub type DrawResult<DB> = Result<(), DrawingAreaErrorKind<<DB as DrawingBackend>::ErrorType>>;

/// Something a reader can point at, and what is said of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mark {
    /// The code of its area, so that selecting it selects the area everywhere.
    pub area: Option<String>,
    /// Its name: an area, a group, a quarter.
    pub label: String,
    /// Its value as text, or the word for why there is none.
    pub value: String,
    /// What else is known: the interval, the comparison, the count. May be empty.
    pub detail: String,
}

impl Mark {
    /// The mark as one sentence without its full stop: `Peckham: 21.4%, 20.9% to 21.9%`.
    #[must_use]
    pub fn read_out(&self) -> String {
        let separator = if self.detail.is_empty() { "" } else { ", " };
        format!("{}: {}{separator}{}", self.label, self.value, self.detail)
    }
}

/// A backend's way to keep what belongs to one mark together.
pub trait Grouping {
    /// What is drawn from here on belongs to this mark.
    fn open(&self, mark: &Mark);
    /// The mark that was opened last is complete.
    fn close(&self);
}

/// For a backend that has no groups.
struct NoGroups;

impl Grouping for NoGroups {
    fn open(&self, _mark: &Mark) {}
    fn close(&self) {}
}

/// A rectangle to draw in. Its own coordinates begin at its upper left corner.
pub struct Canvas<DB: DrawingBackend> {
    area: DrawingArea<DB, Shift>,
    groups: Rc<dyn Grouping>,
    units_per_pixel: f64,
    left: f64,
    top: f64,
    /// Width in CSS pixels.
    pub width: f64,
    /// Height in CSS pixels.
    pub height: f64,
}

/// Where text lies beside its point. Vertically the middle of a capital is at the point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// The text begins at the point.
    Start,
    /// The text is centred on the point.
    Middle,
    /// The text ends at the point.
    End,
}

/// How a line of text looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lettering {
    /// Height in CSS pixels.
    pub size: f64,
    /// How heavy it is.
    pub weight: Weight,
    /// Its colour.
    pub colour: RGBColor,
    /// Where it lies beside its point.
    pub anchor: Anchor,
    /// The font family.
    pub family: &'static str,
}

/// A filled shape's colour and how opaque it is, 0 to 1.
pub type Fill = (RGBColor, f64);

impl<DB: DrawingBackend> Canvas<DB> {
    /// The whole of a backend, whose units are `units_per_pixel` to a CSS pixel.
    #[must_use]
    pub fn new(backend: DB, units_per_pixel: f64) -> Self {
        Self::with_groups(backend, units_per_pixel, Rc::new(NoGroups))
    }

    /// The same, for a backend that keeps groups.
    #[must_use]
    pub fn with_groups(backend: DB, units_per_pixel: f64, groups: Rc<dyn Grouping>) -> Self {
        let area = backend.into_drawing_area();
        let (width, height) = area.dim_in_pixel();
        Self {
            area,
            groups,
            units_per_pixel,
            left: 0.0,
            top: 0.0,
            width: f64::from(width) / units_per_pixel,
            height: f64::from(height) / units_per_pixel,
        }
    }

    /// A part of this canvas.
    #[must_use]
    pub fn part(&self, left: f64, top: f64, width: f64, height: f64) -> Self {
        Self {
            area: self.area.clone(),
            groups: Rc::clone(&self.groups),
            units_per_pixel: self.units_per_pixel,
            left: self.left + left,
            top: self.top + top,
            width,
            height,
        }
    }

    /// Draws what belongs to one mark.
    ///
    /// # Errors
    /// The backend's.
    pub fn mark(&self, mark: &Mark, draw: impl FnOnce() -> DrawResult<DB>) -> DrawResult<DB> {
        self.groups.open(mark);
        let drawn = draw();
        self.groups.close();
        drawn
    }

    /// A filled rectangle.
    ///
    /// # Errors
    /// The backend's, as for every shape below.
    pub fn rectangle(
        &self,
        (left, top): (f64, f64),
        (width, height): (f64, f64),
        (colour, opacity): Fill,
    ) -> DrawResult<DB> {
        let corners = [
            self.point((left, top)),
            self.point((left + width, top + height)),
        ];
        self.area
            .draw(&Rectangle::new(corners, colour.mix(opacity).filled()))
    }

    /// A line through points.
    ///
    /// # Errors
    /// The backend's.
    pub fn line(&self, points: &[(f64, f64)], colour: RGBColor, thickness: f64) -> DrawResult<DB> {
        let style = ShapeStyle {
            color: colour.to_rgba(),
            filled: false,
            stroke_width: self.units(thickness).unsigned_abs(),
        };
        self.area
            .draw(&PathElement::new(self.points(points), style))
    }

    /// A filled polygon.
    ///
    /// # Errors
    /// The backend's.
    pub fn polygon(&self, points: &[(f64, f64)], (colour, opacity): Fill) -> DrawResult<DB> {
        self.area
            .draw(&Polygon::new(self.points(points), colour.mix(opacity)))
    }

    /// A filled circle.
    ///
    /// # Errors
    /// The backend's.
    pub fn disc(&self, centre: (f64, f64), radius: f64, colour: RGBColor) -> DrawResult<DB> {
        self.area.draw(&Circle::new(
            self.point(centre),
            self.units(radius),
            colour.filled(),
        ))
    }

    /// One line of text.
    ///
    /// # Errors
    /// The backend's.
    pub fn text(&self, text: &str, point: (f64, f64), lettering: &Lettering) -> DrawResult<DB> {
        let style = match lettering.weight {
            Weight::Regular => FontStyle::Normal,
            Weight::Bold => FontStyle::Bold,
        };
        let across = match lettering.anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        let family = FontFamily::Name(lettering.family);
        let font = FontDesc::new(family, lettering.size * self.units_per_pixel, style);
        let style = TextStyle {
            font,
            color: lettering.colour.to_backend_color(),
            pos: Pos::new(across, VPos::Center),
        };
        self.area
            .draw(&Text::new(text.to_owned(), self.point(point), style))
    }

    fn points(&self, points: &[(f64, f64)]) -> Vec<(i32, i32)> {
        points.iter().map(|point| self.point(*point)).collect()
    }

    fn point(&self, (x, y): (f64, f64)) -> (i32, i32) {
        (self.units(self.left + x), self.units(self.top + y))
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "a canvas is some thousand units wide, and a cast of a larger number saturates"
    )]
    fn units(&self, pixels: f64) -> i32 {
        (pixels * self.units_per_pixel).round() as i32
    }
}
