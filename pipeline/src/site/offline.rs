//! What the dashboard keeps on a reader's device: the list of its files with their digests, put into
//! the script that keeps them.
//!
//! The downloads are not kept, for their size: they come from the host when somebody wants them.

use std::collections::BTreeMap;

use aggregates::manifest::{Manifest, sha256};
use serde::Serialize;

use crate::exit::{BUG, Failure};

/// The script, by its name in the site.
pub(super) const SCRIPT: &str = "service-worker.js";
/// What stands in it where there is no site.
const NOTHING: &str = "const SITE = null;";
/// Files of a site that no page asks for.
const LEFT_OUT: [&str; 2] = [SCRIPT, "robots.txt"];

/// A site as the script has it.
#[derive(Debug, Serialize)]
struct Site<'a> {
    /// A digest of everything below: another one is another site.
    version: String,
    release: &'a str,
    as_of: String,
    files: &'a BTreeMap<String, String>,
}

/// The digests of the files that are kept, by name.
#[derive(Debug, Default)]
pub(super) struct Kept(BTreeMap<String, String>);

impl Kept {
    /// Adds a file as it stands in the site.
    pub(super) fn add(&mut self, name: &str, bytes: &[u8]) {
        let is_download = name.starts_with("data/downloads/");
        if !is_download && !LEFT_OUT.contains(&name) {
            self.0.insert(name.to_owned(), sha256(bytes));
        }
    }

    /// The script for the site of these files.
    ///
    /// # Errors
    /// Exit 1 when the script is not made as this expects.
    pub(super) fn script(&self, script: &str, manifest: &Manifest) -> Result<String, Failure> {
        let files = self.json()?;
        let site = Site {
            version: sha256(files.as_bytes())[..16].to_owned(),
            release: &manifest.release_id,
            as_of: wording::date::day(manifest.as_of),
            files: &self.0,
        };
        let site = serde_json::to_string(&site).map_err(|error| Failure::new(BUG, error))?;
        let Some((before, after)) = script.split_once(NOTHING) else {
            let what = format!("{SCRIPT} has no `{NOTHING}`");
            return Err(Failure::new(BUG, what));
        };
        Ok(format!("{before}const SITE = {site};{after}"))
    }

    fn json(&self) -> Result<String, Failure> {
        serde_json::to_string(&self.0).map_err(|error| Failure::new(BUG, error))
    }
}
