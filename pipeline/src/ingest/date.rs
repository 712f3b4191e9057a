//! Dates as an extract writes them, as days since 1970-01-01.
//!
//! A missing date and one in no known form are values here, not errors: which of them sets a row
//! aside belongs to the table. Time zones are never looked at; the date as written counts.

use super::date_form::DateForm;

/// No date stands there.
pub(super) const MISSING: i32 = i32::MIN;
/// Something stands there that is not a date.
pub(super) const MALFORMED: i32 = i32::MIN + 1;

/// What source systems write for "unknown"; missing in every column.
const DUMMIES: [&[u8]; 2] = [b"1801-01-01", b"1900-01-01"];
/// 1801-01-01 and 1900-01-01 as days.
const DUMMY_DAYS: [i32; 2] = [-61_726, -25_567];
/// 0000-01-01 and 9999-12-31 as days: what four digits can write.
const WRITABLE: std::ops::RangeInclusive<i32> = -719_528..=2_932_896;

/// Whether a date or malformed value is what it seems, not one of the two marks above.
pub(super) fn is_day(day: i32) -> bool {
    day > MALFORMED
}

/// The day of a value that is neither empty nor surrounded by spaces: `YYYY-MM-DD`, perhaps
/// followed by `T` or a space and a time, or where `months` are allowed `YYYY-MM`.
pub(super) fn from_text(text: &[u8], months: bool) -> i32 {
    if is_dummy(text) {
        return MISSING;
    }
    let day = match text.len() {
        7 if months => {
            let mut date = *b"0000-00-01";
            date[..7].copy_from_slice(text);
            from_digits(&date)
        }
        _ => written_year_first(text),
    };
    day.map_or(MALFORMED, known)
}

/// The same for a value of a column that is written in some form; the dummies are missing in
/// every one.
pub(super) fn in_form(text: &[u8], form: DateForm, months: bool) -> i32 {
    if form == DateForm::YearFirst {
        from_text(text, months)
    } else if is_dummy(text) {
        MISSING
    } else {
        form.day(text).map_or(MALFORMED, known)
    }
}

/// Whether a value means "unknown", whatever follows it.
pub(super) fn is_dummy(text: &[u8]) -> bool {
    DUMMIES.iter().any(|dummy| text.starts_with(dummy))
}

/// The day of `YYYY-MM-DD`, perhaps followed by `T` or a space and a time.
pub(super) fn written_year_first(text: &[u8]) -> Option<i32> {
    match text.len() {
        10 => from_digits(text),
        11.. if matches!(text[10], b'T' | b' ') && !text.contains(&b'\n') => {
            from_digits(&text[..10])
        }
        _ => None,
    }
}

/// The day of a date that a Parquet file holds as a number.
pub(super) fn from_number(day: i64) -> i32 {
    i32::try_from(day).map_or(MALFORMED, from_day)
}

/// The same of a number that fits.
#[inline]
pub(super) fn from_day(day: i32) -> i32 {
    if WRITABLE.contains(&day) {
        known(day)
    } else {
        MALFORMED
    }
}

#[inline]
fn known(day: i32) -> i32 {
    if DUMMY_DAYS.contains(&day) {
        MISSING
    } else {
        day
    }
}

fn from_digits(date: &[u8]) -> Option<i32> {
    if date[4] != b'-' || date[7] != b'-' {
        return None;
    }
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0_i32, |number, digit| {
            digit
                .is_ascii_digit()
                .then(|| number * 10 + i32::from(digit - b'0'))
        })
    };
    let (year, month, day) = (
        number(&date[..4])?,
        number(&date[5..7])?,
        number(&date[8..10])?,
    );
    from_parts(year, month, day)
}

/// The day of a year, month and day of the month, none when there is no such day.
pub(super) fn from_parts(year: i32, month: i32, day: i32) -> Option<i32> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + i32::from(leap),
        _ => return None,
    };
    if day < 1 || day > length {
        return None;
    }
    Some(days_from_civil(year, month, day))
}

/// Days from 1970-01-01 in the proleptic Gregorian calendar; years from March, so that the leap
/// day is the last (Howard Hinnant, "chrono-compatible low-level date algorithms").
fn days_from_civil(year: i32, month: i32, day: i32) -> i32 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

#[cfg(test)]
mod tests {
    use chrono::{Days, NaiveDate};

    use super::*;

    #[track_caller]
    fn check(text: &str, months: bool, expected: &str) {
        let found = from_text(text.as_bytes(), months);
        let expected = match expected {
            "missing" => MISSING,
            "malformed" => MALFORMED,
            date => date.parse::<NaiveDate>().unwrap().to_epoch_days(),
        };
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn the_date_as_written_counts() {
        check("2026-09-30", false, "2026-09-30");
        check("2026-09-30T23:59:59+14:00", false, "2026-09-30");
        check("2026-09-30 00:00", false, "2026-09-30");
        check("2024-02-29", false, "2024-02-29");
        check("2023-02-29", false, "malformed");
        check("1900-02-29", false, "malformed");
        check("2026-9-30", false, "malformed");
        check("30/09/2026", false, "malformed");
        check("2026-09-30Z", false, "malformed");
        check("2026-09-30T1\n2", false, "malformed");
        check("20260930", false, "malformed");
    }

    #[test]
    fn months_count_from_their_first_where_they_may() {
        check("1970-05", true, "1970-05-01");
        check("1970-05", false, "malformed");
        check("1970-13", true, "malformed");
    }

    #[test]
    fn dummy_dates_are_missing_in_every_form() {
        check("1801-01-01", false, "missing");
        check("1900-01-01T00:00:00", true, "missing");
        check("1900-01", true, "missing");
        check("1900-01-02", true, "1900-01-02");
        assert_eq!(in_form(b"01/01/1900", DateForm::DayFirst, true), MISSING);
        assert_eq!(in_form(b"1900-01-01", DateForm::DayFirst, true), MISSING);
        assert_eq!(in_form(b"01JAN1801", DateForm::MonthName, true), MISSING);
        assert_eq!(from_number(-25_567), MISSING);
        assert_eq!(from_number(-61_726), MISSING);
        assert_eq!(from_number(i64::MAX), MALFORMED);
    }

    #[test]
    fn every_day_of_eight_centuries_is_itself() {
        let mut day = NaiveDate::from_ymd_opt(1599, 12, 31).unwrap();
        while day < NaiveDate::from_ymd_opt(2400, 3, 2).unwrap() {
            let expected = known(day.to_epoch_days());
            assert_eq!(
                from_text(day.to_string().as_bytes(), false),
                expected,
                "{day}"
            );
            day = day + Days::new(1);
        }
    }
}
