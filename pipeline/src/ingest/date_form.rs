//! The ways in which exports write dates.
//!
//! Whether a day or a month comes first in 03/04/2021 is never guessed from one value; which form
//! a column has is decided elsewhere, from all of it.

use super::date;

/// A way of writing a date. Whatever follows it after a space, `T` or, as SAS writes times, `:`
/// is a time and not looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DateForm {
    /// `2021-01-31`, the form that is expected.
    YearFirst,
    /// `31/01/2021`, also with `-` or `.`, and without leading zeros.
    DayFirst,
    /// `01/31/2021`, the same.
    MonthFirst,
    /// `31JAN2021`, also with spaces or `-` between, and the whole name of the month.
    MonthName,
    /// `20210131`.
    Digits,
}

/// The forms besides the expected one.
const OTHERS: [DateForm; 4] = [
    DateForm::DayFirst,
    DateForm::MonthFirst,
    DateForm::MonthName,
    DateForm::Digits,
];

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

impl DateForm {
    /// The day that a text means in this form, `None` when it is not written so.
    pub(super) fn day(self, text: &[u8]) -> Option<i32> {
        if text.contains(&b'\n') {
            return None;
        }
        let (day, month, year) = match self {
            Self::YearFirst => return date::written_year_first(text),
            Self::DayFirst => numbers(text)?,
            Self::MonthFirst => {
                let (month, day, year) = numbers(text)?;
                (day, month, year)
            }
            Self::MonthName => named(text)?,
            Self::Digits => {
                if text.len() != 8 {
                    return None;
                }
                let (year, rest) = number(text, 4, 4)?;
                let (month, rest) = number(rest, 2, 2)?;
                let (day, _) = number(rest, 2, 2)?;
                (day, month, year)
            }
        };
        date::from_parts(year, month, day)
    }

    /// Whether some form besides the expected one fits a text.
    pub(super) fn another_fits(text: &[u8]) -> bool {
        OTHERS.iter().any(|form| form.day(text).is_some())
    }

    /// The form as people name it.
    pub(super) fn shown(self) -> &'static str {
        match self {
            Self::YearFirst => "YYYY-MM-DD",
            Self::DayFirst => "DD/MM/YYYY",
            Self::MonthFirst => "MM/DD/YYYY",
            Self::MonthName => "DDMONYYYY",
            Self::Digits => "YYYYMMDD",
        }
    }
}

/// A whole number of so many digits at the start of a text, and what follows it.
fn number(text: &[u8], fewest: usize, most: usize) -> Option<(i32, &[u8])> {
    let digits = text
        .iter()
        .take(most)
        .take_while(|byte| byte.is_ascii_digit());
    let length = digits.clone().count();
    let value = digits.fold(0, |number, digit| number * 10 + i32::from(digit - b'0'));
    (length >= fewest).then_some((value, &text[length..]))
}

/// Two numbers of one or two digits and one of four, with one mark between them.
fn numbers(text: &[u8]) -> Option<(i32, i32, i32)> {
    let (first, rest) = number(text, 1, 2)?;
    let (mark @ (b'/' | b'-' | b'.'), rest) = rest.split_first()? else {
        return None;
    };
    let (second, rest) = number(rest, 1, 2)?;
    let rest = rest.strip_prefix(&[*mark])?;
    let (year, rest) = number(rest, 4, 4)?;
    ends(rest).then_some((first, second, year))
}

/// A day, the name of a month and a year.
fn named(text: &[u8]) -> Option<(i32, i32, i32)> {
    let (day, rest) = number(text, 1, 2)?;
    let unmarked = |text: &'_ [u8]| -> usize { usize::from(matches!(text, [b'-' | b' ', ..])) };
    let rest = &rest[unmarked(rest)..];
    let letters = rest.iter().take_while(|byte| byte.is_ascii_alphabetic());
    let (name, rest) = rest.split_at(letters.count());
    let is_named = |month: &&str| {
        name.eq_ignore_ascii_case(month.as_bytes())
            || name.eq_ignore_ascii_case(&month.as_bytes()[..3])
    };
    let month = MONTHS.iter().position(is_named)?;
    let (year, rest) = number(&rest[unmarked(rest)..], 4, 4)?;
    let month = i32::try_from(month).ok()? + 1;
    ends(rest).then_some((day, month, year))
}

/// Whether a date ends here: at the end, or where a time begins.
fn ends(rest: &[u8]) -> bool {
    matches!(rest, [] | [b' ' | b'T' | b':', ..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn reads(form: DateForm, text: &str, expected: &str) {
        let day = form
            .day(text.as_bytes())
            .and_then(|day| chrono::NaiveDate::from_epoch_days(day).map(|day| day.to_string()));
        assert_eq!(day.as_deref().unwrap_or("no"), expected, "{text}");
    }

    #[test]
    fn each_form_reads_its_own_dates() {
        use DateForm::{DayFirst, Digits, MonthFirst, MonthName};
        reads(DayFirst, "25/02/2026", "2026-02-25");
        reads(DayFirst, "5/2/2026 00:00", "2026-02-05");
        reads(DayFirst, "25-02-2026", "2026-02-25");
        reads(DayFirst, "25.02.2026T10:00", "2026-02-25");
        reads(DayFirst, "25/02-2026", "no");
        reads(DayFirst, "25/02/26", "no");
        reads(DayFirst, "02/25/2026", "no");
        reads(DayFirst, "30/02/2026", "no");
        reads(DayFirst, "25/02/20261", "no");
        reads(MonthFirst, "02/25/2026", "2026-02-25");
        reads(MonthName, "04JAN2021", "2021-01-04");
        reads(MonthName, "4-jan-2021", "2021-01-04");
        reads(MonthName, "04 September 2021", "2021-09-04");
        reads(MonthName, "04JAN2021:10:11:12", "2021-01-04");
        reads(MonthName, "04JANU2021", "no");
        reads(MonthName, "04JAN21", "no");
        reads(Digits, "20210104", "2021-01-04");
        reads(Digits, "20211304", "no");
        reads(Digits, "202101", "no");
    }
}
