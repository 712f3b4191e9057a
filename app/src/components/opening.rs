//! Looking at a release of one's own: a published folder, or its files, chosen or dropped on the page.
//!
//! The files are read where they lie and never leave the computer.

use std::cell::RefCell;
use std::rc::Rc;

use aggregates::manifest::Manifest;
use gloo::events::{EventListener, EventListenerOptions};
use gloo::utils::{document_element, window};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{DragEvent, File, HtmlInputElement};
use yew::prelude::*;

use crate::browser::dropped;
use crate::source::Source;

/// Files that a reader gave, each with its path as the browser tells it.
pub type Files = Vec<(String, File)>;

/// What is on the screen, and the way to something else, for whatever part of a page needs it.
#[derive(Debug, Clone, PartialEq)]
pub struct Screen {
    /// Where the release on the screen is read from.
    pub source: Source,
    /// Opens files of a reader's own.
    pub open: Callback<Files>,
    /// Who takes what is dropped on the page instead.
    pub taker: Taker,
}

/// Who takes what is dropped on the page in place of opening it; nobody, at first.
#[derive(Debug, Clone, Default)]
pub struct Taker(Rc<RefCell<Option<Callback<Files>>>>);

impl Taker {
    /// From now on this takes what is dropped.
    pub fn give(&self, take: Option<Callback<Files>>) {
        self.0.replace(take);
    }
}

impl PartialEq for Taker {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Default for Screen {
    fn default() -> Self {
        Self {
            source: Source::Published,
            open: Callback::noop(),
            taker: Taker::default(),
        }
    }
}

/// What is on the screen.
#[hook]
pub fn use_screen() -> Screen {
    use_context::<Screen>().unwrap_or_default()
}

/// What a part to choose files with needs.
#[derive(Debug, PartialEq, Properties)]
pub struct PickerProperties {
    /// A name for its fields that no other picker of the page has.
    pub name: AttrValue,
    /// Where the files go.
    pub open: Callback<Files>,
}

/// Two ways to choose: a folder, or files.
#[component]
pub fn Picker(properties: &PickerProperties) -> Html {
    let field = |kind: &str, label: &'static str, folder: bool| {
        let id = format!("{}-{kind}", properties.name);
        let open = properties.open.clone();
        let onchange = move |event: Event| {
            let input = event.target_unchecked_into::<HtmlInputElement>();
            let files = input.files().as_ref().map(chosen).unwrap_or_default();
            // So that the same choice can be made again.
            input.set_value("");
            if !files.is_empty() {
                open.emit(files);
            }
        };
        html! {
            <div class="choice">
                <label class="nhsuk-label" for={id.clone()}>{ label }</label>
                <input {id} class="files" type="file" multiple=true webkitdirectory={folder} {onchange} />
            </div>
        }
    };
    html! {
        <div class="choices">
            { field("folder", "Choose the folder", true) }
            { field("files", "Or choose its files", false) }
        </div>
    }
}

/// The files of a field, each with its path below the folder that was chosen.
fn chosen(files: &web_sys::FileList) -> Files {
    let file = |at| files.item(at);
    let files = (0..files.length()).filter_map(file);
    files.map(|file| (browser_path(&file), file)).collect()
}

/// The path below the folder that was chosen, or the name alone.
fn browser_path(file: &File) -> String {
    let path = js_sys::Reflect::get(file, &"webkitRelativePath".into()).ok();
    let path = path.and_then(|path| path.as_string());
    path.filter(|path| !path.is_empty())
        .unwrap_or_else(|| file.name())
}

/// The section of a page that offers it.
#[component]
pub fn Opening() -> Html {
    let screen = use_screen();
    html! {
        <section class="section">
            <h2>{ "Look at another release" }</h2>
            <p class="words">
                { "You can look at a published folder that you have as files: one that is not published \
                   yet, or an earlier one. Choose it here, or drop it anywhere on this page. The files \
                   stay on this computer; nothing is sent to anybody." }
            </p>
            <Picker name="opening" open={screen.open} />
        </section>
    }
}

/// Says that a reader's own files are on the screen, and leads back.
pub fn banner(manifest: &Manifest, back: Callback<MouseEvent>) -> Html {
    html! {
        <aside class="banner" aria-label="Your own files">
            <div class="banner__inner banner__inner--way">
                <p>
                    <strong>{ "From your own files. " }</strong>
                    { format!("This is release {}, data as of {}, read from this computer. The files \
                        never leave it.", manifest.release_id, wording::date::day(manifest.as_of)) }
                </p>
                <button type="button" class="tool" onclick={back}>{ "Back to what is published here" }</button>
            </div>
        </aside>
    }
}

/// Opens what is dropped on the page, wherever, while the calling component is there, unless somebody
/// else takes it.
#[hook]
pub fn use_dropping(open: Callback<Files>, taker: &Taker) {
    let taker = taker.clone();
    use_effect_with(open, move |open| {
        let options = EventListenerOptions::enable_prevent_default();
        let over = EventListener::new_with_options(&window(), "dragover", options, |event| {
            // Without this the browser leaves the page to show the file.
            event.prevent_default();
            let _ = document_element().set_attribute("data-dropping", "");
        });
        let rest = || {
            let _ = document_element().remove_attribute("data-dropping");
        };
        let leave = EventListener::new(&window(), "dragleave", move |_| rest());
        let open = open.clone();
        let drop = EventListener::new_with_options(&window(), "drop", options, move |event| {
            event.prevent_default();
            rest();
            let Some(event) = event.dyn_ref::<DragEvent>() else {
                return;
            };
            // What was dropped can be asked for only while the event lasts.
            let entries = dropped::entries(event);
            let take = taker.0.borrow().clone().unwrap_or_else(|| open.clone());
            spawn_local(async move {
                let files = dropped::files(entries).await;
                if !files.is_empty() {
                    take.emit(files);
                }
            });
        });
        let listeners = Rc::new([over, leave, drop]);
        move || std::mem::drop(listeners)
    });
}

/// What a link to a published file needs.
#[derive(Debug, PartialEq, Properties)]
pub struct LinkProperties {
    /// The file's name in the release.
    pub name: AttrValue,
}

/// A link to a published file; the name alone where the reader has the file already.
#[component]
pub fn FileLink(properties: &LinkProperties) -> Html {
    let name = &properties.name;
    if use_screen().source.is_opened() {
        return html! { { name } };
    }
    html! { <a href={format!("data/{name}")} download="">{ name }</a> }
}
