//! A snapshot that is in the release before as well.
//!
//! It is published again as it was, unless somebody asks for it to be revised and whole tables of
//! both releases together show that nothing is given away by it.

use std::collections::BTreeMap;

use measures::area::AreaIndex;
use measures::breakdown::Breakdown;
use measures::catalogue::{ImpossibleGroup, Place};
use measures::period::Quarter;

use super::Followed;
use super::assembly::Task;
use crate::audit::{Problem, of_snapshot};
use crate::cost::Cost;
use crate::earlier::Earlier;
use crate::pair::Pair;
use crate::primary::{Mark, Snapshot};
use crate::release::AsPublished;
use crate::secondary::{Settled, settle};
use crate::system::Variable;
use crate::unprotectable::{Cell, Unprotectable, few};

/// Where a snapshot's figures come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Origin {
    /// No earlier release that is known has it.
    New,
    /// It is as the earlier release has it; why it was not revised, where that was asked for.
    AsBefore(Option<String>),
    /// It was counted again.
    Revised,
}

/// A snapshot that can be published.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) settled: Settled,
    pub(super) origin: Origin,
}

impl Task<'_> {
    /// A snapshot that the earlier release has, revised if that is wanted and safe.
    pub(super) fn again(
        &self,
        earlier: &Earlier,
        period: usize,
    ) -> Result<Prepared, Unprotectable> {
        let quarter = self.catalogue.periods[period];
        let mut why_not = None;
        if self.revise.contains(&quarter) {
            match self.revised(earlier, period) {
                Ok(settled) => {
                    return Ok(Prepared {
                        settled,
                        origin: Origin::Revised,
                    });
                }
                Err(why) => why_not = Some(why),
            }
        }
        let settled = self.as_before(earlier, &self.exact_snapshot(period)?)?;
        Ok(Prepared {
            settled,
            origin: Origin::AsBefore(why_not),
        })
    }

    /// A snapshot as it was; what is new of it is withheld.
    fn as_before(&self, earlier: &Earlier, now: &Snapshot) -> Result<Settled, Unprotectable> {
        let read = earlier.kept.snapshot(self.joint, self.listings, now.period);
        let mut snapshot = read.snapshot;
        for (measure, places) in self.joint.published.iter().enumerate() {
            let subjects = &self.joint.subjects;
            for subject in [subjects.numerator[measure], subjects.denominator[measure]] {
                for place in places {
                    let at = self.joint.variable(subject, *place) as usize;
                    let is_new = snapshot.marks[at] == Mark::Unpublished;
                    if is_new && now.marks[at] != Mark::Unpublished {
                        snapshot.marks[at] = Mark::Primary;
                    }
                }
            }
        }
        let audit = of_snapshot(self.catalogue, self.policy, self.joint, snapshot.clone());
        // Saying once more what was proved when it was said first needs no new proof.
        let wrong = audit.findings.into_iter();
        let wrong = wrong.filter(|finding| finding.problem != Problem::NotCertified);
        let cells: Vec<Cell> = wrong.map(|finding| finding.cell).collect();
        if !(cells.is_empty() && read.two_counts.is_empty()) {
            return Err(Unprotectable::AsBefore { cells });
        }
        Ok(Settled {
            snapshot,
            certified: audit.certified,
            ..Settled::default()
        })
    }

    /// A snapshot counted again, or why it cannot be published so.
    fn revised(&self, earlier: &Earlier, period: usize) -> Result<Settled, String> {
        let quarter = self.catalogue.periods[period];
        if earlier.own.revised.contains(&quarter) {
            return Err("it was revised before, and once is what can be shown to be safe".into());
        }
        if !earlier.same_fifths() {
            return Err("small areas are in other fifths of England than before".into());
        }
        let mut pieces = earlier.maps.pieces.iter();
        if pieces.any(|piece| piece.n_small_areas == 1 && !piece.is_neighbourhood) {
            return Err("a single small area changed its neighbourhood".into());
        }
        let listings = self.listings.revised(self.policy, self.exact, earlier);
        let told = |unprotectable: Unprotectable| match unprotectable {
            Unprotectable::TooNarrow { cells } => format!("withheld counts: {}", few(&cells)),
            other => other.to_string(),
        };
        let mut pair = Pair::new(&earlier.maps, self.policy, self.listings).map_err(told)?;
        let mut now = Snapshot::new(
            self.catalogue,
            self.policy,
            self.exact,
            self.joint,
            &listings,
            period,
        )
        .map_err(told)?;
        self.withhold_again(earlier, &mut now);
        let cost = self.cost_of_both(&pair);
        let mut both = self.both(earlier, &pair, &now);
        let contradiction = || "the two releases contradict each other".to_owned();
        // What is withheld only because it was before may look as if it were small, which fits no
        // table; protection gives it company, and then the two can be drawn together.
        let mut apart = match pair.draw_together(&both) {
            Some(apart) => apart,
            None => pair.set_far_apart(),
        };
        let mut rounds = 0;
        loop {
            let catalogue = &pair.maps.catalogue;
            let settled = settle(catalogue, self.policy, &pair.joint, &cost, both).map_err(told)?;
            rounds += settled.rounds;
            // The more is withheld, the smaller the difference may be; and then once more.
            both = settled.snapshot.clone();
            for mark in &mut both.marks {
                if *mark == Mark::Secondary {
                    *mark = Mark::Primary;
                }
            }
            let smallest = pair.draw_together(&both).ok_or_else(contradiction)?;
            if smallest == apart {
                return Ok(self.later_half(&pair, &settled, now, rounds));
            }
            apart = smallest;
        }
    }

    /// Withholds what the earlier release withheld, and what cannot be compared with it.
    fn withhold_again(&self, earlier: &Earlier, now: &mut Snapshot) {
        let before = earlier.kept.snapshot(self.joint, self.listings, now.period);
        let before = before.snapshot.marks;
        now.withhold(self.policy, self.joint, &|variable| {
            let mark = before[variable as usize];
            mark.is_withheld() || mark == Mark::Unlisted
        });
        // Which small areas are in a fifth of the partnership's own people changes with the people.
        for subject in 0..self.joint.subjects.list.len() {
            for (place, described) in self.joint.grid.places.iter().enumerate() {
                let mark = &mut now.marks[self.joint.variable(subject, place) as usize];
                if described.breakdown == Breakdown::ImdLocalQuintile && *mark != Mark::Unpublished
                {
                    *mark = Mark::NotCalculable;
                }
            }
        }
    }

    /// What both releases say, and values near which a table may be that fits.
    fn both(&self, earlier: &Earlier, pair: &Pair<'_>, now: &Snapshot) -> Snapshot {
        let mut read = pair.nothing(now.period);
        let listed = self.listings.with_listed(earlier.own.listed());
        pair.read(&mut read, &earlier.own, false, &listed);
        let AsPublished { snapshot, .. } = read;
        let Snapshot {
            mut values,
            mut marks,
            ..
        } = snapshot;
        for variable in 0..self.joint.system.n_variables() {
            let variable = Variable::try_from(variable).expect("variables are numbered so");
            let later = self.later(pair, variable) as usize;
            marks[later] = now.marks[variable as usize];
            values[later] = now.values[variable as usize];
        }
        let half = marks.len() / 2;
        for at in 0..half {
            if !matches!(marks[at], Mark::Shown | Mark::Empty) {
                values[at] = values[at + half];
            }
        }
        for piece in &earlier.maps.pieces {
            let share = [piece.n_small_areas, piece.n_around];
            let share = share.map(|number| i64::try_from(number).unwrap_or(i64::MAX));
            for (place, described) in pair.joint.grid.places.iter().enumerate() {
                if described.area != piece.area {
                    continue;
                }
                let area = piece.of;
                let around = pair.joint.grid.index(Place { area, ..*described });
                for subject in 0..pair.joint.subjects.n_earlier {
                    let at = |place| pair.joint.variable(subject, place) as usize;
                    let part = values[at(around)] * share[0] / share[1];
                    (values[at(place)], values[at(place) + half]) = (part, part);
                }
            }
        }
        Snapshot {
            values,
            marks,
            ..snapshot
        }
    }

    /// Where a count of the later release stands in the system of both.
    fn later(&self, pair: &Pair<'_>, variable: Variable) -> Variable {
        let (subject, place) = self.joint.subject_and_place(variable);
        let described = self.joint.grid.places[place];
        let place = pair.joint.grid.index(Place {
            area: pair.maps.areas[1][described.area.0],
            ..described
        });
        pair.joint
            .variable(subject + pair.joint.subjects.n_earlier, place)
    }

    /// Nothing of the earlier release can be withheld any more.
    fn cost_of_both(&self, pair: &Pair<'_>) -> Cost {
        let mut cost = Cost::of(&pair.maps.catalogue, self.policy, &pair.joint);
        let half = cost.never.len() / 2;
        cost.never.copy_within(..half, half);
        cost.never[..half].fill(true);
        cost
    }

    /// The later release's part of what both say.
    fn later_half(
        &self,
        pair: &Pair<'_>,
        settled: &Settled,
        now: Snapshot,
        rounds: u64,
    ) -> Settled {
        let n_variables = Variable::try_from(self.joint.system.n_variables());
        let variables = 0..n_variables.expect("variables are numbered so");
        let own: BTreeMap<Variable, Variable> = variables
            .map(|variable| (self.later(pair, variable), variable))
            .collect();
        let mut marks = now.marks;
        for (later, variable) in &own {
            marks[*variable as usize] = settled.snapshot.marks[*later as usize];
        }
        let ranges = settled.ranges.iter();
        let ranges = ranges.filter_map(|(later, range)| Some((*own.get(later)?, *range)));
        Settled {
            ranges: ranges.collect(),
            snapshot: Snapshot { marks, ..now },
            rounds,
            coarse: settled.coarse,
            certified: settled.certified,
        }
    }
}

