//! The build command: from an extract to a published folder.
//!
//! Load, count, protect, encode, write beside, check, move into place. Whatever stops it, the
//! earlier release stays as it was; and what is not protected is never written.

use std::io::Write;
use std::path::{Path, PathBuf};

use aggregates::manifest;
use disclosure::protect;

use crate::count::{Detail, MemoryArguments, count_extract};
use crate::exit::{Failure, OUTPUT_NOT_WRITTEN, UNSAFE_TO_PUBLISH, USAGE};
use crate::extract::ExtractArguments;
use crate::folder::NewFolder;
use crate::progress::Progress;

mod evidence;
mod following;
mod quality;
mod release;
mod reread;
mod summary;

use evidence::Evidence;
use following::{Followed, FollowingArguments};
use release::Release;

/// Arguments of `outcomes build`.
///
/// The folder is written beside its place, read back and checked, and then takes the place of an
/// earlier release. Exact row counts go to `evidence.json` in the extract's folder.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  outcomes build --extract extract --out published")]
pub struct Arguments {
    #[command(flatten)]
    extract: ExtractArguments,
    #[command(flatten)]
    memory: MemoryArguments,
    /// The folder to publish: a new one, an empty one, or an earlier release to replace
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    #[command(flatten)]
    following: FollowingArguments,
}

/// Turns an extract into a published folder.
///
/// # Errors
/// As reading the extract has; [`UNSAFE_TO_PUBLISH`] when the counts cannot be protected, and
/// [`OUTPUT_NOT_WRITTEN`] when the folder is somebody else's or cannot be written.
pub fn run(
    arguments: &Arguments,
    progress: &Progress,
    stdout: &mut dyn Write,
) -> Result<(), Failure> {
    // Before the work, so that nobody waits for a refusal.
    refuse_to_replace_the_extract(&arguments.out, &arguments.extract.extract)?;
    let folder = NewFolder::beside(&arguments.out, manifest::FILE_NAME)?;
    let (summary, evidence) = publish(arguments, *progress, &folder)?;
    folder.put_in_place()?;
    evidence.put_in_place()?;
    stdout.write_all(summary.as_bytes()).map_err(|error| {
        let out = arguments.out.display();
        Failure::new(
            OUTPUT_NOT_WRITTEN,
            format!("stdout: {error}; the release is in its place, {out}"),
        )
    })
}

/// Everything but the last moves: the complete and checked folder, what to say of it, and the
/// evidence.
fn publish(
    arguments: &Arguments,
    progress: Progress,
    folder: &NewFolder,
) -> Result<(String, evidence::Written), Failure> {
    let followed = Followed::find(&arguments.following, &arguments.out)?;
    let (loaded, catalogue, exact) = count_extract(
        &arguments.extract,
        &arguments.memory,
        Detail::Figures,
        progress,
    )?;
    loaded.require_people()?;
    if let Some(followed) = &followed {
        followed.require_snapshots(&loaded.periods)?;
    }

    let step = progress.step("protecting and auditing");
    let policy = &loaded.definitions.policy;
    let protected = match &followed {
        Some(followed) => followed.protect(&catalogue, policy, &exact),
        None => protect(&catalogue, policy, &exact)
            .map_err(|unprotectable| Failure::new(UNSAFE_TO_PUBLISH, unprotectable)),
    }?;
    step.finish();

    let step = progress.step("writing");
    let previous = followed.as_ref().map(|followed| &followed.previous);
    let release = Release::new(&loaded, &catalogue, &protected, previous)?;
    for (name, bytes) in &release.files {
        folder.write(name, bytes)?;
    }
    step.finish();

    let step = progress.step("checking what was written");
    reread::check(folder.path(), &protected)?;
    step.finish();

    let step = progress.step("writing the evidence");
    let evidence = Evidence::new(&loaded, &protected, &release)?;
    let evidence = evidence.write(&arguments.extract.extract)?;
    step.finish();

    let summary = summary::summary(&arguments.out, &release, &protected);
    Ok((summary, evidence))
}

/// A release takes the place of a whole folder, so an extract within it would be lost.
fn refuse_to_replace_the_extract(out: &Path, extract: &Path) -> Result<(), Failure> {
    match (out.canonicalize(), extract.canonicalize()) {
        (Ok(target), Ok(within)) if within.starts_with(&target) => Err(Failure::new(
            USAGE,
            format!(
                "--out {}: holds the extract, which would be lost; name another folder",
                out.display()
            ),
        )),
        _ => Ok(()),
    }
}
