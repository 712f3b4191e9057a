//! Neighbourhoods beside the whole partnership.

use measures::comparison::Comparison;
use measures::figure::Figure;
use measures::published::Published;

use super::{Judgement, Subject, Words, absences, is_absent, sentence};
use crate::list::{and, capitalised, every_neighbourhood, neighbourhoods};
use crate::{comparison, number, status};

/// One area's value, and what may be said of it beside the whole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AreaValue<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its value, or why there is none.
    pub figure: Published<Figure>,
    /// The judgement of `measures::comparison`, where there is one.
    pub comparison: Option<Comparison>,
}

/// All areas beside the whole: which of them differ from it.
#[must_use]
pub fn areas(subject: &Subject, values: &[AreaValue], whole: &Published<Figure>) -> Words {
    if let [only] = values {
        return area(subject, only, whole);
    }
    let shown: Vec<(&AreaValue, Figure)> = values
        .iter()
        .filter_map(|value| value.figure.shown().map(|figure| (value, figure)))
        .collect();
    let mut numbers = vec![
        capitalised(&range(subject, &shown)),
        whole_value(subject, whole),
    ];
    numbers.extend(absences(values.iter().map(|value| &value.figure)));
    let place = format!("neighbourhoods of {}", subject.whole);
    let judgement = judgement(subject, values, &shown);
    subject.words(&place, &Judgement::said(judgement), &numbers)
}

/// One area beside the whole.
#[must_use]
pub fn area(subject: &Subject, value: &AreaValue, whole: &Published<Figure>) -> Words {
    let judgement = match (value.figure, value.comparison, whole) {
        (Published::Shown(figure), Some(judged), Published::Shown(whole)) => format!(
            "{} is {}: {} against {}",
            value.name,
            comparison::beside(judged, subject.whole),
            subject.value(figure.value),
            subject.value(whole.value)
        ),
        (Published::Shown(figure), _, _) => {
            format!("{}: {}", value.name, subject.value(figure.value))
        }
        (absent, _, _) => format!(
            "{}: {}",
            value.name,
            status::short(&absent).unwrap_or_default()
        ),
    };
    let numbers = [
        value.figure.shown().map_or_else(
            || status::reason(&value.figure).unwrap_or_default().to_owned(),
            |figure| format!("{}: {}", value.name, subject.figure(&figure)),
        ),
        whole_value(subject, whole),
    ];
    let mut words = subject.words(value.name, &Judgement::said(judgement), &numbers);
    words.sentence = sentence(&match (value.figure, value.comparison, whole) {
        (Published::Shown(figure), Some(judged), Published::Shown(whole)) => format!(
            "{}: {} ({})",
            capitalised(&subject.statement(value.name, figure.value)),
            comparison::beside(judged, subject.whole),
            subject.value(whole.value)
        ),
        (Published::Shown(figure), _, _) => {
            capitalised(&subject.statement(value.name, figure.value))
        }
        (absent, _, _) => not_shown(subject, &absent, value.name),
    });
    if value.figure.shown().is_none() {
        words.follow_on.clone_from(&words.sentence);
    }
    words
}

/// Why a measure has no figure in a place, as a sentence.
pub(super) fn not_shown<T>(subject: &Subject, absent: &Published<T>, place: &str) -> String {
    format!(
        "In {place}, \u{201c}{}\u{201d} {}",
        subject.title,
        is_absent(absent)
    )
}

fn judgement(subject: &Subject, values: &[AreaValue], shown: &[(&AreaValue, Figure)]) -> String {
    let count = values.len();
    if shown.is_empty() {
        let figures = values.iter().map(|value| &value.figure);
        return Judgement::none("neighbourhood", figures).clause;
    }
    let judged: Vec<(&str, Comparison)> = shown
        .iter()
        .filter_map(|(value, _)| value.comparison.map(|judged| (value.name, judged)))
        .collect();
    if judged.is_empty() {
        return range(subject, shown);
    }
    // The two sides, in the words of the measure's direction.
    let sides = [
        ("better", [Comparison::MuchBetter, Comparison::Better]),
        ("worse", [Comparison::Worse, Comparison::MuchWorse]),
        ("higher", [Comparison::MuchHigher, Comparison::Higher]),
        ("lower", [Comparison::Lower, Comparison::MuchLower]),
    ];
    let mut clauses: Vec<(Vec<String>, &str)> = Vec::new();
    for (word, kinds) in sides {
        let names: Vec<String> = judged
            .iter()
            .filter(|(_, judged)| kinds.contains(judged))
            .map(|(name, _)| (*name).to_owned())
            .collect();
        if !names.is_empty() {
            clauses.push((names, word));
        }
    }
    match &clauses[..] {
        [] if judged.len() == count => {
            format!(
                "{} {} similar to {}",
                every_neighbourhood(count),
                is_or_are(count),
                subject.whole
            )
        }
        [] => format!(
            "no neighbourhood shown differs clearly from {}",
            subject.whole
        ),
        [(first, word), rest @ ..] => {
            let mut said = vec![format!(
                "{} {} {word} than {}",
                neighbourhoods(first, count),
                is_or_are(first.len()),
                subject.whole
            )];
            said.extend(rest.iter().map(|(names, word)| {
                let who = if names.len() > 2 {
                    number::small(names.len())
                } else {
                    and(names)
                };
                format!("{who} {} {word}", is_or_are(names.len()))
            }));
            said.join(", ")
        }
    }
}

fn is_or_are(count: usize) -> &'static str {
    if count == 1 { "is" } else { "are" }
}

/// The lowest and the highest value with their intervals; the ends of the chart, not a ranking.
fn range(subject: &Subject, shown: &[(&AreaValue, Figure)]) -> String {
    let by_value = |one: &&(&AreaValue, Figure), other: &&(&AreaValue, Figure)| {
        one.1.value.total_cmp(&other.1.value)
    };
    let (Some(lowest), Some(highest)) =
        (shown.iter().min_by(by_value), shown.iter().max_by(by_value))
    else {
        return String::new();
    };
    if lowest.1.value.total_cmp(&highest.1.value).is_eq() {
        return format!("values are all {}", subject.value(lowest.1.value));
    }
    format!(
        "values go from {} in {} to {} in {}",
        subject.figure(&lowest.1),
        lowest.0.name,
        subject.figure(&highest.1),
        highest.0.name
    )
}

fn whole_value(subject: &Subject, whole: &Published<Figure>) -> String {
    format!("{}: {}", subject.whole, subject.published(whole))
}
