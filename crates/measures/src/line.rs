//! The straight line that weighted points lie closest to.
//!
//! It never judges whether a line is the right shape: what uses it does.

/// A point with its weight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Point {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) weight: f64,
}

/// A line by weighted least squares, through the weighted mean of its points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Line {
    /// The rise for one unit of `x`.
    pub(crate) slope: f64,
    /// The weighted mean of `x`.
    pub(crate) mean_x: f64,
    /// The weighted mean of `y`.
    pub(crate) mean_y: f64,
    /// The weighted sum of squared distances of `x` from its mean.
    pub(crate) spread: f64,
}

impl Line {
    /// The line through points, or `None` where they do not give one: too few, all at one place,
    /// or a value that is not finite.
    pub(crate) fn through(points: &[Point]) -> Option<Self> {
        let sum = |term: &dyn Fn(&Point) -> f64| points.iter().map(term).sum::<f64>();
        let weight = sum(&|point| point.weight);
        let mean_x = sum(&|point| point.weight * point.x) / weight;
        let mean_y = sum(&|point| point.weight * point.y) / weight;
        let spread = sum(&|point| point.weight * (point.x - mean_x) * (point.x - mean_x));
        let shared = sum(&|point| point.weight * (point.x - mean_x) * (point.y - mean_y));
        let slope = shared / spread;
        (spread > 0.0 && slope.is_finite() && mean_y.is_finite()).then_some(Self {
            slope,
            mean_x,
            mean_y,
            spread,
        })
    }

    /// The height of the line at `x`.
    pub(crate) fn at(self, x: f64) -> f64 {
        self.mean_y + self.slope * (x - self.mean_x)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(rows: &[(f64, f64, f64)]) -> Vec<Point> {
        rows.iter()
            .map(|&(x, y, weight)| Point { x, y, weight })
            .collect()
    }

    #[test]
    fn weights_count_as_repeated_points() {
        let weighted = Line::through(&points(&[(0.0, 1.0, 2.0), (1.0, 4.0, 1.0)])).unwrap();
        assert!((weighted.slope - 3.0).abs() < 1e-15);
        assert!((weighted.at(0.5) - 2.5).abs() < 1e-15);
        assert!((weighted.mean_y - 2.0).abs() < 1e-15);
    }

    #[test]
    fn points_that_give_no_line_give_none() {
        assert_eq!(Line::through(&[]), None);
        assert_eq!(Line::through(&points(&[(1.0, 1.0, 1.0)])), None);
        assert_eq!(
            Line::through(&points(&[(1.0, 1.0, 1.0), (1.0, 2.0, 1.0)])),
            None
        );
        assert_eq!(
            Line::through(&points(&[(0.0, f64::INFINITY, 1.0), (1.0, 2.0, 1.0)])),
            None
        );
    }
}
