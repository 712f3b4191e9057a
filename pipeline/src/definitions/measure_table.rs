//! `measures.toml`: each table is one measure, checked on its own and against the others.
//!
//! Texts may be left out while a measure is tried; a plain one is put in their place.

use std::collections::{BTreeMap, BTreeSet};

use measures::breakdown::Breakdown;
use measures::catalogue::Condition;
use measures::definition::{
    Direction, EventRate, EventWindow, Family, Measure, Population, Rule, SurveyAnswer,
};
use serde::Deserialize;
use toml::Spanned;
use wording::list::{capitalised, uncapitalised};

use super::error::ConfigError;
use super::files::{ConfigFile, is_key};
use super::partnership::Partnership;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MeasuresFile {
    #[serde(default)]
    measure: Vec<Spanned<Table>>,
}

/// One table as written: of the rules at the end exactly one is given.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    key: String,
    title: Option<String>,
    question: Option<String>,
    family: Family,
    population: Population,
    direction: Direction,
    unit: Option<String>,
    caveat: Option<String>,
    people: Option<String>,
    phrase: Option<String>,
    neighbourhood_breakdowns: Option<Vec<Breakdown>>,
    whole_breakdowns: Option<Vec<Breakdown>>,
    conditions_at_least: Option<u32>,
    has_condition: Option<String>,
    physical_and_mental: Option<bool>,
    body_systems_at_least: Option<u32>,
    event_ever: Option<String>,
    event_within: Option<EventWindow>,
    all_of: Option<Vec<String>>,
    event_rate: Option<EventRate>,
    survey_at_least: Option<SurveyAnswer>,
}

const RULES: &str = "conditions_at_least, has_condition, physical_and_mental, \
                     body_systems_at_least, event_ever, event_within, all_of, event_rate, \
                     survey_at_least";

/// The longest window: a century, so that a slip of the keyboard is noticed.
const LONGEST_WINDOW_MONTHS: u32 = 1200;

/// Reads the measures, adds one for each condition, and orders them by key.
pub(super) fn read(
    file: &ConfigFile,
    partnership: &Partnership,
    conditions: &[Condition],
) -> Result<Vec<Measure>, ConfigError> {
    let tables: MeasuresFile = file.toml()?;
    let mut measures: BTreeMap<String, (Option<u64>, Measure)> = conditions
        .iter()
        .map(|condition| of_condition(condition, partnership))
        .map(|measure| (measure.key.clone(), (None, measure)))
        .collect();
    for table in tables.measure {
        let line = file.line_at(table.span().start);
        let table = table.into_inner();
        let key = table.key.clone();
        let measure = table
            .into_measure(conditions)
            .map_err(|problem| file.error(line, format!("measure `{key}`: {problem}")))?;
        if measures
            .insert(key.clone(), (Some(line), measure))
            .is_some()
        {
            let problem = if key.starts_with("condition_") {
                "is added by itself for its condition: expected another key"
            } else {
                "stands here twice: expected one table for each key"
            };
            return Err(file.error(line, format!("measure `{key}`: {problem}")));
        }
    }
    let by_key: BTreeMap<&str, &Measure> = measures
        .iter()
        .map(|(key, (_, measure))| (key.as_str(), measure))
        .collect();
    for (line, measure) in measures.values() {
        check_references(measure, &by_key).map_err(|problem| {
            file.error(*line, format!("measure `{}`: {problem}", measure.key))
        })?;
    }
    let mut measures: Vec<Measure> = measures.into_values().map(|(_, measure)| measure).collect();
    let people: Vec<String> = measures
        .iter()
        .map(|measure| wording::people::of(measure, &measures, partnership.minimum_age))
        .collect();
    for (measure, people) in measures.iter_mut().zip(people) {
        measure.people = Some(people);
    }
    Ok(measures)
}

