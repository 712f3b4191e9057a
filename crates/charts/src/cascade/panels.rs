//! Where a cascade's bars go: a table of bars, or a panel for each area.

use measures::figure::Figure;
use measures::published::Published;
use plotters_backend::DrawingBackend;

use super::{Cascade, CascadeRow};
use crate::area_comparison::{detail, value_or_word};
use crate::axis::Axis;
use crate::canvas::{Anchor, Canvas, DrawResult, Mark};
use crate::metrics::{self, Weight};
use crate::rows::{hatched_box, lettering, line, weight};
use crate::theme::Theme;

const GAP: f64 = 14.0;
const BAR: f64 = 12.0;
const KEY: f64 = 30.0;

pub(super) struct Layout<'a> {
    chart: &'a Cascade,
    theme: &'a Theme,
    axis: Axis,
    arrangement: Arrangement,
    /// The height of the key, when there is a whole to explain.
    key: f64,
}

enum Arrangement {
    Table {
        names: f64,
        cell: f64,
        /// Each step's name in lines.
        steps: Vec<Vec<String>>,
        header: f64,
        row: f64,
    },
    Panels {
        width: f64,
        /// The height of an area's name; none where there is one area alone.
        title: f64,
        /// Each step's name in lines, and how far down the panel the step begins.
        steps: Vec<(Vec<String>, f64)>,
        height: f64,
        thickness: f64,
    },
}

/// Where one bar goes: its upper left corner and the longest it can be.
#[derive(Clone, Copy)]
struct Slot {
    left: f64,
    top: f64,
    room: f64,
    thickness: f64,
}

impl<'a> Layout<'a> {
    pub(super) fn new(chart: &'a Cascade, theme: &'a Theme, width: f64) -> Self {
        let rows = chart.rows.iter().chain(&chart.reference);
        let shown = rows.flat_map(|row| row.figures.iter().filter_map(|figure| figure.shown()));
        let largest = shown
            .map(|figure| figure.interval_95.upper)
            .fold(0.0, f64::max);
        let arrangement = if width < theme.narrow || chart.rows.len() == 1 {
            panels(chart, theme, width)
        } else {
            table(chart, theme, width)
        };
        Self {
            chart,
            theme,
            axis: Axis::from_zero(chart.scale, largest),
            arrangement,
            key: chart.reference.as_ref().map_or(0.0, |_| KEY),
        }
    }

    pub(super) fn height(&self) -> f64 {
        let areas = self.chart.rows.len() as f64;
        self.key
            + match &self.arrangement {
                Arrangement::Table { header, row, .. } => header + areas * row,
                Arrangement::Panels { height, .. } => areas * height + 4.0,
            }
    }

    pub(super) fn draw<DB: DrawingBackend>(&self, canvas: &Canvas<DB>) -> DrawResult<DB> {
        self.draw_key(canvas)?;
        match &self.arrangement {
            Arrangement::Table {
                names,
                cell,
                steps,
                header,
                row,
            } => {
                let theme = self.theme;
                for (column, lines) in steps.iter().enumerate() {
                    let left = names + GAP + column as f64 * (cell + GAP);
                    let first = self.key + header - 10.0 - lines.len() as f64 * line(theme);
                    let style = lettering(theme, theme.small, Weight::Bold, Anchor::Start, false);
                    for (number, text) in lines.iter().enumerate() {
                        let y = first + (number as f64 + 0.5) * line(theme);
                        canvas.text(text, (left, y), &style)?;
                    }
                }
                for (index, area) in self.chart.rows.iter().enumerate() {
                    let top = self.key + header + index as f64 * row;
                    self.table_row(canvas, area, top, (*names, *cell, *row))?;
                }
                Ok(())
            }
            Arrangement::Panels {
                width,
                title,
                steps,
                height,
                thickness,
            } => {
                for (index, area) in self.chart.rows.iter().enumerate() {
                    let part = canvas.part(0.0, self.key + index as f64 * height, *width, *height);
                    self.panel(&part, area, *title, steps, *thickness)?;
                }
                Ok(())
            }
        }
    }

