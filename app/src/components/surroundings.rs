//! What stands around every page: name, navigation, banners, notices, the foot.

use aggregates::manifest::Manifest;
use measures::catalogue::Catalogue;
use yew::prelude::*;

use crate::exhibits::warning::{self, Warning};
use crate::route;
use crate::state::{Action, Page, Selection};

/// The name of the dashboard.
pub const NAME: &str = "Neighbourhood Outcomes";

/// The top of every page.
pub fn masthead(selection: &Selection, catalogue: &Catalogue) -> Html {
    let link = |page: Page| {
        let href = page_link(page, selection, catalogue);
        let current = (page == selection.page).then_some("page");
        html! {
            <li>
                <a class="pages__link" {href} aria-current={current} data-name={page.title()}>{ page.title() }</a>
            </li>
        }
    };
    let home = page_link(Page::Overview, selection, catalogue);
    html! {
        <header class="masthead">
            <div class="masthead__inner">
                <p class="masthead__name"><a class="masthead__link" href={home}>{ NAME }</a></p>
                <p class="masthead__about">{ &catalogue.whole.name }</p>
            </div>
            <nav class="pages" aria-label="Pages">
                <ul class="pages__list">{ for Page::EVERY.into_iter().filter(|page| page.is_in_navigation()).map(link) }</ul>
            </nav>
        </header>
    }
}

/// The address of another page that keeps area and snapshot.
#[must_use]
pub fn page_link(page: Page, selection: &Selection, catalogue: &Catalogue) -> String {
    link_to(&selection.after(Action::Open(page), catalogue), catalogue)
}

/// The address of a view.
#[must_use]
pub fn link_to(selection: &Selection, catalogue: &Catalogue) -> String {
    format!("#{}", route::fragment(selection, catalogue))
}

/// What must be known before any number is read.
pub fn banners(manifest: &Manifest) -> Html {
    let banner = |warning: Warning| {
        html! {
            <aside class={classes!("banner", (!warning.is_grave).then_some("banner--plain"))} aria-label={warning.about}>
                <div class="banner__inner">
                    <p><strong>{ warning.title }</strong>{ " " }{ warning.meaning }</p>
                </div>
            </aside>
        }
    };
    html! { <>{ for warning::of_release(manifest).into_iter().map(banner) }</> }
}

/// A notice, announced when it appears.
pub fn notice(text: &str) -> Html {
    html! { <div class="notice" role="status"><p>{ text.to_owned() }</p></div> }
}

/// Why a reader's own files are not shown.
pub fn not_shown(why: &str) -> Html {
    html! {
        <div class="notice notice--wrong" role="alert">
            <p>
                <strong>{ "These files cannot be shown. " }</strong>{ why.to_owned() }
                { ". What was on the screen is still there." }
            </p>
        </div>
    }
}

/// What could not be loaded, while the rest stays usable.
pub fn failures(sentences: &[&str]) -> Html {
    if sentences.is_empty() {
        return Html::default();
    }
    html! {
        <div class="notice notice--wrong" role="alert">
            <p><strong>{ "Some figures could not be loaded. " }</strong>{ "The rest of the page can be used." }</p>
            { for sentences.iter().map(|sentence| html! { <p>{ (*sentence).to_owned() }</p> }) }
        </div>
    }
}

/// The foot of every page; on paper it has the page's address, which is on the screen anyhow.
pub fn foot(manifest: &Manifest, selection: &Selection, link: &str) -> Html {
    let publication = &manifest.publication;
    let [changes, notes, accessibility] = [Page::Changes, Page::Notes, Page::Accessibility]
        .map(|page| page_link(page, selection, &manifest.catalogue));
    html! {
        <footer class="foot">
            <div class="foot__inner">
                <p>
                    { format!("Published by {}, from {}. Licence: {}.",
                        publication.publisher, manifest.extract.source, publication.licence) }
                </p>
                <p>
                    { format!("Release {}, data as of {}.",
                        manifest.release_id, wording::date::day(manifest.as_of)) }
                    if let Some(follows) = &manifest.follows {
                        { format!(" It follows release {}.", follows.release_id) }
                    }
                    if let Some(next) = &publication.next_release {
                        { format!(" Next release: {next}.") }
                    }
                    { format!(" Questions: {}.", publication.contact) }
                </p>
                <p class="printed foot__link">{ format!("Link: {link}") }</p>
                <p><a href={changes}>{ Page::Changes.title() }</a></p>
                <p><a href={notes}>{ Page::Notes.title() }</a></p>
                <p><a href={accessibility}>{ "Accessibility statement" }</a></p>
                <p>
                    { "This page asks no other site for anything. It keeps nothing about its readers \
                       but the notes that they write, and those in their own browser. Where it can, it keeps \
                       itself there as well, to open without a network." }
                </p>
            </div>
        </footer>
    }
}
