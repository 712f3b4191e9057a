//! What a release says of snapshots that an earlier one has, seen in the rows.
#![cfg(test)]

#[path = "support/default_measures.rs"]
mod default_measures;
#[path = "support/town.rs"]
mod town;

use std::collections::BTreeMap;

use disclosure::audit::{Problem, of_published};
use disclosure::exact::{Exact, ExactFigures};
use disclosure::policy::Policy;
use disclosure::protected::{Following, Protected};
use disclosure::release::Release;
use disclosure::unprotectable::Unprotectable;
use disclosure::{protect, protect_after};
use measures::area::SmallArea;
use measures::breakdown::Breakdown;
use measures::catalogue::{Catalogue, ImpossibleGroup, Place};
use measures::dispersion::Dispersion;
use measures::published::Published;
use town::Person;

/// Three neighbourhoods of two small areas each, of this many people, with few measures.
fn place(n_people: usize, measures: &[&str]) -> (Catalogue, Vec<Person>) {
    let mut catalogue = default_measures::default_catalogue(3, 1, 6);
    catalogue
        .measures
        .retain(|measure| measures.contains(&measure.key.as_str()));
    let small_areas = (0..6).map(|number| {
        let neighbourhood = catalogue.neighbourhoods[number / 2].code.clone();
        let small_area = SmallArea {
            neighbourhood,
            imd_quintile: Some(1),
        };
        (format!("E{number}"), small_area)
    });
    catalogue.small_areas = small_areas.collect();
    let people = default_measures::people(&catalogue, n_people, 5);
    (catalogue, people)
}

const FEW: [&str; 3] = ["ltc_1_plus", "ltc_3_plus", "identified"];

fn counted(catalogue: &Catalogue, people: &[Person]) -> Exact {
    let mut exact = Exact::new(catalogue);
    for period in 0..catalogue.periods.len() {
        town::count(catalogue, people, &mut exact, period);
    }
    exact
}

fn after(
    catalogue: &Catalogue,
    people: &[Person],
    release: &Release,
    revise: bool,
) -> Result<Protected, Unprotectable> {
    let following = Following {
        release,
        revise: if revise { &catalogue.periods } else { &[] },
    };
    let exact = counted(catalogue, people);
    protect_after(catalogue, &Policy::default(), &exact, Some(following))
}

fn published(catalogue: &Catalogue, people: &[Person]) -> Release {
    let protected = protect(catalogue, &Policy::default(), &counted(catalogue, people)).unwrap();
    Release::of(catalogue, &protected)
}

/// The counts of everybody in an area, by the measure's key and the area's code.
fn everybody(release: &Release) -> BTreeMap<(String, String), [Published<u32>; 2]> {
    let rows = release.rows.iter();
    rows.filter(|row| row.place.breakdown == Breakdown::All)
        .map(|row| {
            let measure = release.catalogue.measures[row.measure].key.clone();
            let area = release.catalogue.area(row.place.area).code.clone();
            ((measure, area), [row.numerator, row.denominator])
        })
        .collect()
}

/// Conditions are recorded late for one person in so many.
fn corrected(people: &[Person], one_in: usize) -> Vec<Person> {
    let mut people = people.to_vec();
    for person in people.iter_mut().step_by(one_in) {
        if !person.conditions.contains(&0) {
            person.conditions.insert(0, 0);
        }
    }
    people
}

#[test]
fn a_snapshot_is_said_again_and_a_new_measure_of_it_is_withheld() {
    let (catalogue, people) = place(3_000, &FEW);
    let first = published(&catalogue, &people);
    let more = ["ltc_1_plus", "ltc_2_plus", "ltc_3_plus", "identified"];
    let (with_more, _) = place(3_000, &more);
    let second = after(&with_more, &corrected(&people, 9), &first, false).unwrap();
    let second = Release::of(&with_more, &second);
    let before = everybody(&first);
    for (key, counts) in everybody(&second) {
        match before.get(&key) {
            Some(before) => assert_eq!(counts, *before, "{key:?}"),
            None => assert_eq!(counts[0], Published::Withheld, "{key:?}"),
        }
    }
    assert!(of_published(&second, Some(&first)).unwrap().is_safe());
    // One that was made without it says something else.
    let alone = published(&catalogue, &corrected(&people, 9));
    let audit = of_published(&alone, Some(&first)).unwrap();
    assert!(!audit.is_safe());
}

