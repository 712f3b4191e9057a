//! The counts of every measure, at every snapshot, in every place; and the command that writes
//! them, unprotected, for the analyst inside the secure environment.
//!
//! Nothing here rounds or withholds, and nothing here may be published.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use chrono::{Days, NaiveDate};
use disclosure::exact::Exact;
use measures::catalogue::Catalogue;
use measures::definition::{Measure, Rule};
use measures::period::Quarter;

use crate::definitions::{Definitions, Geography, depends_on};
use crate::engine;
use crate::exit::{Failure, OUTPUT_NOT_WRITTEN};
use crate::extract::{ExtractArguments, Loaded, load};
use crate::progress::Progress;
use crate::rules::Rules;
use crate::tables::Tables;
use crate::timeline::calendar::Calendar;

mod ages;
mod combinations;
mod differences;
mod figures;
pub(crate) mod fold;
mod standard_people;
mod strata;
pub mod table;

use ages::Ages;
use figures::Figures;
use fold::Fold;
use strata::{PlaceIndex, Strata, local_fifths};

/// Arguments of `outcomes count`.
///
/// The counts are exact. They identify people where they are small: keep the file where the
/// extract is.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  outcomes count --extract extract --out counts.csv")]
pub struct Arguments {
    #[command(flatten)]
    extract: ExtractArguments,
    /// The file to write; never in a published folder
    #[arg(long, value_name = "FILE.csv")]
    out: PathBuf,
}

/// Reads an extract, counts, and writes the counts.
///
/// # Errors
/// As [`load`]; and [`OUTPUT_NOT_WRITTEN`] when the file cannot be written or would stand in a
/// published folder.
pub fn run(
    arguments: &Arguments,
    progress: &Progress,
    stdout: &mut dyn Write,
) -> Result<(), Failure> {
    // Before the work, so that nobody waits for a refusal.
    check_destination(&arguments.out)?;
    let loaded = load(&arguments.extract, progress)?;
    let (catalogue, exact) = to_count(&loaded).count();
    let rows = write_in_place(&arguments.out, |file| {
        table::write(&catalogue, &exact, file)
    })?;
    let line = format!(
        "{}: {rows} rows, {} measures at {} snapshots to {}; exact counts, not for publication\n",
        arguments.out.display(),
        catalogue.measures.len(),
        catalogue.periods.len(),
        loaded.as_of,
    );
    stdout
        .write_all(line.as_bytes())
        .map_err(|error| Failure::new(OUTPUT_NOT_WRITTEN, format!("stdout: {error}")))
}

/// The grid of a release with its exact counts, figures and combinations, from a loaded extract.
#[must_use]
pub fn count_with_figures(loaded: &Loaded) -> (Catalogue, Exact) {
    to_count(loaded).count_with_figures()
}

fn to_count(loaded: &Loaded) -> ToCount<'_> {
    ToCount {
        definitions: &loaded.definitions,
        geography: &loaded.geography,
        periods: &loaded.periods,
        tables: &loaded.tables,
        events_from: loaded.settings.events_from,
        surveys_from: loaded.settings.surveys_from,
        threads: loaded.threads,
    }
}

/// How much is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Detail {
    /// Counts alone: what `outcomes count` writes.
    Counts,
    /// Besides, what standardised figures, dispersions and combinations are made of.
    Figures,
}

/// What is counted, of whom, and when.
#[derive(Debug, Clone, Copy)]
pub struct ToCount<'a> {
    /// The config.
    pub definitions: &'a Definitions,
    /// The map that the small areas of `tables` are numbered by.
    pub geography: &'a Geography,
    /// Consecutive snapshots, earliest first; at least one.
    pub periods: &'a [Quarter],
    /// The usable rows.
    pub tables: &'a Tables,
    /// The first day whose events are complete, if there is one.
    pub events_from: Option<NaiveDate>,
    /// The first day whose answers are complete, if there is one.
    pub surveys_from: Option<NaiveDate>,
    /// How many threads to work on. The counts are the same for any number.
    pub threads: usize,
}

