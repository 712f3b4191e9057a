//! People as the count needs them before it is known who sits where: what ingest finds of them is
//! put here, as small as it can be.
//!
//! They stay in the stretches in which they came. Nothing here reads a fact.

use measures::breakdown::{ETHNIC_GROUPS, SEXES};

use crate::ingest::KeepPeople;
use crate::tables::{Life, Lives, People, PeopleTally};
use crate::threads::Threads;
use crate::timeline::Person;
use crate::timeline::calendar::Calendar;

/// People of consecutive rows.
#[derive(Debug)]
pub(crate) struct Newcomers<'a> {
    /// Any of a series.
    calendar: &'a Calendar,
    stretches: Vec<Stretch>,
    tally: PeopleTally,
}

/// At most [`Lives::STRETCH`] of them. The columns have equal length.
#[derive(Debug, Default)]
pub(crate) struct Stretch {
    /// What facts are checked by; the number is an [`Origin`] until there is a seat.
    pub(crate) lives: Vec<Life>,
    pub(crate) persons: Vec<Person>,
}

/// Where a person lives, and their groups.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Origin(u32);

/// Pairs of a sex and an ethnic group.
const GROUPS: u32 = 18;
const GROUPS_OF_A_SEX: u32 = 6;
const _: () = assert!(ETHNIC_GROUPS.len() == GROUPS_OF_A_SEX as usize);
const _: () = assert!(SEXES.len() * ETHNIC_GROUPS.len() == GROUPS as usize);
/// A small area of no neighbourhood.
const OUTSIDE: u32 = u32::MAX / GROUPS - 1;

impl Origin {
    #[inline]
    fn of(people: &People, row: usize) -> Self {
        let small_area = people.small_area[row].min(OUTSIDE);
        let [sex, group] = [people.sex[row], people.ethnic_group[row]].map(u32::from);
        Self(small_area * GROUPS + sex * GROUPS_OF_A_SEX + group)
    }

    /// The origin of somebody who has no seat yet.
    #[inline]
    pub(crate) fn of_life(life: Life) -> Self {
        Self(life.number)
    }

    /// The small area, as the geography numbers them; none of them outside every neighbourhood.
    #[inline]
    pub(crate) fn small_area(self) -> usize {
        (self.0 / GROUPS) as usize
    }

    /// The place among all pairs of one of [`SEXES`] and one of [`ETHNIC_GROUPS`].
    #[inline]
    pub(crate) fn group(self) -> usize {
        (self.0 % GROUPS) as usize
    }

    fn tally(self) -> PeopleTally {
        let (sex, ethnic_group) = (
            self.group() / ETHNIC_GROUPS.len(),
            self.group() % ETHNIC_GROUPS.len(),
        );
        PeopleTally {
            people: 1,
            outside_area: u64::from(self.0 / GROUPS == OUTSIDE),
            unknown_sex: u64::from(sex + 1 == SEXES.len()),
            unknown_ethnicity: u64::from(ethnic_group + 1 == ETHNIC_GROUPS.len()),
        }
    }
}

impl Stretch {
    /// How many of some stretches are the share of each thread.
    pub(crate) fn share(stretches: &[Self], threads: &Threads) -> usize {
        stretches.len().div_ceil(threads.number()).max(1)
    }
}

impl<'a> Newcomers<'a> {
    /// Bytes of one of them.
    pub(crate) const ROW: usize = size_of::<Life>() + size_of::<Person>();

    /// Nobody yet.
    pub(crate) fn none(calendar: &'a Calendar) -> Self {
        Self {
            calendar,
            stretches: Vec::new(),
            tally: PeopleTally::default(),
        }
    }

    /// All people of a table.
    pub(crate) fn of(people: &People, calendar: &'a Calendar) -> Self {
        let mut newcomers = Self::none(calendar);
        newcomers.keep(people);
        newcomers
    }

    /// Them, in their order.
    pub(crate) fn into_stretches(self) -> Vec<Stretch> {
        self.stretches
    }

    fn push(&mut self, life: Life, person: Person) {
        let stretch = self.with_room();
        stretch.lives.push(life);
        stretch.persons.push(person);
    }

    /// The last stretch, or another when that is full.
    fn with_room(&mut self) -> &mut Stretch {
        let is_full = |stretch: &Stretch| stretch.lives.len() == Lives::STRETCH;
        if self.stretches.last().is_none_or(is_full) {
            self.stretches.push(Stretch {
                lives: Vec::with_capacity(Lives::STRETCH),
                persons: Vec::with_capacity(Lives::STRETCH),
            });
        }
        self.stretches.last_mut().expect("there is one by now")
    }
}

