//! What an exhibit is about: the choices behind it, for the names of its files and in words.
//!
//! It says what was chosen, never what was found.

use measures::catalogue::Catalogue;
use measures::period::Quarter;
use wording::list::uncapitalised;

use crate::basis::{self, Basis};

/// What an exhibit is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// The name of the area; of the whole, where every neighbourhood is shown.
    pub area: String,
    /// The key of the measure, where there is one.
    pub measure: Option<String>,
    /// What else is chosen, e.g. how people are split.
    pub details: Vec<Detail>,
    /// The snapshot.
    pub quarter: Quarter,
    /// The kind of figures that is shown.
    pub basis: Basis,
}

/// A choice besides area, measure, snapshot and kind of figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detail {
    /// The word for it in the name of a file.
    pub key: String,
    /// What is chosen: `Groups by`.
    pub name: &'static str,
    /// What it is: `ethnic group`.
    pub words: String,
}

/// Something chosen and what it is, as a reader calls them: `Area`, `Southwark`.
pub type Filter = (&'static str, String);

impl About {
    /// Everything that was chosen, in words.
    #[must_use]
    pub fn filters(&self, catalogue: &Catalogue) -> Vec<Filter> {
        let measure = self.measure.as_ref().map(|key| {
            let measure = catalogue.measure_index(key);
            let title = measure.map(|place| catalogue.measures[place].title.clone());
            ("Measure", title.unwrap_or_else(|| key.clone()))
        });
        let details = self.details.iter();
        [("Area", self.area.clone())]
            .into_iter()
            .chain(measure)
            .chain(details.map(|detail| (detail.name, detail.words.clone())))
            .chain([
                ("Snapshot", wording::date::snapshot(self.quarter)),
                ("Figures", uncapitalised(basis::title(self.basis))),
            ])
            .collect()
    }

    /// The name of a file that holds `what` of this.
    #[must_use]
    pub fn file_name(&self, what: &str, extension: &str) -> String {
        let quarter = self.quarter.name();
        let basis = (self.basis == Basis::Standardised).then_some(basis::key(self.basis));
        let parts = [Some(&self.area), self.measure.as_ref()]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .chain([what])
            .chain(self.details.iter().map(|detail| detail.key.as_str()))
            .chain(basis)
            .chain([quarter.as_str()]);
        let words: Vec<String> = parts.map(file_words).collect();
        format!("{}.{extension}", words.join("-"))
    }
}

/// Choices as one line: `Area: Southwark. Snapshot: 30 September 2026.`
#[must_use]
pub fn sentence(filters: &[Filter]) -> String {
    let parts = filters
        .iter()
        .map(|(name, words)| format!("{name}: {words}."));
    parts.collect::<Vec<_>>().join(" ")
}

/// Words as a part of a file name: small letters and digits with hyphens between them, which every
/// disk and every address takes.
#[must_use]
pub fn file_words(text: &str) -> String {
    let words = text
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn about() -> About {
        About {
            area: "Old Town & Quay (St\u{2019}s)".to_owned(),
            measure: Some("care_plan".to_owned()),
            details: vec![Detail {
                key: "age_band".to_owned(),
                name: "Groups by",
                words: "age".to_owned(),
            }],
            quarter: "2026-09-30".parse().expect("the last day of a quarter"),
            basis: Basis::Crude,
        }
    }

    #[test]
    fn a_file_is_named_by_what_it_holds() {
        let name = "old-town-quay-st-s-care-plan-by-group-age-band-2026-q3.svg";
        assert_eq!(about().file_name("by-group", "svg"), name);
        let adjusted = About {
            basis: Basis::Standardised,
            ..about()
        };
        assert_ne!(adjusted.file_name("by-group", "svg"), name);
    }

    #[test]
    fn everything_that_was_chosen_is_said() {
        assert_eq!(
            sentence(&about().filters(&sample::catalogue())),
            "Area: Old Town & Quay (St\u{2019}s). Measure: Have a care plan. Groups by: age. \
             Snapshot: 30 September 2026. Figures: as counted (crude)."
        );
    }
}
