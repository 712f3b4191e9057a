//! Months, and sets of snapshots.
//!
//! A snapshot is the last day of a month, a window starts after the last day of a month, and
//! whether an age is reached at a month's end depends on the month of birth alone. So months are
//! the finest time that any rule can tell apart, and a rule's answer at every snapshot at once is
//! a handful of bit operations on one word.

use std::ops::{BitAnd, BitOr, BitOrAssign, Not, Range};
use std::sync::Arc;

use measures::period::{Quarter, days_since_epoch};

/// A month by its place in a [`Calendar`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Month(u16);

/// Some of the snapshots of a [`Calendar`], the earliest in the lowest bit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct SnapshotSet(u64);

/// Consecutive snapshots, and the months that lead up to them.
///
/// A longer series has several calendars, which share their months.
#[derive(Debug, Clone)]
pub(crate) struct Calendar {
    /// The last day before the first month.
    before: i32,
    /// For each day from the one after that to the last snapshot of the series, its month.
    months: Arc<[u16]>,
    /// For each month of the series, the snapshots at or after its end.
    from: Vec<u64>,
    /// The number of snapshots.
    n_snapshots: usize,
}

/// Months before the first snapshot that are told apart: longer than anybody lives, so that
/// "earlier than all of them" is "older than any age that is asked for".
const MONTHS_BEFORE: u16 = 120 * 12;

impl Calendar {
    /// As many snapshots as a [`SnapshotSet`] has bits.
    pub(crate) const MOST_SNAPSHOTS: usize = 64;

    /// Calendars of consecutive quarter ends, earliest first: each of as many snapshots as there
    /// can be in one, the last of what is left.
    ///
    /// # Panics
    /// Without a snapshot.
    pub(crate) fn series(snapshots: &[Quarter]) -> Vec<Self> {
        let (Some(first), Some(last)) = (snapshots.first(), snapshots.last()) else {
            panic!("a series has at least one snapshot");
        };
        let later = u32::try_from(3 * (snapshots.len() - 1)).expect("fewer than a million months");
        let month_ends = (0..=u32::from(MONTHS_BEFORE))
            .rev()
            .map(|earlier| first.window_start(earlier))
            .chain((0..later).rev().map(|earlier| last.window_start(earlier)))
            .map(days_since_epoch);
        let before = days_since_epoch(first.window_start(u32::from(MONTHS_BEFORE) + 1));
        let mut months = Vec::new();
        let mut day = before;
        for (month, end) in (0_u16..).zip(month_ends) {
            while day < end {
                months.push(month);
                day += 1;
            }
        }
        let months: Arc<[u16]> = months.into();
        let firsts = (MONTHS_BEFORE..).step_by(3 * Self::MOST_SNAPSHOTS);
        (snapshots.chunks(Self::MOST_SNAPSHOTS).zip(firsts))
            .map(|(snapshots, first)| {
                let all = u64::MAX >> (Self::MOST_SNAPSHOTS - snapshots.len());
                let passed = |month: u16| u32::from(month.saturating_sub(first).div_ceil(3));
                Self {
                    before,
                    months: Arc::clone(&months),
                    from: (0..=months[months.len() - 1])
                        .map(|month| all & all.checked_shl(passed(month)).unwrap_or(0))
                        .collect(),
                    n_snapshots: snapshots.len(),
                }
            })
            .collect()
    }

    /// The month of a day, the same in every calendar of a series. Days before the series count as
    /// its first month, days after its last snapshot as the month after it, at which no snapshot
    /// looks.
    #[inline]
    pub(crate) fn month(&self, day: i32) -> Month {
        let place = i64::from(day) - i64::from(self.before) - 1;
        let Ok(place) = usize::try_from(place) else {
            return Month(0);
        };
        match self.months.get(place) {
            Some(month) => Month(*month),
            None => Month(self.months[self.months.len() - 1] + 1),
        }
    }

    /// The snapshots at or after the end of a month.
    #[inline]
    pub(crate) fn from(&self, month: Month) -> SnapshotSet {
        // After the last snapshot there is none.
        SnapshotSet(self.from.get(usize::from(month.0)).copied().unwrap_or(0))
    }

    /// The snapshots at or after one month's end and before another's.
    #[inline]
    pub(crate) fn between(&self, from: Month, until: Month) -> SnapshotSet {
        self.from(from) & !self.from(until)
    }

    /// The snapshots whose window of so many months holds the days of a month.
    #[inline]
    pub(crate) fn within(&self, month: Month, months: u16) -> SnapshotSet {
        self.between(month, Month(month.0 + months))
    }

