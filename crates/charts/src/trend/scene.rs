//! Where everything in a trend goes, and its drawing.

use measures::figure::Figure;
use measures::published::Published;
use plotters::style::RGBColor;
use plotters_backend::DrawingBackend;

use super::{Trend, TrendSeries};
use crate::area_comparison::{detail, value_or_word};
use crate::axis::Axis;
use crate::canvas::{Anchor, Canvas, DrawResult, Lettering, Mark};
use crate::glyph::{Glyph, Shape};
use crate::legend::Legend;
use crate::metrics::{self, Weight};
use crate::rows::{hatched_box, lettering};
use crate::sparkline::runs;
use crate::theme::Theme;

/// The height of the quarters' names.
const QUARTERS: f64 = 26.0;
/// The height of the note on hatching.
const NOTE: f64 = 20.0;
/// The room for a line's mark before its name.
const KEY: f64 = 14.0;
/// The room above the highest line.
const HEADROOM: f64 = 10.0;

pub(super) struct Scene<'a> {
    chart: &'a Trend,
    theme: &'a Theme,
    axis: Axis,
    legend: Legend,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

pub(super) fn height(chart: &Trend, theme: &Theme, width: f64) -> f64 {
    let plot = (width * 0.46).clamp(180.0, 320.0);
    let note = if any_absent(chart) { NOTE } else { 0.0 };
    let legend = legend(chart, theme, width).height(theme, width);
    (legend + HEADROOM + plot + QUARTERS + note).round()
}

impl<'a> Scene<'a> {
    pub(super) fn new<DB: DrawingBackend>(
        chart: &'a Trend,
        theme: &'a Theme,
        canvas: &Canvas<DB>,
    ) -> Self {
        let shown = || {
            let series = chart.series.iter().chain(&chart.reference);
            series.flat_map(|series| series.figures.iter().filter_map(|figure| figure.shown()))
        };
        let largest = shown()
            .map(|figure| figure.interval_95.upper)
            .fold(0.0, f64::max);
        let smallest = shown()
            .map(|figure| figure.interval_95.lower)
            .fold(largest, f64::min);
        let axis = Axis::around(chart.scale, smallest, largest);
        let named = axis.ticks(5).into_iter();
        let gutter = named
            .map(|(_, text)| metrics::width(&text, theme.small, Weight::Regular))
            .fold(0.0, f64::max);
        let legend = legend(chart, theme, canvas.width);
        let note = if any_absent(chart) { NOTE } else { 0.0 };
        let labels = end_labels(chart, theme, canvas.width);
        let label_room = labels
            .iter()
            .map(|(text, _, _)| metrics::width(text, theme.text, Weight::Bold))
            .fold(0.0, f64::max);
        let beside = if label_room > 0.0 {
            label_room + KEY + 8.0
        } else {
            12.0
        };
        Self {
            chart,
            theme,
            axis,
            left: gutter + 14.0,
            right: canvas.width - beside,
            top: legend.height(theme, canvas.width) + HEADROOM,
            bottom: canvas.height - QUARTERS - note,
            legend,
        }
    }

    pub(super) fn draw<DB: DrawingBackend>(&self, canvas: &Canvas<DB>) -> DrawResult<DB> {
        self.legend.draw(self.theme, canvas)?;
        let (front, back): (Vec<&TrendSeries>, Vec<&TrendSeries>) = self
            .chart
            .series
            .iter()
            .partition(|series| glyph_of(self.chart, self.theme, &series.code).is_some());
        for series in &front {
            self.gaps(canvas, series)?;
        }
        self.grid(canvas)?;
        for series in back {
            self.quiet(canvas, series, self.theme.rest)?;
        }
        if let Some(series) = &self.chart.reference {
            self.quiet(canvas, series, self.theme.ink)?;
        }
        for series in front {
            if let Some(glyph) = glyph_of(self.chart, self.theme, &series.code) {
                self.loud(canvas, series, glyph)?;
            }
        }
        self.names(canvas)
    }

    fn x(&self, index: usize) -> f64 {
        let n = self.chart.periods.len();
        if n < 2 {
            return f64::midpoint(self.left, self.right);
        }
        self.left + (self.right - self.left) * index as f64 / (n - 1) as f64
    }

    fn y(&self, value: f64) -> f64 {
        self.axis.place(value, self.bottom, self.top)
    }

    fn points(&self, run: &[(usize, Figure)]) -> Vec<(f64, f64)> {
        run.iter()
            .map(|(index, figure)| (self.x(*index), self.y(figure.value)))
            .collect()
    }

