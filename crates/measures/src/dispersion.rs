//! How much more events vary than independent ones would, because some people have several.
//!
//! It is a property of people's histories, published as one number to one decimal, and never says
//! how many people had how many events.

use thiserror::Error;

/// The variance of a number of events, divided by what it would be if each were another person's.
///
/// Invariant: finite and at least 1. A person has a whole number of events, and `k²` is never
/// below `k`.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Dispersion(f64);

/// A number that is not a dispersion.
#[derive(Debug, Clone, Copy, PartialEq, Error)]
#[error("expected a dispersion of at least 1, found {0}")]
pub struct NotADispersion(pub f64);

impl Dispersion {
    /// A published dispersion.
    ///
    /// # Errors
    /// When it is below 1 or not finite.
    pub fn new(value: f64) -> Result<Self, NotADispersion> {
        if value.is_finite() && value >= 1.0 {
            Ok(Self(value))
        } else {
            Err(NotADispersion(value))
        }
    }

    /// The dispersion of events, `Σ k²N ÷ Σ kN` over `(k, N)`: `N` people with `k` events each.
    /// `None` where there is no event.
    ///
    /// ```
    /// use measures::dispersion::Dispersion;
    /// // 60 people with one event, 15 with two and 2 with five: (60 + 60 + 50) / (60 + 30 + 10).
    /// let dispersion = Dispersion::of_events([(1, 60), (2, 15), (5, 2)]).unwrap();
    /// assert_eq!(dispersion.value(), 1.7);
    /// assert_eq!(Dispersion::of_events([]), None);
    /// ```
    pub fn of_events(people_by_events: impl IntoIterator<Item = (u64, u64)>) -> Option<Self> {
        let (events, squares) = people_by_events.into_iter().fold(
            (0_u128, 0_u128),
            |(events, squares), (each, people)| {
                let (each, people) = (u128::from(each), u128::from(people));
                (events + each * people, squares + each * each * people)
            },
        );
        (events > 0).then(|| Self(squares as f64 / events as f64))
    }

    /// The same from sums over people: of their events, and of their events squared. `None`
    /// where there is no event, or the squares are fewer than the events, which no people have.
    ///
    /// ```
    /// use measures::dispersion::Dispersion;
    /// let people = Dispersion::of_events([(1, 60), (2, 15), (5, 2)]);
    /// assert_eq!(Dispersion::of_sums(100, 170), people);
    /// ```
    #[must_use]
    pub fn of_sums(events: u64, squared_events: u64) -> Option<Self> {
        let possible = events > 0 && squared_events >= events;
        possible.then(|| Self(squared_events as f64 / events as f64))
    }

    /// The same, to the one decimal that is published.
    #[must_use]
    pub fn to_one_decimal(self) -> Self {
        Self((self.0 * 10.0).round() / 10.0)
    }

    /// The number, at least 1.
    #[must_use]
    pub fn value(self) -> f64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_event_each_is_no_dispersion() {
        let dispersion = Dispersion::of_events([(0, 500), (1, 80)]).unwrap();
        assert_eq!(dispersion.value().to_bits(), 1.0_f64.to_bits());
    }

    #[test]
    fn refuses_what_no_events_can_give() {
        for value in [0.9, 0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(Dispersion::new(value).is_err(), "{value}");
        }
        assert_eq!(Dispersion::of_events([(0, 9)]), None);
        assert_eq!(Dispersion::of_sums(0, 0), None);
        assert_eq!(Dispersion::of_sums(5, 4), None);
    }

    #[test]
    fn is_published_to_one_decimal() {
        let dispersion = Dispersion::of_events([(1, 7), (3, 2)]).unwrap();
        assert_eq!(format!("{:.4}", dispersion.value()), "1.9231");
        assert_eq!(format!("{}", dispersion.to_one_decimal().value()), "1.9");
    }
}
