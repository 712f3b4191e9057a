//! Charts of rows: a name, a mark on a shared horizontal axis, a value.
//!
//! Names stand left of their marks, or above them where there is little room. A row without a
//! value keeps its place and says why. What the mark is belongs to each chart.

use plotters::style::RGBColor;
use plotters_backend::DrawingBackend;

use measures::interval::Interval;

use crate::axis::Axis;
use crate::canvas::{Anchor, Canvas, DrawResult, Lettering, Mark};
use crate::glyph::Glyph;
use crate::legend::Legend;
use crate::metrics::{self, Weight};
use crate::plot;
use crate::theme::Theme;

/// The room between a name, a mark and a value.
const GAP: f64 = 14.0;
/// The height of a mark's own band.
const BAND: f64 = 18.0;
/// The height of the axis below.
const AXIS: f64 = 26.0;
/// The height of the reference's name above.
const REFERENCE: f64 = 22.0;
/// The box that stands for a figure that is not shown.
const BOX: (f64, f64) = (34.0, 13.0);
/// The least height of a row, so that it can be tapped.
const LEAST_ROW: f64 = 24.0;

/// One row, whatever its mark.
pub(crate) struct Row {
    pub(crate) mark: Mark,
    /// Whether there is no value to draw.
    pub(crate) absent: bool,
    pub(crate) selected: bool,
}

/// Rows on one axis.
pub(crate) struct RowChart<'a> {
    pub(crate) theme: &'a Theme,
    pub(crate) rows: Vec<Row>,
    pub(crate) axis: Axis,
    /// The value that all rows are held against, and what is written above it.
    pub(crate) reference: Option<(f64, String)>,
    pub(crate) legend: Legend,
    /// Whether marks are points, which a line ties to their name.
    pub(crate) tracks: bool,
    /// What is said of the axis' numbers, below them. May be empty.
    pub(crate) title: String,
}

/// Where a row's mark goes.
pub(crate) struct Slot<'a> {
    axis: &'a Axis,
    left: f64,
    right: f64,
    /// The middle of the mark.
    pub(crate) middle: f64,
}

impl Slot<'_> {
    /// Where a value lies.
    pub(crate) fn x(&self, value: f64) -> f64 {
        self.axis.place(value, self.left, self.right)
    }

    /// A mark on its interval, which is a line of this colour and thickness.
    pub(crate) fn point<DB: DrawingBackend>(
        &self,
        theme: &Theme,
        canvas: &Canvas<DB>,
        (value, interval): (f64, Interval),
        glyph: Glyph,
        (colour, thickness): (RGBColor, f64),
    ) -> DrawResult<DB> {
        let ends = [
            (self.x(interval.lower), self.middle),
            (self.x(interval.upper), self.middle),
        ];
        canvas.line(&ends, colour, thickness)?;
        glyph.draw(theme, canvas, (self.x(value), self.middle), 6.0)
    }
}

struct Layout {
    narrow: bool,
    names: Vec<Vec<String>>,
    header: f64,
    left: f64,
    right: f64,
    row: f64,
}

