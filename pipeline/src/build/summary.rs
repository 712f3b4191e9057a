//! What the analyst is told of a release: its size, and how much of it is withheld.
//!
//! Only published facts, so that the summary may be shown to anybody.

use std::path::Path;

use aggregates::manifest::Follows;
use disclosure::protected::Protected;
use measures::period::Quarter;
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
    let coarse = protected.report().coarse_snapshots;
    if coarse > 0 {
        lines.push(format!(
            "few people at {coarse} of {} snapshots: groups, or all but the totals that are never \
             withheld, are withheld altogether",
            catalogue.periods.len()
        ));
    }
    if let Some(follows) = &manifest.follows {
        lines.extend(told(follows, protected));
    }
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

/// What became of the release before. Why a snapshot was not revised is in the evidence.
fn told(follows: &Follows, protected: &Protected) -> Vec<String> {
    let several = |quarters: usize| match quarters {
        1 => "1 snapshot".to_owned(),
        many => format!("{many} snapshots"),
    };
    let mut lines = vec![format!(
        "follows    release {}: {} as they were then",
        follows.release_id,
        several(follows.as_published.len())
    )];
    let names = |quarters: &[Quarter]| {
        let names: Vec<String> = quarters.iter().map(ToString::to_string).collect();
        names.join(", ")
    };
    if !follows.revised.is_empty() {
        lines.push(format!("revised    {}", names(&follows.revised)));
    }
    let not_revised = &protected.report().not_revised;
    if !not_revised.is_empty() {
        let quarters: Vec<Quarter> = not_revised.iter().map(|(quarter, _)| *quarter).collect();
        lines.push(format!(
            "not revised, because that could not be shown to be safe: {}; the evidence says why",
            names(&quarters)
        ));
    }
    if !follows.changed_neighbourhoods.is_empty() && !follows.as_published.is_empty() {
        lines.push(format!(
            "other small areas than before, so no figures at the snapshots that are as they were: {}",
            follows.changed_neighbourhoods.join(", ")
        ));
    }
    lines
}
