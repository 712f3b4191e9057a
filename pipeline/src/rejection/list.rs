//! The file that lists the rows set aside, beside the extract or where the analyst wants it.
//!
//! Says where a row is and what is wrong, never what stands there.

use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::{Location, Rejection};
use crate::folder;
use crate::new_file::NewFile;
use crate::unfinished;

/// The list of rows set aside, written while the extract is read.
///
/// Written beside its final place and moved there by [`RejectionList::keep`], so that a stopped
/// run leaves an earlier list as it was.
#[derive(Debug)]
pub struct RejectionList(Option<Pending>);

#[derive(Debug)]
struct Pending {
    path: PathBuf,
    file: BufWriter<NewFile>,
    rows: u64,
    wanted_when_empty: bool,
}

/// A place in a list of rows set aside.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark {
    bytes: u64,
    rows: u64,
}

impl Pending {
    fn not_written(&self, source: io::Error) -> NotWritten {
        NotWritten {
            path: self.path.clone(),
            source,
        }
    }
}

/// The list of rows set aside could not be written.
#[derive(Debug, thiserror::Error)]
#[error("{}: {source}; name another file for the rows set aside with --rejects", path.display())]
pub struct NotWritten {
    path: PathBuf,
    source: io::Error,
}

impl RejectionList {
    /// A list that is thrown away, for runs that write nothing.
    #[must_use]
    pub fn discarded() -> Self {
        Self(None)
    }

    /// A list that will be at `path`.
    ///
    /// With `wanted_when_empty`, or where an earlier list would go out of date, it is written even
    /// when no row is set aside.
    ///
    /// # Errors
    /// When a file cannot be made beside `path`, and when that is a published folder: the list
    /// belongs where the extract is.
    pub fn at(path: &Path, wanted_when_empty: bool) -> Result<Self, NotWritten> {
        let wrong = |source| NotWritten {
            path: path.to_owned(),
            source,
        };
        // A link may lead into a published folder, or to a file of one.
        let target = unfinished::resolved(path).map_err(wrong)?;
        if folder::is_in_a_release(&target) {
            return Err(wrong(io::Error::other("the folder is published")));
        }
        let wanted_when_empty = wanted_when_empty || target.exists();
        let made = NewFile::beside(&target).and_then(|file| {
            let mut file = BufWriter::new(file);
            writeln!(file, "file,line,row_group,row,column,reason")?;
            Ok(file)
        });
        Ok(Self(Some(Pending {
            path: path.to_owned(),
            file: made.map_err(wrong)?,
            rows: 0,
            wanted_when_empty,
        })))
    }

    /// Adds a row.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn add(&mut self, rejection: &Rejection) -> Result<(), NotWritten> {
        let Some(pending) = &mut self.0 else {
            return Ok(());
        };
        pending.rows += 1;
        write_row(&mut pending.file, rejection).map_err(|source| NotWritten {
            path: pending.path.clone(),
            source,
        })
    }

    /// Where the list ends now, to come back to.
    ///
    /// # Errors
    /// When what is waiting cannot be written.
    pub(crate) fn mark(&mut self) -> Result<Mark, NotWritten> {
        let Some(pending) = &mut self.0 else {
            return Ok(Mark { bytes: 0, rows: 0 });
        };
        let bytes = pending.file.stream_position();
        Ok(Mark {
            bytes: bytes.map_err(|source| pending.not_written(source))?,
            rows: pending.rows,
        })
    }

    /// Forgets every row added since a mark.
    ///
    /// # Errors
    /// When the file cannot be cut.
    pub(crate) fn back_to(&mut self, mark: Mark) -> Result<(), NotWritten> {
        let Some(pending) = &mut self.0 else {
            return Ok(());
        };
        pending.rows = mark.rows;
        let cut = pending
            .file
            .seek(SeekFrom::Start(mark.bytes))
            .and_then(|_| pending.file.get_ref().set_len(mark.bytes));
        cut.map_err(|source| pending.not_written(source))
    }

    /// Moves the list into its place.
    ///
    /// # Errors
    /// When that cannot be done.
    pub fn keep(self) -> Result<(), NotWritten> {
        let Some(pending) = self.0 else {
            return Ok(());
        };
        if pending.rows == 0 && !pending.wanted_when_empty {
            return Ok(());
        }
        let path = pending.path;
        pending
            .file
            .into_inner()
            .map_err(io::IntoInnerError::into_error)
            .and_then(NewFile::put_in_place)
            .map_err(|source| NotWritten { path, source })
    }
}

fn write_row(file: &mut impl Write, rejection: &Rejection) -> io::Result<()> {
    let name = &rejection.file;
    if name.contains([',', '"', '\n', '\r']) {
        write!(file, "\"{}\"", name.replace('"', "\"\""))?;
    } else {
        write!(file, "{name}")?;
    }
    match rejection.location {
        Location::Line(line) => write!(file, ",{line},,")?,
        Location::Row { group, row } => write!(file, ",,{group},{row}")?,
    }
    writeln!(
        file,
        ",{},{}",
        rejection.column.unwrap_or_default(),
        rejection.reason
    )
}

#[cfg(test)]
mod tests {
    use super::super::Reason;
    use super::*;

    #[test]
    fn a_list_never_stands_in_a_published_folder() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("manifest.json"), "{}").unwrap();
        let refused = RejectionList::at(&folder.path().join("rejects.csv"), true).unwrap_err();
        assert_eq!(
            refused.to_string(),
            format!(
                "{}/rejects.csv: the folder is published; name another file for the rows set \
                 aside with --rejects",
                folder.path().display()
            )
        );
    }

    #[test]
    fn a_list_is_there_only_when_it_says_something() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rejects.csv");
        RejectionList::at(&path, false).unwrap().keep().unwrap();
        assert!(!path.exists());

        let mut list = RejectionList::at(&path, false).unwrap();
        list.add(&Rejection {
            file: "condition/a,b.parquet".to_owned(),
            location: Location::Row { group: 2, row: 7 },
            column: None,
            reason: Reason::UnknownPerson,
        })
        .unwrap();
        let mark = list.mark().unwrap();
        list.add(&Rejection {
            file: "person.csv".to_owned(),
            location: Location::Line(4),
            column: Some("birth_date"),
            reason: Reason::MissingBirthDate,
        })
        .unwrap();
        list.back_to(mark).unwrap();
        list.keep().unwrap();
        let expected = "file,line,row_group,row,column,reason\n\
                        \"condition/a,b.parquet\",,2,7,,unknown_person\n";
        assert_eq!(std::fs::read_to_string(&path).unwrap(), expected);

        RejectionList::at(&path, false).unwrap().keep().unwrap();
        let header = "file,line,row_group,row,column,reason\n";
        assert_eq!(std::fs::read_to_string(&path).unwrap(), header);
    }
}
