//! What has no place in a chart because it has no value: named below it, each with its reason.

use plotters_backend::DrawingBackend;

use crate::canvas::{Canvas, DrawResult, Mark};
use crate::legend::flow;
use crate::metrics::{self, Weight};
use crate::plot::{name_and_value, small_print};
use crate::rows::hatched_box;
use crate::theme::Theme;

/// The height of one line, so that a name can be tapped.
const LINE: f64 = 24.0;
/// The width of a hatched box.
const BOX: f64 = 26.0;
/// From a box to its words.
const BESIDE: f64 = 7.0;

/// Marks without a value, in order.
pub(crate) struct AbsentList(pub(crate) Vec<Mark>);

impl AbsentList {
    /// The height it takes in this width.
    pub(crate) fn height(&self, theme: &Theme, width: f64) -> f64 {
        let places = self.places(theme, width);
        places.last().map_or(0.0, |(_, top)| top + LINE)
    }

    /// Draws it so that it ends at the bottom of the canvas.
    pub(crate) fn draw<DB: DrawingBackend>(
        &self,
        theme: &Theme,
        canvas: &Canvas<DB>,
    ) -> DrawResult<DB> {
        let begin = canvas.height - self.height(theme, canvas.width);
        let places = self.places(theme, canvas.width);
        for (mark, (left, top)) in self.0.iter().zip(places) {
            let (text, top) = (said(theme, mark, canvas.width), begin + top);
            canvas.mark(mark, || {
                let room = room(theme, &text).min(canvas.width - left);
                canvas.rectangle((left, top), (room, LINE), (theme.background, 0.0))?;
                let middle = top + LINE / 2.0;
                hatched_box(canvas, (left, middle - 5.5), (BOX, 11.0), theme)?;
                small_print(theme, canvas, &text, (left + BOX + BESIDE, middle))
            })?;
        }
        Ok(())
    }

    fn places(&self, theme: &Theme, width: f64) -> Vec<(f64, f64)> {
        let rooms = self
            .0
            .iter()
            .map(|mark| room(theme, &said(theme, mark, width)));
        flow(rooms, 18.0, LINE, width)
    }
}

fn said(theme: &Theme, mark: &Mark, width: f64) -> String {
    name_and_value(theme, &mark.label, &mark.value, width - BOX - BESIDE)
}

fn room(theme: &Theme, text: &str) -> f64 {
    BOX + BESIDE + metrics::width(text, theme.small, Weight::Regular)
}
