//! What a chart is about: the measure, the people, the place and the time. Never a figure.

use measures::definition::{Direction, Measure, Scale};
use measures::figure::Figure;
use measures::published::Published;

use super::{Between, Judgement, Words, sentence};
use crate::list::capitalised;
use crate::{number, status};

/// The measure a chart is about, and when and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subject<'a> {
    /// The measure's title.
    pub title: &'a str,
    /// The people it is about, within a sentence.
    pub people: Option<&'a str>,
    /// What a sentence says of them, or the events by name.
    pub phrase: Option<&'a str>,
    /// The units of its values.
    pub scale: Scale,
    /// Which way is better.
    pub direction: Direction,
    /// Whether the values are as counted, or standardised.
    pub basis: Basis,
    /// The name of the whole partnership, from the catalogue.
    pub whole: &'a str,
    /// The day or span, as a reader says it: from [`crate::date`].
    pub period: &'a str,
}

/// How values were made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Basis {
    /// From the counts as they are.
    #[default]
    Crude,
    /// As if every place's people were of the same ages and sexes.
    Standardised,
}

impl<'a> Subject<'a> {
    /// A measure's values as counted. For standardised ones, `Subject { basis, ..subject }`.
    #[must_use]
    pub fn new(measure: &'a Measure, whole: &'a str, period: &'a str) -> Self {
        Self {
            title: &measure.title,
            people: measure.people.as_deref(),
            phrase: measure.phrase.as_deref(),
            scale: measure.scale(),
            direction: measure.direction,
            basis: Basis::Crude,
            whole,
            period,
        }
    }

    pub(super) fn is_crude(&self) -> bool {
        self.basis == Basis::Crude
    }

    /// `Care plan agreed, Peckham, 30 September 2026`.
    pub(super) fn subtitle(&self, place: &str) -> String {
        let basis = match self.basis {
            Basis::Crude => "",
            Basis::Standardised => "adjusted for age and sex",
        };
        let parts = [self.title, basis, place, self.period];
        let said: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        said.join(", ")
    }

    pub(super) fn value(&self, value: f64) -> String {
        number::value(self.scale, value)
    }

    /// `21.4% (20.9% to 21.9%)`.
    pub(super) fn figure(&self, figure: &Figure) -> String {
        number::value_and_interval(self.scale, figure.value, &figure.interval_95)
    }

    /// The figure with its interval, or the word for why there is none.
    pub(super) fn published(&self, figure: &Published<Figure>) -> String {
        match figure {
            Published::Shown(figure) => self.figure(figure),
            absent => status::short(absent).unwrap_or_default().to_owned(),
        }
    }

    /// `+5.0 percentage points (95% interval +0.9 to +9.1)`.
    pub(super) fn between(&self, between: &Between) -> String {
        format!(
            "{} (95% interval {})",
            number::signed_difference(self.scale, between.value),
            number::signed_interval(self.scale, &between.interval)
        )
    }

    /// Gaps between the least and the most deprived fifth by what they are of, as one sentence;
    /// nothing where there are none.
    pub(super) fn gaps(&self, gaps: impl Iterator<Item = (String, Between)>) -> String {
        let gaps = gaps.map(|(name, gap)| {
            let value = number::signed_points(self.scale, gap.value);
            let interval = number::signed_interval(self.scale, &gap.interval);
            format!("{name}: {value} ({interval})")
        });
        let gaps: Vec<String> = gaps.collect();
        if gaps.is_empty() {
            return String::new();
        }
        format!(
            "Least minus most deprived fifth, with 95% intervals: {}",
            gaps.join("; ")
        )
    }

    /// A value as a clause in plain words: `in Peckham, 61.2% of adults had a care plan`. A
    /// measure without words of its own is quoted by its title.
    pub(super) fn statement(&self, place: &str, value: f64) -> String {
        let said = match (self.people, self.phrase, self.scale) {
            (Some(people), Some(phrase), Scale::Proportion) => {
                format!("{} of {people} {phrase}", number::percent(value))
            }
            (Some(people), Some(phrase), Scale::RatePer(per)) => format!(
                "there were {} {phrase} for every {} {people}",
                number::rate(value),
                number::thousands(u64::from(per))
            ),
            _ => format!(
                "\u{201c}{}\u{201d} is {}",
                self.title,
                number::value_with_unit(self.scale, value)
            ),
        };
        let basis = match self.basis {
            Basis::Crude => "",
            Basis::Standardised => ", adjusted for age and sex",
        };
        format!("in {place}, {said}{basis}")
    }

    /// The words of a judgement. `numbers` are the sentences behind it.
    pub(super) fn words(&self, place: &str, judgement: &Judgement, numbers: &[String]) -> Words {
        let headline = capitalised(&judgement.clause);
        let whole = format!("{}{}", judgement.lead, judgement.clause);
        let mut description = vec![sentence(&headline)];
        let said = numbers.iter().filter(|text| !text.is_empty());
        description.extend(said.map(|text| sentence(text)));
        Words {
            headline,
            subtitle: self.subtitle(place),
            description: description.join(" "),
            sentence: sentence(&format!("{}: {whole}", self.title)),
            follow_on: sentence(&capitalised(&whole)),
        }
    }

    /// Which way is better, as a sentence; nothing where neither is.
    pub(super) fn better(&self) -> String {
        match self.direction {
            Direction::HigherIsBetter => "For this measure, more is better".to_owned(),
            Direction::LowerIsBetter => "For this measure, less is better".to_owned(),
            Direction::Neutral => String::new(),
        }
    }
}