    fn draw_key<DB: DrawingBackend>(&self, canvas: &Canvas<DB>) -> DrawResult<DB> {
        let Some(whole) = &self.chart.reference else {
            return Ok(());
        };
        let theme = self.theme;
        canvas.line(&[(6.0, 3.0), (6.0, 19.0)], theme.ink, 1.5)?;
        let style = lettering(theme, theme.small, Weight::Regular, Anchor::Start, true);
        let text = metrics::shorten(
            &whole.name,
            theme.small,
            Weight::Regular,
            canvas.width - 16.0,
        );
        canvas.text(&text, (15.0, 11.0), &style)
    }

    fn table_row<DB: DrawingBackend>(
        &self,
        canvas: &Canvas<DB>,
        area: &CascadeRow,
        top: f64,
        (names, cell, row): (f64, f64, f64),
    ) -> DrawResult<DB> {
        let theme = self.theme;
        let is_selected = self.is_selected(area);
        if is_selected {
            canvas.rectangle((0.0, top), (canvas.width, row), (theme.absent, 1.0))?;
        }
        canvas.line(&[(0.0, top), (canvas.width, top)], theme.grid, 1.0)?;
        let weight = weight(is_selected);
        let style = lettering(theme, theme.text, weight, Anchor::Start, false);
        let lines = metrics::wrap(&area.name, theme.text, weight, names - 4.0, 2);
        let first = top + row / 2.0 - (lines.len().max(1) - 1) as f64 * line(theme) / 2.0;
        for (number, text) in lines.iter().enumerate() {
            canvas.text(text, (4.0, first + number as f64 * line(theme)), &style)?;
        }
        for (step, figure) in area.figures.iter().enumerate() {
            let left = names + GAP + step as f64 * (cell + GAP);
            let slot = Slot {
                left,
                top: top + row - BAR - 6.0,
                room: cell,
                thickness: BAR,
            };
            canvas.mark(&self.mark(area, step, figure), || {
                canvas.rectangle((left - 4.0, top), (cell + 8.0, row), (theme.ink, 0.0))?;
                let value = value_or_word(self.chart.scale, figure);
                let weight = if is_selected {
                    Weight::Bold
                } else {
                    Weight::Regular
                };
                let muted = figure.shown().is_none();
                let style = lettering(theme, theme.small, weight, Anchor::Start, muted);
                canvas.text(&value, (left, top + 13.0), &style)?;
                self.bar(canvas, area, step, figure, slot)
            })?;
        }
        Ok(())
    }

    fn panel<DB: DrawingBackend>(
        &self,
        canvas: &Canvas<DB>,
        area: &CascadeRow,
        title: f64,
        steps: &[(Vec<String>, f64)],
        thickness: f64,
    ) -> DrawResult<DB> {
        let (theme, width) = (self.theme, canvas.width);
        if title > 0.0 {
            let style = lettering(theme, theme.text, Weight::Bold, Anchor::Start, false);
            let name = metrics::shorten(&area.name, theme.text, Weight::Bold, width);
            canvas.line(&[(0.0, 0.0), (width, 0.0)], theme.grid, 1.0)?;
            canvas.text(&name, (0.0, title / 2.0), &style)?;
        }
        let start = lettering(theme, theme.text, Weight::Regular, Anchor::Start, false);
        for (step, (figure, (name, top))) in area.figures.iter().zip(steps).enumerate() {
            let names = name.len().max(1) as f64 * line(theme);
            let slot = Slot {
                left: 2.0,
                top: top + names + 2.0,
                room: width - 4.0,
                thickness,
            };
            canvas.mark(&self.mark(area, step, figure), || {
                let size = (width, names + thickness + 6.0);
                canvas.rectangle((0.0, *top), size, (theme.ink, 0.0))?;
                let muted = figure.shown().is_none();
                let end = lettering(theme, theme.text, Weight::Bold, Anchor::End, muted);
                let value = value_or_word(self.chart.scale, figure);
                let first = top + line(theme) / 2.0;
                canvas.text(&value, (width - 2.0, first), &end)?;
                for (number, text) in name.iter().enumerate() {
                    let place = (2.0, first + number as f64 * line(theme));
                    canvas.text(text, place, &start)?;
                }
                self.bar(canvas, area, step, figure, slot)
            })?;
        }
        Ok(())
    }

