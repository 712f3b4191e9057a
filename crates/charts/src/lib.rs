//! Pictures of estimates, the same in a browser and in the program.
//!
//! A chart is a plain value and a way to draw it: [`Chart::draw`] on any plotters backend, in the
//! looks of one [`theme::Theme`]. [`svg::render`] draws it through the one SVG writer, with names
//! for screen readers and marks that a page can point at.
//!
//! No chart fetches, counts or compares: what it shows is in its fields, and what is said of it
//! comes from `wording`. No text is measured by the page, so the bytes are the same everywhere.

pub mod area_comparison;
pub mod axis;
pub mod canvas;
pub mod caption;
pub mod cascade;
pub mod comparison_mark;
pub mod dumbbell;
mod glyph;
pub mod group_bars;
mod legend;
pub mod metrics;
mod rows;
pub mod sparkline;
pub mod svg;
pub mod theme;
pub mod tile_map;
pub mod trend;

use plotters_backend::DrawingBackend;

use canvas::{Canvas, DrawResult};
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

/// Any of the charts, for code that only places them.
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
}

impl Chart for Picture {
    fn natural_height(&self, theme: &Theme, width: f64) -> f64 {
        match self {
            Self::AreaComparison(chart) => chart.natural_height(theme, width),
            Self::Trend(chart) => chart.natural_height(theme, width),
            Self::GroupBars(chart) => chart.natural_height(theme, width),
            Self::Cascade(chart) => chart.natural_height(theme, width),
            Self::Dumbbell(chart) => chart.natural_height(theme, width),
            Self::TileMap(chart) => chart.natural_height(theme, width),
            Self::Sparkline(chart) => chart.natural_height(theme, width),
        }
    }

    fn draw<DB: DrawingBackend>(&self, theme: &Theme, canvas: &Canvas<DB>) -> DrawResult<DB> {
        match self {
            Self::AreaComparison(chart) => chart.draw(theme, canvas),
            Self::Trend(chart) => chart.draw(theme, canvas),
            Self::GroupBars(chart) => chart.draw(theme, canvas),
            Self::Cascade(chart) => chart.draw(theme, canvas),
            Self::Dumbbell(chart) => chart.draw(theme, canvas),
            Self::TileMap(chart) => chart.draw(theme, canvas),
            Self::Sparkline(chart) => chart.draw(theme, canvas),
        }
    }
}
