//! What listed sets of conditions say to a reader: people who have exactly these, of everybody with
//! three or more.

use std::collections::BTreeMap;

use measures::breakdown::Breakdown;
use measures::catalogue::{Catalogue, ConditionKind, Place};
use measures::definition::{Measure, Population, Rule};

use crate::reader::{LARGEST, Reader, could_be};
use crate::rules::{SEVERAL, numerator};
use crate::tables::{ANY, Variable};

/// Sets by area (neighbourhoods, then the whole) and conditions.
pub(crate) type Sets<T> = BTreeMap<(usize, Vec<usize>), T>;

/// With so few conditions a reader writes down every set there can be.
const FEW: usize = 6;

/// Adds what is listed, and what must stay open because it is not.
pub(crate) fn know_sets(reader: &mut Reader<'_>, listed: &Sets<u32>, truth: &Sets<u32>) {
    let Some(several) = reader.find(SEVERAL) else {
        return;
    };
    let catalogue = reader.catalogue;
    let mut sets: Vec<Vec<usize>> = listed.keys().map(|(_, set)| set.clone()).collect();
    let n_conditions = catalogue.conditions.len();
    let every_set = n_conditions <= FEW && !listed.is_empty();
    if every_set {
        let some = (0..1_usize << n_conditions).filter(|set| set.count_ones() >= 3);
        sets.extend(some.map(|set| {
            (0..n_conditions)
                .filter(|one| set >> one & 1 == 1)
                .collect()
        }));
    }
    sets.sort();
    sets.dedup();
    let mut variables: Sets<Variable> = Sets::new();
    for (area, _) in catalogue.areas() {
        let all = Place {
            area,
            breakdown: Breakdown::All,
            group: 0,
        };
        let place = (0..reader.n_places()).find(|at| reader.place(*at) == all);
        let place = place.expect("everybody of an area is counted");
        for set in &sets {
            let key = (area.0, set.clone());
            let shown = listed.get(&key);
            let range = shown.map_or((0, LARGEST), |shown| could_be(reader.policy, *shown));
            let people = truth.get(&key).copied().unwrap_or(0);
            let people = i32::try_from(people).unwrap();
            let variable = reader.set(place, range, shown.is_some(), people);
            variables.insert(key, variable);
        }
        let here = |wanted: &dyn Fn(&[usize]) -> bool| -> Vec<(Variable, i32)> {
            let sets = sets.iter().filter(|set| wanted(set));
            sets.map(|set| (variables[&(area.0, set.clone())], 1))
                .collect()
        };
        let of_several = reader.at(several, place);
        let mut terms = here(&|_| true);
        terms.push((of_several, -1));
        reader
            .tables
            .relate(terms, if every_set { 0 } else { ANY }, 0);
        for measure in &catalogue.measures {
            if measure.population != Population::Adults {
                continue;
            }
            let above = reader.at(reader.find(&numerator(measure)).unwrap(), place);
            let Some(meets) = condition_of(catalogue, measure) else {
                continue;
            };
            let mut terms = here(&*meets);
            terms.push((above, -1));
            reader.tables.relate(terms, ANY, 0);
            if is_within_several(measure) && above != of_several {
                let mut terms = here(&|set| !meets(set));
                terms.extend([(above, 1), (of_several, -1)]);
                reader.tables.relate(terms, ANY, 0);
            }
        }
    }
    let whole = catalogue.whole_index().0;
    for set in &sets {
        let parts = (0..whole).map(|area| variables[&(area, set.clone())]);
        let parts: Vec<Variable> = parts.collect();
        reader.tables.sum(parts, variables[&(whole, set.clone())]);
    }
    reader.tables.narrow();
}

/// Whether a set of conditions is enough.
type Meets<'a> = Box<dyn Fn(&[usize]) -> bool + 'a>;

/// Whether people with exactly a set of conditions are in a measure's numerator.
fn condition_of<'a>(catalogue: &'a Catalogue, measure: &'a Measure) -> Option<Meets<'a>> {
    let of = |index: &usize| &catalogue.conditions[*index];
    Some(match &measure.rule {
        Rule::ConditionsAtLeast(least) => Box::new(move |set| set.len() >= *least as usize),
        Rule::HasCondition(key) => {
            Box::new(move |set| set.iter().any(|one| of(one).condition == *key))
        }
        Rule::PhysicalAndMental(_) => Box::new(move |set| {
            let has = |kind: ConditionKind| set.iter().any(|one| of(one).kind == kind);
            has(ConditionKind::Physical) && has(ConditionKind::Mental)
        }),
        Rule::BodySystemsAtLeast(least) => Box::new(move |set| {
            let mut systems: Vec<&str> =
                set.iter().map(|one| of(one).body_system.as_str()).collect();
            systems.sort_unstable();
            systems.dedup();
            systems.len() >= *least as usize
        }),
        _ => return None,
    })
}

fn is_within_several(measure: &Measure) -> bool {
    matches!(
        measure.rule,
        Rule::ConditionsAtLeast(3..) | Rule::BodySystemsAtLeast(3..)
    )
}
