//! What is on the screen is drawn as the page follows a choice; what is not, after it.
//!
//! A choice changes every chart of a page, and a reader waits only for those in sight: for the first
//! least of all, which may be drawn before the page follows. The others keep what they showed for a
//! moment, and say that they are busy. It decides when, never what.

use std::cell::Cell;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use js_sys::Array;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};
use yew::prelude::*;

use crate::components::lead::{Chart, Lead};
use crate::exhibit::Exhibit;
use crate::exhibits::view::View;
use crate::shelf::Shelf;
use crate::state::Selection;

/// How many charts of a page are drawn as it opens, before anything can be measured.
const FIRST: usize = 2;
/// So close to the screen is as good as on it.
const NEAR: &str = "100px";
/// Longer than a frame, so that what is in sight is painted before anything else is drawn.
const LATER_MILLISECONDS: u32 = 24;

/// Makes a chart of a view; `None` while its rows have not arrived.
pub type Make = fn(&View) -> Option<Exhibit>;

/// What a chart's frame shows now.
pub struct InTurn {
    /// The exhibit to show.
    pub shown: Rc<Exhibit>,
    /// Whether its picture is to be drawn; until then it keeps its place.
    pub is_drawn: bool,
    /// Whether it and the page do not say the same yet.
    pub is_behind: bool,
}

/// A chart between two choices.
struct Turn {
    /// What the page wants to be shown.
    wanted: Rc<Exhibit>,
    shown: Rc<Exhibit>,
    is_drawn: bool,
    /// Whether what is shown is of a choice that the page has yet to follow.
    is_ahead: bool,
}

impl Turn {
    /// Takes up what the page wants now.
    fn want(&mut self, wanted: &Rc<Exhibit>) {
        if !Rc::ptr_eq(&self.wanted, wanted) {
            (self.wanted, self.is_ahead) = (Rc::clone(wanted), false);
        }
    }

    fn is_behind(&self) -> bool {
        !self.is_ahead && (!self.is_drawn || self.shown != self.wanted)
    }

    fn catch_up(&mut self) {
        (self.shown, self.is_drawn) = (Rc::clone(&self.wanted), true);
    }

    /// Shows what the page is about to want, if that is the same chart, and tells whether it is
    /// another than was shown.
    fn lead(&mut self, exhibit: Option<Exhibit>) -> bool {
        let Some(exhibit) = exhibit.filter(|exhibit| exhibit.name == self.wanted.name) else {
            return false;
        };
        let is_other = !self.is_drawn || exhibit != *self.shown;
        self.is_ahead = exhibit != *self.wanted;
        if is_other {
            (self.shown, self.is_drawn) = (Rc::new(exhibit), true);
        }
        is_other
    }
}

/// What to show in a frame at `place`, the `order`th of its page, where `wanted` is to be shown, which
/// `make` made.
#[hook]
pub fn use_in_turn(wanted: &Rc<Exhibit>, make: Make, place: &NodeRef, order: usize) -> InTurn {
    let turn = use_mut_ref(|| Turn {
        wanted: Rc::clone(wanted),
        shown: Rc::clone(wanted),
        is_drawn: order < FIRST || !cfg!(target_family = "wasm"),
        is_ahead: false,
    });
    let in_sight = use_sight(place);
    let moment = use_moment();
    let lead = use_context::<Lead>().unwrap_or_default();
    {
        let (turn, in_sight) = (Rc::clone(&turn), Rc::clone(&in_sight));
        let again = moment.again.clone();
        use_effect_with((lead, order), move |(lead, order)| {
            let draw = Callback::from(move |(shelf, selection): (Shelf, Selection)| {
                let exhibit = make(&View::of(&shelf, &selection));
                let is_other = turn.borrow_mut().lead(exhibit);
                again.force_update();
                is_other
            });
            lead.join(Chart {
                order: *order,
                in_sight,
                draw,
            })
        });
    }
    let mut turn = turn.borrow_mut();
    turn.want(wanted);
    if turn.is_behind() && (moment.has_come() || in_sight.get()) {
        turn.catch_up();
    }
    let is_behind = turn.is_behind();
    use_waiting(&moment, is_behind);
    InTurn {
        shown: Rc::clone(&turn.shown),
        is_drawn: turn.is_drawn,
        is_behind: is_behind || turn.is_ahead,
    }
}

