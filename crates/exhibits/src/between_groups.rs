//! Gaps between groups that have no order: by ethnic group, sex and age, in the chosen area.
//!
//! Read from the release. The group furthest out is named with its interval, because one of
//! several always lies furthest out.

use aggregates::gaps::{Gap, Method};
use measures::breakdown::Breakdown;
use measures::definition::Direction;
use measures::published::Published;
use wording::finding::{self, BetweenGroups, Widest};

use super::deprivation::between;
use super::sentences::subject;
use super::view::View;
use crate::table::{Cell, Column, Row, Table};

/// The breakdowns whose groups have no order by deprivation.
const DIMENSIONS: [Breakdown; 3] = [Breakdown::EthnicGroup, Breakdown::Sex, Breakdown::AgeBand];

/// What is said of a breakdown's groups, and the numbers behind it, one row for each breakdown.
#[must_use]
pub fn gaps(view: &View) -> Option<(Vec<String>, Table)> {
    let view = &view.as_counted();
    let published = |dimension: &Breakdown| view.measure().publishes(*dimension, view.is_whole());
    let mut said = Vec::new();
    let mut rows = Vec::new();
    for dimension in DIMENSIONS.into_iter().filter(published) {
        let gap = found(view, dimension, Method::BetweenGroups)?;
        let index = found(view, dimension, Method::IndexOfDisparity);
        let index = index.map_or(Published::NotCalculable, |gap| {
            gap.value.map(|value| value.value)
        });
        let labels = view.catalogue().groups(dimension);
        let (period, area) = (view.selection.period, view.selection.area);
        let widest = between(view, period, area, dimension, Method::BetweenGroups);
        let furthest = furthest(view, gap, dimension);
        let groups = BetweenGroups {
            place: &view.area().name,
            breakdown: dimension,
            widest: match furthest {
                Some(group) => widest.map(|difference| Widest {
                    group: &labels[group],
                    difference,
                }),
                None => Published::NotCalculable,
            },
            index_of_disparity: index,
        };
        let snapshot = wording::date::snapshot(view.quarter());
        let words =
            finding::between_groups(&subject(view, view.selection.measure, &snapshot), &groups);
        let by = wording::list::capitalised(wording::group::split_by(dimension));
        said.push(format!(
            "{by}: {}",
            wording::list::uncapitalised(&words.follow_on)
        ));
        let scale = view.scale();
        let name = furthest.map_or_else(String::new, |group| {
            wording::group::label(dimension, &labels[group])
        });
        rows.push(Row {
            chosen: dimension == view.selection.breakdown,
            cells: vec![
                Cell::words(by),
                Cell::words(name),
                Cell::signed(scale, widest.map(|gap| gap.value)),
                Cell::signed(scale, widest.map(|gap| gap.interval.lower)),
                Cell::signed(scale, widest.map(|gap| gap.interval.upper)),
                Cell::number(index, wording::number::percent),
            ],
        });
    }
    let numbers = [
        "Group less other people",
        "95% interval, from",
        "to",
        "Index of disparity",
    ];
    let mut columns = ["Groups by", "Furthest from other people"]
        .map(Column::words)
        .to_vec();
    columns.extend(numbers.map(Column::numbers));
    (!rows.is_empty()).then_some((said, Table { columns, rows }))
}

fn found<'a>(view: &View<'a>, dimension: Breakdown, method: Method) -> Option<&'a Gap> {
    let selection = view.selection;
    view.shelf.gap(
        selection.measure,
        selection.period,
        selection.area,
        dimension,
        method,
    )
}

/// The group whose gap is the published one: the higher end where it is above the other people,
/// else the lower.
fn furthest(view: &View, gap: &Gap, dimension: Breakdown) -> Option<usize> {
    let value = gap.value.shown()?.value;
    let (higher, lower) = match view.measure().direction {
        Direction::HigherIsBetter => (gap.best_group, gap.worst_group),
        Direction::LowerIsBetter | Direction::Neutral => (gap.worst_group, gap.best_group),
    };
    let group = if value > 0.0 { higher } else { lower };
    group.filter(|group| *group < view.catalogue().groups(dimension).len())
}
