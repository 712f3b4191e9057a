//! Catalogues and rows for this crate's own tests. The numbers are made up by a fixed rule.

use measures::area::Area;
use measures::breakdown::Breakdown;
use measures::catalogue::{Catalogue, ImpossibleGroup};
use measures::definition::{Direction, EventRate, EventWindow, Family, Measure, Population, Rule};
use measures::period::Quarter;
use measures::published::Published;

use crate::estimate::Estimate;

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
        conditions: Vec::new(),
        measures,
        periods: last.series(quarters),
        impossible_groups: vec![ImpossibleGroup {
            area: "N1".to_owned(),
            breakdown: Breakdown::ImdQuintile,
            group: "5".to_owned(),
        }],
    }
}

/// Two measures, two neighbourhoods, six quarters.
pub(crate) fn small() -> Catalogue {
    catalogue(2, 6, vec![care_plan(), admissions()])
}

/// As large as a release of nine neighbourhoods is: 42 measures and 20 quarters.
pub(crate) fn full_size() -> Catalogue {
    let mut measures: Vec<Measure> = (0..40)
        .map(|number| {
            let key = format!("condition_number_{number:02}");
            let rule = Rule::HasCondition(format!("number_{number:02}"));
            measure(&key, Family::Multimorbidity, rule)
        })
        .collect();
    measures.extend([care_plan(), admissions()]);
    catalogue(9, 20, measures)
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
    let mut rows = Vec::new();
    for (measure, definition) in catalogue.measures.iter().enumerate() {
        for period in 0..catalogue.periods.len() {
            for place in catalogue.published_places(definition) {
                let whole = place.area == catalogue.whole_index();
                let groups = catalogue.groups(place.breakdown).len() as u64;
                let people = if whole { 330_000 } else { 36_000 } / groups;
                let denominator = people / 2 + random(people);
                let numerator = random(denominator + 1);
                let publish = |count: u64| match count {
                    1..=9 => Published::Withheld,
                    count => Published::Shown(u32::try_from((count + 2) / 5 * 5).unwrap()),
                };
                let impossible = catalogue.is_impossible(place);
                rows.push(Estimate {
                    measure,
                    period,
                    place,
                    numerator: if impossible {
                        Published::NoPeople
                    } else {
                        publish(numerator)
                    },
                    denominator: if impossible {
                        Published::NoPeople
                    } else {
                        publish(denominator)
                    },
                    standardised: None,
                    dispersion: None,
                });
            }
        }
    }
    rows.sort_unstable_by_key(Estimate::position);
    rows
}
