//! A field of marks with an axis up its side: what trends, funnels and columns share.
//!
//! It knows places, names and grid lines. What is marked in it belongs to each chart.

use measures::period::Quarter;
use plotters_backend::DrawingBackend;

use crate::axis::Axis;
use crate::canvas::{Anchor, Canvas, DrawResult, Lettering};
use crate::glyph::Glyph;
use crate::metrics::{self, Weight};
use crate::rows::{hatched_box, lettering};
use crate::theme::Theme;

/// The height of the names below the field.
pub(crate) const NAMES: f64 = 26.0;
/// The height of a line of small print.
pub(crate) const NOTE: f64 = 20.0;
/// The room above the highest mark.
pub(crate) const HEADROOM: f64 = 10.0;
/// The room for a line's mark before its name.
const KEY: f64 = 14.0;
/// The most names up the side.
const TICKS: usize = 5;

/// The field, and where its values lie.
pub(crate) struct Plot<'a> {
    pub(crate) theme: &'a Theme,
    pub(crate) axis: Axis,
    pub(crate) left: f64,
    pub(crate) right: f64,
    pub(crate) top: f64,
    pub(crate) bottom: f64,
}

/// The room that is kept free around the field.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Around {
    pub(crate) above: f64,
    pub(crate) beside: f64,
    pub(crate) below: f64,
}

/// A name at the right of the field, at a value.
pub(crate) struct EndName {
    pub(crate) value: f64,
    pub(crate) text: String,
    pub(crate) glyph: Glyph,
}

/// The height of the field that suits a width.
pub(crate) fn field_height(width: f64) -> f64 {
    (width * 0.46).clamp(180.0, 320.0)
}

/// The room that names at the right need.
pub(crate) fn end_room(names: &[EndName], theme: &Theme) -> f64 {
    let widest = names
        .iter()
        .map(|name| metrics::width(&name.text, theme.text, Weight::Bold))
        .fold(0.0, f64::max);
    if widest > 0.0 {
        widest + KEY + 8.0
    } else {
        12.0
    }
}

/// What is said of an axis' numbers: what the caller says, or else their unit.
pub(crate) fn axis_title(basis: &str, axis: &Axis) -> String {
    if basis.is_empty() {
        axis.unit.title()
    } else {
        basis.to_owned()
    }
}

/// The height of a line of small print that may be empty.
pub(crate) fn note_height(text: &str) -> f64 {
    if text.is_empty() { 0.0 } else { NOTE }
}

impl<'a> Plot<'a> {
    /// The field that is left of a canvas of this size.
    pub(crate) fn new(
        theme: &'a Theme,
        axis: Axis,
        (width, height): (f64, f64),
        around: Around,
    ) -> Self {
        let gutter = axis
            .ticks(TICKS)
            .into_iter()
            .map(|(_, text)| metrics::width(&text, theme.small, Weight::Regular))
            .fold(0.0, f64::max);
        Self {
            theme,
            axis,
            left: gutter + 14.0,
            right: width - around.beside,
            top: around.above + HEADROOM,
            bottom: height - around.below,
        }
    }

    /// Where a value lies; never outside the field.
    pub(crate) fn y(&self, value: f64) -> f64 {
        self.axis.place(value, self.bottom, self.top)
    }

    /// Where one of so many places across lies; one alone is in the middle.
    pub(crate) fn x(&self, index: usize, n: usize) -> f64 {
        if n < 2 {
            return f64::midpoint(self.left, self.right);
        }
        self.left + (self.right - self.left) * index as f64 / (n - 1) as f64
    }

    /// The grid lines and their names, and the axis' title above them.
    pub(crate) fn grid<DB: DrawingBackend>(
        &self,
        canvas: &Canvas<DB>,
        title: &str,
    ) -> DrawResult<DB> {
        let theme = self.theme;
        let muted = lettering(theme, theme.small, Weight::Regular, Anchor::End, true);
        for (value, text) in self.axis.ticks(TICKS) {
            let y = self.y(value);
            canvas.line(&[(self.left - 6.0, y), (self.right, y)], theme.grid, 1.0)?;
            canvas.text(&text, (self.left - 10.0, y), &muted)?;
        }
        if title.is_empty() {
            return Ok(());
        }
        let middle = self.top - HEADROOM - NOTE / 2.0 - 2.0;
        small_print(theme, canvas, title, (0.0, middle))
    }

    /// The quarters' names below the field.
    pub(crate) fn quarters<DB: DrawingBackend>(
        &self,
        canvas: &Canvas<DB>,
        periods: &[Quarter],
    ) -> DrawResult<DB> {
        let theme = self.theme;
        let n = periods.len();
        let room = metrics::width("Sep 2026", theme.small, Weight::Regular) + 16.0;
        let apart = (self.right - self.left) / n.saturating_sub(1).max(1) as f64;
        // The last is named, and those so many before it that names keep apart.
        let every = [1, 2, 4, 8, 12, 16, 20, 40]
            .into_iter()
            .find(|every| *every as f64 * apart >= room)
            .unwrap_or(80);
        for index in (0..n).rev().step_by(every) {
            let text = wording::date::snapshot_short(periods[index]);
            self.name_below(canvas, self.x(index, n), &text)?;
        }
        Ok(())
    }

