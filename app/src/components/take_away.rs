//! The menu of a chart: everything that it can be saved or copied as.
//!
//! A button that shows and hides a list of buttons, which every keyboard and screen reader knows.
//! What becomes of each is said in a live region.

use std::rc::Rc;

use aggregates::manifest::Manifest;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlElement, HtmlTextAreaElement};
use yew::prelude::*;

use crate::exhibit::Exhibit;
use way::{Outcome, Way};

mod way;

/// What the menu needs.
#[derive(Debug, PartialEq, Properties)]
pub struct TakeAwayProperties {
    /// The chart.
    pub exhibit: Rc<Exhibit>,
    /// The release that it is of.
    pub manifest: Rc<Manifest>,
    /// The other buttons of the chart, which stand before the menu's own.
    #[prop_or_default]
    pub children: Html,
}

/// The chart's buttons, the menu below them, and what became of the last choice.
#[component]
pub fn TakeAway(properties: &TakeAwayProperties) -> Html {
    let TakeAwayProperties {
        exhibit,
        manifest,
        children,
    } = properties;
    let is_open = use_state(|| false);
    let outcome = use_state(Outcome::default);
    let opener = use_node_ref();
    let by_hand = use_node_ref();
    let menu = format!("{}-save-or-copy", exhibit.name);

    let onclick = {
        let is_open = is_open.clone();
        move |_: MouseEvent| is_open.set(!*is_open)
    };
    let onkeydown = {
        let (is_open, opener) = (is_open.clone(), opener.clone());
        move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                is_open.set(false);
                if let Some(opener) = opener.cast::<HtmlElement>() {
                    // An element that cannot take the focus leaves it where it is.
                    let _ = opener.focus();
                }
            }
        }
    };
    {
        let by_hand = by_hand.clone();
        use_effect_with((*outcome).clone(), move |_| {
            if let Some(area) = by_hand.cast::<HtmlTextAreaElement>() {
                // As above.
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
    html! {
        <>
            <div class="tools">
                { children.clone() }
                <button type="button" class="tool" ref={opener} {onclick}
                    aria-expanded={is_open.to_string()} aria-controls={menu.clone()}>
                    { "Save or copy" }
                    <span class="visually-hidden">{ format!(": {}", exhibit.words.headline) }</span>
                </button>
            </div>
            <div class="menu" id={menu} hidden={!*is_open} role="group"
                aria-label={format!("Save or copy: {}", exhibit.words.headline)} {onkeydown}>
                if *is_open {
                    { list("Save", &Way::SAVE) }
                    { list("Copy", &Way::COPY) }
                }
            </div>
            <p class="said" role="status">{ &outcome.said }</p>
            if let Some(text) = &outcome.by_hand {
                <textarea class="by-hand" ref={by_hand} readonly={true} rows="4"
                    aria-label="Text to copy" value={text.clone()} />
            }
        </>
    }
}
