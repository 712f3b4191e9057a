//! What a reader knows who has two releases of one snapshot, each on its own map: both are of one
//! truth, up to a difference.
//!
//! The pieces that neighbourhoods of the two maps have in common are areas of a map of their own,
//! with every relation that areas have. Both releases are sums of these pieces.

use std::collections::{BTreeMap, BTreeSet};

use disclosure::exact::Exact;
use disclosure::policy::Policy;
use measures::area::Area;
use measures::breakdown::Breakdown;
use measures::catalogue::{Catalogue, Place};

use crate::reader::{Reader, Rows, Withheld};
use crate::tables::{Found, Limit};

/// The map on which every neighbourhood of two others is a sum of areas: for each of its areas, the
/// small areas in it.
pub(crate) fn finest(maps: [&Catalogue; 2]) -> (Catalogue, Vec<BTreeSet<String>>) {
    let mut pieces: BTreeMap<(&str, &str), BTreeSet<String>> = BTreeMap::new();
    for (code, old) in &maps[0].small_areas {
        let new = &maps[1].small_areas[code];
        let of = (old.neighbourhood.as_str(), new.neighbourhood.as_str());
        pieces.entry(of).or_default().insert(code.clone());
    }
    let neighbourhoods = pieces.keys().map(|(old, new)| Area {
        code: format!("{old}-{new}"),
        name: format!("{old}-{new}"),
    });
    let catalogue = Catalogue {
        neighbourhoods: neighbourhoods.collect(),
        small_areas: BTreeMap::new(),
        ..maps[0].clone()
    };
    (catalogue, pieces.into_values().collect())
}

/// One release of a snapshot, and what was counted for it, on its map and on the finest.
pub(crate) struct Side<'a> {
    pub(crate) catalogue: &'a Catalogue,
    pub(crate) rows: &'a Rows,
    pub(crate) exact: &'a Exact,
    pub(crate) in_pieces: &'a Exact,
}

/// Both releases as one truth up to the smallest difference that fits, with every count that must
/// stay open: those withheld, and those of pieces that are no neighbourhood.
pub(crate) fn reader_of_both<'a>(
    sides: &[Side<'a>; 2],
    policy: &'a Policy,
    pieces: &'a (Catalogue, Vec<BTreeSet<String>>),
    most_apart: i32,
) -> Reader<'a> {
    for apart in 0..=most_apart {
        let mut joined = joined(sides, policy, pieces, apart);
        if joined.tables.broken(&joined.truth).is_none() {
            return joined;
        }
        let possible = joined
            .tables
            .ranges
            .iter()
            .all(|(least, most)| least <= most);
        let known = joined.truth.clone();
        let free: Vec<usize> = (0..known.len()).collect();
        let found = possible.then(|| {
            let mut search = joined.tables.search(&known, free);
            search.find(Limit::AtLeast(0, 0), 200_000)
        });
        if let Some(Found::Table(table)) = found {
            joined.truth = table;
            return joined;
        }
    }
    panic!("no table fits both releases, however far apart");
}

fn joined<'a>(
    sides: &[Side<'a>; 2],
    policy: &'a Policy,
    (finest, pieces): &'a (Catalogue, Vec<BTreeSet<String>>),
    apart: i32,
) -> Reader<'a> {
    let nothing = Rows::new();
    let [mut joined, later] = [0, 1].map(|at| read(&sides[at], policy));
    let second = append(&mut joined, &later, "later");
    if sides[0].catalogue.small_areas == sides[1].catalogue.small_areas {
        for variable in 0..second {
            let both = vec![(variable, 1), (variable + second, -1)];
            joined.tables.relate(both, -apart, apart);
        }
        joined.tables.narrow();
        return joined;
    }
    let mut firsts = Vec::new();
    let mut sums = Vec::new();
    for (side, told) in sides.iter().zip(["piece", "later piece"]) {
        let mut reader = Reader::new(finest, policy, &nothing, side.in_pieces, 0);
        reader.withheld = secret(&reader, sides, pieces);
        firsts.push(append(&mut joined, &reader, told));
    }
    let places = finest.counted_places();
    let n_subjects = joined.n_subjects();
    for subject in 0..n_subjects {
        for place in 0..places.len() {
            let at = |first: usize| first + subject * places.len() + place;
            let both = vec![(at(firsts[0]), 1), (at(firsts[1]), -1)];
            joined.tables.relate(both, -apart, apart);
        }
        for ((side, first_of_side), first) in sides.iter().zip([0, second]).zip(&firsts) {
            for (total, parts) in parts_of(side.catalogue, finest, pieces) {
                let parts = parts
                    .iter()
                    .map(|part| first + subject * places.len() + part);
                let parts: Vec<usize> = parts.collect();
                let total = first_of_side + joined.at(subject, total);
                joined.tables.sum(parts.iter().copied(), total);
                sums.push((total, parts));
            }
        }
    }
    joined.tables.narrow();
    // That nobody of a neighbourhood is meant may be known, and so it is of its pieces.
    let ranges = &joined.tables.ranges;
    let n_counts = firsts[1] - firsts[0];
    let empty: BTreeSet<usize> = sums
        .into_iter()
        .filter(|(total, _)| ranges[*total].1 == 0)
        .flat_map(|(_, parts)| parts)
        .map(|part| (part - firsts[0]) % n_counts)
        .collect();
    joined.withheld.retain(|one| {
        one.variable < firsts[0] || !empty.contains(&((one.variable - firsts[0]) % n_counts))
    });
    joined
}

