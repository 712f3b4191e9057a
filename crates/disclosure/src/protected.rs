//! The protected table: the only thing that may be encoded and published.
//!
//! [`Protected`] has no public constructor and cannot be deserialised. [`protect`] makes it from
//! exact counts under a policy, or refuses. No other function does.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use measures::area::AreaIndex;
use measures::breakdown::Breakdown;
use measures::catalogue::{Catalogue, Place};
use measures::definition::Family;
use measures::figure::Figure;
use measures::published::Published;

use crate::audit::{Certified, of_snapshot};
use crate::combinations::Listings;
use crate::exact::Exact;
use crate::joint::Joint;
use crate::policy::Policy;
use crate::primary::{Mark, Snapshot, is_calculable};
use crate::propagate::Range;
use crate::release::Release;
use crate::report::{CellBounds, FamilyReport, Report, Tally};
use crate::rule::publish;
use crate::secondary::{self, Cost, Settled};
use crate::subject::{Role, Source};
use crate::system::{UNBOUNDED, Variable};
use crate::unprotectable::Unprotectable;

/// One published row: a measure at a snapshot in a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ProtectedRow {
    measure: u32,
    period: u32,
    place: Place,
    numerator: Published<u32>,
    denominator: Published<u32>,
    standardised: Option<Figure>,
    dispersion: Option<f64>,
}

/// The breakdowns of which a standardised figure is published.
pub const STANDARDISED: [Breakdown; 3] = [
    Breakdown::All,
    Breakdown::EthnicGroup,
    Breakdown::ImdQuintile,
];

impl ProtectedRow {
    pub(crate) fn new(
        (measure, period): (usize, usize),
        place: Place,
        numerator: Published<u32>,
        denominator: Published<u32>,
    ) -> Self {
        let narrow = |index| u32::try_from(index).expect("a catalogue has far fewer entries");
        Self {
            measure: narrow(measure),
            period: narrow(period),
            place,
            numerator,
            denominator,
            standardised: None,
            dispersion: None,
        }
    }

    /// The measure, by its place among [`Catalogue::measures`].
    #[must_use]
    pub fn measure(&self) -> usize {
        self.measure as usize
    }

    /// The snapshot, by its place among [`Catalogue::periods`].
    #[must_use]
    pub fn period(&self) -> usize {
        self.period as usize
    }

    /// The area, breakdown and group.
    #[must_use]
    pub fn place(&self) -> Place {
        self.place
    }

    /// People above the line, or events; rounded.
    #[must_use]
    pub fn numerator(&self) -> Published<u32> {
        self.numerator
    }

    /// People below the line; rounded.
    #[must_use]
    pub fn denominator(&self) -> Published<u32> {
        self.denominator
    }

    /// The age and sex standardised figure, coarse; only in the breakdowns of [`STANDARDISED`]
    /// and where both counts are shown.
    #[must_use]
    pub fn standardised(&self) -> Option<Figure> {
        self.standardised
    }

    /// How much more the events vary than independent ones would, to one decimal; only where both
    /// counts are shown.
    #[must_use]
    pub fn dispersion(&self) -> Option<f64> {
        self.dispersion
    }
}

/// A set of conditions that at least so many people of an area have that it may be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProtectedCombination {
    period: usize,
    area: AreaIndex,
    conditions: Vec<usize>,
    people: u32,
}

impl ProtectedCombination {
    /// The snapshot, by its place among [`Catalogue::periods`].
    #[must_use]
    pub fn period(&self) -> usize {
        self.period
    }

    /// The neighbourhood or the whole.
    #[must_use]
    pub fn area(&self) -> AreaIndex {
        self.area
    }

    /// The conditions, by their places among [`Catalogue::conditions`], ascending: these and no
    /// others.
    #[must_use]
    pub fn conditions(&self) -> &[usize] {
        &self.conditions
    }

    /// People who have exactly these; rounded, 10 or more.
    #[must_use]
    pub fn people(&self) -> u32 {
        self.people
    }
}

/// Counts that may be shown: every row of the published grid, protected.
#[derive(Debug, Clone, PartialEq)]
pub struct Protected {
    policy: Policy,
    rows: Vec<ProtectedRow>,
    combinations: Vec<ProtectedCombination>,
    report: Report,
}

impl Protected {
    /// Every published row, in order of measure, breakdown, area, period and group. Each goes by
    /// the catalogue's own order: measures by key, breakdowns as in
    /// [`Breakdown::EVERY`](measures::breakdown::Breakdown::EVERY), neighbourhoods by code and
    /// then the whole, the earliest period first, groups as they are labelled.
    #[must_use]
    pub fn rows(&self) -> &[ProtectedRow] {
        &self.rows
    }

