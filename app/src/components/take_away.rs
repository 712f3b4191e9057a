//! Everything that a chart can be saved or copied as, as a list of buttons.
//!
//! What becomes of each is said in a live region.

use std::rc::Rc;

use aggregates::manifest::Manifest;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use crate::browser;
use crate::exhibit::Exhibit;
use way::{Outcome, Way};

mod way;

/// What the list needs.
#[derive(Debug, PartialEq, Properties)]
pub struct TakeAwayProperties {
    /// The chart.
    pub exhibit: Rc<Exhibit>,
    /// The release that it is of.
    pub manifest: Rc<Manifest>,
}

/// The ways to take a chart along, and what became of the last choice.
#[component]
pub fn TakeAway(properties: &TakeAwayProperties) -> Html {
    let TakeAwayProperties { exhibit, manifest } = properties;
    let outcome = use_state(Outcome::default);
    let by_hand = use_node_ref();
    {
        let by_hand = by_hand.clone();
        use_effect_with((*outcome).clone(), move |_| {
            if let Some(area) = by_hand.cast::<HtmlTextAreaElement>() {
                // An element that cannot take the focus leaves it where it is.
                let _ = area.focus();
                area.select();
            }
        });
    }
    let button = |way: &Way| {
        let way = *way;
        let (exhibit, manifest, outcome) =
            (Rc::clone(exhibit), Rc::clone(manifest), outcome.clone());
        let onclick = move |_: MouseEvent| {
            let taking = way.take(&exhibit, &manifest);
            let outcome = outcome.clone();
            outcome.set("Working\u{2026}".into());
            spawn_local(async move { outcome.set(taking.await) });
        };
        let (name, kind) = way.label();
        html! {
            <li>
                <button type="button" class="menu__way" {onclick}>
                    { name }
                    if !kind.is_empty() {
                        { " " }<span class="menu__kind">{ format!("({kind})") }</span>
                    }
                </button>
            </li>
        }
    };
    let list = |name: &'static str, ways: &[Way]| {
        html! {
            <ul class="menu__list" aria-label={name}>{ for ways.iter().map(button) }</ul>
        }
    };
    let n_saved = Way::SAVE.len() - usize::from(browser::is_single_file());
    html! {
        <>
            <div class="menu__lists">
                { list("Save", &Way::SAVE[..n_saved]) }
                { list("Copy", &Way::COPY) }
            </div>
            <p class="said" role="status">{ &outcome.said }</p>
            if let Some(text) = &outcome.by_hand {
                <textarea class="by-hand" ref={by_hand} readonly={true} rows="4"
                    aria-label="Text to copy" value={text.clone()} />
            }
        </>
    }
}
