//! Where everything in a trend goes, and its drawing.

use measures::figure::Figure;
use measures::published::Published;
use plotters::style::RGBColor;
use plotters_backend::DrawingBackend;

use super::{Trend, TrendSeries, latest, value_axis};
use crate::area_comparison::{detail, value_or_word};
use crate::axis::Axis;
use crate::canvas::{Canvas, DrawResult, Mark};
use crate::glyph::{Glyph, Shape};
use crate::legend::Legend;
use crate::metrics::{self, Weight};
use crate::plot::{self, Around, EndName, HEADROOM, NAMES, NOTE, Plot};
use crate::sparkline::runs;
use crate::theme::Theme;

pub(super) struct Scene<'a> {
    chart: &'a Trend,
    legend: Legend,
    title: String,
    plot: Plot<'a>,
}

pub(super) fn height(chart: &Trend, theme: &Theme, width: f64) -> f64 {
    let note = if any_absent(chart) { NOTE } else { 0.0 };
    let legend = legend(chart, theme, width).height(theme, width);
    let title = plot::note_height(&plot::axis_title(&chart.basis, &axis(chart)));
    (legend + title + HEADROOM + plot::field_height(width) + NAMES + note).round()
}

fn axis(chart: &Trend) -> Axis {
    value_axis(chart.scale, chart.series.iter().chain(&chart.reference))
}

impl<'a> Scene<'a> {
    pub(super) fn new<DB: DrawingBackend>(
        chart: &'a Trend,
        theme: &'a Theme,
        canvas: &Canvas<DB>,
    ) -> Self {
        let axis = axis(chart);
        let legend = legend(chart, theme, canvas.width);
        let title = plot::axis_title(&chart.basis, &axis);
        let around = Around {
            above: legend.height(theme, canvas.width) + plot::note_height(&title),
            beside: plot::end_room(&end_names(chart, theme, canvas.width), theme),
            below: NAMES + if any_absent(chart) { NOTE } else { 0.0 },
        };
        Self {
            chart,
            legend,
            title,
            plot: Plot::new(theme, axis, (canvas.width, canvas.height), around),
        }
    }

    pub(super) fn draw<DB: DrawingBackend>(&self, canvas: &Canvas<DB>) -> DrawResult<DB> {
        let theme = self.plot.theme;
        self.legend.draw(theme, canvas)?;
        let (front, back): (Vec<&TrendSeries>, Vec<&TrendSeries>) = self
            .chart
            .series
            .iter()
            .partition(|series| glyph_of(self.chart, theme, &series.code).is_some());
        let n = self.chart.periods.len();
        for series in &front {
            for (index, figure) in series.figures.iter().enumerate() {
                if figure.shown().is_none() {
                    self.plot.absent_column(canvas, index, n)?;
                }
            }
        }
        self.plot.grid(canvas, &self.title)?;
        self.plot.quarters(canvas, &self.chart.periods)?;
        if any_absent(self.chart) {
            plot::hatching_note(theme, canvas)?;
        }
        for series in back {
            self.quiet(canvas, series, theme.rest)?;
        }
        if let Some(series) = &self.chart.reference {
            self.quiet(canvas, series, theme.ink)?;
        }
        for series in front {
            if let Some(glyph) = glyph_of(self.chart, theme, &series.code) {
                self.loud(canvas, series, glyph)?;
            }
        }
        self.plot
            .end_names(canvas, end_names(self.chart, theme, canvas.width))
    }

    fn x(&self, index: usize) -> f64 {
        self.plot.x(index, self.chart.periods.len())
    }

    fn points(&self, run: &[(usize, Figure)]) -> Vec<(f64, f64)> {
        run.iter()
            .map(|(index, figure)| (self.x(*index), self.plot.y(figure.value)))
            .collect()
    }

    /// A line that stays behind, as one mark with its latest value.
    fn quiet<DB: DrawingBackend>(
        &self,
        canvas: &Canvas<DB>,
        series: &TrendSeries,
        colour: RGBColor,
    ) -> DrawResult<DB> {
        let mark = self.mark(series, self.chart.periods.len(), latest(series));
        canvas.mark(&mark, || {
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
                    .map(|(index, figure)| (self.x(*index), self.plot.y(end(figure))))
                    .collect::<Vec<_>>()
            };
            let upper = edge(|figure| figure.interval_95.upper);
            let lower = edge(|figure| figure.interval_95.lower);
            if run.len() == 1 {
                canvas.line(&[upper[0], lower[0]], colour, 1.5)?;
            } else {
                let around: Vec<_> = upper.into_iter().chain(lower.into_iter().rev()).collect();
                canvas.polygon(&around, (colour, self.plot.theme.interval_opacity * 0.6))?;
                canvas.line(&self.points(&run), colour, 2.5)?;
            }
        }
        for (index, figure) in series.figures.iter().enumerate() {
            canvas.mark(&self.mark(series, index + 1, figure), || {
                let (x, y) = match figure.shown() {
                    Some(figure) => (self.x(index), self.plot.y(figure.value)),
                    None => (self.x(index), self.plot.bottom - 6.0),
                };
                canvas.rectangle((x - 12.0, y - 12.0), (24.0, 24.0), (colour, 0.0))?;
                if figure.shown().is_none() {
                    return Ok(());
                }
                glyph.draw(self.plot.theme, canvas, (x, y), 3.5)
            })?;
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
fn end_names(chart: &Trend, theme: &Theme, width: f64) -> Vec<EndName> {
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
            Some(EndName {
                value: last.value,
                text: metrics::shorten(&series.name, theme.text, Weight::Bold, width * 0.24),
                glyph,
            })
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
