//! The numbers of a chart as a table for reading, and as CSV for taking away.
//!
//! Both have the same rows and columns. A figure that is absent keeps its place and says why.

use std::borrow::Cow;

use measures::definition::Scale;
use measures::published::Published;

/// One chart's numbers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    /// The columns, in order.
    pub columns: Vec<Column>,
    /// The rows, each with a cell for every column; the first names the row.
    pub rows: Vec<Row>,
}

/// A column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// What a reader sees above it.
    pub name: String,
    /// Whether it holds numbers, which stand on the right.
    pub numeric: bool,
}

/// A row.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Whether it is what the reader has chosen.
    pub chosen: bool,
    /// Its cells.
    pub cells: Vec<Cell>,
}

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Words, or nothing.
    Words(String),
    /// A number as it is read, and as a program takes it.
    Number {
        /// For reading: `21.4%`.
        read: String,
        /// For programs: `21.3612`.
        plain: String,
        /// Whether it is exactly zero, which is a figure like any other.
        zero: bool,
    },
    /// No number, and why.
    Absent(Published<()>),
}

impl Column {
    /// A column of words.
    #[must_use]
    pub fn words(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            numeric: false,
        }
    }

    /// A column of numbers.
    #[must_use]
    pub fn numbers(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            numeric: true,
        }
    }
}

impl Cell {
    /// Words.
    #[must_use]
    pub fn words(words: impl Into<String>) -> Self {
        Self::Words(words.into())
    }

    /// A published count.
    #[must_use]
    pub fn count(count: Published<u32>) -> Self {
        match count {
            Published::Shown(count) => Self::Number {
                read: wording::number::thousands(u64::from(count)),
                plain: count.to_string(),
                zero: count == 0,
            },
            absent => Self::Absent(absent.map(|_| ())),
        }
    }

    /// A value of a measure. A share is a percentage for readers and for programs, as its column
    /// says.
    #[must_use]
    pub fn value(scale: Scale, value: Published<f64>) -> Self {
        Self::scaled(scale, value, |value| wording::number::value(scale, value))
    }

    /// A difference between two values of a measure; of shares, in percentage points.
    #[must_use]
    pub fn signed(scale: Scale, value: Published<f64>) -> Self {
        Self::scaled(scale, value, |value| {
            wording::number::signed_points(scale, value)
        })
    }

    /// A number that is read as `read` says.
    #[must_use]
    pub fn number(value: Published<f64>, read: impl Fn(f64) -> String) -> Self {
        Self::scaled(Scale::RatePer(1), value, read)
    }

    fn scaled(scale: Scale, value: Published<f64>, read: impl Fn(f64) -> String) -> Self {
        match value {
            Published::Shown(value) => Self::Number {
                read: read(value),
                plain: match scale {
                    Scale::Proportion => hundredfold(value),
                    Scale::RatePer(_) => value.to_string(),
                },
                zero: value == 0.0,
            },
            absent => Self::Absent(absent.map(|_| ())),
        }
    }

    /// The cell as words.
    #[must_use]
    pub fn read(&self) -> &str {
        match self {
            Self::Words(words) => words,
            Self::Number { read, .. } => read,
            Self::Absent(why) => wording::status::short(why).unwrap_or_default(),
        }
    }

    /// The cell as a program takes it.
    fn plain(&self) -> Cow<'_, str> {
        match self {
            Self::Words(words) => harmless(words),
            Self::Number { plain, .. } => plain.into(),
            Self::Absent(why) => why.status().into(),
        }
    }
}

/// A share as a percentage, to twelve decimals and without the zeros at its end: more than any
/// recomputation needs, and none of the digits that only binary fractions have.
fn hundredfold(share: f64) -> String {
    let text = format!("{:.12}", share * 100.0);
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" {
        "0".to_owned()
    } else {
        text.to_owned()
    }
}

impl Table {
    /// How many rows have a figure that is withheld.
    #[must_use]
    pub fn n_withheld(&self) -> usize {
        let withheld = |cell: &Cell| *cell == Cell::Absent(Published::Withheld);
        self.rows
            .iter()
            .filter(|row| row.cells.iter().any(withheld))
            .count()
    }

    /// The table as CSV with a byte order mark before it, without which Excel does not read UTF-8.
    #[must_use]
    pub fn csv_for_excel(&self, about: &[(&str, String)]) -> String {
        format!("\u{feff}{}", self.csv(about))
    }

