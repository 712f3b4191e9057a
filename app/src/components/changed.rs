//! What is otherwise in the later of two releases: in sentences first, then as a table for each kind.

use std::rc::Rc;

use aggregates::manifest::Manifest;
use changes::told::{Kind, Told};
use wording::number::thousands;
use yew::prelude::*;

use crate::browser;
use crate::components::data_table::DataTable;
use crate::table::{Cell, Column, Row, Table};

/// How many rows of a kind are seen first.
const FIRST_ROWS: usize = 6;
/// How many rows of a kind are ever on the page; all that are listed are in its CSV.
const MOST_ROWS: usize = 500;

/// What a comparison's findings need.
#[derive(Debug, PartialEq, Properties)]
pub struct FoundProperties {
    /// Everything that was found.
    pub told: Rc<Told>,
    /// One of the releases, for the rule that both are under.
    pub manifest: Rc<Manifest>,
}

/// Everything that was found.
#[component]
pub fn Found(properties: &FoundProperties) -> Html {
    let FoundProperties { told, manifest } = properties;
    let nothing = told.kinds.iter().all(|kind| kind.count == 0);
    let sentences = told
        .kinds
        .iter()
        .map(|kind| html! { <li>{ kind.finding.clone() }</li> });
    let of_kind = |(place, kind): (usize, &Kind)| {
        let (told, manifest) = (Rc::clone(told), Rc::clone(manifest));
        html! {
            if !kind.rows.is_empty() {
                <OfKind key={place} {told} {manifest} {place} />
            }
        }
    };
    html! {
        <div class="changed">
            <section class="section">
                <h2>{ "What changed, in words" }</h2>
                <p class="words">{ told.which.clone() }</p>
                if nothing {
                    <p class="words"><strong>{ "Nothing is otherwise." }</strong></p>
                }
                <ul class="words">{ for sentences }</ul>
            </section>
            { for told.kinds.iter().enumerate().map(of_kind) }
        </div>
    }
}

#[derive(Debug, PartialEq, Properties)]
struct OfKindProperties {
    told: Rc<Told>,
    manifest: Rc<Manifest>,
    /// Which of the kinds that were found.
    place: usize,
}

/// One kind of change: its first rows, and the way to the others.
#[component]
fn OfKind(properties: &OfKindProperties) -> Html {
    let OfKindProperties {
        told,
        manifest,
        place,
    } = properties;
    let is_long = use_state(|| false);
    let kind = &told.kinds[*place];
    let table = Rc::new(table(kind));
    let on_the_page = table.rows.len().min(MOST_ROWS);
    let mut shown = (*table).clone();
    shown
        .rows
        .truncate(if *is_long { on_the_page } else { FIRST_ROWS });
    let save = {
        let name = format!("changes-{}-{}.csv", kind.key, told.later);
        let about = [
            ("Title", kind.finding.clone()),
            ("Later release", told.later.clone()),
            ("Earlier release", told.earlier.clone()),
            ("Small numbers", manifest.disclosure.words.clone()),
        ];
        move |_: MouseEvent| {
            let text = table.csv_for_excel(&about);
            browser::save(&name, "text/csv;charset=utf-8", text.as_bytes());
        }
    };
    let turn = {
        let is_long = is_long.clone();
        move |_: MouseEvent| is_long.set(!*is_long)
    };
    let [all, on_page, listed] =
        [kind.count, on_the_page as u64, kind.rows.len() as u64].map(thousands);
    let show_all = if *is_long {
        format!("Show the first {FIRST_ROWS}")
    } else if on_page == all {
        format!("Show all {all}")
    } else {
        format!("Show the first {on_page} of {all}")
    };
    html! {
        <section class="section" data-change={kind.key.clone()}>
            <h2>{ format!("{}: {all}", kind.title) }</h2>
            <p class="words">{ kind.meaning.clone() }</p>
            <DataTable caption={format!("{}. {}", kind.title, kind.finding)} table={shown} />
            <p class="tools">
                if on_the_page > FIRST_ROWS {
                    <button type="button" class="tool" aria-expanded={is_long.to_string()} onclick={turn}>
                        { show_all }
                        <span class="visually-hidden">{ format!(": {}", kind.title) }</span>
                    </button>
                }
                <button type="button" class="tool" onclick={save}>
                    <span class="visually-hidden">{ "Download as " }</span>{ format!("CSV of {listed} rows") }
                    <span class="visually-hidden">{ format!(": {}", kind.title) }</span>
                </button>
            </p>
        </section>
    }
}

/// The rows as the page's tables have them.
fn table(kind: &Kind) -> Table {
    let column = |(name, numeric): &(String, bool)| Column {
        name: name.clone(),
        numeric: *numeric,
    };
    let cell = |(read, plain): &(String, Option<String>)| match plain {
        None => Cell::words(read.clone()),
        Some(plain) => Cell::Number {
            read: read.clone(),
            plain: plain.clone(),
            zero: plain == "0",
        },
    };
    let row = |cells: &Vec<(String, Option<String>)>| Row {
        chosen: false,
        cells: cells.iter().map(cell).collect(),
    };
    Table {
        columns: kind.columns.iter().map(column).collect(),
        rows: kind.rows.iter().map(row).collect(),
    }
}
