//! Gaps of made-up groups, by every method, and what makes none.

use super::*;
use crate::fixture;
use Published::{NoPeople, NotCalculable, Shown, Withheld};

type Counts = (Published<u32>, Published<u32>);

fn shown(numerator: u32, denominator: u32) -> Counts {
    (Shown(numerator), Shown(denominator))
}

/// The gaps of a dimension in an area at the first snapshot, in order of method.
fn gaps(
    measure: &str,
    dimension: Breakdown,
    area: usize,
    all: Counts,
    groups: &[Counts],
) -> Vec<Gap> {
    let catalogue = fixture::small();
    let measure = catalogue.measure_index(measure).unwrap();
    let everybody = (Breakdown::All, 0, all);
    let groups = groups.iter().enumerate();
    let mut rows: Vec<Estimate> = groups
        .map(|(group, counts)| (dimension, group, *counts))
        .chain([everybody])
        .map(|(breakdown, group, (numerator, denominator))| Estimate {
            measure,
            period: 0,
            place: Place {
                area: AreaIndex(area),
                breakdown,
                group,
            },
            numerator,
            denominator,
            standardised: None,
            dispersion: None,
        })
        .collect();
    rows.sort_unstable_by_key(Estimate::position);
    let here = |gap: &Gap| {
        (gap.measure, gap.period, gap.area, gap.dimension)
            == (measure, 0, AreaIndex(area), dimension)
    };
    let mut found = from_estimates(&catalogue, &rows);
    found.retain(here);
    found
}

/// The gaps by local fifths in the first neighbourhood.
fn fifths(measure: &str, fifths: [Counts; 5]) -> [Gap; 4] {
    let found = gaps(
        measure,
        Breakdown::ImdLocalQuintile,
        0,
        (Withheld, Withheld),
        &fifths,
    );
    found.try_into().unwrap()
}

#[track_caller]
fn check(gap: &Gap, expected: &str, ends: Option<(usize, usize)>) {
    let GapValue { value, interval_95 } = gap.value.shown().unwrap();
    let words = match interval_95 {
        Some(Interval { lower, upper }) => format!("{value:.4} ({lower:.4} to {upper:.4})"),
        None => format!("{value:.4}"),
    };
    assert_eq!(words, expected);
    assert_eq!(gap.worst_group.zip(gap.best_group), ends);
}

#[test]
fn shares_are_least_minus_most_deprived() {
    let middle = shown(40, 100);
    let groups = [shown(30, 100), middle, middle, middle, shown(50, 100)];
    let [slope, relative, difference, ratio] = fifths("care_plan", groups);
    check(&slope, "0.2004 (0.0494 to 0.3429)", Some((0, 4)));
    check(&relative, "1.6630 (1.1321 to 2.4332)", Some((0, 4)));
    check(&difference, "0.2000 (0.0642 to 0.3258)", Some((0, 4)));
    check(&ratio, "1.6667 (1.1653 to 2.3837)", Some((0, 4)));
    // Half of 500 instead of 30 + 40 + 40 + 40 + 50.
    let people = [slope, relative, difference, ratio].map(|gap| gap.people);
    assert_eq!(people, [None, None, Some(50), None]);
}

#[test]
fn rates_are_least_minus_most_deprived_and_fewer_is_better() {
    let middle = shown(30, 400);
    let groups = [shown(40, 400), middle, middle, middle, shown(20, 400)];
    let [slope, relative, difference, ratio] = fifths("emergency_admissions", groups);
    check(&slope, "-51.7983 (-103.6327 to -5.0508)", Some((0, 4)));
    check(&relative, "0.5000 (0.2678 to 0.9334)", Some((0, 4)));
    check(&difference, "-50.0000 (-91.0827 to -10.5381)", Some((0, 4)));
    check(&ratio, "0.5000 (0.2794 to 0.8663)", Some((0, 4)));
    assert_eq!(difference.people, None);
}

