//! People as they are read, until it is known who of them is there twice.
//!
//! Pieces of the table stay as they were read, and only what is left of a person at the end is
//! kept: the first row of an id, unless it is set aside.

use crate::tables::Keep;
use crate::threads::Threads;

use super::KeepPeople;
use super::batch::Places;
use super::outcome::Outcome;
use super::person::{PersonRows, Problem};
use super::register::{HashedIds, Register, UNKNOWN};

/// The rows of the person table so far.
pub(super) struct Arrivals<P, K> {
    /// Who came in each piece, and with which ids; small pieces are put together.
    people: Vec<K>,
    ids: Vec<HashedIds>,
    /// What is to be said of each piece.
    told: Vec<(P, Vec<Batch>, Outcome<()>)>,
    rows: usize,
    bytes: usize,
}

/// What the rows of a piece came to.
#[derive(Debug)]
pub(super) struct PieceRows<K> {
    ids: HashedIds,
    people: K,
    batches: Vec<Batch>,
}

/// Where the rows of a batch are, how many there are, and what is wrong with some.
#[derive(Debug)]
struct Batch {
    places: Places,
    rows: usize,
    problems: Vec<Problem>,
}

impl<K> PieceRows<K> {
    /// No rows yet.
    pub(super) fn new(nobody: K) -> Self {
        Self {
            ids: HashedIds::default(),
            people: nobody,
            batches: Vec::new(),
        }
    }
}

impl<K: KeepPeople> Keep<PersonRows> for PieceRows<K> {
    fn keep(&mut self, rows: PersonRows) {
        self.ids.append(&rows.ids);
        self.people.keep(&rows.people);
        self.batches.push(Batch {
            places: rows.places,
            rows: rows.rows,
            problems: rows.problems,
        });
    }
}

impl<P, K: KeepPeople> Arrivals<P, K> {
    /// Nobody yet.
    pub(super) fn new() -> Self {
        Self {
            people: Vec::new(),
            ids: Vec::new(),
            told: Vec::new(),
            rows: 0,
            bytes: 0,
        }
    }

    /// How many rows there are so far, and how many bytes of memory their ids take.
    pub(super) fn size(&self) -> (usize, usize) {
        (self.rows, self.bytes)
    }

    /// Takes in the next piece of a part.
    pub(super) fn add(&mut self, part: P, outcome: Outcome<PieceRows<K>>) {
        let (rows, outcome) = outcome.without_kept();
        let PieceRows {
            mut ids,
            mut people,
            batches,
        } = rows;
        self.rows += ids.len();
        self.bytes += ids.used();
        self.told.push((part, batches, outcome));
        match (self.ids.last_mut(), self.people.last_mut()) {
            (Some(before), Some(people_before)) if before.len() + ids.len() <= K::STRETCH => {
                before.append(&ids);
                people_before.append(people);
            }
            _ => {
                ids.shrink();
                people.shrink_to_fit();
                self.ids.push(ids);
                self.people.push(people);
            }
        }
    }

    /// Sets rows aside, and tells `join` of each piece in turn what it came to. Gives the people
    /// in pieces that follow each other.
    pub(super) fn settle<E>(
        self,
        threads: &Threads,
        mut join: impl FnMut(P, Outcome<()>) -> Result<(), E>,
    ) -> Result<(Vec<K>, Register), E> {
        let Self {
            mut people,
            ids,
            told,
            rows: n_rows,
            ..
        } = self;
        let lengths: Vec<usize> = ids.iter().map(HashedIds::len).collect();
        let (mut register, repeated) = Register::of(ids, threads);
        let mut duplicates = repeated.iter().map(|(row, _)| *row).peekable();
        let mut set_aside = Vec::new();
        let mut first = 0;
        for (part, batches, mut outcome) in told {
            for Batch {
                places,
                rows,
                problems,
            } in batches
            {
                let end = first + u32::try_from(rows).expect("a batch has few rows");
                let of_batch = std::iter::from_fn(|| duplicates.next_if(|row| *row < end));
                let of_batch = of_batch.map(|row| Problem::duplicate(row - first));
                // A row that is there twice has no other problem: nothing else of it is looked at.
                let mut problems: Vec<Problem> = of_batch.chain(problems).collect();
                problems.sort_by_key(|problem| problem.row);
                problems.dedup_by_key(|problem| problem.row);
                for Problem {
                    row,
                    column,
                    reason,
                } in problems
                {
                    outcome.reject(places.location(row as usize), column, reason);
                    set_aside.push(first + row);
                }
                first = end;
            }
            join(part, outcome)?;
        }
        let mut is_kept = Vec::new();
        if !set_aside.is_empty() {
            is_kept.resize(n_rows, true);
            for row in set_aside {
                is_kept[row as usize] = false;
            }
        }
        let mut rest = is_kept.as_slice();
        let (mut firsts, mut numbers) = (Vec::new(), Vec::new());
        let mut next = 0_u32;
        let stretch = u32::try_from(K::STRETCH).expect("a stretch is short");
        let too_many = "fewer than four thousand million people";
        for (length, people) in lengths.into_iter().zip(&mut people) {
            next = next.checked_next_multiple_of(stretch).expect(too_many);
            firsts.push(next);
            let kept = if rest.is_empty() {
                length
            } else {
                let (own, others) = rest.split_at(length);
                rest = others;
                people.retain(own);
                people.shrink_to_fit();
                numbers.extend(numbers_of(own, next));
                own.iter().filter(|is_kept| **is_kept).count()
            };
            let after = u32::try_from(next as usize + kept);
            next = after.ok().filter(|next| *next < UNKNOWN).expect(too_many);
        }
        for (row, first) in repeated {
            numbers[row as usize] = numbers[first as usize];
        }
        register.lead_to(&firsts, numbers);
        Ok((people, register))
    }
}

