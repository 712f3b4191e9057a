//! The numbers of a chart as a table. It shows cells and makes none.

use measures::published::Published;
use yew::prelude::*;

use crate::table::{Cell, Table};

/// What a table needs.
#[derive(Debug, PartialEq, Properties)]
pub struct TableProperties {
    /// What the table is of, for those who come to it first.
    pub caption: AttrValue,
    /// The numbers.
    pub table: Table,
}

/// A table that scrolls by itself where it is wider than the page, with the keyboard as well.
#[component]
pub fn DataTable(properties: &TableProperties) -> Html {
    let columns = &properties.table.columns;
    let heading = |name: &str, numeric: bool| {
        html! { <th scope="col" class={classes!(numeric.then_some("number"))}>{ name.to_owned() }</th> }
    };
    let rows = properties.table.rows.iter().map(|row| {
        let cells = row
            .cells
            .iter()
            .zip(columns)
            .enumerate()
            .map(|(position, (cell, column))| {
                let class = classes!(column.numeric.then_some("number"));
                if position == 0 {
                    html! { <th scope="row" {class}>{ show(cell) }</th> }
                } else {
                    html! { <td {class}>{ show(cell) }</td> }
                }
            });
        html! { <tr class={classes!(row.chosen.then_some("numbers__chosen"))}>{ for cells }</tr> }
    });
    html! {
        <div class="scroll" tabindex="0" role="region" aria-label={properties.caption.clone()}>
            <table class="numbers">
                <caption class="visually-hidden">{ &properties.caption }</caption>
                <thead>
                    <tr>{ for columns.iter().map(|column| heading(&column.name, column.numeric)) }</tr>
                </thead>
                <tbody>{ for rows }</tbody>
            </table>
        </div>
    }
}

/// A cell, with the four kinds of figure told apart by mark and word.
pub fn show(cell: &Cell) -> Html {
    match cell {
        Cell::Absent(why) => absent(why),
        Cell::Number { zero: true, .. } => {
            html! { <span class="zero">{ cell.read().to_owned() }</span> }
        }
        _ => html! { { cell.read().to_owned() } },
    }
}

/// The word for a figure that is absent, with its reason for those who point at it.
pub fn absent<T>(why: &Published<T>) -> Html {
    let class = format!("absent absent--{}", why.status());
    let reason = wording::status::reason(why).unwrap_or_default();
    html! { <span {class} title={reason}>{ wording::status::short(why).unwrap_or_default() }</span> }
}
