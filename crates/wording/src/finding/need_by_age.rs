//! How many of a place's people a measure counts, by age.
//!
//! Numbers of people, not shares: where most of the need is, not who is most likely to have it.
//! Bands span different numbers of years, so one is never called likelier than another.

use measures::breakdown::Breakdown;
use measures::published::Published;

use super::{Judgement, Subject, Words, why_none};
use crate::{group, number, status};

/// One age band.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ages<'a> {
    /// Its published label.
    pub band: &'a str,
    /// Everybody of that age.
    pub everybody: Published<u32>,
    /// Those of them whom the measure counts.
    pub counted: Published<u32>,
}

/// The age band with most people whom the measure counts.
#[must_use]
pub fn need_by_age(subject: &Subject, place: &str, bands: &[Ages]) -> Words {
    let named = |band: &str| group::label(Breakdown::AgeBand, band);
    let shown = || {
        let counted = bands
            .iter()
            .filter_map(|ages| Some((ages, ages.counted.shown()?)));
        counted.filter(|(_, people)| *people > 0)
    };
    let most = shown().map(|(_, people)| people).max();
    let largest: Vec<String> = shown()
        .filter(|(_, people)| Some(*people) == most)
        .map(|(ages, _)| named(ages.band))
        .collect();
    let n_absent = bands
        .iter()
        .filter(|ages| ages.counted.shown().is_none())
        .count();
    let judgement = match (&largest[..], most) {
        ([band], Some(people)) => {
            let of_shown = if n_absent > 0 {
                "of the ages shown, "
            } else {
                ""
            };
            format!(
                "{of_shown}the largest group is aged {band}: {}",
                number::about_people(people)
            )
        }
        ([_, _, ..], _) => "no age band has more people than all others".to_owned(),
        _ if n_absent < bands.len() => "nobody is counted at the ages shown".to_owned(),
        _ => format!(
            "no age band can be shown: {}",
            why_none(bands.iter().map(|ages| &ages.counted))
        ),
    };
    let said = bands.iter().filter_map(|ages| {
        let (counted, everybody) = (ages.counted.shown()?, ages.everybody.shown()?);
        let people = number::about_of(subject.scale, counted, everybody);
        Some(format!("{}: {people}", named(ages.band)))
    });
    let mut numbers = vec![said.collect::<Vec<_>>().join("; ")];
    let n_withheld = bands
        .iter()
        .filter(|ages| ages.counted == Published::Withheld)
        .count();
    numbers.extend(status::withheld_note(n_withheld));
    let place = format!("{place} by age");
    subject.words(&place, &Judgement::said(judgement), &numbers)
}
