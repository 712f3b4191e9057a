//! Every situation a chart can be in, and what is said of it: looked at as a whole, searched for
//! words that claim too much, and measured for how hard they are to read.

mod areas;
mod combinations;
mod gaps;
mod groups;
mod over_time;
mod pairs;
mod places;
mod several;
mod steps;

use Published::{NotCalculable, Shown, Withheld};
use measures::definition::{Direction, Scale};
use measures::figure::figure;

use super::*;
use crate::reading_age::{READING_AGE_YEARS, reading_age_years};

const PLAN: Subject = Subject {
    title: "Care plan agreed or reviewed in the last year",
    people: Some("adults with three or more long-term conditions"),
    phrase: Some("had a care plan agreed or reviewed in the last 12 months"),
    scale: Scale::Proportion,
    direction: Direction::HigherIsBetter,
    basis: Basis::Crude,
    whole: "Southwark",
    period: "30 September 2026",
};
const SEVERAL: Subject = Subject {
    title: "Adults with three or more long-term conditions",
    people: Some("adults"),
    phrase: Some("live with three or more long-term conditions"),
    direction: Direction::Neutral,
    ..PLAN
};
const VISITS: Subject = Subject {
    title: "Emergency admissions to hospital",
    phrase: Some("emergency admissions to hospital in the last 12 months"),
    scale: Scale::RatePer(1000),
    direction: Direction::LowerIsBetter,
    ..PLAN
};

/// Whether a situation's words may claim that one thing is more or less than another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Claim {
    /// The method finds a difference, so one is said.
    Made,
    /// It finds none, or nothing is shown, so none is said.
    None,
}

struct Situation {
    title: String,
    claim: Claim,
    words: Words,
}

impl Situation {
    fn new(title: impl Into<String>, claim: Claim, words: Words) -> Self {
        Self {
            title: title.into(),
            claim,
            words,
        }
    }
}

/// Every finding by name, with its situations.
fn findings() -> Vec<(&'static str, Vec<Situation>)> {
    vec![
        ("whole", places::whole_situations()),
        ("standardised", places::standardised_situations()),
        ("areas", areas::areas_situations()),
        ("at_a_glance", several::at_a_glance_situations()),
        ("funnel", areas::funnel_situations()),
        ("groups", groups::groups_situations()),
        ("between_groups", groups::between_groups_situations()),
        ("fifths", gaps::fifths_situations()),
        ("fifths_by_area", gaps::fifths_by_area_situations()),
        ("slope", gaps::slope_situations()),
        ("gap_over_time", over_time::gap_situations()),
        ("trend", over_time::trend_situations()),
        ("yearly_trend", over_time::yearly_situations()),
        ("trends_by_area", several::trends_situations()),
        ("need_by_age", several::need_situations()),
        ("control_chart", over_time::control_situations()),
        ("cascade", steps::cascade_situations()),
        ("most_often", steps::most_often_situations()),
        ("combinations", combinations::situations()),
        ("pair", pairs::situations()),
    ]
}

fn of(subject: &Subject, numerator: u32, denominator: u32) -> Published<Figure> {
    figure(subject.scale, Shown(numerator), Shown(denominator), None)
}

fn between(value: f64, lower: f64, upper: f64) -> Published<Between> {
    Shown(Between {
        value,
        interval: Interval { lower, upper },
    })
}

#[test]
fn every_situation_has_its_words() {
    for (finding, situations) in findings() {
        let said = situations.iter().map(|Situation { title, words, .. }| {
            format!(
                "{title}\n  headline:    {}\n  subtitle:    {}\n  description: {}\n  sentence:    \
                 {}\n  follow-on:   {}\n",
                words.headline, words.subtitle, words.description, words.sentence, words.follow_on
            )
        });
        insta::assert_snapshot!(finding, said.collect::<String>());
    }
}

/// Words that say one thing is more than another, or has become so.
const CLAIMS: [&str; 18] = [
    "higher",
    "lower",
    "rising",
    "falling",
    "increasing",
    "decreasing",
    "better",
    "worse",
    "wider",
    "narrower",
    "above",
    "below",
    "unusually high",
    "unusually low",
    "most often",
    "fewest",
    "commonest",
    "gap",
];
/// Where those words stand without a claim: saying which way is better, and that there is no gap.
const NO_CLAIMS: [&str; 10] = [
    "for this measure, more is better",
    "for this measure, less is better",
    "no clear gap",
    "no gap",
    "no neighbourhood’s own gap is clear",
    "no neighbourhood’s gap can be shown",
    "no neighbourhood shown has a clear gap",
    "no gap that can be",
    "the gap in peckham cannot",
    "clearly more often than all others",
];

#[test]
fn nothing_is_claimed_where_nothing_is_found() {
    let claims = |words: &Words| {
        let Words {
            headline,
            subtitle: _,
            description,
            sentence,
            follow_on,
        } = words;
        let mut said = [headline, description, sentence, follow_on]
            .map(String::as_str)
            .join("\n")
            .to_lowercase();
        for harmless in NO_CLAIMS {
            said = said.replace(harmless, "");
        }
        let of_letters = |letter: char| letter.is_alphabetic() || letter == ' ';
        said.retain(|letter| of_letters(letter) || letter == '\n');
        CLAIMS.into_iter().find(|claim| {
            said.lines()
                .any(|line| format!(" {line} ").contains(&format!(" {claim} ")))
        })
    };
    let mut wrong = Vec::new();
    for (finding, situations) in findings() {
        for Situation {
            title,
            claim,
            words,
        } in situations
        {
            match (claim, claims(&words)) {
                (Claim::None, Some(claim)) => {
                    wrong.push(format!("{finding}, {title}: claims `{claim}`"));
                }
                (Claim::Made, None) => wrong.push(format!("{finding}, {title}: claims nothing")),
                _ => {}
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The most words of a summary.
const LONGEST_WORDS: usize = 40;

#[test]
fn how_to_read_a_chart_reads_at_the_age_of_twelve() {
    for kind in crate::reading::Kind::EVERY {
        let text = crate::reading::how_to_read(kind);
        let age = reading_age_years(text);
        assert!(age <= READING_AGE_YEARS, "{age:.1} years: {text}");
    }
}

#[test]
fn summaries_read_at_the_age_of_twelve() {
    let mut wrong = Vec::new();
    for (finding, situations) in findings() {
        let summaries: Vec<&String> = situations
            .iter()
            .flat_map(|situation| [&situation.words.sentence, &situation.words.follow_on])
            .collect();
        for summary in &summaries {
            let words = summary.split_whitespace().count();
            if words > LONGEST_WORDS {
                wrong.push(format!("{finding}: {words} words: {summary}"));
            }
        }
        let ages = summaries.iter().map(|summary| reading_age_years(summary));
        let mean = ages.sum::<f64>() / summaries.len() as f64;
        if mean > READING_AGE_YEARS {
            wrong.push(format!("{finding}: reading age {mean:.1}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
