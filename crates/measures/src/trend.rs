//! Whether a yearly figure has been rising or falling.
//!
//! The test of OHID's trend markers: five years, a weighted straight line, and no single year on
//! which the answer depends. It never says why, and never looks ahead.

use thiserror::Error;

use crate::definition::Direction;
use crate::figure::Figure;
use crate::interval::{Confidence, Interval};
use crate::line::{Line, Point};

/// The years that are looked at: the last so many.
pub const YEARS: usize = 5;

/// Half the width of a 95% interval in standard errors, as OHID's trend tool has it.
///
/// The rounded constant is part of the method: with the exact quantile the statistic would differ
/// from published ones in the fifth digit.
const HALF_WIDTH_IN_ERRORS: f64 = 1.96;

/// A straight line through the last five yearly figures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trend {
    slope: f64,
    error: f64,
    sign_is_robust: bool,
}

/// What may be said of a trend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Marker {
    /// Rising by more than chance would make it.
    Increasing,
    /// Falling by more than chance would make it.
    Decreasing,
    /// Neither.
    NoSignificantChange,
}

/// What a trend means for people, by the measure's direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Meaning {
    /// Moving the way the measure should.
    GettingBetter,
    /// Moving the other way.
    GettingWorse,
    /// Moving, where neither way is better; or not moving.
    Neither,
}

/// Why there is no trend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NoTrend {
    /// Too few years.
    #[error("expected at least {YEARS} yearly points, found {found}")]
    TooFewYears {
        /// Yearly points there are.
        found: usize,
    },
    /// A year's interval has no width, so that it would outweigh all others.
    #[error("expected every year to have an interval wider than nothing")]
    Certain,
}

impl Trend {
    /// The trend of the last [`YEARS`] of yearly figures, oldest first, one year apart.
    ///
    /// Weights are `1/se²`, with `se` the width of the 95% interval over 3.92; the standard error
    /// of the slope is `1/√Σw(t − t̄)²`.
    ///
    /// # Errors
    /// When there are fewer years, or one has an interval without width.
    pub fn new(yearly: &[Figure]) -> Result<Self, NoTrend> {
        let found = yearly.len();
        let last = found
            .checked_sub(YEARS)
            .ok_or(NoTrend::TooFewYears { found })?;
        let mut points = Vec::with_capacity(YEARS);
        for (year, figure) in yearly[last..].iter().enumerate() {
            let Interval { lower, upper } = figure.interval_95;
            let error = (upper - lower) / (2.0 * HALF_WIDTH_IN_ERRORS);
            points.push(Point {
                x: year as f64,
                y: figure.value,
                weight: 1.0 / (error * error),
            });
        }
        let line = Line::through(&points).ok_or(NoTrend::Certain)?;
        let mut sign_is_robust = true;
        for left_out in 0..YEARS {
            let mut others = points.clone();
            others.remove(left_out);
            let without = Line::through(&others).ok_or(NoTrend::Certain)?;
            sign_is_robust &= without.slope * line.slope > 0.0;
        }
        Ok(Self {
            slope: line.slope,
            error: 1.0 / line.spread.sqrt(),
            sign_is_robust,
        })
    }

    /// The change a year, in the units of the figure.
    #[must_use]
    pub fn slope(self) -> f64 {
        self.slope
    }

    /// The standard error of the slope, in the same units.
    #[must_use]
    pub fn standard_error(self) -> f64 {
        self.error
    }

    /// `(slope/se)²`, to be held against chi-squared with one degree of freedom.
    #[must_use]
    pub fn chi_squared(self) -> f64 {
        let ratio = self.slope / self.error;
        ratio * ratio
    }

    /// The interval of the change a year.
    #[must_use]
    pub fn slope_interval(self, confidence: Confidence) -> Interval {
        let reach = confidence.z() * self.error;
        Interval {
            lower: self.slope - reach,
            upper: self.slope + reach,
        }
    }

    /// Increasing or decreasing where chi-squared is above 9.5495 (p = 0.002) and leaving out any
    /// one year leaves the sign of the slope as it is.
    #[must_use]
    pub fn marker(self) -> Marker {
        // The chi-squared quantile of one degree of freedom is the square of the normal one.
        let threshold = Confidence::Percent998.z() * Confidence::Percent998.z();
        if self.chi_squared() <= threshold || !self.sign_is_robust {
            Marker::NoSignificantChange
        } else if self.slope > 0.0 {
            Marker::Increasing
        } else {
            Marker::Decreasing
        }
    }
}

