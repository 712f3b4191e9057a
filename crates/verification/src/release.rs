//! The files of a release against the manifest's list of them.
//!
//! Whoever holds the release gives its files one by one, from a disk or from a network. Nothing here
//! opens a file.

use std::collections::{BTreeMap, BTreeSet};

use aggregates::manifest::{self, Manifest, sha256};
use aggregates::schema::Table;
use bytes::Bytes;

use crate::downloads;
use crate::report::{Check, Report};

/// A release in memory.
#[derive(Debug)]
pub struct Release {
    /// What the release says of itself.
    pub manifest: Manifest,
    /// The listed files that are there, by name.
    pub(crate) contents: BTreeMap<String, Bytes>,
    /// Those of them whose bytes are not what the manifest says.
    altered: BTreeSet<String>,
}

impl Release {
    /// Begins with the bytes of `manifest.json`, whose release id is compared with its contents.
    ///
    /// # Errors
    /// What is wrong with the manifest, beginning with the file's name.
    pub fn of(manifest: &[u8], report: &mut Report) -> Result<Self, String> {
        let text = str::from_utf8(manifest).map_err(|_not_utf8| {
            let file = manifest::FILE_NAME;
            format!("{file}: is not text in UTF-8")
        })?;
        let manifest = Manifest::from_json(text).map_err(|error| error.to_string())?;
        let release = Self {
            manifest,
            contents: BTreeMap::new(),
            altered: BTreeSet::new(),
        };
        release.check_release_id(report);
        Ok(release)
    }

    /// Compares the names of files that are there with those that are listed, and with those that
    /// every release has.
    pub fn check_list(&self, there: &BTreeSet<String>, report: &mut Report) {
        let listed: BTreeSet<&str> = self
            .manifest
            .files
            .iter()
            .map(|file| file.name.as_str())
            .collect();
        for name in there {
            if name != manifest::FILE_NAME && !listed.contains(name.as_str()) {
                report.differs(Check::Files, || {
                    format!("{name}: is in the folder, and not in the manifest")
                });
            }
        }
        for name in &listed {
            if !there.contains(*name) {
                report.differs(Check::Files, || {
                    format!("{name}: is in the manifest, and not in the folder")
                });
            }
        }
        let tables = Table::OF_A_RELEASE.map(|table| table.file_name().to_owned());
        for name in tables
            .into_iter()
            .chain(downloads::names(&self.manifest.catalogue))
        {
            if !listed.contains(name.as_str()) {
                report.differs(Check::Files, || {
                    format!("{name}: every release has it, and the manifest does not list it")
                });
            }
        }
    }

    /// Takes the bytes of a listed file and compares their length and digest with the manifest's.
    /// What is not listed is left alone.
    pub fn take(&mut self, name: &str, bytes: Bytes, report: &mut Report) {
        let Some(file) = self.manifest.file(name) else {
            return;
        };
        let length = bytes.len() as u64;
        report.checked(1, "files by length and SHA-256");
        if length != file.bytes {
            self.altered.insert(name.to_owned());
            report.differs(Check::Files, || {
                format!(
                    "{name}: has {length} bytes, the manifest says {}",
                    file.bytes
                )
            });
        } else if sha256(&bytes) != file.sha256 {
            self.altered.insert(name.to_owned());
            report.differs(Check::Files, || {
                format!(
                    "{name}: its SHA-256 is {}, the manifest says {}",
                    sha256(&bytes),
                    file.sha256
                )
            });
        }
        self.contents.insert(name.to_owned(), bytes);
    }

    /// Whether a file's bytes are those that the manifest lists.
    pub(crate) fn is_as_listed(&self, name: &str) -> bool {
        self.contents.contains_key(name) && !self.altered.contains(name)
    }

    /// Whether a table has as many rows as the manifest says.
    pub(crate) fn check_rows(&self, name: &str, rows: u64, report: &mut Report) {
        let listed = self.manifest.file(name).map(|file| file.rows);
        if listed.is_some_and(|listed| listed != rows) {
            report.differs(Check::Files, || {
                let listed = listed.unwrap_or_default();
                format!("{name}: has {rows} rows, the manifest says {listed}")
            });
        }
    }

    fn check_release_id(&self, report: &mut Report) {
        let found = &self.manifest.release_id;
        // A manifest that was read can be written.
        let expected = self.manifest.expected_release_id().unwrap_or_default();
        if *found != expected {
            report.differs(Check::ReleaseId, || {
                format!(
                    "manifest.json: `release_id` is {found}, the contents of the manifest make \
                     {expected}"
                )
            });
        }
    }
}
