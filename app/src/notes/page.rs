//! The page of all notes: to read, to take out as a file or a document, and to bring in.

use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::beside::warning;
use super::desk::{Deed, Desk};
use super::document::{count, document};
use super::file;
use super::list::NoteList;
use super::note::{Merged, day, merge};
use crate::browser;
use crate::exhibits::about::file_words;

/// All notes.
#[component]
pub fn NotesPage() -> Html {
    let desk = use_context::<Desk>().unwrap_or_default();
    let said = use_state(String::new);
    let notes = &desk.found.notes;
    let save = |kind: &'static str, media_type: &'static str, text: fn(&Desk) -> String| {
        let (desk, said) = (desk.clone(), said.clone());
        move |_: MouseEvent| {
            let now = browser::now();
            let (place, day) = (&desk.place.0, now.get(..10).unwrap_or_default());
            let name = format!("{}-notes-{day}.{kind}", file_words(place));
            browser::save(&name, media_type, text(&desk).as_bytes());
            said.set(format!("Sent to your downloads: {name}"));
        }
    };
    let as_file = save("json", "application/json", |desk| {
        file::written(&desk.found.notes, &desk.place.1)
    });
    let as_document = save("html", "text/html;charset=utf-8", |desk| {
        let page = browser::link("");
        let today = day(&browser::now());
        document(&desk.found.notes, &desk.place.0, &page, &today)
    });
    let bring_in = {
        let (desk, said) = (desk.clone(), said.clone());
        move |event: Event| {
            let input = event.target_dyn_into::<HtmlInputElement>();
            let Some((input, chosen)) = input.and_then(|input| {
                let chosen = input.files()?.get(0)?;
                Some((input, chosen))
            }) else {
                return;
            };
            let (desk, said) = (desk.clone(), said.clone());
            spawn_local(async move {
                said.set(
                    match read(&chosen)
                        .await
                        .and_then(|text| file::read(&text, &desk.place.1))
                    {
                        Ok(notes) => {
                            // Said of what is here; done with what the browser has by then.
                            let merged = merge(&mut desk.found.notes.clone(), notes.clone());
                            desk.act.emit(Deed::Import(notes));
                            told(merged)
                        }
                        Err(why) => format!(
                            "{} could not be brought in. {why} Your notes are as they were.",
                            chosen.name()
                        ),
                    },
                );
                // The same file can be chosen again.
                input.set_value("");
            });
        }
    };
    html! {
        <>
            <h1>{ "Your notes" }</h1>
            <p class="lede">
                { "Notes that you write on charts stay in this browser, on this device. They are \
                   sent to nobody, and nobody else sees them unless you hand them on." }
            </p>
            <p class="asof">{ format!("{}. ", count(notes.len())) }{ "Under each chart is a button, Notes, to write one." }</p>
            { warning(&desk) }
            <div class="tools notes__tools">
                <button type="button" class="tool" disabled={notes.is_empty()} onclick={as_document}>
                    { "Save as a document (HTML)" }
                </button>
                <button type="button" class="tool" disabled={notes.is_empty()} onclick={as_file}>
                    { "Save as a file to hand on (JSON)" }
                </button>
                <label class="tool notes__file">
                    { "Bring in a file of notes" }
                    <input type="file" class="visually-hidden" accept=".json,application/json" onchange={bring_in} />
                </label>
            </div>
            <p class="said" role="status">{ &*said }</p>
            <NoteList notes={notes.clone()} with_view={true} />
        </>
    }
}

async fn read(chosen: &web_sys::File) -> Result<String, String> {
    if chosen.size() > file::LONGEST_FILE as f64 {
        return Err("It is larger than a file of notes can be.".to_owned());
    }
    let text = JsFuture::from(chosen.text()).await;
    let text = text
        .ok()
        .and_then(|text| text.dyn_into::<js_sys::JsString>().ok());
    text.map(String::from)
        .ok_or_else(|| "It cannot be read.".to_owned())
}

/// What became of the notes of a file.
fn told(merged: Merged) -> String {
    let Merged {
        added,
        updated,
        as_before,
    } = merged;
    format!(
        "Brought in: {} new, {updated} changed since, {as_before} that you had already.",
        count(added)
    )
}
