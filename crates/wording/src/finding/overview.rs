//! The sentence a page opens with.

use measures::figure::Figure;
use measures::published::Published;

use super::areas::not_shown;
use super::{Judgement, Subject, Words, sentence};
use crate::{number, status};

/// The whole partnership's value, with the people behind it.
///
/// The sentence is for a reader in a hurry: "“Care plan agreed” is 16.1% in Southwark, about
/// 4,200 of 26,000 people." The two counts are the published ones.
#[must_use]
pub fn whole(subject: &Subject, figure: &Published<Figure>, counts: [&Published<u32>; 2]) -> Words {
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
    let [numerator, denominator] = counts.map(|count| count.shown());
    let counted = numerator.zip(denominator).map(|(numerator, denominator)| {
        format!(
            ": {}",
            number::about_of(subject.scale, numerator, denominator)
        )
    });
    let likely = match figure {
        Published::Shown(figure) => format!(
            "The true value is likely to be between {} and {}",
            subject.value(figure.interval_95.lower),
            subject.value(figure.interval_95.upper)
        ),
        absent => status::reason(absent).unwrap_or_default().to_owned(),
    };
    let said = match figure {
        Published::Shown(_) => format!(
            "\u{201c}{}\u{201d} is {headline}{}",
            subject.title,
            counted.unwrap_or_default()
        ),
        absent => not_shown(subject, absent, subject.whole),
    };
    let judgement = match figure {
        Published::Shown(_) => Judgement::it_is(headline),
        _ => Judgement::said(headline),
    };
    let mut words = subject.words(subject.whole, &judgement, &[likely]);
    words.sentence = sentence(&said);
    if figure.shown().is_none() {
        words.follow_on.clone_from(&words.sentence);
    }
    words
}
