//! Facts by the block of seats they are about, as small as they can be: what ingest finds is put
//! here, and the fold takes it out block by block.
//!
//! A block's facts come in any order. They are kept in chunks, so that nothing is copied when
//! more come, and none of it is ever grown in advance.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use measures::definition::SEVERAL_CONDITIONS;

use crate::ingest::KeepFacts;
use crate::rules::Asked;
use crate::seating::Seating;
use crate::tables::{AnswerFact, ConditionFact, EventFact, Keep};
use crate::threads::Threads;
use crate::timeline::calendar::Calendar;
use crate::timeline::{DatedAnswer, DatedCondition, DatedEvent};

/// Facts of a chunk: a few kilobytes.
const CHUNK_FACTS: usize = 1024;

/// A fact, and where in the block the person sits whom it is about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seated<T> {
    pub(crate) place: u16,
    pub(crate) fact: T,
}

/// Facts of one kind about the people of one block.
#[derive(Debug)]
pub(crate) struct Chunks<T> {
    full: Vec<Vec<T>>,
    open: Vec<T>,
}

/// Everything that is known of the people of one block.
#[derive(Debug, Default)]
pub(crate) struct Block {
    pub(crate) conditions: Chunks<Seated<DatedCondition>>,
    pub(crate) events: Chunks<Seated<DatedEvent>>,
    pub(crate) answers: Chunks<Seated<DatedAnswer>>,
}

/// Which blocks are kept while an extract is read once: as many as fit.
///
/// All that is read counts towards the sizes of blocks, whether it is kept or not; so those of
/// one time say what fits the next. They are added up in the order of the extract, and what is
/// kept is the same on any number of threads.
#[derive(Debug)]
pub(crate) struct Pass {
    first: usize,
    /// The first block that is not kept any more.
    end: AtomicUsize,
    /// Bytes of each block's facts.
    sizes: Mutex<Vec<usize>>,
    /// Whether those are of a time before, and not to be added up again.
    are_known: bool,
    /// Bytes of all blocks that are kept.
    room: usize,
    /// For each seat a bit, once all conditions are there, if events and answers are asked for
    /// only of people with several: whether the person may be one.
    may_have_several: OnceLock<Vec<u64>>,
}

/// The facts of everybody who has a seat in a block that is kept; facts come under the seat.
#[derive(Debug)]
pub(crate) struct Blocks<'a> {
    seating: &'a Seating,
    /// Any of the series.
    calendar: &'a Calendar,
    asked: &'a Asked,
    pass: &'a Pass,
    threads: &'a Threads,
    facts: Vec<Block>,
    /// Bytes of each block's facts that have come here and not from another keeper.
    sizes: Vec<usize>,
}

impl Pass {
    /// The first time, with room for facts of so many bytes.
    pub(crate) fn first(n_blocks: usize, room: usize) -> Self {
        Self {
            first: 0,
            end: AtomicUsize::new(n_blocks),
            sizes: Mutex::new(vec![0; n_blocks]),
            are_known: false,
            room,
            may_have_several: OnceLock::new(),
        }
    }

    /// The time after this one, when blocks are left.
    pub(crate) fn next(self) -> Option<Self> {
        let first = self.end.into_inner();
        let sizes = self
            .sizes
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        (first < sizes.len()).then(|| Self {
            first,
            end: AtomicUsize::new(fitting(&sizes, first, self.room)),
            sizes: Mutex::new(sizes),
            are_known: true,
            room: self.room,
            may_have_several: OnceLock::new(),
        })
    }

    /// Bytes that are needed beyond the room, because a block does not fit it.
    pub(crate) fn missing(&self) -> usize {
        let sizes = self.sizes.lock().unwrap_or_else(PoisonError::into_inner);
        let largest = sizes.iter().copied().max().unwrap_or_default();
        largest.saturating_sub(self.room)
    }

    fn end(&self) -> usize {
        self.end.load(Ordering::Relaxed)
    }

    fn add(&self, sizes: &[usize]) {
        if self.are_known {
            return;
        }
        let mut sums = self.sizes.lock().unwrap_or_else(PoisonError::into_inner);
        for (sum, size) in sums.iter_mut().zip(sizes) {
            *sum += size;
        }
        let end = fitting(&sums, self.first, self.room);
        self.end.fetch_min(end, Ordering::Relaxed);
    }
}

/// The end of the blocks that fit some room, from a first one, which is always among them.
fn fitting(sizes: &[usize], first: usize, room: usize) -> usize {
    let mut sum = 0;
    let fit = sizes[first..].iter().take_while(|size| {
        sum += **size;
        sum <= room
    });
    first + fit.count().max(1)
}

impl<T: Copy> Chunks<T> {
    #[inline]
    fn push(&mut self, fact: T) {
        if self.open.len() == self.open.capacity() {
            let chunk = Vec::with_capacity(CHUNK_FACTS);
            let full = std::mem::replace(&mut self.open, chunk);
            if !full.is_empty() {
                self.full.push(full);
            }
        }
        self.open.push(fact);
    }

    fn append(&mut self, mut later: Self) {
        self.full.append(&mut later.full);
        for fact in later.open {
            self.push(fact);
        }
    }

