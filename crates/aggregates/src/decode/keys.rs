//! Where the words and days of a file lead in the catalogue. Holds no figure.

use std::collections::BTreeMap;

use measures::area::AreaIndex;
use measures::breakdown::Breakdown;
use measures::catalogue::Catalogue;

/// Where the keys of a file lead in the catalogue.
pub(super) struct Keys<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) measures: BTreeMap<&'a str, usize>,
    pub(super) periods: BTreeMap<i32, usize>,
    pub(super) areas: BTreeMap<&'a str, AreaIndex>,
    groups: BTreeMap<Breakdown, Vec<String>>,
}

impl<'a> Keys<'a> {
    pub(super) fn new(catalogue: &'a Catalogue) -> Self {
        let measures = catalogue.measures.iter().enumerate();
        let periods = catalogue.periods.iter().enumerate();
        Self {
            catalogue,
            measures: measures
                .map(|(index, measure)| (measure.key.as_str(), index))
                .collect(),
            periods: periods
                .map(|(index, quarter)| (quarter.days_since_epoch(), index))
                .collect(),
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

    pub(super) fn group(&self, breakdown: Breakdown, label: &str) -> Option<usize> {
        self.groups
            .get(&breakdown)?
            .iter()
            .position(|group| group == label)
    }
}
