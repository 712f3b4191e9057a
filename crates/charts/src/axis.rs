//! Axes: which values a chart spans, and the few of them that are named.
//!
//! Steps are 1, 2 or 5 times a power of ten, found by multiplying, so that no logarithm can
//! differ between platforms. There are never minor ticks.

use measures::definition::Scale;

/// A span of values in the units of a measure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Axis {
    /// The units.
    pub scale: Scale,
    /// The value at the beginning.
    pub lower: f64,
    /// The value at the end, above `lower`.
    pub upper: f64,
}

impl Axis {
    /// From zero to the largest value, with a little room after it where there can be more.
    #[must_use]
    pub fn from_zero(scale: Scale, largest: f64) -> Self {
        let (least, most) = match scale {
            Scale::Proportion => (0.01, 1.0),
            Scale::RatePer(_) => (1.0, f64::MAX),
        };
        Self {
            scale,
            lower: 0.0,
            upper: (largest * 1.04).max(least).min(most.max(largest)),
        }
    }

    /// Around the values; from zero unless they are squeezed into a small part of it.
    ///
    /// For points and lines only: a bar's length means something only from zero.
    #[must_use]
    pub fn around(scale: Scale, smallest: f64, largest: f64) -> Self {
        let from_zero = Self::from_zero(scale, largest);
        let range = largest - smallest;
        if range <= 0.0 || smallest < largest * 0.5 {
            return from_zero;
        }
        Self {
            lower: (smallest - range * 0.15).max(0.0),
            upper: (largest + range * 0.1).min(from_zero.upper),
            ..from_zero
        }
    }

    /// The named values and their text, at most `most` of them.
    #[must_use]
    pub fn ticks(&self, most: usize) -> Vec<(f64, String)> {
        let step = self.step(most);
        let mut ticks = Vec::new();
        let mut number = (self.lower / step - 1e-9).ceil();
        while number * step <= self.upper * (1.0 + 1e-9) {
            let value = number * step;
            ticks.push((value, wording::number::tick(self.scale, value, step)));
            number += 1.0;
        }
        ticks
    }

    /// Where a value lies between two pixels; never outside them.
    #[must_use]
    pub fn place(&self, value: f64, from: f64, to: f64) -> f64 {
        let share = ((value - self.lower) / (self.upper - self.lower)).clamp(0.0, 1.0);
        from + share * (to - from)
    }

    fn step(&self, most: usize) -> f64 {
        let least = (self.upper - self.lower) / most.max(1) as f64;
        let mut power = 1e-4;
        loop {
            for factor in [1.0, 2.0, 5.0] {
                // Room for the tick at the very beginning, and for the sum's last bit.
                if power * factor * (1.0 + 1e-9) >= least {
                    return power * factor;
                }
            }
            power *= 10.0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(scale: Scale, lower: f64, upper: f64, expected: &str) {
        let axis = Axis {
            scale,
            lower,
            upper,
        };
        let ticks: Vec<String> = axis.ticks(5).into_iter().map(|(_, text)| text).collect();
        assert_eq!(ticks.join(" "), expected);
    }

    #[test]
    fn ticks_are_round_and_few() {
        check(Scale::Proportion, 0.0, 1.0, "0% 20% 40% 60% 80% 100%");
        check(Scale::Proportion, 0.0, 0.23, "0% 5% 10% 15% 20%");
        check(
            Scale::Proportion,
            0.0,
            0.01,
            "0.0% 0.2% 0.4% 0.6% 0.8% 1.0%",
        );
        check(Scale::Proportion, 0.42, 0.51, "42% 44% 46% 48% 50%");
        check(Scale::RatePer(1000), 0.0, 2340.0, "0 500 1,000 1,500 2,000");
        check(Scale::RatePer(1000), 0.0, 1.0, "0.0 0.2 0.4 0.6 0.8 1.0");
    }

    #[test]
    fn an_axis_holds_its_values_and_shares_end_at_all() {
        for largest in [0.0, 0.004, 0.5, 0.999, 1.0] {
            let axis = Axis::from_zero(Scale::Proportion, largest);
            assert!(axis.upper >= largest && axis.upper <= 1.0, "{largest}");
            assert!(axis.lower < axis.upper);
        }
        let squeezed = Axis::around(Scale::Proportion, 0.8, 0.9);
        assert!(squeezed.lower > 0.7 && squeezed.lower < 0.8);
        // No hole above values that are close together.
        let close = Axis::around(Scale::Proportion, 0.105, 0.115);
        assert!(close.upper > 0.115 && close.upper < 0.117);
    }
}
