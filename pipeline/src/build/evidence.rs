//! The evidence of a release: what stays beside the extract and is never published.
//!
//! Exact row counts, digests of the inputs, and how much was withheld for which reason: enough
//! for the analyst to show what a release was made from. It holds no row and no person.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use aggregates::manifest::sha256_of;
use disclosure::protected::Protected;
use disclosure::report::{CellBounds, Tally};
use serde_json::{Value, json};

use super::release::Release;
use crate::exit::{Failure, OUTPUT_NOT_WRITTEN};
use crate::extract::Loaded;
use crate::input::{InputFile, unreadable};
use crate::new_file::NewFile;

/// The name of the file in the extract's folder.
const FILE_NAME: &str = "evidence.json";

/// What a release was made from and how it was protected.
#[derive(Debug)]
pub(super) struct Evidence(Value);

impl Evidence {
    /// Puts the evidence together; reads the input files once more for their digests.
    pub(super) fn new(
        loaded: &Loaded,
        protected: &Protected,
        release: &Release,
    ) -> Result<Self, Failure> {
        let tables = loaded.quality.tables.iter().flat_map(|table| &table.files);
        let inputs = std::iter::once(&loaded.settings_file).chain(tables);
        let inputs = inputs.map(input).collect::<Result<Vec<_>, _>>()?;
        let report = protected.report();
        let families: Vec<Value> = report
            .families
            .iter()
            .map(|family| json!({ "family": family.family, "numerators": tally(&family.cells) }))
            .collect();
        let manifest = &release.manifest;
        Ok(Self(json!({
            "warning": "exact counts: keep this file where the extract is",
            "release_id": manifest.release_id,
            "as_of": manifest.as_of,
            "program_version": manifest.program_version,
            "config_sha256": manifest.config_sha256,
            "inputs": inputs,
            "quality": loaded.quality,
            "protection": {
                "policy": protected.policy(),
                "numerators": families,
                "denominators": tally(&report.populations),
                "rounds": report.rounds,
                "coarse_snapshots": report.coarse_snapshots,
                "certified": {
                    "within_table": report.certified.within_table,
                    "with_totals": report.certified.with_totals,
                    "across_measures": report.certified.across_measures,
                    "invented_town": report.certified.invented_town,
                    "known_empty": report.certified.known_empty,
                },
                "withheld": report.bounds.iter().map(bounds).collect::<Vec<Value>>(),
            },
            "follows": manifest.follows,
            "not_revised": report
                .not_revised
                .iter()
                .map(|(quarter, why)| json!({ "snapshot": quarter, "why": why }))
                .collect::<Vec<Value>>(),
            "published": manifest.files,
        })))
    }

    /// Writes the file beside its place, which it takes when the release has taken its own.
    pub(super) fn write(&self, extract: &Path) -> Result<Written, Failure> {
        let path = extract.join(FILE_NAME);
        let file = NewFile::holding(&path, format!("{:#}\n", self.0).as_bytes())
            .map_err(|error| not_written(&path, &error))?;
        Ok(Written { file, path })
    }
}

/// Evidence on the disk that still has to take its place.
#[derive(Debug)]
pub(super) struct Written {
    file: NewFile,
    path: PathBuf,
}

impl Written {
    /// Takes the place of the evidence of the release before.
    pub(super) fn put_in_place(self) -> Result<(), Failure> {
        let Self { file, path } = self;
        file.put_in_place()
            .map_err(|error| not_written(&path, &error))
    }
}

fn not_written(path: &Path, error: &io::Error) -> Failure {
    Failure::new(OUTPUT_NOT_WRITTEN, format!("{}: {error}", path.display()))
}

/// One withheld number with its bounds; on one line, for there are many.
fn bounds(of: &CellBounds) -> Value {
    let upper = of
        .upper
        .map_or_else(|| "any".to_owned(), |upper| upper.to_string());
    json!(format!("{}: {} to {upper}", of.cell, of.lower))
}

fn tally(tally: &Tally) -> Value {
    json!({
        "shown": tally.shown,
        "withheld_primary": tally.withheld_primary,
        "withheld_secondary": tally.withheld_secondary,
        "no_people": tally.no_people,
        "not_calculable": tally.not_calculable,
        "people_shown": tally.people_shown,
        "people_withheld": tally.people_withheld,
    })
}

/// A file with its digest, as it was when its rows were read.
fn input(file: &InputFile) -> Result<Value, Failure> {
    let digested = || File::open(&file.path).and_then(sha256_of);
    let (bytes, sha256) = digested().map_err(|error| file.blame(unreadable(&file.path, error)))?;
    file.require_unchanged()?;
    Ok(json!({ "file": file.name, "bytes": bytes, "sha256": sha256 }))
}
