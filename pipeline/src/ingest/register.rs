//! Finding people by their ids, quickly and without owning a string for each.
//!
//! A fact's id is looked for first at the places after the last one that was found: files mostly
//! keep people in one order, so the hashes to compare with are neighbours in memory, and are read
//! before they are needed. Only then is an index asked that is too large for the nearest caches.
//! An id is never interpreted, and never leaves this room.

use std::hash::BuildHasher as _;

use foldhash::fast::FixedState;

use crate::threads::Threads;

use super::batch::NONE;
use super::ids::Ids;
use super::index::Index;

/// The person of a row is not known, or was set aside.
pub(super) const UNKNOWN: u32 = NONE - 1;

/// Every id of the person table, row by row, with the number of the person it leads to.
#[derive(Debug)]
pub(crate) struct Register {
    /// As they were read, none of them copied.
    pieces: Vec<Piece>,
    index: Index,
    /// Whom each leads to; empty when each leads to the person of its own row.
    numbers: Vec<u32>,
}

/// Ids of consecutive rows.
#[derive(Debug)]
struct Piece {
    first: u32,
    ids: HashedIds,
    /// The number of the person of the first row.
    first_number: u32,
}

/// Ids with their hashes. An empty one is no id, and is never found.
#[derive(Debug, Default)]
pub(super) struct HashedIds {
    ids: Ids,
    hashes: Vec<u32>,
}

/// Where an id was found.
#[derive(Debug, Clone, Copy, Default)]
struct Found {
    piece: usize,
    row: usize,
}

/// Where the last id was found, and how far ahead of it the next is looked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Trail {
    last: Found,
    /// So many times [`AT_ONCE`] places.
    lines: usize,
}

impl Default for Trail {
    fn default() -> Self {
        Self {
            last: Found::default(),
            lines: MOST_LINES,
        }
    }
}

/// Hashes that are compared at once, without asking in between: as many as a line of the cache
/// holds.
const AT_ONCE: usize = 16;
/// How many lines are tried one after the other before the index is asked, while that is worth it:
/// people of whom nothing is recorded are passed by, and of some files that is nearly everybody. In
/// files in another order it soon is no more than one.
const MOST_LINES: usize = 8;

impl Register {
    /// Makes ids of consecutive rows findable; gives each row whose id an earlier row has, with
    /// the first such row.
    pub(super) fn of(pieces: Vec<HashedIds>, threads: &Threads) -> (Self, Vec<(u32, u32)>) {
        let mut first = 0;
        let numbered = pieces.into_iter().map(|ids| {
            let piece = Piece {
                first,
                ids,
                first_number: first,
            };
            let next = u32::try_from(first as usize + piece.ids.len()).unwrap_or(UNKNOWN);
            assert!(next < UNKNOWN, "fewer than four thousand million people");
            first = next;
            piece
        });
        let pieces: Vec<Piece> = numbered.collect();
        let at = |row: u32| pieces[piece_of(&pieces, row)].at(row);
        let is_same = |one: u32, other: u32| at(one) == at(other);
        let (index, repeated) = Index::of(pieces.iter().map(Piece::findable), threads, &is_same);
        let register = Self {
            pieces,
            index,
            numbers: Vec::new(),
        };
        (register, repeated)
    }

    /// Says whom each id leads to, by number: the people of a piece are numbered from a first one
    /// on, and where some rows are nobody's each row has a number.
    pub(super) fn lead_to(&mut self, firsts: &[u32], numbers: Vec<u32>) {
        for (piece, first) in self.pieces.iter_mut().zip(firsts) {
            piece.first_number = *first;
        }
        self.numbers = numbers;
    }

    /// The number of the person an id leads to, or [`UNKNOWN`]; the trail is of the ids before.
    pub(super) fn find(&self, id: &[u8], trail: &mut Trail) -> u32 {
        let hash = hash(id);
        let found = if let Some(ahead) = self.ahead(id, hash, *trail) {
            trail.lines = MOST_LINES.min(2 * trail.lines);
            Some(ahead)
        } else {
            // The index is not even looked into when that is not needed: it is seldom in the cache.
            trail.lines = trail.lines.div_ceil(2);
            self.anywhere(id, hash)
        };
        match found {
            Some(found) if !id.is_empty() => {
                trail.last = found;
                let piece = &self.pieces[found.piece];
                let own = u32::try_from(piece.first_number as usize + found.row);
                let given = self.numbers.get(piece.first as usize + found.row);
                given.copied().unwrap_or(own.unwrap_or(UNKNOWN))
            }
            _ => UNKNOWN,
        }
    }

