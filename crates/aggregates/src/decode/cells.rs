//! Columns of a batch and their cells, each told where it stands when it is wrong.
//!
//! Row numbers in errors count from 1 in what is being decoded: a whole table, or one measure.

use arrow::array::{
    Array, Date32Array, Float64Array, Int32Array, ListArray, RecordBatch, StringArray, UInt32Array,
};
use measures::interval::Interval;
use measures::published::Published;

use super::keys::Keys;
use crate::error::{DecodeError, Problem, quoted};
use crate::schema::Table;

/// The columns of one batch, found by name.
pub(super) struct Columns<'a> {
    table: Table,
    batch: &'a RecordBatch,
    first_row: usize,
}

/// One column of one batch.
pub(super) struct Cells<'a, A> {
    table: Table,
    name: &'static str,
    first_row: usize,
    array: &'a A,
}

impl<'a> Columns<'a> {
    pub(super) fn new(table: Table, batch: &'a RecordBatch, first_row: usize) -> Self {
        Self {
            table,
            batch,
            first_row,
        }
    }

    pub(super) fn cells<A: 'static>(
        &self,
        name: &'static str,
    ) -> Result<Cells<'a, A>, DecodeError> {
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
    pub(super) fn wrong(&self, row: usize, problem: Problem) -> DecodeError {
        DecodeError {
            row: Some(self.first_row + row + 1),
            ..DecodeError::in_column(self.table, self.name, problem)
        }
    }

    pub(super) fn unknown(&self, row: usize, found: &str) -> DecodeError {
        let found = quoted(found);
        self.wrong(row, Problem::Unknown { found })
    }

    pub(super) fn impossible(
        &self,
        row: usize,
        found: &dyn ToString,
        reason: &'static str,
    ) -> DecodeError {
        let found = quoted(&found.to_string());
        self.wrong(row, Problem::Impossible { found, reason })
    }

    /// A figure with its status, which may not contradict each other.
    pub(super) fn published<T>(
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
    pub(super) fn optional(&self, row: usize) -> Option<&str> {
        self.array.is_valid(row).then(|| self.array.value(row))
    }

    pub(super) fn required(&self, row: usize) -> Result<&str, DecodeError> {
        self.optional(row)
            .ok_or_else(|| self.wrong(row, Problem::Empty))
    }

    pub(super) fn look_up<T>(
        &self,
        row: usize,
        find: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, DecodeError> {
        let key = self.required(row)?;
        find(key).ok_or_else(|| self.unknown(row, key))
    }
}

impl Cells<'_, Date32Array> {
    pub(super) fn optional_period(
        &self,
        row: usize,
        keys: &Keys<'_>,
    ) -> Result<Option<usize>, DecodeError> {
        let there = self.array.is_valid(row);
        there.then(|| self.period(row, keys)).transpose()
    }

    pub(super) fn period(&self, row: usize, keys: &Keys<'_>) -> Result<usize, DecodeError> {
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

impl Cells<'_, ListArray> {
    /// What `read` makes of each element of a row's list.
    pub(super) fn each<A: Array + 'static, T>(
        &self,
        row: usize,
        read: impl Fn(&A, usize) -> Result<T, DecodeError>,
    ) -> Result<Vec<T>, DecodeError> {
        if self.array.is_null(row) {
            return Err(self.wrong(row, Problem::Empty));
        }
        let list = self.array.value(row);
        let elements: Option<&A> = list.as_any().downcast_ref();
        match elements {
            Some(elements) if elements.null_count() == 0 => {
                (0..elements.len()).map(|at| read(elements, at)).collect()
            }
            _ => Err(self.wrong(row, Problem::Empty)),
        }
    }

    pub(super) fn unknown_day(&self, row: usize, days: i32) -> DecodeError {
        self.unknown(row, &date(days))
    }
}

impl Cells<'_, UInt32Array> {
    pub(super) fn required(&self, row: usize) -> Result<u32, DecodeError> {
        self.get(row).ok_or_else(|| self.wrong(row, Problem::Empty))
    }

    pub(super) fn get(&self, row: usize) -> Option<u32> {
        self.array.is_valid(row).then(|| self.array.value(row))
    }
}

impl Cells<'_, Int32Array> {
    pub(super) fn get(&self, row: usize) -> Option<i32> {
        self.array.is_valid(row).then(|| self.array.value(row))
    }
}

impl Cells<'_, Float64Array> {
    pub(super) fn required(&self, row: usize) -> Result<f64, DecodeError> {
        self.get(row)?
            .ok_or_else(|| self.wrong(row, Problem::Empty))
    }

    pub(super) fn get(&self, row: usize) -> Result<Option<f64>, DecodeError> {
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
pub(super) fn value_and_interval(
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
