//! What a release would give away if it were published as one naively would: rows only where there
//! is somebody, rows in order of their counts, two marks for two reasons, ends of gaps among all
//! groups, exact counts of quality. Each is added to what a reader knows, and narrows a count that
//! the release itself keeps open.

use std::collections::BTreeMap;

use measures::breakdown::Breakdown;
use measures::definition::Scale;
use measures::published::Published;

use crate::random_town::{Town, published, random_town};
use crate::reader::{Reader, Rows};
use crate::rules::{denominator, numerator};
use crate::siege::attack;
use crate::tables::{ANY, Limit, Variable};
use crate::weak::Marked;

/// Finds a town that is safe as it is published, and no longer once a reader knows more, among a
/// few from a first one.
#[track_caller]
fn check(first: u64, naive: impl Fn(&Town, &Rows, &mut Reader<'_>)) {
    for seed in first..first + 6 {
        let town = random_town(seed * 2, (2, 300), 100);
        let Some(rows) = published(&town) else {
            continue;
        };
        let candidates = town.policy.candidates();
        let read = || Reader::new(&town.catalogue, &town.policy, &rows, &town.exact, 0);
        let mut known = read();
        naive(&town, &rows, &mut known);
        known.tables.narrow();
        assert_eq!(
            known.tables.broken(&known.truth),
            None,
            "what is told is true"
        );
        if attack(&known, &town.catalogue, candidates, 1)
            .narrow
            .is_empty()
        {
            continue;
        }
        let known = read();
        let outcome = attack(&known, &town.catalogue, candidates, usize::MAX);
        assert_eq!(
            (outcome.narrow, outcome.undecided),
            (vec![], vec![]),
            "{}",
            town.told
        );
        return;
    }
    panic!("no town shows what it gives away");
}

/// Every withheld count with what it truly is.
fn withheld(known: &Reader<'_>) -> Vec<(Variable, i32)> {
    let variables = known.withheld.iter().map(|one| one.variable);
    variables
        .map(|variable| (variable, known.truth[variable]))
        .collect()
}

#[test]
fn rows_only_where_there_is_somebody_say_where_there_is_nobody() {
    check(0, |_, _, known| {
        for (variable, truth) in withheld(known) {
            let range = &mut known.tables.ranges[variable];
            *range = if truth == 0 {
                (0, 0)
            } else {
                (range.0.max(1), range.1)
            };
        }
    });
}

#[test]
fn rows_in_order_of_their_counts_say_which_is_larger() {
    check(0, |_, _, known| {
        let mut groups: BTreeMap<(usize, usize, Breakdown), Vec<Variable>> = BTreeMap::new();
        for (variable, (subject, place)) in known.stands_for.iter().enumerate() {
            let at = known.place(*place);
            let name = known.subject_name(*subject);
            // Only what has rows of its own.
            if !name.starts_with("without ") && !name.starts_with("people with ") {
                groups
                    .entry((*subject, at.area.0, at.breakdown))
                    .or_default()
                    .push(variable);
            }
        }
        for mut rows in groups.into_values() {
            rows.sort_by_key(|variable| known.truth[*variable]);
            for pair in rows.windows(2) {
                known.tables.at_most(pair[0], pair[1]);
            }
        }
    });
}

/// The counts that are withheld for their own sake, by variable.
fn small(town: &Town, known: &Reader<'_>) -> Vec<Variable> {
    let marked = Marked::by_own_size(&town.catalogue, &town.policy, &town.exact, 0);
    let variables = marked.withheld.iter().map(|(name, place)| {
        let subject = known.find(name).unwrap();
        known.at(subject, *place)
    });
    variables.collect()
}

/// Says of a withheld count whether it is withheld for its own sake.
fn tell_reason(town: &Town, known: &mut Reader<'_>, variable: Variable, small: bool) {
    let (subject, place) = known.stands_for[variable];
    let beside = ["without ", "people with "].map(|what| {
        let name = format!("{what}{}", known.subject_name(subject));
        known.find(&name).map(|subject| known.at(subject, place))
    });
    let threshold = i32::try_from(town.policy.threshold()).unwrap();
    let counts = [variable].into_iter().chain(beside.into_iter().flatten());
    if small {
        let few = counts.map(|count| Limit::AtMost(count, threshold - 1));
        known.tables.either(few.collect());
    } else {
        // A 0 may be withheld for the sake of others as well.
        let none = Limit::AtMost(variable, 0);
        known
            .tables
            .either(vec![none, Limit::AtLeast(variable, threshold)]);
    }
}

#[test]
fn two_marks_say_which_counts_are_small() {
    check(0, |town, _, known| {
        let small = small(town, known);
        for (variable, _) in withheld(known) {
            tell_reason(town, known, variable, small.contains(&variable));
        }
    });
}

/// A denominator that is hidden where its numerator is small says which numerators are.
#[test]
fn a_denominator_that_follows_its_numerator_says_which_are_small() {
    check(0, |town, rows, known| {
        let small = small(town, known);
        for ((measure, place), [above, below]) in rows {
            let measure = &town.catalogue.measures[*measure];
            let place = (0..known.n_places())
                .find(|at| known.place(*at) == *place)
                .unwrap();
            let variable = known.at(known.find(&numerator(measure)).unwrap(), place);
            if *above == Published::Withheld && matches!(below, Published::Shown(_)) {
                tell_reason(town, known, variable, small.contains(&variable));
            }
        }
    });
}

/// The group with the highest share, named though its count is withheld.
#[test]
fn a_gap_among_all_groups_says_that_a_withheld_share_is_the_highest() {
    check(12, |town, rows, known| {
        let breakdowns = Breakdown::OF_NEIGHBOURHOODS.into_iter().skip(1);
        let of_whole = town.catalogue.whole_index();
        for (index, measure) in town.catalogue.measures.iter().enumerate() {
            if measure.scale() != Scale::Proportion {
                continue;
            }
            let [above, below] =
                [numerator(measure), denominator(measure)].map(|name| known.find(&name).unwrap());
            for breakdown in breakdowns.clone() {
                let groups: Vec<usize> = (0..known.n_places())
                    .filter(|at| {
                        let place = known.place(*at);
                        let published = rows.contains_key(&(index, place));
                        published && place.area == of_whole && place.breakdown == breakdown
                    })
                    .collect();
                let share = |at: &usize| {
                    let [x, n] = [above, below].map(|of| known.truth[known.at(of, *at)]);
                    f64::from(x) / f64::from(n.max(1))
                };
                let Some(highest) = groups.iter().max_by(|a, b| share(a).total_cmp(&share(b)))
                else {
                    continue;
                };
                let [x, n] = [above, below].map(|of| known.at(of, *highest));
                for group in &groups {
                    let [other, people] = [above, below].map(|of| known.at(of, *group));
                    let (least, most) =
                        (known.tables.ranges[other].0, known.tables.ranges[people].1);
                    if group != highest && least > 0 && most < 10_000 {
                        known.tables.relate(vec![(x, -most), (n, least)], ANY, 0);
                    }
                }
            }
        }
    });
}

/// "Of 412 people the ethnic group of 3 is not known."
#[test]
fn an_exact_quality_count_is_a_withheld_count() {
    check(0, |town, _, known| {
        let Some(adults) = known.find("adults") else {
            return;
        };
        for place in 0..known.n_places() {
            let at = known.place(place);
            let all = at.breakdown == Breakdown::All;
            let not_known = at.breakdown == Breakdown::EthnicGroup && at.group == 5;
            if at.area == town.catalogue.whole_index() && (all || not_known) {
                let variable = known.at(adults, place);
                known.tables.ranges[variable] = (known.truth[variable], known.truth[variable]);
            }
        }
    });
}
