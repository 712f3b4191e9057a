//! Are the numbers the same, to the last bit, wherever this is compiled?
//!
//! A digest of every statistic over a sweep of counts, held against the one committed here. The
//! browser and the program show the same figures only while every platform gives this digest. It
//! runs natively and as WASM.

#![cfg(test)]

#[path = "bits/sweep.rs"]
mod sweep;

/// The digest on every platform. It changes only when a method does.
const EXPECTED: u64 = 0x84da_6e7c_8495_fac6;

#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
fn every_platform_gives_the_same_bits() {
    assert_eq!(
        format!("{:016x}", sweep::digest()),
        format!("{EXPECTED:016x}")
    );
}
