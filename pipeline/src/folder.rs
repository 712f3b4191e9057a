//! A folder that is moved into place only when it is complete.
//!
//! Files are written into a hidden folder beside the target, on the same disk. Only
//! [`NewFolder::put_in_place`] touches the target, by one exchange of names: whoever looks at the
//! target sees the earlier folder or the new one, and a run that stops leaves the earlier one as it
//! was. A run that ends by itself clears up after itself; what a killed one left behind is cleared
//! by the next.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, RenameFlags, renameat_with};
use rustix::io::Errno;

use crate::exit::{Failure, OUTPUT_NOT_WRITTEN};
use crate::unfinished::{self, Unfinished};

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
    /// The target is a disk of its own, which nothing can be moved onto in one step.
    #[error(
        "{}: is the top of a disk, which a folder cannot take the place of in one step; name a \
         folder within it",
        target.display()
    )]
    TopOfADisk {
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
    /// None once the folder is in its place.
    unfinished: Option<Unfinished>,
    /// Holds the lock on the staging folder until it is dropped.
    lock: File,
}

impl NewFolder {
    /// Begins a folder that will stand at `target`.
    ///
    /// An existing target must be empty or hold `marker`, the file that shows we wrote it. Of a
    /// symbolic link, what it leads to is the target.
    ///
    /// # Errors
    /// When the target is somebody else's, when another run is writing it, or when the disk
    /// cannot be written.
    pub fn beside(target: &Path, marker: &'static str) -> Result<Self, FolderError> {
        let target = unfinished::resolved(target).map_err(|source| disk(target, source))?;
        let parent = target.parent().unwrap_or(Path::new("/"));
        fs::create_dir_all(parent).map_err(|source| disk(parent, source))?;
        restore_interrupted(&target)?;
        if !is_ours(&target, marker)? {
            return Err(FolderError::NotOurs { target, marker });
        }
        if is_top_of_a_disk(&target, parent) {
            return Err(FolderError::TopOfADisk { target });
        }
        let staging = unfinished::hidden(&target, "");
        let make = || locked(&staging, &target).map(|lock| (lock, staging.clone()));
        let (lock, unfinished) = Unfinished::begin(&target, make)?;
        let folder = Self {
            unfinished: Some(unfinished),
            staging,
            target,
            lock,
        };
        clear(&folder.staging)?;
        Ok(folder)
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
            self.make_folders_of(Path::new(name))?;
            let mut file = File::create(&path)?;
            file.write_all(bytes)?;
            file.sync_all()
        };
        written().map_err(|source| disk(&path, source))
    }

    /// The folders that a name within stands in; never the folder itself, which is gone for good
    /// when its disk is.
    fn make_folders_of(&self, name: &Path) -> io::Result<()> {
        let mut folder = self.staging.clone();
        for part in name.parent().into_iter().flat_map(Path::components) {
            folder.push(part);
            match fs::create_dir(&folder) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }

    /// Moves the complete folder to its place, instead of what stood there.
    ///
    /// # Errors
    /// When the disk refuses; the target is then as it was.
    pub fn put_in_place(mut self) -> Result<(), FolderError> {
        if !is_at(&self.lock, &self.staging) {
            let gone = io::Error::other("was taken away while it was written");
            return Err(disk(&self.staging, gone));
        }
        sync_folders(&self.staging).map_err(|source| disk(&self.staging, source))?;
        let Some(unfinished) = self.unfinished.take() else {
            return Ok(());
        };
        let moved = unfinished.moved(|| exchange(&self.staging, &self.target));
        // After an exchange the staging name holds the earlier folder. The new one is in its place,
        // so a disk that will not let go of the earlier one is the next run's concern.
        let _left_to_the_next_run = unfinished::remove(&self.staging);
        moved
    }
}

impl Drop for NewFolder {
    fn drop(&mut self) {
        if self.unfinished.is_some() {
            // Of a disk that is gone there is nothing to clear, and nobody to tell.
            let _left_to_the_next_run = unfinished::remove(&self.staging);
        }
    }
}

/// Whether an output file would stand in a release, or in its folder of downloads.
pub(crate) fn is_in_a_release(file: &Path) -> bool {
    let folder = file.parent().and_then(|folder| folder.canonicalize().ok());
    folder.is_some_and(|folder| {
        folder
            .ancestors()
            .take(2)
            .any(|folder| folder.join(aggregates::manifest::FILE_NAME).exists())
    })
}

/// Gives the target's name to the staging folder, and the other way round where both are there.
fn exchange(staging: &Path, target: &Path) -> Result<(), FolderError> {
    let failed = |source: io::Error| disk(target, source);
    if target.exists() {
        match renameat_with(CWD, staging, CWD, target, RenameFlags::EXCHANGE) {
            Ok(()) => {}
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => in_two_steps(staging, target)?,
            Err(error) => return Err(failed(error.into())),
        }
    } else {
        fs::rename(staging, target).map_err(failed)?;
    }
    // A name that does not reach the disk before the power goes is the earlier folder, whole.
    if let Some(parent) = target.parent() {
        let _not_every_disk_can = File::open(parent).and_then(|parent| parent.sync_all());
    }
    Ok(())
}