    /// Every fact, chunk by chunk.
    pub(crate) fn each(&self, mut each: impl FnMut(&T)) {
        for chunk in self.full.iter().chain([&self.open]) {
            chunk.iter().for_each(&mut each);
        }
    }
}

impl<T> Default for Chunks<T> {
    fn default() -> Self {
        Self {
            full: Vec::new(),
            open: Vec::new(),
        }
    }
}

impl<'a> Blocks<'a> {
    /// Nothing yet about the people of a seating.
    pub(crate) fn new(
        seating: &'a Seating,
        calendar: &'a Calendar,
        asked: &'a Asked,
        pass: &'a Pass,
        threads: &'a Threads,
    ) -> Self {
        let n_blocks = seating.n_blocks();
        Self {
            seating,
            calendar,
            asked,
            pass,
            threads,
            facts: (0..n_blocks).map(|_| Block::default()).collect(),
            sizes: vec![0; n_blocks],
        }
    }

    /// The blocks that are kept, each with its number.
    pub(crate) fn into_kept(self) -> impl Iterator<Item = (usize, Block)> {
        let kept = self.pass.first..self.pass.end();
        let blocks = self.facts.into_iter().enumerate();
        blocks.filter(move |(block, _)| kept.contains(block))
    }

    /// The block that a fact of so many bytes goes to and its person's place there, if they sit in
    /// one that is kept.
    #[inline]
    fn of(&mut self, seat: u32, bytes: usize) -> Option<(&mut Block, u16)> {
        let (block, place) = self.seating.in_block(seat);
        self.sizes[block] += bytes;
        let is_kept = (self.pass.first..self.pass.end()).contains(&block);
        is_kept.then(|| (&mut self.facts[block], place))
    }

    /// Whether some rule may ask for the events and answers of the person in a seat.
    #[inline]
    fn may_be_asked(&self, seat: u32) -> bool {
        let several = self.pass.may_have_several.get();
        several.is_none_or(|marks| {
            let bits = marks[(seat / u64::BITS) as usize];
            bits >> (seat % u64::BITS) & 1 == 1
        })
    }

    /// Marks the seats of people of whom at least so many conditions are there as several are.
    fn mark_several(&self) -> Vec<u64> {
        let several = u8::try_from(SEVERAL_CONDITIONS).expect("several is a small number");
        let blocks = self.facts.iter().enumerate();
        let marks = self.threads.each(blocks, |(block, facts)| {
            let mut conditions = vec![0_u8; self.seating.block(block).len()];
            facts.conditions.each(|one| {
                let number = &mut conditions[usize::from(one.place)];
                *number = number.saturating_add(1);
            });
            // The seats of a block but the last fill whole words.
            let words = conditions.chunks(u64::BITS as usize).map(|seats| {
                let marks = (0..).zip(seats);
                marks.fold(0, |word, (bit, number)| {
                    word | u64::from(*number >= several) << bit
                })
            });
            words.collect::<Vec<_>>()
        });
        marks.concat()
    }
}

impl Keep<ConditionFact> for Blocks<'_> {
    #[inline]
    fn keep(&mut self, fact: ConditionFact) {
        const SIZE: usize = size_of::<Seated<DatedCondition>>();
        let dated = DatedCondition {
            condition: fact.condition,
            from: self.calendar.month(fact.from),
            until: self.calendar.month(fact.to),
        };
        if self.asked.condition(dated)
            && let Some((block, place)) = self.of(fact.person, SIZE)
        {
            block.conditions.push(Seated { place, fact: dated });
        }
    }
}

impl Keep<EventFact> for Blocks<'_> {
    #[inline]
    fn keep(&mut self, fact: EventFact) {
        const SIZE: usize = size_of::<Seated<DatedEvent>>();
        if !self.may_be_asked(fact.person) {
            return;
        }
        let dated = DatedEvent {
            event_type: fact.event_type,
            month: self.calendar.month(fact.day),
        };
        if self.asked.event(dated)
            && let Some((block, place)) = self.of(fact.person, SIZE)
        {
            block.events.push(Seated { place, fact: dated });
        }
    }
}

impl Keep<AnswerFact> for Blocks<'_> {
    #[inline]
    fn keep(&mut self, fact: AnswerFact) {
        const SIZE: usize = size_of::<Seated<DatedAnswer>>();
        if !self.may_be_asked(fact.person) {
            return;
        }
        let dated = DatedAnswer {
            day: fact.day,
            response: fact.response,
            question: fact.question,
        };
        if self.asked.answer(dated, self.calendar.month(fact.day))
            && let Some((block, place)) = self.of(fact.person, SIZE)
        {
            block.answers.push(Seated { place, fact: dated });
        }
    }
}

impl KeepFacts for Blocks<'_> {
    fn append(&mut self, later: Self) {
        self.pass.add(&later.sizes);
        for (block, later) in self.facts.iter_mut().zip(later.facts) {
            block.conditions.append(later.conditions);
            block.events.append(later.events);
            block.answers.append(later.answers);
        }
        let end = self.pass.end().min(self.facts.len());
        self.facts[end..].fill_with(Block::default);
    }

    fn conditions_are_complete(&mut self) {
        if self.asked.is_only_of_several {
            let _marked_once = self.pass.may_have_several.set(self.mark_several());
        }
    }
}
