//! Groups of one place's people beside each other.

use measures::breakdown::Breakdown;
use measures::figure::Figure;
use measures::published::Published;

use super::{Judgement, Subject, Words, absences};
use crate::group;

/// One group's value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GroupValue<'a> {
    /// Its published label.
    pub group: &'a str,
    /// Its value, or why there is none.
    pub figure: Published<Figure>,
}

/// Groups of a place: whether the outermost two of those that are known and shown differ.
///
/// They are said to differ only when their intervals do not touch. Other groups may lie as far
/// out within their intervals, so nothing is called the highest.
#[must_use]
pub fn groups(
    subject: &Subject,
    place: &str,
    breakdown: Breakdown,
    values: &[GroupValue],
) -> Words {
    let name = |group: &str| group::in_sentence(breakdown, group);
    let known: Vec<(&str, Figure)> = values
        .iter()
        .filter(|value| !group::is_not_known(value.group))
        .filter_map(|value| value.figure.shown().map(|figure| (value.group, figure)))
        .collect();
    let judgement = match &known[..] {
        [] => Judgement::none("group", values.iter().map(|value| &value.figure)),
        [(group, figure)] => Judgement::said(format!(
            "only one group is shown: {}, {}",
            name(group),
            subject.value(figure.value)
        )),
        several => outermost(subject, several, &name),
    };
    let mut numbers: Vec<String> = values
        .iter()
        .filter_map(|value| {
            let figure = value.figure.shown()?;
            let label = group::label(breakdown, value.group);
            Some(format!("{label}: {}", subject.figure(&figure)))
        })
        .collect();
    numbers = vec![numbers.join("; ")];
    numbers.extend(absences(values.iter().map(|value| &value.figure)));
    let place = format!("{place} by {}", group::split_by(breakdown));
    subject.words(&place, &judgement, &numbers)
}

fn outermost(
    subject: &Subject,
    groups: &[(&str, Figure)],
    name: &impl Fn(&str) -> String,
) -> Judgement {
    let by_value =
        |one: &&(&str, Figure), other: &&(&str, Figure)| one.1.value.total_cmp(&other.1.value);
    match (
        groups.iter().max_by(by_value),
        groups.iter().min_by(by_value),
    ) {
        (Some(high), Some(low)) if high.1.interval_95.lower > low.1.interval_95.upper => {
            Judgement::it_is(format!(
                "higher for {} ({}) than for {} ({})",
                name(high.0),
                subject.value(high.1.value),
                name(low.0),
                subject.value(low.1.value)
            ))
        }
        _ => Judgement::there_is("no clear difference between the groups shown"),
    }
}
