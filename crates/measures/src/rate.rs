//! Events for so many people.
//!
//! It never holds a rate of nobody, and never takes events of one person for independent ones
//! when it is told how much they are not.

use thiserror::Error;

use crate::dispersion::Dispersion;
use crate::interval::{Confidence, Interval};
use crate::poisson;

/// `events` among `people`, given for every `per` of them.
///
/// Invariant: `0 < people` and `0 < per`. Events may outnumber people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    events: u64,
    people: u64,
    per: u32,
}

/// Counts that are not a rate of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NotARate {
    /// There is nobody to have events.
    #[error("expected at least one person, found none")]
    Nobody,
    /// A rate for every 0 people.
    #[error("expected a rate for at least one person, found one for none")]
    PerNobody,
}

impl Rate {
    /// A rate of events.
    ///
    /// # Errors
    /// When there is nobody, or the rate is for every 0 people.
    ///
    /// ```
    /// use measures::interval::Confidence;
    /// use measures::rate::Rate;
    /// let rate = Rate::new(65, 1_250, 1_000)?;
    /// assert_eq!(rate.value(), 52.0);
    /// let interval = rate.interval(Confidence::Percent95);
    /// assert_eq!(format!("{:.1} to {:.1}", interval.lower, interval.upper), "40.1 to 66.3");
    /// # Ok::<(), measures::rate::NotARate>(())
    /// ```
    pub fn new(events: u64, people: u64, per: u32) -> Result<Self, NotARate> {
        match (people, per) {
            (0, _) => Err(NotARate::Nobody),
            (_, 0) => Err(NotARate::PerNobody),
            _ => Ok(Self {
                events,
                people,
                per,
            }),
        }
    }

    /// The number of events.
    #[must_use]
    pub fn events(self) -> u64 {
        self.events
    }

    /// The people they are among.
    #[must_use]
    pub fn people(self) -> u64 {
        self.people
    }

    /// Events for every `per` people.
    #[must_use]
    pub fn value(self) -> f64 {
        self.per_people(self.events as f64)
    }

    /// The interval if every event were independent of every other: see [`poisson::limits`].
    #[must_use]
    pub fn interval(self, confidence: Confidence) -> Interval {
        poisson::limits(self.events, confidence).map(|events| self.per_people(events))
    }

    /// The interval of events of which one person may have several: the half-widths of
    /// [`Rate::interval`] times the square root of the dispersion, and no lower than 0.
    #[must_use]
    pub fn dispersed_interval(self, confidence: Confidence, dispersion: Dispersion) -> Interval {
        let value = self.value();
        let widening = dispersion.value().sqrt();
        let interval = self.interval(confidence);
        Interval {
            lower: (value - (value - interval.lower) * widening).max(0.0),
            upper: value + (interval.upper - value) * widening,
        }
    }

    fn per_people(self, events: f64) -> f64 {
        events * f64::from(self.per) / self.people as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_a_rate_of_nobody() {
        assert_eq!(Rate::new(3, 0, 1_000), Err(NotARate::Nobody));
        assert_eq!(Rate::new(3, 10, 0), Err(NotARate::PerNobody));
    }

    #[test]
    fn dispersion_widens_both_sides_by_its_root_and_stops_at_nothing() {
        let rate = Rate::new(65, 1_250, 1_000).unwrap();
        let plain = rate.interval(Confidence::Percent95);
        let four = Dispersion::new(4.0).unwrap();
        let wide = rate.dispersed_interval(Confidence::Percent95, four);
        assert!((wide.lower - (52.0 - 2.0 * (52.0 - plain.lower))).abs() < 1e-12);
        assert!((wide.upper - (52.0 + 2.0 * (plain.upper - 52.0))).abs() < 1e-12);
        let few = Rate::new(2, 1_250, 1_000).unwrap();
        let wide = few.dispersed_interval(Confidence::Percent998, four);
        assert_eq!(wide.lower.to_bits(), 0.0_f64.to_bits());
    }

    #[test]
    fn a_dispersion_of_1_changes_no_more_than_rounding() {
        for events in [0, 1, 9, 10, 11, 500] {
            let rate = Rate::new(events, 40_000, 1_000).unwrap();
            let one = Dispersion::new(1.0).unwrap();
            for confidence in Confidence::EVERY {
                let plain = rate.interval(confidence);
                let same = rate.dispersed_interval(confidence, one);
                assert!((plain.lower - same.lower).abs() < 1e-14, "{events}");
                assert!((plain.upper - same.upper).abs() < 1e-13, "{events}");
            }
        }
    }
}