#[test]
fn equal_ends_are_neither_worse_nor_better() {
    for gap in fifths("care_plan", [shown(30, 100); 5]) {
        assert!(gap.value.shown().is_some());
        assert_eq!((gap.worst_group, gap.best_group), (None, None));
        let people = (gap.method == Method::Difference).then_some(0);
        assert_eq!(gap.people, people);
    }
}

#[test]
fn an_end_without_a_figure_makes_no_gap_between_ends() {
    let middle = shown(30, 100);
    for absent in [
        (Withheld, Shown(100)),
        (Shown(30), Withheld),
        (NoPeople, NoPeople),
        (NotCalculable, Shown(100)),
        shown(0, 0),
    ] {
        for groups in [
            [absent, middle, middle, middle, middle],
            [middle, middle, middle, middle, absent],
        ] {
            let [.., difference, ratio] = fifths("care_plan", groups);
            for gap in [difference, ratio] {
                assert_eq!(gap.value, NotCalculable, "{absent:?}");
                assert_eq!((gap.worst_group, gap.people), (None, None));
            }
        }
    }
}

#[test]
fn a_slope_needs_the_figure_of_every_fifth_that_has_people() {
    let (here, nobody) = (shown(30, 100), (NoPeople, NoPeople));
    let of = |dimension, area, groups: [Counts; 5]| {
        let found = gaps("care_plan", dimension, area, (Withheld, Withheld), &groups);
        found[0].value.shown().is_some()
    };
    let rows = [
        ([here; 5], true, true),
        ([here, nobody, here, here, here], true, false),
        ([nobody, here, here, here, nobody], true, false),
        ([nobody, nobody, here, here, nobody], false, false),
        (
            [here, here, (Withheld, Shown(100)), here, here],
            false,
            false,
        ),
        ([here, here, (Withheld, Withheld), here, here], false, false),
        (
            [here, here, (NotCalculable, Shown(100)), here, here],
            false,
            false,
        ),
        ([here, here, shown(0, 100), here, here], false, false),
        ([here, here, shown(100, 100), here, here], false, false),
    ];
    for (groups, local_inside, elsewhere) in rows {
        assert_eq!(
            of(Breakdown::ImdLocalQuintile, 0, groups),
            local_inside,
            "{groups:?}"
        );
        assert_eq!(
            of(Breakdown::ImdLocalQuintile, 2, groups),
            elsewhere,
            "{groups:?}"
        );
        assert_eq!(
            of(Breakdown::ImdQuintile, 0, groups),
            elsewhere,
            "{groups:?}"
        );
        assert_eq!(
            of(Breakdown::ImdQuintile, 2, groups),
            elsewhere,
            "{groups:?}"
        );
    }
}

#[test]
fn the_ends_of_a_slope_are_the_fifths_that_have_people() {
    let nobody = (NoPeople, NoPeople);
    let groups = [
        nobody,
        shown(30, 100),
        shown(40, 100),
        shown(50, 100),
        nobody,
    ];
    let [slope, ..] = fifths("care_plan", groups);
    assert_eq!((slope.worst_group, slope.best_group), (Some(1), Some(3)));
}

#[test]
fn people_are_counted_only_where_every_fifth_is_known() {
    let known = shown(30, 100);
    let of = |fifth| fifths("care_plan", [known, fifth, known, known, shown(60, 100)])[2].people;
    assert_eq!(of(known), Some(120));
    assert_eq!(of((NoPeople, NoPeople)), Some(90));
    assert_eq!(of((Withheld, Shown(100))), None);
}

#[test]
fn nobody_above_the_line_has_a_difference_and_no_ratio() {
    let middle = shown(30, 100);
    for measure in ["care_plan", "emergency_admissions"] {
        let groups = [shown(0, 100), middle, middle, middle, shown(50, 100)];
        let [slope, relative, difference, ratio] = fifths(measure, groups);
        assert!(difference.value.shown().is_some());
        for gap in [slope, relative, ratio] {
            assert_eq!(gap.value, NotCalculable);
        }
    }
}

