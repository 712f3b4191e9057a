//! The counted places of a catalogue, numbered, and the sums that hold between them.
//!
//! Everything here follows from areas and groups alone; no measure and no count is involved.

use std::collections::BTreeMap;

use measures::area::AreaIndex;
use measures::breakdown::{Breakdown, SEXES};
use measures::catalogue::{Catalogue, Place};

/// Places that add up to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PlaceSum {
    /// The place that holds everybody.
    pub(crate) total: usize,
    /// The places that hold each of them once.
    pub(crate) members: Vec<usize>,
}

/// The counted places in catalogue order.
#[derive(Debug)]
pub(crate) struct Grid {
    /// [`Catalogue::counted_places`].
    pub(crate) places: Vec<Place>,
    /// The area that holds all others.
    pub(crate) whole: AreaIndex,
    index: BTreeMap<Place, usize>,
}

/// Which areas there are, and which of them make up others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Nesting {
    /// All of them.
    pub(crate) areas: Vec<AreaIndex>,
    /// An area, and those that hold everybody in it once.
    pub(crate) sums: Vec<(AreaIndex, Vec<AreaIndex>)>,
}

impl Nesting {
    /// The neighbourhoods of a catalogue make up the whole.
    pub(crate) fn of(catalogue: &Catalogue) -> Self {
        let whole = catalogue.whole_index();
        Self {
            areas: catalogue.areas().map(|(area, _)| area).collect(),
            sums: vec![(whole, (0..whole.0).map(AreaIndex).collect())],
        }
    }
}

impl Grid {
    pub(crate) fn of(catalogue: &Catalogue) -> Self {
        let places = catalogue.counted_places();
        let index: BTreeMap<Place, usize> = places
            .iter()
            .enumerate()
            .map(|(index, place)| (*place, index))
            .collect();
        Self {
            places,
            whole: catalogue.whole_index(),
            index,
        }
    }

    /// How many places there are.
    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    /// The number of a counted place.
    pub(crate) fn index(&self, place: Place) -> usize {
        self.index[&place]
    }

    /// The place of everybody in an area.
    pub(crate) fn all(&self, area: AreaIndex) -> usize {
        self.index(Place {
            area,
            breakdown: Breakdown::All,
            group: 0,
        })
    }

    /// Where the geography of a catalogue leaves nobody at a snapshot; `areas` says where its areas
    /// stand in this grid.
    pub(crate) fn impossible(
        &self,
        catalogue: &Catalogue,
        period: usize,
        areas: &[AreaIndex],
    ) -> Vec<bool> {
        let mut impossible = vec![false; self.len()];
        // Asking the catalogue place by place compares strings for each of them; this goes once
        // through its list.
        for empty in &catalogue.impossible_groups {
            let groups = catalogue.groups(empty.breakdown);
            let group = groups.iter().position(|label| *label == empty.group);
            let area = catalogue.area_index(&empty.area);
            let place = area.zip(group).map(|(area, group)| Place {
                area: areas[area.0],
                breakdown: empty.breakdown,
                group,
            });
            if let Some(index) = place.and_then(|place| self.index.get(&place)) {
                impossible[*index] |= empty.is_at(catalogue.periods[period]);
            }
        }
        impossible
    }

    /// Every sum between places: areas to those they make up, groups to everybody, crossed groups
    /// to both of their margins.
    pub(crate) fn sums(&self, catalogue: &Catalogue, nesting: &Nesting) -> Vec<PlaceSum> {
        let whole = catalogue.whole_index();
        let at = |area, breakdown, group| {
            self.index(Place {
                area,
                breakdown,
                group,
            })
        };
        let n_groups = |breakdown: Breakdown| catalogue.groups(breakdown).len();
        let mut sums = Vec::new();
        for breakdown in Breakdown::OF_NEIGHBOURHOODS {
            for group in 0..n_groups(breakdown) {
                for (total, members) in &nesting.sums {
                    sums.push(PlaceSum {
                        total: at(*total, breakdown, group),
                        members: members
                            .iter()
                            .map(|area| at(*area, breakdown, group))
                            .collect(),
                    });
                }
            }
            if breakdown == Breakdown::All {
                continue;
            }
            for area in &nesting.areas {
                sums.push(PlaceSum {
                    total: at(*area, Breakdown::All, 0),
                    members: (0..n_groups(breakdown))
                        .map(|group| at(*area, breakdown, group))
                        .collect(),
                });
            }
        }
        for crossed in Breakdown::EVERY {
            let Some((rows, columns)) = crossed.margins() else {
                continue;
            };
            let (n_rows, n_columns) = (n_groups(rows), n_groups(columns));
            let cell = |row, column| at(whole, crossed, row * n_columns + column);
            for row in 0..n_rows {
                sums.push(PlaceSum {
                    total: at(whole, rows, row),
                    members: (0..n_columns).map(|column| cell(row, column)).collect(),
                });
            }
            for column in 0..n_columns {
                sums.push(PlaceSum {
                    total: at(whole, columns, column),
                    members: (0..n_rows).map(|row| cell(row, column)).collect(),
                });
            }
        }
        sums.retain(|sum| !sum.members.is_empty());
        sums
    }

    /// Whether a place is a neighbourhood's third sex, which is counted and not published.
    pub(crate) fn is_third_sex(&self, catalogue: &Catalogue, place: usize) -> bool {
        let place = self.places[place];
        place.breakdown == Breakdown::Sex
            && place.area != catalogue.whole_index()
            && place.group + 1 == SEXES.len()
    }
}
