//! What a chart shows, said once: for the page, for the alternative text, for the export.
//!
//! Each situation has one judgement, and all its [`Words`] come from that. Nothing is called
//! higher, lower, a gap or a change unless an interval says so, and no area is ranked.

mod areas;
mod at_a_glance;
mod between_groups;
mod cascade;
mod combinations;
mod control_chart;
mod fifths;
mod funnel;
mod gap_over_time;
mod gaps;
mod groups;
mod in_people;
mod need_by_age;
mod overview;
mod pair;
mod slope;
mod standardised;
mod subject;
mod trend;
mod trends_by_area;
mod yearly_trend;

pub use areas::{AreaValue, area, areas};
pub use at_a_glance::{Profile, at_a_glance};
pub use between_groups::{BetweenGroups, Widest, between_groups};
pub use cascade::{StepValue, cascade, cascade_by_area, most_often};
pub use combinations::{Combination, combinations};
pub use control_chart::{control_chart, rule, why_limits};
pub use fifths::{Fifths, fifths};
pub use funnel::funnel;
pub use gap_over_time::gap_over_time;
pub use gaps::fifths_by_area;
pub use groups::{GroupValue, groups};
pub use in_people::in_people;
pub use need_by_age::{Ages, need_by_age};
pub use overview::whole;
pub use pair::{Of, Overlap, Pair, Side, pair};
pub use slope::{Gradient, slope};
pub use standardised::{Both, standardised, what_is_shown};
pub use subject::{Basis, Subject};
pub use trend::trend;
pub use trends_by_area::trends_by_area;
pub use yearly_trend::yearly_trend;

use std::cmp::Ordering;

use measures::figure::Figure;
use measures::interval::Interval;
use measures::published::Published;

use crate::status;

/// The words of one chart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// The finding, about ten words: a page's heading and an export's title.
    pub headline: String,
    /// Measure, place and date.
    pub subtitle: String,
    /// The alternative text: the finding with the numbers behind it.
    pub description: String,
    /// One sentence that stands on its own, for a summary: it names the measure.
    pub sentence: String,
    /// The same where the sentence before it has named the measure already.
    pub follow_on: String,
}

/// A value that lies between two others, a difference or a ratio, with its 95% interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Between {
    /// The point value.
    pub value: f64,
    /// The 95% interval.
    pub interval: Interval,
}

impl Between {
    /// On which side of `none` the whole interval lies, if it lies on one.
    fn side_of(&self, none: f64) -> Option<Ordering> {
        if self.interval.lower > none {
            Some(Ordering::Greater)
        } else if self.interval.upper < none {
            Some(Ordering::Less)
        } else {
            None
        }
    }
}

/// What is found, as it runs within a sentence: only names begin with a capital.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Judgement {
    /// What makes a sentence of a clause that has no verb of its own: `it is `, or nothing.
    lead: &'static str,
    /// The finding.
    clause: String,
}

impl Judgement {
    /// A clause that is a sentence already.
    fn said(clause: impl Into<String>) -> Self {
        Self {
            lead: "",
            clause: clause.into(),
        }
    }

    /// That none of several can be shown, and why.
    fn none<'a>(one: &str, figures: impl Iterator<Item = &'a Published<Figure>>) -> Self {
        Self::said(format!("no {one} can be shown: {}", why_none(figures)))
    }

    /// A clause about the measure: `higher for women than for men`.
    fn it_is(clause: impl Into<String>) -> Self {
        Self {
            lead: "it is ",
            clause: clause.into(),
        }
    }

    /// A clause about what there is: `no clear difference`.
    fn there_is(clause: impl Into<String>) -> Self {
        Self {
            lead: "there is ",
            clause: clause.into(),
        }
    }
}

/// Why one thing is not shown, after its name: `is withheld so that nobody can be identified`.
fn is_absent<T>(absent: &Published<T>) -> &'static str {
    match absent {
        Published::Shown(_) => "is shown",
        Published::Withheld => "is withheld so that nobody can be identified",
        Published::NoPeople => "has no figure, because nobody can be in this group",
        Published::NotCalculable => "cannot be worked out from these records",
    }
}

/// Why none of several figures is shown, as a clause of its own.
fn why_none<'a, T: 'a>(figures: impl Iterator<Item = &'a Published<T>>) -> &'static str {
    let (mut withheld, mut no_people, mut not_calculable) = (0, 0, 0);
    for figure in figures {
        match figure {
            Published::Shown(_) => {}
            Published::Withheld => withheld += 1,
            Published::NoPeople => no_people += 1,
            Published::NotCalculable => not_calculable += 1,
        }
    }
    match (withheld, no_people, not_calculable) {
        (0, 0, 0) => "there is nothing to show",
        (_, 0, 0) => "all figures are withheld so that nobody can be identified",
        (0, _, 0) => "nobody can be in these groups here",
        (0, 0, _) => "no figure can be worked out from these records",
        _ => "every figure is withheld or cannot be worked out",
    }
}

/// How many figures are absent, by reason, as sentences.
fn absences<'a>(figures: impl Iterator<Item = &'a Published<Figure>>) -> Vec<String> {
    let (mut withheld, mut not_calculable) = (0, 0);
    for figure in figures {
        match figure {
            Published::Withheld => withheld += 1,
            Published::NotCalculable => not_calculable += 1,
            Published::Shown(_) | Published::NoPeople => {}
        }
    }
    let mut notes: Vec<String> = status::withheld_note(withheld).into_iter().collect();
    match not_calculable {
        0 => {}
        1 => notes.push("1 figure cannot be worked out".to_owned()),
        more => notes.push(format!("{more} figures cannot be worked out")),
    }
    notes
}

/// The text with a full stop.
fn sentence(text: &str) -> String {
    if text.ends_with('.') {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}

#[cfg(test)]
mod tests;
