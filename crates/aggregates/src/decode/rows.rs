//! Columns of text and numbers to typed rows, each value looked up and checked.
//!
//! Row numbers in errors count from 1 in what is being decoded: a whole table, or one measure.

use std::collections::BTreeMap;

use arrow::array::{
    Array as _, Date32Array, Float64Array, Int32Array, RecordBatch, StringArray, UInt32Array,
};
use measures::area::AreaIndex;
use measures::breakdown::Breakdown;
use measures::catalogue::{Catalogue, Place};
use measures::definition::Scale;
use measures::interval::Interval;
use measures::published::Published;

use crate::error::{DecodeError, Problem, quoted};
use crate::estimate::{Estimate, Standardised};
use crate::gaps::{Gap, GapValue, Method};
use crate::schema::Table;

/// Typed rows of estimates, sorted, none about the same as another.
pub(crate) fn estimates(
    table: Table,
    batches: &[RecordBatch],
    catalogue: &Catalogue,
) -> Result<Vec<Estimate>, DecodeError> {
    let keys = Keys::new(catalogue);
    let mut rows = Vec::with_capacity(batches.iter().map(RecordBatch::num_rows).sum());
    for batch in batches {
        let columns = Columns::new(table, batch, rows.len());
        let reader = EstimateReader::new(&columns, &keys)?;
        for row in 0..batch.num_rows() {
            rows.push(reader.row(row)?);
        }
    }
    rows.sort_unstable_by_key(Estimate::position);
    refuse_repeats(table, &rows, Estimate::position)?;
    Ok(rows)
}

/// Typed rows of gaps, sorted, none about the same as another.
pub(crate) fn gaps(
    table: Table,
    batches: &[RecordBatch],
    catalogue: &Catalogue,
) -> Result<Vec<Gap>, DecodeError> {
    let keys = Keys::new(catalogue);
    let mut rows = Vec::with_capacity(batches.iter().map(RecordBatch::num_rows).sum());
    for batch in batches {
        let columns = Columns::new(table, batch, rows.len());
        let reader = GapReader::new(&columns, &keys)?;
        for row in 0..batch.num_rows() {
            rows.push(reader.row(row)?);
        }
    }
    rows.sort_unstable_by_key(Gap::position);
    refuse_repeats(table, &rows, Gap::position)?;
    Ok(rows)
}

fn refuse_repeats<R, K: PartialEq>(
    table: Table,
    rows: &[R],
    position: impl Fn(&R) -> K,
) -> Result<(), DecodeError> {
    match rows
        .windows(2)
        .position(|pair| position(&pair[0]) == position(&pair[1]))
    {
        None => Ok(()),
        Some(index) => Err(DecodeError {
            row: Some(index + 2),
            ..DecodeError::of(table, Problem::Repeated)
        }),
    }
}

/// Where the keys of a file lead in the catalogue.
struct Keys<'a> {
    catalogue: &'a Catalogue,
    measures: BTreeMap<&'a str, usize>,
    periods: BTreeMap<i32, usize>,
    areas: BTreeMap<&'a str, AreaIndex>,
    groups: BTreeMap<Breakdown, Vec<String>>,
}

impl<'a> Keys<'a> {
    fn new(catalogue: &'a Catalogue) -> Self {
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

    fn group(&self, breakdown: Breakdown, label: &str) -> Option<usize> {
        self.groups
            .get(&breakdown)?
            .iter()
            .position(|group| group == label)
    }
}

/// The columns of one batch, found by name.
struct Columns<'a> {
    table: Table,
    batch: &'a RecordBatch,
    first_row: usize,
}

/// One column of one batch.
struct Cells<'a, A> {
    table: Table,
    name: &'static str,
    first_row: usize,
    array: &'a A,
}

impl<'a> Columns<'a> {
    fn new(table: Table, batch: &'a RecordBatch, first_row: usize) -> Self {
        Self {
            table,
            batch,
            first_row,
        }
    }

