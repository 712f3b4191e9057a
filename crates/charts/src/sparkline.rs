//! A small line beside a number: the shape of a series, without axis or words.
//!
//! It shows no interval and so no finding: the sentence beside it says what may be said.

use measures::published::Published;
use plotters_backend::DrawingBackend;

use crate::Chart;
use crate::canvas::{Canvas, DrawResult};
use crate::rows::hatched_box;
use crate::theme::Theme;

/// One series, earliest first. A value that is not shown is a gap in the line.
#[derive(Debug, Clone, PartialEq)]
pub struct Sparkline {
    /// The values, in any unit.
    pub values: Vec<Published<f64>>,
}

/// The box that stands for a line without a value.
const BOX: (f64, f64) = (26.0, 11.0);
/// The room around the line, for its last point.
const MARGIN: f64 = 4.0;

impl Chart for Sparkline {
    fn natural_height(&self, _theme: &Theme, width: f64) -> f64 {
        (width / 4.0).clamp(20.0, 40.0).round()
    }

    fn draw<DB: DrawingBackend>(&self, theme: &Theme, canvas: &Canvas<DB>) -> DrawResult<DB> {
        let shown = || self.values.iter().filter_map(|value| value.shown());
        let (lowest, highest) = (
            shown().fold(f64::INFINITY, f64::min),
            shown().fold(f64::NEG_INFINITY, f64::max),
        );
        if shown().next().is_none() {
            // What is not shown is not an empty line.
            let corner = (MARGIN, (canvas.height - BOX.1) / 2.0);
            return hatched_box(canvas, corner, BOX, theme);
        }
        let place = |(index, value): (usize, f64)| {
            let across = index as f64 / self.values.len().saturating_sub(1).max(1) as f64;
            let up = if highest > lowest {
                (value - lowest) / (highest - lowest)
            } else {
                0.5
            };
            (
                MARGIN + across * (canvas.width - 2.0 * MARGIN),
                canvas.height - MARGIN - up * (canvas.height - 2.0 * MARGIN),
            )
        };
        for run in runs(&self.values) {
            let points: Vec<(f64, f64)> = run.into_iter().map(place).collect();
            match points[..] {
                [only] => canvas.disc(only, 1.5, theme.series[0])?,
                _ => canvas.line(&points, theme.series[0], 1.5)?,
            }
        }
        let last = self.values.last().and_then(|value| value.shown());
        last.map_or(Ok(()), |value| {
            let end = place((self.values.len() - 1, value));
            canvas.disc(end, 3.0, theme.series[0])
        })
    }
}

/// The stretches of shown values with their places, so that no line crosses a gap.
pub(crate) fn runs<T: Copy>(values: &[Published<T>]) -> Vec<Vec<(usize, T)>> {
    let mut runs: Vec<Vec<(usize, T)>> = Vec::new();
    let mut open = false;
    for (index, value) in values.iter().enumerate() {
        match (value.shown(), open) {
            (Some(value), true) => runs
                .last_mut()
                .into_iter()
                .for_each(|run| run.push((index, value))),
            (Some(value), false) => runs.push(vec![(index, value)]),
            (None, _) => {}
        }
        open = value.shown().is_some();
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use Published::{Shown, Withheld};

    #[test]
    fn a_gap_ends_a_run() {
        let values = [
            Withheld,
            Shown('a'),
            Shown('b'),
            Withheld,
            Withheld,
            Shown('c'),
        ];
        assert_eq!(runs(&values), [vec![(1, 'a'), (2, 'b')], vec![(5, 'c')]]);
        assert!(runs::<u8>(&[]).is_empty());
    }
}
