//! Strata: people who are counted in the same places at every age, and the places themselves.
//!
//! A stratum is a neighbourhood, a national and a local fifth, a sex and an ethnic group. Age is
//! not part of it, because it alone changes over time. Nothing here reads a timeline.

use std::collections::BTreeSet;

use disclosure::protected::STANDARDISED;
use measures::area::AreaIndex;
use measures::breakdown::{Breakdown, ETHNIC_GROUPS, QUINTILES, SEXES};
use measures::catalogue::{Catalogue, ImpossibleGroup};
use measures::period::{Quarter, days_since_epoch};

use crate::definitions::{Geography, SmallArea};
use crate::tables::People;

/// The place among [`QUINTILES`] of "not known".
const NOT_KNOWN: usize = QUINTILES.len() - 1;

/// What a small area says of the people who live there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Surroundings {
    neighbourhood: AreaIndex,
    /// Place among [`QUINTILES`].
    national: usize,
    /// Place among [`QUINTILES`].
    local: usize,
}

/// The strata of an extract, numbered densely.
#[derive(Debug)]
pub(crate) struct Strata {
    surroundings: Vec<Surroundings>,
    /// For each small area its place among the surroundings.
    of_small_area: Vec<u32>,
}

/// Where the counts of a stratum go: places of the catalogue by their order.
#[derive(Debug)]
pub(crate) struct StratumPlaces {
    /// Where its people live.
    pub(crate) neighbourhood: AreaIndex,
    /// Place among [`SEXES`].
    pub(crate) sex: usize,
    /// Whatever the age.
    pub(crate) at_any_age: Vec<usize>,
    /// For each age band, where people of that band are counted besides.
    pub(crate) at_age: Vec<Vec<usize>>,
}

impl Strata {
    /// The strata of a map, with fifths of the partnership's own people as given for each small
    /// area.
    pub(crate) fn new(geography: &Geography, local_fifths: &[Option<u8>]) -> Self {
        let of_each: Vec<Surroundings> = geography
            .small_areas()
            .iter()
            .zip(local_fifths)
            .map(|(area, local)| Surroundings {
                neighbourhood: area.neighbourhood,
                national: fifth_place(area.national_quintile()),
                local: fifth_place(*local),
            })
            .collect();
        let surroundings: Vec<Surroundings> = of_each
            .iter()
            .copied()
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        let of_small_area = of_each
            .iter()
            .map(|one| {
                let place = surroundings
                    .binary_search(one)
                    .expect("each of them is listed");
                u32::try_from(place).expect("there are fewer small areas than that")
            })
            .collect();
        Self {
            surroundings,
            of_small_area,
        }
    }

    /// The number of strata, with people in them or not.
    pub(crate) fn len(&self) -> usize {
        self.surroundings.len() * SEXES.len() * ETHNIC_GROUPS.len()
    }

    /// The stratum of a person who lives in a small area of the map.
    pub(crate) fn stratum(&self, people: &People, person: usize) -> Option<usize> {
        let surroundings = *self.of_small_area.get(people.small_area[person] as usize)? as usize;
        let sex = usize::from(people.sex[person]);
        let ethnic_group = usize::from(people.ethnic_group[person]);
        Some((surroundings * SEXES.len() + sex) * ETHNIC_GROUPS.len() + ethnic_group)
    }

    /// The places in which a stratum's people are counted.
    pub(crate) fn places(&self, stratum: usize, index: &PlaceIndex) -> StratumPlaces {
        let ethnic_group = stratum % ETHNIC_GROUPS.len();
        let sex = stratum / ETHNIC_GROUPS.len() % SEXES.len();
        let Surroundings {
            neighbourhood,
            national,
            local,
        } = self.surroundings[stratum / ETHNIC_GROUPS.len() / SEXES.len()];
        let crossed = |row: usize| row * QUINTILES.len() + national;
        let uncrossed = [
            (Breakdown::All, 0),
            (Breakdown::Sex, sex),
            (Breakdown::EthnicGroup, ethnic_group),
            (Breakdown::ImdQuintile, national),
            (Breakdown::ImdLocalQuintile, local),
        ];
        let at_any_age = [neighbourhood, index.whole]
            .into_iter()
            .flat_map(|area| uncrossed.map(|(breakdown, group)| index.of(area, breakdown, group)))
            .chain([
                index.of(
                    index.whole,
                    Breakdown::EthnicGroupByImdQuintile,
                    crossed(ethnic_group),
                ),
                index.of(index.whole, Breakdown::SexByImdQuintile, crossed(sex)),
            ])
            .collect();
        let at_age = (0..index.n_age_bands)
            .map(|band| {
                vec![
                    index.of(neighbourhood, Breakdown::AgeBand, band),
                    index.of(index.whole, Breakdown::AgeBand, band),
                    index.of(index.whole, Breakdown::AgeBandByImdQuintile, crossed(band)),
                ]
            })
            .collect();
        StratumPlaces {
            neighbourhood,
            sex,
            at_any_age,
            at_age,
        }
    }

