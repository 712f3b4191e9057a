//! The ratio of two shares of people.
//!
//! First divided by second, always. Without anybody above the line in either group there is no
//! ratio, rather than 0 or infinity.

use thiserror::Error;

use crate::interval::{Confidence, Interval};
use crate::proportion::Proportion;

/// How many times as high the first share is as the second.
///
/// Invariant: somebody is above the line in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ratio {
    first: Proportion,
    second: Proportion,
}

/// Two shares of which one is 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("expected somebody above the line in both groups, found nobody in one")]
pub struct NotARatio;

impl Ratio {
    /// The first share divided by the second.
    ///
    /// # Errors
    /// When nobody is above the line in one of them.
    ///
    /// ```
    /// use measures::interval::Confidence;
    /// use measures::proportion::Proportion;
    /// use measures::ratio::Ratio;
    /// let ratio = Ratio::new(Proportion::new(90, 300)?, Proportion::new(60, 400)?)?;
    /// assert_eq!(ratio.value(), 2.0);
    /// let interval = ratio.log_interval(Confidence::Percent95);
    /// assert_eq!(format!("{:.2} to {:.2}", interval.lower, interval.upper), "1.50 to 2.67");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(first: Proportion, second: Proportion) -> Result<Self, NotARatio> {
        if first.numerator() == 0 || second.numerator() == 0 {
            return Err(NotARatio);
        }
        Ok(Self { first, second })
    }

    /// First divided by second, above 0.
    #[must_use]
    pub fn value(self) -> f64 {
        self.first.value() / self.second.value()
    }

    /// Limits on the log scale, `exp(ln r ± z·se)` with `se² = 1/x₁ − 1/n₁ + 1/x₂ − 1/n₂`
    /// (Katz et al. 1978).
    #[must_use]
    pub fn log_interval(self, confidence: Confidence) -> Interval {
        let error = (self.first.log_variance() + self.second.log_variance()).sqrt();
        let factor = libm::exp(confidence.z() * error);
        Interval {
            lower: self.value() / factor,
            upper: self.value() * factor,
        }
    }
}

impl Proportion {
    /// The variance of the logarithm of the share, `1/x − 1/n`, written so that nothing cancels.
    fn log_variance(self) -> f64 {
        self.complement().value() / self.numerator() as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(numerator: u64, denominator: u64) -> Proportion {
        Proportion::new(numerator, denominator).unwrap()
    }

    #[test]
    fn there_is_no_ratio_without_anybody_on_both_sides() {
        assert_eq!(Ratio::new(share(0, 10), share(1, 10)), Err(NotARatio));
        assert_eq!(Ratio::new(share(1, 10), share(0, 10)), Err(NotARatio));
        assert_eq!(Ratio::new(share(0, 10), share(0, 10)), Err(NotARatio));
    }

    #[test]
    fn everybody_on_both_sides_is_a_ratio_of_1_without_doubt() {
        let ratio = Ratio::new(share(10, 10), share(25, 25)).unwrap();
        let interval = ratio.log_interval(Confidence::Percent998);
        assert_eq!((interval.lower, interval.upper), (1.0, 1.0));
    }

    #[test]
    fn swapping_the_groups_turns_the_ratio_over() {
        for (first, second) in [(1, 1), (1, 40), (39, 2), (40, 40), (17, 23)] {
            let ratio = Ratio::new(share(first, 40), share(second, 50)).unwrap();
            let swapped = Ratio::new(share(second, 50), share(first, 40)).unwrap();
            let here = ratio.log_interval(Confidence::Percent95);
            let there = swapped.log_interval(Confidence::Percent95);
            assert!((here.lower * there.upper - 1.0).abs() < 1e-14);
            assert!(here.contains(ratio.value()));
        }
    }
}
