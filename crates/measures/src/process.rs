//! Whether a quarterly series has changed, or only varies as it always has: the `XmR` chart.
//!
//! For figures of periods that do not overlap. It never judges prevalence or windows longer than a
//! quarter: the same people are in one snapshot and the next, and the rules would cry wolf.

use thiserror::Error;

use crate::interval::Interval;

/// From this many points on, the limits are no longer trial limits.
pub const SETTLED_POINTS: usize = 12;
/// Points in a row that make a run or a one-sided stretch.
pub const RUN_POINTS: usize = 7;

/// Limits are this many average moving ranges from the mean: 3 over the mean range of two normal
/// values, 1.128 (Wheeler, Understanding Variation, 1993).
const LIMIT_RANGES: f64 = 2.66;
/// A moving range this many times the average is itself exceptional, and is screened out once.
const SCREEN_RANGES: f64 = 3.267;

/// A series with its mean and limits.
#[derive(Debug, Clone, PartialEq)]
pub struct Process {
    values: Vec<f64>,
    mean: f64,
    average_range: f64,
}

/// Why a series has no limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NoLimits {
    /// Nothing can move between fewer than two points.
    #[error("expected at least 2 points, found {found}")]
    TooFewPoints {
        /// Points there are.
        found: usize,
    },
    /// Every point is the same, so there is no variation to judge by.
    #[error("expected values that vary, found a constant series")]
    Constant,
}

/// Which way an exceptional point lies or moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// Above the mean, or rising.
    High,
    /// Below the mean, or falling.
    Low,
}

/// The rule that makes a point exceptional. A point that meets several has the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SpecialCause {
    /// Outside the limits.
    OutsideLimits(Side),
    /// One of seven points in a row, each higher, or each lower, than the one before.
    Run(Side),
    /// One of at least two of three points beyond two thirds of the way to the same limit.
    NearLimit(Side),
    /// One of seven points in a row on the same side of the mean.
    OneSide(Side),
}

impl Process {
    /// The chart of a series, oldest first.
    ///
    /// The limits are the mean ± 2.66 average moving ranges. Moving ranges of 3.267 times their
    /// average or more are left out once and the average taken again, unless nothing would remain:
    /// a series that stands still but for one step is judged by that step.
    ///
    /// # Errors
    /// When there are fewer than two points, or all are the same.
    ///
    /// ```
    /// use measures::process::Process;
    /// let process = Process::new(&[42.0, 46.0, 41.0, 45.0])?;
    /// let limits = process.limits();
    /// assert_eq!(process.mean(), 43.5);
    /// assert_eq!(format!("{:.2} to {:.2}", limits.lower, limits.upper), "31.97 to 55.03");
    /// assert!(process.limits_are_trial());
    /// # Ok::<(), measures::process::NoLimits>(())
    /// ```
    pub fn new(values: &[f64]) -> Result<Self, NoLimits> {
        let found = values.len();
        if found < 2 {
            return Err(NoLimits::TooFewPoints { found });
        }
        let ranges: Vec<f64> = values
            .windows(2)
            .map(|pair| (pair[1] - pair[0]).abs())
            .collect();
        let average = mean(&ranges).filter(|average| *average > 0.0);
        let average = average.ok_or(NoLimits::Constant)?;
        let usual: Vec<f64> = ranges
            .into_iter()
            .filter(|range| *range < SCREEN_RANGES * average)
            .collect();
        let screened = mean(&usual).filter(|screened| *screened > 0.0);
        Ok(Self {
            mean: values.iter().sum::<f64>() / found as f64,
            average_range: screened.unwrap_or(average),
            values: values.to_vec(),
        })
    }

    /// The mean of all points.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// The lower and upper limit. They may lie where no value can, below 0 or above everybody.
    #[must_use]
    pub fn limits(&self) -> Interval {
        let reach = LIMIT_RANGES * self.average_range;
        Interval {
            lower: self.mean - reach,
            upper: self.mean + reach,
        }
    }

    /// Whether there are fewer than [`SETTLED_POINTS`], so that the limits may still move.
    #[must_use]
    pub fn limits_are_trial(&self) -> bool {
        self.values.len() < SETTLED_POINTS
    }

    /// For each point the first rule that makes it exceptional, or `None` for common variation.
    #[must_use]
    pub fn special_causes(&self) -> Vec<Option<SpecialCause>> {
        let outside = self.each(|distance| distance > 1.0, SpecialCause::OutsideLimits);
        let run = self.runs();
        let near = self.near_limit();
        let one_side = self.one_side();
        outside
            .into_iter()
            .zip(run)
            .zip(near)
            .zip(one_side)
            .map(|(((outside, run), near), one_side)| outside.or(run).or(near).or(one_side))
            .collect()
    }

    /// A point's side of the mean, and its distance as a share of the way to the limit.
    fn place(&self, value: f64) -> Option<(Side, f64)> {
        let distance = (value - self.mean) / (LIMIT_RANGES * self.average_range);
        if distance > 0.0 {
            Some((Side::High, distance))
        } else if distance < 0.0 {
            Some((Side::Low, -distance))
        } else {
            None
        }
    }

    /// The points whose distance is as `holds` asks, marked with their side.
    fn each(
        &self,
        holds: impl Fn(f64) -> bool,
        rule: impl Fn(Side) -> SpecialCause,
    ) -> Vec<Option<SpecialCause>> {
        self.values
            .iter()
            .map(|&value| {
                let (side, distance) = self.place(value)?;
                holds(distance).then(|| rule(side))
            })
            .collect()
    }

