//! What was dropped on the page: files, and folders with everything in them.

use js_sys::{Array, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DragEvent, File, FileSystemDirectoryEntry, FileSystemDirectoryReader, FileSystemEntry,
    FileSystemFileEntry,
};

/// What a reader dropped, as long as it is known; only while the event lasts can it be asked for.
#[must_use]
pub fn entries(event: &DragEvent) -> Vec<FileSystemEntry> {
    let Some(items) = event.data_transfer().map(|given| given.items()) else {
        return Vec::new();
    };
    let entry = |at| items.get(at)?.webkit_get_as_entry().ok().flatten();
    (0..items.length()).filter_map(entry).collect()
}

/// Every file among them and below them, with its path from what was dropped. What cannot be read is
/// left out: what is missing is said where it is needed.
pub async fn files(entries: Vec<FileSystemEntry>) -> Vec<(String, File)> {
    let mut waiting = entries;
    let mut files = Vec::new();
    while let Some(entry) = waiting.pop() {
        // Not every browser has the types by their names, so the entry is asked.
        if entry.is_directory() {
            let folder = entry.unchecked_ref::<FileSystemDirectoryEntry>();
            waiting.extend(inside(&folder.create_reader()).await);
        } else {
            let one = entry.unchecked_ref::<FileSystemFileEntry>();
            let path = entry.full_path().trim_start_matches('/').to_owned();
            let file = settled(|resolve, reject| {
                one.file_with_callback_and_callback(resolve, reject);
                Ok(())
            });
            if let Some(file) = file.await.and_then(|file| file.dyn_into::<File>().ok()) {
                files.push((path, file));
            }
        }
    }
    // A browser gives them in no order of its own.
    files.sort_by(|(one, _), (other, _)| one.cmp(other));
    files
}

/// What is in a folder. A browser gives it by the hundred, until it gives nothing.
async fn inside(reader: &FileSystemDirectoryReader) -> Vec<FileSystemEntry> {
    let mut entries = Vec::new();
    loop {
        let read = settled(|resolve, reject| {
            reader.read_entries_with_callback_and_callback(resolve, reject)
        });
        let batch = read
            .await
            .map(|batch| Array::from(&batch))
            .unwrap_or_default();
        if batch.length() == 0 {
            return entries;
        }
        entries.extend(batch.iter().map(JsCast::unchecked_into));
    }
}

/// What a browser's function gives to its first callback; nothing when it calls the second.
async fn settled(
    call: impl Fn(&js_sys::Function, &js_sys::Function) -> Result<(), JsValue>,
) -> Option<JsValue> {
    let promise = Promise::new(&mut |resolve, reject| {
        if let Err(error) = call(&resolve, &reject) {
            // A promise that is rejected is all that can be said of it.
            let _ = reject.call1(&JsValue::NULL, &error);
        }
    });
    JsFuture::from(promise).await.ok()
}