    fn cells<A: 'static>(&self, name: &'static str) -> Result<Cells<'a, A>, DecodeError> {
        let array = self
            .batch
            .column_by_name(name)
            .and_then(|array| array.as_any().downcast_ref::<A>())
            .ok_or_else(|| DecodeError::in_column(self.table, name, Problem::MissingColumn))?;
        Ok(Cells {
            table: self.table,
            name,
            first_row: self.first_row,
            array,
        })
    }
}

impl<A> Cells<'_, A> {
    fn wrong(&self, row: usize, problem: Problem) -> DecodeError {
        DecodeError {
            row: Some(self.first_row + row + 1),
            ..DecodeError::in_column(self.table, self.name, problem)
        }
    }

    fn unknown(&self, row: usize, found: &str) -> DecodeError {
        let found = quoted(found);
        self.wrong(row, Problem::Unknown { found })
    }

    fn impossible(&self, row: usize, found: &dyn ToString, reason: &'static str) -> DecodeError {
        let found = quoted(&found.to_string());
        self.wrong(row, Problem::Impossible { found, reason })
    }

    /// A figure with its status, which may not contradict each other.
    fn published<T>(
        &self,
        row: usize,
        status: &str,
        figure: Option<T>,
    ) -> Result<Published<T>, DecodeError> {
        let there = figure.is_some();
        Published::from_columns(status, figure).ok_or_else(|| {
            let status = quoted(status);
            let figure = there;
            self.wrong(row, Problem::Contradiction { status, figure })
        })
    }
}

impl Cells<'_, StringArray> {
    fn optional(&self, row: usize) -> Option<&str> {
        self.array.is_valid(row).then(|| self.array.value(row))
    }

    fn required(&self, row: usize) -> Result<&str, DecodeError> {
        self.optional(row)
            .ok_or_else(|| self.wrong(row, Problem::Empty))
    }

    fn look_up<T>(
        &self,
        row: usize,
        find: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, DecodeError> {
        let key = self.required(row)?;
        find(key).ok_or_else(|| self.unknown(row, key))
    }
}

impl Cells<'_, Date32Array> {
    fn period(&self, row: usize, keys: &Keys<'_>) -> Result<usize, DecodeError> {
        if self.array.is_null(row) {
            return Err(self.wrong(row, Problem::Empty));
        }
        let days = self.array.value(row);
        keys.periods
            .get(&days)
            .copied()
            .ok_or_else(|| self.unknown(row, &date(days)))
    }
}

impl Cells<'_, UInt32Array> {
    fn get(&self, row: usize) -> Option<u32> {
        self.array.is_valid(row).then(|| self.array.value(row))
    }
}

impl Cells<'_, Int32Array> {
    fn get(&self, row: usize) -> Option<i32> {
        self.array.is_valid(row).then(|| self.array.value(row))
    }
}

impl Cells<'_, Float64Array> {
    fn get(&self, row: usize) -> Result<Option<f64>, DecodeError> {
        let value = self.array.is_valid(row).then(|| self.array.value(row));
        match value {
            Some(value) if !value.is_finite() => {
                Err(self.impossible(row, &value, "a published number is finite"))
            }
            _ => Ok(value),
        }
    }
}

fn date(days: i32) -> String {
    Date32Array::from(vec![days])
        .value_as_date(0)
        .map_or_else(|| format!("day {days}"), |date| date.to_string())
}

