//! Where the bars and dots of an `UpSet` chart go: sets as columns over rows of conditions, or,
//! where columns would be too narrow for their numbers, sets as rows beside columns of conditions.

use plotters_backend::DrawingBackend;

use super::{ConditionSet, UpSet};
use crate::axis::{Axis, Unit};
use crate::canvas::{Anchor, Canvas, DrawResult, Mark};
use crate::column_names::ColumnNames;
use crate::metrics::{self, Weight};
use crate::plot::small_print;
use crate::rows::{lettering, line};
use crate::theme::Theme;

/// Between names, bars and dots.
const GAP: f64 = 12.0;
/// The height of the bars where sets are columns.
const BARS: f64 = 150.0;
/// The height of one set where sets are rows, so that it can be tapped.
const ROW: f64 = 26.0;
/// What the numbers are.
const PEOPLE: &str = "People with exactly these conditions";
/// The narrowest and the widest column of a set.
const COLUMN: (f64, f64) = (24.0, 84.0);
/// The longest bar where sets are rows.
const LONGEST: f64 = 420.0;

pub(super) struct Layout<'a> {
    chart: &'a UpSet,
    theme: &'a Theme,
    /// People as a length of 0 to 1.
    axis: Axis,
    pub(super) height: f64,
    arrangement: Arrangement,
}

enum Arrangement {
    Columns {
        /// Each condition's name in lines, and the room for them.
        names: Vec<Vec<String>>,
        names_width: f64,
        row: f64,
        column: f64,
    },
    Rows {
        dots: ColumnNames,
        counts: f64,
    },
}

impl<'a> Layout<'a> {
    pub(super) fn new(chart: &'a UpSet, theme: &'a Theme, width: f64, height: Option<f64>) -> Self {
        let most = chart.sets.iter().map(|set| set.people).max().unwrap_or(0);
        let arrangement = columns(chart, theme, width).unwrap_or_else(|| rows(chart, theme, width));
        let (n_conditions, n_sets) = (chart.conditions.len() as f64, chart.sets.len() as f64);
        let natural = match arrangement {
            Arrangement::Columns { row, .. } => BARS + GAP + row * n_conditions,
            Arrangement::Rows { dots, .. } => dots.height() + ROW * n_sets.max(1.0),
        };
        Self {
            chart,
            theme,
            axis: Axis {
                lower: 0.0,
                upper: f64::from(most.max(1)),
                unit: Unit::People,
            },
            height: height.unwrap_or(natural),
            arrangement,
        }
    }

    pub(super) fn draw<DB: DrawingBackend>(&self, canvas: &Canvas<DB>) -> DrawResult<DB> {
        match &self.arrangement {
            Arrangement::Columns {
                names,
                names_width,
                row,
                column,
            } => self.columns(canvas, names, *names_width, (*row, *column)),
            Arrangement::Rows { dots, counts } => self.rows(canvas, *dots, *counts),
        }
    }

    fn columns<DB: DrawingBackend>(
        &self,
        canvas: &Canvas<DB>,
        names: &[Vec<String>],
        names_width: f64,
        (row, column): (f64, f64),
    ) -> DrawResult<DB> {
        let theme = self.theme;
        let matrix = row * names.len() as f64;
        let foot = (canvas.height - matrix - GAP).max(0.0);
        let top = foot + GAP;
        let first = names_width + GAP;
        let right = first + column * self.chart.sets.len() as f64;
        let style = lettering(theme, theme.small, Weight::Regular, Anchor::Start, false);
        for (number, name) in names.iter().enumerate() {
            let top = top + row * number as f64;
            if number % 2 == 0 {
                canvas.rectangle((0.0, top), (right, row), (theme.absent, 1.0))?;
            }
            let begin = top + row / 2.0 - line(theme) * (name.len().max(1) - 1) as f64 / 2.0;
            for (number, text) in name.iter().enumerate() {
                canvas.text(text, (4.0, begin + line(theme) * number as f64), &style)?;
            }
        }
        let lines = metrics::wrap(PEOPLE, theme.small, Weight::Regular, names_width, 3);
        for (number, text) in lines.iter().rev().enumerate() {
            let middle = foot - line(theme) * (number as f64 + 0.5);
            small_print(theme, canvas, text, (4.0, middle))?;
        }
        let bold = lettering(theme, theme.small, Weight::Bold, Anchor::Middle, false);
        for (number, set) in self.chart.sets.iter().enumerate() {
            let left = first + column * number as f64;
            let middle = left + column / 2.0;
            canvas.mark(&self.mark(set), || {
                let size = (column, canvas.height);
                canvas.rectangle((left, 0.0), size, (theme.background, 0.0))?;
                let bar = self.axis.place(f64::from(set.people), 1.5, foot - 22.0);
                let thickness = (column * 0.62).min(30.0);
                let corner = (middle - thickness / 2.0, foot - bar);
                canvas.rectangle(corner, (thickness, bar), (theme.series[0], 1.0))?;
                canvas.text(&count(set), (middle, foot - bar - 11.0), &bold)?;
                let place = |condition: usize| (middle, top + row * (condition as f64 + 0.5));
                self.dots(canvas, set, place, (column * 0.22).min(6.0))
            })?;
        }
        Ok(())
    }

