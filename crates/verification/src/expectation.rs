//! What should stand in a cell, and whether what stands there agrees with it.
//!
//! Numbers agree when they differ by less than one part in a thousand million; everything else
//! agrees when it is the same.

use measures::period::Quarter;
use measures::published::Published;

use super::table::Found;

/// How far a number may be off, as a part of its size.
const RELATIVE: f64 = 1e-9;
/// How far one may be off that is nearly nothing, where a part of its size says little: far
/// below the last digit anybody reads.
const ABSOLUTE: f64 = 1e-11;

/// What should stand in a cell of a table for people.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Expected<'a> {
    /// These words.
    Text(&'a str),
    /// The last day of a quarter.
    Day(Quarter),
    /// A count, or nothing, which a text says by a word.
    Count(Option<u32>, &'static str),
    /// A number, or nothing, which a text says by a word.
    Number(Option<f64>, &'static str),
}

impl Expected<'_> {
    /// A published count.
    pub(super) fn count(count: Published<u32>) -> Self {
        Self::Count(count.shown(), count.status())
    }

    /// A published number.
    pub(super) fn number(number: Published<f64>) -> Self {
        Self::Number(number.shown(), number.status())
    }

    /// Whether a cell holds what it should.
    pub(super) fn agrees(self, found: Found<'_>) -> bool {
        match (self, found) {
            (Self::Text(expected), Found::Text(found)) => is_same_text(expected, found),
            (Self::Day(expected), Found::Day(found)) => expected.days_since_epoch() == found,
            (Self::Day(expected), Found::Text(found)) => expected.to_string() == found,
            (Self::Count(Some(expected), _), Found::Count(found)) => expected == found,
            (Self::Count(Some(expected), _), Found::Text(found)) => expected.to_string() == found,
            (Self::Number(Some(expected), _), Found::Number(found)) => is_close(found, expected),
            (Self::Number(Some(expected), _), Found::Text(found)) => found
                .parse()
                .is_ok_and(|found: f64| is_close(found, expected)),
            (Self::Count(None, _) | Self::Number(None, _), Found::Absent) => true,
            (Self::Count(None, word) | Self::Number(None, word), Found::Text(found)) => {
                word == found
            }
            _ => false,
        }
    }

    /// How a difference tells it.
    pub(super) fn words(self) -> String {
        match self {
            Self::Text(text) => format!("`{text}`"),
            Self::Day(day) => day.to_string(),
            Self::Count(Some(count), _) => count.to_string(),
            Self::Number(Some(number), _) => number.to_string(),
            Self::Count(None, "") | Self::Number(None, "") => "empty".to_owned(),
            Self::Count(None, word) | Self::Number(None, word) => word.to_owned(),
        }
    }
}

/// Whether two numbers are the same for every reader.
pub(super) fn is_close(found: f64, expected: f64) -> bool {
    let off = (found - expected).abs();
    off <= RELATIVE * expected.abs() || off <= ABSOLUTE
}

/// A text that a spreadsheet would take for a formula stands behind an apostrophe.
fn is_same_text(expected: &str, found: &str) -> bool {
    let begins_as_a_formula = expected.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    found == expected || begins_as_a_formula && found.strip_prefix('\'') == Some(expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(expected: Expected<'_>, found: Found<'_>, agrees: bool) {
        assert_eq!(expected.agrees(found), agrees, "{expected:?} {found:?}");
    }

    #[test]
    fn numbers_agree_within_one_part_in_a_thousand_million() {
        let half = Expected::Number(Some(50.0), "shown");
        check(half, Found::Number(50.0), true);
        check(half, Found::Number(50.000_000_04), true);
        check(half, Found::Number(50.000_000_06), false);
        check(half, Found::Text("50"), true);
        check(half, Found::Text("49.9"), false);
        check(half, Found::Text("withheld"), false);
        check(half, Found::Text("NaN"), false);
        check(half, Found::Absent, false);
        check(
            Expected::Number(Some(0.0), "shown"),
            Found::Number(1e-12),
            true,
        );
        check(
            Expected::Number(Some(0.0), "shown"),
            Found::Number(1e-10),
            false,
        );
    }

    #[test]
    fn an_absence_is_told_by_its_word_or_by_nothing() {
        let withheld = Expected::count(Published::Withheld);
        check(withheld, Found::Text("withheld"), true);
        check(withheld, Found::Absent, true);
        check(withheld, Found::Text("0"), false);
        check(withheld, Found::Count(0), false);
        check(withheld, Found::Text("not_calculable"), false);
    }

    #[test]
    fn words_agree_to_the_letter_but_for_a_spreadsheet_s_sake() {
        check(Expected::Text("White"), Found::Text("White"), true);
        check(Expected::Text("White"), Found::Text("white"), false);
        check(Expected::Text("White"), Found::Text("'White"), false);
        check(Expected::Text("=1+1"), Found::Text("'=1+1"), true);
    }
}
