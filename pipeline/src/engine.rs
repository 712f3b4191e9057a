//! Which thread counts whom, and the sum of what they counted.
//!
//! Each thread takes one block of seats after another, and whole numbers are added up: any number
//! of threads gives the same counts.

use std::iter::once;
use std::sync::Mutex;

use crate::blocks::Block;
use crate::count::fold::{Counts, Fold};
use crate::seating::Seating;
use crate::threads::Threads;
use crate::timeline::Timelines;

/// Folds everybody, for each of some calendars; adds to what was counted.
///
/// Facts are given back to the system as soon as they are counted.
pub(crate) fn fold(
    folds: &[Fold<'_>],
    seating: &Seating,
    blocks: Vec<(usize, Block)>,
    threads: &Threads,
    counts: &mut Vec<Counts>,
) {
    // Nobody needs counts of their own who has no block to count.
    let sharing = threads.number().min(blocks.len());
    let rest = Mutex::new(blocks.into_iter());
    let next = || rest.lock().ok().and_then(|mut rest| rest.next());
    let nobody = || folds.iter().map(Fold::nobody).collect();
    let others = (1..sharing).map(|_| nobody());
    let shares = once(std::mem::take(counts)).chain(others);
    let mut counted = threads
        .each(shares, |mut counts: Vec<Counts>| {
            let mut timelines = Timelines::default();
            while let Some((block, facts)) = next() {
                let seats = seating.block(block);
                timelines.fill(&facts, seats.len());
                drop(facts);
                for (fold, counts) in folds.iter().zip(&mut counts) {
                    fold.count(seating, seats.clone(), &timelines, counts);
                }
            }
            counts
        })
        .into_iter();
    *counts = counted.next().unwrap_or_default();
    for other in counted {
        for (counts, counted) in counts.iter_mut().zip(&other) {
            counts.add(counted);
        }
    }
}
