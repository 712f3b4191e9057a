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

/// A town and how many people of each area have exactly each set of conditions.
fn town_with_sets(seed: u64) -> (Town, Sets<u32>) {
    let mut catalogue =
        default_measures::default_catalogue(2, 1, [4, 6][usize::try_from(seed % 2).unwrap()]);
    let kept = [
        "ltc_1_plus",
        "ltc_3_plus",
        "ltc_5_plus",
        "complex",
        "physical_and_mental",
        "condition_c00",
        "condition_c02",
    ];
    catalogue
        .measures
        .retain(|measure| kept.contains(&measure.key.as_str()));
    let people = default_measures::people(&catalogue, 6_000, seed);
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

#[test]
#[ignore = "takes minutes: every set of conditions is in the system"]
fn no_count_follows_from_the_sets_that_are_listed() {
    let (mut published, mut n_listed) = (0, 0);
    for seed in [0, 2, 4] {
        let (town, truth) = town_with_sets(seed);
        let Ok(protected) = protect(&town.catalogue, &town.policy, &town.exact) else {
            continue;
        };
        let listed = listed(&protected);
        for ((area, set), people) in &listed {
            let exact = truth.get(&(*area, set.clone())).copied().unwrap_or(0);
            assert_eq!(
                town.policy.publish(exact),
                Some(*people),
                "{} {set:?}",
                town.told
            );
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
    assert!(
        published >= 2 && n_listed >= 5,
        "{n_listed} sets in {published} towns"
    );
}

/// Every set of ten or more people listed, whatever follows for those that are not.
#[test]
#[ignore = "takes minutes: every set of conditions is in the system"]
fn listing_whatever_is_large_is_seen_through() {
    let caught = [0, 2, 4, 6].iter().filter(|seed| {
        let (town, truth) = town_with_sets(**seed);
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
    assert!(caught.take(1).count() == 1);
}
