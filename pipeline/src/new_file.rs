//! A file that takes its name only when it is complete.
//!
//! It is written under a hidden name beside its place, which a stopped run clears away, and the next
//! one when the run was killed. Several runs may write one file at once: each has a hidden name of
//! its own, and the last to finish is the one that stays.

use std::fs::{self, File, Permissions, TryLockError};
use std::io::{self, Seek, SeekFrom, Write};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::unfinished::{self, Unfinished};

/// A file being written.
#[derive(Debug)]
pub(crate) struct NewFile {
    file: NamedTempFile,
    target: PathBuf,
    unfinished: Unfinished,
}

impl NewFile {
    /// Begins a file that will stand at `target`, in a folder that is there, and clears away what a
    /// killed run left of it.
    pub(crate) fn beside(target: &Path) -> io::Result<Self> {
        let target = unfinished::resolved(target)?;
        if target.is_dir() {
            return Err(io::Error::other("is a folder; expected the name of a file"));
        }
        let folder = target.parent().unwrap_or(Path::new("/"));
        clear(folder, &target)?;
        let mut start = unfinished::hidden_start(&target);
        start.push(".");
        let make = || loop {
            let file = tempfile::Builder::new()
                .prefix(&start)
                .suffix(unfinished::ENDING)
                .tempfile_in(folder)?;
            // Another run may have cleared it away before it was locked.
            if file.as_file().try_lock().is_ok() && file.path().exists() {
                let path = file.path().to_owned();
                return io::Result::Ok((file, path));
            }
        };
        let (file, unfinished) = Unfinished::begin(&target, make)?;
        Ok(Self {
            file,
            target,
            unfinished,
        })
    }

    /// A whole file that still has to take its name.
    pub(crate) fn holding(target: &Path, bytes: &[u8]) -> io::Result<Self> {
        let mut file = Self::beside(target)?;
        file.write_all(bytes)?;
        Ok(file)
    }

    /// Cuts the file off after so many bytes.
    pub(crate) fn set_len(&self, bytes: u64) -> io::Result<()> {
        self.file.as_file().set_len(bytes)
    }

    /// Makes sure that the file is on the disk, and gives it its name.
    pub(crate) fn put_in_place(self) -> io::Result<()> {
        let Self {
            file,
            target,
            unfinished,
        } = self;
        file.as_file().sync_all()?;
        unfinished.moved(|| file.persist(target))?;
        Ok(())
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.as_file_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_file_mut().flush()
    }
}

impl Seek for NewFile {
    fn seek(&mut self, place: SeekFrom) -> io::Result<u64> {
        self.file.as_file_mut().seek(place)
    }
}

/// Writes a whole file and gives it its name.
pub(crate) fn write(target: &Path, bytes: &[u8]) -> io::Result<()> {
    NewFile::holding(target, bytes)?.put_in_place()
}

/// Writes a whole file that everybody may read, which other files of ours are not, and gives it its
/// name.
pub(crate) fn publish(target: &Path, bytes: &[u8]) -> io::Result<()> {
    let file = NewFile::holding(target, bytes)?;
    let everybody = Permissions::from_mode(0o644);
    file.file.as_file().set_permissions(everybody)?;
    file.put_in_place()
}

/// Removes hidden files of a target that no run is writing to.
fn clear(folder: &Path, target: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let is_ours = unfinished::is_hidden_name_of(&entry.file_name(), target)
            && entry.file_type()?.is_file();
        if !is_ours {
            continue;
        }
        // Whoever writes it has locked it; one that is gone by now needs no clearing.
        if let Ok(file) = File::open(entry.path()) {
            match file.try_lock() {
                Ok(()) => unfinished::remove(&entry.path())?,
                Err(TryLockError::WouldBlock) => {}
                Err(TryLockError::Error(error)) => return Err(error),
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::names;

    #[test]
    fn a_file_has_its_name_only_when_it_is_complete() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("counts.csv");
        write(&path, b"before").unwrap();
        let file = NewFile::beside(&path).unwrap();
        assert_eq!(names(folder.path()).len(), 2);
        drop(file);
        assert_eq!(names(folder.path()), ["counts.csv"]);
        assert_eq!(fs::read(&path).unwrap(), b"before");
    }

    #[test]
    fn what_a_killed_run_left_is_cleared_and_what_another_writes_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("counts.csv");
        // A killed process has no lock any more.
        fs::write(folder.path().join(".counts.csv.x1.outcomes-new"), "half").unwrap();
        fs::write(folder.path().join(".counts.csv.bak"), "of others").unwrap();
        fs::write(folder.path().join(".more-counts.csv.x1.outcomes-new"), "").unwrap();
        let (first, second) = (NewFile::beside(&path), NewFile::beside(&path));
        first.unwrap().put_in_place().unwrap();
        second.unwrap().put_in_place().unwrap();
        assert_eq!(
            names(folder.path()),
            [
                ".counts.csv.bak",
                ".more-counts.csv.x1.outcomes-new",
                "counts.csv"
            ]
        );
    }

    #[test]
    fn a_link_stays_and_what_it_leads_to_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let real = folder.path().join("real");
        fs::create_dir(&real).unwrap();
        let link = folder.path().join("counts.csv");
        std::os::unix::fs::symlink("real/counts.csv", &link).unwrap();
        assert!(write(&link, b"").is_err(), "it leads nowhere");
        fs::write(real.join("counts.csv"), "before").unwrap();
        write(&link, b"after").unwrap();
        assert!(link.is_symlink());
        assert_eq!(fs::read(real.join("counts.csv")).unwrap(), b"after");
        assert!(write(&real, b"").is_err(), "it is a folder");
    }
}
