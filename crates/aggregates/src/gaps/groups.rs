//! Gaps between groups that have no order: ethnic groups, sexes, age bands.
//!
//! Only groups whose figures are shown are compared, so that a gap and its ends say nothing of any
//! other; people whose group is not known are none, and are among the other people.

use measures::breakdown::{Breakdown, ETHNIC_GROUPS, SEXES};
use measures::figure::{Figure, figure};
use measures::groups::{FEWEST_GROUPS, index_of_disparity};
use measures::published::Published;

use super::{Found, GapValue, Split, square_and_add};
use crate::estimate::Estimate;

/// The shown groups of an area beside everybody in it.
pub(super) struct Groups<'a> {
    split: &'a Split<'a>,
    shown: Vec<(&'a Estimate, Figure)>,
}

impl<'a> Groups<'a> {
    pub(super) fn of(split: &'a Split<'a>) -> Self {
        let not_known = match split.dimension {
            Breakdown::EthnicGroup => Some(ETHNIC_GROUPS.len() - 1),
            Breakdown::Sex => Some(SEXES.len() - 1),
            _ => None,
        };
        let known = split.groups.iter().copied();
        Self {
            split,
            shown: known
                .filter(|row| Some(row.place.group) != not_known)
                .filter_map(|row| Some((row, split.figure(row).shown()?)))
                .collect(),
        }
    }

    /// The widest gap of a group from the area's other people, the first of those that tie, and
    /// the groups with the least and the greatest.
    pub(super) fn between(&self) -> Found {
        let gaps: Vec<(usize, GapValue)> = self
            .shown
            .iter()
            .filter_map(|(row, figure)| {
                let others = self.others(row)?;
                let gap = square_and_add(*figure, others, |figure| figure);
                Some((row.place.group, gap))
            })
            .collect();
        if gaps.len() < FEWEST_GROUPS {
            return Found::default();
        }
        let (mut lowest, mut highest, mut widest) = (gaps[0], gaps[0], gaps[0]);
        for gap in &gaps[1..] {
            let value = gap.1.value;
            if value < lowest.1.value {
                lowest = *gap;
            }
            if value > highest.1.value {
                highest = *gap;
            }
            if value.abs() > widest.1.value.abs() {
                widest = *gap;
            }
        }
        Found {
            value: Some(widest.1),
            lower_and_higher: (lowest.0 != highest.0).then_some((lowest.0, highest.0)),
            people: None,
        }
    }

    /// The index of disparity. It has no interval, and no ends: every group counts.
    pub(super) fn disparity(&self) -> Found {
        let values: Vec<f64> = self.shown.iter().map(|(_, figure)| figure.value).collect();
        let everybody = self.split.everybody.map(|row| self.split.figure(row));
        let index = everybody
            .and_then(Published::shown)
            .and_then(|everybody| index_of_disparity(&values, everybody.value));
        Found {
            value: index.map(|value| GapValue {
                value,
                interval_95: None,
            }),
            ..Found::default()
        }
    }

    /// The figure of everybody in the area who is not in a group.
    ///
    /// `None` where the published counts leave nobody or, being rounded, contradict each other.
    /// How much the others' events vary is not published: everybody's dispersion stands for it.
    fn others(&self, group: &Estimate) -> Option<Figure> {
        let everybody = self.split.everybody?;
        let rest = |all: Published<u32>, part: Published<u32>| {
            all.shown()?
                .checked_sub(part.shown()?)
                .map(Published::Shown)
        };
        figure(
            self.split.catalogue.measures[group.measure].scale(),
            rest(everybody.numerator, group.numerator)?,
            rest(everybody.denominator, group.denominator)?,
            everybody.dispersion,
        )
        .shown()
    }
}
