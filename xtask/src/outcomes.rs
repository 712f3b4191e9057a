//! Runs the `outcomes` program on synthetic people, from extract to site.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::step::{Outcome, cargo, command, root, run, step};

/// Builds the program as an analyst gets it and returns its path.
pub(crate) fn program() -> Outcome<PathBuf> {
    step("building the outcomes program", || {
        run(cargo().args(["build", "--package", "pipeline", "--release", "--locked"]))?;
        Ok(target().join("release/outcomes"))
    })
}

/// Makes people, publishes them, and writes the site; returns the site's folder.
pub(crate) fn site_of_synthetic_people(
    program: &Path,
    people: u64,
    folder: &Path,
) -> Outcome<PathBuf> {
    let extract = folder.join("extract");
    let people_text = people.to_string();
    step(&format!("making {people} synthetic people"), || {
        run(outcomes(program)
            .args(["synthesise", "--people", &people_text, "--seed", "2026"])
            .args(["--format", "parquet", "--out"])
            .arg(&extract))
    })?;
    site_of(program, &extract, folder)
}

/// Publishes an extract and writes the site; returns the site's folder.
pub(crate) fn site_of(program: &Path, extract: &Path, folder: &Path) -> Outcome<PathBuf> {
    let (data, site) = (folder.join("data"), folder.join("site"));
    step(&format!("publishing {}", extract.display()), || {
        run(outcomes(program)
            // Invented people were never published: every release is the first.
            .args(["build", "--previous", "none", "--extract"])
            .arg(extract)
            .arg("--out")
            .arg(&data))
    })?;
    step("writing the site", || {
        run(outcomes(program)
            .args(["site", "--data"])
            .arg(&data)
            .arg("--out")
            .arg(&site))
    })?;
    Ok(site)
}

/// Writes a published folder as one HTML file that opens without a server; returns its path.
pub(crate) fn single_file(program: &Path, data: &Path) -> Outcome<PathBuf> {
    let file = data.with_file_name("single.html");
    step("writing the single file", || {
        run(outcomes(program)
            .args(["site", "--data"])
            .arg(data)
            .arg("--single-file")
            .arg(&file))
    })?;
    Ok(file)
}

/// A call of the program.
pub(crate) fn outcomes(program: &Path) -> Command {
    command(program)
}

/// Cargo's target folder.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}
