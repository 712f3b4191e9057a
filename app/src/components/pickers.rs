//! Choosing area, measure, snapshot and grouping, by the browser's own select elements.

use measures::area::AreaIndex;
use measures::breakdown::Breakdown;
use measures::catalogue::Catalogue;
use measures::definition::{Family, Rule};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::shelf::Shelf;
use crate::state::{Action, Selection};

/// What can be chosen on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offers {
    /// Whether the measure can be.
    pub measure: bool,
    /// Whether the grouping can be.
    pub breakdown: bool,
}

/// What the row of choices needs.
#[derive(Debug, PartialEq, Properties)]
pub struct ChoicesProperties {
    /// The release.
    pub shelf: Shelf,
    /// What is chosen.
    pub selection: Selection,
    /// What can be.
    pub offers: Offers,
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
    html! {
        <form class="choices" aria-label="What is shown" onsubmit={|event: SubmitEvent| event.prevent_default()}>
            if offers.measure {
                <Picker
                    id="measure"
                    label="Measure"
                    groups={measures(&selection.page.measures(catalogue), catalogue)}
                    chosen={selection.measure}
                    choose={act.reform(Action::ChooseMeasure)}
                />
            }
            <Picker
                id="area"
                label="Area"
                groups={areas(catalogue)}
                chosen={selection.area.0}
                choose={act.reform(|area| Action::ChooseArea(AreaIndex(area)))}
            />
            if offers.breakdown {
                { breakdown(selection, catalogue, act) }
            }
            <Picker
                id="period"
                label="Snapshot"
                groups={periods(catalogue)}
                chosen={selection.period}
                choose={act.reform(Action::ChoosePeriod)}
            />
        </form>
    }
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
    let options = groupings
        .iter()
        .enumerate()
        .map(|(place, grouping)| (place, sentence_case(wording::group::split_by(*grouping))))
        .collect();
    let choose = act.reform(move |place: usize| {
        let grouping = groupings.get(place).copied().unwrap_or(Breakdown::All);
        Action::ChooseBreakdown(grouping)
    });
    html! {
        <Picker id="breakdown" label="Groups by" groups={vec![OptionGroup { name: String::new(), options }]} {chosen} {choose} />
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

/// Words with a first capital.
#[must_use]
pub fn sentence_case(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
