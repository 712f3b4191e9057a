//! An invented town: people of whom nobody exists, counted as real ones are.
//!
//! Whatever people there are, their counts satisfy every relation between counts, so the only
//! thing a town can get wrong is what is published. People move, change places with others, or
//! become somebody else, until nothing is. Where hardly anything is shown this finds tables that
//! changing counts one by one does not: few people are in many counts at once.

use measures::breakdown::Breakdown;

use crate::invented::kinds::Kinds;
use crate::joint::Joint;
use crate::propagate::Range;
use crate::subject::SubjectIndex;
use crate::system::Variable;
use crate::walk::mixed;

mod moves;

/// The breakdowns that put each person into one group.
const SPLIT: usize = 5;
const _: () = assert!(Breakdown::OF_NEIGHBOURHOODS.len() == SPLIT + 1);

/// How many places one person is counted at: in an area and in the whole, alone and in each
/// breakdown, and in crossed ones.
const MOST_PLACES: usize = 2 * (SPLIT + 1) + 3;

/// Somebody: where, in which groups, and what is true of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Resident {
    area: usize,
    groups: [usize; SPLIT],
    kind: usize,
}

/// People and what is true of them, apart from any place.
#[derive(Debug, Clone)]
pub(crate) struct Residents {
    people: Vec<Resident>,
    kinds: Kinds,
}

/// A change of one or two people.
type Move = [Option<(usize, Resident)>; 2];

/// People, their counts, and how far these are from what they may be.
pub(crate) struct Town<'a> {
    joint: &'a Joint,
    kinds: Kinds,
    /// The subject that counts everybody.
    everybody: SubjectIndex,
    ranges: Vec<Range>,
    people: Vec<Resident>,
    values: Vec<i64>,
    /// What a count weighs that is outside its range.
    weight: Vec<i64>,
    weighed: Vec<Variable>,
    cost: i64,
    outside: Vec<Variable>,
    /// One more than a count's place in `outside`, or 0.
    outside_at: Vec<u32>,
    in_the_way: Vec<Variable>,
    /// Who people were since the town was last settled, oldest first.
    trail: Vec<(usize, Resident)>,
    /// For each area and breakdown, the first of its places and how many there are.
    places: Vec<[(usize, usize); Breakdown::EVERY.len()]>,
    random: u64,
}

impl<'a> Town<'a> {
    /// A town of these people, or of so many who live anywhere, and of some who may still come.
    pub(crate) fn new(
        joint: &'a Joint,
        everybody: SubjectIndex,
        ranges: Vec<Range>,
        residents: Option<Residents>,
        n_people: usize,
    ) -> Self {
        let grid = &joint.grid;
        let mut places = vec![[(0, 0); Breakdown::EVERY.len()]; grid.whole.0 + 1];
        for (index, place) in grid.places.iter().enumerate() {
            let (first, n_groups) = &mut places[place.area.0][place.breakdown as usize];
            if *n_groups == 0 {
                *first = index;
            }
            *n_groups += 1;
        }
        let n_variables = joint.system.n_variables();
        let (people, kinds) = match residents {
            Some(Residents { people, kinds }) => (people, kinds),
            None => (Vec::new(), Kinds::new(&joint.subjects)),
        };
        let mut town = Self {
            joint,
            kinds,
            everybody,
            ranges,
            people: Vec::new(),
            values: vec![0; n_variables],
            weight: vec![1; n_variables],
            weighed: Vec::new(),
            cost: 0,
            outside: Vec::new(),
            outside_at: vec![0; n_variables],
            in_the_way: Vec::new(),
            trail: Vec::new(),
            places,
            random: 1,
        };
        for variable in 0..short(n_variables) {
            town.note(variable);
            town.cost += town.distance(variable);
        }
        if people.is_empty() {
            town.settle_anywhere(n_people);
        } else {
            for (person, resident) in people.into_iter().enumerate() {
                let kind = Kinds::AWAY;
                town.people.push(Resident { kind, ..resident });
                town.replace(person, resident);
            }
        }
        town
    }

