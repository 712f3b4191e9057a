//! `manifest.json`: what a release is about, from what, by which rules, and which files it has.
//!
//! It holds every word a reader needs and no count that is not under the disclosure policy. Exact
//! row counts and digests of person-level inputs belong in the evidence, never here.

use std::io::{self, Read};

use chrono::NaiveDate;
use disclosure::policy::Policy;
use measures::breakdown::Breakdown;
use measures::catalogue::Catalogue;
use measures::period::Quarter;
use measures::published::Published;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

pub use crate::boundary::{Boundary, Ring};
use crate::schema::SCHEMA_VERSION;
use crate::sealed::{digest, hexadecimal};
pub use crate::tile::Tile;

/// The name of the file in a published folder.
pub const FILE_NAME: &str = "manifest.json";

/// Everything about a release besides its tables.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The version of the manifest and of the tables.
    pub schema_version: u32,
    /// A digest of everything else in the manifest, and so of every file.
    pub release_id: String,
    /// The date the release speaks of.
    pub as_of: NaiveDate,
    /// How far back it reaches.
    pub coverage: Coverage,
    /// What it was made from.
    pub extract: Extract,
    /// Who answers for it.
    pub publication: Publication,
    /// The version of the program that made it.
    pub program_version: String,
    /// The SHA-256 of the configuration.
    pub config_sha256: String,
    /// The rule for small numbers.
    pub disclosure: Disclosure,
    /// Measures, areas, periods and conditions, with all their text.
    pub catalogue: Catalogue,
    /// The groups of each breakdown, in the order in which they are shown.
    pub breakdowns: Vec<BreakdownGroups>,
    /// What was read and what could not be used.
    pub quality: Quality,
    /// Where each neighbourhood stands on a map of equal tiles, in order of code; empty where the
    /// release does not say.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tiles: Vec<Tile>,
    /// Where neighbourhoods lie on the ground, in order of code; empty where the release does not
    /// say.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub boundaries: Vec<Boundary>,
    /// The release it was made after, where snapshots of it are published again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows: Option<Follows>,
    /// Whether people were spread over areas for testing, because the source has no geography.
    pub areas_assigned_for_testing: bool,
    /// The files of the release, by name.
    pub files: Vec<File>,
}

/// What became of the snapshots of the release before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Follows {
    /// The id of the release before.
    pub release_id: String,
    /// Snapshots that say what that release said, whatever was corrected since.
    pub as_published: Vec<Quarter>,
    /// Snapshots that were counted again after they were first published, in this release or in one
    /// before it. Each is counted again once at most.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub revised: Vec<Quarter>,
    /// Codes of neighbourhoods that are not the same small areas as before: they have no figures at
    /// the snapshots of `as_published`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changed_neighbourhoods: Vec<String>,
}

/// How far back a release reaches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coverage {
    /// The first snapshot.
    pub first_snapshot: Quarter,
    /// The last snapshot.
    pub last_snapshot: Quarter,
    /// From when events are known, if that is not always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub events_from: Option<NaiveDate>,
    /// From when survey answers are known, if that is not always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub surveys_from: Option<NaiveDate>,
}

/// What a release was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extract {
    /// The source in words.
    pub source: String,
    /// The day it was extracted.
    pub extracted_on: NaiveDate,
    /// Whether national data opt-outs were applied: `applied` or `not_applicable`.
    pub national_data_opt_out: String,
    /// What else its owner says of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
}

/// Who answers for a release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Publication {
    /// The data controller.
    pub controller: String,
    /// The publisher.
    pub publisher: String,
    /// The licence of the published files.
    pub licence: String,
    /// Whom to ask.
    pub contact: String,
    /// When the next release is due, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_release: Option<String>,
    /// Where to read more.
    #[serde(default)]
    pub links: Vec<Link>,
}

/// A link with its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// What it leads to.
    pub title: String,
    /// Where it leads.
    pub url: String,
}

/// The rule for small numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Disclosure {
    /// The rule as data.
    pub policy: Policy,
    /// The rule as a reader is told it.
    pub words: String,
}

/// The groups of a breakdown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BreakdownGroups {
    /// The breakdown.
    pub breakdown: Breakdown,
    /// Its groups, in order.
    pub groups: Vec<String>,
}

/// What was read and what could not be used, every count under the disclosure policy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quality {
    /// Each input table, in the order in which they are read.
    pub tables: Vec<TableQuality>,
    /// Percent of the people counted at the last snapshot whose ethnic group is not known, to
    /// one decimal and from published counts.
    pub ethnic_group_not_known_percent: Published<f64>,
    /// People who live in no neighbourhood, all together.
    pub outside_area: Published<u32>,
}

