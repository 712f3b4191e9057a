//! Each chart on awkward data, as the SVG a page gets.

#![cfg(test)]
#![cfg(not(target_arch = "wasm32"))]

#[path = "golden/common.rs"]
mod common;
#[path = "golden/judgements.rs"]
mod judgements;
#[path = "golden/neighbourhoods.rs"]
mod neighbourhoods;
#[path = "golden/pictures.rs"]
mod pictures;

use charts::area_comparison::{AreaComparison, AreaMark};
use charts::caption::Caption;
use charts::sparkline::Sparkline;
use charts::svg::{Purpose, Size, render};
use charts::{tile_map::TileMap, trend::Trend};
use common::{cascade, check, dumbbell, groups, tile_map, trend};
use measures::definition::Direction;
use measures::published::Published::{NoPeople, NotCalculable, Shown, Withheld};
use neighbourhoods::{area, caption, comparison, draw, nine, share};
use pictures::{long_name, number};

#[test]
fn areas() {
    let neutral = nine(Direction::Neutral, AreaMark::Point);
    let selected = AreaComparison {
        selected: Some("N4".to_owned()),
        ..nine(Direction::HigherIsBetter, AreaMark::Point)
    };
    let bars = AreaComparison {
        selected: Some("N4".to_owned()),
        ..nine(Direction::Neutral, AreaMark::Bar)
    };
    check("areas_nine_640", &neutral, 640, Purpose::Page);
    check("areas_nine_320", &neutral, 320, Purpose::Page);
    check("areas_nine_export", &neutral, 900, Purpose::Export);
    check("areas_selected_1000", &selected, 1000, Purpose::Page);
    check("areas_bars_640", &bars, 640, Purpose::Page);
    check("areas_bars_320", &bars, 320, Purpose::Page);
}

#[test]
fn what_the_values_are_is_said() {
    let standardised = "Age- and sex-standardised share";
    let mut areas = nine(Direction::Neutral, AreaMark::Point);
    areas.basis = standardised.to_owned();
    let mut over_time = trend(12, 9, Some("N4"));
    over_time.basis = standardised.to_owned();
    for width in [360, 1280] {
        let name = |chart: &str| format!("{chart}_standardised_{width}");
        check(&name("areas"), &areas, width, Purpose::Page);
        check(&name("trend"), &over_time, width, Purpose::Page);
    }
}

#[test]
fn areas_of_awkward_numbers() {
    let shares = [
        share(0, 50),
        share(50, 50),
        share(1, 2),
        Withheld,
        NoPeople,
        NotCalculable,
    ];
    let rows = |mark| {
        let rows = shares.iter().enumerate();
        let rows = rows.map(|(index, figure)| area(index, *figure, Direction::Neutral));
        comparison(rows.collect(), mark)
    };
    let forty = (0..40).map(|index| {
        let people = 200 + (number(index) * 83) % 240;
        area(index, share(people, 2000), Direction::LowerIsBetter)
    });
    let mut named = area(0, share(300, 2000), Direction::Neutral);
    named.name = long_name();
    let withheld = (0..9).map(|index| area(index, Withheld, Direction::Neutral));
    let one = vec![area(3, share(300, 2000), Direction::Neutral)];
    let point = AreaMark::Point;
    check("areas_extremes_640", &rows(point), 640, Purpose::Page);
    check(
        "areas_extremes_bars_320",
        &rows(AreaMark::Bar),
        320,
        Purpose::Page,
    );
    check(
        "areas_forty_640",
        &comparison(forty.collect(), point),
        640,
        Purpose::Page,
    );
    let long = comparison(
        vec![named, area(1, share(400, 2000), Direction::Neutral)],
        point,
    );
    check("areas_long_names_640", &long, 640, Purpose::Page);
    check("areas_long_names_320", &long, 320, Purpose::Page);
    check(
        "areas_withheld_640",
        &comparison(withheld.collect(), point),
        640,
        Purpose::Page,
    );
    check("areas_one_320", &comparison(one, point), 320, Purpose::Page);
    check(
        "areas_none_640",
        &comparison(Vec::new(), point),
        640,
        Purpose::Page,
    );
}

