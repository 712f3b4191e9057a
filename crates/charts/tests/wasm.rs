//! The browser's side of the goldens that are checked natively: the same charts, compiled to WASM,
//! are the same bytes.

#![cfg(test)]
#![cfg(target_arch = "wasm32")]

#[path = "golden/neighbourhoods.rs"]
mod neighbourhoods;
#[path = "golden/pictures.rs"]
mod pictures;

use charts::area_comparison::AreaMark;
use charts::svg::Purpose;
use measures::definition::Direction;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn a_chart_has_the_same_bytes_as_natively() {
    let svg = neighbourhoods::draw(
        &neighbourhoods::nine(Direction::Neutral, AreaMark::Point),
        640,
        Purpose::Export,
    );
    assert!(svg == include_str!("areas.svg"), "found {svg}");
}

#[wasm_bindgen_test]
fn every_picture_has_the_same_bytes_as_natively() {
    let found = neighbourhoods::digests(&pictures::of_both_platforms());
    assert_eq!(found, include_str!("golden/bytes.txt"));
}
