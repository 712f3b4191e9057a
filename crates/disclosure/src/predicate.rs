//! What a measure's rule says of one person, and which of two rules includes the other.
//!
//! A set of people is a list of predicates that all hold. Comparing lists gives every order
//! between published counts, so that no measure is named in code and a new one in `measures.toml`
//! is covered without a change here.

use std::collections::BTreeSet;

use measures::catalogue::{Catalogue, ConditionKind};
use measures::definition::SurveyAnswer;

/// One thing that is true of a person at a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Predicate {
    /// So many distinct conditions present.
    Conditions(u32),
    /// This condition present, by its key.
    Condition(String),
    /// A physical and a mental condition present.
    PhysicalAndMental,
    /// Conditions in so many body systems.
    BodySystems(u32),
    /// An event of this type on or before the snapshot.
    EventEver(String),
    /// An event of one of these types within so many months.
    EventWithin(BTreeSet<String>, u32),
    /// An answer to the question within so many months.
    Answered(String, u32),
    /// The latest of them at least so good.
    AnsweredAtLeast(String, u32, u8),
    /// These conditions present, by their keys, and no others.
    Exactly(BTreeSet<String>),
}

impl Predicate {
    /// An answer in the window, whatever it says.
    pub(crate) fn answered(answer: &SurveyAnswer) -> Self {
        Self::Answered(answer.question.clone(), answer.months)
    }

    /// Whether this alone implies `other`.
    fn implies(&self, other: &Self) -> bool {
        use Predicate::{
            Answered, AnsweredAtLeast, BodySystems, Condition, Conditions, EventEver, EventWithin,
            PhysicalAndMental,
        };
        match (self, other) {
            (_, Conditions(0) | BodySystems(0)) => true,
            (Condition(_), Conditions(least))
            | (Condition(_) | PhysicalAndMental, BodySystems(least)) => *least <= 1,
            (PhysicalAndMental, Conditions(least)) => *least <= 2,
            (Conditions(has) | BodySystems(has), Conditions(least))
            | (BodySystems(has), BodySystems(least)) => least <= has,
            (Conditions(has), BodySystems(least)) => *least <= 1 && 1 <= *has,
            (EventWithin(types, months), EventWithin(wider, longer)) => {
                types.is_subset(wider) && months <= longer
            }
            (EventWithin(types, _), EventEver(event)) => types.iter().eq([event]),
            (
                Answered(question, months) | AnsweredAtLeast(question, months, _),
                Answered(same, longer),
            ) => question == same && months <= longer,
            // The latest answer of a window is the latest of every longer one.
            (AnsweredAtLeast(question, months, response), AnsweredAtLeast(same, longer, least)) => {
                question == same && months <= longer && least <= response
            }
            _ => self == other,
        }
    }
}

/// Predicates that all hold, sorted, none of them implied by the rest.
pub(crate) type People = Vec<Predicate>;

/// As many conditions as a measure may ask for beyond those that are listed.
const MOST_UNLISTED: usize = 10;

/// What follows from the list of conditions: how many fit into how few body systems.
#[derive(Debug)]
pub(crate) struct Conditions {
    kinds: Vec<(String, String, ConditionKind)>,
    /// Sizes of the body systems, largest first.
    system_sizes: Vec<u32>,
    n_physical: u32,
    n_mental: u32,
}

impl Conditions {
    pub(crate) fn of(catalogue: &Catalogue) -> Self {
        let conditions = &catalogue.conditions;
        let count = |wanted: &dyn Fn(&measures::catalogue::Condition) -> bool| {
            conditions.iter().map(|one| u32::from(wanted(one))).sum()
        };
        let systems: BTreeSet<&str> = conditions
            .iter()
            .map(|one| one.body_system.as_str())
            .collect();
        let mut system_sizes: Vec<u32> = systems
            .iter()
            .map(|system| count(&|one| one.body_system == *system))
            .collect();
        system_sizes.sort_unstable_by(|a, b| b.cmp(a));
        Self {
            system_sizes,
            n_physical: count(&|one| one.kind == ConditionKind::Physical),
            n_mental: count(&|one| one.kind == ConditionKind::Mental),
            kinds: conditions
                .iter()
                .map(|one| (one.condition.clone(), one.body_system.clone(), one.kind))
                .collect(),
        }
    }

