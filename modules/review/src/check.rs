//! A release as a page has it, through every check of `outcomes verify`, one step after the other.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use verification::release::Release;
use verification::report::{Check, Report, Told};
use verification::{audit, recompute};

/// What a page could get hold of.
#[derive(Debug, Default)]
pub(crate) struct Given {
    /// The file that lists the others.
    pub(crate) manifest: Vec<u8>,
    /// Files by name.
    pub(crate) files: BTreeMap<String, Bytes>,
    /// Sentences about files that should be there and are not.
    pub(crate) missing: Vec<String>,
}

/// Checks a release; `tell` hears what is being done.
///
/// # Errors
/// What is wrong with the manifest.
pub(crate) fn check_release(
    title: &str,
    given: Given,
    tell: impl Fn(&str),
) -> Result<Told, String> {
    let mut report = Report::default();
    tell("Comparing digests");
    let mut release = Release::of(&given.manifest, &mut report)?;
    // Which files are not there is known better by whoever looked for them.
    let listed: BTreeSet<String> = release
        .manifest
        .files
        .iter()
        .map(|file| file.name.clone())
        .collect();
    release.check_list(&listed, &mut report);
    for sentence in given.missing {
        report.differs(Check::Files, || sentence);
    }
    for (name, bytes) in given.files {
        release.take(&name, bytes, &mut report);
    }
    tell("Working out every figure again");
    let published = recompute(&release, &mut report);
    if let Some(published) = published {
        tell("Looking for withheld counts that could be worked out");
        audit::check(&published, None, &mut report);
    }
    Ok(report.told(title))
}
