//! A population pyramid: people by age band, two kinds of people back to back.
//!
//! Counts of people, from the youngest at the bottom to the oldest at the top. Bands differ in how
//! many years they span, so a longer bar may be a wider band: their names say so.

use measures::published::Published;
use plotters_backend::DrawingBackend;

use crate::Chart;
use crate::axis::{Axis, Unit};
use crate::canvas::{Anchor, Canvas, DrawResult, Mark};
use crate::metrics::{self, Weight};
use crate::rows::{hatched_box, lettering};
use crate::theme::Theme;

/// Counts by age band.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pyramid {
    /// The age bands, the youngest first.
    pub bands: Vec<PyramidBand>,
    /// Who is on the left, e.g. `Men`.
    pub left_name: String,
    /// Who is on the right, e.g. `Women`.
    pub right_name: String,
}

/// One age band.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PyramidBand {
    /// Its name, e.g. `65 to 74`.
    pub label: String,
    /// The people on the left, as published.
    pub left: Published<u32>,
    /// The people on the right, as published.
    pub right: Published<u32>,
}

/// The height of a band, so that it can be tapped, and of what is above and below the bands.
const BAND: f64 = 28.0;
const HEAD: f64 = 26.0;
const FOOT: f64 = 26.0;
/// Between a name, a bar and a number.
const GAP: f64 = 8.0;
/// The width of the box for a number that is not shown.
const BOX: f64 = 26.0;

/// One side: where its bars begin, how far they reach, and which way.
struct Side<'a> {
    name: &'a str,
    foot: f64,
    reach: f64,
    /// -1 to the left, 1 to the right.
    way: f64,
}

impl Pyramid {
    fn counts(&self) -> impl Iterator<Item = Published<u32>> {
        self.bands.iter().flat_map(|band| [band.left, band.right])
    }

    /// The axis of both sides, and the sides.
    fn sides(&self, theme: &Theme, width: f64) -> (Axis, [Side<'_>; 2]) {
        let most = self
            .counts()
            .filter_map(Published::shown)
            .max()
            .unwrap_or(0);
        let axis = Axis::from_zero(Unit::People, f64::from(most));
        let names = self.bands.iter().map(|band| &band.label);
        let names = names
            .map(|name| metrics::width(name, theme.small, Weight::Regular))
            .fold(0.0, f64::max)
            .min(width * 0.3);
        let numbers = self
            .counts()
            .map(|count| metrics::width(&written(count), theme.small, Weight::Bold))
            .fold(0.0, f64::max);
        let (middle, half) = (width / 2.0, names / 2.0 + GAP);
        let reach = (middle - half - numbers - GAP).max(20.0);
        let side = |name, way| Side {
            name,
            foot: middle + half * way,
            reach,
            way,
        };
        (
            axis,
            [side(&self.left_name, -1.0), side(&self.right_name, 1.0)],
        )
    }
}

impl Chart for Pyramid {
    fn natural_height(&self, _theme: &Theme, _width: f64) -> f64 {
        HEAD + BAND * self.bands.len() as f64 + FOOT
    }

    fn draw<DB: DrawingBackend>(&self, theme: &Theme, canvas: &Canvas<DB>) -> DrawResult<DB> {
        let (axis, sides) = self.sides(theme, canvas.width);
        let n = self.bands.len();
        let band = (canvas.height - HEAD - FOOT) / n.max(1) as f64;
        let bottom = HEAD + band * n as f64;
        for side in &sides {
            let anchor = if side.way < 0.0 {
                Anchor::End
            } else {
                Anchor::Start
            };
            let bold = lettering(theme, theme.small, Weight::Bold, anchor, false);
            // A name may reach to the edge: nothing else is beside it.
            let room = if side.way < 0.0 {
                side.foot
            } else {
                canvas.width - side.foot
            };
            let name = metrics::shorten(side.name, theme.small, Weight::Bold, room);
            canvas.text(&name, (side.foot, HEAD / 2.0), &bold)?;
            let middle = lettering(theme, theme.small, Weight::Regular, Anchor::Middle, true);
            let most = if side.reach < 220.0 { 2 } else { 4 };
            // Bars too short for an axis have their numbers.
            let ticks = axis.ticks(most).into_iter().filter(|_| side.reach >= 90.0);
            for (value, text) in ticks {
                let x = side.foot + side.way * axis.place(value, 0.0, side.reach);
                canvas.line(&[(x, HEAD), (x, bottom + 4.0)], theme.grid, 1.0)?;
                canvas.text(&text, (x, bottom + 15.0), &middle)?;
            }
        }
        let style = lettering(theme, theme.small, Weight::Regular, Anchor::Middle, false);
        for (index, row) in self.bands.iter().enumerate() {
            let top = bottom - band * (index + 1) as f64;
            let middle = (canvas.width / 2.0, top + band / 2.0);
            let room = sides[1].foot - sides[0].foot - GAP;
            let name = metrics::shorten(&row.label, theme.small, Weight::Regular, room);
            canvas.text(&name, middle, &style)?;
            for (side, count) in sides.iter().zip([row.left, row.right]) {
                let mark = Mark {
                    area: None,
                    label: format!("{}, {}", side.name, row.label),
                    value: count
                        .shown()
                        .map_or_else(|| written(count), wording::number::about_people),
                    detail: String::new(),
                };
                canvas.mark(&mark, || {
                    let left = if side.way < 0.0 { 0.0 } else { side.foot };
                    let right = if side.way < 0.0 {
                        side.foot
                    } else {
                        canvas.width
                    };
                    let size = (right - left, band);
                    canvas.rectangle((left, top), size, (theme.background, 0.0))?;
                    bar(theme, canvas, (&axis, side), (top, band), count)
                })?;
            }
        }
        Ok(())
    }
}

fn written(count: Published<u32>) -> String {
    match count {
        Published::Shown(people) => wording::number::thousands(u64::from(people)),
        absent => wording::status::short(&absent)
            .unwrap_or_default()
            .to_owned(),
    }
}

fn bar<DB: DrawingBackend>(
    theme: &Theme,
    canvas: &Canvas<DB>,
    (axis, side): (&Axis, &Side),
    (top, band): (f64, f64),
    count: Published<u32>,
) -> DrawResult<DB> {
    let thickness = (band - 8.0).min(24.0);
    let above = top + (band - thickness) / 2.0;
    let length = match count {
        Published::Shown(people) => axis.place(f64::from(people), 0.0, side.reach).max(1.5),
        _ => BOX,
    };
    let left = if side.way < 0.0 {
        side.foot - length
    } else {
        side.foot
    };
    if count.shown().is_some() {
        let colour = theme.series[usize::from(side.way > 0.0)];
        canvas.rectangle((left, above), (length, thickness), (colour, 1.0))?;
    } else {
        hatched_box(canvas, (left, above), (length, thickness), theme)?;
    }
    let anchor = if side.way < 0.0 {
        Anchor::End
    } else {
        Anchor::Start
    };
    let muted = count.shown().is_none();
    let style = lettering(theme, theme.small, Weight::Bold, anchor, muted);
    let x = side.foot + side.way * (length + 5.0);
    canvas.text(&written(count), (x, top + band / 2.0), &style)
}
