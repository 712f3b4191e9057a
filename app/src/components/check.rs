//! "Check this dashboard": every file fetched again, every digest compared and every figure worked
//! out anew in the reader's own browser, by the code of `outcomes verify`.
//!
//! The work is done by the module `review` in a worker; nothing of it is in the page's own program.

use std::rc::Rc;

use aggregates::manifest::{FILE_NAME, Manifest};
use js_sys::Array;
use verification::report::{Kind, Told};
use wasm_bindgen::JsValue;
use wording::number::thousands;
use yew::prelude::*;

use crate::browser;
use crate::components::opening::use_screen;
use crate::components::work::{Stage, use_work};
use crate::module::Job;
use crate::source::Source;
use crate::views::data::size;

/// What a check needs.
#[derive(Debug, PartialEq, Properties)]
pub struct CheckProperties {
    /// The release on the screen.
    pub manifest: Rc<Manifest>,
}

/// A button, what is being done, and what was found.
#[component]
pub fn Check(properties: &CheckProperties) -> Html {
    let work = use_work::<Told>();
    let source = use_screen().source;
    let is_doing = matches!(work.stage(), Stage::Doing(_));
    let start = {
        let (work, manifest) = (work.clone(), Rc::clone(&properties.manifest));
        move |_: MouseEvent| {
            if is_doing {
                work.stop();
                return;
            }
            let (source, manifest) = (source.clone(), Rc::clone(&manifest));
            work.start("Fetching the files", |job, turn, say| async move {
                checked(&source, &manifest, &job, turn, say).await
            });
        }
    };
    let bytes: u64 = properties
        .manifest
        .files
        .iter()
        .map(|file| file.bytes)
        .sum();
    let words = match work.stage() {
        Stage::Doing(words) => format!("{words} …"),
        Stage::Done(told) => format!("Checked: {}.", told.verdict()),
        Stage::Idle | Stage::Failed(_) => String::new(),
    };
    if browser::is_single_file() {
        return html! {
            <section class="section">
                <h2>{ "Check this dashboard" }</h2>
                <p class="words">
                    { "This page is one file, and has no room for the check. On the published \
                       dashboard a reader’s browser can work every figure out again; the program \
                       does the same: " }
                    <code>{ "outcomes verify" }</code>
                    { "." }
                </p>
            </section>
        };
    }
    html! {
        <section class="section">
            <h2>{ "Check this dashboard" }</h2>
            <div class="words">
                <p>
                    { format!("Your own browser can find out whether these numbers hold. It fetches \
                        every file of this release again ({}), compares each with its digest above, \
                        works every value and interval out from the published counts, and tries to \
                        work out what is withheld. It runs the same code as the program’s own check, ",
                        size(bytes)) }
                    <code>{ "outcomes verify" }</code>
                    { ". Nothing is sent to anybody." }
                </p>
            </div>
            <button type="button" class="tool" onclick={start}>
                { if is_doing { "Stop the check" } else { "Check this dashboard" } }
            </button>
            <p class="words checked__stage" role="status">{ words }</p>
            if let Stage::Failed(why) = work.stage() {
                <div class="notice notice--wrong" role="alert">
                    <p><strong>{ "The check could not be made. " }</strong>{ why.clone() }</p>
                </div>
            }
            if let Stage::Done(told) = work.stage() {
                { found(told, &properties.manifest.release_id) }
            }
        </section>
    }
}

/// Fetches every file that the manifest names and has them checked.
async fn checked(
    source: &Source,
    manifest: &Manifest,
    job: &Job,
    turn: u32,
    say: Callback<String>,
) -> Result<Told, String> {
    let (names, files) = (Array::new(), Array::new());
    let missing = Array::new();
    let given_away = Array::new();
    let list = source.buffer(FILE_NAME).await?;
    given_away.push(&list.buffer());
    let total = manifest.files.len();
    for (place, file) in manifest.files.iter().enumerate() {
        let name = &file.name;
        if !job.is_wanted(turn) {
            return Err("the check was stopped".to_owned());
        }
        say.emit(format!("Fetching file {} of {total}: {name}", place + 1));
        match source.buffer(name).await {
            Ok(bytes) => {
                given_away.push(&bytes.buffer());
                names.push(&name.into());
                files.push(&bytes);
            }
            Err(why) => {
                missing.push(&why.into());
            }
        }
    }
    let title = format!(
        "{}: release {} as of {}",
        if source.is_opened() {
            "own files".to_owned()
        } else {
            address()
        },
        manifest.release_id,
        manifest.as_of
    );
    let input = [
        JsValue::from(title),
        list.into(),
        names.into(),
        files.into(),
        missing.into(),
    ]
    .into_iter()
    .collect::<Array>();
    let answer = job
        .call("review", "check", &input, &given_away, say)
        .await?;
    let answer = answer.as_string().unwrap_or_default();
    serde_json::from_str(&answer).map_err(|error| error.to_string())
}

/// Where the page is, without the view.
fn address() -> String {
    let address = browser::address();
    address.split('#').next().unwrap_or_default().to_owned()
}

/// What was found, in words and as a file.
fn found(told: &Rc<Told>, release_id: &str) -> Html {
    let save = {
        let (told, release_id) = (Rc::clone(told), release_id.to_owned());
        move |_: MouseEvent| {
            let name = format!("outcomes-check-{release_id}.txt");
            browser::save(&name, "text/plain;charset=utf-8", told.page().as_bytes());
        }
    };
    let kind = |kind: &Kind| {
        html! {
            <>
                <h4 class="kind">{ format!("{}: {}", wording::list::capitalised(&kind.heading), thousands(kind.count)) }</h4>
                <ul>
                    { for kind.lines.iter().map(|line| html! { <li>{ line.clone() }</li> }) }
                    if kind.more() > 0 {
                        <li>{ format!("and {} more", thousands(kind.more())) }</li>
                    }
                </ul>
            </>
        }
    };
    let row = |(count, things): &(u64, String)| {
        html! { <tr><th scope="row">{ things.clone() }</th><td class="number">{ thousands(*count) }</td></tr> }
    };
    let list = |sentences: &[String]| {
        html! { <ul>{ for sentences.iter().map(|one| html! { <li>{ one.clone() }</li> }) }</ul> }
    };
    let class = if told.n_differences() == 0 {
        "notice"
    } else {
        "notice notice--wrong"
    };
    html! {
        <div class="checked">
            <h3>{ "What the check found" }</h3>
            <div {class}>
                <p><strong>{ format!("{}.", wording::list::capitalised(&told.verdict())) }</strong></p>
            </div>
            if !told.differences.is_empty() {
                <div class="words checked__differences">{ for told.differences.iter().map(kind) }</div>
            }
            if !told.not_tried.is_empty() {
                <h4 class="kind">{ "Not checked" }</h4>
                <div class="words">{ list(&told.not_tried) }</div>
            }
            <div class="scroll" tabindex="0" role="region" aria-label="What was checked">
                <table class="numbers">
                    <caption>{ "What was checked" }</caption>
                    <thead><tr><th scope="col">{ "What" }</th><th scope="col" class="number">{ "How many" }</th></tr></thead>
                    <tbody>{ for told.checked.iter().map(row) }</tbody>
                </table>
            </div>
            <details class="definition">
                <summary>{ "What nobody can work out from published counts" }</summary>
                { list(&told.cannot_be_recomputed) }
            </details>
            <p class="checked__save">
                <button type="button" class="tool" onclick={save}>{ "Save the report" }</button>
            </p>
        </div>
    }
}
