//! Whether the policy could have published each count as it stands.
//!
//! From published counts nobody can say what was withheld rightly; but a shown count that the
//! policy never shows, or that leaves a few people out of a share, is a fault wherever it stands.

use std::collections::BTreeSet;

use aggregates::estimate::Estimate;
use aggregates::schema::Table;
use disclosure::policy::Policy;
use measures::catalogue::Place;
use measures::definition::Scale;
use measures::published::Published;

use super::counts::Shared;
use super::names::Names;
use super::report::{Check, Report};

/// Holds every row against the policy.
pub(super) fn check(
    names: &Names<'_>,
    policy: &Policy,
    estimates: &[Estimate],
    report: &mut Report,
) {
    let impossible = impossible_places(names);
    for row in estimates {
        let scale = names.catalogue.measures[row.measure].scale();
        for fault in faults(
            policy,
            scale,
            row,
            impossible.contains(&(row.period, row.place)),
        ) {
            report.differs(Check::Policy, || {
                let file = Table::Estimates.file_name();
                format!("{file}: {}: {fault}", names.row(row.position()))
            });
        }
    }
    report.checked(2 * estimates.len() as u64, "counts held against the policy");
}

/// Holds shown groups of nobody against the people they are a part of.
pub(super) fn check_empty_groups(
    names: &Names<'_>,
    policy: &Policy,
    shared: &Shared,
    report: &mut Report,
) {
    for ((counted, period, place), count) in shared.counts() {
        if *count != Published::Shown(0) {
            continue;
        }
        let among = shared.among(*counted);
        let around = among.and_then(|among| shared.count(among, *period, *place));
        let may_stand = match around {
            // How many they are is not for us to know.
            Some(Published::Withheld) => true,
            Some(around) => is_large(policy, around),
            // Those around it are not published here, unless there are none.
            None => !shared.is_everybody(*counted),
        };
        if !may_stand {
            report.differs(Check::Policy, || {
                format!(
                    "{}: {}, {}: is 0, which is shown only among at least {} people",
                    Table::Estimates.file_name(),
                    shared.name(names.catalogue, *counted),
                    names.period_and_place(*period, *place),
                    policy.threshold()
                )
            });
        }
    }
}

fn impossible_places(names: &Names<'_>) -> BTreeSet<(usize, Place)> {
    let groups = names.catalogue.impossible_groups.iter();
    let places = groups.filter_map(|empty| {
        let area = names.catalogue.area_index(&empty.area)?;
        let labels = names.groups(empty.breakdown);
        let group = labels.iter().position(|label| *label == empty.group)?;
        let breakdown = empty.breakdown;
        let place = Place {
            area,
            breakdown,
            group,
        };
        Some((empty, place))
    });
    let periods = names.catalogue.periods.iter().enumerate();
    let at_each = places.flat_map(|(empty, place)| {
        let at = periods.clone().filter(|(_, period)| empty.is_at(**period));
        at.map(move |(period, _)| (period, place))
    });
    at_each.collect()
}

/// What of a row the policy could not have published.
fn faults(policy: &Policy, scale: Scale, row: &Estimate, impossible: bool) -> Vec<String> {
    let mut faults = Vec::new();
    for (word, count) in [
        ("numerator", row.numerator),
        ("denominator", row.denominator),
    ] {
        if let Published::Shown(shown) = count
            && policy.could_be(shown).is_none()
        {
            faults.push(format!(
                "the {word} is {shown}, which the policy {} never shows",
                policy.name()
            ));
        }
        if (count == Published::NoPeople) != impossible {
            let may = if impossible { "must" } else { "cannot" };
            faults.push(format!(
                "the {word} is {}, and by the catalogue's geography it {may} be no_people",
                super::counts::words(count)
            ));
        }
    }
    if row.numerator == Published::Shown(0) && !is_large(policy, row.denominator) {
        faults.push(format!(
            "the numerator is 0, which is shown only in a group of at least {} people",
            policy.threshold()
        ));
    }
    if scale == Scale::Proportion
        && policy.withholds_complements()
        && let (Published::Shown(part), Published::Shown(people)) = (row.numerator, row.denominator)
        && !may_stand_together(policy, part, people)
    {
        faults.push(format!(
            "{part} of {people} leaves 1 to {} people out, and the policy {} withholds that",
            policy.threshold() - 1,
            policy.name()
        ));
    }
    faults
}

/// Whether a shown group can have as many people as a shown 0 needs around it.
fn is_large(policy: &Policy, people: Published<u32>) -> bool {
    let greatest = people.shown().and_then(|shown| policy.could_be(shown));
    greatest.is_some_and(|(_, greatest)| greatest >= policy.threshold())
}

/// Whether some exact counts that are published so leave nobody out, or enough.
fn may_stand_together(policy: &Policy, part: u32, people: u32) -> bool {
    let (Some(part), Some(people)) = (policy.could_be(part), policy.could_be(people)) else {
        // Told already.
        return true;
    };
    let nobody = part.0 <= people.1 && people.0 <= part.1;
    nobody || people.1.saturating_sub(part.0) >= policy.threshold()
}

#[cfg(test)]
mod tests {
    use super::*;
    use Published::{NoPeople, NotCalculable, Shown, Withheld};
    use measures::area::AreaIndex;
    use measures::breakdown::Breakdown;

    #[track_caller]
    fn check(numerator: Published<u32>, denominator: Published<u32>, expected: &[&str]) {
        check_at(Scale::Proportion, numerator, denominator, false, expected);
    }

    #[track_caller]
    fn check_at(
        scale: Scale,
        numerator: Published<u32>,
        denominator: Published<u32>,
        impossible: bool,
        expected: &[&str],
    ) {
        let row = Estimate {
            measure: 0,
            period: 0,
            place: Place {
                area: AreaIndex(0),
                breakdown: Breakdown::All,
                group: 0,
            },
            numerator,
            denominator,
            standardised: None,
            dispersion: None,
        };
        let found = faults(&Policy::default(), scale, &row, impossible);
        assert_eq!(found.len(), expected.len(), "{found:?}");
        for (fault, expected) in found.iter().zip(expected) {
            assert!(fault.contains(expected), "{fault}");
        }
    }

    #[test]
    fn what_the_policy_publishes_stands() {
        check(Shown(30), Shown(60), &[]);
        check(Shown(60), Shown(60), &[]);
        check(Shown(10), Shown(20), &[]);
        check(Shown(0), Shown(10), &[]);
        check(Withheld, Shown(60), &[]);
        check(Withheld, Withheld, &[]);
        check(NotCalculable, Shown(60), &[]);
        let rate = Scale::RatePer(1_000);
        check_at(rate, Shown(65), Shown(60), false, &[]);
        check_at(rate, Shown(55), Shown(60), false, &[]);
        check_at(Scale::Proportion, NoPeople, NoPeople, true, &[]);
    }

    #[test]
    fn what_it_never_publishes_does_not() {
        check(
            Shown(5),
            Shown(60),
            &["numerator is 5, which the policy 10-5"],
        );
        check(Shown(31), Shown(60), &["numerator is 31"]);
        check(Shown(30), Shown(61), &["denominator is 61"]);
        check(Shown(0), Withheld, &["in a group of at least 10"]);
        check(Shown(0), Shown(0), &["in a group of at least 10"]);
        check(Shown(55), Shown(60), &["55 of 60 leaves 1 to 9"]);
        check(NoPeople, Shown(60), &["numerator is no_people, and by"]);
        let both = ["numerator is withheld, and by", "denominator is 60, and by"];
        check_at(Scale::Proportion, Withheld, Shown(60), true, &both);
    }
}
