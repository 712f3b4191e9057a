//! Which measures and areas of two releases are the same thing, so that their figures can be compared.

use std::collections::BTreeSet;

use aggregates::manifest::Manifest;
use measures::catalogue::Catalogue;
use measures::definition::{Measure, Population, Rule};

/// Whether a measure counts the same people and events in both releases, the measures that it is made
/// of included.
pub(crate) fn is_same_measure(earlier: &Catalogue, later: &Catalogue, key: &str) -> bool {
    is_same(earlier, later, key, 0)
}

/// `depth` is how many measures led here: more than there are means that they go in a circle.
fn is_same(earlier: &Catalogue, later: &Catalogue, key: &str, depth: usize) -> bool {
    let (Some(one), Some(other)) = (earlier.measure(key), later.measure(key)) else {
        return false;
    };
    one.rule == other.rule
        && one.population == other.population
        && earlier.minimum_age == later.minimum_age
        && depth <= later.measures.len()
        && made_of(other).all(|part| is_same(earlier, later, part, depth + 1))
}

/// The measures that a measure is made of.
fn made_of(measure: &Measure) -> impl Iterator<Item = &str> {
    let population = match &measure.population {
        Population::Measure(key) => Some(key.as_str()),
        _ => None,
    };
    let parts = match &measure.rule {
        Rule::AllOf(keys) => &keys[..],
        _ => &[],
    };
    population
        .into_iter()
        .chain(parts.iter().map(String::as_str))
}

/// Whether an area is the same small areas in both releases. Where one of them does not say, it is
/// taken to be what its code says.
pub(crate) fn is_same_area(earlier: &Manifest, later: &Manifest, code: &str) -> bool {
    let (one, other) = (&earlier.catalogue, &later.catalogue);
    if one.area_index(code).is_none() || other.area_index(code).is_none() {
        return false;
    }
    if one.small_areas.is_empty() || other.small_areas.is_empty() {
        return true;
    }
    small_areas(one, code) == small_areas(other, code)
}

/// The small areas of an area, by code.
pub(crate) fn small_areas<'a>(catalogue: &'a Catalogue, code: &str) -> BTreeSet<&'a str> {
    let whole = catalogue.whole.code == code;
    let inside = catalogue
        .small_areas
        .iter()
        .filter(|(_, small)| whole || small.neighbourhood == code);
    inside.map(|(small, _)| small.as_str()).collect()
}
