//! Two areas, or two groups of one area's people, side by side on one measure.
//!
//! The difference is worked out by `measures` from the two figures as they are published.

use charts::Picture;
use charts::pair::{Pair, PairSide};
use charts::trend::{Trend, TrendSeries};
use measures::area::AreaIndex;
use measures::catalogue::Place;
use measures::difference::of_figures;
use measures::figure::Figure;
use measures::published::Published;
use wording::finding::{self, Between, Of, Overlap, Side, Words};

use super::sentences::{of_people, subject};
use super::view::{View, everybody, value_cells, value_columns};
use crate::about::{About, Detail};
use crate::basis::Basis;
use crate::exhibit::Exhibit;
use crate::table::{Cell, Column, Row, Table};

/// One of the two.
struct One {
    place: Place,
    /// As a row is named.
    label: String,
    /// As a sentence names it.
    within: String,
    /// What tells it from the other in a file's name.
    key: String,
}

/// The two figures and the difference between them.
#[must_use]
pub fn side_by_side(view: &View) -> Option<Exhibit> {
    let view = &of_pair(view);
    let [first, second] = sides(view);
    let (measure, period) = (view.selection.measure, view.selection.period);
    let figure = |one: &One| view.figure_at(measure, period, one.place);
    let figures = [figure(&first)?, figure(&second)?];
    let difference = difference(figures);
    let snapshot = wording::date::snapshot(view.quarter());
    let both = [first, second];
    let words = verdict(view, &both, figures, &snapshot);
    let [first, second] = both;
    let scale = view.scale();
    let mut rows: Vec<Row> = [&first, &second]
        .map(|one| {
            let mut cells = vec![Cell::words(&one.label)];
            cells.extend(value_cells(view, measure, period, one.place));
            Row {
                chosen: false,
                cells,
            }
        })
        .into();
    let mut columns = vec![Column::words("Side")];
    columns.extend(value_columns(scale, basis(view)));
    let mut cells = vec![
        Cell::words("First less second"),
        Cell::signed(scale, difference.map(|between| between.value)),
        Cell::signed(scale, difference.map(|between| between.interval.lower)),
        Cell::signed(scale, difference.map(|between| between.interval.upper)),
    ];
    cells.resize(columns.len(), Cell::words(""));
    rows.push(Row {
        chosen: true,
        cells,
    });
    let drawn = |one: &One, figure: Published<Figure>| PairSide {
        code: view.selection.compares_areas().then(|| one.key.clone()),
        name: one.label.clone(),
        figure,
        note: view.counted(one.place),
    };
    Some(Exhibit {
        name: "side-by-side",
        words: of_people(words, view, measure),
        caveat: format!(
            "{}{}",
            view.caveat(view.selection.breakdown),
            overlap_note(view)
        ),
        picture: Picture::Pair(Pair {
            first: drawn(&first, figures[0]),
            second: drawn(&second, figures[1]),
            difference,
            reference: if view.selection.compares_areas() {
                view.reference()
            } else {
                None
            },
            scale,
        }),
        table: Table { columns, rows },
        about: about_both(view, &[first, second]),
    })
}

/// The two values with their intervals, as a sentence.
#[must_use]
pub fn values(view: &View) -> String {
    let view = &of_pair(view);
    let said = sides(view).map(|one| {
        let (measure, period) = (view.selection.measure, view.selection.period);
        let figure = view
            .figure_at(measure, period, one.place)
            .unwrap_or(Published::NotCalculable);
        let value = match figure {
            Published::Shown(figure) => {
                wording::number::value_and_interval(view.scale(), figure.value, &figure.interval_95)
            }
            absent => wording::status::short(&absent)
                .unwrap_or_default()
                .to_owned(),
        };
        format!("{}: {value}", one.label)
    });
    format!("{}.", said.join("; "))
}

/// The two over the quarters of the release.
#[must_use]
pub fn over_time(view: &View) -> Option<Exhibit> {
    let view = &of_pair(view);
    let catalogue = view.catalogue();
    let measure = view.selection.measure;
    let both = sides(view);
    let series = |one: &One| {
        let figures: Option<Vec<_>> = (0..catalogue.periods.len())
            .map(|period| view.figure_at(measure, period, one.place))
            .collect();
        Some(TrendSeries {
            code: one.key.clone(),
            name: one.label.clone(),
            figures: figures?,
        })
    };
    let series: Option<Vec<TrendSeries>> = both.iter().map(series).collect();
    let series = series?;
    let mut columns = vec![Column::words("Snapshot"), Column::words("Side")];
    columns.extend(value_columns(view.scale(), basis(view)));
    let rows = catalogue
        .periods
        .iter()
        .enumerate()
        .flat_map(|(period, quarter)| {
            let snapshot = wording::date::snapshot(*quarter);
            both.iter().map(move |one| {
                let mut cells = vec![Cell::words(&snapshot), Cell::words(&one.label)];
                cells.extend(value_cells(view, measure, period, one.place));
                Row {
                    chosen: period == view.selection.period,
                    cells,
                }
            })
        });
    let about = subject(view, measure, "every quarter");
    let words = Words {
        headline: change(view, &both, &series),
        subtitle: format!(
            "{}, {} and {}, every quarter",
            about.title, both[0].within, both[1].within
        ),
        description: [&series[0], &series[1]]
            .map(|one| ends(view, one))
            .join(" "),
        ..Words::default()
    };
    Some(Exhibit {
        name: "both-over-time",
        table: Table {
            columns,
            rows: rows.collect(),
        },
        words: of_people(words, view, measure),
        caveat: view.caveat(view.selection.breakdown),
        picture: Picture::Trend(Trend {
            periods: catalogue.periods.clone(),
            series,
            reference: None,
            scale: view.scale(),
            selected: None,
            basis: view.basis_label(),
        }),
        about: about_both(view, &both),
    })
}

