//! The ages that are told apart while counting, in completed years.
//!
//! The published age bands, and where figures are wanted every age at which a stratum of a
//! standard population begins: the bands are then unions of finer ages. Nobody is counted here,
//! and no finer age than a band is ever published.

use measures::breakdown::age_band;
use measures::standard::{european_weights, own_standard_starts};

use super::Detail;
use crate::timeline::Person;
use crate::timeline::calendar::{Calendar, SnapshotSet};

/// Neighbouring ranges of ages, the youngest first; the last is open.
#[derive(Debug)]
pub(crate) struct Ages(Vec<Age>);

/// A range of ages, and the groups it lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Age {
    /// The youngest age.
    start: u32,
    /// Place among the age bands.
    pub(crate) band: usize,
    /// Place among the groups of the European standard.
    pub(crate) european: usize,
    /// Place among the groups of the partnership's own standard.
    pub(crate) own: usize,
}

impl Ages {
    /// The ages that so much detail needs, for people of at least a minimum age.
    pub(crate) fn new(minimum_age: u32, detail: Detail) -> Self {
        let european: Vec<u32> = european_weights(minimum_age)
            .iter()
            .map(|group| group.from_years)
            .collect();
        let own = own_standard_starts(minimum_age);
        let mut starts: Vec<u32> = (minimum_age..=OLDEST_BAND_START)
            .filter(|age| {
                *age == minimum_age
                    || age_band(*age, minimum_age) != age_band(*age - 1, minimum_age)
            })
            .collect();
        if detail == Detail::Figures {
            starts.extend(&european);
            starts.extend(&own);
            starts.sort_unstable();
            starts.dedup();
        }
        let ages = starts.into_iter().map(|start| Age {
            start,
            band: age_band(start, minimum_age),
            european: group(&european, start),
            own: group(&own, start),
        });
        Self(ages.collect())
    }

    /// The ranges, the youngest first.
    pub(crate) fn all(&self) -> &[Age] {
        &self.0
    }

    /// The youngest age at some snapshot of a calendar, for each month of birth.
    pub(crate) fn youngest(&self, calendar: &Calendar) -> Vec<u8> {
        calendar.by_month(|birth| {
            let reached = |age: &Age| calendar.aged(birth, age.start);
            let at_first = self.0.iter().map(reached);
            // An age is nobody's who has reached the next one at every snapshot.
            let older = at_first
                .skip(1)
                .take_while(|older| *older == calendar.all());
            u8::try_from(older.count()).expect("there are few ages")
        })
    }

    /// The ages of a person with the snapshots at which each is theirs, from the youngest of their
    /// month of birth on.
    #[inline]
    pub(crate) fn of(
        &self,
        person: Person,
        calendar: &Calendar,
        youngest: &[u8],
    ) -> impl Iterator<Item = (usize, SnapshotSet)> {
        let youngest = youngest.get(person.birth.place());
        let youngest = youngest.map_or(0, |place| usize::from(*place));
        let mut from = match self.0.get(youngest) {
            Some(youngest) => calendar.aged(person.birth, youngest.start),
            None => SnapshotSet::EMPTY,
        };
        // Whoever never reaches an age reaches no greater one.
        (youngest..self.0.len()).map_while(move |place| {
            let older = match self.0.get(place + 1) {
                Some(next) => calendar.aged(person.birth, next.start),
                None => SnapshotSet::EMPTY,
            };
            let here = from;
            from = older;
            (!here.is_empty()).then_some((place, here & !older))
        })
    }
}

/// The place of the last group that starts at an age or below it.
fn group(starts: &[u32], age: u32) -> usize {
    starts.partition_point(|start| *start <= age) - 1
}

/// No band begins at a greater age.
const OLDEST_BAND_START: u32 = 120;

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(minimum_age: u32, detail: Detail, expected: &[u32]) {
        let ages = Ages::new(minimum_age, detail);
        let starts: Vec<u32> = ages.all().iter().map(|age| age.start).collect();
        assert_eq!(starts, expected, "from {minimum_age}");
    }

    #[test]
    fn counts_need_bands_and_figures_the_strata_of_both_standards() {
        check(18, Detail::Counts, &[18, 35, 50, 65, 75, 85]);
        check(0, Detail::Counts, &[0, 18, 35, 50, 65, 75, 85]);
        check(16, Detail::Counts, &[16, 18, 35, 50, 65, 75, 85]);
        check(65, Detail::Counts, &[65, 75, 85]);
        check(
            18,
            Detail::Figures,
            &[
                18, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90,
            ],
        );
        // Five-year groups do not end at 18, where a band begins.
        check(
            16,
            Detail::Figures,
            &[
                16, 18, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90,
            ],
        );
        check(65, Detail::Figures, &[65, 70, 75, 80, 85, 90]);
        check(92, Detail::Figures, &[92]);
    }

    #[test]
    fn each_age_lies_in_one_group_of_each_kind() {
        for minimum_age in [0, 16, 18, 65] {
            let ages = Ages::new(minimum_age, Detail::Figures);
            let european = european_weights(minimum_age);
            let own = own_standard_starts(minimum_age);
            for (place, age) in ages.all().iter().enumerate() {
                let last = match ages.all().get(place + 1) {
                    Some(next) => next.start - 1,
                    None => 119,
                };
                for years in [age.start, last] {
                    assert_eq!(age_band(years, minimum_age), age.band);
                    assert!(european[age.european].from_years <= years);
                    assert!(own[age.own] <= years);
                    let next = european.get(age.european + 1);
                    assert!(next.is_none_or(|next| next.from_years > years));
                    assert!(own.get(age.own + 1).is_none_or(|next| *next > years));
                }
            }
        }
    }
}
