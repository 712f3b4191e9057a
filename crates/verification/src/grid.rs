//! Whether every row of the grid is there, once, and in published order.
//!
//! A row that is missing could say something by being missing, so every measure, period, area and
//! catalogued group has its row whatever its counts.

use std::collections::BTreeSet;

use aggregates::error::{DecodeError, Problem};
use aggregates::estimate::Estimate;
use aggregates::schema::Table;

use super::names::{Names, Position};
use super::release::Release;
use super::report::{Check, Report};
use super::table::{Found, day, parquet_rows};

/// Compares the rows of the estimates with the grid of the catalogue.
pub(super) fn check_complete(names: &Names<'_>, estimates: &[Estimate], report: &mut Report) {
    let file = Table::Estimates.file_name();
    let catalogue = names.catalogue;
    let mut expected: BTreeSet<Position> = BTreeSet::new();
    for (index, measure) in catalogue.measures.iter().enumerate() {
        let places = catalogue.published_places(measure);
        for period in 0..catalogue.periods.len() {
            expected.extend(places.iter().map(|place| (index, period, *place)));
        }
    }
    report.checked(expected.len() as u64, "rows of the grid");
    for row in estimates {
        if !expected.remove(&row.position()) {
            report.differs(Check::Grid, || {
                let row = names.row(row.position());
                format!("{file}: {row}: is there, and not in the catalogue's grid")
            });
        }
    }
    for missing in expected {
        report.differs(Check::Grid, || {
            format!("{file}: {}: is missing", names.row(missing))
        });
    }
}

/// Checks that the rows of a table stand in the order that its schema says.
pub(super) fn check_order(release: &Release, table: Table, report: &mut Report) {
    let name = table.file_name();
    let Some(bytes) = release.contents.get(name) else {
        return;
    };
    let mut order = Order::default();
    // What cannot be read is told where the table is decoded.
    let _rows = parquet_rows(table, bytes, table.sorted_by(), |row| {
        order.next(row);
    });
    order.tell(name, report);
}

/// What a row that could not be decoded is about, as far as its keys say.
pub(super) fn row_meant(release: &Release, error: &DecodeError, table: Table) -> Option<String> {
    // Rows are looked at in the order of the file, but for repeats, once digests are compared.
    let wanted = error.row.filter(|_| error.problem != Problem::Repeated)?;
    let (mut row, mut meant) = (0, None);
    let bytes = release.contents.get(table.file_name())?;
    let _rows = parquet_rows(table, bytes, table.sorted_by(), |cells| {
        row += 1;
        if row == wanted {
            meant = Some(words(cells));
        }
    });
    meant
}

/// Cells as a difference tells them.
pub(super) fn words(cells: &[Found<'_>]) -> String {
    let words: Vec<String> = cells.iter().map(|cell| cell.words()).collect();
    words.join(", ")
}

/// Notices the first row that does not come after the one before it.
#[derive(Debug, Default)]
pub(super) struct Order {
    row: u64,
    before: Vec<String>,
    first_wrong: Option<(u64, Vec<String>)>,
}

impl Order {
    /// Takes the cells that rows are sorted by.
    pub(super) fn next(&mut self, cells: &[Found<'_>]) {
        self.row += 1;
        let this: Vec<String> = cells
            .iter()
            .map(|cell| match cell {
                Found::Text(text) => (*text).to_owned(),
                // Written dates are in the order of the days.
                Found::Day(days) => day(*days),
                other => other.words(),
            })
            .collect();
        if self.first_wrong.is_none() && self.row > 1 && this <= self.before {
            self.first_wrong = Some((self.row, this.clone()));
        }
        self.before = this;
    }

    /// Tells of that row.
    pub(super) fn tell(self, file: &str, report: &mut Report) {
        if let Some((row, cells)) = self.first_wrong {
            report.differs(Check::Grid, || {
                let cells = cells.join(", ");
                format!("{file}: row {row} ({cells}) does not come after the row before it")
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(rows: [[Found<'_>; 2]; 3], first_wrong: Option<u64>) {
        let mut order = Order::default();
        for row in &rows {
            order.next(row);
        }
        assert_eq!(order.first_wrong.map(|(row, _)| row), first_wrong);
    }

    #[test]
    fn rows_come_one_after_the_other() {
        use Found::{Day, Text};
        let [first, second, third] = [
            [Text("a"), Day(9)],
            [Text("a"), Day(10)],
            [Text("b"), Day(1)],
        ];
        check([first, second, third], None);
        check([second, first, third], Some(2));
        check([first, third, second], Some(3));
        check([first, second, second], Some(3));
    }
}