/// What was read of an input table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableQuality {
    /// The table, e.g. `person`.
    pub table: String,
    /// Rows read.
    pub rows_read: Published<u32>,
    /// Rows set aside, by reason.
    pub set_aside: Vec<Reason>,
    /// Rows kept out of the numbers without a fault of theirs, by reason.
    pub kept_out: Vec<Reason>,
}

/// Rows with one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// The reason, e.g. `malformed_date`.
    pub reason: String,
    /// How many rows.
    pub rows: Published<u32>,
}

/// A file of a release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// Its path within the folder, with `/` between parts.
    pub name: String,
    /// Rows of its table.
    pub rows: u64,
    /// Its length.
    pub bytes: u64,
    /// Its SHA-256 in lower-case hexadecimal digits.
    pub sha256: String,
}

/// A manifest that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// Not JSON, or not the JSON of a manifest.
    #[error("manifest.json: {0}")]
    Unreadable(#[from] serde_json::Error),
    /// No version, so not a manifest of a release at all.
    #[error(
        "manifest.json: expected a number `schema_version`: this is not the manifest of a release"
    )]
    NotAManifest,
    /// Another version of the manifest.
    #[error(
        "manifest.json: schema version {found}, this reader understands version {SCHEMA_VERSION}"
    )]
    SchemaVersion {
        /// The version in the file.
        found: u64,
    },
    /// Its parts contradict each other.
    #[error("manifest.json: {0}")]
    Contradiction(String),
}

impl File {
    /// The entry of a file with these contents.
    #[must_use]
    pub fn of(name: &str, rows: u64, contents: &[u8]) -> Self {
        Self {
            name: name.to_owned(),
            rows,
            bytes: contents.len() as u64,
            sha256: sha256(contents),
        }
    }

    /// Whether these are the contents.
    #[must_use]
    pub fn holds(&self, contents: &[u8]) -> bool {
        self.bytes == contents.len() as u64 && self.sha256 == sha256(contents)
    }
}

/// The SHA-256 of some bytes in lower-case hexadecimal digits.
///
/// ```
/// let digest = aggregates::manifest::sha256(b"abc");
/// assert!(digest.starts_with("ba7816bf"));
/// ```
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&digest(bytes))
}

/// The length of a stream and its SHA-256, without holding more than a part of it.
///
/// # Errors
/// When the stream cannot be read.
pub fn sha256_of(mut stream: impl Read) -> io::Result<(u64, String)> {
    const PART: usize = 1 << 20;
    let mut hasher = Sha256::new();
    let mut part = vec![0; PART];
    let mut bytes = 0;
    loop {
        let length = stream.read(&mut part)?;
        if length == 0 {
            return Ok((bytes, hexadecimal(&hasher.finalize())));
        }
        hasher.update(&part[..length]);
        bytes += length as u64;
    }
}

/// The groups of every breakdown of a catalogue, as the manifest lists them.
#[must_use]
pub fn breakdowns(catalogue: &Catalogue) -> Vec<BreakdownGroups> {
    Breakdown::EVERY
        .into_iter()
        .map(|breakdown| BreakdownGroups {
            breakdown,
            groups: catalogue.groups(breakdown),
        })
        .collect()
}

impl Manifest {
    /// Reads and checks a manifest.
    ///
    /// # Errors
    /// What is wrong with it, beginning with the file's name.
    pub fn from_json(text: &str) -> Result<Self, ManifestError> {
        let value: serde_json::Value = serde_json::from_str(text)?;
        let version = value
            .get("schema_version")
            .and_then(serde_json::Value::as_u64)
            .ok_or(ManifestError::NotAManifest)?;
        if version != u64::from(SCHEMA_VERSION) {
            return Err(ManifestError::SchemaVersion { found: version });
        }
        // From the text again, so that an error says its line and column.
        let manifest: Self = serde_json::from_str(text)?;
        manifest.check().map_err(ManifestError::Contradiction)?;
        Ok(manifest)
    }

    /// The text of the file, ended by a line feed.
    ///
    /// # Errors
    /// When it cannot be written as JSON, which is a fault of the program.
    pub fn to_json(&self) -> Result<String, ManifestError> {
        let mut text = serde_json::to_string_pretty(self)?;
        text.push('\n');
        Ok(text)
    }

