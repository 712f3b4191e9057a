//! The browser's side of the golden that `golden.rs` checks natively: the same chart, compiled to
//! WASM, is the same bytes.

#![cfg(test)]
#![cfg(target_arch = "wasm32")]

#[path = "golden/neighbourhoods.rs"]
mod neighbourhoods;

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
