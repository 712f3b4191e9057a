//! Catalogues and rows for this crate's own tests. The numbers are made up by a fixed rule.

use std::collections::BTreeMap;

use disclosure::protected::STANDARDISED;
use measures::area::Area;
use measures::breakdown::Breakdown;
use measures::catalogue::{Catalogue, Condition, ConditionKind, ImpossibleGroup, Place};
use measures::definition::{
    Direction, EventRate, EventWindow, Family, Measure, Population, Rule, Scale,
};
use measures::interval::Interval;
use measures::period::Quarter;
use measures::published::Published;

use crate::combinations::{self, Combination};
use crate::estimate::{Estimate, Standardised};

/// A measure of adults about which nothing is special.
pub(crate) fn measure(key: &str, family: Family, rule: Rule) -> Measure {
    Measure {
        key: key.to_owned(),
        title: format!("Title of {key}"),
        question: format!("How many, by {key}?"),
        family,
        population: Population::Adults,
        direction: Direction::HigherIsBetter,
        unit: "percent".to_owned(),
        caveat: "Made up.".to_owned(),
        people: None,
        phrase: None,
        neighbourhood_breakdowns: None,
        whole_breakdowns: None,
        rule,
    }
}

/// A care plan within 12 months.
pub(crate) fn care_plan() -> Measure {
    let window = EventWindow {
        event_type: Some("care_plan".to_owned()),
        any_of: None,
        months: 12,
    };
    measure("care_plan", Family::Coordination, Rule::EventWithin(window))
}

/// Emergency admissions per 1,000 people.
pub(crate) fn admissions() -> Measure {
    let rate = EventRate {
        event_type: "emergency_admission".to_owned(),
        months: 12,
        per: 1_000,
    };
    Measure {
        direction: Direction::LowerIsBetter,
        unit: "per 1,000 people".to_owned(),
        ..measure(
            "emergency_admissions",
            Family::Outcome,
            Rule::EventRate(rate),
        )
    }
}

/// The same within a quarter, so that no snapshot overlaps the next.
pub(crate) fn admissions_in_the_quarter() -> Measure {
    let mut measure = admissions();
    measure.key = "emergency_admissions_quarter".to_owned();
    if let Rule::EventRate(rate) = &mut measure.rule {
        rate.months = 3;
    }
    measure
}

/// So many neighbourhoods and quarters of these measures.
pub(crate) fn catalogue(
    neighbourhoods: usize,
    quarters: u16,
    mut measures: Vec<Measure>,
) -> Catalogue {
    measures.sort_by(|one, other| one.key.cmp(&other.key));
    let last: Quarter = "2026-06-30".parse().unwrap();
    Catalogue {
        whole: Area {
            code: "SOUTHWARK".to_owned(),
            name: "Southwark".to_owned(),
        },
        neighbourhoods: (1..=neighbourhoods)
            .map(|number| Area {
                code: format!("N{number}"),
                name: format!("Neighbourhood {number}"),
            })
            .collect(),
        minimum_age: 18,
        conditions: conditions(40),
        measures,
        periods: last.series(quarters),
        impossible_groups: vec![ImpossibleGroup {
            area: "N1".to_owned(),
            breakdown: Breakdown::ImdQuintile,
            group: "5".to_owned(),
            periods: Vec::new(),
        }],
        small_areas: BTreeMap::new(),
    }
}

/// Two measures, two neighbourhoods, six quarters.
pub(crate) fn small() -> Catalogue {
    catalogue(2, 6, vec![care_plan(), admissions()])
}

/// As large as a release of nine neighbourhoods is: 43 measures and 20 quarters.
pub(crate) fn full_size() -> Catalogue {
    let mut measures: Vec<Measure> = (0..40)
        .map(|number| {
            let key = format!("condition_number_{number:02}");
            let rule = Rule::HasCondition(format!("number_{number:02}"));
            measure(&key, Family::Multimorbidity, rule)
        })
        .collect();
    measures.extend([care_plan(), admissions(), admissions_in_the_quarter()]);
    catalogue(9, 20, measures)
}

/// A standardised figure as coarse as a published one: whole events, or tenths of a percent. Those
/// of one measure are near each other, as areas and groups are.
fn standardised(measure: usize, spread: u64, is_rate: bool) -> Standardised {
    let size = 20 * measure as u64 + spread;
    let unit = if is_rate { 1.0 } else { 1_000.0 };
    Standardised {
        value: size as f64 / unit,
        interval_95: Interval {
            lower: (size - size / 10) as f64 / unit,
            upper: (size + size / 8) as f64 / unit,
        },
    }
}

/// So many sets of three conditions for each area and snapshot of a catalogue.
pub(crate) fn combinations(catalogue: &Catalogue, sets: usize) -> Vec<Combination> {
    let mut rows = Vec::new();
    for period in 0..catalogue.periods.len() {
        for (area, _) in catalogue.areas() {
            for set in 0..sets {
                let first = set % (catalogue.conditions.len() - 3);
                rows.push(Combination {
                    period,
                    area,
                    conditions: vec![first, first + 1 + set % 2, catalogue.conditions.len() - 1],
                    people: u32::try_from(10 + 5 * ((set * 7 + period + area.0) % 90)).unwrap(),
                });
            }
        }
    }
    combinations::sort(&mut rows);
    rows
}

/// Conditions by number.
fn conditions(count: usize) -> Vec<Condition> {
    (0..count)
        .map(|number| Condition {
            condition: format!("number_{number:02}"),
            name: format!("Condition {number}"),
            body_system: "heart".to_owned(),
            kind: ConditionKind::Physical,
        })
        .collect()
}

/// Counts that differ from row to row as real ones do: rounded, and withheld where small.
pub(crate) fn rows(catalogue: &Catalogue) -> Vec<Estimate> {
    let mut state = 1_u64;
    let mut random = |below: u64| {
        // The multiplier and increment of Knuth's MMIX.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    // Measures of the same people have the same denominators.
    let mut people_of: BTreeMap<(usize, Place), u64> = BTreeMap::new();
    let mut rows = Vec::new();
    for (measure, definition) in catalogue.measures.iter().enumerate() {
        for period in 0..catalogue.periods.len() {
            for place in catalogue.published_places(definition) {
                let whole = place.area == catalogue.whole_index();
                let groups = catalogue.groups(place.breakdown).len() as u64;
                let people = if whole { 330_000 } else { 36_000 } / groups;
                let denominator = *people_of
                    .entry((period, place))
                    .or_insert_with(|| people / 2 + random(people));
                let numerator = random(denominator + 1);
                let publish = |count: u64| match count {
                    1..=9 => Published::Withheld,
                    count => Published::Shown(u32::try_from((count + 2) / 5 * 5).unwrap()),
                };
                let impossible = catalogue.is_impossible(place, period);
                let (numerator, denominator) = if impossible {
                    (Published::NoPeople, Published::NoPeople)
                } else {
                    (publish(numerator), publish(denominator))
                };
                let shown = numerator.shown().is_some() && denominator.shown().is_some();
                let is_rate = definition.scale() != Scale::Proportion;
                rows.push(Estimate {
                    measure,
                    period,
                    place,
                    numerator,
                    denominator,
                    standardised: (shown && STANDARDISED.contains(&place.breakdown))
                        .then(|| standardised(measure, random(120), is_rate)),
                    dispersion: (shown && is_rate).then(|| 1.0 + random(40) as f64 / 10.0),
                });
            }
        }
    }
    rows.sort_unstable_by_key(Estimate::position);
    rows
}
