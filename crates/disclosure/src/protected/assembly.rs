//! From settled snapshots to published rows, lists of sets, and the report of both.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use measures::catalogue::{Catalogue, Place};
use measures::definition::Family;
use measures::period::Quarter;
use measures::published::Published;

use super::follow::{Origin, Prepared};
use super::{ProtectedCombination, ProtectedRow, STANDARDISED};
use crate::audit::Certified;
use crate::combinations::Listings;
use crate::cost::Cost;
use crate::earlier::Earlier;
use crate::exact::Exact;
use crate::joint::Joint;
use crate::policy::Policy;
use crate::primary::{Mark, Snapshot, is_calculable};
use crate::propagate::Range;
use crate::release::{PublishedRow, Standardised};
use crate::report::{CellBounds, FamilyReport, Tally};
use crate::rule::publish;
use crate::secondary::{self, Settled};
use crate::subject::{Role, Source};
use crate::system::{UNBOUNDED, Variable};
use crate::unprotectable::Unprotectable;

pub(super) fn certified(snapshots: &[Prepared]) -> Certified {
    let mut total = Certified::default();
    for Prepared { settled, .. } in snapshots {
        total.add(&settled.certified);
    }
    total
}

/// What every snapshot is protected with.
pub(super) struct Task<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) policy: &'a Policy,
    pub(super) exact: &'a Exact,
    pub(super) joint: &'a Joint,
    pub(super) listings: &'a Listings,
    /// An earlier release that has some of the snapshots, and those that should be revised.
    pub(super) earlier: Option<Earlier>,
    pub(super) revise: &'a [Quarter],
    pub(super) cost: Cost,
}