/// Adds everything another reader knows, of counts of its own; returns the number of the first of
/// them. Both have the same subjects; places only the other has are taken for the whole's.
fn append(reader: &mut Reader<'_>, other: &Reader<'_>, told: &str) -> usize {
    let offset = reader.truth.len();
    for (least, most) in &other.tables.ranges {
        reader.tables.variable(*least, *most);
    }
    for relation in &other.tables.relations {
        let terms = relation.terms.iter();
        let terms = terms.map(|(variable, times)| (variable + offset, *times));
        reader
            .tables
            .relate(terms.collect(), relation.least, relation.most);
    }
    for limits in &other.tables.alternatives {
        let limits = limits.iter().map(|limit| limit.moved(offset));
        reader.tables.either(limits.collect());
    }
    for (group, of) in &other.groups {
        reader.groups.insert(group + offset, of + offset);
    }
    reader.truth.extend(&other.truth);
    let [own, places] = [reader.catalogue, other.catalogue].map(Catalogue::counted_places);
    let area = reader.catalogue.whole_index();
    for (subject, place) in &other.stands_for {
        let place = if own == places {
            *place
        } else {
            let like = Place {
                area,
                ..places[*place]
            };
            own.iter().position(|one| *one == like).unwrap()
        };
        reader.stands_for.push((*subject, place));
    }
    let withheld = other.withheld.iter().map(|one| Withheld {
        variable: one.variable + offset,
        name: format!("{} ({told})", one.name),
    });
    reader.withheld.extend(withheld);
    offset
}

fn read<'a>(side: &Side<'a>, policy: &'a Policy) -> Reader<'a> {
    Reader::new(side.catalogue, policy, side.rows, side.exact, 0)
}

/// For each place of a map, the places of the finest that make it up.
fn parts_of(
    catalogue: &Catalogue,
    finest: &Catalogue,
    pieces: &[BTreeSet<String>],
) -> Vec<(usize, Vec<usize>)> {
    let places = finest.counted_places();
    let of_area = |place: &Place| -> Vec<usize> {
        let inside = |part: &Place| match pieces.get(part.area.0) {
            Some(codes) => codes.iter().all(|code| {
                let code = &catalogue.small_areas[code].neighbourhood;
                catalogue.area(place.area).code == *code
            }),
            None => place.area == catalogue.whole_index(),
        };
        let alike = |part: &&Place| (part.breakdown, part.group) == (place.breakdown, place.group);
        (0..places.len())
            .filter(|at| alike(&&places[*at]) && inside(&places[*at]))
            .collect()
    };
    let own = catalogue.counted_places();
    own.iter().map(of_area).enumerate().collect()
}

/// Counts of pieces that are no neighbourhood of either map.
fn secret(
    reader: &Reader<'_>,
    sides: &[Side<'_>; 2],
    pieces: &[BTreeSet<String>],
) -> Vec<Withheld> {
    let whole_of_any = |piece: &BTreeSet<String>| {
        sides.iter().any(|side| {
            let by_neighbourhood = side.catalogue.small_areas_by_neighbourhood();
            by_neighbourhood.values().any(|codes| {
                codes.len() == piece.len() && codes.iter().all(|code| piece.contains(*code))
            })
        })
    };
    let mut secret = Vec::new();
    for (variable, (subject, place)) in reader.stands_for.iter().enumerate() {
        let described = reader.place(*place);
        // A neighbourhood's third sex is not protected, and no more is that of its pieces.
        let third_sex = described.breakdown == Breakdown::Sex && described.group == 2;
        let of_piece = pieces.get(described.area.0).filter(|_| !third_sex);
        if of_piece.is_some_and(|piece| !whole_of_any(piece)) {
            let name = reader.subject_name(*subject);
            secret.push(Withheld {
                variable,
                name: format!("{name} {described:?}"),
            });
        }
    }
    secret
}
