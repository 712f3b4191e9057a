//! Rows of sets of conditions, each value looked up and checked.

use arrow::array::{Date32Array, ListArray, StringArray, UInt32Array};

use super::cells::{Cells, Columns};
use super::keys::Keys;
use super::rows::Reader;
use crate::combinations::Combination;
use crate::error::DecodeError;

/// The fewest conditions of a set: the people are those with so many or more.
const FEWEST_CONDITIONS: usize = measures::definition::SEVERAL_CONDITIONS as usize;

pub(super) struct CombinationReader<'a> {
    keys: &'a Keys<'a>,
    period: Cells<'a, Date32Array>,
    area: Cells<'a, StringArray>,
    conditions: Cells<'a, ListArray>,
    people: Cells<'a, UInt32Array>,
}

impl<'a> Reader<'a> for CombinationReader<'a> {
    type Row = Combination;

    fn new(columns: &Columns<'a>, keys: &'a Keys<'a>) -> Result<Self, DecodeError> {
        Ok(Self {
            keys,
            period: columns.cells("period_end")?,
            area: columns.cells("area")?,
            conditions: columns.cells("conditions")?,
            people: columns.cells("people")?,
        })
    }

    fn row(&self, row: usize) -> Result<Combination, DecodeError> {
        Ok(Combination {
            period: self.period.period(row, self.keys)?,
            area: self
                .area
                .look_up(row, |code| self.keys.areas.get(code).copied())?,
            conditions: self.conditions(row)?,
            people: self.people.required(row)?,
        })
    }
}

impl CombinationReader<'_> {
    fn conditions(&self, row: usize) -> Result<Vec<usize>, DecodeError> {
        let configured = &self.keys.catalogue.conditions;
        let mut conditions = self.conditions.each(row, |list: &StringArray, index| {
            let key = list.value(index);
            let known = configured.iter().position(|one| one.condition == key);
            known.ok_or_else(|| self.conditions.unknown(row, key))
        })?;
        conditions.sort_unstable();
        if conditions.windows(2).any(|pair| pair[0] == pair[1]) {
            let reason = "a condition is in the set twice";
            return Err(self.conditions.impossible(row, &conditions.len(), reason));
        }
        if conditions.len() < FEWEST_CONDITIONS {
            let reason = "a set has at least three conditions";
            return Err(self.conditions.impossible(row, &conditions.len(), reason));
        }
        Ok(conditions)
    }
}
