//! Gaps between groups that have no order, anew: each shown group against the other people.

use aggregates::gaps::{GapValue, Method};
use measures::breakdown::Breakdown;
use measures::definition::{Direction, Scale};
use measures::difference::Difference;
use measures::figure::figure;
use measures::interval::Confidence;
use measures::published::Published;

use super::{Group, Recomputed, by_direction, share, squared_and_added};

/// Labels of groups of people of whom it is not known to which group they belong.
const NOT_KNOWN: [&str; 2] = ["Not known", "other or not known"];
/// The fewest groups that can be compared.
const FEWEST: usize = 2;

/// The people among whom the groups are.
pub(super) struct Among {
    /// What their figure is of.
    pub(super) scale: Scale,
    /// All of them.
    pub(super) everybody: Group,
    /// How much their events vary.
    pub(super) dispersion: Option<f64>,
}

impl Among {
    /// The gap by a method over groups without order.
    pub(super) fn gap(
        &self,
        method: Method,
        dimension: Breakdown,
        groups: &[Group],
        direction: Direction,
    ) -> Recomputed {
        // No minimum age changes the labels of those who are not known.
        let labels = dimension.groups(0);
        let is_known = |group: &Group| match dimension {
            Breakdown::AgeBand => true,
            _ => labels
                .get(group.number)
                .is_some_and(|label| !NOT_KNOWN.contains(&label.as_str())),
        };
        let shown: Vec<Group> = groups
            .iter()
            .filter(|group| is_known(group) && group.figure.shown().is_some())
            .copied()
            .collect();
        match method {
            Method::IndexOfDisparity => Recomputed {
                gap: self.disparity(&shown).map(|value| GapValue {
                    value,
                    interval_95: None,
                }),
                ..Recomputed::default()
            },
            _ => self.widest(&shown, direction),
        }
    }

    fn widest(&self, shown: &[Group], direction: Direction) -> Recomputed {
        let gaps: Vec<(usize, GapValue)> = shown
            .iter()
            .filter_map(|group| Some((group.number, self.against_others(group)?)))
            .collect();
        let [first, .., _] = gaps[..] else {
            return Recomputed::default();
        };
        // Of groups that tie, the first.
        let furthest = |measured: fn(f64) -> f64| {
            gaps.iter().copied().fold(first, |so_far, gap| {
                let is_further = measured(gap.1.value) > measured(so_far.1.value);
                if is_further { gap } else { so_far }
            })
        };
        let (highest, lowest) = (furthest(|gap| gap), furthest(|gap| -gap));
        Recomputed {
            gap: Some(furthest(f64::abs).1),
            worst_and_best: if highest.0 == lowest.0 {
                [None, None]
            } else {
                by_direction(direction, lowest.0, highest.0)
            },
            people: None,
        }
    }

    /// A group less the other people; `None` where the counts leave none, or contradict.
    fn against_others(&self, group: &Group) -> Option<GapValue> {
        let numerator = self
            .everybody
            .numerator
            .shown()?
            .checked_sub(group.numerator.shown()?)?;
        let denominator = self
            .everybody
            .denominator
            .shown()?
            .checked_sub(group.denominator.shown()?)?;
        let (numerator, denominator) = (Published::Shown(numerator), Published::Shown(denominator));
        match self.scale {
            Scale::Proportion => {
                let difference = Difference {
                    first: share(self.scale, group.numerator, group.denominator)?,
                    second: share(self.scale, numerator, denominator)?,
                };
                Some(GapValue {
                    value: difference.value(),
                    interval_95: Some(difference.newcombe_interval(Confidence::Percent95)),
                })
            }
            Scale::RatePer(_) => {
                let others = figure(self.scale, numerator, denominator, self.dispersion);
                Some(squared_and_added(group.figure.shown()?, others.shown()?))
            }
        }
    }

    /// The mean distance from everybody's figure, as a share of it.
    fn disparity(&self, shown: &[Group]) -> Option<f64> {
        let all = self.everybody.figure.shown()?.value;
        if shown.len() < FEWEST || all <= 0.0 {
            return None;
        }
        let distances = shown
            .iter()
            .filter_map(|group| Some((group.figure.shown()?.value - all).abs()));
        Some(distances.sum::<f64>() / (shown.len() as f64 * all))
    }
}
