//! Awkward data for the golden charts, and what holds for every picture. All numbers are made up.

use charts::Chart;
use charts::area_comparison::AreaMark;
use charts::cascade::{Cascade, CascadeRow};
use charts::dumbbell::{Dumbbell, DumbbellRow};
use charts::group_bars::{GroupBars, GroupRow};
use charts::svg::Purpose;
use charts::tile_map::{Tile, TileMap};
use charts::trend::{Trend, TrendSeries};
use measures::definition::{Direction, Scale};
use measures::figure::Figure;
use measures::period::Quarter;
use measures::published::Published::{self, Withheld};

use crate::neighbourhoods::{NAMES, draw, nine, share, whole};
use crate::pictures::number;

pub(crate) fn trend(n_quarters: u16, n_series: usize, selected: Option<&str>) -> Trend {
    let last: Quarter = "2026-09-30".parse().unwrap();
    let series = |index: usize| TrendSeries {
        code: format!("N{}", index + 1),
        name: NAMES.get(index % 9).unwrap().to_string(),
        figures: (0..u32::from(n_quarters))
            .map(|quarter| {
                let gap = quarter == 3 || quarter == 4;
                let people = 500 + quarter * 22 + (quarter * 7919 + number(index) * 37) % 60;
                if gap && index == 3 {
                    Withheld
                } else {
                    share(people + number(index) * 40, 3000)
                }
            })
            .collect(),
    };
    Trend {
        periods: last.series(n_quarters),
        series: (0..n_series).map(series).collect(),
        reference: Some(TrendSeries {
            code: "S".to_owned(),
            name: "Southwark".to_owned(),
            figures: (0..u32::from(n_quarters))
                .map(|quarter| share(6500 + quarter * 180, 30_000))
                .collect(),
        }),
        scale: Scale::Proportion,
        selected: selected.map(ToOwned::to_owned),
        basis: String::new(),
    }
}

pub(crate) fn groups(rows: &[(&str, Published<Figure>)]) -> GroupBars {
    let rows = rows.iter().map(|(label, figure)| GroupRow {
        label: (*label).to_owned(),
        figure: *figure,
        note: String::new(),
    });
    GroupBars {
        rows: rows.collect(),
        reference: Some(whole()),
        scale: Scale::Proportion,
    }
}

pub(crate) const STEPS: [&str; 5] = [
    "Identified for coordinated care",
    "Had all their needs looked at in the last year",
    "Care plan agreed or reviewed in the last year",
    "Has a named care coordinator",
    "Reviewed by one team in the last year",
];

pub(crate) fn cascade(n_areas: usize, selected: Option<&str>) -> Cascade {
    let row = |index: usize| CascadeRow {
        code: format!("N{}", index + 1),
        name: NAMES[index % 9].to_owned(),
        figures: [640, 520, 430, 410, 250]
            .into_iter()
            .enumerate()
            .map(|(step, people)| {
                if (index, step) == (4, 3) {
                    Withheld
                } else {
                    share(people - (number(index) * 17) % 90, 1000)
                }
            })
            .collect(),
    };
    Cascade {
        steps: STEPS.map(ToOwned::to_owned).to_vec(),
        rows: (0..n_areas).map(row).collect(),
        reference: Some(CascadeRow {
            name: "Southwark".to_owned(),
            ..row(2)
        }),
        scale: Scale::Proportion,
        selected: selected.map(ToOwned::to_owned),
    }
}

pub(crate) fn dumbbell(selected: Option<&str>) -> Dumbbell {
    let rows = NAMES.iter().enumerate().map(|(index, name)| {
        let more = (number(index) * 31) % 80;
        let (first, second) = match index {
            2 => (Withheld, Withheld),
            5 => (share(300, 1200), Withheld),
            _ => (share(340 + more, 1500), share(260, 1400)),
        };
        let gap = match (first.shown(), second.shown()) {
            (Some(first), Some(second)) => {
                wording::number::difference(Scale::Proportion, second.value - first.value)
                    .replace("percentage ", "")
            }
            _ => "withheld".to_owned(),
        };
        DumbbellRow {
            code: Some(format!("N{}", index + 1)),
            name: (*name).to_owned(),
            first,
            second,
            gap,
            note: String::new(),
        }
    });
    Dumbbell {
        rows: rows.collect(),
        first_name: "Most deprived fifth".to_owned(),
        second_name: "Least deprived fifth".to_owned(),
        scale: Scale::Proportion,
        selected: selected.map(ToOwned::to_owned),
    }
}

