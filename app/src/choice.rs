//! What becomes of a choice: the chart in sight shows it at once, then the page, then the address.
//!
//! The address is the only place where the selection is kept, so "back", "forward" and a copied link
//! all mean the same thing. It is written last, because the browser takes its time for that.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use gloo::utils::window;
use yew::prelude::*;

use crate::browser;
use crate::components::lead::Lead;
use crate::route;
use crate::shelf::Shelf;
use crate::state::Action;

/// Longer than a frame, so that the chart in sight is painted before the page follows it.
const FOLLOWS_AFTER_MILLISECONDS: u32 = 20;
/// Longer than a frame, so that the page is painted before the address is written.
const WRITTEN_AFTER_MILLISECONDS: u32 = 24;

/// The view that the address names, and the ways to another.
#[derive(Clone)]
pub struct Shown {
    fragment: UseStateHandle<String>,
    underway: Rc<RefCell<Underway>>,
    lead: Lead,
}

/// A choice that page and address have yet to follow.
#[derive(Default)]
struct Underway {
    /// The address of the view that the page is about to show.
    fragment: Option<String>,
    /// What is to come. It is called off when this goes.
    _later: Vec<Timeout>,
}

/// The view that the address names.
#[hook]
pub fn use_shown() -> Shown {
    let fragment = use_state_eq(browser::fragment);
    let underway = use_mut_ref(Underway::default);
    let lead = (*use_memo((), |()| Lead::default())).clone();
    {
        let (fragment, underway) = (fragment.clone(), Rc::clone(&underway));
        use_effect_with((), move |()| {
            let listener = EventListener::new(&window(), "hashchange", move |_| {
                underway.replace(Underway::default());
                fragment.set(browser::fragment());
            });
            move || drop(listener)
        });
    }
    Shown {
        fragment,
        underway,
        lead,
    }
}

/// Where actions go. It stays the same while what is shown changes, so that what an action does not
/// change is not drawn again for its sake.
#[hook]
pub fn use_act(shown: &Shown, shelf: &Shelf) -> Callback<Action> {
    let now = use_mut_ref(|| (shown.clone(), shelf.clone()));
    now.replace((shown.clone(), shelf.clone()));
    let act = use_memo((), move |()| {
        Callback::from(move |action: Action| {
            let (shown, shelf) = now.borrow().clone();
            shown.choose(action, &shelf);
        })
    });
    (*act).clone()
}

impl Shown {
    /// The address of the view, from after its `#`.
    #[must_use]
    pub fn fragment(&self) -> &str {
        &self.fragment
    }

    /// Which chart is drawn first.
    #[must_use]
    pub fn lead(&self) -> Lead {
        self.lead.clone()
    }

    fn choose(&self, action: Action, release: &Shelf) {
        let catalogue = release.catalogue();
        let underway = self.underway.borrow().fragment.clone();
        let from = underway.unwrap_or_else(|| (*self.fragment).clone());
        let same_view = matches!(action, Action::ToggleTable(_));
        let selection = route::open(&from, catalogue)
            .selection
            .after(action, catalogue);
        let next = route::fragment(&selection, catalogue);
        let has_arrived = !release.is_loading() && release.needs(&selection).is_empty();
        let is_ahead = !same_view && has_arrived && self.lead.draw(release, &selection);
        let write = if same_view {
            browser::stay_at
        } else {
            browser::go_to
        };
        let address = {
            let (before, next) = (browser::fragment(), next.clone());
            let follows_after = if is_ahead {
                FOLLOWS_AFTER_MILLISECONDS
            } else {
                0
            };
            // By then a link may have been followed.
            Timeout::new(follows_after + WRITTEN_AFTER_MILLISECONDS, move || {
                if browser::fragment() == before {
                    write(&next);
                }
            })
        };
        let mut later = vec![address];
        if is_ahead {
            let (shown, next) = (self.clone(), next.clone());
            later.push(Timeout::new(FOLLOWS_AFTER_MILLISECONDS, move || {
                shown.underway.borrow_mut().fragment = None;
                shown.fragment.set(next);
            }));
        } else {
            self.fragment.set(next.clone());
        }
        self.underway.replace(Underway {
            fragment: is_ahead.then_some(next),
            _later: later,
        });
    }
}
