//! What a release says otherwise than the one before it: what its manifest tells, and every figure
//! beside another release that a reader has.

use std::rc::Rc;

use aggregates::manifest::{Follows, Manifest};
use measures::period::Quarter;
use wording::list::and;
use yew::prelude::*;

use super::ViewProperties;
use super::sheet::{Tally, opening};
use crate::components::comparing::{Comparing, can_compare};

/// The page.
pub(super) fn page(properties: &ViewProperties) -> Html {
    let manifest = &properties.shelf.manifest;
    let title = "What changed since the release before";
    let said = told(manifest);
    html! {
        <>
            { opening(properties, title, &said, Tally::default()) }
            if can_compare() {
                <Comparing
                    manifest={Rc::clone(manifest)} against={properties.selection.against.clone()}
                />
            } else {
                <p class="words">
                    { "This page is one file, and has no room for the comparison of two releases. The \
                       published dashboard has it." }
                </p>
            }
        </>
    }
}

/// What the manifest says of the release before.
pub(super) fn told(manifest: &Manifest) -> Vec<String> {
    let Some(follows) = &manifest.follows else {
        return vec![
            "This release does not say that it follows another one: it is the first of its series, \
             or none of its snapshots was published before."
                .to_owned(),
        ];
    };
    let Follows {
        release_id,
        as_published,
        revised,
        changed_neighbourhoods,
    } = follows;
    let mut said = vec![format!("This release follows release {release_id}.")];
    if !as_published.is_empty() {
        said.push(format!(
            "It says of {} what that release said.",
            snapshots(as_published)
        ));
    }
    if !revised.is_empty() {
        said.push(format!(
            "The figures of {} have been counted again since they were first published.",
            snapshots(revised)
        ));
    }
    let names: Vec<String> = changed_neighbourhoods
        .iter()
        .filter_map(|code| manifest.catalogue.area_index(code))
        .map(|area| manifest.catalogue.area(area).name.clone())
        .collect();
    if !names.is_empty() {
        said.push(format!(
            "{} had other borders before, and no figures for the older snapshots.",
            and(&names)
        ));
    }
    said
}

/// Up to three snapshots by their days, more by the first, the last and how many.
fn snapshots(all: &[Quarter]) -> String {
    let days: Vec<String> = all
        .iter()
        .map(|one| wording::date::snapshot(*one))
        .collect();
    match &days[..] {
        [first, .., last] if days.len() > 3 => {
            format!("{} snapshots, {first} to {last},", days.len())
        }
        _ => format!(
            "the snapshot{} of {}",
            if days.len() == 1 { "" } else { "s" },
            and(&days)
        ),
    }
}
