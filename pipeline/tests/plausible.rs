//! Synthetic people are plausible, not noise: every test here would fail on rows drawn
//! independently of each other.

#![cfg(test)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

use clap::Parser as _;
use pipeline::cli::Cli;
use tempfile::TempDir;

fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

/// The people of one extract with what is known of them, for the tests below.
struct Person {
    born: f64,
    female: bool,
    ethnic: char,
    neighbourhood: String,
    deprivation: u8,
    /// Years in which the person is here, first and last.
    here: (f64, f64),
    /// Condition, from and to.
    conditions: Vec<(String, f64, f64)>,
    events: Vec<(String, f64)>,
}

const NOW: f64 = 2026.75;

/// A date as a year with a fraction.
fn year(text: &str) -> f64 {
    let day: chrono::NaiveDate = text.parse().unwrap();
    1970.0 + f64::from(day.to_epoch_days()) / 365.25
}

impl Person {
    fn here_on(&self, when: f64) -> bool {
        self.here.0 <= when && when < self.here.1
    }

    fn adult_on(&self, when: f64) -> bool {
        self.here_on(when) && when - self.born >= 18.0
    }

    fn present(&self, when: f64) -> BTreeSet<&str> {
        let there = self
            .conditions
            .iter()
            .filter(|(_, from, to)| *from <= when && when < *to);
        there.map(|(condition, _, _)| condition.as_str()).collect()
    }

    fn had(&self, event_type: &str, from: f64, to: f64) -> u32 {
        let found = self
            .events
            .iter()
            .filter(|(kind, when)| kind == event_type && from < *when && *when <= to);
        u32::try_from(found.count()).unwrap()
    }
}

/// 40,000 people, read once.
static PEOPLE: LazyLock<Vec<Person>> = LazyLock::new(|| {
    let place = TempDir::new().unwrap();
    let folder = place.path().join("extract");
    let start = [
        "outcomes",
        "--quiet",
        "synthesise",
        "--people",
        "40000",
        "--seed",
        "11",
    ];
    let cli = Cli::parse_from(start.iter().chain(&["--out", folder.to_str().unwrap()]));
    pipeline::cli::run(cli, &mut Vec::new()).unwrap();
    let table = |name: &str| rows(&folder.join(name));
    let code: BTreeMap<(String, String), String> = table("config/codelist.csv")
        .into_iter()
        .map(|row| {
            (
                (row["code_system"].clone(), row["code"].clone()),
                row["condition"].clone(),
            )
        })
        .collect();
    let place_of: BTreeMap<String, String> = table("config/neighbourhoods.csv")
        .into_iter()
        .map(|row| {
            (
                row["LSOA_2021_CODE"].clone(),
                row["NEIGHBOURHOOD_CODE"].clone(),
            )
        })
        .collect();
    let decile: BTreeMap<String, u8> = table("config/deprivation.csv")
        .into_iter()
        .map(|row| {
            (
                row["lsoa21_code"].clone(),
                row["imd_decile"].parse().unwrap(),
            )
        })
        .collect();
    let end = |text: &str| {
        if text.is_empty() {
            f64::INFINITY
        } else {
            year(text)
        }
    };
    let mut people: BTreeMap<String, Person> = table("person.csv")
        .into_iter()
        .map(|row| {
            let area = &row["lsoa21_code"];
            let person = Person {
                born: year(&row["birth_date"]),
                female: row["person_stated_gender_code"] == "2",
                ethnic: row["ethnic_category"].chars().next().unwrap_or('Z'),
                neighbourhood: place_of.get(area).cloned().unwrap_or_default(),
                deprivation: decile.get(area).copied().unwrap_or(5),
                here: (
                    year(&row["registration_start_date"]),
                    end(&row["registration_end_date"]).min(end(&row["death_date"])),
                ),
                conditions: Vec::new(),
                events: Vec::new(),
            };
            (row["person_id"].clone(), person)
        })
        .collect();
    assert_eq!(people.len(), 40_000, "every id is different");
    for row in table("condition.csv") {
        let coded = (row["code_system"].clone(), row["code"].clone());
        let condition = if coded.0 == "condition" {
            Some(&coded.1)
        } else {
            code.get(&coded)
        };
        if let Some(condition) = condition {
            let fact = (
                condition.clone(),
                year(&row["diagnosis_date"]),
                end(&row["resolved_date"]),
            );
            people
                .get_mut(&row["person_id"])
                .unwrap()
                .conditions
                .push(fact);
        }
    }
    for row in table("event.csv") {
        let fact = (row["event_type"].clone(), year(&row["event_date"]));
        people.get_mut(&row["person_id"]).unwrap().events.push(fact);
    }
    people.into_values().collect()
});

