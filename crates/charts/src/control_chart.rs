//! A quarterly series with its mean and limits: the `XmR` chart.
//!
//! For periods that do not overlap. Limits and rules are `measures::process`'s; a point that meets
//! one has a shape of its own and the rule's name. It never says why a point is exceptional.

use measures::definition::Scale;
use measures::figure::Figure;
use measures::period::Quarter;
use measures::process::{Process, SETTLED_POINTS, Side, SpecialCause};
use measures::published::Published;
use plotters_backend::DrawingBackend;

use crate::Chart;
use crate::area_comparison::{detail, value_or_word};
use crate::axis::Axis;
use crate::canvas::{Canvas, DrawResult, Mark};
use crate::glyph::{Glyph, Shape};
use crate::legend::Legend;
use crate::plot::{self, Around, EndName, HEADROOM, NAMES, Plot};
use crate::sparkline::runs;
use crate::theme::Theme;

/// One series.
#[derive(Debug, Clone, PartialEq)]
pub struct ControlChart {
    /// The code of its area.
    pub code: String,
    /// The name of its area or group.
    pub name: String,
    /// The quarters, earliest first.
    pub periods: Vec<Quarter>,
    /// Its values, one for each quarter.
    pub figures: Vec<Published<Figure>>,
    /// The units of the figures.
    pub scale: Scale,
}

impl ControlChart {
    /// Mean, limits and special causes, or `None` where a quarter has no value, there are fewer
    /// than two, or all are the same.
    #[must_use]
    pub fn process(&self) -> Option<Process> {
        let values = self.figures.iter().map(|figure| figure.shown());
        let values: Option<Vec<f64>> = values.map(|figure| Some(figure?.value)).collect();
        Process::new(&values?).ok()
    }

    /// What is said below the chart: that its limits may still move, or why there are none.
    fn note(&self, process: Option<&Process>) -> String {
        let any_absent = self.figures.iter().any(|figure| figure.shown().is_none());
        match process {
            Some(process) if process.limits_are_trial() => {
                format!("Trial limits: fewer than {SETTLED_POINTS} quarters")
            }
            Some(_) => String::new(),
            None if any_absent => "No limits: not every quarter is shown".to_owned(),
            None if self.figures.len() < 2 => "No limits: fewer than two quarters".to_owned(),
            None => "No limits: every quarter is the same".to_owned(),
        }
    }

    fn scene<'a>(&'a self, theme: &'a Theme, width: f64, height: Option<f64>) -> Scene<'a> {
        let process = self.process();
        let (causes, lines) = process.as_ref().map_or_else(
            || (vec![None; self.figures.len()], Vec::new()),
            |process| (process.special_causes(), lines(self.scale, process)),
        );
        let values = || self.figures.iter().filter_map(|figure| figure.shown());
        let values = || values().map(|figure| figure.value);
        let all = || values().chain(lines.iter().map(|(value, _)| *value));
        let largest = all().fold(0.0, f64::max);
        let axis = Axis::around(self.scale, all().fold(largest, f64::min), largest);
        let mut legend = legend(theme, &causes);
        let mut names = Vec::new();
        for (value, name) in &lines {
            let colour = if names.is_empty() {
                theme.ink
            } else {
                theme.muted
            };
            names.push(EndName {
                value: *value,
                text: format!("{name} {}", wording::number::value(self.scale, *value)),
                glyph: Glyph::filled(Shape::Line, colour),
            });
        }
        if width < theme.narrow {
            let above = names.drain(..).map(|name| (name.glyph, name.text));
            legend.0.extend(above);
        }
        let (title, note) = (axis.unit.title(), self.note(process.as_ref()));
        let any_absent = self.figures.iter().any(|figure| figure.shown().is_none());
        let hatching = if any_absent { plot::NOTE } else { 0.0 };
        let around = Around {
            above: legend.height(theme, width) + plot::note_height(&title),
            beside: plot::end_room(&names, theme),
            below: NAMES + plot::note_height(&note) + hatching,
        };
        let natural = around.above + HEADROOM + plot::field_height(width) + around.below;
        let height = height.unwrap_or(natural.round());
        Scene {
            chart: self,
            causes,
            lines,
            legend,
            names,
            title,
            note,
            hatching,
            plot: Plot::new(theme, axis, (width, height), around),
            height,
        }
    }
}

impl Chart for ControlChart {
    fn natural_height(&self, theme: &Theme, width: f64) -> f64 {
        self.scene(theme, width, None).height
    }

    fn draw<DB: DrawingBackend>(&self, theme: &Theme, canvas: &Canvas<DB>) -> DrawResult<DB> {
        self.scene(theme, canvas.width, Some(canvas.height))
            .draw(canvas)
    }
}

