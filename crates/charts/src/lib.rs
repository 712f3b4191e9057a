//! Pictures of estimates, the same in a browser and in the program.
//!
//! A chart is a plain value and a way to draw it: [`Chart::draw`] on any plotters backend, in the
//! looks of one [`theme::Theme`]. [`svg::render`] draws it through the one SVG writer, with names
//! for screen readers and marks that a page can point at.
//!
//! No chart fetches, counts or compares: what it shows is in its fields, and what is said of it
//! comes from `wording`. No text is measured by the page, so the bytes are the same everywhere.

mod absent_list;
pub mod area_comparison;
pub mod axis;
pub mod boundary_map;
pub mod canvas;
pub mod caption;
pub mod cascade;
mod column_names;
pub mod comparison_mark;
pub mod control_chart;
pub mod dumbbell;
pub mod funnel_plot;
pub mod gap_trend;
mod glyph;
pub mod group_bars;
pub mod heat_table;
mod labels;
mod legend;
pub mod metrics;
pub mod pair;
mod plot;
pub mod pyramid;
mod rows;
mod shading;
pub mod slope_chart;
pub mod small_multiples;
pub mod sparkline;
pub mod svg;
pub mod theme;
pub mod tile_map;
pub mod trend;
pub mod upset;

use plotters_backend::DrawingBackend;

use canvas::{Canvas, DrawResult};
use measures::definition::Scale;
use theme::Theme;

/// A value that can be drawn.
pub trait Chart {
    /// The height that suits a width, both in CSS pixels.
    fn natural_height(&self, theme: &Theme, width: f64) -> f64;

    /// Draws the chart so that it fills the canvas.
    ///
    /// # Errors
    /// The backend's.
    fn draw<DB: DrawingBackend>(&self, theme: &Theme, canvas: &Canvas<DB>) -> DrawResult<DB>;
}

/// The value a chart's figures are held against: the whole partnership's.
#[derive(Debug, Clone, PartialEq)]
pub struct Reference {
    /// What it is called, e.g. `Southwark`.
    pub name: String,
    /// Its value, in the units of the figures.
    pub value: f64,
}

/// Where a reference lies, and what is written beside its line: `Southwark 16.0%`.
fn reference_line(reference: Option<&Reference>, scale: Scale) -> Option<(f64, String)> {
    let reference = reference?;
    let value = wording::number::value(scale, reference.value);
    Some((reference.value, format!("{} {value}", reference.name)))
}

/// Any of the charts that the pages place, for code that only places them.
#[derive(Debug, Clone, PartialEq)]
pub enum Picture {
    /// Areas beside each other.
    AreaComparison(area_comparison::AreaComparison),
    /// Change over time.
    Trend(trend::Trend),
    /// Groups of people.
    GroupBars(group_bars::GroupBars),
    /// The steps of coordination.
    Cascade(cascade::Cascade),
    /// The gap between two groups.
    Dumbbell(dumbbell::Dumbbell),
    /// Areas where they lie.
    TileMap(tile_map::TileMap),
    /// A small line.
    Sparkline(sparkline::Sparkline),
    /// Areas by size, within the limits of chance.
    FunnelPlot(funnel_plot::FunnelPlot),
    /// Fifths by deprivation and the line across them.
    SlopeChart(slope_chart::SlopeChart),
    /// A series with its limits.
    ControlChart(control_chart::ControlChart),
    /// A gap over time.
    GapTrend(gap_trend::GapTrend),
    /// The commonest sets of conditions.
    UpSet(upset::UpSet),
    /// Two figures and their difference.
    Pair(pair::Pair),
    /// Areas on several measures.
    HeatTable(heat_table::HeatTable),
    /// People by age.
    Pyramid(pyramid::Pyramid),
    /// Change over time in every area.
    SmallMultiples(small_multiples::SmallMultiples),
    /// Areas as they lie on the ground.
    BoundaryMap(boundary_map::BoundaryMap),
}

/// What a picture's chart, whichever it is, gives for an expression.
macro_rules! of_chart {
    ($picture:expr, $chart:ident => $given:expr) => {
        match $picture {
            Picture::AreaComparison($chart) => $given,
            Picture::Trend($chart) => $given,
            Picture::GroupBars($chart) => $given,
            Picture::Cascade($chart) => $given,
            Picture::Dumbbell($chart) => $given,
            Picture::TileMap($chart) => $given,
            Picture::Sparkline($chart) => $given,
            Picture::FunnelPlot($chart) => $given,
            Picture::SlopeChart($chart) => $given,
            Picture::ControlChart($chart) => $given,
            Picture::GapTrend($chart) => $given,
            Picture::UpSet($chart) => $given,
            Picture::Pair($chart) => $given,
            Picture::HeatTable($chart) => $given,
            Picture::Pyramid($chart) => $given,
            Picture::SmallMultiples($chart) => $given,
            Picture::BoundaryMap($chart) => $given,
        }
    };
}

impl Chart for Picture {
    fn natural_height(&self, theme: &Theme, width: f64) -> f64 {
        of_chart!(self, chart => chart.natural_height(theme, width))
    }

    fn draw<DB: DrawingBackend>(&self, theme: &Theme, canvas: &Canvas<DB>) -> DrawResult<DB> {
        of_chart!(self, chart => chart.draw(theme, canvas))
    }
}
