//! An extract with its definitions: what every command that looks at people starts from.
//!
//! Reads, never counts. The only file written is the list of rows set aside.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::builder::RangedU64ValueParser;
use measures::period::Quarter;

use crate::definitions::{Definitions, Geography};
use crate::exit::{Failure, INPUT_UNREADABLE, OUTPUT_NOT_WRITTEN, TOO_MANY_REJECTED, USAGE};
use crate::ingest::{self, Quality};
use crate::progress::Progress;
use crate::rejection::{NotWritten, RejectionList};
use crate::tables::Tables;

mod settings;

pub use settings::{OptOut, Settings};

/// Which extract, with which definitions, as of when.
#[derive(Debug, Clone, clap::Args)]
pub struct ExtractArguments {
    /// Folder with person, condition, event and perhaps survey, and extract.toml
    #[arg(long, value_name = "DIR")]
    pub extract: PathBuf,
    /// Folder with the definitions [default: EXTRACT/config, else the built-in partnership]
    #[arg(long, value_name = "DIR")]
    pub config: Option<PathBuf>,
    /// Last day to look at [default: the last quarter end on or before `extracted_on`]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub as_of: Option<NaiveDate>,
    /// How many quarter ends to look at
    #[arg(long, value_name = "N", default_value_t = 20,
          value_parser = RangedU64ValueParser::<u16>::new().range(1..=200))]
    pub quarters: u16,
    /// Stop when more than this share of a table's rows is set aside
    #[arg(long, value_name = "PERCENT", default_value_t = 5.0, value_parser = percent)]
    pub max_rejected: f64,
    /// Where to list the rows set aside [default: EXTRACT/rejects.csv; nowhere for check]
    #[arg(long, value_name = "FILE")]
    pub rejects: Option<PathBuf>,
    /// How many threads to use [default: as many as the machine has]
    #[arg(long, value_name = "N", value_parser = RangedU64ValueParser::<u16>::new().range(1..=1024))]
    pub threads: Option<u16>,
}

/// An extract that has been read, with everything its rows mean.
#[derive(Debug)]
pub struct Loaded {
    /// The config.
    pub definitions: Definitions,
    /// The small areas as they are on the as-of day.
    pub geography: Geography,
    /// What `extract.toml` says.
    pub settings: Settings,
    /// The last day looked at.
    pub as_of: NaiveDate,
    /// The snapshots, earliest first; the last is on or before [`Loaded::as_of`].
    pub periods: Vec<Quarter>,
    /// The usable rows.
    pub tables: Tables,
    /// What reading found.
    pub quality: Quality,
    /// How many threads to work on.
    pub threads: usize,
}

/// Reads an extract, lists the rows set aside, and stops when there are too many of them.
///
/// # Errors
/// A [`Failure`] with code 10 when something cannot be read, 11 when too many rows are set aside,
/// 13 when the list of them cannot be written, and 2 when the arguments contradict the extract.
pub fn load(arguments: &ExtractArguments, progress: &Progress) -> Result<Loaded, Failure> {
    let default = arguments.extract.join("rejects.csv");
    let list = match &arguments.rejects {
        Some(path) => RejectionList::at(path, true),
        None if arguments.extract.is_dir() => RejectionList::at(&default, false),
        None => Ok(RejectionList::discarded()),
    };
    let loaded = read(arguments, list.map_err(not_written)?, progress)?;
    loaded.require_few_rejected(arguments.max_rejected)?;
    Ok(loaded)
}

/// Reads an extract however many rows are set aside, listing them in `list`.
///
/// # Errors
/// As [`load`], but for code 11.
pub fn read(
    arguments: &ExtractArguments,
    mut list: RejectionList,
    progress: &Progress,
) -> Result<Loaded, Failure> {
    require_folder(&arguments.extract)?;
    let settings = Settings::read(&arguments.extract)?;
    let as_of = as_of(arguments.as_of, &settings)?;
    let definitions = definitions(arguments)?;
    let geography = definitions.geography(as_of)?;
    let threads = arguments.threads.map_or_else(
        || std::thread::available_parallelism().map_or(1, usize::from),
        usize::from,
    );
    let meaning = ingest::Meaning {
        definitions: &definitions,
        geography: &geography,
        extracted_on: settings.extracted_on,
    };
    let (tables, quality) =
        ingest::read(&arguments.extract, &meaning, &mut list, threads, progress)?;
    list.keep().map_err(not_written)?;
    Ok(Loaded {
        periods: Quarter::on_or_before(as_of).series(arguments.quarters),
        definitions,
        geography,
        settings,
        as_of,
        tables,
        quality,
        threads,
    })
}

