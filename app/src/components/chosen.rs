//! What is chosen on a page, in words, for where its choices cannot be seen: on paper.
//!
//! It says what `pickers` offers, under the same names.

use measures::catalogue::Catalogue;
use wording::group::{label, split_by};
use wording::list::uncapitalised;
use yew::prelude::*;

use super::pickers::Offer;
use crate::basis;
use crate::exhibits::about::{Filter, sentence};
use crate::state::Selection;

/// What is chosen, on paper only.
pub fn on_paper(selection: &Selection, catalogue: &Catalogue, offers: &[Offer]) -> Html {
    let chosen = sentence(&filters(selection, catalogue, offers));
    html! { <p class="printed">{ chosen }</p> }
}

/// Every choice that a page offers, and what is chosen.
#[must_use]
pub fn filters(selection: &Selection, catalogue: &Catalogue, offers: &[Offer]) -> Vec<Filter> {
    let offered = |offer: Offer| offers.contains(&offer);
    let mut chosen: Vec<Filter> = Vec::new();
    let measure = catalogue.measures.get(selection.measure);
    if let Some(measure) = measure.filter(|_| offered(Offer::Measure)) {
        chosen.push(("Measure", measure.title.clone()));
    }
    let area = catalogue.area(selection.area).name.clone();
    if offered(Offer::Pair) && selection.compares_areas() {
        let other = catalogue.area(selection.other).name.clone();
        chosen.extend([("First area", area), ("Second area", other)]);
    } else if offered(Offer::Pair) {
        let labels = catalogue.groups(selection.breakdown);
        let [first, second] = selection
            .groups
            .map(|group| label(selection.breakdown, &labels[group]));
        chosen.extend([
            ("Area", area),
            ("Groups by", split_by(selection.breakdown).to_owned()),
            ("First group", first),
            ("Second group", second),
        ]);
    } else {
        chosen.push(("Area", area));
    }
    if offered(Offer::Breakdown) && !selection.groupings(catalogue).is_empty() {
        chosen.push(("Groups by", split_by(selection.breakdown).to_owned()));
    }
    if offered(Offer::Fifths) && selection.offered_fifths(catalogue).len() > 1 {
        chosen.push(("Slope over", split_by(selection.fifths).to_owned()));
    }
    if let Some(period) = catalogue.periods.get(selection.period) {
        chosen.push(("Snapshot", wording::date::snapshot(*period)));
    }
    if offered(Offer::Basis) {
        chosen.push(("Figures", uncapitalised(basis::title(selection.basis))));
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::{Action, Page};
    use exhibits::sample::catalogue;
    use measures::breakdown::Breakdown;

    #[track_caller]
    fn check(page: Page, actions: &[Action], offers: &[Offer], expected: &str) {
        let catalogue = catalogue();
        let opened = Selection::of_page(page, &catalogue);
        let selection = actions.iter().fold(opened, |selection, action| {
            selection.after(action.clone(), &catalogue)
        });
        let chosen = filters(&selection, &catalogue, offers);
        assert_eq!(sentence(&chosen), expected);
    }

    #[test]
    fn every_choice_of_a_page_is_said_and_no_other() {
        check(
            Page::Neighbourhood,
            &[],
            &[Offer::Basis, Offer::Map],
            "Area: Elmbridge. Snapshot: 30 September 2026. Figures: as counted (crude).",
        );
        check(
            Page::Inequalities,
            &[],
            &[Offer::Measure, Offer::Breakdown, Offer::Fifths],
            "Measure: Fully coordinated care. Area: Elmbridge. Groups by: ethnic group. \
             Slope over: deprivation (local fifths). Snapshot: 30 September 2026.",
        );
        check(
            Page::Compare,
            &[],
            &[Offer::Measure, Offer::Pair],
            "Measure: Fully coordinated care. First area: Northside. Second area: Old Town. \
             Snapshot: 30 September 2026.",
        );
        check(
            Page::Compare,
            &[
                Action::ChooseBreakdown(Breakdown::EthnicGroup),
                Action::ChoosePeriod(0),
            ],
            &[Offer::Pair],
            "Area: Northside. Groups by: ethnic group. First group: White. Second group: Mixed. \
             Snapshot: 31 December 2024.",
        );
    }
}
