//! Small invented towns, counted person by person, for tests of what is published of them.
//!
//! Counting people rather than inventing counts keeps every relation between counts true.

use std::collections::BTreeMap;

use disclosure::exact::{Exact, ExactCell};
use measures::area::Area;
use measures::breakdown::Breakdown;
use measures::catalogue::{Catalogue, Condition, ConditionKind, Place};
use measures::definition::{Direction, Family, Measure, Population, Rule};
use measures::period::Quarter;

/// A stream of numbers that is the same everywhere (`SplitMix64`).
pub(crate) struct Numbers(u64);

impl Numbers {
    /// The stream of a seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number from 0 to one less than `end`.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % end
    }

    /// Whether something of so many per thousand happens.
    pub(crate) fn per_thousand(&mut self, share: u64) -> bool {
        self.below(1_000) < share
    }
}

/// Somebody invented.
#[derive(Debug, Clone, Default)]
pub(crate) struct Person {
    /// Neighbourhood.
    pub(crate) area: usize,
    /// Group in each uncrossed breakdown but `all`, in the order of `OF_NEIGHBOURHOODS`.
    pub(crate) groups: [usize; 5],
    /// Conditions by place.
    pub(crate) conditions: Vec<usize>,
    /// Months since each event, by type.
    pub(crate) events: BTreeMap<&'static str, Vec<u32>>,
    /// The latest answer to each question.
    pub(crate) answers: BTreeMap<&'static str, u8>,
}

/// A measure with no text to speak of.
pub(crate) fn measure(key: &str, population: Population, rule: Rule) -> Measure {
    Measure {
        key: key.to_owned(),
        title: key.to_owned(),
        question: key.to_owned(),
        family: Family::Multimorbidity,
        population,
        direction: Direction::Neutral,
        unit: "percent".to_owned(),
        caveat: String::new(),
        people: None,
        phrase: None,
        neighbourhood_breakdowns: None,
        whole_breakdowns: None,
        rule,
    }
}

/// A catalogue of so many neighbourhoods and periods.
pub(crate) fn catalogue(
    n_areas: usize,
    n_periods: u16,
    conditions: &[&str],
    measures: Vec<Measure>,
) -> Catalogue {
    let area = |code: String| Area {
        name: code.clone(),
        code,
    };
    let last: Quarter = "2026-06-30".parse().unwrap();
    let mut measures = measures;
    measures.sort_by(|a, b| a.key.cmp(&b.key));
    Catalogue {
        whole: area("TOWN".to_owned()),
        neighbourhoods: (1..=n_areas)
            .map(|number| area(format!("N{number}")))
            .collect(),
        minimum_age: 18,
        conditions: conditions
            .iter()
            .enumerate()
            .map(|(index, key)| Condition {
                condition: (*key).to_owned(),
                name: (*key).to_owned(),
                body_system: format!("system {}", index / 2),
                kind: if index % 4 == 3 {
                    ConditionKind::Mental
                } else {
                    ConditionKind::Physical
                },
            })
            .collect(),
        measures,
        periods: last.series(n_periods),
        impossible_groups: Vec::new(),
        small_areas: BTreeMap::new(),
    }
}

/// Counts people into one period of `exact`.
pub(crate) fn count(catalogue: &Catalogue, people: &[Person], exact: &mut Exact, period: usize) {
    let places = catalogue.counted_places();
    let index: BTreeMap<Place, usize> = places.iter().enumerate().map(|(i, p)| (*p, i)).collect();
    for person in people {
        let here = places_of(catalogue, person, &index);
        for number in 0..catalogue.measures.len() {
            let cell = cell(catalogue, &catalogue.measures[number], person);
            if cell.denominator == 0 {
                continue;
            }
            let cells = exact.cells_mut(number, period);
            for place in &here {
                cells[*place].numerator += cell.numerator;
                cells[*place].denominator += cell.denominator;
                cells[*place].people_with_event += cell.people_with_event;
            }
        }
    }
}

