//! Gaps over fifths by deprivation, anew: slopes, differences, ratios and the people behind them.
//!
//! A difference of shares has Newcombe's interval and a ratio the one on the log scale, both by
//! [`measures`]. Rates of events have intervals of their own, so the distances from each rate to
//! its limits are squared and added (Zou and Donner 2008), for a ratio between logarithms. The
//! slope is worked out here from its formula (OHID technical guidance), not by [`measures`].

use aggregates::gaps::{GapValue, Method};
use measures::definition::{Direction, Scale};
use measures::difference::Difference;
use measures::figure::Figure;
use measures::interval::{Confidence, Interval};
use measures::published::Published;
use measures::ratio::Ratio;

use super::{Group, Recomputed, by_direction, share, squared_and_added};

/// The fifths of a dimension, most deprived first; people of no known fifth are in none.
const FIFTHS: std::ops::Range<usize> = 0..5;

/// The gap by a method, of which slopes need so many fifths with people.
pub(super) fn gap(
    method: Method,
    scale: Scale,
    groups: &[Group],
    needed: usize,
    direction: Direction,
) -> Recomputed {
    let fifths: Vec<Group> = groups
        .iter()
        .filter(|group| FIFTHS.contains(&group.number))
        .copied()
        .collect();
    let gap = match method {
        Method::SlopeIndex | Method::RelativeIndex => slope(scale, &fifths, needed)
            .map(|line| line.index(method))
            .filter(|gap| gap.value.is_finite()),
        _ => between_ends(method, scale, &fifths),
    };
    let Some(gap) = gap else {
        return Recomputed::default();
    };
    let with_people: Vec<usize> = match method {
        Method::SlopeIndex | Method::RelativeIndex => fifths
            .iter()
            .filter(|fifth| matches!(fifth.denominator, Published::Shown(1..)))
            .map(|fifth| fifth.number)
            .collect(),
        _ => FIFTHS.collect(),
    };
    let nothing = match method {
        Method::Ratio | Method::RelativeIndex => 1.0,
        _ => 0.0,
    };
    // Written as a difference, 0 is neither more nor less.
    let least_has_more = gap.value - nothing;
    let worst_and_best = match (with_people.first(), with_people.last()) {
        (Some(most), Some(least)) if least_has_more > 0.0 => by_direction(direction, *most, *least),
        (Some(most), Some(least)) if least_has_more < 0.0 => by_direction(direction, *least, *most),
        _ => [None, None],
    };
    Recomputed {
        gap: Some(gap),
        worst_and_best,
        people: match method {
            Method::Difference => people(scale, &fifths),
            _ => None,
        },
    }
}

/// The line through transformed figures over people's place in the order of deprivation.
struct Line {
    scale: Scale,
    middle: f64,
    rise: f64,
    error: f64,
}

fn forth(scale: Scale, figure: f64) -> f64 {
    match scale {
        Scale::Proportion => libm::log(figure) - libm::log1p(-figure),
        Scale::RatePer(_) => libm::log(figure),
    }
}

fn back(scale: Scale, transformed: f64) -> f64 {
    match scale {
        Scale::Proportion => {
            let odds = libm::exp(transformed);
            odds / (1.0 + odds)
        }
        Scale::RatePer(_) => libm::exp(transformed),
    }
}

/// One fifth: its share of the people, the middle of its place in their order, its transformed
/// figure, and the standard error of that.
struct Point {
    share: f64,
    place: f64,
    figure: f64,
    error: f64,
}

/// `None` where a fifth has people and no figure, too few have people, or a logarithm no limit.
fn slope(scale: Scale, fifths: &[Group], needed: usize) -> Option<Line> {
    let mut counted: Vec<(f64, Figure)> = Vec::new();
    for fifth in fifths {
        match (fifth.denominator, fifth.figure) {
            (Published::NoPeople | Published::Shown(0), _) => {}
            (Published::Shown(people), Published::Shown(figure)) => {
                counted.push((people.into(), figure));
            }
            _ => return None,
        }
    }
    if counted.len() < needed {
        return None;
    }
    let everybody: f64 = counted.iter().map(|(people, _)| people).sum();
    let mut before = 0.0;
    let points: Vec<Point> = counted
        .into_iter()
        .map(|(people, figure)| {
            let Interval { lower, upper } = figure.interval_95;
            let width = forth(scale, upper) - forth(scale, lower);
            let place = (before + people / 2.0) / everybody;
            before += people;
            Point {
                share: people / everybody,
                place,
                figure: forth(scale, figure.value),
                error: width / (2.0 * Confidence::Percent95.z()),
            }
        })
        .collect();
    let sum = |term: &dyn Fn(&Point) -> f64| points.iter().map(term).sum::<f64>();
    let mean_place = sum(&|point| point.share * point.place);
    let mean_figure = sum(&|point| point.share * point.figure);
    let spread = sum(&|point| point.share * (point.place - mean_place).powi(2));
    let rise = sum(&|point| {
        point.share * (point.place - mean_place) * (point.figure - mean_figure) / spread
    });
    let variance =
        sum(&|point| (point.share * (point.place - mean_place) / spread * point.error).powi(2));
    (rise.is_finite() && variance.is_finite()).then(|| Line {
        scale,
        middle: mean_figure + rise * (0.5 - mean_place),
        rise,
        error: variance.sqrt(),
    })
}

