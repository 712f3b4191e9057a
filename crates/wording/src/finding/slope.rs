//! Inequality across all fifths by deprivation: the slope index and the relative index.
//!
//! Both run from the most to the least deprived person. Which of them has more of something is
//! said only when the whole interval agrees, and never why.

use std::cmp::Ordering;

use measures::breakdown::Breakdown;
use measures::definition::Direction;
use measures::published::Published;

use super::{Between, Judgement, Subject, Words};
use crate::{group, number};

/// The straight line through the fifths of one place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gradient<'a> {
    /// The place.
    pub place: &'a str,
    /// Which fifths: of the nation, or of the partnership's own people.
    pub fifths: Breakdown,
    /// The slope index: least less most deprived, in the units of the values.
    pub slope: Published<Between>,
    /// The relative index: least divided by most deprived.
    pub relative: Published<Between>,
    /// Whether the fifths lie further from the line than chance would put them.
    pub departs_from_a_line: bool,
}

/// Who has more of it, the most or the least deprived people.
#[must_use]
pub fn slope(subject: &Subject, gradient: &Gradient) -> Words {
    let side = gradient
        .slope
        .shown()
        .map(|slope| (slope, slope.side_of(0.0)));
    let judgement = match side {
        None => Judgement::said(format!("no slope can be shown: {}", why(gradient))),
        Some((_, None | Some(Ordering::Equal))) => {
            Judgement::there_is("no clear slope from the most to the least deprived people")
        }
        Some((slope, Some(side))) => Judgement::it_is(format!(
            "higher among the {} deprived people, by {} from end to end",
            if side == Ordering::Less {
                "most"
            } else {
                "least"
            },
            number::difference(subject.scale, slope.value)
        )),
    };
    let mut numbers = Vec::new();
    if let Some((slope, side)) = side {
        numbers.push(format!(
            "The slope index of inequality, least minus most deprived, is {}",
            subject.between(&slope)
        ));
        numbers.push(gradient.relative.shown().map_or_else(String::new, |relative| {
            format!(
                "The relative index of inequality, least divided by most deprived, is {} (95% \
                     interval {} to {})",
                    number::ratio(relative.value),
                    number::ratio(relative.interval.lower),
                    number::ratio(relative.interval.upper)
            )
        }));
        numbers.push(
            side.map_or("", |side| worse_off(subject.direction, side))
                .to_owned(),
        );
        if gradient.departs_from_a_line {
            numbers.push(
                "The fifths do not lie on a straight line, so read the chart rather than this one \
                 number"
                    .to_owned(),
            );
        }
    }
    let place = format!("{} by {}", gradient.place, group::split_by(gradient.fifths));
    subject.words(&place, &judgement, &numbers)
}

fn why(gradient: &Gradient) -> &'static str {
    match gradient.slope {
        Published::Withheld => "a fifth is withheld so that nobody can be identified",
        Published::NoPeople => "nobody can be in these fifths here",
        Published::Shown(_) | Published::NotCalculable => {
            "a fifth is withheld, has no people, or counts none or all of them"
        }
    }
}

/// What the side means for people, by the measure's direction.
fn worse_off(direction: Direction, higher_among_the_least: Ordering) -> &'static str {
    match (direction, higher_among_the_least) {
        (Direction::Neutral, _) | (_, Ordering::Equal) => "",
        (Direction::HigherIsBetter, Ordering::Greater)
        | (Direction::LowerIsBetter, Ordering::Less) => {
            "For this measure, that leaves the most deprived people worse off"
        }
        (Direction::HigherIsBetter, Ordering::Less)
        | (Direction::LowerIsBetter, Ordering::Greater) => {
            "For this measure, that leaves the most deprived people better off"
        }
    }
}