/// The share of people of whom something holds, and how many people that is of.
fn share<'a>(
    people: impl Iterator<Item = &'a Person>,
    holds: impl Fn(&Person) -> bool,
) -> (f64, u32) {
    let (of, with) = people.fold((0_u32, 0_u32), |(of, with), person| {
        (of + 1, with + u32::from(holds(person)))
    });
    (f64::from(with) / f64::from(of.max(1)), of)
}

fn adults(when: f64) -> impl Iterator<Item = &'static Person> {
    PEOPLE.iter().filter(move |person| person.adult_on(when))
}

fn several(when: f64) -> impl Iterator<Item = &'static Person> {
    adults(when).filter(move |person| person.present(when).len() >= 3)
}

#[track_caller]
fn between(what: &str, value: f64, least: f64, most: f64) {
    assert!(
        (least..=most).contains(&value),
        "{what}: {value:.3} is not {least} to {most}"
    );
}

#[test]
fn one_adult_in_five_to_ten_has_three_or_more_conditions() {
    for when in [2021.99, 2024.0, NOW] {
        between(
            "three or more",
            share(adults(when), |p| p.present(when).len() >= 3).0,
            0.10,
            0.20,
        );
    }
    let facts: usize = PEOPLE
        .iter()
        .map(|person| person.conditions.len() + person.events.len())
        .sum();
    between("facts a person", facts as f64 / 40_000.0, 3.5, 6.0);
}

#[test]
fn conditions_come_about_ten_years_earlier_where_deprivation_is_greatest() {
    // The age by which a quarter of people have three or more, by interpolation between bands.
    let age_reached = |deciles: std::ops::RangeInclusive<u8>| {
        let mut before = (20.0, 0.0);
        for step in 0..9 {
            let (from, to) = (25.0 + 7.0 * f64::from(step), 32.0 + 7.0 * f64::from(step));
            let band = adults(NOW).filter(|p| {
                deciles.contains(&p.deprivation) && (from..to).contains(&(NOW - p.born))
            });
            let now = (
                f64::midpoint(from, to),
                share(band, |p| p.present(NOW).len() >= 3).0,
            );
            if now.1 >= 0.25 {
                return before.0 + (now.0 - before.0) * (0.25 - before.1) / (now.1 - before.1);
            }
            before = now;
        }
        f64::INFINITY
    };
    let (most, least) = (age_reached(2..=2), age_reached(7..=10));
    between("years earlier", least - most, 7.0, 15.0);
}

#[test]
fn conditions_rise_with_age_at_every_step() {
    let bands = [18.0, 35.0, 50.0, 65.0, 75.0, 85.0, 120.0];
    let shares: Vec<f64> = bands
        .windows(2)
        .map(|band| {
            let people = adults(NOW).filter(|p| (band[0]..band[1]).contains(&(NOW - p.born)));
            share(people, |p| p.present(NOW).len() >= 3).0
        })
        .collect();
    assert!(
        shares.is_sorted_by(|younger, older| *older > younger + 0.01),
        "{shares:.3?}"
    );
}

/// The odds of having both, adjusted for age by bands of ten years (Mantel and Haenszel 1959).
fn odds_ratio(one: &str, other: &str) -> f64 {
    let (mut above, mut below) = (0.0, 0.0);
    for band in 2..9 {
        let (from, to) = (10.0 * f64::from(band), 10.0 * f64::from(band) + 10.0);
        let mut table = [[0.0_f64; 2]; 2];
        for person in adults(NOW).filter(|p| (from..to).contains(&(NOW - p.born))) {
            let present = person.present(NOW);
            table[usize::from(present.contains(one))][usize::from(present.contains(other))] += 1.0;
        }
        let people: f64 = table.iter().flatten().sum();
        above += table[1][1] * table[0][0] / people;
        below += table[1][0] * table[0][1] / people;
    }
    above / below
}

#[test]
fn conditions_cluster_as_they_do_in_people() {
    for (one, other) in [
        ("diabetes", "hypertension"),
        ("diabetes", "chronic_kidney_disease"),
        ("depression", "chronic_pain"),
        ("depression", "copd"),
        ("heart_failure", "coronary_heart_disease"),
    ] {
        between(
            &format!("{one} with {other}"),
            odds_ratio(one, other),
            1.6,
            9.0,
        );
    }
    between(
        "cancer with anxiety",
        odds_ratio("cancer", "anxiety"),
        0.7,
        1.5,
    );
}

