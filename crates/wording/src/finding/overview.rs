//! The sentence a page opens with.

use measures::figure::Figure;
use measures::published::Published;

use super::areas::not_shown;
use super::{Judgement, Subject, Words, sentence};
use crate::list::capitalised;
use crate::{number, status};

/// The whole partnership's value, with the people behind it.
///
/// The sentence is for a reader in a hurry: "In Southwark, 16.1% of adults had a care plan agreed:
/// about 4,200 of 26,000 people." The two counts are the published ones, and are left out where the
/// value is a standardised one, which they do not give.
#[must_use]
pub fn whole(subject: &Subject, figure: &Published<Figure>, counts: [&Published<u32>; 2]) -> Words {
    let place = subject.whole;
    let Published::Shown(figure) = figure else {
        let judgement = Judgement::said(format!(
            "{place}: {}",
            status::short(figure).unwrap_or_default()
        ));
        let reason = status::reason(figure).unwrap_or_default().to_owned();
        let mut words = subject.words(place, &judgement, &[reason]);
        words.sentence = sentence(&not_shown(subject, figure, place));
        words.follow_on.clone_from(&words.sentence);
        return words;
    };
    let statement = subject.statement(place, figure.value);
    let [numerator, denominator] = counts.map(|count| count.shown());
    let counted = match (subject.is_crude(), numerator, denominator) {
        (true, Some(numerator), Some(denominator)) => {
            number::about_of(subject.scale, numerator, denominator)
        }
        _ => String::new(),
    };
    let interval = format!(
        "95% interval: {}",
        number::interval(subject.scale, &figure.interval_95)
    );
    let numbers = [capitalised(&counted), interval];
    let mut words = subject.words(place, &Judgement::said(statement.clone()), &numbers);
    let with_people = if counted.is_empty() {
        statement
    } else {
        format!("{statement}: {counted}")
    };
    words.sentence = sentence(&capitalised(&with_people));
    words.follow_on = sentence(&format!(
        "It is {} in {place}",
        number::value_with_unit(subject.scale, figure.value)
    ));
    words
}