impl Task<'_> {
    /// What readers are told of the snapshots of the earlier release.
    pub(super) fn followed(&self, snapshots: &[Prepared]) -> Followed {
        let Some(earlier) = &self.earlier else {
            return Followed::default();
        };
        let quarters = |wanted: &dyn Fn(&Prepared, Quarter) -> bool| -> Vec<Quarter> {
            let all = snapshots.iter().zip(&self.catalogue.periods);
            all.filter(|(prepared, quarter)| wanted(prepared, **quarter))
                .map(|(_, quarter)| *quarter)
                .collect()
        };
        let is_again = |prepared: &Prepared| matches!(prepared.origin, Origin::AsBefore(_));
        Followed {
            as_published: quarters(&|prepared, _| is_again(prepared)),
            revised: quarters(&|prepared, quarter| {
                prepared.origin == Origin::Revised
                    || is_again(prepared) && earlier.own.revised.contains(&quarter)
            }),
            changed_neighbourhoods: earlier
                .changed
                .iter()
                .map(|area| self.catalogue.area(*area).code.clone())
                .collect(),
        }
    }

    /// The snapshots that stayed as they were though they were to be revised, and why.
    pub(super) fn not_revised(&self, snapshots: &[Prepared]) -> Vec<(Quarter, String)> {
        let reasons = snapshots.iter().zip(&self.catalogue.periods);
        let reasons = reasons.filter_map(|(prepared, quarter)| match &prepared.origin {
            Origin::AsBefore(Some(why)) => Some((*quarter, why.clone())),
            _ => None,
        });
        reasons.collect()
    }

    /// The groups that geography leaves empty at each snapshot, by the map it is on.
    pub(super) fn impossible_groups(&self, snapshots: &[Prepared]) -> Vec<ImpossibleGroup> {
        let Some(earlier) = &self.earlier else {
            return self.catalogue.impossible_groups.clone();
        };
        let places = &self.joint.grid.places;
        let areas: Vec<AreaIndex> = self.catalogue.areas().map(|(area, _)| area).collect();
        let mut periods: Vec<Vec<Quarter>> = vec![Vec::new(); places.len()];
        for (period, (prepared, quarter)) in
            snapshots.iter().zip(&self.catalogue.periods).enumerate()
        {
            let on = match prepared.origin {
                Origin::AsBefore(_) => &earlier.kept.catalogue,
                Origin::New | Origin::Revised => self.catalogue,
            };
            let impossible = self.joint.grid.impossible(on, period, &areas);
            for (place, is_impossible) in impossible.into_iter().enumerate() {
                let is_local = places[place].breakdown == Breakdown::ImdLocalQuintile;
                if is_impossible && !(is_local && prepared.origin == Origin::Revised) {
                    periods[place].push(*quarter);
                }
            }
        }
        let all = self.catalogue.periods.len();
        let groups = places
            .iter()
            .zip(periods)
            .filter(|(_, periods)| !periods.is_empty());
        groups
            .map(|(place, periods)| ImpossibleGroup {
                area: self.catalogue.area(place.area).code.clone(),
                breakdown: place.breakdown,
                group: self.catalogue.groups(place.breakdown)[place.group].clone(),
                periods: if periods.len() == all {
                    Vec::new()
                } else {
                    periods
                },
            })
            .collect()
    }
}
