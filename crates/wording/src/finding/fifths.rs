//! The gap between the most and the least deprived fifth.

use measures::figure::Figure;
use measures::interval::Interval;
use measures::published::Published;

use super::{Subject, Words, why_none};
use crate::list::and;
use crate::number;

/// A difference or a ratio with its 95% interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Between {
    /// The point value.
    pub value: f64,
    /// The 95% interval.
    pub interval: Interval,
}

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
enum Side {
    MostDeprived,
    LeastDeprived,
}

/// The gap of one place.
#[must_use]
pub fn fifths(subject: &Subject, fifths: &Fifths) -> Words {
    let absent = fifths.most_deprived.shown().is_none() || fifths.least_deprived.shown().is_none();
    let judgement = if absent {
        let pair = [fifths.most_deprived, fifths.least_deprived];
        format!("no gap can be shown, because {}", why_none(pair.iter()))
    } else if !judged(fifths) {
        "no gap can be worked out".to_owned()
    } else {
        match (higher(fifths), fifths.difference.shown()) {
            (None, _) => "no clear gap between the most and the least deprived fifth".to_owned(),
            (Some(side), Some(difference)) => format!(
                "{} higher in the {} fifth",
                number::difference(subject.scale, difference.value),
                name(side)
            ),
            (Some(side), None) => format!("higher in the {} fifth", name(side)),
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
                format!(
                    "The difference is {} (95% interval {})",
                    number::difference(subject.scale, between.value),
                    number::difference_interval(subject.scale, &between.interval)
                )
            }),
        fifths.ratio.shown().map_or_else(String::new, |between| {
            format!(
                "The least deprived fifth has {} the value of the most deprived ({} to {})",
                number::times(between.value),
                number::times(between.interval.lower).trim_end_matches(" times"),
                number::times(between.interval.upper).trim_end_matches(" times")
            )
        }),
    ];
    subject.words(fifths.place, &judgement, &numbers)
}

/// The gaps of several places: where there is a clear one.
#[must_use]
pub fn fifths_by_area(subject: &Subject, places: &[Fifths]) -> Words {
    let side = |wanted: Side| {
        let clear = places.iter().filter(|place| higher(place) == Some(wanted));
        clear
            .map(|place| place.place.to_owned())
            .collect::<Vec<_>>()
    };
    let (most, least) = (side(Side::MostDeprived), side(Side::LeastDeprived));
    let n_judged = places.iter().filter(|place| judged(place)).count();
    let clause = |names: &[String], side: Side| {
        let who = if names.len() > 2 {
            format!(
                "{} of {} areas",
                number::small(names.len()),
                number::small(places.len())
            )
        } else {
            and(names)
        };
        format!("higher in the {} fifth in {who}", name(side))
    };
    let judgement = match (n_judged, most.is_empty(), least.is_empty()) {
        (0, _, _) => "no gap can be shown for any area".to_owned(),
        (_, true, true) => "no area shown has a clear gap between its fifths".to_owned(),
        (_, false, true) => clause(&most, Side::MostDeprived),
        (_, true, false) => clause(&least, Side::LeastDeprived),
        (_, false, false) => format!(
            "{}; {}",
            clause(&most, Side::MostDeprived),
            clause(&least, Side::LeastDeprived)
        ),
    };
    let said = places.iter().filter_map(|place| {
        let between = place.difference.shown()?;
        Some(format!(
            "{}: {} ({})",
            place.place,
            number::difference(subject.scale, between.value),
            number::difference_interval(subject.scale, &between.interval)
        ))
    });
    let differences: Vec<String> = said.collect();
    let not_judged = places.len() - n_judged;
    let numbers = [
        if differences.is_empty() {
            String::new()
        } else {
            format!("Differences with 95% intervals: {}", differences.join("; "))
        },
        match not_judged {
            0 => String::new(),
            1 => "1 area has no gap that can be shown".to_owned(),
            more => format!("{more} areas have no gap that can be shown"),
        },
    ];
    let place = format!("neighbourhoods of {}", subject.whole);
    subject.words(&place, &judgement, &numbers)
}

/// A gap as people: what would be different if every fifth had the least deprived fifth's share.
///
/// ```
/// assert_eq!(
///     wording::finding::as_people("Peckham", 310),
///     "If every fifth in Peckham had the share of the least deprived fifth, about 310 more people \
///      would be counted here."
/// );
/// ```
#[must_use]
pub fn as_people(place: &str, people: i32) -> String {
    let (size, more) = match people {
        0 => ("no".to_owned(), "more"),
        1.. => (
            format!("about {}", number::thousands(people.unsigned_abs().into())),
            "more",
        ),
        _ => (
            format!("about {}", number::thousands(people.unsigned_abs().into())),
            "fewer",
        ),
    };
    format!(
        "If every fifth in {place} had the share of the least deprived fifth, {size} {more} people \
         would be counted here."
    )
}

fn judged(fifths: &Fifths) -> bool {
    fifths.difference.shown().is_some() || fifths.ratio.shown().is_some()
}

/// The fifth that is clearly higher: every interval there is must say so.
fn higher(fifths: &Fifths) -> Option<Side> {
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

fn name(side: Side) -> &'static str {
    match side {
        Side::MostDeprived => "most deprived",
        Side::LeastDeprived => "least deprived",
    }
}
