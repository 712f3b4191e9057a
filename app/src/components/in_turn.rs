//! What is on the screen is drawn at once; what is not, after it.
//!
//! A choice changes every chart of a page, and a reader waits only for those in sight. The others
//! keep what they showed for a moment, and say that they are busy. It decides when, never what.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use js_sys::Array;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};
use yew::prelude::*;

use crate::exhibit::Exhibit;

/// How many charts of a page are drawn as it opens, before anything can be measured.
const FIRST: usize = 2;
/// So close to the screen is as good as on it.
const NEAR: &str = "100px";
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
    let in_sight = use_sight(place);
    let is_due = use_mut_ref(|| false);
    let again = use_force_update();
    let is_behind = {
        let (exhibit, is_drawn) = &*shown.borrow();
        !is_drawn || exhibit != wanted
    };
    let is_due_now = is_due.replace(false);
    let is_behind = if is_behind && (is_due_now || *in_sight.borrow()) {
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

/// Whether an element is on the screen, or nearly, as the browser tells by itself: to ask it while the
/// page is being changed would make it lay the page out each time.
#[hook]
fn use_sight(place: &NodeRef) -> Rc<RefCell<bool>> {
    let in_sight = use_mut_ref(|| false);
    let (place, told) = (place.clone(), Rc::clone(&in_sight));
    use_effect_with((), move |()| {
        let told = Closure::<dyn Fn(Array)>::new(move |entries: Array| {
            let newest = entries.pop().unchecked_into::<IntersectionObserverEntry>();
            told.replace(newest.is_intersecting());
        });
        let options = IntersectionObserverInit::new();
        options.set_root_margin(NEAR);
        let call = told.as_ref().unchecked_ref();
        let observer = IntersectionObserver::new_with_options(call, &options).ok();
        if let (Some(observer), Some(element)) = (&observer, place.cast::<Element>()) {
            observer.observe(&element);
        }
        move || {
            if let Some(observer) = observer {
                observer.disconnect();
            }
            drop(told);
        }
    });
    in_sight
}
