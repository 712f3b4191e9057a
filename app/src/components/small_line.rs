//! The small line of a measure over the years, in a card or in a row of a table.
//!
//! A choice changes many of them at once, and a reader waits for none: they follow the words beside
//! them. It never changes a number or a word.

use charts::caption::Caption;
use charts::sparkline::Sparkline;
use charts::svg::{Purpose, Size, render};
use yew::prelude::*;

use crate::components::in_turn::use_following;

/// What a small line needs.
#[derive(Debug, PartialEq, Properties)]
pub struct SmallLineProperties {
    /// The line.
    pub line: Sparkline,
    /// The measure that it is of.
    pub measure: AttrValue,
    /// How large it is drawn, in CSS pixels.
    pub size: Size,
}

/// A line, drawn a moment after it has changed.
#[component]
pub fn SmallLine(properties: &SmallLineProperties) -> Html {
    let SmallLineProperties {
        line,
        measure,
        size,
    } = properties;
    let (line, is_behind) = use_following(line);
    let svg = use_memo((line, *size, measure.clone()), |(line, size, measure)| {
        let caption = Caption {
            title: format!("{measure} over the last years"),
            ..Caption::default()
        };
        AttrValue::from(render(line, size, &caption, Purpose::Page))
    });
    html! {
        <div aria-busy={is_behind.then_some("true")}>{ Html::from_html_unchecked((*svg).clone()) }</div>
    }
}