/// Three columns that are all there or all absent, in order.
fn value_and_interval(
    [value, lower, upper]: [&Cells<'_, Float64Array>; 3],
    row: usize,
) -> Result<Option<(f64, Interval)>, DecodeError> {
    match (value.get(row)?, lower.get(row)?, upper.get(row)?) {
        (None, None, None) => Ok(None),
        (Some(value), Some(lower), Some(upper)) if lower <= value && value <= upper => {
            Ok(Some((value, Interval { lower, upper })))
        }
        (Some(value), Some(low), Some(_)) => {
            let reason = "the value lies outside its interval";
            Err(lower.impossible(row, &format!("{low} for {value}"), reason))
        }
        _ => Err(value.wrong(row, Problem::Empty)),
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

struct EstimateReader<'a> {
    keys: &'a Keys<'a>,
    measure: Cells<'a, StringArray>,
    period: Cells<'a, Date32Array>,
    area: Cells<'a, StringArray>,
    breakdown: Cells<'a, StringArray>,
    group: Cells<'a, StringArray>,
    numerator: Cells<'a, UInt32Array>,
    denominator: Cells<'a, UInt32Array>,
    status: Cells<'a, StringArray>,
    denominator_status: Cells<'a, StringArray>,
    standardised: [Cells<'a, Float64Array>; 3],
    dispersion: Cells<'a, Float64Array>,
}

impl<'a> EstimateReader<'a> {
    fn new(columns: &Columns<'a>, keys: &'a Keys<'a>) -> Result<Self, DecodeError> {
        Ok(Self {
            keys,
            measure: columns.cells("measure")?,
            period: columns.cells("period_end")?,
            area: columns.cells("area")?,
            breakdown: columns.cells("breakdown")?,
            group: columns.cells("group")?,
            numerator: columns.cells("numerator")?,
            denominator: columns.cells("denominator")?,
            status: columns.cells("status")?,
            denominator_status: columns.cells("denominator_status")?,
            standardised: [
                columns.cells("standardised_value")?,
                columns.cells("standardised_lower_95")?,
                columns.cells("standardised_upper_95")?,
            ],
            dispersion: columns.cells("dispersion")?,
        })
    }

    fn row(&self, row: usize) -> Result<Estimate, DecodeError> {
        let keys = self.keys;
        let measure = self
            .measure
            .look_up(row, |key| keys.measures.get(key).copied())?;
        let area = self
            .area
            .look_up(row, |code| keys.areas.get(code).copied())?;
        let breakdown = self.breakdown.look_up(row, Breakdown::from_key)?;
        let definition = &keys.catalogue.measures[measure];
        if !definition.publishes(breakdown, area == keys.catalogue.whole_index()) {
            let reason = "the measure is not published by it here";
            return Err(self.breakdown.impossible(row, &breakdown, reason));
        }
        let group = self
            .group
            .look_up(row, |label| keys.group(breakdown, label))?;
        let (numerator, denominator) = self.counts(row, definition.scale())?;
        let [value, lower, upper] = &self.standardised;
        let standardised = value_and_interval([value, lower, upper], row)?
            .map(|(value, interval_95)| Standardised { value, interval_95 });
        let dispersion = self.dispersion.get(row)?;
        if let Some(dispersion) = dispersion.filter(|dispersion| *dispersion < 1.0) {
            let reason = "events of one person make a dispersion of at least 1";
            return Err(self.dispersion.impossible(row, &dispersion, reason));
        }
        Ok(Estimate {
            measure,
            period: self.period.period(row, keys)?,
            place: Place {
                area,
                breakdown,
                group,
            },
            numerator,
            denominator,
            standardised,
            dispersion,
        })
    }

    fn counts(
        &self,
        row: usize,
        scale: Scale,
    ) -> Result<(Published<u32>, Published<u32>), DecodeError> {
        let numerator =
            self.status
                .published(row, self.status.required(row)?, self.numerator.get(row))?;
        let denominator = self.denominator_status.published(
            row,
            self.denominator_status.required(row)?,
            self.denominator.get(row),
        )?;
        match (scale, numerator, denominator) {
            (Scale::Proportion, Published::Shown(part), Published::Shown(people))
                if part > people =>
            {
                let reason = "more people above the line than there are";
                Err(self
                    .numerator
                    .impossible(row, &format!("{part} of {people}"), reason))
            }
            _ => Ok((numerator, denominator)),
        }
    }
}

struct GapReader<'a> {
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

impl<'a> GapReader<'a> {
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
