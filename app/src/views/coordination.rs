//! Whether care is planned and joined up: step by step, where, since when, and who is missed.

use measures::breakdown::Breakdown;
use measures::definition::Scale;
use yew::prelude::*;

use super::ViewProperties;
use super::sheet::{Sheet, beside, half, whole};
use crate::components::pickers::Offer;
use crate::exhibits::{by_area, by_group, over_time, sentences, steps};

/// The page.
pub(super) fn page(properties: &ViewProperties) -> Html {
    let view = properties.view();
    let cascade = steps::cascade(&view);
    let group = by_group::bars(&view);
    let mut said = vec![sentences::share(&view, view.selection.measure)];
    let findings = [&group, &cascade].into_iter().flatten();
    said.extend(findings.map(|exhibit| exhibit.words.follow_on.clone()));
    let mut exhibits = vec![whole(cascade), half(by_area::comparison(&view))];
    if view.scale() == Scale::Proportion {
        exhibits.push(half(by_area::funnel(&view)));
    }
    if view.selection.breakdown != Breakdown::All {
        exhibits.push(half(group));
    }
    exhibits.push(beside(&exhibits, over_time::chart(&view)));
    exhibits.push(whole(over_time::by_area(&view)));
    Sheet {
        title: "How joined up is people’s care?".to_owned(),
        said,
        offers: &[Offer::Measure, Offer::Breakdown, Offer::Basis, Offer::Map],
        exhibits,
    }
    .show(properties)
}
