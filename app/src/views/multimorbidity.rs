//! How many people live with several conditions: where, since when, who, and with which.

use yew::prelude::*;

use super::ViewProperties;
use super::sheet::{Sheet, half, whole};
use crate::components::pickers::Offer;
use crate::exhibits::{by_area, by_group, combinations, conditions, over_time, pyramid, sentences};

/// The page.
pub(super) fn page(properties: &ViewProperties) -> Html {
    let view = properties.view();
    let area = half(&view, by_area::comparison);
    let group = half(&view, by_group::bars);
    let mut said = vec![sentences::share(&view, view.selection.measure)];
    said.extend(group.follow_on());
    if view.is_whole() {
        said.extend(area.follow_on());
    }
    Sheet {
        title: "How many people live with several conditions?".to_owned(),
        said,
        offers: &[Offer::Measure, Offer::Breakdown, Offer::Basis, Offer::Map],
        exhibits: vec![
            area,
            group,
            half(&view, pyramid::need),
            half(&view, over_time::chart),
            whole(&view, over_time::by_area),
            whole(&view, conditions::bars),
            whole(&view, combinations::upset),
        ],
    }
    .show(properties)
}
