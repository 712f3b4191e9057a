//! The attack: for each withheld count, two tables that fit everything known and are far enough
//! apart, or the proof that there are none.
//!
//! Tables are sought first near a table that is known to fit, letting few counts move; only where
//! that fails are all of them free, and then the answer is final.

use std::collections::{BTreeMap, BTreeSet};

use crate::reader::{Reader, Withheld};
use crate::rules::{SETS, denominator, numerator, with_event, without};
use crate::tables::{Found, Limit, Search, Variable};
use measures::breakdown::Breakdown;
use measures::catalogue::Catalogue;

/// What became of the withheld counts of a snapshot.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) withheld: usize,
    /// Counts with fewer values left than the policy asks for, and the least and greatest.
    pub(crate) narrow: Vec<(String, i32, i32)>,
    /// Counts for which the search ended before an answer.
    pub(crate) undecided: Vec<String>,
    /// Counts known to be nobody of a group known to be large.
    pub(crate) nobody: usize,
    /// Searches, by how many counts could move.
    pub(crate) searches: [usize; 4],
}

/// How many counts may move, around which subject, and within which breakdown.
type Around = (usize, usize, Option<Breakdown>);

/// Steps of a search among some counts, and among all.
const STEPS: [u32; 4] = [300, 1_000, 3_000, 100_000];

/// Searches until every withheld count has enough values or cannot have them, or so many have been
/// found that cannot.
pub(crate) fn attack<'a>(
    reader: &'a Reader<'a>,
    catalogue: &Catalogue,
    candidates: u32,
    enough: usize,
) -> Outcome {
    let apart = i32::try_from(candidates).unwrap() - 1;
    let mut siege = Siege {
        reader,
        linked: linked(reader, catalogue),
        least: reader.truth.clone(),
        most: reader.truth.clone(),
        searches: BTreeMap::new(),
        outcome: Outcome {
            withheld: reader.withheld.len(),
            ..Outcome::default()
        },
    };
    for one in &reader.withheld {
        if siege.outcome.narrow.len() < enough {
            siege.attack_one(one, apart);
        }
    }
    siege.outcome
}

struct Siege<'a> {
    reader: &'a Reader<'a>,
    /// For each subject, those that a measure's definition ties to it.
    linked: Vec<BTreeSet<usize>>,
    least: Vec<i32>,
    most: Vec<i32>,
    /// Searches by how many counts may move, and around which subject and breakdown.
    searches: BTreeMap<Around, Search<'a>>,
    outcome: Outcome,
}

impl<'a> Siege<'a> {
    fn attack_one(&mut self, one: &Withheld, apart: i32) {
        let at = one.variable;
        let (least, most) = self.reader.tables.ranges[at];
        if most - least < apart {
            let empty = least == 0 && self.reader.truth[at] == 0 && self.is_empty(at);
            (self.least[at], self.most[at]) = (least, if empty { 0 } else { most });
            self.conclude(one, false);
            return;
        }
        for (level, steps) in STEPS.into_iter().enumerate() {
            if self.is_open(at, apart) {
                return;
            }
            let mut undecided = false;
            for up in [true, false] {
                // In great strides first; at the end step by step, so that none is overlooked.
                let mut stride = apart - (self.most[at] - self.least[at]);
                while stride > 0 && !self.is_open(at, apart) {
                    let limit = if up {
                        Limit::AtLeast(at, self.most[at] + stride)
                    } else {
                        Limit::AtMost(at, self.least[at] - stride)
                    };
                    self.outcome.searches[level] += 1;
                    match self.search(at, level).find(limit, steps) {
                        Found::Table(table) => {
                            self.learn(&table);
                            stride = stride.min(apart - (self.most[at] - self.least[at]));
                        }
                        Found::None => stride -= 1,
                        Found::Undecided => {
                            undecided = true;
                            stride -= 1;
                        }
                    }
                }
            }
            if level == 3 && !self.is_open(at, apart) {
                // Once more by a solver that has learnt nothing yet, so that a verdict rests on
                // one search alone.
                let ends = [
                    Limit::AtLeast(at, self.least[at] + apart),
                    Limit::AtMost(at, self.most[at] - apart),
                ];
                for end in ends {
                    self.searches.remove(&(3, 0, None));
                    match self.search(at, 3).find(end, steps) {
                        Found::Table(table) => self.learn(&table),
                        Found::None => {}
                        Found::Undecided => undecided = true,
                    }
                }
            }
            if level == 3 && !self.is_open(at, apart) {
                self.conclude(one, undecided);
            }
        }
    }

