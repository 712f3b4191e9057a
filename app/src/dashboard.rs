//! The dashboard as a whole: reads the manifest, follows the address, fetches what a view needs.
//!
//! Requests go out one after the other: the first tells whether the server gives parts of files.

use std::cell::RefCell;
use std::rc::Rc;

use aggregates::combinations::Combination;
use aggregates::decode;
use aggregates::estimate::Estimate;
use aggregates::manifest::Manifest;
use aggregates::schema::Table;
use bytes::Bytes;
use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use gloo::utils::window;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::browser;
use crate::choice::{use_act, use_shown};
use crate::components::lead::Lead;
use crate::components::opening::{Files, Screen, Taker, banner, use_dropping, use_screen};
use crate::components::surroundings::{self, NAME};
use crate::exhibit::Widths;
use crate::load::{RemoteTable, not_listed, other_length};
use crate::notes::desk::{Desk, use_desk};
use crate::route;
use crate::shelf::{Arrival, Need, Shelf};
use crate::source::Source;
use crate::state::Selection;
use crate::views;

/// What the page was before the program came.
#[derive(Debug, PartialEq, Properties)]
pub struct AppProperties {
    /// Its HTML, written by whoever made the site.
    pub first_paint: AttrValue,
}

/// What stands in the page while a reader's own files are read.
const OWN_FIRST_PAINT: &str = "<main class=\"page\" id=\"maincontent\" tabindex=\"-1\" \
                               aria-busy=\"true\"><h1>Your files are being read</h1></main>";

/// What the page says while the program is on its way, as `boot.js` writes it.
const ON_THEIR_WAY: &str = "All charts and tables are on their way.";

/// A release that can be shown.
#[derive(Debug, Clone, PartialEq)]
struct Release {
    source: Source,
    manifest: Rc<Manifest>,
}

/// Shows the page as it came until the manifest is read, and the dashboard from then on: of the
/// published release, or of files that a reader opens.
#[component]
pub fn App(properties: &AppProperties) -> Html {
    let published = use_state(|| None::<Result<Rc<Manifest>, String>>);
    let own = use_state(|| None::<Release>);
    let problem = use_state(|| None::<String>);
    {
        let published = published.clone();
        use_effect_with((), move |()| {
            spawn_local(async move { published.set(Some(Source::Published.manifest().await)) });
        });
    }
    use_effect_with(own.is_some(), |is_own| browser::mark_opened(*is_own));
    let open = {
        let (own, problem) = (own.clone(), problem.clone());
        use_callback((), move |files: Files, ()| {
            let (own, problem) = (own.clone(), problem.clone());
            spawn_local(async move {
                match Source::opened(files).await {
                    Ok((source, manifest)) => {
                        problem.set(None);
                        own.set(Some(Release { source, manifest }));
                    }
                    Err(why) => problem.set(Some(why)),
                }
            });
        })
    };
    let taker = (*use_memo((), |()| Taker::default())).clone();
    use_dropping(open.clone(), &taker);
    let back = {
        let (own, problem) = (own.clone(), problem.clone());
        Callback::from(move |_: MouseEvent| {
            problem.set(None);
            own.set(None);
        })
    };
    let first_paint = &properties.first_paint;
    let shown = match (&*own, &*published) {
        (Some(own), _) => Some((own.clone(), AttrValue::from(OWN_FIRST_PAINT))),
        (None, Some(Ok(manifest))) => {
            let (source, manifest) = (Source::Published, Rc::clone(manifest));
            Some((Release { source, manifest }, first_paint.clone()))
        }
        _ => None,
    };
    let Some((Release { source, manifest }, first_paint)) = shown else {
        let failed = published.as_ref().and_then(|read| read.as_ref().err());
        return html! {
            <>
                if let Some(why) = failed {
                    <div class="notice notice--wrong" role="alert">
                        <p><strong>{ "The numbers could not be loaded. " }</strong>{ why.clone() }</p>
                    </div>
                }
                { Html::from_html_unchecked(without_waiting(first_paint, failed.is_some())) }
            </>
        };
    };
    let screen = Screen {
        source,
        open,
        taker,
    };
    let key = format!("{} {}", manifest.release_id, screen.source.is_opened());
    html! {
        <ContextProvider<Screen> context={screen}>
            <Dashboard {key} {manifest} {first_paint} problem={(*problem).clone()} {back} />
        </ContextProvider<Screen>>
    }
}