    fn rows<DB: DrawingBackend>(
        &self,
        canvas: &Canvas<DB>,
        dots: ColumnNames,
        counts: f64,
    ) -> DrawResult<DB> {
        let theme = self.theme;
        let (head, right) = (dots.height(), dots.right() + 2.0);
        let names = self.chart.conditions.iter().map(String::as_str);
        dots.draw(theme, canvas, names)?;
        let row = (canvas.height - head) / self.chart.sets.len().max(1) as f64;
        if self.chart.sets.is_empty() {
            return small_print(theme, canvas, "No set is listed", (0.0, head + row / 2.0));
        }
        let bold = lettering(theme, theme.small, Weight::Bold, Anchor::End, false);
        for (number, set) in self.chart.sets.iter().enumerate() {
            let top = head + row * number as f64;
            let middle = top + row / 2.0;
            if number % 2 == 0 {
                canvas.rectangle((0.0, top), (right, row), (theme.absent, 1.0))?;
            }
            canvas.mark(&self.mark(set), || {
                canvas.rectangle((0.0, top), (right, row), (theme.background, 0.0))?;
                canvas.text(&count(set), (counts, middle), &bold)?;
                let begin = counts + 6.0;
                let room = (dots.left - GAP - begin).max(4.0);
                let bar = self.axis.place(f64::from(set.people), 1.5, room);
                let corner = (begin, middle - 6.0);
                canvas.rectangle(corner, (bar, 12.0), (theme.series[0], 1.0))?;
                let place = |condition| (dots.x(condition), middle);
                self.dots(canvas, set, place, (dots.pitch * 0.36).min(5.0))
            })?;
        }
        Ok(())
    }

    /// A dot for each condition, filled for those of the set, which one line ties together.
    fn dots<DB: DrawingBackend>(
        &self,
        canvas: &Canvas<DB>,
        set: &ConditionSet,
        place: impl Fn(usize) -> (f64, f64),
        radius: f64,
    ) -> DrawResult<DB> {
        let theme = self.theme;
        let n = self.chart.conditions.len();
        let members = || (0..n).filter(|condition| set.members.contains(condition));
        for condition in 0..n {
            if !set.members.contains(&condition) {
                canvas.disc(place(condition), radius * 0.6, theme.rest)?;
            }
        }
        if let Some((first, last)) = members().next().zip(members().next_back()) {
            canvas.line(&[place(first), place(last)], theme.series[0], 2.0)?;
        }
        for condition in members() {
            canvas.disc(place(condition), radius, theme.series[0])?;
        }
        Ok(())
    }

    fn mark(&self, set: &ConditionSet) -> Mark {
        let named = self.chart.conditions.iter().enumerate();
        let members = named.filter(|(condition, _)| set.members.contains(condition));
        let said: Vec<String> = members
            .enumerate()
            .map(|(place, (_, name))| match place {
                0 => name.clone(),
                _ => wording::list::uncapitalised(name),
            })
            .collect();
        Mark {
            area: None,
            label: wording::list::and(&said),
            value: wording::number::about_people(set.people),
            detail: set.note.clone(),
        }
    }
}

fn count(set: &ConditionSet) -> String {
    wording::number::thousands(u64::from(set.people))
}

/// The room that the widest number needs.
fn widest_count(chart: &UpSet, theme: &Theme) -> f64 {
    let counts = chart.sets.iter().map(count);
    counts
        .map(|count| metrics::width(&count, theme.small, Weight::Bold))
        .fold(0.0, f64::max)
}

fn columns(chart: &UpSet, theme: &Theme, width: f64) -> Option<Arrangement> {
    let n = chart.sets.len();
    if width < theme.narrow || n == 0 {
        return None;
    }
    let widest = chart
        .conditions
        .iter()
        .map(|name| metrics::width(name, theme.small, Weight::Regular))
        .fold(0.0, f64::max);
    let names_width = (widest + 8.0).min(width * 0.34).ceil();
    let column = (width - names_width - GAP) / n as f64;
    if column < COLUMN.0.max(widest_count(chart, theme) + 3.0) {
        return None;
    }
    let room = names_width - 4.0;
    let names: Vec<Vec<String>> = chart
        .conditions
        .iter()
        .map(|name| metrics::wrap(name, theme.small, Weight::Regular, room, 2))
        .collect();
    let n_lines = names.iter().map(Vec::len).max().unwrap_or(1).max(1);
    Some(Arrangement::Columns {
        names,
        names_width,
        row: (n_lines as f64 * line(theme) + 4.0).max(24.0),
        column: column.min(COLUMN.1).floor(),
    })
}

fn rows(chart: &UpSet, theme: &Theme, width: f64) -> Arrangement {
    let n = chart.conditions.len().max(1) as f64;
    let pitch = (width * 0.58 / n).min(24.0);
    let counts = widest_count(chart, theme) + 2.0;
    let dots = ColumnNames {
        left: (width - pitch * n - 2.0).min(counts + LONGEST),
        pitch,
        n: chart.conditions.len(),
    };
    Arrangement::Rows { dots, counts }
}
