//! The pictures that carry a judgement (limits, slopes, gaps, differences) and the sets of
//! conditions, on awkward data, as the SVG a page gets.

use charts::Chart;
use charts::funnel_plot::FunnelPlot;
use charts::gap_trend::{GapKind, GapTrend};
use charts::pair::Pair;
use charts::svg::Purpose;
use measures::definition::Scale;
use measures::figure::Figure;
use measures::published::Published::{self, NoPeople, NotCalculable, Shown, Withheld};

use crate::common::{self, check};
use crate::neighbourhoods::{self, OF, PEOPLE};
use crate::pictures::{self, between, control, funnel, gaps, long_name, pair, slope, upset};

/// On a wide page and on a telephone.
#[track_caller]
fn check_both<C: Chart>(name: &str, chart: &C) {
    for width in [1280, 360] {
        check(&format!("{name}_{width}"), chart, width, Purpose::Page);
    }
}

pub(crate) fn funnel_of_nine(selected: Option<&str>) -> FunnelPlot {
    let areas: Vec<(u32, u32)> = PEOPLE.into_iter().zip(OF).collect();
    let mut chart = funnel(&areas, selected);
    chart.points[2].figure = Withheld;
    chart.points[2].comparison = None;
    chart
}

const CALM: [u32; 12] = [101, 122, 91, 112, 103, 131, 92, 111, 123, 102, 93, 121];

fn ratios() -> GapTrend {
    let values = (0..8).map(|quarter: u32| between(0.7 + f64::from(quarter % 3) * 0.04, 0.11));
    gaps(GapKind::Ratio, values.collect())
}

fn absent(kind: Published<Figure>) -> Pair {
    let mut chart = pair((300, 2000), (280, 1900));
    chart.second.figure = kind;
    chart.difference = kind.and_then(|_| NotCalculable);
    chart
}

#[test]
fn funnels() {
    check_both("funnel_nine", &funnel_of_nine(Some("N4")));
    check_both("funnel_forty", &pictures::funnel_of_forty());
    check_both("funnel_one", &funnel(&[(300, 2000)], None));
    check_both(
        "funnel_extremes",
        &funnel(&[(0, 20), (20, 20), (3, 10), (160, 1000)], None),
    );
    let mut withheld = funnel_of_nine(None);
    for point in &mut withheld.points {
        (point.figure, point.comparison) = (Withheld, None);
    }
    withheld.points[0].name = long_name();
    check_both("funnel_withheld", &withheld);
    let mut alone = funnel_of_nine(None);
    alone.reference = None;
    alone.points[1].people = Withheld;
    for point in &mut alone.points {
        point.comparison = None;
    }
    check_both("funnel_no_whole", &alone);
    check("funnel_export", &funnel_of_nine(None), 900, Purpose::Export);
}

#[test]
fn slopes() {
    check_both("slope_five", &pictures::slope_of_five());
    let local = [
        NoPeople,
        Shown((320, 900)),
        Shown((410, 1500)),
        Withheld,
        Shown((45, 260)),
    ];
    check_both(
        "slope_three",
        &slope(
            local,
            "Slope index \u{2212}17.1 points (95% interval \u{2212}25.0 to \u{2212}9.2).",
        ),
    );
    let few = [
        Shown((0, 20)),
        Shown((400, 400)),
        Shown((1, 2)),
        NoPeople,
        NoPeople,
    ];
    let mut extremes = slope(few, "There is no line: in one fifth nobody has it.");
    extremes.columns[2].figure = Withheld;
    check_both("slope_extremes", &extremes);
    check_both(
        "slope_withheld",
        &slope([Withheld; 5], "There is no line: no fifth is shown."),
    );
}

#[test]
fn control_charts() {
    check_both("control_causes", &pictures::control_of_causes());
    check_both("control_calm", &control(&CALM));
    check_both("control_trial", &control(&[101, 122, 91, 112, 103]));
    check_both("control_constant", &control(&[50; 12]));
    check_both("control_zero", &control(&[0; 3]));
    check_both("control_one", &control(&[50]));
    let mut withheld = control(&CALM);
    withheld.figures[4] = Withheld;
    withheld.name = long_name();
    check_both("control_withheld", &withheld);
    withheld.figures = vec![NotCalculable; 12];
    check_both("control_nothing", &withheld);
}

