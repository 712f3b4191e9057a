//! How many people live with several conditions: where, since when, who, and with which.

use yew::prelude::*;

use super::ViewProperties;
use super::sheet::{Sheet, half, whole};
use crate::components::pickers::Offer;
use crate::exhibits::{by_area, by_group, combinations, conditions, over_time, pyramid, sentences};

/// The page.
pub(super) fn page(properties: &ViewProperties) -> Html {
    let view = properties.view();
    let area = by_area::comparison(&view);
    let group = by_group::bars(&view);
    let mut said = vec![sentences::share(&view, view.selection.measure)];
    said.extend(group.as_ref().map(|group| group.words.follow_on.clone()));
    if view.is_whole() {
        said.extend(area.as_ref().map(|area| area.words.follow_on.clone()));
    }
    Sheet {
        title: "How many people live with several conditions?".to_owned(),
        said,
        offers: &[Offer::Measure, Offer::Breakdown, Offer::Basis, Offer::Map],
        exhibits: vec![
            half(area),
            half(group),
            half(pyramid::need(&view)),
            half(over_time::chart(&view)),
            whole(over_time::by_area(&view)),
            whole(conditions::bars(&view)),
            whole(combinations::upset(&view)),
        ],
    }
    .show(properties)
}
