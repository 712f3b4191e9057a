//! The config folder: the partnership, its geography, its conditions and its measures, read once
//! and checked against each other before any person is looked at.
//!
//! What is wrong stops the run with the file, the line and what would be right. Nothing here
//! reads an extract, and nothing after this reads a config file.

use std::path::Path;

use aggregates::manifest::Tile;
use chrono::NaiveDate;
use disclosure::policy::Policy;
use measures::catalogue::{Catalogue, Condition, ImpossibleGroup};
use measures::definition::{Measure, Rule};
use measures::period::Quarter;

mod boundaries;
mod codelist;
mod deprivation;
mod error;
mod files;
mod geography;
mod measure_table;
mod partnership;
mod tiles;

pub use boundaries::{Outline, Point};
pub use codelist::{CodeSystem, LONGEST_CODE};
pub use error::ConfigError;
pub use files::EMBEDDED;
pub use geography::{Geography, SmallArea};
pub(crate) use measure_table::depends_on;
pub use partnership::{Link, Partnership};

use codelist::CodeList;
use deprivation::Deprivation;
use files::ConfigFolder;
use geography::NeighbourhoodRow;

/// A config folder that has been read and checked.
///
/// ```
/// use pipeline::definitions::{CodeSystem, Definitions};
/// let definitions = Definitions::embedded().unwrap();
/// let diabetes = definitions.condition_indices(CodeSystem::Condition, "diabetes");
/// assert_eq!(definitions.conditions[usize::from(diabetes[0])].name, "Diabetes");
/// ```
#[derive(Debug, Clone)]
pub struct Definitions {
    /// The whole, who counts, and who answers for the numbers.
    pub partnership: Partnership,
    /// The long-term conditions, as `conditions.csv` orders them.
    pub conditions: Vec<Condition>,
    /// The measures in order of key, one `condition_<key>` for each condition among them.
    pub measures: Vec<Measure>,
    /// The rule for small numbers; the default one when there is no `disclosure.toml`.
    pub policy: Policy,
    /// The place of each neighbourhood on the map of tiles; empty without a `tiles.csv`.
    pub tiles: Vec<Tile>,
    codes: CodeList,
    event_types: Vec<String>,
    questions: Vec<String>,
    neighbourhoods: Vec<NeighbourhoodRow>,
    deprivation: Deprivation,
    digest: String,
    /// The features of `boundaries.geojson`; none without one.
    boundaries: Vec<serde_json::Value>,
}

impl Definitions {
    /// The default partnership that the program carries.
    ///
    /// # Errors
    /// Never for a program that passed its tests.
    pub fn embedded() -> Result<Self, ConfigError> {
        Self::from_folder(&ConfigFolder::embedded())
    }

    /// Reads and checks a config folder.
    ///
    /// # Errors
    /// The first thing that is missing, malformed or contradictory, with file and line.
    pub fn read(folder: &Path) -> Result<Self, ConfigError> {
        Self::from_folder(&ConfigFolder::read(folder)?)
    }

    fn from_folder(folder: &ConfigFolder) -> Result<Self, ConfigError> {
        let partnership = partnership::read(&folder.required("partnership.toml")?)?;
        let conditions = codelist::read_conditions(&folder.required("conditions.csv")?)?;
        let codes = CodeList::read(&folder.required("codelist.csv")?, &conditions)?;
        let measures = measure_table::read(
            &folder.required("measures.toml")?,
            &partnership,
            &conditions,
        )?;
        let neighbourhoods =
            geography::read_neighbourhoods(&folder.required("neighbourhoods.csv")?, &partnership)?;
        let deprivation = Deprivation::read(
            &folder.required("deprivation.csv")?,
            folder.optional("lsoa_lookup.csv").as_ref(),
        )?;
        let policy = match folder.optional("disclosure.toml") {
            Some(file) => file.toml()?,
            None => Policy::default(),
        };
        Ok(Self {
            event_types: used_event_types(&measures),
            questions: used_questions(&measures),
            tiles: match folder.optional("tiles.csv") {
                Some(file) => tiles::read(&file, &neighbourhoods)?,
                None => Vec::new(),
            },
            boundaries: match folder.optional("boundaries.geojson") {
                Some(file) => boundaries::features(&file)?,
                None => Vec::new(),
            },
            digest: folder.digest(),
            partnership,
            conditions,
            measures,
            policy,
            codes,
            neighbourhoods,
            deprivation,
        })
    }

