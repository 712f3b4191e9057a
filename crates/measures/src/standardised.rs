//! Figures made comparable across ages and sexes: directly standardised rates.
//!
//! The value an area would have if its people were of the standard's ages and sexes and each kept
//! the figure of their own age and sex. It never says how many people an area really has to care
//! for: that is the crude figure.

use thiserror::Error;

use crate::definition::Scale;
use crate::figure::Figure;
use crate::interval::{Confidence, Interval};
use crate::poisson;

/// Below this many events no standardised figure is calculated.
pub const FEWEST_EVENTS: u64 = 10;

/// The people of one age group and sex.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Stratum {
    /// People of this age and sex in the standard population, in any unit. Nobody's figure counts
    /// where it is 0: the standard has no such people to stand for.
    pub weight: f64,
    /// People of this age and sex in the area.
    pub people: u64,
    /// People above the line, or events.
    pub events: u64,
    /// Each person's number of events, squared and summed; the same as `events` where nobody can
    /// have more than one.
    pub squared_events: u64,
}

impl Stratum {
    /// People of whom so many are above the line.
    #[must_use]
    pub fn of_people(weight: f64, people: u64, above_the_line: u64) -> Self {
        Self {
            weight,
            people,
            events: above_the_line,
            squared_events: above_the_line,
        }
    }

    /// People and their events: `(k, N)` stands for `N` people with exactly `k` events each.
    #[must_use]
    pub fn of_events(
        weight: f64,
        people: u64,
        people_by_events: impl IntoIterator<Item = (u64, u64)>,
    ) -> Self {
        let start = Self {
            weight,
            people,
            ..Self::default()
        };
        people_by_events
            .into_iter()
            .fold(start, |stratum, (each, people)| Self {
                events: stratum.events + each * people,
                squared_events: stratum.squared_events + each * each * people,
                ..stratum
            })
    }
}

/// A directly standardised figure, as events per person.
///
/// Invariant: at least [`FEWEST_EVENTS`] events, and somebody in every stratum with a weight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standardised {
    value: f64,
    variance: f64,
    events: u64,
}

/// Why there is no standardised figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NotStandardised {
    /// Too few events for the interval to hold.
    #[error("expected at least {FEWEST_EVENTS} events, found {events}")]
    TooFewEvents {
        /// All events of all strata.
        events: u64,
    },
    /// One sex has nobody of any age, so none of its strata can stand in for another.
    #[error("expected people of each sex, found none of one")]
    SexWithoutPeople,
    /// A weight is below 0 or no number, or an empty stratum has events.
    #[error("expected weights of 0 or more and events only where there are people")]
    Contradiction,
}

impl Standardised {
    /// The standardised figure of strata by sex, each sex youngest first.
    ///
    /// `value = Σ wO/n ÷ Σ w` and `variance = Σ w²q/n² ÷ (Σ w)²`, with `q` the squared events: for
    /// independent people `q = O` (Dobson et al. 1991), for events of which one person may have
    /// several the sum over people of their squared number of events. A stratum with nobody is
    /// merged with the next younger of its sex that has people, the youngest with the next older.
    /// A stratum without a weight is left out, people, events and all.
    ///
    /// # Errors
    /// When there are fewer than [`FEWEST_EVENTS`] events, a sex has nobody, or the strata
    /// contradict themselves.
    pub fn new(sexes: &[Vec<Stratum>]) -> Result<Self, NotStandardised> {
        let mut strata = Vec::new();
        for sex in sexes {
            strata.extend(merged(sex)?);
        }
        let events = strata.iter().map(|stratum| stratum.events).sum();
        if events < FEWEST_EVENTS {
            return Err(NotStandardised::TooFewEvents { events });
        }
        let sum = |term: &dyn Fn(&Stratum) -> f64| strata.iter().map(term).sum::<f64>();
        let weights = sum(&|stratum| stratum.weight);
        let value = sum(&|stratum| stratum.weight * stratum.events as f64 / stratum.people as f64);
        let variance = sum(&|stratum| {
            let per_person = stratum.weight / stratum.people as f64;
            per_person * per_person * stratum.squared_events as f64
        });
        Ok(Self {
            value: value / weights,
            variance: variance / (weights * weights),
            events,
        })
    }

