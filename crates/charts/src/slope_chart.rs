//! Fifths by deprivation as columns as wide as their share of the people, and the line of the
//! slope index across them.
//!
//! The left edge is the most deprived person and the right edge the least: the line's two ends are
//! the two figures that the slope index and the relative index compare. Fitting the line is
//! `measures::slope`'s.

use measures::definition::Scale;
use measures::figure::Figure;
use measures::published::Published;
use measures::slope::Slope;
use plotters_backend::DrawingBackend;

use crate::Chart;
use crate::absent_list::AbsentList;
use crate::area_comparison::{detail, value_or_word};
use crate::axis::Axis;
use crate::canvas::{Anchor, Canvas, DrawResult, Mark};
use crate::glyph::{Glyph, Shape};
use crate::legend::Legend;
use crate::metrics::{self, Weight};
use crate::plot::{self, Around, HEADROOM, NOTE, Plot, small_print};
use crate::rows::{lettering, line, weight};
use crate::theme::Theme;

/// One measure by deprivation in one area.
#[derive(Debug, Clone, PartialEq)]
pub struct SlopeChart {
    /// The fifths, the most deprived first.
    pub columns: Vec<SlopeColumn>,
    /// The line through those that are shown, if there can be one.
    pub slope: Option<Slope>,
    /// What is said below the columns: the index with its interval, or why there is no line.
    /// May be empty.
    pub note: String,
    /// The units of the figures.
    pub scale: Scale,
}

/// One fifth.
#[derive(Debug, Clone, PartialEq)]
pub struct SlopeColumn {
    /// Its name, e.g. `1 (most deprived)`.
    pub label: String,
    /// The people of this fifth: the width of its column.
    pub people: Published<u32>,
    /// Its value, or why there is none.
    pub figure: Published<Figure>,
}

/// The room between two columns.
const GAP: f64 = 2.0;
/// The line is drawn through so many points, because it bends a little.
const STEPS: u32 = 24;
/// The most lines of a column's name, and of the note.
const NAME_LINES: usize = 3;
/// What is said of the widths.
const WIDTHS: &str = "The wider a column, the more people are in that fifth.";

/// A fifth that has a column: it, and the shares of the people where it begins and ends.
struct Column<'a> {
    fifth: &'a SlopeColumn,
    from_share: f64,
    to_share: f64,
}

/// Where everything goes.
struct Scene<'a> {
    chart: &'a SlopeChart,
    columns: Vec<Column<'a>>,
    absent: AbsentList,
    legend: Legend,
    title: String,
    plot: Plot<'a>,
    names: Vec<Vec<String>>,
    notes: Vec<String>,
    height: f64,
}

