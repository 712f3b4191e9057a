//! Whether the published counts can be those of people of whom each is counted once.
//!
//! Neighbourhoods make the whole, groups make everybody, crossed groups make both of their
//! margins. Counts are rounded and some withheld, so what is checked is that some exact counts
//! would be published so and add up.

use aggregates::schema::Table;
use disclosure::policy::Policy;
use measures::breakdown::Breakdown;
use measures::catalogue::Place;
use measures::published::Published;

use super::counts::Shared;
use super::names::Names;
use super::report::{Check, Report};

/// Places that hold, together, everybody of another place once.
#[derive(Debug, PartialEq, Eq)]
struct Sum {
    total: Place,
    members: Vec<Place>,
}

/// The fewest and the most that a published count can be; the most is open when withheld.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Range {
    least: u64,
    most: Option<u64>,
}

/// Checks every sum of everything that is counted.
pub(super) fn check(names: &Names<'_>, policy: &Policy, shared: &Shared, report: &mut Report) {
    let sums = every_sum(names);
    let mut checked = 0;
    for counted in shared.every() {
        for period in 0..names.catalogue.periods.len() {
            let range = |place| range(policy, shared.count(counted, period, place));
            for sum in &sums {
                let Some(total) = range(sum.total).filter(|total| total.most.is_some()) else {
                    continue;
                };
                checked += 1;
                let members = together(sum.members.iter().map(|place| range(*place)));
                if !overlap(total, members) {
                    report.differs(Check::Sums, || {
                        format!(
                            "{}: {}, {}: is {}, {} make {}",
                            Table::Estimates.file_name(),
                            shared.name(names.catalogue, counted),
                            names.period_and_place(period, sum.total),
                            words(total),
                            members_of(names, sum),
                            words(members)
                        )
                    });
                }
            }
        }
    }
    report.checked(checked, "sums over neighbourhoods and groups");
}

/// Every sum that holds between places of a catalogue.
fn every_sum(names: &Names<'_>) -> Vec<Sum> {
    let catalogue = names.catalogue;
    let whole = catalogue.whole_index();
    let groups = |breakdown| 0..names.groups(breakdown).len();
    let at = |area, breakdown, group| Place {
        area,
        breakdown,
        group,
    };
    let mut sums = Vec::new();
    for breakdown in Breakdown::OF_NEIGHBOURHOODS {
        sums.extend(groups(breakdown).map(|group| {
            Sum {
                total: at(whole, breakdown, group),
                members: catalogue
                    .areas()
                    .filter(|(area, _)| *area != whole)
                    .map(|(area, _)| at(area, breakdown, group))
                    .collect(),
            }
        }));
        if breakdown != Breakdown::All {
            sums.extend(catalogue.areas().map(|(area, _)| {
                Sum {
                    total: at(area, Breakdown::All, 0),
                    members: groups(breakdown)
                        .map(|group| at(area, breakdown, group))
                        .collect(),
                }
            }));
        }
    }
    for crossed in Breakdown::EVERY {
        let Some((rows, columns)) = crossed.margins() else {
            continue;
        };
        // Crossed groups are numbered row by row.
        let cell = |row, column| at(whole, crossed, row * groups(columns).len() + column);
        sums.extend(groups(rows).map(|row| Sum {
            total: at(whole, rows, row),
            members: groups(columns).map(|column| cell(row, column)).collect(),
        }));
        sums.extend(groups(columns).map(|column| Sum {
            total: at(whole, columns, column),
            members: groups(rows).map(|row| cell(row, column)).collect(),
        }));
    }
    sums.retain(|sum| !sum.members.is_empty());
    sums
}

/// What a published count can be; `None` where nothing can be said of it.
fn range(policy: &Policy, count: Option<Published<u32>>) -> Option<Range> {
    match count {
        Some(Published::Shown(shown)) => {
            let (least, most) = policy.could_be(shown)?;
            Some(Range {
                least: least.into(),
                most: Some(most.into()),
            })
        }
        Some(Published::NoPeople) => Some(Range {
            least: 0,
            most: Some(0),
        }),
        Some(Published::Withheld | Published::NotCalculable) | None => None,
    }
}

/// What counts can be together.
fn together(members: impl Iterator<Item = Option<Range>>) -> Range {
    let nothing = Range {
        least: 0,
        most: Some(0),
    };
    members.fold(nothing, |sum, member| Range {
        least: sum.least + member.map_or(0, |member| member.least),
        most: sum
            .most
            .zip(member.and_then(|member| member.most))
            .map(|(sum, member)| sum + member),
    })
}

fn overlap(one: Range, other: Range) -> bool {
    one.most.is_none_or(|most| other.least <= most)
        && other.most.is_none_or(|most| one.least <= most)
}

fn words(range: Range) -> String {
    match range.most {
        Some(most) => format!("{} to {most}", range.least),
        None => format!("at least {}", range.least),
    }
}

fn members_of(names: &Names<'_>, sum: &Sum) -> String {
    match sum.members.first() {
        Some(member) if member.area != sum.total.area => "its neighbourhoods".to_owned(),
        Some(member) => format!("its groups by {}", member.breakdown),
        // No sum is empty.
        None => names.catalogue.whole.name.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn published(counts: &[Option<Published<u32>>]) -> Range {
        let policy = Policy::default();
        together(counts.iter().map(|count| range(&policy, *count)))
    }

    #[track_caller]
    fn check(total: u32, members: &[Option<Published<u32>>], expected: bool) {
        let total = published(&[Some(Published::Shown(total))]);
        assert_eq!(overlap(total, published(members)), expected);
    }

    #[test]
    fn rounded_counts_add_up_as_far_as_rounding_goes() {
        let shown = |count| Some(Published::Shown(count));
        // 13 to 17 and 13 to 17 are 26 to 34; 25 can be 27, 40 is at least 38.
        check(25, &[shown(15), shown(15)], true);
        check(35, &[shown(15), shown(15)], true);
        check(40, &[shown(15), shown(15)], false);
        check(20, &[shown(15), shown(15)], false);
        check(40, &[shown(15), Some(Published::Withheld)], true);
        check(40, &[shown(50), Some(Published::Withheld)], false);
        check(40, &[shown(15), None], true);
        check(40, &[shown(15), Some(Published::NoPeople)], false);
        check(0, &[shown(0), shown(0)], true);
        check(0, &[shown(0), shown(10)], false);
    }
}
