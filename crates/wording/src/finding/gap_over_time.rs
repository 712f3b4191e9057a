//! The gap by deprivation of one place over time. Without a test of change, only its ends are held
//! against each other.

use measures::interval::Interval;
use measures::period::Quarter;
use measures::published::Published;

use super::{Between, Judgement, Subject, Words};
use crate::{date, number};

/// A place's gaps as differences, least minus most deprived, one for each period, earliest first.
///
/// The gap is called wider or narrower only when its size in the first and in the last shown
/// snapshot differ beyond both intervals; where each is clear and they lie on opposite sides of
/// zero, it has turned round. Two intervals that overlap may still differ, so this errs on the
/// side of silence.
#[must_use]
pub fn gap_over_time(
    subject: &Subject,
    place: &str,
    periods: &[Quarter],
    gaps: &[Published<Between>],
) -> Words {
    let shown: Vec<(Quarter, Between)> = periods
        .iter()
        .zip(gaps)
        .filter_map(|(period, gap)| Some((*period, gap.shown()?)))
        .collect();
    let judgement = match &shown[..] {
        [] => Judgement::said(format!("the gap in {place} cannot be followed")),
        [(period, gap)] if gap.side_of(0.0).is_none() => Judgement::there_is(format!(
            "no clear gap in {}, the only one shown",
            date::snapshot_month(*period)
        )),
        [(period, gap)] => Judgement::said(format!(
            "only one gap is shown: {} in {}",
            number::signed_points(subject.scale, gap.value),
            date::snapshot_month(*period)
        )),
        [first, .., last] => ends(subject, first, last),
    };
    let gaps_by_period = shown
        .iter()
        .map(|(period, gap)| (date::snapshot_month(*period), *gap));
    let numbers = subject.gaps(gaps_by_period);
    let absent = match gaps.len() - shown.len() {
        0 => String::new(),
        1 => "1 gap cannot be shown".to_owned(),
        more => format!("{more} gaps cannot be shown"),
    };
    subject.words(place, &judgement, &[numbers, absent])
}

fn ends(subject: &Subject, first: &(Quarter, Between), last: &(Quarter, Between)) -> Judgement {
    let said = |end: &(Quarter, Between)| {
        let size = number::signed_points(subject.scale, end.1.value);
        format!("{size} in {}", date::snapshot_month(end.0))
    };
    let values = format!("{}, {}", said(first), said(last));
    let (was, is) = (first.1.side_of(0.0), last.1.side_of(0.0));
    let (before, after) = (sizes(&first.1), sizes(&last.1));
    match (was, is) {
        (None, None) => Judgement::there_is(format!(
            "no clear gap, either in {} or in {}",
            date::snapshot_month(first.0),
            date::snapshot_month(last.0)
        )),
        (Some(was), Some(is)) if was != is => {
            Judgement::said(format!("the gap has turned round: {values}"))
        }
        _ if after.lower > before.upper => Judgement::said(format!("the gap is wider: {values}")),
        _ if after.upper < before.lower => {
            Judgement::said(format!("the gap is narrower: {values}"))
        }
        _ => Judgement::there_is(format!("no clear change in the gap: {values}")),
    }
}

/// How large the gap may be, whichever way round.
fn sizes(gap: &Between) -> Interval {
    let Interval { lower, upper } = gap.interval;
    let (one, other) = (lower.abs(), upper.abs());
    Interval {
        lower: if lower < 0.0 && upper > 0.0 {
            0.0
        } else {
            one.min(other)
        },
        upper: one.max(other),
    }
}
