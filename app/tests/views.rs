//! Every page rendered to HTML without a browser, from a small release in memory.
//!
//! Pictures are left out: the charts have their own golden files. What they say is kept.

#![cfg(test)]

use std::rc::Rc;

use app::basis::Basis;
use app::exhibit::Widths;
use app::shelf::Shelf;
use app::state::{Action, Page, Selection};
use app::views::{View, ViewProperties};
use exhibits::sample;
use measures::area::AreaIndex;
use measures::breakdown::Breakdown;
use wording::reading_age::{READING_AGE_YEARS, reading_age_years};
use yew::{Callback, LocalServerRenderer};

/// The most words of a sentence.
const LONGEST_WORDS: usize = 40;

async fn page(shelf: &Shelf, selection: &Selection) -> String {
    let properties = ViewProperties {
        shelf: shelf.clone(),
        selection: selection.clone(),
        widths: Widths::of_window(1280.0),
        act: Callback::noop(),
    };
    LocalServerRenderer::<View>::with_props(properties)
        .hydratable(false)
        .render()
        .await
}

/// One element a line, each picture as the words it is known by.
fn readable(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once("<svg") {
        text.push_str(before);
        let (picture, after) = after.split_once("</svg>").expect("a picture ends");
        let label = picture
            .split("aria-label=\"")
            .nth(1)
            .and_then(|label| label.split('"').next());
        let marks = picture.matches("class=\"mark\"").count();
        let name = label.unwrap_or("without a name");
        text.push_str("[picture: ");
        text.push_str(name);
        text.push_str("; ");
        text.push_str(&marks.to_string());
        text.push_str(" marks]");
        rest = after;
    }
    text.push_str(rest);
    text.replace("><", ">\n<")
}

fn opened(page: Page) -> Selection {
    Selection::of_page(page, &sample::catalogue())
}

#[tokio::test(flavor = "current_thread")]
async fn every_page_opens_for_the_whole() {
    let shelf = sample::shelf();
    for page_key in Page::EVERY {
        let html = page(&shelf, &opened(page_key)).await;
        insta::assert_snapshot!(format!("whole_{}", page_key.key()), readable(&html));
    }
}