    /// Looks for an id at the places from the last on.
    #[inline]
    fn ahead(&self, id: &[u8], hash: u32, Trail { last, lines }: Trail) -> Option<Found> {
        let Found { piece, row } = last;
        let HashedIds { ids, hashes } = &self.pieces.get(piece)?.ids;
        let ahead = &hashes[row..hashes.len().min(row + lines * AT_ONCE)];
        let lines = (row..).step_by(AT_ONCE).zip(ahead.chunks(AT_ONCE));
        let is_there = |line: &[u32]| line.iter().filter(|one| **one == hash).count() > 0;
        let mut likely = lines.filter(|(_, line)| is_there(line));
        likely.find_map(|(first, line)| {
            let mut rows = (first..).zip(line);
            let found = rows.find(|(row, other)| **other == hash && ids.at(*row) == id);
            found.map(|(row, _)| Found { piece, row })
        })
    }

    /// Looks for an id at all places.
    fn anywhere(&self, id: &[u8], hash: u32) -> Option<Found> {
        self.index.find(hash).find_map(|row| {
            let piece = piece_of(&self.pieces, row);
            let HashedIds { ids, hashes } = &self.pieces[piece].ids;
            let row = (row - self.pieces[piece].first) as usize;
            (hashes[row] == hash && ids.at(row) == id).then_some(Found { piece, row })
        })
    }

    /// Bytes of memory held.
    pub(crate) fn memory(&self) -> usize {
        let ids: usize = self.pieces.iter().map(|piece| piece.ids.memory()).sum();
        ids + self.index.memory() + 4 * self.numbers.capacity()
    }
}

/// Which of some pieces has a row.
fn piece_of(pieces: &[Piece], row: u32) -> usize {
    pieces.partition_point(|piece| piece.first <= row) - 1
}

impl Piece {
    /// The id of a row of its own.
    fn at(&self, row: u32) -> &[u8] {
        self.ids.ids.at((row - self.first) as usize)
    }

    /// The hash and row of every id.
    fn findable(&self) -> impl Iterator<Item = (u32, u32)> + Clone {
        let nothing = hash(&[]);
        let rows = self.ids.hashes.iter().copied().zip(self.first..);
        rows.filter(move |(hash, row)| *hash != nothing || !self.at(*row).is_empty())
    }
}

impl HashedIds {
    /// Bytes of memory that each takes beside the id until it can be found: its hash, both hash and
    /// row on their way into the index, and about as much in the index.
    const BESIDES: usize = 4 + 8 + 8;

    /// Adds an id, or an empty one where there is none.
    #[inline]
    pub(super) fn push(&mut self, id: &[u8]) {
        self.ids.push(id);
        self.hashes.push(hash(id));
    }

    /// Takes others in, after those that are there.
    pub(super) fn append(&mut self, others: &Self) {
        self.ids.append(&others.ids);
        self.hashes.extend_from_slice(&others.hashes);
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.hashes.len()
    }

    /// Gives back what growing took in advance.
    pub(super) fn shrink(&mut self) {
        self.ids.shrink();
        self.hashes.shrink_to_fit();
    }

    /// Bytes of memory in use until all of them can be found.
    pub(super) fn used(&self) -> usize {
        self.ids.used() + Self::BESIDES * self.hashes.len()
    }

    /// Bytes of memory held.
    fn memory(&self) -> usize {
        self.ids.memory() + 4 * self.hashes.capacity()
    }
}

/// 32 bits of an id's hash.
fn hash(id: &[u8]) -> u32 {
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
        let pieces = ids.chunks(700).map(|piece| {
            let mut hashed = HashedIds::default();
            for ids in piece.chunks(400) {
                let mut of_batch = HashedIds::default();
                for id in ids {
                    of_batch.push(id.as_bytes());
                }
                hashed.append(&of_batch);
            }
            hashed.shrink();
            hashed
        });
        let (mut register, repeated) = Register::of(pieces.collect(), &Threads::new(2));
        assert_eq!(repeated, [(9, 2)]);
        let mut last = Trail::default();
        for (row, id) in (0..5000).zip(&ids).filter(|(row, _)| ![7, 9].contains(row)) {
            assert_eq!(register.find(id.as_bytes(), &mut last), row, "{id}");
        }
        let rows = (0..5000).map(|row| if row % 3 == 0 { UNKNOWN } else { 2 * row });
        register.lead_to(&[], rows.collect());
        for (row, id) in (0..).zip(&ids).filter(|(row, _)| ![7, 9].contains(row)) {
            let expected = if row % 3 == 0 { UNKNOWN } else { 2 * row };
            assert_eq!(register.find(id.as_bytes(), &mut last), expected, "{id}");
        }
        for unknown in ["P5", ""] {
            assert_eq!(register.find(unknown.as_bytes(), &mut last), UNKNOWN);
        }
    }
}
