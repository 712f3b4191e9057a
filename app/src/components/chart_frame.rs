//! A chart in its frame: the finding as its title, the picture or its table, how to read it,
//! source, what it can be taken along as.
//!
//! The frame never changes a number or a word.

use std::rc::Rc;

use aggregates::manifest::Manifest;
use web_sys::HtmlElement;
use yew::prelude::*;

use crate::components::data_table::DataTable;
use crate::components::in_turn::{InTurn, Make, use_in_turn};
use crate::components::picture::Picture;
use crate::components::tools::Tools;
use crate::exhibit::Exhibit;
use crate::exhibits::provenance::source;
use crate::state::Action;

/// An exhibit and what made it.
#[derive(Debug, Clone)]
pub struct Made {
    /// The exhibit.
    pub exhibit: Rc<Exhibit>,
    /// Makes it of another view.
    pub make: Make,
}

/// Of one name there is one way to make it.
impl PartialEq for Made {
    fn eq(&self, other: &Self) -> bool {
        self.exhibit == other.exhibit
    }
}

/// What a frame needs.
#[derive(Debug, PartialEq, Properties)]
pub struct FrameProperties {
    /// What it shows.
    pub made: Made,
    /// Its place among the charts of its page, from 0.
    pub order: usize,
    /// Where the numbers are from.
    pub manifest: Rc<Manifest>,
    /// The width of the picture in CSS pixels.
    pub width: u32,
    /// Whether the numbers are shown instead of the picture.
    pub as_table: bool,
    /// Whether the reader came by a link to it.
    pub is_led_to: bool,
    /// Where actions go.
    pub act: Callback<Action>,
}

/// A chart with everything said of it.
#[component]
pub fn ChartFrame(properties: &FrameProperties) -> Html {
    let FrameProperties {
        made,
        order,
        manifest,
        width,
        as_table,
        is_led_to,
        act,
    } = properties;
    let frame = use_node_ref();
    use_effect_with((*is_led_to, frame.clone()), |(is_led_to, frame)| {
        if let Some(frame) = frame.cast::<HtmlElement>().filter(|_| *is_led_to) {
            // An element that cannot take the focus leaves it where it is.
            let _ = frame.focus();
            frame.scroll_into_view();
        }
    });
    let InTurn {
        shown: exhibit,
        is_drawn,
        is_behind,
    } = use_in_turn(&made.exhibit, made.make, &frame, *order);
    let heading = format!("{}-headline", exhibit.name);
    let toggle = {
        let name = exhibit.name.to_owned();
        act.reform(move |_: MouseEvent| Action::ToggleTable(name.clone()))
    };
    let notes = exhibit.notes();
    html! {
        <article class="exhibit" ref={frame} tabindex={is_led_to.then_some("-1")} aria-labelledby={heading.clone()}
            aria-busy={is_behind.to_string()} data-exhibit={exhibit.name}>
            <h2 class="exhibit__headline" id={heading}>{ &exhibit.words.headline }</h2>
            <p class="exhibit__subtitle">{ &exhibit.words.subtitle }</p>
            if *as_table {
                <DataTable caption={format!("{}. {}", exhibit.words.headline, exhibit.words.subtitle)} table={exhibit.table.clone()} />
            } else if is_drawn {
                <Picture exhibit={Rc::clone(&exhibit)} width={*width} {act} />
            } else {
                { place_of(&exhibit, *width) }
            }
            <div class="exhibit__foot">
                if !notes.is_empty() {
                    <p>{ notes }</p>
                }
                <details class="reading">
                    <summary>
                        { "How to read this chart" }
                        <span class="visually-hidden">{ format!(": {}", exhibit.words.headline) }</span>
                    </summary>
                    <p>{ exhibit.how_to_read() }</p>
                </details>
                <p>
                    { format!("Source: {}. Release {}, data as of {}.",
                        source(manifest), manifest.release_id, wording::date::day(manifest.as_of)) }
                </p>
                <Tools exhibit={Rc::clone(&exhibit)} manifest={Rc::clone(manifest)} as_table={*as_table} {toggle} />
            </div>
        </article>
    }
}

/// The place of a picture that is not drawn yet, so that nothing moves when it is.
fn place_of(exhibit: &Exhibit, width: u32) -> Html {
    let (width, height) = (width.to_string(), exhibit.height(width).to_string());
    html! { <div class="picture"><svg {width} {height} aria-hidden="true"></svg></div> }
}
