//! The dashboard's module for reviewers, which a page starts in a worker when somebody asks.
//!
//! Carries the bytes of files in and a report out; what is looked at is `verification`'s. Nothing
//! here fetches.

mod check;

use js_sys::{Function, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use check::{Given, check_release};

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
    let tell = |words: &str| {
        // A page that no longer listens is told nothing.
        let _ = tell.call1(&JsValue::NULL, &words.into());
    };
    let told = check_release(&title, given, tell).map_err(JsValue::from)?;
    serde_json::to_string(&told).map_err(|error| error.to_string().into())
}
