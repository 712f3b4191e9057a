//! Listed sets of conditions, attacked together with every other published count.

use std::collections::BTreeMap;

use disclosure::exact::{Exact, ExactCombination};
use disclosure::protect;
use disclosure::protected::Protected;
use measures::catalogue::Catalogue;

use crate::default_measures;
use crate::random_town::{Town, policies};
use crate::reader::{Reader, rows_of};
use crate::sets::{Sets, know_sets};
use crate::siege::{Outcome, attack};
use crate::town::{self, Person};

/// The most sets that an area lists at a snapshot.
const MOST: usize = 40;

/// Measures that say something of the sets, those that say most first.
const MEASURES: [&str; 7] = [
    "ltc_1_plus",
    "ltc_3_plus",
    "condition_c00",
    "condition_c02",
    "physical_and_mental",
    // Of four conditions, which are in two body systems, nobody can meet these.
    "ltc_5_plus",
    "complex",
];
/// Towns, by seed, that are attacked in a moment, and so many measures.
const QUICK: [u64; 4] = [2, 8, 14, 20];
const FEW: usize = 4;

/// A town with some of the measures, and how many people of each area have exactly each set of
/// conditions.
fn town_with_sets(seed: u64, n_people: usize, measures: &[&str]) -> (Town, Sets<u32>) {
    let mut catalogue =
        default_measures::default_catalogue(2, 1, [4, 6][usize::try_from(seed % 2).unwrap()]);
    catalogue
        .measures
        .retain(|measure| measures.contains(&measure.key.as_str()));
    let people = default_measures::people(&catalogue, n_people, seed);
    let mut exact = Exact::new(&catalogue);
    town::count(&catalogue, &people, &mut exact, 0);
    let combinations = combinations(&catalogue, &people, 0);
    exact.set_combinations(combinations);
    let mut truth: Sets<u32> = Sets::new();
    let whole = catalogue.whole_index().0;
    for person in people.iter().filter(|person| person.conditions.len() >= 3) {
        for area in [person.area, whole] {
            *truth.entry((area, person.conditions.clone())).or_default() += 1;
        }
    }
    let town = Town {
        policy: policies()[usize::try_from(seed % 3).unwrap()].clone(),
        told: format!("seed {seed}"),
        catalogue,
        exact,
    };
    (town, truth)
}

/// The sets of three or more conditions that people have in one period, if at least five of them.
fn combinations(catalogue: &Catalogue, people: &[Person], period: usize) -> Vec<ExactCombination> {
    let mut sets: BTreeMap<Vec<usize>, Vec<u64>> = BTreeMap::new();
    let whole = catalogue.whole_index().0;
    for person in people.iter().filter(|person| person.conditions.len() >= 3) {
        let areas = vec![0; catalogue.neighbourhoods.len() + 1];
        let counts = sets.entry(person.conditions.clone()).or_insert(areas);
        counts[person.area] += 1;
        counts[whole] += 1;
    }
    sets.into_iter()
        .filter(|(_, people)| people[whole] >= 5)
        .map(|(conditions, people)| ExactCombination {
            period,
            conditions,
            people,
        })
        .collect()
}

fn attacked(
    town: &Town,
    protected: &Protected,
    listed: &Sets<u32>,
    truth: &Sets<u32>,
    enough: usize,
) -> Outcome {
    let Town {
        catalogue,
        exact,
        policy,
        told,
    } = town;
    let mut reader = Reader::new(catalogue, policy, &rows_of(protected, 0), exact, 0);
    know_sets(&mut reader, listed, truth);
    let broken = reader.tables.broken(&reader.truth);
    assert_eq!(broken, None, "{told}: no table fits");
    attack(&reader, catalogue, policy.candidates(), enough)
}

fn listed(protected: &Protected) -> Sets<u32> {
    let sets = protected.combinations().iter();
    sets.map(|set| ((set.area().0, set.conditions().to_vec()), set.people()))
        .collect()
}

/// What became of towns, by seed, that list only what may be listed: how many could be published,
/// and how many sets they list.
#[track_caller]
fn check(seeds: &[u64], n_people: usize, measures: &[&str]) -> (usize, usize) {
    let (mut published, mut n_listed) = (0, 0);
    for seed in seeds {
        let (town, truth) = town_with_sets(*seed, n_people, measures);
        let Ok(protected) = protect(&town.catalogue, &town.policy, &town.exact) else {
            continue;
        };
        let listed = listed(&protected);
        for ((area, set), people) in &listed {
            let exact = truth.get(&(*area, set.clone())).copied().unwrap_or(0);
            let shown = town.policy.publish(exact);
            assert_eq!(shown, Some(*people), "{} {set:?}", town.told);
            assert!(*people >= 10, "{} {set:?}", town.told);
            assert!(listed.keys().filter(|(other, _)| other == area).count() <= MOST);
        }
        published += 1;
        n_listed += listed.len();
        let Outcome {
            narrow, undecided, ..
        } = attacked(&town, &protected, &listed, &truth, usize::MAX);
        assert_eq!((narrow, undecided), (vec![], vec![]), "{}", town.told);
    }
    (published, n_listed)
}

/// In how many towns something follows where every set of ten or more people is listed, whatever
/// follows for those that are not.
fn seen_through(seeds: &[u64], n_people: usize, measures: &[&str]) -> usize {
    let caught = seeds.iter().filter(|seed| {
        let (town, truth) = town_with_sets(**seed, n_people, measures);
        let Ok(protected) = protect(&town.catalogue, &town.policy, &town.exact) else {
            return false;
        };
        let shown = truth.iter().filter_map(|(at, people)| {
            let shown = town.policy.publish(*people)?;
            (shown >= 10).then(|| (at.clone(), shown))
        });
        let naive: Sets<u32> = shown.collect();
        !attacked(&town, &protected, &naive, &truth, 1)
            .narrow
            .is_empty()
    });
    caught.count()
}

#[test]
fn no_count_follows_from_the_sets_that_are_listed() {
    for n_people in [9_000, 14_000, 20_000] {
        let (published, n_listed) = check(&QUICK, n_people, &MEASURES[..FEW]);
        assert!(
            published == 4 && n_listed >= 4,
            "{n_listed} sets in {published} towns"
        );
    }
}

/// Where counts are not rounded: the last set follows from the total and the others.
#[test]
fn listing_whatever_is_large_is_seen_through() {
    assert_eq!(seen_through(&QUICK, 14_000, &MEASURES[..FEW]), 4);
}

#[test]
#[ignore = "takes minutes: every set of conditions is in the system"]
fn nor_where_all_measures_speak_of_them() {
    let (published, n_listed) = check(&[0, 2, 4], 6_000, &MEASURES);
    assert!(
        published >= 2 && n_listed >= 5,
        "{n_listed} sets in {published} towns"
    );
    assert!(seen_through(&[0, 2, 4, 6], 6_000, &MEASURES) >= 1);
}