    fn bar<DB: DrawingBackend>(
        &self,
        canvas: &Canvas<DB>,
        area: &CascadeRow,
        step: usize,
        figure: &Published<Figure>,
        slot: Slot,
    ) -> DrawResult<DB> {
        let theme = self.theme;
        let corner = (slot.left, slot.top);
        let Some(figure) = figure.shown() else {
            return hatched_box(canvas, corner, (34.0, slot.thickness), theme);
        };
        let x = |value| self.axis.place(value, slot.left, slot.left + slot.room);
        let other = self.chart.selected.is_some() && !self.is_selected(area);
        let (colour, on_bar) = if other {
            (theme.sequence[2], theme.ink)
        } else {
            (theme.series[0], theme.background)
        };
        let length = (x(figure.value) - slot.left).max(1.5);
        canvas.rectangle(corner, (length, slot.thickness), (colour, 1.0))?;
        let middle = slot.top + slot.thickness / 2.0;
        let (lower, value, upper) = (
            x(figure.interval_95.lower),
            x(figure.value),
            x(figure.interval_95.upper),
        );
        canvas.line(&[(lower, middle), (value, middle)], on_bar, 1.0)?;
        canvas.line(&[(value, middle), (upper, middle)], theme.ink, 1.0)?;
        let whole = self.chart.reference.as_ref();
        let whole = whole.and_then(|whole| whole.figures.get(step)?.shown());
        whole.map_or(Ok(()), |whole| {
            let x = x(whole.value);
            let ends = [(x, slot.top - 3.0), (x, slot.top + slot.thickness + 3.0)];
            canvas.line(&ends, theme.background, 2.5)?;
            canvas.line(&ends, theme.ink, 1.5)
        })
    }

    fn is_selected(&self, area: &CascadeRow) -> bool {
        self.chart.selected.as_ref() == Some(&area.code)
    }

    fn mark(&self, area: &CascadeRow, step: usize, figure: &Published<Figure>) -> Mark {
        let name = self.chart.steps.get(step).map_or("", String::as_str);
        Mark {
            area: Some(area.code.clone()),
            label: format!("{}, {name}", area.name),
            value: value_or_word(self.chart.scale, figure),
            detail: detail(self.chart.scale, figure, None, ""),
        }
    }
}

fn table(chart: &Cascade, theme: &Theme, width: f64) -> Arrangement {
    let widest = chart.rows.iter().map(|row| {
        let is_selected = chart.selected.as_ref() == Some(&row.code);
        metrics::width(&row.name, theme.text, weight(is_selected))
    });
    let names = (widest.fold(0.0, f64::max) + 8.0).min(width * 0.24).ceil();
    let n_steps = chart.steps.len().max(1) as f64;
    let cell = (width - names - GAP * n_steps) / n_steps;
    let steps: Vec<Vec<String>> = chart
        .steps
        .iter()
        .map(|step| metrics::wrap(step, theme.small, Weight::Bold, cell, 6))
        .collect();
    let n_lines = steps.iter().map(Vec::len).max().unwrap_or(0);
    Arrangement::Table {
        names,
        cell,
        steps,
        header: n_lines as f64 * line(theme) + 12.0,
        row: 46.0,
    }
}

fn panels(chart: &Cascade, theme: &Theme, width: f64) -> Arrangement {
    let alone = chart.rows.len() == 1;
    let (title, thickness, gap) = if alone {
        (0.0, 16.0, 14.0)
    } else {
        (30.0, 9.0, 11.0)
    };
    let room = width - metrics::width("not calculable", theme.text, Weight::Bold) - GAP;
    let mut height = title;
    let steps = chart.steps.iter().map(|step| {
        let name = metrics::wrap(step, theme.text, Weight::Regular, room, 3);
        let top = height;
        height += name.len().max(1) as f64 * line(theme) + thickness + gap;
        (name, top)
    });
    Arrangement::Panels {
        width,
        title,
        steps: steps.collect(),
        height,
        thickness,
    }
}
