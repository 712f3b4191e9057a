//! Are the numbers the same, to the last bit, wherever this is compiled?
//!
//! A digest of every statistic over a sweep of counts, held against the one committed here. The
//! browser and the program show the same figures only while every platform gives this digest.
#![cfg(test)]

#[path = "bits/sweep.rs"]
mod sweep;

/// The digest on every platform. It changes only when a method does.
const EXPECTED: u64 = 0x29ab_dac9_78d5_59f5;

#[test]
fn every_platform_gives_the_same_bits() {
    assert_eq!(
        format!("{:016x}", sweep::digest()),
        format!("{EXPECTED:016x}")
    );
}