    /// A name and its tick below the field.
    pub(crate) fn name_below<DB: DrawingBackend>(
        &self,
        canvas: &Canvas<DB>,
        x: f64,
        text: &str,
    ) -> DrawResult<DB> {
        let theme = self.theme;
        let half = metrics::width(text, theme.small, Weight::Regular) / 2.0;
        let ends = [(x, self.bottom), (x, self.bottom + 5.0)];
        canvas.line(&ends, theme.muted, 1.0)?;
        let style = lettering(theme, theme.small, Weight::Regular, Anchor::Middle, true);
        let x = x.clamp(half, (canvas.width - half).max(half));
        canvas.text(text, (x, self.bottom + 16.0), &style)
    }

    /// A pale column, hatched at its foot, for one of so many places that has no value.
    pub(crate) fn absent_column<DB: DrawingBackend>(
        &self,
        canvas: &Canvas<DB>,
        index: usize,
        n: usize,
    ) -> DrawResult<DB> {
        let theme = self.theme;
        let apart = (self.right - self.left) / n.saturating_sub(1).max(1) as f64;
        let half = (apart * 0.8).min(28.0) / 2.0;
        let middle = self.x(index, n);
        let left = (middle - half).max(self.left);
        let width = (middle + half).min(self.right) - left;
        let (foot, height) = (12.0, self.bottom - self.top);
        canvas.rectangle((left, self.top), (width, height), (theme.absent, 1.0))?;
        hatched_box(canvas, (left, self.bottom - foot), (width, foot), theme)
    }

    /// Names at the right of the field, moved apart where they would overlap.
    pub(crate) fn end_names<DB: DrawingBackend>(
        &self,
        canvas: &Canvas<DB>,
        names: Vec<EndName>,
    ) -> DrawResult<DB> {
        let mut names = names;
        names.sort_by(|one, other| other.value.total_cmp(&one.value));
        let wanted: Vec<f64> = names.iter().map(|name| self.y(name.value)).collect();
        let line = self.theme.text * 1.25;
        let places = spread(&wanted, line, (self.top, self.bottom));
        let (size, weight) = (self.theme.text, Weight::Bold);
        let style = lettering(self.theme, size, weight, Anchor::Start, false);
        for (name, y) in names.into_iter().zip(places) {
            let key = (self.right + KEY / 2.0 + 4.0, y);
            name.glyph.draw(self.theme, canvas, key, 4.0)?;
            canvas.text(&name.text, (self.right + KEY + 6.0, y), &style)?;
        }
        Ok(())
    }
}

/// Places in order and so far apart, as near as can be to those wanted: names that would touch
/// are centred together on what they want, so that none is pushed away by the others alone.
fn spread(wanted: &[f64], apart: f64, (least, most): (f64, f64)) -> Vec<f64> {
    let mut clusters: Vec<(f64, f64)> = Vec::new();
    for want in wanted {
        let (mut start, mut n) = (*want, 1.0);
        while let Some((before, n_before)) = clusters.pop() {
            if before + apart * n_before <= start {
                clusters.push((before, n_before));
                break;
            }
            start = (before * n_before + (start - apart * n_before) * n) / (n_before + n);
            n += n_before;
        }
        clusters.push((start, n));
    }
    let mut places = Vec::new();
    for (start, n) in clusters {
        let start = start.min(most - apart * (n - 1.0)).max(least);
        let mut number = 0.0;
        while number < n {
            let free = places.last().map_or(least, |last| last + apart);
            places.push((start + apart * number).max(free));
            number += 1.0;
        }
    }
    places
}

/// A line of small print that begins at a point.
pub(crate) fn small_print<DB: DrawingBackend>(
    theme: &Theme,
    canvas: &Canvas<DB>,
    text: &str,
    (left, middle): (f64, f64),
) -> DrawResult<DB> {
    let style = Lettering {
        size: theme.small,
        weight: Weight::Regular,
        colour: theme.muted,
        anchor: Anchor::Start,
        family: theme.font_family,
    };
    let text = metrics::shorten(text, theme.small, Weight::Regular, canvas.width - left);
    canvas.text(&text, (left, middle), &style)
}

/// `Name: value` in small print. Where there is too little room, the name gives way.
pub(crate) fn name_and_value(theme: &Theme, name: &str, value: &str, room: f64) -> String {
    let rest = format!(": {value}");
    let taken = metrics::width(&rest, theme.small, Weight::Regular);
    let name = metrics::shorten(name, theme.small, Weight::Regular, room - taken);
    format!("{name}{rest}")
}

/// What hatching means, at the lower left corner of a canvas.
pub(crate) fn hatching_note<DB: DrawingBackend>(
    theme: &Theme,
    canvas: &Canvas<DB>,
) -> DrawResult<DB> {
    let y = canvas.height - NOTE / 2.0;
    hatched_box(canvas, (0.0, y - 5.5), (26.0, 11.0), theme)?;
    small_print(theme, canvas, "No value is shown", (33.0, y))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(wanted: &[f64], expected: &[f64]) {
        assert_eq!(spread(wanted, 10.0, (0.0, 100.0)), expected);
    }

    #[test]
    fn names_that_would_touch_are_centred_together() {
        check(&[20.0, 50.0], &[20.0, 50.0]);
        check(&[50.0, 50.0, 50.0], &[40.0, 50.0, 60.0]);
        check(&[20.0, 48.0, 52.0], &[20.0, 45.0, 55.0]);
        check(&[0.0, 1.0], &[0.0, 10.0]);
        check(&[99.0, 100.0], &[90.0, 100.0]);
        check(&[], &[]);
    }
}
