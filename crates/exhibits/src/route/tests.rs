//! Addresses and the views they open.

use super::*;
use measures::area::AreaIndex;

use crate::sample::{catalogue, shelf};
use crate::view::View;
use crate::{by_area, by_group, conditions, deprivation, over_time};

#[test]
fn every_view_comes_back_from_its_own_address() {
    let catalogue = catalogue();
    for page in Page::EVERY {
        let page = Selection::of_page(page, &catalogue);
        for (area, _) in catalogue.areas() {
            for measure in page.page.measures(&catalogue) {
                for table in [false, true] {
                    let mut selection = page
                        .after(Action::ChooseArea(area), &catalogue)
                        .after(Action::ChooseMeasure(measure), &catalogue)
                        .after(Action::ChoosePeriod(1), &catalogue);
                    if table {
                        selection.tables.insert("over-time".to_owned());
                    }
                    let opened = open(&fragment(&selection, &catalogue), &catalogue);
                    assert_eq!(
                        opened,
                        Opened {
                            selection,
                            unknown: Vec::new()
                        }
                    );
                }
            }
        }
    }
}

#[test]
fn an_address_is_written_out_in_full() {
    let catalogue = catalogue();
    let selection = Selection::of_page(Page::Coordination, &catalogue);
    assert_eq!(
        fragment(&selection, &catalogue),
        "coordination?area=E1&measure=fully_coordinated&period=2026-09-30&breakdown=ethnic_group"
    );
}

#[test]
fn a_comparison_comes_back_from_its_own_address() {
    let rows = [
        "compare?area=N2&measure=care_plan&period=2026-09-30&with=N3",
        "compare?area=E1&measure=ltc_3_plus&period=2026-06-30&breakdown=ethnic_group\
         &figures=standardised&groups=Black,White",
        "inequalities?area=E1&measure=care_plan&period=2026-09-30&breakdown=sex\
         &fifths=imd_quintile&tables=slope",
        "changes?area=E1&measure=fully_coordinated&period=2026-09-30&breakdown=age_band\
         &against=2026-q2",
        "multimorbidity?area=E1&measure=ltc_3_plus&period=2026-09-30&breakdown=age_band\
         &tables=over-time&chart=over-time",
    ];
    let catalogue = catalogue();
    for address in rows {
        let opened = open(address, &catalogue);
        assert_eq!(opened.unknown, [""; 0], "{address}");
        assert_eq!(fragment(&opened.selection, &catalogue), address);
    }
}

#[track_caller]
fn check(fragment: &str, expected_page: Page, expected_unknown: &[&str]) {
    let opened = open(fragment, &catalogue());
    assert_eq!(opened.selection.page, expected_page, "{fragment}");
    assert_eq!(opened.unknown, expected_unknown, "{fragment}");
}

#[test]
fn a_broken_link_opens_the_nearest_view_and_says_so() {
    check("", Page::Overview, &[]);
    check("#", Page::Overview, &[]);
    check("#maincontent", Page::Overview, &[]);
    check("#/inequalities", Page::Inequalities, &[]);
    check("#funnel", Page::Overview, &["the page “funnel”"]);
    check("#data?area=N%31", Page::Data, &[]);
    check(
        "#data?area=N9&period=soon",
        Page::Data,
        &["the area “N9”", "the period “soon”"],
    );
    check(
        "#coordination?measure=ltc_3_plus",
        Page::Coordination,
        &["the measure “ltc_3_plus”"],
    );
    check(
        "#coordination?tables=over-time,rank",
        Page::Coordination,
        &["the chart “rank”"],
    );
    check(
        "#coordination?chart=rank",
        Page::Coordination,
        &["the chart “rank”"],
    );
    check(
        "#coordination?colour=red",
        Page::Coordination,
        &["the setting “colour”"],
    );
    check(
        "#coordination?breakdown=imd_local_quintile&measure=care_plan_quarter",
        Page::Coordination,
        &["the breakdown “imd_local_quintile”"],
    );
    check(
        "#compare?area=N1&with=N1&groups=Black,White",
        Page::Compare,
        &["the second area “N1”", "the groups “Black,White”"],
    );
    check(
        "#inequalities?area=N1&fifths=imd_quintile&figures=best",
        Page::Inequalities,
        &["the fifths “imd_quintile”", "the kind of figures “best”"],
    );
    for path in ["../june", ".hidden", "june/data", "//example.org"] {
        let address = format!("#changes?against={path}");
        check(&address, Page::Changes, &[&format!("the folder “{path}”")]);
    }
    check(
        "#overview?against=june",
        Page::Overview,
        &["the folder “june”"],
    );
    check(
        "#data?area=%F0%9F%9",
        Page::Data,
        &["the area “\u{fffd}%9”"],
    );
}

