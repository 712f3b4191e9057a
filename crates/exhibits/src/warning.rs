//! What must be known of a release before any number of it is read.

use aggregates::manifest::Manifest;

/// A warning that stands above everything else of a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Warning {
    /// What it is about, for whoever lists the parts of a page.
    pub about: &'static str,
    /// What is the matter, in a few words.
    pub title: &'static str,
    /// What that means for the reader.
    pub meaning: &'static str,
    /// Whether it makes comparisons wrong, and not only all numbers invented.
    pub is_grave: bool,
}

/// The warnings of a release, the gravest first.
///
/// ```
/// let manifest = exhibits::sample::manifest();
/// assert_eq!(exhibits::warning::of_release(&manifest)[0].title, "Synthetic data.");
/// ```
#[must_use]
pub fn of_release(manifest: &Manifest) -> Vec<Warning> {
    let areas = manifest.areas_assigned_for_testing.then_some(Warning {
        about: "About the areas",
        title: "Areas assigned for testing.",
        meaning: "The source does not say where people live, so they were spread over the areas by a \
                  rule. Differences between areas mean nothing.",
        is_grave: true,
    });
    let people = is_synthetic(manifest).then_some(Warning {
        about: "About the data",
        title: "Synthetic data.",
        meaning: "Nobody in these numbers exists. They show how the dashboard works and say nothing \
                  about real people or places.",
        is_grave: false,
    });
    areas.into_iter().chain(people).collect()
}

/// Whether the release says of itself that its people were made up.
fn is_synthetic(manifest: &Manifest) -> bool {
    manifest.extract.source.to_lowercase().contains("synthetic")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn a_release_of_real_people_in_their_places_has_none() {
        let mut manifest = sample::manifest();
        manifest.extract.source = "GP records".to_owned();
        assert!(of_release(&manifest).is_empty());
        manifest.areas_assigned_for_testing = true;
        let warnings = of_release(&manifest);
        assert_eq!(warnings.len(), 1);
        assert!(warnings[0].is_grave);
    }
}
