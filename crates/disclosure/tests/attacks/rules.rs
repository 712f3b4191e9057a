//! What follows from the definitions of measures, written out by hand: what each counts, which
//! count can never exceed which, and which places add up to which.

use std::collections::BTreeSet;

use measures::breakdown::Breakdown;
use measures::catalogue::{Catalogue, ConditionKind, Place};
use measures::definition::{Measure, Population, Rule};

/// Adults with three or more conditions, whether above a line or below it.
pub(crate) const SEVERAL: &str = "adults_with_3_or_more";

/// People who have exactly a set of conditions.
pub(crate) const SETS: &str = "sets of conditions";

/// What is above a measure's line.
pub(crate) fn numerator(measure: &Measure) -> String {
    match (&measure.population, &measure.rule) {
        (Population::Adults, Rule::ConditionsAtLeast(3)) => SEVERAL.to_owned(),
        _ => measure.key.clone(),
    }
}

/// Who is below it.
pub(crate) fn denominator(measure: &Measure) -> String {
    let people = population(measure);
    match &measure.rule {
        Rule::SurveyAtLeast(answer) => {
            format!(
                "{people} who answered {} in {}",
                answer.question, answer.months
            )
        }
        _ => people,
    }
}

fn population(measure: &Measure) -> String {
    match &measure.population {
        Population::Adults => "adults".to_owned(),
        Population::AdultsWith3OrMore => SEVERAL.to_owned(),
        Population::Measure(key) => key.clone(),
    }
}

/// The people who had the events of a rate.
pub(crate) fn with_event(measure: &Measure) -> String {
    format!("people with {}", measure.key)
}

/// The people of a share's denominator who are not in its numerator.
pub(crate) fn without(measure: &Measure) -> String {
    without_named(&numerator(measure))
}

/// The same by the numerator's name.
pub(crate) fn without_named(numerator: &str) -> String {
    format!("without {numerator}")
}

/// Pairs of counts of which the first never exceeds the second, at any place.
pub(crate) fn orders(catalogue: &Catalogue) -> Vec<(String, String)> {
    let mut pairs = vec![(SEVERAL.to_owned(), "adults".to_owned())];
    for one in &catalogue.measures {
        let rate = matches!(one.rule, Rule::EventRate(_));
        let above = if rate {
            with_event(one)
        } else {
            numerator(one)
        };
        pairs.push((above, denominator(one)));
        pairs.push((denominator(one), population(one)));
        if one.population == Population::Adults {
            match one.rule {
                Rule::ConditionsAtLeast(least) if least >= 3 => {
                    pairs.push((numerator(one), SEVERAL.to_owned()));
                }
                Rule::ConditionsAtLeast(_) => pairs.push((SEVERAL.to_owned(), numerator(one))),
                Rule::BodySystemsAtLeast(least) if least >= 3 => {
                    pairs.push((numerator(one), SEVERAL.to_owned()));
                }
                _ => {}
            }
        }
        for other in &catalogue.measures {
            if one.population == other.population && one.key != other.key {
                pairs.extend(order(catalogue, one, other));
            }
        }
    }
    pairs.retain(|(smaller, larger)| smaller != larger);
    pairs
}

