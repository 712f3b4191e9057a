//! A gap between two groups over time, each with its interval, around the line of no gap.
//!
//! It never says that the gap has changed: whether two intervals differ is the caller's to say.

use measures::definition::Scale;
use measures::period::Quarter;
use measures::published::Published;
use plotters_backend::DrawingBackend;
use wording::finding::Between;

use crate::Chart;
use crate::canvas::{Canvas, DrawResult};
use crate::theme::Theme;

/// The gaps of one area.
#[derive(Debug, Clone, PartialEq)]
pub struct GapTrend {
    /// The code of its area.
    pub code: String,
    /// The name of its area.
    pub name: String,
    /// The quarters, earliest first.
    pub periods: Vec<Quarter>,
    /// The gap in each, or why there is none.
    pub gaps: Vec<Published<Between>>,
    /// What a gap is.
    pub kind: GapKind,
    /// What a gap above the line means, e.g. `Higher in the least deprived fifth`. May be empty.
    pub above: String,
    /// What a gap below the line means. May be empty.
    pub below: String,
}

/// What a gap is, and so where no gap lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GapKind {
    /// One figure less another, in these units: no gap is 0.
    Difference(Scale),
    /// One figure divided by another: no gap is 1.
    Ratio,
}

impl Chart for GapTrend {
    fn natural_height(&self, _theme: &Theme, width: f64) -> f64 {
        width / 2.0
    }

    fn draw<DB: DrawingBackend>(&self, _theme: &Theme, _canvas: &Canvas<DB>) -> DrawResult<DB> {
        Ok(())
    }
}