    fn settle_anywhere(&mut self, n_people: usize) {
        for person in 0..n_people + n_people / 8 + 12 {
            let mut resident = Resident {
                area: self.below(self.joint.grid.whole.0),
                groups: [0; SPLIT],
                kind: Kinds::AWAY,
            };
            for split in 0..SPLIT {
                resident.groups[split] = self.any_group(resident.area, split);
            }
            self.people.push(resident);
            if person < n_people {
                let kind = Kinds::ANYBODY;
                self.replace(person, Resident { kind, ..resident });
            }
        }
    }

    /// Everybody.
    pub(crate) fn residents(&self) -> Residents {
        Residents {
            people: self.people.clone(),
            kinds: self.kinds.clone(),
        }
    }

    /// All counts.
    pub(crate) fn values(&self) -> &[i64] {
        &self.values
    }

    /// Counts that differ since the town was last settled.
    pub(crate) fn changed(&self) -> Vec<Variable> {
        let mut people: Vec<usize> = self.trail.iter().map(|(person, _)| *person).collect();
        people.sort_unstable();
        people.dedup();
        let mut changed: Vec<Variable> = Vec::new();
        for person in people {
            // Whoever moved several times was first somebody at the beginning.
            let before = self.trail.iter().find(|(moved, _)| *moved == person);
            let Some((_, before)) = before else {
                continue;
            };
            let now = self.people[person];
            let (old, n_places) = self.places_of(before);
            let (new, _) = self.places_of(&now);
            for (from, to) in old[..n_places].iter().zip(&new[..n_places]) {
                for (kind, other, place, elsewhere) in [
                    (before.kind, now.kind, from, to),
                    (now.kind, before.kind, to, from),
                ] {
                    let counted = self.kinds.counted(kind).iter().filter(|subject| {
                        place != elsewhere || !self.kinds.is_counted(other, **subject)
                    });
                    changed.extend(counted.map(|subject| self.joint.variable(*subject, *place)));
                }
            }
        }
        changed.sort_unstable();
        changed.dedup();
        changed
    }

    /// Counts that were outside their ranges when people were last moved in vain.
    pub(crate) fn in_the_way(&self) -> &[Variable] {
        &self.in_the_way
    }

    /// Counts that are outside their ranges.
    pub(crate) fn outside(&self) -> &[Variable] {
        &self.outside
    }

    /// Makes this town the one to go back to.
    pub(crate) fn settle(&mut self) {
        self.trail.clear();
    }

    /// Goes back to the town that was settled last.
    pub(crate) fn leave(&mut self) {
        while let Some((person, before)) = self.trail.pop() {
            self.replace(person, before);
        }
    }

    /// Moves people until a count lies within `range` and every other within its own; if it does
    /// not come to that, nobody has moved.
    pub(crate) fn bring(&mut self, variable: Variable, range: Range, steps: u32) -> bool {
        let at = variable as usize;
        let own = self.ranges[at];
        self.change_range(variable, range);
        let arrived = self.mend(steps, PATIENCE);
        if !arrived {
            self.in_the_way.clone_from(&self.outside);
            self.leave();
        }
        self.change_range(variable, own);
        arrived
    }

    /// Moves people until every count lies within its range, or nothing comes of it any more.
    pub(crate) fn mend(&mut self, steps: u32, patience: u32) -> bool {
        let (mut fewest, mut since) = (usize::MAX, 0);
        for _ in 0..steps {
            if self.outside.len() < fewest {
                (fewest, since) = (self.outside.len(), 0);
            }
            since += 1;
            if self.kinds.are_too_many() {
                self.forget_kinds();
            }
            if self.outside.is_empty() || since > patience {
                break;
            }
            self.move_for_one();
        }
        self.forget_weights();
        self.outside.is_empty()
    }