pub(crate) fn tile_map(compared: bool, selected: Option<&str>) -> TileMap {
    const PLACES: [(u32, u32); 9] = [
        (1, 1),
        (2, 1),
        (3, 1),
        (1, 2),
        (2, 2),
        (1, 3),
        (2, 3),
        (3, 3),
        (2, 4),
    ];
    let areas = nine(Direction::Neutral, AreaMark::Point).rows;
    let tiles = areas
        .into_iter()
        .zip(PLACES)
        .map(|(row, (column, line))| Tile {
            code: row.code,
            name: row.name,
            column,
            row: line,
            figure: row.figure,
            comparison: row.comparison.filter(|_| compared),
        });
    TileMap {
        tiles: tiles.collect(),
        reference: Some(whole()),
        scale: Scale::Proportion,
        selected: selected.map(ToOwned::to_owned),
    }
}

/// Compares one picture with its golden, and leaves it for a look where a folder is named.
#[track_caller]
pub(crate) fn check<C: Chart>(name: &str, chart: &C, width: u32, purpose: Purpose) {
    let svg = draw(chart, width, purpose);
    every_text_fits(&svg, f64::from(width));
    no_text_lies_over_another(&svg, name);
    if let Some(folder) = std::env::var_os("CHARTS_LOOK") {
        let path = std::path::Path::new(&folder).join(format!("{name}.svg"));
        std::fs::write(path, &svg).unwrap();
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_omit_expression(true);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_snapshot_path("../snapshots");
    settings.bind(|| insta::assert_snapshot!(name, lines(&svg)));
}

/// One element to a line, so that a difference can be read.
fn lines(svg: &str) -> String {
    svg.replace("><", ">\n<")
}

/// A text of a picture: itself, and its left, top, right and bottom edge by our own measure.
struct Placed {
    text: String,
    edges: [f64; 4],
}

fn texts(svg: &str) -> Vec<Placed> {
    let texts = svg.split("<text").skip(1).map(|element| {
        let (attributes, rest) = element.split_once('>').unwrap();
        let text = rest.split_once('<').unwrap().0.replace("&amp;", "&");
        let value = |name: &str| {
            let start = attributes.split_once(&format!(" {name}=\""))?.1;
            Some(start.split_once('"')?.0.to_owned())
        };
        let number = |name| value(name).map(|number| number.parse::<f64>().unwrap());
        let (x, y) = (number("x").unwrap(), number("y").unwrap());
        let size = number("font-size").unwrap_or(14.0);
        let weight = match value("font-weight") {
            Some(_) => charts::metrics::Weight::Bold,
            None => charts::metrics::Weight::Regular,
        };
        let length = charts::metrics::width(&text, size, weight);
        let left = match value("text-anchor").as_deref() {
            Some("middle") => x - length / 2.0,
            Some("end") => x - length,
            _ => x,
        };
        Placed {
            edges: [left, y - size * 0.72, left + length, y + size * 0.1],
            text,
        }
    });
    texts.filter(|placed| !placed.text.is_empty()).collect()
}

/// Every text lies between the edges of the picture.
#[track_caller]
pub(crate) fn every_text_fits(svg: &str, width: f64) {
    for Placed { text, edges } in texts(svg) {
        assert!(
            edges[0] >= -0.6 && edges[2] <= width + 0.6,
            "{text} at {} of {width}",
            edges[0]
        );
    }
}

/// No two texts share a place.
#[track_caller]
pub(crate) fn no_text_lies_over_another(svg: &str, name: &str) {
    let texts = texts(svg);
    for (index, one) in texts.iter().enumerate() {
        for other in &texts[index + 1..] {
            let (a, b) = (one.edges, other.edges);
            let apart = a[2] <= b[0] || b[2] <= a[0] || a[3] <= b[1] || b[3] <= a[1];
            assert!(apart, "{name}: {} lies over {}", one.text, other.text);
        }
    }
}