impl RowChart<'_> {
    pub(crate) fn natural_height(&self, width: f64) -> f64 {
        let layout = self.layout(width);
        layout.header + layout.row * self.rows.len() as f64 + self.below()
    }

    /// Draws everything, asking `draw` for the mark of each row that has a value.
    pub(crate) fn draw<DB: DrawingBackend>(
        &self,
        canvas: &Canvas<DB>,
        draw: impl Fn(usize, &Slot) -> DrawResult<DB>,
    ) -> DrawResult<DB> {
        let mut layout = self.layout(canvas.width);
        let available = canvas.height - layout.header - self.below();
        let fair = available / self.rows.len().max(1) as f64;
        layout.row = fair.max(LEAST_ROW);
        self.legend.draw(self.theme, canvas)?;
        let bottom = layout.header + layout.row * self.rows.len() as f64;
        self.backdrop(canvas, &layout, bottom)?;
        for (index, row) in self.rows.iter().enumerate() {
            let top = layout.header + layout.row * index as f64;
            canvas.mark(&row.mark, || {
                let size = (canvas.width, layout.row);
                canvas.rectangle((0.0, top), size, (self.theme.background, 0.0))?;
                let slot = Slot {
                    axis: &self.axis,
                    left: layout.left,
                    right: layout.right,
                    middle: layout.middle(top, self.theme),
                };
                self.words(canvas, &layout, index, top, &slot)?;
                if row.absent {
                    return self.absent(canvas, &layout, row, &slot);
                }
                if self.tracks {
                    self.reference_at(canvas, &layout, &slot)?;
                    draw(index, &slot)
                } else {
                    draw(index, &slot)?;
                    self.reference_at(canvas, &layout, &slot)
                }
            })?;
        }
        Ok(())
    }

    /// The height of the axis and what is said of it.
    fn below(&self) -> f64 {
        AXIS + plot::note_height(&self.title)
    }

    fn layout(&self, width: f64) -> Layout {
        let theme = self.theme;
        let narrow = width < theme.narrow;
        // Where names lie above their marks, the word for an absent value stands beside the name.
        let values = self.rows.iter().filter(|row| narrow || !row.absent);
        let value_room = values
            .map(|row| metrics::width(&row.mark.value, theme.text, Weight::Bold))
            .fold(0.0, f64::max);
        let widest = self
            .rows
            .iter()
            .map(|row| metrics::width(&row.mark.label, theme.text, weight(row.selected)));
        let name_room = if narrow {
            width - value_room.max(90.0) - GAP - 16.0
        } else {
            widest.fold(0.0, f64::max).min(width * 0.34).ceil()
        };
        let most_lines = if narrow { 1 } else { 2 };
        let names: Vec<Vec<String>> = self
            .rows
            .iter()
            .map(|row| {
                let weight = weight(row.selected);
                metrics::wrap(&row.mark.label, theme.text, weight, name_room, most_lines)
            })
            .collect();
        let n_lines = names.iter().map(Vec::len).max().unwrap_or(1).max(1);
        let row = if narrow {
            line(theme) + BAND + 10.0
        } else {
            (n_lines as f64 * line(theme) + 6.0).max(if self.rows.len() > 20 { 26.0 } else { 32.0 })
        };
        let reference = self.reference.as_ref().map_or(0.0, |_| REFERENCE);
        Layout {
            narrow,
            names,
            header: self.legend.height(theme, width) + reference,
            left: if narrow { 8.0 } else { name_room + GAP },
            right: if narrow {
                width - 8.0
            } else {
                width - value_room - GAP
            },
            row,
        }
    }

    /// The grid, the names of its lines, and the reference, behind the marks.
    fn backdrop<DB: DrawingBackend>(
        &self,
        canvas: &Canvas<DB>,
        layout: &Layout,
        bottom: f64,
    ) -> DrawResult<DB> {
        let theme = self.theme;
        for (index, row) in self.rows.iter().enumerate() {
            let top = layout.header + layout.row * index as f64;
            if row.selected {
                let size = (canvas.width, layout.row);
                canvas.rectangle((0.0, top), size, (theme.absent, 1.0))?;
            }
        }
        let muted = lettering(theme, theme.small, Weight::Regular, Anchor::Middle, true);
        let room = layout.right - layout.left;
        let ticks = self.axis.ticks(if room < 360.0 { 4 } else { 6 });
        for (value, text) in ticks {
            let x = self.axis.place(value, layout.left, layout.right);
            canvas.line(&[(x, layout.header), (x, bottom + 4.0)], theme.grid, 1.0)?;
            let half = metrics::width(&text, theme.small, Weight::Regular) / 2.0;
            let x = x.clamp(half, (canvas.width - half).max(half));
            canvas.text(&text, (x, bottom + 15.0), &muted)?;
        }
        if !self.title.is_empty() {
            let middle = f64::midpoint(layout.left, layout.right);
            let half = metrics::width(&self.title, theme.small, Weight::Regular) / 2.0;
            let text = metrics::shorten(&self.title, theme.small, Weight::Regular, canvas.width);
            let x = middle
                .min(canvas.width - half)
                .max(half.min(canvas.width / 2.0));
            canvas.text(&text, (x, bottom + AXIS + 8.0), &muted)?;
        }
        for (index, row) in self.rows.iter().enumerate() {
            if self.tracks && !row.absent {
                let middle = layout.middle(layout.header + layout.row * index as f64, theme);
                let ends = [(layout.left, middle), (layout.right, middle)];
                canvas.line(&ends, theme.grid, 1.0)?;
            }
        }
        self.reference_line(canvas, layout, bottom)
    }

    fn reference_line<DB: DrawingBackend>(
        &self,
        canvas: &Canvas<DB>,
        layout: &Layout,
        bottom: f64,
    ) -> DrawResult<DB> {
        let theme = self.theme;
        let Some((value, text)) = &self.reference else {
            return Ok(());
        };
        let x = self.axis.place(*value, layout.left, layout.right);
        // Where names lie above their marks, the line keeps to the marks.
        if !layout.narrow {
            let ends = [(x, layout.header - 4.0), (x, bottom + 4.0)];
            canvas.line(&ends, theme.ink, 1.5)?;
        }
        let text = metrics::shorten(text, theme.small, Weight::Bold, canvas.width);
        let half = metrics::width(&text, theme.small, Weight::Bold) / 2.0;
        let x = x.clamp(half, (canvas.width - half).max(half));
        let bold = lettering(theme, theme.small, Weight::Bold, Anchor::Middle, false);
        canvas.text(&text, (x, layout.header - 13.0), &bold)
    }

    /// The reference at one row: behind a point, and in front of a bar with a light edge.
    fn reference_at<DB: DrawingBackend>(
        &self,
        canvas: &Canvas<DB>,
        layout: &Layout,
        slot: &Slot,
    ) -> DrawResult<DB> {
        let reference = self.reference.as_ref();
        let Some((value, _)) = reference.filter(|_| layout.narrow || !self.tracks) else {
            return Ok(());
        };
        let (x, reach) = (slot.x(*value), BAND / 2.0 + 0.5);
        let ends = [(x, slot.middle - reach), (x, slot.middle + reach)];
        if !self.tracks {
            canvas.line(&ends, self.theme.background, 2.5)?;
        }
        canvas.line(&ends, self.theme.ink, 1.5)
    }

    fn words<DB: DrawingBackend>(
        &self,
        canvas: &Canvas<DB>,
        layout: &Layout,
        index: usize,
        top: f64,
        slot: &Slot,
    ) -> DrawResult<DB> {
        let (theme, row) = (self.theme, &self.rows[index]);
        let name = lettering(
            theme,
            theme.text,
            weight(row.selected),
            Anchor::Start,
            false,
        );
        let value = lettering(
            theme,
            theme.text,
            weight(row.selected || layout.narrow),
            Anchor::End,
            row.absent,
        );
        let name_middle = if layout.narrow {
            top + 6.0 + line(theme) / 2.0
        } else {
            slot.middle
        };
        let lines = &layout.names[index];
        let first = name_middle - (lines.len().max(1) - 1) as f64 * line(theme) / 2.0;
        let left = if layout.narrow { 8.0 } else { 4.0 };
        for (number, text) in lines.iter().enumerate() {
            let place = (left, first + number as f64 * line(theme));
            canvas.text(text, place, &name)?;
        }
        if row.absent && !layout.narrow {
            return Ok(());
        }
        let right = canvas.width - if layout.narrow { 8.0 } else { 4.0 };
        canvas.text(&row.mark.value, (right, name_middle), &value)
    }

    /// The place of a value that is not shown: a hatched box, which is no bar, and the word for
    /// why beside it.
    fn absent<DB: DrawingBackend>(
        &self,
        canvas: &Canvas<DB>,
        layout: &Layout,
        row: &Row,
        slot: &Slot,
    ) -> DrawResult<DB> {
        let theme = self.theme;
        let corner = (layout.left, slot.middle - BOX.1 / 2.0);
        hatched_box(canvas, corner, BOX, theme)?;
        if layout.narrow {
            return Ok(());
        }
        let word = lettering(theme, theme.small, Weight::Regular, Anchor::Start, true);
        let beside = (layout.left + BOX.0 + 8.0, slot.middle);
        let room = metrics::width(&row.mark.value, theme.small, Weight::Regular);
        let behind = (beside.0 - 4.0, slot.middle - BOX.1 / 2.0);
        let ground = if row.selected {
            theme.absent
        } else {
            theme.background
        };
        canvas.rectangle(behind, (room + 8.0, BOX.1), (ground, 1.0))?;
        canvas.text(&row.mark.value, beside, &word)
    }
}

