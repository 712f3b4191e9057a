//! The maps of two releases: which neighbourhoods are the same small areas, and the pieces that the
//! others have in common.
//!
//! Maps are public. Nothing here holds a count.

use std::collections::{BTreeMap, BTreeSet};

use measures::area::{Area, AreaIndex};
use measures::catalogue::Catalogue;

use crate::grid::Nesting;

/// Two maps as one list of areas: those both have, those only one has, and the pieces of these.
#[derive(Debug)]
pub(crate) struct TwoMaps {
    /// The later catalogue with all of these areas.
    pub(crate) catalogue: Catalogue,
    /// For each map, where its areas stand among them.
    pub(crate) areas: [Vec<AreaIndex>; 2],
    /// For each map, what makes up what.
    pub(crate) nestings: [Nesting; 2],
    /// The pieces of changed neighbourhoods.
    pub(crate) pieces: Vec<Piece>,
}

/// The small areas that an earlier and a later neighbourhood have in common.
#[derive(Debug)]
pub(crate) struct Piece {
    pub(crate) area: AreaIndex,
    pub(crate) n_small_areas: usize,
    /// The earlier neighbourhood, and how many small areas it has.
    pub(crate) of: AreaIndex,
    pub(crate) n_around: usize,
    /// Whether it is all of a neighbourhood of one of the maps, and so no secret.
    pub(crate) is_neighbourhood: bool,
}

/// For each neighbourhood of the earlier map, the place of the later one that is the same small
/// areas, if there is one.
///
/// # Errors
/// In a few words what is not the same, when the two are not about one place.
pub(crate) fn same_neighbourhoods(
    before: &Catalogue,
    after: &Catalogue,
) -> Result<Vec<Option<usize>>, &'static str> {
    if before.whole.code != after.whole.code {
        return Err("partnership");
    }
    let codes = |of: &Catalogue| -> Vec<String> {
        let areas = of.neighbourhoods.iter();
        areas.map(|area| area.code.clone()).collect()
    };
    match (before.small_areas.is_empty(), after.small_areas.is_empty()) {
        // Neither says which small areas it means: the same codes are taken for the same places.
        (true, true) if codes(before) == codes(after) => {
            return Ok((0..after.neighbourhoods.len()).map(Some).collect());
        }
        (true, _) | (_, true) => return Err("list of neighbourhoods, without their small areas"),
        (false, false) => {}
    }
    if !before.small_areas.keys().eq(after.small_areas.keys()) {
        return Err("set of small areas");
    }
    let [earlier, later] = [before, after].map(Catalogue::small_areas_by_neighbourhood);
    let same = |old: &Area| {
        let of_old = earlier.get(old.code.as_str())?;
        let mut new = after.neighbourhoods.iter();
        new.position(|new| later.get(new.code.as_str()) == Some(of_old))
    };
    Ok(before.neighbourhoods.iter().map(same).collect())
}

impl TwoMaps {
    /// Both maps; `same` is what [`same_neighbourhoods`] found.
    pub(crate) fn of(before: &Catalogue, after: &Catalogue, same: &[Option<usize>]) -> Self {
        let mut list = List {
            areas: after.neighbourhoods.clone(),
            pieces: Vec::new(),
        };
        let own: Vec<usize> = (0..list.areas.len()).collect();
        let earlier: Vec<usize> = before
            .neighbourhoods
            .iter()
            .zip(same)
            .map(|(area, same)| match same {
                Some(index) => *index,
                None => list.add(format!("{} (earlier)", area.code)),
            })
            .collect();
        let [old_parts, new_parts] = list.add_pieces([before, after], [&earlier, &own]);
        let whole = list.areas.len();
        let nest = |areas: &[usize], parts: &BTreeMap<usize, Vec<usize>>| {
            let of = |all: &[usize]| all.iter().copied().map(AreaIndex).collect::<Vec<_>>();
            let mut sums = vec![(AreaIndex(whole), of(areas))];
            sums.extend(
                parts
                    .iter()
                    .map(|(area, parts)| (AreaIndex(*area), of(parts))),
            );
            let pieces = parts.values().flatten();
            let all: BTreeSet<usize> = areas.iter().chain(pieces).copied().collect();
            let all = all.into_iter().chain([whole]);
            Nesting {
                areas: all.map(AreaIndex).collect(),
                sums,
            }
        };
        let nestings = [nest(&earlier, &old_parts), nest(&own, &new_parts)];
        let areas = [earlier, own].map(|areas| {
            let areas = areas.into_iter().chain([whole]);
            areas.map(AreaIndex).collect()
        });
        Self {
            catalogue: Catalogue {
                neighbourhoods: list.areas,
                ..after.clone()
            },
            areas,
            nestings,
            pieces: list.pieces,
        }
    }
}

struct List {
    areas: Vec<Area>,
    pieces: Vec<Piece>,
}

impl List {
    fn add(&mut self, code: String) -> usize {
        self.areas.push(Area {
            name: code.clone(),
            code,
        });
        self.areas.len() - 1
    }

    /// Adds what changed neighbourhoods have in common, and says for each of them by its place which
    /// pieces it is made of.
    fn add_pieces(
        &mut self,
        maps: [&Catalogue; 2],
        places: [&[usize]; 2],
    ) -> [BTreeMap<usize, Vec<usize>>; 2] {
        let small_areas = maps.map(Catalogue::small_areas_by_neighbourhood);
        let mut parts = [BTreeMap::new(), BTreeMap::new()];
        let none = BTreeSet::new();
        for (old, old_at) in maps[0].neighbourhoods.iter().zip(places[0]) {
            for (new, new_at) in maps[1].neighbourhoods.iter().zip(places[1]) {
                let of_old = small_areas[0].get(old.code.as_str()).unwrap_or(&none);
                let of_new = small_areas[1].get(new.code.as_str()).unwrap_or(&none);
                let n_small_areas = of_old.intersection(of_new).count();
                if n_small_areas == 0 || old_at == new_at {
                    continue;
                }
                let at = self.add(format!("{} within {}", old.code, new.code));
                self.pieces.push(Piece {
                    area: AreaIndex(at),
                    n_small_areas,
                    of: AreaIndex(*old_at),
                    n_around: of_old.len(),
                    is_neighbourhood: [of_old, of_new].map(BTreeSet::len).contains(&n_small_areas),
                });
                for (parts, whole) in parts.iter_mut().zip([old_at, new_at]) {
                    let of_it: &mut Vec<usize> = parts.entry(*whole).or_default();
                    of_it.push(at);
                }
            }
        }
        parts
    }
}
