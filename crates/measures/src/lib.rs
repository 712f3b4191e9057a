//! What a number about a neighbourhood is.
//!
//! Definitions (what is counted, of whom), the grid they span (areas, groups, periods), and the
//! arithmetic that turns published counts into values, intervals and judgements. Every method and
//! its source is in `docs/methods.md`, with examples that a test recomputes.
//!
//! This crate knows no file, no column and no pixel, and no type in it describes a person. It
//! compiles for WASM, and every logarithm, exponential and power comes from `libm`, so that the
//! browser and the program agree to the last bit. What cannot be calculated is a value that says
//! why, never 0 and never not-a-number.

pub mod area;
pub mod breakdown;
pub mod catalogue;
pub mod comparison;
pub mod definition;
pub mod difference;
pub mod dispersion;
pub mod figure;
pub mod groups;
pub mod in_people;
pub mod interval;
pub mod limits;
mod line;
pub mod period;
pub mod poisson;
pub mod process;
pub mod proportion;
pub mod published;
pub mod rate;
pub mod ratio;
pub mod slope;
pub mod standard;
pub mod standardised;
pub mod trend;