fn places_of(catalogue: &Catalogue, person: &Person, index: &BTreeMap<Place, usize>) -> Vec<usize> {
    let group = |breakdown: Breakdown| {
        Breakdown::OF_NEIGHBOURHOODS
            .iter()
            .position(|one| *one == breakdown)
            .map_or(0, |at| if at == 0 { 0 } else { person.groups[at - 1] })
    };
    let mut here = Vec::new();
    for (area, _) in catalogue.areas() {
        if area != catalogue.whole_index() && area.0 != person.area {
            continue;
        }
        for breakdown in Breakdown::EVERY {
            let group = match breakdown.margins() {
                None => group(breakdown),
                Some((rows, columns)) => {
                    group(rows) * catalogue.groups(columns).len() + group(columns)
                }
            };
            let place = Place {
                area,
                breakdown,
                group,
            };
            here.extend(index.get(&place));
        }
    }
    here
}

fn cell(catalogue: &Catalogue, measure: &Measure, person: &Person) -> ExactCell {
    if !in_population(catalogue, measure, person) {
        return ExactCell::default();
    }
    let within = |event: &str, months: u32| {
        let events = person.events.get(event).into_iter().flatten();
        events.filter(|ago| **ago < months).count() as u64
    };
    match &measure.rule {
        Rule::EventRate(rate) => {
            let events = within(&rate.event_type, rate.months);
            ExactCell {
                numerator: events,
                denominator: 1,
                people_with_event: events.min(1),
            }
        }
        Rule::SurveyAtLeast(answer) => {
            let given = person.answers.get(answer.question.as_str());
            let above = given.is_some_and(|given| *given >= answer.response).into();
            ExactCell {
                numerator: above,
                denominator: given.is_some().into(),
                people_with_event: above,
            }
        }
        _ => {
            let above = holds(catalogue, measure, person).into();
            ExactCell {
                numerator: above,
                denominator: 1,
                people_with_event: above,
            }
        }
    }
}

fn in_population(catalogue: &Catalogue, measure: &Measure, person: &Person) -> bool {
    match &measure.population {
        Population::Adults => true,
        Population::AdultsWith3OrMore => person.conditions.len() >= 3,
        Population::Measure(key) => {
            let other = catalogue.measure(key).unwrap();
            in_population(catalogue, other, person) && holds(catalogue, other, person)
        }
    }
}

fn holds(catalogue: &Catalogue, measure: &Measure, person: &Person) -> bool {
    let of = |index: &usize| &catalogue.conditions[*index];
    let event = |wanted: &str, months: u32| {
        let events = person.events.get(wanted).into_iter().flatten();
        events.into_iter().any(|ago| *ago < months)
    };
    match &measure.rule {
        Rule::ConditionsAtLeast(least) => person.conditions.len() >= *least as usize,
        Rule::HasCondition(key) => person
            .conditions
            .iter()
            .any(|one| of(one).condition == *key),
        Rule::PhysicalAndMental(_) => {
            let has = |kind| person.conditions.iter().any(|one| of(one).kind == kind);
            has(ConditionKind::Physical) && has(ConditionKind::Mental)
        }
        Rule::BodySystemsAtLeast(least) => {
            let mut systems: Vec<_> = person
                .conditions
                .iter()
                .map(|one| &of(one).body_system)
                .collect();
            systems.sort();
            systems.dedup();
            systems.len() >= *least as usize
        }
        Rule::EventEver(wanted) => event(wanted, u32::MAX),
        Rule::EventWithin(window) => window.types().any(|wanted| event(wanted, window.months)),
        Rule::AllOf(keys) => keys
            .iter()
            .all(|key| holds(catalogue, catalogue.measure(key).unwrap(), person)),
        Rule::EventRate(rate) => event(&rate.event_type, rate.months),
        Rule::SurveyAtLeast(answer) => person
            .answers
            .get(answer.question.as_str())
            .is_some_and(|given| *given >= answer.response),
    }
}