    fn runs(&self) -> Vec<Option<SpecialCause>> {
        let mut causes = vec![None; self.values.len()];
        for (start, window) in self.values.windows(RUN_POINTS).enumerate() {
            let side = if window.windows(2).all(|pair| pair[0] < pair[1]) {
                Side::High
            } else if window.windows(2).all(|pair| pair[0] > pair[1]) {
                Side::Low
            } else {
                continue;
            };
            causes[start..start + RUN_POINTS].fill(Some(SpecialCause::Run(side)));
        }
        causes
    }

    fn near_limit(&self) -> Vec<Option<SpecialCause>> {
        let near = self.each(|distance| distance > 2.0 / 3.0, SpecialCause::NearLimit);
        let mut causes = vec![None; near.len()];
        for (start, window) in near.windows(3).enumerate() {
            for (offset, cause) in window.iter().enumerate() {
                let alike = window.iter().filter(|other| *other == cause).count();
                if cause.is_some() && alike >= 2 {
                    causes[start + offset] = *cause;
                }
            }
        }
        causes
    }

    fn one_side(&self) -> Vec<Option<SpecialCause>> {
        let sides = self.each(|_| true, SpecialCause::OneSide);
        let mut causes = vec![None; sides.len()];
        for (start, window) in sides.windows(RUN_POINTS).enumerate() {
            if window[0].is_some() && window.iter().all(|side| *side == window[0]) {
                causes[start..start + RUN_POINTS].copy_from_slice(window);
            }
        }
        causes
    }
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One letter per point: `.` common, `O`utside, `R`un, `N`ear the limit, one `S`ide; capitals
    /// for high, small letters for low.
    fn drawn(values: &[f64]) -> String {
        let letter = |side: Side, letter: char| match side {
            Side::High => letter,
            Side::Low => letter.to_ascii_lowercase(),
        };
        let process = Process::new(values).unwrap();
        let causes = process.special_causes();
        causes
            .into_iter()
            .map(|cause| match cause {
                None => '.',
                Some(SpecialCause::OutsideLimits(side)) => letter(side, 'O'),
                Some(SpecialCause::Run(side)) => letter(side, 'R'),
                Some(SpecialCause::NearLimit(side)) => letter(side, 'N'),
                Some(SpecialCause::OneSide(side)) => letter(side, 'S'),
            })
            .collect()
    }

    #[track_caller]
    fn check(values: &[i32], expected: &str) {
        let high: Vec<f64> = values.iter().map(|&value| f64::from(value)).collect();
        assert_eq!(drawn(&high), expected);
        let low: Vec<f64> = high.iter().map(|value| -value).collect();
        let swapped: String = expected
            .chars()
            .map(|letter| {
                if letter.is_ascii_uppercase() {
                    letter.to_ascii_lowercase()
                } else {
                    letter.to_ascii_uppercase()
                }
            })
            .collect();
        assert_eq!(drawn(&low), swapped, "upside down");
    }

    #[test]
    fn common_variation_has_no_mark() {
        check(
            &[10, 12, 9, 11, 10, 13, 9, 11, 12, 10, 9, 12],
            "............",
        );
    }

    #[test]
    fn a_point_outside_the_limits_is_marked() {
        check(
            &[10, 12, 9, 11, 10, 13, 30, 11, 13, 10, 9, 13, 10, 11],
            "......O.......",
        );
    }

    #[test]
    fn seven_rising_points_are_a_run_and_six_are_not() {
        check(
            &[10, 14, 8, 9, 10, 11, 12, 13, 14, 9, 13, 10],
            "..RRRRRRR...",
        );
        check(
            &[10, 14, 9, 10, 11, 12, 13, 14, 9, 13, 10, 14],
            "............",
        );
        // Standing still breaks a run.
        check(
            &[14, 8, 9, 10, 10, 11, 12, 13, 14, 9, 13, 10],
            "............",
        );
    }

    #[test]
    fn two_of_three_near_the_same_limit_are_marked_and_on_two_sides_are_not() {
        check(
            &[
                10, 12, 10, 12, 10, 12, 16, 14, 16, 12, 10, 12, 10, 12, 10, 12,
            ],
            "......N.N.......",
        );
        check(
            &[
                10, 12, 10, 12, 10, 12, 10, 12, 10, 12, 16, 11, 6, 12, 10, 12, 10, 12, 10, 12, 10,
                12, 10, 12,
            ],
            "........................",
        );
        check(
            &[
                10, 12, 10, 12, 10, 12, 10, 12, 10, 12, 16, 11, 16, 12, 10, 12, 10, 12, 10, 12, 10,
                12, 10, 12,
            ],
            "..........N.N...........",
        );
    }

    #[test]
    fn seven_points_on_one_side_are_marked() {
        check(
            &[10, 9, 10, 9, 10, 9, 10, 12, 11, 12, 11, 12, 11, 12],
            "sssssssSSSSSSS",
        );
    }

    #[test]
    fn an_exceptional_range_is_screened_out_once() {
        let mut values = vec![10.0, 11.0, 10.0, 11.0, 10.0, 11.0, 10.0, 11.0];
        values.push(40.0);
        let process = Process::new(&values).unwrap();
        // Seven ranges of 1 and one of 29, of which the last is left out.
        let reach = process.limits().upper - process.mean();
        assert!((reach - 2.66).abs() < 1e-12, "{reach}");
    }

    #[test]
    fn what_has_no_limits_says_why() {
        for found in [0, 1] {
            assert_eq!(
                Process::new(&vec![1.0; found]),
                Err(NoLimits::TooFewPoints { found })
            );
        }
        assert_eq!(Process::new(&[0.3; 20]), Err(NoLimits::Constant));
        // One step: nothing but the step itself to judge by.
        let step = Process::new(&[1.0, 1.0, 1.0, 1.0, 1.0, 5.0, 5.0]).unwrap();
        assert!(step.limits().lower < 1.0 && step.limits_are_trial());
    }
}
