//! Awkward data for the pictures that both platforms draw. All numbers are made up.

use charts::Reference;
use charts::boundary_map::{BoundaryArea, BoundaryMap};
use charts::control_chart::ControlChart;
use charts::funnel_plot::{FunnelPlot, FunnelPoint};
use charts::gap_trend::{GapKind, GapTrend};
use charts::heat_table::{HeatCell, HeatColumn, HeatRow, HeatTable};
use charts::pair::{Pair, PairSide};
use charts::pyramid::{Pyramid, PyramidBand};
use charts::slope_chart::{SlopeChart, SlopeColumn};
use charts::small_multiples::SmallMultiples;
use charts::trend::TrendSeries;
use charts::upset::{ConditionSet, UpSet};
use measures::comparison::compare;
use measures::definition::{Direction, Scale};
use measures::difference::Difference;
use measures::figure::figure;
use measures::interval::Confidence;
use measures::period::Quarter;
use measures::proportion::Proportion;
use measures::published::Published::{self, NoPeople, NotCalculable, Shown, Withheld};
use measures::slope::{Fifth, Slope};
use wording::finding::Between;

use crate::neighbourhoods::{Drawing, NAMES, OF, PEOPLE, drawing, share, whole};

pub(crate) fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap()
}

pub(crate) fn long_name() -> String {
    "The Combined Neighbourhoods of Saint-Étienne-upon-Thames & Llanfairpwllgwyngyllgogerych"
        .to_owned()
}

/// So many areas of so many people above the line, of so many.
pub(crate) fn funnel(areas: &[(u32, u32)], selected: Option<&str>) -> FunnelPlot {
    let points = areas
        .iter()
        .enumerate()
        .map(|(index, (numerator, people))| {
            let figure = share(*numerator, *people);
            FunnelPoint {
                code: format!("N{}", index + 1),
                name: NAMES.get(index).map_or_else(
                    || format!("Neighbourhood number {}", index + 1),
                    ToString::to_string,
                ),
                people: Shown(*people),
                comparison: figure
                    .shown()
                    .map(|figure| compare(&figure, whole().value, Direction::HigherIsBetter)),
                figure,
            }
        });
    FunnelPlot {
        points: points.collect(),
        reference: Some(whole()),
        selected: selected.map(ToOwned::to_owned),
    }
}

pub(crate) fn funnel_of_forty() -> FunnelPlot {
    let areas: Vec<(u32, u32)> = (0..40)
        .map(|index| {
            let people = 300 + (index * 7919) % 9000;
            (people * (100 + (index * 83) % 130) / 1000, people)
        })
        .collect();
    funnel(&areas, Some("N7"))
}

/// Fifths as people above the line, of so many.
pub(crate) fn slope(fifths: [Published<(u32, u32)>; 5], note: &str) -> SlopeChart {
    let label = |index: usize| match index {
        0 => "1 (most deprived)".to_owned(),
        4 => "5 (least deprived)".to_owned(),
        _ => format!("{}", index + 1),
    };
    let figures = fifths.map(|fifth| fifth.and_then(|(count, people)| share(count, people)));
    let shown: Vec<Fifth> = fifths
        .iter()
        .zip(figures)
        .filter_map(|(fifth, figure)| {
            Some(Fifth {
                people: u64::from(fifth.shown()?.1),
                figure: figure.shown()?,
            })
        })
        .collect();
    let columns = fifths.iter().zip(figures).enumerate();
    let columns = columns.map(|(index, (fifth, figure))| SlopeColumn {
        label: label(index),
        people: fifth.map(|(_, people)| people),
        figure,
    });
    SlopeChart {
        columns: columns.collect(),
        slope: Slope::new(Scale::Proportion, &shown, 3).ok(),
        note: note.to_owned(),
        scale: Scale::Proportion,
    }
}

pub(crate) fn slope_of_five() -> SlopeChart {
    slope(
        [
            Shown((9100, 38_000)),
            Shown((12_900, 62_000)),
            Shown((9800, 51_000)),
            Shown((5200, 34_000)),
            Shown((1500, 12_500)),
        ],
        "Slope index \u{2212}12.3 points (95% interval \u{2212}12.9 to \u{2212}11.7), least minus most deprived.",
    )
}

/// A quarterly rate for 1,000 people from so many events.
pub(crate) fn control(events: &[u32]) -> ControlChart {
    let last: Quarter = "2026-09-30".parse().unwrap();
    let scale = Scale::RatePer(1000);
    let figures = events
        .iter()
        .map(|events| figure(scale, Shown(*events), Shown(4000), None));
    ControlChart {
        code: "N7".to_owned(),
        name: "Peckham".to_owned(),
        periods: last.series(u16::try_from(events.len()).unwrap()),
        figures: figures.collect(),
        scale,
    }
}

