//! Measures as the config writes them, turned into the places and bits that [`Rules`] asks by.
//!
//! The config has been checked by now, so a name that leads nowhere is a fault of the program.

use std::collections::BTreeMap;

use measures::catalogue::ConditionKind;
use measures::definition::Measure;

use super::{
    AnswerUse, AtLeast, Block, EventUse, MeasureColumns, Population, RateColumns, Rule, Rules,
    SEVERAL_CONDITIONS, Step, Test,
};
use crate::count::Detail;
use crate::definitions::{Definitions, depends_on};

pub(super) fn rules(definitions: &Definitions, detail: Detail) -> Rules {
    let everybody = definitions.measures.len();
    let several = everybody + 1;
    let (conditions, n_body_systems) = conditions(definitions);
    let mut rules = Rules {
        columns: Vec::new(),
        rates: Vec::new(),
        n_columns: several + 1,
        everybody,
        several,
        recorded: recorded(definitions, everybody, several),
        conditions,
        n_body_systems,
        most_conditions: SEVERAL_CONDITIONS as usize,
        most_body_systems: 0,
        event_uses: definitions
            .event_types()
            .iter()
            .map(|_| Vec::new())
            .collect(),
        answer_uses: definitions.questions().iter().map(|_| Vec::new()).collect(),
        blocks: Vec::new(),
    };
    // Measures that need others come after them, and next to those about the same people.
    let mut blocks: BTreeMap<(usize, usize), Block> = BTreeMap::new();
    for (measure, definition) in definitions.measures.iter().enumerate() {
        let population = match &definition.population {
            Population::Adults => everybody,
            Population::AdultsWith3OrMore => several,
            Population::Measure(key) => index(definitions, key),
        };
        rules.columns.push(MeasureColumns {
            numerator: measure,
            denominator: population,
            people_with_event: measure,
            population,
            squared_events: None,
        });
        let block = blocks
            .entry((depth(definitions, measure), population))
            .or_insert_with(|| Block {
                population,
                conditions_at_least: Vec::new(),
                body_systems_at_least: Vec::new(),
                physical_and_mental: Vec::new(),
                of_conditions: vec![Vec::new(); definitions.conditions.len()],
                steps: Vec::new(),
            });
        match &definition.rule {
            Rule::ConditionsAtLeast(number) => {
                let number = at_least(*number, rules.conditions.len());
                rules.most_conditions = rules.most_conditions.max(number);
                insert(&mut block.conditions_at_least, AtLeast { number, measure });
            }
            Rule::BodySystemsAtLeast(number) => {
                let number = at_least(*number, rules.n_body_systems);
                rules.most_body_systems = rules.most_body_systems.max(number);
                insert(
                    &mut block.body_systems_at_least,
                    AtLeast { number, measure },
                );
            }
            Rule::PhysicalAndMental(_) => block.physical_and_mental.push(measure),
            Rule::HasCondition(key) => {
                block.of_conditions[condition(definitions, key)].push(measure);
            }
            rule => {
                let test = rules.test(definitions, measure, rule);
                block.steps.push(Step { measure, test });
            }
        }
    }
    if detail == Detail::Figures {
        rules.count_squared_events(definitions);
    }
    rules.blocks = blocks.into_values().collect();
    rules
}

impl Rules {
    /// What to ask about a measure, having told events and answers who looks for them.
    fn test(&mut self, definitions: &Definitions, measure: usize, rule: &Rule) -> Test {
        match rule {
            Rule::ConditionsAtLeast(_)
            | Rule::BodySystemsAtLeast(_)
            | Rule::PhysicalAndMental(_)
            | Rule::HasCondition(_) => unreachable!("what is asked of conditions is no test"),
            Rule::EventEver(event_type) => self.test_event(
                definitions,
                event_type,
                EventUse {
                    measure,
                    months: None,
                    number: None,
                },
            ),
            Rule::EventWithin(within) => {
                for event_type in within.types() {
                    let wanted = EventUse {
                        measure,
                        months: Some(window(within.months)),
                        number: None,
                    };
                    self.test_event(definitions, event_type, wanted);
                }
                Test::Event
            }
            Rule::EventRate(rate) => {
                let number = self.another_column();
                self.columns[measure].numerator = number;
                let wanted = EventUse {
                    measure,
                    months: Some(window(rate.months)),
                    number: Some(number),
                };
                self.test_event(definitions, &rate.event_type, wanted)
            }
            Rule::SurveyAtLeast(answer) => {
                let answered = self.another_column();
                self.columns[measure].denominator = answered;
                let place = definitions
                    .question_index(&answer.question)
                    .expect("a question that a measure uses is listed");
                self.answer_uses[usize::from(place)].push(AnswerUse {
                    measure,
                    months: window(answer.months),
                    response: answer.response,
                });
                Test::Answer { answered }
            }
            Rule::AllOf(members) => {
                Test::AllOf(members.iter().map(|key| index(definitions, key)).collect())
            }
        }
    }