    /// Events per person, or the share of people, in the standard population.
    #[must_use]
    pub fn value(self) -> f64 {
        self.value
    }

    /// Dobson's interval: `value + √(variance/ΣO)·(L − ΣO)` with `L` the limits of the events
    /// (see [`poisson::limits`]), and no lower than 0.
    #[must_use]
    pub fn interval(self, confidence: Confidence) -> Interval {
        let events = self.events as f64;
        let scale = (self.variance / events).sqrt();
        let interval = poisson::limits(self.events, confidence)
            .map(|limit| self.value + scale * (limit - events));
        Interval {
            lower: interval.lower.max(0.0),
            upper: interval.upper,
        }
    }

    /// The figure as it may be published: shares to a tenth of a percent and at most 1, rates to
    /// whole numbers.
    ///
    /// Coarse on purpose. Standardised figures are outside the audit of small numbers, and a
    /// number with few digits gives no count back.
    #[must_use]
    pub fn coarse(self, scale: Scale) -> Figure {
        let coarse = |value: f64| match scale {
            Scale::Proportion => (value * 1_000.0).round().min(1_000.0) / 1_000.0,
            Scale::RatePer(per) => (value * f64::from(per)).round(),
        };
        Figure {
            value: coarse(self.value),
            interval_95: self.interval(Confidence::Percent95).map(coarse),
            interval_998: self.interval(Confidence::Percent998).map(coarse),
        }
    }
}