impl Loaded {
    /// Refuses an extract of which too many rows were set aside.
    ///
    /// # Errors
    /// [`TOO_MANY_REJECTED`], naming the commonest reason of the first such table.
    pub fn require_few_rejected(&self, max_percent: f64) -> Result<(), Failure> {
        for table in &self.quality.tables {
            if table.percent_set_aside() > max_percent
                && let Some(commonest) = table.commonest_reason()
            {
                return Err(Failure::new(
                    TOO_MANY_REJECTED,
                    format!(
                        "{}: {} of {} rows were set aside ({:.2}%, more than the {max_percent}% \
                         allowed); the commonest reason is {} ({}), first at {}:{}: {}",
                        table.table,
                        table.rows_set_aside(),
                        table.rows_read,
                        table.percent_set_aside(),
                        commonest.reason,
                        commonest.rows,
                        commonest.first.file,
                        commonest.first.location,
                        commonest.reason.explanation(),
                    ),
                ));
            }
        }
        Ok(())
    }

    /// Refuses an extract without anybody in it.
    ///
    /// # Errors
    /// [`INPUT_UNREADABLE`] when no person can be used, or none lives in a neighbourhood.
    pub fn require_people(&self) -> Result<(), Failure> {
        let problem = if self.quality.people == 0 {
            "no usable person in it; expected at least one row"
        } else if self.quality.people == self.quality.people_outside_area {
            "nobody lives in a neighbourhood of the config; expected `lsoa21_code` to hold codes \
             of neighbourhoods.csv"
        } else {
            return Ok(());
        };
        Err(Failure::new(INPUT_UNREADABLE, format!("person: {problem}")))
    }
}

fn require_folder(extract: &Path) -> Result<(), Failure> {
    if extract.is_dir() {
        return Ok(());
    }
    let problem = if extract.exists() {
        "is not a folder"
    } else {
        "is not there"
    };
    Err(Failure::new(
        INPUT_UNREADABLE,
        format!(
            "{}: {problem}; expected a folder with person, condition, event and extract.toml",
            extract.display()
        ),
    ))
}

fn definitions(arguments: &ExtractArguments) -> Result<Definitions, Failure> {
    let beside = arguments.extract.join("config");
    match &arguments.config {
        Some(folder) => Ok(Definitions::read(folder)?),
        None if beside.is_dir() => Ok(Definitions::read(&beside)?),
        None => Ok(Definitions::embedded()?),
    }
}

fn as_of(asked: Option<NaiveDate>, settings: &Settings) -> Result<NaiveDate, Failure> {
    let extracted_on = settings.extracted_on;
    match asked {
        None => Ok(Quarter::on_or_before(extracted_on).last_day()),
        Some(day) if day <= extracted_on => Ok(day),
        Some(day) => Err(Failure::new(
            USAGE,
            format!(
                "--as-of {day} is later than the extract; expected a day on or before \
                 {extracted_on}"
            ),
        )),
    }
}

fn date(text: &str) -> Result<NaiveDate, String> {
    text.parse()
        .map_err(|_not_a_date| "expected a date such as 2026-09-30".to_owned())
}

fn percent(text: &str) -> Result<f64, String> {
    match text.trim_end_matches('%').parse::<f64>() {
        Ok(percent) if (0.0..=100.0).contains(&percent) => Ok(percent),
        _ => Err("expected a number from 0 to 100".to_owned()),
    }
}

fn not_written(error: NotWritten) -> Failure {
    Failure::new(OUTPUT_NOT_WRITTEN, error)
}
