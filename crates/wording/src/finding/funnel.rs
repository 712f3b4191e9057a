//! Neighbourhoods by their size beside the limits that chance would give.
//!
//! The judgement is that of [`super::areas()`], drawn the other way round; nothing is ranked.

use std::cmp::Ordering;

use measures::comparison::Comparison;
use measures::figure::Figure;
use measures::published::Published;

use super::{AreaValue, Judgement, Subject, Words, absences};
use crate::list::{and, every_neighbourhood, neighbourhoods};

/// Which neighbourhoods lie outside the limits around the whole's value.
#[must_use]
pub fn funnel(subject: &Subject, values: &[AreaValue], whole: &Published<Figure>) -> Words {
    let figures = || values.iter().map(|value| &value.figure);
    let sides = [Ordering::Greater, Ordering::Less].map(|side| outside(values, whole, side));
    let [above, below] = &sides;
    let n_judged = values.iter().filter(|value| is_judged(value)).count();
    let clause = match (whole, &above[..], &below[..]) {
        _ if figures().all(|figure| figure.shown().is_none()) => {
            Judgement::none("neighbourhood", figures()).clause
        }
        (Published::Withheld | Published::NoPeople | Published::NotCalculable, ..) => {
            format!("no limits can be drawn: {} has no value", subject.whole)
        }
        (_, [], []) if n_judged == values.len() => format!(
            "{} {} within the limits of chance",
            every_neighbourhood(values.len()),
            if values.len() == 1 { "lies" } else { "lie" }
        ),
        (_, [], []) => "every neighbourhood shown lies within the limits of chance".to_owned(),
        (_, above, []) => format!("{} above the limits of chance", lie(above, values.len())),
        (_, [], below) => format!("{} below the limits of chance", lie(below, values.len())),
        (_, above, below) => format!(
            "{} above the limits of chance, {} below",
            lie(above, values.len()),
            neighbourhoods(below, values.len())
        ),
    };
    let listed = |names: &[String], where_to: &str| {
        if names.is_empty() {
            String::new()
        } else {
            format!("{where_to}: {}", and(names))
        }
    };
    let mut numbers = vec![
        listed(above, "Above the limits"),
        listed(below, "Below the limits"),
        format!("{}: {}", subject.whole, subject.published(whole)),
    ];
    if n_judged > 0 {
        numbers.push(subject.better());
        numbers.push(
            "By chance alone, about 1 area in 20 lies outside the 95% limits, and 1 in 500 outside \
             the 99.8% limits"
                .to_owned(),
        );
    }
    numbers.extend(absences(figures()));
    let place = format!("neighbourhoods of {}", subject.whole);
    subject.words(&place, &Judgement::said(clause), &numbers)
}

fn is_judged(value: &AreaValue) -> bool {
    value.figure.shown().is_some() && value.comparison.is_some()
}

/// The areas that the comparison finds different from the whole, on one side of it.
fn outside(values: &[AreaValue], whole: &Published<Figure>, side: Ordering) -> Vec<String> {
    let is_outside = |value: &&AreaValue| {
        let differs = value
            .comparison
            .is_some_and(|judged| judged != Comparison::Similar);
        let lies = value.figure.shown().zip(whole.shown());
        differs && lies.is_some_and(|(figure, whole)| figure.value.total_cmp(&whole.value) == side)
    };
    values
        .iter()
        .filter(is_outside)
        .map(|value| value.name.to_owned())
        .collect()
}

fn lie(names: &[String], count: usize) -> String {
    let lie = if names.len() == 1 { "lies" } else { "lie" };
    format!("{} {lie}", neighbourhoods(names, count))
}