#[tokio::test(flavor = "current_thread")]
async fn every_chart_has_a_name_that_an_address_may_hold() {
    let shelf = sample::shelf();
    for page_key in Page::EVERY {
        let html = page(&shelf, &opened(page_key)).await;
        for after in html.split("data-exhibit=\"").skip(1) {
            let name = after.split('"').next().unwrap_or_default();
            assert!(
                app::exhibit::NAMES.contains(&name),
                "{name} on {page_key:?}"
            );
        }
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_neighbourhood_with_tables_for_charts() {
    let shelf = sample::shelf();
    let catalogue = sample::catalogue();
    let mut selection = opened(Page::Multimorbidity)
        .after(Action::ChooseArea(AreaIndex(0)), &catalogue)
        .after(Action::ChooseBreakdown(Breakdown::EthnicGroup), &catalogue);
    for chart in ["by-neighbourhood", "by-group", "over-time", "conditions"] {
        selection = selection.after(Action::ToggleTable(chart.to_owned()), &catalogue);
    }
    let html = page(&shelf, &selection).await;
    insta::assert_snapshot!("neighbourhood_tables", readable(&html));
}

#[tokio::test(flavor = "current_thread")]
async fn adjusted_figures_are_shown_where_they_are_published_and_said_where_not() {
    let shelf = sample::shelf();
    let catalogue = sample::catalogue();
    let adjusted = opened(Page::Coordination)
        .after(Action::ChooseBasis(Basis::Standardised), &catalogue)
        .after(Action::ToggleTable("by-group".to_owned()), &catalogue);
    let rows = [
        (Breakdown::EthnicGroup, "Standardised percent", true),
        (Breakdown::EthnicGroup, "adjusted for age and sex", true),
        (Breakdown::AgeBand, "Standardised percent", false),
        (
            Breakdown::AgeBand,
            "cannot be adjusted for what they are split by",
            true,
        ),
        (
            Breakdown::ImdLocalQuintile,
            "England\u{2019}s fifths only",
            true,
        ),
    ];
    for (breakdown, words, expected) in rows {
        let selection = adjusted.after(Action::ChooseBreakdown(breakdown), &catalogue);
        let html = page(&shelf, &selection).await;
        assert_eq!(html.contains(words), expected, "{breakdown}: {words}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn two_areas_and_two_groups_are_compared_with_their_difference() {
    let shelf = sample::shelf();
    let catalogue = sample::catalogue();
    let areas = opened(Page::Compare)
        .after(Action::ChooseArea(AreaIndex(0)), &catalogue)
        .after(Action::ChooseOther(AreaIndex(2)), &catalogue)
        .after(Action::ToggleTable("side-by-side".to_owned()), &catalogue);
    let html = page(&shelf, &areas).await;
    insta::assert_snapshot!("compare_areas", readable(&html));
    let groups = areas.after(Action::ChooseBreakdown(Breakdown::EthnicGroup), &catalogue);
    let html = page(&shelf, &groups).await;
    insta::assert_snapshot!("compare_groups", readable(&html));
}

#[tokio::test(flavor = "current_thread")]
async fn charts_that_have_not_arrived_leave_their_places() {
    let empty = Shelf::new(Rc::new(sample::manifest()));
    let html = page(&empty, &opened(Page::Coordination)).await;
    insta::assert_snapshot!("nothing_arrived", readable(&html));
}

#[tokio::test(flavor = "current_thread")]
async fn no_page_holds_what_the_content_security_policy_forbids() {
    let shelf = sample::shelf();
    let catalogue = sample::catalogue();
    for page_key in Page::EVERY {
        for (area, _) in catalogue.areas() {
            let selection = opened(page_key).after(Action::ChooseArea(area), &catalogue);
            let html = page(&shelf, &selection).await;
            for forbidden in ["style=", "<script", " onclick=", "javascript:"] {
                assert!(
                    !html.contains(forbidden),
                    "{forbidden} in {page_key:?} of {area:?}"
                );
            }
        }
    }
}

#[tokio::test(flavor = "current_thread")]
async fn zero_withheld_no_people_and_not_calculable_look_and_read_differently() {
    let shelf = sample::shelf();
    let catalogue = sample::catalogue();
    let table = |breakdown| {
        opened(Page::Multimorbidity)
            .after(Action::ChooseArea(AreaIndex(0)), &catalogue)
            .after(Action::ChooseBreakdown(breakdown), &catalogue)
            .after(Action::ToggleTable("by-group".to_owned()), &catalogue)
    };
    let rows = [
        (Breakdown::AgeBand, "<span class=\"zero\">0</span>"),
        (Breakdown::EthnicGroup, "absent--withheld"),
        (Breakdown::ImdQuintile, "absent--no_people"),
    ];
    for (breakdown, expected) in rows {
        let html = page(&shelf, &table(breakdown)).await;
        assert!(html.contains(expected), "{breakdown}: {expected}");
    }
    let first = opened(Page::Coordination).after(Action::ChoosePeriod(0), &catalogue);
    let care_plan = catalogue
        .measure_index("care_plan")
        .expect("a measure of the sample");
    let first = first
        .after(Action::ChooseMeasure(care_plan), &catalogue)
        .after(
            Action::ToggleTable("by-neighbourhood".to_owned()),
            &catalogue,
        );
    let html = page(&shelf, &first).await;
    assert!(html.contains("absent--not_calculable"));
}

/// The sentences of a page: of its paragraphs and list items, without what they are marked up with.
fn sentences(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    for kind in ["p", "li", "dd"] {
        let (start, end) = (format!("<{kind}"), format!("</{kind}>"));
        for part in html.split(&start).skip(1) {
            let whole = part.split(&end).next().unwrap_or_default();
            let Some((attributes, body)) = whole.split_once('>') else {
                continue;
            };
            // Another element whose name begins in the same way.
            if !attributes.is_empty() && !attributes.starts_with(' ') {
                continue;
            }
            let mut text = String::new();
            for piece in body.split('<') {
                text.push_str(piece.rsplit('>').next().unwrap_or_default());
            }
            let text = html_escape::decode_html_entities(&text).into_owned();
            found.extend(text.split_inclusive(". ").map(|one| one.trim().to_owned()));
        }
    }
    // A name, a figure or a list of names is no sentence.
    let is_list = |one: &String| one.starts_with("How it is made: ");
    found.retain(|one| one.split_whitespace().count() >= 5 && !is_list(one));
    found
}

#[tokio::test(flavor = "current_thread")]
async fn pages_about_the_numbers_read_at_the_age_of_twelve() {
    let shelf = sample::shelf();
    for page_key in [Page::Changes, Page::Notes, Page::Data] {
        let said = sentences(&page(&shelf, &opened(page_key)).await);
        assert!(!said.is_empty(), "{page_key:?}");
        for one in &said {
            let words = one.split_whitespace().count();
            assert!(words <= LONGEST_WORDS, "{page_key:?}: {words} words: {one}");
        }
        let age = reading_age_years(&said.join(" "));
        assert!(
            age <= READING_AGE_YEARS,
            "{page_key:?}: {age:.1} years: {said:#?}"
        );
    }
}
