//! The places of a release on a map, to choose one of them.
//!
//! It shows the chosen measure, so that a place is never chosen blindly. Closed, it draws nothing.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

use crate::components::in_turn::use_following;
use crate::components::picture::Picture;
use crate::exhibit::Widths;
use crate::exhibits::by_area;
use crate::exhibits::view::View;
use crate::shelf::Shelf;
use crate::state::{Action, Page, Selection};

/// What the map needs.
#[derive(Debug, PartialEq, Properties)]
pub struct PlacesProperties {
    /// The release.
    pub shelf: Shelf,
    /// What is chosen.
    pub selection: Selection,
    /// How wide charts are drawn.
    pub widths: Widths,
    /// Where a choice goes.
    pub act: Callback<Action>,
}

/// A map that opens below its name; where there is room beside the page's words, it is open.
#[component]
pub fn Places(properties: &PlacesProperties) -> Html {
    let PlacesProperties {
        shelf,
        selection,
        widths,
        act,
    } = properties;
    let open = use_state(|| widths.has_two_columns());
    let ontoggle = {
        let open = open.clone();
        Callback::from(move |event: Event| {
            let details = event
                .target()
                .and_then(|target| target.dyn_into::<Element>().ok());
            open.set(details.is_some_and(|details| details.has_attribute("open")));
        })
    };
    let view = View::of(shelf, selection);
    let map = open.then(|| by_area::map(&view)).flatten().map(Rc::new);
    // What is chosen is told by the page beside it.
    let (map, is_behind) = use_following(&map);
    let name = if selection.page == Page::Compare && selection.compares_areas() {
        "Choose the first area on the map"
    } else {
        "Choose a place on the map"
    };
    html! {
        <details class="places" open={*open} aria-busy={is_behind.then_some("true")} {ontoggle}>
            <summary>{ name }</summary>
            if let Some(exhibit) = map {
                <p class="places__measure">{ &exhibit.words.subtitle }</p>
                <Picture {exhibit} width={widths.beside} act={act.clone()} />
            }
        </details>
    }
}
