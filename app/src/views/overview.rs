//! What matters most, and every neighbourhood at a glance.

use charts::caption::Caption;
use charts::comparison_mark::ComparisonMark;
use charts::svg::{Purpose, Size, render};
use measures::published::Published;
use wording::finding::Between;
use yew::prelude::*;

use super::ViewProperties;
use super::sheet::{Sheet, Tally, half, whole};
use crate::components::data_table::{absent, show};
use crate::components::pickers::Offer;
use crate::components::small_line::SmallLine;
use crate::components::surroundings::link_to;
use crate::exhibits::view::View;
use crate::exhibits::{at_a_glance, by_area, deprivation, over_time, sentences};
use crate::state::{Action, Page, Selection};
use crate::table::Cell;

/// The size of a mark beside a word, in CSS pixels.
const MARK: u32 = 16;

/// The page.
pub(super) fn page(properties: &ViewProperties) -> Html {
    let view = properties.view();
    let ViewProperties {
        shelf, selection, ..
    } = properties;
    let catalogue = shelf.catalogue();
    let headline = catalogue.headline_measures();
    let mut said: Vec<String> = headline
        .iter()
        .map(|measure| sentences::share(&view, *measure))
        .collect();
    let gap = catalogue
        .every_step()
        .map(|measure| with_measure(selection, measure));
    if let Some(gap) = &gap {
        let view = View::of(shelf, gap);
        if deprivation::has_gap(&view) {
            said.push(deprivation::gap(&view).follow_on);
        }
    }
    let cards = html! {
        <div class="figures">
            { for headline.iter().map(|measure| card(properties, *measure)) }
            if let Some(gap) = &gap {
                { gap_card(properties, gap) }
            }
        </div>
    };
    Sheet {
        title: format!("Long-term conditions in {}", view.area().name),
        said,
        offers: &[Offer::Measure, Offer::Basis],
        exhibits: vec![
            half(&view, by_area::map),
            half(&view, over_time::chart),
            whole(&view, at_a_glance::heat),
        ],
    }
    .show_with(properties, cards, Html::default(), Tally::default())
}

fn with_measure(selection: &Selection, measure: usize) -> Selection {
    Selection {
        measure,
        ..selection.clone()
    }
}

fn card(properties: &ViewProperties, measure: usize) -> Html {
    let view = properties.view().as_counted();
    let definition = &view.catalogue().measures[measure];
    let Some(figure) = view.figure_of(measure, properties.selection.area) else {
        return Html::default();
    };
    let page = [Page::Multimorbidity, Page::Coordination]
        .into_iter()
        .find(|page| page.measures(view.catalogue()).contains(&measure))
        .unwrap_or(Page::Inequalities);
    let line = over_time::sparkline(&view, measure);
    let size = Size {
        width: properties.widths.card,
        height: Some(44),
    };
    html! {
        <section class="card">
            <h2 class="card__name">{ &definition.title }</h2>
            { large(&Cell::value(definition.scale(), figure.map(|figure| figure.value))) }
            <p class="card__words">{ sentences::with_interval(&view, measure) }</p>
            <div class="card__line"><SmallLine {line} measure={definition.title.clone()} {size} /></div>
            { more(properties, page, measure) }
        </section>
    }
}

fn gap_card(properties: &ViewProperties, selection: &Selection) -> Html {
    let view = View::of(&properties.shelf, selection);
    let definition = view.measure();
    if !deprivation::has_gap(&view) {
        return Html::default();
    }
    let gap = deprivation::difference(&view, selection.period, selection.area);
    let value = gap.map(|gap| gap.value);
    html! {
        <section class="card">
            <h2 class="card__name">{ format!("{}: gap by deprivation", definition.title) }</h2>
            { large(&Cell::signed(definition.scale(), value)) }
            <p class="card__words">{ gap_words(&view, gap) }</p>
            { more(properties, Page::Inequalities, selection.measure) }
        </section>
    }
}

fn gap_words(view: &View, gap: Published<Between>) -> String {
    match gap {
        Published::Shown(gap) => format!(
            "Least minus most deprived local fifth. 95% interval: {}.",
            wording::number::signed_interval(view.scale(), &gap.interval)
        ),
        absent => wording::status::reason(&absent)
            .unwrap_or_default()
            .to_owned(),
    }
}

fn large(cell: &Cell) -> Html {
    match cell {
        Cell::Absent(why) => {
            html! { <p class="card__figure card__figure--absent">{ absent(why) }</p> }
        }
        shown => html! { <p class="card__figure">{ show(shown) }</p> },
    }
}

fn more(properties: &ViewProperties, page: Page, measure: usize) -> Html {
    let catalogue = properties.shelf.catalogue();
    let selection = properties
        .selection
        .after(Action::Open(page), catalogue)
        .after(Action::ChooseMeasure(measure), catalogue);
    html! {
        <p class="card__more"><a href={link_to(&selection, catalogue)}>{ format!("More: {}", page.title()) }</a></p>
    }
}

/// The judgement of an area beside the whole, as mark and word.
pub(super) fn judgement(view: &View, measure: usize, area: measures::area::AreaIndex) -> Html {
    let Some(comparison) = view.comparison_of(measure, area) else {
        return Html::default();
    };
    let mark = render(
        &ComparisonMark(comparison),
        &Size {
            width: MARK,
            height: Some(MARK),
        },
        &Caption::default(),
        Purpose::Page,
    );
    html! {
        <span class="judgement">
            <span class="judgement__mark">{ Html::from_html_unchecked(mark.into()) }</span>
            { wording::comparison::short(comparison) }
        </span>
    }
}
