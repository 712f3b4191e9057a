//! Many measures in every neighbourhood at once: where most of them differ from the whole.
//!
//! Each side is counted by itself: a measure that is better never makes up for one that is worse.

use measures::comparison::Comparison;
use measures::definition::Direction;
use measures::figure::Figure;
use measures::published::Published;

use super::{Judgement, Subject, Words, absences};
use crate::list::neighbourhoods;
use crate::number;

/// One neighbourhood on several measures.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its value of each measure, and what may be said of it beside the whole.
    pub cells: Vec<(Published<Figure>, Option<Comparison>)>,
}

/// The two sides of measures of which one way is better.
const SIDES: [(&str, [Comparison; 2]); 2] = [
    ("worse", [Comparison::MuchWorse, Comparison::Worse]),
    ("better", [Comparison::MuchBetter, Comparison::Better]),
];
const OTHER_SIDES: [(&str, [Comparison; 2]); 2] = [
    ("higher", [Comparison::MuchHigher, Comparison::Higher]),
    ("lower", [Comparison::MuchLower, Comparison::Lower]),
];

/// Neighbourhoods on measures of these directions: those that are worse, and those that are
/// better, on most of them.
#[must_use]
pub fn at_a_glance(subject: &Subject, directions: &[Direction], profiles: &[Profile]) -> Words {
    let cells = || profiles.iter().flat_map(|profile| &profile.cells);
    let judged = cells().any(|(_, comparison)| comparison.is_some());
    let n_measures = directions
        .iter()
        .filter(|direction| **direction != Direction::Neutral)
        .count();
    let sides = SIDES
        .iter()
        .filter_map(|(word, kinds)| most((word, kinds), profiles));
    let mut clauses: Vec<String> = Vec::new();
    for (who, word, n) in sides {
        let n = number::small(n);
        clauses.push(if clauses.is_empty() {
            let (whole, all) = (subject.whole, number::small(n_measures));
            format!("{who} {word} than {whole} on {n} of {all} measures")
        } else {
            format!("{who} {word} on {n}")
        });
    }
    let judgement = if !judged {
        Judgement::none("comparison", cells().map(|(figure, _)| figure))
    } else if clauses.is_empty() {
        Judgement::said(format!("no place shown stands out from {}", subject.whole))
    } else {
        Judgement::said(clauses.join(", "))
    };
    let said = profiles.iter().filter_map(|profile| {
        let sides = SIDES.iter().chain(&OTHER_SIDES);
        let counted = sides.filter_map(|(word, kinds)| {
            let n = count(profile, kinds);
            (n > 0).then(|| format!("{word} on {n}"))
        });
        let counted: Vec<String> = counted.collect();
        (!counted.is_empty()).then(|| format!("{}: {}", profile.name, counted.join(", ")))
    });
    let mut numbers = vec![said.collect::<Vec<_>>().join("; ")];
    numbers.extend(absences(cells().map(|(figure, _)| figure)));
    let place = format!("neighbourhoods of {}", subject.whole);
    subject.words(&place, &judgement, &numbers)
}

fn count(profile: &Profile, kinds: &[Comparison]) -> usize {
    let found = profile.cells.iter();
    found
        .filter(|(_, comparison)| comparison.is_some_and(|one| kinds.contains(&one)))
        .count()
}

/// The neighbourhoods that are on this side most often, if any is: who they are with their verb,
/// the word for the side, and how often.
fn most<'a>(
    (word, kinds): (&'a str, &[Comparison]),
    profiles: &[Profile],
) -> Option<(String, &'a str, usize)> {
    let counts = profiles.iter().map(|profile| count(profile, kinds));
    let most = counts.max().filter(|most| *most > 0)?;
    let names: Vec<String> = profiles
        .iter()
        .filter(|profile| count(profile, kinds) == most)
        .map(|profile| profile.name.to_owned())
        .collect();
    let verb = if names.len() == 1 { "is" } else { "are" };
    let who = format!("{} {verb}", neighbourhoods(&names, profiles.len()));
    Some((who, word, most))
}
