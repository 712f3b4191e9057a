//! A reviewer's note: what somebody wrote about a chart, and how to find the chart again.
//!
//! It holds nothing about the person who wrote it.

use serde::{Deserialize, Serialize};

use crate::route;

/// The longest text of a note, in letters.
pub const LONGEST_TEXT: usize = 4_000;
/// The longest of its other fields, in letters.
const LONGEST_FIELD: usize = 2_000;

/// A note on a chart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// What it is known by, in every copy of it.
    pub id: String,
    /// The name of the chart, e.g. `by-neighbourhood`.
    pub chart: String,
    /// The view that it was written on: the part of the address after `#`.
    pub view: String,
    /// What the chart said then.
    pub headline: String,
    /// What was chosen, in words.
    pub filters: String,
    /// The release that it was written on.
    pub release: String,
    /// What was written.
    pub text: String,
    /// When, as in `2026-11-28T17:48:05.000Z`.
    pub written: String,
    /// When it was last changed.
    pub changed: String,
}

/// How many notes of a file were new here, newer than here, and neither.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Merged {
    /// Not here before.
    pub added: usize,
    /// Changed later than the one that was here, in whose place they are.
    pub updated: usize,
    /// Left as they were here.
    pub as_before: usize,
}

impl Note {
    /// What is wrong with a note from a file, as the end of a sentence about it.
    #[must_use]
    pub fn problem(&self) -> Option<&'static str> {
        let long = |text: &String| text.chars().count() > LONGEST_FIELD;
        let fields = [&self.chart, &self.view, &self.headline, &self.filters];
        if self.id.is_empty() || long(&self.id) {
            Some("has no id")
        } else if self.text.trim().is_empty() {
            Some("has no text")
        } else if self.text.chars().count() > LONGEST_TEXT {
            Some("is longer than a note can be")
        } else if self.view.is_empty() || self.chart.is_empty() {
            Some("does not say which chart it is about")
        } else if fields.into_iter().any(long) || long(&self.release) {
            Some("has a field that is too long")
        } else if !is_time(&self.written) || !is_time(&self.changed) {
            Some("does not say when it was written")
        } else {
            None
        }
    }

    /// The part of an address after `#` that leads to its chart in its view.
    #[must_use]
    pub fn address(&self) -> String {
        route::leading_to(&self.view, &self.chart)
    }

    /// The day it was written, as a reader says it.
    #[must_use]
    pub fn written_on(&self) -> String {
        day(&self.written)
    }

    /// The day it was last changed, if that was later.
    #[must_use]
    pub fn changed_on(&self) -> Option<String> {
        (self.changed != self.written).then(|| day(&self.changed))
    }
}

/// Puts notes from elsewhere among others. Of two copies of a note the one that was changed later
/// stays; nothing is ever taken away.
#[must_use]
pub fn merge(own: &mut Vec<Note>, others: Vec<Note>) -> Merged {
    let mut merged = Merged::default();
    for other in others {
        match own.iter_mut().find(|note| note.id == other.id) {
            None => {
                own.push(other);
                merged.added += 1;
            }
            Some(note) if other.changed > note.changed => {
                *note = other;
                merged.updated += 1;
            }
            Some(_) => merged.as_before += 1,
        }
    }
    sort(own);
    merged
}

/// Oldest first.
pub fn sort(notes: &mut [Note]) {
    notes.sort_by(|one, other| (&one.written, &one.id).cmp(&(&other.written, &other.id)));
}

/// Whether text is a time as the browser writes it: these sort as times do.
fn is_time(text: &str) -> bool {
    let shape = b"0000-00-00T00:00:00.000Z";
    text.len() == shape.len()
        && text.bytes().zip(shape).all(|(found, wanted)| match wanted {
            b'0' => found.is_ascii_digit(),
            _ => found == *wanted,
        })
}

/// The day of a time, as a reader says it.
#[must_use]
pub fn day(time: &str) -> String {
    let day = time.get(..10).unwrap_or_default();
    day.parse()
        .map_or_else(|_| day.to_owned(), wording::date::day)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn note(id: &str, text: &str) -> Note {
        Note {
            id: id.to_owned(),
            chart: "by-neighbourhood".to_owned(),
            view: "coordination?area=E1&measure=care_plan".to_owned(),
            headline: "Most have a plan".to_owned(),
            filters: "Area: Elmbridge.".to_owned(),
            release: "0123456789abcdef".to_owned(),
            text: text.to_owned(),
            written: "2026-11-28T17:48:05.000Z".to_owned(),
            changed: "2026-11-28T17:48:05.000Z".to_owned(),
        }
    }

    #[test]
    fn of_two_copies_the_later_stays_and_nothing_is_lost() {
        let later = |id: &str, text: &str, minute: u32| Note {
            changed: format!("2026-11-28T18:{minute:02}:00.000Z"),
            ..note(id, text)
        };
        let mut own = vec![
            later("b", "ours", 5),
            note("a", "only here"),
            later("c", "ours", 5),
        ];
        let others = vec![
            later("b", "theirs", 4),
            later("c", "theirs", 6),
            note("d", "new"),
        ];
        let merged = merge(&mut own, others.clone());
        let told = |notes: &[Note]| {
            let told = notes
                .iter()
                .map(|note| format!("{} {}", note.id, note.text));
            told.collect::<Vec<_>>()
        };
        assert_eq!(
            merged,
            Merged {
                added: 1,
                updated: 1,
                as_before: 1
            }
        );
        assert_eq!(told(&own), ["a only here", "b ours", "c theirs", "d new"]);
        let again = merge(&mut own, others);
        assert_eq!((again.added, again.updated, again.as_before), (0, 0, 3));
    }

    #[test]
    fn what_cannot_be_a_note_is_told_from_what_can() {
        let rows: [(Note, Option<&str>); 7] = [
            (note("a", "fine"), None),
            (note("", "text"), Some("has no id")),
            (note("a", " \n"), Some("has no text")),
            (
                note("a", &"x".repeat(LONGEST_TEXT + 1)),
                Some("is longer than a note can be"),
            ),
            (
                Note {
                    view: String::new(),
                    ..note("a", "text")
                },
                Some("does not say which chart it is about"),
            ),
            (
                Note {
                    headline: "x".repeat(3_000),
                    ..note("a", "text")
                },
                Some("has a field that is too long"),
            ),
            (
                Note {
                    written: "yesterday".to_owned(),
                    ..note("a", "text")
                },
                Some("does not say when it was written"),
            ),
        ];
        for (note, expected) in rows {
            assert_eq!(note.problem(), expected);
        }
    }

    #[test]
    fn days_are_said_as_elsewhere() {
        let changed = Note {
            changed: "2026-12-01T00:00:00.000Z".to_owned(),
            ..note("a", "text")
        };
        assert_eq!(changed.written_on(), "28 November 2026");
        assert_eq!(changed.changed_on().as_deref(), Some("1 December 2026"));
        assert_eq!(note("a", "text").changed_on(), None);
    }
}
