//! Rows of gaps, each value looked up and checked.

use arrow::array::{Date32Array, Float64Array, Int32Array, StringArray};
use measures::breakdown::Breakdown;

use super::cells::{Cells, Columns, value_and_interval};
use super::keys::Keys;
use super::rows::Reader;
use crate::error::DecodeError;
use crate::gaps::{Gap, GapValue, Method};

pub(super) struct GapReader<'a> {
    keys: &'a Keys<'a>,
    measure: Cells<'a, StringArray>,
    period: Cells<'a, Date32Array>,
    area: Cells<'a, StringArray>,
    dimension: Cells<'a, StringArray>,
    method: Cells<'a, StringArray>,
    value: [Cells<'a, Float64Array>; 3],
    worst: Cells<'a, StringArray>,
    best: Cells<'a, StringArray>,
    people: Cells<'a, Int32Array>,
    status: Cells<'a, StringArray>,
}

impl<'a> Reader<'a> for GapReader<'a> {
    type Row = Gap;

    fn new(columns: &Columns<'a>, keys: &'a Keys<'a>) -> Result<Self, DecodeError> {
        Ok(Self {
            keys,
            measure: columns.cells("measure")?,
            period: columns.cells("period_end")?,
            area: columns.cells("area")?,
            dimension: columns.cells("dimension")?,
            method: columns.cells("method")?,
            value: [
                columns.cells("value")?,
                columns.cells("lower_95")?,
                columns.cells("upper_95")?,
            ],
            worst: columns.cells("worst_group")?,
            best: columns.cells("best_group")?,
            people: columns.cells("people")?,
            status: columns.cells("status")?,
        })
    }

    fn row(&self, row: usize) -> Result<Gap, DecodeError> {
        let keys = self.keys;
        let dimension = self.dimension.look_up(row, Breakdown::from_key)?;
        let group = |cells: &Cells<'_, StringArray>| match cells.optional(row) {
            None => Ok(None),
            Some(_) => cells
                .look_up(row, |label| keys.group(dimension, label))
                .map(Some),
        };
        let [value, lower, upper] = &self.value;
        let found = gap_value([value, lower, upper], row)?;
        Ok(Gap {
            measure: self
                .measure
                .look_up(row, |key| keys.measures.get(key).copied())?,
            period: self.period.period(row, keys)?,
            area: self
                .area
                .look_up(row, |code| keys.areas.get(code).copied())?,
            dimension,
            method: self.method.look_up(row, Method::from_key)?,
            value: self
                .status
                .published(row, self.status.required(row)?, found)?,
            worst_group: group(&self.worst)?,
            best_group: group(&self.best)?,
            people: self.people.get(row),
        })
    }
}

/// A value with its limits or, for an index that has none, without.
fn gap_value(
    cells: [&Cells<'_, Float64Array>; 3],
    row: usize,
) -> Result<Option<GapValue>, DecodeError> {
    let [value, lower, upper] = cells;
    if let (Some(alone), None, None) = (value.get(row)?, lower.get(row)?, upper.get(row)?) {
        return Ok(Some(GapValue {
            value: alone,
            interval_95: None,
        }));
    }
    let found = value_and_interval(cells, row)?;
    Ok(found.map(|(value, interval_95)| GapValue {
        value,
        interval_95: Some(interval_95),
    }))
}
