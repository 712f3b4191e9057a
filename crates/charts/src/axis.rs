//! Axes: which values a chart spans, and the few of them that are named.
//!
//! Steps are 1, 2 or 5 times a power of ten, found by multiplying, so that no logarithm can
//! differ between platforms. There are never minor ticks.

use measures::definition::Scale;

/// What the numbers of an axis are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Values of a measure.
    Value(Scale),
    /// One value less another, with its sign.
    Difference(Scale),
    /// One value divided by another.
    Ratio,
    /// Numbers of people.
    People,
}

impl From<Scale> for Unit {
    fn from(scale: Scale) -> Self {
        Self::Value(scale)
    }
}

impl Unit {
    /// A value as it is named on an axis with this step.
    fn tick(self, value: f64, step: f64) -> String {
        // Numbers without a unit are named as rates are.
        const PLAIN: Scale = Scale::RatePer(1);
        match self {
            Self::Value(scale) => wording::number::tick(scale, value, step),
            Self::Ratio | Self::People => wording::number::tick(PLAIN, value, step),
            Self::Difference(scale) => {
                let points = match scale {
                    Scale::Proportion => 100.0,
                    Scale::RatePer(_) => 1.0,
                };
                let size = wording::number::tick(PLAIN, value.abs() * points, step * points);
                match value {
                    below if below < 0.0 => format!("\u{2212}{size}"),
                    above if above > 0.0 => format!("+{size}"),
                    _ => size,
                }
            }
        }
    }

    /// What has to be said beside the axis, because its numbers leave it open.
    #[must_use]
    pub fn title(self) -> String {
        match self {
            Self::Value(Scale::Proportion) => String::new(),
            Self::Difference(Scale::Proportion) => "Percentage points".to_owned(),
            Self::Value(Scale::RatePer(per)) | Self::Difference(Scale::RatePer(per)) => {
                format!("Per {} people", wording::number::thousands(u64::from(per)))
            }
            Self::Ratio => "Times".to_owned(),
            Self::People => "People".to_owned(),
        }
    }

    /// The least span that an axis has, and the greatest value that there can be.
    fn bounds(self) -> (f64, f64) {
        match self {
            Self::Value(Scale::Proportion) | Self::Difference(Scale::Proportion) => (0.01, 1.0),
            Self::Ratio => (0.1, f64::MAX),
            _ => (1.0, f64::MAX),
        }
    }
}

/// A span of values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Axis {
    /// What they are.
    pub unit: Unit,
    /// The value at the beginning.
    pub lower: f64,
    /// The value at the end, above `lower`.
    pub upper: f64,
}

impl Axis {
    /// From zero to the largest value, with a little room after it where there can be more.
    #[must_use]
    pub fn from_zero(unit: impl Into<Unit>, largest: f64) -> Self {
        let unit = unit.into();
        let (least, most) = unit.bounds();
        Self {
            unit,
            lower: 0.0,
            upper: (largest * 1.04).max(least).min(most.max(largest)),
        }
    }

    /// Around the values; from zero unless they are squeezed into a small part of it.
    ///
    /// For points and lines only: a bar's length means something only from zero.
    #[must_use]
    pub fn around(unit: impl Into<Unit>, smallest: f64, largest: f64) -> Self {
        let from_zero = Self::from_zero(unit, largest);
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

    /// Around the values and a middle that is always on it, such as no difference.
    #[must_use]
    pub fn around_middle(unit: Unit, middle: f64, smallest: f64, largest: f64) -> Self {
        let (smallest, largest) = (smallest.min(middle), largest.max(middle));
        let (least, _) = unit.bounds();
        let room = ((largest - smallest) * 0.08).max(least);
        let lowest = match unit {
            Unit::Difference(_) => f64::MIN,
            Unit::Value(_) | Unit::Ratio | Unit::People => 0.0,
        };
        Self {
            unit,
            lower: (smallest - room).max(lowest),
            upper: largest + room,
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
            ticks.push((value, self.unit.tick(value, step)));
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
    fn check(unit: impl Into<Unit>, lower: f64, upper: f64, expected: &str) {
        let axis = Axis {
            unit: unit.into(),
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
        check(
            Unit::People,
            28_000.0,
            38_000.0,
            "28,000 30,000 32,000 34,000 36,000 38,000",
        );
        check(Unit::Ratio, 0.4, 1.6, "0.5 1.0 1.5");
    }

    #[test]
    fn differences_have_their_sign() {
        let (shares, rates) = (Scale::Proportion, Scale::RatePer(1000));
        check(
            Unit::Difference(shares),
            -0.11,
            0.06,
            "\u{2212}10 \u{2212}5 0 +5",
        );
        check(
            Unit::Difference(shares),
            -0.011,
            0.006,
            "\u{2212}1.0 \u{2212}0.5 0.0 +0.5",
        );
        check(
            Unit::Difference(rates),
            -25.0,
            3.0,
            "\u{2212}20 \u{2212}10 0",
        );
    }

    #[test]
    fn the_middle_is_always_on_its_axis() {
        for (smallest, largest) in [(0.1, 0.2), (-0.2, -0.1), (0.0, 0.0), (-1.0, 1.0)] {
            let axis =
                Axis::around_middle(Unit::Difference(Scale::Proportion), 0.0, smallest, largest);
            assert!(axis.lower < smallest.min(0.0) && axis.upper > largest.max(0.0));
        }
        let ratio = Axis::around_middle(Unit::Ratio, 1.0, 0.02, 0.9);
        assert!(ratio.lower >= 0.0 && ratio.upper > 1.0);
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
