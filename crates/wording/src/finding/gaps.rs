//! The gaps by deprivation of several places: the whole's own, and the neighbourhoods'.
//!
//! The two are judged apart. A whole has many more people, so its gap can be clear where no
//! neighbourhood's is, and a headline about one must not be read as one about the other.

use super::fifths::{Fifths, Side, higher, judged, name};
use super::{Judgement, Subject, Words};
use crate::list::{and, neighbourhoods};
use crate::number;

/// Where there is a clear gap: in the whole, if it is shown, and in which neighbourhoods.
#[must_use]
pub fn fifths_by_area(subject: &Subject, whole: Option<&Fifths>, places: &[Fifths]) -> Words {
    let judgement = match (own(subject, whole), theirs(places)) {
        (None, None) => Judgement::said("no gap can be shown for any area"),
        (None, Some(theirs)) => Judgement::said(theirs.clause()),
        (Some(own), None) => Judgement::said(format!(
            "{}; no neighbourhood\u{2019}s gap can be shown",
            own.clause(subject)
        )),
        (Some(own @ Own::Clear(..)), Some(Theirs::None)) => Judgement::said(format!(
            "{}; no neighbourhood\u{2019}s own gap is clear",
            own.clause(subject)
        )),
        (Some(own @ Own::Clear(side, _)), Some(some)) => {
            let ways = if some.are_all(side.other()) {
                ", the other way round"
            } else {
                ""
            };
            Judgement::said(format!("{}; {}{ways}", own.clause(subject), some.clause()))
        }
        (Some(Own::NotClear), Some(Theirs::None)) => Judgement::there_is(format!(
            "no clear gap in {} or in any neighbourhood shown",
            subject.whole
        )),
        (Some(Own::NotClear), Some(some)) => Judgement::said(format!(
            "{}; {} as a whole has no clear gap",
            some.clause(),
            subject.whole
        )),
    };
    let every: Vec<&Fifths> = whole.into_iter().chain(places).collect();
    let sides = [Side::MostDeprived, Side::LeastDeprived].map(|side| {
        let clear = every.iter().filter(|place| higher(place) == Some(side));
        let names: Vec<String> = clear.map(|place| place.place.to_owned()).collect();
        if names.is_empty() {
            String::new()
        } else {
            format!("Higher in the {} fifth: {}", name(side), and(&names))
        }
    });
    let differences = every
        .iter()
        .filter_map(|place| Some((place.place.to_owned(), place.difference.shown()?)));
    let differences = subject.gaps(differences);
    let absent = match every.iter().filter(|place| !judged(place)).count() {
        0 => String::new(),
        1 => "1 area has no gap that can be shown".to_owned(),
        more => format!("{more} areas have no gap that can be shown"),
    };
    let [most, least] = sides;
    let place = format!("{} and its neighbourhoods", subject.whole);
    subject.words(&place, &judgement, &[most, least, differences, absent])
}

/// What can be said of the whole's gap.
enum Own {
    /// It is clear: the fifth that is higher, and its size where the difference is published.
    Clear(Side, Option<f64>),
    NotClear,
}

impl Own {
    fn clause(&self, subject: &Subject) -> String {
        match self {
            Self::Clear(_, Some(size)) => format!(
                "{} has a gap of {}",
                subject.whole,
                number::points(subject.scale, *size)
            ),
            Self::Clear(_, None) => format!("{} has a clear gap", subject.whole),
            Self::NotClear => format!("{} has no clear gap", subject.whole),
        }
    }
}

fn own(subject: &Subject, whole: Option<&Fifths>) -> Option<Own> {
    let whole = whole.filter(|whole| judged(whole))?;
    debug_assert_eq!(whole.place, subject.whole);
    Some(match higher(whole) {
        Some(side) => Own::Clear(side, whole.difference.shown().map(|between| between.value)),
        None => Own::NotClear,
    })
}

/// What can be said of the neighbourhoods' gaps.
enum Theirs {
    None,
    Some {
        clear: Vec<(String, Side)>,
        of: usize,
    },
}

impl Theirs {
    fn clause(&self) -> String {
        let Self::Some { clear, of } = self else {
            return "no neighbourhood shown has a clear gap".to_owned();
        };
        let names: Vec<String> = clear.iter().map(|(name, _)| name.clone()).collect();
        let who = neighbourhoods(&names, *of);
        let have = if names.len() == 1 {
            "has a clear gap"
        } else {
            "have clear gaps"
        };
        let ways = if clear.iter().any(|(_, side)| *side != clear[0].1) {
            ", not all the same way round"
        } else {
            ""
        };
        format!("{who} {have}{ways}")
    }

    fn are_all(&self, wanted: Side) -> bool {
        match self {
            Self::None => false,
            Self::Some { clear, .. } => clear.iter().all(|(_, side)| *side == wanted),
        }
    }
}

fn theirs(places: &[Fifths]) -> Option<Theirs> {
    if !places.iter().any(judged) {
        return None;
    }
    let clear = places
        .iter()
        .filter_map(|place| Some((place.place.to_owned(), higher(place)?)));
    let clear: Vec<(String, Side)> = clear.collect();
    Some(if clear.is_empty() {
        Theirs::None
    } else {
        Theirs::Some {
            clear,
            of: places.len(),
        }
    })
}
