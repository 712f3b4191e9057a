//! Finding people by their ids, quickly and without owning a string for each.
//!
//! All ids stand one after the other in one block of bytes; a table of places leads to them. It
//! keeps 32 bits of each id's hash beside its place, so that neither growing it nor passing by
//! another id reads the block. An id is never interpreted, and never leaves this room.

use std::hash::BuildHasher as _;

use foldhash::fast::FixedState;
use hashbrown::HashTable;

/// The person of a row is not known, or was set aside.
pub(super) const UNKNOWN: u32 = u32::MAX;
/// The longest id, in bytes: as long as a SHA-256 digest in hexadecimal.
pub(super) const LONGEST_ID: usize = 64;

/// Every id of the person table, with the row of [`crate::tables::People`] it leads to.
#[derive(Debug)]
pub(super) struct Register {
    hasher: FixedState,
    places: HashTable<Entry>,
    bytes: Vec<u8>,
    /// Where each id ends in `bytes`, after a leading 0.
    ends: Vec<usize>,
    rows: Vec<u32>,
}

/// Where an id is, and part of its hash.
#[derive(Debug, Clone, Copy)]
struct Entry {
    hash: u32,
    place: u32,
}

/// How many places are tried one after the other before the table is asked. Files mostly keep
/// people in one order, and two or three people in a row of whom nothing is recorded are common:
/// a look at the next few costs less than one at a table too large for the cache.
const AHEAD: usize = 8;

impl Register {
    pub(super) fn new() -> Self {
        Self {
            hasher: FixedState::default(),
            places: HashTable::new(),
            bytes: Vec::new(),
            ends: vec![0],
            rows: Vec::new(),
        }
    }

    /// Takes an id in and gives its place, or nothing when it is there already. Until
    /// [`Register::lead_to`] says otherwise it leads to [`UNKNOWN`].
    pub(super) fn insert(&mut self, id: &[u8]) -> Option<usize> {
        let Self {
            hasher,
            places,
            bytes,
            ends,
            rows,
        } = self;
        let hash = part_of_hash(hasher, id);
        let entry = places.entry(
            spread(hash),
            |entry| entry.hash == hash && at(bytes, ends, entry.place as usize) == id,
            |entry| spread(entry.hash),
        );
        let hashbrown::hash_table::Entry::Vacant(vacant) = entry else {
            return None;
        };
        let place = rows.len();
        vacant.insert(Entry {
            hash,
            place: u32::try_from(place).expect("fewer than four thousand million people"),
        });
        bytes.extend_from_slice(id);
        ends.push(bytes.len());
        rows.push(UNKNOWN);
        Some(place)
    }

    /// Makes the id at a place lead to a row.
    pub(super) fn lead_to(&mut self, place: usize, row: u32) {
        self.rows[place] = row;
    }

    /// The row an id leads to, or [`UNKNOWN`]; `last` is the place found last.
    pub(super) fn find(&self, id: &[u8], last: &mut usize) -> u32 {
        let end = self.rows.len().min(*last + AHEAD);
        for place in *last..end {
            if at(&self.bytes, &self.ends, place) == id {
                *last = place;
                return self.rows[place];
            }
        }
        let hash = part_of_hash(&self.hasher, id);
        let found = self.places.find(spread(hash), |entry| {
            entry.hash == hash && at(&self.bytes, &self.ends, entry.place as usize) == id
        });
        match found {
            Some(entry) => {
                *last = entry.place as usize;
                self.rows[*last]
            }
            None => UNKNOWN,
        }
    }
}

fn part_of_hash(hasher: &FixedState, id: &[u8]) -> u32 {
    let [a, b, c, d, ..] = hasher.hash_one(id).to_le_bytes();
    u32::from_le_bytes([a, b, c, d])
}

/// The table takes its bits from both ends of 64 (Fibonacci hashing: Knuth, volume 3, 6.4).
fn spread(hash: u32) -> u64 {
    u64::from(hash).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

fn at<'a>(bytes: &'a [u8], ends: &[usize], place: usize) -> &'a [u8] {
    &bytes[ends[place]..ends[place + 1]]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_taken_in_once_and_found_from_anywhere() {
        let mut register = Register::new();
        let ids: Vec<String> = (0..5000_u32).map(|n| format!("P{}", n * n)).collect();
        for (n, id) in ids.iter().enumerate() {
            assert_eq!(register.insert(id.as_bytes()), Some(n));
            if n % 3 != 0 {
                register.lead_to(n, u32::try_from(n).unwrap() * 2);
            }
        }
        assert_eq!(register.insert(b"P4"), None);
        let mut last = 0;
        for (n, id) in ids.iter().enumerate().rev() {
            let expected = if n % 3 == 0 {
                UNKNOWN
            } else {
                u32::try_from(n).unwrap() * 2
            };
            assert_eq!(register.find(id.as_bytes(), &mut last), expected, "{id}");
        }
        assert_eq!(register.find(b"P5", &mut last), UNKNOWN);
        assert_eq!(register.find(b"", &mut last), UNKNOWN);
    }
}
