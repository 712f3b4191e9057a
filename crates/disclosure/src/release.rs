//! A release as anybody can read it: published rows and what they are rows of.
//!
//! The audit of a published folder starts from this and from nothing else, and so does the
//! protection of the next release. It holds no exact count.

use std::collections::{BTreeMap, BTreeSet};

use measures::area::AreaIndex;
use measures::breakdown::Breakdown;
use measures::catalogue::{Catalogue, Place};
use measures::published::Published;

use crate::combinations::{Listed, Listings};
use crate::joint::Joint;
use crate::policy::Policy;
use crate::primary::{Mark, Snapshot};
use crate::protected::{Protected, ProtectedCombination, ProtectedRow};
use crate::system::Variable;
use crate::unprotectable::Unprotectable;

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

/// A snapshot as it is published, and where measures contradict each other about it.
pub(crate) struct AsPublished {
    pub(crate) snapshot: Snapshot,
    pub(crate) two_counts: Vec<Variable>,
}

impl Release {
    /// The same snapshots as a later release sees them: its measures by key, its periods and its
    /// conditions; what the later one does not have is left out.
    ///
    /// # Errors
    /// [`Unprotectable::Earlier`] when areas, ages or the policy are not the same, so that one
    /// snapshot would be published by two rules or on two maps.
    pub(crate) fn restated(
        &self,
        catalogue: &Catalogue,
        policy: &Policy,
    ) -> Result<Self, Unprotectable> {
        let codes = |of: &Catalogue| -> Vec<String> {
            of.areas().map(|(_, area)| area.code.clone()).collect()
        };
        let differs = |what| Err(Unprotectable::Earlier { what });
        if codes(&self.catalogue) != codes(catalogue) {
            return differs("neighbourhoods");
        }
        if self.catalogue.minimum_age != catalogue.minimum_age {
            return differs("youngest age");
        }
        if !self.policy.is_the_rule_of(policy) {
            return differs("rule for small numbers");
        }
        let period = |at: usize| {
            let quarter = self.catalogue.periods.get(at)?;
            catalogue.periods.iter().position(|one| one == quarter)
        };
        let measure = |at: usize| {
            let earlier = self.catalogue.measures.get(at)?;
            let later = catalogue.measure_index(&earlier.key)?;
            let same = &catalogue.measures[later];
            let unchanged = same.rule == earlier.rule && same.population == earlier.population;
            unchanged.then_some(later)
        };
        let condition = |at: &usize| {
            let key = &self.catalogue.conditions.get(*at)?.condition;
            let mut conditions = catalogue.conditions.iter();
            conditions.position(|one| one.condition == *key)
        };
        let rows = self.rows.iter().filter_map(|row| {
            Some(PublishedRow {
                measure: measure(row.measure)?,
                period: period(row.period)?,
                ..*row
            })
        });
        let combinations = self.combinations.iter().filter_map(|one| {
            let mut conditions: Vec<usize> = one
                .conditions
                .iter()
                .map(condition)
                .collect::<Option<_>>()?;
            conditions.sort_unstable();
            Some(PublishedCombination {
                period: period(one.period)?,
                conditions,
                ..one.clone()
            })
        });
        Ok(Self {
            catalogue: catalogue.clone(),
            policy: policy.clone(),
            rows: rows.collect(),
            combinations: combinations.collect(),
            neighbourhood_of: self.neighbourhood_of.clone(),
        })
    }

    /// Which of its periods have any row.
    pub(crate) fn periods(&self) -> BTreeSet<usize> {
        self.rows.iter().map(|row| row.period).collect()
    }

    /// The sets of conditions that are listed.
    pub(crate) fn listings(&self) -> Listings {
        Listings::new(&self.catalogue, self.listed())
    }

    /// The published count of each, by snapshot, area and set.
    pub(crate) fn listed(&self) -> Listed {
        let listed = self.combinations.iter().map(|one| {
            let key = (one.period, one.area, one.conditions.clone());
            (key, one.people)
        });
        listed.collect()
    }

    /// Marks and published values of a snapshot; values of withheld counts are 0.
    pub(crate) fn snapshot(
        &self,
        joint: &Joint,
        listings: &Listings,
        period: usize,
    ) -> AsPublished {
        let n_variables = joint.system.n_variables();
        let mut values = vec![0; n_variables];
        let mut marks = vec![Mark::Unpublished; n_variables];
        let mut two_counts = Vec::new();
        for row in self.rows.iter().filter(|row| row.period == period) {
            let subjects = [
                (joint.subjects.numerator[row.measure], row.numerator),
                (joint.subjects.denominator[row.measure], row.denominator),
            ];
            for (subject, published) in subjects {
                let variable = joint.variable(subject, joint.grid.index(row.place));
                let (mark, value) = match published {
                    Published::Shown(count) => (Mark::Shown, i64::from(count)),
                    Published::Withheld => (Mark::Primary, 0),
                    Published::NoPeople => (Mark::Empty, 0),
                    Published::NotCalculable => continue,
                };
                let at = variable as usize;
                if marks[at] != Mark::Unpublished && (marks[at], values[at]) != (mark, value) {
                    two_counts.push(variable);
                }
                (marks[at], values[at]) = (mark, value);
            }
        }
        for (subject, set) in joint.subjects.sets.iter().zip(&listings.sets) {
            for (place, described) in joint.grid.places.iter().enumerate() {
                if described.breakdown == Breakdown::All {
                    let key = (period, described.area, set.clone());
                    let at = joint.variable(*subject, place) as usize;
                    let listed = listings.listed.get(&key);
                    marks[at] = listed.map_or(Mark::Unlisted, |_| Mark::Shown);
                    values[at] = listed.map_or(0, |people| i64::from(*people));
                }
            }
        }
        for subject in 0..joint.subjects.list.len() {
            for place in (0..joint.grid.len()).filter(|place| joint.grid.impossible[*place]) {
                marks[joint.variable(subject, place) as usize] = Mark::Empty;
            }
        }
        let snapshot = Snapshot {
            period,
            values,
            marks,
            exact: false,
        };
        AsPublished {
            snapshot,
            two_counts,
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
