//! The picture of a chart: its marks are one stop of the Tab key, and arrow keys move among them.
//!
//! What a mark says is shown beside it and read out. It never changes a number or a word.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget, HtmlElement};
use yew::prelude::*;

use crate::exhibit::Exhibit;
use crate::state::Action;

/// What a picture needs.
#[derive(Debug, PartialEq, Properties)]
pub struct PictureProperties {
    /// What it shows.
    pub exhibit: Rc<Exhibit>,
    /// How wide it is, in CSS pixels.
    pub width: u32,
    /// Where actions go.
    pub act: Callback<Action>,
}

/// What a mark says, and where it is in the picture.
#[derive(Debug, Clone, Default, PartialEq)]
struct Saying {
    label: String,
    value: String,
    detail: String,
    /// The middle of the mark's upper edge, from the picture's left upper corner.
    place: (f64, f64),
    /// The picture's width, so that the words stay inside it.
    room: f64,
}

/// The marks of a chart, to point at, to move among and to choose.
#[component]
pub fn Picture(properties: &PictureProperties) -> Html {
    let PictureProperties {
        exhibit,
        width,
        act,
    } = properties;
    let svg = use_memo((Rc::clone(exhibit), *width), |(exhibit, width)| {
        AttrValue::from(exhibit.svg(*width))
    });
    let picture = use_node_ref();
    let tip = use_node_ref();
    let saying = use_state(|| None::<Saying>);
    // The mark that had the keyboard when a choice redrew the picture.
    let kept_mark = use_mut_ref(|| None::<usize>);

    let say = {
        let (saying, picture) = (saying.clone(), picture.clone());
        Callback::from(move |target: Option<EventTarget>| {
            if let (Some(mark), Some(picture)) = (mark_of(target), picture.cast::<Element>()) {
                saying.set(Some(said_by(&mark, &picture)));
            }
        })
    };
    let hush = {
        let saying = saying.clone();
        Callback::from(move |()| saying.set(None))
    };
    let choose = {
        let (act, kept_mark, picture) = (act.clone(), kept_mark.clone(), picture.clone());
        Callback::from(move |target: Option<EventTarget>| {
            let Some(mark) = mark_of(target) else {
                return;
            };
            if let Some(code) = mark.get_attribute("data-area") {
                *kept_mark.borrow_mut() = picture
                    .cast::<Element>()
                    .and_then(|picture| marks(&picture).iter().position(|one| *one == mark));
                act.emit(Action::ChooseAreaByCode(code));
            }
        })
    };
    let onkeydown = {
        let (picture, hush, choose) = (picture.clone(), hush.clone(), choose.clone());
        Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
            "Escape" => hush.emit(()),
            "Enter" | " " => {
                event.prevent_default();
                choose.emit(event.target());
            }
            key => {
                let picture = picture.cast::<Element>();
                if picture.is_some_and(|picture| move_focus(&picture, event.target(), key)) {
                    event.prevent_default();
                }
            }
        })
    };
    {
        let (picture, kept_mark) = (picture.clone(), kept_mark.clone());
        use_effect_with(svg.clone(), move |_| {
            let kept = kept_mark.borrow_mut().take();
            if let (Some(place), Some(picture)) = (kept, picture.cast::<Element>()) {
                let all = marks(&picture);
                if let Some(mark) = all.get(place) {
                    give_focus(&all, mark);
                }
            }
        });
    }
    {
        let tip = tip.clone();
        use_effect_with((*saying).clone(), move |saying| {
            if let (Some(saying), Some(tip)) = (saying, tip.cast::<HtmlElement>()) {
                place_tip(&tip, saying);
            }
        });
    }
    let words = saying.as_ref().map(|saying| {
        let rest = if saying.detail.is_empty() {
            String::new()
        } else {
            format!(", {}", saying.detail)
        };
        format!("{}: {}{rest}", saying.label, saying.value)
    });
    html! {
        <div class="picture" ref={picture}
            onmouseover={say.reform(|event: MouseEvent| event.target())}
            onfocusin={say.reform(|event: FocusEvent| event.target())}
            onmouseleave={hush.reform(|_: MouseEvent| ())}
            onfocusout={hush.reform(|_: FocusEvent| ())}
            onclick={choose.reform(|event: MouseEvent| event.target())}
            {onkeydown}
        >
            { Html::from_html_unchecked((*svg).clone()) }
            <div class={classes!("tip", saying.is_some().then_some("tip--on"))} ref={tip} aria-hidden="true">
                if let Some(saying) = saying.as_ref() {
                    <b>{ &saying.label }</b>
                    <span class="tip__value">{ &saying.value }</span>
                    if !saying.detail.is_empty() {
                        <span>{ &saying.detail }</span>
                    }
                }
            </div>
            <p class="visually-hidden" role="status" aria-live="polite">{ words.unwrap_or_default() }</p>
        </div>
    }
}

fn mark_of(target: Option<EventTarget>) -> Option<Element> {
    target?.dyn_into::<Element>().ok()?.closest(".mark").ok()?
}

fn marks(picture: &Element) -> Vec<Element> {
    let Ok(found) = picture.query_selector_all(".mark") else {
        return Vec::new();
    };
    (0..found.length())
        .filter_map(|place| found.get(place)?.dyn_into::<Element>().ok())
        .collect()
}

fn said_by(mark: &Element, picture: &Element) -> Saying {
    let text = |name| mark.get_attribute(name).unwrap_or_default();
    let (mark_box, picture_box) = (
        mark.get_bounding_client_rect(),
        picture.get_bounding_client_rect(),
    );
    Saying {
        label: text("data-label"),
        value: text("data-value"),
        detail: text("data-detail"),
        place: (
            mark_box.left() + mark_box.width() / 2.0 - picture_box.left(),
            mark_box.top() - picture_box.top(),
        ),
        room: picture_box.width(),
    }
}

/// Puts the words above their mark, inside the picture. Through the style object: a style
/// attribute would be refused by the content security policy.
fn place_tip(tip: &HtmlElement, saying: &Saying) {
    let (middle, top) = saying.place;
    let half = f64::from(tip.offset_width()) / 2.0;
    let left = middle.min(saying.room - half).max(half);
    let style = tip.style();
    // A browser refuses only what is not CSS.
    let _ = style.set_property("left", &format!("{left:.0}px"));
    let _ = style.set_property("top", &format!("{:.0}px", top - 6.0));
}

/// Moves the keyboard to another mark. `false` when the key does not ask for that.
fn move_focus(picture: &Element, target: Option<EventTarget>, key: &str) -> bool {
    let all = marks(picture);
    let here = mark_of(target).and_then(|mark| all.iter().position(|one| *one == mark));
    let (Some(here), Some(last)) = (here, all.len().checked_sub(1)) else {
        return false;
    };
    let next = match key {
        "ArrowRight" | "ArrowDown" => (here + 1).min(last),
        "ArrowLeft" | "ArrowUp" => here.saturating_sub(1),
        "Home" => 0,
        "End" => last,
        _ => return false,
    };
    give_focus(&all, &all[next]);
    true
}

/// Gives one mark the keyboard, and makes it the picture's one stop of the Tab key.
fn give_focus(all: &[Element], chosen: &Element) {
    for mark in all {
        let stop = if mark == chosen { "0" } else { "-1" };
        // Setting an attribute fails only for a name that is not one.
        let _ = mark.set_attribute("tabindex", stop);
    }
    if let Some(mark) = chosen.dyn_ref::<web_sys::SvgElement>() {
        let _ = mark.focus();
    }
}
