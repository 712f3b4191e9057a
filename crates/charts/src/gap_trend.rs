//! A gap between two groups over time, each with its interval, around the line of no gap.
//!
//! It never says that the gap has changed: whether two intervals differ is the caller's to say.

use measures::definition::Scale;
use measures::period::Quarter;
use measures::published::Published;
use plotters_backend::DrawingBackend;
use wording::finding::Between;

use crate::Chart;
use crate::axis::{Axis, Unit};
use crate::canvas::{Canvas, DrawResult, Mark};
use crate::glyph::{Glyph, Shape};
use crate::plot::{self, Around, EndName, HEADROOM, NAMES, NOTE, Plot, small_print};
use crate::sparkline::runs;
use crate::theme::Theme;

/// The gaps of one area.
#[derive(Debug, Clone, PartialEq)]
pub struct GapTrend {
    /// The code of its area.
    pub code: String,
    /// The name of its area.
    pub name: String,
    /// The quarters, earliest first.
    pub periods: Vec<Quarter>,
    /// The gap in each, or why there is none.
    pub gaps: Vec<Published<Between>>,
    /// What a gap is.
    pub kind: GapKind,
    /// What a gap above the line means, e.g. `Higher in the least deprived fifth`. May be empty.
    pub above: String,
    /// What a gap below the line means. May be empty.
    pub below: String,
}

/// What a gap is, and so where no gap lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GapKind {
    /// One figure less another, in these units: no gap is 0.
    Difference(Scale),
    /// One figure divided by another: no gap is 1.
    Ratio,
}

impl GapKind {
    fn unit(self) -> Unit {
        match self {
            Self::Difference(scale) => Unit::Difference(scale),
            Self::Ratio => Unit::Ratio,
        }
    }

    fn no_gap(self) -> f64 {
        match self {
            Self::Difference(_) => 0.0,
            Self::Ratio => 1.0,
        }
    }
}

/// A gap and its interval as text: `−4.2 points`, `−5.1 to −3.3`.
pub(crate) fn said(kind: GapKind, gap: &Between) -> (String, String) {
    match kind {
        GapKind::Difference(scale) => (
            wording::number::signed_points(scale, gap.value),
            wording::number::signed_interval(scale, &gap.interval),
        ),
        GapKind::Ratio => {
            let times = wording::number::times;
            let (lower, upper) = (times(gap.interval.lower), times(gap.interval.upper));
            (times(gap.value), format!("{lower} to {upper}"))
        }
    }
}

impl GapTrend {
    fn any_absent(&self) -> bool {
        self.gaps.iter().any(|gap| gap.shown().is_none())
    }

    fn axis(&self) -> Axis {
        let shown = || self.gaps.iter().filter_map(|gap| gap.shown());
        let no_gap = self.kind.no_gap();
        let lowest = shown().map(|gap| gap.interval.lower).fold(no_gap, f64::min);
        let highest = shown().map(|gap| gap.interval.upper).fold(no_gap, f64::max);
        Axis::around_middle(self.kind.unit(), no_gap, lowest, highest)
    }

    fn around(&self, title: &str, names: &[EndName], theme: &Theme) -> Around {
        let hatching = if self.any_absent() { NOTE } else { 0.0 };
        Around {
            above: plot::note_height(title) + plot::note_height(&self.above),
            beside: plot::end_room(names, theme),
            below: plot::note_height(&self.below) + NAMES + hatching,
        }
    }

    fn no_gap_name(&self, theme: &Theme) -> Vec<EndName> {
        vec![EndName {
            value: self.kind.no_gap(),
            text: "No gap".to_owned(),
            glyph: Glyph::filled(Shape::Line, theme.ink),
        }]
    }

    fn mark(&self, index: usize, gap: &Published<Between>) -> Mark {
        let quarter = self.periods.get(index).copied();
        let quarter = quarter
            .map(wording::date::snapshot_month)
            .unwrap_or_default();
        let (value, detail) = match gap {
            Published::Shown(gap) => said(self.kind, gap),
            absent => {
                let word = wording::status::short(absent).unwrap_or_default();
                (word.to_owned(), String::new())
            }
        };
        Mark {
            area: Some(self.code.clone()),
            label: format!("{}, {quarter}", self.name),
            value,
            detail,
        }
    }
}

impl Chart for GapTrend {
    fn natural_height(&self, theme: &Theme, width: f64) -> f64 {
        let around = self.around(&self.kind.unit().title(), &[], theme);
        (around.above + HEADROOM + plot::field_height(width) + around.below).round()
    }

    fn draw<DB: DrawingBackend>(&self, theme: &Theme, canvas: &Canvas<DB>) -> DrawResult<DB> {
        let (axis, n) = (self.axis(), self.periods.len());
        let (title, names) = (axis.unit.title(), self.no_gap_name(theme));
        let around = self.around(&title, &names, theme);
        let plot = Plot::new(theme, axis, (canvas.width, canvas.height), around);
        for (index, gap) in self.gaps.iter().enumerate() {
            if gap.shown().is_none() {
                plot.absent_column(canvas, index, n)?;
            }
        }
        plot.grid(canvas, "")?;
        small_print(theme, canvas, &title, (0.0, NOTE / 2.0))?;
        let above = plot::note_height(&title) + NOTE / 2.0;
        side(theme, canvas, (Shape::Up, &self.above), (plot.left, above))?;
        let below = plot.bottom + NAMES + NOTE / 2.0;
        side(
            theme,
            canvas,
            (Shape::Down, &self.below),
            (plot.left, below),
        )?;
        plot.quarters(canvas, &self.periods)?;
        let no_gap = plot.y(self.kind.no_gap());
        let across = [(plot.left - 6.0, no_gap), (plot.right, no_gap)];
        canvas.line(&across, theme.ink, 2.0)?;
        for run in runs(&self.gaps) {
            let points: Vec<(f64, f64)> = run
                .into_iter()
                .map(|(index, gap)| (plot.x(index, n), plot.y(gap.value)))
                .collect();
            canvas.line(&points, theme.rest, 1.5)?;
        }
        for (index, gap) in self.gaps.iter().enumerate() {
            canvas.mark(&self.mark(index, gap), || {
                let (x, gap) = (plot.x(index, n), gap.shown());
                let y = gap.map_or(plot.bottom - 6.0, |gap| plot.y(gap.value));
                canvas.rectangle((x - 12.0, y - 12.0), (24.0, 24.0), (theme.ink, 0.0))?;
                let Some(gap) = gap else { return Ok(()) };
                let ends = [gap.interval.lower, gap.interval.upper];
                let ends = ends.map(|end| (x, plot.y(end)));
                canvas.line(&ends, theme.series[0], 2.0)?;
                Glyph::filled(Shape::Disc, theme.series[0]).draw(theme, canvas, (x, y), 4.5)
            })?;
        }
        plot.end_names(canvas, names)?;
        if self.any_absent() {
            plot::hatching_note(theme, canvas)?;
        }
        Ok(())
    }
}

/// What a gap on one side of the line means, if it is said, with an arrow that way.
fn side<DB: DrawingBackend>(
    theme: &Theme,
    canvas: &Canvas<DB>,
    (shape, text): (Shape, &str),
    (left, middle): (f64, f64),
) -> DrawResult<DB> {
    if text.is_empty() {
        return Ok(());
    }
    Glyph::filled(shape, theme.muted).draw(theme, canvas, (left + 5.0, middle), 4.5)?;
    small_print(theme, canvas, text, (left + 14.0, middle))
}
