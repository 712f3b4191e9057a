//! Awkward data for the golden charts, and what holds for every picture. All numbers are made up.

use charts::area_comparison::AreaMark;
use charts::cascade::{Cascade, CascadeRow};
use charts::dumbbell::{Dumbbell, DumbbellRow};
use charts::group_bars::{GroupBars, GroupRow};
use charts::tile_map::{Tile, TileMap};
use charts::trend::{Trend, TrendSeries};
use measures::definition::{Direction, Scale};
use measures::figure::Figure;
use measures::period::Quarter;
use measures::published::Published::{self, Withheld};

use crate::neighbourhoods::{NAMES, nine, share, whole};

/// A place in a list as a number to make values from.
pub(crate) fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap()
}

pub(crate) fn long_name() -> String {
    "The Combined Neighbourhoods of Saint-Étienne-upon-Thames & Llanfairpwllgwyngyllgogerych"
        .to_owned()
}

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

/// Every text lies between the edges of the picture, by our own measure of it.
#[track_caller]
pub(crate) fn every_text_fits(svg: &str, width: f64) {
    for element in svg.split("<text").skip(1) {
        let (attributes, rest) = element.split_once('>').unwrap();
        let text = rest.split_once('<').unwrap().0.replace("&amp;", "&");
        let value = |name: &str| {
            let start = attributes.split_once(&format!(" {name}=\""))?.1;
            Some(start.split_once('"')?.0.to_owned())
        };
        let x: f64 = value("x").unwrap().parse().unwrap();
        let size = value("font-size").map_or(14.0, |size| size.parse().unwrap());
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
        assert!(
            left >= -0.6 && left + length <= width + 0.6,
            "{text} at {left} of {width}"
        );
    }
}
