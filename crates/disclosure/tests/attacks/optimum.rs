//! How much is withheld, against withholding two in each line and against the least there is.
//!
//! `cargo test -p disclosure --test attacks optimum -- --nocapture` prints the ratios that
//! `docs/disclosure.md` gives.

use std::collections::{BTreeMap, BTreeSet};

use disclosure::exact::{Exact, ExactCell};
use disclosure::policy::Policy;
use disclosure::protect;
use measures::breakdown::Breakdown;
use measures::catalogue::{Catalogue, ImpossibleGroup, Place};
use measures::definition::{Measure, Population, Rule};
use measures::published::Published;

use crate::random_town::{Town, attacked, policies, published};
use crate::reader::{Rows, rows_of};
use crate::rules::{denominator, numerator, sums};
use crate::tables::{ANY, Found, Limit, Tables};
use crate::town::Numbers;
use crate::weak::{Count, Marked};
use crate::{default_measures, town};

fn tell(line: &str) {
    eprintln!("{line}");
}

/// One measure of adults in one breakdown.
fn one_measure(n_areas: usize, breakdown: Breakdown) -> Catalogue {
    let breakdowns = Some(vec![Breakdown::All, breakdown]);
    let measure = town::measure("ltc_1_plus", Population::Adults, Rule::ConditionsAtLeast(1));
    let measure = Measure {
        neighbourhood_breakdowns: breakdowns.clone(),
        whole_breakdowns: breakdowns,
        ..measure
    };
    town::catalogue(n_areas, 1, &["a", "b"], vec![measure])
}

/// Counts of people and of those with a condition, by area and group of one breakdown; everything
/// that is added up is.
fn counted(
    catalogue: &Catalogue,
    breakdown: Breakdown,
    leaves: &BTreeMap<(usize, usize), [u32; 2]>,
) -> Exact {
    let mut exact = Exact::new(catalogue);
    let whole = catalogue.whole_index();
    for (index, place) in catalogue.counted_places().into_iter().enumerate() {
        let here = |(area, group): &(usize, usize)| {
            // Everybody is in the first group of what is not published.
            let single = |of: Breakdown| if of == breakdown { *group } else { 0 };
            let group_here = match place.breakdown.margins() {
                None => single(place.breakdown),
                Some((rows, columns)) => {
                    single(rows) * catalogue.groups(columns).len() + single(columns)
                }
            };
            (place.area == whole || place.area.0 == *area) && place.group == group_here
        };
        let counts = leaves.iter().filter(|(at, _)| here(at));
        let (n, x) = counts.fold((0, 0), |(n, x), (_, [a, b])| {
            (n + u64::from(*a), x + u64::from(*b))
        });
        exact.cells_mut(0, 0)[index] = ExactCell {
            numerator: x,
            denominator: n,
            people_with_event: x,
        };
    }
    exact
}

/// Withheld counts, each once.
fn withheld(catalogue: &Catalogue, rows: &Rows) -> BTreeSet<(String, Place)> {
    let cells = rows.iter().flat_map(|((measure, place), counts)| {
        let measure = &catalogue.measures[*measure];
        let names = [numerator(measure), denominator(measure)];
        names
            .into_iter()
            .zip(counts)
            .map(|(name, count)| (name, *place, *count))
    });
    cells
        .filter(|(_, _, count)| *count == Published::Withheld)
        .map(|(name, place, _)| (name, place))
        .collect()
}

fn is_safe(town: &Town, rows: &Rows) -> bool {
    let outcome = attacked(town, rows, 1);
    outcome.narrow.is_empty() && outcome.undecided.is_empty()
}

/// The fewest counts that are safe to withhold, tried set by set, if fewer than `most`.
fn fewest(town: &Town, most: usize) -> Option<usize> {
    let Town {
        catalogue,
        policy,
        exact,
        ..
    } = town;
    let marked = Marked::by_own_size(catalogue, policy, exact, 0);
    let shown: Vec<Count> = marked.shown();
    let small = marked.withheld.len();
    (0..most.saturating_sub(small)).find_map(|more| {
        let mut chosen: Vec<usize> = (0..more).collect();
        loop {
            let mut tried = marked.clone();
            tried
                .withheld
                .extend(chosen.iter().map(|index| shown[*index].clone()));
            if is_safe(town, &tried.rows()) {
                return Some(small + more);
            }
            // The next set of so many, in order.
            let last = (0..more)
                .rev()
                .find(|at| chosen[*at] < shown.len() - more + at)?;
            chosen[last] += 1;
            for at in last + 1..more {
                chosen[at] = chosen[at - 1] + 1;
            }
        }
    })
}

