//! Which conditions people have together.
//!
//! The counts are of the people themselves, rounded, so the largest needs no interval; but a set
//! that is not listed may be withheld, and its absence says nothing.

use super::{Judgement, Subject, Words};
use crate::list::{and, capitalised, uncapitalised};
use crate::number;

/// A set of conditions, and the people who have exactly these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Combination<'a> {
    /// The names of the conditions.
    pub conditions: Vec<&'a str>,
    /// The published count of people.
    pub people: u32,
}

/// How many sets the description names.
const NAMED: usize = 3;

/// The commonest sets of conditions of one place. The sets are in the order of the chart, most
/// people first.
#[must_use]
pub fn combinations(subject: &Subject, place: &str, sets: &[Combination]) -> Words {
    let judgement = match sets {
        [] => Judgement::said("no set of conditions can be listed here"),
        [first, rest @ ..] => {
            let people = number::about_people(first.people);
            let level = rest.iter().take_while(|set| set.people == first.people);
            match level.count() {
                0 => Judgement::said(format!("the commonest set is {}: {people}", named(first))),
                1 => Judgement::said(format!(
                    "two sets are the commonest: {}; and {}; {people} each",
                    named(first),
                    named(&rest[0])
                )),
                more => Judgement::said(format!(
                    "{} sets are equally common: {people} each",
                    number::small(more + 1)
                )),
            }
        }
    };
    let said = sets.iter().take(NAMED).map(|set| {
        let people = number::about_people(set.people);
        format!("{}: {people}", capitalised(&named(set)))
    });
    let mut numbers = vec![said.collect::<Vec<_>>().join("; ")];
    match sets.len() {
        0 => {}
        1 => numbers.push("1 set is listed".to_owned()),
        count => numbers.push(format!(
            "{} sets are listed",
            number::thousands(count as u64)
        )),
    }
    numbers.push(
        "Each person is in one set, that of all their conditions. Sets of few people are not \
         listed, so a set that is missing here may still have people in it"
            .to_owned(),
    );
    subject.words(place, &judgement, &numbers)
}

/// The conditions of a set within a sentence.
fn named(set: &Combination) -> String {
    let names: Vec<String> = set
        .conditions
        .iter()
        .map(|name| uncapitalised(name))
        .collect();
    and(&names)
}
