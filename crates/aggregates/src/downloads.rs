//! Tables for people: everything derived and every name beside the counts, as CSV and as Parquet.
//!
//! The page never reads them. A count or value that is not shown has its reason in its place in
//! the CSV, never a blank and never a zero. A column that says nothing of a row, such as the
//! standardised value of an age band, is empty there.

use std::collections::BTreeSet;

use arrow::array::RecordBatch;
use arrow::error::ArrowError;
use disclosure::protected::{Protected, STANDARDISED};
use measures::catalogue::{Catalogue, Place};
use measures::comparison::compare;
use measures::definition::{Family, Scale};
use measures::figure::Figure;
use measures::published::Published;

use crate::encode::columns::{self, Labels};
use crate::encode::{self, EncodeError};
use crate::estimate::{Estimate, Standardised};
use crate::schema::Table;

/// What stands where nothing is compared: in the rows of the whole, and where either has no value.
const NOT_COMPARED: &str = "not_compared";

/// A file for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Download {
    /// Its path within a published folder, e.g. `downloads/coordination.csv`.
    pub name: String,
    /// The number of rows, without the header.
    pub rows: u64,
    /// Its contents.
    pub bytes: Vec<u8>,
}

/// One CSV and one Parquet for each family of measures, in order of family.
///
/// # Errors
/// When a writer refuses, which is a fault of the program.
pub fn downloads(
    catalogue: &Catalogue,
    protected: &Protected,
) -> Result<Vec<Download>, EncodeError> {
    downloads_of(catalogue, &encode::rows(protected))
}

pub(crate) fn downloads_of(
    catalogue: &Catalogue,
    rows: &[Estimate],
) -> Result<Vec<Download>, EncodeError> {
    let labels = Labels::new(catalogue);
    let figures: Vec<Published<Figure>> = rows.iter().map(|row| row.figure(catalogue)).collect();
    let mut files = Vec::new();
    let families: BTreeSet<Family> = catalogue
        .measures
        .iter()
        .map(|measure| measure.family)
        .collect();
    for family in families {
        let mut chosen: Vec<Estimate> = rows
            .iter()
            .filter(|row| catalogue.measures[row.measure].family == family)
            .copied()
            .collect();
        labels.sort(&mut chosen);
        let figure_at = |measure, period, place| {
            rows.binary_search_by_key(&(measure, period, place), Estimate::position)
                .map_or(Published::NotCalculable, |index| figures[index])
        };
        let lines: Vec<Line<'_>> = chosen
            .iter()
            .map(|row| Line::new(catalogue, &labels, row, figure_at))
            .collect();
        let parts = lines
            .chunk_by(|one, next| one.measure == next.measure)
            .map(batch)
            .collect();
        for (extension, bytes) in [
            ("csv", csv(&lines)?),
            ("parquet", encode::write(Table::Download, parts)?),
        ] {
            files.push(Download {
                name: format!("downloads/{}.{extension}", family_key(family)),
                rows: lines.len() as u64,
                bytes,
            });
        }
    }
    Ok(files)
}

fn family_key(family: Family) -> &'static str {
    match family {
        Family::Multimorbidity => "multimorbidity",
        Family::Coordination => "coordination",
        Family::Outcome => "outcome",
        Family::Experience => "experience",
    }
}

/// A row with its names and everything derived.
struct Line<'a> {
    measure: &'a str,
    title: &'a str,
    day: i32,
    period_end: String,
    area: &'a str,
    area_name: &'a str,
    breakdown: &'static str,
    group: &'a str,
    numerator: Published<u32>,
    denominator: Published<u32>,
    unit: &'a str,
    figure: Published<Figure>,
    /// `None` in a breakdown that is not standardised.
    standardised: Option<Published<Standardised>>,
    /// `None` of a share of people.
    dispersion: Option<Published<f64>>,
    /// `None` in the rows of the whole itself.
    partnership: Option<Published<Figure>>,
    comparison: &'static str,
    /// From the value of a [`Figure`] to the unit.
    times: f64,
}

impl<'a> Line<'a> {
    fn new(
        catalogue: &'a Catalogue,
        labels: &'a Labels<'a>,
        row: &Estimate,
        figure_at: impl Fn(usize, usize, Place) -> Published<Figure>,
    ) -> Self {
        let measure = &catalogue.measures[row.measure];
        let whole = catalogue.whole_index();
        let area = catalogue.area(row.place.area);
        let figure = figure_at(row.measure, row.period, row.place);
        let partnership = (row.place.area != whole).then(|| {
            let same_group = Place {
                area: whole,
                ..row.place
            };
            figure_at(row.measure, row.period, same_group)
        });
        let comparison = match (figure, partnership) {
            (Published::Shown(figure), Some(Published::Shown(reference))) => {
                compare(&figure, reference.value, measure.direction).key()
            }
            _ => NOT_COMPARED,
        };
        Self {
            measure: &measure.key,
            title: &measure.title,
            day: labels.days(row.period),
            period_end: catalogue.periods[row.period].to_string(),
            area: &area.code,
            area_name: &area.name,
            breakdown: row.place.breakdown.key(),
            group: labels.group(row.place),
            numerator: row.numerator,
            denominator: row.denominator,
            unit: &measure.unit,
            figure,
            standardised: STANDARDISED
                .contains(&row.place.breakdown)
                .then(|| beside(figure, row.standardised)),
            dispersion: matches!(measure.scale(), Scale::RatePer(_))
                .then(|| beside(figure, row.dispersion)),
            partnership,
            comparison,
            times: match measure.scale() {
                Scale::Proportion => 100.0,
                Scale::RatePer(_) => 1.0,
            },
        }
    }

