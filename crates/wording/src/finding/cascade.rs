//! The steps of coordinated care.
//!
//! People may have a later step without an earlier one, so a step is never called a loss of the
//! one before it.

use measures::figure::Figure;
use measures::published::Published;

use super::{Judgement, Subject, Words, absences};
use crate::number;

/// One step's value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StepValue<'a> {
    /// The step's title.
    pub title: &'a str,
    /// Its value, or why there is none.
    pub figure: Published<Figure>,
}

/// The steps of one place: the one that clearly reaches fewest people, where there is one.
#[must_use]
pub fn cascade(subject: &Subject, place: &str, steps: &[StepValue]) -> Words {
    let mut numbers = vec![values(subject, steps)];
    numbers.extend(absences(steps.iter().map(|step| &step.figure)));
    subject.words(place, &judgement(subject, steps), &numbers)
}

/// The steps of several places beside the whole: the whole's finding, and how far the places
/// differ. Each place has one figure for each of the whole's steps.
#[must_use]
pub fn cascade_by_area(
    subject: &Subject,
    whole: &[StepValue],
    areas: &[(&str, Vec<Published<Figure>>)],
) -> Words {
    let spread = whole.iter().enumerate().filter_map(|(place, step)| {
        let figures = || {
            areas
                .iter()
                .filter_map(|(_, figures)| figures.get(place)?.shown())
        };
        let by_value = |one: &Figure, other: &Figure| one.value.total_cmp(&other.value);
        let (lowest, highest) = (figures().min_by(by_value)?, figures().max_by(by_value)?);
        Some(format!(
            "{}: from {} to {} across neighbourhoods",
            step.title,
            subject.figure(&lowest),
            subject.figure(&highest)
        ))
    });
    let of_whole = values(subject, whole);
    let mut numbers = Vec::new();
    if !of_whole.is_empty() {
        numbers.push(format!("{}: {of_whole}", subject.whole));
    }
    numbers.extend(spread);
    let of_whole = whole.iter().map(|step| &step.figure);
    numbers.extend(absences(
        of_whole.chain(areas.iter().flat_map(|(_, figures)| figures)),
    ));
    let place = format!("neighbourhoods of {}", subject.whole);
    subject.words(&place, &judgement(subject, whole), &numbers)
}

/// The conditions of one place: the one that is clearly recorded most often, where there is one.
#[must_use]
pub fn most_often(subject: &Subject, place: &str, values_of: &[StepValue]) -> Words {
    let shown = shown(values_of);
    let judgement = match &shown[..] {
        [] => Judgement::none("condition", values_of.iter().map(|value| &value.figure)),
        [(title, figure)] => Judgement::said(format!(
            "only {title} is shown: {}",
            subject.value(figure.value)
        )),
        several => apart(several, |one, other| {
            one.interval_95.lower > other.interval_95.upper
        })
        .map_or_else(
            || Judgement::said("no condition is recorded clearly more often than all others"),
            |(title, figure)| {
                let value = subject.value(figure.value);
                Judgement::said(format!("{title} is recorded most often: {value}"))
            },
        ),
    };
    let mut numbers = vec![values(subject, values_of)];
    numbers.extend(absences(values_of.iter().map(|value| &value.figure)));
    subject.words(place, &judgement, &numbers)
}

fn judgement(subject: &Subject, steps: &[StepValue]) -> Judgement {
    match &shown(steps)[..] {
        [] => Judgement::none("step", steps.iter().map(|step| &step.figure)),
        [(title, figure)] => Judgement::said(format!(
            "only one step is shown: {title}, {}",
            subject.value(figure.value)
        )),
        several => apart(several, |one, other| {
            one.interval_95.upper < other.interval_95.lower
        })
        .map_or_else(
            || ends(subject, several),
            |(title, figure)| {
                Judgement::said(format!(
                    "fewest people have \u{201c}{title}\u{201d} ({})",
                    subject.value(figure.value)
                ))
            },
        ),
    }
}

fn shown<'a>(steps: &[StepValue<'a>]) -> Vec<(&'a str, Figure)> {
    let shown = steps
        .iter()
        .filter_map(|step| Some((step.title, step.figure.shown()?)));
    shown.collect()
}

/// Every shown value with its interval.
fn values(subject: &Subject, steps: &[StepValue]) -> String {
    let said = shown(steps)
        .into_iter()
        .map(|(title, figure)| format!("{title}: {}", subject.figure(&figure)));
    said.collect::<Vec<_>>().join("; ")
}

/// The one that stands apart from every other.
fn apart<'a>(
    steps: &[(&'a str, Figure)],
    beyond: impl Fn(&Figure, &Figure) -> bool,
) -> Option<(&'a str, Figure)> {
    let is_apart = |place: usize| {
        let others = steps
            .iter()
            .enumerate()
            .filter(move |(other, _)| *other != place);
        others
            .map(|(_, (_, figure))| figure)
            .all(|other| beyond(&steps[place].1, other))
    };
    (0..steps.len())
        .find(|place| is_apart(*place))
        .map(|place| steps[place])
}

fn ends(subject: &Subject, steps: &[(&str, Figure)]) -> Judgement {
    let values = || steps.iter().map(|(_, figure)| figure.value);
    let (lowest, highest) = (
        values().fold(f64::INFINITY, f64::min),
        values().fold(f64::NEG_INFINITY, f64::max),
    );
    Judgement::said(format!(
        "the {} steps reach from {} to {} of people",
        number::small(steps.len()),
        subject.value(lowest),
        subject.value(highest)
    ))
}
