//! What was found: differences by kind with their places, and how much was checked.
//!
//! A readable number of lines for each kind, and always the whole count. Knows nothing of what is
//! checked.

use std::collections::BTreeMap;

use wording::number::thousands;

/// How many differences of one kind are told in full.
const MOST_LINES: usize = 12;

/// What kind of thing does not hold, in the order in which kinds are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Check {
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
pub(super) struct Report {
    differences: BTreeMap<Check, Differences>,
    checked: Vec<(u64, &'static str)>,
    cannot_be_recomputed: Vec<String>,
    not_tried: Vec<String>,
}

impl Report {
    /// Adds a difference; its line is made only if it will be told.
    pub(super) fn differs(&mut self, check: Check, line: impl FnOnce() -> String) {
        let differences = self.differences.entry(check).or_default();
        differences.count += 1;
        if differences.lines.len() < MOST_LINES {
            differences.lines.push(line());
        }
    }

    /// Adds to the number of things of a kind that were looked at.
    pub(super) fn checked(&mut self, count: u64, things: &'static str) {
        match self.checked.iter_mut().find(|(_, known)| *known == things) {
            Some((sum, _)) => *sum += count,
            None => self.checked.push((count, things)),
        }
    }

    /// Adds something that no reader of published counts can recompute.
    pub(super) fn cannot_be_recomputed(&mut self, what: String) {
        self.cannot_be_recomputed.push(what);
    }

    /// Adds something that was left out because of a difference told already.
    pub(super) fn not_tried(&mut self, what: String) {
        self.not_tried.push(what);
    }

    /// How many differences there are.
    pub(super) fn differences(&self) -> u64 {
        self.differences.values().map(|kind| kind.count).sum()
    }

    /// The report as lines of text.
    pub(super) fn page(&self, title: &str) -> String {
        let verdict = match self.differences() {
            0 => "everything that was checked holds".to_owned(),
            1 => "1 difference".to_owned(),
            differences => format!("{} differences", thousands(differences)),
        };
        let mut lines = vec![title.to_owned(), verdict];
        for (check, kind) in &self.differences {
            let count = thousands(kind.count);
            lines.extend([String::new(), format!("{}: {count}", check.heading())]);
            lines.extend(kind.lines.iter().map(|line| format!("  {line}")));
            let more = kind.count - kind.lines.len() as u64;
            if more > 0 {
                lines.push(format!("  and {} more", thousands(more)));
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
        let page = report.page("title");
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
        let page = Report::default().page("title");
        assert_eq!(
            page,
            "title\neverything that was checked holds\n\nchecked\n"
        );
    }
}
