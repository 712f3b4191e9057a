//! A folder that is moved into place only when it is complete.
//!
//! Files are written into a hidden folder beside the target, on the same disk. Only
//! [`NewFolder::put_in_place`] touches the target, by one exchange of names: whoever looks at the
//! target sees the earlier folder or the new one, and a run that stops leaves the earlier one as it
//! was. What a killed run left behind is cleared by the next.

use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, RenameFlags, renameat_with};
use rustix::io::Errno;

use crate::exit::{Failure, OUTPUT_NOT_WRITTEN};

/// Why a folder was not written. What stood at the target is untouched.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// The target holds something that this program did not write.
    #[error("{}: exists and has no {marker}; name a new folder or one written before", target.display())]
    NotOurs {
        /// The folder asked for.
        target: PathBuf,
        /// The file that a folder of ours holds.
        marker: &'static str,
    },
    /// Another run is writing the same folder.
    #[error("{}: another run is writing this folder", target.display())]
    Busy {
        /// The folder asked for.
        target: PathBuf,
    },
    /// The disk said no.
    #[error("{}: {source}", path.display())]
    Disk {
        /// The file or folder concerned.
        path: PathBuf,
        /// What the disk said.
        source: io::Error,
    },
}

impl From<FolderError> for Failure {
    fn from(error: FolderError) -> Self {
        Self::new(OUTPUT_NOT_WRITTEN, error)
    }
}

/// A folder being written, beside the place it will have.
#[derive(Debug)]
pub struct NewFolder {
    staging: PathBuf,
    target: PathBuf,
    /// Holds the lock on the staging folder until it is dropped.
    _lock: File,
}

impl NewFolder {
    /// Begins a folder that will stand at `target`.
    ///
    /// An existing target must be empty or hold `marker`, the file that shows we wrote it.
    ///
    /// # Errors
    /// When the target is somebody else's, when another run is writing it, or when the disk
    /// cannot be written.
    pub fn beside(target: &Path, marker: &'static str) -> Result<Self, FolderError> {
        let target = std::path::absolute(target).map_err(|source| disk(target, source))?;
        let parent = target.parent().unwrap_or(Path::new("/"));
        fs::create_dir_all(parent).map_err(|source| disk(parent, source))?;
        restore_interrupted(&target)?;
        if !is_ours(&target, marker)? {
            return Err(FolderError::NotOurs { target, marker });
        }
        let staging = beside(&target, "new");
        let lock = locked(&staging, &target)?;
        clear(&staging)?;
        Ok(Self {
            staging,
            target,
            _lock: lock,
        })
    }

    /// The folder that is being written.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.staging
    }

    /// Writes one file below the folder and makes sure it is on the disk.
    ///
    /// # Errors
    /// When the disk cannot be written.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), FolderError> {
        let path = self.staging.join(name);
        let written = || -> io::Result<()> {
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            let mut file = File::create(&path)?;
            file.write_all(bytes)?;
            file.sync_all()
        };
        written().map_err(|source| disk(&path, source))
    }

    /// Moves the complete folder to its place, instead of what stood there.
    ///
    /// # Errors
    /// When the disk refuses; the target is then as it was.
    pub fn put_in_place(self) -> Result<(), FolderError> {
        let failed = |source: io::Error| disk(&self.target, source);
        if !self.target.exists() {
            return fs::rename(&self.staging, &self.target).map_err(failed);
        }
        match renameat_with(CWD, &self.staging, CWD, &self.target, RenameFlags::EXCHANGE) {
            // After the exchange the staging name holds the earlier folder.
            Ok(()) => remove(&self.staging),
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {
                // This file system cannot exchange: two renames, which the next run can mend.
                let earlier = beside(&self.target, "old");
                fs::rename(&self.target, &earlier).map_err(failed)?;
                if let Err(source) = fs::rename(&self.staging, &self.target) {
                    fs::rename(&earlier, &self.target).map_err(failed)?;
                    return Err(disk(&self.target, source));
                }
                remove(&earlier)
            }
            Err(error) => Err(disk(&self.target, error.into())),
        }
    }

    /// Gives the folder up and removes what was written of it.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn give_up(self) -> Result<(), FolderError> {
        remove(&self.staging)
    }
}

/// A hidden name beside the target.
fn beside(target: &Path, what: &str) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(target.file_name().unwrap_or_default());
    name.push(format!(".outcomes-{what}"));
    target.with_file_name(name)
}