/// Every rule at once: outside the limits, near one, rising, and on one side.
pub(crate) fn control_of_causes() -> ControlChart {
    control(&[
        100, 104, 99, 105, 98, 103, 101, 104, 60, 100, 103, 106, 109, 112, 115, 118, 121, 110, 112,
        109,
    ])
}

pub(crate) fn between(value: f64, reach: f64) -> Published<Between> {
    Shown(Between {
        value,
        interval: measures::interval::Interval {
            lower: value - reach,
            upper: value + reach,
        },
    })
}

pub(crate) fn gaps(kind: GapKind, gaps: Vec<Published<Between>>) -> GapTrend {
    let last: Quarter = "2026-09-30".parse().unwrap();
    GapTrend {
        code: "S".to_owned(),
        name: "Southwark".to_owned(),
        periods: last.series(u16::try_from(gaps.len()).unwrap()),
        gaps,
        kind,
        above: "Higher in the least deprived fifth".to_owned(),
        below: "Higher in the most deprived fifth".to_owned(),
    }
}

pub(crate) fn gaps_of_twelve() -> GapTrend {
    let values = (0..12).map(|quarter: u32| match quarter {
        4 | 5 => Withheld,
        11 => NotCalculable,
        _ => between(f64::from(quarter) * 0.006 - 0.05, 0.021),
    });
    gaps(GapKind::Difference(Scale::Proportion), values.collect())
}

pub(crate) const CONDITIONS: [&str; 20] = [
    "High blood pressure",
    "Diabetes",
    "Depression",
    "Chronic kidney disease",
    "Asthma",
    "Coronary heart disease",
    "Osteoarthritis",
    "Chronic obstructive pulmonary disease",
    "Anxiety",
    "Atrial fibrillation",
    "Cancer in the last five years",
    "Stroke or transient ischaemic attack",
    "Heart failure",
    "Hypothyroidism",
    "Dementia",
    "Epilepsy",
    "Rheumatoid arthritis",
    "Severe mental illness",
    "Chronic liver disease",
    "Peripheral arterial disease",
];

/// So many sets of three to five of so many conditions, the first with so many people.
pub(crate) fn upset(n_sets: usize, n_conditions: usize, people: u32) -> UpSet {
    let set = |index: usize| {
        let members = (0..3 + index % 3)
            .map(|member| (member * (1 + index / 3) + index % 4) % n_conditions)
            .collect();
        ConditionSet {
            members,
            people: people / (number(index) + 2) * 2,
            note: String::new(),
        }
    };
    let names = (0..n_conditions).map(|index| {
        CONDITIONS
            .get(index)
            .map_or_else(long_name, ToString::to_string)
    });
    UpSet {
        conditions: names.collect(),
        sets: (0..n_sets).map(set).collect(),
    }
}

/// Two counts of people, each of so many.
pub(crate) fn pair(first: (u32, u32), second: (u32, u32)) -> Pair {
    let side = |index: usize, (count, people): (u32, u32)| PairSide {
        code: Some(format!("N{index}")),
        name: NAMES[index - 1].to_owned(),
        figure: share(count, people),
        note: wording::number::about_of(Scale::Proportion, count, people),
    };
    let of = |(count, people): (u32, u32)| Proportion::new(count.into(), people.into()).ok();
    let difference = of(first).zip(of(second)).map(|(first, second)| {
        let difference = Difference { first, second };
        Between {
            value: difference.value(),
            interval: difference.newcombe_interval(Confidence::Percent95),
        }
    });
    Pair {
        first: side(7, first),
        second: side(9, second),
        difference: difference.map_or(NotCalculable, Shown),
        reference: Some(Reference { ..whole() }),
        scale: Scale::Proportion,
    }
}

/// So many neighbourhoods over so many quarters.
pub(crate) fn multiples(
    n_panels: usize,
    n_quarters: u16,
    selected: Option<&str>,
) -> SmallMultiples {
    let last: Quarter = "2026-09-30".parse().unwrap();
    let panel = |index: usize| TrendSeries {
        code: format!("N{}", index + 1),
        name: NAMES.get(index).map_or_else(long_name, ToString::to_string),
        figures: (0..u32::from(n_quarters))
            .map(|quarter| {
                let people = 340 + (number(index) * 53) % 220 + quarter * 9 + (quarter * 31) % 17;
                if index == 2 && quarter % 5 == 2 {
                    Withheld
                } else {
                    share(people, 2600)
                }
            })
            .collect(),
    };
    SmallMultiples {
        periods: last.series(n_quarters),
        panels: (0..n_panels).map(panel).collect(),
        reference: Some(TrendSeries {
            name: "Southwark".to_owned(),
            ..panel(4)
        }),
        scale: Scale::Proportion,
        selected: selected.map(ToOwned::to_owned),
        basis: "Age- and sex-standardised share".to_owned(),
    }
}