#[test]
fn trends() {
    check(
        "trend_selected_640",
        &trend(12, 9, Some("N4")),
        640,
        Purpose::Page,
    );
    check(
        "trend_selected_320",
        &trend(12, 9, Some("N4")),
        320,
        Purpose::Page,
    );
    check("trend_four_1000", &trend(20, 4, None), 1000, Purpose::Page);
    check(
        "trend_nine_grey_640",
        &trend(12, 9, None),
        640,
        Purpose::Page,
    );
    check(
        "trend_one_point_640",
        &trend(1, 1, None),
        640,
        Purpose::Page,
    );
    let mut withheld = trend(8, 1, None);
    withheld.series[0].figures = vec![Withheld; 8];
    check("trend_withheld_640", &withheld, 640, Purpose::Page);
    let mut extremes = trend(4, 1, None);
    extremes.reference = None;
    extremes.series[0].name = long_name();
    extremes.series[0].figures = vec![share(0, 20), share(20, 20), Withheld, share(1, 2)];
    check("trend_extremes_640", &extremes, 640, Purpose::Page);
    let nothing = Trend {
        periods: Vec::new(),
        series: Vec::new(),
        reference: None,
        ..trend(1, 1, None)
    };
    check("trend_nothing_320", &nothing, 320, Purpose::Page);
}

#[test]
fn groups_of_people() {
    let ages = groups(&[
        ("18 to 34", share(310, 9000)),
        ("35 to 49", share(900, 8000)),
        ("50 to 64", share(2100, 7000)),
        ("65 to 74", share(1500, 3200)),
        ("75 to 84", share(1100, 1900)),
        ("85 and over", share(90, 140)),
    ]);
    let fifths = groups(&[
        ("1 (most deprived)", NoPeople),
        ("2", share(900, 4000)),
        ("3", Withheld),
        ("4", share(0, 400)),
        ("5 (least deprived)", share(400, 400)),
        ("Not known", NotCalculable),
    ]);
    check("groups_ages_640", &ages, 640, Purpose::Page);
    check("groups_ages_320", &ages, 320, Purpose::Page);
    check("groups_fifths_640", &fifths, 640, Purpose::Page);
}

#[test]
fn cascades() {
    check(
        "cascade_nine_900",
        &cascade(9, Some("N7")),
        900,
        Purpose::Page,
    );
    check("cascade_nine_640", &cascade(9, None), 640, Purpose::Page);
    check("cascade_nine_320", &cascade(9, None), 320, Purpose::Page);
    check("cascade_one_640", &cascade(1, None), 640, Purpose::Page);
    check("cascade_one_320", &cascade(1, None), 320, Purpose::Page);
}

#[test]
fn dumbbells() {
    check(
        "dumbbell_nine_640",
        &dumbbell(Some("N4")),
        640,
        Purpose::Page,
    );
    check("dumbbell_nine_320", &dumbbell(None), 320, Purpose::Page);
}

#[test]
fn tile_maps() {
    check(
        "tiles_compared_480",
        &tile_map(true, Some("N7")),
        480,
        Purpose::Page,
    );
    check(
        "tiles_shaded_320",
        &tile_map(false, None),
        320,
        Purpose::Page,
    );
    let one = TileMap {
        tiles: tile_map(true, None).tiles.split_off(8),
        ..tile_map(true, None)
    };
    check("tiles_one_320", &one, 320, Purpose::Page);
}

#[test]
fn sparklines() {
    let values = vec![
        Shown(0.1),
        Shown(0.12),
        Withheld,
        Shown(0.11),
        Shown(0.15),
        Shown(0.2),
    ];
    check("sparkline", &Sparkline { values }, 120, Purpose::Page);
    let flat = Sparkline {
        values: vec![Shown(0.2); 4],
    };
    check("sparkline_flat", &flat, 120, Purpose::Page);
    check(
        "sparkline_none",
        &Sparkline {
            values: vec![Withheld],
        },
        120,
        Purpose::Page,
    );
}

