//! Choosing area, measure, snapshot and grouping, by the browser's own select elements.

use measures::area::AreaIndex;
use measures::breakdown::Breakdown;
use measures::catalogue::Catalogue;
use measures::definition::{Family, Rule};
use web_sys::HtmlSelectElement;
use wording::finding::what_is_shown;
use wording::list::capitalised;
use yew::prelude::*;

use crate::basis;
use crate::shelf::Shelf;
use crate::state::{Action, LOCAL_FIFTHS, Selection};

/// Something that can be chosen on a page, besides area and snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offer {
    /// The measure.
    Measure,
    /// How people are split.
    Breakdown,
    /// Figures as counted or standardised.
    Basis,
    /// The fifths by deprivation that a slope is drawn over.
    Fifths,
    /// Two areas or groups rather than one area.
    Pair,
    /// The area, on a map as well: on pages that have no map among their charts.
    Map,
}

/// What the row of choices needs.
#[derive(Debug, PartialEq, Properties)]
pub struct ChoicesProperties {
    /// The release.
    pub shelf: Shelf,
    /// What is chosen.
    pub selection: Selection,
    /// What can be.
    pub offers: &'static [Offer],
    /// Where a choice goes.
    pub act: Callback<Action>,
}

/// The row of choices at the top of a page.
#[component]
pub fn Choices(properties: &ChoicesProperties) -> Html {
    let ChoicesProperties {
        shelf,
        selection,
        offers,
        act,
    } = properties;
    let catalogue = shelf.catalogue();
    let offered = |offer: Offer| offers.contains(&offer);
    let of_pair = offered(Offer::Pair);
    let of_areas = of_pair && selection.compares_areas();
    html! {
        <form class="choices" aria-label="What is shown" onsubmit={|event: SubmitEvent| event.prevent_default()}>
            if offered(Offer::Measure) {
                <Picker
                    id="measure"
                    label="Measure"
                    groups={measures(&selection.page.measures(catalogue), catalogue)}
                    chosen={selection.measure}
                    choose={act.reform(Action::ChooseMeasure)}
                />
            }
            if of_pair {
                { kind_of_pair(selection, catalogue, act) }
            }
            <Picker
                id="area"
                label={if of_areas { "First area" } else { "Area" }}
                groups={areas(catalogue)}
                chosen={selection.area.0}
                choose={act.reform(|area| Action::ChooseArea(AreaIndex(area)))}
            />
            if of_areas {
                <Picker
                    id="with"
                    label="Second area"
                    groups={areas(catalogue)}
                    chosen={selection.other.0}
                    choose={act.reform(|area| Action::ChooseOther(AreaIndex(area)))}
                />
            }
            if of_pair && !of_areas {
                { groups_of_pair(selection, catalogue, act) }
            }
            if offered(Offer::Breakdown) {
                { breakdown(selection, catalogue, act) }
            }
            if offered(Offer::Fifths) {
                { fifths(selection, catalogue, act) }
            }
            <Picker
                id="period"
                label="Snapshot"
                groups={periods(catalogue)}
                chosen={selection.period}
                choose={act.reform(Action::ChoosePeriod)}
            />
            if offered(Offer::Basis) {
                { basis(selection, act) }
            }
            if let Some(measure) = catalogue.measures.get(selection.measure) {
                <div class="choices__note">
                    if offered(Offer::Measure) {
                        <p id="measure-meaning">
                            <b>{ &measure.question }</b>
                            { format!(" {}", wording::direction::sentence(measure.direction)) }
                        </p>
                    }
                    if offered(Offer::Basis) {
                        <p id="figures-meaning">{ what_is_shown(selection.basis, measure) }</p>
                    }
                </div>
            }
        </form>
    }
}

fn basis(selection: &Selection, act: &Callback<Action>) -> Html {
    let options = basis::EVERY.iter().copied().map(basis::title);
    let chosen = basis::EVERY.iter().position(|one| *one == selection.basis);
    let choose = act.reform(|place: usize| {
        Action::ChooseBasis(basis::EVERY.get(place).copied().unwrap_or_default())
    });
    html! {
        <Picker id="figures" label="Figures" groups={ungrouped(options)} chosen={chosen.unwrap_or_default()} {choose} />
    }
}

