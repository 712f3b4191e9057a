//! One measure over the quarters of a release, with its interval.
//!
//! One series stands out, the others stay grey, and the whole partnership is a line of its own.
//! A quarter without a value is a gap: no line crosses it. It never says that anything changed.

mod scene;

use measures::definition::Scale;
use measures::figure::Figure;
use measures::period::Quarter;
use measures::published::Published;
use plotters_backend::DrawingBackend;

use crate::Chart;
use crate::axis::Axis;
use crate::canvas::{Canvas, DrawResult};
use crate::theme::Theme;

/// Series over the same quarters.
#[derive(Debug, Clone, PartialEq)]
pub struct Trend {
    /// The quarters, earliest first.
    pub periods: Vec<Quarter>,
    /// The areas or groups.
    pub series: Vec<TrendSeries>,
    /// The whole partnership, as a dark thin line.
    pub reference: Option<TrendSeries>,
    /// The units of the figures.
    pub scale: Scale,
    /// The code of the series that stands out. Without one, a single series stands out by itself.
    pub selected: Option<String>,
    /// What the values are, above the axis, e.g. `Age- and sex-standardised share`: the reference
    /// is of the same kind. May be empty.
    pub basis: String,
}

/// One line.
#[derive(Debug, Clone, PartialEq)]
pub struct TrendSeries {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its values, one for each quarter.
    pub figures: Vec<Published<Figure>>,
}

impl Chart for Trend {
    fn natural_height(&self, theme: &Theme, width: f64) -> f64 {
        scene::height(self, theme, width)
    }

    fn draw<DB: DrawingBackend>(&self, theme: &Theme, canvas: &Canvas<DB>) -> DrawResult<DB> {
        scene::Scene::new(self, theme, canvas).draw(canvas)
    }
}

/// The axis that all values of some series and their intervals lie on.
pub(crate) fn value_axis<'a>(scale: Scale, series: impl Iterator<Item = &'a TrendSeries>) -> Axis {
    let figures = series.flat_map(|series| &series.figures);
    let shown: Vec<Figure> = figures.filter_map(|figure| figure.shown()).collect();
    let largest = shown
        .iter()
        .map(|figure| figure.interval_95.upper)
        .fold(0.0, f64::max);
    let smallest = shown
        .iter()
        .map(|figure| figure.interval_95.lower)
        .fold(largest, f64::min);
    Axis::around(scale, smallest, largest)
}

/// The last quarter's value, or why there is none.
pub(crate) fn latest(series: &TrendSeries) -> &Published<Figure> {
    series.figures.last().unwrap_or(&Published::NotCalculable)
}
