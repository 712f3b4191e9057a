//! The disclosure audit once more, with what is published and nothing else.
//!
//! Whoever holds the folder knows what this knows: the rule, the rows, the sets of conditions and,
//! where it is given, the release before. No withheld count may be narrowed by all of it together.

use aggregates::combinations::Combination;
use aggregates::decode;
use aggregates::error::DecodeError;
use aggregates::estimate::Estimate;
use aggregates::manifest::Manifest;
use aggregates::schema::Table;
use disclosure::audit::{Problem, of_published};
use disclosure::release::{PublishedCombination, PublishedRow, Release as Published};

use super::release::Release;
use super::report::{Check, Report};

/// A release as the audit reads it.
pub(super) fn published(
    manifest: &Manifest,
    estimates: &[Estimate],
    sets: &[Combination],
) -> Published {
    let rows = estimates.iter().map(|row| PublishedRow {
        measure: row.measure,
        period: row.period,
        place: row.place,
        numerator: row.numerator,
        denominator: row.denominator,
        standardised: row.standardised,
        dispersion: row.dispersion,
    });
    let combinations = sets.iter().map(|set| PublishedCombination {
        period: set.period,
        area: set.area,
        conditions: set.conditions.clone(),
        people: set.people,
    });
    Published {
        catalogue: manifest.catalogue.clone(),
        policy: manifest.disclosure.policy.clone(),
        rows: rows.collect(),
        combinations: combinations.collect(),
        revised: manifest
            .follows
            .iter()
            .flat_map(|follows| follows.revised.iter().copied())
            .collect(),
    }
}

/// An earlier release.
#[derive(Debug)]
pub struct Previous {
    /// Its name.
    pub release_id: String,
    /// What it says.
    pub published: Published,
}

impl Previous {
    /// What an earlier release says.
    ///
    /// # Errors
    /// The table that is not there or cannot be read, and why.
    pub fn of(release: &Release) -> Result<Self, String> {
        let catalogue = &release.manifest.catalogue;
        let bytes = |table: Table| {
            let name = table.file_name();
            let bytes = release.contents.get(name);
            bytes.ok_or_else(|| format!("has no {name}"))
        };
        let said = |error: DecodeError| error.to_string();
        let estimates = decode::estimates(bytes(Table::Estimates)?, catalogue).map_err(said)?;
        let sets = decode::combinations(bytes(Table::Combinations)?, catalogue).map_err(said)?;
        Ok(Self {
            published: published(&release.manifest, &estimates, &sets),
            release_id: release.manifest.release_id.clone(),
        })
    }
}

/// Audits a release, beside an earlier one where there is one; not where something differs already,
/// because an audit takes what is published for what somebody counted.
pub fn check(release: &Published, previous: Option<&Published>, report: &mut Report) {
    if report.differences() > 0 {
        let what = "withheld counts were not audited: what differs comes first";
        report.not_tried(what.to_owned());
        return;
    }
    let audit = match of_published(release, previous) {
        Ok(audit) => audit,
        Err(error) => {
            report.differs(Check::Disclosure, || format!("manifest.json: {error}"));
            return;
        }
    };
    report.checked(
        audit.certified.total(),
        "withheld counts shown to keep enough possible values",
    );
    let mut undecided = 0_u64;
    for finding in audit.findings {
        let Some(words) = words(finding.problem) else {
            undecided += 1;
            continue;
        };
        report.differs(Check::Disclosure, || {
            let file = Table::Estimates.file_name();
            format!("{file}: {}: {words}", finding.cell)
        });
    }
    if undecided > 0 {
        report.cannot_be_recomputed(format!(
            "that {} withheld counts or tables keep enough possible values: a search from \
             published counts alone did not decide it; the evidence beside the extract shows it",
            wording::number::thousands(undecided)
        ));
    }
}

/// What a finding says is wrong; `None` where it only says that nothing was proved.
fn words(problem: Problem) -> Option<&'static str> {
    match problem {
        Problem::TooNarrow => Some("everything published leaves it too few possible values"),
        Problem::NotCertified => None,
        Problem::NoTable => Some("no whole numbers make what is published here"),
        Problem::TwoCounts => Some("one count is published in two ways"),
    }
}
