//! What areas on a map are filled with: their class beside the whole, or how large their value is.

use measures::comparison::Comparison;
use measures::definition::Scale;
use measures::figure::Figure;
use measures::published::Published;
use plotters::style::RGBColor;

use crate::Reference;
use crate::glyph::{Glyph, Shape};
use crate::legend::Legend;
use crate::theme::Theme;

/// The fills of one map, and what they mean.
pub(crate) struct Shading<'a> {
    theme: &'a Theme,
    /// The lowest and the highest value.
    range: Option<(f64, f64)>,
    pub(crate) legend: Legend,
}

impl<'a> Shading<'a> {
    /// The fills for areas with these values and classes.
    pub(crate) fn new(
        theme: &'a Theme,
        scale: Scale,
        reference: Option<&Reference>,
        areas: impl Iterator<Item = (Published<Figure>, Option<Comparison>)> + Clone,
    ) -> Self {
        let values = || areas.clone().filter_map(|(figure, _)| figure.shown());
        let lowest = values().map(|figure| figure.value).reduce(f64::min);
        let highest = values().map(|figure| figure.value).reduce(f64::max);
        let range = lowest.zip(highest);
        let mut classes = areas.filter_map(|(_, comparison)| comparison).peekable();
        let legend = match reference {
            Some(whole) if classes.peek().is_some() => {
                Legend::of_comparisons(classes, &whole.name, theme)
            }
            _ => steps(theme, scale, range),
        };
        Self {
            theme,
            range,
            legend,
        }
    }

    /// The fill of an area with this class, or else with this value.
    pub(crate) fn colour(&self, comparison: Option<Comparison>, value: f64) -> RGBColor {
        match comparison {
            Some(Comparison::Similar) => return self.theme.similar_tile,
            Some(other) => return self.theme.comparison(other),
            None => {}
        }
        match self.range {
            Some((lowest, highest)) if highest > lowest => {
                let share = (value - lowest) / (highest - lowest);
                let step = [2.0 / 3.0, 1.0 / 3.0]
                    .iter()
                    .position(|least| share >= *least)
                    .unwrap_or(2);
                self.theme.sequence[step]
            }
            _ => self.theme.sequence[1],
        }
    }

    /// The mark of a class on its own fill: in the ink of the words, and a middle of the fill's.
    pub(crate) fn glyph(&self, comparison: Comparison, ink: RGBColor) -> Glyph {
        let usual = Glyph::of(comparison, self.theme);
        match comparison {
            Comparison::Similar => usual,
            _ => Glyph {
                colour: ink,
                middle: usual.middle.map(|_| usual.colour),
                ..usual
            },
        }
    }
}

/// The thirds of the range, largest first.
fn steps(theme: &Theme, scale: Scale, range: Option<(f64, f64)>) -> Legend {
    let Some((lowest, highest)) = range.filter(|(lowest, highest)| highest > lowest) else {
        return Legend::default();
    };
    let value = |share: f64| wording::number::value(scale, lowest + share * (highest - lowest));
    let entries = theme.sequence.iter().enumerate().map(|(step, colour)| {
        let (from, to) = (2.0 - step as f64, 3.0 - step as f64);
        let text = format!("{} to {}", value(from / 3.0), value(to / 3.0));
        (Glyph::filled(Shape::Square, *colour), text)
    });
    Legend(entries.collect())
}
