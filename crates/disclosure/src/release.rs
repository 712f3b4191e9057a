//! A release as anybody can read it: published rows and what they are rows of.
//!
//! The audit of a published folder starts from this and from nothing else, and so does the
//! protection of the next release. It holds no exact count.

use std::ops::Range;

use measures::area::AreaIndex;
use measures::breakdown::Breakdown;
use measures::catalogue::{Catalogue, Place};
use measures::interval::Interval;
use measures::period::Quarter;
use measures::published::Published;

use crate::combinations::{Listed, Listings};
use crate::joint::Joint;
use crate::policy::Policy;
use crate::primary::{Mark, Snapshot};
use crate::protected::{Protected, ProtectedCombination, ProtectedRow};
use crate::system::Variable;

/// Everything of a release that counts follow from.
#[derive(Debug, Clone)]
pub struct Release {
    /// Measures, areas, periods and conditions.
    pub catalogue: Catalogue,
    /// The rule it was published under.
    pub policy: Policy,
    /// Published counts, in any order; a row that is missing says nothing.
    pub rows: Vec<PublishedRow>,
    /// Published sets of conditions, in any order.
    pub combinations: Vec<PublishedCombination>,
    /// Snapshots that some release before had published in another way.
    pub revised: Vec<Quarter>,
}

/// One published row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PublishedRow {
    /// The measure, by its place among [`Catalogue::measures`].
    pub measure: usize,
    /// The snapshot, by its place among [`Catalogue::periods`].
    pub period: usize,
    /// The area, breakdown and group.
    pub place: Place,
    /// People above the line, or events; rounded.
    pub numerator: Published<u32>,
    /// People below the line; rounded.
    pub denominator: Published<u32>,
    /// The age and sex standardised figure, where there is one.
    pub standardised: Option<Standardised>,
    /// How much more events vary than independent ones would, where known.
    pub dispersion: Option<f64>,
}

/// A directly standardised figure, in the unit of its measure; coarse.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standardised {
    /// The point value.
    pub value: f64,
    /// The 95% interval.
    pub interval_95: Interval,
}

/// People who have exactly these conditions, as listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedCombination {
    /// The snapshot, by its place among [`Catalogue::periods`].
    pub period: usize,
    /// The neighbourhood or the whole.
    pub area: AreaIndex,
    /// The conditions, by their places among [`Catalogue::conditions`], ascending.
    pub conditions: Vec<usize>,
    /// People; rounded.
    pub people: u32,
}

impl Release {
    /// What a protected table says once it is published.
    #[must_use]
    pub fn of(catalogue: &Catalogue, protected: &Protected) -> Self {
        Self {
            catalogue: protected.catalogue(catalogue),
            policy: protected.policy().clone(),
            rows: protected.rows().iter().map(PublishedRow::from).collect(),
            combinations: protected
                .combinations()
                .iter()
                .map(PublishedCombination::from)
                .collect(),
            revised: protected.followed().revised.clone(),
        }
    }
}

/// A snapshot as it is published, and where measures contradict each other about it.
pub(crate) struct AsPublished {
    pub(crate) snapshot: Snapshot,
    pub(crate) two_counts: Vec<Variable>,
}

impl AsPublished {
    /// A snapshot of which nothing is known yet.
    pub(crate) fn nothing(period: usize, n_variables: usize) -> Self {
        Self {
            snapshot: Snapshot {
                period,
                values: vec![0; n_variables],
                marks: vec![Mark::Unpublished; n_variables],
                exact: false,
            },
            two_counts: Vec::new(),
        }
    }
}

/// Where what a release says stands in a system.
pub(crate) struct Reading<'a> {
    pub(crate) joint: &'a Joint,
    /// Where its areas stand among those of the system.
    pub(crate) areas: &'a [AreaIndex],
    /// Its subjects.
    pub(crate) subjects: Range<usize>,
    /// The sets of conditions of the system, and which of them the release lists.
    pub(crate) listings: &'a Listings,
}

impl Release {
    /// The sets of conditions that are listed.
    pub(crate) fn listings(&self) -> Listings {
        Listings::new(&self.catalogue, self.listed())
    }

