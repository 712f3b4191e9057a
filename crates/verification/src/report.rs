//! What was found: differences by kind with their places, and how much was checked.
//!
//! A readable number of lines for each kind, and always the whole count. Knows nothing of what is
//! checked.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use wording::number::thousands;

/// How many differences of one kind are told in full.
const MOST_LINES: usize = 12;

/// What kind of thing does not hold, in the order in which kinds are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Check {
    /// Files, their digests and lengths.
    Files,
    /// The release id.
    ReleaseId,
    /// Tables that cannot be read, or columns that are not theirs.
    Schema,
    /// Rows that should be there, should not, or are out of order.
    Grid,
    /// Counts that the policy would not publish.
    Policy,
    /// Counts of the same people that differ from one measure to another.
    SameCount,
    /// Counts that cannot add up.
    Sums,
    /// Rows of the overview that are not those of the estimates.
    Overview,
    /// Standardised figures and dispersions that cannot be.
    Standardised,
    /// Gaps.
    Gaps,
    /// Trends.
    Trends,
    /// Sets of conditions.
    Combinations,
    /// Withheld counts that can be worked out.
    Disclosure,
    /// Counts and statuses in the downloads.
    DownloadCounts,
    /// Values and intervals in the downloads.
    DownloadValues,
    /// Standardised figures and dispersions in the downloads.
    DownloadStandardised,
    /// Comparisons in the downloads.
    Comparisons,
    /// Titles, names and units.
    Labels,
    /// The quality summary.
    Quality,
}

impl Check {
    fn heading(self) -> &'static str {
        match self {
            Self::Files => "files that are not what the manifest lists",
            Self::ReleaseId => "a release id that does not follow from the manifest",
            Self::Schema => "tables that cannot be read",
            Self::Grid => "rows that are missing, foreign or out of order",
            Self::Policy => "counts that the disclosure policy does not publish",
            Self::SameCount => "counts of the same people that differ",
            Self::Sums => "counts that cannot add up",
            Self::Overview => "rows of the overview that differ from the estimates",
            Self::Standardised => "standardised figures and dispersions that cannot be",
            Self::Gaps => "gaps that do not follow from the published counts",
            Self::Trends => "trends that do not follow from the published counts",
            Self::Combinations => "sets of conditions that cannot be published so",
            Self::Disclosure => "withheld counts that can be worked out, or counts that cannot be",
            Self::DownloadCounts => "counts in downloads that differ from the estimates",
            Self::DownloadValues => {
                "values and intervals that do not follow from the published counts"
            }
            Self::DownloadStandardised => {
                "standardised figures in downloads that differ from the estimates"
            }
            Self::Comparisons => "comparisons that do not follow from the published counts",
            Self::Labels => "titles, names and units that differ from the manifest",
            Self::Quality => "the quality summary",
        }
    }
}

/// Differences of one kind.
#[derive(Debug, Default)]
struct Differences {
    count: u64,
    lines: Vec<String>,
}

/// The result of a verification.
#[derive(Debug, Default)]
pub struct Report {
    differences: BTreeMap<Check, Differences>,
    checked: Vec<(u64, &'static str)>,
    cannot_be_recomputed: Vec<String>,
    not_tried: Vec<String>,
}

impl Report {
    /// Adds a difference; its line is made only if it will be told.
    pub fn differs(&mut self, check: Check, line: impl FnOnce() -> String) {
        let differences = self.differences.entry(check).or_default();
        differences.count += 1;
        if differences.lines.len() < MOST_LINES {
            differences.lines.push(line());
        }
    }

    /// Adds to the number of things of a kind that were looked at.
    pub fn checked(&mut self, count: u64, things: &'static str) {
        match self.checked.iter_mut().find(|(_, known)| *known == things) {
            Some((sum, _)) => *sum += count,
            None => self.checked.push((count, things)),
        }
    }

    /// Adds something that no reader of published counts can recompute.
    pub fn cannot_be_recomputed(&mut self, what: String) {
        self.cannot_be_recomputed.push(what);
    }

    /// Adds something that was left out because of a difference told already.
    pub fn not_tried(&mut self, what: String) {
        self.not_tried.push(what);
    }

    /// How many differences there are.
    #[must_use]
    pub fn differences(&self) -> u64 {
        self.differences.values().map(|kind| kind.count).sum()
    }