    fn test_event(
        &mut self,
        definitions: &Definitions,
        event_type: &str,
        wanted: EventUse,
    ) -> Test {
        let place = definitions
            .event_type_index(event_type)
            .expect("an event type that a measure uses is listed");
        self.event_uses[usize::from(place)].push(wanted);
        Test::Event
    }

    /// A further column for each rate.
    fn count_squared_events(&mut self, definitions: &Definitions) {
        for (measure, definition) in definitions.measures.iter().enumerate() {
            if matches!(definition.rule, Rule::EventRate(_)) {
                let squared_events = self.another_column();
                self.columns[measure].squared_events = Some(squared_events);
                self.rates.push(RateColumns {
                    events: self.columns[measure].numerator,
                    squared_events,
                });
            }
        }
    }

    fn another_column(&mut self) -> usize {
        self.n_columns += 1;
        self.n_columns - 1
    }
}

/// The column of the widest population whose events or answers some measure asks for.
fn recorded(definitions: &Definitions, everybody: usize, several: usize) -> usize {
    let asks = |measure: &&Measure| {
        matches!(
            measure.rule,
            Rule::EventEver(_) | Rule::EventWithin(_) | Rule::EventRate(_) | Rule::SurveyAtLeast(_)
        )
    };
    let mut asking = definitions.measures.iter().filter(asks);
    if asking.any(|measure| are_adults(definitions, measure)) {
        everybody
    } else {
        several
    }
}

/// Whether people with few conditions may be among a measure's population.
fn are_adults(definitions: &Definitions, measure: &Measure) -> bool {
    match &measure.population {
        Population::Adults => true,
        Population::AdultsWith3OrMore => false,
        Population::Measure(key) => {
            are_adults(definitions, &definitions.measures[index(definitions, key)])
        }
    }
}

/// Body systems numbered as they first appear, and each condition's with its kind.
fn conditions(definitions: &Definitions) -> (Vec<(usize, ConditionKind)>, usize) {
    let mut body_systems: Vec<&str> = Vec::new();
    let conditions = definitions
        .conditions
        .iter()
        .map(|condition| {
            let name = condition.body_system.as_str();
            let known = body_systems.iter().position(|system| *system == name);
            let system = known.unwrap_or_else(|| {
                body_systems.push(name);
                body_systems.len() - 1
            });
            (system, condition.kind)
        })
        .collect();
    (conditions, body_systems.len())
}

/// How many measures must be known one after another before this one.
fn depth(definitions: &Definitions, measure: usize) -> usize {
    depends_on(&definitions.measures[measure])
        .map(|key| 1 + depth(definitions, index(definitions, key)))
        .max()
        .unwrap_or(0)
}

fn condition(definitions: &Definitions, key: &str) -> usize {
    definitions
        .conditions
        .iter()
        .position(|condition| condition.condition == *key)
        .expect("a condition that a measure names is configured")
}

fn index(definitions: &Definitions, key: &str) -> usize {
    definitions
        .measures
        .binary_search_by(|measure| measure.key.as_str().cmp(key))
        .expect("a measure that another names is configured")
}

/// Puts a measure before those that ask for more.
fn insert(measures: &mut Vec<AtLeast>, one: AtLeast) {
    let place = measures.partition_point(|other| other.number <= one.number);
    measures.insert(place, one);
}

/// More than there are is as impossible as one more than there are, and cheaper to ask for.
fn at_least(number: u32, available: usize) -> usize {
    usize::try_from(number).map_or(available + 1, |number| number.min(available + 1))
}

fn window(months: u32) -> u16 {
    u16::try_from(months).expect("the config allows windows of at most a century")
}
