//! How far apart groups of people are: by deprivation in every area, by group, and over time.

use measures::breakdown::Breakdown;
use yew::prelude::*;

use super::ViewProperties;
use super::sheet::{Sheet, Tally, half, whole};
use crate::components::data_table::DataTable;
use crate::components::pickers::Offer;
use crate::exhibits::{between_groups, by_group, deprivation, sentences, slope};
use crate::state::LOCAL_FIFTHS;

/// The page.
pub(super) fn page(properties: &ViewProperties) -> Html {
    let view = properties.view();
    let mut said = vec![sentences::share(&view, view.selection.measure)];
    if deprivation::has_gap(&view) {
        said.push(deprivation::gap(&view).follow_on);
        said.extend(deprivation::in_people(&view));
    }
    let mut exhibits = Vec::new();
    let publishes = |breakdown| view.measure().publishes(breakdown, view.is_whole());
    if publishes(view.selection.fifths) {
        exhibits.push(whole(&view, slope::slope));
    }
    if publishes(LOCAL_FIFTHS) {
        exhibits.push(half(&view, deprivation::dumbbell));
    }
    if view.selection.breakdown != Breakdown::All {
        exhibits.push(half(&view, by_group::bars));
    }
    if publishes(LOCAL_FIFTHS) {
        exhibits.push(whole(&view, deprivation::over_time));
    }
    let (groups, tally) = groups(properties);
    Sheet {
        title: "Who is better and worse off?".to_owned(),
        said,
        offers: &[
            Offer::Measure,
            Offer::Breakdown,
            Offer::Fifths,
            Offer::Basis,
            Offer::Map,
        ],
        exhibits,
    }
    .show_with(properties, Html::default(), groups, tally)
}

/// The widest gap between groups that have no order, for each way of splitting people.
fn groups(properties: &ViewProperties) -> (Html, Tally) {
    let view = properties.view();
    let Some((said, table)) = between_groups::gaps(&view) else {
        return <(Html, Tally)>::default();
    };
    let tally = Tally {
        withheld: table.n_withheld(),
        figures: table.rows.len(),
    };
    let caption = format!(
        "Gaps between groups: {}, {}, {}",
        view.measure().title,
        view.area().name,
        wording::date::snapshot(view.quarter())
    );
    let html = html! {
        <section class="section" aria-labelledby="between-groups">
            <h2 id="between-groups">{ "Gaps between groups" }</h2>
            <ul class="words">{ for said.into_iter().map(|sentence| html! { <li>{ sentence }</li> }) }</ul>
            <DataTable {caption} {table} />
            <p class="words note">
                { "Each group is held against the area’s other people; withheld groups and people \
                   whose group is not known are left out. Of several groups one always lies \
                   furthest out, so read the interval. The index of disparity is how far a group \
                   lies from everybody’s value on average, as a share of that value; it has no \
                   interval. Groups differ in age, which these figures do not allow for." }
            </p>
        </section>
    };
    (html, tally)
}
