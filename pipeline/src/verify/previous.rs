//! An earlier release from the disk, which must itself be as it was published.

use std::path::Path;

use verification::audit::Previous;
use verification::report::Report;

use super::folder;
use crate::exit::{Failure, INPUT_UNREADABLE};

/// Reads an earlier release.
///
/// # Errors
/// [`INPUT_UNREADABLE`] when the folder or a table in it cannot be read, or its digests differ.
pub(crate) fn read_previous(from: &Path) -> Result<Previous, Failure> {
    let mut report = Report::default();
    let unusable = |why: String| {
        let message = format!("--previous {}: {why}", from.display());
        Failure::new(INPUT_UNREADABLE, message)
    };
    let release =
        folder::release(from, &mut report).map_err(|failure| unusable(failure.message))?;
    if report.differences() > 0 {
        return Err(unusable(
            "is not as it was published; verify it by itself first".to_owned(),
        ));
    }
    Previous::of(&release).map_err(unusable)
}
