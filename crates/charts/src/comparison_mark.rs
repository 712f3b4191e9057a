//! One comparison's mark on its own, for a table: the same shape and colour as in every chart.
//!
//! It has no words: they stand beside it.

use measures::comparison::Comparison;
use plotters_backend::DrawingBackend;

use crate::Chart;
use crate::canvas::{Canvas, DrawResult};
use crate::glyph::Glyph;
use crate::theme::Theme;

/// The mark of a comparison with the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ComparisonMark(pub Comparison);

impl Chart for ComparisonMark {
    fn natural_height(&self, _theme: &Theme, width: f64) -> f64 {
        width
    }

    fn draw<DB: DrawingBackend>(&self, theme: &Theme, canvas: &Canvas<DB>) -> DrawResult<DB> {
        let side = canvas.width.min(canvas.height);
        let centre = (canvas.width / 2.0, canvas.height / 2.0);
        Glyph::of(self.0, theme).draw(theme, canvas, centre, side * 0.38)
    }
}
