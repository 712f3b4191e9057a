//! Which thread counts whom, and the sum of what they counted.
//!
//! Each thread takes one block of seats after another, and whole numbers are added up: any number
//! of threads gives the same counts.

use std::sync::Mutex;
use std::thread;

use crate::blocks::Block;
use crate::count::fold::{Counts, Fold};
use crate::seating::Seating;
use crate::timeline::Timelines;

/// Folds everybody, for each of some calendars, on so many threads; adds to what was counted.
///
/// Facts are given back to the system as soon as they are counted.
pub(crate) fn fold(
    folds: &[Fold<'_>],
    seating: &Seating,
    blocks: Vec<(usize, Block)>,
    threads: usize,
    counts: &mut [Counts],
) {
    let threads = threads.clamp(1, blocks.len().max(1));
    let rest = Mutex::new(blocks.into_iter());
    let next = || rest.lock().ok().and_then(|mut rest| rest.next());
    let work = |counts: &mut [Counts]| {
        let mut timelines = Timelines::default();
        while let Some((block, facts)) = next() {
            let seats = seating.block(block);
            timelines.fill(&facts, seats.len());
            drop(facts);
            for (fold, counts) in folds.iter().zip(&mut *counts) {
                fold.count(seating, seats.clone(), &timelines, counts);
            }
        }
    };
    thread::scope(|scope| {
        let others: Vec<_> = (1..threads)
            .map(|_| {
                scope.spawn(|| {
                    let mut counts: Vec<Counts> = folds.iter().map(Fold::nobody).collect();
                    work(&mut counts);
                    counts
                })
            })
            .collect();
        work(counts);
        for other in others {
            let counted = other
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            for (counts, counted) in counts.iter_mut().zip(&counted) {
                counts.add(counted);
            }
        }
    });
}
