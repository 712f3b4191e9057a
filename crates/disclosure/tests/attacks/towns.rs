//! Attacks on random towns by a reader who has every published row and a constraint solver.
//!
//! Some towns are attacked whenever the tests run. `FIRST=11 TOWNS=900 cargo test -p disclosure
//! --test attacks thousands_of_towns -- --ignored --nocapture` attacks as many as it is told, from a
//! seed on, and says of each what it found. From seed 1,000 on towns have many or all measures.

use std::time::Instant;

use disclosure::exact::Exact;
use disclosure::protect;
use measures::published::Published;

use crate::random_town::{Town, attacked, published, random_town, small_town};
use crate::reader::{Rows, rows_of};
use crate::siege::Outcome;
use crate::weak::Marked;

/// What an attack on many towns came to.
#[derive(Debug, Default)]
struct Campaign {
    towns: usize,
    refused: usize,
    withheld: usize,
    nobody: usize,
    searches: [usize; 4],
    failures: Vec<String>,
}

fn campaign(seeds: impl Iterator<Item = u64>, tell: impl Fn(&str)) -> Campaign {
    let mut campaign = Campaign::default();
    for town in seeds.map(small_town) {
        campaign.towns += 1;
        let begun = Instant::now();
        let Some(rows) = published(&town) else {
            campaign.refused += 1;
            tell(&format!("{}: refused", town.told));
            continue;
        };
        let protected = begun.elapsed().as_secs_f64();
        let outcome = attacked(&town, &rows, usize::MAX);
        tell(&format!(
            "{}: {} withheld, {} narrow, {} undecided, {} of nobody; {protected:.1} s to protect, \
             {:.1} s in all",
            town.told,
            outcome.withheld,
            outcome.narrow.len(),
            outcome.undecided.len(),
            outcome.nobody,
            begun.elapsed().as_secs_f64()
        ));
        campaign.withheld += outcome.withheld;
        campaign.nobody += outcome.nobody;
        for (all, here) in campaign.searches.iter_mut().zip(outcome.searches) {
            *all += here;
        }
        if !(outcome.narrow.is_empty() && outcome.undecided.is_empty()) {
            let Outcome {
                narrow, undecided, ..
            } = outcome;
            let told = &town.told;
            campaign.failures.push(format!(
                "{told}: narrow {narrow:?}, undecided {undecided:?}"
            ));
        }
    }
    campaign
}

#[track_caller]
fn check(seeds: impl Iterator<Item = u64>) {
    let campaign = campaign(seeds, |_| ());
    assert!(campaign.failures.is_empty(), "{:#?}", campaign.failures);
    // Or there was nothing to attack.
    assert!(campaign.refused * 2 < campaign.towns, "{campaign:?}");
    assert!(campaign.withheld > 50 * campaign.towns, "{campaign:?}");
}

// In two halves, for two processors.
#[test]
fn no_withheld_count_of_a_town_follows_from_all_that_is_published() {
    check([2, 3, 5, 6].into_iter());
}

#[test]
fn nor_of_as_many_others() {
    check([9, 10].into_iter());
}

/// Answers that nobody gave, published by group of the whole but not of neighbourhoods: room is left
/// for the third sex alone, of which a neighbourhood has hardly anybody.
#[test]
fn nor_from_groups_that_are_between_what_is_published() {
    check(std::iter::once(173));
}

#[test]
#[ignore = "as many towns as TOWNS says, for as long as that takes"]
fn no_withheld_count_of_thousands_of_towns_follows() {
    let read = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let first: u64 = read("FIRST").unwrap_or(1_000);
    let seeds = first..first + read("TOWNS").unwrap_or(1_000);
    let campaign = campaign(seeds, |line| eprintln!("{line}"));
    eprintln!("{campaign:#?}");
    assert!(campaign.failures.is_empty());
}

#[test]
fn nor_where_most_counts_are_shown() {
    let town = random_town(0, (3, 20_000), 120);
    let rows = published(&town).expect("a large town can be published");
    let counts = rows.values().flatten();
    let shown = counts
        .filter(|count| matches!(count, Published::Shown(_)))
        .count();
    assert!(
        shown > rows.len(),
        "{}: {shown} of {} rows",
        town.told,
        rows.len()
    );
    let outcome = attacked(&town, &rows, usize::MAX);
    assert_eq!(
        (outcome.narrow, outcome.undecided),
        (vec![], vec![]),
        "{}",
        town.told
    );
}

/// Every measure protected as if it were the only one.
fn measure_by_measure(town: &Town) -> Option<Rows> {
    let mut rows = Rows::new();
    for (index, measure) in town.catalogue.measures.iter().enumerate() {
        let mut catalogue = town.catalogue.clone();
        catalogue.measures = vec![measure.clone()];
        let mut exact = Exact::new(&catalogue);
        exact
            .cells_mut(0, 0)
            .copy_from_slice(town.exact.cells(index, 0));
        let alone = protect(&catalogue, &town.policy, &exact).ok()?;
        rows.extend(
            rows_of(&alone, 0)
                .into_iter()
                .map(|((_, place), counts)| ((index, place), counts)),
        );
    }
    Some(rows)
}

/// The attack finds narrow counts in so many of some towns.
#[track_caller]
fn check_caught(weakened: impl Fn(&Town) -> Option<Rows>, wanted: usize) {
    let towns = (100..124).map(|seed| random_town(seed, (2, 600), 150));
    let caught = towns.filter(|town| {
        let rows = weakened(town);
        rows.is_some_and(|rows| !attacked(town, &rows, 1).narrow.is_empty())
    });
    assert_eq!(caught.take(wanted).count(), wanted);
}

#[test]
fn withholding_only_what_is_small_is_seen_through() {
    let by_own_size = |town: &Town| {
        Some(Marked::by_own_size(&town.catalogue, &town.policy, &town.exact, 0).rows())
    };
    check_caught(by_own_size, 6);
}

#[test]
fn withholding_two_in_each_line_is_seen_through() {
    let two_in_each_line = |town: &Town| {
        let marked = Marked::by_own_size(&town.catalogue, &town.policy, &town.exact, 0);
        Some(marked.two_in_each_line().rows())
    };
    check_caught(two_in_each_line, 6);
}

#[test]
fn protecting_measure_by_measure_is_seen_through() {
    // Where two measures publish one population differently, the attacker takes what is shown.
    let seen_through =
        |town: &Town| measure_by_measure(town).filter(|_| town.catalogue.measures.len() > 1);
    check_caught(seen_through, 3);
}
