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
use crate::components::changed::Found;
use crate::components::opening::{Files, Picker, use_screen};
use crate::components::work::{Stage, use_work};
use crate::module::Job;
use crate::source::Source;

/// What a comparison needs.
#[derive(Debug, PartialEq, Properties)]
pub struct ComparingProperties {
    /// The release on the screen.
    pub manifest: Rc<Manifest>,
    /// The folder beside the site whose release it is compared with at once; none where empty.
    pub against: AttrValue,
}

/// Where the other release is.
enum Other {
    /// Published here.
    Published,
    /// In a folder beside the site.
    Beside(AttrValue),
    /// In files that the reader gave.
    Opened(Files),
}

/// Ways to the other release, and what is otherwise.
#[component]
pub fn Comparing(properties: &ComparingProperties) -> Html {
    let work = use_work::<Told>();
    let screen = use_screen();
    let with = {
        let (work, source) = (work.clone(), screen.source.clone());
        let manifest = Rc::clone(&properties.manifest);
        Callback::from(move |other: Other| {
            let (source, manifest) = (source.clone(), Rc::clone(&manifest));
            work.start("Reading the other release", |job, _, say| async move {
                compared(&source, &manifest, other, &job, say).await
            });
        })
    };
    let with_files = with.reform(Other::Opened);
    let with_published = with.reform(|_: MouseEvent| Other::Published);
    {
        let (take, taker) = (with_files.clone(), screen.taker.clone());
        use_effect_with((), move |()| {
            taker.give(Some(take));
            move || taker.give(None)
        });
    }
    use_effect_with(properties.against.clone(), move |against| {
        if !against.is_empty() {
            with.emit(Other::Beside(against.clone()));
        }
    });
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
                    { "Choose the folder of the other release, or drop it anywhere on this page. Its \
                       files stay on this computer. It does not matter which of the two is the \
                       earlier one." }
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
                <Found told={Rc::clone(told)} manifest={Rc::clone(&properties.manifest)} />
            }
        </>
    }
}

/// Compares the release on the screen with another one.
async fn compared(
    source: &Source,
    manifest: &Manifest,
    other: Other,
    job: &Job,
    say: Callback<String>,
) -> Result<Told, String> {
    let (other, other_manifest) = match other {
        Other::Opened(files) => Source::opened(files).await?,
        Other::Published => (Source::Published, Source::Published.manifest().await?),
        Other::Beside(folder) => {
            let source = Source::Beside(folder);
            let manifest = source.manifest().await?;
            (source, manifest)
        }
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
