//! Which conditions people have together, in the chosen area.

use charts::Picture;
use charts::upset::{ConditionSet, UpSet};
use wording::finding::{self, Combination, Subject};

use super::sentences::subject;
use super::view::View;
use crate::exhibit::Exhibit;
use crate::table::{Cell, Column, Row, Table};

/// How many sets are drawn; the table has all of them.
const DRAWN: usize = 12;

/// The commonest sets of conditions among people with three or more.
#[must_use]
pub fn upset(view: &View) -> Option<Exhibit> {
    let catalogue = view.catalogue();
    let several = catalogue.several_conditions()?;
    let sets = view
        .shelf
        .combinations(view.selection.period, view.selection.area)?;
    let name = |condition: &usize| catalogue.conditions[*condition].name.as_str();
    let words: Vec<Combination> = sets
        .iter()
        .map(|set| Combination {
            conditions: set.conditions.iter().map(name).collect(),
            people: set.people,
        })
        .collect();
    let period = wording::date::snapshot(view.quarter());
    let subject = Subject {
        title: "Sets of conditions",
        ..subject(&view.as_counted(), several, &period)
    };
    let mut said = finding::combinations(&subject, &view.area().name, &words);
    said.subtitle
        .push_str(". Among adults with three or more long-term conditions.");
    let drawn = &sets[..sets.len().min(DRAWN)];
    // In the order of how many of the drawn sets hold them, so that dots stand together.
    let held = |condition: usize| {
        let holding = drawn
            .iter()
            .filter(|set| set.conditions.contains(&condition));
        holding.count()
    };
    let mut conditions: Vec<usize> = (0..catalogue.conditions.len())
        .filter(|condition| held(*condition) > 0)
        .collect();
    conditions.sort_by_key(|condition| (std::cmp::Reverse(held(*condition)), *condition));
    let place = |condition: &usize| conditions.iter().position(|one| one == condition);
    let people_with_several = view
        .shelf
        .everybody(several, view.selection.period, view.selection.area)
        .and_then(|row| row.numerator.shown());
    let note = |people: u32| {
        people_with_several.map_or_else(String::new, |all| {
            let scale = measures::definition::Scale::Proportion;
            wording::number::about_of(scale, people, all)
        })
    };
    let picture = Picture::UpSet(UpSet {
        conditions: conditions.iter().map(|one| name(one).to_owned()).collect(),
        sets: drawn
            .iter()
            .map(|set| ConditionSet {
                members: set.conditions.iter().filter_map(place).collect(),
                people: set.people,
                note: note(set.people),
            })
            .collect(),
    });
    let rows = sets.iter().zip(&words).map(|(set, words)| Row {
        chosen: false,
        cells: vec![
            Cell::words(words.conditions.join(", ")),
            Cell::count(measures::published::Published::Shown(set.people)),
        ],
    });
    let more = sets.len() - drawn.len();
    let left_out = match more {
        0 => String::new(),
        more => format!(" The picture shows the {DRAWN} commonest; the table has {more} more."),
    };
    Some(Exhibit {
        name: "sets-of-conditions",
        words: said,
        caveat: format!(
            "Counts conditions that have been recorded. A set holds all of a person\u{2019}s \
             conditions, so each person is in one set. Sets of few people are not listed, and \
             that a set is not listed says nothing of how many people have it.{left_out}"
        ),
        picture,
        table: Table {
            columns: vec![Column::words("Conditions"), Column::numbers("People")],
            rows: rows.collect(),
        },
        about: view.about_area(),
    })
}
