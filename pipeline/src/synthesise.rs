//! A plausible synthetic extract of the default partnership: people who do not exist, in places
//! that are invented, with the patterns that real neighbourhoods show.
//!
//! People, conditions, care, hospital use and answers hang together, so that every page of the
//! dashboard has something to find: see the modules below for what is assumed. The same arguments
//! give the same bytes on every machine. Nothing is learned from real records, and no number here
//! is evidence of anything.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::definitions::EMBEDDED;
use crate::exit::{Failure, OUTPUT_NOT_WRITTEN};
use crate::folder::NewFolder;
use crate::progress::{Extent, Progress};

mod calendar;
mod care;
mod chance;
mod coding;
mod dirt;
mod hospital;
mod illness;
mod life;
mod person;
mod place;
mod row;
mod sink;
mod survey;

use dirt::Dirt;
use life::{PEOPLE_A_CHUNK, World};
use row::{Field, Table, day_number};
use sink::{Habit, Sink};

const EXAMPLE: &str = "\
Example:
  outcomes synthesise --people 330000 --seed 1 --out extract --format parquet

With --dirty, the folder `comparable` inside DIR holds the same extract without ragged and
non-UTF-8 rows, for programs that cannot read such files at all.";

/// Arguments of `outcomes synthesise`.
#[derive(Debug, Clone, clap::Args)]
#[command(after_help = EXAMPLE)]
pub struct Arguments {
    /// How many people the person table has, those who have left or died among them
    #[arg(long, value_name = "N")]
    pub people: u64,
    /// Which of all possible populations; the same seed gives the same people
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub seed: u64,
    /// The folder to write; it must be new, empty or an extract written before
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// How the tables are written
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    pub format: Format,
    /// Hospital events and answers reach back far enough for so many quarterly snapshots
    #[arg(long, value_name = "Q", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=80))]
    pub quarters: u32,
    /// This percentage of the rows of every table gets a fault, each kind in turn
    #[arg(long, value_name = "PERCENT", value_parser = percentage)]
    pub dirty: Option<f64>,
}

/// How the tables of an extract are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Text, RFC 4180
    Csv,
    /// Columns, with typed dates
    Parquet,
}

/// The file that shows a folder to be an extract.
const MARKER: &str = "extract.toml";

/// The day of every synthetic extract.
const EXTRACTED_ON: (i32, u32, u32) = (2026, 9, 30);

fn percentage(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(percent) if (0.0..=100.0).contains(&percent) => Ok(percent),
        _ => Err("expected a percentage from 0 to 100".to_owned()),
    }
}

/// Writes a synthetic extract with its config and says on `stdout` what is in it.
///
/// # Errors
/// When the folder cannot be written; nothing is left of it then.
pub fn run(
    arguments: &Arguments,
    progress: &Progress,
    stdout: &mut dyn Write,
) -> Result<(), Failure> {
    let folder = NewFolder::beside(&arguments.out, MARKER)?;
    let rows = write_extract(arguments, folder.path(), *progress)?;
    folder.put_in_place()?;
    let [people, conditions, events, answers] = rows;
    writeln!(
        stdout,
        "{}: {people} people, {conditions} conditions, {events} events, {answers} answers",
        arguments.out.display()
    )
    .map_err(|error| Failure::new(OUTPUT_NOT_WRITTEN, error))
}

/// Writes everything and counts the rows of each table.
fn write_extract(
    arguments: &Arguments,
    folder: &Path,
    progress: Progress,
) -> Result<[u64; 4], Failure> {
    let (year, month, day) = EXTRACTED_ON;
    let today = day_number(year, month, day);
    let world = World::new(arguments.seed, today, arguments.quarters);
    let mut output = Output::create(arguments, folder, today)?;
    let mut rows = [0; 4];
    let step = progress.step_of("inventing people", Extent::Rows(arguments.people));
    for chunk in 0..arguments.people.div_ceil(PEOPLE_A_CHUNK) {
        output.begin(arguments.seed, chunk);
        let mut made = 0;
        for life in world.lives(chunk, arguments.people) {
            life.rows(&world, |table, fields| {
                rows[table as usize] += 1;
                output.write(table, fields)
            })?;
            made += 1;
        }
        step.advance(made, 0);
    }
    output.finish()?;
    Ok(rows)
}

/// The extract being written, and with faults its copy that other programs can read.
enum Output {
    Clean(Sink),
    Dirty {
        dirt: Box<Dirt>,
        full: Sink,
        comparable: Sink,
    },
}

impl Output {
    fn create(arguments: &Arguments, folder: &Path, today: i32) -> Result<Self, Failure> {
        let open = |folder: &Path, habit| {
            describe(arguments, folder)?;
            match arguments.format {
                Format::Csv => Sink::csv(folder, habit),
                Format::Parquet => Sink::parquet(folder, habit),
            }
        };
        let Some(percent) = arguments.dirty else {
            return Ok(Self::Clean(open(folder, Habit::Careful)?));
        };
        let full = open(folder, Habit::Careless)?;
        let comparable = open(&folder.join("comparable"), Habit::Careless)?;
        let dirt = Box::new(Dirt::new(percent, today, arguments.format));
        Ok(Self::Dirty {
            dirt,
            full,
            comparable,
        })
    }

    fn begin(&mut self, seed: u64, chunk: u64) {
        if let Self::Dirty { dirt, .. } = self {
            dirt.begin(seed, chunk);
        }
    }

    fn write(&mut self, table: Table, fields: &[Field]) -> Result<(), Failure> {
        match self {
            Self::Clean(sink) => sink.write(table, fields),
            Self::Dirty {
                dirt,
                full,
                comparable,
            } => dirt.soil(table, fields, |soiled, readable_by_all| {
                if readable_by_all {
                    comparable.write(table, soiled)?;
                }
                full.write(table, soiled)
            }),
        }
    }

    fn finish(self) -> Result<(), Failure> {
        match self {
            Self::Clean(sink) => sink.finish(),
            Self::Dirty {
                full, comparable, ..
            } => full.finish().and_then(|()| comparable.finish()),
        }
    }
}

/// Writes `extract.toml` and the config folder.
fn describe(arguments: &Arguments, folder: &Path) -> Result<(), Failure> {
    let write = |path: PathBuf, text: &str| {
        fs::write(&path, text).map_err(|error| {
            Failure::new(OUTPUT_NOT_WRITTEN, format!("{}: {error}", path.display()))
        })
    };
    let config = folder.join("config");
    fs::create_dir_all(&config).map_err(|error| {
        Failure::new(OUTPUT_NOT_WRITTEN, format!("{}: {error}", config.display()))
    })?;
    for (name, text) in EMBEDDED {
        write(config.join(name), text)?;
    }
    let (year, month, day) = EXTRACTED_ON;
    let faults = arguments.dirty.map_or(String::new(), |percent| {
        format!(" {percent}% of the rows of each table have a fault put in on purpose.")
    });
    let text = format!(
        "source = \"Synthetic people of an invented Southwark\"\n\
         extracted_on = {year:04}-{month:02}-{day:02}\n\
         national_data_opt_out = \"not_applicable\"\n\
         notes = \"Nobody in this extract exists. Seed {seed}, {people} people, {quarters} quarters.{faults}\"\n",
        seed = arguments.seed,
        people = arguments.people,
        quarters = arguments.quarters,
    );
    write(folder.join(MARKER), &text)
}
