//! Who sits where, which thread counts whom, and the sum of what they counted.
//!
//! People are put in order of stratum, each thread takes neighbouring seats and brings their
//! facts together, and whole numbers are added up: any number of threads gives the same counts.

use std::ops::Range;
use std::thread;

use crate::count::fold::{Counts, Fold, Seated};
use crate::tables::Tables;
use crate::timeline::{NOT_SEATED, Person, Timelines};

/// Folds everybody in the tables, on so many threads.
pub(crate) fn fold(fold: &Fold, tables: &Tables, threads: usize) -> Counts {
    let (seats, people) = seat(fold, tables);
    let count = |range: Range<usize>| {
        let timelines = Timelines::of(tables, fold.calendar, &seats, &range);
        fold.count(&people, range, &timelines)
    };
    let mut ranges = ranges(people.len(), threads).into_iter();
    let Some(own) = ranges.next() else {
        return fold.nobody();
    };
    thread::scope(|scope| {
        let others: Vec<_> = ranges.map(|range| scope.spawn(|| count(range))).collect();
        let mut counts = count(own);
        for other in others {
            let counted = other
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            counts.add(&counted);
        }
        counts
    })
}

/// A seat for everybody who is counted at some snapshot, those of one stratum together (a
/// counting sort), and who sits there.
fn seat(fold: &Fold, tables: &Tables) -> (Vec<u32>, Vec<Seated>) {
    let people = &tables.people;
    // Where each stratum's next person sits: first the number of its people, then a running sum.
    let mut next = vec![0_u32; fold.strata.len() + 1];
    let mut seated = Vec::with_capacity(people.birth.len());
    for row in 0..people.birth.len() {
        let person = Person {
            birth: fold.calendar.month(people.birth[row]),
            from: fold.calendar.month(people.registered_from[row]),
            until: fold
                .calendar
                .month(people.registered_to[row].min(people.died[row])),
        };
        let counted = !person.counted(fold.calendar, fold.minimum_age).is_empty();
        let stratum = fold.strata.stratum(people, row).filter(|_| counted);
        if let Some(stratum) = stratum {
            next[stratum + 1] += 1;
        }
        seated.push(stratum.map(|stratum| Seated { stratum, person }));
    }
    let mut before = 0;
    for first in &mut next {
        before += *first;
        *first = before;
    }
    let mut seats = vec![NOT_SEATED; seated.len()];
    let nobody = Seated {
        stratum: 0,
        person: Person::default(),
    };
    let mut order = vec![nobody; before as usize];
    for (seat, one) in seats.iter_mut().zip(&seated) {
        if let Some(one) = one {
            *seat = next[one.stratum];
            order[*seat as usize] = *one;
            next[one.stratum] += 1;
        }
    }
    (seats, order)
}

/// As many ranges as threads, of nearly equal length, none of them empty.
fn ranges(people: usize, threads: usize) -> Vec<Range<usize>> {
    let threads = threads.clamp(1, people.max(1));
    (0..threads)
        .map(|thread| people * thread / threads..people * (thread + 1) / threads)
        .filter(|range| !range.is_empty())
        .collect()
}
