//! One place over time. Without a test of change, only its ends are said.

use measures::figure::Figure;
use measures::period::Quarter;
use measures::published::Published;

use super::{Judgement, Subject, Words, absences};
use crate::date;

/// A place's values, one for each period, earliest first.
///
/// Says "higher" or "lower" only when the intervals of the first and the last shown value do not
/// touch: two intervals that overlap may still differ, so this errs on the side of silence.
#[must_use]
pub fn trend(
    subject: &Subject,
    place: &str,
    periods: &[Quarter],
    figures: &[Published<Figure>],
) -> Words {
    let shown: Vec<(Quarter, Figure)> = periods
        .iter()
        .zip(figures)
        .filter_map(|(period, figure)| figure.shown().map(|figure| (*period, figure)))
        .collect();
    let mut numbers = Vec::new();
    let judgement = match &shown[..] {
        [] => Judgement::none("value", figures.iter()),
        [(period, figure)] => {
            numbers.push(format!("{place}: {}", subject.figure(figure)));
            Judgement::said(format!(
                "only one value is shown: {} in {}",
                subject.value(figure.value),
                date::snapshot_month(*period)
            ))
        }
        [first, .., last] => {
            numbers.push(format!(
                "{place} went from {} in {} to {} in {}",
                subject.figure(&first.1),
                date::snapshot_month(first.0),
                subject.figure(&last.1),
                date::snapshot_month(last.0)
            ));
            ends(subject, first, last)
        }
    };
    numbers.extend(absences(figures.iter()));
    subject.words(place, &judgement, &numbers)
}

fn ends(subject: &Subject, first: &(Quarter, Figure), last: &(Quarter, Figure)) -> Judgement {
    let (from, to) = (subject.value(first.1.value), subject.value(last.1.value));
    let (since, until) = (date::snapshot_month(first.0), date::snapshot_month(last.0));
    let (before, after) = (first.1.interval_95, last.1.interval_95);
    if after.lower > before.upper {
        Judgement::it_is(format!("higher in {until} ({to}) than in {since} ({from})"))
    } else if after.upper < before.lower {
        Judgement::it_is(format!("lower in {until} ({to}) than in {since} ({from})"))
    } else if from == to {
        Judgement::it_is(format!("{from} both in {since} and in {until}"))
    } else {
        Judgement {
            lead: "it went ",
            clause: format!("from {from} in {since} to {to} in {until}"),
        }
    }
}
