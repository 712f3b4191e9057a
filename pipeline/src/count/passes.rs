//! From an extract to its counts, within so much memory.
//!
//! People are read first, so that each fact can be put where its person sits as it is read. Where
//! not all facts fit, as many blocks of people are counted as do, and the facts are read again
//! for the others: nothing about a person is ever written to a disk.

use disclosure::exact::Exact;
use measures::catalogue::Catalogue;

use super::{Counting, Detail, Question};
use crate::exit::{Failure, USAGE};
use crate::extract::{ExtractArguments, Loaded, rejection_list};
use crate::ingest::{Quality, Reading};
use crate::newcomers::Newcomers;
use crate::progress::Progress;
use crate::seating::Seating;
use crate::timeline::calendar::Calendar;

/// How much memory counting may take.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct MemoryArguments {
    /// Most memory to take, such as 3GiB: where the facts about people need more, they are read
    /// several times [default: no limit]
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub memory_limit: Option<usize>,
}

/// What the program takes besides tables, and what a limit leaves to spare.
const BESIDES: usize = 24 << 20;
/// The least room for facts worth reading an extract for.
const LEAST_ROOM: usize = 8 << 20;

/// Reads an extract, lists the rows set aside, stops when there are too many of them, and counts
/// everybody.
///
/// # Errors
/// A [`Failure`] with code 10 when something cannot be read, 11 when too many rows are set aside,
/// 13 when the list of them cannot be written, and 2 when the arguments contradict the extract or
/// its people need more memory than they may take.
pub(crate) fn count_extract(
    arguments: &ExtractArguments,
    memory: &MemoryArguments,
    detail: Detail,
    progress: Progress,
) -> Result<(Loaded, Catalogue, Exact), Failure> {
    let mut loaded = Loaded::open(arguments)?;
    let mut reading = Reading::open(
        &arguments.extract,
        loaded.meaning(),
        rejection_list(arguments)?,
        &loaded.threads,
        &progress,
    )?;
    let besides = reading.memory();
    let calendars = Calendar::series(&loaded.periods);
    let (people, register) = reading
        .people(&|| Newcomers::none(&calendars[0]), &|people, ids| {
            memory.require(people, ids, besides)
        })?;
    let people = people.into_iter().flat_map(Newcomers::into_stretches);
    let people = people.collect();
    let question = Question {
        definitions: &loaded.definitions,
        geography: &loaded.geography,
        periods: &loaded.periods,
        events_from: loaded.settings.events_from,
        surveys_from: loaded.settings.surveys_from,
        threads: &loaded.threads,
        detail,
    };
    let (counting, lives) = Counting::new(question, calendars, people);
    let held = register.memory() + lives.memory() + counting.memory() + reading.memory();
    let mut pass = counting.pass(memory.room_beside(held)?);
    let mut counts = counting.nobody();
    let mut found = Quality::default();
    loop {
        let blocks = reading.facts(&lives, &register, &|| counting.blocks(&pass))?;
        if let Some(quality) = reading.finish()? {
            quality.require_few_rejected(arguments.max_rejected)?;
            memory.require_no_more(pass.missing())?;
            found = quality;
        }
        let step = progress.step("counting");
        counting.fold(blocks, &mut counts);
        step.finish();
        match pass.next() {
            Some(next) => pass = next,
            None => break,
        }
    }
    drop((lives, register, reading));
    let (catalogue, exact) = counting.finish(&counts);
    loaded.quality = found;
    Ok((loaded, catalogue, exact))
}

impl MemoryArguments {
    /// Refuses as soon as it is plain that so many people do not fit, with ids of so many bytes
    /// altogether: neither while they are read, nor while they are seated, when what is known of
    /// each, their lives and their seats are held beside their ids. Of few people the others who
    /// ask know better.
    fn require(&self, people: usize, ids: usize, reading: usize) -> Result<(), Failure> {
        let rows = ids + people * Newcomers::ROW;
        let seating = people * Seating::SEAT;
        let needed = rows + BESIDES + reading.max(seating);
        match self.memory_limit {
            Some(limit) if rows > LEAST_ROOM && limit < needed => Err(too_small(limit, needed)),
            _ => Ok(()),
        }
    }

    /// Bytes that are left for facts beside others that are held.
    fn room_beside(&self, held: usize) -> Result<usize, Failure> {
        let Some(limit) = self.memory_limit else {
            return Ok(usize::MAX);
        };
        let needed = held + BESIDES;
        if limit < needed + LEAST_ROOM {
            return Err(too_small(limit, needed + LEAST_ROOM));
        }
        Ok(limit - needed)
    }

    /// Refuses when so many bytes more than the limit are needed.
    fn require_no_more(&self, missing: usize) -> Result<(), Failure> {
        match self.memory_limit {
            Some(limit) if missing > 0 => Err(too_small(limit, limit + missing)),
            _ => Ok(()),
        }
    }
}

fn too_small(limit: usize, needed: usize) -> Failure {
    let mebibytes = |bytes: usize| bytes.div_ceil(1 << 20);
    Failure::new(
        USAGE,
        format!(
            "--memory-limit {}MiB: too small for the people of this extract; expected at least \
             {}MiB",
            mebibytes(limit),
            mebibytes(needed)
        ),
    )
}

/// A size in bytes, or with a unit.
fn size(text: &str) -> Result<usize, String> {
    const UNITS: [(&str, usize); 7] = [
        ("KiB", 1 << 10),
        ("MiB", 1 << 20),
        ("GiB", 1 << 30),
        ("KB", 1000),
        ("MB", 1_000_000),
        ("GB", 1_000_000_000),
        ("B", 1),
    ];
    let unit = UNITS.iter().find_map(|(unit, bytes)| {
        let number = text.strip_suffix(unit)?;
        Some((number.trim_end(), *bytes))
    });
    let (number, bytes) = unit.unwrap_or((text, 1));
    number
        .parse::<usize>()
        .ok()
        .and_then(|number| number.checked_mul(bytes))
        .ok_or_else(|| "expected a size such as 3GiB, 512MiB or 2000000000".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_who_do_not_fit_are_refused_while_they_are_read() {
        // A million people with ids of 30 MB: 48 MB while they are read, 6 more while seated.
        let rows = [
            (1_000_000, 75, 0, false),
            (1_000_000, 76, 0, true),
            (1_000_000, 76, 40 << 20, false),
            (1_000_000, 110, 40 << 20, true),
            // Few people are somebody else's question.
            (10_000, 1, 0, true),
        ];
        for (people, mebibytes, reading, fits) in rows {
            let memory = MemoryArguments {
                memory_limit: Some(mebibytes << 20),
            };
            let allowed = memory.require(people, 30 * people, reading);
            assert_eq!(allowed.is_ok(), fits, "{people} in {mebibytes}MiB");
        }
        let unlimited = MemoryArguments { memory_limit: None };
        assert!(unlimited.require(1 << 30, 1 << 40, 0).is_ok());
    }

    #[test]
    fn sizes_have_units_or_are_bytes() {
        let rows = [
            ("3GiB", Some(3 << 30)),
            ("512 MiB", Some(512 << 20)),
            ("2GB", Some(2_000_000_000)),
            ("64KB", Some(64_000)),
            ("100B", Some(100)),
            ("100", Some(100)),
            ("1.5GiB", None),
            ("3Gib", None),
            ("GiB", None),
            ("99999999999GiB", None),
            ("-1", None),
        ];
        for (text, expected) in rows {
            assert_eq!(size(text).ok(), expected, "{text}");
        }
    }
}