/// The number of each row, from a first one on, [`UNKNOWN`] for those that are not kept.
fn numbers_of(is_kept: &[bool], mut next: u32) -> impl Iterator<Item = u32> {
    is_kept.iter().map(move |is_kept| {
        let number = if *is_kept { next } else { UNKNOWN };
        next += u32::from(*is_kept);
        number
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::date_column::DateForms;
    use crate::ingest::register::Trail;
    use crate::ingest::schema::PERSON;
    use crate::rejection::Reason;
    use crate::tables::{People, PeopleTally};
    use crate::threads::Threads;

    /// The births of people, who are numbered from multiples of four on.
    #[derive(Debug, Default, PartialEq)]
    struct Births(Vec<i32>);

    impl KeepPeople for Births {
        const STRETCH: usize = 4;

        fn keep(&mut self, rows: &People) {
            self.0.extend(&rows.birth);
        }

        fn append(&mut self, later: Self) {
            self.0.extend(later.0);
        }

        fn retain(&mut self, is_kept: &[bool]) {
            let mut is_kept = is_kept.iter();
            self.0.retain(|_| *is_kept.next().unwrap());
        }

        fn shrink_to_fit(&mut self) {}

        fn tally(&self) -> PeopleTally {
            PeopleTally::default()
        }
    }

    /// A piece of one batch: the rows' ids, each of somebody born on the day of the row, and
    /// which row has no birth.
    fn piece(first: i32, ids: &[&str], wrong: Option<u32>) -> Outcome<PieceRows<Births>> {
        let mut rows = PieceRows::new(Births::default());
        let mut hashed = HashedIds::default();
        for id in ids {
            hashed.push(id.as_bytes());
        }
        rows.keep(PersonRows {
            places: Places::Rows {
                group: 1,
                before: 0,
            },
            rows: ids.len(),
            ids: hashed,
            people: People {
                birth: (first..).take(ids.len()).collect(),
                ..People::default()
            },
            problems: wrong
                .map(|row| Problem {
                    row,
                    column: "birth_date",
                    reason: Reason::MissingBirthDate,
                })
                .into_iter()
                .collect(),
        });
        Outcome::new(&PERSON, &DateForms::expected(&PERSON), rows)
    }

    fn settled(
        pieces: Vec<Outcome<PieceRows<Births>>>,
    ) -> (Vec<Births>, impl Fn(&str) -> Option<u32>) {
        let mut arrivals = Arrivals::new();
        for piece in pieces {
            arrivals.add((), piece);
        }
        let settled = arrivals.settle(&Threads::new(2), |(), _| Ok::<_, ()>(()));
        let (people, register) = settled.unwrap();
        let find = move |id: &str| {
            let number = register.find(id.as_bytes(), &mut Trail::default());
            (number != UNKNOWN).then_some(number)
        };
        (people, find)
    }

    #[test]
    fn pieces_are_numbered_from_multiples_on_and_short_ones_put_together() {
        let (people, find) = settled(vec![
            piece(0, &["a", "b"], None),
            piece(2, &["c"], None),
            piece(3, &["d", "e", "f", "g", "h"], None),
            piece(8, &["i"], None),
        ]);
        let births = |births: &[i32]| Births(births.to_vec());
        assert_eq!(
            people,
            [births(&[0, 1, 2]), births(&[3, 4, 5, 6, 7]), births(&[8])]
        );
        let numbers = "abcdefghi".split("").filter(|id| !id.is_empty()).map(&find);
        let expected = [0, 1, 2, 4, 5, 6, 7, 8, 12].map(Some);
        assert_eq!(numbers.collect::<Vec<_>>(), expected);
        assert_eq!(find("j"), None);
    }

    #[test]
    fn who_is_left_out_has_no_number_and_who_is_there_twice_has_one() {
        let (people, find) = settled(vec![
            piece(0, &["a", "b", "a"], Some(1)),
            piece(3, &["c", "b", "d", "e", "f"], None),
        ]);
        // The second `b` is not looked at, though the first is set aside.
        assert_eq!(people, [Births(vec![0]), Births(vec![3, 5, 6, 7])]);
        let numbers = ["a", "b", "c", "d", "e", "f"].map(find);
        assert_eq!(numbers, [Some(0), None, Some(4), Some(5), Some(6), Some(7)]);
    }
}