impl SlopeChart {
    /// The fifths that have a column: those that are shown, so that the columns and the line lie
    /// on the same shares of the people.
    fn columns(&self) -> Vec<Column<'_>> {
        let has_column = |fifth: &&SlopeColumn| {
            let has_people = fifth.people.shown().is_some_and(|people| people > 0);
            has_people && fifth.figure.shown().is_some()
        };
        let people = |fifth: &SlopeColumn| f64::from(fifth.people.shown().unwrap_or(0));
        let fifths = || self.columns.iter().filter(has_column);
        let everybody: f64 = fifths().map(people).sum();
        let mut before = 0.0;
        fifths()
            .map(|fifth| {
                let from_share = before / everybody;
                before += people(fifth);
                Column {
                    fifth,
                    from_share,
                    to_share: before / everybody,
                }
            })
            .collect()
    }

    fn mark(&self, fifth: &SlopeColumn) -> Mark {
        let figure = fifth.people.and_then(|people| match people {
            0 => Published::NoPeople,
            _ => fifth.figure,
        });
        let people = fifth.people.shown().filter(|people| *people > 0);
        let people = people.map(wording::number::about_people);
        Mark {
            area: None,
            label: fifth.label.clone(),
            value: value_or_word(self.scale, &figure),
            detail: detail(self.scale, &figure, None, &people.unwrap_or_default()),
        }
    }

    fn scene<'a>(&'a self, theme: &'a Theme, width: f64, height: Option<f64>) -> Scene<'a> {
        let columns = self.columns();
        let is_absent = |fifth: &&SlopeColumn| {
            let drawn = |column: &Column| std::ptr::eq(column.fifth, *fifth);
            !columns.iter().any(drawn)
        };
        let absent = self.columns.iter().filter(is_absent);
        let absent = AbsentList(absent.map(|fifth| self.mark(fifth)).collect());
        let ends = self
            .slope
            .as_ref()
            .map(|slope| [slope.at(0.0), slope.at(1.0)]);
        let uppers = columns
            .iter()
            .filter_map(|column| column.fifth.figure.shown());
        let largest = uppers
            .map(|figure| figure.interval_95.upper)
            .chain(ends.into_iter().flatten())
            .fold(0.0, f64::max);
        let axis = Axis::from_zero(self.scale, largest);
        let legend = Legend(
            ends.map(|ends| self.line_entry(theme, ends))
                .into_iter()
                .collect(),
        );
        let title = axis.unit.title();
        let around = Around {
            above: legend.height(theme, width) + plot::note_height(&title),
            beside: 8.0,
            below: 0.0,
        };
        let mut plot = Plot::new(theme, axis, (width, 0.0), around);
        let names: Vec<Vec<String>> = columns
            .iter()
            .map(|column| {
                let share = column.to_share - column.from_share;
                let room = share * (plot.right - plot.left) - GAP;
                names(theme, &self.mark(column.fifth), room)
            })
            .collect();
        let mut notes = Vec::new();
        let widths = if columns.is_empty() { "" } else { WIDTHS };
        let unsaid = unsaid(&columns, &names, self.scale);
        for note in [widths, unsaid.as_str(), self.note.as_str()] {
            notes.extend(metrics::wrap(note, theme.small, Weight::Regular, width, 4));
        }
        let n_lines = names.iter().map(Vec::len).max().unwrap_or(0);
        let below = 8.0
            + line(theme) * n_lines as f64
            + 8.0
            + NOTE * notes.len() as f64
            + absent.height(theme, width);
        let natural = around.above + HEADROOM + plot::field_height(width) + below;
        let height = height.unwrap_or(natural.round());
        plot.bottom = height - below;
        Scene {
            chart: self,
            columns,
            absent,
            legend,
            title,
            plot,
            names,
            notes,
            height,
        }
    }

    fn line_entry(&self, theme: &Theme, [most, least]: [f64; 2]) -> (Glyph, String) {
        let value = |end| wording::number::value(self.scale, end);
        let text = format!(
            "Slope from {} (most deprived) to {} (least)",
            value(most),
            value(least)
        );
        (Glyph::filled(Shape::Line, theme.series[1]), text)
    }
}

impl Chart for SlopeChart {
    fn natural_height(&self, theme: &Theme, width: f64) -> f64 {
        self.scene(theme, width, None).height
    }

    fn draw<DB: DrawingBackend>(&self, theme: &Theme, canvas: &Canvas<DB>) -> DrawResult<DB> {
        self.scene(theme, canvas.width, Some(canvas.height))
            .draw(canvas)
    }
}

