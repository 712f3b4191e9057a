//! One measure year by year in every neighbourhood, each by the test of `measures::trend`.
//!
//! It never says why, never looks ahead, and never says that one changes faster than another.

use measures::figure::Figure;
use measures::interval::Confidence;
use measures::published::Published;
use measures::trend::{Marker, Meaning, Trend, YEARS};

use super::yearly_trend::years_of;
use super::{Between, Judgement, Subject, Words, absences};
use crate::list::neighbourhoods;
use crate::number;

/// Which neighbourhoods have been increasing or decreasing over the last five years. Each has its
/// figures of every quarter, earliest first.
#[must_use]
pub fn trends_by_area(subject: &Subject, areas: &[(&str, Vec<Published<Figure>>)]) -> Words {
    let trends: Vec<(&str, Trend)> = areas
        .iter()
        .filter_map(|(name, figures)| Some((*name, trend_of(figures)?)))
        .collect();
    let clauses: Vec<String> = [Marker::Increasing, Marker::Decreasing]
        .into_iter()
        .filter_map(|marker| clause(subject, marker, &trends, areas.len()))
        .collect();
    let judgement = match (&trends[..], &clauses[..]) {
        ([], _) => format!(
            "no neighbourhood has {} years that can all be shown",
            number::small(YEARS)
        ),
        (_, []) => format!(
            "no neighbourhood shown has changed clearly over {} years",
            number::small(YEARS)
        ),
        (_, clauses) => clauses.join(", "),
    };
    let changes = trends.iter().map(|(name, trend)| {
        let change = Between {
            value: trend.slope(),
            interval: trend.slope_interval(Confidence::Percent95),
        };
        format!("{name}: {}", subject.between(&change))
    });
    let changes: Vec<String> = changes.collect();
    let mut numbers = Vec::new();
    if !changes.is_empty() {
        numbers.push(format!("Change a year: {}", changes.join("; ")));
    }
    let latest = areas.iter().filter_map(|(_, figures)| figures.last());
    numbers.extend(absences(latest));
    let place = format!("neighbourhoods of {}", subject.whole);
    subject.words(&place, &Judgement::said(judgement), &numbers)
}

fn trend_of(figures: &[Published<Figure>]) -> Option<Trend> {
    let years = years_of(figures);
    let shown: Vec<Figure> = years.iter().filter_map(|figure| figure.shown()).collect();
    let all = shown.len() == years.len();
    all.then(|| Trend::new(&shown).ok()).flatten()
}

/// The neighbourhoods whose trend goes this way, and what that means.
fn clause(
    subject: &Subject,
    marker: Marker,
    trends: &[(&str, Trend)],
    n_areas: usize,
) -> Option<String> {
    let names: Vec<String> = trends
        .iter()
        .filter(|(_, trend)| trend.marker() == marker)
        .map(|(name, _)| (*name).to_owned())
        .collect();
    if names.is_empty() {
        return None;
    }
    let verb = if names.len() == 1 { "is" } else { "are" };
    let who = neighbourhoods(&names, n_areas);
    Some(match (marker.meaning(subject.direction), marker) {
        (Meaning::GettingBetter, _) => format!("{who} {verb} getting better"),
        (Meaning::GettingWorse, _) => format!("{who} {verb} getting worse"),
        (Meaning::Neither, Marker::Increasing) => format!("values are increasing in {who}"),
        (Meaning::Neither, _) => format!("values are decreasing in {who}"),
    })
}
