//! What matters most, and every neighbourhood at a glance.

use aggregates::gaps::Method;
use charts::caption::Caption;
use charts::comparison_mark::ComparisonMark;
use charts::svg::{Purpose, Size, render};
use measures::published::Published;
use yew::prelude::*;

use super::ViewProperties;
use crate::components::data_table::{absent, show};
use crate::components::pickers::{Choices, Offers};
use crate::components::surroundings::link_to;
use crate::exhibits::view::View;
use crate::exhibits::{by_area, deprivation, over_time, sentences};
use crate::state::{Action, Page, Selection};
use crate::table::Cell;

/// The size of a mark beside a word, in CSS pixels.
const MARK: u32 = 16;

/// The page.
pub(super) fn page(properties: &ViewProperties) -> Html {
    let view = properties.view();
    let ViewProperties {
        shelf,
        selection,
        act,
        ..
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
        let view = View {
            shelf,
            selection: gap,
        };
        if gap_of(&view).is_some() {
            said.push(sentences::gap(&view).follow_on);
        }
    }
    html! {
        <>
            { properties.opening(&format!("Long-term conditions in {}", view.area().name), &said) }
            <div class="figures">
                { for headline.iter().map(|measure| card(properties, *measure)) }
                if let Some(gap) = &gap {
                    { gap_card(properties, gap) }
                }
            </div>
            <Choices
                shelf={shelf.clone()} selection={selection.clone()} act={act.clone()}
                offers={Offers { measure: true, breakdown: false }}
            />
            <div class="exhibits exhibits--two">
                { properties.half(by_area::tiles(&view)) }
                { at_a_glance(properties) }
            </div>
        </>
    }
}

fn with_measure(selection: &Selection, measure: usize) -> Selection {
    Selection {
        measure,
        ..selection.clone()
    }
}

fn gap_of(view: &View) -> Option<Published<deprivation::GapFigure>> {
    let Selection {
        measure,
        period,
        area,
        ..
    } = *view.selection;
    view.shelf.gap(
        measure,
        period,
        area,
        deprivation::FIFTHS,
        Method::Difference,
    )?;
    Some(deprivation::gap(view, period, area, Method::Difference))
}

fn card(properties: &ViewProperties, measure: usize) -> Html {
    let view = properties.view();
    let definition = &view.catalogue().measures[measure];
    let Some(figure) = view.figure_of(measure, properties.selection.area) else {
        return Html::default();
    };
    let page = [Page::Multimorbidity, Page::Coordination]
        .into_iter()
        .find(|page| page.measures(view.catalogue()).contains(&measure))
        .unwrap_or(Page::Inequalities);
    let line = over_time::sparkline(&view, measure);
    let caption = Caption {
        title: format!("{} over the last years", definition.title),
        ..Caption::default()
    };
    let size = Size {
        width: properties.widths.card,
        height: Some(44),
    };
    let line = render(&line, &size, &caption, Purpose::Page);
    html! {
        <section class="card">
            <h2 class="card__name">{ &definition.title }</h2>
            { large(&Cell::value(definition.scale(), figure.map(|figure| figure.value))) }
            <p class="card__words">{ sentences::with_interval(&view, measure) }</p>
            <div class="card__line">{ Html::from_html_unchecked(line.into()) }</div>
            { more(properties, page, measure) }
        </section>
    }
}

fn gap_card(properties: &ViewProperties, selection: &Selection) -> Html {
    let view = View {
        shelf: &properties.shelf,
        selection,
    };
    let definition = view.measure();
    let Some(gap) = gap_of(&view) else {
        return Html::default();
    };
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

fn gap_words(view: &View, gap: Published<deprivation::GapFigure>) -> String {
    match gap {
        Published::Shown(gap) => format!(
            "Least minus most deprived local fifth. 95% interval: {}.",
            wording::number::signed_interval(view.scale(), &gap.interval_95)
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

/// Every neighbourhood by the measures that matter most, with words and shapes for how each
/// stands beside the whole.
fn at_a_glance(properties: &ViewProperties) -> Html {
    let view = properties.view();
    let catalogue = view.catalogue();
    let mut measures = catalogue.headline_measures();
    if !measures.contains(&properties.selection.measure) {
        measures.push(properties.selection.measure);
    }
    let heading = |measure: &usize| {
        html! { <th scope="col">{ &catalogue.measures[*measure].title }</th> }
    };
    let rows = catalogue.areas().map(|(area, named)| {
        let cells = measures.iter().map(|measure| {
            let scale = catalogue.measures[*measure].scale();
            let figure = view.figure_of(*measure, area).unwrap_or(Published::NotCalculable);
            let value = show(&Cell::value(scale, figure.map(|figure| figure.value)));
            html! { <td><span class="heat__value">{ value }</span>{ judgement(&view, *measure, area) }</td> }
        });
        let chosen = (area == properties.selection.area).then_some("numbers__chosen");
        let link = properties.selection.after(Action::ChooseArea(area), catalogue);
        html! {
            <tr class={classes!(chosen)}>
                <th scope="row"><a href={link_to(&link, catalogue)}>{ &named.name }</a></th>
                { for cells }
            </tr>
        }
    });
    html! {
        <article class="exhibit" aria-labelledby="all-headline">
            <h2 class="exhibit__headline" id="all-headline">{ "All neighbourhoods at a glance" }</h2>
            <p class="exhibit__subtitle">
                { format!("Each beside {}, {}. Choose a name to see it everywhere.",
                    view.whole(), wording::date::snapshot(view.quarter())) }
            </p>
            <div class="scroll" tabindex="0" role="region" aria-label="All neighbourhoods at a glance">
                <table class="numbers heat">
                    <caption class="visually-hidden">
                        { format!("Each neighbourhood and how it stands beside {}", view.whole()) }
                    </caption>
                    <thead><tr><th scope="col">{ "Neighbourhood" }</th>{ for measures.iter().map(heading) }</tr></thead>
                    <tbody>{ for rows }</tbody>
                </table>
            </div>
        </article>
    }
}

fn judgement(view: &View, measure: usize, area: measures::area::AreaIndex) -> Html {
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
