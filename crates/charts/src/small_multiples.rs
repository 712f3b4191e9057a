//! One measure over time in every area, each in a small panel of its own, on the same axes.
//!
//! The whole partnership is a thin line in each panel, so that every area can be held against it.
//! It never says that an area changed.

use measures::definition::Scale;
use measures::figure::Figure;
use measures::period::Quarter;
use plotters_backend::DrawingBackend;

use crate::Chart;
use crate::area_comparison::{detail, value_or_word};
use crate::axis::Axis;
use crate::canvas::{Anchor, Canvas, DrawResult, Mark};
use crate::metrics::{self, Weight};
use crate::plot::{self, NOTE, Plot, small_print};
use crate::rows::{lettering, line, weight};
use crate::sparkline::runs;
use crate::theme::Theme;
use crate::trend::{TrendSeries, latest, value_axis};

/// Series over the same quarters, one to a panel.
#[derive(Debug, Clone, PartialEq)]
pub struct SmallMultiples {
    /// The quarters, earliest first.
    pub periods: Vec<Quarter>,
    /// The areas, in the order of their panels.
    pub panels: Vec<TrendSeries>,
    /// The whole partnership, as a dark thin line in each panel.
    pub reference: Option<TrendSeries>,
    /// The units of the figures.
    pub scale: Scale,
    /// The code of the area whose panel stands out.
    pub selected: Option<String>,
    /// What the values are, above the panels. The reference is of the same kind. May be empty.
    pub basis: String,
}

/// The narrowest panel.
const PANEL: f64 = 160.0;
/// The most panels side by side.
const MOST: usize = 5;
/// The room between panels, and around their own edges.
const GAP: f64 = 12.0;
/// The height of the quarters' names below a panel.
const QUARTERS: f64 = 24.0;

/// Where the panels go.
struct Layout {
    axis: Axis,
    title: String,
    key: String,
    n_columns: usize,
    n_rows: usize,
    gutter: f64,
    width: f64,
    /// Each area's name in lines, and the room for them.
    names: Vec<Vec<String>>,
    head: f64,
    /// The height of a panel, and of what is above all of them.
    height: f64,
    above: f64,
}

impl SmallMultiples {
    fn layout(&self, theme: &Theme, width: f64, height: Option<f64>) -> Layout {
        let axis = value_axis(self.scale, self.panels.iter().chain(&self.reference));
        let ticks = axis.ticks(3).into_iter();
        let gutter = ticks
            .map(|(_, text)| metrics::width(&text, theme.small, Weight::Regular))
            .fold(0.0, f64::max)
            + 10.0;
        let room = width - gutter;
        let fitting = (1..=MOST).rev().find(|n| room / *n as f64 >= PANEL);
        let n_rows = self.panels.len().div_ceil(fitting.unwrap_or(1)).max(1);
        let n_columns = self.panels.len().div_ceil(n_rows).max(1);
        let title = plot::axis_title(&self.basis, &axis);
        let key = self.reference.as_ref().map(|whole| whole.name.clone());
        let key = key.unwrap_or_default();
        let above = plot::note_height(&title) + plot::note_height(&key);
        let width = room / n_columns as f64;
        let names: Vec<Vec<String>> = self
            .panels
            .iter()
            .map(|series| {
                let value = value_or_word(self.scale, latest(series));
                let value = metrics::width(&value, theme.small, Weight::Bold) + 8.0;
                let weight = weight(self.is_selected(series));
                metrics::wrap(&series.name, theme.small, weight, width - GAP - value, 2)
            })
            .collect();
        let n_lines = names.iter().map(Vec::len).max().unwrap_or(1).max(1);
        let head = line(theme) * n_lines as f64 + 8.0;
        let field = (width * 0.42).clamp(84.0, 150.0).round();
        let natural = head + field + QUARTERS + GAP;
        let height = height.map_or(natural, |height| (height - above) / n_rows as f64);
        Layout {
            axis,
            title,
            key,
            n_columns,
            n_rows,
            gutter,
            width,
            names,
            head,
            height,
            above,
        }
    }

    fn is_selected(&self, series: &TrendSeries) -> bool {
        self.selected.as_ref() == Some(&series.code)
    }

