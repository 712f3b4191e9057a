//! The gap between the most and the least deprived: in every area, and over time.
//!
//! Fifths are of the partnership's own people wherever neighbourhoods are compared: few of them
//! have all of England's fifths. Gaps are read from the release, never worked out here; what a gap
//! amounts to in people has its interval from `measures`.

use aggregates::gaps::Method;
use charts::Picture;
use charts::dumbbell::{Dumbbell, DumbbellRow};
use charts::gap_trend::{GapKind, GapTrend};
use measures::area::AreaIndex;
use measures::breakdown::Breakdown;
use measures::catalogue::Place;
use measures::definition::Scale;
use measures::figure::Figure;
use measures::in_people::GapInPeople;
use measures::published::Published;
use measures::slope::Fifth;
use wording::finding::{self, Between, Fifths, Words};

use super::sentences::{of_people, subject};
use super::view::View;
use crate::exhibit::Exhibit;
use crate::state::LOCAL_FIFTHS;
use crate::table::{Cell, Column, Row, Table};

/// The most and the least deprived fifth among the groups of [`LOCAL_FIFTHS`].
const ENDS: [usize; 2] = [0, 4];
const END_NAMES: [&str; 2] = ["Most deprived fifth", "Least deprived fifth"];
/// How many fifths there are; people of no known fifth are in none of them.
const FIFTHS: usize = 5;
const GAP_NAMES: [&str; 3] = ["Gap", "95% interval, from", "to"];

/// The two ends in every neighbourhood and in the whole.
#[must_use]
pub fn dumbbell(view: &View) -> Option<Exhibit> {
    let catalogue = view.catalogue();
    let mut rows = Vec::new();
    let mut table_rows = Vec::new();
    for (area, named) in catalogue.areas() {
        let whole = area == catalogue.whole_index();
        if !view.measure().publishes(LOCAL_FIFTHS, whole) {
            continue;
        }
        let [first, second] = ends(view, view.selection.period, area)?;
        let gap = difference(view, view.selection.period, area);
        let ratio = between(
            view,
            view.selection.period,
            area,
            LOCAL_FIFTHS,
            Method::Ratio,
        );
        rows.push(DumbbellRow {
            code: (!whole).then(|| named.code.clone()),
            name: if whole {
                format!("{} (all)", named.name)
            } else {
                named.name.clone()
            },
            first,
            second,
            gap: said_gap(view, [first, second], gap),
            note: String::new(),
        });
        let mut cells = vec![Cell::words(&named.name)];
        cells.extend(
            [first, second].map(|end| Cell::value(view.scale(), end.map(|figure| figure.value))),
        );
        cells.extend(gap_cells(view.scale(), gap));
        cells.push(Cell::number(
            ratio.map(|ratio| ratio.value),
            wording::number::times,
        ));
        table_rows.push(Row {
            chosen: area == view.selection.area,
            cells,
        });
    }
    if rows.is_empty() {
        return None;
    }
    let names = [&END_NAMES[..], &GAP_NAMES, &["Ratio"]].concat();
    let mut columns = vec![Column::words("Area")];
    columns.extend(names.into_iter().map(Column::numbers));
    let [first_name, second_name] = END_NAMES.map(str::to_owned);
    Some(Exhibit {
        name: "gap-by-area",
        words: by_area(view),
        caveat: format!(
            "Fifths of the people of {} by the deprivation of the small area they live in. A gap \
             is the least minus the most deprived fifth.",
            view.whole()
        ),
        picture: Picture::Dumbbell(Dumbbell {
            rows,
            first_name,
            second_name,
            scale: view.scale(),
            selected: view.selected(),
        }),
        table: Table {
            columns,
            rows: table_rows,
        },
        about: view.about_whole(),
    })
}

/// The gap of the chosen area over time.
#[must_use]
pub fn over_time(view: &View) -> Option<Exhibit> {
    let catalogue = view.catalogue();
    if !view.measure().publishes(LOCAL_FIFTHS, view.is_whole()) {
        return None;
    }
    let area = view.selection.area;
    let periods = 0..catalogue.periods.len();
    let both: Option<Vec<_>> = periods
        .clone()
        .map(|period| ends(view, period, area))
        .collect();
    let gaps: Vec<Published<Between>> = periods
        .map(|period| difference(view, period, area))
        .collect();
    let rows = both?
        .into_iter()
        .zip(&gaps)
        .enumerate()
        .map(|(period, (ends, gap))| {
            let snapshot = wording::date::snapshot(catalogue.periods[period]);
            let mut cells = vec![Cell::words(snapshot)];
            let end =
                |end: Published<Figure>| Cell::value(view.scale(), end.map(|figure| figure.value));
            cells.extend(ends.map(end));
            cells.extend(gap_cells(view.scale(), *gap));
            Row {
                chosen: period == view.selection.period,
                cells,
            }
        })
        .collect();
    let mut columns = vec![Column::words("Snapshot")];
    columns.extend(END_NAMES.into_iter().chain(GAP_NAMES).map(Column::numbers));
    let measure = view.selection.measure;
    let about = subject(view, measure, "local fifths by deprivation, every quarter");
    let words = finding::gap_over_time(&about, &view.area().name, &catalogue.periods, &gaps);
    Some(Exhibit {
        name: "gap-over-time",
        words: of_people(words, view, measure),
        caveat: format!(
            "{} A gap is the least minus the most deprived fifth.",
            view.measure().caveat
        ),
        picture: Picture::GapTrend(GapTrend {
            code: view.area().code.clone(),
            name: view.area().name.clone(),
            periods: catalogue.periods.clone(),
            gaps,
            kind: GapKind::Difference(view.scale()),
            above: "Higher in the least deprived fifth".to_owned(),
            below: "Higher in the most deprived fifth".to_owned(),
        }),
        table: Table { columns, rows },
        about: view.about(),
    })
}

