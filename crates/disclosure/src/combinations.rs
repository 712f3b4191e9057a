//! Sets of conditions: which of them an area lists.
//!
//! A set is listed where it publishes as at least the threshold, at most 40 of them for an area
//! and a snapshot. A set that is not listed may be small, may be the forty-first, or may have been
//! left out for the sake of another count, so its absence gives no number away. Its count is still
//! protected like a withheld one: the system holds it, with every sum and order it is in.

use std::collections::{BTreeMap, BTreeSet};

use measures::area::AreaIndex;
use measures::catalogue::Catalogue;

use crate::earlier::Earlier;
use crate::exact::Exact;
use crate::policy::Policy;
use crate::rule::publish;

/// The most sets that an area lists at a snapshot.
const MOST_LISTED: usize = 40;

/// Up to so many conditions, every set of three or more is in the system: when nearly all of them
/// are listed, the last follow from the total.
const FEW_CONDITIONS: usize = 6;

/// Conditions by their places among [`Catalogue::conditions`], ascending.
pub(crate) type Set = Vec<usize>;

/// The published count of each set at each snapshot and area where it is listed.
pub(crate) type Listed = BTreeMap<(usize, AreaIndex, Set), u32>;

/// The sets of a release, and where each is listed to begin with.
#[derive(Debug, Default)]
pub(crate) struct Listings {
    /// Every set that is listed anywhere, in order.
    pub(crate) sets: Vec<Set>,
    /// Whether these are all the sets of three or more conditions that there can be.
    pub(crate) every_set: bool,
    /// The published count of each set at each snapshot and area where it is listed.
    pub(crate) listed: Listed,
}

impl Listings {
    /// What the rule lists of exact counts; and at the snapshots of an earlier release, what that
    /// listed.
    pub(crate) fn of_exact(
        catalogue: &Catalogue,
        policy: &Policy,
        exact: &Exact,
        earlier: Option<&Earlier>,
    ) -> Self {
        let mut listed = listed_by_rule(policy, exact);
        if let Some(earlier) = earlier {
            listed.retain(|(period, _, _), _| !earlier.periods.contains(period));
            listed.extend(earlier.kept.listed());
        }
        let mut listings = Self::new(catalogue, listed);
        // What only the earlier map listed is in the systems of both.
        if let Some(earlier) = earlier.filter(|earlier| !earlier.changed.is_empty()) {
            let own = earlier.own.listings().sets;
            let all: BTreeSet<Set> = listings.sets.into_iter().chain(own).collect();
            listings.sets = all.into_iter().collect();
        }
        listings
    }

    /// The same sets, listed at the snapshots of an earlier release as the rule has it; what that
    /// did not list of a place it knew stays on no list.
    pub(crate) fn revised(&self, policy: &Policy, exact: &Exact, earlier: &Earlier) -> Self {
        let mut listed = listed_by_rule(policy, exact);
        let sets = &self.sets;
        listed.retain(|key, _| {
            let (period, area, set) = key;
            earlier.periods.contains(period)
                && sets.binary_search(set).is_ok()
                && (earlier.changed.contains(area) || self.listed.contains_key(key))
        });
        Self {
            sets: sets.clone(),
            every_set: self.every_set,
            listed,
        }
    }

    /// The same sets, listed as another release has it.
    pub(crate) fn with_listed(&self, listed: Listed) -> Self {
        Self {
            sets: self.sets.clone(),
            every_set: self.every_set,
            listed,
        }
    }

    /// Sets with the published counts they are listed with.
    pub(crate) fn new(catalogue: &Catalogue, listed: Listed) -> Self {
        let mut sets: BTreeSet<Set> = listed.keys().map(|(_, _, set)| set.clone()).collect();
        let n_conditions = catalogue.conditions.len();
        let every_set = !sets.is_empty() && n_conditions <= FEW_CONDITIONS;
        if every_set {
            let several = (0..1_u32 << n_conditions).filter(|set| set.count_ones() >= 3);
            sets.extend(several.map(|set| {
                let has = |condition: &usize| set & (1 << condition) != 0;
                (0..n_conditions).filter(has).collect()
            }));
        }
        Self {
            sets: sets.into_iter().collect(),
            every_set,
            listed,
        }
    }
}

/// The sets of exact counts that are listed for an area and a snapshot, with their published counts.
fn listed_by_rule(policy: &Policy, exact: &Exact) -> Listed {
    let mut by_place: BTreeMap<(usize, AreaIndex), Vec<(u32, &Set)>> = BTreeMap::new();
    for combination in exact.combinations() {
        for (area, people) in combination.people.iter().enumerate() {
            let people = i64::try_from(*people).unwrap_or(i64::MAX);
            let shown = publish(policy, people).filter(|_| people > 0);
            if let Some(shown) = shown {
                by_place
                    .entry((combination.period, AreaIndex(area)))
                    .or_default()
                    .push((shown, &combination.conditions));
            }
        }
    }
    let mut listed = Listed::new();
    for ((period, area), mut sets) in by_place {
        sets.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(b.1)));
        for (shown, set) in sets.into_iter().take(MOST_LISTED) {
            listed.insert((period, area, set.clone()), shown);
        }
    }
    listed
}
