//! What can never happen, whatever the counts.
#![cfg(test)]

use measures::definition::{Direction, Scale};
use measures::difference::Difference;
use measures::dispersion::Dispersion;
use measures::figure::{Figure, figure};
use measures::groups::Groups;
use measures::in_people::GapInPeople;
use measures::interval::{Confidence, Interval};
use measures::process::Process;
use measures::proportion::Proportion;
use measures::published::Published::{NotCalculable, Shown};
use measures::rate::Rate;
use measures::ratio::Ratio;
use measures::slope::{Fifth, Slope};
use measures::standardised::{Standardised, Stratum};
use measures::trend::{Marker, Trend};
use proptest::prelude::*;

/// A share of up to three million people, the edges as likely as everything between.
fn any_share() -> impl Strategy<Value = Proportion> {
    let people = prop_oneof![1..=20_u64, 1..=2_000_u64, 1..=3_000_000_u64];
    people.prop_flat_map(|people| {
        let numerator = prop_oneof![Just(0), Just(1), Just(people - 1), Just(people), 0..=people];
        numerator.prop_map(move |numerator| Proportion::new(numerator, people).unwrap())
    })
}

/// Groups with somebody above the line and somebody not, as counts and people.
fn any_groups(fewest: usize) -> impl Strategy<Value = Vec<(u32, u32)>> {
    let people = prop_oneof![2..=30_u32, 2..=300_000_u32];
    let group = people.prop_flat_map(|people| (1..people, Just(people)));
    prop::collection::vec(group, fewest..=20)
}

fn fifths(scale: Scale, groups: &[(u32, u32)]) -> Vec<Fifth> {
    groups
        .iter()
        .map(|&(count, people)| Fifth {
            people: u64::from(people),
            figure: shown(scale, count, people),
        })
        .collect()
}

fn shown(scale: Scale, count: u32, people: u32) -> Figure {
    figure(scale, Shown(count), Shown(people), None)
        .shown()
        .unwrap()
}

/// The narrower interval holds the value and lies within the wider one, all of it finite.
fn nested(value: f64, interval: impl Fn(Confidence) -> Interval) -> bool {
    let (narrow, wide) = (
        interval(Confidence::Percent95),
        interval(Confidence::Percent998),
    );
    // Where all four limits are the value itself, they may miss it by their last digits.
    let slack = 1e-12 * value.abs().max(1e-3);
    [narrow, wide]
        .iter()
        .all(|limits| limits.lower.is_finite() && limits.upper.is_finite())
        && narrow.lower <= value + slack
        && value <= narrow.upper + slack
        && wide.lower <= narrow.lower + slack
        && narrow.upper <= wide.upper + slack
}

