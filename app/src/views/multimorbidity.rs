//! How many people live with several conditions: where, since when, who, and with which.

use yew::prelude::*;

use super::ViewProperties;
use crate::components::pickers::{Choices, Offers};
use crate::exhibits::{by_area, by_group, conditions, over_time, sentences};

/// The page.
pub(super) fn page(properties: &ViewProperties) -> Html {
    let view = properties.view();
    let ViewProperties {
        shelf,
        selection,
        act,
        ..
    } = properties;
    let area = by_area::comparison(&view);
    let group = by_group::bars(&view);
    let mut said = vec![sentences::share(&view, selection.measure)];
    said.extend(group.as_ref().map(|group| group.words.follow_on.clone()));
    if view.is_whole() {
        said.extend(area.as_ref().map(|area| area.words.follow_on.clone()));
    }
    html! {
        <>
            { properties.opening("How many people live with several conditions?", &said) }
            <Choices
                shelf={shelf.clone()} selection={selection.clone()} act={act.clone()}
                offers={Offers { measure: true, breakdown: true }}
            />
            <div class="exhibits exhibits--two">
                { properties.half(area) }
                { properties.half(group) }
                { properties.whole(over_time::trend(&view)) }
                { properties.whole(conditions::bars(&view)) }
            </div>
        </>
    }
}