fn assessed(person: &Person, when: f64) -> bool {
    person.had("holistic_assessment", when - 1.0, when) > 0
}

#[test]
fn coordination_improves_at_a_different_pace_in_every_neighbourhood() {
    let gained: Vec<f64> = (1..=9)
        .map(|number| {
            let code = format!("N{number}");
            let at = |when| {
                share(several(when).filter(|p| p.neighbourhood == code), |p| {
                    assessed(p, when)
                })
                .0
            };
            at(NOW) - at(2021.75)
        })
        .collect();
    let mean = gained.iter().sum::<f64>() / 9.0;
    between("gained on average", mean, 0.12, 0.40);
    let spread = gained.iter().fold(0.0_f64, |most, gain| most.max(*gain))
        - gained.iter().fold(1.0_f64, |least, gain| least.min(*gain));
    between("fastest less slowest", spread, 0.06, 0.45);
    let ever = |when| share(several(when), |p| p.had("identified", 0.0, when) > 0).0;
    assert!(ever(2021.75) < ever(2024.0) && ever(2024.0) < ever(NOW));
}

#[test]
fn coordination_misses_some_groups_more() {
    let by = |member: &dyn Fn(&Person) -> bool| {
        share(several(NOW).filter(|p| member(p)), |p| assessed(p, NOW))
    };
    let (white, _) = by(&|p| matches!(p.ethnic, 'A' | 'B' | 'C' | 'T'));
    let (black, people) = by(&|p| matches!(p.ethnic, 'M' | 'N' | 'P'));
    assert!(
        people > 400,
        "{people} Black people with three or more conditions"
    );
    between("White less Black", white - black, 0.02, 0.20);
    let (least, _) = by(&|p| p.deprivation >= 6);
    let (most, _) = by(&|p| p.deprivation <= 3);
    between("least less most deprived", least - most, 0.05, 0.30);
}

#[test]
fn hospital_use_follows_need() {
    let per_person = |least: usize, most: usize, kind: &str| {
        let (mut people, mut events) = (0, 0);
        for person in adults(NOW).filter(|p| (least..=most).contains(&p.present(NOW).len())) {
            people += 1;
            events += person.had(kind, NOW - 1.0, NOW);
        }
        f64::from(events) / f64::from(people)
    };
    for kind in ["emergency_admission", "ae_attendance"] {
        let rates = [
            per_person(0, 0, kind),
            per_person(1, 2, kind),
            per_person(3, 4, kind),
            per_person(5, 20, kind),
        ];
        assert!(
            rates.is_sorted_by(|a, b| *b > 1.2 * *a),
            "{kind}: {rates:.3?}"
        );
    }
    between(
        "admissions with three or more",
        per_person(3, 20, "emergency_admission"),
        0.12,
        0.45,
    );
}

#[test]
fn neighbourhoods_differ_as_an_inner_borough_s_do() {
    let spread = |holds: &dyn Fn(&Person) -> bool| {
        let shares: Vec<f64> = (1..=9)
            .map(|number| {
                let code = format!("N{number}");
                share(adults(NOW).filter(|p| p.neighbourhood == code), holds).0
            })
            .collect();
        let most = shares.iter().fold(0.0_f64, |most, share| most.max(*share));
        most - shares
            .iter()
            .fold(1.0_f64, |least, share| least.min(*share))
    };
    between(
        "people of 65 or more",
        spread(&|p| NOW - p.born >= 65.0),
        0.04,
        0.20,
    );
    between(
        "Black people",
        spread(&|p| matches!(p.ethnic, 'M' | 'N' | 'P')),
        0.20,
        0.50,
    );
    between(
        "three most deprived tenths",
        spread(&|p| p.deprivation <= 3),
        0.30,
        0.80,
    );
    between("women", spread(&|p| p.female), 0.01, 0.10);
}

#[test]
fn people_come_and_go_and_die() {
    let since = |when: f64| (2021.75..NOW).contains(&when);
    let (joined, _) = share(PEOPLE.iter(), |p| since(p.here.0));
    let (left, _) = share(PEOPLE.iter(), |p| since(p.here.1));
    between("joined in five years", joined, 0.10, 0.35);
    between("left or died in five years", left, 0.04, 0.20);
    for person in PEOPLE.iter() {
        assert!(person.born <= person.here.0 && person.here.0 < NOW + 0.01);
        let seen = person
            .conditions
            .iter()
            .map(|fact| fact.1)
            .chain(person.events.iter().map(|fact| fact.1));
        for when in seen {
            assert!(when >= person.born && when <= NOW + 0.01 && when <= person.here.1);
        }
    }
}
