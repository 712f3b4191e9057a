//! Inequality across a whole scale of deprivation: the slope index and the relative index.
//!
//! Both are least less (or divided by) most deprived, so that a harm more common among the most
//! deprived gives a slope index below 0 and a relative index below 1. They never say that
//! deprivation is the cause.

use thiserror::Error;

use crate::definition::Scale;
use crate::figure::Figure;
use crate::interval::{Confidence, Interval};
use crate::line::{Line, Point};

/// The groups a slope needs over fifths of the nation: all of them.
pub const FEWEST_NATIONAL_FIFTHS: usize = 5;
/// The groups a slope needs over fifths of the partnership's own people inside a neighbourhood.
pub const FEWEST_LOCAL_FIFTHS: usize = 3;

/// The people of one group on the scale of deprivation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fifth {
    /// How many they are.
    pub people: u64,
    /// Their figure.
    pub figure: Figure,
}

/// One group as the regression sees it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SlopePoint {
    /// The share of people in groups more deprived than this one, 0 to 1.
    pub from_share: f64,
    /// The same, with this group's people added.
    pub to_share: f64,
    /// The group's figure.
    pub value: f64,
    /// The figure on the line, at the middle of the group.
    pub fitted: f64,
    /// How far the figure lies from the line on its transformed scale, in its own standard errors.
    pub residual: f64,
}

/// Why there is no slope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NoSlope {
    /// Too few groups have people.
    #[error("expected at least {expected} groups with people, found {found}")]
    TooFewGroups {
        /// Groups the scale needs.
        expected: usize,
        /// Groups with people.
        found: usize,
    },
    /// Nobody, or everybody, is above the line in a group, so that its logarithm has no limit.
    #[error("expected every group to have somebody above the line and somebody not")]
    NobodyOrEverybody,
}

/// The regression of a figure on people's place in the order of deprivation.
///
/// Shares of people are regressed on the logit scale, rates of events on the log scale.
#[derive(Debug, Clone, PartialEq)]
pub struct Slope {
    transform: Transform,
    /// The transformed figure of the person in the middle.
    middle: f64,
    /// The rise of the transformed figure from the most to the least deprived person.
    rise: f64,
    /// The standard error of `rise`.
    error: f64,
    points: Vec<SlopePoint>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Transform {
    Logit,
    Log,
}

impl Transform {
    fn of(scale: Scale) -> Self {
        match scale {
            Scale::Proportion => Self::Logit,
            Scale::RatePer(_) => Self::Log,
        }
    }

    fn forth(self, value: f64) -> f64 {
        match self {
            Self::Logit => libm::log(value / (1.0 - value)),
            Self::Log => libm::log(value),
        }
    }

