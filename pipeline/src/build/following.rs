//! The release before the one that is built: which it is, and what becomes of its snapshots.
//!
//! A release that stands where the new one goes was published, as far as anybody here knows.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use aggregates::manifest;
use disclosure::exact::Exact;
use disclosure::policy::Policy;
use disclosure::protect_after;
use disclosure::protected::{Following, Protected};
use disclosure::unprotectable::Unprotectable;
use measures::catalogue::Catalogue;
use measures::period::Quarter;
use verification::audit::Previous;

use crate::exit::{Failure, UNSAFE_TO_PUBLISH, USAGE};
use crate::verify::read_previous;

/// The word for "no release before".
const NONE: &str = "none";

/// What `outcomes build` is told of the release before.
#[derive(Debug, clap::Args)]
pub(super) struct FollowingArguments {
    /// The release before this one, or `none`: its snapshots are published again as they were, so
    /// that the two together say no more than each [default: the release that --out holds]
    #[arg(long, value_name = "DIR")]
    previous: Option<PathBuf>,
    /// Snapshots of the release before to count again, with what was corrected since and on today's
    /// map, where both releases together are safe then: quarter ends, or `all`
    #[arg(long, value_name = "DATE", value_delimiter = ',')]
    revise: Vec<Revise>,
}

/// What is to be counted again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Revise {
    All,
    One(Quarter),
}

impl FromStr for Revise {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "all" => Ok(Self::All),
            quarter => quarter.parse().map(Self::One).map_err(
                |_not_a_quarter| "expected the last day of a quarter such as 2026-09-30, or `all`",
            ),
        }
    }
}

/// The release before, read.
#[derive(Debug)]
pub(super) struct Followed {
    /// The release.
    pub(super) previous: Previous,
    revise: Vec<Quarter>,
    /// What to do when it cannot be followed, where nobody named it.
    hint: Option<String>,
}

impl Followed {
    /// Finds and reads the release before; `None` when there is none.
    pub(super) fn find(
        arguments: &FollowingArguments,
        out: &Path,
    ) -> Result<Option<Self>, Failure> {
        let (folder, is_named) = match &arguments.previous {
            Some(folder) if folder == Path::new(NONE) => (None, true),
            Some(folder) => (Some(folder.as_path()), true),
            None if out.join(manifest::FILE_NAME).is_file() => (Some(out), false),
            None => (None, false),
        };
        let Some(folder) = folder else {
            return match arguments.revise.as_slice() {
                [] => Ok(None),
                _ => Err(Failure::new(
                    USAGE,
                    "--revise: there is no release before this one; name it with --previous",
                )),
            };
        };
        let hint = (!is_named).then(|| {
            format!(
                "--out {} holds a release, which this one would follow: if it was never \
                 published, build with `--previous none`",
                folder.display()
            )
        });
        let previous = read_previous(folder).map_err(|failure| with(failure, hint.as_deref()))?;
        let all = &previous.published.catalogue.periods;
        let revise = arguments.revise.iter().flat_map(|revise| match revise {
            Revise::All => all.clone(),
            Revise::One(quarter) => vec![*quarter],
        });
        Ok(Some(Self {
            revise: revise.collect(),
            previous,
            hint,
        }))
    }

    /// Refuses to revise what is no snapshot of both.
    pub(super) fn require_snapshots(&self, periods: &[Quarter]) -> Result<(), Failure> {
        let earlier = &self.previous.published.catalogue.periods;
        let in_earlier = |quarter: &&Quarter| earlier.contains(quarter);
        match self.revise.iter().find(|quarter| !in_earlier(quarter)) {
            Some(unknown) => Err(Failure::new(
                USAGE,
                format!("--revise {unknown}: the release before has no such snapshot"),
            )),
            None if self.revise.is_empty() || periods.iter().any(|one| earlier.contains(one)) => {
                Ok(())
            }
            None => Err(Failure::new(
                USAGE,
                "--revise: this release has no snapshot of the one before",
            )),
        }
    }

    /// Protects a release that follows this one.
    pub(super) fn protect(
        &self,
        catalogue: &Catalogue,
        policy: &Policy,
        exact: &Exact,
    ) -> Result<Protected, Failure> {
        let following = Following {
            release: &self.previous.published,
            revise: &self.revise,
        };
        protect_after(catalogue, policy, exact, Some(following)).map_err(|unprotectable| {
            let about_it = matches!(
                unprotectable,
                Unprotectable::Earlier { .. } | Unprotectable::AsBefore { .. }
            );
            let failure = Failure::new(UNSAFE_TO_PUBLISH, unprotectable);
            with(failure, self.hint.as_deref().filter(|_| about_it))
        })
    }
}

fn with(failure: Failure, hint: Option<&str>) -> Failure {
    match hint {
        Some(hint) => Failure::new(failure.code, format!("{}; {hint}", failure.message)),
        None => failure,
    }
}
