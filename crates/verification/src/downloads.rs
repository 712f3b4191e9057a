//! The tables for people, CSV and Parquet, against the estimates and the manifest.
//!
//! Every cell is worked out anew: counts from the estimates, values, intervals and comparisons by
//! [`measures`], words from the catalogue.

use std::collections::BTreeSet;

use aggregates::decode;
use aggregates::estimate::{Estimate, Standardised};
use aggregates::schema::Table;
use disclosure::protected::STANDARDISED;
use measures::catalogue::{Catalogue, Place};
use measures::comparison::compare;
use measures::definition::{Family, Scale};
use measures::figure::Figure;
use measures::published::Published;

use super::expectation::Expected;
use super::grid::{Order, words};
use super::names::{Names, Position};
use super::release::Release;
use super::report::{Check, Report};
use super::table::{Found, csv_rows, day, parquet_rows};

/// The two forms of a download.
const FORMS: [&str; 2] = ["csv", "parquet"];
/// What stands where nothing is compared.
const NOT_COMPARED: &str = "not_compared";

/// The downloads that a release has: two for each family of its measures.
pub(super) fn names(catalogue: &Catalogue) -> Vec<String> {
    let families: BTreeSet<Family> = catalogue
        .measures
        .iter()
        .map(|measure| measure.family)
        .collect();
    let names = families
        .into_iter()
        .flat_map(|family| FORMS.map(|form| name(family, form)));
    names.collect()
}

fn name(family: Family, form: &str) -> String {
    let family = match family {
        Family::Multimorbidity => "multimorbidity",
        Family::Coordination => "coordination",
        Family::Outcome => "outcome",
        Family::Experience => "experience",
    };
    format!("{}{family}.{form}", Table::Download.file_name())
}

/// Checks that every Parquet download is one, by its seal and its columns.
pub(super) fn check_readable(release: &Release, report: &mut Report) {
    for (name, bytes) in &release.contents {
        let is_download = name.starts_with(Table::Download.file_name());
        if !is_download || !name.ends_with(".parquet") {
            continue;
        }
        match decode::rows_of(Table::Download, bytes) {
            Ok(rows) => {
                report.checked(1, "tables read");
                release.check_rows(name, rows, report);
            }
            Err(error) => report.differs(Check::Schema, || error.in_file(name).to_string()),
        }
    }
}

/// Compares every cell of every download with what it should be.
pub(super) fn check(
    release: &Release,
    names: &Names<'_>,
    estimates: &[Estimate],
    report: &mut Report,
) {
    let table = Recomputed::new(names, estimates);
    let families: BTreeSet<Family> = names
        .catalogue
        .measures
        .iter()
        .map(|measure| measure.family)
        .collect();
    for family in families {
        for form in FORMS {
            let file = name(family, form);
            let Some(bytes) = release.contents.get(&file) else {
                continue;
            };
            let mut reading = Reading::new(&table, &file, report);
            let read = if form == "csv" {
                csv_rows(Table::Download, bytes, |row| reading.row(row))
            } else if release.is_as_listed(&file) && decode::rows_of(Table::Download, bytes).is_ok()
            {
                let columns: Vec<&str> = columns().collect();
                parquet_rows(Table::Download, bytes, &columns, |row| reading.row(row))
            } else {
                report.not_tried(format!(
                    "{file} was not compared cell by cell: it is damaged"
                ));
                continue;
            };
            match read {
                Ok(rows) => {
                    reading.finish(family);
                    if form == "csv" {
                        report.checked(1, "tables read");
                        release.check_rows(&file, rows, report);
                    }
                }
                Err(error) => report.differs(Check::Schema, || format!("{file}: {error}")),
            }
        }
    }
}

fn columns() -> impl Iterator<Item = &'static str> {
    Table::Download.columns().iter().map(|column| column.name)
}

/// The estimates with everything derived from them.
struct Recomputed<'a> {
    names: &'a Names<'a>,
    estimates: &'a [Estimate],
    figures: Vec<Published<Figure>>,
}

impl<'a> Recomputed<'a> {
    fn new(names: &'a Names<'a>, estimates: &'a [Estimate]) -> Self {
        let figure = |row: &Estimate| row.figure(names.catalogue);
        Self {
            names,
            estimates,
            figures: estimates.iter().map(figure).collect(),
        }
    }

    fn index(&self, position: Position) -> Option<usize> {
        let found = self
            .estimates
            .binary_search_by_key(&position, Estimate::position);
        found.ok()
    }

