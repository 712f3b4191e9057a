//! One measure across all fifths by deprivation, with the line that the slope index is read from.
//!
//! The index is the release's; the line is drawn by `measures::slope` from the same published
//! figures, and only where the release has an index.

use aggregates::gaps::Method;
use charts::Picture;
use charts::slope_chart::{SlopeChart, SlopeColumn};
use measures::breakdown::Breakdown;
use measures::catalogue::Place;
use measures::published::Published;
use measures::slope::{FEWEST_LOCAL_FIFTHS, Fifth, Slope};
use wording::finding::{self, Gradient};

use super::deprivation::between;
use super::sentences::{of_people, subject};
use super::view::{View, value_cells, value_columns};
use crate::basis::Basis;
use crate::exhibit::Exhibit;
use crate::state::LOCAL_FIFTHS;
use crate::table::{Cell, Column, Row, Table};

/// The fifths of a breakdown by deprivation; people of no known fifth are in none of them.
const FIFTHS: usize = 5;

/// The chosen fifths of the chosen area's people.
#[must_use]
pub fn slope(view: &View) -> Option<Exhibit> {
    let dimension = view.selection.fifths;
    if !view.measure().publishes(dimension, view.is_whole()) {
        return None;
    }
    // The index is of figures as counted.
    let view = &view.as_counted();
    let labels = view.catalogue().groups(dimension);
    let (measure, period) = (view.selection.measure, view.selection.period);
    let places = (0..FIFTHS).map(|group| Place {
        area: view.selection.area,
        breakdown: dimension,
        group,
    });
    let columns: Option<Vec<SlopeColumn>> = places
        .clone()
        .map(|place| {
            Some(SlopeColumn {
                label: wording::group::label(dimension, &labels[place.group]),
                people: view.shelf.row(measure, period, place)?.denominator,
                figure: view.figure_at(measure, period, place)?,
            })
        })
        .collect();
    let columns = columns?;
    let index = between(
        view,
        period,
        view.selection.area,
        dimension,
        Method::SlopeIndex,
    );
    let relative = between(
        view,
        period,
        view.selection.area,
        dimension,
        Method::RelativeIndex,
    );
    let line = index.shown().and_then(|_| line(view, &columns));
    let snapshot = wording::date::snapshot(view.quarter());
    let gradient = Gradient {
        place: &view.area().name,
        fifths: dimension,
        slope: index,
        relative,
        departs_from_a_line: line.as_ref().is_some_and(Slope::departs_from_a_line),
    };
    let words = finding::slope(&subject(view, measure, &snapshot), &gradient);
    let rows = places.zip(&columns).map(|(place, column)| {
        let mut cells = vec![Cell::words(&column.label)];
        cells.extend(value_cells(view, measure, period, place));
        Row {
            chosen: false,
            cells,
        }
    });
    let mut rows: Vec<Row> = rows.collect();
    let scale = view.scale();
    rows.push(index_row("Slope index of inequality", index, |value| {
        Cell::signed(scale, value)
    }));
    rows.push(index_row(
        "Relative index of inequality",
        relative,
        |value| Cell::number(value, wording::number::times),
    ));
    let mut names = vec![Column::words("Fifth")];
    names.extend(value_columns(scale, Basis::Crude));
    Some(Exhibit {
        name: "slope",
        words: of_people(words, view, measure),
        caveat: format!("{} {}", view.measure().caveat, whose(view, dimension)),
        picture: Picture::SlopeChart(SlopeChart {
            columns,
            slope: line,
            note: index_note(view, index),
            scale,
        }),
        table: Table {
            columns: names,
            rows,
        },
        about: view.about_split(dimension, "Slope over"),
    })
}

fn index_row(
    name: &str,
    index: Published<finding::Between>,
    cell: impl Fn(Published<f64>) -> Cell,
) -> Row {
    let mut cells = vec![
        Cell::words(name),
        cell(index.map(|index| index.value)),
        cell(index.map(|index| index.interval.lower)),
        cell(index.map(|index| index.interval.upper)),
    ];
    cells.extend([Cell::words(""), Cell::words("")]);
    Row {
        chosen: false,
        cells,
    }
}

fn index_note(view: &View, index: Published<finding::Between>) -> String {
    match index {
        Published::Shown(index) => format!(
            "Slope index: {} (95% interval {})",
            wording::number::signed_points(view.scale(), index.value),
            wording::number::signed_interval(view.scale(), &index.interval)
        ),
        absent => format!(
            "No slope index: {}",
            wording::status::short(&absent).unwrap_or_default()
        ),
    }
}

fn whose(view: &View, dimension: Breakdown) -> String {
    let of = if dimension == LOCAL_FIFTHS {
        format!("the people of {}", view.whole())
    } else {
        "England\u{2019}s small areas".to_owned()
    };
    format!(
        "Fifths of {of}, by the deprivation of the small area people live in. The slope index is \
         the least minus the most deprived end of the line."
    )
}

/// The line through the fifths that have people. One whose figure is not shown leaves none: the
/// places of the others depend on how many people it has.
fn line(view: &View, columns: &[SlopeColumn]) -> Option<Slope> {
    let mut fifths = Vec::new();
    for column in columns {
        match column.people {
            Published::NoPeople | Published::Shown(0) => {}
            Published::Shown(people) => fifths.push(Fifth {
                people: people.into(),
                figure: column.figure.shown()?,
            }),
            Published::Withheld | Published::NotCalculable => return None,
        }
    }
    // The release has decided that there are enough.
    Slope::new(view.scale(), &fifths, FEWEST_LOCAL_FIFTHS).ok()
}
