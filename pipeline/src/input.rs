//! Files that others wrote: what is there, whether it stays as it was, and code that may fall over
//! it.
//!
//! A file that is a pipe, a broken link or on a lost disk is said to be so. One that changes while
//! it is read is refused, because half of an old table and half of a new one are no table. A panic
//! inside somebody else's decoder is a fault of the file, not of this program.

use std::cell::Cell;
use std::fmt;
use std::fs::{self, Metadata};
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Once;

use serde::{Serialize, Serializer};

use crate::exit::{Failure, INPUT_UNREADABLE};

/// A file of an extract as it was found, before it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its name within the extract, e.g. `event/part-1.csv`.
    pub name: String,
    /// How long it was, in bytes.
    pub bytes: u64,
    stamp: Stamp,
}

/// What tells one state of a file from another without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    device: u64,
    inode: u64,
    modified_seconds: i64,
    modified_nanoseconds: i64,
}

/// Only the name, which is all that a report needs.
impl Serialize for InputFile {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.name)
    }
}

impl InputFile {
    /// The file at a path, to be called `name`; none where there is none. Symbolic links are
    /// followed.
    ///
    /// # Errors
    /// [`INPUT_UNREADABLE`] when something is there that cannot be read as a file.
    pub fn find(path: PathBuf, name: String) -> Result<Option<Self>, Failure> {
        let Some(metadata) = metadata(&path)? else {
            return Ok(None);
        };
        if !metadata.is_file() {
            return Err(unreadable(
                &path,
                "expected a file, which can be read more than once; found a folder, a pipe or a \
                 device",
            ));
        }
        Ok(Some(Self {
            stamp: Stamp::of(&metadata),
            bytes: metadata.len(),
            name,
            path,
        }))
    }

    /// Refuses the file when it is no longer as it was found.
    ///
    /// # Errors
    /// [`INPUT_UNREADABLE`] when it has another size, time or place on the disk, or is gone.
    pub fn require_unchanged(&self) -> Result<(), Failure> {
        let now = metadata(&self.path)?;
        let is_same = now
            .as_ref()
            .is_some_and(|now| now.len() == self.bytes && Stamp::of(now) == self.stamp);
        if is_same {
            return Ok(());
        }
        let what = match now {
            None => "was taken away",
            Some(_) => "changed",
        };
        Err(unreadable(
            &self.path,
            format!("{what} while it was read; run again when nobody writes to it any more"),
        ))
    }

    /// What went wrong with the file: that it changed, when it did, whatever that led to.
    #[must_use]
    pub fn blame(&self, failure: Failure) -> Failure {
        match self.require_unchanged() {
            Err(changed) => changed,
            Ok(()) => failure,
        }
    }
}

impl Stamp {
    fn of(metadata: &Metadata) -> Self {
        Self {
            device: metadata.dev(),
            inode: metadata.ino(),
            modified_seconds: metadata.mtime(),
            modified_nanoseconds: metadata.mtime_nsec(),
        }
    }
}

/// What is at a path, or none where nothing is.
fn metadata(path: &Path) -> Result<Option<Metadata>, Failure> {
    match fs::metadata(path) {
        Ok(metadata) => Ok(Some(metadata)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            if path.is_symlink() {
                return Err(unreadable(path, "is a symbolic link that leads nowhere"));
            }
            Ok(None)
        }
        // A part of the path is a file: nothing can be below it.
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => Ok(None),
        Err(error) => Err(unreadable(path, error)),
    }
}

/// That a file cannot be read, and what would be right.
pub(crate) fn unreadable(path: &Path, problem: impl std::fmt::Display) -> Failure {
    Failure::new(INPUT_UNREADABLE, format!("{}: {problem}", path.display()))
}

