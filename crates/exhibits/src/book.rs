//! A workbook as a value: its sheets in order, for whoever writes them as a file.
//!
//! It holds words, numbers and reasons why there is no number. It knows no format of a file.

use aggregates::manifest::Manifest;
use serde::{Deserialize, Serialize};

use crate::exhibit::Exhibit;
use crate::provenance::{self, Row};
use crate::table::Cell;

/// A workbook.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Book {
    /// What it is called.
    pub title: String,
    /// Who published its numbers.
    pub author: String,
    /// The release that they are from.
    pub release: String,
    /// The day of the data, as in `2026-09-30`: a clock would make every file another.
    pub day: String,
    /// The name of the whole partnership.
    pub place: String,
    /// Its sheets.
    pub sheets: Vec<Sheet>,
}

/// A sheet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Sheet {
    /// What to know of the others, under the title of the book: a name and what it is.
    Notes(Vec<(String, String)>),
    /// A table with one heading.
    Numbers(Numbers),
}

/// A table: its name, its columns with their widths in letters, its rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Numbers {
    /// What the sheet is called: at most 31 letters, none of `[]:*?/\`.
    pub name: String,
    /// The columns: a name and a width in letters.
    pub columns: Vec<(String, f64)>,
    /// The rows, with a value for every column.
    pub rows: Vec<Vec<Value>>,
}

/// One cell of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// Text, whatever it begins with.
    Words(String),
    /// A number.
    Number(#[serde(with = "as_text")] f64),
    /// Why there is no number: `withheld`.
    Absent(String),
}

impl Book {
    /// A workbook of a release.
    #[must_use]
    pub fn of_release(manifest: &Manifest, title: String, sheets: Vec<Sheet>) -> Self {
        Self {
            title,
            author: manifest.publication.publisher.clone(),
            release: manifest.release_id.clone(),
            day: manifest.as_of.to_string(),
            place: manifest.catalogue.whole.name.clone(),
            sheets,
        }
    }

    /// One chart's numbers and a sheet of notes.
    #[must_use]
    pub fn of_exhibit(exhibit: &Exhibit, manifest: &Manifest, link: &str) -> Self {
        let own = provenance::of_exhibit(exhibit, manifest, link);
        let mut rows = vec![
            ("What it shows", exhibit.words.description.clone()),
            ("How to read it", exhibit.how_to_read().to_owned()),
        ];
        let of_release = provenance::of_release(manifest);
        let told = |(name, _): &Row| {
            *name != "Title"
                && *name != "As of"
                && of_release.iter().all(|(other, _)| other != name)
        };
        rows.splice(0..0, own.into_iter().filter(told));
        rows.extend(of_release);
        let sheets = vec![Sheet::Numbers(numbers(exhibit)), notes(rows)];
        Self::of_release(manifest, exhibit.words.headline.clone(), sheets)
    }
}

/// Notes, without those that have nothing to say.
#[must_use]
pub fn notes(rows: Vec<Row>) -> Sheet {
    let rows = rows.into_iter().filter(|(_, words)| !words.is_empty());
    Sheet::Notes(rows.map(|(name, words)| (name.to_owned(), words)).collect())
}

/// The narrowest and the widest column, in letters.
const WIDTHS: (usize, usize) = (12, 60);

fn numbers(exhibit: &Exhibit) -> Numbers {
    let table = &exhibit.table;
    let columns = table.columns.iter().enumerate().map(|(place, column)| {
        let cells = table.rows.iter().filter_map(|row| row.cells.get(place));
        let longest = cells.map(|cell| cell.read().chars().count()).max();
        let letters = longest.unwrap_or_default().clamp(WIDTHS.0, WIDTHS.1);
        (column.name.clone(), letters as f64)
    });
    let rows = table.rows.iter();
    Numbers {
        name: "Numbers".to_owned(),
        columns: columns.collect(),
        rows: rows
            .map(|row| row.cells.iter().map(value).collect())
            .collect(),
    }
}

fn value(cell: &Cell) -> Value {
    match cell {
        Cell::Words(words) => Value::Words(words.clone()),
        Cell::Number { plain, .. } => plain
            .parse()
            .map_or_else(|_| Value::Words(plain.clone()), Value::Number),
        Cell::Absent(_) => Value::Absent(cell.read().to_owned()),
    }
}

/// A number as text: the shortest that is read as the same number, which JSON's own need not be.
mod as_text {
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error};

    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "serde hands a reference over"
    )]
    pub(super) fn serialize<S: Serializer>(number: &f64, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(number)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exhibit::tests::exhibit;
    use crate::sample;

    #[test]
    fn a_chart_s_workbook_has_its_numbers_and_says_everything_of_them_once() {
        let book = Book::of_exhibit(&exhibit(), &sample::manifest(), "https://example.org/");
        let [Sheet::Numbers(numbers), Sheet::Notes(notes)] = &book.sheets[..] else {
            panic!("{book:?}");
        };
        let [row] = &numbers.rows[..] else {
            panic!("{numbers:?}");
        };
        assert_eq!(
            row[..],
            [Value::Words("=cmd()".to_owned()), Value::Number(21.5)]
        );
        let names: Vec<&str> = notes.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(
            names,
            [
                "About",
                "Filters",
                "Keep in mind",
                "Link",
                "What it shows",
                "How to read it",
                "Source",
                "Data as of",
                "Release",
                "Small numbers",
                "Withheld",
                "Values",
                "Licence",
                "Questions"
            ]
        );
    }
}
