//! What the analyst is told of a release: its size, and how much of it is withheld.
//!
//! Only published facts, so that the summary may be shown to anybody.

use std::path::Path;

use disclosure::protected::Protected;
use measures::published::STATUSES;
use wording::number::thousands;

use super::release::Release;

/// The summary as lines of text.
pub(super) fn summary(out: &Path, release: &Release, protected: &Protected) -> String {
    let manifest = &release.manifest;
    let catalogue = &manifest.catalogue;
    let rows = protected.rows();
    let shares: Vec<String> = STATUSES
        .iter()
        .map(|status| {
            let cells = rows
                .iter()
                .filter(|row| row.numerator().status() == *status)
                .count();
            let percent = 100.0 * cells as f64 / rows.len().max(1) as f64;
            format!("{percent:.1}% {}", status.replace('_', " "))
        })
        .collect();
    let mut lines = vec![
        format!(
            "{}: release {} as of {}",
            out.display(),
            manifest.release_id,
            manifest.as_of
        ),
        format!(
            "areas      {} neighbourhoods and {}",
            catalogue.neighbourhoods.len(),
            catalogue.whole.name
        ),
        format!("measures   {}", catalogue.measures.len()),
        format!(
            "snapshots  {}, {} to {}",
            catalogue.periods.len(),
            manifest.coverage.first_snapshot,
            manifest.coverage.last_snapshot
        ),
        format!(
            "figures    {}: {}",
            thousands(rows.len() as u64),
            shares.join(", ")
        ),
    ];
    if manifest.areas_assigned_for_testing {
        lines.push("areas were assigned for testing: geography means nothing here".to_owned());
    }
    for (name, bytes) in &release.files {
        lines.push(format!(
            "{:>12} bytes  {name}",
            thousands(bytes.len() as u64)
        ));
    }
    lines.join("\n") + "\n"
}
