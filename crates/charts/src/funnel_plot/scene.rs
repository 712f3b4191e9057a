//! Where everything in a funnel plot goes, and its drawing.

use measures::comparison::Comparison;
use measures::definition::Scale;
use measures::interval::{Confidence, Interval};
use measures::limits::Funnel;
use plotters_backend::DrawingBackend;

use super::{FunnelPlot, FunnelPoint};
use crate::absent_list::AbsentList;
use crate::area_comparison::{detail, value_or_word};
use crate::axis::{Axis, Unit};
use crate::canvas::{Anchor, Canvas, DrawResult, Mark};
use crate::glyph::{Glyph, Shape};
use crate::labels::Labels;
use crate::legend::Legend;
use crate::metrics::{self, Weight};
use crate::plot::{Around, EndName, HEADROOM, NAMES, NOTE, Plot, end_room, field_height};
use crate::rows::{lettering, weight};
use crate::theme::Theme;

const SCALE: Scale = Scale::Proportion;
/// A limit is drawn through so many points, closer together where people are few and it bends.
const STEPS: u32 = 48;
/// Half a mark.
const RADIUS: f64 = 6.0;

/// An area that has both its people and its value.
struct Placed<'a> {
    point: &'a FunnelPoint,
    people: f64,
    value: f64,
}

pub(super) struct Scene<'a> {
    chart: &'a FunnelPlot,
    placed: Vec<Placed<'a>>,
    absent: AbsentList,
    funnel: Option<Funnel>,
    legend: Legend,
    names: Vec<EndName>,
    people: Axis,
    plot: Plot<'a>,
    pub(super) height: f64,
}

impl<'a> Scene<'a> {
    /// The scene in this width, and in this height or in the one that suits it.
    pub(super) fn new(
        chart: &'a FunnelPlot,
        theme: &'a Theme,
        width: f64,
        height: Option<f64>,
    ) -> Self {
        let placed: Vec<Placed> = chart.points.iter().filter_map(placed).collect();
        let absent = chart.points.iter().filter(|point| placed_is_none(point));
        let absent = AbsentList(absent.map(|point| mark(chart, point)).collect());
        let reference = chart.reference.as_ref();
        let funnel = reference.and_then(|whole| Funnel::new(whole.value).ok());
        let (people, values) = axes(&placed, funnel);
        let (legend, names) = if placed.is_empty() {
            (Legend::default(), Vec::new())
        } else {
            words(chart, theme, width, limit_names(funnel, people.upper))
        };
        let below = NAMES + NOTE + absent.height(theme, width);
        let around = Around {
            above: legend.height(theme, width),
            beside: end_room(&names, theme),
            below,
        };
        // Without a point there is no field, only what is absent.
        let natural = if placed.is_empty() {
            absent.height(theme, width)
        } else {
            around.above + HEADROOM + field_height(width) + below
        };
        let height = height.unwrap_or(natural.round().max(1.0));
        Self {
            chart,
            placed,
            absent,
            funnel,
            legend,
            names,
            people,
            plot: Plot::new(theme, values, (width, height), around),
            height,
        }
    }

    pub(super) fn draw<DB: DrawingBackend>(self, canvas: &Canvas<DB>) -> DrawResult<DB> {
        let (plot, theme) = (&self.plot, self.plot.theme);
        if self.placed.is_empty() {
            return self.absent.draw(theme, canvas);
        }
        self.legend.draw(theme, canvas)?;
        self.bands(canvas)?;
        plot.grid(canvas, "")?;
        self.people_names(canvas)?;
        self.limits(canvas)?;
        if let Some(whole) = &self.chart.reference {
            let y = plot.y(whole.value);
            canvas.line(&[(plot.left, y), (plot.right, y)], theme.ink, 1.5)?;
        }
        for placed in &self.placed {
            canvas.mark(&mark(self.chart, placed.point), || {
                self.point(canvas, placed)
            })?;
        }
        self.point_names(canvas)?;
        self.absent.draw(theme, canvas)?;
        let Self { plot, names, .. } = self;
        plot.end_names(canvas, names)
    }

    fn x(&self, people: f64) -> f64 {
        self.people.place(people, self.plot.left, self.plot.right)
    }

    fn place(&self, placed: &Placed) -> (f64, f64) {
        (self.x(placed.people), self.plot.y(placed.value))
    }

    fn is_selected(&self, point: &FunnelPoint) -> bool {
        self.chart.selected.as_ref() == Some(&point.code)
    }

    /// The two limits by the number of people, from few to many.
    fn curve(&self, confidence: Confidence) -> Vec<(f64, Interval)> {
        let Some(funnel) = self.funnel else {
            return Vec::new();
        };
        let from = self.people.lower.max(1.0);
        let people = (0..=STEPS).map(|step| {
            let share = f64::from(step) / f64::from(STEPS);
            from + (self.people.upper - from) * share * share
        });
        people
            .filter_map(|people| Some((people, funnel.limits(whole(people), confidence)?)))
            .collect()
    }

