//! Do our quantiles agree with those of a well-kept crate, out to the tails?
//!
//! `measures` cannot call `statrs` itself: it uses the platform's `ln` and `exp`, and a figure must
//! have the same bits in the browser. So it is asked here, natively, for every quantile we use.
#![cfg(all(test, not(target_arch = "wasm32")))]

use measures::interval::Confidence;
use measures::poisson::{BYAR_FROM, limits};
use statrs::distribution::{ChiSquared, ContinuousCDF, Normal};

#[track_caller]
fn check(what: &str, found: f64, expected: f64, tolerance: f64) {
    let off = (found - expected).abs();
    assert!(
        off <= tolerance * expected.abs(),
        "{what}: found {found}, expected {expected}"
    );
}

#[test]
fn of_the_normal_distribution() {
    for confidence in Confidence::EVERY {
        let upper = Normal::standard().inverse_cdf(1.0 - confidence.tail());
        check("z", confidence.z(), upper, 1e-12);
    }
}

#[test]
fn of_the_chi_squared_distribution_behind_exact_limits() {
    for confidence in Confidence::EVERY {
        for events in 0..BYAR_FROM {
            let interval = limits(events, confidence);
            let half = |quantile: f64, degrees: u64| {
                ChiSquared::new(degrees as f64)
                    .unwrap()
                    .inverse_cdf(quantile)
                    / 2.0
            };
            let what = format!("{events} events, {confidence:?}");
            if events > 0 {
                let lower = half(confidence.tail(), 2 * events);
                check(&what, interval.lower, lower, 1e-9);
            }
            let upper = half(1.0 - confidence.tail(), 2 * events + 2);
            check(&what, interval.upper, upper, 1e-9);
        }
    }
}

#[test]
fn of_the_chi_squared_distribution_behind_the_yearly_trend() {
    // A trend is marked above the square of the normal quantile, which is p = 0.002.
    let expected = ChiSquared::new(1.0).unwrap().inverse_cdf(1.0 - 0.002);
    let z = Confidence::Percent998.z();
    check("one degree of freedom", z * z, expected, 1e-9);
    assert_eq!(format!("{:.4}", z * z), "9.5495");
}