impl Scene<'_> {
    fn draw<DB: DrawingBackend>(&self, canvas: &Canvas<DB>) -> DrawResult<DB> {
        let (plot, theme) = (&self.plot, self.plot.theme);
        self.legend.draw(theme, canvas)?;
        plot.grid(canvas, &self.title)?;
        for (column, name) in self.columns.iter().zip(&self.names) {
            canvas.mark(&self.chart.mark(column.fifth), || {
                self.column(canvas, column, name)
            })?;
        }
        let foot = [(plot.left, plot.bottom), (plot.right, plot.bottom)];
        canvas.line(&foot, theme.ink, 1.0)?;
        self.slope(canvas)?;
        let notes = NOTE * self.notes.len() as f64 + self.absent.height(theme, canvas.width);
        for (number, note) in self.notes.iter().enumerate() {
            let middle = canvas.height - notes + NOTE * (number as f64 + 0.5);
            small_print(theme, canvas, note, (0.0, middle))?;
        }
        self.absent.draw(theme, canvas)
    }

    fn x(&self, share: f64) -> f64 {
        self.plot.left + share * (self.plot.right - self.plot.left)
    }

    fn column<DB: DrawingBackend>(
        &self,
        canvas: &Canvas<DB>,
        column: &Column,
        name: &[String],
    ) -> DrawResult<DB> {
        let (plot, theme) = (&self.plot, self.plot.theme);
        let (left, right) = (self.x(column.from_share), self.x(column.to_share) - GAP);
        let (width, middle) = ((right - left).max(1.0), f64::midpoint(left, right));
        let below = plot.bottom + 8.0 + line(theme) * name.len() as f64;
        let whole = (width, below - plot.top);
        canvas.rectangle((left, plot.top), whole, (theme.background, 0.0))?;
        let Some(figure) = column.fifth.figure.shown() else {
            return Ok(());
        };
        let top = plot.y(figure.value).min(plot.bottom - 1.5);
        let size = (width, plot.bottom - top);
        canvas.rectangle((left, top), size, (theme.sequence[2], 0.55))?;
        canvas.line(&[(left, top), (left + width, top)], theme.series[0], 2.0)?;
        let ends = [figure.interval_95.lower, figure.interval_95.upper];
        let ends = ends.map(|end| (middle, plot.y(end)));
        canvas.line(&ends, theme.ink, 2.0)?;
        let first = plot.bottom + 8.0 + line(theme) / 2.0;
        for (number, text) in name.iter().enumerate() {
            let weight = weight(number == 0);
            let style = lettering(theme, theme.small, weight, Anchor::Middle, number > 0);
            let place = (middle, first + line(theme) * number as f64);
            canvas.text(text, place, &style)?;
        }
        Ok(())
    }

    /// The line, light at its edges so that it can be seen on every column, and its two ends.
    fn slope<DB: DrawingBackend>(&self, canvas: &Canvas<DB>) -> DrawResult<DB> {
        let Some(slope) = &self.chart.slope else {
            return Ok(());
        };
        let (plot, theme) = (&self.plot, self.plot.theme);
        let place = |share: f64| (self.x(share), plot.y(slope.at(share)));
        let points: Vec<(f64, f64)> = (0..=STEPS)
            .map(|step| place(f64::from(step) / f64::from(STEPS)))
            .collect();
        canvas.line(&points, theme.background, 5.0)?;
        canvas.line(&points, theme.series[1], 2.5)?;
        for end in [place(0.0), place(1.0)] {
            Glyph::filled(Shape::Diamond, theme.series[1]).draw(theme, canvas, end, 5.0)?;
        }
        Ok(())
    }
}

/// What is written below a column: its value, then its name as far as there is room, and nothing
/// where there is no room for the value.
fn names(theme: &Theme, mark: &Mark, room: f64) -> Vec<String> {
    let fits = |text: &str, weight| metrics::width(text, theme.small, weight) <= room;
    if !fits(&mark.value, Weight::Bold) {
        return Vec::new();
    }
    let mut lines = vec![mark.value.clone()];
    let name = metrics::wrap(&mark.label, theme.small, Weight::Regular, room, NAME_LINES);
    if name.iter().any(|line| line.contains('\u{2026}')) {
        let first = mark.label.split(' ').next().unwrap_or_default();
        lines.extend(fits(first, Weight::Regular).then(|| first.to_owned()));
    } else {
        lines.extend(name);
    }
    lines
}

/// The values of columns that have no room for them.
fn unsaid(columns: &[Column], names: &[Vec<String>], scale: Scale) -> String {
    let without = columns
        .iter()
        .zip(names)
        .filter(|(_, name)| name.is_empty());
    let said: Vec<String> = without
        .map(|(column, _)| {
            let value = value_or_word(scale, &column.fifth.figure);
            format!("{}: {value}", column.fifth.label)
        })
        .collect();
    said.join("; ")
}
