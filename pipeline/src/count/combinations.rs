//! Which sets of conditions people with several live with.
//!
//! A person's set is taken once for each stretch of snapshots over which it stays the same. Sets
//! that too few people have to be published under any policy are counted, but not kept.

use std::collections::HashMap;
use std::ops::Range;

use disclosure::exact::ExactCombination;
use foldhash::fast::FixedState;
use measures::area::AreaIndex;

use crate::timeline::calendar::SnapshotSet;

/// The fewest people of the whole partnership whose set is kept.
///
/// Fewer can't be published as 10 or more. A count `c` below the threshold is withheld; above it,
/// rounding to the nearest `b` adds at most `b/2`, and a policy is refused whose smallest shown
/// count rounds to 0. So a shown `c` of 4 has `b` of at most 8, and is published as 8 at most.
const FEWEST_PEOPLE: u32 = 5;

/// Sets of conditions, and the stretches of snapshots over which somebody has each.
#[derive(Debug, Clone)]
pub(crate) struct Combinations {
    places: HashMap<Box<[u64]>, u32, FixedState>,
    /// One bit for each condition.
    sets: Vec<Box<[u64]>>,
    stretches: Vec<Stretch>,
    /// Serves every person in turn, so that nothing is allocated for a set seen before.
    set: Box<[u64]>,
}

/// Somebody has one set of conditions from a snapshot until before another.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    set: u32,
    neighbourhood: u16,
    from: u8,
    until: u8,
}

impl Combinations {
    /// No set of so many conditions yet.
    pub(crate) fn new(n_conditions: usize) -> Self {
        Self {
            places: HashMap::default(),
            sets: Vec::new(),
            stretches: Vec::new(),
            set: vec![0; n_conditions.div_ceil(64)].into(),
        }
    }

    /// Counts a person: when each condition is present, and when they are counted as somebody
    /// with several.
    pub(crate) fn add_person(
        &mut self,
        neighbourhood: AreaIndex,
        several: SnapshotSet,
        conditions: &(impl Iterator<Item = (usize, SnapshotSet)> + Clone),
    ) {
        if several.is_empty() {
            return;
        }
        let changes = conditions
            .clone()
            .fold(SnapshotSet::EMPTY, |all, (_, present)| {
                all | present.changes()
            });
        let mut set = std::mem::take(&mut self.set);
        for run in several.runs_between(changes) {
            set.fill(0);
            for (condition, present) in conditions.clone() {
                if present.holds(run.start) {
                    set[condition / 64] |= 1 << (condition % 64);
                }
            }
            self.add_stretch(neighbourhood, &set, run);
        }
        self.set = set;
    }

    fn add_stretch(&mut self, neighbourhood: AreaIndex, set: &[u64], run: Range<usize>) {
        let narrow = "a calendar has at most 64 snapshots";
        let set = self.place(set);
        self.stretches.push(Stretch {
            set,
            neighbourhood: u16::try_from(neighbourhood.0).expect("fewer areas than small areas"),
            from: u8::try_from(run.start).expect(narrow),
            until: u8::try_from(run.end).expect(narrow),
        });
    }

    fn place(&mut self, set: &[u64]) -> u32 {
        if let Some(place) = self.places.get(set) {
            return *place;
        }
        let place = u32::try_from(self.sets.len()).expect("fewer sets than people");
        self.places.insert(set.into(), place);
        self.sets.push(set.into());
        place
    }

    /// Adds what another thread counted.
    pub(crate) fn add(&mut self, other: &Self) {
        let places: Vec<u32> = other.sets.iter().map(|set| self.place(set)).collect();
        self.stretches
            .extend(other.stretches.iter().map(|stretch| Stretch {
                set: places[stretch.set as usize],
                ..*stretch
            }));
    }

    /// The sets that at least [`FEWEST_PEOPLE`] have, by area: so many neighbourhoods, then the
    /// whole. The first of so many snapshots is `first_period` of the catalogue.
    pub(crate) fn exact(
        &self,
        first_period: usize,
        n_snapshots: usize,
        n_neighbourhoods: usize,
    ) -> Vec<ExactCombination> {
        let mut people = vec![0_u32; self.sets.len() * n_snapshots];
        for stretch in &self.stretches {
            for cell in &mut people[stretch.cells(n_snapshots)] {
                *cell += 1;
            }
        }
        // Where each set and snapshot with enough people stands in the list, if it does.
        let mut kept = vec![None; people.len()];
        let mut combinations = Vec::new();
        for (cell, people) in people.into_iter().enumerate() {
            if people >= FEWEST_PEOPLE {
                kept[cell] = Some(combinations.len());
                let mut by_area = vec![0; n_neighbourhoods + 1];
                by_area[n_neighbourhoods] = u64::from(people);
                combinations.push(ExactCombination {
                    period: first_period + cell % n_snapshots,
                    conditions: conditions(&self.sets[cell / n_snapshots]),
                    people: by_area,
                });
            }
        }
        for stretch in &self.stretches {
            for place in kept[stretch.cells(n_snapshots)].iter().flatten() {
                combinations[*place].people[usize::from(stretch.neighbourhood)] += 1;
            }
        }
        combinations
    }
}

impl Stretch {
    /// Its cells in a table of sets × snapshots.
    fn cells(self, n_snapshots: usize) -> Range<usize> {
        let first = self.set as usize * n_snapshots;
        first + usize::from(self.from)..first + usize::from(self.until)
    }
}

/// The places of the conditions in a set, ascending.
fn conditions(set: &[u64]) -> Vec<usize> {
    (0..set.len() * 64)
        .filter(|condition| set[condition / 64] >> (condition % 64) & 1 == 1)
        .collect()
}
