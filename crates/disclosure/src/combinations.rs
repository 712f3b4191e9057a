//! Sets of conditions: which of them an area lists.
//!
//! A set is listed where it publishes as at least the threshold, at most 40 of them for an area
//! and a snapshot. A set that is not listed may be small, may be the forty-first, or may have been
//! left out for the sake of another count, so its absence gives no number away. Its count is still
//! protected like a withheld one: the system holds it, with every sum and order it is in.

use std::collections::{BTreeMap, BTreeSet};

use measures::area::AreaIndex;
use measures::catalogue::Catalogue;

use crate::exact::Exact;
use crate::policy::Policy;
use crate::release::Release;
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
    /// What the rule lists of exact counts, and what an earlier release listed at its snapshots.
    pub(crate) fn of_exact(
        catalogue: &Catalogue,
        policy: &Policy,
        exact: &Exact,
        earlier: Option<&Release>,
    ) -> Self {
        let kept = earlier.map(Release::periods).unwrap_or_default();
        let mut by_place: BTreeMap<(usize, AreaIndex), Vec<(u32, &Set)>> = BTreeMap::new();
        let counted = exact.combinations().iter();
        for combination in counted.filter(|one| !kept.contains(&one.period)) {
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
        let mut listed = earlier.map(Release::listed).unwrap_or_default();
        for ((period, area), mut sets) in by_place {
            sets.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(b.1)));
            for (shown, set) in sets.into_iter().take(MOST_LISTED) {
                listed.insert((period, area, set.clone()), shown);
            }
        }
        Self::new(catalogue, listed)
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
