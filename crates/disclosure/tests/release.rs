//! A release as large as an inner-London borough's, protected whole.
#![cfg(test)]

#[path = "support/default_measures.rs"]
mod default_measures;
#[path = "support/town.rs"]
mod town;

use std::time::Instant;

use disclosure::exact::Exact;
use disclosure::policy::Policy;
use disclosure::protect;

/// Not part of every run: it counts millions of people first. The time is for a release build on
/// two cores.
#[test]
#[ignore = "counts 330,000 people twenty times before it starts"]
fn twenty_quarters_of_a_borough_take_seconds() {
    let n_periods = std::env::var("PERIODS").map_or(20, |n| n.parse().unwrap());
    let n_people = std::env::var("PEOPLE").map_or(330_000, |n| n.parse().unwrap());
    let catalogue = default_measures::default_catalogue(9, n_periods, 20);
    let mut exact = Exact::new(&catalogue);
    for period in 0..catalogue.periods.len() {
        let people = default_measures::people(&catalogue, n_people, period as u64);
        town::count(&catalogue, &people, &mut exact, period);
    }
    let start = Instant::now();
    let protected = protect(&catalogue, &Policy::default(), &exact).unwrap();
    let taken = start.elapsed();
    let report = protected.report();
    let summary = format!(
        "{taken:?}, {} rows, {} rounds, {:#?}, {:#?} {:.5}",
        protected.rows().len(),
        report.rounds,
        report.numerators(),
        report.populations,
        report.numerators().share_withheld(),
    );
    if std::env::var("SHOW").is_ok() {
        panic!("{summary}");
    }
    assert!(taken.as_secs() < 20, "{summary}");
}