impl Line {
    fn index(&self, method: Method) -> GapValue {
        let at = |rise: f64| {
            let least = back(self.scale, self.middle + rise / 2.0);
            let most = back(self.scale, self.middle - rise / 2.0);
            match method {
                Method::RelativeIndex => least / most,
                _ => least - most,
            }
        };
        let reach = Confidence::Percent95.z() * self.error;
        GapValue {
            value: at(self.rise),
            interval_95: Some(Interval {
                lower: at(self.rise - reach),
                upper: at(self.rise + reach),
            }),
        }
    }
}

/// The least against the most deprived fifth; `None` where either has no figure.
fn between_ends(method: Method, scale: Scale, fifths: &[Group]) -> Option<GapValue> {
    let at = |number| fifths.iter().find(|fifth| fifth.number == number);
    let (most, least) = (at(FIFTHS.start)?, at(FIFTHS.end - 1)?);
    let shares = share(scale, least.numerator, least.denominator).zip(share(
        scale,
        most.numerator,
        most.denominator,
    ));
    match (shares, method) {
        (Some((first, second)), Method::Difference) => {
            let difference = Difference { first, second };
            Some(GapValue {
                value: difference.value(),
                interval_95: Some(difference.newcombe_interval(Confidence::Percent95)),
            })
        }
        (Some((first, second)), _) => {
            let ratio = Ratio::new(first, second).ok()?;
            Some(GapValue {
                value: ratio.value(),
                interval_95: Some(ratio.log_interval(Confidence::Percent95)),
            })
        }
        (None, _) if scale == Scale::Proportion => None,
        (None, method) => between_rates(least.figure.shown()?, most.figure.shown()?, method),
    }
}

/// A ratio has no interval, and is not calculable, where the limits of a rate reach 0.
fn between_rates(least: Figure, most: Figure, method: Method) -> Option<GapValue> {
    if method == Method::Difference {
        return Some(squared_and_added(least, most));
    }
    if least.interval_95.lower <= 0.0 || most.interval_95.lower <= 0.0 {
        return None;
    }
    let between_logarithms = squared_and_added(logarithm(least), logarithm(most));
    Some(GapValue {
        value: least.value / most.value,
        interval_95: between_logarithms
            .interval_95
            .map(|interval| interval.map(libm::exp)),
    })
}

fn logarithm(figure: Figure) -> Figure {
    Figure {
        value: libm::log(figure.value),
        interval_95: figure.interval_95.map(libm::log),
        ..figure
    }
}

/// How many more people there would be with the least deprived fifth's share everywhere.
fn people(scale: Scale, fifths: &[Group]) -> Option<f64> {
    let least = fifths.last().filter(|_| fifths.len() == FIFTHS.len())?;
    let aim = share(scale, least.numerator, least.denominator)?;
    let mut more = 0.0;
    for fifth in fifths {
        let counts = (fifth.numerator, fifth.denominator);
        if matches!(counts.1, Published::NoPeople | Published::Shown(0)) {
            continue;
        }
        let (above, people) = counts.0.shown().zip(counts.1.shown())?;
        more += aim.value() * f64::from(people) - f64::from(above);
    }
    Some(more)
}

#[cfg(test)]
mod tests {
    use super::*;
    use measures::figure::figure;

    fn group(number: usize, scale: Scale, count: u32, people: u32) -> Group {
        let (numerator, denominator) = (Published::Shown(count), Published::Shown(people));
        Group {
            number,
            numerator,
            denominator,
            figure: figure(scale, numerator, denominator, None),
        }
    }

    #[track_caller]
    fn check(method: Method, scale: Scale, counts: [(u32, u32); 5], expected: &str) {
        let fifths: Vec<Group> = (0..)
            .zip(counts)
            .map(|(number, (count, people))| group(number, scale, count, people))
            .collect();
        let found = gap(method, scale, &fifths, 5, Direction::Neutral).gap;
        let words = found.map_or_else(
            || "none".to_owned(),
            |GapValue { value, interval_95 }| {
                let Interval { lower, upper } = interval_95.unwrap();
                format!("{value:.4} ({lower:.4} to {upper:.4})")
            },
        );
        assert_eq!(words, expected);
    }

    #[test]
    fn gaps_of_rates_agree_with_sums_by_hand() {
        let scale = Scale::RatePer(1_000);
        let (many, some, few) = ((40, 400), (30, 400), (20, 400));
        let falling = [many, some, some, some, few];
        let rising = [few, some, some, some, many];
        check(
            Method::Difference,
            scale,
            falling,
            "-50.0000 (-91.0827 to -10.5381)",
        );
        check(
            Method::Difference,
            scale,
            rising,
            "50.0000 (10.5381 to 91.0827)",
        );
        check(Method::Ratio, scale, falling, "0.5000 (0.2794 to 0.8663)");
        check(
            Method::SlopeIndex,
            scale,
            falling,
            "-51.7983 (-103.6327 to -5.0508)",
        );
        check(
            Method::RelativeIndex,
            scale,
            falling,
            "0.5000 (0.2678 to 0.9334)",
        );
        check(
            Method::Ratio,
            scale,
            [(0, 400), some, some, some, few],
            "none",
        );
    }

    #[test]
    fn slopes_of_shares_agree_with_sums_by_hand() {
        let middle = (40, 100);
        let counts = [(30, 100), middle, middle, middle, (50, 100)];
        check(
            Method::SlopeIndex,
            Scale::Proportion,
            counts,
            "0.2004 (0.0494 to 0.3429)",
        );
        check(
            Method::RelativeIndex,
            Scale::Proportion,
            counts,
            "1.6630 (1.1321 to 2.4332)",
        );
        let nobody = [(0, 100), middle, middle, middle, (50, 100)];
        check(Method::SlopeIndex, Scale::Proportion, nobody, "none");
    }
}
