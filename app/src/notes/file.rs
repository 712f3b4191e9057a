//! Notes as a JSON file, and back: what the browser keeps, and what readers exchange.
//!
//! A file is believed as a whole or not at all, and says what is wrong with it.

use serde::{Deserialize, Serialize};

use super::note::{Note, sort};

/// What a file of notes says it is.
const FORMAT: &str = "neighbourhood-outcomes-notes";
/// The form that this program writes and reads.
const VERSION: u32 = 1;
/// The longest file that is read, in bytes: a thousand long notes.
pub const LONGEST_FILE: usize = 8_000_000;

#[derive(Serialize, Deserialize)]
struct File {
    format: String,
    version: u32,
    /// The code of the place that the dashboard is of.
    place: String,
    notes: Vec<Note>,
}

/// What a file says it is, before it is read as such.
#[derive(Deserialize)]
struct Opening {
    format: String,
    version: u32,
}

/// Notes on the dashboard of a place as JSON.
#[must_use]
pub fn written(notes: &[Note], place: &str) -> String {
    let file = File {
        format: FORMAT.to_owned(),
        version: VERSION,
        place: place.to_owned(),
        notes: notes.to_vec(),
    };
    // Strings and a number always become JSON.
    serde_json::to_string_pretty(&file).unwrap_or_default()
}

/// The notes of a file, oldest first.
///
/// # Errors
/// A sentence that says what is wrong.
pub fn read(text: &str, place: &str) -> Result<Vec<Note>, String> {
    if text.len() > LONGEST_FILE {
        return Err("It is larger than a file of notes can be.".to_owned());
    }
    let other = "It is not a file of notes from this dashboard.";
    let opening: Opening = serde_json::from_str(text).map_err(|error| match error.classify() {
        serde_json::error::Category::Data => other.to_owned(),
        _ => format!("It is not whole: {error}."),
    })?;
    if opening.format != FORMAT {
        return Err(other.to_owned());
    }
    if opening.version != VERSION {
        return Err(format!(
            "It is of version {}, and this page reads version {VERSION}.",
            opening.version
        ));
    }
    let mut file: File = serde_json::from_str(text)
        .map_err(|error| format!("A note in it is not whole: {error}."))?;
    if file.place != place {
        return Err(format!(
            "Its notes are about another place ({}), and this dashboard is of {place}.",
            file.place.chars().take(40).collect::<String>()
        ));
    }
    for (place, note) in file.notes.iter().enumerate() {
        if let Some(problem) = note.problem() {
            return Err(format!("Note {} in it {problem}.", place + 1));
        }
    }
    sort(&mut file.notes);
    Ok(file.notes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notes::note::tests::note;

    #[test]
    fn notes_come_back_as_they_were_oldest_first() {
        let later = Note {
            written: "2026-11-29T00:00:00.000Z".to_owned(),
            ..note("a", "later, with \"quotes\"\nand \u{2019} lines")
        };
        let file = written(&[later.clone(), note("b", "earlier")], "E1");
        assert_eq!(read(&file, "E1"), Ok(vec![note("b", "earlier"), later]));
        assert_eq!(read(&written(&[], "E1"), "E1"), Ok(Vec::new()));
    }

    #[test]
    fn a_bad_file_says_what_is_wrong_with_it() {
        let good = written(&[note("a", "text")], "E1");
        let rows = [
            (String::new(), "It is not whole: EOF"),
            (good[..good.len() / 2].to_owned(), "It is not whole: EOF"),
            ("[]".to_owned(), "It is not a file of notes"),
            ("{\"notes\": []}".to_owned(), "It is not a file of notes"),
            (
                good.replace("outcomes-notes", "outcomes-else"),
                "It is not a file of notes",
            ),
            (
                good.replace("\"version\": 1", "\"version\": 2"),
                "It is of version 2, and this page reads version 1.",
            ),
            (
                good.replace("\"E1\"", "\"E2\""),
                "Its notes are about another place (E2), and this dashboard is of E1.",
            ),
            (
                good.replace("\"text\": \"text\"", "\"text\": \"\""),
                "Note 1 in it has no text.",
            ),
            (
                good.replace("\"text\": \"text\"", "\"text\": 5"),
                "A note in it is not whole: ",
            ),
            ("x".repeat(LONGEST_FILE + 1), "It is larger than"),
        ];
        for (text, expected) in rows {
            let said = read(&text, "E1").expect_err(expected);
            assert!(said.starts_with(expected), "{said}");
        }
    }
}
