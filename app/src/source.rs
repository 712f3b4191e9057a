//! Where the files of a release are read from: the folder beside the page, one beside the site, or
//! files that a reader opened.
//!
//! Files of a reader's own are read where they lie, as much of them as is needed; they never leave the
//! computer.

use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use aggregates::manifest::{FILE_NAME, Manifest};
use aggregates::schema::Table;
use bytes::Bytes;
use js_sys::Uint8Array;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, File};
use yew::AttrValue;

use crate::browser;
use crate::load::{Reply, other_length};

/// Where the files of a release are read from.
#[derive(Debug, Clone)]
pub enum Source {
    /// The published folder beside the page.
    Published,
    /// The published folder of another site, by the name of its folder beside this one.
    Beside(AttrValue),
    /// Files that a reader opened, by their names in the release.
    Opened(Rc<BTreeMap<String, File>>),
}

impl PartialEq for Source {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Published, Self::Published) => true,
            (Self::Beside(one), Self::Beside(other)) => one == other,
            (Self::Opened(one), Self::Opened(other)) => Rc::ptr_eq(one, other),
            _ => false,
        }
    }
}

impl Source {
    /// The release that is among some files, each with its path as the browser tells it.
    ///
    /// # Errors
    /// A sentence that names the file that is no release's, or is not the one its manifest names.
    pub async fn opened(files: Vec<(String, File)>) -> Result<(Self, Rc<Manifest>), String> {
        let paths: Vec<String> = files.iter().map(|(path, _)| path.clone()).collect();
        let manifest = place_of_manifest(&paths)?;
        let folder = paths[manifest].strip_suffix(FILE_NAME).unwrap_or_default();
        let alone = BTreeMap::from([(FILE_NAME.to_owned(), files[manifest].1.clone())]);
        let manifest = Self::Opened(Rc::new(alone)).manifest().await?;
        let listed = |name: &str| name == FILE_NAME || manifest.file(name).is_some();
        let known: Vec<&str> = manifest
            .files
            .iter()
            .map(|file| file.name.as_str())
            .collect();
        let names = names_of(&paths, folder, &known);
        let by_name: BTreeMap<String, File> = names
            .into_iter()
            .zip(files)
            .filter_map(|(name, (_, file))| Some((name?, file)))
            .filter(|(name, _)| listed(name))
            .collect();
        for (name, file) in &by_name {
            let expected = manifest.file(name).map(|file| file.bytes);
            let found = length(file);
            if let Some(expected) = expected.filter(|expected| *expected != found) {
                return Err(other_length(name, expected, found));
            }
        }
        Ok((Self::Opened(Rc::new(by_name)), manifest))
    }

    /// Where its files are, from the page.
    fn folder(&self) -> String {
        match self {
            Self::Beside(site) => format!("../{site}/data/"),
            Self::Published | Self::Opened(_) => "data/".to_owned(),
        }
    }

    /// Whether these are a reader's own files.
    #[must_use]
    pub fn is_opened(&self) -> bool {
        matches!(self, Self::Opened(_))
    }

    /// Whether a table is left out here, because it follows from the others.
    #[must_use]
    pub fn leaves_out(&self, table: Table) -> bool {
        match self {
            Self::Published => table == Table::Gaps && browser::is_single_file(),
            Self::Beside(_) => false,
            Self::Opened(files) => !files.contains_key(table.file_name()),
        }
    }

    /// The release's manifest.
    ///
    /// # Errors
    /// A sentence that says what is wrong with it.
    pub async fn manifest(&self) -> Result<Rc<Manifest>, String> {
        let bytes = self.file(FILE_NAME).await?;
        let text = std::str::from_utf8(&bytes)
            .map_err(|error| format!("{FILE_NAME}: is not UTF-8 text ({error})"))?;
        Manifest::from_json(text)
            .map(Rc::new)
            .map_err(|error| error.to_string())
    }

    /// A whole file.
    ///
    /// # Errors
    /// A sentence that names the file and what is wrong.
    pub async fn file(&self, name: &str) -> Result<Bytes, String> {
        match self {
            Self::Published | Self::Beside(_) => browser::file(&self.folder(), name).await,
            Self::Opened(_) => self.buffer(name).await.map(|buffer| buffer.to_vec().into()),
        }
    }

    /// A whole file where the browser keeps it, for a worker to read.
    ///
    /// # Errors
    /// A sentence that names the file and what is wrong.
    pub async fn buffer(&self, name: &str) -> Result<Uint8Array, String> {
        match self {
            Self::Published | Self::Beside(_) => browser::buffer(&self.folder(), name).await,
            Self::Opened(files) => read(name, found(files, name)?).await,
        }
    }

