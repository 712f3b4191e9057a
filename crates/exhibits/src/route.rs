//! A selection as the part of an address after `#`, and back.
//!
//! `#coordination?area=N3&measure=care_plan&period=2026-09-30&breakdown=ethnic_group`. Everything
//! that depends on the release is written out, so that a link opens the same view after the next
//! release as well. What a link names and the release lacks is listed, never guessed silently.

use std::collections::BTreeSet;
use std::fmt::Write;

use measures::breakdown::Breakdown;
use measures::catalogue::Catalogue;

use crate::basis::{self, Basis};
use crate::exhibit::NAMES;
use crate::state::{Action, LOCAL_FIFTHS, Page, Selection};

/// Where the skip link before the page goes: a place on the page, not a view.
pub const MAIN_CONTENT: &str = "maincontent";

/// A selection read from an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// The nearest view that exists.
    pub selection: Selection,
    /// What the address names and this release does not have, as a reader would say it.
    pub unknown: Vec<String>,
}

/// The fragment for a selection, without its `#`.
#[must_use]
pub fn fragment(selection: &Selection, catalogue: &Catalogue) -> String {
    let mut text = selection.page.key().to_owned();
    let mut separator = '?';
    for (setting, value) in settings(selection, catalogue) {
        if value == setting.left_out() {
            continue;
        }
        // Writing to a string cannot fail.
        let _ = write!(text, "{separator}{}={}", setting.key(), encoded(&value));
        separator = '&';
    }
    text
}

/// The fragment of a selection whose charts are all pictures, none of which it leads to: what a view is
/// known by, however it is read.
#[must_use]
pub fn view(selection: &Selection, catalogue: &Catalogue) -> String {
    let pictures = Selection {
        tables: BTreeSet::new(),
        chart: None,
        ..selection.clone()
    };
    fragment(&pictures, catalogue)
}

/// The fragment of a view, made to lead to its chart of this name.
///
/// ```
/// let address = exhibits::route::leading_to("coordination?area=N3&chart=steps", "over-time");
/// assert_eq!(address, "coordination?area=N3&chart=over-time");
/// ```
#[must_use]
pub fn leading_to(fragment: &str, name: &str) -> String {
    let (page, query) = fragment.split_once('?').unwrap_or((fragment, ""));
    let page = if page.is_empty() {
        Page::Overview.key()
    } else {
        page
    };
    let setting = format!("{}=", Setting::Chart.key());
    let kept = query.split('&');
    let kept: String = { kept }
        .filter(|pair| !pair.is_empty() && !pair.starts_with(&setting))
        .fold(String::new(), |kept, pair| kept + pair + "&");
    format!("{page}?{kept}{setting}{}", encoded(name))
}

/// The fragment of the view that shows an exhibit of this name, drawn of what is chosen: its page, with
/// those choices as far as that page has them. It leads to the exhibit.
#[must_use]
pub fn of_exhibit(name: &str, chosen: &Selection, catalogue: &Catalogue) -> String {
    let shown = Selection {
        page: page_of(name, chosen.measure, catalogue),
        ..chosen.clone()
    };
    leading_to(&view(&shown.made_valid(catalogue), catalogue), name)
}

/// The page that an exhibit of this name stands on, about this measure.
fn page_of(name: &str, measure: usize, catalogue: &Catalogue) -> Page {
    match name {
        "at-a-glance" | "map" => Page::Overview,
        "conditions" | "need-by-age" | "sets-of-conditions" => Page::Multimorbidity,
        "steps" => Page::Coordination,
        "gap-by-area" | "gap-over-time" | "slope" => Page::Inequalities,
        "both-over-time" | "side-by-side" => Page::Compare,
        _ => [Page::Multimorbidity, Page::Coordination, Page::Outcomes]
            .into_iter()
            .find(|page| page.measures(catalogue).contains(&measure))
            .unwrap_or(Page::Overview),
    }
}

/// A setting of an address, in the order they are written and followed: what may be chosen by a
/// later one depends on those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Setting {
    Area,
    Measure,
    Period,
    Breakdown,
    Figures,
    Fifths,
    With,
    Groups,
    Tables,
    Against,
    Chart,
}

impl Setting {
    const EVERY: [Self; 11] = [
        Self::Area,
        Self::Measure,
        Self::Period,
        Self::Breakdown,
        Self::Figures,
        Self::Fifths,
        Self::With,
        Self::Groups,
        Self::Tables,
        Self::Against,
        Self::Chart,
    ];

