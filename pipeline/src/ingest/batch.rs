//! A batch of rows as columns, the same whether they were text or Parquet.
//!
//! Values are handed out without the spaces around them, and an empty one as none. Nothing here
//! knows what a column means.

use std::sync::Arc;

use arrow::array::{Array as _, BinaryViewArray, Date32Array, Int32Array, Int64Array, StringArray};

use super::date;
use super::date_form::DateForm;
use crate::rejection::Location;

/// No value stands there.
pub(super) const NONE: u32 = u32::MAX;

/// The values of one column.
#[derive(Debug)]
pub(super) enum Cells {
    /// The file has no such column, or nothing in it.
    Absent,
    /// Text, each value by itself.
    Text(BinaryViewArray),
    /// The same, as slices of one text: where each starts and ends.
    Slices(Arc<Vec<u8>>, Vec<(u32, u32)>),
    /// Text, each different value once: places among the words.
    Words(Int32Array, StringArray),
    /// Whole numbers, which mean their decimal digits.
    Numbers(Int64Array),
    /// Days since 1970-01-01.
    Days(Date32Array),
    /// Days since 1970-01-01, from a finer or wider clock than `date32`.
    LongDays(Int64Array),
}

/// Rows that are whole and, if they were text, UTF-8.
#[derive(Debug)]
pub(super) struct Batch {
    pub(super) rows: usize,
    /// One for each column of the table's schema.
    pub(super) cells: Vec<Cells>,
    pub(super) places: Places,
}

/// Where the rows of a batch are in their file.
#[derive(Debug, Clone)]
pub(super) enum Places {
    /// The line of each.
    Lines(Vec<u64>),
    /// A row group, and how many of its rows came before this batch.
    Rows { group: u64, before: u64 },
}

impl Batch {
    pub(super) fn location(&self, row: usize) -> Location {
        self.places.location(row)
    }
}

impl Places {
    pub(super) fn location(&self, row: usize) -> Location {
        match self {
            Self::Lines(lines) => Location::Line(lines[row]),
            Self::Rows { group, before } => Location::Row {
                group: *group,
                row: before + row as u64 + 1,
            },
        }
    }
}

/// What the values of a column come to, and what is remembered of them from one batch to the next.
#[derive(Debug, Default)]
pub(super) struct Resolved {
    /// One for each row of the batch.
    pub(super) by_row: Vec<u32>,
    words: ResolvedWords,
    last: Option<(Vec<u8>, u32)>,
}

/// A dictionary, and what each of its words comes to.
#[derive(Debug, Default)]
struct ResolvedWords {
    dictionary: Option<StringArray>,
    by_word: Vec<u32>,
}

impl ResolvedWords {
    /// Row groups have one dictionary, which all their batches share.
    fn of(&mut self, dictionary: &StringArray, mut resolve: impl FnMut(&[u8]) -> u32) -> &[u32] {
        let is_known = self.dictionary.as_ref().is_some_and(|known| {
            known.len() == dictionary.len()
                && known.offsets().ptr_eq(dictionary.offsets())
                && known.values().ptr_eq(dictionary.values())
        });
        if !is_known {
            self.by_word.clear();
            self.by_word.extend((0..dictionary.len()).map(|place| {
                if dictionary.is_valid(place) {
                    resolve(dictionary.value(place).as_bytes())
                } else {
                    NONE
                }
            }));
            self.dictionary = Some(dictionary.clone());
        }
        &self.by_word
    }
}

impl Cells {
    /// Calls `each` with every value in turn.
    pub(super) fn each(&self, rows: usize, mut each: impl FnMut(usize, Option<&[u8]>)) {
        match self {
            Self::Absent => (0..rows).for_each(|row| each(row, None)),
            Self::Text(values) => {
                for row in 0..rows {
                    let value = values.is_valid(row).then(|| values.value(row));
                    each(row, value.and_then(trimmed));
                }
            }
            Self::Slices(text, slices) => {
                for (row, (start, end)) in slices.iter().enumerate() {
                    each(row, trimmed(&text[*start as usize..*end as usize]));
                }
            }
            Self::Words(places, words) => {
                for row in 0..rows {
                    each(row, word(places, words, row));
                }
            }
            Self::Numbers(numbers) => {
                let mut digits = String::new();
                for row in 0..rows {
                    if numbers.is_valid(row) {
                        use std::fmt::Write as _;
                        digits.clear();
                        let _infallible = write!(digits, "{}", numbers.value(row));
                        each(row, Some(digits.as_bytes()));
                    } else {
                        each(row, None);
                    }
                }
            }
            Self::Days(_) | Self::LongDays(_) => {
                unreachable!("dates are only read as dates")
            }
        }
    }