impl ToCount<'_> {
    /// Counts everybody.
    ///
    /// # Panics
    /// Without a snapshot, or when a table refers to a person, condition, event type or question
    /// that is not there.
    #[must_use]
    pub fn count(&self) -> (Catalogue, Exact) {
        self.in_detail(Detail::Counts)
    }

    /// Counts everybody, and works out standardised figures, dispersions, and which sets of
    /// conditions people with three or more have. The counts are those of [`ToCount::count`].
    ///
    /// # Panics
    /// As [`ToCount::count`].
    #[must_use]
    pub fn count_with_figures(&self) -> (Catalogue, Exact) {
        self.in_detail(Detail::Figures)
    }

    fn in_detail(&self, detail: Detail) -> (Catalogue, Exact) {
        let minimum_age = self.definitions.partnership.minimum_age;
        let last = *self.periods.last().expect("there is at least one snapshot");
        let fifths = local_fifths(&self.tables.people, self.geography, last, minimum_age);
        let strata = Strata::new(self.geography, &fifths);
        let mut catalogue = self
            .definitions
            .catalogue(self.geography, self.periods, Vec::new());
        catalogue.impossible_groups = strata.impossible_groups(&catalogue);
        let places = PlaceIndex::new(&catalogue);
        let rules = Rules::new(self.definitions, detail);
        let ages = Ages::new(minimum_age, detail);
        let mut exact = Exact::new(&catalogue);
        self.mark_not_calculable(&catalogue, &mut exact);
        let figures = Figures {
            catalogue: &catalogue,
            rules: &rules,
            places: &places,
            ages: &ages,
        };
        let mut standards = None;
        let mut combinations = Vec::new();
        // The latest first, because its people are the standard of all the others.
        let blocks = self.periods.chunks(Calendar::MOST_SNAPSHOTS).enumerate();
        for (block, periods) in blocks.rev() {
            let calendar = Calendar::new(periods);
            let fold = Fold {
                calendar: &calendar,
                rules: &rules,
                strata: &strata,
                places: &places,
                ages: &ages,
                minimum_age,
                detail,
            };
            let counts = engine::fold(&fold, self.tables, self.threads);
            let first = block * Calendar::MOST_SNAPSHOTS;
            for (measure, columns) in rules.columns.iter().enumerate() {
                for place in 0..places.n_places {
                    let numerators = counts.at_places.running(place, columns.numerator);
                    let denominators = counts.at_places.running(place, columns.denominator);
                    let people = counts.at_places.running(place, columns.people_with_event);
                    for (period, ((numerator, denominator), people_with_event)) in
                        (first..).zip(numerators.zip(denominators).zip(people))
                    {
                        let cell = &mut exact.cells_mut(measure, period)[place];
                        cell.numerator = numerator;
                        cell.denominator = denominator;
                        cell.people_with_event = people_with_event;
                    }
                }
            }
            if let Some(for_figures) = &counts.for_figures {
                let standards =
                    standards.get_or_insert_with(|| figures.standards(&for_figures.by_age_and_sex));
                figures.set(&counts, for_figures, standards, first, &mut exact);
                combinations.extend(for_figures.combinations.exact(
                    first,
                    periods.len(),
                    catalogue.neighbourhoods.len(),
                ));
            }
        }
        exact.set_combinations(combinations);
        (catalogue, exact)
    }

    fn mark_not_calculable(&self, catalogue: &Catalogue, exact: &mut Exact) {
        for (measure, definition) in catalogue.measures.iter().enumerate() {
            for (place, period) in self.periods.iter().enumerate() {
                if !self.reaches_back(catalogue, definition, *period) {
                    exact.set_not_calculable(measure, place);
                }
            }
        }
    }

    /// Whether events and answers are complete over the window of a measure, of the measures it
    /// is made of, and of the one its population comes from. `event_ever` has no window: it says
    /// what has been recorded so far, however far back the records go.
    fn reaches_back(&self, catalogue: &Catalogue, measure: &Measure, period: Quarter) -> bool {
        let complete_from = match &measure.rule {
            Rule::EventWithin(_) | Rule::EventRate(_) => self.events_from,
            Rule::SurveyAtLeast(_) => self.surveys_from,
            _ => None,
        };
        let own = match (complete_from, measure.window_months()) {
            (Some(from), Some(months)) => period.window_start(months) + Days::new(1) >= from,
            _ => true,
        };
        own && depends_on(measure).all(|key| {
            catalogue
                .measure(key)
                .is_none_or(|other| self.reaches_back(catalogue, other, period))
        })
    }
}

fn folder_of(file: &Path) -> &Path {
    match file.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}

fn check_destination(file: &Path) -> Result<(), Failure> {
    let folder = folder_of(file);
    if !folder.is_dir() {
        return Err(Failure::new(
            OUTPUT_NOT_WRITTEN,
            format!("{}: expected a folder that is there", folder.display()),
        ));
    }
    if folder.join("manifest.json").exists() {
        return Err(Failure::new(
            OUTPUT_NOT_WRITTEN,
            format!(
                "{}: exact counts may not stand in a published folder (it holds manifest.json); \
                 name a file inside the secure environment",
                folder.display()
            ),
        ));
    }
    Ok(())
}

/// Writes a file beside its place and moves it there when it is complete.
fn write_in_place<T>(
    path: &Path,
    write: impl FnOnce(&mut fs::File) -> std::io::Result<T>,
) -> Result<T, Failure> {
    let written = || -> std::io::Result<T> {
        let mut file = tempfile::NamedTempFile::new_in(folder_of(path))?;
        let result = write(file.as_file_mut())?;
        file.as_file().sync_all()?;
        file.persist(path)?;
        Ok(result)
    };
    written()
        .map_err(|error| Failure::new(OUTPUT_NOT_WRITTEN, format!("{}: {error}", path.display())))
}

#[cfg(test)]
mod tests;
