//! Random draws that are the same for one seed on every machine and in every version.
//!
//! Nothing here asks the operating system for chance, and logarithms come from `libm`, because
//! the platform's own differ in the last bit.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

/// A stream of draws.
pub(super) struct Chance(ChaCha8Rng);

/// What a stream is for: streams of one seed and number never overlap between purposes.
#[derive(Debug, Clone, Copy)]
pub(super) enum Purpose {
    People = 1,
    Dirt = 2,
}

impl Chance {
    pub(super) fn new(seed: u64, purpose: Purpose, number: u64) -> Self {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        key[8] = purpose as u8;
        let mut stream = ChaCha8Rng::from_seed(key);
        stream.set_stream(number);
        Self(stream)
    }

    /// A number from 0 up to, but not including, 1.
    pub(super) fn unit(&mut self) -> f64 {
        // The upper 53 bits: exactly the doubles k / 2^53.
        (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub(super) fn happens(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// A whole number from 0 up to, but not including, `end`.
    pub(super) fn below(&mut self, end: u32) -> u32 {
        // The high half of a product spreads 2^32 draws over `end` values; the unevenness is far
        // below anything that a synthetic population could show.
        ((u64::from(self.0.next_u32()) * u64::from(end)) >> 32) as u32
    }

    /// A day from `first` up to, but not including, `end`; `first` when there is no such day.
    pub(super) fn day(&mut self, first: i32, end: i32) -> i32 {
        let days = u32::try_from(end - first).unwrap_or(0);
        first + i32::try_from(self.below(days.max(1))).unwrap_or(0)
    }

    /// A place among weights, each as likely as its weight says.
    pub(super) fn among(&mut self, weights: &[f64]) -> usize {
        let mut left = self.unit() * weights.iter().sum::<f64>();
        for (place, weight) in weights.iter().enumerate() {
            left -= weight;
            if left < 0.0 {
                return place;
            }
        }
        weights.len() - 1
    }

    /// One of several values, each equally likely.
    pub(super) fn one_of<T: Copy>(&mut self, values: &[T]) -> T {
        let count = u32::try_from(values.len()).expect("a handful of values");
        values[self.below(count) as usize]
    }

    /// A waiting time with mean 1.
    pub(super) fn exponential(&mut self) -> f64 {
        -libm::log(1.0 - self.unit())
    }

    /// A draw from the standard normal distribution (Box and Muller 1958).
    pub(super) fn normal(&mut self) -> f64 {
        let radius = (2.0 * self.exponential()).sqrt();
        radius * libm::cos(std::f64::consts::TAU * self.unit())
    }

    /// A number of events with this mean, by counting waiting times (Knuth 1969); means are small.
    pub(super) fn events(&mut self, mean: f64) -> u32 {
        let end = libm::exp(-mean);
        let mut product = self.unit();
        let mut events = 0;
        while product > end {
            product *= self.unit();
            events += 1;
        }
        events
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_gives_its_own_draws_every_time() {
        let mut chance = Chance::new(1, Purpose::People, 0);
        let draws: Vec<u32> = (0..3).map(|_| chance.below(1_000_000)).collect();
        let mut other = Chance::new(1, Purpose::People, 1);
        assert_ne!(
            draws,
            (0..3).map(|_| other.below(1_000_000)).collect::<Vec<_>>()
        );
        let mut again = Chance::new(1, Purpose::People, 0);
        assert_eq!(
            draws,
            (0..3).map(|_| again.below(1_000_000)).collect::<Vec<_>>()
        );
    }

    #[test]
    fn draws_have_the_mean_that_was_asked_for() {
        let mut chance = Chance::new(7, Purpose::People, 0);
        let n = 20_000;
        let mut mean = |draw: &mut dyn FnMut(&mut Chance) -> f64| {
            (0..n).map(|_| draw(&mut chance)).sum::<f64>() / f64::from(n)
        };
        let rows = [
            ("exponential", mean(&mut Chance::exponential), 1.0),
            ("normal", mean(&mut Chance::normal), 0.0),
            ("events", mean(&mut |c| f64::from(c.events(0.7))), 0.7),
            (
                "among",
                mean(&mut |c| c.among(&[1.0, 2.0, 1.0]) as f64),
                1.0,
            ),
            ("day", mean(&mut |c| f64::from(c.day(10, 21))), 15.0),
        ];
        for (what, seen, expected) in rows {
            assert!(
                (seen - expected).abs() < 0.05 * (1.0 + expected),
                "{what}: {seen}"
            );
        }
    }
}