    /// Sets of conditions that may be listed, in order of period, area, people (most first) and
    /// conditions; at most 40 for each period and area.
    #[must_use]
    pub fn combinations(&self) -> &[ProtectedCombination] {
        &self.combinations
    }

    /// The policy it was made under.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// How much was withheld. For those who prepare the release; never to be published.
    #[must_use]
    pub fn report(&self) -> &Report {
        &self.report
    }
}

/// Protects exact counts, or says why they cannot be.
///
/// Small counts are withheld, others rounded, and further ones withheld until no withheld count
/// can be narrowed, relation by relation, to fewer values than the policy asks for. Snapshots are
/// protected apart from each other; the same counts give the same rows on any number of threads.
///
/// # Errors
/// See [`Unprotectable`].
pub fn protect(
    catalogue: &Catalogue,
    policy: &Policy,
    exact: &Exact,
) -> Result<Protected, Unprotectable> {
    protect_after(catalogue, policy, exact, None)
}

/// As [`protect`], for a release that follows an earlier one: what was withheld stays withheld, and
/// the two together narrow no count either.
///
/// # Errors
/// See [`Unprotectable`].
pub fn protect_after(
    catalogue: &Catalogue,
    policy: &Policy,
    exact: &Exact,
    previous: Option<&Release>,
) -> Result<Protected, Unprotectable> {
    policy.check(catalogue)?;
    let earlier = previous
        .map(|previous| previous.restated(catalogue, policy))
        .transpose()?;
    let listings = Listings::of_exact(catalogue, policy, exact, earlier.as_ref());
    let joint = Joint::of(catalogue, policy.withholds_complements(), &listings)?;
    let task = Task {
        catalogue,
        policy,
        exact,
        joint: &joint,
        listings: &listings,
        kept: earlier.as_ref().map(Release::periods).unwrap_or_default(),
        earlier,
        cost: Cost::of(catalogue, policy, &joint),
    };
    let snapshots = every_snapshot(catalogue.periods.len(), &|period| task.snapshot(period))?;
    let (rows, families) = task.rows(&snapshots);
    Ok(Protected {
        policy: policy.clone(),
        rows,
        combinations: task.combinations(&snapshots),
        report: Report {
            families,
            populations: task.populations(&snapshots),
            rounds: snapshots.iter().map(|settled| settled.rounds).sum(),
            certified: certified(&snapshots),
            bounds: task.bounds(&snapshots),
        },
    })
}

fn certified(snapshots: &[Settled]) -> Certified {
    let mut total = Certified::default();
    for settled in snapshots {
        total.add(&settled.certified);
    }
    total
}

struct Task<'a> {
    catalogue: &'a Catalogue,
    policy: &'a Policy,
    exact: &'a Exact,
    joint: &'a Joint,
    listings: &'a Listings,
    /// What an earlier release says, and the periods it speaks of.
    earlier: Option<Release>,
    kept: BTreeSet<usize>,
    cost: Cost,
}

