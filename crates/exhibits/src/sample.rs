//! A small release for tests: three neighbourhoods, eight quarters, a dozen measures.
//!
//! Nobody in it exists. Every kind of figure occurs: shown, zero, withheld, no people and not
//! calculable.

use std::collections::BTreeMap;
use std::rc::Rc;

use aggregates::combinations::Combination;
use aggregates::estimate::{Estimate, Standardised};
use aggregates::gaps::from_estimates;
use aggregates::manifest::{
    Coverage, Disclosure, Extract, File, Link, Manifest, Publication, Quality, Reason, TableQuality,
};
use disclosure::policy::Policy;
use measures::area::{Area, AreaIndex};
use measures::breakdown::Breakdown;
use measures::catalogue::{Catalogue, Condition, ConditionKind, ImpossibleGroup, Place};
use measures::definition::{
    Direction, EventWindow, Family, Measure, Population, Rule, SurveyAnswer,
};
use measures::interval::Interval;
use measures::period::Quarter;
use measures::published::Published;

use crate::shelf::Shelf;

/// The grid of the release.
///
/// # Panics
/// Never: its one date is the last day of a quarter.
#[must_use]
pub fn catalogue() -> Catalogue {
    let latest: Quarter = "2026-09-30".parse().expect("the last day of a quarter");
    Catalogue {
        whole: area("E1", "Elmbridge"),
        neighbourhoods: vec![
            area("N1", "Northside"),
            area("N2", "Old Town"),
            area("N3", "Park"),
        ],
        minimum_age: 18,
        conditions: vec![
            condition("diabetes", "Diabetes", ConditionKind::Physical),
            condition("depression", "Depression", ConditionKind::Mental),
        ],
        measures: measures(),
        periods: latest.series(8),
        impossible_groups: vec![ImpossibleGroup {
            area: "N1".to_owned(),
            breakdown: Breakdown::ImdQuintile,
            group: "5".to_owned(),
            periods: Vec::new(),
        }],
        small_areas: BTreeMap::new(),
    }
}

/// Every published row, in order.
#[must_use]
pub fn estimates(catalogue: &Catalogue) -> Vec<Estimate> {
    let mut rows = Vec::new();
    for (measure, definition) in catalogue.measures.iter().enumerate() {
        for period in 0..catalogue.periods.len() {
            for place in catalogue.published_places(definition) {
                rows.push(row(catalogue, measure, period, place));
            }
        }
    }
    rows
}

fn row(catalogue: &Catalogue, measure: usize, period: usize, place: Place) -> Estimate {
    let whole = place.area == catalogue.whole_index();
    let n_groups = catalogue.groups(place.breakdown).len();
    let people = if whole { 6_000 } else { 2_000 } / u32::try_from(n_groups).unwrap_or(1) / 5 * 5;
    let step = u32::try_from(measure * 2 + period + place.group * 3 + place.area.0 * 2)
        .unwrap_or_default();
    let mut numerator = Published::Shown(people * (10 + step % 40) / 100 / 5 * 5);
    let mut denominator = Published::Shown(people);
    if catalogue.is_impossible(place, period) {
        (numerator, denominator) = (Published::NoPeople, Published::NoPeople);
    } else if place.breakdown == Breakdown::EthnicGroup && place.group == 1 && !whole {
        numerator = Published::Withheld;
    } else if place.breakdown == Breakdown::AgeBand && place.group == 0 && !whole {
        numerator = Published::Shown(0);
    } else if period == 0 && catalogue.measures[measure].window_months() == Some(12) {
        numerator = Published::NotCalculable;
    }
    let standardised_too = matches!(
        place.breakdown,
        Breakdown::All | Breakdown::EthnicGroup | Breakdown::ImdQuintile
    );
    let standardised = match (standardised_too, numerator) {
        (true, Published::Shown(counted)) if counted >= 10 => {
            let value = f64::from(counted) / f64::from(people) * 0.9;
            Some(Standardised {
                value,
                interval_95: Interval {
                    lower: value * 0.9,
                    upper: value * 1.1,
                },
            })
        }
        _ => None,
    };
    Estimate {
        measure,
        period,
        place,
        numerator,
        denominator,
        standardised,
        dispersion: None,
    }
}

/// The sets of conditions at the last snapshot.
#[must_use]
pub fn combinations(catalogue: &Catalogue) -> Vec<Combination> {
    let set = |area, conditions: &[usize], people| Combination {
        period: catalogue.periods.len() - 1,
        area,
        conditions: conditions.to_vec(),
        people,
    };
    let whole = catalogue.whole_index();
    vec![
        set(AreaIndex(0), &[0, 1], 25),
        set(whole, &[0, 1], 60),
        set(whole, &[1], 40),
    ]
}

