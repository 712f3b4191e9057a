//! A range of plausible values, and how sure it is.
//!
//! An interval says how far chance alone could have moved a figure. It knows nothing of people
//! who are not in the record, and never says which value is right.

use serde::{Deserialize, Serialize};

/// A range from `lower` to `upper`, in the units of the value it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// The lower limit.
    pub lower: f64,
    /// The upper limit.
    pub upper: f64,
}

impl Interval {
    /// Whether `value` lies within the range, its ends included.
    #[must_use]
    pub fn contains(self, value: f64) -> bool {
        self.lower <= value && value <= self.upper
    }

    /// The range between the same two limits after `change`, in whichever order they come out.
    ///
    /// For changes that only rise or only fall, such as from odds to shares or from each to 1,000.
    #[must_use]
    pub fn map(self, change: impl Fn(f64) -> f64) -> Self {
        let (one, other) = (change(self.lower), change(self.upper));
        Self {
            lower: one.min(other),
            upper: one.max(other),
        }
    }
}

/// How often an interval made this way holds the true value.
///
/// 95% is what a reader sees; 99.8% is the second, stricter line that public-health comparisons in
/// England use, so that among many areas few are called different by chance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// 95%, about 2 standard errors either side.
    Percent95,
    /// 99.8%, about 3 standard errors either side.
    Percent998,
}

impl Confidence {
    /// Both, the narrower interval first.
    pub const EVERY: [Self; 2] = [Self::Percent95, Self::Percent998];

    /// The normal quantile: so many standard errors on each side.
    ///
    /// The quantiles at 0.975 and 0.999, correctly rounded. Two constants cannot be less accurate
    /// in the tails, or differ from one platform to the next, as a quantile function can.
    #[must_use]
    pub const fn z(self) -> f64 {
        match self {
            Self::Percent95 => 1.959_963_984_540_054,
            Self::Percent998 => 3.090_232_306_167_813_5,
        }
    }

    /// The probability left outside on each side: 0.025 or 0.001.
    #[must_use]
    pub const fn tail(self) -> f64 {
        match self {
            Self::Percent95 => 0.025,
            Self::Percent998 => 0.001,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quantiles_leave_their_tails_outside() {
        for confidence in Confidence::EVERY {
            let outside = libm::erfc(confidence.z() / std::f64::consts::SQRT_2) / 2.0;
            let off = (outside / confidence.tail() - 1.0).abs();
            assert!(off < 4e-15, "{confidence:?}: {outside}");
        }
    }

    #[test]
    fn a_falling_change_swaps_the_limits() {
        let interval = Interval {
            lower: 0.2,
            upper: 0.5,
        };
        let odds = interval.map(|share| (1.0 - share) / share);
        assert_eq!((odds.lower, odds.upper), (1.0, 4.0));
        assert!(odds.contains(1.0) && odds.contains(4.0) && !odds.contains(4.1));
    }
}
