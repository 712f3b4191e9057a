//! A published folder as what the charts are made from.
//!
//! Bytes are held against the manifest's digests first: a pack is never made of a folder that
//! somebody has changed.

use std::fs;
use std::path::Path;
use std::rc::Rc;

use aggregates::decode;
use aggregates::error::DecodeError;
use aggregates::manifest::{FILE_NAME, Manifest, sha256};
use aggregates::schema::Table;
use exhibits::shelf::Shelf;
use measures::catalogue::Catalogue;

use crate::exit::{Failure, INPUT_UNREADABLE};

/// A release with everything that its charts show.
///
/// # Errors
/// Exit 10 with the file and what is wrong with it.
pub(super) fn release(folder: &Path) -> Result<Shelf, Failure> {
    let path = folder.join(FILE_NAME);
    let text = fs::read_to_string(&path).map_err(|error| unusable(&path, error))?;
    let manifest = Manifest::from_json(&text).map_err(|error| unusable(&path, error))?;
    let read = |table| contents(folder, &manifest, table);
    let catalogue = &manifest.catalogue;
    let estimates = rows(
        folder,
        Table::Estimates,
        &read,
        catalogue,
        decode::estimates,
    )?;
    let gaps = rows(folder, Table::Gaps, &read, catalogue, decode::gaps)?;
    let sets = rows(
        folder,
        Table::Combinations,
        &read,
        catalogue,
        decode::combinations,
    )?;
    Ok(Shelf::full(Rc::new(manifest), estimates, gaps, sets))
}

fn rows<R>(
    folder: &Path,
    table: Table,
    read: &impl Fn(Table) -> Result<Vec<u8>, Failure>,
    catalogue: &Catalogue,
    decode: impl FnOnce(&[u8], &Catalogue) -> Result<Vec<R>, DecodeError>,
) -> Result<Vec<R>, Failure> {
    // A decoder's error names the file itself.
    decode(&read(table)?, catalogue).map_err(|error| {
        let folder = folder.display();
        Failure::new(INPUT_UNREADABLE, format!("{folder}: {error}"))
    })
}

fn contents(folder: &Path, manifest: &Manifest, table: Table) -> Result<Vec<u8>, Failure> {
    let name = table.file_name();
    let path = folder.join(name);
    let listed = manifest
        .file(name)
        .ok_or_else(|| unusable(&path, "the manifest does not list it"))?;
    let bytes = fs::read(&path).map_err(|error| unusable(&path, error))?;
    if sha256(&bytes) != listed.sha256 {
        let what = "is not the file that the manifest lists; run `outcomes verify`";
        return Err(unusable(&path, what));
    }
    Ok(bytes)
}

fn unusable(path: &Path, what: impl std::fmt::Display) -> Failure {
    Failure::new(INPUT_UNREADABLE, format!("{}: {what}", path.display()))
}