    fn key(self) -> &'static str {
        match self {
            Self::Area => "area",
            Self::Measure => "measure",
            Self::Period => "period",
            Self::Breakdown => "breakdown",
            Self::Figures => "figures",
            Self::Fifths => "fifths",
            Self::With => "with",
            Self::Groups => "groups",
            Self::Tables => "tables",
            Self::Against => "against",
            Self::Chart => "chart",
        }
    }

    /// What it is called in a sentence.
    fn name(self) -> &'static str {
        match self {
            Self::Figures => "kind of figures",
            Self::With => "second area",
            Self::Against => "folder",
            _ => self.key(),
        }
    }

    /// The value that goes without saying.
    fn left_out(self) -> &'static str {
        match self {
            Self::Breakdown => Breakdown::All.key(),
            Self::Figures => basis::key(Basis::Crude),
            Self::Fifths => LOCAL_FIFTHS.key(),
            _ => "",
        }
    }

    /// What following the setting does, if its value can be understood.
    fn action(self, value: &str, selection: &Selection, catalogue: &Catalogue) -> Option<Action> {
        let group = |label: &str| {
            let labels = catalogue.groups(selection.breakdown);
            labels.iter().position(|one| one == label)
        };
        match self {
            Self::Area => catalogue.area_index(value).map(Action::ChooseArea),
            Self::Measure => catalogue.measure_index(value).map(Action::ChooseMeasure),
            Self::Period => {
                let mut periods = catalogue.periods.iter();
                let place = periods.position(|period| period.to_string() == value);
                place.map(Action::ChoosePeriod)
            }
            Self::Breakdown => Breakdown::from_key(value).map(Action::ChooseBreakdown),
            Self::Figures => basis::from_key(value).map(Action::ChooseBasis),
            Self::Fifths => Breakdown::from_key(value).map(Action::ChooseFifths),
            Self::With => catalogue.area_index(value).map(Action::ChooseOther),
            Self::Groups => {
                let (first, second) = value.split_once(',')?;
                Some(Action::ChooseGroups([group(first)?, group(second)?]))
            }
            Self::Against => Some(Action::HoldAgainst(value.to_owned())),
            Self::Tables | Self::Chart => None,
        }
    }
}

/// Everything that a page's address says of a selection.
fn settings(selection: &Selection, catalogue: &Catalogue) -> Vec<(Setting, String)> {
    let compares = selection.page == Page::Compare;
    let value = |setting| {
        Some(match setting {
            Setting::Area => catalogue.area(selection.area).code.clone(),
            Setting::Measure => catalogue.measures.get(selection.measure)?.key.clone(),
            Setting::Period => catalogue.periods.get(selection.period)?.to_string(),
            Setting::Breakdown => selection.breakdown.key().to_owned(),
            Setting::Figures => basis::key(selection.basis).to_owned(),
            Setting::Fifths if selection.page == Page::Inequalities => {
                selection.fifths.key().to_owned()
            }
            Setting::With if compares && selection.compares_areas() => {
                catalogue.area(selection.other).code.clone()
            }
            Setting::Groups if compares && !selection.compares_areas() => {
                let labels = catalogue.groups(selection.breakdown);
                selection
                    .groups
                    .map(|group| labels[group].clone())
                    .join(",")
            }
            Setting::Fifths | Setting::With | Setting::Groups => return None,
            Setting::Tables => {
                let names: Vec<&str> = selection.tables.iter().map(String::as_str).collect();
                names.join(",")
            }
            Setting::Against => selection.against.clone(),
            Setting::Chart => selection.chart.clone().unwrap_or_default(),
        })
    };
    Setting::EVERY
        .into_iter()
        .filter_map(|setting| Some((setting, value(setting)?)))
        .collect()
}

/// The selection that a fragment names, with or without its `#`.
#[must_use]
pub fn open(fragment: &str, catalogue: &Catalogue) -> Opened {
    let fragment = fragment.trim_start_matches('#').trim_start_matches('/');
    let (page, query) = fragment.split_once('?').unwrap_or((fragment, ""));
    let mut unknown = Vec::new();
    let page = if page.is_empty() || page == MAIN_CONTENT {
        Page::Overview
    } else {
        Page::from_key(page).unwrap_or_else(|| {
            unknown.push(format!("the page “{}”", decoded(page)));
            Page::Overview
        })
    };
    let mut given = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let named = |setting: &Setting| setting.key() == key;
        match Setting::EVERY.into_iter().find(named) {
            Some(setting) => given.push((setting, decoded(value))),
            None => unknown.push(format!("the setting “{}”", decoded(key))),
        }
    }
    let mut selection = Selection::of_page(page, catalogue);
    for wanted in Setting::EVERY {
        for (_, value) in given.iter().filter(|(setting, _)| *setting == wanted) {
            if wanted == Setting::Chart {
                selection.chart = NAMES.contains(&value.as_str()).then(|| value.clone());
            } else if wanted == Setting::Tables {
                for name in value.split(',').filter(|name| !name.is_empty()) {
                    if NAMES.contains(&name) {
                        selection.tables.insert(name.to_owned());
                    } else {
                        unknown.push(format!("the chart “{name}”"));
                    }
                }
            } else if let Some(action) = wanted.action(value, &selection, catalogue) {
                selection = selection.after(action, catalogue);
            }
        }
    }
    // What was asked for is there when the view says the same of itself.
    let said = settings(&selection, catalogue);
    for (setting, value) in &given {
        let held = said
            .iter()
            .any(|(one, held)| one == setting && held == value);
        if *setting != Setting::Tables && !held {
            unknown.push(format!("the {} “{value}”", setting.name()));
        }
    }
    Opened { selection, unknown }
}

/// What a reader is told when a link names what is not there.
#[must_use]
pub fn notice(unknown: &[String]) -> Option<String> {
    if unknown.is_empty() {
        return None;
    }
    Some(format!(
        "This link is old or mistyped: this release does not have {}. The nearest view is shown.",
        unknown.join(", nor ")
    ))
}

fn encoded(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~,".contains(&byte) {
            result.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(result, "%{byte:02X}");
        }
    }
    result
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let escaped = (*first == b'%')
            .then(|| after.get(..2))
            .flatten()
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        if let Some(byte) = escaped {
            bytes.push(byte);
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests;
