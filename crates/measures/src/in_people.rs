//! A gap by deprivation in people: how many more there would be at the least deprived fifth's
//! figure.
//!
//! It says what a gap amounts to. It never says that closing it is possible, or that deprivation
//! is why.

use thiserror::Error;

use crate::definition::Scale;
use crate::figure::Figure;
use crate::interval::Interval;
use crate::slope::Fifth;

/// How many more people would be above the line if every fifth had the least deprived fifth's
/// share; for rates, how many more events. Below 0 there would be fewer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GapInPeople {
    /// People, or events.
    pub value: f64,
    /// The 95% interval.
    pub interval_95: Interval,
    /// The 99.8% interval.
    pub interval_998: Interval,
}

/// Too few fifths for a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("expected at least 2 fifths with people, found {found}")]
pub struct NoGapInPeople {
    /// Fifths with people.
    pub found: usize,
}

impl GapInPeople {
    /// The gap in people of fifths, the most deprived first and the least deprived last. Every
    /// fifth with people belongs in the list: one that is left out counts as closed already.
    ///
    /// With `n` the people and `p` the figure of each fifth and `q` that of the least deprived,
    /// `Σ n(q − p) = q Σ n − Σ np` over the other fifths: a sum of independent figures, each times
    /// a number that is known. Its interval squares and adds the distances from each term to its
    /// own limits: `value ∓ √(Σ(c·(p − l))²)` with `l` the lower limit of the figures added, and
    /// the upper limit of those taken away, and the other way round above (Zou and Donner 2008 for
    /// two; Zou, Huang and Zhang 2009, *Computational Statistics & Data Analysis* 53:1080, for a
    /// sum). For two fifths it is the people of the most deprived times
    /// [`Difference`](crate::difference::Difference).
    ///
    /// The people are taken as they are, so the interval is of the shares alone.
    ///
    /// # Errors
    /// With fewer than two fifths.
    ///
    /// ```
    /// use measures::definition::Scale;
    /// use measures::figure::figure;
    /// use measures::in_people::GapInPeople;
    /// use measures::published::Published::Shown;
    /// use measures::slope::Fifth;
    /// let fifths = [(120, 400), (150, 400), (200, 400)].map(|(count, people)| Fifth {
    ///     people: u64::from(people),
    ///     figure: figure(Scale::Proportion, Shown(count), Shown(people), None).shown().unwrap(),
    /// });
    /// // 400 people at 50% instead of 30%, and 400 at 50% instead of 37.5%.
    /// let gap = GapInPeople::new(Scale::Proportion, &fifths)?;
    /// assert_eq!(format!("{:.0}", gap.value), "130");
    /// let interval = gap.interval_95;
    /// assert_eq!(format!("{:.0} to {:.0}", interval.lower, interval.upper), "83 to 176");
    /// # Ok::<(), measures::in_people::NoGapInPeople>(())
    /// ```
    pub fn new(scale: Scale, fifths: &[Fifth]) -> Result<Self, NoGapInPeople> {
        let [others @ .., least] = fifths else {
            return Err(NoGapInPeople { found: 0 });
        };
        if others.is_empty() {
            return Err(NoGapInPeople { found: 1 });
        }
        let per = match scale {
            Scale::Proportion => 1.0,
            Scale::RatePer(per) => f64::from(per),
        };
        let added = others.iter().map(|fifth| fifth.people as f64).sum::<f64>() / per;
        let taken_away: Vec<(f64, Figure)> = others
            .iter()
            .map(|fifth| (fifth.people as f64 / per, fifth.figure))
            .collect();
        let value = added * least.figure.value
            - taken_away
                .iter()
                .map(|(times, figure)| times * figure.value)
                .sum::<f64>();
        let interval = |limits: fn(&Figure) -> Interval| {
            let of_least = limits(&least.figure);
            let (mut below, mut above) = (
                added * (least.figure.value - of_least.lower),
                added * (of_least.upper - least.figure.value),
            );
            for (times, figure) in &taken_away {
                let own = limits(figure);
                below = libm::hypot(below, times * (own.upper - figure.value));
                above = libm::hypot(above, times * (figure.value - own.lower));
            }
            Interval {
                lower: value - below,
                upper: value + above,
            }
        };
        Ok(Self {
            value,
            interval_95: interval(|figure| figure.interval_95),
            interval_998: interval(|figure| figure.interval_998),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::difference::Difference;
    use crate::figure::figure;
    use crate::interval::Confidence;
    use crate::proportion::Proportion;
    use crate::published::Published::Shown;

    fn fifths(scale: Scale, rows: &[(u32, u32)]) -> Vec<Fifth> {
        rows.iter()
            .map(|&(count, people)| Fifth {
                people: u64::from(people),
                figure: figure(scale, Shown(count), Shown(people), None)
                    .shown()
                    .unwrap(),
            })
            .collect()
    }

    #[track_caller]
    fn near(found: f64, expected: f64) {
        let off = (found - expected).abs();
        assert!(off <= 1e-9 * expected.abs().max(1.0), "{found} {expected}");
    }

    #[test]
    fn two_fifths_are_newcombes_difference_times_the_most_deprived_people() {
        for (most, least) in [
            ((48, 80), (56, 70)),
            ((0, 50), (9, 30)),
            ((40, 40), (0, 12)),
        ] {
            let gap = GapInPeople::new(
                Scale::Proportion,
                &fifths(Scale::Proportion, &[most, least]),
            );
            let gap = gap.unwrap();
            let share = |(x, n): (u32, u32)| Proportion::new(x.into(), n.into()).unwrap();
            let difference = Difference {
                first: share(least),
                second: share(most),
            };
            let people = f64::from(most.1);
            near(gap.value, people * difference.value());
            for (found, confidence) in [
                (gap.interval_95, Confidence::Percent95),
                (gap.interval_998, Confidence::Percent998),
            ] {
                let expected = difference.newcombe_interval(confidence);
                near(found.lower, people * expected.lower);
                near(found.upper, people * expected.upper);
            }
        }
    }

    #[test]
    fn rates_give_events_whatever_they_are_per() {
        let rows = [(90, 600), (70, 600), (30, 600)];
        for per in [1, 1_000, 100_000] {
            let scale = Scale::RatePer(per);
            let gap = GapInPeople::new(scale, &fifths(scale, &rows)).unwrap();
            near(gap.value, 30.0 + 30.0 - 90.0 - 70.0);
            assert!(gap.interval_95.upper < 0.0, "{gap:?}");
        }
    }

    #[test]
    fn equal_fifths_have_no_gap_and_say_so() {
        let rows = [(30, 300), (50, 500), (1, 10), (40, 400), (20, 200)];
        let gap = GapInPeople::new(Scale::Proportion, &fifths(Scale::Proportion, &rows)).unwrap();
        near(gap.value, 0.0);
        assert!(gap.interval_95.contains(0.0));
        assert!(gap.interval_998.lower < gap.interval_95.lower);
    }

    #[test]
    fn fewer_than_two_fifths_have_no_gap() {
        for found in [0, 1] {
            let fifths = fifths(Scale::Proportion, &[(5, 50)][..found]);
            assert_eq!(
                GapInPeople::new(Scale::Proportion, &fifths),
                Err(NoGapInPeople { found })
            );
        }
    }
}
