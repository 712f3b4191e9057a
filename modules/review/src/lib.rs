//! The dashboard's module for reviewers: checks a release, and compares two. A page starts it in
//! a worker when somebody asks.
//!
//! Carries the bytes of files in and what was found out; looking is done by `verification` and
//! `changes`. Nothing here fetches.

mod check;
mod compare;

use js_sys::{Function, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use check::{Given, check_release};
use compare::Files;

/// Checks a release and gives the report as JSON (a `verification::report::Told`).
///
/// `names` and `files` are the files that `manifest` lists, as far as they could be had; `missing` are
/// sentences about the others. `tell` is called with what is being done.
///
/// # Errors
/// What is wrong with the manifest.
#[wasm_bindgen]
#[expect(
    clippy::needless_pass_by_value,
    reason = "what JavaScript gives arrives as values"
)]
pub fn check(
    title: String,
    manifest: Uint8Array,
    names: Vec<String>,
    files: Vec<Uint8Array>,
    missing: Vec<String>,
    tell: Function,
) -> Result<String, JsValue> {
    std::panic::set_hook(Box::new(|fault| {
        wasm_bindgen::throw_str(&fault.to_string())
    }));
    let files = files.iter().map(|file| file.to_vec().into());
    let given = Given {
        manifest: manifest.to_vec(),
        files: names.into_iter().zip(files).collect(),
        missing,
    };
    let told = check_release(&title, given, teller(&tell)).map_err(JsValue::from)?;
    serde_json::to_string(&told).map_err(|error| error.to_string().into())
}

/// Compares two releases by their manifests and estimates, and gives what is otherwise as JSON (a
/// `changes::told::Told`).
///
/// # Errors
/// Which release cannot be read, and why.
#[wasm_bindgen]
#[expect(
    clippy::needless_pass_by_value,
    reason = "what JavaScript gives arrives as values"
)]
pub fn compare(
    one_manifest: Uint8Array,
    one_estimates: Uint8Array,
    other_manifest: Uint8Array,
    other_estimates: Uint8Array,
    tell: Function,
) -> Result<String, JsValue> {
    tell_of_faults();
    let files = |manifest: &Uint8Array, estimates: &Uint8Array| Files {
        manifest: manifest.to_vec().into(),
        estimates: estimates.to_vec().into(),
    };
    let (one, other) = (
        files(&one_manifest, &one_estimates),
        files(&other_manifest, &other_estimates),
    );
    let compared = compare::compare(&one, &other, teller(&tell)).map_err(JsValue::from)?;
    serde_json::to_string(&compared).map_err(|error| error.to_string().into())
}

/// Makes a fault of this program an error that the page is told.
fn tell_of_faults() {
    std::panic::set_hook(Box::new(|fault| {
        wasm_bindgen::throw_str(&fault.to_string())
    }));
}

fn teller(tell: &Function) -> impl Fn(&str) {
    |words: &str| {
        // A page that no longer listens is told nothing.
        let _ = tell.call1(&JsValue::NULL, &words.into());
    }
}
