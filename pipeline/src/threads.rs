//! The threads of a run: they wait for work, and whatever order they do it in, what they make
//! comes back in the order of what they were given.
//!
//! Starting a thread for each piece of work took up to four milliseconds before it had a processor,
//! a dozen times in a run of a quarter of a second.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;

use rayon::iter::{IndexedParallelIterator as _, IntoParallelIterator as _, ParallelIterator as _};
use rayon::{ThreadPool, ThreadPoolBuilder};

/// So many threads.
#[derive(Debug)]
pub struct Threads {
    /// None where whoever calls does all the work.
    pool: Option<ThreadPool>,
}

impl Threads {
    /// So many threads, or none besides the caller's where the system gives no others.
    ///
    /// ```
    /// assert_eq!(pipeline::threads::Threads::new(3).number(), 3);
    /// assert_eq!(pipeline::threads::Threads::new(0).number(), 1);
    /// ```
    #[must_use]
    pub fn new(number: usize) -> Self {
        let pool = || ThreadPoolBuilder::new().num_threads(number).build().ok();
        Self {
            pool: (number > 1).then(pool).flatten(),
        }
    }

    /// As many as the machine has processors.
    #[must_use]
    pub fn of_machine() -> Self {
        Self::new(std::thread::available_parallelism().map_or(1, usize::from))
    }

    /// How many there are.
    #[must_use]
    pub fn number(&self) -> usize {
        self.pool
            .as_ref()
            .map_or(1, ThreadPool::current_num_threads)
    }

    /// What `work` makes of each item, in their order.
    pub(crate) fn each<Item: Send, Made: Send>(
        &self,
        items: impl IntoIterator<Item = Item>,
        work: impl Fn(Item) -> Made + Send + Sync,
    ) -> Vec<Made> {
        let Some(pool) = &self.pool else {
            return items.into_iter().map(work).collect();
        };
        let items: Vec<Item> = items.into_iter().collect();
        let items = items.into_par_iter().with_max_len(1);
        pool.install(|| items.map(work).collect())
    }

    /// Hands what `work` makes of each item to `join`, in their order, until that says that it
    /// needs no more. Items are taken one by one as threads are free, and few of them wait to be
    /// joined: neither all items nor all that is made of them need fit memory.
    pub(crate) fn in_order<Item: Send, Made: Send, E>(
        &self,
        items: impl Iterator<Item = Item> + Send,
        work: impl Fn(Item) -> Made + Sync,
        mut join: impl FnMut(Made) -> Result<bool, E>,
    ) -> Result<(), E> {
        let Some(pool) = &self.pool else {
            for item in items {
                if !join(work(item))? {
                    break;
                }
            }
            return Ok(());
        };
        let items = Mutex::new((0_u64..).zip(items));
        let has_ended = AtomicBool::new(false);
        pool.in_place_scope(|scope| {
            let (sender, receiver) = mpsc::sync_channel(self.number());
            for _ in 0..self.number() {
                let sender = sender.clone();
                let (items, has_ended, work) = (&items, &has_ended, &work);
                scope.spawn(move |_| {
                    while !has_ended.load(Ordering::Relaxed) {
                        let next = items.lock().ok().and_then(|mut items| items.next());
                        let Some((order, item)) = next else {
                            break;
                        };
                        if sender.send((order, work(item))).is_err() {
                            break;
                        }
                    }
                });
            }
            drop(sender);
            let mut waiting = BTreeMap::new();
            let mut expected = 0;
            for (order, made) in receiver {
                waiting.insert(order, made);
                while let Some(made) = waiting.remove(&expected) {
                    let joined = join(made);
                    if !matches!(joined, Ok(true)) {
                        has_ended.store(true, Ordering::Relaxed);
                        return joined.map(|_| ());
                    }
                    expected += 1;
                }
            }
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_comes_back_in_order() {
        for number in [1, 2, 5] {
            let threads = Threads::new(number);
            let squares: Vec<u64> = (0..1000).map(|n| n * n).collect();
            assert_eq!(threads.each(0..1000, |n| n * n), squares);
            let mut joined = Vec::new();
            let join = |square| {
                joined.push(square);
                Ok::<_, ()>(joined.len() < 700)
            };
            assert_eq!(threads.in_order(0..1000, |n| n * n, join), Ok(()));
            assert_eq!(joined, squares[..700]);
            let failed =
                threads.in_order(0..1000, |n| n, |n| if n == 9 { Err(n) } else { Ok(true) });
            assert_eq!(failed, Err(9));
            assert!(threads.each([], |(): ()| ()).is_empty());
        }
    }

    #[test]
    fn a_panic_is_passed_on() {
        for number in [1, 3] {
            let threads = Threads::new(number);
            let odd = |n: u32| assert_eq!(n % 2, 1);
            let each = || threads.each(0..9, odd);
            let in_order = || threads.in_order(0..9, odd, |()| Ok::<_, ()>(true));
            assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(each)).is_err());
            assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(in_order)).is_err());
        }
    }
}
