//! What can never happen in a protected release, over random small towns with every kind of rule.
#![cfg(test)]

#[path = "support/default_measures.rs"]
mod default_measures;
#[path = "support/town.rs"]
mod town;

use std::collections::BTreeMap;

use disclosure::exact::Exact;
use disclosure::policy::Policy;
use disclosure::protect;
use disclosure::protected::ProtectedRow;
use disclosure::unprotectable::Unprotectable;
use measures::breakdown::Breakdown;
use measures::catalogue::{Catalogue, Place};
use measures::definition::{Population, Rule, Scale};
use measures::published::Published;
use proptest::prelude::*;

const NHS: &str = include_str!("../policies/nhs-1-7.toml");

fn policy(number: usize) -> Policy {
    match number {
        0 => Policy::default(),
        _ => toml::from_str(NHS).unwrap(),
    }
}

fn exact_town(n_areas: usize, n_periods: u16, n_people: usize, seed: u64) -> (Catalogue, Exact) {
    let catalogue = default_measures::default_catalogue(n_areas, n_periods, 6);
    let mut exact = Exact::new(&catalogue);
    for period in 0..catalogue.periods.len() {
        let people = default_measures::people(&catalogue, n_people, seed + period as u64);
        town::count(&catalogue, &people, &mut exact, period);
    }
    (catalogue, exact)
}

struct Release<'a> {
    catalogue: &'a Catalogue,
    policy: &'a Policy,
    exact: &'a Exact,
    places: BTreeMap<Place, usize>,
}

impl Release<'_> {
    /// A shown figure is the rounded count, and the rule allows it.
    fn check_row(&self, row: &ProtectedRow) {
        let measure = &self.catalogue.measures[row.measure()];
        let cell = self.exact.cells(row.measure(), row.period())[self.places[&row.place()]];
        let [x, n, people] = [cell.numerator, cell.denominator, cell.people_with_event]
            .map(|count| u32::try_from(count).unwrap());
        let few = |count| self.policy.is_small(count);
        let at = || format!("{} {:?}", measure.key, row.place());
        if let Published::Shown(shown) = row.denominator() {
            assert_eq!(self.policy.publish(n), Some(shown), "{}", at());
            assert!(
                n > 0 || measure.population != Population::Adults,
                "{}",
                at()
            );
        }
        if let Published::Shown(shown) = row.numerator() {
            assert_eq!(self.policy.publish(x), Some(shown), "{}", at());
            assert!(
                measure.scale() != Scale::Proportion || !few(n - x),
                "{}",
                at()
            );
            assert!(
                measure.scale() == Scale::Proportion || !few(people),
                "{}",
                at()
            );
            let group_is_shown = matches!(row.denominator(), Published::Shown(_));
            let stands = x > 0 || (n >= self.policy.threshold() && group_is_shown);
            assert!(stands, "{}", at());
        }
        assert_ne!(row.numerator(), Published::NotCalculable, "{}", at());
        assert_ne!(row.numerator(), Published::NoPeople, "{}", at());
    }

    /// Subtracting what is shown of a sum from its total leaves a lone withheld part open.
    fn check_subtraction(&self, of: &BTreeMap<Place, Published<u32>>) {
        for (place, total) in of {
            let breakdowns = Breakdown::OF_NEIGHBOURHOODS.into_iter().skip(1);
            let groups = breakdowns.map(|breakdown| {
                Self::parts(
                    of,
                    |part| {
                        place.breakdown == Breakdown::All
                            && part.area == place.area
                            && part.breakdown == breakdown
                    },
                    self.catalogue.groups(breakdown).len(),
                )
            });
            let areas = Self::parts(
                of,
                |part| {
                    place.area == self.catalogue.whole_index()
                        && part.area != place.area
                        && (part.breakdown, part.group) == (place.breakdown, place.group)
                },
                self.catalogue.neighbourhoods.len(),
            );
            for parts in groups.chain([areas]).flatten() {
                self.check_sum(&parts, *total);
            }
        }
    }

    fn parts(
        of: &BTreeMap<Place, Published<u32>>,
        wanted: impl Fn(&Place) -> bool,
        whole: usize,
    ) -> Option<Vec<Published<u32>>> {
        let parts = of.iter().filter(|(place, _)| wanted(place));
        let parts: Vec<_> = parts.map(|(_, cell)| *cell).collect();
        (parts.len() == whole).then_some(parts)
    }

    fn check_sum(&self, parts: &[Published<u32>], total: Published<u32>) {
        let range = |cell: Published<u32>| {
            let (least, greatest) = self.policy.could_be(cell.shown()?)?;
            Some((i64::from(least), i64::from(greatest)))
        };
        let withheld = parts.iter().filter(|cell| **cell == Published::Withheld);
        let (Some((least, greatest)), 1) = (range(total), withheld.count()) else {
            return;
        };
        let others: Vec<_> = parts.iter().filter_map(|cell| range(*cell)).collect();
        let most = greatest - others.iter().map(|other| other.0).sum::<i64>();
        let fewest = (least - others.iter().map(|other| other.1).sum::<i64>()).max(0);
        let candidates = most - fewest + 1;
        let nobody = most == 0;
        assert!(
            nobody || candidates >= i64::from(self.policy.candidates()),
            "{fewest} to {most}: {parts:?} of {total:?}"
        );
    }
}

