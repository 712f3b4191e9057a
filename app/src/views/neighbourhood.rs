//! One area on every measure, on one printed sheet.
//!
//! Each measure beside the whole partnership, with a small line of its yearly values.

use charts::svg::Size;
use measures::definition::{Direction, Rule};
use measures::published::Published;
use yew::prelude::*;

use super::ViewProperties;
use super::overview::judgement;
use super::sheet::{Placed, Sheet, Tally, whole};
use crate::components::data_table::show;
use crate::components::pickers::{Offer, OptionGroup, measures};
use crate::components::small_line::SmallLine;
use crate::components::surroundings::link_to;
use crate::exhibit::Exhibit;
use crate::exhibits::view::View;
use crate::exhibits::{conditions, over_time, sentences};
use crate::state::{Action, Page};
use crate::table::{Cell, Row};

/// The size of a line in a row, in CSS pixels.
const LINE: Size = Size {
    width: 120,
    height: Some(28),
};

/// The page.
pub(super) fn page(properties: &ViewProperties) -> Html {
    let view = properties.view();
    let catalogue = view.catalogue();
    let headline = catalogue.headline_measures();
    let mut said: Vec<String> = headline
        .iter()
        .map(|measure| sentences::share(&view, *measure))
        .collect();
    // Single conditions have a chart of their own below.
    let shown: Vec<usize> = (0..catalogue.measures.len())
        .filter(|measure| !matches!(catalogue.measures[*measure].rule, Rule::HasCondition(_)))
        .collect();
    said.extend(differing(&view, &shown));
    let figures = shown
        .iter()
        .filter_map(|measure| view.figure_of(*measure, view.selection.area));
    let (mut withheld, mut n_figures) = (0, 0);
    for figure in figures {
        n_figures += 1;
        withheld += usize::from(matches!(figure, Published::Withheld));
    }
    let tally = Tally {
        withheld,
        figures: n_figures,
    };
    let kinds = measures(&shown, catalogue);
    let conditions = whole(&view, conditions::bars);
    let profile = html! {
        <section class="exhibits__whole profile" aria-labelledby="profile-headline">
            <h2 id="profile-headline">{ format!("{} on every measure", view.area().name) }</h2>
            { for kinds.iter().map(|kind| table(&view, kind)) }
            { on_paper(conditions.exhibit()) }
        </section>
    };
    Sheet {
        title: format!("{}: a profile", view.area().name),
        said,
        offers: &[Offer::Basis, Offer::Map],
        exhibits: vec![Placed::Other(profile), conditions],
    }
    .show_with(properties, Html::default(), Html::default(), tally)
}

/// Single conditions as a list that fits on the sheet with everything else, where the chart would
/// take a second one.
fn on_paper(conditions: Option<&Exhibit>) -> Html {
    let Some(exhibit) = conditions else {
        return Html::default();
    };
    let row = |row: &Row| {
        let cells: Vec<&str> = row.cells.iter().take(4).map(Cell::read).collect();
        let said = match cells[..] {
            [name, value, from, to] if value != from => format!("{name} {value} ({from} to {to})"),
            [name, value, ..] => format!("{name} {value}"),
            _ => String::new(),
        };
        html! { <li>{ said }</li> }
    };
    html! {
        <section class="on-paper">
            <h3>{ "Single conditions, with 95% intervals" }</h3>
            <ul>{ for exhibit.table.rows.iter().map(row) }</ul>
        </section>
    }
}

/// How many measures differ from the whole, as a sentence; nothing for the whole itself.
fn differing(view: &View, shown: &[usize]) -> Option<String> {
    if view.is_whole() {
        return None;
    }
    let judged: Vec<_> = shown
        .iter()
        .filter_map(|measure| view.comparison_of(*measure, view.selection.area))
        .collect();
    let similar = judged
        .iter()
        .filter(|judged| **judged == measures::comparison::Comparison::Similar)
        .count();
    Some(format!(
        "Of {} measures that can be compared, {} differ from {} by more than chance would give; \
         by chance alone, about 1 in 20 would.",
        judged.len(),
        judged.len() - similar,
        view.whole()
    ))
}

fn table(view: &View, kind: &OptionGroup) -> Html {
    let whole = view.catalogue().whole_index();
    let caption = format!(
        "{}: {} beside {}",
        kind.name,
        view.area().name,
        view.whole()
    );
    let row = |(measure, title): &(usize, String)| {
        let definition = &view.catalogue().measures[*measure];
        let scale = definition.scale();
        let (chosen, of_whole) = (
            view.figure_of(*measure, view.selection.area),
            view.figure_of(*measure, whole),
        );
        let cell = |figure: Option<_>| {
            let figure = figure.unwrap_or(Published::NotCalculable);
            show(&Cell::value(
                scale,
                figure.map(|figure: measures::figure::Figure| figure.value),
            ))
        };
        let interval = chosen
            .and_then(Published::shown)
            .map_or_else(String::new, |figure| {
                wording::number::interval(scale, &figure.interval_95)
            });
        let line = over_time::sparkline(view, *measure);
        let page = [Page::Multimorbidity, Page::Coordination, Page::Outcomes]
            .into_iter()
            .find(|page| page.measures(view.catalogue()).contains(measure))
            .unwrap_or(Page::Inequalities);
        let more = view
            .selection
            .after(Action::Open(page), view.catalogue())
            .after(Action::ChooseMeasure(*measure), view.catalogue());
        let better = match definition.direction {
            Direction::HigherIsBetter => "more is better",
            Direction::LowerIsBetter => "less is better",
            Direction::Neutral => "",
        };
        html! {
            <tr>
                <th scope="row">
                    <a href={link_to(&more, view.catalogue())}>{ title.clone() }</a>
                    if !better.is_empty() {
                        { " " }<span class="profile__better">{ better }</span>
                    }
                </th>
                <td class="number">{ cell(chosen) }</td>
                <td class="number profile__interval">{ interval }</td>
                if !view.is_whole() {
                    <td class="number">{ cell(of_whole) }</td>
                    <td>{ judgement(view, *measure, view.selection.area) }</td>
                }
                <td class="profile__line"><SmallLine {line} measure={title.clone()} size={LINE} /></td>
            </tr>
        }
    };
    html! {
        <div class="scroll" tabindex="0" role="region" aria-label={caption.clone()}>
            <table class="numbers">
                <caption>{ &kind.name }<span class="visually-hidden">{ format!(": {caption}") }</span></caption>
                <thead><tr>
                    <th scope="col">{ "Measure" }</th>
                    <th scope="col" class="number">{ &view.area().name }</th>
                    <th scope="col" class="number">{ "95% interval" }</th>
                    if !view.is_whole() {
                        <th scope="col" class="number">{ view.whole().to_owned() }</th>
                        <th scope="col">{ "Beside it" }</th>
                    }
                    <th scope="col">{ "Yearly" }</th>
                </tr></thead>
                <tbody>{ for kind.options.iter().map(row) }</tbody>
            </table>
        </div>
    }
}