    fn is_open(&self, at: Variable, apart: i32) -> bool {
        self.most[at] - self.least[at] >= apart
    }

    fn learn(&mut self, table: &[i32]) {
        for (at, value) in table.iter().enumerate() {
            self.least[at] = self.least[at].min(*value);
            self.most[at] = self.most[at].max(*value);
        }
    }

    fn search(&mut self, at: Variable, level: usize) -> &mut Search<'a> {
        let (subject, place) = self.reader.stands_for[at];
        let breakdown = self.reader.place(place).breakdown;
        let around = match level {
            0 => (0, subject, Some(breakdown)),
            1 | 2 => (level, subject, None),
            _ => (level, 0, None),
        };
        let reader = self.reader;
        let free = self.neighbours(around);
        let fresh = || reader.tables.search(&reader.truth, free);
        self.searches.entry(around).or_insert_with(fresh)
    }

    fn conclude(&mut self, one: &Withheld, undecided: bool) {
        let (least, most) = (self.least[one.variable], self.most[one.variable]);
        if undecided {
            self.outcome.undecided.push(one.name.clone());
        } else if (least, most) == (0, 0) && self.may_be_known_empty(one.variable) {
            self.outcome.nobody += 1;
        } else {
            let name = one.name.clone();
            self.outcome.narrow.push((name, least, most));
        }
    }

    /// Whether nobody may be known to be there: nobody of a group known to be large, as a shown 0
    /// says, or of a group of which that is known in turn.
    fn may_be_known_empty(&mut self, at: Variable) -> bool {
        let threshold = i32::try_from(self.reader.policy.threshold()).unwrap();
        let Some(group) = self.reader.groups.get(&at).copied() else {
            return false;
        };
        if self.reader.tables.ranges[group].0 >= threshold {
            return true;
        }
        self.is_empty(group) && self.may_be_known_empty(group)
    }

    /// Whether no table has anybody there.
    fn is_empty(&mut self, at: Variable) -> bool {
        if self.reader.tables.ranges[at].1 == 0 {
            return true;
        }
        let somebody = Limit::AtLeast(at, 1);
        self.most[at] == 0 && self.search(at, 3).find(somebody, STEPS[3]) == Found::None
    }

    /// The counts that may move: the subject within its breakdown, everywhere, with the subjects
    /// tied to it, and at last all.
    fn neighbours(&self, (level, subject, breakdown): Around) -> Vec<Variable> {
        let reader = self.reader;
        let own: BTreeSet<usize> = [subject].into();
        let subjects = match level {
            0 | 1 => self.with_derived(&own),
            2 => self.with_derived(&self.linked[subject]),
            _ => (0..reader.n_subjects()).collect(),
        };
        let near = |(subject, place): &(usize, usize)| {
            let here = reader.place(*place).breakdown;
            let beside = here == Breakdown::All || breakdown.is_none_or(|it| it == here);
            beside && subjects.contains(subject)
        };
        (0..reader.truth.len())
            .filter(|variable| {
                let (least, most) = reader.tables.ranges[*variable];
                least < most && near(&reader.stands_for[*variable])
            })
            .collect()
    }

    /// Subjects with those that must follow them: who is left out, and who had the events.
    fn with_derived(&self, subjects: &BTreeSet<usize>) -> BTreeSet<usize> {
        let follows = |other: &usize| {
            let name = self.reader.subject_name(*other);
            name.starts_with("without ") || name.starts_with("people with ")
        };
        let tied = subjects.iter().flat_map(|one| self.linked[*one].iter());
        let derived = tied.copied().filter(follows);
        subjects.iter().copied().chain(derived).collect()
    }
}

fn linked(reader: &Reader<'_>, catalogue: &Catalogue) -> Vec<BTreeSet<usize>> {
    let mut linked = vec![BTreeSet::new(); reader.n_subjects()];
    for (subject, with) in linked.iter_mut().enumerate() {
        with.insert(subject);
    }
    let mut tie = |one: &str, other: &str| {
        if let (Some(one), Some(other)) = (reader.find(one), reader.find(other)) {
            linked[one].insert(other);
            linked[other].insert(one);
        }
    };
    for measure in &catalogue.measures {
        let [above, below] = [numerator(measure), denominator(measure)];
        tie(&above, &below);
        for derived in [with_event(measure), without(measure)] {
            tie(&above, &derived);
            tie(&below, &derived);
        }
    }
    for (smaller, larger) in crate::rules::orders(catalogue) {
        tie(&smaller, &larger);
    }
    for measure in &catalogue.measures {
        tie(SETS, &numerator(measure));
    }
    linked
}