#[test]
fn figures_beside_counts_stay_as_they_were() {
    let (catalogue, people) = place(20_000, &["admissions", "ltc_3_plus"]);
    let measure = catalogue.measure_index("admissions").unwrap();
    let whole = Place {
        area: catalogue.whole_index(),
        breakdown: Breakdown::All,
        group: 0,
    };
    let places = catalogue.counted_places();
    let at = places.iter().position(|place| *place == whole).unwrap();
    let with = |dispersion: f64, previous: Option<&Release>| {
        let mut exact = counted(&catalogue, &people);
        let figures = ExactFigures {
            standardised: None,
            dispersion: Some(Dispersion::new(dispersion).unwrap()),
        };
        exact.set_figures((measure, 0, at), figures);
        let following = previous.map(|release| Following {
            release,
            revise: &[],
        });
        let protected = protect_after(&catalogue, &Policy::default(), &exact, following).unwrap();
        Release::of(&catalogue, &protected)
    };
    let dispersion = |release: &Release| {
        let mut rows = release.rows.iter();
        let row = rows.find(|row| row.measure == measure && row.place == whole);
        row.unwrap().dispersion
    };
    let first = with(1.5, None);
    assert_eq!(dispersion(&first), Some(1.5));
    assert_eq!(dispersion(&with(2.5, Some(&first))), Some(1.5));
    let alone = with(2.5, None);
    assert_eq!(dispersion(&alone), Some(2.5));
    let audit = of_published(&alone, Some(&first)).unwrap();
    assert_eq!(audit.findings.len(), 1, "the counts are the same");
    assert_eq!(audit.findings[0].problem, Problem::TwoCounts);
}

#[test]
fn a_snapshot_is_revised_once_where_both_releases_together_are_safe() {
    let (catalogue, people) = place(20_000, &FEW);
    let first = published(&catalogue, &people);
    let revised = after(&catalogue, &corrected(&people, 20), &first, true).unwrap();
    assert_eq!(revised.report().not_revised, []);
    assert_eq!(revised.followed().revised, catalogue.periods);
    let second = Release::of(&catalogue, &revised);
    let key = ("ltc_1_plus".to_owned(), "TOWN".to_owned());
    assert_ne!(everybody(&second)[&key], everybody(&first)[&key]);
    let found = of_published(&second, Some(&first)).unwrap().findings;
    let wrong = |problem| problem != Problem::NotCertified;
    assert!(!found.iter().any(|one| wrong(one.problem)), "{found:?}");
    // What was withheld is withheld, and fifths of the partnership's own people are not compared.
    let now: BTreeMap<(usize, Place), Published<u32>> = second
        .rows
        .iter()
        .map(|row| ((row.measure, row.place), row.numerator))
        .collect();
    for row in &first.rows {
        let numerator = now[&(row.measure, row.place)];
        if row.place.breakdown == Breakdown::ImdLocalQuintile {
            assert_eq!(numerator, Published::NotCalculable, "{:?}", row.place);
        } else if row.numerator == Published::Withheld {
            assert_eq!(numerator, Published::Withheld, "{:?}", row.place);
        }
    }
    let third = after(&catalogue, &corrected(&people, 7), &second, true).unwrap();
    let reason = &third.report().not_revised[0].1;
    assert!(reason.contains("it was revised before"), "{reason}");
    assert_eq!(third.followed().as_published, catalogue.periods);
    assert_eq!(
        third.followed().revised,
        catalogue.periods,
        "in an earlier release"
    );
    let again = Release::of(&catalogue, &third);
    assert_eq!(everybody(&again), everybody(&second));
    // Somebody who revises it all the same is found out.
    let other = published(&catalogue, &corrected(&people, 7));
    assert!(!of_published(&other, Some(&second)).unwrap().is_safe());
}

/// So many small areas of the second neighbourhood belong to the first.
fn with_moved(catalogue: &Catalogue, moved: usize) -> Catalogue {
    let mut catalogue = catalogue.clone();
    let first = catalogue.neighbourhoods[0].code.clone();
    let of_second = catalogue.small_areas.values_mut().skip(2);
    for small_area in of_second.take(moved) {
        small_area.neighbourhood.clone_from(&first);
    }
    catalogue
}

