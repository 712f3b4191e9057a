//! The steps of coordinated care.
//!
//! People may have a later step without an earlier one, so a step is never called a loss of the
//! one before it.

use measures::figure::Figure;
use measures::published::Published;

use super::{Subject, Words, absences, why_none};
use crate::list::capitalised;
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
    let shown: Vec<(&str, Figure)> = steps
        .iter()
        .filter_map(|step| step.figure.shown().map(|figure| (step.title, figure)))
        .collect();
    let headline = match &shown[..] {
        [] => capitalised(why_none(steps.iter().map(|step| &step.figure))),
        [(title, figure)] => {
            format!(
                "Only one step is shown: {title}, {}",
                subject.value(figure.value)
            )
        }
        several => fewest(several).map_or_else(
            || ends(subject, several),
            |(title, figure)| {
                format!(
                    "Fewest people have this step: {title} ({})",
                    subject.value(figure.value)
                )
            },
        ),
    };
    let said: Vec<String> = shown
        .iter()
        .map(|(title, figure)| format!("{title}: {}", subject.figure(figure)))
        .collect();
    let mut numbers = vec![said.join("; ")];
    numbers.extend(absences(steps.iter().map(|step| &step.figure)));
    subject.words(place, headline, &numbers)
}

/// The steps of several places beside the whole: the whole's finding, and how far the places differ.
#[must_use]
pub fn cascade_by_area(
    subject: &Subject,
    whole: &[StepValue],
    areas: &[(&str, Vec<Published<Figure>>)],
) -> Words {
    let mut words = cascade(subject, subject.whole, whole);
    words.subtitle = subject.subtitle(&format!("neighbourhoods of {}", subject.whole));
    let spread = whole.iter().enumerate().filter_map(|(place, step)| {
        let figures = areas
            .iter()
            .filter_map(|(_, figures)| figures.get(place)?.shown());
        let values: Vec<f64> = figures.map(|figure| figure.value).collect();
        let lowest = values.iter().copied().reduce(f64::min)?;
        let highest = values.iter().copied().reduce(f64::max)?;
        Some(format!(
            "{}: from {} to {} across neighbourhoods.",
            step.title,
            subject.value(lowest),
            subject.value(highest)
        ))
    });
    let spread: Vec<String> = spread.collect();
    let n_withheld = areas
        .iter()
        .flat_map(|(_, figures)| figures)
        .filter(|figure| matches!(figure, Published::Withheld))
        .count();
    let note = crate::status::withheld_note(n_withheld);
    for text in spread.into_iter().chain(note) {
        words.description.push(' ');
        words.description.push_str(&text);
    }
    words
}

/// The step whose interval lies below that of every other.
fn fewest<'a>(steps: &[(&'a str, Figure)]) -> Option<(&'a str, Figure)> {
    let (place, lowest) = steps
        .iter()
        .enumerate()
        .min_by(|one, other| one.1.1.value.total_cmp(&other.1.1.value))?;
    let below_all = steps
        .iter()
        .enumerate()
        .filter(|(other, _)| *other != place)
        .all(|(_, (_, figure))| lowest.1.interval_95.upper < figure.interval_95.lower);
    below_all.then_some(*lowest)
}

fn ends(subject: &Subject, steps: &[(&str, Figure)]) -> String {
    let values = || steps.iter().map(|(_, figure)| figure.value);
    let (lowest, highest) = (
        values().fold(f64::INFINITY, f64::min),
        values().fold(f64::NEG_INFINITY, f64::max),
    );
    format!(
        "From {} to {} across {} steps",
        subject.value(lowest),
        subject.value(highest),
        number::small(steps.len())
    )
}
