//! A gap by deprivation as people: how many more there would be at the least deprived fifth's rate.
//!
//! It says what a gap amounts to, not what closing it would take, and not that deprivation is why.

use measures::definition::Scale;
use measures::published::Published;

use super::{Between, Subject, sentence};
use crate::number;

/// What would be different if every fifth of a place had the least deprived fifth's rate, with the
/// 95% interval of that number; `people` are negative where there would be fewer.
///
/// The counts behind it are rounded, so everything is said to the nearest ten.
#[must_use]
pub fn in_people(subject: &Subject, place: &str, people: &Published<Between>) -> String {
    let Published::Shown(people) = people else {
        return sentence(&format!(
            "For {place}, the gap cannot be told as people, because a fifth is withheld or its \
             value cannot be worked out"
        ));
    };
    let (lower, upper) = (people.interval.lower, people.interval.upper);
    let doubt = if people.side_of(0.0).is_none() {
        format!(
            "it could be none: the 95% interval goes from {} to {}",
            way(lower),
            way(upper)
        )
    } else {
        let (least, most) = if upper < 0.0 {
            (-upper, -lower)
        } else {
            (lower, upper)
        };
        format!(
            "95% interval {} to {}",
            number::tens(least),
            number::tens(most)
        )
    };
    let what = match (subject.scale, subject.phrase) {
        (Scale::Proportion, Some(phrase)) => format!("people would be among those who {phrase}"),
        (Scale::Proportion, None) => {
            format!("people would count for \u{201c}{}\u{201d}", subject.title)
        }
        (Scale::RatePer(_), Some(phrase)) => format!("{phrase} would be counted"),
        (Scale::RatePer(_), None) => {
            format!("events would count for \u{201c}{}\u{201d}", subject.title)
        }
    };
    sentence(&format!(
        "If every fifth in {place} had the least deprived fifth\u{2019}s rate, {} {what} ({doubt})",
        about(people.value)
    ))
}

/// `about 310 more`, `not even ten fewer`.
fn about(people: f64) -> String {
    let more = if people < 0.0 { "fewer" } else { "more" };
    match number::tens(people.abs()) {
        none if none == "0" => format!("not even ten {more}"),
        tens => format!("about {tens} {more}"),
    }
}

/// `40 fewer`, `120 more`, `0`.
fn way(people: f64) -> String {
    match number::tens(people.abs()) {
        none if none == "0" => none,
        tens if people < 0.0 => format!("{tens} fewer"),
        tens => format!("{tens} more"),
    }
}
