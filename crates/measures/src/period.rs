//! Snapshots: the last days of calendar quarters.
//!
//! A [`Quarter`] is named by its year and number and stands for one day, its last. It is not a
//! span of events: how far a measure looks back belongs to the measure.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

/// A calendar quarter, which stands for its last day.
///
/// Invariant: the quarter is 1 to 4, and the year is within what a date can hold.
///
/// ```
/// use measures::period::Quarter;
/// let quarter: Quarter = "2026-09-30".parse().unwrap();
/// assert_eq!(quarter.to_string(), "2026-09-30");
/// assert_eq!(quarter.name(), "2026-Q3");
/// assert_eq!(quarter.minus(1).to_string(), "2026-06-30");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Quarter {
    /// Years times four plus quarter minus one, so that neighbours differ by one.
    ordinal: i32,
}

/// A day that is not the last of a calendar quarter.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected the last day of a calendar quarter such as 2026-09-30")]
pub struct NotAQuarterEnd;

impl Quarter {
    /// The quarter whose last day is the latest on or before `day`.
    #[must_use]
    pub fn on_or_before(day: NaiveDate) -> Self {
        let containing = Self {
            ordinal: day.year() * 4 + (day.month0() / 3).cast_signed(),
        };
        if containing.last_day() == day {
            containing
        } else {
            containing.minus(1)
        }
    }

    /// The last day of the quarter: what `period_end` holds.
    ///
    /// # Panics
    /// Never: the year came from a date.
    #[must_use]
    pub fn last_day(self) -> NaiveDate {
        first_day_of_quarter(self.ordinal + 1)
            .and_then(|next| next.checked_sub_days(Days::new(1)))
            .expect("a quarter made from a date has a last day")
    }

    /// The last day as days since 1970-01-01, the way Parquet's date32 counts.
    #[must_use]
    pub fn days_since_epoch(self) -> i32 {
        days_since_epoch(self.last_day())
    }

    /// The quarter so many quarters earlier.
    #[must_use]
    pub fn minus(self, quarters: u16) -> Self {
        Self {
            ordinal: self.ordinal - i32::from(quarters),
        }
    }

    /// The `count` quarters that end with this one, earliest first.
    #[must_use]
    pub fn series(self, count: u16) -> Vec<Self> {
        (0..count)
            .rev()
            .map(|earlier| self.minus(earlier))
            .collect()
    }

    /// The last day of the month `months` months before this quarter's last: a window of that
    /// many months holds the days after it, up to and including [`Quarter::last_day`].
    ///
    /// # Panics
    /// Never for windows shorter than the calendar.
    #[must_use]
    pub fn window_start(self, months: u32) -> NaiveDate {
        // Snapshots are month ends, so go by first days: 31 May minus three months is not a date.
        first_day_of_quarter(self.ordinal + 1)
            .and_then(|next| next.checked_sub_months(Months::new(months)))
            .and_then(|first| first.checked_sub_days(Days::new(1)))
            .expect("a window starts within the calendar")
    }

    /// A short name, e.g. `2026-Q3`.
    #[must_use]
    pub fn name(self) -> String {
        format!(
            "{}-Q{}",
            self.ordinal.div_euclid(4),
            self.ordinal.rem_euclid(4) + 1
        )
    }
}

/// Days from 1970-01-01 to `day`, negative before it.
#[must_use]
pub fn days_since_epoch(day: NaiveDate) -> i32 {
    day.to_epoch_days()
}

fn first_day_of_quarter(ordinal: i32) -> Option<NaiveDate> {
    let month = u32::try_from(ordinal.rem_euclid(4)).ok()? * 3 + 1;
    NaiveDate::from_ymd_opt(ordinal.div_euclid(4), month, 1)
}

impl TryFrom<NaiveDate> for Quarter {
    type Error = NotAQuarterEnd;

    fn try_from(day: NaiveDate) -> Result<Self, NotAQuarterEnd> {
        let quarter = Self::on_or_before(day);
        if quarter.last_day() == day {
            Ok(quarter)
        } else {
            Err(NotAQuarterEnd)
        }
    }
}

impl FromStr for Quarter {
    type Err = NotAQuarterEnd;

    fn from_str(text: &str) -> Result<Self, NotAQuarterEnd> {
        let day: NaiveDate = text.parse().map_err(|_not_a_date| NotAQuarterEnd)?;
        Self::try_from(day)
    }
}

impl TryFrom<String> for Quarter {
    type Error = NotAQuarterEnd;

    fn try_from(text: String) -> Result<Self, NotAQuarterEnd> {
        text.parse()
    }
}

impl From<Quarter> for String {
    fn from(quarter: Quarter) -> Self {
        quarter.to_string()
    }
}

impl fmt::Display for Quarter {
    /// The last day, e.g. `2026-09-30`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.last_day(), f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_quarter_is_found_from_any_day() {
        let rows = [
            ("2026-09-30", "2026-09-30"),
            ("2026-09-29", "2026-06-30"),
            ("2026-10-01", "2026-09-30"),
            ("2026-01-01", "2025-12-31"),
            ("2024-03-31", "2024-03-31"),
            ("1969-12-31", "1969-12-31"),
        ];
        for (given, expected) in rows {
            assert_eq!(
                Quarter::on_or_before(day(given)).to_string(),
                expected,
                "{given}"
            );
        }
    }

    #[test]
    fn a_window_starts_after_the_last_day_of_an_earlier_month() {
        let rows = [
            ("2026-06-30", 3, "2026-03-31"),
            ("2026-03-31", 1, "2026-02-28"),
        ];
        for (snapshot, months, expected) in rows {
            let quarter: Quarter = snapshot.parse().unwrap();
            assert_eq!(quarter.window_start(months), day(expected));
        }
        let leap: Quarter = "2024-03-31".parse().unwrap();
        assert_eq!(leap.window_start(1), day("2024-02-29"));
        assert_eq!(leap.window_start(12), day("2023-03-31"));
    }

    #[test]
    fn a_series_ends_with_its_quarter() {
        let last: Quarter = "2026-03-31".parse().unwrap();
        let names: Vec<String> = last
            .series(3)
            .iter()
            .map(|quarter| quarter.name())
            .collect();
        assert_eq!(names, ["2025-Q3", "2025-Q4", "2026-Q1"]);
    }

    #[test]
    fn other_days_are_refused() {
        assert_eq!("2026-09-29".parse::<Quarter>(), Err(NotAQuarterEnd));
        assert_eq!("soon".parse::<Quarter>(), Err(NotAQuarterEnd));
    }
}