    /// What chance alone would keep within the limits, paler the less likely it is.
    fn bands<DB: DrawingBackend>(&self, canvas: &Canvas<DB>) -> DrawResult<DB> {
        let theme = self.plot.theme;
        for confidence in [Confidence::Percent998, Confidence::Percent95] {
            let curve = self.curve(confidence);
            let edge = |(people, value): (f64, f64)| (self.x(people), self.plot.y(value));
            let upper = curve.iter().map(|(people, limits)| (*people, limits.upper));
            let lower = curve.iter().map(|(people, limits)| (*people, limits.lower));
            let around: Vec<_> = upper.chain(lower.rev()).map(edge).collect();
            if !around.is_empty() {
                canvas.polygon(&around, (theme.series[0], theme.interval_opacity * 0.28))?;
            }
        }
        Ok(())
    }

    /// The limits as lines, where they lie within the field.
    fn limits<DB: DrawingBackend>(&self, canvas: &Canvas<DB>) -> DrawResult<DB> {
        let (theme, axis) = (self.plot.theme, self.plot.axis);
        for (confidence, thickness) in [(Confidence::Percent95, 1.0), (Confidence::Percent998, 1.5)]
        {
            let curve = self.curve(confidence);
            for end in [
                |limits: Interval| limits.lower,
                |limits: Interval| limits.upper,
            ] {
                let points: Vec<(f64, f64)> = curve
                    .iter()
                    .map(|(people, limits)| (*people, end(*limits)))
                    .filter(|(_, value)| *value > axis.lower && *value < axis.upper)
                    .map(|(people, value)| (self.x(people), self.plot.y(value)))
                    .collect();
                if points.len() > 1 {
                    canvas.line(&points, theme.muted, thickness)?;
                }
            }
        }
        Ok(())
    }

    fn people_names<DB: DrawingBackend>(&self, canvas: &Canvas<DB>) -> DrawResult<DB> {
        let (plot, theme) = (&self.plot, self.plot.theme);
        let most = if plot.right - plot.left < 400.0 { 3 } else { 6 };
        for (people, text) in self.people.ticks(most) {
            plot.name_below(canvas, self.x(people), &text)?;
        }
        let style = lettering(theme, theme.small, Weight::Regular, Anchor::Middle, true);
        let middle = f64::midpoint(plot.left, plot.right);
        canvas.text(
            &self.people.unit.title(),
            (middle, plot.bottom + 34.0),
            &style,
        )
    }

    fn point<DB: DrawingBackend>(&self, canvas: &Canvas<DB>, placed: &Placed) -> DrawResult<DB> {
        let theme = self.plot.theme;
        let (x, y) = self.place(placed);
        canvas.rectangle((x - 12.0, y - 12.0), (24.0, 24.0), (theme.background, 0.0))?;
        if self.is_selected(placed.point) {
            canvas.disc((x, y), RADIUS + 5.0, theme.ink)?;
            canvas.disc((x, y), RADIUS + 3.0, theme.background)?;
        }
        let glyph = placed.point.comparison.map_or_else(
            || Glyph::filled(Shape::Disc, theme.series[0]),
            |comparison| Glyph::of(comparison, theme),
        );
        glyph.draw(theme, canvas, (x, y), RADIUS)
    }

    /// The names of the area pointed out and of those outside the limits, or of all where there are
    /// no limits, as far as there is room.
    fn point_names<DB: DrawingBackend>(&self, canvas: &Canvas<DB>) -> DrawResult<DB> {
        let (plot, theme) = (&self.plot, self.plot.theme);
        let mut labels = Labels::new((plot.left, plot.top - HEADROOM), (plot.right, plot.bottom));
        for placed in &self.placed {
            labels.keep_off(self.place(placed), RADIUS + 1.0);
        }
        let mut named: Vec<&Placed> = self
            .placed
            .iter()
            .filter(|placed| {
                let is_plain = self.chart.reference.is_none();
                is_plain || self.is_selected(placed.point) || is_outside(placed.point)
            })
            .collect();
        let reference = self.chart.reference.as_ref().map(|whole| whole.value);
        let far = |placed: &Placed| (placed.value - reference.unwrap_or_default()).abs();
        named.sort_by(|one, other| {
            let selected = |placed: &Placed| self.is_selected(placed.point);
            selected(other)
                .cmp(&selected(one))
                .then(far(other).total_cmp(&far(one)))
        });
        for placed in named {
            let weight = weight(self.is_selected(placed.point));
            let name =
                metrics::shorten(&placed.point.name, theme.small, weight, canvas.width * 0.4);
            let size = (
                metrics::width(&name, theme.small, weight),
                theme.small * 1.15,
            );
            let radius = if self.is_selected(placed.point) {
                RADIUS + 5.0
            } else {
                RADIUS + 1.0
            };
            let Some((at, anchor)) = labels.place(size, self.place(placed), radius) else {
                continue;
            };
            let left = match anchor {
                Anchor::Start => at.0,
                Anchor::Middle => at.0 - size.0 / 2.0,
                Anchor::End => at.0 - size.0,
            };
            let behind = (left - 1.0, at.1 - size.1 / 2.0);
            canvas.rectangle(behind, (size.0 + 2.0, size.1), (theme.background, 0.7))?;
            let style = lettering(theme, theme.small, weight, anchor, false);
            canvas.text(&name, at, &style)?;
        }
        Ok(())
    }
}