    /// Forgets the kinds of people of whom nobody is or was since the town was settled.
    fn forget_kinds(&mut self) {
        let trail = self.trail.iter().map(|(_, resident)| resident);
        let used: Vec<usize> = self
            .people
            .iter()
            .chain(trail)
            .map(|one| one.kind)
            .collect();
        let numbers = self.kinds.keep(&self.joint.subjects, &used);
        let trail = self.trail.iter_mut().map(|(_, resident)| resident);
        for resident in self.people.iter_mut().chain(trail) {
            resident.kind = numbers[&resident.kind];
        }
    }

    /// Makes the best of some moves for one count that lies outside its range.
    fn move_for_one(&mut self) {
        let nth = self.below(self.outside.len());
        let variable = self.outside[nth];
        let before = self.cost;
        let mut best: Option<(i64, Move)> = None;
        for _ in 0..TRIED {
            let Some(proposed) = self.propose(variable) else {
                continue;
            };
            let undone = self.make(proposed);
            if self.outside.is_empty() {
                self.remember(undone);
                return;
            }
            let cost = self.cost;
            self.make(undone);
            if best.as_ref().is_none_or(|(least, _)| cost < *least) {
                best = Some((cost, proposed));
            }
        }
        let Some((cost, chosen)) = best else {
            self.weigh();
            return;
        };
        if cost >= before {
            // Nothing helps: what is outside weighs more until something does.
            self.weigh();
            if self.below(4) > 0 {
                return;
            }
        }
        let undone = self.make(chosen);
        self.remember(undone);
    }

    fn remember(&mut self, undone: Move) {
        self.trail.extend(undone.into_iter().flatten());
    }

    fn change_range(&mut self, variable: Variable, range: Range) {
        self.cost -= self.distance(variable);
        self.ranges[variable as usize] = range;
        self.cost += self.distance(variable);
        self.note(variable);
    }

    fn weigh(&mut self) {
        for index in 0..self.outside.len() {
            let variable = self.outside[index];
            self.cost -= self.distance(variable);
            self.weight[variable as usize] += 1;
            self.cost += self.distance(variable);
            self.weighed.push(variable);
        }
    }

    fn forget_weights(&mut self) {
        while let Some(variable) = self.weighed.pop() {
            self.cost -= self.distance(variable);
            self.weight[variable as usize] = 1;
            self.cost += self.distance(variable);
        }
    }

    /// Makes a move, and says how to undo it.
    fn make(&mut self, made: Move) -> Move {
        made.map(|one| {
            one.map(|(person, resident)| {
                let before = self.people[person];
                self.replace(person, resident);
                (person, before)
            })
        })
    }

    fn replace(&mut self, person: usize, resident: Resident) {
        let before = self.people[person];
        let (old, n_old) = self.places_of(&before);
        let (new, n_new) = self.places_of(&resident);
        debug_assert_eq!(n_old, n_new, "everybody is counted at as many places");
        for (from, to) in old[..n_old].iter().zip(&new[..n_new]) {
            if from == to {
                self.recount(before.kind, resident.kind, *from);
            } else {
                self.recount(before.kind, Kinds::AWAY, *from);
                self.recount(Kinds::AWAY, resident.kind, *to);
            }
        }
        self.people[person] = resident;
    }

    /// Counts somebody at a place as one kind no longer, and as another.
    fn recount(&mut self, before: usize, after: usize, place: usize) {
        if before == after {
            return;
        }
        for (kind, other, by) in [(before, after, -1), (after, before, 1)] {
            for word in 0..self.kinds.n_words() {
                let mut only = self.kinds.word(kind, word) & !self.kinds.word(other, word);
                while only != 0 {
                    let subject = word * 64 + only.trailing_zeros() as usize;
                    only &= only - 1;
                    self.count(self.joint.variable(subject, place), by);
                }
            }
        }
    }

