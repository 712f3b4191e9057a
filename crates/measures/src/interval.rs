//! A range of plausible values, and how sure it is.

use serde::{Deserialize, Serialize};

/// A range from `lower` to `upper`, in the units of the value it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// The lower limit.
    pub lower: f64,
    /// The upper limit.
    pub upper: f64,
}