impl KeepPeople for Newcomers<'_> {
    const STRETCH: usize = Lives::STRETCH;

    fn keep(&mut self, people: &People) {
        self.tally.add(people.tally());
        let mut rest = 0..people.birth.len();
        while !rest.is_empty() {
            let calendar = self.calendar;
            let stretch = self.with_room();
            let room = Lives::STRETCH - stretch.lives.len();
            let rows = rest.start..rest.end.min(rest.start + room);
            rest.start = rows.end;
            let lives = rows
                .clone()
                .map(|row| people.life(row, Origin::of(people, row).0));
            stretch.lives.extend(lives);
            let persons = rows.map(|row| Person::of(people, row, calendar));
            stretch.persons.extend(persons);
        }
    }

    fn append(&mut self, later: Self) {
        self.tally.add(later.tally);
        for stretch in later.stretches {
            for (life, person) in stretch.lives.into_iter().zip(stretch.persons) {
                self.push(life, person);
            }
        }
    }

    fn retain(&mut self, is_kept: &[bool]) {
        let mut is_kept = is_kept.iter();
        let mut kept = Newcomers::none(self.calendar);
        for stretch in std::mem::take(&mut self.stretches) {
            let rows = stretch.lives.into_iter().zip(stretch.persons);
            for ((life, person), _) in rows.zip(&mut is_kept).filter(|(_, is_kept)| **is_kept) {
                kept.push(life, person);
                kept.tally.add(Origin::of_life(life).tally());
            }
        }
        *self = kept;
    }

    fn shrink_to_fit(&mut self) {
        if let Some(last) = self.stretches.last_mut() {
            last.lives.shrink_to_fit();
            last.persons.shrink_to_fit();
        }
    }

    fn tally(&self) -> PeopleTally {
        self.tally
    }
}

#[cfg(test)]
mod tests {
    use measures::period::Quarter;

    use super::*;

    fn people(rows: std::ops::Range<usize>) -> People {
        let days = |rows: std::ops::Range<usize>| -> Vec<i32> {
            rows.map(|row| i32::try_from(row).unwrap()).collect()
        };
        let places = |labels: usize| -> Vec<u8> {
            rows.clone()
                .map(|row| u8::try_from(row % labels).unwrap())
                .collect()
        };
        let small_area = |row| {
            if row % 7 == 0 {
                u32::MAX
            } else {
                u32::try_from(row).unwrap()
            }
        };
        People {
            birth: days(rows.clone()),
            registered_from: days(rows.clone()),
            registered_to: days(rows.clone()),
            died: days(rows.clone()),
            sex: places(SEXES.len()),
            ethnic_group: places(ETHNIC_GROUPS.len()),
            small_area: rows.map(small_area).collect(),
        }
    }

    #[test]
    fn people_are_packed_into_stretches_and_those_left_out_are_gone() {
        let last: Quarter = "2024-12-31".parse().unwrap();
        let calendar = &Calendar::series(&last.series(1))[0];
        let n = Lives::STRETCH + 5000;
        let mut newcomers = Newcomers::of(&people(0..n - 3000), calendar);
        newcomers.keep(&people(n - 3000..n - 10));
        newcomers.append(Newcomers::of(&people(n - 10..n), calendar));
        assert_eq!(newcomers.tally(), people(0..n).tally());
        let is_kept: Vec<bool> = (0..n).map(|row| row % 3 == 0).collect();
        for left_out in [false, true] {
            let mut all = people(0..n);
            if left_out {
                newcomers.retain(&is_kept);
                all.retain(&is_kept);
                assert_eq!(newcomers.tally(), all.tally());
            }
            newcomers.shrink_to_fit();
            let lives = newcomers
                .stretches
                .iter()
                .flat_map(|stretch| &stretch.lives);
            assert_eq!(lives.clone().count(), all.birth.len());
            for (row, life) in lives.enumerate() {
                let origin = Origin::of_life(*life);
                let group = usize::from(all.sex[row]) * ETHNIC_GROUPS.len()
                    + usize::from(all.ethnic_group[row]);
                assert_eq!(all.life(row, life.number), *life);
                assert_eq!(origin.group(), group);
                let small_area = all.small_area[row].min(OUTSIDE);
                assert_eq!(origin.small_area(), small_area as usize);
            }
            let persons: usize = newcomers
                .stretches
                .iter()
                .map(|one| one.persons.len())
                .sum();
            assert_eq!(persons, all.birth.len());
        }
    }
}
