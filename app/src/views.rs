//! The pages. Each owns nothing: it is made from what has arrived and what is chosen.

pub mod accessibility;
pub mod changes;
pub mod compare;
pub mod coordination;
pub mod data;
pub mod inequalities;
pub mod multimorbidity;
pub mod neighbourhood;
pub mod outcomes;
pub mod overview;
mod sheet;

use std::rc::Rc;

use yew::prelude::*;

use crate::components::chart_frame::{ChartFrame, Made};
use crate::exhibit::Widths;
use crate::exhibits::view;
use crate::notes::page::NotesPage;
use crate::shelf::Shelf;
use crate::state::{Action, Page, Selection};

/// What every page needs.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct ViewProperties {
    /// What has arrived.
    pub shelf: Shelf,
    /// What is chosen.
    pub selection: Selection,
    /// How wide charts are drawn.
    pub widths: Widths,
    /// Where actions go.
    pub act: Callback<Action>,
}

/// The chosen page.
#[component]
pub fn View(properties: &ViewProperties) -> Html {
    match properties.selection.page {
        Page::Overview => overview::page(properties),
        Page::Multimorbidity => multimorbidity::page(properties),
        Page::Coordination => coordination::page(properties),
        Page::Inequalities => inequalities::page(properties),
        Page::Outcomes => outcomes::page(properties),
        Page::Neighbourhood => neighbourhood::page(properties),
        Page::Compare => compare::page(properties),
        Page::Data => data::page(properties),
        Page::Accessibility => accessibility::page(properties),
        Page::Changes => changes::page(properties),
        Page::Notes => html! { <NotesPage /> },
    }
}

impl ViewProperties {
    /// The selection on the release.
    #[must_use]
    pub fn view(&self) -> view::View<'_> {
        view::View::of(&self.shelf, &self.selection)
    }

    /// A chart with the page to itself, the `order`th of the page.
    fn whole(&self, made: Option<Made>, order: usize) -> Html {
        html! { <div class="exhibits__whole">{ self.frame(made, self.widths.whole, order) }</div> }
    }

    /// A chart beside another, the `order`th of the page.
    fn half(&self, made: Option<Made>, order: usize) -> Html {
        self.frame(made, self.widths.half, order)
    }

    fn frame(&self, made: Option<Made>, width: u32, order: usize) -> Html {
        let Some(made) = made else {
            let failed = !self.shelf.is_loading() && self.shelf.needs(&self.selection).is_empty();
            let said = if failed {
                "This chart cannot be shown for this choice."
            } else {
                "This chart is on its way."
            };
            return html! { <div class="exhibit exhibit--empty"><p>{ said }</p></div> };
        };
        let name = made.exhibit.name;
        let as_table = self.selection.tables.contains(name);
        let is_led_to = self.selection.chart.as_deref() == Some(name);
        let manifest = Rc::clone(&self.shelf.manifest);
        html! {
            <ChartFrame key={name} {made} {order} {manifest} {width} {as_table} {is_led_to} act={self.act.clone()} />
        }
    }
}