fn check(n_areas: usize, n_people: usize, seed: u64, policy: &Policy) {
    let (catalogue, exact) = exact_town(n_areas, 1, n_people, seed);
    let protected = match protect(&catalogue, policy, &exact) {
        Ok(protected) => protected,
        // A town can be too small to publish; it must say so, and never that counts disagree.
        Err(Unprotectable::TooNarrow { cells }) if n_people < 400 => {
            assert!(!cells.is_empty());
            return;
        }
        Err(other) => panic!("{n_people} people, seed {seed}: {other}"),
    };
    let places = catalogue.counted_places();
    let release = Release {
        policy,
        places: places
            .into_iter()
            .enumerate()
            .map(|(i, place)| (place, i))
            .collect(),
        catalogue: &catalogue,
        exact: &exact,
    };
    let mut denominators = BTreeMap::new();
    let mut numerators: BTreeMap<usize, BTreeMap<Place, Published<u32>>> = BTreeMap::new();
    let three = catalogue.measure_index("ltc_3_plus").unwrap();
    for row in protected.rows() {
        release.check_row(row);
        let measure = &catalogue.measures[row.measure()];
        let of_measure = numerators.entry(row.measure()).or_default();
        of_measure.insert(row.place(), row.numerator());
        if !matches!(measure.rule, Rule::SurveyAtLeast(_)) {
            let people = (measure.population.clone(), row.place());
            let first = *denominators.entry(people).or_insert(row.denominator());
            assert_eq!(
                first,
                row.denominator(),
                "one population, one published count"
            );
        }
    }
    for ((population, place), published) in &denominators {
        if *population == Population::AdultsWith3OrMore {
            assert_eq!(
                numerators[&three][place], *published,
                "one group of people, one count"
            );
        }
    }
    for of_measure in numerators.values() {
        release.check_subtraction(of_measure);
    }
    for population in [Population::Adults, Population::AdultsWith3OrMore] {
        let people = denominators.iter().filter(|((of, _), _)| *of == population);
        release.check_subtraction(&people.map(|((_, place), cell)| (*place, *cell)).collect());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 5, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_rule_holds_in_every_row_and_no_sum_gives_a_count_away(
        n_areas in 1_usize..5,
        n_people in 20_usize..4_000,
        seed in any::<u32>(),
        number in 0_usize..2,
    ) {
        check(n_areas, n_people, seed.into(), &policy(number));
    }
}

#[test]
fn rows_are_the_whole_grid_in_published_order_whatever_the_counts() {
    let (catalogue, exact) = exact_town(3, 2, 900, 7);
    let (_, other) = exact_town(3, 2, 1_400, 8);
    let [some, others] = [&exact, &other].map(|exact| {
        let protected = protect(&catalogue, &Policy::default(), exact).unwrap();
        let keys: Vec<_> = protected
            .rows()
            .iter()
            .map(|row| {
                let place = row.place();
                (
                    row.measure(),
                    place.breakdown,
                    place.area,
                    row.period(),
                    place.group,
                )
            })
            .collect();
        keys
    });
    assert!(some.is_sorted());
    assert_eq!(some, others);
    let expected: usize = catalogue
        .measures
        .iter()
        .map(|measure| catalogue.published_places(measure).len() * 2)
        .sum();
    assert_eq!(some.len(), expected);
}

#[test]
fn the_same_counts_give_the_same_release() {
    let (catalogue, exact) = exact_town(3, 3, 1_500, 3);
    let first = protect(&catalogue, &Policy::default(), &exact).unwrap();
    for _ in 0..3 {
        assert_eq!(
            protect(&catalogue, &Policy::default(), &exact).unwrap(),
            first
        );
    }
}