impl Task<'_> {
    /// The exact counts of a snapshot with their first marks.
    pub(super) fn exact_snapshot(&self, period: usize) -> Result<Snapshot, Unprotectable> {
        let Self {
            catalogue,
            policy,
            exact,
            joint,
            listings,
            ..
        } = self;
        Snapshot::new(catalogue, policy, exact, joint, listings, period)
    }

    pub(super) fn snapshot(&self, period: usize) -> Result<Prepared, Unprotectable> {
        match &self.earlier {
            Some(earlier) if earlier.periods.contains(&period) => self.again(earlier, period),
            _ => {
                let snapshot = self.exact_snapshot(period)?;
                let Self {
                    catalogue,
                    policy,
                    joint,
                    cost,
                    ..
                } = self;
                Ok(Prepared {
                    settled: secondary::settle(catalogue, policy, joint, cost, snapshot)?,
                    origin: Origin::New,
                })
            }
        }
    }

    /// The rows of the earlier release that are said again.
    fn rows_of_before(
        &self,
        snapshots: &[Prepared],
    ) -> BTreeMap<(usize, usize, Place), &PublishedRow> {
        let rows = self.earlier.iter().flat_map(|earlier| &earlier.kept.rows);
        let is_again =
            |row: &&PublishedRow| matches!(snapshots[row.period].origin, Origin::AsBefore(_));
        rows.filter(is_again)
            .map(|row| ((row.measure, row.period, row.place), row))
            .collect()
    }

    pub(super) fn rows(&self, snapshots: &[Prepared]) -> (Vec<ProtectedRow>, Vec<FamilyReport>) {
        let before = self.rows_of_before(snapshots);
        let mut rows = Vec::new();
        let mut families: BTreeMap<Family, Tally> = BTreeMap::new();
        for (index, measure) in self.catalogue.measures.iter().enumerate() {
            let tally = families.entry(measure.family).or_default();
            let start = rows.len();
            for place in &self.joint.published[index] {
                for Prepared { settled, .. } in snapshots {
                    let described = self.joint.grid.places[*place];
                    let key = (index, settled.snapshot.period, described);
                    let row = match before.get(&key) {
                        Some(row) => ProtectedRow::again(row),
                        None => self.row(settled, index, *place),
                    };
                    rows.push(row);
                    let subject = self.joint.subjects.numerator[index];
                    self.tally(tally, settled, row.numerator, subject, *place);
                }
            }
            rows[start..].sort_by_key(|row: &ProtectedRow| {
                let place = row.place;
                (place.breakdown, place.area, row.period, place.group)
            });
        }
        let families = families
            .into_iter()
            .map(|(family, cells)| FamilyReport { family, cells })
            .collect();
        (rows, families)
    }

    fn row(&self, settled: &Settled, index: usize, place: usize) -> ProtectedRow {
        let measure = &self.catalogue.measures[index];
        let (above, below) = self.published(settled, index, place);
        let period = settled.snapshot.period;
        let described = self.joint.grid.places[place];
        let mut row = ProtectedRow::new((index, period), described, above, below);
        if above.shown().is_some() && below.shown().is_some() {
            let figures = self.exact.figures(index, period, place);
            if STANDARDISED.contains(&described.breakdown) {
                row.standardised = figures.standardised.map(|figure| {
                    let coarse = figure.coarse(measure.scale());
                    Standardised {
                        value: coarse.value,
                        interval_95: coarse.interval_95,
                    }
                });
            }
            row.dispersion = figures
                .dispersion
                .map(|dispersion| dispersion.to_one_decimal().value());
        }
        row
    }

    pub(super) fn bounds(&self, snapshots: &[Prepared]) -> Vec<CellBounds> {
        let of = |settled: &Settled, (variable, range): &(Variable, Range)| {
            let name = settled.snapshot.name(self.catalogue, self.joint, *variable);
            CellBounds {
                cell: name,
                lower: u64::try_from(range.lower).unwrap_or(0),
                upper: u64::try_from(range.upper)
                    .ok()
                    .filter(|_| range.upper < UNBOUNDED),
            }
        };
        snapshots
            .iter()
            .flat_map(|Prepared { settled, .. }| {
                settled.ranges.iter().map(move |one| of(settled, one))
            })
            .collect()
    }

    // Every set that is still listed where the rule listed it.
    pub(super) fn combinations(&self, snapshots: &[Prepared]) -> Vec<ProtectedCombination> {
        let is_revised = |period: &usize| snapshots[*period].origin == Origin::Revised;
        let revised = self
            .earlier
            .as_ref()
            .map(|earlier| self.listings.revised(self.policy, self.exact, earlier));
        let revised = revised.iter().flat_map(|revised| &revised.listed);
        let listed = self.listings.listed.iter();
        let listed = listed.filter(|((period, ..), _)| !is_revised(period));
        let mut combinations: Vec<ProtectedCombination> = listed
            .chain(revised.filter(|((period, ..), _)| is_revised(period)))
            .filter(|((period, area, set), _)| {
                let at = self.listings.sets.binary_search(set);
                let place = self.joint.grid.all(*area);
                at.is_ok_and(|at| {
                    let subject = self.joint.subjects.sets[at];
                    let variable = self.joint.variable(subject, place) as usize;
                    snapshots[*period].settled.snapshot.marks[variable] == Mark::Shown
                })
            })
            .map(|((period, area, set), people)| ProtectedCombination {
                period: *period,
                area: *area,
                conditions: set.clone(),
                people: *people,
            })
            .collect();
        combinations.sort_by(|a, b| {
            (a.period, a.area, Reverse(a.people), &a.conditions).cmp(&(
                b.period,
                b.area,
                Reverse(b.people),
                &b.conditions,
            ))
        });
        combinations
    }

    fn published(
        &self,
        settled: &Settled,
        measure: usize,
        place: usize,
    ) -> (Published<u32>, Published<u32>) {
        let one = |role, subject| {
            let source = Source { measure, role };
            let period = settled.snapshot.period;
            let variable = self.joint.variable(subject, place) as usize;
            let calculable = is_calculable(self.catalogue, self.exact, source, period);
            match settled.snapshot.marks[variable] {
                Mark::Empty => Published::NoPeople,
                Mark::NotCalculable => Published::NotCalculable,
                _ if !calculable => Published::NotCalculable,
                Mark::Shown => {
                    let shown = publish(self.policy, settled.snapshot.values[variable]);
                    shown.map_or(Published::Withheld, Published::Shown)
                }
                Mark::Primary | Mark::Secondary | Mark::Unpublished | Mark::Unlisted => {
                    Published::Withheld
                }
            }
        };
        let subjects = &self.joint.subjects;
        (
            one(Role::Numerator, subjects.numerator[measure]),
            one(Role::Denominator, subjects.denominator[measure]),
        )
    }

    fn tally(
        &self,
        tally: &mut Tally,
        settled: &Settled,
        published: Published<u32>,
        subject: usize,
        place: usize,
    ) {
        let variable = self.joint.variable(subject, place) as usize;
        let people = u64::try_from(settled.snapshot.values[variable]).unwrap_or(0);
        match published {
            Published::Shown(_) => {
                tally.shown += 1;
                tally.people_shown += people;
            }
            Published::Withheld => {
                tally.people_withheld += people;
                match settled.snapshot.marks[variable] {
                    Mark::Secondary => tally.withheld_secondary += 1,
                    _ => tally.withheld_primary += 1,
                }
            }
            Published::NoPeople => tally.no_people += 1,
            Published::NotCalculable => tally.not_calculable += 1,
        }
    }

    pub(super) fn populations(&self, snapshots: &[Prepared]) -> Tally {
        let mut seen: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for (measure, places) in self.joint.published.iter().enumerate() {
            for place in places {
                let subject = self.joint.subjects.denominator[measure];
                seen.entry((subject, *place)).or_insert(measure);
            }
        }
        let mut tally = Tally::default();
        for ((subject, place), measure) in seen {
            for Prepared { settled, .. } in snapshots {
                let (_, below) = self.published(settled, measure, place);
                self.tally(&mut tally, settled, below, subject, place);
            }
        }
        tally
    }
}
