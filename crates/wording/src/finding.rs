//! What a chart shows, said once: for the page, for the alternative text, for the export.
//!
//! Each situation has one judgement, and all its [`Words`] come from that. Nothing is called
//! higher, lower, a gap or a change unless an interval says so, and no area is ranked.

mod areas;
mod cascade;
mod fifths;
mod gap_over_time;
mod gaps;
mod groups;
mod overview;
mod trend;

pub use areas::{AreaValue, area, areas};
pub use cascade::{StepValue, cascade, cascade_by_area, most_often};
pub use fifths::{Between, Fifths, as_people, fifths};
pub use gap_over_time::gap_over_time;
pub use gaps::fifths_by_area;
pub use groups::{GroupValue, groups};
pub use overview::whole;
pub use trend::trend;

use measures::definition::{Direction, Scale};
use measures::figure::Figure;
use measures::published::Published;

use crate::list::capitalised;
use crate::{number, status};

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

/// The measure a chart is about, and when and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subject<'a> {
    /// The measure's title.
    pub title: &'a str,
    /// The units of its values.
    pub scale: Scale,
    /// Which way is better.
    pub direction: Direction,
    /// The name of the whole partnership, from the catalogue.
    pub whole: &'a str,
    /// The day or span, as a reader says it: from [`crate::date`].
    pub period: &'a str,
}

impl Subject<'_> {
    /// `Care plan agreed, Peckham, 30 September 2026`.
    fn subtitle(&self, place: &str) -> String {
        let parts = [self.title, place, self.period];
        let said: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        said.join(", ")
    }

    fn value(&self, value: f64) -> String {
        number::value(self.scale, value)
    }

    /// `21.4% (20.9% to 21.9%)`.
    fn figure(&self, figure: &Figure) -> String {
        number::value_and_interval(self.scale, figure.value, &figure.interval_95)
    }

    /// The figure with its interval, or the word for why there is none.
    fn published(&self, figure: &Published<Figure>) -> String {
        match figure {
            Published::Shown(figure) => self.figure(figure),
            absent => status::short(absent).unwrap_or_default().to_owned(),
        }
    }

    /// The words of a judgement. `numbers` are the sentences behind it.
    fn words(&self, place: &str, judgement: &Judgement, numbers: &[String]) -> Words {
        let headline = capitalised(&judgement.clause);
        let whole = format!("{}{}", judgement.lead, judgement.clause);
        let mut description = vec![sentence(&headline)];
        let said = numbers.iter().filter(|text| !text.is_empty());
        description.extend(said.map(|text| sentence(text)));
        Words {
            headline,
            subtitle: self.subtitle(place),
            description: description.join(" "),
            sentence: sentence(&format!("{}: {whole}", self.title)),
            follow_on: sentence(&capitalised(&whole)),
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
        Self::said(format!(
            "no {one} can be shown, because {}",
            why_none(figures)
        ))
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

/// Why none of several figures is shown, as a clause of its own.
fn why_none<'a>(figures: impl Iterator<Item = &'a Published<Figure>>) -> &'static str {
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
