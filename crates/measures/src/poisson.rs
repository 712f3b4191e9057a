//! Limits of a count: how many events there might as well have been.
//!
//! Exact up to nine events, Byar's approximation from ten. It never knows how many people the
//! events are divided by.
//!
//! The exact limits are chi-squared quantiles with an even number of degrees of freedom, which is
//! where the sum of a Poisson distribution reaches the tail probability. `statrs` was weighed: it
//! calls the platform's `ln`, `exp` and powers, so that the browser and the program could differ in
//! the last digits. The sum of at most ten terms is solved here instead, with `libm`.

use crate::interval::{Confidence, Interval};

/// From this many events on, Byar's approximation replaces the exact limits.
pub const BYAR_FROM: u64 = 10;

/// The interval of a count of independent events.
///
/// Below ten the exact limits `χ²⁻¹((1 − c)/2; 2x)/2` and `χ²⁻¹((1 + c)/2; 2x + 2)/2`, lower 0 for
/// no event; from ten Byar's `x(1 − 1/(9x) − z/(3√x))³` and the same of `x + 1` with a plus
/// (Breslow & Day 1987, page 69).
///
/// ```
/// use measures::interval::Confidence;
/// use measures::poisson::limits;
/// let three = limits(3, Confidence::Percent95);
/// assert_eq!(format!("{:.4} to {:.4}", three.lower, three.upper), "0.6187 to 8.7673");
/// ```
#[must_use]
pub fn limits(events: u64, confidence: Confidence) -> Interval {
    if events >= BYAR_FROM {
        return Interval {
            lower: byar(events as f64, -confidence.z()),
            upper: byar(events as f64 + 1.0, confidence.z()),
        };
    }
    let tail = confidence.tail();
    let lower = if events == 0 {
        0.0
    } else {
        root(|mean| at_least(events, mean) - tail)
    };
    Interval {
        lower,
        upper: root(|mean| tail - at_most(events, mean)),
    }
}

fn byar(events: f64, z: f64) -> f64 {
    let cube_root = 1.0 - 1.0 / (9.0 * events) + z / (3.0 * events.sqrt());
    events * (cube_root * cube_root * cube_root)
}

/// The mean at which `excess`, which rises with it, changes sign: halving down to adjacent floats.
fn root(excess: impl Fn(f64) -> f64) -> f64 {
    // Nine events at 99.8% reach 22.7, so that 64 is beyond every limit asked for.
    let (mut below, mut above) = (0.0, 64.0);
    loop {
        let middle = f64::midpoint(below, above);
        if middle <= below || middle >= above {
            return middle;
        }
        if excess(middle) < 0.0 {
            below = middle;
        } else {
            above = middle;
        }
    }
}

/// The probability of at most `events` where `mean` are expected.
fn at_most(events: u64, mean: f64) -> f64 {
    let mut term = libm::exp(-mean);
    let mut sum = term;
    for count in 1..=events {
        term *= mean / count as f64;
        sum += term;
    }
    sum
}

/// The probability of at least `events` where `mean` are expected, `events` at least 1.
///
/// Summed from its own side: one less the other side would lose digits in the tail.
fn at_least(events: u64, mean: f64) -> f64 {
    let mut term = libm::exp(-mean);
    for count in 1..=events {
        term *= mean / count as f64;
    }
    let mut sum = term;
    let mut count = events;
    // Past the mean the terms shrink at least twofold from here on, so this ends.
    while term > sum * 1e-18 || (count as f64) < 2.0 * mean {
        count += 1;
        term *= mean / count as f64;
        sum += term;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Limits as four printed decimals.
    #[track_caller]
    fn check(events: u64, confidence: Confidence, lower: &str, upper: &str) {
        let interval = limits(events, confidence);
        assert_eq!(format!("{:.4}", interval.lower), lower);
        assert_eq!(format!("{:.4}", interval.upper), upper);
    }

    #[test]
    fn agrees_with_the_exact_tables() {
        // Garwood (1936), as tabulated by Pearson & Hartley, table 40.
        check(0, Confidence::Percent95, "0.0000", "3.6889");
        check(1, Confidence::Percent95, "0.0253", "5.5716");
        check(5, Confidence::Percent95, "1.6235", "11.6683");
        check(9, Confidence::Percent95, "4.1154", "17.0848");
        check(0, Confidence::Percent998, "0.0000", "6.9078");
        check(1, Confidence::Percent998, "0.0010", "9.2334");
    }

    #[test]
    fn the_limits_without_events_are_logarithms_to_the_last_digits() {
        for confidence in Confidence::EVERY {
            let none = limits(0, confidence);
            let one = limits(1, confidence);
            // No event: exp(−m) is the tail. One event: 1 − exp(−m) is.
            let upper = -libm::log(confidence.tail());
            let lower = -libm::log1p(-confidence.tail());
            assert!((none.upper / upper - 1.0).abs() < 4e-16, "{confidence:?}");
            assert!((one.lower / lower - 1.0).abs() < 2e-15, "{confidence:?}");
        }
    }

    #[test]
    fn every_exact_limit_leaves_its_tail_outside() {
        for confidence in Confidence::EVERY {
            for events in 0..BYAR_FROM {
                let interval = limits(events, confidence);
                let above = at_most(events, interval.upper) / confidence.tail();
                assert!((above - 1.0).abs() < 1e-14, "{events}: {above}");
                if events > 0 {
                    let below = at_least(events, interval.lower) / confidence.tail();
                    assert!((below - 1.0).abs() < 1e-14, "{events}: {below}");
                    // The two ways of summing the same distribution agree.
                    let rest = 1.0 - at_most(events - 1, interval.lower);
                    assert!((rest / confidence.tail() - 1.0).abs() < 1e-12, "{events}");
                }
            }
        }
    }

    #[test]
    fn limits_rise_with_the_count_and_hold_it_across_the_seam() {
        for confidence in Confidence::EVERY {
            for events in 0..1_000 {
                let (less, more) = (limits(events, confidence), limits(events + 1, confidence));
                let case = format!("{events} at {confidence:?}");
                assert!(less.lower < more.lower, "{case}");
                assert!(less.upper < more.upper, "{case}");
                assert!(less.contains(events as f64), "{case}");
                assert_eq!(less.lower <= 0.0, events == 0, "{case}");
            }
        }
    }

    #[test]
    fn byar_is_within_a_fiftieth_of_the_exact_limits_at_the_seam() {
        for confidence in Confidence::EVERY {
            let tail = confidence.tail();
            let exact_lower = root(|mean| at_least(BYAR_FROM, mean) - tail);
            let exact_upper = root(|mean| tail - at_most(BYAR_FROM, mean));
            let byar = limits(BYAR_FROM, confidence);
            assert!((byar.lower / exact_lower - 1.0).abs() < 0.02, "{byar:?}");
            assert!((byar.upper / exact_upper - 1.0).abs() < 0.02, "{byar:?}");
        }
    }
}