    /// The months whose days lie in a window of so many months of some snapshot of the series, or
    /// for windows without a start in any.
    pub(crate) fn seen(&self, months: Option<u16>) -> Range<Month> {
        let start = months.map_or(0, |months| (MONTHS_BEFORE + 1).saturating_sub(months));
        Month(start)..Month(self.months[self.months.len() - 1] + 1)
    }

    /// The snapshots at which somebody born in a month is at least so old, in completed years.
    #[inline]
    pub(crate) fn aged(&self, birth: Month, age_years: u32) -> SnapshotSet {
        let months = u16::try_from(age_years * 12).unwrap_or(u16::MAX);
        self.from(Month(birth.0.saturating_add(months)))
    }

    /// All snapshots.
    pub(crate) fn all(&self) -> SnapshotSet {
        SnapshotSet(u64::MAX >> (Self::MOST_SNAPSHOTS - self.n_snapshots))
    }

    /// What `of` says of each month that the calendar tells apart, in order.
    pub(crate) fn by_month<T>(&self, of: impl FnMut(Month) -> T) -> Vec<T> {
        let last = self.months[self.months.len() - 1] + 1;
        (0..=last).map(Month).map(of).collect()
    }

    /// The number of snapshots.
    pub(crate) fn n_snapshots(&self) -> usize {
        self.n_snapshots
    }
}

impl Month {
    /// Its place among the months that a calendar tells apart.
    #[inline]
    pub(crate) fn place(self) -> usize {
        usize::from(self.0)
    }

    /// That place as it is kept.
    #[inline]
    pub(crate) fn packed(self) -> u16 {
        self.0
    }

    /// The month that was kept.
    #[inline]
    pub(crate) fn of_packed(place: u16) -> Self {
        Self(place)
    }
}

impl SnapshotSet {
    pub(crate) const EMPTY: Self = Self(0);

    #[inline]
    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Adds the set to a series of differences, one for each snapshot: 1 where a run of
    /// snapshots starts and -1 after its end. A running sum over the series then counts, at each
    /// snapshot, the sets that hold it. Most sets are one run to the last snapshot, so this costs
    /// one addition where counting snapshot by snapshot would cost 12 or 20.
    #[inline]
    pub(crate) fn add_to_differences(self, differences: &mut [i64]) {
        // What starts ends before it starts again, so the signs take turns; mostly it is there to
        // the last snapshot, and nothing ends.
        let here = u64::MAX >> (u64::BITS as usize - differences.len());
        let mut changes = self.changes().0 & here;
        let mut change = 1;
        while changes != 0 {
            differences[changes.trailing_zeros() as usize] += change;
            change = -change;
            changes &= changes - 1;
        }
    }
}

impl SnapshotSet {
    /// Whether it holds a snapshot.
    pub(crate) fn holds(self, snapshot: usize) -> bool {
        self.0 >> snapshot & 1 == 1
    }

    /// The snapshots at which it holds what it did not hold at the one before, or the reverse.
    pub(crate) fn changes(self) -> Self {
        Self(self.0 ^ (self.0 << 1))
    }

    /// The runs of neighbouring snapshots it holds, each cut wherever `cuts` holds a snapshot.
    pub(crate) fn runs_between(self, cuts: Self) -> impl Iterator<Item = Range<usize>> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            if rest == 0 {
                return None;
            }
            let start = rest.trailing_zeros();
            let later = u64::MAX.checked_shl(start + 1).unwrap_or(0);
            let stops = (!self.0 | cuts.0) & later;
            let end = stops.trailing_zeros();
            rest &= u64::MAX.checked_shl(end).unwrap_or(0);
            Some(start as usize..end as usize)
        })
    }
}

impl BitAnd for SnapshotSet {
    type Output = Self;

    #[inline]
    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

impl BitOr for SnapshotSet {
    type Output = Self;

