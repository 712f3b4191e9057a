//! Every snapshot on its own, on as many threads as there are.

use super::follow::Prepared;
use crate::unprotectable::Unprotectable;

/// One result for each snapshot in order, worked out on as many threads as there are.
pub(super) fn every_snapshot(
    n_periods: usize,
    work: &(dyn Fn(usize) -> Result<Prepared, Unprotectable> + Sync),
) -> Result<Vec<Prepared>, Unprotectable> {
    let mut prepared = Vec::with_capacity(n_periods);
    let mut narrow = Vec::new();
    for result in in_order(n_periods, work) {
        match result {
            Ok(snapshot) => prepared.push(snapshot),
            // Every snapshot's cells are named together: who has to change the catalogue wants
            // to know all of them.
            Err(Unprotectable::TooNarrow { cells }) => narrow.extend(cells),
            Err(other) => return Err(other),
        }
    }
    if narrow.is_empty() {
        Ok(prepared)
    } else {
        Err(Unprotectable::TooNarrow { cells: narrow })
    }
}

type Results = Vec<Result<Prepared, Unprotectable>>;

#[cfg(not(target_arch = "wasm32"))]
fn in_order(
    n_periods: usize,
    work: &(dyn Fn(usize) -> Result<Prepared, Unprotectable> + Sync),
) -> Results {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut results: Vec<(usize, _)> = std::thread::scope(|scope| {
        let handles: Vec<_> = (0..threads)
            .map(|first| {
                scope.spawn(move || {
                    (first..n_periods)
                        .step_by(threads)
                        .map(|period| (period, work(period)))
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        handles
            .into_iter()
            .flat_map(|handle| {
                handle
                    .join()
                    .expect("a snapshot is protected without a panic")
            })
            .collect()
    });
    results.sort_by_key(|(period, _)| *period);
    results.into_iter().map(|(_, result)| result).collect()
}

// A browser's WASM has no threads.
#[cfg(target_arch = "wasm32")]
fn in_order(
    n_periods: usize,
    work: &(dyn Fn(usize) -> Result<Prepared, Unprotectable> + Sync),
) -> Results {
    (0..n_periods).map(work).collect()
}