    fn grid<DB: DrawingBackend>(&self, canvas: &Canvas<DB>) -> DrawResult<DB> {
        let theme = self.theme;
        let muted = lettering(theme, theme.small, Weight::Regular, Anchor::End, true);
        for (value, text) in self.axis.ticks(5) {
            let y = self.y(value);
            canvas.line(&[(self.left - 6.0, y), (self.right, y)], theme.grid, 1.0)?;
            canvas.text(&text, (self.left - 10.0, y), &muted)?;
        }
        let middle = Lettering {
            anchor: Anchor::Middle,
            ..muted
        };
        let bottom = self.bottom + 16.0;
        for (index, text) in self.quarter_names() {
            let half = metrics::width(&text, theme.small, Weight::Regular) / 2.0;
            let x = self.x(index).clamp(half, (canvas.width - half).max(half));
            canvas.line(
                &[
                    (self.x(index), self.bottom),
                    (self.x(index), self.bottom + 5.0),
                ],
                theme.muted,
                1.0,
            )?;
            canvas.text(&text, (x, bottom), &middle)?;
        }
        if any_absent(self.chart) {
            let y = canvas.height - NOTE / 2.0;
            hatched_box(canvas, (0.0, y - 5.5), (26.0, 11.0), theme)?;
            let start = Lettering {
                anchor: Anchor::Start,
                ..middle
            };
            canvas.text("No value is shown", (33.0, y), &start)?;
        }
        Ok(())
    }

    /// The quarters that are named: the last, and those so many before it that names keep apart.
    fn quarter_names(&self) -> Vec<(usize, String)> {
        let n = self.chart.periods.len();
        let room = metrics::width("Sep 2026", self.theme.small, Weight::Regular) + 16.0;
        let apart = (self.right - self.left) / n.saturating_sub(1).max(1) as f64;
        let every = [1, 2, 4, 8, 12, 16, 20, 40]
            .into_iter()
            .find(|every| *every as f64 * apart >= room)
            .unwrap_or(80);
        (0..n)
            .rev()
            .step_by(every)
            .map(|index| {
                (
                    index,
                    wording::date::snapshot_short(self.chart.periods[index]),
                )
            })
            .collect()
    }

    /// A line that stays behind, as one mark with its latest value.
    fn quiet<DB: DrawingBackend>(
        &self,
        canvas: &Canvas<DB>,
        series: &TrendSeries,
        colour: RGBColor,
    ) -> DrawResult<DB> {
        let latest = series.figures.last().unwrap_or(&Published::NotCalculable);
        canvas.mark(&self.mark(series, self.chart.periods.len(), latest), || {
            for run in runs(&series.figures) {
                match &self.points(&run)[..] {
                    [only] => canvas.disc(*only, 2.0, colour)?,
                    points => canvas.line(points, colour, 1.5)?,
                }
            }
            Ok(())
        })
    }

    /// A line that stands out: its interval as a band, and a mark at each quarter.
    fn loud<DB: DrawingBackend>(
        &self,
        canvas: &Canvas<DB>,
        series: &TrendSeries,
        glyph: Glyph,
    ) -> DrawResult<DB> {
        let colour = glyph.colour;
        for run in runs(&series.figures) {
            let edge = |end: fn(&Figure) -> f64| {
                run.iter()
                    .map(|(index, figure)| (self.x(*index), self.y(end(figure))))
                    .collect::<Vec<_>>()
            };
            let upper = edge(|figure| figure.interval_95.upper);
            let lower = edge(|figure| figure.interval_95.lower);
            if run.len() == 1 {
                canvas.line(&[upper[0], lower[0]], colour, 1.5)?;
            } else {
                let around: Vec<_> = upper.into_iter().chain(lower.into_iter().rev()).collect();
                canvas.polygon(&around, (colour, self.theme.interval_opacity * 0.6))?;
                canvas.line(&self.points(&run), colour, 2.5)?;
            }
        }
        for (index, figure) in series.figures.iter().enumerate() {
            canvas.mark(&self.mark(series, index + 1, figure), || {
                let (x, y) = match figure.shown() {
                    Some(figure) => (self.x(index), self.y(figure.value)),
                    None => (self.x(index), self.bottom - 6.0),
                };
                canvas.rectangle((x - 12.0, y - 12.0), (24.0, 24.0), (colour, 0.0))?;
                if figure.shown().is_none() {
                    return Ok(());
                }
                glyph.draw(self.theme, canvas, (x, y), 3.5)
            })?;
        }
        Ok(())
    }

