//! What a number about a neighbourhood is.
//!
//! Definitions (what is counted, of whom), the grid they span (areas, groups, periods), and the
//! arithmetic that turns two published counts into a value with its interval.
//!
//! This crate knows no file, no column and no pixel, and no type in it describes a person. It
//! compiles for WASM, and every logarithm, exponential and power comes from `libm`, so that the
//! browser and the program agree to the last bit.

pub mod area;
pub mod breakdown;
pub mod catalogue;
pub mod definition;
pub mod figure;
pub mod interval;
pub mod period;
pub mod published;
