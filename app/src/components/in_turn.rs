//! What is on the screen is drawn at once; what is not, after it.
//!
//! A choice changes every chart of a page, and a reader waits only for those in sight. The others
//! keep what they showed for a moment, and say that they are busy. It decides when, never what.

use std::rc::Rc;

use gloo::timers::callback::Timeout;
use gloo::utils::window;
use web_sys::Element;
use yew::prelude::*;

use crate::exhibit::Exhibit;

/// How many charts of a page are drawn as it opens, before anything can be measured.
const FIRST: usize = 2;
/// So close to the screen is as good as on it, in CSS pixels.
const NEAR: f64 = 100.0;
/// Longer than a frame, so that what is in sight is painted before anything else is drawn.
const LATER_MILLISECONDS: u32 = 24;

/// What a chart's frame shows now.
pub struct InTurn {
    /// The exhibit to show.
    pub shown: Rc<Exhibit>,
    /// Whether its picture is to be drawn; until then it keeps its place.
    pub is_drawn: bool,
    /// Whether something newer is on its way.
    pub is_behind: bool,
}

/// What to show in a frame at `place`, the `order`th of its page, where `wanted` is to be shown.
#[hook]
pub fn use_in_turn(wanted: &Rc<Exhibit>, place: &NodeRef, order: usize) -> InTurn {
    let shown = use_mut_ref(|| {
        (
            Rc::clone(wanted),
            order < FIRST || !cfg!(target_family = "wasm"),
        )
    });
    let is_due = use_mut_ref(|| false);
    let again = use_force_update();
    let is_behind = {
        let (exhibit, is_drawn) = &*shown.borrow();
        !is_drawn || exhibit != wanted
    };
    let is_due_now = is_due.replace(false);
    let is_behind = if is_behind && (is_due_now || is_in_sight(place)) {
        *shown.borrow_mut() = (Rc::clone(wanted), true);
        false
    } else {
        is_behind
    };
    use_effect_with(is_behind, move |is_behind| {
        let timeout = is_behind.then(|| {
            Timeout::new(LATER_MILLISECONDS, move || {
                is_due.replace(true);
                again.force_update();
            })
        });
        move || drop(timeout)
    });
    let (exhibit, is_drawn) = &*shown.borrow();
    InTurn {
        shown: Rc::clone(exhibit),
        is_drawn: *is_drawn,
        is_behind,
    }
}

/// Whether an element that is on the page already is on the screen, or nearly.
fn is_in_sight(place: &NodeRef) -> bool {
    let Some(element) = place.cast::<Element>() else {
        return false;
    };
    let inside = element.get_bounding_client_rect();
    let height = window().inner_height().ok();
    let height = height
        .and_then(|height| height.as_f64())
        .unwrap_or(f64::INFINITY);
    inside.top() < height + NEAR && inside.bottom() > -NEAR
}