impl Table {
    fn into_measure(self, conditions: &[Condition]) -> Result<Measure, String> {
        if !is_key(&self.key) || ["adults", "adults_with_3_or_more"].contains(&self.key.as_str()) {
            return Err(
                "expected a key of letters, digits, `_` and `-` that names no population"
                    .to_owned(),
            );
        }
        check_breakdowns(
            "neighbourhood_breakdowns",
            self.neighbourhood_breakdowns.as_deref(),
            &Breakdown::OF_NEIGHBOURHOODS,
        )?;
        check_breakdowns(
            "whole_breakdowns",
            self.whole_breakdowns.as_deref(),
            &Breakdown::EVERY,
        )?;
        let rules: Vec<Rule> = [
            self.conditions_at_least.map(Rule::ConditionsAtLeast),
            self.has_condition.map(Rule::HasCondition),
            self.physical_and_mental.map(Rule::PhysicalAndMental),
            self.body_systems_at_least.map(Rule::BodySystemsAtLeast),
            self.event_ever.map(Rule::EventEver),
            self.event_within.map(Rule::EventWithin),
            self.all_of.map(Rule::AllOf),
            self.event_rate.map(Rule::EventRate),
            self.survey_at_least.map(Rule::SurveyAtLeast),
        ]
        .into_iter()
        .flatten()
        .collect();
        let count = rules.len();
        let [rule] = <[Rule; 1]>::try_from(rules).map_err(|_other_number| {
            format!("has {count} rules: expected exactly one of {RULES}")
        })?;
        check_rule(&rule, conditions)?;
        check_clause("people", self.people.as_deref())?;
        check_clause("phrase", self.phrase.as_deref())?;
        let title = self.title.unwrap_or_else(|| in_words(&self.key));
        Ok(Measure {
            question: self
                .question
                .unwrap_or_else(|| format!("{title}: how many?")),
            unit: self.unit.unwrap_or_else(|| unit_of(&rule)),
            caveat: self.caveat.unwrap_or_default(),
            people: self.people,
            phrase: self.phrase,
            key: self.key,
            title,
            family: self.family,
            population: self.population,
            direction: self.direction,
            neighbourhood_breakdowns: self.neighbourhood_breakdowns,
            whole_breakdowns: self.whole_breakdowns,
            rule,
        })
    }
}

/// A text that runs within a sentence: something is said, and no sentence ends in it.
fn check_clause(name: &str, clause: Option<&str>) -> Result<(), String> {
    match clause {
        Some(said) if said.trim().is_empty() || said.trim() != said || said.ends_with('.') => {
            Err(format!(
                "{name} is \"{said}\": expected words that run within a sentence, without a full \
                 stop or spaces around them"
            ))
        }
        _ => Ok(()),
    }
}

fn check_breakdowns(
    name: &str,
    chosen: Option<&[Breakdown]>,
    possible: &[Breakdown],
) -> Result<(), String> {
    let chosen = chosen.unwrap_or_default();
    match chosen.iter().enumerate().find(|(place, breakdown)| {
        !possible.contains(breakdown) || chosen[..*place].contains(breakdown)
    }) {
        None => Ok(()),
        Some((_, breakdown)) => Err(format!(
            "`{breakdown}` in {name}: expected each at most once, of {}",
            list(possible.iter().map(|breakdown| breakdown.key()))
        )),
    }
}

