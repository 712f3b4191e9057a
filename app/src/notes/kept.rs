//! Where notes are kept: in the storage of the reader's browser and nowhere else.
//!
//! Each change reads what is there first, so that two tabs do not undo each other. Where the
//! browser keeps nothing, notes last as long as the page.

use std::cell::{Cell, RefCell};

use gloo::utils::window;
use web_sys::Storage;

use super::file;
use super::note::{Note, merge, sort};

/// What the name of the place is put behind to make a key.
const KEY: &str = "neighbourhood-outcomes.notes.";

/// Notes on the dashboard of one place.
#[derive(Debug, Default)]
pub struct Kept {
    /// The code of the place.
    place: String,
    /// What this page knows: all there is, where the browser keeps nothing.
    known: RefCell<Vec<Note>>,
    /// Whether some of that is nowhere else.
    is_unsaved: Cell<bool>,
}

/// The notes that there are, and whether the browser keeps them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    /// Oldest first.
    pub notes: Vec<Note>,
    /// Whether they will be there when the page is opened again.
    pub is_kept: bool,
    /// What was there and could not be read, if something was.
    pub unreadable: Option<String>,
}

impl Kept {
    /// The notes on the dashboard of a place.
    #[must_use]
    pub fn of(place: &str) -> Self {
        Self {
            place: place.to_owned(),
            ..Self::default()
        }
    }

    /// Whether a change of this key is one of these notes.
    #[must_use]
    pub fn is_key(&self, key: &str) -> bool {
        key == self.key()
    }

    fn key(&self) -> String {
        format!("{KEY}{}", self.place)
    }

    /// What is there now.
    #[must_use]
    pub fn found(&self) -> Found {
        self.change(|_| ())
    }

    /// Changes what is there, and gives what is there then.
    pub fn change(&self, change: impl FnOnce(&mut Vec<Note>)) -> Found {
        let storage = storage();
        let stored = storage.as_ref().map(|storage| self.read(storage));
        let mut notes = self.known.borrow().clone();
        let mut unreadable = None;
        match stored {
            Some(Ok(stored)) if self.is_unsaved.get() => {
                let _ = merge(&mut notes, stored);
            }
            Some(Ok(stored)) => notes = stored,
            Some(Err(why)) => unreadable = Some(why),
            None => {}
        }
        let before = notes.clone();
        change(&mut notes);
        sort(&mut notes);
        // What cannot be read is left as it is: somebody may still want it.
        let is_kept = unreadable.is_none()
            && storage.is_some_and(|storage| {
                let is_there = notes == before && !self.is_unsaved.get();
                is_there || self.write(&storage, &notes)
            });
        self.is_unsaved.set(!is_kept);
        self.known.replace(notes.clone());
        Found {
            notes,
            is_kept,
            unreadable,
        }
    }

    /// What the browser has.
    fn read(&self, storage: &Storage) -> Result<Vec<Note>, String> {
        match storage.get_item(&self.key()) {
            Ok(Some(text)) => file::read(&text, &self.place),
            _ => Ok(Vec::new()),
        }
    }

    /// Whether the browser took them.
    fn write(&self, storage: &Storage, notes: &[Note]) -> bool {
        let text = file::written(notes, &self.place);
        storage.set_item(&self.key(), &text).is_ok()
    }
}

/// The browser's storage. Some browsers give none, and some take nothing.
fn storage() -> Option<Storage> {
    let storage = window().local_storage().ok()??;
    let probe = "neighbourhood-outcomes.probe";
    storage.set_item(probe, "").ok()?;
    storage.remove_item(probe).ok()?;
    Some(storage)
}