proptest! {
    #[test]
    fn a_share_lies_within_its_limits_and_they_within_0_and_1(share in any_share()) {
        prop_assert!(nested(share.value(), |confidence| share.wilson_interval(confidence)));
        let wide = share.wilson_interval(Confidence::Percent998);
        prop_assert!(0.0 <= wide.lower && wide.upper <= 1.0);
    }

    #[test]
    fn more_people_with_the_same_share_never_widen_the_interval(
        numerator in 0..=50_u64, others in 0..=50_u64, times in 2..=100_u64,
    ) {
        prop_assume!(numerator + others > 0);
        let few = Proportion::new(numerator, numerator + others).unwrap();
        let many = Proportion::new(numerator * times, (numerator + others) * times).unwrap();
        for confidence in Confidence::EVERY {
            let (few, many) = (few.wilson_interval(confidence), many.wilson_interval(confidence));
            prop_assert!(many.upper - many.lower < few.upper - few.lower);
        }
    }

    #[test]
    fn a_rate_lies_within_its_limits_and_dispersion_only_widens(
        events in prop_oneof![0..=20_u64, 0..=1_000_000_u64],
        people in 1..=1_000_000_u64,
        dispersion in 1.0..=9.0_f64,
    ) {
        let rate = Rate::new(events, people, 1_000).unwrap();
        let dispersion = Dispersion::new(dispersion).unwrap();
        prop_assert!(nested(rate.value(), |confidence| rate.interval(confidence)));
        let dispersed = |confidence| rate.dispersed_interval(confidence, dispersion);
        prop_assert!(nested(rate.value(), dispersed));
        let plain = rate.interval(Confidence::Percent95);
        let wide = rate.dispersed_interval(Confidence::Percent95, dispersion);
        let slack = 1e-12 * plain.upper;
        prop_assert!(wide.lower <= plain.lower + slack && plain.upper <= wide.upper + slack);
        prop_assert!(wide.lower >= 0.0);
    }

    #[test]
    fn a_difference_lies_within_its_limits_and_they_within_minus_1_and_1(
        first in any_share(), second in any_share(),
    ) {
        let difference = Difference { first, second };
        let newcombe = |confidence| difference.newcombe_interval(confidence);
        prop_assert!(nested(difference.value(), newcombe));
        let wide = difference.newcombe_interval(Confidence::Percent998);
        prop_assert!(wide.lower >= -1.0 - 1e-12 && wide.upper <= 1.0 + 1e-12);
    }

    #[test]
    fn a_ratio_lies_within_its_limits_and_agrees_in_sign_with_the_difference(
        first in any_share(), second in any_share(),
    ) {
        let both = first.numerator() > 0 && second.numerator() > 0;
        let ratio = Ratio::new(first, second);
        prop_assert_eq!(ratio.is_ok(), both);
        if let Ok(ratio) = ratio {
            prop_assert!(nested(ratio.value(), |confidence| ratio.log_interval(confidence)));
            prop_assert!(ratio.log_interval(Confidence::Percent998).lower > 0.0);
            let difference = Difference { first, second }.value();
            prop_assert_eq!(ratio.value() > 1.0, difference > 0.0);
        }
    }

    #[test]
    fn a_standardised_figure_lies_between_its_strata_and_within_its_limits(
        rows in prop::collection::vec((1.0..=7_000.0_f64, 0..=5_000_u64, 0..=100_u64), 1..=19),
    ) {
        let strata: Vec<Stratum> = rows
            .iter()
            .map(|&(weight, people, percent)| {
                Stratum::of_people(weight, people, people * percent / 100)
            })
            .collect();
        let shares = strata
            .iter()
            .filter(|stratum| stratum.people > 0)
            .map(|stratum| stratum.events as f64 / stratum.people as f64);
        let (least, greatest) = shares.fold((1.0_f64, 0.0_f64), |(least, greatest), share| {
            (least.min(share), greatest.max(share))
        });
        if let Ok(figure) = Standardised::new(&[strata]) {
            let value = figure.value();
            prop_assert!(least - 1e-12 <= value && value <= greatest + 1e-12);
            prop_assert!(nested(value, |confidence| figure.interval(confidence)));
            prop_assert!(figure.interval(Confidence::Percent998).lower >= 0.0);
            let coarse = figure.coarse(Scale::Proportion);
            let coarsely = |confidence| match confidence {
                Confidence::Percent95 => coarse.interval_95,
                Confidence::Percent998 => coarse.interval_998,
            };
            prop_assert!(nested(coarse.value, coarsely));
            prop_assert!(coarse.interval_998.upper <= 1.0);
        }
    }

    #[test]
    fn a_slope_has_the_sign_of_its_groups_order(groups in any_groups(5)) {
        for scale in [Scale::Proportion, Scale::RatePer(1_000)] {
            let mut ordered = fifths(scale, &groups);
            ordered.sort_by(|one, other| one.figure.value.total_cmp(&other.figure.value));
            let slope = Slope::new(scale, &ordered, 5).unwrap();
            prop_assert!(slope.slope_index() >= -1e-9, "{}", slope.slope_index());
            prop_assert!(slope.relative_index() >= 1.0 - 1e-9);
        }
    }

    #[test]
    fn slope_indices_lie_within_their_limits_and_their_limits_agree_in_sign(
        groups in any_groups(5),
    ) {
        for scale in [Scale::Proportion, Scale::RatePer(1_000)] {
            let slope = Slope::new(scale, &fifths(scale, &groups), 5).unwrap();
            prop_assert!(nested(slope.slope_index(), |level| slope.slope_interval(level)));
            prop_assert_eq!(slope.slope_index() > 0.0, slope.relative_index() > 1.0);
            if scale == Scale::Proportion {
                prop_assert!(slope.slope_index().abs() <= 1.0);
            }
            prop_assert_eq!(slope.points().len(), groups.len());
            let last = slope.points().last().unwrap();
            prop_assert!((last.to_share - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn a_gap_in_people_lies_within_its_limits_and_never_moves_more_people_than_there_are(
        groups in any_groups(2),
    ) {
        for scale in [Scale::Proportion, Scale::RatePer(1_000)] {
            let gap = GapInPeople::new(scale, &fifths(scale, &groups)).unwrap();
            let level = |confidence| match confidence {
                Confidence::Percent95 => gap.interval_95,
                Confidence::Percent998 => gap.interval_998,
            };
            prop_assert!(nested(gap.value, level));
            let others: u32 = groups[..groups.len() - 1].iter().map(|(_, people)| people).sum();
            prop_assert!(gap.value.abs() <= f64::from(others));
            // Merging fifths with the same share as the least deprived changes nothing.
            let (count, people) = groups[groups.len() - 1];
            let mut longer = groups.clone();
            longer.insert(0, (count, people));
            let same = GapInPeople::new(scale, &fifths(scale, &longer)).unwrap();
            prop_assert!((same.value - gap.value).abs() <= 1e-9 * f64::from(others + people));
        }
    }

    #[test]
    fn gaps_between_groups_are_between_0_and_1_and_in_the_list(groups in any_groups(2)) {
        let shares: Vec<Proportion> = groups
            .iter()
            .map(|&(count, people)| Proportion::new(u64::from(count), u64::from(people)).unwrap())
            .collect();
        let (count, people) = shares.iter().fold((0, 0), |(count, people), share| {
            (count + share.numerator(), people + share.denominator())
        });
        let everybody = Proportion::new(count, people).unwrap();
        let found = Groups::new(everybody, shares.clone()).unwrap();
        let ends = found.ends();
        prop_assert!(ends.highest != ends.lowest);
        prop_assert!((0.0..=1.0).contains(&ends.gap.value()));
        let index = found.index_of_disparity().unwrap();
        prop_assert!(index >= 0.0 && index.is_finite());
        for (share, difference) in shares.iter().zip(found.against_others()) {
            let difference = difference.unwrap();
            prop_assert_eq!(difference.first, *share);
            prop_assert_eq!(difference.second.denominator(), people - share.denominator());
        }
    }

    #[test]
    fn a_marked_trend_is_one_without_any_of_its_years(
        counts in prop::collection::vec(0..=3_000_u32, 5..=8), people in 3_000..=9_000_u32,
    ) {
        let yearly: Vec<Figure> = counts
            .iter()
            .map(|&count| shown(Scale::Proportion, count, people))
            .collect();
        let trend = Trend::new(&yearly).unwrap();
        prop_assert!(trend.slope().is_finite() && trend.standard_error() > 0.0);
        let excludes_0 = !trend.slope_interval(Confidence::Percent998).contains(0.0);
        match trend.marker() {
            Marker::Increasing => prop_assert!(trend.slope() > 0.0 && excludes_0),
            Marker::Decreasing => prop_assert!(trend.slope() < 0.0 && excludes_0),
            Marker::NoSignificantChange => {}
        }
        for direction in [Direction::HigherIsBetter, Direction::LowerIsBetter] {
            let moving = trend.marker() != Marker::NoSignificantChange;
            prop_assert_eq!(trend.marker().meaning(direction).key() != "neither", moving);
        }
    }

    #[test]
    fn process_limits_lie_either_side_of_the_mean(
        values in prop::collection::vec(0.0..=1.0_f64, 2..=40),
    ) {
        let process = Process::new(&values).unwrap();
        let limits = process.limits();
        prop_assert!(limits.lower < process.mean() && process.mean() < limits.upper);
        prop_assert_eq!(process.special_causes().len(), values.len());
        for (value, cause) in values.iter().zip(process.special_causes()) {
            prop_assert!(limits.contains(*value) || cause.is_some());
        }
    }

    #[test]
    fn a_figure_is_calculable_exactly_where_there_are_people_and_no_contradiction(
        numerator in 0..=40_u32, denominator in 0..=40_u32,
    ) {
        let share = figure(Scale::Proportion, Shown(numerator), Shown(denominator), None);
        let possible = denominator > 0 && numerator <= denominator;
        prop_assert_eq!(share == NotCalculable, !possible);
        let rate = figure(Scale::RatePer(1_000), Shown(numerator), Shown(denominator), None);
        prop_assert_eq!(rate == NotCalculable, denominator == 0);
    }
}
