//! What happens to people with several conditions, and what they say of their care.

use yew::prelude::*;

use super::ViewProperties;
use super::sheet::{Sheet, beside, half, whole};
use crate::components::pickers::Offer;
use crate::exhibits::{by_area, by_group, over_time, sentences};
use measures::breakdown::Breakdown;

/// The page.
pub(super) fn page(properties: &ViewProperties) -> Html {
    let view = properties.view();
    let area = by_area::comparison(&view);
    let mut said = vec![sentences::share(&view, view.selection.measure)];
    if view.is_whole() {
        said.extend(area.as_ref().map(|area| area.words.follow_on.clone()));
    }
    let mut exhibits = vec![half(area)];
    if view.selection.breakdown != Breakdown::All {
        let group = by_group::bars(&view);
        said.extend(group.as_ref().map(|group| group.words.follow_on.clone()));
        exhibits.push(half(group));
    }
    exhibits.push(beside(&exhibits, over_time::chart(&view)));
    exhibits.push(whole(over_time::by_area(&view)));
    Sheet {
        title: "What happens to people, and what do they say?".to_owned(),
        said,
        offers: &[Offer::Measure, Offer::Breakdown, Offer::Basis, Offer::Map],
        exhibits,
    }
    .show(properties)
}
