//! Every colour, font and size of a chart: the only place that names one.
//!
//! Colours are the Government Analysis Function's categorical and sequential palettes and the
//! NHS design system's greys. No colour carries a meaning alone: a shape, a word or a place says
//! it as well.

use measures::comparison::Comparison;
use plotters::style::RGBColor;

/// How charts look.
#[derive(Debug, Clone, PartialEq)]
pub struct Theme {
    /// Names, values and titles.
    pub ink: RGBColor,
    /// Words on a coloured fill that is too light for white.
    pub ink_on_light: RGBColor,
    /// Axis labels and notes; 4.5:1 on the background.
    pub muted: RGBColor,
    /// What is not selected, where something is; 3:1 is given by its label.
    pub rest: RGBColor,
    /// Grid lines and tracks.
    pub grid: RGBColor,
    /// A panel behind a mark that is not there.
    pub absent: RGBColor,
    /// The page.
    pub background: RGBColor,
    /// Series, in order; at most four in one chart.
    pub series: [RGBColor; 4],
    /// Steps of one quantity, largest first.
    pub sequence: [RGBColor; 3],
    /// Better than the reference.
    pub better: RGBColor,
    /// Worse than the reference.
    pub worse: RGBColor,
    /// Similar to the reference; always drawn with an outline.
    pub similar: RGBColor,
    /// A whole tile that is similar to the reference: the same hue, calm over a large area.
    pub similar_tile: RGBColor,
    /// Lower than the reference, where neither side is better.
    pub lower: RGBColor,
    /// Higher than the reference, where neither side is better.
    pub higher: RGBColor,
    /// Behind what has the keyboard, with [`Theme::ink`] on it.
    pub focus: RGBColor,
    /// The font family, as an SVG `font-family`.
    pub font_family: &'static str,
    /// Names and values, in pixels.
    pub text: f64,
    /// Axis labels and notes, in pixels.
    pub small: f64,
    /// The title of an exported picture, in pixels.
    pub title: f64,
    /// Below this width names stand above their marks, in pixels.
    pub narrow: f64,
    /// How opaque an interval is, 0 to 1.
    pub interval_opacity: f64,
}

impl Default for Theme {
    fn default() -> Self {
        Self {
            ink: RGBColor(0x21, 0x2B, 0x32),
            ink_on_light: RGBColor(0x0B, 0x0C, 0x0C),
            muted: RGBColor(0x4C, 0x62, 0x72),
            rest: RGBColor(0xBF, 0xBF, 0xBF),
            grid: RGBColor(0xE3, 0xE8, 0xEB),
            absent: RGBColor(0xF0, 0xF4, 0xF5),
            background: RGBColor(0xFF, 0xFF, 0xFF),
            series: [
                RGBColor(0x12, 0x43, 0x6D),
                RGBColor(0xF4, 0x6A, 0x25),
                RGBColor(0x28, 0xA1, 0x97),
                RGBColor(0x80, 0x16, 0x50),
            ],
            sequence: [
                RGBColor(0x12, 0x43, 0x6D),
                RGBColor(0x20, 0x73, 0xBC),
                RGBColor(0x6B, 0xAC, 0xE6),
            ],
            better: RGBColor(0x00, 0x70, 0x3C),
            worse: RGBColor(0xD4, 0x35, 0x1C),
            similar: RGBColor(0xFF, 0xDD, 0x00),
            similar_tile: RGBColor(0xFF, 0xF3, 0xA6),
            lower: RGBColor(0x56, 0x94, 0xCA),
            higher: RGBColor(0x00, 0x30, 0x78),
            focus: RGBColor(0xFF, 0xEB, 0x3B),
            font_family: "Arial, Arimo, 'Liberation Sans', sans-serif",
            text: 14.0,
            small: 13.0,
            title: 20.0,
            narrow: 520.0,
            interval_opacity: 0.32,
        }
    }
}

impl Theme {
    /// The colour of a comparison with the whole.
    #[must_use]
    pub fn comparison(&self, comparison: Comparison) -> RGBColor {
        match comparison {
            Comparison::MuchBetter | Comparison::Better => self.better,
            Comparison::Similar => self.similar,
            Comparison::Worse | Comparison::MuchWorse => self.worse,
            Comparison::Higher | Comparison::MuchHigher => self.higher,
            Comparison::Lower | Comparison::MuchLower => self.lower,
        }
    }

    /// The ink that can be read on a colour: white on dark, nearly black on light.
    #[must_use]
    pub fn ink_on(&self, colour: RGBColor) -> RGBColor {
        if contrast(self.background, colour) >= contrast(self.ink_on_light, colour) {
            self.background
        } else {
            self.ink_on_light
        }
    }
}

/// The contrast of two colours, 1 to 21, as WCAG 2.2 defines it.
#[must_use]
pub fn contrast(one: RGBColor, other: RGBColor) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance(colour: RGBColor) -> f64 {
    let linear = |channel: u8| {
        let share = f64::from(channel) / 255.0;
        if share <= 0.040_45 {
            share / 12.92
        } else {
            libm::pow((share + 0.055) / 1.055, 2.4)
        }
    };
    0.2126 * linear(colour.0) + 0.7152 * linear(colour.1) + 0.0722 * linear(colour.2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_can_be_read_and_marks_can_be_seen() {
        let theme = Theme::default();
        for (name, ink) in [("ink", theme.ink), ("muted", theme.muted)] {
            assert!(contrast(ink, theme.background) >= 4.5, "{name}");
            assert!(
                contrast(ink, theme.absent) >= 4.5,
                "{name} on an absent mark"
            );
        }
        assert!(contrast(theme.ink, theme.focus) >= 4.5, "focus");
        let marks = [
            theme.series[0],
            theme.series[2],
            theme.better,
            theme.worse,
            theme.higher,
            theme.lower,
        ];
        for mark in marks {
            assert!(contrast(mark, theme.background) >= 3.0, "{mark:?}");
        }
    }

    #[test]
    fn text_on_every_fill_can_be_read() {
        let theme = Theme::default();
        let fills = [
            theme.series[0],
            theme.sequence[1],
            theme.sequence[2],
            theme.better,
            theme.worse,
            theme.similar,
            theme.similar_tile,
            theme.higher,
            theme.lower,
        ];
        for fill in fills {
            assert!(contrast(theme.ink_on(fill), fill) >= 4.5, "{fill:?}");
        }
    }
}
