//! The tables with lists in them, in published order: trends, and sets of conditions.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, Date32Array, Date32Builder, ListBuilder, RecordBatch, StringArray, StringBuilder,
};
use arrow::datatypes::DataType;
use arrow::error::ArrowError;
use measures::catalogue::Catalogue;
use measures::published::Published;
use measures::trend::Meaning;

use super::columns::{Labels, counts, days, numbers, text};
use crate::combinations::Combination;
use crate::schema::{Table, element};
use crate::trends::{Change, ControlChart, Trend, YearlyTrend};

/// Trends in order of `measure, area`.
pub(crate) fn trends(labels: &Labels<'_>, rows: &[Trend]) -> Result<RecordBatch, ArrowError> {
    let mut rows: Vec<&Trend> = rows.iter().collect();
    let keys = |row: &Trend| (labels.measure(row.measure), labels.area(row.area));
    rows.sort_unstable_by(|one, other| keys(one).cmp(&keys(other)));
    let word = |pick: fn(&Change) -> &'static str| -> ArrayRef {
        let words = rows.iter().map(|row| change(row).map(pick));
        Arc::new(words.collect::<StringArray>())
    };
    let yearly = |pick: fn(&YearlyTrend) -> f64| {
        numbers(rows.iter().map(|row| match change(row) {
            Some(Change::Yearly(trend)) => Some(pick(trend)),
            _ => None,
        }))
    };
    let chart = |pick: fn(&ControlChart) -> Option<f64>| {
        numbers(rows.iter().map(|row| match change(row) {
            Some(Change::Chart(chart)) => pick(chart),
            _ => None,
        }))
    };
    let period = |pick: fn(&Trend) -> Option<usize>| -> ArrayRef {
        let days = rows
            .iter()
            .map(|row| pick(row).map(|period| labels.days(period)));
        Arc::new(days.collect::<Date32Array>())
    };
    let mut special_causes =
        ListBuilder::new(Date32Builder::new()).with_field(element(DataType::Date32));
    for row in &rows {
        if let Some(Change::Chart(chart)) = change(row) {
            for period in &chart.special_cause_periods {
                special_causes.values().append_value(labels.days(*period));
            }
        }
        special_causes.append(true);
    }
    RecordBatch::try_new(
        Table::Trends.arrow_schema(),
        vec![
            text(rows.iter().map(|row| labels.measure(row.measure))),
            text(rows.iter().map(|row| labels.area(row.area))),
            text(rows.iter().map(|row| row.method.key())),
            word(marker),
            word(|change| meaning(change).key()),
            yearly(|trend| trend.slope),
            yearly(|trend| trend.standard_error),
            yearly(|trend| trend.chi_squared),
            chart(|chart| Some(chart.mean)),
            chart(|chart| Some(chart.limits?.lower)),
            chart(|chart| Some(chart.limits?.upper)),
            period(|row| row.first_period),
            period(|row| row.last_period),
            counts(rows.iter().map(|row| Some(row.points))),
            Arc::new(special_causes.finish()),
            text(rows.iter().map(|row| row.change.status())),
        ],
    )
}

fn change(row: &Trend) -> Option<&Change> {
    match &row.change {
        Published::Shown(change) => Some(change),
        _ => None,
    }
}

fn marker(change: &Change) -> &'static str {
    match change {
        Change::Yearly(trend) => trend.marker.key(),
        Change::Chart(chart) => chart.variation.key(),
    }
}

fn meaning(change: &Change) -> Meaning {
    match change {
        Change::Yearly(trend) => trend.meaning,
        Change::Chart(chart) => chart.meaning,
    }
}

/// Sets of conditions in order of `period_end, area`, people (most first) and keys; the keys of a
/// set in order of their bytes.
pub(crate) fn combinations(
    catalogue: &Catalogue,
    labels: &Labels<'_>,
    rows: &[Combination],
) -> Result<RecordBatch, ArrowError> {
    let keys = |row: &Combination| -> Vec<&str> {
        let conditions = row.conditions.iter();
        let mut keys: Vec<&str> = conditions
            .map(|condition| catalogue.conditions[*condition].condition.as_str())
            .collect();
        keys.sort_unstable();
        keys
    };
    let mut rows: Vec<(&Combination, Vec<&str>)> =
        rows.iter().map(|row| (row, keys(row))).collect();
    rows.sort_unstable_by(|(one, one_keys), (other, other_keys)| {
        let place = |row: &Combination| (labels.days(row.period), labels.area(row.area));
        place(one)
            .cmp(&place(other))
            .then_with(|| other.people.cmp(&one.people))
            .then_with(|| one_keys.cmp(other_keys))
    });
    let mut conditions = ListBuilder::new(StringBuilder::new()).with_field(element(DataType::Utf8));
    for (_, keys) in &rows {
        for key in keys {
            conditions.values().append_value(key);
        }
        conditions.append(true);
    }
    RecordBatch::try_new(
        Table::Combinations.arrow_schema(),
        vec![
            days(rows.iter().map(|(row, _)| labels.days(row.period))),
            text(rows.iter().map(|(row, _)| labels.area(row.area))),
            Arc::new(conditions.finish()),
            counts(rows.iter().map(|(row, _)| Some(row.people))),
        ],
    )
}
