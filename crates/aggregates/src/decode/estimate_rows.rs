//! Rows of estimates, each value looked up and checked.

use arrow::array::{Date32Array, Float64Array, StringArray, UInt32Array};
use measures::breakdown::Breakdown;
use measures::catalogue::Place;
use measures::definition::Scale;
use measures::published::Published;

use super::cells::{Cells, Columns, value_and_interval};
use super::keys::Keys;
use super::rows::Reader;
use crate::error::DecodeError;
use crate::estimate::{Estimate, Standardised};

pub(super) struct EstimateReader<'a> {
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

impl<'a> Reader<'a> for EstimateReader<'a> {
    type Row = Estimate;

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
}

impl EstimateReader<'_> {
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