    /// Pale columns where a line that stands out has no value.
    fn gaps<DB: DrawingBackend>(
        &self,
        canvas: &Canvas<DB>,
        series: &TrendSeries,
    ) -> DrawResult<DB> {
        let n = self.chart.periods.len().saturating_sub(1).max(1);
        let width = ((self.right - self.left) / n as f64 * 0.8).min(28.0);
        let (box_height, height) = (12.0, self.bottom - self.top);
        for (index, figure) in series.figures.iter().enumerate() {
            if figure.shown().is_none() {
                let left = (self.x(index) - width / 2.0).max(self.left);
                let width = (self.x(index) + width / 2.0).min(self.right) - left;
                canvas.rectangle((left, self.top), (width, height), (self.theme.absent, 1.0))?;
                let corner = (left, self.bottom - box_height);
                hatched_box(canvas, corner, (width, box_height), self.theme)?;
            }
        }
        Ok(())
    }

    fn mark(&self, series: &TrendSeries, n_quarters: usize, figure: &Published<Figure>) -> Mark {
        let quarter = n_quarters
            .checked_sub(1)
            .and_then(|index| self.chart.periods.get(index))
            .map(|quarter| wording::date::snapshot_month(*quarter));
        let label = quarter.map_or_else(
            || series.name.clone(),
            |quarter| format!("{}, {quarter}", series.name),
        );
        Mark {
            area: Some(series.code.clone()),
            label,
            value: value_or_word(self.chart.scale, figure),
            detail: detail(self.chart.scale, figure, None, ""),
        }
    }

    /// The names at the ends of the lines, moved apart where they would overlap.
    fn names<DB: DrawingBackend>(&self, canvas: &Canvas<DB>) -> DrawResult<DB> {
        let mut names: Vec<(f64, String, Glyph)> = end_labels(self.chart, self.theme, canvas.width)
            .into_iter()
            .map(|(text, value, glyph)| (self.y(value), text, glyph))
            .collect();
        names.sort_by(|one, other| one.0.total_cmp(&other.0));
        let line = self.theme.text * 1.25;
        let mut least = self.top;
        for (y, _, _) in &mut names {
            *y = y.max(least);
            least = *y + line;
        }
        let mut most = self.bottom;
        for (y, _, _) in names.iter_mut().rev() {
            *y = y.min(most);
            most = *y - line;
        }
        let (size, weight) = (self.theme.text, Weight::Bold);
        let style = lettering(self.theme, size, weight, Anchor::Start, false);
        for (y, text, glyph) in names {
            glyph.draw(self.theme, canvas, (self.right + KEY / 2.0 + 4.0, y), 4.0)?;
            canvas.text(&text, (self.right + KEY + 6.0, y), &style)?;
        }
        Ok(())
    }
}

/// The mark of a series that stands out, or `None` for one that stays grey. Names are in ink and
/// marks have a shape each, so that no series is known by its colour alone.
fn glyph_of(chart: &Trend, theme: &Theme, code: &str) -> Option<Glyph> {
    const SHAPES: [Shape; 4] = [Shape::Disc, Shape::Diamond, Shape::Square, Shape::Up];
    if let Some(selected) = &chart.selected {
        return (selected == code).then_some(Glyph::filled(Shape::Disc, theme.series[0]));
    }
    if chart.series.len() > SHAPES.len() {
        return None;
    }
    let index = chart.series.iter().position(|series| series.code == code)?;
    Some(Glyph::filled(SHAPES[index], theme.series[index]))
}

/// What is written at the ends of lines, where there is room beside them.
fn end_labels(chart: &Trend, theme: &Theme, width: f64) -> Vec<(String, f64, Glyph)> {
    if width < theme.narrow {
        return Vec::new();
    }
    named(chart, theme)
        .filter_map(|(series, glyph)| {
            let last = series
                .figures
                .iter()
                .rev()
                .find_map(|figure| figure.shown())?;
            let name = metrics::shorten(&series.name, theme.text, Weight::Bold, width * 0.24);
            Some((name, last.value, glyph))
        })
        .collect()
}

/// On a narrow chart the names stand above it instead.
fn legend(chart: &Trend, theme: &Theme, width: f64) -> Legend {
    if width >= theme.narrow {
        return Legend::default();
    }
    let entries = named(chart, theme).map(|(series, glyph)| (glyph, series.name.clone()));
    Legend(entries.collect())
}

/// The series that have a name beside or above the chart, each with its mark.
fn named<'a>(chart: &'a Trend, theme: &'a Theme) -> impl Iterator<Item = (&'a TrendSeries, Glyph)> {
    let front = chart
        .series
        .iter()
        .filter_map(|series| glyph_of(chart, theme, &series.code).map(|glyph| (series, glyph)));
    let line = Glyph::filled(Shape::Line, theme.ink);
    front.chain(chart.reference.iter().map(move |series| (series, line)))
}

fn any_absent(chart: &Trend) -> bool {
    let theme = Theme::default();
    chart
        .series
        .iter()
        .filter(|series| glyph_of(chart, &theme, &series.code).is_some())
        .any(|series| series.figures.iter().any(|figure| figure.shown().is_none()))
}
