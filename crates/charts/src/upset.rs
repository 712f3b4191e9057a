//! The commonest sets of conditions: an `UpSet` chart (Lex and others 2014).
//!
//! A filled dot says which conditions a set has, a bar how many people have exactly that set. The
//! order and the number of sets are the caller's. Nobody is in two sets.

mod layout;

use plotters_backend::DrawingBackend;

use crate::Chart;
use crate::canvas::{Canvas, DrawResult};
use crate::theme::Theme;

/// Sets of conditions among the people of one area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpSet {
    /// The names of the conditions, in the order they are drawn.
    pub conditions: Vec<String>,
    /// The sets, in the order they are drawn.
    pub sets: Vec<ConditionSet>,
}

/// One set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConditionSet {
    /// The places of its conditions in [`UpSet::conditions`], from 0. Other numbers are ignored.
    pub members: Vec<usize>,
    /// The people who have exactly these conditions, as published.
    pub people: u32,
    /// What else a reader is told when pointing at it, e.g. its share. May be empty.
    pub note: String,
}

impl Chart for UpSet {
    fn natural_height(&self, theme: &Theme, width: f64) -> f64 {
        layout::Layout::new(self, theme, width, None).height
    }

    fn draw<DB: DrawingBackend>(&self, theme: &Theme, canvas: &Canvas<DB>) -> DrawResult<DB> {
        layout::Layout::new(self, theme, canvas.width, Some(canvas.height)).draw(canvas)
    }
}
