//! What a measure counts, of whom, and what a reader is told of it.
//!
//! One table of `measures.toml` is one [`Measure`]. The same values travel in the published
//! manifest, so that neither the pipeline nor the dashboard names a measure in its code.

use serde::{Deserialize, Serialize};

use crate::breakdown::Breakdown;

/// A measure: its rule, the people it is about, and its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measure {
    /// The key in every table, e.g. `care_plan`.
    pub key: String,
    /// The title a reader sees.
    pub title: String,
    /// The question it answers, in plain English.
    pub question: String,
    /// The page it belongs to.
    pub family: Family,
    /// Who is counted below the line.
    pub population: Population,
    /// Which way is better.
    pub direction: Direction,
    /// What the value is called, e.g. `percent` or `per 1,000 people a year`.
    pub unit: String,
    /// What to keep in mind when reading it.
    pub caveat: String,
    /// Whom it is about, as a sentence names them: `adults with three or more long-term
    /// conditions`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub people: Option<String>,
    /// What a sentence says of them: `had a care plan agreed`, after a share of people, or for a
    /// rate the events by name: `emergency admissions`. Without it a sentence quotes the title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phrase: Option<String>,
    /// Breakdowns published within neighbourhoods; all of them when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub neighbourhood_breakdowns: Option<Vec<Breakdown>>,
    /// Breakdowns published for the whole partnership; all of them when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whole_breakdowns: Option<Vec<Breakdown>>,
    /// What puts a person above the line.
    #[serde(flatten)]
    pub rule: Rule,
}

/// The part of the dashboard a measure belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// How many people live with several conditions.
    Multimorbidity,
    /// Whether their care is planned and joined up.
    Coordination,
    /// What happens to them.
    Outcome,
    /// What they say of it.
    Experience,
}

/// Which way a measure is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// More of it is better.
    HigherIsBetter,
    /// Less of it is better.
    LowerIsBetter,
    /// Neither: more recorded is not worse.
    Neutral,
}

/// The people a measure is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Population {
    /// Everybody counted at the snapshot.
    Adults,
    /// Those of them with three or more long-term conditions.
    AdultsWith3OrMore,
    /// The people in another measure's numerator, by its key.
    Measure(String),
}

impl From<String> for Population {
    fn from(name: String) -> Self {
        match name.as_str() {
            "adults" => Self::Adults,
            "adults_with_3_or_more" => Self::AdultsWith3OrMore,
            _ => Self::Measure(name),
        }
    }
}

impl From<Population> for String {
    fn from(population: Population) -> Self {
        match population {
            Population::Adults => "adults".to_owned(),
            Population::AdultsWith3OrMore => "adults_with_3_or_more".to_owned(),
            Population::Measure(key) => key,
        }
    }
}

/// The number of conditions that makes a person one of [`Population::AdultsWith3OrMore`].
pub const SEVERAL_CONDITIONS: u32 = 3;

/// The longest window, in months, of which two neighbouring snapshots share no day.
const MONTHS_OF_A_QUARTER: u32 = 3;

/// What puts a person of the population into the numerator at a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// So many distinct conditions present.
    ConditionsAtLeast(u32),
    /// This condition present.
    HasCondition(String),
    /// At least one physical and one mental condition present. Always `true` in a file.
    PhysicalAndMental(bool),
    /// Present conditions lie in at least so many body systems.
    BodySystemsAtLeast(u32),
    /// An event of this type on or before the snapshot.
    EventEver(String),
    /// At least one such event in the window.
    EventWithin(EventWindow),
    /// Every named measure's numerator holds.
    AllOf(Vec<String>),
    /// The number of events in the window, not of people.
    EventRate(EventRate),
    /// The latest answer in the window is at least so good; the denominator has an answer.
    SurveyAtLeast(SurveyAnswer),
}

/// Events of one type, or of any of several, within so many months.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventWindow {
    /// The one type that counts.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub event_type: Option<String>,
    /// The types of which any counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub any_of: Option<Vec<String>>,
    /// Length of the window in months.
    pub months: u32,
}

impl EventWindow {
    /// The event types that count, whichever way they were written.
    pub fn types(&self) -> impl Iterator<Item = &str> {
        self.event_type
            .iter()
            .chain(self.any_of.iter().flatten())
            .map(String::as_str)
    }
}

/// A number of events in relation to people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventRate {
    /// The event type that is counted.
    #[serde(rename = "type")]
    pub event_type: String,
    /// Length of the window in months.
    pub months: u32,
    /// The value is events divided by people, times this.
    pub per: u32,
}

/// An answer to a survey question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SurveyAnswer {
    /// The question's key.
    pub question: String,
    /// Length of the window in months.
    pub months: u32,
    /// The least answer that counts, of 1 to 5.
    pub response: u8,
}

/// What a measure's value is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// A share of people, 0 to 1, shown as a percentage.
    Proportion,
    /// Events for so many people.
    RatePer(u32),
}

impl Measure {
    /// Whether the value is a share of people or a rate of events.
    #[must_use]
    pub fn scale(&self) -> Scale {
        match &self.rule {
            Rule::EventRate(rate) => Scale::RatePer(rate.per),
            _ => Scale::Proportion,
        }
    }

    /// The months the rule looks back, if it has a window.
    #[must_use]
    pub fn window_months(&self) -> Option<u32> {
        match &self.rule {
            Rule::EventWithin(window) => Some(window.months),
            Rule::EventRate(rate) => Some(rate.months),
            Rule::SurveyAtLeast(answer) => Some(answer.months),
            _ => None,
        }
    }

    /// Whether each snapshot counts its own quarter and no other, so that a series of them may be
    /// judged by a control chart: the window is a quarter at most.
    #[must_use]
    pub fn counts_single_quarters(&self) -> bool {
        self.window_months()
            .is_some_and(|months| months <= MONTHS_OF_A_QUARTER)
    }

    /// Whether this breakdown of the measure is published, in neighbourhoods or for the whole.
    #[must_use]
    pub fn publishes(&self, breakdown: Breakdown, whole: bool) -> bool {
        let (chosen, possible): (_, &[Breakdown]) = if whole {
            (&self.whole_breakdowns, &Breakdown::EVERY)
        } else {
            (
                &self.neighbourhood_breakdowns,
                &Breakdown::OF_NEIGHBOURHOODS,
            )
        };
        possible.contains(&breakdown)
            && chosen
                .as_ref()
                .is_none_or(|chosen| chosen.contains(&breakdown))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_reads_back_as_it_was_written() {
        let rules = [
            "conditions_at_least = 3",
            "has_condition = \"asthma\"",
            "physical_and_mental = true",
            "body_systems_at_least = 3",
            "event_ever = \"identified\"",
            "event_within = { type = \"mdt_review\", months = 12 }",
            "event_within = { any_of = [\"a\", \"b\"], months = 3 }",
            "all_of = [\"identified\", \"care_plan\"]",
            "event_rate = { type = \"ae_attendance\", months = 12, per = 1000 }",
            "survey_at_least = { question = \"feels_safe_at_home\", months = 24, response = 4 }",
        ];
        for rule in rules {
            let text = format!(
                "key = 'k'\ntitle = 't'\nquestion = 'q'\nfamily = 'outcome'\npopulation = 'adults'\n\
                 direction = 'neutral'\nunit = 'percent'\ncaveat = 'c'\n{rule}\n"
            );
            let measure: Measure = toml::from_str(&text).unwrap();
            let json = serde_json::to_string(&measure).unwrap();
            assert_eq!(
                serde_json::from_str::<Measure>(&json).unwrap(),
                measure,
                "{rule}"
            );
        }
    }
}