/// Random tables of two areas by sex: the fewest counts that could be withheld are known exactly.
#[test]
fn small_tables_withhold_little_more_than_the_least_there_is() {
    let catalogue = one_measure(2, Breakdown::Sex);
    let (mut tables, mut ours, mut optimum, mut two, mut unsafe_twos) = (0, 0, 0, 0, 0);
    let mut numbers = Numbers::new(5);
    for round in 0..60_usize {
        let leaves = (0..6)
            .map(|leaf| {
                let n = 15 + numbers.below(100);
                let x = numbers.below(n + 1).min(numbers.below(40));
                let counts = [n, x].map(|count| u32::try_from(count).unwrap());
                ((leaf / 3, leaf % 3), counts)
            })
            .collect();
        let town = Town {
            exact: counted(&catalogue, Breakdown::Sex, &leaves),
            catalogue: catalogue.clone(),
            policy: policies()[[0, 2][round % 2]].clone(),
            told: format!("table {round}"),
        };
        let Some(rows) = published(&town) else {
            continue;
        };
        let here = withheld(&town.catalogue, &rows).len();
        // As many more as it takes are tried in a moment; tables that need more are left out.
        let small = Marked::by_own_size(&town.catalogue, &town.policy, &town.exact, 0);
        if small.withheld.len() + 3 < here {
            continue;
        }
        let twos = small.two_in_each_line().rows();
        assert!(is_safe(&town, &rows), "{}", town.told);
        tables += 1;
        ours += here;
        optimum += fewest(&town, here).unwrap_or(here);
        two += withheld(&town.catalogue, &twos).len();
        unsafe_twos += usize::from(!is_safe(&town, &twos));
    }
    tell(&format!(
        "{tables} tables of two areas by sex: {optimum} counts at least, {ours} withheld, {two} with \
         two in each line, which is not safe in {unsafe_twos}"
    ));
    assert!(tables > 20, "{tables}");
    assert!(ours * 10 <= optimum * 13, "{ours} of {optimum}");
}

/// The published tables of the known answers, as people and those of them with three or more
/// conditions: nine areas by five ages, unrounded.
#[test]
fn nine_areas_by_five_ages_withhold_little_more_than_the_least_there_can_be() {
    let text = include_str!("../known_answers/nine_areas_five_ages_three_groups.csv");
    let mut tables: BTreeMap<&str, BTreeMap<(usize, usize), [u32; 2]>> = BTreeMap::new();
    let ages = ["0-17", "18-39", "40-64", "65-79", "80+"];
    for line in text.lines().skip(1) {
        let row: Vec<&str> = line.split(',').collect();
        let area = row[2]
            .strip_prefix('N')
            .and_then(|number| number.parse::<usize>().ok());
        let age = ages.iter().position(|age| *age == row[3]);
        if let (Some(area), Some(age)) = (area, age) {
            let counts = tables
                .entry(row[0])
                .or_default()
                .entry((area - 1, age))
                .or_default();
            match row[4] {
                "all" => counts[0] = row[5].parse().unwrap(),
                "3+" => counts[1] = row[5].parse().unwrap(),
                _ => {}
            }
        }
    }
    let breakdown = Breakdown::ImdQuintile;
    let mut catalogue = one_measure(9, breakdown);
    // Five groups, so that the sixth is empty by geography.
    let areas: Vec<String> = catalogue
        .areas()
        .map(|(_, area)| area.code.clone())
        .collect();
    catalogue.impossible_groups = areas
        .into_iter()
        .map(|area| ImpossibleGroup {
            area,
            breakdown,
            group: "not known".to_owned(),
            periods: Vec::new(),
        })
        .collect();
    for policy in [policies()[2].clone(), policies()[0].clone()] {
        let (mut all_ours, mut all_least, mut all_two) = (0, 0, 0);
        for (name, leaves) in &tables {
            let town = Town {
                exact: counted(&catalogue, breakdown, leaves),
                catalogue: catalogue.clone(),
                policy: policy.clone(),
                told: format!("table {name}, {}", policy.name()),
            };
            let rows = published(&town).expect("large tables can be published");
            let outcome = attacked(&town, &rows, usize::MAX);
            assert_eq!(
                (outcome.narrow, outcome.undecided),
                (vec![], vec![]),
                "{}",
                town.told
            );
            let small = Marked::by_own_size(&catalogue, &policy, &town.exact, 0);
            let least = at_least(&town, &small);
            let two = small.clone().two_in_each_line();
            let safe = is_safe(&town, &two.rows());
            let ours = withheld(&catalogue, &rows);
            let people = ours.iter().filter(|(name, _)| name == "adults").count();
            let ours = ours.len();
            let twos = withheld(&catalogue, &two.rows()).len();
            tell(&format!(
                "{}: {} small, at least {least} counts, {ours} withheld ({people} of them \
                 denominators), {twos} with two in each line \
                 ({})",
                town.told,
                small.withheld.len(),
                if safe { "safe" } else { "not safe" }
            ));
            all_ours += ours;
            all_least += least;
            all_two += twos;
        }
        tell(&format!(
            "{}: {all_ours} against at least {all_least}, and {all_two}",
            policy.name()
        ));
        assert!(all_ours * 10 <= all_least * 13, "{all_ours} of {all_least}");
    }
}

