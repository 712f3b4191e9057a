//! How far apart groups of people are: by deprivation in every area, by group, and over time.

use measures::published::Published;
use yew::prelude::*;

use super::ViewProperties;
use crate::components::pickers::{Choices, Offers};
use crate::exhibits::{by_group, deprivation, sentences};

/// The page.
pub(super) fn page(properties: &ViewProperties) -> Html {
    let view = properties.view();
    let ViewProperties {
        shelf,
        selection,
        act,
        ..
    } = properties;
    let gaps = deprivation::dumbbell(&view);
    let group = by_group::bars(&view);
    let mut said = vec![sentences::share(&view, selection.measure)];
    said.extend(group.as_ref().map(|group| group.words.follow_on.clone()));
    if gaps.is_some() {
        said.push(sentences::gap(&view).follow_on);
    }
    said.extend(more_people(properties));
    html! {
        <>
            { properties.opening("Who is better and worse off?", &said) }
            <Choices
                shelf={shelf.clone()} selection={selection.clone()} act={act.clone()}
                offers={Offers { measure: true, breakdown: true }}
            />
            <div class="exhibits exhibits--two">
                { properties.half(gaps) }
                { properties.half(group) }
                { properties.whole(deprivation::over_time(&view)) }
            </div>
        </>
    }
}

/// The gap as people, where the release gives it and the gap is clear.
fn more_people(properties: &ViewProperties) -> Option<String> {
    let ViewProperties {
        shelf, selection, ..
    } = properties;
    let gap = shelf.gap(
        selection.measure,
        selection.period,
        selection.area,
        deprivation::FIFTHS,
        aggregates::gaps::Method::Difference,
    )?;
    let Published::Shown(value) = gap.value else {
        return None;
    };
    let range = value.interval_95;
    let clear = range.lower > 0.0 || range.upper < 0.0;
    gap.people
        .filter(|people| clear && *people != 0)
        .map(|people| wording::finding::as_people(&properties.view().area().name, people))
}
