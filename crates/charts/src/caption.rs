//! What is said around a chart, and where an exported picture carries it.
//!
//! On a page the words belong to the page; here they only name the picture. An exported picture
//! is on its own, so it takes all of them with it.

use plotters_backend::DrawingBackend;

use crate::canvas::{Anchor, Canvas, DrawResult, Lettering};
use crate::metrics::{self, Weight};
use crate::theme::Theme;

/// The words of a chart. An empty one leaves no room.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Caption {
    /// The finding.
    pub title: String,
    /// What the chart shows, for those who cannot see it.
    pub description: String,
    /// Measure, area and period.
    pub subtitle: String,
    /// What was chosen, as words.
    pub filters: String,
    /// "[publication] from [organisation]".
    pub source: String,
    /// The release's id.
    pub release: String,
    /// The day of the data, as a reader says it.
    pub as_of: String,
    /// What to keep in mind, with the number of withheld figures.
    pub caveat: String,
    /// The address of the view that it was taken from.
    pub link: String,
}

/// The room around an exported picture, in CSS pixels.
const MARGIN: f64 = 20.0;
/// The room between the chart and the words on both sides.
const GAP: f64 = 16.0;

/// An exported picture's words as lines, and how high they are.
pub(crate) struct Frame {
    title: Vec<String>,
    subtitle: Vec<String>,
    footer: Vec<String>,
    above: f64,
    below: f64,
}

impl Frame {
    pub(crate) fn new(caption: &Caption, theme: &Theme, width: f64) -> Self {
        let room = width - 2.0 * MARGIN;
        let title = metrics::wrap(&caption.title, theme.title, Weight::Bold, room, 4);
        let subtitle = metrics::wrap(&caption.subtitle, theme.text, Weight::Regular, room, 3);
        let mut footer = Vec::new();
        for text in [&caption.caveat, &caption.filters, &source_line(caption)] {
            footer.extend(metrics::wrap(text, theme.small, Weight::Regular, room, 6));
        }
        footer.extend(metrics::cut(
            &caption.link,
            theme.small,
            Weight::Regular,
            room,
        ));
        let above = MARGIN
            + title.len() as f64 * line(theme.title)
            + subtitle.len() as f64 * line(theme.text)
            + GAP;
        let below = GAP + footer.len() as f64 * line(theme.small) + MARGIN;
        Self {
            title,
            subtitle,
            footer,
            above,
            below,
        }
    }

    /// The height the words need.
    pub(crate) fn height(&self) -> f64 {
        self.above + self.below
    }

    /// The width that is left for the chart.
    pub(crate) fn inner_width(width: f64) -> f64 {
        width - 2.0 * MARGIN
    }

    /// Draws the words and gives the part that is left for the chart.
    pub(crate) fn draw<DB: DrawingBackend>(
        &self,
        theme: &Theme,
        canvas: &Canvas<DB>,
    ) -> Result<Canvas<DB>, plotters::drawing::DrawingAreaErrorKind<DB::ErrorType>> {
        canvas.rectangle(
            (0.0, 0.0),
            (canvas.width, canvas.height),
            (theme.background, 1.0),
        )?;
        let mut top = MARGIN;
        let mut write = |lines: &[String], size, weight, colour| -> DrawResult<DB> {
            for text in lines {
                let lettering = Lettering {
                    size,
                    weight,
                    colour,
                    anchor: Anchor::Start,
                    family: theme.font_family,
                };
                canvas.text(text, (MARGIN, top + line(size) / 2.0), &lettering)?;
                top += line(size);
            }
            Ok(())
        };
        write(&self.title, theme.title, Weight::Bold, theme.ink)?;
        write(&self.subtitle, theme.text, Weight::Regular, theme.muted)?;
        let height = (canvas.height - self.height()).max(0.0);
        top = self.above + height + GAP;
        let mut write_small = |text: &String| {
            let lettering = Lettering {
                size: theme.small,
                weight: Weight::Regular,
                colour: theme.muted,
                anchor: Anchor::Start,
                family: theme.font_family,
            };
            let drawn = canvas.text(text, (MARGIN, top + line(theme.small) / 2.0), &lettering);
            top += line(theme.small);
            drawn
        };
        for text in &self.footer {
            write_small(text)?;
        }
        Ok(canvas.part(MARGIN, self.above, Self::inner_width(canvas.width), height))
    }
}

fn source_line(caption: &Caption) -> String {
    let mut parts = Vec::new();
    if !caption.source.is_empty() {
        parts.push(format!("Source: {}", caption.source));
    }
    if !caption.release.is_empty() {
        parts.push(format!("Release {}", caption.release));
    }
    if !caption.as_of.is_empty() {
        parts.push(format!("Data as of {}", caption.as_of));
    }
    parts.join(". ")
}

fn line(size: f64) -> f64 {
    (size * 1.4).round()
}
