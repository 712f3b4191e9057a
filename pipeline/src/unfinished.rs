//! What is being written and does not stand in its place yet, so that a run that is stopped can
//! clear it away and say what is as it was.
//!
//! Everything that is written appears under a hidden name beside its target, and takes the target's
//! name in one step when it is complete. A run that is killed outright leaves the hidden name
//! behind; the next run that writes there clears it.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// What every hidden name ends with that is not in its place.
pub(crate) const ENDING: &str = ".outcomes-new";
/// How often, and how long apart, clearing is tried while other threads still write.
const TRIES: u32 = 25;
const BETWEEN_TRIES: Duration = Duration::from_millis(10);

/// Everything of this process that is under way.
static UNDER_WAY: Mutex<Vec<UnderWay>> = Mutex::new(Vec::new());
static IS_STOPPING: AtomicBool = AtomicBool::new(false);

struct UnderWay {
    staging: PathBuf,
    target: PathBuf,
}

/// One file or folder under a hidden name; forgotten when this is dropped.
#[derive(Debug)]
pub(crate) struct Unfinished {
    staging: PathBuf,
}

impl Unfinished {
    /// Makes something under a hidden name that is to become `target`, and gives it with its note.
    /// A stop waits meanwhile, so that it finds either nothing or what it has to clear.
    pub(crate) fn begin<T, E>(
        target: &Path,
        create: impl FnOnce() -> Result<(T, PathBuf), E>,
    ) -> Result<(T, Self), E> {
        let mut under_way = under_way();
        let (made, staging) = create()?;
        under_way.push(UnderWay {
            staging: staging.clone(),
            target: target.to_owned(),
        });
        Ok((made, Self { staging }))
    }

    /// Does the step that moves it into place, which a stop waits for.
    pub(crate) fn moved<T>(self, step: impl FnOnce() -> T) -> T {
        let mut under_way = under_way();
        let done = step();
        under_way.retain(|one| one.staging != self.staging);
        drop(under_way);
        done
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        under_way().retain(|one| one.staging != self.staging);
    }
}

/// Clears away everything that is under way, and gives the targets that are therefore as they were.
/// From here on nothing moves into place: the process is expected to end.
#[must_use]
pub fn stop() -> Vec<PathBuf> {
    IS_STOPPING.store(true, Ordering::SeqCst);
    let under_way = under_way();
    for one in &*under_way {
        for _ in 0..TRIES {
            if remove(&one.staging).is_ok() {
                break;
            }
            std::thread::sleep(BETWEEN_TRIES);
        }
    }
    let targets = under_way.iter().map(|one| one.target.clone()).collect();
    // Kept locked, so that no other thread puts what is left of it in place.
    std::mem::forget(under_way);
    targets
}

/// Waits for the end of the process when it is being stopped: what goes wrong meanwhile, because
/// things are cleared away, is nothing to report.
pub fn wait_if_stopping() {
    while IS_STOPPING.load(Ordering::SeqCst) {
        std::thread::park();
    }
}

fn under_way() -> MutexGuard<'static, Vec<UnderWay>> {
    UNDER_WAY.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Where a target really is: a symbolic link is followed, so that what it leads to is replaced and
/// not the link.
pub(crate) fn resolved(target: &Path) -> io::Result<PathBuf> {
    if target.is_symlink() {
        return target.canonicalize().map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => io::Error::other("is a symbolic link that leads nowhere"),
            _ => error,
        });
    }
    std::path::absolute(target)
}

/// A hidden name beside a target; `between` tells names of one target apart.
pub(crate) fn hidden(target: &Path, between: &str) -> PathBuf {
    let mut name = hidden_start(target);
    name.push(between);
    name.push(ENDING);
    target.with_file_name(name)
}

/// How every hidden name of a target begins.
pub(crate) fn hidden_start(target: &Path) -> OsString {
    let mut name = OsString::from(".");
    name.push(target.file_name().unwrap_or_default());
    name
}

/// Whether a name beside a target is a hidden one of it.
pub(crate) fn is_hidden_name_of(name: &std::ffi::OsStr, target: &Path) -> bool {
    let (name, start) = (name.as_encoded_bytes(), hidden_start(target));
    name.strip_prefix(start.as_encoded_bytes())
        .and_then(|rest| rest.strip_suffix(ENDING.as_bytes()))
        .is_some_and(|between| between.first().is_none_or(|first| *first == b'.'))
}

/// Removes a file or a folder with everything in it; nothing there is as well.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    let removed = match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(error) => Err(error),
    };
    match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}
