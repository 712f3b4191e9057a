//! The notes on one chart as it is on the screen, and a field for another.

use std::rc::Rc;

use aggregates::manifest::Manifest;
use yew::prelude::*;

use super::desk::{Deed, Desk, fresh};
use super::document::count;
use super::list::{NoteList, Writing};
use super::note::Note;
use crate::exhibit::Exhibit;
use crate::exhibits::about::sentence;
use crate::state::Page;

/// What the notes on a chart need.
#[derive(Debug, PartialEq, Properties)]
pub struct BesideProperties {
    /// The chart.
    pub exhibit: Rc<Exhibit>,
    /// The release that it is of.
    pub manifest: Rc<Manifest>,
}

/// The notes on a chart with what is chosen.
#[must_use]
pub fn here<'d>(desk: &'d Desk, chart: &str) -> Vec<&'d Note> {
    let notes = desk.found.notes.iter();
    notes
        .filter(|note| note.chart == chart && *note.view == *desk.view)
        .collect()
}

/// The notes on a chart, and a field for another.
#[component]
pub fn NotesBeside(properties: &BesideProperties) -> Html {
    let BesideProperties { exhibit, manifest } = properties;
    let desk = use_context::<Desk>().unwrap_or_default();
    let said = use_state(|| "");
    let here: Vec<Note> = here(&desk, exhibit.name).into_iter().cloned().collect();
    let on_chart = desk.found.notes.iter();
    let elsewhere = on_chart.filter(|note| note.chart == exhibit.name).count() - here.len();
    let done = {
        let (desk, exhibit, manifest, said) = (
            desk.clone(),
            Rc::clone(exhibit),
            Rc::clone(manifest),
            said.clone(),
        );
        Callback::from(move |text: Option<String>| {
            let Some(text) = text else {
                return;
            };
            desk.act.emit(Deed::Keep(Box::new(fresh(Note {
                id: String::new(),
                chart: exhibit.name.to_owned(),
                view: desk.view.to_string(),
                headline: exhibit.words.headline.clone(),
                filters: sentence(&exhibit.about.filters(&manifest.catalogue)),
                release: manifest.release_id.clone(),
                text,
                written: String::new(),
                changed: String::new(),
            }))));
            said.set("Note added.");
        })
    };
    let all = format!("#{}", Page::Notes.key());
    html! {
        <>
            <p>
                { "Notes stay in this browser and are sent to nobody. Do not write anything about \
                   a person. " }
                <a href={all}>{ "All your notes" }</a>
                { "." }
            </p>
            { warning(&desk) }
            <NoteList notes={here} with_view={false} />
            if elsewhere > 0 {
                <p>{ format!("{} more on this chart, with something else chosen.", count(elsewhere)) }</p>
            }
            <Writing label="New note on this chart, with what is chosen now" keep="Add note" {done} />
            <p role="status">{ *said }</p>
        </>
    }
}

/// What is said where notes will not be there next time.
pub fn warning(desk: &Desk) -> Html {
    let found = &desk.found;
    let said = match &found.unreadable {
        Some(why) => format!(
            "The notes that this browser has cannot be read. {why} They are left as they are. New \
             notes last until this page is closed: export them to keep them."
        ),
        None if found.is_kept => return Html::default(),
        None => "This browser keeps no notes: they last until this page is closed. Export them to \
                 keep them."
            .to_owned(),
    };
    html! { <p class="notes__warning"><strong>{ said }</strong></p> }
}