/// The kinds of two things that can be compared: areas, or the groups of a breakdown.
fn kind_of_pair(selection: &Selection, catalogue: &Catalogue, act: &Callback<Action>) -> Html {
    let mut kinds = vec![Breakdown::All];
    kinds.extend(selection.groupings(catalogue));
    let options = kinds.iter().map(|kind| match kind {
        Breakdown::All => "Two areas".to_owned(),
        groups => format!("Two groups, by {}", wording::group::split_by(*groups)),
    });
    let options = ungrouped(options);
    let chosen = kinds.iter().position(|kind| *kind == selection.breakdown);
    let choose = act.reform(move |place: usize| {
        Action::ChooseBreakdown(kinds.get(place).copied().unwrap_or(Breakdown::All))
    });
    html! {
        <Picker id="kind" label="Compare" groups={options} chosen={chosen.unwrap_or_default()} {choose} />
    }
}

fn groups_of_pair(selection: &Selection, catalogue: &Catalogue, act: &Callback<Action>) -> Html {
    let labels = catalogue.groups(selection.breakdown);
    let options: Vec<(usize, String)> = selection
        .published_groups(catalogue)
        .into_iter()
        .map(|group| {
            (
                group,
                wording::group::label(selection.breakdown, &labels[group]),
            )
        })
        .collect();
    let options = vec![OptionGroup {
        name: String::new(),
        options,
    }];
    let [first, second] = selection.groups;
    // Choosing the group that is on the other side already makes the two change sides.
    let choose_first = act.reform(move |group| {
        Action::ChooseGroups([group, if group == second { first } else { second }])
    });
    let choose_second = act.reform(move |group| {
        Action::ChooseGroups([if group == first { second } else { first }, group])
    });
    html! {
        <>
            <Picker id="first" label="First group" groups={options.clone()} chosen={first} choose={choose_first} />
            <Picker id="second" label="Second group" groups={options} chosen={second} choose={choose_second} />
        </>
    }
}

/// Which fifths a slope is drawn over, where there is a choice.
fn fifths(selection: &Selection, catalogue: &Catalogue, act: &Callback<Action>) -> Html {
    let offered = selection.offered_fifths(catalogue);
    if offered.len() < 2 {
        return Html::default();
    }
    let options = offered
        .iter()
        .map(|fifths| capitalised(wording::group::split_by(*fifths)));
    let options = ungrouped(options);
    let chosen = offered.iter().position(|one| *one == selection.fifths);
    let choose = act.reform(move |place: usize| {
        Action::ChooseFifths(offered.get(place).copied().unwrap_or(LOCAL_FIFTHS))
    });
    html! {
        <Picker id="fifths" label="Slope over" groups={options} chosen={chosen.unwrap_or_default()} {choose} />
    }
}

/// Options by their places, under no name.
fn ungrouped(names: impl Iterator<Item = impl Into<String>>) -> Vec<OptionGroup> {
    vec![OptionGroup {
        name: String::new(),
        options: names.map(Into::into).enumerate().collect(),
    }]
}

/// Some options under a common name, or under none.
#[derive(Debug, Clone, PartialEq)]
pub struct OptionGroup {
    /// The common name; empty for none.
    pub name: String,
    /// What is chosen, and what a reader calls it.
    pub options: Vec<(usize, String)>,
}

#[derive(Debug, PartialEq, Properties)]
struct PickerProperties {
    id: &'static str,
    label: &'static str,
    groups: Vec<OptionGroup>,
    chosen: usize,
    choose: Callback<usize>,
}

