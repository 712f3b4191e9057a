//! Many short byte strings, one after the other in one block, by place.
//!
//! Two bytes of book-keeping for each, whatever its length. What they mean is never looked at.

/// The longest id, in bytes: as long as a SHA-256 digest in hexadecimal.
pub(super) const LONGEST_ID: usize = 64;

/// Ids that share one start, so that where one ends within the block fits 16 bits.
const BLOCK: usize = 512;
const _: () = assert!(BLOCK * LONGEST_ID <= u16::MAX as usize);

/// Ids of at most [`LONGEST_ID`] bytes each.
#[derive(Debug, Default)]
pub(super) struct Ids {
    bytes: Vec<u8>,
    /// Where each block of ids starts.
    starts: Vec<usize>,
    /// Where each id ends, counted from the start of its block.
    ends: Vec<u16>,
}

impl Ids {
    /// Adds an id.
    ///
    /// # Panics
    /// When it is longer than [`LONGEST_ID`].
    #[inline]
    pub(super) fn push(&mut self, id: &[u8]) {
        if self.ends.len().is_multiple_of(BLOCK) {
            self.starts.push(self.bytes.len());
        }
        self.bytes.extend_from_slice(id);
        let end = self.bytes.len() - self.starts[self.starts.len() - 1];
        self.ends
            .push(u16::try_from(end).expect("no id is longer than the longest"));
    }

    /// Takes others in, after those that are there.
    pub(super) fn append(&mut self, others: &Self) {
        if !self.ends.len().is_multiple_of(BLOCK) {
            (0..others.ends.len()).for_each(|place| self.push(others.at(place)));
            return;
        }
        let before = self.bytes.len();
        self.bytes.extend_from_slice(&others.bytes);
        let starts = others.starts.iter().map(|start| before + start);
        self.starts.extend(starts);
        self.ends.extend_from_slice(&others.ends);
    }

    /// The id at a place.
    #[inline]
    pub(super) fn at(&self, place: usize) -> &[u8] {
        let base = self.starts[place / BLOCK];
        let start = match place % BLOCK {
            0 => 0,
            _ => self.ends[place - 1],
        };
        &self.bytes[base + usize::from(start)..base + usize::from(self.ends[place])]
    }

    /// Gives back what growing took in advance.
    pub(super) fn shrink(&mut self) {
        self.bytes.shrink_to_fit();
        self.starts.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    /// Bytes of memory in use.
    pub(super) fn used(&self) -> usize {
        self.bytes.len() + 8 * self.starts.len() + 2 * self.ends.len()
    }

    /// Bytes of memory held.
    pub(super) fn memory(&self) -> usize {
        self.bytes.capacity() + 8 * self.starts.capacity() + 2 * self.ends.capacity()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_is_where_it_was_put() {
        let ids: Vec<Vec<u8>> = (0..=3 * BLOCK)
            .map(|n| vec![u8::try_from(n % 251).unwrap(); n % (LONGEST_ID + 1)])
            .collect();
        let mut kept = Ids::default();
        for id in &ids {
            kept.push(id);
        }
        for first in [0, 1, BLOCK, 3 * BLOCK] {
            let mut appended = Ids::default();
            for id in &ids[..first] {
                appended.push(id);
            }
            let mut others = Ids::default();
            for id in &ids[first..] {
                others.push(id);
            }
            appended.append(&others);
            assert!(
                (0..ids.len()).all(|place| appended.at(place) == ids[place]),
                "{first}"
            );
        }
        kept.shrink();
        for (place, id) in ids.iter().enumerate() {
            assert_eq!(kept.at(place), id, "{place}");
        }
    }
}