    fn back(self, transformed: f64) -> f64 {
        match self {
            Self::Logit => 1.0 / (1.0 + libm::exp(-transformed)),
            Self::Log => libm::exp(transformed),
        }
    }
}

impl Slope {
    /// The slope over groups in order, the most deprived first; groups without people do not count.
    ///
    /// With `a` a group's share of the people and `b` the share before it plus `a/2`, weighted
    /// least squares (weights `a`) of the transformed figure on `b`. The standard error of the
    /// slope is `√(Σ c²se²)`, where `c = a(b − b̄)/Σa(b − b̄)²` and `se` is the width of a group's
    /// transformed 95% interval over `2z` (OHID technical guidance; the closed form of its
    /// simulated limits, which needs no random numbers).
    ///
    /// # Errors
    /// When fewer than `fewest_groups` (or than three) have people, or the transformed figure of
    /// one, or its interval, has no limit.
    pub fn new(scale: Scale, groups: &[Fifth], fewest_groups: usize) -> Result<Self, NoSlope> {
        let groups: Vec<Fifth> = groups
            .iter()
            .copied()
            .filter(|group| group.people > 0)
            .collect();
        // Two groups always lie on their line: there would be nothing to check it by.
        let expected = fewest_groups.max(FEWEST_LOCAL_FIFTHS);
        if groups.len() < expected {
            return Err(NoSlope::TooFewGroups {
                expected,
                found: groups.len(),
            });
        }
        let transform = Transform::of(scale);
        let everybody: u64 = groups.iter().map(|group| group.people).sum();
        let mut before = 0;
        let mut points = Vec::with_capacity(groups.len());
        let mut errors = Vec::with_capacity(groups.len());
        for group in &groups {
            let share = group.people as f64 / everybody as f64;
            let limits = group.figure.interval_95.map(|limit| transform.forth(limit));
            errors.push((limits.upper - limits.lower) / (2.0 * Confidence::Percent95.z()));
            points.push(Point {
                x: before as f64 / everybody as f64 + share / 2.0,
                y: transform.forth(group.figure.value),
                weight: share,
            });
            before += group.people;
        }
        let line = Line::through(&points).ok_or(NoSlope::NobodyOrEverybody)?;
        let variance: f64 = points
            .iter()
            .zip(&errors)
            .map(|(point, error)| {
                let part = point.weight * (point.x - line.mean_x) / line.spread * error;
                part * part
            })
            .sum();
        if !variance.is_finite() {
            return Err(NoSlope::NobodyOrEverybody);
        }
        let slope_point = |((group, point), error): ((&Fifth, &Point), &f64)| SlopePoint {
            from_share: point.x - point.weight / 2.0,
            to_share: point.x + point.weight / 2.0,
            value: group.figure.value,
            fitted: transform.back(line.at(point.x)),
            residual: (point.y - line.at(point.x)) / error,
        };
        Ok(Self {
            transform,
            middle: line.at(0.5),
            rise: line.slope,
            error: variance.sqrt(),
            points: groups
                .iter()
                .zip(&points)
                .zip(&errors)
                .map(slope_point)
                .collect(),
        })
    }

    /// The figure on the line at a share of the people, 0 the most deprived and 1 the least.
    #[must_use]
    pub fn at(&self, share: f64) -> f64 {
        self.transform.back(self.middle + self.rise * (share - 0.5))
    }

    /// The slope index: least less most deprived, in the units of the figure.
    #[must_use]
    pub fn slope_index(&self) -> f64 {
        self.ends(self.rise, |least, most| least - most)
    }

    /// The interval of the slope index.
    #[must_use]
    pub fn slope_interval(&self, confidence: Confidence) -> Interval {
        self.rises(confidence)
            .map(|rise| self.ends(rise, |least, most| least - most))
    }

    /// The relative index: least divided by most deprived.
    #[must_use]
    pub fn relative_index(&self) -> f64 {
        self.ends(self.rise, |least, most| least / most)
    }

    /// The interval of the relative index.
    #[must_use]
    pub fn relative_interval(&self, confidence: Confidence) -> Interval {
        self.rises(confidence)
            .map(|rise| self.ends(rise, |least, most| least / most))
    }

    /// The groups as the regression saw them, the most deprived first.
    #[must_use]
    pub fn points(&self) -> &[SlopePoint] {
        &self.points
    }

    /// Whether a group lies further from the line than chance would put it (99.8%), so that one
    /// straight slope does not describe the groups and the index should be read with the chart.
    #[must_use]
    pub fn departs_from_a_line(&self) -> bool {
        let furthest = Confidence::Percent998.z();
        self.points
            .iter()
            .any(|point| point.residual.abs() > furthest)
    }

    fn rises(&self, confidence: Confidence) -> Interval {
        let reach = confidence.z() * self.error;
        Interval {
            lower: self.rise - reach,
            upper: self.rise + reach,
        }
    }