/// For file systems that cannot exchange: two renames, which the next run can mend.
fn in_two_steps(staging: &Path, target: &Path) -> Result<(), FolderError> {
    let failed = |source: io::Error| disk(target, source);
    let earlier = earlier_beside(target);
    fs::rename(target, &earlier).map_err(failed)?;
    if let Err(source) = fs::rename(staging, target) {
        fs::rename(&earlier, target).map_err(failed)?;
        return Err(failed(source));
    }
    let _left_to_the_next_run = unfinished::remove(&earlier);
    Ok(())
}

/// Where the earlier folder is between two renames.
fn earlier_beside(target: &Path) -> PathBuf {
    let mut name = unfinished::hidden_start(target);
    name.push(".outcomes-old");
    target.with_file_name(name)
}

/// Whether a folder is on another disk than the one it stands in.
fn is_top_of_a_disk(target: &Path, parent: &Path) -> bool {
    match (fs::metadata(target), fs::metadata(parent)) {
        (Ok(target), Ok(parent)) => target.dev() != parent.dev(),
        _ => false,
    }
}

/// Makes sure that the names in a folder, and in those within it, are on the disk.
fn sync_folders(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync_folders(&entry.path())?;
        }
    }
    match File::open(folder)?.sync_all() {
        // Some disks of other machines cannot be asked.
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
        other => other,
    }
}

fn disk(path: &Path, source: io::Error) -> FolderError {
    FolderError::Disk {
        path: path.to_owned(),
        source,
    }
}

/// Puts an earlier folder back that a run killed between two renames left aside.
fn restore_interrupted(target: &Path) -> Result<(), FolderError> {
    let earlier = earlier_beside(target);
    if !earlier.exists() {
        return Ok(());
    }
    if target.exists() {
        unfinished::remove(&earlier).map_err(|source| disk(&earlier, source))
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
        if is_at(&folder, staging) {
            return Ok(folder);
        }
    }
}

/// Whether an opened folder is what stands at a path now.
fn is_at(folder: &File, path: &Path) -> bool {
    match (folder.metadata(), fs::metadata(path)) {
        (Ok(ours), Ok(now)) => now.dev() == ours.dev() && now.ino() == ours.ino(),
        _ => false,
    }
}

/// Removes everything in a folder but the folder itself, which carries the lock.
fn clear(folder: &Path) -> Result<(), FolderError> {
    let failed = |source| disk(folder, source);
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        unfinished::remove(&path).map_err(|source| disk(&path, source))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::names;

    fn written(target: &Path, text: &str) {
        let folder = NewFolder::beside(target, "marker").unwrap();
        folder.write("marker", text.as_bytes()).unwrap();
        folder.write("deep/file", b"x").unwrap();
        folder.put_in_place().unwrap();
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
        assert_eq!(
            names(place.path()),
            ["release"],
            "it clears up after itself"
        );
        // What a killed run leaves: a hidden folder without a lock.
        let left = unfinished::hidden(&target, "");
        fs::create_dir(&left).unwrap();
        fs::write(left.join("half"), "").unwrap();
        written(&target, "three");
        assert_eq!(names(place.path()), ["release"], "the next run clears up");
        assert_eq!(names(&target), ["deep", "marker"]);
    }

    #[test]
    fn a_folder_that_was_taken_away_never_takes_a_place() {
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("release");
        written(&target, "one");
        let folder = NewFolder::beside(&target, "marker").unwrap();
        folder.write("marker", b"two").unwrap();
        fs::remove_dir_all(folder.path()).unwrap();
        assert!(folder.write("deep/file", b"x").is_err());
        fs::create_dir(folder.path()).unwrap();
        fs::write(folder.path().join("marker"), "of others").unwrap();
        let refused = folder.put_in_place().unwrap_err().to_string();
        assert!(
            refused.ends_with("was taken away while it was written"),
            "{refused}"
        );
        assert_eq!(fs::read_to_string(target.join("marker")).unwrap(), "one");
    }

    #[test]
    fn a_link_stays_and_what_it_leads_to_is_replaced() {
        let place = tempfile::tempdir().unwrap();
        let (real, link) = (place.path().join("2026-09"), place.path().join("current"));
        std::os::unix::fs::symlink("2026-09", &link).unwrap();
        let nowhere = NewFolder::beside(&link, "marker").unwrap_err();
        assert!(nowhere.to_string().ends_with("leads nowhere"), "{nowhere}");
        written(&real, "one");
        written(&link, "two");
        assert!(link.is_symlink());
        assert_eq!(fs::read_to_string(real.join("marker")).unwrap(), "two");
        assert_eq!(names(place.path()), ["2026-09", "current"]);
    }

    #[test]
    fn a_disk_without_an_exchange_is_served_by_two_steps() {
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("release");
        written(&target, "one");
        let staging = place.path().join("staging");
        fs::create_dir(&staging).unwrap();
        fs::write(staging.join("marker"), "two").unwrap();
        in_two_steps(&staging, &target).unwrap();
        assert_eq!(fs::read_to_string(target.join("marker")).unwrap(), "two");
        assert_eq!(names(place.path()), ["release"]);
        assert!(
            in_two_steps(&staging, &target).is_err(),
            "there is nothing to move"
        );
        assert_eq!(fs::read_to_string(target.join("marker")).unwrap(), "two");
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
        fs::rename(&target, earlier_beside(&target)).unwrap();
        drop(NewFolder::beside(&target, "marker").unwrap());
        assert_eq!(fs::read_to_string(target.join("marker")).unwrap(), "one");
    }
}
