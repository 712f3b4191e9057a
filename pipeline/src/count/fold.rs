//! The hot loop: timelines to counts.
//!
//! What one fact costs: its row is read twice and copied once to stand beside the person's other
//! facts; then a table look-up from day to month (done while copying), two shifts for the
//! snapshots it covers, and one OR for each rule that looks for it. Nothing is hashed, compared as
//! text or allocated. What one person costs besides: a step for each measure whose population
//! they are in, and for each measure that holds one addition per age band, whatever the number of
//! snapshots, into an array of some 20 KB that stays in the processor's first cache, because
//! people come in order of stratum and only a finished stratum is added to the places.

use std::ops::Range;

use measures::breakdown::age_band;

use super::strata::{PlaceIndex, Strata};
use crate::rules::{Reading, Rules};
use crate::timeline::calendar::{Calendar, SnapshotSet};
use crate::timeline::{Person, Timelines};

/// A person in the order of the fold.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seated {
    /// People of one stratum sit next to each other.
    pub(crate) stratum: usize,
    pub(crate) person: Person,
}

/// Everything a thread needs to fold, shared by all of them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fold<'a> {
    pub(crate) calendar: &'a Calendar,
    pub(crate) rules: &'a Rules,
    pub(crate) strata: &'a Strata,
    pub(crate) places: &'a PlaceIndex,
    pub(crate) minimum_age: u32,
}

/// Counts by place, column and snapshot, each snapshot as the difference to the one before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Differences {
    n_columns: usize,
    n_snapshots: usize,
    /// Shape: places × columns × snapshots.
    by_place: Vec<i64>,
}

impl Fold<'_> {
    /// Nobody counted yet.
    pub(crate) fn nobody(&self) -> Differences {
        let n_columns = self.rules.n_columns();
        let n_snapshots = self.calendar.n_snapshots();
        Differences {
            n_columns,
            n_snapshots,
            by_place: vec![0; self.places.n_places * n_columns * n_snapshots],
        }
    }

    /// Counts the people in neighbouring seats.
    pub(crate) fn count(
        &self,
        people: &[Seated],
        range: Range<usize>,
        timelines: &Timelines,
    ) -> Differences {
        let mut counts = self.nobody();
        let mut reading = Reading::new(self.rules);
        let bands = AgeBands::new(self.minimum_age);
        // One row for each age band. The age and sex strata of standardised rates belong here.
        let row = counts.n_columns * counts.n_snapshots;
        let mut at_age = vec![0_i32; row * self.places.n_age_bands()];
        let mut stratum = people.get(range.start).map_or(0, |first| first.stratum);
        for (offset, seated) in people[range].iter().enumerate() {
            if seated.stratum != stratum {
                self.finish(stratum, &mut at_age, &mut counts);
                stratum = seated.stratum;
            }
            let counted = seated.person.counted(self.calendar, self.minimum_age);
            self.rules.read(
                self.calendar,
                counted,
                timelines.timeline(offset),
                &mut reading,
            );
            for (band, in_band) in bands.of(seated.person, self.calendar) {
                if (counted & in_band).is_empty() {
                    continue;
                }
                let row = &mut at_age[band * row..(band + 1) * row];
                for (column, holds) in reading.people().chain(reading.events()) {
                    let start = column * counts.n_snapshots;
                    (holds & in_band)
                        .add_to_differences(&mut row[start..start + counts.n_snapshots]);
                }
            }
        }
        self.finish(stratum, &mut at_age, &mut counts);
        counts
    }

    /// Adds a finished stratum to its places and clears it.
    fn finish(&self, stratum: usize, at_age: &mut [i32], counts: &mut Differences) {
        if self.strata.len() == 0 {
            return;
        }
        let places = self.strata.places(stratum, self.places);
        let row = counts.n_columns * counts.n_snapshots;
        for (in_band, at_this_age) in at_age.chunks_exact(row).zip(&places.at_age) {
            if in_band.iter().all(|difference| *difference == 0) {
                continue;
            }
            for place in at_this_age.iter().chain(&places.at_any_age) {
                let counted = &mut counts.by_place[place * row..(place + 1) * row];
                for (total, difference) in counted.iter_mut().zip(in_band) {
                    *total += i64::from(*difference);
                }
            }
        }
        at_age.fill(0);
    }
}

impl Differences {
    /// Adds what another thread counted. Sums of whole numbers are the same in any order.
    pub(crate) fn add(&mut self, other: &Self) {
        for (total, difference) in self.by_place.iter_mut().zip(&other.by_place) {
            *total += difference;
        }
    }

    /// The counts of a place and column, one for each snapshot.
    pub(crate) fn running(&self, place: usize, column: usize) -> impl Iterator<Item = u64> {
        let start = (place * self.n_columns + column) * self.n_snapshots;
        self.by_place[start..start + self.n_snapshots]
            .iter()
            .scan(0_i64, |running, difference| {
                *running += difference;
                Some(u64::try_from(*running).expect("nothing is counted fewer than 0 times"))
            })
    }
}

/// The age bands and the age at which each begins, the youngest first.
struct AgeBands(Vec<(usize, u32)>);

impl AgeBands {
    fn new(minimum_age: u32) -> Self {
        let mut bands: Vec<(usize, u32)> = Vec::new();
        for age in minimum_age..=OLDEST_BAND_START {
            let band = age_band(age, minimum_age);
            if bands.last().is_none_or(|(last, _)| *last != band) {
                bands.push((band, age));
            }
        }
        Self(bands)
    }

    /// Each band with the snapshots at which the person is in it.
    fn of(
        &self,
        person: Person,
        calendar: &Calendar,
    ) -> impl Iterator<Item = (usize, SnapshotSet)> {
        self.0
            .iter()
            .enumerate()
            .map(move |(place, (band, start))| {
                let older = match self.0.get(place + 1) {
                    Some((_, next)) => calendar.aged(person.birth, *next),
                    None => SnapshotSet::EMPTY,
                };
                (*band, calendar.aged(person.birth, *start) & !older)
            })
    }
}

/// No band begins at a greater age.
const OLDEST_BAND_START: u32 = 120;
