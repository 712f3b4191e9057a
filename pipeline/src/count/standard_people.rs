//! Counts by age and sex, in the places of which a standardised figure is published.
//!
//! These counts are finer than anything that is shown, and never leave the pipeline: only
//! standardised figures are made of them. People whose sex is neither male nor female are left
//! out, because no standard says how many of them there are.

use super::ages::Ages;
use super::differences::Differences;
use super::strata::{Groups, PlaceIndex, SharedPlaces};
use crate::rules::MeasureColumns;

/// The sexes of standard populations: male and female, the first two of
/// [`measures::breakdown::SEXES`].
pub(crate) const STANDARD_SEXES: usize = 2;

/// Counts by place, sex and age.
#[derive(Debug, Clone)]
pub(crate) struct StandardPeople {
    /// For each place of the catalogue its order among those kept here, if it is.
    kept: Vec<Option<usize>>,
    n_ages: usize,
    /// Shape: (kept places × sexes × ages) × columns × snapshots.
    counts: Differences,
}

/// What a measure counts of one age and sex at one snapshot.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StandardCount {
    pub(crate) people: u64,
    pub(crate) events: u64,
    pub(crate) squared_events: u64,
}

impl StandardPeople {
    /// Nobody yet; `zero` makes a table of so many rows.
    pub(crate) fn new(
        places: &PlaceIndex,
        ages: &Ages,
        zero: impl FnOnce(usize) -> Differences,
    ) -> Self {
        let mut kept = vec![None; places.n_places];
        for (order, place) in places.standardised.iter().enumerate() {
            kept[*place] = Some(order);
        }
        let n_ages = ages.all().len();
        Self {
            kept,
            n_ages,
            counts: zero(places.standardised.len() * STANDARD_SEXES * n_ages),
        }
    }

    /// Bytes of memory held.
    pub(crate) fn memory(&self) -> usize {
        self.counts.memory()
    }

    /// Adds a stratum whose counts are given for each age.
    pub(crate) fn add(&mut self, places: &SharedPlaces, groups: Groups, at_age: &Differences) {
        if groups.sex >= STANDARD_SEXES {
            return;
        }
        let of_group = &places.by_ethnic_group[groups.ethnic_group];
        for age in 0..self.n_ages {
            if at_age.is_zero(age) {
                continue;
            }
            for place in places.everybody.iter().chain(of_group) {
                if let Some(row) = self.row(*place, groups.sex, age) {
                    self.counts.add_row(row, at_age, age);
                }
            }
        }
    }

    /// Adds what another thread counted.
    pub(crate) fn add_others(&mut self, others: &Self) {
        self.counts.add(&others.counts);
    }

    /// The counts of a place, sex, age and column, one for each snapshot; none where they are not
    /// kept.
    pub(crate) fn running(
        &self,
        (place, sex, age): (usize, usize, usize),
        column: usize,
    ) -> Option<impl Iterator<Item = u64>> {
        let row = self.row(place, sex, age)?;
        Some(self.counts.running(row, column))
    }

    /// What a measure counts of a place, sex and age, one for each snapshot; none where it is not
    /// kept.
    pub(crate) fn counts(
        &self,
        at: (usize, usize, usize),
        columns: &MeasureColumns,
    ) -> Option<impl Iterator<Item = StandardCount>> {
        // Of people each of whom counts once at most, the squares are the people themselves.
        let squared_events = columns.squared_events.unwrap_or(columns.numerator);
        let people = self.running(at, columns.denominator)?;
        let events = self.running(at, columns.numerator)?;
        let squares = self.running(at, squared_events)?;
        let count = |((people, events), squared_events)| StandardCount {
            people,
            events,
            squared_events,
        };
        Some(people.zip(events).zip(squares).map(count))
    }

    fn row(&self, place: usize, sex: usize, age: usize) -> Option<usize> {
        let kept = self.kept[place]?;
        Some((kept * STANDARD_SEXES + sex) * self.n_ages + age)
    }
}
