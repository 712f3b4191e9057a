//! A published folder from the disk, each file against the manifest's list.
//!
//! Every file is read, those that no manifest names as well. A name in the manifest never leads
//! out of the folder.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path};

use aggregates::manifest;
use verification::release::Release;
use verification::report::{Check, Report};

use super::copies;
use crate::exit::{Failure, INPUT_UNREADABLE};

/// Reads a folder and compares its files with the manifest.
///
/// # Errors
/// [`INPUT_UNREADABLE`] when the folder, its manifest or a file in it cannot be read at all.
pub(super) fn release(folder: &Path, report: &mut Report) -> Result<Release, Failure> {
    let mut there = names_below(folder)?;
    let manifest = read(&folder.join(manifest::FILE_NAME))?;
    let mut release =
        Release::of(&manifest, report).map_err(|error| Failure::new(INPUT_UNREADABLE, error))?;
    check_copies(folder, &release, &mut there, report)?;
    release.check_list(&there, report);
    let names: Vec<String> = release
        .manifest
        .files
        .iter()
        .map(|file| file.name.clone())
        .collect();
    for name in names {
        let path = folder.join(&name);
        if is_within(&name) && path.is_file() {
            release.take(&name, read(&path)?.into(), report);
        }
    }
    Ok(release)
}

/// Compressed copies, which a static host sends instead of the files; what is one is no longer among
/// the names.
fn check_copies(
    folder: &Path,
    release: &Release,
    there: &mut BTreeSet<String>,
    report: &mut Report,
) -> Result<(), Failure> {
    let ours = |name: &str| name == manifest::FILE_NAME || release.manifest.file(name).is_some();
    let found: Vec<String> = there
        .iter()
        .filter(|name| !ours(name) && copies::original(name).is_some_and(ours))
        .cloned()
        .collect();
    for name in found {
        there.remove(&name);
        let original = copies::original(&name).unwrap_or_default();
        let path = folder.join(original);
        if path.exists() && !copies::holds(&name, &read(&folder.join(&name))?, &read(&path)?) {
            report.differs(Check::Files, || {
                format!("{name}: does not hold what {original} holds")
            });
        }
    }
    Ok(())
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
