//! Standardised figures and dispersions, as far as anybody can say without people's ages.
//!
//! That a limit lies on its side of the value is checked where the table is read. Here: that there
//! is one only where there may be, that it is as coarse as it must be, and that it can be at all.

use aggregates::estimate::Estimate;
use aggregates::schema::Table;
use disclosure::policy::Policy;
use disclosure::protected::STANDARDISED;
use measures::definition::Scale;
use measures::published::Published;
use measures::standardised::FEWEST_EVENTS;

use super::expectation::is_close;
use super::names::Names;
use super::report::{Check, Report};

/// Steps of a standardised share: tenths of a percent.
const STEPS_OF_A_SHARE: f64 = 1_000.0;
/// Steps of a dispersion: tenths.
const STEPS_OF_A_DISPERSION: f64 = 10.0;

/// Checks every standardised figure and every dispersion.
pub(super) fn check(
    names: &Names<'_>,
    policy: &Policy,
    estimates: &[Estimate],
    report: &mut Report,
) {
    let mut checked = 0;
    for row in estimates {
        checked += u64::from(row.standardised.is_some()) + u64::from(row.dispersion.is_some());
        let scale = names.catalogue.measures[row.measure].scale();
        for fault in faults(policy, scale, row) {
            report.differs(Check::Standardised, || {
                let file = Table::Estimates.file_name();
                format!("{file}: {}: {fault}", names.row(row.position()))
            });
        }
    }
    report.checked(checked, "standardised figures and dispersions that can be");
}

fn faults(policy: &Policy, scale: Scale, row: &Estimate) -> Vec<String> {
    let mut faults = Vec::new();
    let counts = row.numerator.shown().zip(row.denominator.shown());
    if let Some(figure) = row.standardised {
        let interval = figure.interval_95;
        let numbers = [figure.value, interval.lower, interval.upper];
        if !STANDARDISED.contains(&row.place.breakdown) {
            faults.push("a standardised figure in a breakdown that is not standardised".to_owned());
        }
        match counts.and_then(|(numerator, _)| policy.could_be(numerator)) {
            None => faults.push("a standardised figure beside a withheld count".to_owned()),
            Some((_, most)) if u64::from(most) < FEWEST_EVENTS => faults.push(format!(
                "a standardised figure of at most {most} events, of which it needs {FEWEST_EVENTS}"
            )),
            Some(_) => {}
        }
        let (steps, most) = match scale {
            Scale::Proportion => (STEPS_OF_A_SHARE, 1.0),
            Scale::RatePer(_) => (1.0, f64::INFINITY),
        };
        for number in numbers {
            if !is_coarse(number, steps) {
                faults.push(format!(
                    "the standardised figure {number} has more digits than are published"
                ));
            } else if !(0.0..=most).contains(&number) {
                faults.push(format!("the standardised figure {number} cannot be"));
            }
        }
    }
    if let Some(dispersion) = row.dispersion {
        if scale == Scale::Proportion {
            faults.push("a dispersion beside a share of people".to_owned());
        }
        if counts.is_none() {
            faults.push("a dispersion beside a withheld count".to_owned());
        }
        if !is_coarse(dispersion, STEPS_OF_A_DISPERSION) {
            faults.push(format!(
                "the dispersion {dispersion} has more digits than are published"
            ));
        }
        if row.numerator == Published::Shown(0) {
            faults.push("a dispersion of no events".to_owned());
        }
    }
    faults
}

/// Whether a number is a whole number of steps to the unit.
fn is_coarse(number: f64, steps: f64) -> bool {
    is_close(number * steps, (number * steps).round())
}

#[cfg(test)]
mod tests {
    use super::*;
    use aggregates::estimate::Standardised;
    use measures::area::AreaIndex;
    use measures::breakdown::Breakdown;
    use measures::catalogue::Place;
    use measures::interval::Interval;

    const SHARE: Scale = Scale::Proportion;
    const RATE: Scale = Scale::RatePer(1_000);

    fn row(
        breakdown: Breakdown,
        numerator: Published<u32>,
        standardised: Option<[f64; 3]>,
        dispersion: Option<f64>,
    ) -> Estimate {
        Estimate {
            measure: 0,
            period: 0,
            place: Place {
                area: AreaIndex(0),
                breakdown,
                group: 0,
            },
            numerator,
            denominator: Published::Shown(60),
            standardised: standardised.map(|[lower, value, upper]| Standardised {
                value,
                interval_95: Interval { lower, upper },
            }),
            dispersion,
        }
    }

    #[track_caller]
    fn check(scale: Scale, row: &Estimate, expected: Option<&str>) {
        let found = faults(&Policy::default(), scale, row);
        match expected {
            None => assert_eq!(found, [""; 0]),
            Some(words) => assert!(found.iter().any(|fault| fault.contains(words)), "{found:?}"),
        }
    }

    #[test]
    fn what_can_be_stands_and_what_cannot_is_named() {
        use Breakdown::{AgeBand, All};
        use Published::{Shown, Withheld};
        let share = Some([0.25, 0.3, 0.345]);
        let rate = Some([200.0, 250.0, 310.0]);
        let rows = [
            (SHARE, row(All, Shown(20), share, None), None),
            (RATE, row(All, Shown(20), rate, Some(1.3)), None),
            (SHARE, row(All, Withheld, None, None), None),
            (
                SHARE,
                row(AgeBand, Shown(20), share, None),
                Some("not standardised"),
            ),
            (
                SHARE,
                row(All, Withheld, share, None),
                Some("beside a withheld"),
            ),
            (
                SHARE,
                row(All, Shown(0), share, None),
                Some("of at most 0 events"),
            ),
            (
                SHARE,
                row(All, Shown(20), Some([0.25, 0.3001, 0.345]), None),
                Some("0.3001 has"),
            ),
            (
                SHARE,
                row(All, Shown(20), Some([0.25, 0.3, 1.2]), None),
                Some("1.2 cannot be"),
            ),
            (
                RATE,
                row(All, Shown(20), Some([200.0, 250.5, 310.0]), None),
                Some("250.5 has"),
            ),
            (
                SHARE,
                row(All, Shown(20), None, Some(1.3)),
                Some("beside a share"),
            ),
            (
                RATE,
                row(All, Withheld, None, Some(1.3)),
                Some("dispersion beside a withheld"),
            ),
            (
                RATE,
                row(All, Shown(20), None, Some(1.33)),
                Some("1.33 has"),
            ),
            (
                RATE,
                row(All, Shown(0), None, Some(1.3)),
                Some("of no events"),
            ),
        ];
        for (scale, row, expected) in rows {
            check(scale, &row, expected);
        }
    }
}