/// The gap in words; where there is none because an end is absent, why that is.
fn said_gap(view: &View, ends: [Published<Figure>; 2], gap: Published<Between>) -> String {
    let absent = ends.iter().find_map(wording::status::short);
    match (gap, absent) {
        (Published::NotCalculable, Some(why)) => why.to_owned(),
        (gap, _) => Cell::signed(view.scale(), gap.map(|gap| gap.value))
            .read()
            .to_owned(),
    }
}

fn gap_cells(scale: Scale, gap: Published<Between>) -> [Cell; 3] {
    [
        Cell::signed(scale, gap.map(|gap| gap.value)),
        Cell::signed(scale, gap.map(|gap| gap.interval.lower)),
        Cell::signed(scale, gap.map(|gap| gap.interval.upper)),
    ]
}

/// A published gap of the chosen measure that has an interval.
#[must_use]
pub fn between(
    view: &View,
    period: usize,
    area: AreaIndex,
    dimension: Breakdown,
    method: Method,
) -> Published<Between> {
    let gap = view
        .shelf
        .gap(view.selection.measure, period, area, dimension, method);
    gap.map_or(Published::NotCalculable, |gap| {
        gap.value.and_then(|given| {
            given
                .interval_95
                .map_or(Published::NotCalculable, |interval| {
                    Published::Shown(Between {
                        value: given.value,
                        interval,
                    })
                })
        })
    })
}

/// The least minus the most deprived local fifth of an area.
#[must_use]
pub fn difference(view: &View, period: usize, area: AreaIndex) -> Published<Between> {
    between(view, period, area, LOCAL_FIFTHS, Method::Difference)
}

/// Whether the gaps of the chosen measure have arrived and hold this area's.
#[must_use]
pub fn has_gap(view: &View) -> bool {
    let selection = view.selection;
    let method = Method::Difference;
    view.shelf
        .gap(
            selection.measure,
            selection.period,
            selection.area,
            LOCAL_FIFTHS,
            method,
        )
        .is_some()
}

/// The most and the least deprived fifth of an area.
fn ends(view: &View, period: usize, area: AreaIndex) -> Option<[Published<Figure>; 2]> {
    let [most, least] = ENDS.map(|group| {
        let place = Place {
            area,
            breakdown: LOCAL_FIFTHS,
            group,
        };
        view.figure_at(view.selection.measure, period, place)
    });
    Some([most?, least?])
}

/// The two fifths of an area and what lies between them, as the release says it.
fn fifths<'a>(view: &View<'a>, area: AreaIndex) -> Option<Fifths<'a>> {
    let period = view.selection.period;
    let [most_deprived, least_deprived] = ends(view, period, area)?;
    Some(Fifths {
        place: &view.catalogue().area(area).name,
        most_deprived,
        least_deprived,
        difference: difference(view, period, area),
        ratio: between(view, period, area, LOCAL_FIFTHS, Method::Ratio),
    })
}

/// The gap by deprivation in the chosen area; for the whole, its own and every neighbourhood's.
fn by_area(view: &View) -> Words {
    let view = &view.as_counted();
    let measure = view.selection.measure;
    let period = wording::date::snapshot(view.quarter());
    let subject = subject(view, measure, &period);
    let words = if view.is_whole() {
        let places: Vec<Fifths> = view
            .neighbourhoods()
            .filter_map(|(area, _)| fifths(view, area))
            .collect();
        let whole = fifths(view, view.catalogue().whole_index());
        finding::fifths_by_area(&subject, whole.as_ref(), &places)
    } else {
        gap(view)
    };
    of_people(words, view, measure)
}

/// The gap by deprivation in the chosen area.
#[must_use]
pub fn gap(view: &View) -> Words {
    let view = &view.as_counted();
    let period = wording::date::snapshot(view.quarter());
    let subject = subject(view, view.selection.measure, &period);
    fifths(view, view.selection.area)
        .map_or_else(Words::default, |fifths| finding::fifths(&subject, &fifths))
}

/// The gap in the chosen area as people, with its interval, where the release gives it.
#[must_use]
pub fn in_people(view: &View) -> Option<String> {
    let view = &view.as_counted();
    let selection = view.selection;
    let (measure, period) = (selection.measure, selection.period);
    let gap = view.shelf.gap(
        measure,
        period,
        selection.area,
        LOCAL_FIFTHS,
        Method::Difference,
    )?;
    gap.people?;
    let places = (0..FIFTHS).map(|group| Place {
        area: selection.area,
        breakdown: LOCAL_FIFTHS,
        group,
    });
    let fifths = places.filter_map(|place| {
        Some(Fifth {
            people: u64::from(
                view.shelf
                    .row(measure, period, place)?
                    .denominator
                    .shown()?,
            ),
            figure: view.figure_at(measure, period, place)?.shown()?,
        })
    });
    let fifths: Vec<Fifth> = fifths.collect();
    let people = GapInPeople::new(view.scale(), &fifths).ok()?;
    let snapshot = wording::date::snapshot(view.quarter());
    Some(finding::in_people(
        &subject(view, measure, &snapshot),
        &view.area().name,
        &Published::Shown(Between {
            value: people.value,
            interval: people.interval_95,
        }),
    ))
}
