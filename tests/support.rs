//! What the tests of the whole share: where things are.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser as _;
use pipeline::cli::Cli;

pub mod any_bytes;
pub mod planted;

/// Folders that hold nothing we wrote.
const NOT_OURS: [&str; 6] = ["target", "dist", "demo", "node_modules", ".git", "vendor"];

/// The root of the workspace.
///
/// # Panics
/// Never: this crate is a folder of the workspace.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("a member has a parent")
        .to_path_buf()
}

/// The project's own files below a folder with this ending, in order of path.
///
/// # Panics
/// When a folder cannot be read.
#[must_use]
pub fn files_below(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut files = every_file_below(folder);
    files.retain(|path| path.extension().is_some_and(|found| found == ending));
    files
}

/// The project's own files below a folder, in order of path.
///
/// # Panics
/// When a folder cannot be read.
#[must_use]
pub fn every_file_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("a readable folder").path())
        .collect();
    entries.sort();
    for path in entries {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if path.is_dir() {
            if !NOT_OURS.contains(&name.as_str()) {
                found.extend(every_file_below(&path));
            }
        } else {
            found.push(path);
        }
    }
    found
}

/// Runs the program in this process and returns what it prints: first words, paths, more words,
/// more paths.
///
/// # Panics
/// When the arguments are not understood or the command fails.
#[track_caller]
pub fn outcomes(first: [&str; 2], paths: &[&Path], rest: &[&str], last: &[&Path]) -> String {
    let text = |path: &&Path| path.display().to_string();
    let mut words: Vec<String> = vec!["outcomes".into(), "--quiet".into()];
    words.extend(first.iter().map(ToString::to_string));
    words.extend(paths.iter().map(text));
    words.extend(rest.iter().map(ToString::to_string));
    words.extend(last.iter().map(text));
    let cli = Cli::try_parse_from(&words).unwrap_or_else(|error| panic!("{words:?}: {error}"));
    let mut stdout = Vec::new();
    if let Err(failure) = pipeline::cli::run(cli, &mut stdout) {
        panic!("{words:?}: exit {}: {failure}", failure.code);
    }
    String::from_utf8_lossy(&stdout).into_owned()
}
