//! The hot loop: timelines to counts.
//!
//! What one fact costs before it comes here: 6 to 12 bytes, written once to the end of a list of
//! its block, and copied once, within a near cache, to stand beside the person's other facts; and
//! nothing if no rule can see it. What it costs here: a load for each end of the snapshots it covers,
//! and one OR for each rule that looks for it. Nothing is hashed, compared as text or allocated.
//!
//! What one person costs besides: a step for each measure whose population they are in, those that
//! ask for a condition only where it is recorded; and for each measure that holds one addition per
//! range of ages, whatever the number of snapshots. The additions go into an array that stays in
//! the processor's nearest caches, because people come in order of stratum and only a finished
//! stratum is added to the places. Standardised figures and sets of conditions cost more, and only
//! where they are wanted.

use std::ops::Range;

use super::Detail;
use super::ages::Ages;
use super::combinations::Combinations;
use super::differences::Differences;
use super::standard_people::StandardPeople;
use super::strata::{PlaceIndex, Strata, StratumPlaces};
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

/// What standardised figures and lists of combinations are made of.
#[derive(Debug, Clone)]
pub(crate) struct ForFigures {
    pub(crate) by_age_and_sex: StandardPeople,
    pub(crate) combinations: Combinations,
}

impl Fold<'_> {
    /// Nobody counted yet.
    pub(crate) fn nobody(&self) -> Counts {
        let zero = |rows| Differences::zero(rows, self.rules.n_columns(), self.n_snapshots());
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
        let mut at_age = Differences::zero(
            self.ages.all().len(),
            self.rules.n_columns(),
            self.n_snapshots(),
        );
        for (stratum, seats) in seating.strata(block.clone()) {
            let places = self.strata.places(stratum, self.places);
            let first = seats.start - block.start;
            for (place, person) in (first..).zip(seating.people(seats)) {
                let counted = person.counted(self.calendar, self.minimum_age);
                let timeline = timelines.timeline(place);
                self.rules
                    .read(self.calendar, counted, timeline, &mut reading);
                for (age, while_of_age) in self.ages.of(*person, self.calendar) {
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
                        places.neighbourhood,
                        reading.holds(self.rules.several()),
                        &reading.conditions(),
                    );
                }
            }
            self.finish(&places, &mut at_age, counts);
        }
    }

    /// Adds a finished stratum to its places and clears it.
    fn finish(&self, places: &StratumPlaces, at_age: &mut Differences, counts: &mut Counts) {
        if let Some(figures) = &mut counts.for_figures {
            figures.by_age_and_sex.add(places, at_age);
        }
        let ages = self.ages.all();
        let mut youngest_of_band = 0;
        for age in 1..ages.len() {
            if ages[age].band == ages[youngest_of_band].band {
                at_age.move_row(age, youngest_of_band);
            } else {
                youngest_of_band = age;
            }
        }
        for (age, range) in ages.iter().enumerate() {
            if !at_age.is_zero(age) {
                for place in &places.at_age[range.band] {
                    counts.at_places.add_row(*place, at_age, age);
                }
            }
        }
        // Most places take people of any age, so the ages are added up once for all of them.
        for age in 1..ages.len() {
            at_age.move_row(age, 0);
        }
        for place in &places.at_any_age {
            counts.at_places.add_row(*place, at_age, 0);
        }
        at_age.clear();
    }

    fn n_snapshots(&self) -> usize {
        self.calendar.n_snapshots()
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
