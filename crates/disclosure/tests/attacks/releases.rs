//! Two releases of the same snapshot, compared: after late corrections, after people moved or were
//! taken off the list, and with nothing changed but what is asked of it.

use disclosure::exact::Exact;
use disclosure::policy::Policy;
use disclosure::protected::Protected;
use disclosure::release::Release;
use disclosure::unprotectable::Unprotectable;
use disclosure::{protect, protect_after};
use measures::catalogue::Catalogue;

use crate::random_town::policies;
use crate::reader::{Reader, rows_of};
use crate::siege::{Outcome, attack};
use crate::tables::{Found, Limit};
use crate::town::{Numbers, Person};
use crate::{default_measures, town};

/// What happens between two extracts.
#[derive(Debug, Clone, Copy)]
enum Change {
    /// Nothing: the snapshot is counted again.
    Nothing,
    /// A condition is recorded late for a few people.
    Correction,
    /// A few people live in another neighbourhood, and so do their earlier snapshots.
    Move,
    /// A few people have left the list, from the beginning.
    Removal,
}

fn change(people: &mut Vec<Person>, how: Change, n_areas: usize, numbers: &mut Numbers) {
    for _ in 0..3 {
        let at = usize::try_from(numbers.below(people.len() as u64)).unwrap();
        match how {
            Change::Nothing => {}
            Change::Correction => {
                let conditions = &mut people[at].conditions;
                if !conditions.contains(&0) {
                    conditions.insert(0, 0);
                }
            }
            Change::Move => people[at].area = (people[at].area + 1) % n_areas,
            Change::Removal => {
                people.remove(at);
            }
        }
    }
}

fn counted(catalogue: &Catalogue, people: &[Person]) -> Exact {
    let mut exact = Exact::new(catalogue);
    for period in 0..catalogue.periods.len() {
        town::count(catalogue, people, &mut exact, period);
    }
    exact
}

/// The first snapshot of both as one truth, up to the smallest difference that fits.
fn compared<'a>(
    catalogues: [&'a Catalogue; 2],
    policy: &'a Policy,
    releases: [&Protected; 2],
    exacts: [&Exact; 2],
) -> Reader<'a> {
    let with = |at: usize, exact: &Exact| {
        let rows = rows_of(releases[at], 0);
        Reader::new(catalogues[at], policy, &rows, exact, 0)
    };
    // A later release may repeat what the earlier one said, whatever has changed since.
    let read = |at: usize| {
        let reader = with(at, exacts[at]);
        let fits = reader.tables.broken(&reader.truth).is_none();
        if fits { reader } else { with(at, exacts[0]) }
    };
    for apart in 0..=3 {
        let mut joined = read(0).with(&read(1), apart);
        if joined.tables.broken(&joined.truth).is_none() {
            return joined;
        }
        let free: Vec<usize> = (0..joined.truth.len()).collect();
        let possible = joined
            .tables
            .ranges
            .iter()
            .all(|(least, most)| least <= most);
        let known = joined.truth.clone();
        let found = possible.then(|| {
            joined
                .tables
                .search(&known, free)
                .find(Limit::AtLeast(0, 0), 200_000)
        });
        if let Some(Found::Table(table)) = found {
            joined.truth = table;
            return joined;
        }
    }
    panic!("three people changed at most");
}

/// What comparing two releases of a town comes to, or nothing where one cannot be published.
fn attacked(seed: u64, how: Change, with_previous: bool, enough: usize) -> Option<Outcome> {
    let mut numbers = Numbers::new(seed ^ 0xABCD);
    let n_areas = 2 + usize::try_from(numbers.below(2)).unwrap();
    let policy = policies()[usize::try_from(seed % 3).unwrap()].clone();
    let mut catalogue = default_measures::default_catalogue(n_areas, 1, 6);
    let kept = ["ltc_1_plus", "ltc_3_plus", "identified", "condition_c01"];
    catalogue
        .measures
        .retain(|measure| kept.contains(&measure.key.as_str()));
    let mut people = default_measures::people(&catalogue, 400 + 100 * n_areas, seed);
    let before = counted(&catalogue, &people);
    let first = protect(&catalogue, &policy, &before).ok()?;
    change(&mut people, how, n_areas, &mut numbers);
    let after = counted(&catalogue, &people);
    let previous = Release::of(&catalogue, &first);
    let second = match protect_after(
        &catalogue,
        &policy,
        &after,
        with_previous.then_some(&previous),
    ) {
        Ok(second) => second,
        Err(Unprotectable::Contradiction(cell)) => panic!("seed {seed} {how:?}: {cell}"),
        Err(_) => return None,
    };
    let joined = compared(
        [&catalogue, &catalogue],
        &policy,
        [&first, &second],
        [&before, &after],
    );
    Some(attack(&joined, &catalogue, policy.candidates(), enough))
}

#[track_caller]
fn check(how: Change, seeds: std::ops::Range<u64>) {
    let mut published = 0;
    for seed in seeds.clone() {
        if let Some(outcome) = attacked(seed, how, true, usize::MAX) {
            published += 1;
            let Outcome {
                narrow, undecided, ..
            } = outcome;
            assert_eq!(
                (narrow, undecided),
                (vec![], vec![]),
                "seed {seed}, {how:?}"
            );
        }
    }
    assert!(published > 0, "no town of {seeds:?} could be published");
}

#[test]
fn the_same_snapshot_twice_says_nothing_more() {
    check(Change::Nothing, 0..1);
}

#[test]
fn late_corrections_give_nobody_away() {
    check(Change::Correction, 10..12);
}

#[test]
fn people_who_moved_are_not_given_away() {
    check(Change::Move, 20..22);
}

#[test]
fn people_who_left_the_list_are_not_given_away() {
    check(Change::Removal, 30..32);
}

/// Without the earlier release in mind the later one gives counts away, and the attack sees it.
#[test]
fn a_release_that_forgets_the_one_before_is_seen_through() {
    let changes = [Change::Correction, Change::Move, Change::Removal];
    let caught = (10..16).filter(|seed| {
        let how = changes[usize::try_from(seed % 3).unwrap()];
        attacked(*seed, how, false, 1).is_some_and(|outcome| !outcome.narrow.is_empty())
    });
    assert!(caught.take(1).count() == 1);
}