impl Task<'_> {
    fn snapshot(&self, period: usize) -> Result<Settled, Unprotectable> {
        let Self {
            catalogue,
            policy,
            exact,
            joint,
            listings,
            earlier,
            kept,
            cost,
        } = self;
        let snapshot = Snapshot::new(catalogue, policy, exact, joint, listings, period)?;
        if let Some(earlier) = earlier.as_ref().filter(|_| kept.contains(&period)) {
            return self.as_before(earlier, snapshot);
        }
        secondary::settle(catalogue, policy, joint, cost, snapshot)
    }

    /// A snapshot that was published before is published as it was; what is new of it is withheld.
    fn as_before(&self, earlier: &Release, now: Snapshot) -> Result<Settled, Unprotectable> {
        let read = earlier.snapshot(self.joint, self.listings, now.period);
        let mut snapshot = read.snapshot;
        for (mark, new) in snapshot.marks.iter_mut().zip(&now.marks) {
            if *mark == Mark::Unpublished && matches!(new, Mark::Shown | Mark::Primary) {
                *mark = Mark::Primary;
            }
        }
        let settled = Settled {
            snapshot: snapshot.clone(),
            ..Settled::default()
        };
        let audit = of_snapshot(self.catalogue, self.policy, self.joint, snapshot);
        if audit.is_safe() {
            Ok(Settled {
                certified: audit.certified,
                ..settled
            })
        } else {
            let cells = audit.findings.into_iter().map(|finding| finding.cell);
            Err(Unprotectable::TooNarrow {
                cells: cells.collect(),
            })
        }
    }

    fn rows(&self, snapshots: &[Settled]) -> (Vec<ProtectedRow>, Vec<FamilyReport>) {
        let mut rows = Vec::new();
        let mut families: BTreeMap<Family, Tally> = BTreeMap::new();
        for (index, measure) in self.catalogue.measures.iter().enumerate() {
            let tally = families.entry(measure.family).or_default();
            let start = rows.len();
            for place in &self.joint.published[index] {
                for settled in snapshots {
                    let (above, below) = self.published(settled, index, *place);
                    let period = settled.snapshot.period;
                    let mut row = ProtectedRow::new(
                        (index, period),
                        self.joint.grid.places[*place],
                        above,
                        below,
                    );
                    if above.shown().is_some() && below.shown().is_some() {
                        let figures = self.exact.figures(index, period, *place);
                        if STANDARDISED.contains(&row.place.breakdown) {
                            row.standardised = figures
                                .standardised
                                .map(|figure| figure.coarse(measure.scale()));
                        }
                        row.dispersion = figures
                            .dispersion
                            .map(|dispersion| dispersion.to_one_decimal().value());
                    }
                    rows.push(row);
                    let subject = self.joint.subjects.numerator[index];
                    self.tally(tally, settled, above, subject, *place);
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

    fn bounds(&self, snapshots: &[Settled]) -> Vec<CellBounds> {
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
            .flat_map(|settled| settled.ranges.iter().map(move |one| of(settled, one)))
            .collect()
    }

    // Every set that is still listed where the rule listed it.
    fn combinations(&self, snapshots: &[Settled]) -> Vec<ProtectedCombination> {
        let mut combinations: Vec<ProtectedCombination> = self
            .listings
            .listed
            .iter()
            .filter(|((period, area, set), _)| {
                let at = self.listings.sets.binary_search(set);
                let place = self.joint.grid.all(*area);
                at.is_ok_and(|at| {
                    let subject = self.joint.subjects.sets[at];
                    let variable = self.joint.variable(subject, place) as usize;
                    snapshots[*period].snapshot.marks[variable] == Mark::Shown
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

    fn populations(&self, snapshots: &[Settled]) -> Tally {
        let mut seen: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for (measure, places) in self.joint.published.iter().enumerate() {
            for place in places {
                let subject = self.joint.subjects.denominator[measure];
                seen.entry((subject, *place)).or_insert(measure);
            }
        }
        let mut tally = Tally::default();
        for ((subject, place), measure) in seen {
            for settled in snapshots {
                let (_, below) = self.published(settled, measure, place);
                self.tally(&mut tally, settled, below, subject, place);
            }
        }
        tally
    }
}

/// One result for each snapshot in order, worked out on as many threads as there are.
fn every_snapshot(
    n_periods: usize,
    work: &(dyn Fn(usize) -> Result<Settled, Unprotectable> + Sync),
) -> Result<Vec<Settled>, Unprotectable> {
    let mut settled = Vec::with_capacity(n_periods);
    let mut narrow = Vec::new();
    for result in in_order(n_periods, work) {
        match result {
            Ok(snapshot) => settled.push(snapshot),
            // Every snapshot's cells are named together: who has to change the catalogue wants
            // to know all of them.
            Err(Unprotectable::TooNarrow { cells }) => narrow.extend(cells),
            Err(other) => return Err(other),
        }
    }
    if narrow.is_empty() {
        Ok(settled)
    } else {
        Err(Unprotectable::TooNarrow { cells: narrow })
    }
}

type Results = Vec<Result<Settled, Unprotectable>>;

#[cfg(not(target_arch = "wasm32"))]
fn in_order(
    n_periods: usize,
    work: &(dyn Fn(usize) -> Result<Settled, Unprotectable> + Sync),
) -> Results {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut results: Vec<(usize, _)> = std::thread::scope(|scope| {
        let handles: Vec<_> = (0..threads)
            .map(|first| {
                scope.spawn(move || {
                    (first..n_periods)
                        .step_by(threads)
                        .map(|period| (period, work(period)))
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        handles
            .into_iter()
            .flat_map(|handle| {
                handle
                    .join()
                    .expect("a snapshot is protected without a panic")
            })
            .collect()
    });
    results.sort_by_key(|(period, _)| *period);
    results.into_iter().map(|(_, result)| result).collect()
}

// A browser's WASM has no threads.
#[cfg(target_arch = "wasm32")]
fn in_order(
    n_periods: usize,
    work: &(dyn Fn(usize) -> Result<Settled, Unprotectable> + Sync),
) -> Results {
    (0..n_periods).map(work).collect()
}
