//! An extract with its definitions: what every command that looks at people starts from.
//!
//! Reads, never counts. The only file written is the list of rows set aside.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::builder::RangedU64ValueParser;
use measures::period::Quarter;

use crate::definitions::{Definitions, Geography};
use crate::exit::{Failure, INPUT_UNREADABLE, OUTPUT_NOT_WRITTEN, USAGE};
use crate::ingest::{self, Quality};
use crate::input::InputFile;
use crate::progress::Progress;
use crate::rejection::RejectionList;
use crate::tables::Tables;
use crate::threads::Threads;

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

/// An extract with everything its rows mean; once it has been read, with what was found.
#[derive(Debug)]
pub struct Loaded {
    /// The config.
    pub definitions: Definitions,
    /// The small areas as they are on the as-of day.
    pub geography: Geography,
    /// What `extract.toml` says.
    pub settings: Settings,
    /// That file as it was found.
    pub settings_file: InputFile,
    /// The last day looked at.
    pub as_of: NaiveDate,
    /// The snapshots, earliest first; the last is on or before [`Loaded::as_of`].
    pub periods: Vec<Quarter>,
    /// What reading found; nothing until then.
    pub quality: Quality,
    /// The threads to work on.
    pub threads: Threads,
}

/// The list of rows set aside, where a run that counts keeps it.
pub(crate) fn rejection_list(arguments: &ExtractArguments) -> Result<RejectionList, Failure> {
    let default = arguments.extract.join("rejects.csv");
    let list = match &arguments.rejects {
        Some(path) => RejectionList::at(path, true),
        None => RejectionList::at(&default, false),
    };
    list.map_err(|error| Failure::new(OUTPUT_NOT_WRITTEN, error))
}

impl Loaded {
    /// Reads what an extract's rows mean, and none of them.
    ///
    /// # Errors
    /// A [`Failure`] with code 10 when something cannot be read, and 2 when the arguments
    /// contradict the extract.
    pub fn open(arguments: &ExtractArguments) -> Result<Self, Failure> {
        require_folder(&arguments.extract)?;
        let (settings, settings_file) = Settings::read(&arguments.extract)?;
        let as_of = as_of(arguments.as_of, &settings)?;
        let definitions = definitions(arguments)?;
        Ok(Self {
            periods: Quarter::on_or_before(as_of).series(arguments.quarters),
            geography: definitions.geography(as_of)?,
            definitions,
            settings,
            settings_file,
            as_of,
            quality: Quality::default(),
            threads: match arguments.threads {
                Some(number) => Threads::new(number.into()),
                None => Threads::of_machine(),
            },
        })
    }

    /// Reads the rows however many are set aside, listing them in `list`.
    ///
    /// # Errors
    /// A [`Failure`] with code 10 when something cannot be read, and 13 when the list cannot be
    /// written.
    pub fn read(
        &mut self,
        arguments: &ExtractArguments,
        list: RejectionList,
        progress: &Progress,
    ) -> Result<Tables, Failure> {
        let (tables, quality) = ingest::read(
            &arguments.extract,
            &self.meaning(),
            list,
            &self.threads,
            progress,
        )?;
        self.quality = quality;
        Ok(tables)
    }

    /// What the values of the rows mean.
    #[must_use]
    pub fn meaning(&self) -> ingest::Meaning<'_> {
        ingest::Meaning {
            definitions: &self.definitions,
            geography: &self.geography,
            extracted_on: self.settings.extracted_on,
        }
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
