//! Fifths by deprivation as columns as wide as their share of the people, and the line of the
//! slope index across them.
//!
//! The left edge is the most deprived person and the right edge the least: the line's two ends are
//! the two figures that the slope index and the relative index compare. Fitting the line is
//! `measures::slope`'s.

use measures::definition::Scale;
use measures::figure::Figure;
use measures::published::Published;
use measures::slope::Slope;
use plotters_backend::DrawingBackend;

use crate::Chart;
use crate::canvas::{Canvas, DrawResult};
use crate::theme::Theme;

/// One measure by deprivation in one area.
#[derive(Debug, Clone, PartialEq)]
pub struct SlopeChart {
    /// The fifths, the most deprived first.
    pub columns: Vec<SlopeColumn>,
    /// The line through those that are shown, if there can be one.
    pub slope: Option<Slope>,
    /// What is said below the columns: the index with its interval, or why there is no line.
    /// May be empty.
    pub note: String,
    /// The units of the figures.
    pub scale: Scale,
}

/// One fifth.
#[derive(Debug, Clone, PartialEq)]
pub struct SlopeColumn {
    /// Its name, e.g. `1 (most deprived)`.
    pub label: String,
    /// The people of this fifth: the width of its column.
    pub people: Published<u32>,
    /// Its value, or why there is none.
    pub figure: Published<Figure>,
}

impl Chart for SlopeChart {
    fn natural_height(&self, _theme: &Theme, width: f64) -> f64 {
        width / 2.0
    }

    fn draw<DB: DrawingBackend>(&self, _theme: &Theme, _canvas: &Canvas<DB>) -> DrawResult<DB> {
        Ok(())
    }
}