    /// The published count of each, by snapshot, area and set.
    pub(crate) fn listed(&self) -> Listed {
        let listed = self.combinations.iter().map(|one| {
            let key = (one.period, one.area, one.conditions.clone());
            (key, one.people)
        });
        listed.collect()
    }

    /// Marks and published values of a snapshot; values of withheld counts are 0.
    pub(crate) fn snapshot(
        &self,
        joint: &Joint,
        listings: &Listings,
        period: usize,
    ) -> AsPublished {
        let areas: Vec<AreaIndex> = self.catalogue.areas().map(|(area, _)| area).collect();
        let mut read = AsPublished::nothing(period, joint.system.n_variables());
        let reading = Reading {
            joint,
            areas: &areas,
            subjects: 0..joint.subjects.list.len(),
            listings,
        };
        self.read_into(&mut read, &reading);
        read
    }

    /// Marks and published values of a snapshot, where they stand in a system.
    pub(crate) fn read_into(&self, into: &mut AsPublished, reading: &Reading<'_>) {
        let Reading {
            joint,
            areas,
            subjects,
            listings,
        } = reading;
        let period = into.snapshot.period;
        let AsPublished {
            snapshot: Snapshot { values, marks, .. },
            two_counts,
        } = into;
        let standing = |place: Place| {
            joint.grid.index(Place {
                area: areas[place.area.0],
                ..place
            })
        };
        for row in self.rows.iter().filter(|row| row.period == period) {
            let counts = [
                (joint.subjects.numerator[row.measure], row.numerator),
                (joint.subjects.denominator[row.measure], row.denominator),
            ];
            for (subject, published) in counts {
                let variable = joint.variable(subjects.start + subject, standing(row.place));
                let (mark, value) = match published {
                    Published::Shown(count) => (Mark::Shown, i64::from(count)),
                    Published::Withheld => (Mark::Primary, 0),
                    Published::NoPeople => (Mark::Empty, 0),
                    Published::NotCalculable => (Mark::NotCalculable, 0),
                };
                let at = variable as usize;
                match marks[at] {
                    Mark::Unpublished | Mark::NotCalculable => {}
                    // Another measure has a figure of it.
                    _ if mark == Mark::NotCalculable => continue,
                    known if (known, values[at]) != (mark, value) => two_counts.push(variable),
                    _ => {}
                }
                (marks[at], values[at]) = (mark, value);
            }
        }
        let several = joint.subjects.several();
        let own = joint.subjects.sets.iter();
        let own = own.filter(|set| subjects.contains(set));
        for (subject, set) in own.zip(&listings.sets) {
            for area in (0..areas.len()).map(AreaIndex) {
                let place = standing(Place {
                    area,
                    breakdown: Breakdown::All,
                    group: 0,
                });
                let several = several.map(|one| joint.variable(subjects.start + one, place));
                let nothing =
                    several.is_some_and(|several| marks[several as usize] == Mark::NotCalculable);
                let listed = listings.listed.get(&(period, area, set.clone()));
                let at = joint.variable(*subject, place) as usize;
                (marks[at], values[at]) = match listed {
                    Some(people) => (Mark::Shown, i64::from(*people)),
                    None if nothing => (Mark::NotCalculable, 0),
                    None => (Mark::Unlisted, 0),
                };
            }
        }
        let impossible = joint.grid.impossible(&self.catalogue, period, areas);
        for subject in subjects.clone() {
            for place in (0..joint.grid.len()).filter(|place| impossible[*place]) {
                marks[joint.variable(subject, place) as usize] = Mark::Empty;
            }
        }
    }
}

impl From<&ProtectedRow> for PublishedRow {
    fn from(row: &ProtectedRow) -> Self {
        Self {
            measure: row.measure(),
            period: row.period(),
            place: row.place(),
            numerator: row.numerator(),
            denominator: row.denominator(),
            standardised: row.standardised(),
            dispersion: row.dispersion(),
        }
    }
}

impl From<&ProtectedCombination> for PublishedCombination {
    fn from(combination: &ProtectedCombination) -> Self {
        Self {
            period: combination.period(),
            area: combination.area(),
            conditions: combination.conditions().to_vec(),
            people: combination.people(),
        }
    }
}