/// People by age, the left side first.
pub(crate) fn pyramid(bands: &[(&str, Published<u32>, Published<u32>)]) -> Pyramid {
    let bands = bands.iter().map(|(label, left, right)| PyramidBand {
        label: (*label).to_owned(),
        left: *left,
        right: *right,
    });
    Pyramid {
        bands: bands.collect(),
        left_name: "Men".to_owned(),
        right_name: "Women".to_owned(),
    }
}

pub(crate) fn pyramid_of_need() -> Pyramid {
    pyramid(&[
        ("18 to 34", Shown(1_210), Shown(1_480)),
        ("35 to 49", Shown(3_150), Shown(3_905)),
        ("50 to 64", Shown(7_420), Shown(8_015)),
        ("65 to 74", Shown(4_300), Shown(4_760)),
        ("75 to 84", Shown(2_380), Shown(3_010)),
        ("85 and over", Withheld, Shown(1_450)),
    ])
}

/// Every kind of cell: so many measures in so many areas.
pub(crate) fn heat(n_columns: usize, n_rows: usize) -> HeatTable {
    let cell = |row: usize, column: usize| {
        let place = number(row * 7 + column * 11);
        let figure = match place % 23 {
            3 => Withheld,
            9 => NoPeople,
            14 => NotCalculable,
            _ => share(200 + (place * 37) % 240, 2000),
        };
        let direction = [Direction::HigherIsBetter, Direction::Neutral][column % 2];
        HeatCell {
            figure,
            comparison: figure
                .shown()
                .filter(|_| column != 3)
                .map(|figure| compare(&figure, whole().value, direction)),
        }
    };
    let columns = (0..n_columns).map(|column| HeatColumn {
        title: [
            "Three or more long-term conditions",
            "Care plan agreed or reviewed in the last year",
            "Emergency admissions",
            "Named care coordinator",
        ][column % 4]
            .to_owned(),
        scale: Scale::Proportion,
    });
    let rows = (0..n_rows).map(|row| HeatRow {
        code: format!("N{}", row + 1),
        name: NAMES.get(row).map_or_else(long_name, ToString::to_string),
        cells: (0..n_columns).map(|column| cell(row, column)).collect(),
    });
    HeatTable {
        columns: columns.collect(),
        rows: rows.collect(),
        whole: whole().name,
        selected: Some("N4".to_owned()),
    }
}

/// Nine areas in a bent grid on the ground, the first in two parts.
pub(crate) fn map(compared: bool) -> BoundaryMap {
    let bend = |x: f64, y: f64| {
        let lean = (x * 1.7 + y * 2.3) % 0.4;
        (
            -0.11 + x * 0.02 + lean * 0.008,
            51.50 - y * 0.014 - lean * 0.01,
        )
    };
    let areas = (0..9).map(|index: u32| {
        let (x, y) = (f64::from(index % 3), f64::from(index / 3));
        let side = |from: (f64, f64), to: (f64, f64)| {
            (0..6).map(move |step| {
                let share = f64::from(step) / 6.0;
                bend(
                    from.0 + (to.0 - from.0) * share,
                    from.1 + (to.1 - from.1) * share,
                )
            })
        };
        let corners = [(x, y), (x + 1.0, y), (x + 1.0, y + 1.0), (x, y + 1.0)];
        let ring = (0..4).flat_map(|corner| side(corners[corner], corners[(corner + 1) % 4]));
        let mut rings = vec![ring.collect()];
        if index == 0 {
            rings.push(vec![
                bend(-0.4, 0.1),
                bend(-0.1, 0.1),
                bend(-0.1, 0.4),
                bend(-0.4, 0.4),
            ]);
        }
        let place = usize::try_from(index).unwrap();
        let figure = match place {
            2 => Withheld,
            _ => share(PEOPLE[place], OF[place]),
        };
        BoundaryArea {
            code: format!("N{}", index + 1),
            name: NAMES[place].to_owned(),
            rings,
            comparison: figure
                .shown()
                .filter(|_| compared)
                .map(|figure| compare(&figure, whole().value, Direction::Neutral)),
            figure,
        }
    });
    BoundaryMap {
        areas: areas.collect(),
        reference: Some(whole()),
        scale: Scale::Proportion,
        selected: Some("N5".to_owned()),
    }
}

/// One of each picture that both platforms draw.
pub(crate) fn of_both_platforms() -> Vec<(&'static str, Drawing)> {
    vec![
        ("funnel", drawing(funnel_of_forty())),
        ("slope", drawing(slope_of_five())),
        ("control", drawing(control_of_causes())),
        ("gaps", drawing(gaps_of_twelve())),
        ("upset", drawing(upset(10, 12, 1250))),
        ("pair", drawing(pair((7100, 37_500), (3500, 32_000)))),
        ("multiples", drawing(multiples(9, 12, Some("N4")))),
        ("pyramid", drawing(pyramid_of_need())),
        ("heat", drawing(heat(8, 9))),
        ("map", drawing(map(true))),
    ]
}
