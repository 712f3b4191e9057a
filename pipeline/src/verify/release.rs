//! The files of a folder against the manifest's list of them.
//!
//! Every file is read, those that no manifest names as well. A name in the manifest never leads
//! out of the folder.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path, PathBuf};

use aggregates::manifest::{self, Manifest, sha256};
use aggregates::schema::Table;

use super::report::{Check, Report};
use super::{copies, downloads};
use crate::exit::{Failure, INPUT_UNREADABLE};

/// A published folder in memory.
#[derive(Debug)]
pub(super) struct Release {
    folder: PathBuf,
    /// What the release says of itself.
    pub(super) manifest: Manifest,
    /// The listed files that are there, by name.
    pub(super) contents: BTreeMap<String, Vec<u8>>,
    /// Those of them whose bytes are not what the manifest says.
    altered: BTreeSet<String>,
}

impl Release {
    /// Reads a folder and compares its files with the manifest.
    ///
    /// # Errors
    /// [`INPUT_UNREADABLE`] when the folder, its manifest or a file in it cannot be read at all.
    pub(super) fn read(folder: &Path, report: &mut Report) -> Result<Self, Failure> {
        let there = names_below(folder)?;
        let text =
            String::from_utf8(read(&folder.join(manifest::FILE_NAME))?).map_err(|_not_utf8| {
                let what = "manifest.json: is not text in UTF-8";
                Failure::new(INPUT_UNREADABLE, what)
            })?;
        let manifest =
            Manifest::from_json(&text).map_err(|error| Failure::new(INPUT_UNREADABLE, error))?;
        let mut release = Self {
            folder: folder.to_owned(),
            manifest,
            contents: BTreeMap::new(),
            altered: BTreeSet::new(),
        };
        release.check_release_id(report);
        release.check_list(&there, report)?;
        release.check_digests(report)?;
        Ok(release)
    }

    /// Where a file of the release is.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Whether a file's bytes are those that the manifest lists.
    pub(super) fn is_as_listed(&self, name: &str) -> bool {
        self.contents.contains_key(name) && !self.altered.contains(name)
    }

    /// Whether a table has as many rows as the manifest says.
    pub(super) fn check_rows(&self, name: &str, rows: u64, report: &mut Report) {
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

    /// Files that are there against files that are listed, and those that every release has.
    fn check_list(&self, there: &BTreeSet<String>, report: &mut Report) -> Result<(), Failure> {
        let listed: BTreeSet<&str> = self
            .manifest
            .files
            .iter()
            .map(|file| file.name.as_str())
            .collect();
        let ours = |name: &str| name == manifest::FILE_NAME || listed.contains(name);
        for name in there.iter().filter(|name| !ours(name)) {
            match copies::original(name).filter(|original| ours(original)) {
                Some(original) => self.check_copy(name, original, report)?,
                None => report.differs(Check::Files, || {
                    format!("{name}: is in the folder, and not in the manifest")
                }),
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
        Ok(())
    }

    /// A compressed copy, which a static host sends instead of the file.
    fn check_copy(&self, name: &str, original: &str, report: &mut Report) -> Result<(), Failure> {
        let path = self.folder.join(original);
        if path.exists() && !copies::holds(name, &read(&self.folder.join(name))?, &read(&path)?) {
            report.differs(Check::Files, || {
                format!("{name}: does not hold what {original} holds")
            });
        }
        Ok(())
    }

    fn check_digests(&mut self, report: &mut Report) -> Result<(), Failure> {
        for file in &self.manifest.files {
            let path = self.folder.join(&file.name);
            if !is_within(&file.name) || !path.is_file() {
                continue;
            }
            let bytes = read(&path)?;
            let (name, length) = (&file.name, bytes.len() as u64);
            report.checked(1, "files by length and SHA-256");
            if length != file.bytes {
                self.altered.insert(name.clone());
                report.differs(Check::Files, || {
                    format!(
                        "{name}: has {length} bytes, the manifest says {}",
                        file.bytes
                    )
                });
            } else if sha256(&bytes) != file.sha256 {
                self.altered.insert(name.clone());
                report.differs(Check::Files, || {
                    format!(
                        "{name}: its SHA-256 is {}, the manifest says {}",
                        sha256(&bytes),
                        file.sha256
                    )
                });
            }
            self.contents.insert(name.clone(), bytes);
        }
        Ok(())
    }
}

/// Whether a name stays within the folder that it is a name in.
fn is_within(name: &str) -> bool {
    let mut parts = Path::new(name).components();
    parts.all(|part| matches!(part, Component::Normal(_)))
}

/// Every file below a folder by its path within it, with `/` between parts.
fn names_below(folder: &Path) -> Result<BTreeSet<String>, Failure> {
    let mut names = BTreeSet::new();
    let mut folders = vec![(folder.to_owned(), String::new())];
    while let Some((within, prefix)) = folders.pop() {
        let entries = fs::read_dir(&within).map_err(|error| unreadable(&within, &error))?;
        for entry in entries {
            let entry = entry.map_err(|error| unreadable(&within, &error))?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            let kind = entry
                .file_type()
                .map_err(|error| unreadable(&entry.path(), &error))?;
            if kind.is_dir() {
                folders.push((entry.path(), name + "/"));
            } else {
                names.insert(name);
            }
        }
    }
    Ok(names)
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| unreadable(path, &error))
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(INPUT_UNREADABLE, format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_leads_out_of_the_folder() {
        let rows = [
            ("estimates.parquet", true),
            ("downloads/outcome.csv", true),
            ("../elsewhere", false),
            ("downloads/../../elsewhere", false),
            ("/etc/hostname", false),
        ];
        for (name, expected) in rows {
            assert_eq!(is_within(name), expected, "{name}");
        }
    }
}
