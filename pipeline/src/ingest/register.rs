//! Finding people by their ids, quickly and without owning a string for each.
//!
//! All ids stand one after the other in one block of bytes; a table of 32-bit places, hashed by
//! 64 bits of the id, leads to them. An id is never interpreted, and never leaves this room.

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
    places: HashTable<u32>,
    bytes: Vec<u8>,
    /// Where each id ends in `bytes`, after a leading 0.
    ends: Vec<usize>,
    rows: Vec<u32>,
}

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
        let hash = hasher.hash_one(id);
        let known = |place: u32| at(bytes, ends, place as usize);
        let entry = places.entry(
            hash,
            |place| known(*place) == id,
            |place| hasher.hash_one(known(*place)),
        );
        let hashbrown::hash_table::Entry::Vacant(vacant) = entry else {
            return None;
        };
        let place = rows.len();
        vacant.insert(u32::try_from(place).expect("fewer than four thousand million people"));
        bytes.extend_from_slice(id);
        ends.push(bytes.len());
        rows.push(UNKNOWN);
        Some(place)
    }

    /// Makes the id at a place lead to a row.
    pub(super) fn lead_to(&mut self, place: usize, row: u32) {
        self.rows[place] = row;
    }

    /// The row an id leads to, or [`UNKNOWN`]. Files mostly keep the rows of a person together
    /// and people in one order, so the place found last and the one after it are tried first.
    pub(super) fn find(&self, id: &[u8], last: &mut usize) -> u32 {
        for place in [*last, *last + 1] {
            if place < self.rows.len() && at(&self.bytes, &self.ends, place) == id {
                *last = place;
                return self.rows[place];
            }
        }
        let found = self.places.find(self.hasher.hash_one(id), |place| {
            at(&self.bytes, &self.ends, *place as usize) == id
        });
        match found {
            Some(place) => {
                *last = *place as usize;
                self.rows[*last]
            }
            None => UNKNOWN,
        }
    }
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