#[test]
fn a_rate_that_may_be_nothing_has_a_difference_and_no_ratio() {
    let catalogue = fixture::small();
    let measure = catalogue.measure_index("emergency_admissions").unwrap();
    let rows: Vec<Estimate> = (0..5)
        .map(|group| Estimate {
            measure,
            period: 0,
            place: Place {
                area: AreaIndex(0),
                breakdown: Breakdown::ImdLocalQuintile,
                group,
            },
            numerator: Shown(10),
            denominator: Shown(400),
            standardised: None,
            // So few events, of so few people, that the lower limit is 0.
            dispersion: (group == 0).then_some(9.0),
        })
        .collect();
    let shown: Vec<Method> = from_estimates(&catalogue, &rows)
        .into_iter()
        .filter(|gap| gap.value.shown().is_some())
        .map(|gap| gap.method)
        .collect();
    assert_eq!(shown, [Method::Difference]);
}

/// Gaps between sexes or ethnic groups of the whole, in order of method.
#[track_caller]
fn check_groups(
    dimension: Breakdown,
    all: Counts,
    groups: &[Counts],
    between: Option<(&str, Option<(usize, usize)>)>,
    disparity: Option<&str>,
) {
    let found = gaps("emergency_admissions", dimension, 2, all, groups);
    let shares = gaps("care_plan", dimension, 2, all, groups);
    for (index, expected) in [(0, between), (1, disparity.map(|index| (index, None)))] {
        match expected {
            Some((words, ends)) => check(&shares[index], words, ends),
            None => assert_eq!(shares[index].value, NotCalculable),
        }
        // What is shown of rates goes by the same counts.
        assert_eq!(
            found[index].value.status(),
            shares[index].value.status(),
            "{:?}",
            found[index].method
        );
    }
}

#[test]
fn a_group_is_held_against_the_area_s_other_people() {
    use Breakdown::{EthnicGroup, Sex};
    // 50% of 200 and 20% of 100 among 40% of 300: 30 points, whichever is asked.
    let (men, women) = (shown(100, 200), shown(20, 100));
    check_groups(
        Sex,
        shown(120, 300),
        &[men, women],
        Some(("0.3000 (0.1877 to 0.3957)", Some((1, 0)))),
        Some("0.3750"),
    );
    // Those of unknown group are among the others, and are no group themselves.
    let not_known = shown(90, 100);
    let withheld = (Withheld, Shown(20));
    let groups = [men, women, withheld, withheld, withheld, not_known];
    check_groups(
        EthnicGroup,
        shown(220, 460),
        &groups,
        Some(("-0.3556 (-0.4391 to -0.2528)", Some((1, 0)))),
        Some("0.3136"),
    );
    check_groups(EthnicGroup, (Withheld, Shown(460)), &groups, None, None);
    // One group is not compared with anything.
    let groups = [men, withheld, withheld, withheld, withheld, not_known];
    check_groups(EthnicGroup, shown(220, 460), &groups, None, None);
}

#[test]
fn a_withheld_group_leaves_no_trace_in_the_gaps_of_others() {
    let all = shown(220, 460);
    let (men, women) = (shown(100, 200), shown(20, 100));
    let of = |third: Counts| {
        let groups = [men, women, third];
        gaps("care_plan", Breakdown::EthnicGroup, 0, all, &groups)
    };
    let expected = of((Withheld, Withheld));
    for third in [
        (Withheld, Shown(60)),
        (NotCalculable, Shown(60)),
        (NoPeople, NoPeople),
    ] {
        assert_eq!(of(third), expected);
    }
}

#[test]
fn groups_that_are_alike_have_no_ends() {
    let same = shown(50, 100);
    let found = gaps(
        "care_plan",
        Breakdown::Sex,
        0,
        shown(100, 200),
        &[same, same],
    );
    check(&found[0], "0.0000 (-0.1360 to 0.1360)", None);
    check(&found[1], "0.0000", None);
}
