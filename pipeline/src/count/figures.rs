//! Standardised figures and dispersions, from what was counted of each age and sex.
//!
//! It never counts, and it never decides what may be shown: that is disclosure control's.

use disclosure::exact::{Exact, ExactFigures};
use measures::catalogue::Catalogue;
use measures::definition::Population;
use measures::dispersion::Dispersion;
use measures::standard::{european_weights, own_standard_starts};
use measures::standardised::{Standardised, Stratum};

use super::ages::{Age, Ages};
use super::fold::{Counts, ForFigures};
use super::standard_people::{STANDARD_SEXES, StandardPeople};
use super::strata::PlaceIndex;
use crate::rules::{MeasureColumns, Rules};

/// Where figures go, and what says how they are counted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Figures<'a> {
    pub(crate) catalogue: &'a Catalogue,
    pub(crate) rules: &'a Rules,
    pub(crate) places: &'a PlaceIndex,
    pub(crate) ages: &'a Ages,
}

/// The people a measure's figures are standardised to.
#[derive(Debug, Clone)]
pub(crate) struct Standard {
    /// Which group of the standard a range of ages belongs to.
    group: fn(&Age) -> usize,
    /// For each sex, the weight of each group, the youngest first.
    weights: [Vec<f64>; STANDARD_SEXES],
}

impl Figures<'_> {
    /// The standard of each measure, from counts whose last snapshot is the release's last.
    ///
    /// For population `adults` the European Standard Population, half of each weight for each
    /// sex. For every other population the partnership's own people of that population, those
    /// without an answer to a question included.
    pub(crate) fn standards(&self, people: &StandardPeople) -> Vec<Standard> {
        let european: Vec<f64> = european_weights(self.catalogue.minimum_age)
            .iter()
            .map(|group| group.weight / STANDARD_SEXES as f64)
            .collect();
        self.rules
            .columns
            .iter()
            .zip(&self.catalogue.measures)
            .map(|(columns, measure)| match measure.population {
                Population::Adults => Standard {
                    group: |age| age.european,
                    weights: [european.clone(), european.clone()],
                },
                Population::AdultsWith3OrMore | Population::Measure(_) => Standard {
                    group: |age| age.own,
                    weights: [0, 1].map(|sex| self.own_people(people, columns.population, sex)),
                },
            })
            .collect()
    }

    /// The whole partnership's people of a sex at the last snapshot, by group of their standard.
    fn own_people(&self, people: &StandardPeople, population: usize, sex: usize) -> Vec<f64> {
        let mut weights = vec![0.0; own_standard_starts(self.catalogue.minimum_age).len()];
        for (place, age) in self.ages.all().iter().enumerate() {
            let running = people.running((self.places.everybody(), sex, place), population);
            let last = running.and_then(Iterator::last).unwrap_or(0);
            weights[age.own] += last as f64;
        }
        weights
    }

    /// Fills in the figures of every snapshot that was counted, the first of which is
    /// `first_period` of the catalogue.
    pub(crate) fn set(
        &self,
        counts: &Counts,
        figures: &ForFigures,
        standards: &[Standard],
        first_period: usize,
        exact: &mut Exact,
    ) {
        for (measure, (columns, standard)) in self.rules.columns.iter().zip(standards).enumerate() {
            for place in 0..self.places.n_places {
                let people = &figures.by_age_and_sex;
                let standardised = self.standardised(people, place, columns, standard);
                let dispersions = dispersions(counts, place, columns);
                let n_snapshots = standardised.len().max(dispersions.len());
                for snapshot in 0..n_snapshots {
                    let period = first_period + snapshot;
                    let figures = ExactFigures {
                        standardised: standardised.get(snapshot).copied().flatten(),
                        dispersion: dispersions.get(snapshot).copied().flatten(),
                    };
                    if figures != ExactFigures::default() && exact.is_calculable(measure, period) {
                        exact.set_figures((measure, period, place), figures);
                    }
                }
            }
        }
    }

    /// The standardised figure of a place at each snapshot; nothing where there never is one.
    fn standardised(
        &self,
        people: &StandardPeople,
        place: usize,
        columns: &MeasureColumns,
        standard: &Standard,
    ) -> Vec<Option<Standardised>> {
        // For each snapshot the strata of both sexes, the youngest first.
        let mut at_snapshots: Vec<[Vec<Stratum>; STANDARD_SEXES]> = Vec::new();
        let without_people = || {
            standard.weights.clone().map(|weights| {
                let stratum = |weight| Stratum::of_people(weight, 0, 0);
                weights.into_iter().map(stratum).collect()
            })
        };
        for sex in 0..STANDARD_SEXES {
            for (range, age) in self.ages.all().iter().enumerate() {
                let Some(counted) = people.counts((place, sex, range), columns) else {
                    return Vec::new();
                };
                for (snapshot, counted) in counted.enumerate() {
                    if snapshot == at_snapshots.len() {
                        at_snapshots.push(without_people());
                    }
                    let stratum = &mut at_snapshots[snapshot][sex][(standard.group)(age)];
                    stratum.people += counted.people;
                    stratum.events += counted.events;
                    stratum.squared_events += counted.squared_events;
                }
            }
        }
        at_snapshots
            .iter()
            .map(|sexes| Standardised::new(sexes).ok())
            .collect()
    }
}

/// The dispersion of a rate in a place at each snapshot; nothing for shares of people.
fn dispersions(counts: &Counts, place: usize, columns: &MeasureColumns) -> Vec<Option<Dispersion>> {
    let Some(squared_events) = columns.squared_events else {
        return Vec::new();
    };
    counts
        .at_places
        .running(place, columns.numerator)
        .zip(counts.at_places.running(place, squared_events))
        .map(|(events, squared_events)| Dispersion::of_sums(events, squared_events))
        .collect()
}
