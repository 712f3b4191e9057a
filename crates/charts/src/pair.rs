//! Two figures side by side, and the difference between them on an axis of its own.
//!
//! Whether two figures differ is read from the interval of their difference, and not from whether
//! their own intervals overlap: those may overlap although the difference is clear.

use measures::definition::Scale;
use measures::figure::Figure;
use measures::published::Published;
use plotters_backend::DrawingBackend;
use wording::finding::Between;

use crate::canvas::{Canvas, DrawResult};
use crate::theme::Theme;
use crate::{Chart, Reference};

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

impl Chart for Pair {
    fn natural_height(&self, _theme: &Theme, width: f64) -> f64 {
        width / 2.0
    }

    fn draw<DB: DrawingBackend>(&self, _theme: &Theme, _canvas: &Canvas<DB>) -> DrawResult<DB> {
        Ok(())
    }
}
