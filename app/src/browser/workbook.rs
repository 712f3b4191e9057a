//! The module that writes workbooks.

use exhibits::book::Book;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsCast;
use yew::Callback;

use crate::module::Job;

/// A workbook as the bytes of an XLSX file.
///
/// # Errors
/// A sentence, where the module cannot be loaded or cannot write the workbook.
pub async fn xlsx(book: &Book) -> Result<Vec<u8>, String> {
    let failed = |why: &str| format!("The workbook could not be written: {why}.");
    let book = serde_json::to_string(book).map_err(|error| failed(&error.to_string()))?;
    let (input, nothing) = (Array::of1(&book.into()), Array::new());
    let job = Job::default();
    let written = job.call("sheets", "workbook", &input, &nothing, Callback::noop());
    let bytes = written.await.map_err(|why| failed(&why))?;
    bytes
        .dyn_into::<Uint8Array>()
        .map(|bytes| bytes.to_vec())
        .map_err(|_other| failed("what came is no file"))
}