fn check_rule(rule: &Rule, conditions: &[Condition]) -> Result<(), String> {
    let window = |months: u32| {
        if (1..=LONGEST_WINDOW_MONTHS).contains(&months) {
            Ok(())
        } else {
            Err(format!(
                "months is {months}: expected 1 to {LONGEST_WINDOW_MONTHS}"
            ))
        }
    };
    let named = |what: &str, name: &str| {
        if name.trim().is_empty() || name.trim() != name {
            Err(format!(
                "{what} is \"{name}\": expected a name without spaces around it"
            ))
        } else {
            Ok(())
        }
    };
    match rule {
        Rule::ConditionsAtLeast(0) | Rule::BodySystemsAtLeast(0) => {
            Err("at least 0 is everybody: expected 1 or more".to_owned())
        }
        Rule::PhysicalAndMental(false) => {
            Err("physical_and_mental is false: expected true".to_owned())
        }
        Rule::HasCondition(key) if !conditions.iter().any(|known| known.condition == *key) => {
            Err(format!(
                "condition `{key}` is unknown: expected one of conditions.csv: {}",
                list(conditions.iter().map(|known| known.condition.as_str()))
            ))
        }
        Rule::EventEver(event_type) => named("event_ever", event_type),
        Rule::EventWithin(within) => {
            window(within.months)?;
            let types: Vec<&str> = within.types().collect();
            if within.event_type.is_some() == within.any_of.is_some() || types.is_empty() {
                return Err("event_within: expected either `type` or `any_of`".to_owned());
            }
            types
                .into_iter()
                .try_for_each(|event_type| named("event type", event_type))
        }
        Rule::EventRate(rate) => {
            window(rate.months)?;
            named("event type", &rate.event_type)?;
            if rate.per == 0 {
                return Err("per is 0: expected 1 or more people".to_owned());
            }
            Ok(())
        }
        Rule::SurveyAtLeast(answer) => {
            window(answer.months)?;
            named("question", &answer.question)?;
            if !(1..=5).contains(&answer.response) {
                return Err(format!("response is {}: expected 1 to 5", answer.response));
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

/// What can only be told with the other measures at hand: that the people it is about and the
/// measures it is made of exist, and that it is not made of itself.
fn check_references(measure: &Measure, by_key: &BTreeMap<&str, &Measure>) -> Result<(), String> {
    if let Population::Measure(key) = &measure.population
        && !by_key.contains_key(key.as_str())
    {
        return Err(format!(
            "population `{key}` is unknown: expected adults, adults_with_3_or_more or the key of \
             another measure"
        ));
    }
    if let Rule::AllOf(members) = &measure.rule {
        if members.is_empty() {
            return Err("all_of is empty: expected keys of other measures".to_owned());
        }
        for key in members {
            let Some(member) = by_key.get(key.as_str()) else {
                return Err(format!(
                    "all_of names `{key}`: expected the key of another measure"
                ));
            };
            if member.population != measure.population {
                return Err(format!(
                    "all_of names `{key}`, which is about {}: expected {} like this measure",
                    String::from(member.population.clone()),
                    String::from(measure.population.clone())
                ));
            }
            if matches!(member.rule, Rule::EventRate(_) | Rule::SurveyAtLeast(_)) {
                return Err(format!(
                    "all_of names `{key}`, which is an event_rate or survey_at_least: expected a \
                     measure that holds or does not hold of everybody"
                ));
            }
        }
    }
    if leads_to_itself(measure, by_key) {
        return Err(
            "is made of itself: expected population and all_of to lead to others".to_owned(),
        );
    }
    Ok(())
}

fn leads_to_itself(measure: &Measure, by_key: &BTreeMap<&str, &Measure>) -> bool {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut ahead: Vec<&str> = depends_on(measure).collect();
    while let Some(key) = ahead.pop() {
        if key == measure.key {
            return true;
        }
        if seen.insert(key) {
            ahead.extend(
                by_key
                    .get(key)
                    .into_iter()
                    .flat_map(|next| depends_on(next)),
            );
        }
    }
    false
}

/// The measures whose numerators must be known before this one's.
pub(crate) fn depends_on(measure: &Measure) -> impl Iterator<Item = &str> {
    let population = match &measure.population {
        Population::Measure(key) => Some(key.as_str()),
        Population::Adults | Population::AdultsWith3OrMore => None,
    };
    let members: &[String] = match &measure.rule {
        Rule::AllOf(members) => members,
        _ => &[],
    };
    population
        .into_iter()
        .chain(members.iter().map(String::as_str))
}

fn of_condition(condition: &Condition, partnership: &Partnership) -> Measure {
    let name = uncapitalised(&condition.name);
    let people = if partnership.minimum_age >= 18 {
        "Adults"
    } else {
        "People"
    };
    Measure {
        key: format!("condition_{}", condition.condition),
        title: format!("{people} with {name}"),
        question: format!("How many {} live with {name}?", people.to_lowercase()),
        family: Family::Multimorbidity,
        population: Population::Adults,
        direction: Direction::Neutral,
        unit: "percent".to_owned(),
        caveat: "Counts what has been recorded: better recording raises it, and people whose \
                 condition has not been found are not in it."
            .to_owned(),
        people: None,
        phrase: Some(format!("live with {name}")),
        neighbourhood_breakdowns: None,
        whole_breakdowns: None,
        rule: Rule::HasCondition(condition.condition.clone()),
    }
}

/// A key as words, with a capital: what stands in for a title.
fn in_words(key: &str) -> String {
    capitalised(&key.replace('_', " "))
}

fn unit_of(rule: &Rule) -> String {
    match rule {
        Rule::EventRate(rate) => format!("per {} people in {} months", rate.per, rate.months),
        _ => "percent".to_owned(),
    }
}

fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<&str>>().join(", ")
}