    /// The table as CSV (RFC 4180), every row followed by what it is from, so that a row that is
    /// copied elsewhere can still be traced.
    #[must_use]
    pub fn csv(&self, about: &[(&str, String)]) -> String {
        let mut text = String::new();
        let names = self.columns.iter().map(|column| column.name.as_str());
        let names = names.chain(about.iter().map(|(name, _)| *name));
        line(&mut text, names.map(harmless));
        for row in &self.rows {
            let cells = row.cells.iter().map(Cell::plain);
            let about = about.iter().map(|(_, value)| harmless(value));
            line(&mut text, cells.chain(about));
        }
        text
    }

    /// The table as lines for an email or a document, as it is read, with tabs between cells.
    #[must_use]
    pub fn text(&self) -> String {
        let names = self.columns.iter().map(|column| column.name.as_str());
        let heading = names.collect::<Vec<_>>().join("\t");
        let rows = self.rows.iter().map(|row| {
            let cells = row.cells.iter().map(Cell::read);
            cells.collect::<Vec<_>>().join("\t")
        });
        let lines = [heading].into_iter().chain(rows);
        lines.map(|line| line + "\n").collect()
    }
}

/// What a cell begins with that some spreadsheet takes for a formula, the wide forms in some
/// languages only.
const RUN: [char; 11] = [
    '=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
];

/// Text that a spreadsheet does not take for a formula.
fn harmless(text: &str) -> Cow<'_, str> {
    if text.starts_with(RUN) {
        format!("'{text}").into()
    } else {
        text.into()
    }
}

fn line<'a>(text: &mut String, fields: impl Iterator<Item = Cow<'a, str>>) {
    for (position, field) in fields.enumerate() {
        if position > 0 {
            text.push(',');
        }
        if field.contains([',', '"', '\n', '\r']) {
            text.push('"');
            text.push_str(&field.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(&field);
        }
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let row = |name: &str, people, share| Row {
            chosen: false,
            cells: vec![
                Cell::words(name),
                Cell::count(people),
                Cell::value(Scale::Proportion, share),
            ],
        };
        Table {
            columns: vec![
                Column::words("Neighbourhood"),
                Column::numbers("People"),
                Column::numbers("Value"),
            ],
            rows: vec![
                row(
                    "Elm, \"the\" Park",
                    Published::Shown(1_250),
                    Published::Shown(0.25),
                ),
                row("Oak", Published::Withheld, Published::Withheld),
                row("Ash", Published::Shown(0), Published::Shown(0.0)),
                row("Yew", Published::NoPeople, Published::NotCalculable),
            ],
        }
    }

    #[test]
    fn csv_holds_plain_numbers_reasons_and_its_source() {
        assert_eq!(
            table().csv(&[
                ("Release", "abc".to_owned()),
                ("As of", "2026-09-30".to_owned())
            ]),
            "Neighbourhood,People,Value,Release,As of\r\n\
             \"Elm, \"\"the\"\" Park\",1250,25,abc,2026-09-30\r\n\
             Oak,withheld,withheld,abc,2026-09-30\r\n\
             Ash,0,0,abc,2026-09-30\r\n\
             Yew,no_people,not_calculable,abc,2026-09-30\r\n"
        );
    }

    #[test]
    fn no_words_become_a_formula_and_a_negative_number_stays_a_number() {
        for first in RUN {
            let mut rows = table();
            let words = format!("{first}HYPERLINK(\"x\")");
            rows.columns[0] = Column::words(&words);
            rows.rows[0].cells[0] = Cell::words(&words);
            let csv = rows.csv(&[("Release", words.clone())]);
            let quoted = format!("\"'{first}HYPERLINK(\"\"x\"\")\"");
            assert_eq!(csv.matches(&quoted).count(), 2 + rows.rows.len(), "{csv}");
            assert_eq!(csv.matches("HYPERLINK").count(), 2 + rows.rows.len());
        }
        let points = Cell::signed(Scale::Proportion, Published::Shown(-0.042));
        assert_eq!(points.plain(), "-4.2");
    }

    #[test]
    fn the_four_kinds_of_figure_read_differently() {
        let read: Vec<String> = table()
            .rows
            .iter()
            .map(|row| row.cells[1].read().to_owned())
            .collect();
        assert_eq!(read, ["1,250", "withheld", "0", "no people"]);
        assert_eq!(table().rows[3].cells[2].read(), "not calculable");
    }

    #[test]
    fn a_row_is_counted_once_however_many_of_its_figures_are_withheld() {
        assert_eq!(table().n_withheld(), 1);
    }

    #[test]
    fn a_difference_keeps_its_sign() {
        let cell = Cell::signed(Scale::Proportion, Published::Shown(-0.042));
        assert_eq!(cell.read(), "\u{2212}4.2 points");
    }
}
