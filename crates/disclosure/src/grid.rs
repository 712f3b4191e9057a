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
    /// Where geography alone leaves nobody.
    pub(crate) impossible: Vec<bool>,
    /// Every sum between places: neighbourhoods to the whole, groups to everybody, crossed groups
    /// to both of their margins.
    pub(crate) sums: Vec<PlaceSum>,
    /// The area that holds all others.
    pub(crate) whole: AreaIndex,
    index: BTreeMap<Place, usize>,
}

impl Grid {
    pub(crate) fn of(catalogue: &Catalogue) -> Self {
        let places = catalogue.counted_places();
        let index: BTreeMap<Place, usize> = places
            .iter()
            .enumerate()
            .map(|(index, place)| (*place, index))
            .collect();
        let mut grid = Self {
            impossible: vec![false; places.len()],
            places,
            sums: Vec::new(),
            whole: catalogue.whole_index(),
            index,
        };
        grid.mark_impossible(catalogue);
        grid.sums = grid.all_sums(catalogue);
        grid
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

    // Asking the catalogue place by place compares strings for each of them; this goes once
    // through its list.
    fn mark_impossible(&mut self, catalogue: &Catalogue) {
        for empty in &catalogue.impossible_groups {
            let groups = catalogue.groups(empty.breakdown);
            let group = groups.iter().position(|label| *label == empty.group);
            let area = catalogue.area_index(&empty.area);
            let place = area.zip(group).map(|(area, group)| Place {
                area,
                breakdown: empty.breakdown,
                group,
            });
            if let Some(index) = place.and_then(|place| self.index.get(&place)) {
                self.impossible[*index] = true;
            }
        }
    }

    fn all_sums(&self, catalogue: &Catalogue) -> Vec<PlaceSum> {
        let whole = catalogue.whole_index();
        let areas: Vec<_> = catalogue.areas().map(|(area, _)| area).collect();
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
                sums.push(PlaceSum {
                    total: at(whole, breakdown, group),
                    members: areas
                        .iter()
                        .filter(|area| **area != whole)
                        .map(|area| at(*area, breakdown, group))
                        .collect(),
                });
            }
            if breakdown == Breakdown::All {
                continue;
            }
            for area in &areas {
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