    /// The value and its limits, in the unit.
    fn values(&self) -> [Published<f64>; 5] {
        let picks: [fn(Figure) -> f64; 5] = [
            |figure| figure.value,
            |figure| figure.interval_95.lower,
            |figure| figure.interval_95.upper,
            |figure| figure.interval_998.lower,
            |figure| figure.interval_998.upper,
        ];
        picks.map(|pick| self.figure.map(|figure| pick(figure) * self.times))
    }

    /// The standardised value and its limits, in the unit and to the digits it is published with.
    fn standardised(&self) -> [Option<Published<f64>>; 3] {
        let picks: [fn(Standardised) -> f64; 3] = [
            |figure| figure.value,
            |figure| figure.interval_95.lower,
            |figure| figure.interval_95.upper,
        ];
        picks.map(|pick| {
            let figure = self.standardised?;
            // Coarse already: this takes away what the change of unit adds.
            Some(figure.map(|figure| (pick(figure) * self.times * 10.0).round() / 10.0))
        })
    }

    fn partnership_value(&self) -> Option<Published<f64>> {
        self.partnership
            .map(|figure| figure.map(|figure| figure.value * self.times))
    }
}

/// A figure that there may be beside a shown one, or the reason why there is none.
fn beside<T>(figure: Published<Figure>, found: Option<T>) -> Published<T> {
    figure.and_then(|_| found.map_or(Published::NotCalculable, Published::Shown))
}

fn batch(lines: &[Line<'_>]) -> Result<RecordBatch, ArrowError> {
    use columns::{counts, days, numbers, text};
    let value = |index: usize| numbers(lines.iter().map(|line| line.values()[index].shown()));
    let standardised =
        |index: usize| numbers(lines.iter().map(|line| line.standardised()[index]?.shown()));
    RecordBatch::try_new(
        Table::Download.arrow_schema(),
        vec![
            text(lines.iter().map(|line| line.measure)),
            text(lines.iter().map(|line| line.title)),
            days(lines.iter().map(|line| line.day)),
            text(lines.iter().map(|line| line.area)),
            text(lines.iter().map(|line| line.area_name)),
            text(lines.iter().map(|line| line.breakdown)),
            text(lines.iter().map(|line| line.group)),
            counts(lines.iter().map(|line| line.numerator.shown())),
            counts(lines.iter().map(|line| line.denominator.shown())),
            text(lines.iter().map(|line| line.numerator.status())),
            text(lines.iter().map(|line| line.denominator.status())),
            text(lines.iter().map(|line| line.unit)),
            value(0),
            value(1),
            value(2),
            value(3),
            value(4),
            text(lines.iter().map(|line| line.figure.status())),
            standardised(0),
            standardised(1),
            standardised(2),
            numbers(lines.iter().map(|line| line.dispersion?.shown())),
            numbers(
                lines
                    .iter()
                    .map(|line| line.partnership_value().and_then(Published::shown)),
            ),
            text(lines.iter().map(|line| line.comparison)),
        ],
    )
}

fn csv(lines: &[Line<'_>]) -> Result<Vec<u8>, EncodeError> {
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    writer.write_record(Table::Download.columns().iter().map(|column| column.name))?;
    for line in lines {
        let [value, lower_95, upper_95, lower_998, upper_998] = line.values().map(number);
        let or_empty = |figure: Option<Published<f64>>| figure.map_or_else(String::new, number);
        let [standardised, standardised_lower, standardised_upper] =
            line.standardised().map(or_empty);
        let partnership = line
            .partnership_value()
            .map_or_else(|| NOT_COMPARED.to_owned(), number);
        writer.write_record([
            harmless(line.measure).as_str(),
            &harmless(line.title),
            &line.period_end,
            &harmless(line.area),
            &harmless(line.area_name),
            line.breakdown,
            &harmless(line.group),
            &count(line.numerator),
            &count(line.denominator),
            line.numerator.status(),
            line.denominator.status(),
            &harmless(line.unit),
            &value,
            &lower_95,
            &upper_95,
            &lower_998,
            &upper_998,
            line.figure.status(),
            &standardised,
            &standardised_lower,
            &standardised_upper,
            &or_empty(line.dispersion),
            &partnership,
            line.comparison,
        ])?;
    }
    writer
        .into_inner()
        .map_err(|error| EncodeError::Csv(error.into_error().into()))
}

/// Text that a spreadsheet does not take for a formula.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

fn count(published: Published<u32>) -> String {
    published
        .shown()
        .map_or_else(|| published.status().to_owned(), |count| count.to_string())
}

/// Ten significant digits: more than any reader needs, fewer than twice the file.
fn number(published: Published<f64>) -> String {
    let Some(value) = published.shown() else {
        return published.status().to_owned();
    };
    format!("{value:.9e}")
        .parse::<f64>()
        .map_or_else(|_not_a_number| value.to_string(), |short| short.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_begins_as_a_formula_does() {
        let rows = [
            ("=1+1", "'=1+1"),
            ("+44 20", "'+44 20"),
            ("-all", "'-all"),
            ("@name", "'@name"),
            ("\tx", "'\tx"),
            ("65-74", "65-74"),
            ("", ""),
        ];
        for (given, expected) in rows {
            assert_eq!(harmless(given), expected);
        }
    }

    #[test]
    fn numbers_have_ten_digits_and_their_absence_a_word() {
        let rows = [
            (Published::Shown(21.428_571_428_571_427), "21.42857143"),
            (Published::Shown(50.0), "50"),
            (Published::Shown(0.0), "0"),
            (Published::Shown(0.000_012_345_678_912), "0.00001234567891"),
            (Published::Withheld, "withheld"),
            (Published::NoPeople, "no_people"),
            (Published::NotCalculable, "not_calculable"),
        ];
        for (given, expected) in rows {
            assert_eq!(number(given), expected);
        }
    }
}
