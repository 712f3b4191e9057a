//! The part of the dashboard that writes workbooks: a module of its own, because few readers need
//! it. `app/boot.js` loads it when somebody asks for a workbook.
//!
//! On other machines it is empty: the program uses the library.

fn main() {}

#[cfg(target_family = "wasm")]
mod page {
    use exhibits::book::Book;
    use wasm_bindgen::prelude::{JsError, wasm_bindgen};

    /// A workbook, described in JSON, as the bytes of an XLSX file.
    #[wasm_bindgen]
    #[expect(
        unreachable_pub,
        reason = "the page reaches it, which no other crate can"
    )]
    pub fn workbook(book: &str) -> Result<Vec<u8>, JsError> {
        let book: Book = serde_json::from_str(book)?;
        Ok(workbook::xlsx(&book)?)
    }
}
