//! A borough of 330,000 people, protected whole: most of what there is to know stays shown.
#![cfg(test)]

#[path = "support/default_measures.rs"]
mod default_measures;
#[path = "support/town.rs"]
mod town;

use disclosure::exact::Exact;
use disclosure::policy::Policy;
use disclosure::protect;

#[test]
fn a_whole_borough_keeps_nearly_everything() {
    let catalogue = default_measures::default_catalogue(9, 1, 20);
    let mut exact = Exact::new(&catalogue);
    let people = default_measures::people(&catalogue, 330_000, 1);
    town::count(&catalogue, &people, &mut exact, 0);
    let protected = protect(&catalogue, &Policy::default(), &exact).unwrap();
    let report = protected.report();
    assert!(report.numerators().share_withheld() < 0.01, "{report:#?}");
}