    /// The row that a line of a download should be.
    fn line(&self, index: usize) -> Line<'_> {
        let estimate = &self.estimates[index];
        let catalogue = self.names.catalogue;
        let whole = catalogue.whole_index();
        let same_group = Place {
            area: whole,
            ..estimate.place
        };
        let partnership = (estimate.place.area != whole).then(|| {
            let index = self.index((estimate.measure, estimate.period, same_group));
            index.map_or(Published::NotCalculable, |index| self.figures[index])
        });
        Line {
            names: self.names,
            estimate,
            figure: self.figures[index],
            partnership,
        }
    }
}

/// What a line of a download should say.
struct Line<'a> {
    names: &'a Names<'a>,
    estimate: &'a Estimate,
    figure: Published<Figure>,
    /// `None` in the rows of the whole itself.
    partnership: Option<Published<Figure>>,
}

impl Line<'_> {
    /// What should stand in a column, and what kind of thing that is; `None` for a column that
    /// nothing is known of here.
    fn expected(&self, column: &str) -> Option<(Check, Expected<'_>)> {
        let row = self.estimate;
        let catalogue = self.names.catalogue;
        let measure = &catalogue.measures[row.measure];
        let area = catalogue.area(row.place.area);
        let label = |text| (Check::Labels, Expected::Text(text));
        let count = |expected| (Check::DownloadCounts, expected);
        let value = |pick: fn(Figure) -> f64| {
            let number = self.figure.map(|figure| self.in_unit(pick(figure)));
            (Check::DownloadValues, Expected::number(number))
        };
        Some(match column {
            "measure" => label(&measure.key),
            "measure_title" => label(&measure.title),
            "period_end" => {
                let day = Expected::Day(catalogue.periods[row.period]);
                (Check::Labels, day)
            }
            "area" => label(&area.code),
            "area_name" => label(&area.name),
            "breakdown" => label(row.place.breakdown.key()),
            "group" => label(self.names.group(row.place.breakdown, row.place.group)),
            "unit" => label(&measure.unit),
            "numerator" => count(Expected::count(row.numerator)),
            "denominator" => count(Expected::count(row.denominator)),
            "status" => count(Expected::Text(row.numerator.status())),
            "denominator_status" => count(Expected::Text(row.denominator.status())),
            "value_status" => count(Expected::Text(self.figure.status())),
            "value" => value(|figure| figure.value),
            "lower_95" => value(|figure| figure.interval_95.lower),
            "upper_95" => value(|figure| figure.interval_95.upper),
            "lower_998" => value(|figure| figure.interval_998.lower),
            "upper_998" => value(|figure| figure.interval_998.upper),
            "standardised_value" => self.standardised(|figure| figure.value),
            "standardised_lower_95" => self.standardised(|figure| figure.interval_95.lower),
            "standardised_upper_95" => self.standardised(|figure| figure.interval_95.upper),
            "dispersion" => (Check::DownloadStandardised, self.dispersion()),
            "partnership_value" => (Check::DownloadValues, self.partnership_value()),
            "comparison" => (Check::Comparisons, Expected::Text(self.comparison())),
            _ => return None,
        })
    }

    fn partnership_value(&self) -> Expected<'static> {
        match self.partnership {
            None => Expected::Number(None, NOT_COMPARED),
            Some(figure) => Expected::number(figure.map(|figure| self.in_unit(figure.value))),
        }
    }

    /// What the estimates say, in the unit; empty in a breakdown that is not standardised.
    fn standardised(&self, pick: fn(Standardised) -> f64) -> (Check, Expected<'static>) {
        let expected = if STANDARDISED.contains(&self.estimate.place.breakdown) {
            let figure = self
                .figure
                .and_then(|_| or_none(self.estimate.standardised));
            Expected::number(figure.map(|figure| self.in_unit(pick(figure))))
        } else {
            Expected::Number(None, "")
        };
        (Check::DownloadStandardised, expected)
    }

    /// The same of the dispersion, which only a rate of events has.
    fn dispersion(&self) -> Expected<'static> {
        match self.names.catalogue.measures[self.estimate.measure].scale() {
            Scale::Proportion => Expected::Number(None, ""),
            Scale::RatePer(_) => {
                Expected::number(self.figure.and_then(|_| or_none(self.estimate.dispersion)))
            }
        }
    }

    fn comparison(&self) -> &'static str {
        let direction = self.names.catalogue.measures[self.estimate.measure].direction;
        match (self.figure, self.partnership) {
            (Published::Shown(figure), Some(Published::Shown(reference))) => {
                compare(&figure, reference.value, direction).key()
            }
            _ => NOT_COMPARED,
        }
    }

    /// Shares are written in percent; rates are events for so many people already.
    fn in_unit(&self, value: f64) -> f64 {
        match self.names.catalogue.measures[self.estimate.measure].scale() {
            Scale::Proportion => value * 100.0,
            Scale::RatePer(_) => value,
        }
    }
}

