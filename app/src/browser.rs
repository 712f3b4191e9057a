//! What the dashboard asks of the browser: addresses, files, sizes, downloads, last words.
//!
//! No decision is made here; each function does one thing that a test without a browser cannot.

pub mod clipboard;
pub mod dropped;
pub mod picture;
pub mod workbook;

use std::ops::Range;

use bytes::Bytes;
use gloo::net::http::{Request, Response};
use gloo::utils::{document, window};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, HtmlElement, Url};

use crate::load::Reply;

/// The part of the address after `#`.
#[must_use]
pub fn fragment() -> String {
    let hash = window().location().hash().unwrap_or_default();
    hash.trim_start_matches('#').to_owned()
}

/// Goes to a view, so that "back" returns from it. The browser tells nobody of it.
pub fn go_to(fragment: &str) {
    if fragment == self::fragment() {
        return;
    }
    if let Ok(history) = window().history() {
        // A browser refuses this only for a page that is being left.
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(&format!("#{fragment}")));
    }
}

/// Changes the address without a step for "back". The browser tells nobody of it.
pub fn stay_at(fragment: &str) {
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&format!("#{fragment}")));
    }
}

/// The address of the page as it is.
#[must_use]
pub fn address() -> String {
    window().location().href().unwrap_or_default()
}

/// Whether the page was opened from a disk, where its address is nobody else's.
#[must_use]
pub fn is_on_disk() -> bool {
    window()
        .location()
        .protocol()
        .is_ok_and(|protocol| protocol == "file:")
}

/// The address of a view, for others: of a file on a disk only its name, because folders can say
/// whose they are.
#[must_use]
pub fn link(fragment: &str) -> String {
    let address = address();
    let page = address.split('#').next().unwrap_or_default();
    let page = if is_on_disk() {
        page.rsplit('/').next().unwrap_or_default()
    } else {
        page
    };
    if fragment.is_empty() {
        page.to_owned()
    } else {
        format!("{page}#{fragment}")
    }
}

/// The width of the window in CSS pixels.
#[must_use]
pub fn width() -> f64 {
    window()
        .inner_width()
        .ok()
        .and_then(|width| width.as_f64())
        .unwrap_or(1024.0)
}

/// Whether everything stands in one file, whose script says so of the page.
#[must_use]
pub fn is_single_file() -> bool {
    // Pages are also made without a browser, by tests.
    cfg!(target_arch = "wasm32")
        && document()
            .document_element()
            .is_some_and(|page| page.has_attribute("data-single-file"))
}

/// Marks the page as showing a reader's own files, for what is not made by this program: it is not to
/// be loaded anew behind the reader's back.
pub fn mark_opened(is_opened: bool) {
    if let Some(page) = document().document_element() {
        // An attribute of this name can always be set.
        let _ = page.toggle_attribute_with_force("data-opened", is_opened);
    }
}

/// The time as the browser writes it: `2026-11-28T17:48:05.000Z`.
#[must_use]
pub fn now() -> String {
    js_sys::Date::new_0().to_iso_string().into()
}

/// Thirteen hexadecimal digits by chance, to tell things apart by.
#[must_use]
pub fn chance() -> String {
    // Of numbers from 1 to 2 the 52 bits behind the point are all chance.
    let number = 1.0 + js_sys::Math::random();
    format!("{:013x}", number.to_bits() & ((1 << 52) - 1))
}

/// Names the page in the browser's tab.
pub fn set_title(title: &str) {
    document().set_title(title);
}

/// Moves the keyboard to the main content, at the top of the page.
pub fn focus_main() {
    let main = document().get_element_by_id(crate::route::MAIN_CONTENT);
    if let Some(main) = main.and_then(|main| main.dyn_into::<HtmlElement>().ok()) {
        // An element that cannot take the focus leaves it where it is.
        let _ = main.focus();
    }
    window().scroll_to_with_x_and_y(0.0, 0.0);
}

/// A whole file of a published folder.
///
/// # Errors
/// A sentence that names the file and what is wrong.
pub async fn file(folder: &str, name: &str) -> Result<Bytes, String> {
    match answered(name, &format!("{folder}{name}")).await? {
        (200, response) => body(name, &response).await,
        (status, _) => Err(refused(folder, name, status)),
    }
}

