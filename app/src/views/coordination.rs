//! Whether care is planned and joined up: step by step, where, since when, and who is missed.

use yew::prelude::*;

use super::ViewProperties;
use crate::components::pickers::{Choices, Offers};
use crate::exhibits::{by_area, by_group, over_time, sentences, steps};

/// The page.
pub(super) fn page(properties: &ViewProperties) -> Html {
    let view = properties.view();
    let ViewProperties {
        shelf,
        selection,
        act,
        ..
    } = properties;
    let cascade = steps::cascade(&view);
    let group = by_group::bars(&view);
    let mut said = vec![sentences::share(&view, selection.measure)];
    said.extend(group.as_ref().map(|group| group.words.follow_on.clone()));
    said.extend(
        cascade
            .as_ref()
            .map(|cascade| cascade.words.follow_on.clone()),
    );
    html! {
        <>
            { properties.opening("How joined up is people’s care?", &said) }
            <Choices
                shelf={shelf.clone()} selection={selection.clone()} act={act.clone()}
                offers={Offers { measure: true, breakdown: true }}
            />
            <div class="exhibits exhibits--two">
                { properties.whole(cascade) }
                { properties.half(by_area::comparison(&view)) }
                { properties.half(group) }
                { properties.whole(over_time::trend(&view)) }
            </div>
        </>
    }
}
