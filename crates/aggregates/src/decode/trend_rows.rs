//! Rows of trends, each value looked up and checked.

use arrow::array::{Date32Array, Float64Array, ListArray, StringArray, UInt32Array};
use measures::interval::Interval;
use measures::trend::{Marker, Meaning};

use super::cells::{Cells, Columns, value_and_interval};
use super::keys::Keys;
use super::rows::Reader;
use crate::error::DecodeError;
use crate::trends::{Change, ControlChart, Trend, TrendMethod, Variation, YearlyTrend};

pub(super) struct TrendReader<'a> {
    keys: &'a Keys<'a>,
    measure: Cells<'a, StringArray>,
    area: Cells<'a, StringArray>,
    method: Cells<'a, StringArray>,
    marker: Cells<'a, StringArray>,
    direction: Cells<'a, StringArray>,
    line: [Cells<'a, Float64Array>; 3],
    chart: [Cells<'a, Float64Array>; 3],
    first: Cells<'a, Date32Array>,
    last: Cells<'a, Date32Array>,
    points: Cells<'a, UInt32Array>,
    special_causes: Cells<'a, ListArray>,
    status: Cells<'a, StringArray>,
}

impl<'a> Reader<'a> for TrendReader<'a> {
    type Row = Trend;

    fn new(columns: &Columns<'a>, keys: &'a Keys<'a>) -> Result<Self, DecodeError> {
        Ok(Self {
            keys,
            measure: columns.cells("measure")?,
            area: columns.cells("area")?,
            method: columns.cells("method")?,
            marker: columns.cells("marker")?,
            direction: columns.cells("direction")?,
            line: [
                columns.cells("slope")?,
                columns.cells("se")?,
                columns.cells("chi_squared")?,
            ],
            chart: [
                columns.cells("mean")?,
                columns.cells("lower_limit")?,
                columns.cells("upper_limit")?,
            ],
            first: columns.cells("first_period")?,
            last: columns.cells("last_period")?,
            points: columns.cells("points")?,
            special_causes: columns.cells("special_cause_periods")?,
            status: columns.cells("status")?,
        })
    }

    fn row(&self, row: usize) -> Result<Trend, DecodeError> {
        let keys = self.keys;
        let method = self.method.look_up(row, TrendMethod::from_key)?;
        let change = match self.marker.optional(row) {
            None => None,
            Some(_) => Some(match method {
                TrendMethod::YearlyTrend => self.yearly(row)?,
                TrendMethod::ControlChart => self.chart(row)?,
            }),
        };
        Ok(Trend {
            measure: self
                .measure
                .look_up(row, |key| keys.measures.get(key).copied())?,
            area: self
                .area
                .look_up(row, |code| keys.areas.get(code).copied())?,
            method,
            first_period: self.first.optional_period(row, keys)?,
            last_period: self.last.optional_period(row, keys)?,
            points: self.points.required(row)?,
            change: self
                .status
                .published(row, self.status.required(row)?, change)?,
        })
    }
}

impl TrendReader<'_> {
    fn meaning(&self, row: usize) -> Result<Meaning, DecodeError> {
        let every = [
            Meaning::GettingBetter,
            Meaning::GettingWorse,
            Meaning::Neither,
        ];
        self.direction.look_up(row, |key| {
            every.into_iter().find(|meaning| meaning.key() == key)
        })
    }

    fn yearly(&self, row: usize) -> Result<Change, DecodeError> {
        let every = [
            Marker::Increasing,
            Marker::Decreasing,
            Marker::NoSignificantChange,
        ];
        let marker = self.marker.look_up(row, |key| {
            every.into_iter().find(|marker| marker.key() == key)
        })?;
        let [slope, standard_error, chi_squared] = &self.line;
        Ok(Change::Yearly(YearlyTrend {
            marker,
            meaning: self.meaning(row)?,
            slope: slope.required(row)?,
            standard_error: standard_error.required(row)?,
            chi_squared: chi_squared.required(row)?,
        }))
    }

    fn chart(&self, row: usize) -> Result<Change, DecodeError> {
        let variation = self.marker.look_up(row, Variation::from_key)?;
        let [mean, lower, upper] = &self.chart;
        let limits: Option<Interval> = match variation {
            Variation::Constant => None,
            _ => value_and_interval([mean, lower, upper], row)?.map(|(_, limits)| limits),
        };
        let keys = self.keys;
        Ok(Change::Chart(ControlChart {
            variation,
            meaning: self.meaning(row)?,
            mean: mean.required(row)?,
            limits,
            special_cause_periods: self.special_causes.each(row, |list: &Date32Array, index| {
                let days = list.value(index);
                let known = keys.periods.get(&days).copied();
                known.ok_or_else(|| self.special_causes.unknown_day(row, days))
            })?,
        }))
    }
}
