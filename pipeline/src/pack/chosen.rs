//! Which areas and measures a pack is about: those that were asked for, else all; and where its
//! charts can be looked at.

use exhibits::exhibit::Exhibit;
use exhibits::route;
use exhibits::shelf::Shelf;
use exhibits::view::View;
use measures::area::AreaIndex;
use measures::catalogue::Catalogue;

use crate::exit::{Failure, USAGE};

/// What was asked for, in the order of the catalogue and each once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chosen {
    /// The areas; the whole last, where it is among them.
    pub(super) areas: Vec<AreaIndex>,
    /// The measures, by their places in the catalogue.
    pub(super) measures: Vec<usize>,
    /// The web address of the dashboard, where it has one.
    pub(super) address: Option<String>,
}

/// A chart with its words and numbers, and where it can be looked at.
#[derive(Debug)]
pub(super) struct Linked {
    pub(super) exhibit: Exhibit,
    /// Empty where there is no such place.
    pub(super) link: String,
}

/// A web address that a view can be added to.
///
/// # Errors
/// What is wrong with it.
pub(super) fn web_address(text: &str) -> Result<String, String> {
    let is_written_on = |letter: char| letter.is_whitespace() || letter.is_control();
    let of_the_web = ["https://", "http://"];
    let behind = of_the_web.iter().find_map(|start| text.strip_prefix(start));
    if behind
        .is_none_or(|rest| rest.is_empty() || rest.contains('#') || rest.contains(is_written_on))
    {
        let expected = "expected the dashboard's own, as https://example.org/outcomes/";
        return Err(expected.to_owned());
    }
    Ok(text.to_owned())
}

impl Chosen {
    /// Finds areas by code or name and measures by key or title, in any case.
    ///
    /// # Errors
    /// Exit 2 with what the release has instead.
    pub(super) fn of(
        shelf: &Shelf,
        areas: &[String],
        measures: &[String],
        address: Option<String>,
    ) -> Result<Self, Failure> {
        let catalogue = shelf.catalogue();
        Ok(Self {
            areas: found("--areas", areas, &named_areas(catalogue))?,
            measures: found("--measures", measures, &named_measures(catalogue))?,
            address,
        })
    }

    /// An exhibit of a view with the address that shows it, which is empty where there is none.
    pub(super) fn linked(&self, view: &View, exhibit: Exhibit) -> Linked {
        let shown = || route::of_exhibit(exhibit.name, view.selection, view.catalogue());
        let address = self.address.as_ref();
        let link = address.map(|address| format!("{address}#{}", shown()));
        Linked {
            link: link.unwrap_or_default(),
            exhibit,
        }
    }

    /// Whether everything is asked for.
    pub(super) fn is_everything(&self, catalogue: &Catalogue) -> bool {
        self.areas.len() == catalogue.areas().count()
            && self.measures.len() == catalogue.measures.len()
    }
}

/// Something that can be asked for: itself, the short word for it, its name.
type Named<T> = (T, String, String);

fn named_areas(catalogue: &Catalogue) -> Vec<Named<AreaIndex>> {
    let areas = catalogue.areas();
    areas
        .map(|(index, area)| (index, area.code.clone(), area.name.clone()))
        .collect()
}

fn named_measures(catalogue: &Catalogue) -> Vec<Named<usize>> {
    let measures = catalogue.measures.iter().enumerate();
    measures
        .map(|(index, measure)| (index, measure.key.clone(), measure.title.clone()))
        .collect()
}

fn found<T: Copy>(option: &str, wanted: &[String], there: &[Named<T>]) -> Result<Vec<T>, Failure> {
    let is = |word: &str, named: &Named<T>| {
        [&named.1, &named.2]
            .iter()
            .any(|name| name.to_lowercase() == word.trim().to_lowercase())
    };
    for word in wanted {
        if !there.iter().any(|named| is(word, named)) {
            let names: Vec<&str> = there.iter().map(|named| named.1.as_str()).collect();
            return Err(Failure::new(
                USAGE,
                format!(
                    "{option}: the release has no `{word}`; it has {}",
                    names.join(", ")
                ),
            ));
        }
    }
    let chosen = |named: &&Named<T>| wanted.is_empty() || wanted.iter().any(|word| is(word, named));
    Ok(there.iter().filter(chosen).map(|named| named.0).collect())
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;

    fn chosen(areas: &[&str], measures: &[&str]) -> Result<Chosen, Failure> {
        let shelf = Shelf::new(Rc::new(exhibits::sample::manifest()));
        let owned = |words: &[&str]| {
            words
                .iter()
                .map(|word| (*word).to_owned())
                .collect::<Vec<_>>()
        };
        Chosen::of(&shelf, &owned(areas), &owned(measures), None)
    }

    #[test]
    fn everything_is_chosen_unless_something_is_named() {
        let catalogue = exhibits::sample::catalogue();
        assert!(chosen(&[], &[]).unwrap().is_everything(&catalogue));
        let some = chosen(&["old town", "N1", "n1"], &["CARE_PLAN"]).unwrap();
        assert_eq!(some.areas, [AreaIndex(0), AreaIndex(1)]);
        assert_eq!(
            some.measures,
            [catalogue.measure_index("care_plan").unwrap()]
        );
        assert!(!some.is_everything(&catalogue));
    }

    #[test]
    fn an_address_is_one_that_a_view_can_be_added_to() {
        for good in ["https://example.org", "http://127.0.0.1:8080/a/"] {
            assert_eq!(web_address(good).as_deref(), Ok(good));
        }
        for bad in [
            "",
            "example.org",
            "https://",
            "ftp://example.org",
            "https://example.org/#overview",
            "https://example.org/a b",
            "https://example.org\n",
        ] {
            assert!(web_address(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_the_release_lacks_is_refused_with_what_it_has() {
        let failure = chosen(&["N1", "Atlantis"], &[]).unwrap_err();
        assert_eq!(failure.code, USAGE);
        assert_eq!(
            failure.message,
            "--areas: the release has no `Atlantis`; it has N1, N2, N3, E1"
        );
    }
}
