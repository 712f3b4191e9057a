//! What makes way for numbers that could not be proved safe: the few shown counts that stood in the
//! way, as long as that is likely to help. What does after that is in [`crate::coarser`].

use std::collections::BTreeSet;

use measures::area::AreaIndex;
use measures::breakdown::Breakdown;

use crate::certify::{Open, Outcome};
use crate::propagate::Bounds;
use crate::secondary::Settling;
use crate::subject::{Kind, SubjectIndex};

/// How often counts make way one by one before something coarser does; where hardly anything is
/// shown, that helps seldom.
const MOST_ATTEMPTS: u32 = 6;
const MOST_AROUND: u32 = 25;
const MOST_ATTEMPTS_IF_SPARSE: u32 = 8;

/// Where hardly anything is shown: so many counts may make way because no town met them, and so many
/// numbers may be open for others to make way for each.
const FEW_UNMET: usize = 8;
const FEW_OPEN: usize = 300;

/// So many of the counts in the way of one number are thought of.
const MOST_IN_THE_WAY: usize = 64;

impl Settling<'_> {
    /// Withholds a few more counts, as long as that is likely to help. Returns whether it did.
    pub(crate) fn make_way_again(
        &mut self,
        bounds: &Bounds,
        Outcome { found, sparse, .. }: &Outcome,
        attempts: u32,
    ) -> bool {
        if !sparse {
            if attempts < MOST_ATTEMPTS {
                return self.make_way(bounds, &found.open);
            }
            let mut around = Around::RUNGS.into_iter();
            return attempts < MOST_AROUND
                && around.any(|around| self.withhold_around(&found.open, around));
        }
        if attempts >= MOST_ATTEMPTS_IF_SPARSE {
            return false;
        }
        let unmet = found.unmet.len();
        if (1..=FEW_UNMET).contains(&unmet) {
            let mut unmet = found.unmet.clone();
            unmet.retain(|one| self.may_withhold(*one));
            unmet.sort_by_key(|one| (self.price(*one), *one));
            for one in unmet.iter().take(unmet.len().div_ceil(2)) {
                self.withhold(*one);
            }
            return !unmet.is_empty();
        }
        let known = found
            .open
            .iter()
            .all(|(_, in_the_way)| !in_the_way.is_empty());
        known && found.open.len() <= FEW_OPEN && self.make_way(bounds, &found.open)
    }

    /// Withholds one more count for each number that could not be proved safe.
    fn make_way(&mut self, bounds: &Bounds, open: &[Open]) -> bool {
        let mut any = false;
        let mut touched = vec![false; self.joint().system.n_relations()];
        for (number, in_the_way) in open {
            // What makes way for one may be enough for those beside it.
            let relations = self.joint().system.relations_of(*number);
            if relations.iter().any(|relation| touched[*relation as usize]) {
                continue;
            }
            let chosen = in_the_way
                .iter()
                .take(MOST_IN_THE_WAY)
                .copied()
                .filter(|variable| self.may_withhold(*variable))
                .min_by_key(|variable| (self.price(*variable), *variable))
                .or_else(|| self.choose(bounds, *number));
            if let Some(chosen) = chosen {
                self.withhold(chosen);
                any = true;
                for variable in [chosen, *number] {
                    for relation in self.joint().system.relations_of(variable) {
                        touched[*relation as usize] = true;
                    }
                }
            }
        }
        any
    }

    /// Withholds what is shown around numbers that are open. Returns whether anything was.
    fn withhold_around(&mut self, open: &[Open], around: Around) -> bool {
        let joint = self.joint();
        let mut subjects: BTreeSet<SubjectIndex> = BTreeSet::new();
        let mut lines: BTreeSet<(SubjectIndex, AreaIndex, Breakdown)> = BTreeSet::new();
        for (number, _) in open {
            let (subject, place) = joint.subject_and_place(*number);
            let place = joint.grid.places[place];
            for subject in self.published_as(subject) {
                subjects.insert(subject);
                lines.insert((subject, place.area, place.breakdown));
            }
        }
        let breakdowns: BTreeSet<(AreaIndex, Breakdown)> = lines
            .iter()
            .map(|(_, area, breakdown)| (*area, *breakdown))
            .collect();
        let mut any = false;
        for variable in self.knowledge.variables() {
            let (subject, place) = self.joint().subject_and_place(variable);
            let place = self.joint().grid.places[place];
            let makes_way = match around {
                Around::Line => lines.contains(&(subject, place.area, place.breakdown)),
                Around::Groups => place.breakdown != Breakdown::All && subjects.contains(&subject),
                Around::Subject => subjects.contains(&subject),
                Around::Breakdown => {
                    place.breakdown != Breakdown::All
                        && breakdowns.contains(&(place.area, place.breakdown))
                }
            };
            if makes_way && self.may_withhold(variable) {
                self.withhold(variable);
                any = true;
            }
        }
        any
    }

    /// What a subject is protected for: the share that people are left out of, the events that
    /// people stand behind, or itself.
    fn published_as(&self, subject: SubjectIndex) -> Vec<SubjectIndex> {
        let described = &self.joint().subjects.list[subject];
        match described.kind {
            Kind::Others { numerator, .. } => vec![numerator],
            _ => described.events.iter().copied().chain([subject]).collect(),
        }
    }
}

/// What is around a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Around {
    /// The groups of the same breakdown in the same area, for the same thing.
    Line,
    /// All groups anywhere, for the same thing.
    Groups,
    /// The same thing anywhere.
    Subject,
    /// Everything of all groups of the breakdown in the area.
    Breakdown,
}

impl Around {
    /// In the order in which they make way.
    const RUNGS: [Self; 4] = [Self::Line, Self::Groups, Self::Subject, Self::Breakdown];
}
