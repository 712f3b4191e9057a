//! Two areas or two groups side by side, and what lies between them.
//!
//! One is said to be higher only when the interval of the difference excludes none. Overlapping
//! intervals of the two values are no test, and are not used as one.

use std::cmp::Ordering;

use measures::figure::Figure;
use measures::published::Published;

use super::{Between, Judgement, Subject, Words, absences, is_absent};
use crate::list::capitalised;
use crate::number;

/// One of the two.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Side<'a> {
    /// The area's name, or the group's within a sentence: from [`crate::group::in_sentence`].
    pub name: &'a str,
    /// Its value, or why there is none.
    pub figure: Published<Figure>,
}

/// Two values and what lies between them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair<'a> {
    /// What the two are.
    pub of: Of<'a>,
    /// The one that is spoken of.
    pub first: Side<'a>,
    /// The one it is held against.
    pub second: Side<'a>,
    /// First less second, in the units of the values.
    pub difference: Published<Between>,
    /// Whether the same people are in both.
    pub overlap: Overlap,
}

/// What two compared sides are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Of<'a> {
    /// Two areas.
    Areas,
    /// Two groups of this place's people.
    Groups(&'a str),
}

/// Whether some people are on both sides of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Overlap {
    /// Nobody is on both.
    None,
    /// Everybody of the second is in the first, as the whole holds a neighbourhood.
    FirstHoldsSecond,
    /// Everybody of the first is in the second.
    SecondHoldsFirst,
    /// Some people are on both sides, and some on one alone.
    Some,
}

/// The plain verdict on two values: higher, lower, or no clear difference.
#[must_use]
pub fn pair(subject: &Subject, pair: &Pair) -> Words {
    let (first, second) = (&pair.first, &pair.second);
    let both = [first.figure, second.figure];
    let judgement = match (first.figure, second.figure, pair.difference) {
        (Published::Shown(_), Published::Shown(_), Published::Shown(difference)) => {
            verdict(subject, pair, &difference)
        }
        (Published::Shown(_), Published::Shown(_), _) => {
            Judgement::said("what lies between the two cannot be worked out")
        }
        (Published::Shown(_), absent, _) => not_compared(second.name, &absent),
        (absent, ..) => not_compared(first.name, &absent),
    };
    let value = |side: &Side| {
        let name = capitalised(side.name);
        format!("{name}: {}", subject.published(&side.figure))
    };
    let mut numbers = vec![value(first), value(second)];
    if let Published::Shown(difference) = pair.difference {
        numbers.push(format!(
            "{} less {}: {}",
            capitalised(first.name),
            second.name,
            subject.between(&difference)
        ));
    }
    numbers.push(caveat(pair));
    numbers.extend(absences(both.iter()));
    let names = format!("{} and {}", first.name, second.name);
    let place = match pair.of {
        Of::Areas => names,
        Of::Groups(place) => format!("{names} in {place}"),
    };
    subject.words(&place, &judgement, &numbers)
}

fn not_compared(name: &str, absent: &Published<Figure>) -> Judgement {
    Judgement::said(format!(
        "the two cannot be compared: the value of {name} {}",
        is_absent(absent)
    ))
}

fn verdict(subject: &Subject, pair: &Pair, difference: &Between) -> Judgement {
    let (first, second) = (pair.first.name, pair.second.name);
    let side = match difference.side_of(0.0) {
        Some(Ordering::Greater) => "higher",
        Some(Ordering::Less) => "lower",
        Some(Ordering::Equal) | None => {
            return Judgement::there_is(format!(
                "no clear difference between {first} and {second}"
            ));
        }
    };
    let at = match pair.of {
        Of::Areas => "in",
        Of::Groups(_) => "for",
    };
    Judgement::it_is(format!(
        "{} {side} {at} {first} than {at} {second}",
        number::difference(subject.scale, difference.value)
    ))
}

/// What to keep in mind where people are on both sides.
fn caveat(pair: &Pair) -> String {
    let (whole, part) = match pair.overlap {
        Overlap::None => return String::new(),
        Overlap::Some => {
            return "Some people are in both, so the two are more alike than they would be apart"
                .to_owned();
        }
        Overlap::FirstHoldsSecond => (pair.first.name, pair.second.name),
        Overlap::SecondHoldsFirst => (pair.second.name, pair.first.name),
    };
    format!(
        "{} contains {part}, so the same people count in both and the two look more alike than \
         {part} and the rest",
        capitalised(whole)
    )
}
