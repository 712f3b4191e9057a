//! The grid of a release: which measures, areas, periods and groups it has, in which order.
//!
//! The pipeline counts on it, disclosure control protects it, and the dashboard reads by it. Its
//! serialised form is part of the published manifest. Nothing here holds a count.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::area::{Area, AreaIndex, SmallArea};
use crate::breakdown::{Breakdown, SEXES};
use crate::definition::{Family, Measure, Population, Rule, SEVERAL_CONDITIONS};
use crate::period::Quarter;

/// Everything a release is about, besides its numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Catalogue {
    /// The whole partnership.
    pub whole: Area,
    /// The neighbourhoods, in order of code.
    pub neighbourhoods: Vec<Area>,
    /// The youngest age that is counted, in completed years.
    pub minimum_age: u32,
    /// The long-term conditions, in their configured order.
    pub conditions: Vec<Condition>,
    /// The measures, in order of key; one `condition_<key>` for each condition among them.
    pub measures: Vec<Measure>,
    /// The snapshots, earliest first.
    pub periods: Vec<Quarter>,
    /// Groups in which nobody can be, because no small area of the place has that geography.
    pub impossible_groups: Vec<ImpossibleGroup>,
    /// The small areas that make up the neighbourhoods, by code; empty where nobody says.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub small_areas: BTreeMap<String, SmallArea>,
}

/// A long-term condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// The key, e.g. `diabetes`.
    pub condition: String,
    /// The name a reader sees.
    pub name: String,
    /// The body system it belongs to.
    pub body_system: String,
    /// Physical or mental.
    pub kind: ConditionKind,
}

/// Whether a condition is counted as physical or mental.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConditionKind {
    /// Of the body.
    Physical,
    /// Of the mind.
    Mental,
}

/// A group that geography alone leaves empty, such as a national fifth with no small area here.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImpossibleGroup {
    /// The code of the area.
    pub area: String,
    /// The breakdown the group belongs to.
    pub breakdown: Breakdown,
    /// The group's label.
    pub group: String,
    /// The snapshots at which that is so, earliest first; left empty when it is at all of them. The
    /// map of a snapshot that was published before stays the one it was published on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub periods: Vec<Quarter>,
}

/// One place in the grid of a single measure and period: an area, a breakdown and a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Which area.
    pub area: AreaIndex,
    /// Which breakdown.
    pub breakdown: Breakdown,
    /// The group, by its place among [`Breakdown::groups`].
    pub group: usize,
}

impl ImpossibleGroup {
    /// Whether it is so at this snapshot.
    #[must_use]
    pub fn is_at(&self, period: Quarter) -> bool {
        self.periods.is_empty() || self.periods.contains(&period)
    }
}

impl Catalogue {
    /// All areas: neighbourhoods in order of code, then the whole.
    pub fn areas(&self) -> impl Iterator<Item = (AreaIndex, &Area)> {
        self.neighbourhoods
            .iter()
            .chain([&self.whole])
            .enumerate()
            .map(|(index, area)| (AreaIndex(index), area))
    }

    /// The area at an index of this catalogue.
    ///
    /// # Panics
    /// When the index belongs to another catalogue.
    #[must_use]
    pub fn area(&self, index: AreaIndex) -> &Area {
        if index == self.whole_index() {
            &self.whole
        } else {
            &self.neighbourhoods[index.0]
        }
    }

    /// Where the whole partnership stands among the areas.
    #[must_use]
    pub fn whole_index(&self) -> AreaIndex {
        AreaIndex(self.neighbourhoods.len())
    }

    /// The area with this code.
    #[must_use]
    pub fn area_index(&self, code: &str) -> Option<AreaIndex> {
        self.areas()
            .find(|(_, area)| area.code == code)
            .map(|(index, _)| index)
    }

    /// The place of a measure among [`Catalogue::measures`].
    #[must_use]
    pub fn measure_index(&self, key: &str) -> Option<usize> {
        self.measures.iter().position(|measure| measure.key == key)
    }

    /// The measure with this key.
    #[must_use]
    pub fn measure(&self, key: &str) -> Option<&Measure> {
        self.measures.iter().find(|measure| measure.key == key)
    }

    /// The measure of how many adults live with several conditions, by its place among
    /// [`Catalogue::measures`]: found by its rule and not by its name.
    #[must_use]
    pub fn several_conditions(&self) -> Option<usize> {
        self.measures.iter().position(|measure| {
            measure.rule == Rule::ConditionsAtLeast(SEVERAL_CONDITIONS)
                && measure.population == Population::Adults
        })
    }

    /// The measure of how many people have every step of coordinated care, by its place among
    /// [`Catalogue::measures`]: found by its rule and not by its name.
    #[must_use]
    pub fn every_step(&self) -> Option<usize> {
        self.measures.iter().position(|measure| {
            measure.family == Family::Coordination && matches!(measure.rule, Rule::AllOf(_))
        })
    }

    /// The measures a reader should see first, by their places among [`Catalogue::measures`]: how
    /// many people the care model is for, and how many of them have every part of it.
    #[must_use]
    pub fn headline_measures(&self) -> Vec<usize> {
        let found = [self.several_conditions(), self.every_step()];
        found.into_iter().flatten().collect()
    }

    /// Group labels of a breakdown in this release.
    #[must_use]
    pub fn groups(&self, breakdown: Breakdown) -> Vec<String> {
        breakdown.groups(self.minimum_age)
    }

    /// Every place that is counted: all breakdowns of the whole, and the uncrossed ones of each
    /// neighbourhood, in order of area, breakdown and group.
    #[must_use]
    pub fn counted_places(&self) -> Vec<Place> {
        self.places(|area, breakdown, _| {
            area == self.whole_index() || breakdown.margins().is_none()
        })
    }

    /// Every place at which a measure is published, in order of area, breakdown and group.
    ///
    /// Inside neighbourhoods sex is published as male and female only: the third group there is
    /// nearly always a handful of people.
    #[must_use]
    pub fn published_places(&self, measure: &Measure) -> Vec<Place> {
        self.places(|area, breakdown, group| {
            let whole = area == self.whole_index();
            let third_sex = breakdown == Breakdown::Sex && group + 1 == SEXES.len();
            measure.publishes(breakdown, whole) && (whole || !third_sex)
        })
    }

    fn places(&self, wanted: impl Fn(AreaIndex, Breakdown, usize) -> bool) -> Vec<Place> {
        let mut places = Vec::new();
        for (area, _) in self.areas() {
            for breakdown in Breakdown::EVERY {
                for group in 0..self.groups(breakdown).len() {
                    if wanted(area, breakdown, group) {
                        places.push(Place {
                            area,
                            breakdown,
                            group,
                        });
                    }
                }
            }
        }
        places
    }

    /// Whether geography alone leaves a group empty at a snapshot, by its place among
    /// [`Catalogue::periods`].
    #[must_use]
    pub fn is_impossible(&self, place: Place, period: usize) -> bool {
        let code = &self.area(place.area).code;
        let label = &self.groups(place.breakdown)[place.group];
        self.impossible_groups.iter().any(|empty| {
            empty.area == *code
                && empty.breakdown == place.breakdown
                && empty.group == *label
                && empty.is_at(self.periods[period])
        })
    }

    /// The codes of the small areas of each neighbourhood, by its code.
    #[must_use]
    pub fn small_areas_by_neighbourhood(&self) -> BTreeMap<&str, BTreeSet<&str>> {
        let mut codes: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (code, area) in &self.small_areas {
            let of_it = codes.entry(&area.neighbourhood).or_default();
            of_it.insert(code);
        }
        codes
    }
}