impl Marker {
    /// The key in every table, e.g. `increasing`.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Increasing => "increasing",
            Self::Decreasing => "decreasing",
            Self::NoSignificantChange => "no_significant_change",
        }
    }

    /// What it means for people.
    #[must_use]
    pub fn meaning(self, direction: Direction) -> Meaning {
        match (self, direction) {
            (Self::Increasing, Direction::HigherIsBetter)
            | (Self::Decreasing, Direction::LowerIsBetter) => Meaning::GettingBetter,
            (Self::Increasing, Direction::LowerIsBetter)
            | (Self::Decreasing, Direction::HigherIsBetter) => Meaning::GettingWorse,
            (Self::NoSignificantChange, _) | (_, Direction::Neutral) => Meaning::Neither,
        }
    }
}

impl Meaning {
    /// The key in every table, e.g. `getting_better`.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::GettingBetter => "getting_better",
            Self::GettingWorse => "getting_worse",
            Self::Neither => "neither",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definition::Scale;
    use crate::figure::figure;
    use crate::published::Published::Shown;

    fn yearly(counts: &[u32], people: u32) -> Vec<Figure> {
        counts
            .iter()
            .map(|&count| {
                figure(Scale::Proportion, Shown(count), Shown(people), None)
                    .shown()
                    .unwrap()
            })
            .collect()
    }

    #[track_caller]
    fn check(counts: &[u32], people: u32, marker: Marker) {
        let trend = Trend::new(&yearly(counts, people)).unwrap();
        assert_eq!(trend.marker(), marker, "{trend:?}");
    }

    #[test]
    fn a_trend_is_significant_only_with_size_and_agreement() {
        check(&[100, 200, 300, 400, 500], 1_000, Marker::Increasing);
        check(&[500, 400, 300, 200, 100], 1_000, Marker::Decreasing);
        check(&[10, 11, 12, 13, 14], 1_000, Marker::NoSignificantChange);
        check(&[300; 5], 1_000, Marker::NoSignificantChange);
        check(&[0; 5], 1_000, Marker::NoSignificantChange);
        // Steep because of its last year alone: without it, the others fall.
        check(
            &[304, 303, 302, 301, 500],
            1_000,
            Marker::NoSignificantChange,
        );
    }

    #[test]
    fn only_the_last_five_years_count_and_fewer_are_not_enough() {
        let long = yearly(&[900, 800, 100, 200, 300, 400, 500], 1_000);
        assert_eq!(Trend::new(&long), Trend::new(&long[2..]));
        for found in 0..YEARS {
            let few = yearly(&[100, 200, 300, 400], 1_000);
            assert_eq!(
                Trend::new(&few[..found]),
                Err(NoTrend::TooFewYears { found })
            );
        }
    }

    #[test]
    fn a_year_without_doubt_gives_no_trend() {
        let mut certain = yearly(&[100, 200, 300, 400, 500], 1_000);
        certain[2].interval_95 = Interval {
            lower: 0.3,
            upper: 0.3,
        };
        assert_eq!(Trend::new(&certain), Err(NoTrend::Certain));
    }

    #[test]
    fn turning_time_round_turns_the_slope_round() {
        let mut counts = [310, 290, 350, 340, 390];
        let forth = Trend::new(&yearly(&counts, 1_000)).unwrap();
        counts.reverse();
        let back = Trend::new(&yearly(&counts, 1_000)).unwrap();
        assert!((forth.slope() + back.slope()).abs() < 1e-15);
        assert!((forth.chi_squared() / back.chi_squared() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn meaning_follows_the_direction() {
        use Direction::{HigherIsBetter, LowerIsBetter, Neutral};
        let rows = [
            (Marker::Increasing, HigherIsBetter, "getting_better"),
            (Marker::Increasing, LowerIsBetter, "getting_worse"),
            (Marker::Increasing, Neutral, "neither"),
            (Marker::Decreasing, HigherIsBetter, "getting_worse"),
            (Marker::Decreasing, LowerIsBetter, "getting_better"),
            (Marker::Decreasing, Neutral, "neither"),
            (Marker::NoSignificantChange, HigherIsBetter, "neither"),
        ];
        for (marker, direction, expected) in rows {
            assert_eq!(marker.meaning(direction).key(), expected);
        }
    }
}