#[test]
fn gaps_over_time() {
    check_both("gaps_twelve", &pictures::gaps_of_twelve());
    check_both("gaps_ratio", &ratios());
    let rates = GapKind::Difference(Scale::RatePer(1000));
    let mut one = gaps(rates, vec![pictures::gaps_of_twelve().gaps[0]]);
    one.above = String::new();
    one.below = String::new();
    check_both("gaps_one", &one);
    check_both("gaps_withheld", &gaps(rates, vec![Withheld; 4]));
}

#[test]
fn sets_of_conditions() {
    check_both("upset_ten", &upset(10, 12, 1250));
    check_both("upset_forty", &upset(40, 20, 900));
    check_both("upset_one", &upset(1, 3, 10));
    check_both("upset_long_names", &upset(4, 22, 123_450));
    check_both("upset_none", &upset(0, 3, 10));
}

#[test]
fn pairs() {
    check_both("pair_clear", &pair((7100, 37_500), (3500, 32_000)));
    check_both("pair_unclear", &pair((30, 200), (28, 190)));
    check_both("pair_extremes", &pair((0, 20), (20, 20)));
    check_both("pair_withheld", &absent(Withheld));
    let mut long = absent(NotCalculable);
    long.first.name = long_name();
    long.reference = None;
    check_both("pair_long_names", &long);
}

#[test]
fn small_multiples() {
    check_both("multiples_nine", &pictures::multiples(9, 12, Some("N4")));
    check_both("multiples_forty", &pictures::multiples(40, 20, None));
    check_both("multiples_one", &pictures::multiples(1, 1, None));
    let mut withheld = pictures::multiples(3, 4, Some("N1"));
    for panel in &mut withheld.panels {
        panel.figures = vec![Withheld; 4];
    }
    withheld.reference = None;
    check_both("multiples_withheld", &withheld);
}

#[test]
fn pyramids() {
    check_both("pyramid_need", &pictures::pyramid_of_need());
    let mut awkward = pictures::pyramid(&[
        ("0 to 17", Shown(0), NoPeople),
        (
            "All the ages that there are from eighteen",
            Withheld,
            NotCalculable,
        ),
        ("85 and over", Shown(1_234_565), Shown(10)),
    ]);
    awkward.left_name = long_name();
    check_both("pyramid_awkward", &awkward);
    check_both(
        "pyramid_nothing",
        &pictures::pyramid(&[("All", Withheld, Withheld)]),
    );
}

#[test]
fn heat_tables() {
    check_both("heat_nine", &pictures::heat(8, 9));
    check_both("heat_forty", &pictures::heat(12, 40));
    check_both("heat_twenty", &pictures::heat(20, 2));
    check_both("heat_one", &pictures::heat(1, 1));
    let mut withheld = pictures::heat(4, 3);
    for cell in withheld.rows.iter_mut().flat_map(|row| &mut row.cells) {
        (cell.figure, cell.comparison) = (Withheld, None);
    }
    check_both("heat_withheld", &withheld);
}

#[test]
fn boundary_maps() {
    check_both("map_compared", &pictures::map(true));
    check_both("map_shaded", &pictures::map(false));
    let mut small = pictures::map(true);
    for area in &mut small.areas {
        area.name = format!("{} and around {}", area.name, area.name);
    }
    check_both("map_long_names", &small);
    let mut odd = pictures::map(true);
    odd.areas.truncate(2);
    odd.areas[1].rings = vec![vec![(0.0, 0.0)]];
    odd.areas[0].name = long_name();
    check_both("map_one", &odd);
    odd.areas.clear();
    check_both("map_none", &odd);
}

/// The digests that the WASM test compares with as well.
#[test]
fn the_bytes_of_both_platforms() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/bytes.txt");
    let found = neighbourhoods::digests(&pictures::of_both_platforms());
    if std::env::var_os("CHARTS_WRITE_GOLDEN").is_some() {
        std::fs::write(path, &found).unwrap();
    }
    let golden = std::fs::read_to_string(path).unwrap();
    assert!(
        golden == found,
        "run again with CHARTS_WRITE_GOLDEN=1 if the change is meant"
    );
}

#[test]
fn nothing_leaves_or_covers_anything_at_any_width() {
    for (name, picture) in pictures::of_both_platforms() {
        for width in [280, 320, 360, 480, 519, 520, 640, 800, 1000, 1280] {
            let svg = picture(width, Purpose::Page);
            common::every_text_fits(&svg, f64::from(width));
            common::no_text_lies_over_another(&svg, &format!("{name} at {width}"));
        }
    }
}