fn placed(point: &FunnelPoint) -> Option<Placed<'_>> {
    let (people, figure) = (point.people.shown()?, point.figure.shown()?);
    Some(Placed {
        point,
        people: f64::from(people),
        value: figure.value,
    })
}

fn placed_is_none(point: &FunnelPoint) -> bool {
    placed(point).is_none()
}

fn is_outside(point: &FunnelPoint) -> bool {
    point
        .comparison
        .is_some_and(|comparison| comparison != Comparison::Similar)
}

/// The axis of people, and that of values: wide enough for the limits of the smallest area.
fn axes(placed: &[Placed], funnel: Option<Funnel>) -> (Axis, Axis) {
    let sizes = || placed.iter().map(|placed| placed.people);
    let most = sizes().fold(0.0, f64::max);
    let people = Axis::around(Unit::People, sizes().fold(most, f64::min), most);
    let smallest = sizes().reduce(f64::min);
    let limits = funnel
        .zip(smallest)
        .and_then(|(funnel, people)| funnel.limits(whole(people), Confidence::Percent998));
    let limits = limits
        .into_iter()
        .flat_map(|limits| [limits.lower, limits.upper]);
    let values = || placed.iter().map(|placed| placed.value);
    let all = || {
        values()
            .chain(limits.clone())
            .chain(funnel.map(Funnel::reference))
    };
    let largest = all().fold(0.0, f64::max);
    let values = Axis::around(SCALE, all().fold(largest, f64::min), largest);
    (people, values)
}

/// The names of the limits, at the values they have for the most people.
fn limit_names(funnel: Option<Funnel>, people: f64) -> Vec<(f64, &'static str)> {
    let limits = |confidence| funnel?.limits(whole(people), confidence);
    // One above and one below the reference, so that the three names keep off each other.
    let outer = limits(Confidence::Percent998).map(|limits| (limits.upper, "99.8% limits"));
    let inner = limits(Confidence::Percent95).map(|limits| (limits.lower, "95% limits"));
    outer.into_iter().chain(inner).collect()
}

/// What the marks mean, and the names of the lines: at their ends, or above where there is no room.
fn words(
    chart: &FunnelPlot,
    theme: &Theme,
    width: f64,
    limits: Vec<(f64, &'static str)>,
) -> (Legend, Vec<EndName>) {
    let muted = Glyph::filled(Shape::Line, theme.muted);
    let mut lines: Vec<EndName> = limits
        .into_iter()
        .map(|(value, text)| EndName {
            value,
            text: text.to_owned(),
            glyph: muted,
        })
        .collect();
    let reference = chart.reference.as_ref();
    if let Some((value, text)) = crate::reference_line(reference, SCALE) {
        lines.push(EndName {
            value,
            text: if width < theme.narrow {
                text
            } else {
                metrics::shorten(&text, theme.text, Weight::Bold, width * 0.24)
            },
            glyph: Glyph::filled(Shape::Line, theme.ink),
        });
    }
    let comparisons = chart.points.iter().filter_map(|point| point.comparison);
    let mut legend = reference.map_or_else(Legend::default, |whole| {
        Legend::of_comparisons(comparisons, &whole.name, theme)
    });
    if width >= theme.narrow {
        return (legend, lines);
    }
    let above = lines.into_iter().map(|line| (line.glyph, line.text));
    legend.0.extend(above);
    (legend, Vec::new())
}

fn mark(chart: &FunnelPlot, point: &FunnelPoint) -> Mark {
    let whole = chart.reference.as_ref().map(|whole| whole.name.as_str());
    let people = point.people.shown().map(wording::number::about_people);
    Mark {
        area: Some(point.code.clone()),
        label: point.name.clone(),
        value: if point.figure.shown().is_some() && point.people.shown().is_none() {
            value_or_word(SCALE, &point.people.and_then(|_| point.figure))
        } else {
            value_or_word(SCALE, &point.figure)
        },
        detail: detail(
            SCALE,
            &point.figure,
            point.comparison.zip(whole),
            &people.unwrap_or_default(),
        ),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a number of people on an axis is positive and far below the largest whole number"
)]
fn whole(people: f64) -> u64 {
    people.round() as u64
}
