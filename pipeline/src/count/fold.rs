//! The hot loop: timelines to counts.
//!
//! What one fact costs before it comes here: 6 to 12 bytes, written once to the end of a list of
//! its block, and copied once, within a near cache, to stand beside the person's other facts; and
//! nothing if no rule can see it. What it costs here: a load for each end of the snapshots it covers,
//! and one OR for each rule that looks for it. Nothing is hashed, compared as text or allocated.
//!
//! What one person costs besides: a step for each measure whose population they are in, those that
//! ask for conditions only where there are any; and for each measure that holds one addition per
//! range of ages, whatever the number of snapshots. The additions go into an array that stays in
//! the processor's nearest caches, because people come in order of stratum. A finished stratum is
//! added to others of the same surroundings, and only those to the places. Standardised figures
//! and sets of conditions cost more, and only where they are wanted.

use std::ops::Range;

use super::Detail;
use super::ages::Ages;
use super::combinations::Combinations;
use super::differences::Differences;
use super::standard_people::StandardPeople;
use super::strata::{Groups, PlaceIndex, SharedPlaces, Strata};
use crate::rules::{Reading, Rules};
use crate::seating::Seating;
use crate::timeline::Timelines;
use crate::timeline::calendar::{Calendar, SnapshotSet};

/// Everything a thread needs to fold, shared by all of them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fold<'a> {
    pub(crate) calendar: &'a Calendar,
    pub(crate) rules: &'a Rules,
    pub(crate) strata: &'a Strata,
    pub(crate) places: &'a PlaceIndex,
    pub(crate) ages: &'a Ages,
    /// As [`Ages::youngest`] makes them.
    pub(crate) youngest: &'a [u8],
    pub(crate) minimum_age: u32,
    pub(crate) detail: Detail,
}

/// What was counted of some people.
#[derive(Debug, Clone)]
pub(crate) struct Counts {
    /// One row for each place.
    pub(crate) at_places: Differences,
    /// Only where figures are wanted.
    pub(crate) for_figures: Option<ForFigures>,
}

/// Counts of people with the same surroundings: finished strata are added up here first, so that
/// each is added twice and once for each age, and not to thirty places.
#[derive(Debug)]
struct Together {
    surroundings: usize,
    places: SharedPlaces,
    by_sex: Differences,
    by_ethnic_group: Differences,
    by_age_band: Differences,
}

/// What standardised figures and lists of combinations are made of.
#[derive(Debug, Clone)]
pub(crate) struct ForFigures {
    pub(crate) by_age_and_sex: StandardPeople,
    pub(crate) combinations: Combinations,
}

