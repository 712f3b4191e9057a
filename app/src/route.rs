//! A selection as the part of an address after `#`, and back.
//!
//! `#coordination?area=N3&measure=care_plan&period=2026-09-30&breakdown=ethnic_group`. Everything
//! is written out, so that a link opens the same view after the next release as well. What a link
//! names and the release lacks is listed, never guessed silently.

use std::collections::BTreeSet;
use std::fmt::Write;

use measures::breakdown::Breakdown;
use measures::catalogue::Catalogue;

use crate::state::{Action, Page, Selection};

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
    let mut add = |key: &str, value: &str| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{separator}{key}={}", encoded(value));
        separator = '&';
    };
    add("area", &catalogue.area(selection.area).code);
    if let Some(measure) = catalogue.measures.get(selection.measure) {
        add("measure", &measure.key);
    }
    if let Some(period) = catalogue.periods.get(selection.period) {
        add("period", &period.to_string());
    }
    if selection.breakdown != Breakdown::All {
        add("breakdown", selection.breakdown.key());
    }
    if !selection.tables.is_empty() {
        let names: Vec<&str> = selection.tables.iter().map(String::as_str).collect();
        add("tables", &names.join(","));
    }
    text
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
    let mut selection = Selection::of_page(page, catalogue);
    let mut tables = BTreeSet::new();
    let mut breakdown = None;
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let value = decoded(value);
        let action = match key {
            "area" => catalogue.area_index(&value).map(Action::ChooseArea),
            "measure" => catalogue
                .measure_index(&value)
                .filter(|measure| page.measures(catalogue).contains(measure))
                .map(Action::ChooseMeasure),
            "period" => catalogue
                .periods
                .iter()
                .position(|period| period.to_string() == value)
                .map(Action::ChoosePeriod),
            "breakdown" => {
                // Applied last: whether it is published depends on measure and area.
                breakdown = Breakdown::from_key(&value);
                breakdown.map(Action::ChooseBreakdown)
            }
            "tables" => {
                tables.extend(value.split(',').map(str::to_owned));
                continue;
            }
            _ => {
                unknown.push(format!("the setting “{}”", decoded(key)));
                continue;
            }
        };
        match action {
            Some(action) => selection = selection.after(action, catalogue),
            None => unknown.push(format!("the {key} “{value}”")),
        }
    }
    if let Some(breakdown) = breakdown {
        selection = selection.after(Action::ChooseBreakdown(breakdown), catalogue);
        if selection.breakdown != breakdown {
            unknown.push(format!(
                "the breakdown “{}” of this measure here",
                breakdown.key()
            ));
        }
    }
    selection.tables = tables;
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
mod tests {
    use super::*;
    use crate::sample::catalogue;

    #[test]
    fn every_view_comes_back_from_its_own_address() {
        let catalogue = catalogue();
        for page in Page::EVERY {
            let page = Selection::of_page(page, &catalogue);
            for (area, _) in catalogue.areas() {
                for measure in page.page.measures(&catalogue) {
                    for table in [false, true] {
                        let mut selection = page
                            .after(Action::ChooseArea(area), &catalogue)
                            .after(Action::ChooseMeasure(measure), &catalogue)
                            .after(Action::ChoosePeriod(1), &catalogue);
                        if table {
                            selection.tables.insert("trend".to_owned());
                        }
                        let opened = open(&fragment(&selection, &catalogue), &catalogue);
                        assert_eq!(
                            opened,
                            Opened {
                                selection,
                                unknown: Vec::new()
                            }
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn an_address_is_written_out_in_full() {
        let catalogue = catalogue();
        let selection = Selection::of_page(Page::Coordination, &catalogue);
        assert_eq!(
            fragment(&selection, &catalogue),
            "coordination?area=E1&measure=fully_coordinated&period=2026-09-30&breakdown=ethnic_group"
        );
    }

    #[track_caller]
    fn check(fragment: &str, expected_page: Page, expected_unknown: &[&str]) {
        let opened = open(fragment, &catalogue());
        assert_eq!(opened.selection.page, expected_page, "{fragment}");
        assert_eq!(opened.unknown, expected_unknown, "{fragment}");
    }

    #[test]
    fn a_broken_link_opens_the_nearest_view_and_says_so() {
        check("", Page::Overview, &[]);
        check("#", Page::Overview, &[]);
        check("#maincontent", Page::Overview, &[]);
        check("#/inequalities", Page::Inequalities, &[]);
        check("#funnel", Page::Overview, &["the page “funnel”"]);
        check("#data?area=N%31", Page::Data, &[]);
        check(
            "#data?area=N9&period=soon",
            Page::Data,
            &["the area “N9”", "the period “soon”"],
        );
        check(
            "#coordination?measure=ltc_3_plus",
            Page::Coordination,
            &["the measure “ltc_3_plus”"],
        );
        check(
            "#coordination?colour=red",
            Page::Coordination,
            &["the setting “colour”"],
        );
        check(
            "#coordination?breakdown=imd_local_quintile&measure=care_plan_quarter",
            Page::Coordination,
            &["the breakdown “imd_local_quintile” of this measure here"],
        );
        check(
            "#data?area=%F0%9F%9",
            Page::Data,
            &["the area “\u{fffd}%9”"],
        );
    }

    #[test]
    fn a_notice_names_everything_that_is_missing() {
        let unknown = ["the area “N9”".to_owned(), "the page “x”".to_owned()];
        assert_eq!(notice(&[]), None);
        assert_eq!(
            notice(&unknown).as_deref(),
            Some(
                "This link is old or mistyped: this release does not have the area “N9”, nor the \
                 page “x”. The nearest view is shown."
            )
        );
    }
}