    /// The report as it is told, under a title.
    #[must_use]
    pub fn told(&self, title: &str) -> Told {
        let kind = |(check, kind): (&Check, &Differences)| Kind {
            heading: check.heading().to_owned(),
            count: kind.count,
            lines: kind.lines.clone(),
        };
        let checked = |(count, things): &(u64, &str)| (*count, (*things).to_owned());
        Told {
            title: title.to_owned(),
            differences: self.differences.iter().map(kind).collect(),
            checked: self.checked.iter().map(checked).collect(),
            not_tried: self.not_tried.clone(),
            cannot_be_recomputed: self.cannot_be_recomputed.clone(),
        }
    }
}

/// A report as it is told to a reader: on a terminal, or on a page that has it from elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Which release it is about.
    pub title: String,
    /// What does not hold, by kind.
    pub differences: Vec<Kind>,
    /// How many things of each kind were looked at.
    pub checked: Vec<(u64, String)>,
    /// What was left out because of a difference.
    pub not_tried: Vec<String>,
    /// What no reader of published counts can recompute.
    pub cannot_be_recomputed: Vec<String>,
}

/// Differences of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kind {
    /// What does not hold.
    pub heading: String,
    /// How many such differences there are.
    pub count: u64,
    /// The first of them, each with its file and row, what was found and what was expected.
    pub lines: Vec<String>,
}

impl Kind {
    /// How many more there are than are told.
    #[must_use]
    pub fn more(&self) -> u64 {
        self.count - self.lines.len() as u64
    }
}

impl Told {
    /// How many differences there are.
    #[must_use]
    pub fn n_differences(&self) -> u64 {
        self.differences.iter().map(|kind| kind.count).sum()
    }

    /// The outcome in a line.
    #[must_use]
    pub fn verdict(&self) -> String {
        match self.n_differences() {
            0 => "everything that was checked holds".to_owned(),
            1 => "1 difference".to_owned(),
            differences => format!("{} differences", thousands(differences)),
        }
    }

    /// All of it as lines of text.
    #[must_use]
    pub fn page(&self) -> String {
        let mut lines = vec![self.title.clone(), self.verdict()];
        for kind in &self.differences {
            let count = thousands(kind.count);
            lines.extend([String::new(), format!("{}: {count}", kind.heading)]);
            lines.extend(kind.lines.iter().map(|line| format!("  {line}")));
            if kind.more() > 0 {
                lines.push(format!("  and {} more", thousands(kind.more())));
            }
        }
        lines.extend([String::new(), "checked".to_owned()]);
        let counts: Vec<String> = self.checked.iter().map(|(n, _)| thousands(*n)).collect();
        let width = counts.iter().map(String::len).max().unwrap_or_default();
        for (count, (_, things)) in counts.iter().zip(&self.checked) {
            lines.push(format!("  {count:>width$}  {things}"));
        }
        lines.extend(self.not_tried.iter().map(|what| format!("  {what}")));
        if !self.cannot_be_recomputed.is_empty() {
            let heading = "cannot be recomputed from published counts";
            lines.extend([String::new(), heading.to_owned()]);
            let lines_of = self.cannot_be_recomputed.iter();
            lines.extend(lines_of.map(|what| format!("  {what}")));
        }
        lines.join("\n") + "\n"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_differences_are_counted_and_few_are_told() {
        let mut report = Report::default();
        for row in 0..1_500 {
            report.differs(Check::Gaps, || format!("row {row}"));
        }
        report.differs(Check::Files, || "a file".to_owned());
        report.checked(7, "gaps");
        report.checked(5, "gaps");
        let page = report.told("title").page();
        let lines: Vec<&str> = page.lines().collect();
        assert_eq!(lines[..2], ["title", "1,501 differences"]);
        assert_eq!(lines[4], "  a file", "files come first");
        assert_eq!(lines[7], "  row 0");
        assert_eq!(lines[6 + MOST_LINES], "  row 11");
        assert_eq!(lines[7 + MOST_LINES], "  and 1,488 more");
        assert_eq!(lines[lines.len() - 1], "  12  gaps");
    }

    #[test]
    fn nothing_wrong_is_said_so() {
        let page = Report::default().told("title").page();
        assert_eq!(
            page,
            "title\neverything that was checked holds\n\nchecked\n"
        );
    }
}
