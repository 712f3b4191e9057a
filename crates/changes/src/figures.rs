//! The figures of two releases, pair by pair.

use aggregates::estimate::{Estimate, find};
use measures::area::AreaIndex;
use measures::breakdown::Breakdown;
use measures::catalogue::{Catalogue, Place};
use measures::difference::of_figures;
use measures::figure::Figure;
use measures::interval::Interval;
use measures::published::Published;

use crate::comparable::{is_same_area, is_same_measure};
use crate::{About, Changes, Corrected, Moved, Side, Turned};

/// Compares every figure that both releases have and that is of the same thing in both.
pub(crate) fn compare(earlier: Side<'_>, later: Side<'_>, changes: &mut Changes) {
    let (before, after) = (&earlier.manifest.catalogue, &later.manifest.catalogue);
    let measures = after.measures.iter().map(|measure| {
        let same = is_same_measure(before, after, &measure.key);
        before.measure_index(&measure.key).filter(|_| same)
    });
    let measures: Vec<Option<usize>> = measures.collect();
    let areas = after.areas().map(|(_, area)| {
        let same = is_same_area(earlier.manifest, later.manifest, &area.code);
        before.area_index(&area.code).filter(|_| same)
    });
    let areas: Vec<Option<AreaIndex>> = areas.collect();
    let groups: Vec<Groups> = Breakdown::EVERY
        .into_iter()
        .map(|breakdown| Groups::of(before, after, breakdown))
        .collect();
    let periods = after.periods.iter().map(|period| {
        let mut known = before.periods.iter();
        known.position(|known| known == period)
    });
    let periods: Vec<Option<usize>> = periods.collect();
    let last = [before.periods.len() - 1, after.periods.len() - 1];
    for now in later.estimates {
        let Place {
            area,
            breakdown,
            group,
        } = now.place;
        let of_breakdown = groups.iter().find(|groups| groups.breakdown == breakdown);
        let earlier_group = of_breakdown.and_then(|groups| groups.earlier[group]);
        let (Some(measure), Some(area), Some(group)) =
            (measures[now.measure], areas[area.0], earlier_group)
        else {
            continue;
        };
        let place = Place {
            area,
            breakdown,
            group,
        };
        let pair = |period: usize| {
            let then = find(earlier.estimates, measure, period, place)?;
            Some(Pair {
                before,
                after,
                groups: of_breakdown?,
                then,
                now,
                figures: [then.figure(before), now.figure(after)],
            })
        };
        if let Some(pair) = periods[now.period].and_then(pair) {
            pair.again(changes);
        }
        // The same snapshot is one thing, another one is another.
        if now.period == last[1]
            && periods[now.period] != Some(last[0])
            && let Some(pair) = pair(last[0])
        {
            pair.last(changes);
        }
    }
    let whole_first = |about: &About| about.breakdown != Breakdown::All;
    changes.moved.rows.sort_by(|one, other| {
        let order = whole_first(&one.about).cmp(&whole_first(&other.about));
        order.then(beyond(other).total_cmp(&beyond(one)))
    });
}

/// How many times its own interval's half a difference lies from 0: what moved most by this comes
/// first.
fn beyond(moved: &Moved) -> f64 {
    let half = if moved.difference > 0.0 {
        moved.difference - moved.interval.lower
    } else {
        moved.interval.upper - moved.difference
    };
    moved.difference.abs() / half.max(f64::MIN_POSITIVE)
}

/// The groups of a breakdown in the later release, and where the earlier one has them.
struct Groups {
    breakdown: Breakdown,
    labels: Vec<String>,
    earlier: Vec<Option<usize>>,
}

impl Groups {
    fn of(before: &Catalogue, after: &Catalogue, breakdown: Breakdown) -> Self {
        let (known, labels) = (before.groups(breakdown), after.groups(breakdown));
        let earlier = labels.iter().map(|label| {
            let mut known = known.iter();
            known.position(|known| known == label)
        });
        Self {
            breakdown,
            earlier: earlier.collect(),
            labels,
        }
    }
}

/// Two rows about the same in two releases.
struct Pair<'a> {
    before: &'a Catalogue,
    after: &'a Catalogue,
    groups: &'a Groups,
    then: &'a Estimate,
    now: &'a Estimate,
    figures: [Published<Figure>; 2],
}

impl Pair<'_> {
    fn about(&self) -> About {
        let place = self.now.place;
        About {
            measure: self.after.measures[self.now.measure].key.clone(),
            area: self.after.area(place.area).code.clone(),
            breakdown: place.breakdown,
            group: self.groups.labels[place.group].clone(),
        }
    }

    /// Of one snapshot, said twice.
    fn again(&self, changes: &mut Changes) {
        changes.n_again += 1;
        let counts = |row: &Estimate| [row.numerator, row.denominator];
        let is_same = counts(self.then) == counts(self.now)
            && self.then.standardised == self.now.standardised
            && self.then.dispersion == self.now.dispersion;
        if is_same || self.turned(changes) {
            return;
        }
        let value = |figure: Published<Figure>| figure.map(|figure| figure.value);
        let [then, now] = self.figures.map(value);
        changes.corrected.add(|| Corrected {
            about: self.about(),
            snapshot: self.after.periods[self.now.period],
            then: counts(self.then),
            now: counts(self.now),
            value_then: then,
            value_now: now,
        });
    }

    /// Of the last snapshot of each release.
    fn last(&self, changes: &mut Changes) {
        if self.turned(changes) {
            return;
        }
        let [Published::Shown(then), Published::Shown(now)] = self.figures else {
            return;
        };
        changes.n_compared += 1;
        let (difference, interval) = of_figures(&now, &then);
        if holds_zero(interval) {
            return;
        }
        let wider = |figure: Figure| Figure {
            interval_95: figure.interval_998,
            ..figure
        };
        let much = !holds_zero(of_figures(&wider(now), &wider(then)).1);
        changes.moved.add(|| Moved {
            about: self.about(),
            then: then.value,
            now: now.value,
            difference,
            interval,
            much,
        });
    }

    /// Whether one of the two is withheld and the other is not; then it is listed as that.
    fn turned(&self, changes: &mut Changes) -> bool {
        let (list, value) = match self.figures {
            [Published::Shown(then), Published::Withheld] => (&mut changes.newly_withheld, then),
            [Published::Withheld, Published::Shown(now)] => (&mut changes.newly_shown, now),
            _ => return false,
        };
        let then = self.before.periods[self.then.period];
        let now = self.after.periods[self.now.period];
        list.add(|| Turned {
            about: self.about(),
            snapshots: [then, now],
            value: value.value,
        });
        true
    }
}

fn holds_zero(interval: Interval) -> bool {
    interval.lower <= 0.0 && 0.0 <= interval.upper
}
