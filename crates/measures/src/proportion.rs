//! A share of people: so many out of so many.
//!
//! It never holds a share of nobody, or more people above the line than below it.

use thiserror::Error;

use crate::interval::{Confidence, Interval};

/// `numerator` people out of `denominator`.
///
/// Invariant: `0 < denominator` and `numerator <= denominator`. [`Proportion::new`] is the only
/// way in, so no later code needs to ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proportion {
    numerator: u64,
    denominator: u64,
}

/// Two counts that are not a share of people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NotAProportion {
    /// There is nobody to have a share of.
    #[error("expected at least one person below the line, found none")]
    Nobody,
    /// More people above the line than below it.
    #[error("expected at most {denominator} people above the line, found {numerator}")]
    MoreThanEverybody {
        /// People above the line.
        numerator: u64,
        /// People below the line.
        denominator: u64,
    },
}

impl Proportion {
    /// A share of people.
    ///
    /// # Errors
    /// When nobody is below the line, or more people are above it than below.
    ///
    /// ```
    /// use measures::interval::Confidence;
    /// use measures::proportion::Proportion;
    /// // Wilson's interval for 81 of 263, as worked by Newcombe (1998).
    /// let share = Proportion::new(81, 263)?;
    /// let interval = share.wilson_interval(Confidence::Percent95);
    /// assert_eq!(format!("{:.4} to {:.4}", interval.lower, interval.upper), "0.2553 to 0.3662");
    /// # Ok::<(), measures::proportion::NotAProportion>(())
    /// ```
    pub fn new(numerator: u64, denominator: u64) -> Result<Self, NotAProportion> {
        if denominator == 0 {
            return Err(NotAProportion::Nobody);
        }
        if numerator > denominator {
            return Err(NotAProportion::MoreThanEverybody {
                numerator,
                denominator,
            });
        }
        Ok(Self {
            numerator,
            denominator,
        })
    }

    /// People above the line.
    #[must_use]
    pub fn numerator(self) -> u64 {
        self.numerator
    }

    /// People below the line, of whom the numerator is a part.
    #[must_use]
    pub fn denominator(self) -> u64 {
        self.denominator
    }

    /// The share, 0 to 1.
    #[must_use]
    pub fn value(self) -> f64 {
        self.numerator as f64 / self.denominator as f64
    }

    /// The share of everybody else.
    #[must_use]
    pub fn complement(self) -> Self {
        Self {
            numerator: self.denominator - self.numerator,
            denominator: self.denominator,
        }
    }

    /// The Wilson score interval (Wilson 1927; Newcombe 1998, method 3).
    ///
    /// Preferred to the textbook `p ± z·se` because it stays inside 0 to 1 and keeps its coverage
    /// in small areas, where most of our counts are.
    #[must_use]
    pub fn wilson_interval(self, confidence: Confidence) -> Interval {
        let upper = if self.numerator > self.denominator / 2 {
            // Mirroring the complement keeps the end exact: everybody gives an upper limit of 1.
            1.0 - self.complement().wilson_lower(confidence)
        } else {
            // Below a half the mirror would lose digits (1 less nearly 1), and the sum loses none.
            let (sum, people) = self.wilson_sum(confidence);
            sum / (2.0 * people)
        };
        Interval {
            lower: self.wilson_lower(confidence),
            upper,
        }
    }

    /// The lower limit, as the product of both limits divided by the upper one.
    ///
    /// The limits are the roots of `(n + z²)y² − (2x + z²)y + x²/n`, whose product is
    /// `x²/(n(n + z²))`. Nothing is subtracted, so that nobody gives exactly 0 and one of a
    /// million keeps all its digits.
    fn wilson_lower(self, confidence: Confidence) -> f64 {
        let (sum, _) = self.wilson_sum(confidence);
        2.0 * self.numerator as f64 * self.value() / sum
    }