impl Fold<'_> {
    /// Nobody counted yet.
    pub(crate) fn nobody(&self) -> Counts {
        let zero = |rows| self.zero(rows);
        Counts {
            at_places: zero(self.places.n_places),
            for_figures: (self.detail == Detail::Figures).then(|| ForFigures {
                by_age_and_sex: StandardPeople::new(self.places, self.ages, zero),
                combinations: Combinations::new(self.rules.n_conditions()),
            }),
        }
    }

    /// Counts the people of a block of seats.
    pub(crate) fn count(
        &self,
        seating: &Seating,
        block: Range<usize>,
        timelines: &Timelines,
        counts: &mut Counts,
    ) {
        let mut reading = Reading::new(self.rules);
        let mut at_age = self.zero(self.ages.all().len());
        let mut together: Option<Together> = None;
        for (stratum, seats) in seating.strata(block.clone()) {
            let (surroundings, groups) = Strata::of(stratum);
            let together = match &mut together {
                Some(together) if together.surroundings == surroundings => together,
                others => {
                    if let Some(done) = others.take() {
                        done.add_to(&mut counts.at_places);
                    }
                    others.insert(self.together(surroundings))
                }
            };
            let first = seats.start - block.start;
            for (place, person) in (first..).zip(seating.people(seats)) {
                let counted = person.counted(self.calendar, self.minimum_age);
                let timeline = timelines.timeline(place);
                self.rules
                    .read(self.calendar, counted, timeline, &mut reading);
                for (age, while_of_age) in self.ages.of(person, self.calendar, self.youngest) {
                    if (counted & while_of_age).is_empty() {
                        continue;
                    }
                    let mut add = |(column, holds): (usize, SnapshotSet)| {
                        (holds & while_of_age).add_to_differences(at_age.cell_mut(age, column));
                    };
                    reading.people().for_each(&mut add);
                    reading.events().for_each(add);
                    for rate in self.rules.rates() {
                        reading.add_squared_events(
                            rate.events,
                            while_of_age,
                            at_age.cell_mut(age, rate.squared_events),
                        );
                    }
                }
                if let Some(figures) = &mut counts.for_figures {
                    figures.combinations.add_person(
                        together.places.neighbourhood,
                        reading.holds(self.rules.several()),
                        &reading.conditions(),
                    );
                }
            }
            if let Some(figures) = &mut counts.for_figures {
                let by_age_and_sex = &mut figures.by_age_and_sex;
                by_age_and_sex.add(&together.places, groups, &at_age);
            }
            together.take_in(groups, self.ages, &mut at_age);
        }
        if let Some(done) = together {
            done.add_to(&mut counts.at_places);
        }
    }

    /// Nobody yet of some surroundings.
    fn together(&self, surroundings: usize) -> Together {
        let places = self.strata.places(surroundings, self.places);
        Together {
            surroundings,
            by_sex: self.zero(places.by_sex.len()),
            by_ethnic_group: self.zero(places.by_ethnic_group.len()),
            by_age_band: self.zero(places.by_age_band.len()),
            places,
        }
    }

    fn zero(&self, rows: usize) -> Differences {
        Differences::zero(rows, self.rules.n_columns(), self.n_snapshots())
    }

    fn n_snapshots(&self) -> usize {
        self.calendar.n_snapshots()
    }
}

impl Together {
    /// Takes in a finished stratum, and leaves nothing of it.
    fn take_in(&mut self, groups: Groups, ages: &Ages, at_age: &mut Differences) {
        for (row, age) in ages.all().iter().enumerate() {
            if !at_age.is_zero(row) {
                self.by_age_band.add_row(age.band, at_age, row);
            }
            if row > 0 {
                at_age.move_row(row, 0);
            }
        }
        self.by_sex.add_row(groups.sex, at_age, 0);
        self.by_ethnic_group.add_row(groups.ethnic_group, at_age, 0);
        at_age.row_mut(0).fill(0);
    }

    /// Adds all of them to their places.
    fn add_to(mut self, at_places: &mut Differences) {
        let kinds = [
            (&self.by_sex, &self.places.by_sex),
            (&self.by_ethnic_group, &self.places.by_ethnic_group),
            (&self.by_age_band, &self.places.by_age_band),
        ];
        for (counts, groups) in kinds {
            for (group, places) in groups.iter().enumerate() {
                if !counts.is_zero(group) {
                    for place in places {
                        at_places.add_row(*place, counts, group);
                    }
                }
            }
        }
        for sex in 1..self.places.by_sex.len() {
            self.by_sex.move_row(sex, 0);
        }
        for place in &self.places.everybody {
            at_places.add_row(*place, &self.by_sex, 0);
        }
    }
}

impl Counts {
    pub(crate) fn n_snapshots(&self) -> usize {
        self.at_places.n_snapshots()
    }

    /// Bytes of memory held.
    pub(crate) fn memory(&self) -> usize {
        let figures = self.for_figures.as_ref();
        self.at_places.memory() + figures.map_or(0, |figures| figures.by_age_and_sex.memory())
    }

    /// Adds what another thread counted.
    pub(crate) fn add(&mut self, other: &Self) {
        self.at_places.add(&other.at_places);
        if let (Some(figures), Some(others)) = (&mut self.for_figures, &other.for_figures) {
            figures.by_age_and_sex.add_others(&others.by_age_and_sex);
            figures.combinations.add(&others.combinations);
        }
    }
}
