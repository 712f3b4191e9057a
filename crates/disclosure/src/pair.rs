//! A snapshot that two releases publish in two ways, as one system.
//!
//! Whoever has both takes them for one truth, counted twice and a little better the second time: no
//! count differs by more than the smallest difference with which both can be true. Every withheld
//! count of both has to keep its values even so, and so has every piece of a neighbourhood that the
//! two maps give away.

use crate::combinations::Listings;
use crate::joint::Joint;
use crate::knowledge::Knowledge;
use crate::maps::TwoMaps;
use crate::policy::Policy;
use crate::primary::Snapshot;
use crate::propagate::Range;
use crate::release::{AsPublished, Reading, Release};
use crate::unprotectable::Unprotectable;

/// Counts of one place that differ by more are not of one place.
const FURTHEST_APART: i64 = 1 << 24;

/// The system of two releases.
#[derive(Debug)]
pub(crate) struct Pair<'a> {
    pub(crate) maps: &'a TwoMaps,
    pub(crate) policy: &'a Policy,
    pub(crate) joint: Joint,
}

impl<'a> Pair<'a> {
    /// The system of two releases on two maps, with these sets of conditions.
    pub(crate) fn new(
        maps: &'a TwoMaps,
        policy: &'a Policy,
        listings: &Listings,
    ) -> Result<Self, Unprotectable> {
        let joint = Joint::of_two(maps, policy.withholds_complements(), listings)?;
        Ok(Self {
            maps,
            policy,
            joint,
        })
    }

    /// A snapshot of which nothing is known yet.
    pub(crate) fn nothing(&self, period: usize) -> AsPublished {
        AsPublished::nothing(period, self.joint.system.n_variables())
    }

    /// Adds what the earlier or the later release says; `listings` has the sets of the system.
    pub(crate) fn read(
        &self,
        into: &mut AsPublished,
        release: &Release,
        is_later: bool,
        listings: &Listings,
    ) {
        let n = self.joint.subjects.n_earlier;
        let reading = Reading {
            joint: &self.joint,
            areas: &self.maps.areas[usize::from(is_later)],
            subjects: if is_later { n..2 * n } else { 0..n },
            listings,
        };
        release.read_into(into, &reading);
    }

    /// Sets the smallest difference that bounds do not rule out, and returns it; `None` when no
    /// difference would do.
    pub(crate) fn draw_together(&mut self, snapshot: &Snapshot) -> Option<i64> {
        let least = self.own_difference(snapshot);
        let (mut refuted, mut apart) = (least - 1, least);
        let mut step = 1;
        while self.is_refuted(snapshot, apart) {
            if apart > FURTHEST_APART {
                return None;
            }
            refuted = apart;
            apart += step;
            step *= 2;
        }
        while apart - refuted > 1 {
            let middle = refuted + (apart - refuted) / 2;
            if self.is_refuted(snapshot, middle) {
                refuted = middle;
            } else {
                apart = middle;
            }
        }
        self.joint.set_apart(apart);
        Some(apart)
    }

    /// Lets counts of the same be as far apart as can be, and returns how far.
    pub(crate) fn set_far_apart(&mut self) -> i64 {
        self.joint.set_apart(FURTHEST_APART);
        FURTHEST_APART
    }

    fn is_refuted(&mut self, snapshot: &Snapshot, apart: i64) -> bool {
        self.joint.set_apart(apart);
        let knowledge = Knowledge::new(self.policy, &self.joint, snapshot.clone());
        let mut bounds = knowledge.bounds();
        knowledge.exhaust(&mut bounds).is_err()
    }

    /// The furthest that two counts of the same are apart for certain.
    fn own_difference(&self, snapshot: &Snapshot) -> i64 {
        let known = |variable| -> Range { snapshot.known_from_mark(self.policy, variable) };
        let links = self.joint.links();
        links
            .map(|(before, after)| {
                let (before, after) = (known(before), known(after));
                (before.lower - after.upper).max(after.lower - before.upper)
            })
            .max()
            .unwrap_or(0)
            .max(0)
    }
}
