//! The shape of what is written: tables, their columns, and rows of fields.
//!
//! A field is text or a day; how a day looks in a file is the sink's business.

use std::borrow::Cow;

/// A table of the extract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Table {
    Person,
    Condition,
    Event,
    Survey,
}

impl Table {
    pub(super) const EVERY: [Self; 4] = [Self::Person, Self::Condition, Self::Event, Self::Survey];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Condition => "condition",
            Self::Event => "event",
            Self::Survey => "survey",
        }
    }

    pub(super) fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Person => &[
                "person_id",
                "birth_date",
                "person_stated_gender_code",
                "ethnic_category",
                "lsoa21_code",
                "registration_start_date",
                "registration_end_date",
                "death_date",
            ],
            Self::Condition => &[
                "person_id",
                "code_system",
                "code",
                "diagnosis_date",
                "resolved_date",
            ],
            Self::Event => &["person_id", "event_type", "event_date"],
            Self::Survey => &["person_id", "survey_date", "question", "response"],
        }
    }
}

/// One value of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Field<'a> {
    Nothing,
    Text(Cow<'a, str>),
    /// Days since 1970-01-01.
    Day(i32),
    /// Bytes that are no text, which only a faulty file has.
    Bytes(&'static [u8]),
}

impl<'a> Field<'a> {
    pub(super) fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Text(text.into())
    }

    pub(super) fn optional_day(day: Option<i32>) -> Self {
        day.map_or(Self::Nothing, Self::Day)
    }
}

/// Whether a column of a table holds dates.
pub(super) fn is_date(column: &str) -> bool {
    column.ends_with("_date")
}

/// Days since 1970-01-01 of a date written here as year, month and day.
pub(super) fn day_number(year: i32, month: u32, day: u32) -> i32 {
    chrono::NaiveDate::from_ymd_opt(year, month, day)
        .expect("a date of the calendar")
        .to_epoch_days()
}

/// A day as `YYYY-MM-DD`.
pub(super) fn iso_date(day: i32) -> [u8; 10] {
    use chrono::Datelike as _;
    let date = chrono::NaiveDate::from_epoch_days(day).expect("a day of this era");
    let digit = |value: u32, unit: u32| b'0' + u8::try_from(value / unit % 10).unwrap_or(0);
    let year = u32::try_from(date.year()).unwrap_or(0);
    let (month, day) = (date.month(), date.day());
    [
        digit(year, 1000),
        digit(year, 100),
        digit(year, 10),
        digit(year, 1),
        b'-',
        digit(month, 10),
        digit(month, 1),
        b'-',
        digit(day, 10),
        digit(day, 1),
    ]
}

/// A day as text, for rows that need it as such.
pub(super) fn iso_text(day: i32) -> String {
    iso_date(day).iter().map(|byte| char::from(*byte)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_as_dates() {
        for (year, month, day, text) in [
            (1970, 1, 1, "1970-01-01"),
            (1931, 12, 9, "1931-12-09"),
            (2024, 2, 29, "2024-02-29"),
        ] {
            assert_eq!(iso_text(day_number(year, month, day)), text);
        }
    }
}
