//! A release as anybody can read it: published rows and what they are rows of.
//!
//! The audit of a published folder starts from this and from nothing else, and so does the
//! protection of the next release. It holds no exact count.

use std::collections::BTreeMap;

use measures::area::AreaIndex;
use measures::catalogue::{Catalogue, Place};
use measures::published::Published;

use crate::policy::Policy;
use crate::protected::{Protected, ProtectedCombination, ProtectedRow};

/// Everything of a release that counts follow from.
#[derive(Debug, Clone)]
pub struct Release {
    /// Measures, areas, periods and conditions.
    pub catalogue: Catalogue,
    /// The rule it was published under.
    pub policy: Policy,
    /// Published counts, in any order; a row that is missing says nothing.
    pub rows: Vec<PublishedRow>,
    /// Published sets of conditions, in any order.
    pub combinations: Vec<PublishedCombination>,
    /// The neighbourhood of each small area (LSOA), both by code; empty where it is not known.
    pub neighbourhood_of: BTreeMap<String, String>,
}

/// One published row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublishedRow {
    /// The measure, by its place among [`Catalogue::measures`].
    pub measure: usize,
    /// The snapshot, by its place among [`Catalogue::periods`].
    pub period: usize,
    /// The area, breakdown and group.
    pub place: Place,
    /// People above the line, or events; rounded.
    pub numerator: Published<u32>,
    /// People below the line; rounded.
    pub denominator: Published<u32>,
}

/// People who have exactly these conditions, as listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedCombination {
    /// The snapshot, by its place among [`Catalogue::periods`].
    pub period: usize,
    /// The neighbourhood or the whole.
    pub area: AreaIndex,
    /// The conditions, by their places among [`Catalogue::conditions`], ascending.
    pub conditions: Vec<usize>,
    /// People; rounded.
    pub people: u32,
}

impl Release {
    /// What a protected table says once it is published.
    #[must_use]
    pub fn of(catalogue: &Catalogue, protected: &Protected) -> Self {
        Self {
            catalogue: catalogue.clone(),
            policy: protected.policy().clone(),
            rows: protected.rows().iter().map(PublishedRow::from).collect(),
            combinations: protected
                .combinations()
                .iter()
                .map(PublishedCombination::from)
                .collect(),
            neighbourhood_of: BTreeMap::new(),
        }
    }
}

impl From<&ProtectedRow> for PublishedRow {
    fn from(row: &ProtectedRow) -> Self {
        Self {
            measure: row.measure(),
            period: row.period(),
            place: row.place(),
            numerator: row.numerator(),
            denominator: row.denominator(),
        }
    }
}

impl From<&ProtectedCombination> for PublishedCombination {
    fn from(combination: &ProtectedCombination) -> Self {
        Self {
            period: combination.period(),
            area: combination.area(),
            conditions: combination.conditions().to_vec(),
            people: combination.people(),
        }
    }
}
