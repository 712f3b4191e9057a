//! Strata: people who are counted in the same places at every age, and the places themselves.
//!
//! A stratum is a neighbourhood, a national and a local fifth, a sex and an ethnic group. Age is
//! not part of it, because it alone changes over time. Nothing here reads a timeline.

use std::collections::BTreeSet;

use disclosure::protected::STANDARDISED;
use measures::area::AreaIndex;
use measures::breakdown::{Breakdown, ETHNIC_GROUPS, QUINTILES, SEXES};
use measures::catalogue::{Catalogue, ImpossibleGroup};

use crate::definitions::{Geography, SmallArea};
use crate::newcomers::{Origin, Stretch};
use crate::threads::Threads;
use crate::timeline::calendar::Calendar;

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

/// Where the counts of people with the same surroundings go: places of the catalogue by their
/// order. Of a stratum they go to those of everybody, of its sex and of its ethnic group, and at
/// each age to those of the age band.
#[derive(Debug)]
pub(crate) struct SharedPlaces {
    /// Where they live.
    pub(crate) neighbourhood: AreaIndex,
    pub(crate) everybody: Vec<usize>,
    /// For each of [`SEXES`].
    pub(crate) by_sex: Vec<Vec<usize>>,
    /// For each of [`ETHNIC_GROUPS`].
    pub(crate) by_ethnic_group: Vec<Vec<usize>>,
    /// For each age band.
    pub(crate) by_age_band: Vec<Vec<usize>>,
}

/// What tells people of a stratum from others with the same surroundings.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Groups {
    /// Place among [`SEXES`].
    pub(crate) sex: usize,
    /// Place among [`ETHNIC_GROUPS`].
    pub(crate) ethnic_group: usize,
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
    #[inline]
    pub(crate) fn stratum(&self, origin: Origin) -> Option<usize> {
        let surroundings = *self.of_small_area.get(origin.small_area())? as usize;
        Some(surroundings * SEXES.len() * ETHNIC_GROUPS.len() + origin.group())
    }

    /// The surroundings of a stratum, by number, and its groups. Strata of the same surroundings
    /// follow each other.
    pub(crate) fn of(stratum: usize) -> (usize, Groups) {
        let groups = Groups {
            sex: stratum / ETHNIC_GROUPS.len() % SEXES.len(),
            ethnic_group: stratum % ETHNIC_GROUPS.len(),
        };
        (stratum / ETHNIC_GROUPS.len() / SEXES.len(), groups)
    }

    /// The places in which people of some surroundings are counted.
    pub(crate) fn places(&self, surroundings: usize, index: &PlaceIndex) -> SharedPlaces {
        let Surroundings {
            neighbourhood,
            national,
            local,
        } = self.surroundings[surroundings];
        let here_and_whole = |breakdown, group| {
            [neighbourhood, index.whole].map(|area| index.of(area, breakdown, group))
        };
        let groups = |number: usize, breakdown, by_quintile| -> Vec<Vec<usize>> {
            let places = |group: usize| {
                let crossed = group * QUINTILES.len() + national;
                let mut places = here_and_whole(breakdown, group).to_vec();
                places.push(index.of(index.whole, by_quintile, crossed));
                places
            };
            (0..number).map(places).collect()
        };
        let everybody = [
            (Breakdown::All, 0),
            (Breakdown::ImdQuintile, national),
            (Breakdown::ImdLocalQuintile, local),
        ];
        let everybody = everybody.map(|(breakdown, group)| here_and_whole(breakdown, group));
        SharedPlaces {
            neighbourhood,
            everybody: everybody.concat(),
            by_sex: groups(SEXES.len(), Breakdown::Sex, Breakdown::SexByImdQuintile),
            by_ethnic_group: groups(
                ETHNIC_GROUPS.len(),
                Breakdown::EthnicGroup,
                Breakdown::EthnicGroupByImdQuintile,
            ),
            by_age_band: groups(
                index.n_age_bands,
                Breakdown::AgeBand,
                Breakdown::AgeBandByImdQuintile,
            ),
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
    people: &[Stretch],
    geography: &Geography,
    calendars: &[Calendar],
    minimum_age: u32,
    threads: &Threads,
) -> Vec<Option<u8>> {
    let small_areas = geography.small_areas();
    let calendar = calendars.last().expect("a series has a calendar");
    let last = calendar.n_snapshots() - 1;
    let shares = people.chunks(Stretch::share(people, threads));
    let shares = threads.each(shares, |share| {
        let mut living = vec![0_u64; small_areas.len()];
        for Stretch { lives, persons } in share {
            for (life, person) in lives.iter().zip(persons) {
                let origin = Origin::of_life(*life);
                if let Some(living) = living.get_mut(origin.small_area()) {
                    *living += u64::from(person.counted(calendar, minimum_age).holds(last));
                }
            }
        }
        living
    });
    let mut living = vec![0_u64; small_areas.len()];
    for share in shares {
        (living.iter_mut().zip(share)).for_each(|(all, own)| *all += own);
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