/// Something that follows what is `wanted` a moment later, and whether it has yet to.
#[hook]
pub fn use_following<T: Clone + PartialEq + 'static>(wanted: &T) -> (T, bool) {
    let shown = use_mut_ref(|| wanted.clone());
    let moment = use_moment();
    if *shown.borrow() != *wanted && moment.has_come() {
        shown.replace(wanted.clone());
    }
    let shown = shown.borrow().clone();
    let is_behind = shown != *wanted;
    use_waiting(&moment, is_behind);
    (shown, is_behind)
}

/// The moment after what is in sight has been painted, when a part of the page is drawn once more.
#[derive(Clone)]
struct Moment {
    came: Rc<Cell<bool>>,
    again: UseForceUpdateHandle,
}

impl Moment {
    /// Whether it has come since this was last asked.
    fn has_come(&self) -> bool {
        self.came.replace(false)
    }
}

#[hook]
fn use_moment() -> Moment {
    let came = use_memo((), |()| Rc::new(Cell::new(false)));
    Moment {
        came: Rc::clone(&came),
        again: use_force_update(),
    }
}

/// Waits for the moment as long as a part of the page is behind.
#[hook]
fn use_waiting(moment: &Moment, is_behind: bool) {
    let Moment { came, again } = moment.clone();
    use_effect_with(is_behind, move |is_behind| {
        let timeout = is_behind.then(|| {
            Timeout::new(LATER_MILLISECONDS, move || {
                came.set(true);
                again.force_update();
            })
        });
        move || drop(timeout)
    });
}

/// Whether an element is on the screen, or nearly, as the browser tells by itself: to ask it while the
/// page is being changed would make it lay the page out each time.
#[hook]
fn use_sight(place: &NodeRef) -> Rc<Cell<bool>> {
    let in_sight = (*use_memo((), |()| Rc::new(Cell::new(false)))).clone();
    let (place, told) = (place.clone(), Rc::clone(&in_sight));
    use_effect_with((), move |()| {
        let told = Closure::<dyn Fn(Array)>::new(move |entries: Array| {
            let newest = entries.pop().unchecked_into::<IntersectionObserverEntry>();
            told.set(newest.is_intersecting());
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

#[cfg(test)]
mod tests {
    use super::*;
    use exhibits::sample;
    use measures::area::AreaIndex;

    use crate::exhibits::by_area;
    use crate::state::{Action, Page};

    /// A chart of an area, as the page makes it.
    fn made(area: usize) -> Rc<Exhibit> {
        let shelf = sample::shelf();
        let selection = Selection::of_page(Page::Multimorbidity, shelf.catalogue())
            .after(Action::ChooseArea(AreaIndex(area)), shelf.catalogue());
        Rc::new(by_area::comparison(&View::of(&shelf, &selection)).unwrap())
    }

    fn turn(wanted: &Rc<Exhibit>) -> Turn {
        Turn {
            wanted: Rc::clone(wanted),
            shown: Rc::clone(wanted),
            is_drawn: true,
            is_ahead: false,
        }
    }

    #[test]
    fn a_chart_that_is_ahead_waits_for_its_page() {
        let (before, after) = (made(0), made(1));
        let mut turn = turn(&before);
        assert!(turn.lead(Some((*after).clone())));
        assert!(turn.is_ahead && !turn.is_behind());
        turn.want(&before);
        assert!(
            turn.is_ahead && turn.shown == after,
            "drawn for another reason"
        );
        turn.want(&after);
        assert!(!turn.is_ahead && !turn.is_behind());
    }

    #[test]
    fn a_choice_that_is_taken_back_leaves_nothing_to_wait_for() {
        let (before, after) = (made(0), made(1));
        let mut turn = turn(&before);
        assert!(turn.lead(Some((*after).clone())));
        assert!(turn.lead(Some((*before).clone())));
        assert!(!turn.is_ahead && turn.shown == before);
    }

    #[test]
    fn another_chart_takes_no_lead_and_a_page_that_wants_otherwise_prevails() {
        let (before, after) = (made(0), made(1));
        let mut turn = turn(&before);
        let other = Exhibit {
            name: "funnel",
            ..(*after).clone()
        };
        assert!(!turn.lead(Some(other)) && !turn.lead(None));
        assert!(!turn.lead(Some((*before).clone())), "it is there already");
        assert!(turn.shown == before);
        assert!(turn.lead(Some((*after).clone())));
        turn.want(&made(2));
        assert!(turn.is_behind());
        turn.catch_up();
        assert!(turn.shown == made(2));
    }
}
