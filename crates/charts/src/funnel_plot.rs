//! Areas by how many people they have, within the limits that chance alone would keep them in.
//!
//! An area outside the limits differs from the whole by more than its size explains; the limits
//! are `measures::limits`', the judgement is the caller's. Shares of people only: the interval of
//! a rate of events depends on more than the number of people.

mod scene;

use measures::comparison::Comparison;
use measures::figure::Figure;
use measures::published::Published;
use plotters_backend::DrawingBackend;

use crate::canvas::{Canvas, DrawResult};
use crate::theme::Theme;
use crate::{Chart, Reference};

/// One measure, a share of people, in every area.
#[derive(Debug, Clone, PartialEq)]
pub struct FunnelPlot {
    /// The areas, in the order a reader moves through them.
    pub points: Vec<FunnelPoint>,
    /// The whole partnership's share, 0 to 1. Without it there are no limits.
    pub reference: Option<Reference>,
    /// The code of the area to point out.
    pub selected: Option<String>,
}

/// One area.
#[derive(Debug, Clone, PartialEq)]
pub struct FunnelPoint {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The people of whom its value is a share.
    pub people: Published<u32>,
    /// Its value, or why there is none.
    pub figure: Published<Figure>,
    /// What may be said of it beside the reference.
    pub comparison: Option<Comparison>,
}

impl Chart for FunnelPlot {
    fn natural_height(&self, theme: &Theme, width: f64) -> f64 {
        scene::Scene::new(self, theme, width, None).height
    }

    fn draw<DB: DrawingBackend>(&self, theme: &Theme, canvas: &Canvas<DB>) -> DrawResult<DB> {
        scene::Scene::new(self, theme, canvas.width, Some(canvas.height)).draw(canvas)
    }
}
