//! A page as a value: its question, the sentences that answer it, what can be chosen, its charts.
//!
//! It lays out what it is given, and counts the figures that are withheld.

use std::rc::Rc;

use yew::prelude::*;

use super::ViewProperties;
use crate::components::chart_frame::Made;
use crate::components::chosen;
use crate::components::in_turn::Make;
use crate::components::pickers::{Choices, Offer};
use crate::components::places::Places;
use crate::exhibit::Exhibit;
use crate::exhibits::view::View;

/// A page.
pub(super) struct Sheet {
    /// The question it answers.
    pub title: String,
    /// Two or three sentences that answer it.
    pub said: Vec<String>,
    /// What can be chosen.
    pub offers: &'static [Offer],
    /// Its charts, in reading order; one that has not arrived keeps its place.
    pub exhibits: Vec<Placed>,
}

/// A chart, or something else that stands beside charts, and its place.
pub(super) enum Placed {
    Whole(Option<Made>),
    Half(Option<Made>),
    Other(Html),
}

impl Placed {
    /// What it shows, if it is a chart that has arrived.
    pub(super) fn exhibit(&self) -> Option<&Exhibit> {
        match self {
            Self::Whole(made) | Self::Half(made) => Some(&made.as_ref()?.exhibit),
            Self::Other(_) => None,
        }
    }

    /// What its finding adds to the sentences of its page.
    pub(super) fn follow_on(&self) -> Option<String> {
        Some(self.exhibit()?.words.follow_on.clone())
    }
}

/// A chart of a view with the page to itself.
pub(super) fn whole(view: &View, make: Make) -> Placed {
    Placed::Whole(made(view, make))
}

/// A chart of a view beside another.
pub(super) fn half(view: &View, make: Make) -> Placed {
    Placed::Half(made(view, make))
}

fn made(view: &View, make: Make) -> Option<Made> {
    let exhibit = Rc::new(make(view)?);
    Some(Made { exhibit, make })
}

/// A chart beside the last of these where there is room for it, else with the page to itself.
pub(super) fn beside(placed: &[Placed], view: &View, make: Make) -> Placed {
    let is_half = |placed: &&Placed| matches!(placed, Placed::Half(_));
    let halves = placed.iter().rev().take_while(is_half).count();
    if halves.is_multiple_of(2) {
        whole(view, make)
    } else {
        half(view, make)
    }
}

/// How many figures are withheld, among how many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub withheld: usize,
    pub figures: usize,
}

impl Tally {
    pub(super) fn of(exhibits: &[Placed]) -> Self {
        let tables = exhibits
            .iter()
            .filter_map(|placed| Some(&placed.exhibit()?.table));
        tables.fold(Self::default(), |sum, table| Self {
            withheld: sum.withheld + table.n_withheld(),
            figures: sum.figures + table.rows.len(),
        })
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self {
            withheld: self.withheld + other.withheld,
            figures: self.figures + other.figures,
        }
    }
}

impl Sheet {
    /// The page as HTML.
    pub(super) fn show(self, properties: &ViewProperties) -> Html {
        self.show_with(
            properties,
            Html::default(),
            Html::default(),
            Tally::default(),
        )
    }

    /// The page with something above its choices and below its charts, which shows figures of its
    /// own.
    pub(super) fn show_with(
        self,
        properties: &ViewProperties,
        above: Html,
        below: Html,
        others: Tally,
    ) -> Html {
        let tally = Tally::of(&self.exhibits).and(others);
        let ViewProperties {
            shelf,
            selection,
            widths,
            act,
        } = properties;
        let has_map = self.offers.contains(&Offer::Map);
        html! {
            <>
                <div class={classes!("opening", has_map.then_some("opening--map"))}>
                    <div>
                        { opening(properties, &self.title, &self.said, tally) }
                        { chosen::on_paper(selection, shelf.catalogue(), self.offers) }
                        { above }
                        <Choices
                            shelf={shelf.clone()} selection={selection.clone()} act={act.clone()}
                            offers={self.offers}
                        />
                    </div>
                    if has_map {
                        <Places
                            shelf={shelf.clone()} selection={selection.clone()}
                            widths={*widths} act={act.clone()}
                        />
                    }
                </div>
                <div class="exhibits exhibits--two">
                    { for self.exhibits.into_iter().enumerate().map(|(order, placed)| frame(properties, placed, order)) }
                </div>
                { below }
            </>
        }
    }
}

fn frame(properties: &ViewProperties, placed: Placed, order: usize) -> Html {
    match placed {
        Placed::Whole(made) => properties.whole(made, order),
        Placed::Half(made) => properties.half(made, order),
        Placed::Other(html) => html,
    }
}

/// The page's name, its sentences, the snapshot they speak of, and how much is withheld.
pub(super) fn opening(
    properties: &ViewProperties,
    title: &str,
    sentences: &[String],
    tally: Tally,
) -> Html {
    let view = properties.view();
    let snapshot = wording::date::snapshot(view.quarter());
    let withheld = wording::status::withheld_of(tally.withheld, tally.figures);
    html! {
        <>
            <h1>{ title.to_owned() }</h1>
            <p class="lede">{ sentences.join(" ") }</p>
            <p class="asof">
                { format!("Snapshot of {snapshot}. Counts are rounded.") }
                if tally.figures > 0 {
                    { " " }<span class="tally">{ withheld }</span>
                }
            </p>
        </>
    }
}
