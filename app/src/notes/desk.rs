//! What every part of the page that shows notes shares: the notes, the view, and what can be done.

use std::rc::Rc;

use aggregates::manifest::Manifest;
use gloo::events::EventListener;
use gloo::utils::window;
use wasm_bindgen::JsCast as _;
use web_sys::StorageEvent;
use yew::prelude::*;

use super::kept::{Found, Kept};
use super::note::{Note, merge};
use crate::browser;

/// Notes and what they are about.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Desk {
    /// The notes that there are.
    pub found: Rc<Found>,
    /// The view on the screen: the part of its address after `#`, without which charts are tables.
    pub view: Rc<str>,
    /// The name of the place, and its code.
    pub place: Rc<(String, String)>,
    /// Where deeds go.
    pub act: Callback<Deed>,
}

/// One thing a reader does to notes.
#[derive(Debug, Clone, PartialEq)]
pub enum Deed {
    /// Puts a note there, or its later copy in its place.
    Keep(Box<Note>),
    /// Takes the note with this id away.
    Delete(String),
    /// Puts notes from a file among those that are there.
    Import(Vec<Note>),
}

impl Deed {
    /// Does it.
    pub fn on(self, notes: &mut Vec<Note>) {
        match self {
            Self::Keep(note) => {
                notes.retain(|one| one.id != note.id);
                notes.push(*note);
            }
            Self::Delete(id) => notes.retain(|note| note.id != id),
            Self::Import(others) => {
                let _ = merge(notes, others);
            }
        }
    }
}

/// The notes on the dashboard of a release, as they change here and in other tabs.
#[hook]
pub fn use_desk(manifest: &Rc<Manifest>, view: &str) -> Desk {
    let whole = &manifest.catalogue.whole;
    let kept = use_memo(whole.code.clone(), |code| Kept::of(code));
    let found = {
        let kept = Rc::clone(&kept);
        use_state(move || Rc::new(kept.found()))
    };
    {
        let (kept, found) = (Rc::clone(&kept), found.clone());
        use_effect_with((), move |()| {
            let listener = EventListener::new(&window(), "storage", move |event| {
                let event = event.dyn_ref::<StorageEvent>();
                let key = event.and_then(StorageEvent::key);
                // No key means that everything was cleared.
                if key.is_none_or(|key| kept.is_key(&key)) {
                    found.set(Rc::new(kept.found()));
                }
            });
            move || drop(listener)
        });
    }
    let act = {
        let found = found.clone();
        use_callback((), move |deed: Deed, ()| {
            found.set(Rc::new(kept.change(|notes| deed.on(notes))));
        })
    };
    Desk {
        found: Rc::clone(&found),
        view: view.into(),
        place: Rc::new((whole.name.clone(), whole.code.clone())),
        act,
    }
}

/// A new note; its id is chance, and says nothing about who wrote it.
#[must_use]
pub fn fresh(note: Note) -> Note {
    let now = browser::now();
    Note {
        id: browser::chance(),
        written: now.clone(),
        changed: now,
        ..note
    }
}

/// A note with another text.
#[must_use]
pub fn changed(note: &Note, text: String) -> Note {
    Note {
        text,
        changed: browser::now(),
        ..note.clone()
    }
}
