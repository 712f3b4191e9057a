//! What an analyst should look at before anything is published: signs that an extract is not
//! what it seems.
//!
//! Each is a question and not a fault; nothing here sets a row aside.

use std::collections::BTreeMap;

use chrono::Days;
use measures::definition::Rule;
use wording::number::thousands;

use crate::extract::Loaded;

use super::dates::Dates;
use super::people::{self, People};
use super::report::Align::Left;
use super::report::{Section, Table};

/// Everything worth a look, none when nothing is.
pub(super) fn section(loaded: &Loaded, known: &People, dates: &Dates) -> Option<Section> {
    let mut rows = Vec::new();
    rows.extend(people::nobody_leaves(loaded, known));
    rows.extend(windows(loaded));
    rows.extend(without_deprivation(loaded, known));
    rows.extend(without_outline(loaded));
    rows.extend(dates.leaps());
    (!rows.is_empty()).then(|| Section {
        heading: "Worth a look first",
        lead: String::new(),
        table: Some(Table {
            head: vec![("", Left)],
            rows: rows.into_iter().map(|row| vec![row]).collect(),
        }),
    })
}

/// Windows that begin before events or answers are complete.
fn windows(loaded: &Loaded) -> Vec<String> {
    let settings = &loaded.settings;
    let mut measures: BTreeMap<(&str, u32), u64> = BTreeMap::new();
    for measure in &loaded.definitions.measures {
        let what = match measure.rule {
            Rule::EventWithin(_) | Rule::EventRate(_) => "events",
            Rule::SurveyAtLeast(_) => "answers",
            _ => continue,
        };
        if let Some(months) = measure.window_months() {
            *measures.entry((what, months)).or_default() += 1;
        }
    }
    let mut found = Vec::new();
    for ((what, months), measures) in measures {
        let complete_from = match what {
            "events" => settings.events_from,
            _ => settings.surveys_from,
        };
        let Some(from) = complete_from else { continue };
        let too_early: Vec<_> = loaded
            .periods
            .iter()
            .filter(|period| period.window_start(months) + Days::new(1) < from)
            .collect();
        if let (Some(first), Some(last)) = (too_early.first(), too_early.last()) {
            found.push(format!(
                "{what} are complete from {from}: {measures} measures of {what} within {months} \
                 months are not calculable at {} of {} snapshots, {first} to {last}.",
                too_early.len(),
                loaded.periods.len()
            ));
        }
    }
    found
}

/// Neighbourhoods that a map would lack, where there is to be one.
fn without_outline(loaded: &Loaded) -> Option<String> {
    let outlines = loaded.definitions.outlines(&loaded.geography);
    let has_outline = |code: &str| {
        let mut found = outlines.iter();
        found.any(|outline| outline.code == code && !outline.rings.is_empty())
    };
    let neighbourhoods = loaded.geography.neighbourhoods();
    let without: Vec<&str> = neighbourhoods
        .iter()
        .filter(|area| !has_outline(&area.code))
        .map(|area| &*area.name)
        .collect();
    let is_wanted = !outlines.is_empty() && !without.is_empty();
    is_wanted.then(|| {
        format!(
            "boundaries.geojson has no polygon of {}, nor of their small areas: the map would \
             lack them.",
            without.join(", ")
        )
    })
}

/// Small areas of which nobody says how deprived they are.
fn without_deprivation(loaded: &Loaded, known: &People) -> Option<String> {
    let areas = loaded.geography.small_areas();
    let without = areas.iter().filter(|area| area.decile.is_none()).count();
    let people: u64 = known
        .neighbourhoods
        .iter()
        .map(|known| known.people - known.deprivation)
        .sum();
    (without > 0).then(|| {
        format!(
            "{without} of {} small areas have no deprivation in deprivation.csv: {} people in \
             them are counted as not known. Where the deprivation is of 2011 areas, the \
             exact-fit lookup knows every part of an area that was split; the best-fit one does \
             not.",
            areas.len(),
            thousands(people)
        )
    })
}
