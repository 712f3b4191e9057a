//! The dashboard's module that writes workbooks, which a page starts in a worker when somebody asks.
//!
//! It carries a description in and a file out; what is in it is `exhibits`', how it is written
//! `workbook`'s.

use exhibits::book::Book;
use wasm_bindgen::prelude::{JsError, wasm_bindgen};

/// A workbook, described in JSON (an `exhibits::book::Book`), as the bytes of an XLSX file.
///
/// # Errors
/// When it is described otherwise, or a sheet cannot be written.
#[wasm_bindgen]
pub fn workbook(book: &str) -> Result<Vec<u8>, JsError> {
    let book: Book = serde_json::from_str(book)?;
    Ok(workbook::xlsx(&book)?)
}
