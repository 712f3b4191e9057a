//! Groups without an order beside everybody else in their place.
//!
//! One of several groups always lies furthest out. It is said to differ only when the interval of
//! its own difference from the other people says so.

use std::cmp::Ordering;

use measures::breakdown::Breakdown;
use measures::published::Published;

use super::{Between, Judgement, Subject, Words};
use crate::list::capitalised;
use crate::{group, number};

/// How the groups of one place differ.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BetweenGroups<'a> {
    /// The place.
    pub place: &'a str,
    /// What its people are split by.
    pub breakdown: Breakdown,
    /// The shown group furthest from the place's other people.
    pub widest: Published<Widest<'a>>,
    /// The mean distance of a group from everybody's value, as a share of that.
    pub index_of_disparity: Published<f64>,
}

/// A group beside the other people of its place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Widest<'a> {
    /// Its published label.
    pub group: &'a str,
    /// The group less the other people.
    pub difference: Between,
}

/// Whether the group furthest from the other people clearly differs from them.
#[must_use]
pub fn between_groups(subject: &Subject, groups: &BetweenGroups) -> Words {
    let name = |group: &str| group::in_sentence(groups.breakdown, group);
    let judgement = match groups.widest {
        Published::Shown(widest) => {
            let side = match widest.difference.side_of(0.0) {
                Some(Ordering::Greater) => Some("higher"),
                Some(Ordering::Less) => Some("lower"),
                Some(Ordering::Equal) | None => None,
            };
            side.map_or_else(
                || {
                    Judgement::said(format!(
                        "{} lie furthest from other people, but that may be chance",
                        name(widest.group)
                    ))
                },
                |side| {
                    Judgement::it_is(format!(
                        "{} {side} for {} than for other people",
                        number::difference(subject.scale, widest.difference.value),
                        name(widest.group)
                    ))
                },
            )
        }
        Published::Withheld => Judgement::said(
            "groups cannot be compared: figures are withheld so that nobody can be identified",
        ),
        Published::NoPeople => {
            Judgement::said("groups cannot be compared: nobody can be in them here")
        }
        Published::NotCalculable => {
            Judgement::said("groups cannot be compared: that takes at least two shown groups")
        }
    };
    let mut numbers = Vec::new();
    if let Published::Shown(widest) = groups.widest {
        numbers.push(format!(
            "{} less other people: {}",
            capitalised(&name(widest.group)),
            subject.between(&widest.difference)
        ));
        numbers.push("Of several groups, one always lies furthest out".to_owned());
    }
    if let Published::Shown(index) = groups.index_of_disparity {
        numbers.push(format!(
            "On average, groups are {} away from the value for everybody (index of disparity)",
            number::percent(index)
        ));
    }
    let place = format!("{} by {}", groups.place, group::split_by(groups.breakdown));
    subject.words(&place, &judgement, &numbers)
}
