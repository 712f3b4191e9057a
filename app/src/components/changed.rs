//! What is otherwise in the later of two releases: in sentences first, then as a table for each kind.

use std::rc::Rc;

use aggregates::manifest::Manifest;
use changes::told::{Kind, Told};
use wording::number::thousands;
use yew::prelude::*;

use crate::browser;
use crate::components::data_table::DataTable;
use crate::table::{Cell, Column, Row, Table};

/// How many rows of a table stand on the page; all that are listed are in its CSV.
const ROWS_ON_THE_PAGE: usize = 100;

/// Everything that was found, and one of the releases for the rule that both are under.
pub fn found(told: &Told, manifest: &Manifest) -> Html {
    let nothing = told.kinds.iter().all(|kind| kind.count == 0);
    let sentences = told
        .kinds
        .iter()
        .map(|kind| html! { <li>{ kind.finding.clone() }</li> });
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
            { for told.kinds.iter().map(|kind| section(kind, told, manifest)) }
        </div>
    }
}

fn section(kind: &Kind, told: &Told, manifest: &Manifest) -> Html {
    if kind.rows.is_empty() {
        return Html::default();
    }
    let table = Rc::new(table(kind));
    let mut shown = (*table).clone();
    shown.rows.truncate(ROWS_ON_THE_PAGE);
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
    let more = kind.count - shown.rows.len() as u64;
    let listed = kind.rows.len() as u64;
    html! {
        <section class="section" data-change={kind.key.clone()}>
            <h2>{ kind.title.clone() }</h2>
            <p class="words">{ kind.meaning.clone() }</p>
            <DataTable caption={format!("{}. {}", kind.title, kind.finding)} table={shown} />
            if more > 0 {
                <p class="note">
                    { format!("And {} more. ", thousands(more)) }
                    if listed < kind.count {
                        { format!("The first {} are in the CSV.", thousands(listed)) }
                    } else {
                        { "All are in the CSV." }
                    }
                </p>
            }
            <p class="tools">
                <button type="button" class="tool" onclick={save}>
                    <span class="visually-hidden">{ "Download as " }</span>{ "CSV" }
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
