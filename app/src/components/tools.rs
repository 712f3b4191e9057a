//! The buttons under a chart: its table, what it can be saved or copied as, the reader's notes.
//!
//! The last two show and hide a panel below, which every keyboard and screen reader knows; one is
//! open at a time.

use std::rc::Rc;

use aggregates::manifest::Manifest;
use web_sys::{HtmlElement, HtmlTextAreaElement};
use yew::prelude::*;

use crate::components::take_away::TakeAway;
use crate::exhibit::Exhibit;
use crate::notes::beside::{NotesBeside, here};
use crate::notes::desk::Desk;

/// What the buttons need.
#[derive(Debug, PartialEq, Properties)]
pub struct ToolsProperties {
    /// The chart.
    pub exhibit: Rc<Exhibit>,
    /// The release that it is of.
    pub manifest: Rc<Manifest>,
    /// Whether the chart is shown as its table.
    pub as_table: bool,
    /// Turns the chart into its table, or back.
    pub toggle: Callback<MouseEvent>,
}

/// What a button opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Panel {
    TakeAway,
    Notes,
}

/// The buttons, and the panel that one of them has opened.
#[component]
pub fn Tools(properties: &ToolsProperties) -> Html {
    let ToolsProperties {
        exhibit,
        manifest,
        as_table,
        toggle,
    } = properties;
    let desk = use_context::<Desk>().unwrap_or_default();
    let open = use_state(|| None::<Panel>);
    let openers = [use_node_ref(), use_node_ref()];
    // What is being written stays while the panel is closed.
    let writes = use_mut_ref(|| false);
    if *open == Some(Panel::Notes) {
        writes.replace(true);
    }
    let headline = &exhibit.words.headline;
    let panel = format!("{}-panel", exhibit.name);
    let n_notes = here(&desk, exhibit.name).len();

    let name = |panel: Panel| match panel {
        Panel::TakeAway => "Save or copy".to_owned(),
        Panel::Notes if n_notes == 0 => "Notes".to_owned(),
        Panel::Notes => format!("Notes ({n_notes})"),
    };
    let opener = |wanted: Panel| {
        let is_open = *open == Some(wanted);
        let onclick = {
            let open = open.clone();
            move |_: MouseEvent| open.set((!is_open).then_some(wanted))
        };
        html! {
            <button type="button" class="tool" ref={openers[wanted as usize].clone()} {onclick}
                aria-expanded={is_open.to_string()} aria-controls={panel.clone()}>
                { name(wanted) }
                <span class="visually-hidden">{ format!(": {headline}") }</span>
            </button>
        }
    };
    let onkeydown = {
        let (open, openers) = (open.clone(), openers.clone());
        move |event: KeyboardEvent| {
            // Whoever is writing loses nothing by a key.
            let writes = event.target_dyn_into::<HtmlTextAreaElement>().is_some();
            let Some(opened) = open.filter(|_| event.key() == "Escape" && !writes) else {
                return;
            };
            open.set(None);
            if let Some(opener) = openers[opened as usize].cast::<HtmlElement>() {
                // An element that cannot take the focus leaves it where it is.
                let _ = opener.focus();
            }
        }
    };
    html! {
        <>
            <div class="tools">
                <button type="button" class="tool" aria-pressed={as_table.to_string()} onclick={toggle}>
                    { "Table" }<span class="visually-hidden">{ format!(" of: {headline}") }</span>
                </button>
                { opener(Panel::TakeAway) }
                { opener(Panel::Notes) }
            </div>
            <div class="menu" id={panel.clone()} hidden={open.is_none()} role="group"
                aria-label={open.map(|panel| format!("{}: {headline}", name(panel)))} {onkeydown}>
                if let Some(Panel::TakeAway) = *open {
                    <TakeAway exhibit={Rc::clone(exhibit)} manifest={Rc::clone(manifest)} />
                }
                if *writes.borrow() {
                    <div hidden={*open != Some(Panel::Notes)}>
                        <NotesBeside exhibit={Rc::clone(exhibit)} manifest={Rc::clone(manifest)} />
                    </div>
                }
            </div>
        </>
    }
}
