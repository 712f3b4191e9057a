//! Attacks on random towns of 50 to 2,000 people by a reader with a constraint solver.
//!
//! A few dozen towns are attacked in every run of the tests; `cargo test -p disclosure --test towns
//! -- --ignored` attacks thousands, or as many as `TOWNS` says.
#![cfg(test)]

#[path = "support/default_measures.rs"]
mod default_measures;
#[path = "support/reader.rs"]
mod reader;
#[path = "support/rules.rs"]
mod rules;
#[path = "support/siege.rs"]
mod siege;
#[path = "support/tables.rs"]
mod tables;
#[path = "support/town.rs"]
mod town;
#[path = "support/weak.rs"]
mod weak;

use disclosure::exact::Exact;
use disclosure::policy::Policy;
use disclosure::protect;
use disclosure::unprotectable::Unprotectable;
use measures::catalogue::Catalogue;
use reader::{Reader, rows_of};
use siege::{Outcome, attack};
use town::Numbers;
use weak::Marked;

fn policies() -> [Policy; 4] {
    let text = |name: &str,
                threshold: u32,
                base: u32,
                zero: bool,
                complement: bool,
                candidates: u32| {
        format!(
            "name = '{name}'\ndate = '2026-01-01'\nthreshold = {threshold}\nrounding_base = {base}\n\
             show_zero = {zero}\ncomplement = {complement}\ncandidates = {candidates}\n"
        )
    };
    let read = |text: String| toml::from_str(&text).unwrap();
    [
        Policy::default(),
        toml::from_str(include_str!("../policies/nhs-1-7.toml")).unwrap(),
        read(text("not rounded", 10, 1, true, true, 5)),
        read(text(
            "no zeros, shares only by their own size",
            6,
            3,
            false,
            false,
            4,
        )),
    ]
}

struct Town {
    catalogue: Catalogue,
    exact: Exact,
    policy: Policy,
    told: String,
}

/// A town of every size, with some or all of the measures.
fn random_town(seed: u64) -> Town {
    let mut numbers = Numbers::new(seed);
    let mut below = |end: u64| usize::try_from(numbers.below(end)).unwrap();
    let share = [60, 150, 300, 1_000][below(4)];
    let n_areas = 1 + below(if share == 1_000 { 2 } else { 4 });
    let n_people = [50, 100, 200, 400, 800, 1_400, 2_000][below(7)];
    let mut catalogue = default_measures::default_catalogue(n_areas, 1, 6);
    let mut kept: Vec<String> = Vec::new();
    for measure in &catalogue.measures {
        if measure.key == "ltc_1_plus" || numbers.per_thousand(share) {
            kept.push(measure.key.clone());
            if let measures::definition::Rule::AllOf(keys) = &measure.rule {
                kept.extend(keys.iter().cloned());
            }
        }
    }
    catalogue
        .measures
        .retain(|measure| kept.contains(&measure.key));
    let policy = policies()[usize::try_from(seed % 4).unwrap()].clone();
    let people = default_measures::people(&catalogue, n_people, seed);
    let mut exact = Exact::new(&catalogue);
    town::count(&catalogue, &people, &mut exact, 0);
    let told = format!(
        "seed {seed}: {n_people} people in {n_areas} areas, {} measures, {}",
        catalogue.measures.len(),
        policy.name()
    );
    Town {
        catalogue,
        exact,
        policy,
        told,
    }
}

/// Protects a town and attacks it; nothing where it cannot be published.
fn attacked(town: &Town) -> Option<Outcome> {
    let Town {
        catalogue,
        exact,
        policy,
        told,
    } = town;
    let protected = match protect(catalogue, policy, exact) {
        Ok(protected) => protected,
        Err(Unprotectable::TooNarrow { .. }) => return None,
        Err(other) => panic!("{told}: {other}"),
    };
    let reader = Reader::new(catalogue, policy, &rows_of(&protected, 0), exact, 0);
    let broken = reader.tables.broken(&reader.truth);
    assert_eq!(broken, None, "{told}: no table fits");
    Some(attack(&reader, catalogue, policy.candidates(), 3))
}

#[test]
fn weak() {
    for seed in 0..16 {
        let town = random_town(seed);
        let Town {
            catalogue,
            exact,
            policy,
            told,
        } = &town;
        for two in [false, true] {
            let mut marked = Marked::by_own_size(catalogue, policy, exact, 0);
            if two {
                marked = marked.two_in_each_line();
            }
            let start = std::time::Instant::now();
            let reader = Reader::new(catalogue, policy, &marked.rows(), exact, 0);
            let broken = reader.tables.broken(&reader.truth);
            assert_eq!(broken, None, "{told}: no table fits");
            let o = attack(&reader, catalogue, policy.candidates(), 3);
            let worst = o.narrow.first().cloned();
            eprintln!(
                "{told} two {two} {:?} withheld {} narrow {} und {} nobody {} {:?} {worst:?}",
                start.elapsed(),
                o.withheld,
                o.narrow.len(),
                o.undecided.len(),
                o.nobody,
                o.searches
            );
        }
    }
}

#[test]
fn no_withheld_count_of_a_town_follows_from_all_that_is_published() {
    let towns = std::env::var("TOWNS")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(24);
    let mut refused = 0;
    for seed in 0..towns {
        let town = random_town(seed);
        let start = std::time::Instant::now();
        let outcome = attacked(&town);
        eprintln!("{} {:?} {outcome:?}", town.told, start.elapsed());
        refused += usize::from(outcome.is_none());
    }
    eprintln!("{refused} refused");
}