    /// A part of a file, or all of it where it cannot be had in parts.
    ///
    /// # Errors
    /// A sentence that names the file and what is wrong.
    pub async fn part(&self, name: &str, range: Range<u64>) -> Result<Reply, String> {
        match self {
            Self::Published | Self::Beside(_) => browser::part(&self.folder(), name, range).await,
            Self::Opened(files) => {
                let (start, end) = (range.start as f64, range.end as f64);
                let part = found(files, name)?
                    .slice_with_f64_and_f64(start, end)
                    .map_err(|_error| changed(name))?;
                let bytes = read(name, &part).await?;
                Ok(Reply::Part(bytes.to_vec().into()))
            }
        }
    }
}

fn found<'a>(files: &'a BTreeMap<String, File>, name: &str) -> Result<&'a File, String> {
    let file = files.get(name);
    file.ok_or_else(|| format!("{name}: is not among the files that were opened"))
}

async fn read(name: &str, blob: &Blob) -> Result<Uint8Array, String> {
    let buffer = JsFuture::from(blob.array_buffer()).await;
    let buffer = buffer.map_err(|_unreadable: JsValue| changed(name))?;
    Ok(Uint8Array::new(&buffer))
}

fn changed(name: &str) -> String {
    format!("{name}: cannot be read any more; it was moved or changed since it was opened")
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a browser gives lengths as floats, and they are whole and not negative"
)]
fn length(file: &File) -> u64 {
    file.size() as u64
}

/// Which of some paths is the manifest: the one nearest to the top.
fn place_of_manifest(paths: &[String]) -> Result<usize, String> {
    let depth = |path: &str| path.matches('/').count();
    let is_manifest = |path: &str| path.rsplit('/').next() == Some(FILE_NAME);
    let mut places: Vec<usize> = (0..paths.len())
        .filter(|at| is_manifest(&paths[*at]))
        .collect();
    places.sort_by_key(|at| depth(&paths[*at]));
    match places[..] {
        [first, second, ..] if depth(&paths[first]) == depth(&paths[second]) => Err(format!(
            "{} and {}: are two releases; open one",
            paths[first], paths[second]
        )),
        [first, ..] => Ok(first),
        [] => {
            let what = "a release is a folder with manifest.json and the tables that it lists";
            Err(match paths {
                [] => format!("no file was opened; {what}"),
                [only] => format!("{only}: is not a release; {what}"),
                [first, ..] => format!(
                    "{first} and {} more: are not a release; {what}",
                    paths.len() - 1
                ),
            })
        }
    }
}

/// The name in the release of each path below its folder. Files that came without their folders are
/// known by the end of the names that the manifest lists.
fn names_of(paths: &[String], folder: &str, listed: &[&str]) -> Vec<Option<String>> {
    let have_folders = paths.iter().any(|path| path.contains('/'));
    let name = |path: &String| {
        if have_folders {
            return path.strip_prefix(folder).map(str::to_owned);
        }
        let ends = |name: &&&str| name.rsplit('/').next() == Some(path);
        let known = listed.iter().find(ends).map(|name| (*name).to_owned());
        Some(known.unwrap_or_else(|| path.clone()))
    };
    paths.iter().map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owned(paths: &[&str]) -> Vec<String> {
        paths.iter().map(|path| (*path).to_owned()).collect()
    }

    #[track_caller]
    fn check(paths: &[&str], expected: Result<usize, &str>) {
        let found = place_of_manifest(&owned(paths));
        assert_eq!(found, expected.map_err(str::to_owned), "{paths:?}");
    }

    #[test]
    fn the_manifest_nearest_to_the_top_is_the_release() {
        check(&["overview.parquet", "manifest.json"], Ok(1));
        check(&["release/a.parquet", "release/manifest.json"], Ok(1));
        let site = ["site/data/manifest.json", "site/data/old/manifest.json"];
        check(&site, Ok(0));
    }

    #[test]
    fn what_is_no_release_is_named() {
        let what = "a release is a folder with manifest.json and the tables that it lists";
        let one = format!("person.csv: is not a release; {what}");
        check(&["person.csv"], Err(&one));
        let two = format!("a/person.csv and 1 more: are not a release; {what}");
        check(&["a/person.csv", "a/event.csv"], Err(&two));
        check(&[], Err(&format!("no file was opened; {what}")));
        let both = "a/manifest.json and b/manifest.json: are two releases; open one";
        check(&["a/manifest.json", "b/manifest.json"], Err(both));
    }

    #[test]
    fn files_have_the_names_that_the_release_gives_them() {
        let listed = ["downloads/outcome.csv", "overview.parquet"];
        let folder = owned(&["r/manifest.json", "r/downloads/outcome.csv", "x/other"]);
        let expected = [Some("manifest.json"), Some("downloads/outcome.csv"), None];
        let expected = expected.map(|name| name.map(str::to_owned));
        assert_eq!(names_of(&folder, "r/", &listed), expected);
        let loose = owned(&["manifest.json", "outcome.csv", "notes.txt"]);
        let expected = ["manifest.json", "downloads/outcome.csv", "notes.txt"];
        let expected = expected.map(|name| Some(name.to_owned()));
        assert_eq!(names_of(&loose, "", &listed), expected);
    }
}
