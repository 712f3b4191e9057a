//! What invented people may do to bring a count nearer to what it may be.
//!
//! A proposal is made at random and judged by others: it need not help.

use measures::catalogue::Place;

use super::{Move, Resident, Town, split};
use crate::invented::kinds::Kinds;
use crate::subject::SubjectIndex;
use crate::system::Variable;
use crate::walk::mixed;

impl Town<'_> {
    /// A move that brings a count nearer to its range.
    pub(super) fn propose(&mut self, variable: Variable) -> Option<Move> {
        let (subject, place) = self.joint.subject_and_place(variable);
        let place = self.joint.grid.places[place];
        let at = variable as usize;
        // Within a gap either end will do.
        let range = self.ranges[at];
        let inside_gap = (range.lower..=range.upper).contains(&self.values[at]);
        let up = if inside_gap {
            self.below(2) == 0 && range.gap.1 < range.upper
        } else {
            self.values[at] < range.lower
        };
        let choice = self.below(8);
        let alike = self.below(2) == 0;
        let is_counted =
            |town: &Self, person: usize| town.kinds.is_counted(town.people[person].kind, subject);
        let is_here = |town: &Self, person: usize| town.is_at(&town.people[person], place);
        // Who would be counted but for the place, and who is there and not counted.
        let elsewhere = |town: &mut Self| {
            town.find(|town, one| {
                let same_area = town.people[one].area == place.area.0;
                is_counted(town, one) && !is_here(town, one) && (alike || same_area)
            })
        };
        let others =
            |town: &mut Self| town.find(|town, one| is_here(town, one) && !is_counted(town, one));
        if up {
            match choice {
                0 => {
                    let one = elsewhere(self)?;
                    Some([Some((one, self.put(one, place))), None])
                }
                1 => {
                    let one = others(self)?;
                    let turned = self.turned(one, subject, true)?;
                    Some([Some((one, turned)), self.made_up_for(one, turned)])
                }
                2 | 3 => {
                    let (one, other) = (elsewhere(self)?, others(self)?);
                    Some(self.exchange_kinds(one, other))
                }
                4 | 5 => {
                    let (one, other) = (elsewhere(self)?, others(self)?);
                    Some(self.exchange_places(one, other, place))
                }
                _ => {
                    let one = self.find(|town, one| {
                        !(is_here(town, one) && is_counted(town, one))
                            && (choice == 6) == (town.people[one].kind == Kinds::AWAY)
                    })?;
                    let kind = self.turned(one, subject, true)?.kind;
                    let put = self.put(one, place);
                    Some([Some((one, Resident { kind, ..put })), None])
                }
            }
        } else {
            let one = self.find(|town, one| is_here(town, one) && is_counted(town, one))?;
            let beside = |town: &mut Self| {
                town.find(|town, other| {
                    let same_area = town.people[other].area == place.area.0;
                    !is_here(town, other) && !is_counted(town, other) && (alike || same_area)
                })
            };
            match choice {
                0 => Some([Some((one, self.put_elsewhere(one, place))), None]),
                1 | 2 => {
                    let turned = self.turned(one, subject, false)?;
                    Some([Some((one, turned)), self.made_up_for(one, turned)])
                }
                3 | 4 => {
                    let other = beside(self)?;
                    Some(self.exchange_kinds(one, other))
                }
                5 | 6 => {
                    let other = beside(self)?;
                    Some(self.exchange_places(one, other, place))
                }
                _ => {
                    let kind = Kinds::AWAY;
                    Some([
                        Some((
                            one,
                            Resident {
                                kind,
                                ..self.people[one]
                            },
                        )),
                        None,
                    ])
                }
            }
        }
    }

    /// Somebody as they would be at a place.
    fn put(&self, person: usize, place: Place) -> Resident {
        let mut resident = self.people[person];
        if place.area != self.joint.grid.whole {
            resident.area = place.area.0;
        }
        for (split, group) in self.groups_of(place).into_iter().flatten() {
            resident.groups[split] = group;
        }
        resident
    }

    /// Somebody as they would be in another group, or another area.
    fn put_elsewhere(&mut self, person: usize, place: Place) -> Resident {
        let mut resident = self.people[person];
        let groups = self.groups_of(place);
        let n_areas = self.joint.grid.whole.0;
        match groups[self.below(2)].or(groups[0]) {
            Some((split, _)) if place.area.0 == n_areas || self.below(4) > 0 => {
                resident.groups[split] = self.any_group(resident.area, split);
            }
            _ => resident.area = self.below(n_areas),
        }
        resident
    }

    /// Somebody as they would be if they were counted, or were not.
    fn turned(&mut self, person: usize, subject: SubjectIndex, counted: bool) -> Option<Resident> {
        let resident = self.people[person];
        self.random = mixed(self.random);
        let wanted = (subject, counted);
        let kind = self
            .kinds
            .turned(&self.joint.subjects, resident.kind, wanted, self.random)?;
        Some(Resident { kind, ..resident })
    }

    /// Half of the times, somebody else who takes over what one lost, or gives up what one gained.
    fn made_up_for(&mut self, one: usize, turned: Resident) -> Option<(usize, Resident)> {
        if self.below(2) == 0 {
            return None;
        }
        let changed = (self.people[one].kind, turned.kind);
        for _ in 0..12 {
            let other = self.below(self.people.len());
            if other == one {
                continue;
            }
            let resident = self.people[other];
            let subjects = &self.joint.subjects;
            if let Some(kind) = self.kinds.made_up_for(subjects, resident.kind, changed) {
                return Some((other, Resident { kind, ..resident }));
            }
        }
        None
    }

    fn exchange_kinds(&self, one: usize, other: usize) -> Move {
        let (a, b) = (self.people[one], self.people[other]);
        [
            Some((one, Resident { kind: b.kind, ..a })),
            Some((other, Resident { kind: a.kind, ..b })),
        ]
    }

    /// One comes to a place, and the other takes the place where the first was.
    fn exchange_places(&mut self, one: usize, other: usize, place: Place) -> Move {
        let (mut a, mut b) = (self.people[one], self.people[other]);
        let groups = self.groups_of(place);
        if place.area != self.joint.grid.whole {
            std::mem::swap(&mut a.area, &mut b.area);
        }
        for (split, _) in groups.into_iter().flatten() {
            std::mem::swap(&mut a.groups[split], &mut b.groups[split]);
        }
        [Some((one, a)), Some((other, b))]
    }

    /// Anybody of whom something holds.
    fn find(&mut self, holds: impl Fn(&Self, usize) -> bool) -> Option<usize> {
        let start = self.random_below(self.people.len())?;
        let n_people = self.people.len();
        (0..n_people)
            .map(|nth| (start + nth) % n_people)
            .find(|person| holds(self, *person))
    }

    /// Whether somebody is counted at a place.
    fn is_at(&self, resident: &Resident, place: Place) -> bool {
        let whole = self.joint.grid.whole;
        (place.area == whole || place.area.0 == resident.area)
            && self
                .groups_of(place)
                .into_iter()
                .flatten()
                .all(|(split, group)| resident.groups[split] == group)
    }

    /// The groups that put somebody at a place.
    fn groups_of(&self, place: Place) -> [Option<(usize, usize)>; 2] {
        match place.breakdown.margins() {
            None => [
                split(place.breakdown).map(|split| (split, place.group)),
                None,
            ],
            Some((rows, columns)) => {
                let n_columns = self.places[self.joint.grid.whole.0][columns as usize].1;
                [
                    split(rows).map(|split| (split, place.group / n_columns)),
                    split(columns).map(|split| (split, place.group % n_columns)),
                ]
            }
        }
    }
}
