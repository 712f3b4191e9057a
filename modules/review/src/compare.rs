//! Two releases as a page has them, in whatever order, told as the later one against the earlier.

use aggregates::decode;
use aggregates::manifest::Manifest;
use aggregates::schema::Table;
use bytes::Bytes;
use changes::told::Told;
use changes::{Changes, Side, is_later};

/// The two files of a release that a comparison needs.
pub(crate) struct Files {
    pub(crate) manifest: Bytes,
    pub(crate) estimates: Bytes,
}

/// Compares two releases; `tell` hears what is being done.
///
/// # Errors
/// Which release cannot be read, the file, and what is wrong with it.
pub(crate) fn compare(one: &Files, other: &Files, tell: impl Fn(&str)) -> Result<Told, String> {
    tell("Reading both releases");
    let manifests = [manifest(one)?, manifest(other)?];
    if manifests[0].release_id == manifests[1].release_id {
        let id = &manifests[0].release_id;
        return Err(format!(
            "both are release {id}; there is nothing to compare"
        ));
    }
    let estimates = [rows(one, &manifests[0])?, rows(other, &manifests[1])?];
    let side = |at: usize| Side {
        manifest: &manifests[at],
        estimates: &estimates[at],
    };
    let (earlier, later) = if is_later(&manifests[0], &manifests[1]) {
        (1, 0)
    } else {
        (0, 1)
    };
    tell("Comparing every figure");
    let changes = Changes::between(side(earlier), side(later))?;
    Ok(Told::of(&manifests[earlier], &manifests[later], &changes))
}

fn manifest(files: &Files) -> Result<Manifest, String> {
    let text = str::from_utf8(&files.manifest)
        .map_err(|error| format!("manifest.json: is not UTF-8 text ({error})"))?;
    Manifest::from_json(text).map_err(|error| error.to_string())
}

fn rows(files: &Files, manifest: &Manifest) -> Result<Vec<aggregates::estimate::Estimate>, String> {
    let name = Table::Estimates.file_name();
    let of = format!("release {}", manifest.release_id);
    match manifest.file(name) {
        Some(listed) if listed.holds(&files.estimates) => {
            let rows = decode::estimates(&files.estimates, &manifest.catalogue);
            rows.map_err(|error| format!("{of}: {error}"))
        }
        Some(_) => Err(format!(
            "{of}: {name}: is not the file that manifest.json names"
        )),
        None => Err(format!("{of}: manifest.json: does not list {name}")),
    }
}
