//! Groups of one area's people beside each other: by age, sex, ethnic group or deprivation.
//!
//! Horizontal bars from zero with their intervals. Groups are in their published order, not
//! ranked, and a group that is withheld keeps its row.

use measures::definition::Scale;
use measures::figure::Figure;
use measures::published::Published;
use plotters_backend::DrawingBackend;

use crate::area_comparison::{bar, detail, value_or_word};
use crate::axis::Axis;
use crate::canvas::{Canvas, DrawResult, Mark};
use crate::legend::Legend;
use crate::plot;
use crate::rows::{Row, RowChart};
use crate::theme::Theme;
use crate::{Chart, Reference};

/// One measure by group.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupBars {
    /// The groups, in their published order.
    pub rows: Vec<GroupRow>,
    /// Everybody's value, as a line.
    pub reference: Option<Reference>,
    /// The units of the figures.
    pub scale: Scale,
}

/// One group.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupRow {
    /// Its name, from `wording::group::label`.
    pub label: String,
    /// Its value, or why there is none.
    pub figure: Published<Figure>,
    /// What else a reader is told when pointing at it. May be empty.
    pub note: String,
}

impl GroupBars {
    fn rows<'a>(&'a self, theme: &'a Theme) -> RowChart<'a> {
        let largest = self
            .rows
            .iter()
            .filter_map(|row| row.figure.shown())
            .map(|figure| figure.interval_95.upper)
            .chain(self.reference.iter().map(|reference| reference.value))
            .fold(0.0, f64::max);
        let axis = Axis::from_zero(self.scale, largest);
        let rows = self.rows.iter().map(|row| Row {
            mark: Mark {
                area: None,
                label: row.label.clone(),
                value: value_or_word(self.scale, &row.figure),
                detail: detail(self.scale, &row.figure, None, &row.note),
            },
            absent: row.figure.shown().is_none(),
            selected: false,
        });
        RowChart {
            theme,
            rows: rows.collect(),
            axis,
            reference: crate::reference_line(self.reference.as_ref(), self.scale),
            title: plot::axis_title("", &axis),
            legend: Legend::default(),
            tracks: false,
        }
    }
}

impl Chart for GroupBars {
    fn natural_height(&self, theme: &Theme, width: f64) -> f64 {
        self.rows(theme).natural_height(width)
    }

    fn draw<DB: DrawingBackend>(&self, theme: &Theme, canvas: &Canvas<DB>) -> DrawResult<DB> {
        self.rows(theme).draw(canvas, |index, slot| {
            self.rows[index]
                .figure
                .shown()
                .map_or(Ok(()), |figure| bar(theme, canvas, slot, &figure, false))
        })
    }
}
