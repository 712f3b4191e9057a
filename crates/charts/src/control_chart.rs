//! A quarterly series with its mean and limits: the `XmR` chart.
//!
//! For periods that do not overlap. Limits and rules are `measures::process`'s; a point that meets
//! one has a shape of its own and the rule's name. It never says why a point is exceptional.

use measures::definition::Scale;
use measures::figure::Figure;
use measures::period::Quarter;
use measures::process::Process;
use measures::published::Published;
use plotters_backend::DrawingBackend;

use crate::Chart;
use crate::canvas::{Canvas, DrawResult};
use crate::theme::Theme;

/// One series.
#[derive(Debug, Clone, PartialEq)]
pub struct ControlChart {
    /// The code of its area.
    pub code: String,
    /// The name of its area or group.
    pub name: String,
    /// The quarters, earliest first.
    pub periods: Vec<Quarter>,
    /// Its values, one for each quarter.
    pub figures: Vec<Published<Figure>>,
    /// The units of the figures.
    pub scale: Scale,
}

impl ControlChart {
    /// Mean, limits and special causes, or `None` where a quarter has no value, there are fewer
    /// than two, or all are the same.
    #[must_use]
    pub fn process(&self) -> Option<Process> {
        let values = self.figures.iter().map(|figure| figure.shown());
        let values: Option<Vec<f64>> = values.map(|figure| Some(figure?.value)).collect();
        Process::new(&values?).ok()
    }
}

impl Chart for ControlChart {
    fn natural_height(&self, _theme: &Theme, width: f64) -> f64 {
        width / 2.0
    }

    fn draw<DB: DrawingBackend>(&self, _theme: &Theme, _canvas: &Canvas<DB>) -> DrawResult<DB> {
        Ok(())
    }
}