/// The strata of one sex, youngest first, without the empty ones, whose weight has moved on.
fn merged(strata: &[Stratum]) -> Result<Vec<Stratum>, NotStandardised> {
    let mut merged: Vec<Stratum> = Vec::with_capacity(strata.len());
    let mut weight_of_youngest = 0.0;
    for stratum in strata {
        let is_weight = stratum.weight.is_finite() && stratum.weight >= 0.0;
        let has_events = stratum.events > 0 || stratum.squared_events > 0;
        if !is_weight || (stratum.people == 0 && has_events) {
            return Err(NotStandardised::Contradiction);
        }
        if stratum.weight <= 0.0 {
            continue;
        }
        match (stratum.people, merged.last_mut()) {
            (0, None) => weight_of_youngest += stratum.weight,
            (0, Some(younger)) => younger.weight += stratum.weight,
            (_, None) => merged.push(Stratum {
                weight: stratum.weight + weight_of_youngest,
                ..*stratum
            }),
            (_, Some(_)) => merged.push(*stratum),
        }
    }
    if merged.is_empty() && weight_of_youngest > 0.0 {
        return Err(NotStandardised::SexWithoutPeople);
    }
    Ok(merged)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strata(rows: &[(f64, u64, u64)]) -> Vec<Stratum> {
        rows.iter()
            .map(|&(weight, people, events)| Stratum::of_people(weight, people, events))
            .collect()
    }

    #[track_caller]
    fn check_merge(people: [u64; 4], expected: &[(u64, f64)]) {
        let rows = people.map(|people| Stratum::of_people(1.0, people, 0));
        let found: Vec<_> = merged(&rows)
            .unwrap()
            .iter()
            .map(|stratum| (stratum.people, stratum.weight))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn empty_strata_join_the_next_younger_and_the_youngest_the_next_older() {
        check_merge([5, 6, 7, 8], &[(5, 1.0), (6, 1.0), (7, 1.0), (8, 1.0)]);
        check_merge([5, 0, 7, 0], &[(5, 2.0), (7, 2.0)]);
        check_merge([5, 0, 0, 8], &[(5, 3.0), (8, 1.0)]);
        check_merge([0, 6, 0, 8], &[(6, 3.0), (8, 1.0)]);
        check_merge([0, 0, 0, 8], &[(8, 4.0)]);
        check_merge([5, 0, 0, 0], &[(5, 4.0)]);
    }

    #[test]
    fn what_cannot_be_standardised_says_why() {
        let nine = Standardised::new(&[strata(&[(1.0, 100, 5), (1.0, 100, 4)])]);
        assert_eq!(nine, Err(NotStandardised::TooFewEvents { events: 9 }));
        let ten = Standardised::new(&[strata(&[(1.0, 100, 5), (1.0, 100, 5)])]);
        assert!(ten.is_ok());
        let one_sex = [strata(&[(1.0, 100, 50)]), strata(&[(1.0, 0, 0)])];
        assert_eq!(
            Standardised::new(&one_sex),
            Err(NotStandardised::SexWithoutPeople)
        );
        for broken in [(-1.0, 100, 50), (f64::NAN, 100, 50), (1.0, 0, 50)] {
            assert_eq!(
                Standardised::new(&[strata(&[broken, (1.0, 100, 50)])]),
                Err(NotStandardised::Contradiction),
                "{broken:?}"
            );
        }
    }

    #[test]
    fn people_the_standard_does_not_have_are_left_out() {
        let known = strata(&[(1.0, 100, 50), (2.0, 100, 40)]);
        let with_another = strata(&[(1.0, 100, 50), (0.0, 7, 7), (2.0, 100, 40)]);
        let of_nobody = strata(&[(0.0, 9, 9), (0.0, 0, 0)]);
        let plain = Standardised::new(&[known]).unwrap();
        assert_eq!(
            Standardised::new(&[with_another, of_nobody.clone()]),
            Ok(plain)
        );
        assert_eq!(
            Standardised::new(&[of_nobody]),
            Err(NotStandardised::TooFewEvents { events: 0 })
        );
    }

    #[test]
    fn weights_that_are_the_people_give_the_crude_figure_and_its_interval() {
        let own = strata(&[(400.0, 400, 12), (250.0, 250, 31), (90.0, 90, 44)]);
        let figure = Standardised::new(&[own]).unwrap();
        let crude = 87.0 / 740.0;
        assert!((figure.value() - crude).abs() < 1e-15);
        for confidence in Confidence::EVERY {
            let interval = figure.interval(confidence);
            let expected = poisson::limits(87, confidence).map(|events| events / 740.0);
            assert!((interval.lower - expected.lower).abs() < 1e-15);
            assert!((interval.upper - expected.upper).abs() < 1e-15);
        }
    }

    #[test]
    fn repeated_events_widen_the_interval_and_leave_the_value() {
        let once = Stratum::of_events(1.0, 500, [(1, 60)]);
        let often = Stratum::of_events(1.0, 500, [(1, 20), (4, 10)]);
        assert_eq!((once.events, once.squared_events), (60, 60));
        assert_eq!((often.events, often.squared_events), (60, 180));
        let once = Standardised::new(&[vec![once]]).unwrap();
        let often = Standardised::new(&[vec![often]]).unwrap();
        assert!((once.value() - often.value()).abs() < 1e-15);
        let (narrow, wide) = (
            once.interval(Confidence::Percent95),
            often.interval(Confidence::Percent95),
        );
        // Three times the variance: the root of three times the half-widths.
        let widening = (wide.upper - often.value()) / (narrow.upper - once.value());
        assert!((widening - 3.0_f64.sqrt()).abs() < 1e-12, "{widening}");
    }

    #[test]
    fn is_published_coarsely() {
        let nearly_all = Standardised::new(&[strata(&[(1.0, 100, 99)])]).unwrap();
        let share = nearly_all.coarse(Scale::Proportion);
        assert_eq!(
            format!("{} {}", share.value, share.interval_95.upper),
            "0.99 1"
        );
        let rate = nearly_all.coarse(Scale::RatePer(1_000));
        assert_eq!(
            format!("{} {}", rate.interval_95.lower, rate.interval_95.upper),
            "805 1205"
        );
    }
}
