//! The value of a measure and its intervals, from two published counts.
//!
//! This is the one way from counts to a figure: the pipeline, `outcomes verify` and the dashboard
//! all call [`figure`], so a number on a page can be recomputed from the published file.

use crate::definition::Scale;
use crate::interval::Interval;
use crate::published::Published;

/// A value with its intervals, all as shares (0 to 1) or as events per [`Scale::RatePer`] people.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figure {
    /// The point value.
    pub value: f64,
    /// The 95% interval.
    pub interval_95: Interval,
    /// The 99.8% interval.
    pub interval_998: Interval,
}