fn about_both(view: &View, both: &[One; 2]) -> About {
    let details = both.iter().zip(["First", "Second"]);
    About {
        details: details
            .map(|(one, name)| Detail {
                key: one.key.clone(),
                name,
                words: one.label.clone(),
            })
            .collect(),
        ..view.about()
    }
}

/// The verdict on the two at the first and at the last snapshot that shows both.
fn change(view: &View, both: &[One; 2], series: &[TrendSeries]) -> String {
    let periods = &view.catalogue().periods;
    let shown: Vec<usize> = (0..periods.len())
        .filter(|period| {
            let mut figures = series.iter().map(|series| series.figures[*period]);
            figures.all(|figure| figure.shown().is_some())
        })
        .collect();
    let verdict = |period: usize| {
        let figures = [0, 1].map(|side: usize| series[side].figures[period]);
        let words = verdict(view, both, figures, "");
        format!(
            "{}: {}",
            wording::date::snapshot_month(periods[period]),
            wording::list::uncapitalised(&words.headline)
        )
    };
    match shown.as_slice() {
        [] => "No snapshot shows both".to_owned(),
        [only] => verdict(*only),
        [first, .., last] => format!("{}; {}", verdict(*first), verdict(*last)),
    }
}

/// What one of the two did over time, as a sentence.
fn ends(view: &View, series: &TrendSeries) -> String {
    let about = subject(view, view.selection.measure, "every quarter");
    finding::trend(
        &about,
        &series.name,
        &view.catalogue().periods,
        &series.figures,
    )
    .description
}

/// The view with figures of the kind that both sides have.
fn of_pair<'a>(view: &View<'a>) -> View<'a> {
    match basis(view) {
        Basis::Crude => view.as_counted(),
        Basis::Standardised => *view,
    }
}

fn basis(view: &View) -> Basis {
    view.basis_of(view.selection.breakdown)
}

fn sides(view: &View) -> [One; 2] {
    let selection = view.selection;
    if selection.compares_areas() {
        [selection.area, selection.other].map(|area| {
            let named = view.catalogue().area(area);
            One {
                place: everybody(area),
                label: named.name.clone(),
                within: named.name.clone(),
                key: named.code.clone(),
            }
        })
    } else {
        let labels = view.catalogue().groups(selection.breakdown);
        selection.groups.map(|group| One {
            place: Place {
                area: selection.area,
                breakdown: selection.breakdown,
                group,
            },
            label: wording::group::label(selection.breakdown, &labels[group]),
            within: wording::group::in_sentence(selection.breakdown, &labels[group]),
            key: labels[group].clone(),
        })
    }
}

/// What the difference says.
fn verdict(view: &View, both: &[One; 2], figures: [Published<Figure>; 2], when: &str) -> Words {
    let side = |place: usize| Side {
        name: &both[place].within,
        figure: figures[place],
    };
    finding::pair(
        &subject(view, view.selection.measure, when),
        &finding::Pair {
            of: if view.selection.compares_areas() {
                Of::Areas
            } else {
                Of::Groups(&view.area().name)
            },
            first: side(0),
            second: side(1),
            difference: difference(figures),
            overlap: overlap(view),
        },
    )
}

/// First less second, where both are shown; else why not.
fn difference([first, second]: [Published<Figure>; 2]) -> Published<Between> {
    first.and_then(|first| {
        second.map(|second| {
            let (value, interval) = of_figures(&first, &second);
            Between { value, interval }
        })
    })
}

/// What to keep in mind where the same people are on both sides.
fn overlap_note(view: &View) -> String {
    match overlap(view) {
        Overlap::None => String::new(),
        _ => format!(
            " {} contains the other area, so the same people count on both sides and the two look \
             more alike than they are.",
            view.whole()
        ),
    }
}

fn overlap(view: &View) -> Overlap {
    let whole: AreaIndex = view.catalogue().whole_index();
    let selection = view.selection;
    match (selection.area == whole, selection.other == whole) {
        _ if !selection.compares_areas() => Overlap::None,
        (true, false) => Overlap::FirstHoldsSecond,
        (false, true) => Overlap::SecondHoldsFirst,
        _ => Overlap::None,
    }
}