    /// The map that holds on a day: per small area the latest row that had started by then.
    ///
    /// # Errors
    /// When no small area belongs to a neighbourhood yet, or one code has two names.
    pub fn geography(&self, as_of: NaiveDate) -> Result<Geography, ConfigError> {
        Geography::on(as_of, &self.neighbourhoods, &self.deprivation)
    }

    /// Where the neighbourhoods of a map lie, in order of code: those that `boundaries.geojson` has,
    /// itself or by their small areas. Without one there are none.
    #[must_use]
    pub fn outlines(&self, geography: &Geography) -> Vec<Outline> {
        boundaries::outlines(&self.boundaries, geography)
    }

    /// The grid of a release on a map, at these snapshots (earliest first).
    #[must_use]
    pub fn catalogue(
        &self,
        geography: &Geography,
        periods: &[Quarter],
        impossible_groups: Vec<ImpossibleGroup>,
    ) -> Catalogue {
        Catalogue {
            whole: self.partnership.area(),
            neighbourhoods: geography.neighbourhoods().to_vec(),
            minimum_age: self.partnership.minimum_age,
            conditions: self.conditions.clone(),
            measures: self.measures.clone(),
            periods: periods.to_vec(),
            impossible_groups,
            small_areas: geography
                .small_areas()
                .iter()
                .map(|area| (area.code.clone(), geography.published(area)))
                .collect(),
        }
    }

    /// The conditions a code stands for, as places among [`Definitions::conditions`]: mostly
    /// one, none for a code in no codelist, several for codes such as ICD-10 I13 (heart and
    /// kidney disease).
    #[must_use]
    pub fn condition_indices(&self, system: CodeSystem, code: &str) -> &[u16] {
        self.codes.conditions(system, code)
    }

    /// The conditions that an OMOP concept id stands for, as [`Definitions::condition_indices`]:
    /// the rows of `codelist.csv` whose code system is `omop`. Only an import meets such ids.
    #[must_use]
    pub fn concept_condition_indices(&self, concept: &str) -> &[u16] {
        self.codes.concept_conditions(concept)
    }

    /// The conditions that a register of the Quality and Outcomes Framework is about, by its code
    /// in upper case: the rows of `codelist.csv` whose code system is `qof`.
    #[must_use]
    pub fn register_condition_indices(&self, group: &str) -> &[u16] {
        self.codes.register_conditions(group)
    }

    /// The place of an event type among those some measure uses.
    #[must_use]
    pub fn event_type_index(&self, event_type: &str) -> Option<u16> {
        place(&self.event_types, event_type)
    }

    /// The place of a survey question among those some measure uses.
    #[must_use]
    pub fn question_index(&self, question: &str) -> Option<u16> {
        place(&self.questions, question)
    }

    /// The event types that some measure uses, in order of name.
    #[must_use]
    pub fn event_types(&self) -> &[String] {
        &self.event_types
    }

    /// The questions that some measure uses, in order of name.
    #[must_use]
    pub fn questions(&self) -> &[String] {
        &self.questions
    }

    /// SHA-256 over names and bytes of the config files, in lower-case hexadecimal. A copy of
    /// the folder elsewhere, or the embedded default written out, has the same digest.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }
}

fn place(names: &[String], name: &str) -> Option<u16> {
    names
        .binary_search_by(|probe| probe.as_str().cmp(name))
        .ok()
        .and_then(|index| u16::try_from(index).ok())
}

fn used_event_types(measures: &[Measure]) -> Vec<String> {
    sorted(measures.iter().flat_map(|measure| match &measure.rule {
        Rule::EventEver(event_type) => vec![event_type.clone()],
        Rule::EventWithin(window) => window.types().map(str::to_owned).collect(),
        Rule::EventRate(rate) => vec![rate.event_type.clone()],
        _ => Vec::new(),
    }))
}

fn used_questions(measures: &[Measure]) -> Vec<String> {
    sorted(measures.iter().filter_map(|measure| match &measure.rule {
        Rule::SurveyAtLeast(answer) => Some(answer.question.clone()),
        _ => None,
    }))
}

fn sorted(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut names: Vec<String> = names.collect();
    names.sort_unstable();
    names.dedup();
    names
}

#[cfg(test)]
pub(crate) mod tests;