    /// The same manifest with the release id that follows from the rest of it.
    ///
    /// # Errors
    /// When it cannot be written as JSON, which is a fault of the program.
    pub fn with_release_id(self) -> Result<Self, ManifestError> {
        let release_id = self.expected_release_id()?;
        Ok(Self { release_id, ..self })
    }

    /// Sixteen digits of the SHA-256 of the manifest without its release id.
    ///
    /// # Errors
    /// When it cannot be written as JSON, which is a fault of the program.
    pub fn expected_release_id(&self) -> Result<String, ManifestError> {
        const DIGITS: usize = 16;
        let unnamed = Self {
            release_id: String::new(),
            ..self.clone()
        };
        let mut digits = sha256(unnamed.to_json()?.as_bytes());
        digits.truncate(DIGITS);
        Ok(digits)
    }

    /// The entry of a file.
    #[must_use]
    pub fn file(&self, name: &str) -> Option<&File> {
        self.files.iter().find(|file| file.name == name)
    }

    fn check(&self) -> Result<(), String> {
        let catalogue = &self.catalogue;
        increasing(
            "measures",
            catalogue.measures.iter().map(|measure| &measure.key),
        )?;
        increasing(
            "neighbourhoods",
            catalogue.neighbourhoods.iter().map(|area| &area.code),
        )?;
        increasing("periods", catalogue.periods.iter())?;
        increasing("files", self.files.iter().map(|file| &file.name))?;
        let whole = &catalogue.whole.code;
        if catalogue
            .neighbourhoods
            .iter()
            .any(|area| area.code == *whole)
        {
            return Err(format!("`{whole}` is both the whole and a neighbourhood"));
        }
        if self.breakdowns != breakdowns(catalogue) {
            return Err("`breakdowns` does not list the groups of this schema version".to_owned());
        }
        crate::tile::check(&self.tiles, &catalogue.neighbourhoods)?;
        crate::boundary::check(&self.boundaries, &catalogue.neighbourhoods)?;
        check_map(catalogue)?;
        if let Some(follows) = &self.follows {
            follows.check(catalogue)?;
        }
        let (first, last) = (catalogue.periods.first(), catalogue.periods.last());
        if first != Some(&self.coverage.first_snapshot)
            || last != Some(&self.coverage.last_snapshot)
        {
            return Err(
                "`coverage` and the catalogue's `periods` contradict each other".to_owned(),
            );
        }
        Ok(())
    }
}

impl Follows {
    fn check(&self, catalogue: &Catalogue) -> Result<(), String> {
        for (what, quarters) in [
            ("as_published", &self.as_published),
            ("revised", &self.revised),
        ] {
            increasing(what, quarters.iter())?;
            if let Some(unknown) = quarters.iter().find(|one| !catalogue.periods.contains(one)) {
                return Err(format!(
                    "`{what}` names {unknown}, which is no snapshot here"
                ));
            }
        }
        let is_known = |code: &&String| {
            catalogue
                .neighbourhoods
                .iter()
                .any(|one| one.code == **code)
        };
        match self
            .changed_neighbourhoods
            .iter()
            .find(|code| !is_known(code))
        {
            Some(unknown) => Err(format!(
                "`changed_neighbourhoods` names `{unknown}`, which is none"
            )),
            None => Ok(()),
        }
    }
}

/// Whether every neighbourhood is made of small areas and they of nothing else, or no map is given.
fn check_map(catalogue: &Catalogue) -> Result<(), String> {
    if catalogue.small_areas.is_empty() {
        return Ok(());
    }
    let by_neighbourhood = catalogue.small_areas_by_neighbourhood();
    let codes = catalogue
        .neighbourhoods
        .iter()
        .map(|area| area.code.as_str());
    if !by_neighbourhood.into_keys().eq(codes) {
        return Err("`small_areas` are not those of the neighbourhoods".to_owned());
    }
    let fifths = catalogue.small_areas.iter();
    let wrong = |fifth: u8| !(1..=5).contains(&fifth);
    match fifths
        .clone()
        .find(|(_, area)| area.imd_quintile.is_some_and(wrong))
    {
        Some((code, _)) => Err(format!("the `imd_quintile` of `{code}` is not 1 to 5")),
        None => Ok(()),
    }
}

fn increasing<T: PartialOrd>(
    what: &str,
    values: impl Iterator<Item = T> + Clone,
) -> Result<(), String> {
    let mut pairs = values.clone().zip(values.skip(1));
    if pairs.all(|(one, next)| one < next) {
        Ok(())
    } else {
        Err(format!("`{what}` are not in order, or one is there twice"))
    }
}

#[cfg(test)]
mod tests;
