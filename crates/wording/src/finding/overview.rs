//! The sentences a page opens with.

use measures::figure::Figure;
use measures::published::Published;

use super::{Subject, Words, sentence};
use crate::{number, status};

/// The whole partnership's value, with the people behind it.
///
/// The sentence is for a reader in a hurry: "16.1% in Southwark, about 42,000 people. The true
/// value is likely to be between 15.9% and 16.3%."
#[must_use]
pub fn whole(subject: &Subject, figure: &Published<Figure>, numerator: &Published<u32>) -> Words {
    let headline = match figure {
        Published::Shown(figure) => format!(
            "{} in {}",
            number::value_with_unit(subject.scale, figure.value),
            subject.whole
        ),
        absent => format!(
            "{}: {}",
            subject.whole,
            status::short(absent).unwrap_or_default()
        ),
    };
    let counted = numerator.shown().map_or_else(String::new, |count| {
        format!(", {}", number::about_counted(subject.scale, count))
    });
    let likely = match figure {
        Published::Shown(figure) => format!(
            "The true value is likely to be between {} and {}",
            subject.value(figure.interval_95.lower),
            subject.value(figure.interval_95.upper)
        ),
        absent => status::reason(absent).unwrap_or_default().to_owned(),
    };
    let mut words = subject.words(subject.whole, &headline, &[likely]);
    words.sentence = sentence(&format!("{}: {}{counted}", subject.title, words.headline));
    words
}

/// Several findings as the opening of a page: their sentences, one after the other.
#[must_use]
pub fn page_summary(findings: &[Words]) -> String {
    let sentences: Vec<&str> = findings
        .iter()
        .map(|words| words.sentence.as_str())
        .filter(|text| !text.is_empty())
        .collect();
    sentences.join(" ")
}