impl Layout {
    fn middle(&self, top: f64, theme: &Theme) -> f64 {
        if self.narrow {
            top + 6.0 + line(theme) + (self.row - 6.0 - line(theme)) / 2.0 - 2.0
        } else {
            top + self.row / 2.0
        }
    }
}

/// A hatched rectangle: what a figure that is not shown looks like, and nothing else does.
pub(crate) fn hatched_box<DB: DrawingBackend>(
    canvas: &Canvas<DB>,
    (left, top): (f64, f64),
    (width, height): (f64, f64),
    theme: &Theme,
) -> DrawResult<DB> {
    canvas.rectangle((left, top), (width, height), (theme.absent, 1.0))?;
    let apart = if width > 60.0 { 9.0 } else { 7.0 };
    let mut x = left + 0.5;
    while x + height <= left + width {
        canvas.line(&[(x, top + height), (x + height, top)], theme.muted, 1.0)?;
        x += apart;
    }
    Ok(())
}

pub(crate) fn lettering(
    theme: &Theme,
    size: f64,
    weight: Weight,
    anchor: Anchor,
    muted: bool,
) -> Lettering {
    Lettering {
        size,
        weight,
        anchor,
        colour: if muted { theme.muted } else { theme.ink },
        family: theme.font_family,
    }
}

pub(crate) fn weight(selected: bool) -> Weight {
    if selected {
        Weight::Bold
    } else {
        Weight::Regular
    }
}

/// The height of one line of text.
pub(crate) fn line(theme: &Theme) -> f64 {
    (theme.text * 1.3).round()
}
