//! The gap between the most and the least deprived: in every area, and over time.
//!
//! Fifths are of the partnership's own people wherever neighbourhoods are compared: few of them
//! have all of England's fifths. Gaps are read from the release, never worked out here.

use aggregates::gaps::Method;
use charts::Picture;
use charts::dumbbell::{Dumbbell, DumbbellRow};
use charts::trend::{Trend, TrendSeries};
use measures::area::AreaIndex;
use measures::breakdown::Breakdown;
use measures::figure::Figure;
use measures::published::Published;

use super::sentences;
use super::view::View;
use crate::exhibit::Exhibit;
use crate::table::{Cell, Column, Row, Table};

/// The fifths that are compared.
pub const FIFTHS: Breakdown = Breakdown::ImdLocalQuintile;
/// The most and the least deprived fifth among the groups of [`FIFTHS`].
const ENDS: [usize; 2] = [0, 4];

/// The two ends in every neighbourhood and in the whole.
#[must_use]
pub fn dumbbell(view: &View) -> Option<Exhibit> {
    let catalogue = view.catalogue();
    let mut rows = Vec::new();
    let mut table_rows = Vec::new();
    for (area, named) in catalogue.areas() {
        let whole = area == catalogue.whole_index();
        if !view.measure().publishes(FIFTHS, whole) {
            continue;
        }
        let [first, second] = ends(view, area)?;
        let gap = gap(view, view.selection.period, area, Method::Difference);
        let ratio = gap_figure(view, area, Method::Ratio);
        rows.push(DumbbellRow {
            code: (!whole).then(|| named.code.clone()),
            name: if whole {
                format!("{} (all)", named.name)
            } else {
                named.name.clone()
            },
            first,
            second,
            gap: said_gap(view, gap),
            note: String::new(),
        });
        table_rows.push(Row {
            chosen: area == view.selection.area,
            cells: vec![
                Cell::words(&named.name),
                Cell::value(view.scale(), first.map(|figure| figure.value)),
                Cell::value(view.scale(), second.map(|figure| figure.value)),
                Cell::signed(view.scale(), gap.map(|figure| figure.value)),
                Cell::signed(view.scale(), gap.map(|figure| figure.interval_95.lower)),
                Cell::signed(view.scale(), gap.map(|figure| figure.interval_95.upper)),
                Cell::number(ratio.map(|figure| figure.value), wording::number::times),
            ],
        });
    }
    if rows.is_empty() {
        return None;
    }
    let names = ["Most deprived fifth", "Least deprived fifth"];
    let mut columns = vec![Column::words("Area")];
    columns.extend(names.map(Column::numbers));
    columns.extend(["Gap", "95% interval, from", "to", "Ratio"].map(Column::numbers));
    Some(Exhibit {
        name: "gap-by-area",
        words: sentences::gaps(view),
        caveat: format!(
            "Fifths of the people of {} by the deprivation of the small area they live in. A gap \
             is the least minus the most deprived fifth.",
            view.whole()
        ),
        picture: Picture::Dumbbell(Dumbbell {
            rows,
            first_name: names[0].to_owned(),
            second_name: names[1].to_owned(),
            scale: view.scale(),
            selected: view.selected(),
        }),
        table: Table {
            columns,
            rows: table_rows,
        },
        about: vec![view.measure().key.clone(), view.quarter().to_string()],
    })
}

/// The two ends of the chosen area over time.
#[must_use]
pub fn over_time(view: &View) -> Option<Exhibit> {
    let catalogue = view.catalogue();
    if !view.measure().publishes(FIFTHS, view.is_whole()) {
        return None;
    }
    let labels = catalogue.groups(FIFTHS);
    let periods = 0..catalogue.periods.len();
    // The least deprived first: both charts then give each end the same colour.
    let series: Option<Vec<TrendSeries>> = ENDS
        .iter()
        .rev()
        .map(|group| {
            let figures: Option<Vec<_>> = periods
                .clone()
                .map(|period| end(view, period, view.selection.area, *group))
                .collect();
            Some(TrendSeries {
                code: labels[*group].clone(),
                name: if *group == 0 {
                    "Most deprived"
                } else {
                    "Least deprived"
                }
                .to_owned(),
                figures: figures?,
            })
        })
        .collect();
    let series = series?;
    let rows = periods.map(|period| {
        let gap = gap(view, period, view.selection.area, Method::Difference);
        let value = |group: usize| series[group].figures[period].map(|figure| figure.value);
        Row {
            chosen: period == view.selection.period,
            cells: vec![
                Cell::words(wording::date::snapshot(catalogue.periods[period])),
                Cell::value(view.scale(), value(1)),
                Cell::value(view.scale(), value(0)),
                Cell::signed(view.scale(), gap.map(|figure| figure.value)),
                Cell::signed(view.scale(), gap.map(|figure| figure.interval_95.lower)),
                Cell::signed(view.scale(), gap.map(|figure| figure.interval_95.upper)),
            ],
        }
    });
    let rows: Vec<Row> = rows.collect();
    let names = [
        "Most deprived fifth",
        "Least deprived fifth",
        "Gap",
        "95% interval, from",
        "to",
    ];
    let mut columns = vec![Column::words("Snapshot")];
    columns.extend(names.map(Column::numbers));
    Some(Exhibit {
        name: "gap-over-time",
        words: sentences::gap_over_time(view),
        caveat: view.measure().caveat.clone(),
        picture: Picture::Trend(Trend {
            periods: catalogue.periods.clone(),
            series,
            reference: None,
            scale: view.scale(),
            selected: None,
        }),
        table: Table { columns, rows },
        about: view.about(),
    })
}

/// A gap with its interval.
#[derive(Debug, Clone, Copy)]
pub struct GapFigure {
    /// Least minus most deprived, or the ratio that way round.
    pub value: f64,
    /// The 95% interval.
    pub interval_95: measures::interval::Interval,
}

/// The published gap of the chosen measure.
#[must_use]
pub fn gap(view: &View, period: usize, area: AreaIndex, method: Method) -> Published<GapFigure> {
    view.shelf
        .gap(view.selection.measure, period, area, FIFTHS, method)
        .map_or(Published::NotCalculable, |gap| {
            gap.value.map(|value| GapFigure {
                value: value.value,
                interval_95: value.interval_95,
            })
        })
}

fn gap_figure(view: &View, area: AreaIndex, method: Method) -> Published<GapFigure> {
    gap(view, view.selection.period, area, method)
}

fn said_gap(view: &View, gap: Published<GapFigure>) -> String {
    Cell::signed(view.scale(), gap.map(|figure| figure.value))
        .read()
        .to_owned()
}

/// The most and the least deprived fifth of an area.
#[must_use]
pub fn ends(view: &View, area: AreaIndex) -> Option<[Published<Figure>; 2]> {
    let [most, least] = ENDS.map(|group| end(view, view.selection.period, area, group));
    Some([most?, least?])
}

fn end(view: &View, period: usize, area: AreaIndex, group: usize) -> Option<Published<Figure>> {
    let place = measures::catalogue::Place {
        area,
        breakdown: FIFTHS,
        group,
    };
    let row = view.shelf.row(view.selection.measure, period, place)?;
    Some(row.figure(view.catalogue()))
}