    /// Whether people of whom all of `people` hold are people of whom `wanted` holds.
    pub(crate) fn follows(&self, people: &[Predicate], wanted: &Predicate) -> bool {
        for holds in people {
            if let Predicate::Exactly(set) = holds
                && let Some(answer) = self.holds_for(set, wanted)
            {
                return answer;
            }
        }
        people.iter().any(|holds| holds.implies(wanted)) || self.follows_by_count(people, wanted)
    }

    /// Whether something is true of everybody who has exactly these conditions, or of nobody of
    /// them; nothing where it does not depend on conditions alone.
    pub(crate) fn holds_for(&self, set: &BTreeSet<String>, wanted: &Predicate) -> Option<bool> {
        let of = || self.kinds.iter().filter(|(key, ..)| set.contains(key));
        match wanted {
            Predicate::Conditions(least) => Some(set.len() >= *least as usize),
            Predicate::Condition(key) => Some(set.contains(key)),
            Predicate::PhysicalAndMental => {
                let has = |wanted| of().any(|(_, _, kind)| *kind == wanted);
                Some(has(ConditionKind::Physical) && has(ConditionKind::Mental))
            }
            Predicate::BodySystems(least) => {
                let systems: BTreeSet<&String> = of().map(|(_, system, _)| system).collect();
                Some(systems.len() >= *least as usize)
            }
            Predicate::Exactly(other) => Some(set == other),
            _ => None,
        }
    }

    /// How many conditions there are.
    pub(crate) fn len(&self) -> usize {
        self.kinds.len()
    }

    /// The key of one of them.
    pub(crate) fn key(&self, nth: usize) -> Option<&str> {
        self.kinds.get(nth).map(|(key, ..)| key.as_str())
    }

    /// These conditions and as few more as will do, for those of `people` that speak of conditions
    /// alone; the nth is tried first.
    pub(crate) fn enough_for(
        &self,
        people: &[Predicate],
        has: &BTreeSet<String>,
        first: usize,
    ) -> BTreeSet<String> {
        let enough = |set: &BTreeSet<String>| {
            let mut answers = people.iter().map(|wanted| self.holds_for(set, wanted));
            answers.all(|holds| holds != Some(false))
        };
        for wanted in people {
            if let Predicate::Exactly(set) = wanted {
                return set.clone();
            }
        }
        let in_turn = self.kinds.iter().cycle().skip(first).take(self.kinds.len());
        let mut set = has.clone();
        let mut added: Vec<&String> = Vec::new();
        for (key, ..) in in_turn {
            if enough(&set) {
                break;
            }
            if set.insert(key.clone()) {
                added.push(key);
            }
        }
        // Where too few are listed for anybody to have so many, relations do not say so either.
        let listed = set.clone();
        for nth in 0..MOST_UNLISTED {
            if enough(&set) {
                break;
            }
            set.insert(format!("unlisted {nth}"));
        }
        if !enough(&set) {
            set = listed;
        }
        // What was added on the way to the last that was missing may not be needed.
        for key in added {
            set.remove(key);
            if !enough(&set) {
                set.insert(key.clone());
            }
        }
        set
    }

    /// Whether one set of people is within another.
    pub(crate) fn within(&self, inner: &[Predicate], outer: &[Predicate]) -> bool {
        outer.iter().all(|wanted| self.follows(inner, wanted))
    }

    /// The shortest list that says the same.
    pub(crate) fn shortest(&self, mut people: Vec<Predicate>) -> People {
        people.sort_unstable();
        people.dedup();
        let mut index = people.len();
        while index > 0 {
            index -= 1;
            let candidate = people.remove(index);
            if !self.follows(&people, &candidate) {
                people.insert(index, candidate);
            }
        }
        people
    }

