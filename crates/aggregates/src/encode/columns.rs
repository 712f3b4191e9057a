//! Typed rows to columns of text and numbers, in published order.
//!
//! Published order is by the bytes of the text in the file, so that any reader can check it and
//! search by it; it is not the order in which a page shows areas and groups.

use std::cmp::Ordering;
use std::sync::Arc;

use arrow::array::{
    ArrayRef, Date32Array, Float64Array, Int32Array, RecordBatch, StringArray, UInt32Array,
};
use arrow::error::ArrowError;
use measures::area::AreaIndex;
use measures::breakdown::Breakdown;
use measures::catalogue::{Catalogue, Place};

use crate::estimate::{Estimate, Standardised};
use crate::gaps::{Gap, GapValue};
use crate::schema::Table;

/// The text of every key of a catalogue.
pub(crate) struct Labels<'a> {
    catalogue: &'a Catalogue,
    days: Vec<i32>,
    groups: Vec<Vec<String>>,
}

impl<'a> Labels<'a> {
    pub(crate) fn new(catalogue: &'a Catalogue) -> Self {
        Self {
            catalogue,
            days: catalogue
                .periods
                .iter()
                .map(|quarter| quarter.days_since_epoch())
                .collect(),
            groups: Breakdown::EVERY
                .iter()
                .map(|breakdown| catalogue.groups(*breakdown))
                .collect(),
        }
    }

    pub(crate) fn measure(&self, measure: usize) -> &str {
        &self.catalogue.measures[measure].key
    }

    pub(crate) fn area(&self, area: AreaIndex) -> &str {
        &self.catalogue.area(area).code
    }

    pub(crate) fn group(&self, place: Place) -> &str {
        self.group_of(place.breakdown, place.group)
    }

    fn group_of(&self, breakdown: Breakdown, group: usize) -> &str {
        // Breakdowns are numbered in the order of `Breakdown::EVERY`.
        &self.groups[breakdown as usize][group]
    }

    /// Into the order of `measure, breakdown, area, period_end, group`.
    pub(crate) fn sort(&self, rows: &mut [Estimate]) {
        rows.sort_unstable_by(|one, other| {
            let keys = |row: &Estimate| (row.measure, row.place.breakdown, row.place.area);
            if keys(one) == keys(other) {
                return self.days[one.period]
                    .cmp(&self.days[other.period])
                    .then_with(|| self.group(one.place).cmp(self.group(other.place)));
            }
            self.by_text(
                (one.measure, one.place.breakdown, one.place.area),
                (other.measure, other.place.breakdown, other.place.area),
            )
        });
    }

    /// Into the order of `measure, dimension, area, period_end, method`.
    pub(crate) fn sort_gaps(&self, rows: &mut [Gap]) {
        rows.sort_unstable_by(|one, other| {
            self.by_text(
                (one.measure, one.dimension, one.area),
                (other.measure, other.dimension, other.area),
            )
            .then_with(|| self.days[one.period].cmp(&self.days[other.period]))
            .then_with(|| one.method.key().cmp(other.method.key()))
        });
    }

    fn by_text(
        &self,
        one: (usize, Breakdown, AreaIndex),
        other: (usize, Breakdown, AreaIndex),
    ) -> Ordering {
        self.measure(one.0)
            .cmp(self.measure(other.0))
            .then_with(|| one.1.key().cmp(other.1.key()))
            .then_with(|| self.area(one.2).cmp(self.area(other.2)))
    }

    pub(crate) fn estimates(
        &self,
        table: Table,
        rows: &[Estimate],
    ) -> Result<RecordBatch, ArrowError> {
        let standardised = |pick: fn(Standardised) -> f64| -> ArrayRef {
            numbers(rows.iter().map(|row| row.standardised.map(pick)))
        };
        RecordBatch::try_new(
            table.arrow_schema(),
            vec![
                text(rows.iter().map(|row| self.measure(row.measure))),
                days(rows.iter().map(|row| self.days[row.period])),
                text(rows.iter().map(|row| self.area(row.place.area))),
                text(rows.iter().map(|row| row.place.breakdown.key())),
                text(rows.iter().map(|row| self.group(row.place))),
                counts(rows.iter().map(|row| row.numerator.shown())),
                counts(rows.iter().map(|row| row.denominator.shown())),
                text(rows.iter().map(|row| row.numerator.status())),
                text(rows.iter().map(|row| row.denominator.status())),
                standardised(|figure| figure.value),
                standardised(|figure| figure.interval_95.lower),
                standardised(|figure| figure.interval_95.upper),
                numbers(rows.iter().map(|row| row.dispersion)),
            ],
        )
    }

    pub(crate) fn gaps(&self, table: Table, rows: &[Gap]) -> Result<RecordBatch, ArrowError> {
        let value = |pick: fn(GapValue) -> Option<f64>| -> ArrayRef {
            numbers(rows.iter().map(|row| row.value.shown().and_then(pick)))
        };
        let group = |pick: fn(&Gap) -> Option<usize>| -> ArrayRef {
            let labels = rows
                .iter()
                .map(|row| pick(row).map(|group| self.group_of(row.dimension, group)));
            Arc::new(labels.collect::<StringArray>())
        };
        RecordBatch::try_new(
            table.arrow_schema(),
            vec![
                text(rows.iter().map(|row| self.measure(row.measure))),
                days(rows.iter().map(|row| self.days[row.period])),
                text(rows.iter().map(|row| self.area(row.area))),
                text(rows.iter().map(|row| row.dimension.key())),
                text(rows.iter().map(|row| row.method.key())),
                value(|gap| Some(gap.value)),
                value(|gap| Some(gap.interval_95?.lower)),
                value(|gap| Some(gap.interval_95?.upper)),
                group(|row| row.worst_group),
                group(|row| row.best_group),
                Arc::new(rows.iter().map(|row| row.people).collect::<Int32Array>()),
                text(rows.iter().map(|row| row.value.status())),
            ],
        )
    }

    pub(crate) fn days(&self, period: usize) -> i32 {
        self.days[period]
    }
}

pub(crate) fn text<'t>(values: impl Iterator<Item = &'t str>) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(values))
}

pub(crate) fn days(values: impl Iterator<Item = i32>) -> ArrayRef {
    Arc::new(Date32Array::from_iter_values(values))
}

pub(crate) fn counts(values: impl Iterator<Item = Option<u32>>) -> ArrayRef {
    Arc::new(values.collect::<UInt32Array>())
}

pub(crate) fn numbers(values: impl Iterator<Item = Option<f64>>) -> ArrayRef {
    Arc::new(values.collect::<Float64Array>())
}