    fn count(&mut self, variable: Variable, by: i64) {
        let at = variable as usize;
        let range = &self.ranges[at];
        let before = outside_by(range, self.values[at]);
        self.values[at] += by;
        let after = outside_by(range, self.values[at]);
        if before != after {
            self.cost += (after - before) * self.weight[at];
            self.note(variable);
        }
    }

    fn note(&mut self, variable: Variable) {
        let at = variable as usize;
        let place = self.outside_at[at];
        match (outside_by(&self.ranges[at], self.values[at]) > 0, place) {
            (true, 0) => {
                self.outside.push(variable);
                self.outside_at[at] = short(self.outside.len());
            }
            (false, place) if place > 0 => {
                self.outside.swap_remove(place as usize - 1);
                if let Some(moved) = self.outside.get(place as usize - 1) {
                    self.outside_at[*moved as usize] = place;
                }
                self.outside_at[at] = 0;
            }
            _ => {}
        }
    }

    fn distance(&self, variable: Variable) -> i64 {
        let at = variable as usize;
        outside_by(&self.ranges[at], self.values[at]) * self.weight[at]
    }

    fn places_of(&self, resident: &Resident) -> ([usize; MOST_PLACES], usize) {
        let mut places = [0; MOST_PLACES];
        let mut n_places = 0;
        let mut add = |place: usize| {
            places[n_places] = place;
            n_places += 1;
        };
        let whole = self.joint.grid.whole.0;
        for area in [resident.area, whole] {
            for breakdown in Breakdown::OF_NEIGHBOURHOODS {
                let group = split(breakdown).map_or(0, |split| resident.groups[split]);
                add(self.places[area][breakdown as usize].0 + group);
            }
        }
        for breakdown in Breakdown::EVERY {
            if let Some((rows, columns)) = breakdown.margins() {
                let group = |of: Breakdown| split(of).map_or(0, |split| resident.groups[split]);
                let n_columns = self.places[whole][columns as usize].1;
                let cell = group(rows) * n_columns + group(columns);
                add(self.places[whole][breakdown as usize].0 + cell);
            }
        }
        (places, n_places)
    }

    fn any_group(&mut self, area: usize, split: usize) -> usize {
        let (first, n_groups) = self.places[area][Breakdown::OF_NEIGHBOURHOODS[split + 1] as usize];
        let start = self.below(n_groups);
        let groups = (0..n_groups).map(|nth| (start + nth) % n_groups);
        let mut groups = groups;
        groups
            .find(|group| {
                let everybody = self.joint.variable(self.everybody, first + group);
                self.ranges[everybody as usize].upper > 0
            })
            .unwrap_or(0)
    }

    fn random_below(&mut self, end: usize) -> Option<usize> {
        self.random = mixed(self.random);
        usize::try_from(self.random >> 40).ok()?.checked_rem(end)
    }

    fn below(&mut self, end: usize) -> usize {
        self.random_below(end).unwrap_or(0)
    }
}

/// Moves tried for each that is made.
const TRIED: u32 = 10;

/// After so many moves in a row that leave no fewer counts outside their ranges, none will.
const PATIENCE: u32 = 60;

/// Where a breakdown stands among those that put people into groups; those come first of all, after
/// everybody.
fn split(breakdown: Breakdown) -> Option<usize> {
    (breakdown as usize)
        .checked_sub(1)
        .filter(|split| *split < SPLIT)
}

// How far a value is from the nearest that a range allows.
fn outside_by(range: &Range, value: i64) -> i64 {
    if value < range.lower {
        range.lower - value
    } else if value > range.upper {
        value - range.upper
    } else if (range.gap.0..=range.gap.1).contains(&value) {
        let below = value - range.gap.0 + 1;
        let above = range.gap.1 + 1 - value;
        match (range.gap.0 > range.lower, range.gap.1 < range.upper) {
            (true, true) => below.min(above),
            (true, false) => below,
            _ => above,
        }
    } else {
        0
    }
}

fn short(index: usize) -> u32 {
    u32::try_from(index).expect("a snapshot has far fewer counts than that")
}