/// Where everything goes.
struct Scene<'a> {
    chart: &'a ControlChart,
    causes: Vec<Option<SpecialCause>>,
    /// The mean, then the limits.
    lines: Vec<(f64, &'static str)>,
    legend: Legend,
    names: Vec<EndName>,
    title: String,
    note: String,
    hatching: f64,
    plot: Plot<'a>,
    height: f64,
}

impl Scene<'_> {
    fn draw<DB: DrawingBackend>(self, canvas: &Canvas<DB>) -> DrawResult<DB> {
        let (plot, theme, chart) = (&self.plot, self.plot.theme, self.chart);
        let n = chart.periods.len();
        self.legend.draw(theme, canvas)?;
        for (index, figure) in chart.figures.iter().enumerate() {
            if figure.shown().is_none() {
                plot.absent_column(canvas, index, n)?;
            }
        }
        plot.grid(canvas, &self.title)?;
        plot.quarters(canvas, &chart.periods)?;
        for (index, (value, _)) in self.lines.iter().enumerate() {
            let colour = if index == 0 { theme.ink } else { theme.muted };
            let y = plot.y(*value);
            canvas.line(&[(plot.left, y), (plot.right, y)], colour, 1.5)?;
        }
        for run in runs(&chart.figures) {
            let points: Vec<(f64, f64)> = run
                .into_iter()
                .map(|(index, figure)| (plot.x(index, n), plot.y(figure.value)))
                .collect();
            canvas.line(&points, theme.series[0], 1.5)?;
        }
        for (index, figure) in chart.figures.iter().enumerate() {
            canvas.mark(&self.mark(index, figure), || {
                let value = figure.shown().map(|figure| plot.y(figure.value));
                let (x, y) = (plot.x(index, n), value.unwrap_or(plot.bottom - 6.0));
                canvas.rectangle((x - 12.0, y - 12.0), (24.0, 24.0), (theme.ink, 0.0))?;
                if value.is_none() {
                    return Ok(());
                }
                let cause = self.causes.get(index).copied().flatten();
                let radius = if cause.is_some() { 6.0 } else { 4.0 };
                glyph(theme, cause).draw(theme, canvas, (x, y), radius)
            })?;
        }
        let note = canvas.height - self.hatching - plot::NOTE / 2.0;
        if !self.note.is_empty() {
            plot::small_print(theme, canvas, &self.note, (0.0, note))?;
        }
        if self.hatching > 0.0 {
            plot::hatching_note(theme, canvas)?;
        }
        let Self { plot, names, .. } = self;
        plot.end_names(canvas, names)
    }

    fn mark(&self, index: usize, figure: &Published<Figure>) -> Mark {
        let quarter = self.chart.periods.get(index);
        let quarter = quarter.map(|quarter| wording::date::snapshot_month(*quarter));
        let rule = self.causes.get(index).copied().flatten();
        let rule = rule.map(wording::finding::rule).unwrap_or_default();
        Mark {
            area: Some(self.chart.code.clone()),
            label: format!("{}, {}", self.chart.name, quarter.unwrap_or_default()),
            value: value_or_word(self.chart.scale, figure),
            detail: detail(
                self.chart.scale,
                figure,
                None,
                &wording::list::uncapitalised(&rule),
            ),
        }
    }
}

/// The mean and the limits, kept where a value can be.
fn lines(scale: Scale, process: &Process) -> Vec<(f64, &'static str)> {
    let limits = process.limits();
    let greatest = match scale {
        Scale::Proportion => 1.0,
        Scale::RatePer(_) => f64::MAX,
    };
    vec![
        (process.mean(), "Average"),
        (limits.upper.min(greatest), "Upper limit"),
        (limits.lower.max(0.0), "Lower limit"),
    ]
}

/// The rules that points meet, in the order of the rules.
fn legend(theme: &Theme, causes: &[Option<SpecialCause>]) -> Legend {
    let mut met: Vec<SpecialCause> = causes.iter().copied().flatten().collect();
    met.sort_unstable();
    met.dedup();
    let entries = met
        .into_iter()
        .map(|cause| (glyph(theme, Some(cause)), wording::finding::rule(cause)));
    Legend(entries.collect())
}

/// The mark of a point, by the rule it meets. Which side of the average it is on can be seen.
fn glyph(theme: &Theme, cause: Option<SpecialCause>) -> Glyph {
    let (shape, hollow) = match cause {
        None => return Glyph::filled(Shape::Disc, theme.series[0]),
        Some(SpecialCause::OutsideLimits(_)) => (Shape::Diamond, false),
        Some(SpecialCause::Run(Side::High)) => (Shape::Up, false),
        Some(SpecialCause::Run(Side::Low)) => (Shape::Down, false),
        Some(SpecialCause::NearLimit(_)) => (Shape::Square, false),
        Some(SpecialCause::OneSide(_)) => (Shape::Disc, true),
    };
    Glyph {
        shape,
        colour: theme.series[1],
        middle: hollow.then_some(theme.background),
    }
}
