//! Limits of a funnel: how far from the reference an area of a given size may lie by chance.
//!
//! The same judgement as [`crate::comparison`], drawn the other way round: an area lies outside the
//! funnel exactly where its Wilson interval lies beside the reference. It never judges rates of
//! events, whose intervals depend on each area's dispersion as well as its size.

use thiserror::Error;

use crate::interval::{Confidence, Interval};

/// The limits around a reference share, by the number of people.
///
/// Invariant: the reference is 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Funnel {
    reference: f64,
}

/// A reference that is not a share of people.
#[derive(Debug, Clone, Copy, PartialEq, Error)]
#[error("expected a share from 0 to 1, found {0}")]
pub struct NotAShare(pub f64);

impl Funnel {
    /// A funnel around `reference`, a share of people.
    ///
    /// # Errors
    /// When it is not 0 to 1.
    pub fn new(reference: f64) -> Result<Self, NotAShare> {
        if (0.0..=1.0).contains(&reference) {
            Ok(Self { reference })
        } else {
            Err(NotAShare(reference))
        }
    }

    /// The share in the middle.
    #[must_use]
    pub fn reference(self) -> f64 {
        self.reference
    }

    /// The least and greatest share of so many people whose Wilson interval holds the reference.
    ///
    /// Wilson's limits of `y` are where `|y − p| = z√(p(1 − p)/n)`, so these are
    /// `p ∓ z√(p(1 − p)/n)`, within 0 to 1: few people can be so few that no share is outside.
    /// `None` for nobody.
    ///
    /// ```
    /// use measures::interval::Confidence;
    /// use measures::limits::Funnel;
    /// let funnel = Funnel::new(0.2)?;
    /// let limits = funnel.limits(400, Confidence::Percent95).unwrap();
    /// assert_eq!(format!("{:.4} to {:.4}", limits.lower, limits.upper), "0.1608 to 0.2392");
    /// # Ok::<(), measures::limits::NotAShare>(())
    /// ```
    #[must_use]
    pub fn limits(self, people: u64, confidence: Confidence) -> Option<Interval> {
        if people == 0 {
            return None;
        }
        let spread = self.reference * (1.0 - self.reference) / people as f64;
        let reach = confidence.z() * spread.sqrt();
        Some(Interval {
            lower: (self.reference - reach).max(0.0),
            upper: (self.reference + reach).min(1.0),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proportion::Proportion;

    #[test]
    fn refuses_what_is_not_a_share() {
        for reference in [-0.1, 1.1, f64::NAN] {
            assert!(Funnel::new(reference).is_err(), "{reference}");
        }
        let funnel = Funnel::new(0.5).unwrap();
        assert_eq!(funnel.limits(0, Confidence::Percent95), None);
    }

    #[test]
    fn outside_the_funnel_is_where_the_interval_misses_the_reference() {
        for reference in [0.0, 0.013, 0.2, 0.5, 0.871, 1.0] {
            let funnel = Funnel::new(reference).unwrap();
            for confidence in Confidence::EVERY {
                for people in 1..=120 {
                    let limits = funnel.limits(people, confidence).unwrap();
                    for numerator in 0..=people {
                        let share = Proportion::new(numerator, people).unwrap();
                        let inside = limits.contains(share.value());
                        let holds = share.wilson_interval(confidence).contains(reference);
                        assert_eq!(inside, holds, "{numerator} of {people} at {reference}");
                    }
                }
            }
        }
    }
}
