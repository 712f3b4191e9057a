//! Every input that `fuzz/` keeps is tried again, and small changes of each: always the same ones,
//! so that a failure comes back.

#![cfg(test)]

use std::fs;

use whole::{any_bytes, every_file_below, root};

/// How many changed copies of an input are tried; `OUTCOMES_CHANGES` says another number.
fn n_changes() -> u64 {
    let asked = std::env::var("OUTCOMES_CHANGES").ok();
    asked.map_or(20, |number| number.parse().unwrap())
}

/// Numbers that look random and are always the same (`SplitMix64`).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end.max(1) as u64).unwrap()
    }
}

/// A copy with up to four bytes changed, left out, repeated or exchanged with another place's.
fn changed(input: &[u8], numbers: &mut Numbers) -> Vec<u8> {
    let mut copy = input.to_vec();
    for _ in 0..=numbers.below(4) {
        if copy.len() < 2 {
            break;
        }
        // The first byte says what the rest is.
        let place = 1 + numbers.below(copy.len() - 1);
        match numbers.below(6) {
            0 => copy[place] ^= 1 << numbers.below(8),
            1 => copy[place] = [0, 0x7F, 0x80, 0xFF, b'"', b'\n'][numbers.below(6)],
            2 => drop(copy.remove(place)),
            3 => copy.insert(place, copy[place]),
            4 => copy.truncate(place),
            _ => {
                let other = 1 + numbers.below(copy.len() - 1);
                copy.swap(place, other);
            }
        }
    }
    copy
}

#[track_caller]
fn check(target: &str, body: fn(&[u8])) {
    let folder = root().join("fuzz/corpus").join(target);
    let inputs = every_file_below(&folder);
    assert!(
        inputs.len() >= 5,
        "{}: is the corpus there?",
        folder.display()
    );
    for path in &inputs {
        let input = fs::read(path).unwrap();
        let mut numbers = Numbers(input.len() as u64);
        body(&input);
        for change in 0..n_changes() {
            let changed = changed(&input, &mut numbers);
            if let Err(panic) = std::panic::catch_unwind(|| body(&changed)) {
                let kept = std::env::temp_dir().join(format!("{target}-{change}"));
                fs::write(&kept, &changed).unwrap();
                println!("change {change} of {}: {}", path.display(), kept.display());
                std::panic::resume_unwind(panic);
            }
        }
    }
}

#[test]
fn text() {
    check("text", any_bytes::text);
}

#[test]
fn parquet() {
    check("parquet", any_bytes::parquet);
}

#[test]
fn config() {
    check("config", any_bytes::config);
}

#[test]
fn published() {
    check("published", any_bytes::published);
}