/// Reads a whole file of text that is small by nature, such as a config file.
///
/// # Errors
/// When it is no file, cannot be read, or is larger than [`MOST_TEXT_BYTES`].
pub(crate) fn read_small(path: &Path) -> io::Result<Vec<u8>> {
    let metadata = fs::metadata(path)?;
    if !metadata.is_file() {
        return Err(io::Error::other("expected a file"));
    }
    if metadata.len() > MOST_TEXT_BYTES {
        return Err(io::Error::other(format!(
            "has {} bytes; expected at most {MOST_TEXT_BYTES}",
            metadata.len()
        )));
    }
    fs::read(path)
}

/// The largest file that is read as a whole. The largest that anybody needs are the boundaries of
/// all small areas of England, about 150 MB.
const MOST_TEXT_BYTES: u64 = 512 << 20;

/// Somebody else's code panicked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the file is damaged in a way that its decoder does not expect")]
pub(crate) struct Damaged;

thread_local! {
    /// Whether this thread is inside [`guarded`], where a panic is expected and nobody is told.
    static IS_GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Runs a decoder of others, and turns its panic into an error.
///
/// Decoders check what they read, but not everything: a flipped bit in a page can be a slice that
/// ends before it begins. That is no reason for the program to report a fault of its own, and the
/// panic's text, which may repeat a value, goes nowhere. Only calls into the decoder belong in
/// here: a panic of our own code must stay one.
pub(crate) fn guarded<T>(decode: impl FnOnce() -> T) -> Result<T, Damaged> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let tell = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !IS_GUARDED.get() {
                tell(panic);
            }
        }));
    });
    let before = IS_GUARDED.replace(true);
    let decoded = catch_unwind(AssertUnwindSafe(decode));
    IS_GUARDED.set(before);
    decoded.map_err(|_panic| Damaged)
}

/// What a decoder of others makes of a file, or why it makes nothing of it.
pub(crate) fn decode_guarded<T, E: fmt::Display>(
    decode: impl FnOnce() -> Result<T, E>,
) -> Result<T, String> {
    guarded(decode)
        .map_err(|damaged| damaged.to_string())?
        .map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_what_it_was_when_it_was_found() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("event.csv");
        fs::write(&path, "person_id\n").unwrap();
        let found = InputFile::find(path.clone(), "event.csv".to_owned());
        let found = found.unwrap().unwrap();
        found.require_unchanged().unwrap();

        fs::write(&path, "person_id\n1\n").unwrap();
        let changed = found.require_unchanged().unwrap_err();
        assert_eq!(
            changed.message,
            format!(
                "{}: changed while it was read; run again when nobody writes to it any more",
                path.display()
            )
        );
        // Of the same length, but another file.
        let other = folder.path().join("other");
        fs::write(&other, "person_ix\n").unwrap();
        fs::rename(&other, &path).unwrap();
        assert!(found.require_unchanged().is_err());
        fs::remove_file(&path).unwrap();
        let gone = found.blame(Failure::new(INPUT_UNREADABLE, "unexpected end"));
        assert!(gone.message.contains("was taken away"), "{gone}");
    }

    #[test]
    fn what_is_no_file_is_said_and_what_is_absent_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| InputFile::find(folder.path().join(name), name.to_owned());
        assert_eq!(at("event.csv").unwrap(), None);
        fs::create_dir(folder.path().join("folder.csv")).unwrap();
        std::os::unix::fs::symlink("nowhere", folder.path().join("dangling.csv")).unwrap();
        std::os::unix::fs::symlink("loop.csv", folder.path().join("loop.csv")).unwrap();
        let said = |name: &str| at(name).unwrap_err().message;
        assert!(said("folder.csv").contains("found a folder"));
        assert!(said("dangling.csv").ends_with("is a symbolic link that leads nowhere"));
        assert!(said("loop.csv").contains("symbolic links"));
    }

    #[test]
    fn a_panic_of_a_decoder_is_an_error_and_other_panics_stay_panics() {
        assert_eq!(guarded(|| 7), Ok(7));
        assert_eq!(guarded(|| -> u8 { panic!("of others") }), Err(Damaged));
        assert!(!IS_GUARDED.get());
    }
}
