//! Whether care is planned and joined up: step by step, where, since when, and who is missed.

use measures::breakdown::Breakdown;
use measures::definition::Scale;
use yew::prelude::*;

use super::ViewProperties;
use super::sheet::{Placed, Sheet, beside, half, whole};
use crate::components::pickers::Offer;
use crate::exhibits::{by_area, by_group, over_time, sentences, steps};

/// The page.
pub(super) fn page(properties: &ViewProperties) -> Html {
    let view = properties.view();
    let cascade = whole(&view, steps::cascade);
    let group = half(&view, by_group::bars);
    let mut said = vec![sentences::share(&view, view.selection.measure)];
    said.extend([&group, &cascade].into_iter().filter_map(Placed::follow_on));
    let mut exhibits = vec![cascade, half(&view, by_area::comparison)];
    if view.scale() == Scale::Proportion {
        exhibits.push(half(&view, by_area::funnel));
    }
    if view.selection.breakdown != Breakdown::All {
        exhibits.push(group);
    }
    exhibits.push(beside(&exhibits, &view, over_time::chart));
    exhibits.push(whole(&view, over_time::by_area));
    Sheet {
        title: "How joined up is people’s care?".to_owned(),
        said,
        offers: &[Offer::Measure, Offer::Breakdown, Offer::Basis, Offer::Map],
        exhibits,
    }
    .show(properties)
}
