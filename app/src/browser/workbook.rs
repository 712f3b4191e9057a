//! The module that writes workbooks, loaded by the page's own script when it is first asked for.

use exhibits::book::Book;
use js_sys::{Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// The function of the page's script: text that describes a workbook in, a promise of bytes out.
const WRITER: &str = "writeWorkbook";

/// A workbook as the bytes of an XLSX file.
///
/// # Errors
/// A sentence, where the module cannot be loaded or cannot write the workbook.
pub async fn xlsx(book: &Book) -> Result<Vec<u8>, String> {
    let book = serde_json::to_string(book).map_err(|error| error.to_string())?;
    match written(&book).await {
        Ok(bytes) => Ok(bytes.to_vec()),
        Err(why) => Err(format!(
            "The workbook could not be written: {}.",
            said(&why).trim_end_matches('.')
        )),
    }
}

async fn written(book: &str) -> Result<Uint8Array, JsValue> {
    let writer: Function = Reflect::get(&js_sys::global(), &WRITER.into())?.dyn_into()?;
    let promise: Promise = writer.call1(&JsValue::NULL, &book.into())?.dyn_into()?;
    JsFuture::from(promise).await?.dyn_into()
}

/// What an error says of itself.
fn said(error: &JsValue) -> String {
    let message = error.dyn_ref::<js_sys::Error>().map(js_sys::Error::message);
    message.map_or_else(|| "the page does not say why".to_owned(), String::from)
}