/// The first paint, no longer waiting once there is nothing to wait for.
fn without_waiting(first_paint: &AttrValue, failed: bool) -> AttrValue {
    if failed {
        first_paint
            .replace("aria-busy=\"true\"", "")
            .replace(ON_THEIR_WAY, "Further charts and tables cannot be shown.")
            .into()
    } else {
        first_paint.clone()
    }
}

/// The two tables that are read measure by measure.
#[derive(Debug)]
struct Tables {
    estimates: RemoteTable,
    gaps: RemoteTable,
}

#[derive(Debug, PartialEq, Properties)]
struct DashboardProperties {
    manifest: Rc<Manifest>,
    first_paint: AttrValue,
    /// Why files that a reader gave cannot be shown.
    problem: Option<String>,
    /// Leads from a reader's own files to what is published.
    back: Callback<MouseEvent>,
}

#[derive(Debug, PartialEq)]
struct Stock(Shelf);

impl Reducible for Stock {
    type Action = Arrival;

    fn reduce(self: Rc<Self>, arrival: Arrival) -> Rc<Self> {
        Rc::new(Self(self.0.after(arrival)))
    }
}

#[component]
fn Dashboard(properties: &DashboardProperties) -> Html {
    let manifest = Rc::clone(&properties.manifest);
    let stock = use_reducer(|| Stock(Shelf::new(Rc::clone(&manifest))));
    let shown = use_shown();
    let widths = use_widths();
    let opened = use_memo(shown.fragment().to_owned(), |fragment| {
        route::open(fragment, &manifest.catalogue)
    });
    let selection = &opened.selection;
    let shelf = &stock.0;

    let screen = use_screen();
    use_fetching(&stock, selection, &screen.source);
    use_page_change(selection, &manifest);
    let desk = use_desk(&manifest, &route::view(selection, &manifest.catalogue));

    let act = use_act(&shown, shelf);
    let busy = shelf.is_loading() || !shelf.needs(selection).is_empty();
    if !use_opened(busy) {
        return Html::from_html_unchecked(properties.first_paint.clone());
    }
    html! {
        <ContextProvider<Desk> context={desk}>
        <ContextProvider<Lead> context={shown.lead()}>
            <SkipLink />
            { surroundings::masthead(selection, &manifest.catalogue) }
            if screen.source.is_opened() {
                { banner(&manifest, properties.back.clone()) }
            }
            { surroundings::banners(&manifest) }
            <main class="page" id={route::MAIN_CONTENT} tabindex="-1" aria-busy={busy.to_string()}>
                if let Some(why) = &properties.problem {
                    { surroundings::not_shown(why) }
                }
                if let Some(text) = route::notice(&opened.unknown) {
                    { surroundings::notice(&text) }
                }
                { surroundings::failures(&shelf.failures()) }
                <views::View shelf={shelf.clone()} selection={selection.clone()} {widths} {act} />
            </main>
            { surroundings::foot(&manifest, selection, &browser::link(shown.fragment())) }
        </ContextProvider<Lead>>
        </ContextProvider<Desk>>
    }
}

/// How long the page stays as it came while what it needs is on its way.
const PATIENCE_MILLISECONDS: u32 = 2_500;

/// Whether the dashboard may take the place of the page as it came: when everything that it opens
/// with is there, so that nothing moves as it arrives, or when that takes too long.
#[hook]
fn use_opened(busy: bool) -> bool {
    let patience_is_over = use_state(|| false);
    let opened = use_mut_ref(|| false);
    {
        let patience_is_over = patience_is_over.clone();
        use_effect_with((), move |()| {
            let timeout = Timeout::new(PATIENCE_MILLISECONDS, move || patience_is_over.set(true));
            move || drop(timeout)
        });
    }
    let is_opened = *opened.borrow() || !busy || *patience_is_over;
    opened.replace(is_opened);
    is_opened
}

/// The way past the navigation. Not by address: that names a view.
#[component]
fn SkipLink() -> Html {
    let onclick = |event: MouseEvent| {
        event.prevent_default();
        browser::focus_main();
    };
    let href = format!("#{}", route::MAIN_CONTENT);
    html! { <a class="nhsuk-skip-link" {href} {onclick}>{ "Skip to main content" }</a> }
}