    /// What `compare` makes of the least and most deprived person's figure, at a given rise.
    fn ends(&self, rise: f64, compare: impl Fn(f64, f64) -> f64) -> f64 {
        compare(
            self.transform.back(self.middle + rise / 2.0),
            self.transform.back(self.middle - rise / 2.0),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::figure;
    use crate::published::Published::Shown;

    fn fifths(scale: Scale, rows: &[(u32, u32)]) -> Vec<Fifth> {
        rows.iter()
            .filter(|(_, people)| *people > 0)
            .map(|&(count, people)| Fifth {
                people: u64::from(people),
                figure: figure(scale, Shown(count), Shown(people), None)
                    .shown()
                    .unwrap(),
            })
            .collect()
    }

    fn shares(rows: &[(u32, u32)]) -> Result<Slope, NoSlope> {
        let groups = fifths(Scale::Proportion, rows);
        Slope::new(Scale::Proportion, &groups, FEWEST_NATIONAL_FIFTHS)
    }

    #[test]
    fn groups_on_a_logit_line_give_its_ends() {
        // Odds double from each fifth to the next: a rise of 5 ln 2 from end to end.
        let rows = [
            (1_000, 9_000),
            (2_000, 10_000),
            (3_000, 9_000),
            (5_000, 10_000),
            (6_000, 9_000),
        ];
        let groups = fifths(Scale::Proportion, &rows);
        let equal: Vec<Fifth> = groups
            .iter()
            .map(|group| Fifth {
                people: 9_000,
                ..*group
            })
            .collect();
        let slope = Slope::new(Scale::Proportion, &equal, 5).unwrap();
        let ends = [slope.at(0.0), slope.at(1.0)];
        let odds = ends.map(|share| share / (1.0 - share));
        assert!((odds[1] / odds[0] - 32.0).abs() < 1e-12, "{odds:?}");
        assert!((slope.slope_index() - (ends[1] - ends[0])).abs() < 1e-15);
        assert!((slope.relative_index() - ends[1] / ends[0]).abs() < 1e-12);
        assert!(!slope.departs_from_a_line());
    }

    #[test]
    fn rates_are_regressed_on_the_log_scale_in_their_own_units() {
        let scale = Scale::RatePer(1_000);
        let rows = [
            (800, 2_000),
            (400, 2_000),
            (200, 2_000),
            (100, 2_000),
            (50, 2_000),
        ];
        let slope = Slope::new(scale, &fifths(scale, &rows), 5).unwrap();
        // The rate halves from fifth to fifth: 100 in the middle, 2^-2.5 and 2^2.5 times it at the ends.
        assert!((slope.relative_index() - 1.0 / 32.0).abs() < 1e-14);
        let expected = 100.0 * (libm::pow(0.5, 2.5) - libm::pow(2.0, 2.5));
        assert!((slope.slope_index() - expected).abs() < 1e-9);
    }

    #[test]
    fn what_has_no_slope_says_why() {
        let few = [(5, 50), (0, 0), (6, 50), (7, 50), (8, 50)];
        assert_eq!(
            shares(&few),
            Err(NoSlope::TooFewGroups {
                expected: 5,
                found: 4
            })
        );
        let local = fifths(Scale::Proportion, &few);
        assert!(Slope::new(Scale::Proportion, &local, FEWEST_LOCAL_FIFTHS).is_ok());
        let none = [(0, 50), (5, 50), (6, 50), (7, 50), (8, 50)];
        assert_eq!(shares(&none), Err(NoSlope::NobodyOrEverybody));
        let all = [(4, 50), (5, 50), (50, 50), (7, 50), (8, 50)];
        assert_eq!(shares(&all), Err(NoSlope::NobodyOrEverybody));
    }

    #[test]
    fn a_bend_is_noticed_and_scatter_is_not() {
        let bent = [
            (4_000, 10_000),
            (2_000, 10_000),
            (1_000, 10_000),
            (2_000, 10_000),
            (4_000, 10_000),
        ];
        assert!(shares(&bent).unwrap().departs_from_a_line());
        let scattered = [(40, 200), (33, 200), (36, 200), (27, 200), (25, 200)];
        assert!(!shares(&scattered).unwrap().departs_from_a_line());
    }

    #[test]
    fn turning_the_order_round_turns_the_indices_round() {
        let rows = [
            (300, 900),
            (280, 1_000),
            (150, 800),
            (160, 1_100),
            (90, 950),
        ];
        let mut reversed = rows;
        reversed.reverse();
        let (here, there) = (shares(&rows).unwrap(), shares(&reversed).unwrap());
        assert!((here.slope_index() + there.slope_index()).abs() < 1e-14);
        assert!((here.relative_index() * there.relative_index() - 1.0).abs() < 1e-13);
        let (here, there) = (
            here.slope_interval(Confidence::Percent998),
            there.slope_interval(Confidence::Percent998),
        );
        assert!((here.lower + there.upper).abs() < 1e-14);
    }
}