#[test]
fn an_exhibit_is_found_again_where_it_stands() {
    let shelf = shelf();
    let catalogue = shelf.catalogue();
    let rows = [
        ("ltc_3_plus", Page::Multimorbidity),
        ("care_plan", Page::Coordination),
        ("feels_safe_at_home", Page::Outcomes),
    ];
    let mut n_found = 0;
    for (key, own_page) in rows {
        let measure = catalogue.measure_index(key).unwrap();
        let selection = Selection::of_page(Page::Inequalities, catalogue)
            .after(Action::ChooseArea(AreaIndex(1)), catalogue)
            .after(Action::ChoosePeriod(0), catalogue);
        let selection = Selection {
            measure,
            ..selection
        };
        let selection = Selection {
            breakdown: selection
                .groupings(catalogue)
                .last()
                .copied()
                .unwrap_or(Breakdown::All),
            ..selection
        };
        let view = View::of(&shelf, &selection);
        let exhibits = [
            (by_area::comparison(&view), own_page),
            (by_group::bars(&view), own_page),
            (over_time::chart(&view), own_page),
            (by_area::map(&view), Page::Overview),
            (deprivation::dumbbell(&view), Page::Inequalities),
        ];
        for (exhibit, page) in exhibits {
            let Some(exhibit) = exhibit else { continue };
            n_found += 1;
            let opened = open(&of_exhibit(exhibit.name, &selection, catalogue), catalogue);
            assert_eq!(opened.unknown, [""; 0], "{key} {}", exhibit.name);
            let found = Selection {
                page,
                chart: Some(exhibit.name.to_owned()),
                ..selection.clone()
            };
            assert_eq!(opened.selection, found, "{key} {}", exhibit.name);
        }
    }
    assert!(n_found > 12, "{n_found}");
}

#[test]
fn an_exhibit_of_its_own_measures_is_found_again_whatever_was_chosen() {
    let shelf = shelf();
    let catalogue = shelf.catalogue();
    let selection = Selection::of_page(Page::Coordination, catalogue);
    let exhibit = conditions::bars(&View::of(&shelf, &selection)).unwrap();
    let opened = open(&of_exhibit(exhibit.name, &selection, catalogue), catalogue);
    assert_eq!(opened.unknown, [""; 0]);
    assert_eq!(opened.selection.page, Page::Multimorbidity);
    assert_ne!(opened.selection.measure, selection.measure);
}

#[test]
fn a_link_leads_to_its_chart_until_something_is_done() {
    let catalogue = catalogue();
    let opened = open(&leading_to("", "map"), &catalogue);
    assert_eq!(opened.unknown, [""; 0]);
    assert_eq!(opened.selection.chart.as_deref(), Some("map"));
    assert!(!view(&opened.selection, &catalogue).contains("chart="));
    let chosen = opened.selection.after(Action::ChoosePeriod(0), &catalogue);
    assert_eq!(chosen.chart, None);
}

#[test]
fn a_notice_names_everything_that_is_missing() {
    let unknown = ["the area “N9”".to_owned(), "the page “x”".to_owned()];
    assert_eq!(notice(&[]), None);
    assert_eq!(
        notice(&unknown).as_deref(),
        Some(
            "This link is old or mistyped: this release does not have the area “N9”, nor the \
             page “x”. The nearest view is shown."
        )
    );
}