#[hook]
fn use_widths() -> Widths {
    let widths = use_state_eq(|| Widths::of_window(browser::width()));
    {
        let widths = widths.clone();
        use_effect_with((), move |()| {
            let listener = EventListener::new(&window(), "resize", move |_| {
                widths.set(Widths::of_window(browser::width()));
            });
            move || drop(listener)
        });
    }
    *widths
}

/// Names the page in the tab, and starts a new page at its top.
#[hook]
fn use_page_change(selection: &Selection, manifest: &Rc<Manifest>) {
    let first = use_mut_ref(|| true);
    let whole = manifest.catalogue.whole.name.clone();
    // A link to a chart starts there.
    let is_led_on = selection.chart.is_some();
    use_effect_with(selection.page, move |page| {
        browser::set_title(&format!("{}, {whole}: {NAME}", page.title()));
        if !first.replace(false) && !is_led_on {
            browser::focus_main();
        }
    });
}

/// Fetches what the selection needs, one thing at a time.
#[hook]
fn use_fetching(stock: &UseReducerHandle<Stock>, selection: &Selection, source: &Source) {
    let tables = use_mut_ref(|| None::<Tables>);
    let need = if stock.0.is_loading() {
        None
    } else {
        stock.0.needs(selection).first().copied()
    };
    let (stock, source) = (stock.clone(), source.clone());
    use_effect_with(need, move |need| {
        if let Some(need) = *need {
            stock.dispatch(Arrival::Asked(need));
            let manifest = Rc::clone(&stock.0.manifest);
            spawn_local(async move {
                stock.dispatch(fetch(need, &source, &manifest, &tables).await);
            });
        }
    });
}

async fn fetch(
    need: Need,
    source: &Source,
    manifest: &Manifest,
    tables: &RefCell<Option<Tables>>,
) -> Arrival {
    let catalogue = &manifest.catalogue;
    let key = |measure: usize| catalogue.measures[measure].key.as_str();
    let part = async |name: &str, range| source.part(name, range).await;
    // Taken out while it is used, so that nothing is borrowed while a request is on its way.
    let taken = tables.borrow_mut().take();
    let mut own = taken.unwrap_or_else(|| Tables {
        estimates: RemoteTable::new(Table::Estimates, length(manifest, Table::Estimates)),
        gaps: RemoteTable::new(Table::Gaps, length(manifest, Table::Gaps)),
    });
    let arrival = match need {
        Need::Overview => Arrival::Estimates(need, read_overview(source, manifest).await),
        Need::Estimates(measure) => Arrival::Estimates(
            need,
            own.estimates
                .estimates(key(measure), catalogue, &part)
                .await,
        ),
        // Gaps follow from the estimates.
        Need::Gaps(measure) if source.leaves_out(Table::Gaps) => {
            let rows = own
                .estimates
                .estimates(key(measure), catalogue, &part)
                .await;
            let gaps = rows.map(|rows| aggregates::gaps::of_measure(catalogue, measure, &rows));
            Arrival::Gaps(measure, gaps)
        }
        Need::Gaps(measure) => {
            Arrival::Gaps(measure, own.gaps.gaps(key(measure), catalogue, &part).await)
        }
        Need::Combinations => Arrival::Combinations(read_combinations(source, manifest).await),
    };
    *tables.borrow_mut() = Some(own);
    arrival
}

async fn read_overview(source: &Source, manifest: &Manifest) -> Result<Vec<Estimate>, String> {
    let bytes = read_whole(source, manifest, Table::Overview).await?;
    decode::overview(&bytes, &manifest.catalogue).map_err(|error| error.to_string())
}

async fn read_combinations(
    source: &Source,
    manifest: &Manifest,
) -> Result<Vec<Combination>, String> {
    let bytes = read_whole(source, manifest, Table::Combinations).await?;
    decode::combinations(&bytes, &manifest.catalogue).map_err(|error| error.to_string())
}

/// A small table in one fetch, if it is the one that the manifest names.
async fn read_whole(source: &Source, manifest: &Manifest, table: Table) -> Result<Bytes, String> {
    let name = table.file_name();
    let expected = length(manifest, table);
    if expected == 0 {
        return Err(not_listed(name));
    }
    let bytes = source.file(name).await?;
    if bytes.len() as u64 != expected {
        return Err(other_length(name, expected, bytes.len() as u64));
    }
    Ok(bytes)
}

fn length(manifest: &Manifest, table: Table) -> u64 {
    manifest
        .file(table.file_name())
        .map_or(0, |file| file.bytes)
}