/// That whoever is in one measure's numerator is in another's of the same population.
fn order(catalogue: &Catalogue, one: &Measure, other: &Measure) -> Vec<(String, String)> {
    let types = |measure: &Measure| -> (BTreeSet<String>, u32) {
        match &measure.rule {
            Rule::EventWithin(window) => {
                (window.types().map(str::to_owned).collect(), window.months)
            }
            Rule::EventRate(rate) => ([rate.event_type.clone()].into(), rate.months),
            _ => (BTreeSet::new(), 0),
        }
    };
    let within = || {
        let ((some, months), (all, longer)) = (types(one), types(other));
        some.is_subset(&all) && months <= longer
    };
    let implied = match (&one.rule, &other.rule) {
        (Rule::ConditionsAtLeast(more), Rule::ConditionsAtLeast(less)) => less < more,
        (Rule::HasCondition(_), Rule::ConditionsAtLeast(least)) => *least <= 1,
        (Rule::PhysicalAndMental(_), Rule::ConditionsAtLeast(least)) => *least <= 2,
        (Rule::BodySystemsAtLeast(systems), Rule::ConditionsAtLeast(least)) => least <= systems,
        (Rule::ConditionsAtLeast(least), Rule::BodySystemsAtLeast(systems)) => {
            most_conditions_in(catalogue, *systems - 1) < *least as usize
        }
        (Rule::ConditionsAtLeast(least), Rule::PhysicalAndMental(_)) => {
            most_of_one_kind(catalogue) < *least as usize
        }
        (Rule::EventWithin(_), Rule::EventWithin(_)) => within(),
        (Rule::EventWithin(window), Rule::EventEver(ever)) => window.types().eq([ever.as_str()]),
        (Rule::EventRate(_), Rule::EventRate(_)) if within() => {
            return vec![
                (numerator(one), numerator(other)),
                (with_event(one), with_event(other)),
            ];
        }
        (Rule::EventRate(_), Rule::EventWithin(_)) if within() => {
            return vec![(with_event(one), numerator(other))];
        }
        (Rule::AllOf(keys), _) => keys.contains(&other.key),
        _ => false,
    };
    if implied {
        vec![(numerator(one), numerator(other))]
    } else {
        Vec::new()
    }
}

/// The most conditions there are in so many body systems.
fn most_conditions_in(catalogue: &Catalogue, n_systems: u32) -> usize {
    let systems: BTreeSet<&str> = catalogue
        .conditions
        .iter()
        .map(|one| one.body_system.as_str())
        .collect();
    let mut sizes: Vec<usize> = systems
        .iter()
        .map(|system| {
            let of_it = catalogue.conditions.iter();
            of_it.filter(|one| one.body_system == *system).count()
        })
        .collect();
    sizes.sort_unstable();
    sizes.iter().rev().take(n_systems as usize).sum()
}

fn most_of_one_kind(catalogue: &Catalogue) -> usize {
    let of = |kind: ConditionKind| {
        let conditions = catalogue.conditions.iter();
        conditions.filter(|one| one.kind == kind).count()
    };
    of(ConditionKind::Physical).max(of(ConditionKind::Mental))
}

/// Every total with its parts, by their place among the counted ones.
pub(crate) fn sums(catalogue: &Catalogue) -> Vec<(usize, Vec<usize>)> {
    let places = catalogue.counted_places();
    let whole = catalogue.whole_index();
    let parts = |is_part: &dyn Fn(&Place) -> bool| -> Vec<usize> {
        (0..places.len())
            .filter(|index| is_part(&places[*index]))
            .collect()
    };
    let mut sums = Vec::new();
    for (index, total) in places.iter().enumerate() {
        if total.area == whole {
            sums.push((
                index,
                parts(&|part| {
                    part.area != whole
                        && (part.breakdown, part.group) == (total.breakdown, total.group)
                }),
            ));
        }
        for breakdown in Breakdown::EVERY {
            let wanted = match breakdown.margins() {
                None if total.breakdown == Breakdown::All && breakdown != Breakdown::All => {
                    parts(&|part| part.area == total.area && part.breakdown == breakdown)
                }
                Some((rows, columns)) if total.area == whole => {
                    let n_columns = catalogue.groups(columns).len();
                    parts(&|part| {
                        part.breakdown == breakdown
                            && ((total.breakdown == rows && part.group / n_columns == total.group)
                                || (total.breakdown == columns
                                    && part.group % n_columns == total.group))
                    })
                }
                _ => Vec::new(),
            };
            sums.push((index, wanted));
        }
    }
    sums.retain(|(_, parts)| !parts.is_empty());
    sums
}
