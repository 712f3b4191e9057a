//! Whether a figure differs from a reference value by more than chance would make it.
//!
//! The interval of the figure is held against the reference as if that were certain. It never
//! says why a figure differs, and never calls one better or worse where neither direction is.

use crate::definition::Direction;
use crate::figure::Figure;

/// What may be said of a figure beside its reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Comparison {
    /// The 99.8% interval lies wholly on the better side.
    MuchBetter,
    /// The 95% interval lies wholly on the better side, the 99.8% interval does not.
    Better,
    /// The 95% interval holds the reference.
    Similar,
    /// The 95% interval lies wholly on the worse side, the 99.8% interval does not.
    Worse,
    /// The 99.8% interval lies wholly on the worse side.
    MuchWorse,
    /// The 99.8% interval lies wholly above, and neither side is better.
    MuchHigher,
    /// The 95% interval lies wholly above, and neither side is better.
    Higher,
    /// The 95% interval lies wholly below, and neither side is better.
    Lower,
    /// The 99.8% interval lies wholly below, and neither side is better.
    MuchLower,
}

impl Comparison {
    /// Every comparison.
    pub const EVERY: [Self; 9] = [
        Self::MuchBetter,
        Self::Better,
        Self::Similar,
        Self::Worse,
        Self::MuchWorse,
        Self::MuchHigher,
        Self::Higher,
        Self::Lower,
        Self::MuchLower,
    ];

    /// The key in every table, e.g. `much_better`.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::MuchBetter => "much_better",
            Self::Better => "better",
            Self::Similar => "similar",
            Self::Worse => "worse",
            Self::MuchWorse => "much_worse",
            Self::MuchHigher => "much_higher",
            Self::Higher => "higher",
            Self::Lower => "lower",
            Self::MuchLower => "much_lower",
        }
    }

    /// The comparison with this key.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::EVERY
            .into_iter()
            .find(|comparison| comparison.key() == key)
    }
}

/// Where an interval lies beside the reference.
#[derive(Debug, Clone, Copy)]
enum Side {
    Above,
    Below,
}

/// A figure beside a reference value in the same units, by the measure's direction.
///
/// An interval that only touches the reference is `similar`: 95% outside is what is asked for, and
/// the end of an interval is not outside it.
///
/// ```
/// use measures::comparison::{Comparison, compare};
/// use measures::definition::{Direction, Scale};
/// use measures::figure::figure;
/// use measures::published::Published::Shown;
/// // 60% with a plan (53% to 67%) beside 50% in the whole partnership.
/// let area = figure(Scale::Proportion, Shown(120), Shown(200), None).shown().unwrap();
/// assert_eq!(compare(&area, 0.5, Direction::HigherIsBetter), Comparison::Better);
/// assert_eq!(compare(&area, 0.5, Direction::LowerIsBetter), Comparison::Worse);
/// assert_eq!(compare(&area, 0.5, Direction::Neutral), Comparison::Higher);
/// assert_eq!(compare(&area, 0.4, Direction::HigherIsBetter), Comparison::MuchBetter);
/// assert_eq!(compare(&area, 0.6, Direction::HigherIsBetter), Comparison::Similar);
/// ```
#[must_use]
pub fn compare(figure: &Figure, reference_value: f64, direction: Direction) -> Comparison {
    use Direction::{HigherIsBetter, LowerIsBetter, Neutral};
    let side = if figure.interval_95.lower > reference_value {
        Side::Above
    } else if figure.interval_95.upper < reference_value {
        Side::Below
    } else {
        return Comparison::Similar;
    };
    let much = !figure.interval_998.contains(reference_value);
    match (direction, side, much) {
        (HigherIsBetter, Side::Above, false) | (LowerIsBetter, Side::Below, false) => {
            Comparison::Better
        }
        (HigherIsBetter, Side::Above, true) | (LowerIsBetter, Side::Below, true) => {
            Comparison::MuchBetter
        }
        (HigherIsBetter, Side::Below, false) | (LowerIsBetter, Side::Above, false) => {
            Comparison::Worse
        }
        (HigherIsBetter, Side::Below, true) | (LowerIsBetter, Side::Above, true) => {
            Comparison::MuchWorse
        }
        (Neutral, Side::Above, false) => Comparison::Higher,
        (Neutral, Side::Above, true) => Comparison::MuchHigher,
        (Neutral, Side::Below, false) => Comparison::Lower,
        (Neutral, Side::Below, true) => Comparison::MuchLower,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interval::Interval;

    #[track_caller]
    fn check(reference_value: f64, keys: [&str; 3]) {
        let figure = Figure {
            value: 0.5,
            interval_95: Interval {
                lower: 0.4,
                upper: 0.6,
            },
            interval_998: Interval {
                lower: 0.3,
                upper: 0.7,
            },
        };
        let directions = [
            Direction::HigherIsBetter,
            Direction::LowerIsBetter,
            Direction::Neutral,
        ];
        let found = directions.map(|direction| compare(&figure, reference_value, direction).key());
        assert_eq!(found, keys, "{reference_value}");
    }

    #[test]
    fn each_side_of_each_limit_has_its_word() {
        check(0.2, ["much_better", "much_worse", "much_higher"]);
        check(0.3, ["better", "worse", "higher"]);
        check(0.39, ["better", "worse", "higher"]);
        check(0.4, ["similar"; 3]);
        check(0.5, ["similar"; 3]);
        check(0.6, ["similar"; 3]);
        check(0.61, ["worse", "better", "lower"]);
        check(0.7, ["worse", "better", "lower"]);
        check(0.71, ["much_worse", "much_better", "much_lower"]);
    }

    #[test]
    fn every_key_reads_back() {
        for comparison in Comparison::EVERY {
            assert_eq!(Comparison::from_key(comparison.key()), Some(comparison));
        }
        assert_eq!(Comparison::from_key("best"), None);
    }
}
