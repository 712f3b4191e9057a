//! Names above columns that are too narrow for them: each on a line of its own, and from its end a
//! line down to its column.

use plotters_backend::DrawingBackend;

use crate::canvas::{Anchor, Canvas, DrawResult};
use crate::metrics::{self, Weight};
use crate::rows::lettering;
use crate::theme::Theme;

/// The height of a name.
const NAME: f64 = 18.0;
/// Between the last name and the columns.
const GAP: f64 = 12.0;

/// Columns side by side, the first at the right.
///
/// The first name is at the top and its column at the right, so that no line meets another name.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ColumnNames {
    /// Where the columns begin.
    pub(crate) left: f64,
    /// The width of each.
    pub(crate) pitch: f64,
    /// How many there are.
    pub(crate) n: usize,
}

impl ColumnNames {
    /// The height of the names.
    pub(crate) fn height(&self) -> f64 {
        NAME * self.n as f64 + GAP
    }

    /// The middle of a column.
    pub(crate) fn x(&self, column: usize) -> f64 {
        self.left + self.pitch * (self.n.saturating_sub(column + 1) as f64 + 0.5)
    }

    /// Where the columns end.
    pub(crate) fn right(&self) -> f64 {
        self.left + self.pitch * self.n as f64
    }

    pub(crate) fn draw<'a, DB: DrawingBackend>(
        &self,
        theme: &Theme,
        canvas: &Canvas<DB>,
        names: impl Iterator<Item = &'a str>,
    ) -> DrawResult<DB> {
        let style = lettering(theme, theme.small, Weight::Regular, Anchor::Start, false);
        for (column, name) in names.enumerate() {
            let (x, middle) = (self.x(column), NAME * (column as f64 + 0.5));
            let name = metrics::shorten(name, theme.small, Weight::Regular, x - 10.0);
            let end = metrics::width(&name, theme.small, Weight::Regular) + 4.0;
            let elbow = [(end, middle), (x, middle), (x, self.height() - 4.0)];
            canvas.line(&elbow, theme.rest, 1.0)?;
            canvas.text(&name, (0.0, middle), &style)?;
        }
        Ok(())
    }
}
