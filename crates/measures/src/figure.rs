//! The value of a measure and its intervals, from two published counts.
//!
//! This is the one way from counts to a figure: the pipeline, `outcomes verify` and the dashboard
//! all call [`figure`], so a number on a page can be recomputed from the published file. It never
//! sees a count that is not published.

use crate::definition::Scale;
use crate::dispersion::Dispersion;
use crate::interval::{Confidence, Interval};
use crate::proportion::Proportion;
use crate::published::Published;
use crate::rate::Rate;

/// A value with its intervals, all as shares (0 to 1) or as events per [`Scale::RatePer`] people.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figure {
    /// The point value.
    pub value: f64,
    /// The 95% interval.
    pub interval_95: Interval,
    /// The 99.8% interval.
    pub interval_998: Interval,
}

/// The figure of a published numerator and denominator.
///
/// A figure is withheld, impossible or not calculable as soon as one of its counts is, and not
/// calculable where the counts cannot belong together: nobody below the line, a part larger than
/// its whole, a dispersion below 1. `dispersion` widens the intervals of a rate of events and is
/// not used for shares of people.
///
/// ```
/// use measures::definition::Scale;
/// use measures::figure::figure;
/// use measures::published::Published;
/// let shown = figure(Scale::Proportion, Published::Shown(30), Published::Shown(60), None);
/// assert_eq!(shown.map(|figure| figure.value), Published::Shown(0.5));
/// let withheld = figure(Scale::Proportion, Published::Withheld, Published::Shown(60), None);
/// assert_eq!(withheld, Published::Withheld);
/// ```
#[must_use]
pub fn figure(
    scale: Scale,
    numerator: Published<u32>,
    denominator: Published<u32>,
    dispersion: Option<f64>,
) -> Published<Figure> {
    numerator.and_then(|numerator| {
        denominator.and_then(|denominator| {
            let (numerator, denominator) = (u64::from(numerator), u64::from(denominator));
            let figure = match scale {
                Scale::Proportion => share(numerator, denominator),
                Scale::RatePer(per) => rate(numerator, denominator, per, dispersion),
            };
            figure.map_or(Published::NotCalculable, Published::Shown)
        })
    })
}

fn share(numerator: u64, denominator: u64) -> Option<Figure> {
    let share = Proportion::new(numerator, denominator).ok()?;
    Some(Figure {
        value: share.value(),
        interval_95: share.wilson_interval(Confidence::Percent95),
        interval_998: share.wilson_interval(Confidence::Percent998),
    })
}

fn rate(events: u64, people: u64, per: u32, dispersion: Option<f64>) -> Option<Figure> {
    let rate = Rate::new(events, people, per).ok()?;
    let dispersion = match dispersion {
        Some(published) => Some(Dispersion::new(published).ok()?),
        None => None,
    };
    let interval = |confidence| match dispersion {
        Some(dispersion) => rate.dispersed_interval(confidence, dispersion),
        None => rate.interval(confidence),
    };
    Some(Figure {
        value: rate.value(),
        interval_95: interval(Confidence::Percent95),
        interval_998: interval(Confidence::Percent998),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use Published::{NoPeople, NotCalculable, Shown, Withheld};

    #[track_caller]
    fn check_absent(
        scale: Scale,
        numerator: Published<u32>,
        denominator: Published<u32>,
        expected: Published<Figure>,
    ) {
        assert_eq!(figure(scale, numerator, denominator, None), expected);
    }

    #[test]
    fn an_absent_count_makes_an_absent_figure_of_the_same_kind() {
        for scale in [Scale::Proportion, Scale::RatePer(1_000)] {
            check_absent(scale, Withheld, Shown(60), Withheld);
            check_absent(scale, Shown(10), Withheld, Withheld);
            check_absent(scale, Withheld, Withheld, Withheld);
            check_absent(scale, NoPeople, NoPeople, NoPeople);
            check_absent(scale, NotCalculable, Shown(60), NotCalculable);
        }
    }

    #[test]
    fn counts_that_cannot_belong_together_are_not_calculable() {
        check_absent(Scale::Proportion, Shown(0), Shown(0), NotCalculable);
        check_absent(Scale::Proportion, Shown(65), Shown(60), NotCalculable);
        check_absent(Scale::RatePer(1_000), Shown(0), Shown(0), NotCalculable);
        check_absent(Scale::RatePer(0), Shown(5), Shown(60), NotCalculable);
        let below_1 = figure(Scale::RatePer(1_000), Shown(5), Shown(60), Some(0.5));
        assert_eq!(below_1, NotCalculable);
    }

    #[test]
    fn a_rate_may_have_more_events_than_people_and_is_widened() {
        let scale = Scale::RatePer(1_000);
        let plain = figure(scale, Shown(90), Shown(60), None).shown().unwrap();
        let wide = figure(scale, Shown(90), Shown(60), Some(2.5))
            .shown()
            .unwrap();
        assert!((plain.value - 1_500.0).abs() < 1e-9);
        assert!(wide.interval_95.lower < plain.interval_95.lower);
        assert!(wide.interval_998.upper > plain.interval_998.upper);
    }

    #[test]
    fn nothing_shown_is_ever_not_a_number() {
        for denominator in [1, 9, 10, 60, u32::MAX] {
            for numerator in [0, 1, denominator / 2, denominator - 1, denominator] {
                for scale in [Scale::Proportion, Scale::RatePer(100_000)] {
                    let counts = (Shown(numerator), Shown(denominator));
                    let figure = figure(scale, counts.0, counts.1, None).shown().unwrap();
                    let (narrow, wide) = (figure.interval_95, figure.interval_998);
                    assert!(narrow.contains(figure.value), "{scale:?} {counts:?}");
                    assert!(wide.contains(narrow.lower), "{scale:?} {counts:?}");
                    assert!(wide.contains(narrow.upper), "{scale:?} {counts:?}");
                    assert!(wide.upper.is_finite(), "{scale:?} {counts:?}");
                }
            }
        }
    }
}