#[component]
fn Picker(properties: &PickerProperties) -> Html {
    let PickerProperties {
        id,
        label,
        groups,
        chosen,
        choose,
    } = properties;
    let onchange = choose.reform(|event: Event| {
        event
            .target_dyn_into::<HtmlSelectElement>()
            .and_then(|select| select.value().parse().ok())
            .unwrap_or_default()
    });
    let option = |(value, name): &(usize, String)| {
        html! { <option value={value.to_string()} selected={value == chosen}>{ name.clone() }</option> }
    };
    let options = groups.iter().map(|group| {
        let options = group.options.iter().map(option);
        if group.name.is_empty() {
            html! { <>{ for options }</> }
        } else {
            html! { <optgroup label={group.name.clone()}>{ for options }</optgroup> }
        }
    });
    // The element keeps its own value once it has been used, so it is told as a property as well.
    let value = chosen.to_string();
    let select = use_node_ref();
    use_effect_with((select.clone(), value), |(select, value)| {
        if let Some(select) = select.cast::<HtmlSelectElement>() {
            select.set_value(value);
        }
    });
    html! {
        <div class={format!("choice choice--{id}")}>
            <label class="nhsuk-label" for={format!("choose-{id}")}>{ *label }</label>
            <select class="nhsuk-select" id={format!("choose-{id}")} name={*id} ref={select} {onchange}>
                { for options }
            </select>
        </div>
    }
}

fn breakdown(selection: &Selection, catalogue: &Catalogue, act: &Callback<Action>) -> Html {
    let groupings = selection.groupings(catalogue);
    if groupings.is_empty() {
        return Html::default();
    }
    let chosen = groupings
        .iter()
        .position(|grouping| *grouping == selection.breakdown)
        .unwrap_or_default();
    let names = groupings
        .iter()
        .map(|grouping| capitalised(wording::group::split_by(*grouping)));
    let options = ungrouped(names);
    let choose = act.reform(move |place: usize| {
        let grouping = groupings.get(place).copied().unwrap_or(Breakdown::All);
        Action::ChooseBreakdown(grouping)
    });
    html! {
        <Picker id="breakdown" label="Groups by" groups={options} {chosen} {choose} />
    }
}

fn areas(catalogue: &Catalogue) -> Vec<OptionGroup> {
    let whole = catalogue.whole_index();
    let neighbourhoods = catalogue.areas().filter(|(area, _)| *area != whole);
    vec![
        OptionGroup {
            name: String::new(),
            options: vec![(whole.0, format!("{} (all)", catalogue.whole.name))],
        },
        OptionGroup {
            name: "Neighbourhoods".to_owned(),
            options: neighbourhoods
                .map(|(area, named)| (area.0, named.name.clone()))
                .collect(),
        },
    ]
}

fn periods(catalogue: &Catalogue) -> Vec<OptionGroup> {
    let options = catalogue.periods.iter().enumerate().rev();
    vec![OptionGroup {
        name: String::new(),
        options: options
            .map(|(place, quarter)| (place, wording::date::snapshot(*quarter)))
            .collect(),
    }]
}

/// Measures under the names of their kinds.
#[must_use]
pub fn measures(offered: &[usize], catalogue: &Catalogue) -> Vec<OptionGroup> {
    let mut groups: Vec<OptionGroup> = Vec::new();
    for (wanted, name) in KINDS {
        let mut options: Vec<(usize, String)> = offered
            .iter()
            .map(|place| (*place, &catalogue.measures[*place]))
            .filter(|(_, measure)| kind(measure.family, &measure.rule) == wanted)
            .map(|(place, measure)| (place, measure.title.clone()))
            .collect();
        if wanted == Kind::SingleConditions {
            options.sort_by(|one, other| one.1.cmp(&other.1));
        }
        if !options.is_empty() {
            groups.push(OptionGroup {
                name: name.to_owned(),
                options,
            });
        }
    }
    groups
}

/// The kinds of measures a reader finds together, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    SeveralConditions,
    Coordination,
    Outcome,
    Experience,
    SingleConditions,
}

const KINDS: [(Kind, &str); 5] = [
    (Kind::SeveralConditions, "Several conditions"),
    (Kind::Coordination, "Coordination of care"),
    (Kind::Outcome, "Outcomes"),
    (Kind::Experience, "Experience"),
    (Kind::SingleConditions, "Single conditions"),
];

fn kind(family: Family, rule: &Rule) -> Kind {
    match (family, rule) {
        (_, Rule::HasCondition(_)) => Kind::SingleConditions,
        (Family::Multimorbidity, _) => Kind::SeveralConditions,
        (Family::Coordination, _) => Kind::Coordination,
        (Family::Outcome, _) => Kind::Outcome,
        (Family::Experience, _) => Kind::Experience,
    }
}