/// A figure beside a shown one: without it the method had too little to go by.
fn or_none<T>(figure: Option<T>) -> Published<T> {
    figure.map_or(Published::NotCalculable, Published::Shown)
}

/// One file being compared, row by row.
struct Reading<'a> {
    table: &'a Recomputed<'a>,
    file: &'a str,
    report: &'a mut Report,
    sorted_by: Vec<usize>,
    order: Order,
    seen: BTreeSet<usize>,
    row: u64,
}

impl<'a> Reading<'a> {
    fn new(table: &'a Recomputed<'a>, file: &'a str, report: &'a mut Report) -> Self {
        let column = |name: &&str| columns().position(|column| column == *name);
        Self {
            table,
            file,
            report,
            sorted_by: Table::Download
                .sorted_by()
                .iter()
                .filter_map(column)
                .collect(),
            order: Order::default(),
            seen: BTreeSet::new(),
            row: 0,
        }
    }

    fn row(&mut self, row: &[Found<'_>]) {
        self.row += 1;
        let keys: Vec<Found<'_>> = self.sorted_by.iter().map(|column| row[*column]).collect();
        self.order.next(&keys);
        let Some(index) = self.index(row) else {
            let (file, number) = (self.file, self.row);
            self.report.differs(Check::Grid, || {
                let keys = words(&keys);
                format!("{file}: row {number} ({keys}) is about nothing in the estimates")
            });
            return;
        };
        // A row that is there twice is out of order as well.
        self.seen.insert(index);
        let line = self.table.line(index);
        for (column, found) in columns().zip(row) {
            let Some((check, expected)) = line.expected(column) else {
                continue;
            };
            self.report.checked(1, things(check));
            if !expected.agrees(*found) {
                let file = self.file;
                self.report.differs(check, || {
                    format!(
                        "{file}: {}: `{column}` is {}, it should be {}",
                        self.table.names.row(line.estimate.position()),
                        found.words(),
                        expected.words()
                    )
                });
            }
        }
    }

    /// Which estimate a row is about.
    fn index(&self, row: &[Found<'_>]) -> Option<usize> {
        let mut words = columns().zip(row).map(|(column, found)| match found {
            Found::Text(text) => (column, plain(text).to_owned()),
            Found::Day(days) => (column, day(*days)),
            _ => (column, String::new()),
        });
        let mut word = |name: &str| {
            let found = words.find(|(column, _)| *column == name);
            found.map(|(_, word)| word)
        };
        // In the order of the columns.
        let measure = word("measure")?;
        let period = word("period_end")?;
        let area = word("area")?;
        let breakdown = word("breakdown")?;
        let group = word("group")?;
        let position = self
            .table
            .names
            .position([&measure, &period, &area, &breakdown, &group])?;
        self.table.index(position)
    }

    /// Tells of rows that did not come, once all have been read.
    fn finish(self, family: Family) {
        let names = self.table.names;
        for (index, estimate) in self.table.estimates.iter().enumerate() {
            let belongs = names.catalogue.measures[estimate.measure].family == family;
            if belongs != self.seen.contains(&index) {
                let file = self.file;
                self.report.differs(Check::Grid, || {
                    let row = names.row(estimate.position());
                    if belongs {
                        format!("{file}: {row}: is missing")
                    } else {
                        format!("{file}: {row}: belongs in another file")
                    }
                });
            }
        }
        self.order.tell(self.file, self.report);
    }
}

/// What is counted as checked.
fn things(check: Check) -> &'static str {
    match check {
        Check::DownloadCounts => "counts and statuses in downloads",
        Check::DownloadValues => "values and limits in downloads, recomputed",
        Check::DownloadStandardised => "standardised figures and dispersions in downloads",
        Check::Comparisons => "comparisons in downloads, recomputed",
        _ => "titles, names and other words in downloads",
    }
}

/// A text without the apostrophe that keeps a spreadsheet from taking it for a formula.
fn plain(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) => rest,
        _ => text,
    }
}
