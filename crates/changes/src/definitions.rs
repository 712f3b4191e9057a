//! What is counted, drawn or named in another way in the later of two releases.

use std::collections::BTreeMap;

use aggregates::manifest::Manifest;
use measures::catalogue::Catalogue;
use measures::definition::Measure;
use serde_json::Value;

use crate::Redefined;
use crate::comparable::{is_same_area, is_same_measure, small_areas};

/// Properties of a measure by the names that a manifest gives them, and as a reader is told them. What
/// is not here is the rule.
const PROPERTIES: [(&str, &str); 11] = [
    ("title", "title"),
    ("question", "question"),
    ("family", "theme"),
    ("population", "whom it is about"),
    ("direction", "which way is better"),
    ("unit", "unit"),
    ("caveat", "what to keep in mind"),
    ("people", "whom it is about, in sentences"),
    ("phrase", "what sentences say"),
    ("neighbourhood_breakdowns", "how neighbourhoods are split"),
    ("whole_breakdowns", "how the whole is split"),
];

/// Everything that is otherwise, besides figures.
pub(crate) fn redefined(earlier: &Manifest, later: &Manifest) -> Vec<Redefined> {
    let (before, after) = (&earlier.catalogue, &later.catalogue);
    let mut found = Vec::new();
    of_the_release(earlier, later, &mut found);
    of_areas(earlier, later, &mut found);
    for measure in &after.measures {
        match before.measure(&measure.key) {
            Some(known) => of_measure(before, after, known, measure, &mut found),
            None => found.push(of_whole_subject(&measure.title, "measure", false)),
        }
    }
    let gone = |measure: &&Measure| after.measure(&measure.key).is_none();
    for measure in before.measures.iter().filter(gone) {
        found.push(of_whole_subject(&measure.title, "measure", true));
    }
    found
}

/// Something that is new, or gone.
fn of_whole_subject(name: &str, kind: &str, gone: bool) -> Redefined {
    let word = |there: bool| there.then(|| "published".to_owned());
    Redefined {
        subject: name.to_owned(),
        property: kind.to_owned(),
        before: word(gone),
        now: word(!gone),
        not_compared: true,
    }
}

fn of_the_release(earlier: &Manifest, later: &Manifest, found: &mut Vec<Redefined>) {
    let mut differs = |property: &str, before: String, now: String, not_compared: bool| {
        if before != now {
            found.push(Redefined {
                subject: later.catalogue.whole.name.clone(),
                property: property.to_owned(),
                before: Some(before),
                now: Some(now),
                not_compared,
            });
        }
    };
    let words = |manifest: &Manifest| manifest.disclosure.words.clone();
    differs(
        "rule for small numbers",
        words(earlier),
        words(later),
        false,
    );
    let youngest = |manifest: &Manifest| manifest.catalogue.minimum_age.to_string();
    differs(
        "youngest age that is counted",
        youngest(earlier),
        youngest(later),
        true,
    );
    let source = |manifest: &Manifest| manifest.extract.source.clone();
    differs(
        "source of the records",
        source(earlier),
        source(later),
        false,
    );
    let conditions = |manifest: &Manifest| {
        let conditions = manifest.catalogue.conditions.iter();
        let names: Vec<String> = conditions
            .map(|one| format!("{} ({}, {:?})", one.name, one.body_system, one.kind).to_lowercase())
            .collect();
        wording::list::and(&names)
    };
    differs(
        "long-term conditions",
        conditions(earlier),
        conditions(later),
        false,
    );
}

fn of_areas(earlier: &Manifest, later: &Manifest, found: &mut Vec<Redefined>) {
    let names = |catalogue: &Catalogue| -> BTreeMap<String, String> {
        let areas = catalogue.areas();
        areas
            .map(|(_, area)| (area.code.clone(), area.name.clone()))
            .collect()
    };
    let (before, after) = (names(&earlier.catalogue), names(&later.catalogue));
    for (code, name) in &after {
        let Some(known) = before.get(code) else {
            found.push(of_whole_subject(name, "area", false));
            continue;
        };
        if known != name {
            found.push(Redefined {
                subject: name.clone(),
                property: "name".to_owned(),
                before: Some(known.clone()),
                now: Some(name.clone()),
                not_compared: false,
            });
        }
        if !is_same_area(earlier, later, code) {
            let size = |manifest: &Manifest| {
                let small = small_areas(&manifest.catalogue, code).len();
                format!("{small} small areas")
            };
            let shared = small_areas(&earlier.catalogue, code);
            let shared = shared
                .intersection(&small_areas(&later.catalogue, code))
                .count();
            found.push(Redefined {
                subject: name.clone(),
                property: "small areas that it is made of".to_owned(),
                before: Some(size(earlier)),
                now: Some(format!("{}, {shared} of them as before", size(later))),
                not_compared: true,
            });
        }
    }
    for (_, name) in before.iter().filter(|(code, _)| !after.contains_key(*code)) {
        found.push(of_whole_subject(name, "area", true));
    }
}

fn of_measure(
    before: &Catalogue,
    after: &Catalogue,
    known: &Measure,
    measure: &Measure,
    found: &mut Vec<Redefined>,
) {
    let not_compared = !is_same_measure(before, after, &measure.key);
    let start = found.len();
    let (before, now) = (properties(known), properties(measure));
    for (key, name) in PROPERTIES {
        let (before, now) = (before.get(key), now.get(key));
        if before != now {
            found.push(Redefined {
                subject: measure.title.clone(),
                property: name.to_owned(),
                before: before.cloned(),
                now: now.cloned(),
                not_compared,
            });
        }
    }
    if known.rule != measure.rule {
        let rule = |all: &BTreeMap<String, String>| {
            let is_rule = |key: &&String| !PROPERTIES.iter().any(|(known, _)| known == key);
            let parts = all.keys().filter(|key| *key != "key").filter(is_rule);
            let parts: Vec<String> = parts.map(|key| format!("{key} = {}", all[key])).collect();
            parts.join(", ")
        };
        found.push(Redefined {
            subject: measure.title.clone(),
            property: "rule".to_owned(),
            before: Some(rule(&before)),
            now: Some(rule(&now)),
            not_compared,
        });
    }
    if not_compared && found.len() == start {
        found.push(Redefined {
            subject: measure.title.clone(),
            property: "a measure that it is made of".to_owned(),
            before: None,
            now: None,
            not_compared,
        });
    }
}

/// A measure's properties as a manifest writes them, by name.
fn properties(measure: &Measure) -> BTreeMap<String, String> {
    let Ok(Value::Object(properties)) = serde_json::to_value(measure) else {
        return BTreeMap::new();
    };
    let text = |value: Value| match value {
        Value::String(text) => text,
        other => other.to_string(),
    };
    properties
        .into_iter()
        .map(|(key, value)| (key, text(value)))
        .collect()
}
