//! What the rows of a release are called, both ways.
//!
//! Words in files to places in the catalogue, and places to the words that a difference is told
//! in. Holds no figure.

use std::collections::BTreeMap;

use measures::area::AreaIndex;
use measures::breakdown::Breakdown;
use measures::catalogue::{Catalogue, Place};

/// A measure, a period and a place, each by its number in the catalogue.
pub(super) type Position = (usize, usize, Place);

/// The names of a catalogue.
#[derive(Debug)]
pub(super) struct Names<'a> {
    pub(super) catalogue: &'a Catalogue,
    measures: BTreeMap<&'a str, usize>,
    periods: BTreeMap<String, usize>,
    areas: BTreeMap<&'a str, AreaIndex>,
    groups: BTreeMap<Breakdown, Vec<String>>,
}

impl<'a> Names<'a> {
    pub(super) fn new(catalogue: &'a Catalogue) -> Self {
        let measures = catalogue.measures.iter().enumerate();
        let periods = catalogue.periods.iter().enumerate();
        Self {
            catalogue,
            measures: measures.map(|(at, one)| (one.key.as_str(), at)).collect(),
            periods: periods.map(|(at, one)| (one.to_string(), at)).collect(),
            areas: catalogue
                .areas()
                .map(|(index, area)| (area.code.as_str(), index))
                .collect(),
            groups: Breakdown::EVERY
                .into_iter()
                .map(|breakdown| (breakdown, catalogue.groups(breakdown)))
                .collect(),
        }
    }

    /// The groups of a breakdown.
    pub(super) fn groups(&self, breakdown: Breakdown) -> &[String] {
        self.groups.get(&breakdown).map_or(&[], Vec::as_slice)
    }

    /// The label of a group.
    pub(super) fn group(&self, breakdown: Breakdown, group: usize) -> &str {
        let label = self.groups(breakdown).get(group);
        label.map_or("", String::as_str)
    }

    /// The position that five words of a row stand for.
    pub(super) fn position(&self, row: [&str; 5]) -> Option<Position> {
        let [measure, period, area, breakdown, group] = row;
        let breakdown = Breakdown::from_key(breakdown)?;
        let labels = self.groups(breakdown);
        let place = Place {
            area: *self.areas.get(area)?,
            breakdown,
            group: labels.iter().position(|label| label == group)?,
        };
        Some((
            *self.measures.get(measure)?,
            *self.periods.get(period)?,
            place,
        ))
    }

    /// Everything that says which row is meant: `care_plan, 2026-09-30, N1, age_band 65-74`.
    pub(super) fn row(&self, (measure, period, place): Position) -> String {
        let measure = &self.catalogue.measures[measure].key;
        format!("{measure}, {}", self.period_and_place(period, place))
    }

    /// The same without a measure.
    pub(super) fn period_and_place(&self, period: usize, place: Place) -> String {
        let area = &self.catalogue.area(place.area).code;
        let period = self.catalogue.periods[period];
        let breakdown = place.breakdown;
        if breakdown == Breakdown::All {
            return format!("{period}, {area}, {breakdown}");
        }
        let group = self.group(breakdown, place.group);
        format!("{period}, {area}, {breakdown} {group}")
    }
}
