//! Which places have ids of which hash, once all of them are known.
//!
//! Sorted by hash in parts that fit the nearest caches, instead of put into one table that does
//! not: making it costs a fraction, and finding an id reads one line of a list of starts and one
//! of entries. Ids themselves are compared by whoever has them.

use crate::threads::Threads;

/// Places by hash.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// By the highest bits of the hash.
    parts: Vec<Part>,
}

/// Places whose hashes begin with the same bits.
#[derive(Debug, Default)]
struct Part {
    /// Places, those whose hashes go on with the same bits side by side.
    places: Vec<u32>,
    /// Where the places start whose hashes go on with each of some bits, and the end.
    starts: Vec<u32>,
}

const PART_BITS: u32 = 8;
const PARTS: usize = 1 << PART_BITS;

impl Index {
    /// Puts places in order, and gives every one that is a repetition with the first it repeats, as
    /// `is_same` says of two places of one hash. Hashes come with their places, in order of these,
    /// in shares that threads take.
    pub(super) fn of<Share: Iterator<Item = (u32, u32)> + Clone + Send>(
        shares: impl Iterator<Item = Share>,
        threads: &Threads,
        is_same: &(impl Fn(u32, u32) -> bool + Sync),
    ) -> (Self, Vec<(u32, u32)>) {
        let by_part = threads.each(shares, ByPart::of);
        let parts = threads.each(0..PARTS, |part| Part::of(&by_part, part, is_same));
        let (parts, repeated): (Vec<_>, Vec<_>) = parts.into_iter().unzip();
        let mut repeated = repeated.concat();
        repeated.sort_unstable();
        (Self { parts }, repeated)
    }

    /// The places of a hash, in order, and perhaps others of hashes that begin like it.
    pub(super) fn find(&self, hash: u32) -> impl Iterator<Item = u32> {
        let part = &self.parts[part_of(hash)];
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

/// Places of a share, those of each part side by side.
struct ByPart {
    /// Hash and place of each.
    entries: Vec<u64>,
    /// Where each part starts, and the end.
    starts: [u32; PARTS + 1],
}

impl ByPart {
    fn of(share: impl Iterator<Item = (u32, u32)> + Clone) -> Self {
        // Two more than there are parts, so that filling one leaves its start where the one before
        // ends.
        let mut starts = [0; PARTS + 2];
        for (hash, _) in share.clone() {
            starts[part_of(hash) + 2] += 1;
        }
        let number = sum_up(&mut starts);
        let mut entries = vec![0; number];
        for (hash, place) in share {
            let next = &mut starts[part_of(hash) + 1];
            entries[*next as usize] = u64::from(hash) << 32 | u64::from(place);
            *next += 1;
        }
        let [starts @ .., _] = starts;
        Self { entries, starts }
    }

    fn part(&self, part: usize) -> &[u64] {
        &self.entries[self.starts[part] as usize..self.starts[part + 1] as usize]
    }
}

/// Adds to each number those before it; gives the last sum.
fn sum_up(numbers: &mut [u32]) -> usize {
    let mut sum = 0;
    for number in numbers {
        sum += *number;
        *number = sum;
    }
    sum as usize
}

impl Part {
    /// A counting sort by the bits that follow: hashes are evenly spread, so that hardly more than
    /// one entry has the same ones. Entries come in order of their places and stay so.
    fn of(
        shares: &[ByPart],
        part: usize,
        is_same: &impl Fn(u32, u32) -> bool,
    ) -> (Self, Vec<(u32, u32)>) {
        let entries = || shares.iter().flat_map(|share| share.part(part));
        let number = shares
            .iter()
            .map(|share| share.part(part).len())
            .sum::<usize>();
        // As many starts as places, so that there is about one place to look at.
        let buckets = number.next_power_of_two();
        let of = |entry: u64| bucket(hash_of(entry), buckets - 1);
        // As above, two more than there are.
        let mut starts = vec![0_u32; buckets + 2];
        entries().for_each(|entry| starts[of(*entry) + 2] += 1);
        sum_up(&mut starts);
        let mut sorted = vec![0; number];
        entries().for_each(|entry| {
            let next = &mut starts[of(*entry) + 1];
            sorted[*next as usize] = *entry;
            *next += 1;
        });
        starts.pop();
        let repeated = repeated(&sorted, &starts, is_same);
        let places = sorted.iter().map(|entry| place_of(*entry)).collect();
        (Self { places, starts }, repeated)
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

/// The part of a hash: its highest bits.
fn part_of(hash: u32) -> usize {
    (hash >> (u32::BITS - PART_BITS)) as usize
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
        for threads in [1, 3].map(Threads::new) {
            let at = |place: u32| values[place as usize];
            let shares = (0..).step_by(1500).zip(values.chunks(1500));
            let shares = shares.map(|(first, share)| share.iter().copied().map(hash).zip(first..));
            let is_same = |one, other| at(one) == at(other);
            let (index, repeated) = Index::of(shares, &threads, &is_same);
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
        let nobody = std::iter::empty::<std::iter::Empty<_>>();
        let (nothing, _) = Index::of(nobody, &Threads::new(2), &|_, _| true);
        assert_eq!(nothing.find(7).count(), 0);
    }
}