    // Several named conditions say how many there are, in how many systems and of which kinds;
    // and so many conditions cannot all be of one kind or in too few systems.
    fn follows_by_count(&self, people: &[Predicate], wanted: &Predicate) -> bool {
        let present: Vec<_> = self
            .kinds
            .iter()
            .filter(|(key, ..)| {
                people
                    .iter()
                    .any(|holds| matches!(holds, Predicate::Condition(has) if has == key))
            })
            .collect();
        let at_least = people
            .iter()
            .map(|holds| match holds {
                Predicate::Conditions(least) | Predicate::BodySystems(least) => *least,
                _ => 0,
            })
            .max()
            .unwrap_or(0);
        let n_present = u32::try_from(present.len()).unwrap_or(u32::MAX);
        match wanted {
            Predicate::Conditions(least) => *least <= n_present,
            Predicate::BodySystems(least) => {
                let systems: BTreeSet<&str> = present
                    .iter()
                    .map(|(_, system, _)| system.as_str())
                    .collect();
                let fewer = (*least as usize).saturating_sub(1);
                let fit: u32 = self.system_sizes.iter().take(fewer).sum();
                *least as usize <= systems.len() || fit < at_least
            }
            Predicate::PhysicalAndMental => {
                let has = |kind| present.iter().any(|(_, _, has)| *has == kind);
                let both = has(ConditionKind::Physical) && has(ConditionKind::Mental);
                both || at_least > self.n_physical.max(self.n_mental)
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conditions() -> Conditions {
        let one = |key: &str, system: &str, kind| (key.to_owned(), system.to_owned(), kind);
        Conditions {
            kinds: vec![
                one("asthma", "lungs", ConditionKind::Physical),
                one("copd", "lungs", ConditionKind::Physical),
                one("diabetes", "hormones", ConditionKind::Physical),
                one("depression", "mind", ConditionKind::Mental),
            ],
            system_sizes: vec![2, 1, 1],
            n_physical: 3,
            n_mental: 1,
        }
    }

    fn condition(key: &str) -> Predicate {
        Predicate::Condition(key.to_owned())
    }

    fn within(types: &[&str], months: u32) -> Predicate {
        let types = types.iter().map(ToString::to_string).collect();
        Predicate::EventWithin(types, months)
    }

    #[test]
    fn orders_follow_from_the_rules() {
        use Predicate::{AnsweredAtLeast, BodySystems, Conditions as AtLeast, PhysicalAndMental};
        let ever = |event: &str| Predicate::EventEver(event.to_owned());
        let answered = |months| Predicate::Answered("home".to_owned(), months);
        let good = |months, response| AnsweredAtLeast("home".to_owned(), months, response);
        let rows = [
            (vec![], vec![], true),
            (vec![AtLeast(3)], vec![AtLeast(2)], true),
            (vec![AtLeast(2)], vec![AtLeast(3)], false),
            (vec![condition("copd")], vec![AtLeast(1)], true),
            (vec![condition("copd")], vec![AtLeast(2)], false),
            (
                vec![condition("copd"), condition("asthma")],
                vec![AtLeast(2)],
                true,
            ),
            (
                vec![condition("copd"), condition("asthma")],
                vec![BodySystems(2)],
                false,
            ),
            (
                vec![condition("copd"), condition("depression")],
                vec![PhysicalAndMental],
                true,
            ),
            (vec![PhysicalAndMental], vec![AtLeast(2)], true),
            (vec![BodySystems(3)], vec![AtLeast(3)], true),
            // Two systems hold at most three of these conditions, so four lie in three.
            (vec![AtLeast(4)], vec![BodySystems(3)], true),
            (vec![AtLeast(3)], vec![BodySystems(3)], false),
            (vec![AtLeast(4)], vec![PhysicalAndMental], true),
            (vec![AtLeast(3)], vec![PhysicalAndMental], false),
            (vec![within(&["a"], 3)], vec![within(&["a"], 12)], true),
            (vec![within(&["a"], 12)], vec![within(&["a"], 3)], false),
            (
                vec![within(&["a"], 12)],
                vec![within(&["a", "b"], 12)],
                true,
            ),
            (
                vec![within(&["a", "b"], 12)],
                vec![within(&["a"], 12)],
                false,
            ),
            (vec![within(&["a"], 12)], vec![ever("a")], true),
            (vec![within(&["a", "b"], 12)], vec![ever("a")], false),
            (vec![ever("a")], vec![within(&["a"], 12)], false),
            (vec![ever("a"), AtLeast(3)], vec![AtLeast(3)], true),
            (vec![good(24, 4)], vec![answered(24)], true),
            (vec![good(12, 4)], vec![good(24, 3)], true),
            (vec![good(24, 4)], vec![good(12, 4)], false),
            (vec![good(24, 3)], vec![good(24, 4)], false),
        ];
        for (inner, outer, expected) in rows {
            let found = conditions().within(&inner, &outer);
            assert_eq!(found, expected, "{inner:?} within {outer:?}");
        }
    }

    #[test]
    fn the_same_people_have_the_same_shortest_list() {
        let several = Predicate::Conditions(3);
        let twice = vec![several.clone(), Predicate::Conditions(2), several.clone()];
        assert_eq!(conditions().shortest(twice), [several]);
        assert_eq!(conditions().shortest(vec![Predicate::Conditions(0)]), []);
    }
}
