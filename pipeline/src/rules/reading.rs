//! What the rules say of one person: for each column the snapshots at which it holds.
//!
//! One reading serves every person of a thread in turn, so that nothing is allocated in the fold.

use super::Rules;
use crate::timeline::calendar::{Calendar, SnapshotSet};

/// What holds of a person, and when.
#[derive(Debug)]
pub(crate) struct Reading {
    /// For each column, the snapshots at which the person counts in it.
    sets: Vec<SnapshotSet>,
    /// The columns whose set is not empty.
    held: Vec<(usize, SnapshotSet)>,
    /// The events of rates: column of the number, column of the people, and when each counts.
    events: Vec<(usize, usize, SnapshotSet)>,
    /// For each condition, when it is present; the conditions recorded at all; and, by number,
    /// when there are so many.
    pub(super) present: Vec<SnapshotSet>,
    pub(super) conditions: Vec<usize>,
    pub(super) conditions_at_least: Vec<SnapshotSet>,
    /// The same for body systems.
    pub(super) affected: Vec<SnapshotSet>,
    pub(super) body_systems: Vec<usize>,
    pub(super) body_systems_at_least: Vec<SnapshotSet>,
    pub(super) physical: SnapshotSet,
    pub(super) mental: SnapshotSet,
    /// For each measure, when the events or answers it looks for are there.
    pub(super) found: Vec<SnapshotSet>,
    /// For each survey measure, when there is any answer.
    pub(super) answered: Vec<SnapshotSet>,
}

impl Reading {
    /// An empty reading for these rules.
    pub(crate) fn new(rules: &Rules) -> Self {
        let empty = |length: usize| vec![SnapshotSet::EMPTY; length];
        Self {
            sets: empty(rules.n_columns),
            held: Vec::new(),
            events: Vec::new(),
            present: empty(rules.conditions.len()),
            conditions: Vec::new(),
            conditions_at_least: empty(rules.most_conditions + 1),
            affected: empty(rules.n_body_systems),
            body_systems: Vec::new(),
            body_systems_at_least: empty(rules.most_body_systems + 1),
            physical: SnapshotSet::EMPTY,
            mental: SnapshotSet::EMPTY,
            found: empty(rules.columns.len()),
            answered: empty(rules.columns.len()),
        }
    }

    /// Columns in which the person counts at some snapshot, and when.
    #[inline]
    pub(crate) fn people(&self) -> impl Iterator<Item = (usize, SnapshotSet)> {
        self.held.iter().copied()
    }

    /// One entry for each event of a rate: the column of its number, and when it counts.
    #[inline]
    pub(crate) fn events(&self) -> impl Iterator<Item = (usize, SnapshotSet)> {
        self.events
            .iter()
            .map(|(column, _, counts)| (*column, *counts))
    }

    /// Conditions that are present at some snapshot, and when; only of somebody of whom anything
    /// is recorded.
    pub(crate) fn conditions(&self) -> impl Iterator<Item = (usize, SnapshotSet)> + Clone {
        self.conditions
            .iter()
            .map(|condition| (*condition, self.present[*condition]))
    }

    /// The snapshots at which the person counts in a column.
    pub(crate) fn holds(&self, column: usize) -> SnapshotSet {
        self.set(column)
    }

    /// Adds the square of the person's number of events in a column, at each of some snapshots,
    /// to a series of differences.
    pub(crate) fn add_squared_events(
        &self,
        column: usize,
        during: SnapshotSet,
        differences: &mut [i64],
    ) {
        let mut changes = [0_i64; Calendar::MOST_SNAPSHOTS];
        for (number, _, counts) in &self.events {
            if *number == column {
                (*counts & during).add_to_differences(&mut changes[..differences.len()]);
            }
        }
        let (mut events, mut before) = (0, 0);
        for (difference, change) in differences.iter_mut().zip(changes) {
            events += change;
            *difference += events * events - before;
            before = events * events;
        }
    }

    #[inline]
    pub(super) fn set(&self, column: usize) -> SnapshotSet {
        self.sets[column]
    }

    #[inline]
    pub(super) fn hold(&mut self, column: usize, set: SnapshotSet) {
        if !set.is_empty() {
            self.sets[column] = set;
            self.held.push((column, set));
        }
    }

    pub(super) fn add_condition(&mut self, condition: usize, present: SnapshotSet) {
        if present.is_empty() {
            return;
        }
        if self.present[condition].is_empty() {
            self.conditions.push(condition);
        }
        self.present[condition] |= present;
    }

    pub(super) fn add_body_system(&mut self, body_system: usize, affected: SnapshotSet) {
        if self.affected[body_system].is_empty() {
            self.body_systems.push(body_system);
        }
        self.affected[body_system] |= affected;
    }

    pub(super) fn add_event(&mut self, column: usize, people: usize, counts: SnapshotSet) {
        if !counts.is_empty() {
            self.events.push((column, people, counts));
        }
    }

    /// An event counts while the person is above the line of its measure: of the population, and
    /// with an event in the window, which this one is.
    pub(super) fn keep_events_of_people_counted(&mut self) {
        let sets = &self.sets;
        self.events.retain_mut(|(_, people, counts)| {
            *counts = *counts & sets[*people];
            !counts.is_empty()
        });
    }

    /// Forgets what was counted of the person before.
    pub(super) fn clear(&mut self) {
        for (column, _) in self.held.drain(..) {
            self.sets[column] = SnapshotSet::EMPTY;
        }
        self.events.clear();
    }

    /// Forgets the conditions of the last person who had any.
    pub(super) fn clear_conditions(&mut self) {
        for condition in self.conditions.drain(..) {
            self.present[condition] = SnapshotSet::EMPTY;
        }
        for body_system in self.body_systems.drain(..) {
            self.affected[body_system] = SnapshotSet::EMPTY;
        }
        for at_least in [
            &mut self.conditions_at_least,
            &mut self.body_systems_at_least,
        ] {
            at_least.fill(SnapshotSet::EMPTY);
            at_least[0] = !SnapshotSet::EMPTY;
        }
        self.physical = SnapshotSet::EMPTY;
        self.mental = SnapshotSet::EMPTY;
    }

    /// Forgets what else was recorded of the last person of whom that was asked.
    pub(super) fn clear_records(&mut self) {
        self.found.fill(SnapshotSet::EMPTY);
        self.answered.fill(SnapshotSet::EMPTY);
    }
}
