//! The people a measure is about, as a sentence names them. Never how many they are.

use measures::definition::{Measure, Population, Rule, SEVERAL_CONDITIONS, Scale};

use crate::number;

/// The age from which everybody counted is an adult.
const ADULT_YEARS: u32 = 18;

/// Everybody counted, by the youngest age in completed years.
///
/// ```
/// assert_eq!(wording::people::everybody(18), "adults");
/// assert_eq!(wording::people::everybody(65), "people aged 65 and over");
/// ```
#[must_use]
pub fn everybody(minimum_age: u32) -> String {
    match minimum_age {
        0 => "people".to_owned(),
        ADULT_YEARS => "adults".to_owned(),
        years => format!("people aged {years} and over"),
    }
}

/// The people below a measure's line: its own words for them where it has some, else made from
/// its population. `measures` are those of the same catalogue, for a population that is another
/// measure's numerator.
#[must_use]
pub fn of(measure: &Measure, measures: &[Measure], minimum_age: u32) -> String {
    if let Some(people) = &measure.people {
        return people.clone();
    }
    let people = match &measure.population {
        Population::Adults => everybody(minimum_age),
        Population::AdultsWith3OrMore => format!(
            "{} with {} or more long-term conditions",
            everybody(minimum_age),
            number::small(SEVERAL_CONDITIONS as usize)
        ),
        Population::Measure(key) => {
            let other = measures.iter().find(|other| other.key == *key);
            match other.map(|other| (other, other.scale(), &other.phrase)) {
                Some((other, Scale::Proportion, Some(phrase))) => {
                    format!("{} who {phrase}", of(other, measures, minimum_age))
                }
                Some((other, ..)) => format!("people counted in \u{201c}{}\u{201d}", other.title),
                None => format!("people counted in \u{201c}{key}\u{201d}"),
            }
        }
    };
    match measure.rule {
        Rule::SurveyAtLeast(_) if people.contains(" who ") => format!("{people} and answered"),
        Rule::SurveyAtLeast(_) => format!("{people} who answered"),
        _ => people,
    }
}

#[cfg(test)]
mod tests {
    use measures::definition::{Direction, EventRate, Family, SurveyAnswer};

    use super::*;

    fn measure(key: &str, population: Population, rule: Rule) -> Measure {
        Measure {
            key: key.to_owned(),
            title: format!("Title of {key}"),
            question: String::new(),
            family: Family::Coordination,
            population,
            direction: Direction::HigherIsBetter,
            unit: String::new(),
            caveat: String::new(),
            people: None,
            phrase: None,
            neighbourhood_breakdowns: None,
            whole_breakdowns: None,
            rule,
        }
    }

    #[track_caller]
    fn check(measure: &Measure, measures: &[Measure], minimum_age: u32, expected: &str) {
        assert_eq!(of(measure, measures, minimum_age), expected);
    }

    #[test]
    fn people_are_named_by_what_they_have_in_common() {
        let survey = Rule::SurveyAtLeast(SurveyAnswer {
            question: "safe".to_owned(),
            months: 24,
            response: 4,
        });
        let ever = Rule::EventEver("plan".to_owned());
        let several = Population::AdultsWith3OrMore;
        let plan = Measure {
            phrase: Some("have a plan".to_owned()),
            ..measure("plan", several.clone(), ever.clone())
        };
        let visits = measure(
            "visits",
            Population::Adults,
            Rule::EventRate(EventRate {
                event_type: "visit".to_owned(),
                months: 12,
                per: 1000,
            }),
        );
        let measures = [plan, visits];
        let planned = Population::Measure("plan".to_owned());
        check(
            &measure("a", Population::Adults, ever.clone()),
            &[],
            18,
            "adults",
        );
        check(
            &measure("a", several, survey.clone()),
            &[],
            0,
            "people with three or more long-term conditions who answered",
        );
        check(
            &measure("a", planned.clone(), ever.clone()),
            &measures,
            18,
            "adults with three or more long-term conditions who have a plan",
        );
        check(
            &measure("a", planned, survey),
            &measures,
            16,
            "people aged 16 and over with three or more long-term conditions who have a plan and \
             answered",
        );
        check(
            &measure("a", Population::Measure("visits".to_owned()), ever.clone()),
            &measures,
            18,
            "people counted in \u{201c}Title of visits\u{201d}",
        );
        let own = Measure {
            people: Some("carers".to_owned()),
            ..measure("a", Population::Adults, ever)
        };
        check(&own, &[], 18, "carers");
    }
}
