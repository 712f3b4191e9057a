//! Days and spans as a reader says them. Never the clock: every date is an argument.

use chrono::{Datelike, Days, NaiveDate};
use measures::period::Quarter;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A day: `30 September 2026`.
#[must_use]
pub fn day(day: NaiveDate) -> String {
    format!("{} {}", day.day(), month(day))
}

/// A snapshot's day: `30 September 2026`.
///
/// ```
/// let quarter = "2026-09-30".parse().unwrap();
/// assert_eq!(wording::date::snapshot(quarter), "30 September 2026");
/// ```
#[must_use]
pub fn snapshot(quarter: Quarter) -> String {
    day(quarter.last_day())
}

/// A snapshot's month: `September 2026`.
#[must_use]
pub fn snapshot_month(quarter: Quarter) -> String {
    month(quarter.last_day())
}

/// A snapshot's month on an axis: `Sep 2026`.
#[must_use]
pub fn snapshot_short(quarter: Quarter) -> String {
    let last = quarter.last_day();
    format!("{} {}", &name(last)[..3], last.year())
}

/// The months a window covers up to a snapshot: `July to September 2026`.
///
/// ```
/// let quarter = "2026-09-30".parse().unwrap();
/// assert_eq!(wording::date::span(quarter, 3), "July to September 2026");
/// assert_eq!(wording::date::span(quarter, 12), "October 2025 to September 2026");
/// ```
#[must_use]
pub fn span(quarter: Quarter, months: u32) -> String {
    let last = quarter.last_day();
    let before = quarter.window_start(months);
    let first = before.checked_add_days(Days::new(1)).unwrap_or(before);
    if (first.year(), first.month()) == (last.year(), last.month()) {
        month(last)
    } else if first.year() == last.year() {
        format!("{} to {}", name(first), month(last))
    } else {
        format!("{} to {}", month(first), month(last))
    }
}

fn month(day: NaiveDate) -> String {
    format!("{} {}", name(day), day.year())
}

fn name(day: NaiveDate) -> &'static str {
    MONTHS[day.month0() as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_name_a_year_once() {
        let rows = [
            ("2026-03-31", 3, "January to March 2026"),
            ("2026-03-31", 1, "March 2026"),
            ("2026-03-31", 24, "April 2024 to March 2026"),
        ];
        for (quarter, months, expected) in rows {
            assert_eq!(span(quarter.parse().unwrap(), months), expected);
        }
        assert_eq!(snapshot_short("2025-12-31".parse().unwrap()), "Dec 2025");
        assert_eq!(
            snapshot_month("2025-12-31".parse().unwrap()),
            "December 2025"
        );
    }
}
