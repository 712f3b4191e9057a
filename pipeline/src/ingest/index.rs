//! Which places have ids of which hash, once all of them are known.
//!
//! Sorted by hash in parts that fit the nearest caches, instead of put into one table that does
//! not: making it costs a fraction, and finding an id reads one line of a list of starts and one
//! of entries. Ids themselves are compared by whoever has them.

use std::thread;

/// Places by hash.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// By the highest bits of the hash.
    parts: Vec<Part>,
}

/// Places whose hashes begin with the same bits.
#[derive(Debug, Default)]
struct Part {
    /// Hash and place of each, until they are sorted.
    entries: Vec<u64>,
    /// Places, those whose hashes go on with the same bits side by side.
    places: Vec<u32>,
    /// Where the places start whose hashes go on with each of some bits, and the end.
    starts: Vec<u32>,
}

const PART_BITS: u32 = 8;
const PARTS: usize = 1 << PART_BITS;

impl Index {
    /// An index without places.
    pub(super) fn new() -> Self {
        Self {
            parts: (0..PARTS).map(|_| Part::default()).collect(),
        }
    }

    /// Adds a place. It is found only after [`Index::sort`].
    #[inline]
    pub(super) fn push(&mut self, hash: u32, place: u32) {
        let part = &mut self.parts[(hash >> (u32::BITS - PART_BITS)) as usize];
        part.entries.push(u64::from(hash) << 32 | u64::from(place));
    }

    /// Puts all places in order, on so many threads, and gives every place that is a repetition
    /// with the first it repeats, as `is_same` says of two places of one hash.
    pub(super) fn sort(
        &mut self,
        threads: usize,
        is_same: &(impl Fn(u32, u32) -> bool + Sync),
    ) -> Vec<(u32, u32)> {
        let share = self.parts.len().div_ceil(threads.max(1));
        let sort_all = |parts: &mut [Part]| -> Vec<(u32, u32)> {
            let sorted = parts.iter_mut().map(|part| part.sort(is_same));
            sorted.flatten().collect()
        };
        let mut repeated = thread::scope(|scope| {
            let mut shares = self.parts.chunks_mut(share);
            let own = shares.next().unwrap_or_default();
            let others: Vec<_> = shares
                .map(|parts| scope.spawn(|| sort_all(parts)))
                .collect();
            let mut repeated = sort_all(own);
            for other in others {
                let found = other.join();
                repeated.extend(found.unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            }
            repeated
        });
        repeated.sort_unstable();
        repeated
    }

    /// The places of a hash, in order, and perhaps others of hashes that begin like it.
    pub(super) fn find(&self, hash: u32) -> impl Iterator<Item = u32> {
        let part = &self.parts[(hash >> (u32::BITS - PART_BITS)) as usize];
        let places = match part.starts.len().checked_sub(2) {
            None => &[][..],
            Some(last) => {
                let bucket = bucket(hash, last);
                &part.places[part.starts[bucket] as usize..part.starts[bucket + 1] as usize]
            }
        };
        places.iter().copied()
    }

    /// Bytes of memory held.
    pub(super) fn memory(&self) -> usize {
        let bytes = |part: &Part| 4 * (part.places.capacity() + part.starts.capacity());
        self.parts.iter().map(bytes).sum()
    }
}

impl Part {
    /// A counting sort by the bits that follow: hashes are evenly spread, so that hardly more than
    /// one entry has the same ones. Entries come in order of their places and stay so.
    fn sort(&mut self, is_same: &impl Fn(u32, u32) -> bool) -> Vec<(u32, u32)> {
        // As many starts as places, so that there is about one place to look at.
        let buckets = self.entries.len().next_power_of_two();
        let of = |entry: u64| bucket(hash_of(entry), buckets - 1);
        // Two more than there are buckets, so that filling one leaves its start where the one
        // before ends.
        let mut starts = vec![0_u32; buckets + 2];
        for entry in &self.entries {
            starts[of(*entry) + 2] += 1;
        }
        let mut before = 0;
        for start in &mut starts {
            before += *start;
            *start = before;
        }
        let mut sorted = vec![0; self.entries.len()];
        for entry in &self.entries {
            let next = &mut starts[of(*entry) + 1];
            sorted[*next as usize] = *entry;
            *next += 1;
        }
        starts.pop();
        self.entries = Vec::new();
        self.places = sorted.iter().map(|entry| place_of(*entry)).collect();
        self.starts = starts;
        repeated(&sorted, &self.starts, is_same)
    }
}

/// The places that repeat an earlier one, each with the first it repeats.
fn repeated(
    sorted: &[u64],
    starts: &[u32],
    is_same: &impl Fn(u32, u32) -> bool,
) -> Vec<(u32, u32)> {
    let mut repeated = Vec::new();
    for ends in starts.windows(2) {
        let entries = &sorted[ends[0] as usize..ends[1] as usize];
        for (order, entry) in entries.iter().enumerate().skip(1) {
            let place = place_of(*entry);
            let mut earlier = entries[..order]
                .iter()
                .filter(|first| hash_of(**first) == hash_of(*entry))
                .map(|first| place_of(*first));
            let first = earlier.find(|first| is_same(*first, place));
            repeated.extend(first.map(|first| (place, first)));
        }
    }
    repeated
}

/// The bits of a hash that follow those of its part, as a number up to `last`, which is one less
/// than a power of two.
fn bucket(hash: u32, last: usize) -> usize {
    let bits = (last + 1).ilog2();
    let rest = u64::from(hash << PART_BITS);
    usize::try_from(rest >> (u32::BITS - bits)).expect("fewer than all bits of a hash")
}

fn hash_of(entry: u64) -> u32 {
    (entry >> 32) as u32
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the lower half of an entry is its place"
)]
fn place_of(entry: u64) -> u32 {
    entry as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_by_hash_and_repetitions_by_what_is_there() {
        // Few hashes, so that different values share one.
        let hash = |value: u32| (value % 1000).wrapping_mul(0x9E37_79B1);
        let values: Vec<u32> = (0..5000).map(|n| n * n % 3001).collect();
        for threads in [1, 3] {
            let mut index = Index::new();
            for (place, value) in (0..).zip(&values) {
                index.push(hash(*value), place);
            }
            let at = |place: u32| values[place as usize];
            let repeated = index.sort(threads, &|one, other| at(one) == at(other));
            let mut expected = Vec::new();
            for (place, value) in (0..).zip(&values) {
                let first = values.iter().position(|other| other == value).unwrap();
                let first = u32::try_from(first).unwrap();
                if first < place {
                    expected.push((place, first));
                }
                assert!(index.find(hash(*value)).any(|found| found == place));
            }
            assert_eq!(repeated, expected);
            assert!(
                index
                    .find(hash(1) ^ 1 << 31)
                    .all(|place| at(place) % 1000 != 1)
            );
        }
        assert_eq!(Index::new().find(7).count(), 0);
    }
}