    /// `2x + z² + z√(z² + 4x(1 − x/n))`, and `n + z²`.
    fn wilson_sum(self, confidence: Confidence) -> (f64, f64) {
        let z = confidence.z();
        let x = self.numerator as f64;
        let root = (z * z + 4.0 * x * self.complement().value()).sqrt();
        (2.0 * x + z * z + z * root, self.denominator as f64 + z * z)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Limits at 95% as four printed decimals.
    #[track_caller]
    fn check(numerator: u64, denominator: u64, lower: &str, upper: &str) {
        let share = Proportion::new(numerator, denominator).unwrap();
        let interval = share.wilson_interval(Confidence::Percent95);
        assert_eq!(format!("{:.4}", interval.lower), lower);
        assert_eq!(format!("{:.4}", interval.upper), upper);
    }

    #[test]
    fn agrees_with_newcombe_1998_table_1() {
        check(81, 263, "0.2553", "0.3662");
        check(15, 148, "0.0624", "0.1605");
        check(0, 20, "0.0000", "0.1611");
        check(1, 29, "0.0061", "0.1718");
    }

    #[test]
    fn refuses_what_is_not_a_share() {
        assert_eq!(Proportion::new(0, 0), Err(NotAProportion::Nobody));
        assert_eq!(
            Proportion::new(6, 5),
            Err(NotAProportion::MoreThanEverybody {
                numerator: 6,
                denominator: 5
            })
        );
    }

    #[test]
    fn every_share_of_up_to_200_people_lies_within_its_limits() {
        for people in 1..=200 {
            for numerator in 0..=people {
                let share = Proportion::new(numerator, people).unwrap();
                let value = share.value();
                let wide = share.wilson_interval(Confidence::Percent998);
                let narrow = share.wilson_interval(Confidence::Percent95);
                let case = format!("{numerator} of {people}");
                assert!(0.0 <= wide.lower && wide.lower <= narrow.lower, "{case}");
                assert!(narrow.upper <= wide.upper && wide.upper <= 1.0, "{case}");
                assert!(narrow.contains(value), "{case}");
                assert_eq!(narrow.lower <= 0.0, numerator == 0, "{case}");
                assert_eq!(narrow.upper >= 1.0, numerator == people, "{case}");
                assert_eq!(narrow.lower >= value, numerator == 0, "{case}");
                assert_eq!(narrow.upper <= value, numerator == people, "{case}");
                let mirrored = share.complement().wilson_interval(Confidence::Percent95);
                assert!(
                    (mirrored.lower - (1.0 - narrow.upper)).abs() < 1e-15,
                    "{case}"
                );
            }
        }
    }

    #[test]
    fn every_limit_of_up_to_200_people_is_a_root_of_wilsons_equation() {
        for confidence in Confidence::EVERY {
            for people in 1..=200 {
                for numerator in 0..=people {
                    let share = Proportion::new(numerator, people).unwrap();
                    let interval = share.wilson_interval(confidence);
                    for limit in [interval.lower, interval.upper] {
                        let error = (limit * (1.0 - limit) / people as f64).sqrt();
                        let distance = (share.value() - limit).abs();
                        let off = (distance - confidence.z() * error).abs();
                        assert!(off < 1e-14, "{numerator} of {people}: {limit}");
                    }
                }
            }
        }
    }

    #[test]
    fn one_more_person_raises_both_limits() {
        for confidence in Confidence::EVERY {
            for people in [1, 2, 10, 199, 200, 330_000] {
                let step = (people / 200).max(1);
                for numerator in (0..people).step_by(usize::try_from(step).unwrap()) {
                    let less = Proportion::new(numerator, people).unwrap();
                    let more = Proportion::new(numerator + 1, people).unwrap();
                    let (less, more) = (
                        less.wilson_interval(confidence),
                        more.wilson_interval(confidence),
                    );
                    assert!(
                        less.lower < more.lower && less.upper < more.upper,
                        "{numerator} of {people}"
                    );
                }
            }
        }
    }
}
