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
/// two cores; `--nocapture` is not needed, a failure says everything.
#[test]
#[ignore = "counts 330,000 people twenty times before it starts"]
fn twenty_quarters_of_a_borough_take_seconds() {
    let catalogue = default_measures::default_catalogue(9, 20, 20);
    let mut exact = Exact::new(&catalogue);
    for period in 0..catalogue.periods.len() {
        let people = default_measures::people(&catalogue, 330_000, period as u64);
        town::count(&catalogue, &people, &mut exact, period);
    }
    let start = Instant::now();
    let protected = protect(&catalogue, &Policy::default(), &exact).unwrap();
    let taken = start.elapsed();
    let report = protected.report();
    let summary = format!("{taken:?} for {} rows, {report:#?}", protected.rows().len());
    assert!(taken.as_secs() < 5, "{summary}");
    assert!(report.numerators().share_withheld() < 0.01, "{summary}");
}