    /// Groups by deprivation in which nobody can be, because no small area of the area has that
    /// fifth, and the crossed groups made of them.
    pub(crate) fn impossible_groups(&self, catalogue: &Catalogue) -> Vec<ImpossibleGroup> {
        let mut impossible = Vec::new();
        for place in catalogue.counted_places() {
            let here = self.surroundings.iter().filter(|one| {
                place.area == catalogue.whole_index() || place.area == one.neighbourhood
            });
            let fifth = place.group % QUINTILES.len();
            let possible = match place.breakdown {
                Breakdown::ImdLocalQuintile => here.clone().any(|one| one.local == fifth),
                Breakdown::ImdQuintile
                | Breakdown::EthnicGroupByImdQuintile
                | Breakdown::AgeBandByImdQuintile
                | Breakdown::SexByImdQuintile => here.clone().any(|one| one.national == fifth),
                Breakdown::All | Breakdown::AgeBand | Breakdown::Sex | Breakdown::EthnicGroup => {
                    true
                }
            };
            if !possible {
                impossible.push(ImpossibleGroup {
                    area: catalogue.area(place.area).code.clone(),
                    breakdown: place.breakdown,
                    group: catalogue.groups(place.breakdown)[place.group].clone(),
                    periods: Vec::new(),
                });
            }
        }
        impossible
    }
}

/// The order of [`Catalogue::counted_places`], looked up by area, breakdown and group.
#[derive(Debug)]
pub(crate) struct PlaceIndex {
    /// For each area and breakdown, the place of its first group.
    first_groups: Vec<[usize; Breakdown::EVERY.len()]>,
    whole: AreaIndex,
    n_age_bands: usize,
    /// The places of a standardised figure.
    pub(crate) standardised: Vec<usize>,
    /// The number of places.
    pub(crate) n_places: usize,
}

impl PlaceIndex {
    /// The order of a catalogue's counted places.
    pub(crate) fn new(catalogue: &Catalogue) -> Self {
        let places = catalogue.counted_places();
        let mut first_groups =
            vec![[usize::MAX; Breakdown::EVERY.len()]; catalogue.whole_index().0 + 1];
        for (order, place) in places.iter().enumerate() {
            if place.group == 0 {
                first_groups[place.area.0][place.breakdown as usize] = order;
            }
        }
        Self {
            first_groups,
            whole: catalogue.whole_index(),
            n_age_bands: catalogue.groups(Breakdown::AgeBand).len(),
            standardised: (0..places.len())
                .filter(|order| STANDARDISED.contains(&places[*order].breakdown))
                .collect(),
            n_places: places.len(),
        }
    }

    fn of(&self, area: AreaIndex, breakdown: Breakdown, group: usize) -> usize {
        self.first_groups[area.0][breakdown as usize] + group
    }

    /// The place of everybody in the whole partnership.
    pub(crate) fn everybody(&self) -> usize {
        self.of(self.whole, Breakdown::All, 0)
    }
}

/// Fifths of the partnership's own people for each small area, 1 the most deprived.
///
/// Small areas in order of rank (else decile), then code. With `c` the people counted at the last
/// snapshot in small areas before one, `a` its own and `T` all of them, its fifth is
/// `min(5, floor(5·(c + a/2)/T) + 1)`: the fifth that its middle person falls into. None where the
/// deprivation is not known, or nobody lives.
pub(crate) fn local_fifths(
    people: &People,
    geography: &Geography,
    last: Quarter,
    minimum_age: u32,
) -> Vec<Option<u8>> {
    let small_areas = geography.small_areas();
    let mut living = vec![0_u64; small_areas.len()];
    let day = days_since_epoch(last.last_day());
    // Born by then, so old enough: a snapshot is the last day of its month.
    let born_by = days_since_epoch(last.window_start(minimum_age * 12));
    for person in 0..people.birth.len() {
        let counted = people.registered_from[person] <= day
            && people.registered_to[person] > day
            && people.died[person] > day
            && people.birth[person] <= born_by;
        if counted && let Some(count) = living.get_mut(people.small_area[person] as usize) {
            *count += 1;
        }
    }
    let mut order: Vec<usize> = (0..small_areas.len())
        .filter(|place| small_areas[*place].decile.is_some() && living[*place] > 0)
        .collect();
    order.sort_by_key(|place| deprivation_order(&small_areas[*place]));
    let total: u64 = order.iter().map(|place| living[*place]).sum();
    let mut fifths = vec![None; small_areas.len()];
    let mut before = 0;
    for place in order {
        let own = living[place];
        let fifth = 5 * (2 * before + own) / (2 * total) + 1;
        fifths[place] = u8::try_from(fifth.min(5)).ok();
        before += own;
    }
    fifths
}

fn deprivation_order(area: &SmallArea) -> (Option<u32>, &str) {
    (area.rank.or(area.decile.map(u32::from)), &area.code)
}

fn fifth_place(fifth: Option<u8>) -> usize {
    fifth.map_or(NOT_KNOWN, |fifth| usize::from(fifth) - 1)
}
