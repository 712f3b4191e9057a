//! One place's value as counted beside its value if ages and sexes were the standard's.
//!
//! The two answer different questions, so neither is called the right one.

use measures::definition::{Measure, Population};
use measures::figure::Figure;
use measures::published::Published;
use measures::standardised::FEWEST_EVENTS;

use super::{Basis, Judgement, Subject, Words};
use crate::number;

/// The two values of one place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Both<'a> {
    /// The place.
    pub place: &'a str,
    /// Its value as counted.
    pub crude: Published<Figure>,
    /// Its standardised value.
    pub standardised: Published<Figure>,
}

/// What allowing for age and sex makes of a place's value.
#[must_use]
pub fn standardised(subject: &Subject, both: &Both) -> Words {
    let judgement = match (both.crude, both.standardised) {
        (Published::Shown(crude), Published::Shown(standardised)) => {
            let values = [crude.value, standardised.value]
                .map(|value| number::value_with_unit(subject.scale, value));
            let [crude, standardised] = values;
            if crude == standardised {
                Judgement::said(format!(
                    "age and sex make no difference in {}: {crude} with and without them",
                    both.place
                ))
            } else {
                Judgement::said(format!(
                    "allowing for age and sex, {} has {standardised} rather than {crude}",
                    both.place
                ))
            }
        }
        (_, Published::Shown(standardised)) => Judgement::said(format!(
            "allowing for age and sex, {} has {}",
            both.place,
            number::value_with_unit(subject.scale, standardised.value)
        )),
        (_, absent) => Judgement::said(format!(
            "{} has no value adjusted for age and sex: {}",
            both.place,
            why(&absent)
        )),
    };
    let numbers = [
        format!("As counted: {}", subject.published(&both.crude)),
        format!(
            "Adjusted for age and sex: {}",
            subject.published(&both.standardised)
        ),
    ];
    subject.words(both.place, &judgement, &numbers)
}

fn why(absent: &Published<Figure>) -> String {
    match absent {
        Published::Withheld => "it is withheld so that nobody can be identified".to_owned(),
        Published::NoPeople => "nobody can be in this group here".to_owned(),
        Published::Shown(_) | Published::NotCalculable => {
            format!("that takes at least {FEWEST_EVENTS} counted, of both sexes")
        }
    }
}

/// What values as counted, or adjusted ones, are for: two or three sentences beside the switch.
///
/// ```
/// # use measures::definition::{Direction, Family, Measure, Population, Rule};
/// # let measure = Measure {
/// #     key: "ltc_3_plus".to_owned(), title: String::new(), question: String::new(),
/// #     family: Family::Multimorbidity, population: Population::Adults,
/// #     direction: Direction::Neutral, unit: String::new(), caveat: String::new(),
/// #     people: None, phrase: None, neighbourhood_breakdowns: None, whole_breakdowns: None,
/// #     rule: Rule::ConditionsAtLeast(3),
/// # };
/// use wording::finding::{Basis, what_is_shown};
/// assert!(what_is_shown(Basis::Crude, &measure).starts_with("As counted"));
/// assert!(what_is_shown(Basis::Standardised, &measure).contains("European"));
/// ```
#[must_use]
pub fn what_is_shown(basis: Basis, measure: &Measure) -> String {
    match basis {
        Basis::Crude => "As counted: this is what services see. Places with older people often \
                         have more illness, so compare like ages."
            .to_owned(),
        Basis::Standardised => {
            let standard = match measure.population {
                Population::Adults => "the European Standard Population of 2013",
                Population::AdultsWith3OrMore | Population::Measure(_) => {
                    "the same people in the whole partnership at the last date"
                }
            };
            format!(
                "Adjusted: what each place would have if its people were of the ages and sexes of \
                 {standard}. Use it to compare places, not to count people. People whose record \
                 does not say male or female are left out."
            )
        }
    }
}
