//! Which files a table of an extract is made of.
//!
//! Nothing is opened here; other files of the folder are never looked at.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::exit::Failure;
use crate::input::{InputFile, unreadable};

use super::schema::Schema;

/// The form of a file, by the end of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FileForm {
    Csv,
    CsvGz,
    Parquet,
}

const FORMS: [(&str, FileForm); 3] = [
    (".csv", FileForm::Csv),
    (".csv.gz", FileForm::CsvGz),
    (".parquet", FileForm::Parquet),
];

/// One file of a table.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) input: InputFile,
    pub(super) form: FileForm,
}

impl Part {
    /// The name within the extract, e.g. `event/part-1.csv`.
    pub(super) fn name(&self) -> &str {
        &self.input.name
    }
}

/// The files of one table, in the order in which they are read.
#[derive(Debug, Default)]
pub(super) struct Source {
    pub(super) parts: Vec<Part>,
    pub(super) ignored: Vec<String>,
}

/// Finds the files of a table; none for an absent one that may be absent.
pub(super) fn find(extract: &Path, schema: &Schema) -> Result<Option<Source>, Failure> {
    let table = schema.name;
    let mut files = Vec::new();
    for (ending, _) in FORMS {
        let name = format!("{table}{ending}");
        files.extend(part(extract.join(&name), name)?);
    }
    let mut found: Vec<String> = files.iter().map(|part| part.name().to_owned()).collect();
    let folder = extract.join(table);
    match fs::metadata(&folder) {
        Ok(metadata) if metadata.is_dir() => found.push(format!("{table}/")),
        // What is neither a folder nor a file with a known ending is of no table.
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound && !folder.is_symlink() => {}
        Err(error) => return Err(unreadable(&folder, error)),
    }
    let expected = format!("{table}.csv, {table}.csv.gz, {table}.parquet or a folder {table}/");
    match found.as_slice() {
        [] if schema.required => Err(unreadable(
            extract,
            format!("the table {table} is missing; expected {expected}"),
        )),
        [] => Ok(None),
        [folder] if folder.ends_with('/') => folder_of_parts(extract, table).map(Some),
        [_] => Ok(Some(Source {
            parts: files,
            ignored: Vec::new(),
        })),
        [first, second, ..] => Err(unreadable(
            extract,
            format!("the table {table} is there as {first} and as {second}; expected one of them"),
        )),
    }
}

fn folder_of_parts(extract: &Path, table: &str) -> Result<Source, Failure> {
    let folder = extract.join(table);
    let listing = fs::read_dir(&folder)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| unreadable(&folder, error))?;
    let mut paths: Vec<PathBuf> = listing.iter().map(fs::DirEntry::path).collect();
    paths.sort_unstable_by(|a, b| {
        a.as_os_str()
            .as_encoded_bytes()
            .cmp(b.as_os_str().as_encoded_bytes())
    });
    let mut source = Source::default();
    for path in paths {
        let file = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        // Marks that other programs leave beside their parts, such as `_SUCCESS` and `.crc`.
        if file.starts_with(['.', '_']) {
            continue;
        }
        let name = format!("{table}/{file}");
        let is_part = FORMS.iter().any(|(ending, _)| name.ends_with(ending)) && !path.is_dir();
        match is_part.then(|| part(path, name.clone())).transpose()? {
            Some(Some(part)) => source.parts.push(part),
            _ => source.ignored.push(name),
        }
    }
    if source.parts.is_empty() {
        return Err(unreadable(
            &folder,
            "the folder holds no part; expected files that end in .csv, .csv.gz or .parquet",
        ));
    }
    let is_parquet = |part: &Part| part.form == FileForm::Parquet;
    if source.parts.iter().any(is_parquet) && !source.parts.iter().all(is_parquet) {
        return Err(unreadable(
            &folder,
            "the folder holds both CSV and Parquet parts; expected one of them",
        ));
    }
    Ok(source)
}

/// The part of this name; none where nothing is, or where its ending is unknown.
fn part(path: PathBuf, name: String) -> Result<Option<Part>, Failure> {
    let form = FORMS
        .iter()
        .find(|(ending, _)| name.ends_with(ending))
        .map(|(_, form)| *form);
    let input = InputFile::find(path, name)?;
    Ok(form.zip(input).map(|(form, input)| Part { input, form }))
}

#[cfg(test)]
mod tests {
    use super::super::schema::{PERSON, SURVEY};
    use super::*;

    #[track_caller]
    fn check(files: &[&str], expected: &str) {
        let extract = tempfile::tempdir().unwrap();
        for file in files {
            let path = extract.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        let found = match find(extract.path(), &PERSON) {
            Ok(source) => source
                .unwrap()
                .parts
                .into_iter()
                .map(|part| part.input.name)
                .collect::<Vec<_>>()
                .join(" "),
            Err(failure) => failure
                .message
                .replace(&extract.path().display().to_string(), "X"),
        };
        assert_eq!(found, expected);
    }

    #[test]
    fn a_table_has_exactly_one_form() {
        check(&["person.csv"], "person.csv");
        check(&["person.csv.gz"], "person.csv.gz");
        check(
            &[
                "person/b.csv",
                "person/B.csv.gz",
                "person/a10.csv",
                "person/_SUCCESS",
            ],
            "person/B.csv.gz person/a10.csv person/b.csv",
        );
        check(
            &["person.txt"],
            "X: the table person is missing; expected person.csv, person.csv.gz, person.parquet \
             or a folder person/",
        );
        check(
            &["person.csv", "person.parquet"],
            "X: the table person is there as person.csv and as person.parquet; expected one of \
             them",
        );
        check(
            &["person/notes.txt"],
            "X/person: the folder holds no part; expected files that end in .csv, .csv.gz or \
             .parquet",
        );
        check(
            &["person/a.csv", "person/b.parquet"],
            "X/person: the folder holds both CSV and Parquet parts; expected one of them",
        );
    }

    #[test]
    fn only_a_survey_may_be_absent() {
        let extract = tempfile::tempdir().unwrap();
        assert!(find(extract.path(), &SURVEY).unwrap().is_none());
    }
}
