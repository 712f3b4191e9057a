//! Copying: what a reader pastes somewhere else.
//!
//! A browser may refuse, and without a secure address it has no clipboard to give.

use gloo::utils::window;
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{Clipboard, ClipboardItem};

use super::picture;

/// The browser does not let this page copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused;

/// Copies text. What is asked of the browser is asked before this returns, while it still knows
/// that a reader has pressed something.
///
/// # Errors
/// [`Refused`].
pub fn copy_text(text: &str) -> impl Future<Output = Result<(), Refused>> + use<> {
    let asked = clipboard().map(|clipboard| clipboard.write_text(text));
    async move { done(asked.ok_or(Refused)?).await }
}

/// Copies a picture as PNG, so many pixels wide. It is painted after the browser is asked.
///
/// # Errors
/// [`Refused`].
pub fn copy_picture(svg: String, width: u32) -> impl Future<Output = Result<(), Refused>> + use<> {
    let painted = future_to_promise(async move {
        let blob = picture::png(&svg, width).await?;
        Ok(JsValue::from(blob))
    });
    let asked = clipboard().and_then(|clipboard| {
        let kinds = Object::new();
        Reflect::set(&kinds, &"image/png".into(), &painted).ok()?;
        // Browsers that do not copy pictures have no such thing.
        let item = ClipboardItem::new_with_record_from_str_to_blob_promise(&kinds).ok()?;
        Some(clipboard.write(&Array::of1(&item)))
    });
    async move { done(asked.ok_or(Refused)?).await }
}

async fn done(asked: js_sys::Promise) -> Result<(), Refused> {
    match JsFuture::from(asked).await {
        Ok(_) => Ok(()),
        Err(_) => Err(Refused),
    }
}

/// The browser's clipboard, which pages from an address that is not secure do not get.
fn clipboard() -> Option<Clipboard> {
    let clipboard = window().navigator().clipboard();
    let there = !JsValue::from(clipboard.clone()).is_undefined();
    there.then_some(clipboard)
}
