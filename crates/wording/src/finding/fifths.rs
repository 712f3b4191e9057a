//! The gap between the most and the least deprived fifth.

use measures::figure::Figure;
use measures::published::Published;

use super::{Between, Judgement, Subject, Words, is_absent};
use crate::number;

/// The two fifths of one place, and what lies between them: least deprived minus, or divided by,
/// most deprived.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fifths<'a> {
    /// The place.
    pub place: &'a str,
    /// The most deprived fifth's value.
    pub most_deprived: Published<Figure>,
    /// The least deprived fifth's value.
    pub least_deprived: Published<Figure>,
    /// Least minus most deprived, in the units of the values.
    pub difference: Published<Between>,
    /// Least divided by most deprived.
    pub ratio: Published<Between>,
}

/// Which fifth is higher, where that is clear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    MostDeprived,
    LeastDeprived,
}

impl Side {
    pub(super) fn other(self) -> Self {
        match self {
            Self::MostDeprived => Self::LeastDeprived,
            Self::LeastDeprived => Self::MostDeprived,
        }
    }
}

/// The gap of one place.
#[must_use]
pub fn fifths(subject: &Subject, fifths: &Fifths) -> Words {
    let ends = [
        (Side::MostDeprived, fifths.most_deprived),
        (Side::LeastDeprived, fifths.least_deprived),
    ];
    let absent = ends.iter().find(|(_, figure)| figure.shown().is_none());
    let judgement = if let Some((side, figure)) = absent {
        Judgement::said(format!(
            "no gap can be shown: the {} fifth {}",
            name(*side),
            is_absent(figure)
        ))
    } else if !judged(fifths) {
        Judgement::said("no gap can be worked out")
    } else {
        match (higher(fifths), fifths.difference.shown()) {
            (None, _) => {
                Judgement::there_is("no clear gap between the most and the least deprived fifth")
            }
            (Some(side), Some(difference)) => Judgement::it_is(format!(
                "{} higher in the {} fifth",
                number::difference(subject.scale, difference.value),
                name(side)
            )),
            (Some(side), None) => Judgement::it_is(format!("higher in the {} fifth", name(side))),
        }
    };
    let numbers = [
        format!(
            "Most deprived fifth: {}; least deprived fifth: {}",
            subject.published(&fifths.most_deprived),
            subject.published(&fifths.least_deprived)
        ),
        fifths
            .difference
            .shown()
            .map_or_else(String::new, |between| {
                format!("Least minus most deprived is {}", subject.between(&between))
            }),
        fifths.ratio.shown().map_or_else(String::new, |between| {
            format!(
                "The least deprived fifth is at {} the most deprived",
                number::times_with_interval(between.value, &between.interval)
            )
        }),
    ];
    subject.words(fifths.place, &judgement, &numbers)
}

pub(super) fn judged(fifths: &Fifths) -> bool {
    fifths.difference.shown().is_some() || fifths.ratio.shown().is_some()
}

/// The fifth that is clearly higher: every interval there is must say so.
pub(super) fn higher(fifths: &Fifths) -> Option<Side> {
    let clear = |between: Published<Between>, none: f64| {
        between.shown().map(|between| {
            if between.interval.lower > none {
                Some(Side::LeastDeprived)
            } else if between.interval.upper < none {
                Some(Side::MostDeprived)
            } else {
                None
            }
        })
    };
    match (clear(fifths.difference, 0.0), clear(fifths.ratio, 1.0)) {
        (Some(by_difference), Some(by_ratio)) if by_difference == by_ratio => by_difference,
        (Some(only), None) | (None, Some(only)) => only,
        _ => None,
    }
}

pub(super) fn name(side: Side) -> &'static str {
    match side {
        Side::MostDeprived => "most deprived",
        Side::LeastDeprived => "least deprived",
    }
}