fn disk(path: &Path, source: io::Error) -> FolderError {
    FolderError::Disk {
        path: path.to_owned(),
        source,
    }
}

/// Puts an earlier folder back that a run killed between two renames left aside.
fn restore_interrupted(target: &Path) -> Result<(), FolderError> {
    let earlier = beside(target, "old");
    if !earlier.exists() {
        return Ok(());
    }
    if target.exists() {
        remove(&earlier)
    } else {
        fs::rename(&earlier, target).map_err(|source| disk(target, source))
    }
}

fn is_ours(target: &Path, marker: &str) -> Result<bool, FolderError> {
    match fs::read_dir(target) {
        Ok(mut entries) => Ok(entries.next().is_none() || target.join(marker).is_file()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(source) => Err(disk(target, source)),
    }
}

/// The staging folder, created if need be and locked against another run.
fn locked(staging: &Path, target: &Path) -> Result<File, FolderError> {
    let failed = |source| disk(staging, source);
    loop {
        match fs::create_dir(staging) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                return Err(failed(error));
            }
            _ => {}
        }
        let folder = File::open(staging).map_err(failed)?;
        match folder.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(FolderError::Busy {
                    target: target.to_owned(),
                });
            }
            Err(TryLockError::Error(source)) => return Err(failed(source)),
        }
        // Another run may have moved the folder to the target between our opening and our lock:
        // only a lock on what stands at the staging name now is worth anything.
        let ours = folder.metadata().map_err(failed)?;
        if fs::metadata(staging).is_ok_and(|now| now.dev() == ours.dev() && now.ino() == ours.ino())
        {
            return Ok(folder);
        }
    }
}

/// Removes everything in a folder but the folder itself, which carries the lock.
fn clear(folder: &Path) -> Result<(), FolderError> {
    let failed = |source| disk(folder, source);
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let removed = if path.is_dir() {
            fs::remove_dir_all(&path)
        } else {
            fs::remove_file(&path)
        };
        removed.map_err(|source| disk(&path, source))?;
    }
    Ok(())
}

fn remove(folder: &Path) -> Result<(), FolderError> {
    fs::remove_dir_all(folder).map_err(|source| disk(folder, source))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(target: &Path, text: &str) {
        let folder = NewFolder::beside(target, "marker").unwrap();
        folder.write("marker", text.as_bytes()).unwrap();
        folder.write("deep/file", b"x").unwrap();
        folder.put_in_place().unwrap();
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_second_folder_takes_the_place_of_the_first_and_leaves_nothing_behind() {
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("release");
        written(&target, "one");
        written(&target, "two");
        assert_eq!(fs::read_to_string(target.join("marker")).unwrap(), "two");
        assert_eq!(names(place.path()), ["release"]);
    }

    #[test]
    fn a_folder_that_is_never_put_in_place_leaves_the_earlier_one_as_it_was() {
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("release");
        written(&target, "one");
        let folder = NewFolder::beside(&target, "marker").unwrap();
        folder.write("marker", b"two").unwrap();
        drop(folder);
        assert_eq!(fs::read_to_string(target.join("marker")).unwrap(), "one");
        written(&target, "three");
        assert_eq!(names(place.path()), ["release"], "the next run clears up");
    }

    #[test]
    fn somebody_elses_folder_is_refused() {
        let place = tempfile::tempdir().unwrap();
        fs::write(place.path().join("thesis.doc"), "years of work").unwrap();
        let refused = NewFolder::beside(place.path(), "marker");
        assert!(matches!(refused, Err(FolderError::NotOurs { .. })));
        assert_eq!(names(place.path()), ["thesis.doc"]);
    }

    #[test]
    fn two_runs_at_once_do_not_mix() {
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("release");
        let first = NewFolder::beside(&target, "marker").unwrap();
        assert!(matches!(
            NewFolder::beside(&target, "marker"),
            Err(FolderError::Busy { .. })
        ));
        first.write("marker", b"one").unwrap();
        first.put_in_place().unwrap();
        written(&target, "two");
    }

    #[test]
    fn a_run_killed_between_two_renames_is_mended() {
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("release");
        written(&target, "one");
        fs::rename(&target, beside(&target, "old")).unwrap();
        drop(NewFolder::beside(&target, "marker").unwrap());
        assert_eq!(fs::read_to_string(target.join("marker")).unwrap(), "one");
    }
}
