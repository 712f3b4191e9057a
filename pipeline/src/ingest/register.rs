//! Finding people by their ids, quickly and without owning a string for each.
//!
//! A fact's id is looked for first at the places after the last one that was found: files mostly
//! keep people in one order, so the hashes to compare with are neighbours in memory, and are read
//! before they are needed. Only then is an index asked that is too large for the nearest caches.
//! An id is never interpreted, and never leaves this room.

use std::hash::BuildHasher as _;

use foldhash::fast::FixedState;

use super::batch::NONE;
use super::ids::Ids;
use super::index::Index;

/// The person of a row is not known, or was set aside.
pub(super) const UNKNOWN: u32 = NONE - 1;

/// Every id of the person table, row by row, with the row of [`crate::tables::People`] it leads
/// to.
#[derive(Debug)]
pub(crate) struct Register {
    ids: Ids,
    /// 32 bits of the hash of each id.
    hashes: Vec<u32>,
    index: Index,
    /// Where each leads; empty when each leads to its own row.
    rows: Vec<u32>,
}

/// How many places are tried one after the other before the index is asked: as many hashes as a
/// line of the cache holds. People of whom nothing is recorded are passed by.
const AHEAD: usize = 16;

impl Register {
    /// Nobody yet.
    pub(super) fn new() -> Self {
        Self {
            ids: Ids::default(),
            hashes: Vec::new(),
            index: Index::new(),
            rows: Vec::new(),
        }
    }

    /// Adds the ids of rows, with their hashes; an empty one is no id, and is never found.
    pub(super) fn append(&mut self, hashes: &[u32], ids: &Ids) {
        let first = u32::try_from(self.hashes.len()).unwrap_or(UNKNOWN);
        let last = u32::try_from(self.hashes.len() + hashes.len()).unwrap_or(UNKNOWN);
        assert!(last < UNKNOWN, "fewer than four thousand million people");
        for ((row, place), hash) in (0..).zip(first..).zip(hashes) {
            if !ids.at(row).is_empty() {
                self.index.push(*hash, place);
            }
        }
        self.ids.append(ids);
        self.hashes.extend_from_slice(hashes);
    }

    /// Makes every id findable; gives each row whose id an earlier row has, with the first such
    /// row.
    pub(super) fn sort(&mut self, threads: usize) -> Vec<(u32, u32)> {
        let Self { ids, index, .. } = self;
        index.sort(threads, &|one, other| {
            ids.at(one as usize) == ids.at(other as usize)
        })
    }

    /// Says to which row of [`crate::tables::People`] each id leads, if not to its own.
    pub(super) fn lead_to(&mut self, rows: Vec<u32>) {
        self.rows = rows;
    }

    /// The row an id leads to, or [`UNKNOWN`]; `last` is the place found last.
    pub(super) fn find(&self, id: &[u8], last: &mut usize) -> u32 {
        let hash = hash(id);
        let is_same = |place: usize| self.ids.at(place) == id;
        let end = self.hashes.len().min(*last + AHEAD);
        let mut ahead = (*last..end).zip(&self.hashes[*last..end]);
        let is_next = |(place, other): &(usize, &u32)| **other == hash && is_same(*place);
        // The index is not even looked into when that is not needed: it is seldom in the cache.
        let found = ahead.find(is_next).map(|(place, _)| place).or_else(|| {
            let mut indexed = self.index.find(hash).map(|place| place as usize);
            indexed.find(|place| self.hashes[*place] == hash && is_same(*place))
        });
        match found {
            Some(place) if !id.is_empty() => {
                *last = place;
                let own = u32::try_from(place).unwrap_or(UNKNOWN);
                self.rows.get(place).copied().unwrap_or(own)
            }
            _ => UNKNOWN,
        }
    }

    /// Gives back what growing took in advance.
    pub(super) fn shrink(&mut self) {
        self.ids.shrink();
        self.hashes.shrink_to_fit();
    }

    /// Bytes of memory in use while ids arrive: beside each its hash, and both hash and place on
    /// their way into the index.
    pub(super) fn used(&self) -> usize {
        self.ids.used() + (4 + 8) * self.hashes.len()
    }

    /// Bytes of memory held.
    pub(crate) fn memory(&self) -> usize {
        let places = self.hashes.capacity() + self.rows.capacity();
        self.ids.memory() + self.index.memory() + 4 * places
    }
}

/// 32 bits of an id's hash.
pub(super) fn hash(id: &[u8]) -> u32 {
    let [a, b, c, d, ..] = FixedState::default().hash_one(id).to_le_bytes();
    u32::from_le_bytes([a, b, c, d])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_found_from_anywhere_and_leads_where_the_first_of_it_does() {
        let mut ids: Vec<String> = (0..5000_u32).map(|n| format!("P{}", n * n)).collect();
        // Row 7 has no id, and row 9 that of row 2.
        ids[7].clear();
        ids[9] = ids[2].clone();
        let mut register = Register::new();
        for ids in ids.chunks(700) {
            let hashes: Vec<u32> = ids.iter().map(|id| hash(id.as_bytes())).collect();
            let mut of_batch = Ids::default();
            for id in ids {
                of_batch.push(id.as_bytes());
            }
            register.append(&hashes, &of_batch);
        }
        assert_eq!(register.sort(2), [(9, 2)]);
        register.shrink();
        let mut last = 0;
        for (row, id) in (0..5000).zip(&ids).filter(|(row, _)| ![7, 9].contains(row)) {
            assert_eq!(register.find(id.as_bytes(), &mut last), row, "{id}");
        }
        let rows = (0..5000).map(|row| if row % 3 == 0 { UNKNOWN } else { 2 * row });
        register.lead_to(rows.collect());
        for (row, id) in (0..).zip(&ids).filter(|(row, _)| ![7, 9].contains(row)) {
            let expected = if row % 3 == 0 { UNKNOWN } else { 2 * row };
            assert_eq!(register.find(id.as_bytes(), &mut last), expected, "{id}");
        }
        for unknown in ["P5", ""] {
            assert_eq!(register.find(unknown.as_bytes(), &mut last), UNKNOWN);
        }
    }
}