    /// What `resolve` makes of every value, [`NONE`] where there is none; returns how many there
    /// are. A value that repeats the one before it is resolved once, and so is one that stands in
    /// a dictionary, for as long as that is the dictionary.
    pub(super) fn resolve(
        &self,
        rows: usize,
        resolved: &mut Resolved,
        mut resolve: impl FnMut(&[u8]) -> u32,
    ) -> u64 {
        let Resolved {
            by_row,
            words,
            last,
        } = resolved;
        by_row.clear();
        if let Self::Words(places, dictionary) = self {
            let by_word = words.of(dictionary, |word| trimmed(word).map_or(NONE, &mut resolve));
            let at = |place: i32| usize::try_from(place).map_or(NONE, |place| by_word[place]);
            if places.null_count() == 0 {
                by_row.extend(places.values().iter().map(|place| at(*place)));
            } else {
                by_row.extend(places.iter().map(|place| place.map_or(NONE, at)));
            }
        } else {
            self.each(rows, |_, value| {
                by_row.push(match (value, &mut *last) {
                    (None, _) => NONE,
                    (Some(value), Some((before, resolved))) if before == value => *resolved,
                    (Some(value), last) => {
                        let resolved = resolve(value);
                        let (before, known) = last.get_or_insert_default();
                        before.clear();
                        before.extend_from_slice(value);
                        *known = resolved;
                        resolved
                    }
                });
            });
        }
        by_row.iter().filter(|value| **value != NONE).count() as u64
    }

    /// Calls `each` with every value, unless they are numbers.
    pub(super) fn each_text(&self, rows: usize, mut each: impl FnMut(&[u8])) {
        if let Self::Text(_) | Self::Slices(_, _) | Self::Words(_, _) = self {
            self.each(rows, |_, value| {
                if let Some(text) = value {
                    each(text);
                }
            });
        }
    }

    /// Every value as a date; returns how many there are, malformed ones included.
    pub(super) fn days(
        &self,
        rows: usize,
        form: DateForm,
        months: bool,
        out: &mut Vec<i32>,
    ) -> u64 {
        out.clear();
        match self {
            Self::Days(days) => match days.nulls() {
                None => out.extend(days.values().iter().map(|day| date::from_day(*day))),
                // Of columns with gaps mostly little is there, such as days of death.
                Some(nulls) => {
                    out.resize(rows, date::MISSING);
                    for row in nulls.valid_indices() {
                        out[row] = date::from_day(days.value(row));
                    }
                }
            },
            Self::LongDays(days) => out.extend(
                days.iter()
                    .map(|day| day.map_or(date::MISSING, date::from_number)),
            ),
            _ => self.each(rows, |_, value| {
                out.push(value.map_or(date::MISSING, |text| date::in_form(text, form, months)));
            }),
        }
        out.iter().filter(|day| **day != date::MISSING).count() as u64
    }
}

#[inline]
fn word<'a>(places: &Int32Array, words: &'a StringArray, row: usize) -> Option<&'a [u8]> {
    let place = places.is_valid(row).then(|| places.value(row))?;
    let place = usize::try_from(place).ok()?;
    let word = words.is_valid(place).then(|| words.value(place))?;
    trimmed(word.as_bytes())
}

/// A value without the spaces around it (U+0009 to U+000D, U+0020 and U+00A0), none when nothing
/// is left. The value is UTF-8, where the bytes C2 A0 are always a no-break space.
#[inline]
pub(super) fn trimmed(mut value: &[u8]) -> Option<&[u8]> {
    loop {
        value = match value {
            [b'\t'..=b'\r' | b' ', rest @ ..]
            | [0xC2, 0xA0, rest @ ..]
            | [rest @ .., b'\t'..=b'\r' | b' ']
            | [rest @ .., 0xC2, 0xA0] => rest,
            [] => return None,
            _ => return Some(value),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: &str, expected: Option<&str>) {
        assert_eq!(trimmed(value.as_bytes()), expected.map(str::as_bytes));
    }

    #[test]
    fn spaces_around_a_value_are_not_part_of_it() {
        check("a", Some("a"));
        check(" \t\u{a0}a b\u{a0}\r\n", Some("a b"));
        check("", None);
        check("\u{a0}\u{b}\u{c}", None);
        // Other spaces of Unicode are part of a value, and so are bytes that look alike.
        check("\u{2003}a", Some("\u{2003}a"));
        check("ऀ\u{920}", Some("ऀ\u{920}"));
    }

    #[test]
    fn numbers_mean_their_digits() {
        let cells = Cells::Numbers(Int64Array::from(vec![Some(-7), None, Some(38_341_003)]));
        let mut seen = Vec::new();
        cells.each(3, |_, value| seen.push(value.map(<[u8]>::to_vec)));
        assert_eq!(
            seen,
            [Some(b"-7".to_vec()), None, Some(b"38341003".to_vec())]
        );
    }
}
