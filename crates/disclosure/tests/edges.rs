//! Places without people, windows the extract does not reach, and counts that cannot be protected.
#![cfg(test)]

#[path = "support/default_measures.rs"]
mod default_measures;
#[path = "support/town.rs"]
mod town;

use disclosure::exact::Exact;
use disclosure::policy::{BadPolicy, Policy};
use disclosure::protect;
use disclosure::protected::Protected;
use disclosure::unprotectable::Unprotectable;
use measures::breakdown::Breakdown;
use measures::catalogue::{Catalogue, ImpossibleGroup, Place};
use measures::published::Published;

fn exact_town(n_people: usize) -> (Catalogue, Exact) {
    let catalogue = default_measures::default_catalogue(2, 2, 6);
    let mut exact = Exact::new(&catalogue);
    for period in 0..2 {
        let people = default_measures::people(&catalogue, n_people, 40 + period as u64);
        town::count(&catalogue, &people, &mut exact, period);
    }
    (catalogue, exact)
}

fn published(
    protected: &Protected,
    measure: usize,
    period: usize,
    place: Place,
) -> [Published<u32>; 2] {
    let row = protected
        .rows()
        .iter()
        .find(|row| row.measure() == measure && row.period() == period && row.place() == place);
    let row = row.unwrap();
    [row.numerator(), row.denominator()]
}

#[test]
fn only_geography_says_that_there_is_nobody() {
    // Nobody in this town lives in the least deprived national fifth or where it is not known;
    // only of the first is that a fact about the map.
    let (mut catalogue, exact) = exact_town(1_500);
    let area = catalogue.neighbourhoods[0].code.clone();
    catalogue.impossible_groups.push(ImpossibleGroup {
        area,
        breakdown: Breakdown::ImdQuintile,
        group: "5".to_owned(),
        periods: Vec::new(),
    });
    let protected = protect(&catalogue, &Policy::default(), &exact).unwrap();
    let measure = catalogue.measure_index("ltc_1_plus").unwrap();
    let place = |group| Place {
        area: catalogue.area_index("N1").unwrap(),
        breakdown: Breakdown::ImdQuintile,
        group,
    };
    assert_eq!(
        published(&protected, measure, 0, place(4)),
        [Published::NoPeople; 2]
    );
    assert_eq!(
        published(&protected, measure, 0, place(5)),
        [Published::Withheld; 2]
    );
}

#[test]
fn people_where_geography_has_none_are_a_fault() {
    let (mut catalogue, exact) = exact_town(1_500);
    catalogue.impossible_groups.push(ImpossibleGroup {
        area: "N1".to_owned(),
        breakdown: Breakdown::ImdQuintile,
        group: "1".to_owned(),
        periods: Vec::new(),
    });
    let refused = protect(&catalogue, &Policy::default(), &exact).unwrap_err();
    assert!(
        matches!(refused, Unprotectable::Contradiction(_)),
        "{refused}"
    );
}

#[test]
fn a_window_the_extract_does_not_reach_has_its_people_and_no_figure() {
    let (catalogue, mut exact) = exact_town(1_500);
    let measure = catalogue.measure_index("mdt").unwrap();
    let survey = catalogue.measure_index("home").unwrap();
    exact.set_not_calculable(measure, 0);
    exact.set_not_calculable(survey, 0);
    let protected = protect(&catalogue, &Policy::default(), &exact).unwrap();
    let mut shown = 0;
    for row in protected.rows() {
        if row.measure() == measure && row.period() == 0 {
            assert!(row.numerator().shown().is_none() && row.numerator() != Published::Withheld);
            assert_ne!(row.denominator(), Published::NotCalculable);
            shown += usize::from(row.denominator().shown().is_some_and(|people| people > 0));
        }
    }
    assert!(shown > 0);
    let place = Place {
        area: catalogue.whole_index(),
        breakdown: Breakdown::All,
        group: 0,
    };
    assert_eq!(
        published(&protected, survey, 0, place),
        [Published::NotCalculable; 2]
    );
    assert_ne!(
        published(&protected, measure, 1, place)[0],
        Published::NotCalculable
    );
}

#[test]
fn counts_that_do_not_add_up_are_a_fault_and_named_without_a_count() {
    let (catalogue, exact) = exact_town(1_500);
    let places = catalogue.counted_places();
    for measure in 0..catalogue.measures.len() {
        let mut exact = exact.clone();
        let first_band = places
            .iter()
            .position(|place| place.breakdown == Breakdown::All)
            .unwrap();
        exact.cells_mut(measure, 1)[first_band].numerator += 1_000_003;
        let refused = protect(&catalogue, &Policy::default(), &exact).unwrap_err();
        let Unprotectable::Contradiction(cell) = &refused else {
            panic!("{refused}");
        };
        assert_eq!(cell.period, "2026-06-30");
        assert!(!refused.to_string().contains("1000"), "{refused}");
    }
}

#[test]
fn a_town_whose_totals_may_not_be_withheld_can_be_too_small() {
    let text = "name = 'strict'\ndate = '2026-01-01'\nthreshold = 10\nrounding_base = 1\n\
                show_zero = true\ncomplement = true\ncandidates = 5\n";
    let never: Vec<String> = Breakdown::EVERY
        .into_iter()
        .flat_map(|breakdown| ["whole", "neighbourhoods"].map(|area| (breakdown.key(), area)))
        .map(|(breakdown, area)| {
            format!(
                "[[never_withhold]]\ncounts = 'adults'\narea = '{area}'\nbreakdown = '{breakdown}'\n"
            )
        })
        .collect();
    let never = never.concat();
    let policy: Policy = toml::from_str(&format!("{text}{never}")).unwrap();
    let (catalogue, exact) = exact_town(120);
    let refused = protect(&catalogue, &policy, &exact).unwrap_err();
    let Unprotectable::TooNarrow { cells } = &refused else {
        panic!("{refused}");
    };
    assert!(
        cells.iter().any(|cell| cell.counts == "adults"),
        "{refused}"
    );
}

#[test]
fn a_policy_that_names_an_unknown_measure_is_refused() {
    let (catalogue, exact) = exact_town(100);
    let text = include_str!("../policies/10-5.toml").replace("\"adults\"", "\"visitors\"");
    let policy: Policy = toml::from_str(&text).unwrap();
    let refused = protect(&catalogue, &policy, &exact).unwrap_err();
    let expected = BadPolicy::UnknownCounts("visitors".to_owned());
    assert_eq!(refused, Unprotectable::Policy(expected));
}
