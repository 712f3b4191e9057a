//! The difference of two shares of people, or of any two figures.
//!
//! First less second, always: whoever asks says which is which. It never pairs the same person
//! with themselves; the two groups must have nobody in common.

use crate::figure::Figure;
use crate::interval::{Confidence, Interval};
use crate::proportion::Proportion;

/// How much higher the first share is than the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Difference {
    /// The share that is taken from.
    pub first: Proportion,
    /// The share that is taken away.
    pub second: Proportion,
}

impl Difference {
    /// First less second, -1 to 1.
    #[must_use]
    pub fn value(self) -> f64 {
        self.first.value() - self.second.value()
    }

    /// Newcombe's hybrid score interval (Newcombe 1998, method 10).
    ///
    /// With Wilson's limits `l` and `u` of each share, `d − √((p₁ − l₁)² + (u₂ − p₂)²)` to
    /// `d + √((u₁ − p₁)² + (p₂ − l₂)²)`: it stays within -1 to 1 and needs no count above 0.
    ///
    /// ```
    /// use measures::difference::Difference;
    /// use measures::interval::Confidence;
    /// use measures::proportion::Proportion;
    /// // 56 of 70 less 48 of 80, as worked by Newcombe (1998), table II.
    /// let difference = Difference {
    ///     first: Proportion::new(56, 70)?,
    ///     second: Proportion::new(48, 80)?,
    /// };
    /// let interval = difference.newcombe_interval(Confidence::Percent95);
    /// assert_eq!(format!("{:.4} to {:.4}", interval.lower, interval.upper), "0.0524 to 0.3339");
    /// # Ok::<(), measures::proportion::NotAProportion>(())
    /// ```
    #[must_use]
    pub fn newcombe_interval(self, confidence: Confidence) -> Interval {
        let (value, first, second) = (self.value(), self.first.value(), self.second.value());
        let of_first = self.first.wilson_interval(confidence);
        let of_second = self.second.wilson_interval(confidence);
        Interval {
            lower: value - libm::hypot(first - of_first.lower, of_second.upper - second),
            upper: value + libm::hypot(of_first.upper - first, second - of_second.lower),
        }
    }
}

/// First less second of any two figures of different people, with its 95% interval.
///
/// The distances from each figure to its own limits are squared and added (Zou and Donner 2008):
/// for shares with Wilson's limits that is [`Difference::newcombe_interval`], and it serves rates
/// of events and standardised figures as well.
///
/// ```
/// use measures::definition::Scale;
/// use measures::difference::of_figures;
/// use measures::figure::figure;
/// use measures::published::Published::Shown;
/// let [first, second] = [(56, 70), (48, 80)].map(|(numerator, denominator)| {
///     figure(Scale::Proportion, Shown(numerator), Shown(denominator), None).shown().unwrap()
/// });
/// let (value, interval) = of_figures(&first, &second);
/// assert_eq!(format!("{value:.1}: {:.4} to {:.4}", interval.lower, interval.upper), "0.2: 0.0524 to 0.3339");
/// ```
#[must_use]
pub fn of_figures(first: &Figure, second: &Figure) -> (f64, Interval) {
    let value = first.value - second.value;
    let (one, other) = (first.interval_95, second.interval_95);
    let lower = libm::hypot(first.value - one.lower, other.upper - second.value);
    let upper = libm::hypot(one.upper - first.value, second.value - other.lower);
    let interval = Interval {
        lower: value - lower,
        upper: value + upper,
    };
    (value, interval)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(first: (u64, u64), second: (u64, u64), lower: &str, upper: &str) {
        let difference = Difference {
            first: Proportion::new(first.0, first.1).unwrap(),
            second: Proportion::new(second.0, second.1).unwrap(),
        };
        let interval = difference.newcombe_interval(Confidence::Percent95);
        assert_eq!(format!("{:.4}", interval.lower), lower);
        assert_eq!(format!("{:.4}", interval.upper), upper);
    }

    #[test]
    fn agrees_with_newcombe_1998_table_2() {
        check((56, 70), (48, 80), "0.0524", "0.3339");
        check((9, 10), (3, 10), "0.1705", "0.8090");
        check((6, 7), (2, 7), "0.0582", "0.8062");
        check((5, 56), (0, 29), "-0.0381", "0.1926");
        check((0, 10), (0, 20), "-0.1611", "0.2775");
        check((0, 10), (0, 10), "-0.2775", "0.2775");
        check((10, 10), (0, 20), "0.6791", "1.0000");
        check((10, 10), (0, 10), "0.6075", "1.0000");
    }

    #[test]
    fn swapping_the_groups_swaps_the_sign() {
        for first in 0..=12 {
            for second in 0..=7 {
                let one = Proportion::new(first, 12).unwrap();
                let other = Proportion::new(second, 7).unwrap();
                let difference = Difference {
                    first: one,
                    second: other,
                };
                let swapped = Difference {
                    first: other,
                    second: one,
                };
                let here = difference.newcombe_interval(Confidence::Percent998);
                let there = swapped.newcombe_interval(Confidence::Percent998);
                assert!((here.lower + there.upper).abs() < 1e-15);
                assert!(here.contains(difference.value()));
                assert!(here.lower >= -1.0 - 1e-15 && here.upper <= 1.0 + 1e-15);
            }
        }
    }
}