    fn panel<DB: DrawingBackend>(
        &self,
        plot: &Plot,
        canvas: &Canvas<DB>,
        series: &TrendSeries,
        (name, head): (&[String], f64),
    ) -> DrawResult<DB> {
        let (theme, n) = (plot.theme, self.periods.len());
        let is_selected = self.is_selected(series);
        let colour = if is_selected || self.selected.is_none() {
            theme.series[0]
        } else {
            theme.sequence[1]
        };
        let weight = weight(is_selected);
        let value = value_or_word(self.scale, latest(series));
        let end = lettering(theme, theme.small, Weight::Bold, Anchor::End, false);
        let middle = plot.top - head + line(theme) / 2.0 + 4.0;
        canvas.text(&value, (plot.right, middle), &end)?;
        let start = lettering(theme, theme.small, weight, Anchor::Start, false);
        for (number, text) in name.iter().enumerate() {
            let middle = middle + line(theme) * number as f64;
            canvas.text(text, (plot.left, middle), &start)?;
        }
        if is_selected {
            let above = plot.top - head + 1.5;
            canvas.line(&[(plot.left, above), (plot.right, above)], theme.ink, 3.0)?;
        }
        for (index, figure) in series.figures.iter().enumerate() {
            if figure.shown().is_none() {
                plot.absent_column(canvas, index, n)?;
            }
        }
        for (value, _) in plot.axis.ticks(3) {
            let y = plot.y(value);
            canvas.line(&[(plot.left, y), (plot.right, y)], theme.grid, 1.0)?;
        }
        let points = |run: &[(usize, Figure)], end: fn(&Figure) -> f64| -> Vec<(f64, f64)> {
            let place =
                |(index, figure): &(usize, Figure)| (plot.x(*index, n), plot.y(end(figure)));
            run.iter().map(place).collect()
        };
        let value = |figure: &Figure| figure.value;
        for run in self.reference.iter().flat_map(|whole| runs(&whole.figures)) {
            canvas.line(&points(&run, value), theme.ink, 1.0)?;
        }
        for run in runs(&series.figures) {
            let upper = points(&run, |figure| figure.interval_95.upper);
            let lower = points(&run, |figure| figure.interval_95.lower);
            match &points(&run, value)[..] {
                [only] => {
                    canvas.line(&[upper[0], lower[0]], colour, 1.5)?;
                    canvas.disc(*only, 3.0, colour)?;
                }
                line => {
                    let around: Vec<_> = upper.into_iter().chain(lower.into_iter().rev()).collect();
                    canvas.polygon(&around, (colour, theme.interval_opacity * 0.6))?;
                    canvas.line(line, colour, if is_selected { 3.0 } else { 2.0 })?;
                }
            }
        }
        Ok(())
    }

    /// The first and the last quarter below a panel, or the last alone where there is little room.
    fn quarters<DB: DrawingBackend>(&self, plot: &Plot, canvas: &Canvas<DB>) -> DrawResult<DB> {
        let theme = plot.theme;
        let (Some(first), Some(last)) = (self.periods.first(), self.periods.last()) else {
            return Ok(());
        };
        let y = plot.bottom + 13.0;
        let style = |anchor| lettering(theme, theme.small, Weight::Regular, anchor, true);
        let last = wording::date::snapshot_short(*last);
        canvas.text(&last, (plot.right, y), &style(Anchor::End))?;
        let first = wording::date::snapshot_short(*first);
        let room = plot.right - plot.left - 12.0;
        let both = [&first, &last].map(|text| metrics::width(text, theme.small, Weight::Regular));
        if self.periods.len() > 1 && both[0] + both[1] <= room {
            canvas.text(&first, (plot.left, y), &style(Anchor::Start))?;
        }
        Ok(())
    }

    fn mark(&self, series: &TrendSeries) -> Mark {
        let quarter = self.periods.last().copied();
        let quarter = quarter
            .map(wording::date::snapshot_month)
            .unwrap_or_default();
        let figure = latest(series);
        Mark {
            area: Some(series.code.clone()),
            label: format!("{}, {quarter}", series.name),
            value: value_or_word(self.scale, figure),
            detail: detail(self.scale, figure, None, ""),
        }
    }
}

impl Chart for SmallMultiples {
    fn natural_height(&self, theme: &Theme, width: f64) -> f64 {
        let layout = self.layout(theme, width, None);
        (layout.above + layout.height * layout.n_rows as f64).round()
    }

    fn draw<DB: DrawingBackend>(&self, theme: &Theme, canvas: &Canvas<DB>) -> DrawResult<DB> {
        let layout = self.layout(theme, canvas.width, Some(canvas.height));
        small_print(theme, canvas, &layout.title, (0.0, NOTE / 2.0))?;
        if !layout.key.is_empty() {
            let middle = layout.above - NOTE / 2.0;
            canvas.line(&[(0.0, middle), (14.0, middle)], theme.ink, 1.0)?;
            small_print(theme, canvas, &layout.key, (20.0, middle))?;
        }
        for (index, series) in self.panels.iter().enumerate() {
            let (row, column) = (index / layout.n_columns, index % layout.n_columns);
            let left = layout.gutter + layout.width * column as f64;
            let top = layout.above + layout.height * row as f64;
            let plot = Plot {
                theme,
                axis: layout.axis,
                left,
                right: left + layout.width - GAP,
                top: top + layout.head,
                bottom: top + layout.height - QUARTERS - GAP + 4.0,
            };
            if column == 0 {
                let style = lettering(theme, theme.small, Weight::Regular, Anchor::End, true);
                for (value, text) in plot.axis.ticks(3) {
                    canvas.text(&text, (layout.gutter - 6.0, plot.y(value)), &style)?;
                }
            }
            canvas.mark(&self.mark(series), || {
                let (corner, size) = ((left - 4.0, top), (layout.width - 4.0, layout.height - 8.0));
                canvas.rectangle(corner, size, (theme.background, 0.0))?;
                let name = (&layout.names[index][..], layout.head);
                self.panel(&plot, canvas, series, name)?;
                self.quarters(&plot, canvas)
            })?;
        }
        Ok(())
    }
}
