//! What makes way for counts that could not be proved safe: first the few shown counts that stood
//! in the way of most of them, and where that does not end, ever coarser things.
//!
//! A small place is rather published with more withheld than not at all. Each rung leaves less that
//! the tables of an attacker have to meet; on the last nothing is shown that may be withheld.

use std::collections::{BTreeMap, BTreeSet};

use measures::breakdown::Breakdown;

use crate::cost::HEADLINE;
use crate::propagate::Bounds;
use crate::secondary::Settling;
use crate::subject::{Kind, SubjectIndex};
use crate::system::Variable;

/// A number that is open, and the shown counts in its way.
pub(crate) type Open = (Variable, Vec<Variable>);

/// How much makes way at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rung {
    /// The shown counts that stood in the way.
    Counts,
    /// What an area shows of the same subject in the same breakdown.
    Line,
    /// What it shows of any subject in that breakdown, and what others show of this one in it.
    Breakdown,
    /// What is shown of the subject anywhere.
    Subject,
    /// Everything.
    Everything,
}

impl Rung {
    /// The rung for one more attempt, when so many have failed.
    pub(crate) fn after(attempts: u32) -> Option<Self> {
        match attempts {
            0..8 => Some(Self::Counts),
            8..11 => Some(Self::Line),
            11..14 => Some(Self::Breakdown),
            14..16 => Some(Self::Subject),
            16..19 => Some(Self::Everything),
            _ => None,
        }
    }

    fn next(self) -> Option<Self> {
        match self {
            Self::Counts => Some(Self::Line),
            Self::Line => Some(Self::Breakdown),
            Self::Breakdown => Some(Self::Subject),
            Self::Subject => Some(Self::Everything),
            Self::Everything => None,
        }
    }
}

/// The shown counts that were in the way of each number that is still open, those most in the way
/// first.
pub(crate) type InTheWay = BTreeMap<Variable, Vec<Variable>>;

/// So many of the counts in the way of one number are thought of.
pub(crate) const MOST_IN_THE_WAY: usize = 8;

/// When so many numbers are open, more makes way before everything is looked at again.
const MANY_OPEN: usize = 1_000;

impl Settling<'_> {
    /// Withholds more for numbers that could not be proved safe. Returns whether anything was.
    pub(crate) fn make_way(&mut self, bounds: &Bounds, open: &[Open], first: Rung) -> bool {
        let mut rung = Some(first);
        while let Some(now) = rung {
            let any = match now {
                Rung::Counts => self.withhold_in_the_way(bounds, open),
                _ => self.withhold_around(open, now),
            };
            if any {
                return true;
            }
            rung = now.next();
        }
        false
    }

    /// Withholds what stood in the way of most numbers for the least price, until nothing is left
    /// that stood in the way of one, or so much that it is worth looking again.
    fn withhold_in_the_way(&mut self, bounds: &Bounds, open: &[Open]) -> bool {
        let mut blocks: BTreeMap<Variable, Vec<usize>> = BTreeMap::new();
        let mut left: BTreeSet<usize> = BTreeSet::new();
        for (index, (_, in_the_way)) in open.iter().enumerate() {
            let may = in_the_way.iter().copied();
            let may: Vec<Variable> = may.filter(|one| self.may_withhold(*one)).collect();
            // A headline goes only where nothing else is in the way.
            let headline = |one: &Variable| self.cost.weight[*one as usize] >= HEADLINE;
            let only_headlines = may.iter().all(headline);
            let may = may.iter().filter(|one| only_headlines || !headline(one));
            for variable in may.take(MOST_IN_THE_WAY) {
                blocks.entry(*variable).or_default().push(index);
                left.insert(index);
            }
        }
        let without: Vec<Variable> = (0..open.len())
            .filter(|index| !left.contains(index))
            .map(|index| open[index].0)
            .collect();
        let shown = self.knowledge.variables();
        let shown = shown
            .filter(|variable| self.may_withhold(*variable))
            .count();
        let mut room = match open.len() {
            0..MANY_OPEN => shown / 8 + 8,
            _ => shown / 4,
        };
        let mut any = false;
        while !left.is_empty() && room > 0 {
            room -= 1;
            let priced = blocks.iter().filter_map(|(variable, blocked)| {
                let n_left = blocked.iter().filter(|index| left.contains(index)).count();
                let n_left = i64::try_from(n_left).ok().filter(|n| *n > 0)?;
                // In small parts, so that dividing keeps cheap ones apart.
                Some((self.price(*variable) * 1_000 / n_left, *variable))
            });
            let Some((_, chosen)) = priced.min() else {
                break;
            };
            self.withhold(chosen);
            any = true;
            for index in blocks.remove(&chosen).unwrap_or_default() {
                left.remove(&index);
            }
        }
        self.withhold_chosen(bounds, &without) || any
    }

    // What makes way for one number may be enough for those beside it.
    fn withhold_chosen(&mut self, bounds: &Bounds, open: &[Variable]) -> bool {
        let mut any = false;
        let mut touched = vec![false; self.knowledge.joint.system.n_relations()];
        for number in open {
            let relations = self.knowledge.joint.system.relations_of(*number);
            if relations.iter().any(|relation| touched[*relation as usize]) {
                continue;
            }
            let Some(chosen) = self.choose(bounds, *number) else {
                continue;
            };
            self.withhold(chosen);
            any = true;
            for variable in [chosen, *number] {
                for relation in self.knowledge.joint.system.relations_of(variable) {
                    touched[*relation as usize] = true;
                }
            }
        }
        any
    }

    fn withhold_around(&mut self, open: &[Open], rung: Rung) -> bool {
        let joint = self.knowledge.joint;
        let mut subjects: BTreeSet<SubjectIndex> = BTreeSet::new();
        let mut lines: BTreeSet<(SubjectIndex, usize, Breakdown)> = BTreeSet::new();
        for (number, _) in open {
            let (subject, place) = joint.subject_and_place(*number);
            let place = joint.grid.places[place];
            for subject in self.published_as(subject) {
                subjects.insert(subject);
                lines.insert((subject, place.area.0, place.breakdown));
            }
        }
        let breakdowns: BTreeSet<(usize, Breakdown)> = lines
            .iter()
            .map(|(_, area, breakdown)| (*area, *breakdown))
            .collect();
        let of_subject: BTreeSet<(SubjectIndex, Breakdown)> = lines
            .iter()
            .map(|(subject, _, breakdown)| (*subject, *breakdown))
            .collect();
        let mut any = false;
        for variable in self.knowledge.variables() {
            let (subject, at) = joint.subject_and_place(variable);
            let place = joint.grid.places[at];
            let (area, breakdown) = (place.area.0, place.breakdown);
            let makes_way = match rung {
                Rung::Counts => false,
                Rung::Line => lines.contains(&(subject, area, breakdown)),
                Rung::Breakdown => {
                    breakdowns.contains(&(area, breakdown)) && breakdown != Breakdown::All
                        || of_subject.contains(&(subject, breakdown))
                }
                Rung::Subject => subjects.contains(&subject),
                Rung::Everything => true,
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
        let described = &self.knowledge.joint.subjects.list[subject];
        match described.kind {
            Kind::Others { numerator, .. } => vec![numerator],
            _ if described.events.is_empty() => vec![subject],
            _ => described.events.iter().copied().chain([subject]).collect(),
        }
    }
}