/// A whole file of a published folder where the browser keeps it, for somebody else to read.
///
/// # Errors
/// A sentence that names the file and what is wrong.
pub async fn buffer(folder: &str, name: &str) -> Result<Uint8Array, String> {
    let (status, response) = answered(name, &format!("{folder}{name}")).await?;
    if status != 200 {
        return Err(refused(folder, name, status));
    }
    let broken = |_: JsValue| format!("{name}: cannot be reached (the connection broke)");
    let promise = web_sys::Response::from(response)
        .array_buffer()
        .map_err(broken)?;
    let buffer = JsFuture::from(promise).await.map_err(broken)?;
    Ok(Uint8Array::new(&buffer))
}

async fn answered(name: &str, address: &str) -> Result<(u16, Response), String> {
    let response = Request::get(address)
        .send()
        .await
        .map_err(|error| unreachable_file(name, &error))?;
    Ok((response.status(), response))
}

/// A part of a file of a published folder, or all of it where the server gives no parts.
///
/// # Errors
/// A sentence that names the file and what is wrong.
pub async fn part(folder: &str, name: &str, range: Range<u64>) -> Result<Reply, String> {
    let last = range.end.saturating_sub(1);
    let response = Request::get(&format!("{folder}{name}"))
        .header("Range", &format!("bytes={}-{last}", range.start))
        .send()
        .await
        .map_err(|error| unreachable_file(name, &error))?;
    match response.status() {
        206 => body(name, &response).await.map(Reply::Part),
        200 => body(name, &response).await.map(Reply::Whole),
        status => Err(refused(folder, name, status)),
    }
}

async fn body(name: &str, response: &Response) -> Result<Bytes, String> {
    match response.binary().await {
        Ok(bytes) => Ok(Bytes::from(bytes)),
        Err(error) => Err(unreachable_file(name, &error)),
    }
}

fn refused(folder: &str, name: &str, status: u16) -> String {
    match status {
        404 => {
            let folder = folder.trim_end_matches('/');
            format!("{name}: is not in the folder “{folder}” beside this page")
        }
        416 => format!("{name}: is shorter than manifest.json says"),
        status => format!("{name}: the server answered with status {status}"),
    }
}

fn unreachable_file(name: &str, error: &gloo::net::Error) -> String {
    format!("{name}: cannot be reached ({error})")
}

/// Offers bytes as a file to save.
pub fn save(name: &str, media_type: &str, bytes: &[u8]) {
    let parts = Array::of1(&Uint8Array::from(bytes));
    let properties = BlobPropertyBag::new();
    properties.set_type(media_type);
    if let Ok(blob) = Blob::new_with_u8_array_sequence_and_options(&parts, &properties) {
        save_blob(name, &blob);
    }
}

/// Offers a file to save.
pub fn save_blob(name: &str, blob: &Blob) {
    // Each step fails only where the browser forbids downloads, and then shows that itself.
    let _ = try_save(name, blob);
}

fn try_save(name: &str, blob: &Blob) -> Result<(), JsValue> {
    let url = Url::create_object_url_with_blob(blob)?;
    let link: HtmlAnchorElement = document()
        .create_element("a")?
        .dyn_into::<HtmlAnchorElement>()?;
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // Some browsers read the address only after the click has been handled.
    gloo::timers::callback::Timeout::new(10_000, move || {
        let _ = Url::revoke_object_url(&url);
    })
    .forget();
    Ok(())
}

/// Shows a sentence at the top of the page when the program has stopped for good.
pub fn last_words(what: &str) {
    let page = document();
    let Some(body) = page.body() else {
        return;
    };
    let Ok(notice) = page.create_element("div") else {
        return;
    };
    notice.set_class_name("notice notice--wrong");
    // The notice is the last thing done: nothing is left to tell of a failure to.
    let _ = notice.set_attribute("role", "alert");
    notice.set_text_content(Some(&format!(
        "The dashboard has stopped because of a fault in the program. Reload the page to go on. \
         The published files are not affected. What happened: {what}"
    )));
    let _ = body.insert_before(&notice, body.first_child().as_ref());
}