/// No fewer counts can do than leave no line with a lone withheld one, where counts are exact: the
/// first number that is not refuted. With rounding a lone one may be open, and the small ones are
/// all that is sure.
fn at_least(town: &Town, small: &Marked<'_>) -> usize {
    if town.policy.rounding_base() > 1 {
        return small.withheld.len();
    }
    let mut tables = Tables::default();
    let catalogue = &town.catalogue;
    let counted = catalogue.counted_places();
    // What has nothing to hide need not be chosen from.
    let subjects: BTreeSet<&String> = small.withheld.iter().map(|(name, _)| name).collect();
    let counts: Vec<Count> = small
        .shown()
        .into_iter()
        .chain(small.withheld.clone())
        .collect();
    let chosen: BTreeMap<&Count, usize> = counts
        .iter()
        .filter(|(name, _)| subjects.contains(name))
        .map(|count| {
            let least = i32::from(small.withheld.contains(count));
            (count, tables.variable(least, 1))
        })
        .collect();
    for subject in subjects {
        for (whole, parts) in sums(catalogue) {
            // Where there can be nobody, nothing is added; where nothing is published, nothing follows.
            let possible = |place: &usize| !catalogue.is_impossible(counted[*place], 0);
            let places = parts.into_iter().chain([whole]).filter(possible);
            let line: Option<Vec<usize>> = places
                .map(|place| chosen.get(&(subject.clone(), place)).copied())
                .collect();
            let line = line.unwrap_or_default();
            for one in &line {
                let others = line.iter().filter(|other| *other != one);
                let others = others.map(|other| (*other, 1));
                tables.relate(others.chain([(*one, -1)]).collect(), 0, ANY);
            }
        }
    }
    let total = tables.variable(0, i32::try_from(counts.len()).unwrap());
    tables.sum(chosen.values().copied().collect::<Vec<_>>(), total);
    let known: Vec<i32> = tables.ranges.iter().map(|(least, _)| *least).collect();
    let refuted = |most: &usize| -> bool {
        let most = i32::try_from(*most).unwrap();
        let mut search = tables.search(&known, (0..known.len()).collect());
        search.find(Limit::AtMost(total, most), 30_000) == Found::None
    };
    let least = small.withheld.len();
    let least = least + (least..counts.len()).take_while(refuted).count();
    assert!(least < counts.len(), "{}: it can be done at all", town.told);
    least
}

#[test]
fn a_borough_withholds_less_than_two_in_each_line_would() {
    let catalogue = default_measures::default_catalogue(9, 1, 20);
    let mut exact = Exact::new(&catalogue);
    let people = default_measures::people(&catalogue, 330_000, 1);
    town::count(&catalogue, &people, &mut exact, 0);
    let policy = Policy::default();
    let rows = rows_of(&protect(&catalogue, &policy, &exact).unwrap(), 0);
    let small = Marked::by_own_size(&catalogue, &policy, &exact, 0);
    let n_small = small.withheld.len();
    let two = withheld(&catalogue, &small.two_in_each_line().rows()).len();
    let ours = withheld(&catalogue, &rows).len();
    tell(&format!(
        "330,000 people, {} rows: {n_small} counts small, {ours} withheld, {two} with two in each line",
        rows.len()
    ));
    assert!(ours < two, "{ours} of {two}");
    assert!(ours * 10 <= n_small * 13, "{ours} of {n_small}");
}
