//! What an export says of itself: the rows of a workbook's notes, the last columns of a CSV, the
//! words that a chart becomes as text.
//!
//! One list for all of them, so that none can leave anything out.

use std::fmt::Write as _;

use aggregates::manifest::Manifest;

use crate::about::sentence;
use crate::exhibit::Exhibit;

/// A name and what it is: `Release`, `0123456789abcdef`.
pub type Row = (&'static str, String);

/// Who published the numbers, from what.
#[must_use]
pub fn source(manifest: &Manifest) -> String {
    format!(
        "{}, from {}",
        manifest.publication.publisher, manifest.extract.source
    )
}

/// What every row of a chart's numbers takes along; `link` is empty where there is none.
#[must_use]
pub fn of_exhibit(exhibit: &Exhibit, manifest: &Manifest, link: &str) -> Vec<Row> {
    let mut rows = vec![
        ("Title", exhibit.words.headline.clone()),
        ("About", exhibit.words.subtitle.clone()),
        (
            "Filters",
            sentence(&exhibit.about.filters(&manifest.catalogue)),
        ),
        ("Keep in mind", exhibit.notes()),
        ("Source", source(manifest)),
        ("Release", manifest.release_id.clone()),
        ("As of", manifest.as_of.to_string()),
        ("Small numbers", manifest.disclosure.words.clone()),
    ];
    if !link.is_empty() {
        rows.push(("Link", link.to_owned()));
    }
    rows
}

/// What a reader has to know of every figure of a release, for a sheet of notes.
#[must_use]
pub fn of_release(manifest: &Manifest) -> Vec<Row> {
    vec![
        ("Source", source(manifest)),
        ("Data as of", wording::date::day(manifest.as_of)),
        ("Release", manifest.release_id.clone()),
        ("Small numbers", manifest.disclosure.words.clone()),
        (
            "Withheld",
            "A figure that is withheld so that nobody can be identified. It is not zero, and it is \
             not missing."
                .to_owned(),
        ),
        (
            "Values",
            "Shares are in percent, differences of shares in percentage points, rates for as many \
             people as the unit says. Intervals are at 95%. All are computed from the rounded \
             counts beside them."
                .to_owned(),
        ),
        ("Licence", manifest.publication.licence.clone()),
        ("Questions", manifest.publication.contact.clone()),
    ]
}

/// A chart as text: what it finds and shows, its numbers with tabs between them, and all of the
/// above.
#[must_use]
pub fn as_text(exhibit: &Exhibit, manifest: &Manifest, link: &str) -> String {
    let mut text = format!(
        "{}\n{}\n\n{}\n\n{}",
        exhibit.words.headline,
        exhibit.words.subtitle,
        exhibit.words.description,
        exhibit.table.text()
    );
    for (name, words) in of_exhibit(exhibit, manifest, link) {
        // These two open the text.
        if !matches!(name, "Title" | "About") && !words.is_empty() {
            // Writing to a string cannot fail.
            let _ = write!(text, "\n{name}: {words}");
        }
    }
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exhibit::tests::exhibit;
    use crate::sample;

    #[test]
    fn a_chart_as_text_says_all_of_it_once() {
        assert_eq!(
            as_text(
                &exhibit(),
                &sample::manifest(),
                "https://example.org/#overview"
            ),
            "Most have a plan\nCare plans, Old Town\n\nFive of six.\n\n\
             Group\tPercent\n=cmd()\t21.5%\n\n\
             Filters: Area: Old Town. Measure: Have a care plan. Snapshot: 30 September 2026. \
             Figures: as counted (crude).\n\
             Keep in mind: Counts what has been recorded.\n\
             Source: Elmbridge Partnership, from Synthetic people of Elmbridge\n\
             Release: 0123456789abcdef\nAs of: 2026-09-30\n\
             Small numbers: Counts of 1 to 9 people are withheld.\n\
             Link: https://example.org/#overview\n"
        );
    }
}
