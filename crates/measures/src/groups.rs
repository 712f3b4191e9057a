//! Gaps between groups that have no order: ethnic groups, sexes, age bands.
//!
//! Only groups whose figures are shown are compared, and people whose group is not known are none.
//! It never calls an end best or worst: the caller knows the measure's direction.

use thiserror::Error;

use crate::difference::Difference;
use crate::proportion::Proportion;

/// The fewest shown groups between which there can be a gap.
pub const FEWEST_GROUPS: usize = 2;

/// The shares of groups beside the share of everybody in their area.
///
/// Invariant: at least [`FEWEST_GROUPS`] groups.
#[derive(Debug, Clone, PartialEq)]
pub struct Groups {
    everybody: Proportion,
    shares: Vec<Proportion>,
}

/// Too few groups to compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("expected at least {FEWEST_GROUPS} shown groups, found {found}")]
pub struct NoGroups {
    /// Groups that are shown.
    pub found: usize,
}

/// The groups with the highest and the lowest share, by their places in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ends {
    /// The group with the highest share; the first of those that tie.
    pub highest: usize,
    /// The group with the lowest share; the last of those that tie.
    pub lowest: usize,
    /// Highest less lowest.
    pub gap: Difference,
}

impl Groups {
    /// The shown groups of an area, in any order, and everybody in it.
    ///
    /// # Errors
    /// When there are fewer than [`FEWEST_GROUPS`].
    pub fn new(everybody: Proportion, shares: Vec<Proportion>) -> Result<Self, NoGroups> {
        if shares.len() < FEWEST_GROUPS {
            return Err(NoGroups {
                found: shares.len(),
            });
        }
        Ok(Self { everybody, shares })
    }

    /// Each group less the area's other people, those of unknown group included.
    ///
    /// `None` where the published counts leave no other people, or, being rounded, contradict.
    #[must_use]
    pub fn against_others(&self) -> Vec<Option<Difference>> {
        self.shares
            .iter()
            .map(|&share| {
                let others = self.others(share)?;
                Some(Difference {
                    first: share,
                    second: others,
                })
            })
            .collect()
    }

    /// The group furthest from the area's other people, with its difference from them; the first
    /// of those that tie.
    #[must_use]
    pub fn widest(&self) -> Option<(usize, Difference)> {
        let mut widest: Option<(usize, Difference)> = None;
        for (index, difference) in self.against_others().into_iter().enumerate() {
            let Some(difference) = difference else {
                continue;
            };
            let wider =
                widest.is_none_or(|(_, so_far)| difference.value().abs() > so_far.value().abs());
            if wider {
                widest = Some((index, difference));
            }
        }
        widest
    }

    /// The highest and the lowest group, and the gap between them.
    ///
    /// The ends of several groups are further apart than two groups chosen beforehand would be,
    /// so the interval of this gap is that of the two groups, not of the choice.
    #[must_use]
    pub fn ends(&self) -> Ends {
        let mut highest = 0;
        let mut lowest = 0;
        for (index, share) in self.shares.iter().enumerate() {
            if share.value() > self.shares[highest].value() {
                highest = index;
            }
            if share.value() <= self.shares[lowest].value() {
                lowest = index;
            }
        }
        Ends {
            highest,
            lowest,
            gap: Difference {
                first: self.shares[highest],
                second: self.shares[lowest],
            },
        }
    }

    /// The index of disparity, see [`index_of_disparity`].
    #[must_use]
    pub fn index_of_disparity(&self) -> Option<f64> {
        let values: Vec<f64> = self.shares.iter().map(|share| share.value()).collect();
        index_of_disparity(&values, self.everybody.value())
    }

    fn others(&self, share: Proportion) -> Option<Proportion> {
        let numerator = self.everybody.numerator().checked_sub(share.numerator())?;
        let denominator = self
            .everybody
            .denominator()
            .checked_sub(share.denominator())?;
        Proportion::new(numerator, denominator).ok()
    }
}

/// The mean distance of `G` groups from everybody's value, as a share of it: `Σ|p − p̂| ÷ Gp̂`
/// (Pearcy & Keppel 2002). `None` where everybody's value is 0 or there are too few groups.
///
/// Every group counts the same, however small. Shares of people and rates of events alike.
#[must_use]
pub fn index_of_disparity(values: &[f64], everybody: f64) -> Option<f64> {
    if values.len() < FEWEST_GROUPS || everybody <= 0.0 {
        return None;
    }
    let distances: f64 = values.iter().map(|value| (value - everybody).abs()).sum();
    Some(distances / (values.len() as f64 * everybody))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(numerator: u64, denominator: u64) -> Proportion {
        Proportion::new(numerator, denominator).unwrap()
    }

    fn groups(everybody: (u64, u64), shares: &[(u64, u64)]) -> Groups {
        let shares = shares.iter().map(|&(x, n)| share(x, n)).collect();
        Groups::new(share(everybody.0, everybody.1), shares).unwrap()
    }

    #[test]
    fn one_group_has_no_gap() {
        for found in [0, 1] {
            let shares = vec![share(5, 50); found];
            assert_eq!(Groups::new(share(5, 50), shares), Err(NoGroups { found }));
        }
    }

    #[test]
    fn the_widest_gap_is_from_the_others_and_the_ends_from_each_other() {
        let groups = groups((310, 1_000), &[(150, 400), (100, 400), (50, 150)]);
        let (widest, difference) = groups.widest().unwrap();
        assert_eq!(widest, 0);
        assert_eq!(difference.second, share(160, 600));
        let ends = groups.ends();
        assert_eq!((ends.highest, ends.lowest), (0, 1));
        assert!((ends.gap.value() - 0.125).abs() < 1e-15);
        // (0.065 + 0.06 + 0.02333) / (3 · 0.31)
        let index = groups.index_of_disparity().unwrap();
        assert_eq!(format!("{index:.6}"), "0.159498");
    }

    #[test]
    fn equal_groups_have_two_different_ends_and_no_gap() {
        let groups = groups((40, 80), &[(20, 40), (20, 40)]);
        let ends = groups.ends();
        assert_eq!((ends.highest, ends.lowest), (0, 1));
        assert!(ends.gap.value().abs() < 1e-15);
        assert_eq!(groups.index_of_disparity(), Some(0.0));
    }

    #[test]
    fn rounded_counts_that_contradict_give_no_difference_for_that_group() {
        // The first group's published numerator is above everybody's.
        let mixed = groups((100, 400), &[(105, 300), (25, 200)]);
        let found = mixed.against_others();
        assert!(found[0].is_none() && found[1].is_some(), "{found:?}");
        assert_eq!(mixed.widest().unwrap().0, 1);
        let only = groups((100, 400), &[(100, 400), (105, 400)]);
        assert_eq!(only.widest(), None);
    }

    #[test]
    fn nobody_above_the_line_has_no_index() {
        let groups = groups((0, 80), &[(0, 40), (0, 40)]);
        assert_eq!(groups.index_of_disparity(), None);
    }
}
