//! The steps of coordinated care, for each neighbourhood beside the whole.
//!
//! Where there is room, areas are rows and steps are columns of bars; on a narrow page each area
//! has a panel of its own. All bars share one axis from zero. People may have a later step
//! without an earlier one, so no bar is drawn as a part of another.

mod panels;

use measures::definition::Scale;
use measures::figure::Figure;
use measures::published::Published;
use plotters_backend::DrawingBackend;

use crate::Chart;
use crate::canvas::{Canvas, DrawResult};
use crate::theme::Theme;

/// The same steps in several areas.
#[derive(Debug, Clone, PartialEq)]
pub struct Cascade {
    /// The steps' names, in order.
    pub steps: Vec<String>,
    /// The areas. One alone is drawn large.
    pub rows: Vec<CascadeRow>,
    /// The whole partnership, as a line across each bar.
    pub reference: Option<CascadeRow>,
    /// The units of the figures.
    pub scale: Scale,
    /// The code of the area to point out.
    pub selected: Option<String>,
}

/// One area.
#[derive(Debug, Clone, PartialEq)]
pub struct CascadeRow {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its value at each step, or why there is none.
    pub figures: Vec<Published<Figure>>,
}

impl Chart for Cascade {
    fn natural_height(&self, theme: &Theme, width: f64) -> f64 {
        panels::Layout::new(self, theme, width).height()
    }

    fn draw<DB: DrawingBackend>(&self, theme: &Theme, canvas: &Canvas<DB>) -> DrawResult<DB> {
        panels::Layout::new(self, theme, canvas.width).draw(canvas)
    }
}
