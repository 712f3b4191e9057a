//! The measures a partnership starts with, for tests that want all of them at once.

use measures::breakdown::Breakdown;
use measures::catalogue::Catalogue;
use measures::definition::{
    EventRate, EventWindow, Family, Measure, Population, Rule, SurveyAnswer,
};

use crate::town::{Numbers, Person, catalogue, measure};

/// Invented conditions, in pairs of one body system each.
pub(crate) const CONDITIONS: [&str; 20] = [
    "c00", "c01", "c02", "c03", "c04", "c05", "c06", "c07", "c08", "c09", "c10", "c11", "c12",
    "c13", "c14", "c15", "c16", "c17", "c18", "c19",
];

const QUESTIONS: [&str; 4] = ["control", "home", "repeat", "valued"];

fn within(types: &[&str], months: u32) -> Rule {
    Rule::EventWithin(EventWindow {
        event_type: None,
        any_of: Some(types.iter().map(ToString::to_string).collect()),
        months,
    })
}

/// Every kind of rule, over so many neighbourhoods and periods.
pub(crate) fn default_catalogue(n_areas: usize, n_periods: u16, n_conditions: usize) -> Catalogue {
    let adults = |key: &str, rule| measure(key, Population::Adults, rule);
    let several = |key: &str, rule| measure(key, Population::AdultsWith3OrMore, rule);
    let rate = |event: &str, months| {
        Rule::EventRate(EventRate {
            event_type: event.to_owned(),
            months,
            per: 1_000,
        })
    };
    let mut all = vec![
        adults("ltc_1_plus", Rule::ConditionsAtLeast(1)),
        adults("ltc_2_plus", Rule::ConditionsAtLeast(2)),
        adults("ltc_3_plus", Rule::ConditionsAtLeast(3)),
        adults("ltc_5_plus", Rule::ConditionsAtLeast(5)),
        adults("physical_and_mental", Rule::PhysicalAndMental(true)),
        adults("complex", Rule::BodySystemsAtLeast(3)),
        several("identified", Rule::EventEver("identified".to_owned())),
        several("assessed", within(&["assessed"], 12)),
        several("care_plan", within(&["agreed", "reviewed"], 12)),
        several("plan_reviewed", within(&["reviewed"], 12)),
        several("carer", within(&["carer"], 12)),
        several("coordinator", Rule::EventEver("coordinator".to_owned())),
        several("mdt", within(&["mdt"], 12)),
        several("prescribing", within(&["prescribing"], 12)),
        several("declined", within(&["declined"], 12)),
        several(
            "fully_coordinated",
            Rule::AllOf(
                ["identified", "assessed", "care_plan", "coordinator", "mdt"]
                    .map(str::to_owned)
                    .to_vec(),
            ),
        ),
        several("admissions", rate("admission", 12)),
        several("attendances", rate("attendance", 12)),
    ];
    for (key, rule) in [
        ("assessed_quarter", within(&["assessed"], 3)),
        ("care_plan_quarter", within(&["agreed", "reviewed"], 3)),
        ("mdt_quarter", within(&["mdt"], 3)),
        ("admissions_quarter", rate("admission", 3)),
    ] {
        let only_all = Some(vec![Breakdown::All]);
        all.push(Measure {
            neighbourhood_breakdowns: only_all.clone(),
            whole_breakdowns: only_all,
            ..several(key, rule)
        });
    }
    for question in QUESTIONS {
        let answer = SurveyAnswer {
            question: question.to_owned(),
            months: 24,
            response: 4,
        };
        all.push(Measure {
            family: Family::Experience,
            neighbourhood_breakdowns: Some(vec![Breakdown::All]),
            whole_breakdowns: Some(Breakdown::OF_NEIGHBOURHOODS.to_vec()),
            ..several(question, Rule::SurveyAtLeast(answer))
        });
    }
    for condition in &CONDITIONS[..n_conditions] {
        let rule = Rule::HasCondition((*condition).to_owned());
        all.push(adults(&format!("condition_{condition}"), rule));
    }
    catalogue(n_areas, n_periods, &CONDITIONS[..n_conditions], all)
}

/// People who differ by area, age and deprivation as those of a town do.
pub(crate) fn people(catalogue: &Catalogue, n: usize, seed: u64) -> Vec<Person> {
    let mut numbers = Numbers::new(seed);
    let n_areas = catalogue.neighbourhoods.len() as u64;
    let n_conditions = catalogue.conditions.len() as u64;
    (0..n)
        .map(|_| somebody(&mut numbers, n_areas, n_conditions))
        .collect()
}

fn somebody(numbers: &mut Numbers, n_areas: u64, n_conditions: u64) -> Person {
    let area = numbers.below(n_areas);
    let age = [0, 0, 0, 1, 1, 1, 2, 2, 3, 4, 5][as_index(numbers.below(11))];
    let sex = if numbers.per_thousand(3) {
        2
    } else {
        numbers.below(2)
    };
    let ethnic = [0, 0, 0, 0, 1, 2, 3, 3, 4, 5][as_index(numbers.below(10))];
    let fifth = (numbers.below(3) + area % 3).min(4);
    let local = numbers.below(5);
    let burden = 20 + 50 * age + 20 * (4 - fifth);
    let conditions: Vec<usize> = (0..n_conditions)
        .filter(|condition| numbers.per_thousand(burden * (2 + condition % 5) / 6))
        .map(as_index)
        .collect();
    let mut person = Person {
        area: as_index(area),
        groups: [age, sex, ethnic, fifth, local].map(as_index),
        conditions,
        ..Person::default()
    };
    if person.conditions.len() < 3 {
        return person;
    }
    for (event, share) in [
        ("identified", 600),
        ("assessed", 400),
        ("agreed", 300),
        ("reviewed", 200),
        ("carer", 100),
        ("coordinator", 350),
        ("mdt", 200),
        ("prescribing", 150),
        ("declined", 40),
        ("admission", 250),
        ("attendance", 350),
    ] {
        while numbers.per_thousand(share) {
            let ago = u32::try_from(numbers.below(18)).unwrap();
            person.events.entry(event).or_default().push(ago);
        }
    }
    for question in QUESTIONS {
        if numbers.per_thousand(40) {
            let given = u8::try_from(1 + numbers.below(5)).unwrap();
            person.answers.insert(question, given);
        }
    }
    person
}

fn as_index(number: u64) -> usize {
    usize::try_from(number).unwrap()
}
