//! One release compared with another, in the module `review`: what to compare with, how far it is,
//! and what was found.

use std::rc::Rc;

use aggregates::manifest::{FILE_NAME, Manifest};
use aggregates::schema::Table;
use changes::told::Told;
use js_sys::Array;
use wasm_bindgen::JsValue;
use yew::prelude::*;

use crate::browser;
use crate::components::changed::found;
use crate::components::opening::{Files, Picker, use_screen};
use crate::components::work::{Stage, use_work};
use crate::module::Job;
use crate::source::Source;

/// What a comparison needs.
#[derive(Debug, PartialEq, Properties)]
pub struct ComparingProperties {
    /// The release on the screen.
    pub manifest: Rc<Manifest>,
}

/// Ways to the other release, and what is otherwise.
#[component]
pub fn Comparing(properties: &ComparingProperties) -> Html {
    let work = use_work::<Told>();
    let screen = use_screen();
    let with = {
        let (work, source) = (work.clone(), screen.source.clone());
        let manifest = Rc::clone(&properties.manifest);
        Callback::from(move |other: Option<Files>| {
            let (source, manifest) = (source.clone(), Rc::clone(&manifest));
            work.start("Reading the other release", |job, _, say| async move {
                compared(&source, &manifest, other, &job, say).await
            });
        })
    };
    let with_files = with.reform(|files: Files| Some(files));
    let with_published = with.reform(|_: MouseEvent| None);
    let words = match work.stage() {
        Stage::Doing(words) => format!("{words} …"),
        Stage::Done(_) => "The releases have been compared.".to_owned(),
        Stage::Idle | Stage::Failed(_) => String::new(),
    };
    html! {
        <>
            <section class="section">
                <h2>{ "Compare with another release" }</h2>
                <p class="words">
                    { "Choose the folder of the other release. Its files stay on this computer, and \
                       nothing is sent to anybody. Which of the two is the earlier one is found out \
                       from the files." }
                </p>
                if screen.source.is_opened() {
                    <button type="button" class="tool" onclick={with_published}>
                        { "Compare with the release that is published here" }
                    </button>
                }
                <Picker name="comparing" open={with_files} />
                <p class="words checked__stage" role="status">{ words }</p>
                if let Stage::Failed(why) = work.stage() {
                    <div class="notice notice--wrong" role="alert">
                        <p><strong>{ "These releases could not be compared. " }</strong>{ why.clone() }</p>
                    </div>
                }
            </section>
            if let Stage::Done(told) = work.stage() {
                { found(told, &properties.manifest) }
            }
        </>
    }
}

/// Compares the release on the screen with the one in some files, or with the published one.
async fn compared(
    source: &Source,
    manifest: &Manifest,
    other: Option<Files>,
    job: &Job,
    say: Callback<String>,
) -> Result<Told, String> {
    let (other, other_manifest) = match other {
        Some(files) => Source::opened(files).await?,
        None => (Source::Published, Source::Published.manifest().await?),
    };
    if manifest.release_id == other_manifest.release_id {
        let id = &manifest.release_id;
        return Err(format!(
            "Both are release {id}: there is nothing to compare."
        ));
    }
    let (input, given_away) = (Array::new(), Array::new());
    for source in [source, &other] {
        for name in [FILE_NAME, Table::Estimates.file_name()] {
            let bytes = source.buffer(name).await?;
            given_away.push(&bytes.buffer());
            input.push(&bytes);
        }
    }
    let answer = job
        .call("review", "compare", &input, &given_away, say)
        .await?;
    let answer = JsValue::as_string(&answer).unwrap_or_default();
    serde_json::from_str(&answer).map_err(|error| error.to_string())
}

/// Whether a comparison can be made here at all.
#[must_use]
pub fn can_compare() -> bool {
    !browser::is_single_file()
}