/// The golden that the WASM test compares with as well.
#[test]
fn the_golden_of_both_platforms() {
    let svg = draw(
        &nine(Direction::Neutral, AreaMark::Point),
        640,
        Purpose::Export,
    );
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/areas.svg");
    if std::env::var_os("CHARTS_WRITE_GOLDEN").is_some() {
        std::fs::write(path, &svg).unwrap();
    }
    let golden = std::fs::read_to_string(path).unwrap();
    assert!(
        golden == svg,
        "run again with CHARTS_WRITE_GOLDEN=1 if the change is meant"
    );
}

#[test]
fn the_charts_of_a_page_are_small() {
    let sizes = [
        draw(
            &nine(Direction::Neutral, AreaMark::Point),
            640,
            Purpose::Page,
        )
        .len(),
        draw(&trend(20, 9, Some("N4")), 640, Purpose::Page).len(),
        draw(&dumbbell(None), 640, Purpose::Page).len(),
        draw(&tile_map(true, None), 640, Purpose::Page).len(),
        draw(&cascade(1, None), 640, Purpose::Page).len(),
        draw(&judgements::funnel_of_nine(None), 640, Purpose::Page).len(),
        draw(&pictures::upset(10, 12, 1250), 640, Purpose::Page).len(),
        draw(&pictures::multiples(9, 12, None), 640, Purpose::Page).len(),
        draw(&pictures::map(true), 640, Purpose::Page).len(),
    ];
    assert!(sizes.iter().all(|size| *size < 15_000), "{sizes:?}");
}

#[test]
fn nothing_leaves_the_picture() {
    for width in [280, 320, 360, 480, 519, 520, 640, 800, 1000] {
        for svg in [
            draw(
                &nine(Direction::Neutral, AreaMark::Point),
                width,
                Purpose::Page,
            ),
            draw(&trend(12, 9, Some("N4")), width, Purpose::Page),
            draw(&cascade(9, None), width, Purpose::Page),
            draw(&dumbbell(None), width, Purpose::Page),
            draw(&tile_map(true, None), width, Purpose::Page),
            draw(
                &nine(Direction::Neutral, AreaMark::Bar),
                width,
                Purpose::Export,
            ),
        ] {
            common::every_text_fits(&svg, f64::from(width));
            common::no_text_lies_over_another(&svg, &format!("at {width}"));
        }
    }
}

#[test]
fn a_page_points_at_marks_and_an_export_does_not() {
    let chart = nine(Direction::Neutral, AreaMark::Point);
    let page = draw(&chart, 640, Purpose::Page);
    assert!(page.contains(" role=\"group\""));
    assert_eq!(page.matches("tabindex=\"0\"").count(), 1);
    assert_eq!(page.matches("tabindex=\"-1\"").count(), 8);
    assert_eq!(page.matches("data-area=").count(), 9);
    let export = draw(&chart, 640, Purpose::Export);
    assert!(export.contains(" role=\"img\""));
    assert!(!export.contains("tabindex"));
    for said in [caption().title.as_str(), "2026-09-30-5f1c2a"] {
        assert!(
            export.contains(&said.replace('&', "&amp;")[..20.min(said.len())]),
            "{said}"
        );
    }
}

#[test]
fn a_fixed_height_is_kept() {
    let chart = nine(Direction::Neutral, AreaMark::Point);
    let size = Size {
        width: 1280,
        height: Some(720),
    };
    let svg = render(&chart, &size, &Caption::default(), Purpose::Export);
    assert!(svg.contains("viewBox=\"0 0 1280 720\""));
}

#[test]
fn a_picture_without_a_name_is_not_announced() {
    let line = Sparkline {
        values: vec![Shown(0.1), Shown(0.2)],
    };
    let svg = render(&line, &Size::wide(120), &Caption::default(), Purpose::Page);
    assert!(svg.contains(" aria-hidden=\"true\""));
    assert!(!svg.contains("role=") && !svg.contains("aria-label"));
}
