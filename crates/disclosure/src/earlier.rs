//! A release that has snapshots in common with a later one, in the later one's words.
//!
//! The earlier release keeps its own map. What it says of neighbourhoods that the later map has as
//! well can be said again; of the others there is nothing that could be.

use std::collections::BTreeSet;

use measures::area::AreaIndex;
use measures::catalogue::{Catalogue, ImpossibleGroup};
use measures::published::Published;

use crate::maps::{TwoMaps, same_neighbourhoods};
use crate::policy::Policy;
use crate::release::{PublishedCombination, PublishedRow, Release};
use crate::unprotectable::Unprotectable;

/// The snapshots of an earlier release that a later one has as well.
#[derive(Debug)]
pub(crate) struct Earlier {
    /// As published, with the measures, periods and conditions of the later release.
    pub(crate) own: Release,
    /// The same on the later map: rows of neighbourhoods that are not the same are not calculable.
    pub(crate) kept: Release,
    /// The snapshots, by their places among the later periods.
    pub(crate) periods: BTreeSet<usize>,
    /// The neighbourhoods of the later map that the earlier one does not have.
    pub(crate) changed: BTreeSet<AreaIndex>,
    /// Both maps.
    pub(crate) maps: TwoMaps,
}

impl Earlier {
    /// What a release says of the snapshots of a later one; `None` when they have none in common.
    ///
    /// # Errors
    /// [`Unprotectable::Earlier`] when the two cannot be compared: another partnership, age or
    /// policy.
    pub(crate) fn of(
        previous: &Release,
        catalogue: &Catalogue,
        policy: &Policy,
    ) -> Result<Option<Self>, Unprotectable> {
        let periods: BTreeSet<usize> = catalogue
            .periods
            .iter()
            .enumerate()
            .filter(|(_, period)| previous.catalogue.periods.contains(period))
            .map(|(at, _)| at)
            .collect();
        if periods.is_empty() {
            return Ok(None);
        }
        let differs = |what| Unprotectable::Earlier { what };
        let same = same_neighbourhoods(&previous.catalogue, catalogue).map_err(differs)?;
        if previous.catalogue.minimum_age != catalogue.minimum_age {
            return Err(differs("youngest age"));
        }
        if !previous.policy.is_the_rule_of(policy) {
            return Err(differs("rule for small numbers"));
        }
        let own = restated(previous, catalogue);
        let all = (0..catalogue.neighbourhoods.len()).map(AreaIndex);
        let changed: BTreeSet<AreaIndex> =
            all.filter(|area| !same.contains(&Some(area.0))).collect();
        Ok(Some(Self {
            kept: kept(&own, catalogue, &periods, &same, &changed),
            maps: TwoMaps::of(&own.catalogue, catalogue, &same),
            own,
            periods,
            changed,
        }))
    }

    /// Whether every small area is in the same fifth of England as before, as far as anybody says.
    pub(crate) fn same_fifths(&self) -> bool {
        let small_areas = &self.kept.catalogue.small_areas;
        self.own.catalogue.small_areas.iter().all(|(code, before)| {
            let now = small_areas.get(code);
            now.is_some_and(|now| now.imd_quintile == before.imd_quintile)
        })
    }
}

/// A release with the measures, periods and conditions of a later catalogue; what that does not have
/// is left out.
fn restated(release: &Release, catalogue: &Catalogue) -> Release {
    let own = &release.catalogue;
    let period = |at: usize| {
        let quarter = own.periods.get(at)?;
        catalogue.periods.iter().position(|one| one == quarter)
    };
    let measure = |at: usize| {
        let earlier = own.measures.get(at)?;
        let later = catalogue.measure_index(&earlier.key)?;
        let same = &catalogue.measures[later];
        let unchanged = same.rule == earlier.rule && same.population == earlier.population;
        unchanged.then_some(later)
    };
    let condition = |at: &usize| {
        let key = &own.conditions.get(*at)?.condition;
        let mut conditions = catalogue.conditions.iter();
        conditions.position(|one| one.condition == *key)
    };
    let rows = release.rows.iter().filter_map(|row| {
        Some(PublishedRow {
            measure: measure(row.measure)?,
            period: period(row.period)?,
            ..*row
        })
    });
    let combinations = release.combinations.iter().filter_map(|one| {
        let conditions = one.conditions.iter().map(condition);
        let mut conditions: Vec<usize> = conditions.collect::<Option<_>>()?;
        conditions.sort_unstable();
        Some(PublishedCombination {
            period: period(one.period)?,
            conditions,
            ..one.clone()
        })
    });
    Release {
        catalogue: Catalogue {
            whole: own.whole.clone(),
            neighbourhoods: own.neighbourhoods.clone(),
            small_areas: own.small_areas.clone(),
            impossible_groups: own.impossible_groups.clone(),
            ..catalogue.clone()
        },
        policy: release.policy.clone(),
        rows: rows.collect(),
        combinations: combinations.collect(),
        revised: release.revised.clone(),
    }
}

/// The same on a later map, on which some neighbourhoods are `same` and others are `changed`.
fn kept(
    own: &Release,
    catalogue: &Catalogue,
    periods: &BTreeSet<usize>,
    same: &[Option<usize>],
    changed: &BTreeSet<AreaIndex>,
) -> Release {
    let whole = [Some(catalogue.whole_index().0)];
    let same: Vec<Option<AreaIndex>> = same
        .iter()
        .chain(&whole)
        .map(|area| area.map(AreaIndex))
        .collect();
    let rows = own.rows.iter().filter_map(|row| {
        let mut row = *row;
        row.place.area = same[row.place.area.0]?;
        Some(row)
    });
    let mut rows: Vec<PublishedRow> = rows.collect();
    for (measure, described) in catalogue.measures.iter().enumerate() {
        let places = catalogue.published_places(described);
        for place in places
            .into_iter()
            .filter(|place| changed.contains(&place.area))
        {
            rows.extend(periods.iter().map(|period| PublishedRow {
                measure,
                period: *period,
                place,
                numerator: Published::NotCalculable,
                denominator: Published::NotCalculable,
                standardised: None,
                dispersion: None,
            }));
        }
    }
    let combinations = own.combinations.iter().filter_map(|one| {
        Some(PublishedCombination {
            area: same[one.area.0]?,
            ..one.clone()
        })
    });
    let impossible = own.catalogue.impossible_groups.iter().filter_map(|empty| {
        let area = same[own.catalogue.area_index(&empty.area)?.0]?;
        Some(ImpossibleGroup {
            area: catalogue.area(area).code.clone(),
            ..empty.clone()
        })
    });
    Release {
        catalogue: Catalogue {
            impossible_groups: impossible.collect(),
            ..catalogue.clone()
        },
        policy: own.policy.clone(),
        rows,
        combinations: combinations.collect(),
        revised: own.revised.clone(),
    }
}
