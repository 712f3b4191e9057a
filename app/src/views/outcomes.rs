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
    let area = half(&view, by_area::comparison);
    let mut said = vec![sentences::share(&view, view.selection.measure)];
    if view.is_whole() {
        said.extend(area.follow_on());
    }
    let mut exhibits = vec![area];
    if view.selection.breakdown != Breakdown::All {
        let group = half(&view, by_group::bars);
        said.extend(group.follow_on());
        exhibits.push(group);
    }
    exhibits.push(beside(&exhibits, &view, over_time::chart));
    exhibits.push(whole(&view, over_time::by_area));
    Sheet {
        title: "What happens to people, and what do they say?".to_owned(),
        said,
        offers: &[Offer::Measure, Offer::Breakdown, Offer::Basis, Offer::Map],
        exhibits,
    }
    .show(properties)
}
