//! One place year by year: rising, falling, or neither, by the test of `measures::trend`.
//!
//! It never says why, and never looks ahead.

use measures::figure::Figure;
use measures::interval::Confidence;
use measures::period::Quarter;
use measures::published::Published;
use measures::trend::{Marker, Meaning, Trend, YEARS};

use super::{Between, Judgement, Subject, Words, absences};
use crate::{date, number};

/// Snapshots in a year.
const QUARTERS_IN_A_YEAR: usize = 4;

/// Whether a place's value has been increasing or decreasing over the last five years. `figures`
/// are those of every quarter, earliest first; the last and those whole years before it count.
#[must_use]
pub fn yearly_trend(
    subject: &Subject,
    place: &str,
    periods: &[Quarter],
    figures: &[Published<Figure>],
) -> Words {
    let years: Vec<(Quarter, &Published<Figure>)> = years_of(periods)
        .into_iter()
        .copied()
        .zip(years_of(figures))
        .collect();
    let shown: Vec<Figure> = years
        .iter()
        .filter_map(|(_, figure)| figure.shown())
        .collect();
    let trend = (shown.len() == years.len()).then(|| Trend::new(&shown));
    let mut numbers = Vec::new();
    let judgement = match trend {
        Some(Ok(trend)) => {
            let change = Between {
                value: trend.slope(),
                interval: trend.slope_interval(Confidence::Percent95),
            };
            numbers.push(format!("Change a year: {}", subject.between(&change)));
            if trend.marker() == Marker::NoSignificantChange {
                numbers.push("That does not prove that nothing changed".to_owned());
            }
            judgement(subject, &trend)
        }
        Some(Err(_)) => Judgement::said(format!(
            "no yearly trend can be worked out: that takes {} years, and {}",
            number::small(YEARS),
            match years.len() {
                0 => "there are none".to_owned(),
                1 => "there is one".to_owned(),
                fewer => format!("there are {}", number::small(fewer)),
            }
        )),
        None => Judgement::said(format!(
            "no yearly trend can be worked out: not all of its {} years are shown",
            number::small(YEARS)
        )),
    };
    let values = years.iter().map(|(period, figure)| {
        format!(
            "{}: {}",
            date::snapshot_month(*period),
            subject.published(figure)
        )
    });
    numbers.push(values.collect::<Vec<_>>().join("; "));
    numbers.extend(absences(years.iter().map(|(_, figure)| *figure)));
    subject.words(place, &judgement, &numbers)
}

/// Of quarters, the last and those whole years before it, as far as the test looks back: earliest
/// first.
pub(super) fn years_of<T>(quarters: &[T]) -> Vec<&T> {
    let latest = quarters.iter().rev().step_by(QUARTERS_IN_A_YEAR);
    let mut years: Vec<&T> = latest.take(YEARS).collect();
    years.reverse();
    years
}

fn judgement(subject: &Subject, trend: &Trend) -> Judgement {
    let marker = trend.marker();
    let way = match marker {
        Marker::NoSignificantChange => {
            return Judgement::there_is(format!(
                "no significant change over {} years",
                number::small(YEARS)
            ));
        }
        Marker::Increasing => "increasing",
        Marker::Decreasing => "decreasing",
    };
    let meaning = match marker.meaning(subject.direction) {
        Meaning::GettingBetter => "getting better, ",
        Meaning::GettingWorse => "getting worse, ",
        Meaning::Neither => "",
    };
    Judgement::it_is(format!(
        "{meaning}{way} by about {} a year",
        number::difference(subject.scale, trend.slope())
    ))
}
