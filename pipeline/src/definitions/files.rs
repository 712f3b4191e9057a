//! Config files as text, from a folder or from the program itself, and their rows by column name.
//!
//! What a row means is for the module named after its file.

use std::fmt::Write as _;
use std::path::Path;

use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};

use super::error::ConfigError;
use crate::input::read_small;

/// The default partnership, as names and texts: what a config folder would hold.
pub const EMBEDDED: [(&str, &str); 8] = [
    (
        "partnership.toml",
        include_str!("../../config/partnership.toml"),
    ),
    (
        "neighbourhoods.csv",
        include_str!("../../config/neighbourhoods.csv"),
    ),
    (
        "deprivation.csv",
        include_str!("../../config/deprivation.csv"),
    ),
    (
        "conditions.csv",
        include_str!("../../config/conditions.csv"),
    ),
    ("codelist.csv", include_str!("../../config/codelist.csv")),
    ("measures.toml", include_str!("../../config/measures.toml")),
    (
        "disclosure.toml",
        include_str!("../../config/disclosure.toml"),
    ),
    ("tiles.csv", include_str!("../../config/tiles.csv")),
];

/// Every file a config folder may hold, in the order of its digest.
const NAMES: [&str; 10] = [
    "partnership.toml",
    "neighbourhoods.csv",
    "deprivation.csv",
    "lsoa_lookup.csv",
    "conditions.csv",
    "codelist.csv",
    "measures.toml",
    "disclosure.toml",
    "boundaries.geojson",
    "tiles.csv",
];

/// The texts of a config folder.
pub(super) struct ConfigFolder {
    /// How messages name the folder.
    shown: String,
    files: Vec<(&'static str, String)>,
}

/// One file of a config folder.
pub(super) struct ConfigFile<'a> {
    /// How messages name the file.
    pub(super) shown: String,
    /// Its text, without a byte order mark.
    pub(super) text: &'a str,
}

/// One row of a CSV file: its line and the values of the columns asked for, in that order.
pub(super) struct Row {
    pub(super) line: u64,
    values: Vec<String>,
}

impl ConfigFolder {
    pub(super) fn embedded() -> Self {
        Self {
            shown: "default config".to_owned(),
            files: NAMES
                .iter()
                .flat_map(|name| {
                    EMBEDDED
                        .iter()
                        .filter(move |(embedded, _)| embedded == name)
                })
                .map(|(name, text)| (*name, (*text).to_owned()))
                .collect(),
        }
    }

    pub(super) fn read(folder: &Path) -> Result<Self, ConfigError> {
        let shown = folder.display().to_string();
        if !folder.is_dir() {
            return Err(ConfigError::new(&shown, None, "expected a config folder"));
        }
        let mut files = Vec::new();
        for name in NAMES {
            let path = folder.join(name);
            let wrong =
                |problem: String| ConfigError::new(&path.display().to_string(), None, problem);
            match read_small(&path) {
                Ok(bytes) => {
                    let text = String::from_utf8(bytes)
                        .map_err(|error| wrong(format!("must be UTF-8: {}", error.utf8_error())))?;
                    files.push((name, text));
                }
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => return Err(wrong(error.to_string())),
            }
        }
        Ok(Self { shown, files })
    }

    pub(super) fn required(&self, name: &str) -> Result<ConfigFile<'_>, ConfigError> {
        self.optional(name).ok_or_else(|| {
            ConfigError::new(
                &self.path_of(name),
                None,
                "this file of the config is missing",
            )
        })
    }

    pub(super) fn optional(&self, name: &str) -> Option<ConfigFile<'_>> {
        let (_, text) = self.files.iter().find(|(file, _)| *file == name)?;
        Some(ConfigFile {
            shown: self.path_of(name),
            text: text.strip_prefix('\u{feff}').unwrap_or(text),
        })
    }

    /// SHA-256 over each file's name, length and bytes, so that no two folders run together.
    pub(super) fn digest(&self) -> String {
        let mut sha256 = Sha256::new();
        for (name, text) in &self.files {
            sha256.update(name.as_bytes());
            sha256.update([0]);
            sha256.update((text.len() as u64).to_le_bytes());
            sha256.update(text.as_bytes());
        }
        sha256
            .finalize()
            .iter()
            .fold(String::new(), |mut hexadecimal, byte| {
                write!(hexadecimal, "{byte:02x}").expect("a string can be written to");
                hexadecimal
            })
    }

    fn path_of(&self, name: &str) -> String {
        Path::new(&self.shown).join(name).display().to_string()
    }
}

impl ConfigFile<'_> {
    pub(super) fn error(
        &self,
        line: impl Into<Option<u64>>,
        problem: impl Into<String>,
    ) -> ConfigError {
        ConfigError::new(&self.shown, line, problem)
    }

    /// The file as TOML. Unknown keys are refused by the type that is read.
    pub(super) fn toml<T: DeserializeOwned>(&self) -> Result<T, ConfigError> {
        toml::from_str(self.text).map_err(|error| {
            let line = error.span().map(|span| self.line_at(span.start));
            self.error(line, error.message().replace('\n', " "))
        })
    }

    /// The line, from 1, that a byte of the text stands in.
    pub(super) fn line_at(&self, byte: usize) -> u64 {
        let before = self.text.get(..byte).unwrap_or_default();
        1 + before.matches('\n').count() as u64
    }

    /// The column names of the first line, without the spaces around them.
    pub(super) fn header(&self) -> Result<Vec<String>, ConfigError> {
        let mut reader = csv::Reader::from_reader(self.text.as_bytes());
        let header = reader.headers().map_err(|error| self.csv_error(&error))?;
        Ok(header.iter().map(|name| name.trim().to_owned()).collect())
    }

    /// The rows of a CSV file that has all of these columns, in any order, among others.
    pub(super) fn rows(&self, columns: &[&str]) -> Result<Vec<Row>, ConfigError> {
        let header = self.header()?;
        let places = columns
            .iter()
            .map(|column| {
                header
                    .iter()
                    .position(|name| name == column)
                    .ok_or_else(|| {
                        self.error(
                            1,
                            format!(
                                "column `{column}` is missing: expected {}, found {}",
                                columns.join(", "),
                                header.join(", ")
                            ),
                        )
                    })
            })
            .collect::<Result<Vec<usize>, ConfigError>>()?;
        let mut reader = csv::Reader::from_reader(self.text.as_bytes());
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| self.csv_error(&error))?;
            rows.push(Row {
                line: record.position().map_or(0, csv::Position::line),
                values: places
                    .iter()
                    .map(|place| record[*place].trim().to_owned())
                    .collect(),
            });
        }
        Ok(rows)
    }

    fn csv_error(&self, error: &csv::Error) -> ConfigError {
        let line = error.position().map(csv::Position::line);
        match error.kind() {
            csv::ErrorKind::UnequalLengths {
                expected_len, len, ..
            } => self.error(line, format!("expected {expected_len} values, found {len}")),
            _ => self.error(line, error.to_string()),
        }
    }

    /// A value that must not be empty.
    pub(super) fn given<'r>(
        &self,
        row: &'r Row,
        place: usize,
        column: &str,
    ) -> Result<&'r str, ConfigError> {
        let value = row.value(place);
        if value.is_empty() {
            return Err(self.error(row.line, format!("column `{column}` must not be empty")));
        }
        Ok(value)
    }
}

impl Row {
    pub(super) fn value(&self, place: usize) -> &str {
        &self.values[place]
    }
}

/// Whether a text can stand in a table, a file name and an address as it is.
pub(super) fn is_key(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}