fn measures() -> Vec<Measure> {
    let care = |key: &str, title: &str, rule| measure(key, title, Family::Coordination, rule);
    let within = |event: &str, months| {
        Rule::EventWithin(EventWindow {
            event_type: Some(event.to_owned()),
            any_of: None,
            months,
        })
    };
    let steps = [
        "identified",
        "holistic_assessment",
        "care_plan",
        "care_coordinator",
        "mdt_review",
    ];
    let has = |condition: &str| Rule::HasCondition(condition.to_owned());
    let many = |key: &str, title: &str, rule| measure(key, title, Family::Multimorbidity, rule);
    let mut all = vec![
        many(
            "ltc_3_plus",
            "Adults with three or more long-term conditions",
            Rule::ConditionsAtLeast(3),
        ),
        many(
            "condition_diabetes",
            "Adults with diabetes",
            has("diabetes"),
        ),
        many(
            "condition_depression",
            "Adults with depression",
            has("depression"),
        ),
        care(
            "identified",
            "Identified for coordinated care",
            Rule::EventEver("identified".into()),
        ),
        care(
            "holistic_assessment",
            "Had a holistic assessment",
            within("holistic_assessment", 12),
        ),
        care(
            "care_plan",
            "Have a care plan",
            within("care_plan_agreed", 12),
        ),
        care(
            "care_coordinator",
            "Have a named coordinator",
            Rule::EventEver("c".into()),
        ),
        care(
            "mdt_review",
            "Reviewed by the team",
            within("mdt_review", 12),
        ),
        care(
            "fully_coordinated",
            "Fully coordinated care",
            Rule::AllOf(steps.map(str::to_owned).to_vec()),
        ),
        Measure {
            neighbourhood_breakdowns: Some(vec![Breakdown::All]),
            whole_breakdowns: Some(vec![Breakdown::All]),
            ..care(
                "care_plan_quarter",
                "Care plans this quarter",
                within("care_plan_agreed", 3),
            )
        },
        Measure {
            neighbourhood_breakdowns: Some(vec![Breakdown::All]),
            whole_breakdowns: Some(vec![
                Breakdown::All,
                Breakdown::EthnicGroup,
                Breakdown::ImdLocalQuintile,
            ]),
            ..measure(
                "feels_safe_at_home",
                "Feel safe at home",
                Family::Experience,
                Rule::SurveyAtLeast(SurveyAnswer {
                    question: "feels_safe_at_home".to_owned(),
                    months: 24,
                    response: 4,
                }),
            )
        },
    ];
    all.sort_by(|one, other| one.key.cmp(&other.key));
    all
}

fn measure(key: &str, title: &str, family: Family, rule: Rule) -> Measure {
    let many = family == Family::Multimorbidity;
    Measure {
        key: key.to_owned(),
        title: title.to_owned(),
        question: format!("How many: {}?", title.to_lowercase()),
        family,
        population: if many {
            Population::Adults
        } else {
            Population::AdultsWith3OrMore
        },
        direction: if many {
            Direction::Neutral
        } else {
            Direction::HigherIsBetter
        },
        unit: "percent".to_owned(),
        caveat: "Counts what has been recorded.".to_owned(),
        people: None,
        phrase: None,
        neighbourhood_breakdowns: None,
        whole_breakdowns: None,
        rule,
    }
}

fn area(code: &str, name: &str) -> Area {
    Area {
        code: code.to_owned(),
        name: name.to_owned(),
    }
}

fn condition(condition: &str, name: &str, kind: ConditionKind) -> Condition {
    Condition {
        condition: condition.to_owned(),
        name: name.to_owned(),
        body_system: "any".to_owned(),
        kind,
    }
}

/// What the release says of itself.
#[must_use]
pub fn manifest() -> Manifest {
    let catalogue = catalogue();
    let file = |name: &str| File {
        name: name.to_owned(),
        rows: 100,
        bytes: 20_480,
        sha256: "0f".repeat(32),
    };
    Manifest {
        schema_version: aggregates::schema::SCHEMA_VERSION,
        release_id: "0123456789abcdef".to_owned(),
        as_of: catalogue.periods[7].last_day(),
        coverage: Coverage {
            first_snapshot: catalogue.periods[0],
            last_snapshot: catalogue.periods[7],
            events_from: None,
            surveys_from: None,
        },
        extract: Extract {
            source: "Synthetic people of Elmbridge".to_owned(),
            extracted_on: catalogue.periods[7].last_day(),
            national_data_opt_out: "not_applicable".to_owned(),
            notes: None,
        },
        publication: Publication {
            controller: "Elmbridge Partnership".to_owned(),
            publisher: "Elmbridge Partnership".to_owned(),
            licence: "Open Government Licence v3.0".to_owned(),
            contact: "numbers@example.org".to_owned(),
            next_release: Some("29 January 2027".to_owned()),
            links: vec![Link {
                title: "How it is made".to_owned(),
                url: "https://example.org/methods".to_owned(),
            }],
        },
        program_version: "0.1.0".to_owned(),
        config_sha256: "a1".repeat(32),
        disclosure: Disclosure {
            policy: Policy::default(),
            words: "Counts of 1 to 9 people are withheld.".to_owned(),
        },
        breakdowns: aggregates::manifest::breakdowns(&catalogue),
        quality: Quality {
            tables: vec![TableQuality {
                table: "person".to_owned(),
                rows_read: Published::Shown(6_050),
                set_aside: vec![Reason {
                    reason: "malformed_birth_date".to_owned(),
                    rows: Published::Shown(15),
                }],
                kept_out: vec![Reason {
                    reason: "outside_area".to_owned(),
                    rows: Published::Withheld,
                }],
            }],
            ethnic_group_not_known_percent: Published::Shown(4.5),
            outside_area: Published::Withheld,
        },
        tiles: Vec::new(),
        boundaries: Vec::new(),
        follows: None,
        areas_assigned_for_testing: false,
        files: [
            "downloads/coordination.csv",
            "downloads/coordination.parquet",
            "estimates.parquet",
            "gaps.parquet",
            "overview.parquet",
        ]
        .map(file)
        .to_vec(),
        catalogue,
    }
}

/// The release of which everything has arrived.
#[must_use]
pub fn shelf() -> Shelf {
    let manifest = manifest();
    let rows = estimates(&manifest.catalogue);
    let gaps = from_estimates(&manifest.catalogue, &rows);
    let sets = combinations(&manifest.catalogue);
    Shelf::full(Rc::new(manifest), rows, gaps, sets)
}
