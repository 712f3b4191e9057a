//! The line above a chart that says what each mark means. Only marks the chart has are in it.

use measures::comparison::Comparison;
use plotters_backend::DrawingBackend;

use crate::canvas::{Anchor, Canvas, DrawResult, Lettering};
use crate::glyph::Glyph;
use crate::metrics::{self, Weight};
use crate::theme::Theme;

/// The height of one line of the legend, in CSS pixels.
const LINE: f64 = 22.0;
/// From the middle of a mark to its text.
const BESIDE: f64 = 12.0;
/// From the end of a text to the next mark.
const BETWEEN: f64 = 18.0;
/// Half a mark.
const RADIUS: f64 = 5.5;

/// Marks with their meaning, in order.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Legend(pub(crate) Vec<(Glyph, String)>);

impl Legend {
    /// The comparisons that occur, from the highest or best to the lowest or worst.
    pub(crate) fn of_comparisons(
        present: impl Iterator<Item = Comparison>,
        whole: &str,
        theme: &Theme,
    ) -> Self {
        const ORDER: [Comparison; 9] = [
            Comparison::MuchHigher,
            Comparison::Higher,
            Comparison::MuchBetter,
            Comparison::Better,
            Comparison::Similar,
            Comparison::Worse,
            Comparison::MuchWorse,
            Comparison::Lower,
            Comparison::MuchLower,
        ];
        let present: Vec<Comparison> = present.collect();
        let entries = ORDER
            .into_iter()
            .filter(|comparison| present.contains(comparison))
            .map(|comparison| {
                let words = wording::comparison::beginning(comparison, whole);
                (Glyph::of(comparison, theme), words)
            });
        Self(entries.collect())
    }

    /// The height it takes in this width.
    pub(crate) fn height(&self, theme: &Theme, width: f64) -> f64 {
        self.places(theme, width)
            .last()
            .map_or(0.0, |(_, top)| top + LINE + 6.0)
    }

    /// Draws it from the upper left corner of the canvas.
    pub(crate) fn draw<DB: DrawingBackend>(
        &self,
        theme: &Theme,
        canvas: &Canvas<DB>,
    ) -> DrawResult<DB> {
        let lettering = Lettering {
            size: theme.small,
            weight: Weight::Regular,
            colour: theme.muted,
            anchor: Anchor::Start,
            family: theme.font_family,
        };
        let places = self.places(theme, canvas.width);
        for ((glyph, text), (left, top)) in self.0.iter().zip(places) {
            let middle = top + LINE / 2.0;
            glyph.draw(theme, canvas, (left + RADIUS + 1.0, middle), RADIUS)?;
            let room = canvas.width - left - RADIUS - BESIDE;
            let text = metrics::shorten(text, theme.small, Weight::Regular, room);
            canvas.text(&text, (left + RADIUS + BESIDE, middle), &lettering)?;
        }
        Ok(())
    }

    fn places(&self, theme: &Theme, width: f64) -> Vec<(f64, f64)> {
        let rooms = self
            .0
            .iter()
            .map(|(_, text)| RADIUS + BESIDE + metrics::width(text, theme.small, Weight::Regular));
        flow(rooms, BETWEEN, LINE, width)
    }
}

/// Where things of these widths go, one after the other, in as many lines as they need.
pub(crate) fn flow(
    rooms: impl Iterator<Item = f64>,
    between: f64,
    line: f64,
    width: f64,
) -> Vec<(f64, f64)> {
    let (mut left, mut top) = (0.0, 0.0);
    let mut places = Vec::new();
    for room in rooms {
        if left > 0.0 && left + room > width {
            left = 0.0;
            top += line;
        }
        places.push((left, top));
        left += room + between;
    }
    places
}