#[test]
fn a_neighbourhood_is_known_by_its_small_areas_and_not_by_its_code() {
    let (catalogue, people) = place(3_000, &FEW);
    let first = published(&catalogue, &people);
    let said = everybody(&first);
    let moved = with_moved(&catalogue, 1);
    let second = after(&moved, &people, &first, false).unwrap();
    assert_eq!(second.followed().changed_neighbourhoods, ["N1", "N2"]);
    let second = Release::of(&moved, &second);
    for (key, counts) in everybody(&second) {
        let expected = match key.1.as_str() {
            "N1" | "N2" => [Published::NotCalculable; 2],
            _ => said[&key],
        };
        assert_eq!(counts, expected, "{key:?}");
    }
    assert!(of_published(&second, Some(&first)).unwrap().is_safe());

    let mut renamed = catalogue.clone();
    renamed.neighbourhoods[2].code = "X3".to_owned();
    for small_area in renamed.small_areas.values_mut().skip(4) {
        small_area.neighbourhood = "X3".to_owned();
    }
    let second = after(&renamed, &people, &first, false).unwrap();
    assert_eq!(second.followed().changed_neighbourhoods, [""; 0]);
    let second = everybody(&Release::of(&renamed, &second));
    for (measure, area) in said.keys() {
        let now = if area == "N3" { "X3" } else { area };
        let counts = second[&(measure.clone(), now.to_owned())];
        assert_eq!(counts, said[&(measure.clone(), area.clone())]);
    }
}

#[test]
fn groups_that_geography_leaves_empty_are_those_of_the_map_of_each_snapshot() {
    let (catalogue, people) = place(3_000, &FEW);
    let empty = |area: &str, group: &str| ImpossibleGroup {
        area: area.to_owned(),
        breakdown: Breakdown::ImdQuintile,
        group: group.to_owned(),
        periods: Vec::new(),
    };
    // Nobody of this town lives in the least deprived fifth of N1 or where it is not known.
    let mut before = catalogue.clone();
    before.impossible_groups = vec![empty("N1", "5")];
    let first = published(&before, &people);
    let mut later = catalogue.clone();
    later.periods = vec![catalogue.periods[0], next(&catalogue)];
    later.impossible_groups = vec![empty("N1", "not known")];
    let second = after(&later, &people, &first, false).unwrap();
    let groups = second.catalogue(&later).impossible_groups;
    let told: Vec<(&str, Vec<String>)> = groups
        .iter()
        .map(|one| {
            let periods = one.periods.iter().map(ToString::to_string);
            (one.group.as_str(), periods.collect())
        })
        .collect();
    assert_eq!(
        told,
        [
            ("5", vec!["2026-06-30".to_owned()]),
            ("not known", vec!["2026-09-30".to_owned()]),
        ]
    );
    let second = Release::of(&later, &second);
    assert!(of_published(&second, Some(&first)).unwrap().is_safe());
}

fn next(catalogue: &Catalogue) -> measures::period::Quarter {
    let following = "2026-09-30".parse().unwrap();
    assert!(catalogue.periods[0] < following);
    following
}

#[test]
fn what_cannot_be_followed_is_refused() {
    let (catalogue, people) = place(3_000, &FEW);
    let first = published(&catalogue, &people);
    let refused = |catalogue: &Catalogue, release: &Release, expected: &str| {
        let refused = after(catalogue, &people, release, false).unwrap_err();
        assert!(refused.to_string().contains(expected), "{refused}");
    };
    let mut other = catalogue.clone();
    other.minimum_age = 16;
    refused(&other, &first, "another youngest age");
    let mut other = catalogue.clone();
    other.whole.code = "CITY".to_owned();
    refused(&other, &first, "another partnership");
    let mut other = catalogue.clone();
    other.small_areas.clear();
    refused(&other, &first, "without their small areas");
    let mut other = catalogue.clone();
    other.small_areas.pop_last();
    refused(&other, &first, "another set of small areas");
    // Later snapshots alone need not follow it.
    other.periods = vec![next(&catalogue)];
    assert!(after(&other, &people, &first, false).is_ok());

    // What contradicts itself is not said again.
    let mut wrong = first.clone();
    for row in &mut wrong.rows {
        if row.place.breakdown == Breakdown::All && row.place.area == catalogue.whole_index() {
            row.denominator = row.denominator.map(|people| 2 * people);
        }
    }
    refused(
        &catalogue,
        &wrong,
        "cannot be said again, because it contradicts itself",
    );
}