    #[inline]
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitOrAssign for SnapshotSet {
    #[inline]
    fn bitor_assign(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

impl Not for SnapshotSet {
    type Output = Self;

    #[inline]
    fn not(self) -> Self {
        Self(!self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar(last: &str, count: u16) -> Calendar {
        let last: Quarter = last.parse().unwrap();
        let [calendar] = Calendar::series(&last.series(count)).try_into().unwrap();
        calendar
    }

    fn day(text: &str) -> i32 {
        days_since_epoch(text.parse().unwrap())
    }

    #[track_caller]
    fn check(set: SnapshotSet, expected: &str) {
        let bits: String = (0..expected.len())
            .map(|bit| if set.0 >> bit & 1 == 1 { '1' } else { '0' })
            .collect();
        assert_eq!(bits, expected);
        assert_eq!(set.0 >> expected.len(), 0, "no snapshot beyond the last");
    }

    #[test]
    fn a_day_counts_from_the_first_snapshot_on_or_after_it() {
        let calendar = calendar("2024-12-31", 4);
        let rows = [
            ("1850-01-01", "1111"),
            ("2024-03-30", "1111"),
            ("2024-03-31", "1111"),
            ("2024-04-01", "0111"),
            ("2024-06-30", "0111"),
            ("2024-07-01", "0011"),
            ("2024-12-31", "0001"),
            ("2025-01-01", "0000"),
        ];
        for (date, expected) in rows {
            check(calendar.from(calendar.month(day(date))), expected);
        }
        check(calendar.from(calendar.month(i32::MAX)), "0000");
        check(calendar.from(calendar.month(i32::MIN)), "1111");
    }

    #[test]
    fn a_window_starts_after_its_first_day_and_holds_its_last() {
        let calendar = calendar("2024-12-31", 4);
        let rows = [
            ("2023-12-31", 3, "0000"),
            ("2024-01-01", 3, "1000"),
            ("2024-03-31", 3, "1000"),
            ("2024-04-01", 3, "0100"),
            ("2023-12-31", 12, "1110"),
            ("2024-01-01", 12, "1111"),
            ("2023-03-31", 12, "0000"),
            ("2023-04-01", 12, "1000"),
            ("2024-02-29", 1, "0000"),
            ("2024-03-01", 1, "1000"),
            ("2024-02-01", 5, "1100"),
            ("2024-01-31", 5, "1000"),
        ];
        for (date, months, expected) in rows {
            check(calendar.within(calendar.month(day(date)), months), expected);
        }
    }

    #[test]
    fn an_age_is_reached_on_the_birthday() {
        let calendar = calendar("2024-12-31", 4);
        let rows = [
            ("2006-03-31", 18, "1111"),
            ("2006-04-01", 18, "0111"),
            ("2006-12-31", 18, "0001"),
            ("2007-01-01", 18, "0000"),
            ("2024-05-05", 0, "0111"),
            ("1904-02-29", 85, "1111"),
            ("1870-01-01", 85, "1111"),
        ];
        for (date, age, expected) in rows {
            check(calendar.aged(calendar.month(day(date)), age), expected);
        }
    }

    #[test]
    fn differences_add_up_to_counts() {
        for bits in 0..64_u64 {
            let mut differences = [0; 6];
            SnapshotSet(bits).add_to_differences(&mut differences);
            let mut running = 0;
            for (snapshot, difference) in differences.iter().enumerate() {
                running += difference;
                assert_eq!(running == 1, bits >> snapshot & 1 == 1, "{bits:b}");
            }
        }
    }

    #[test]
    fn runs_end_at_gaps_and_at_cuts() {
        let runs = |bits: u64, cuts: u64| -> Vec<(usize, usize)> {
            SnapshotSet(bits)
                .runs_between(SnapshotSet(cuts))
                .map(|run| (run.start, run.end))
                .collect()
        };
        assert_eq!(runs(0, 0b11), []);
        assert_eq!(runs(0b0110_1110, 0), [(1, 4), (5, 7)]);
        assert_eq!(
            runs(0b0110_1110, 0b0100_0110),
            [(1, 2), (2, 4), (5, 6), (6, 7)]
        );
        assert_eq!(runs(u64::MAX, 1 << 63), [(0, 63), (63, 64)]);
        for bits in 0..64_u64 {
            for cuts in 0..64 {
                let mut held = 0;
                for (start, end) in runs(bits, cuts) {
                    assert!((start + 1..end).all(|snapshot| cuts >> snapshot & 1 == 0));
                    held |= (1 << end) - (1_u64 << start);
                }
                assert_eq!(held, bits, "{bits:b} cut at {cuts:b}");
            }
        }
    }

    #[test]
    fn changes_are_where_a_run_starts_or_has_ended() {
        assert_eq!(SnapshotSet(0b0110_0001).changes(), SnapshotSet(0b1010_0011));
        assert_eq!(SnapshotSet(u64::MAX).changes(), SnapshotSet(1));
    }

    #[test]
    fn sixty_four_snapshots_fill_the_word() {
        let calendar = calendar("2024-12-31", 64);
        assert_eq!(calendar.n_snapshots(), 64);
        let mut differences = [0; 64];
        calendar
            .from(Month::default())
            .add_to_differences(&mut differences);
        assert_eq!(differences[0], 1);
        assert!(differences[1..].iter().all(|difference| *difference == 0));
    }
}
