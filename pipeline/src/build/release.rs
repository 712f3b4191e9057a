//! The files of a release and the manifest that lists them, from protected counts only.
//!
//! Nothing here reads a clock, a path or the number of threads: the same extract and config make
//! the same bytes.

use aggregates::manifest::{
    self, Coverage, Disclosure, File, Follows, Link, Manifest, Publication, Ring,
};
use aggregates::schema::{SCHEMA_VERSION, Table};
use aggregates::{decode, downloads, encode};
use disclosure::policy::Policy;
use disclosure::protected::Protected;
use measures::catalogue::Catalogue;
use measures::period::Quarter;
use verification::audit::Previous;

use super::quality;
use crate::definitions::Partnership;
use crate::exit::{BUG, Failure};
use crate::extract::{Loaded, Settings};

/// What a config leaves unsaid.
const NOT_STATED: &str = "not stated";

/// A release in memory.
#[derive(Debug)]
pub(super) struct Release {
    /// What it is about.
    pub(super) manifest: Manifest,
    /// Every file with its contents, in order of name.
    pub(super) files: Vec<(String, Vec<u8>)>,
}

impl Release {
    /// Encodes protected counts and describes them.
    pub(super) fn new(
        loaded: &Loaded,
        catalogue: &Catalogue,
        protected: &Protected,
        previous: Option<&Previous>,
    ) -> Result<Self, Failure> {
        let catalogue = &protected.catalogue(catalogue);
        let (listed, mut files) = encode_tables(catalogue, protected)?;
        let follows = previous.and_then(|previous| follows(previous, protected));
        let manifest = describe(loaded, catalogue, protected, follows, listed)?;
        let text = manifest.to_json().map_err(fault)?;
        files.push((manifest::FILE_NAME.to_owned(), text.into_bytes()));
        files.sort_unstable();
        Ok(Self { manifest, files })
    }
}

/// The tables and downloads, each with its entry in the manifest.
type Files = (Vec<File>, Vec<(String, Vec<u8>)>);

fn encode_tables(catalogue: &Catalogue, protected: &Protected) -> Result<Files, Failure> {
    // Downloads take as long as everything else together, so they have a thread of their own.
    let (tables, downloads) = std::thread::scope(|scope| {
        let downloads = scope.spawn(|| downloads::downloads(catalogue, protected));
        let tables = Table::OF_A_RELEASE.map(|table| {
            let encode = match table {
                Table::Overview => encode::overview,
                Table::Gaps => encode::gaps,
                Table::Trends => encode::trends,
                Table::Combinations => encode::combinations,
                Table::Estimates | Table::Download => encode::estimates,
            };
            (table, encode(catalogue, protected))
        });
        let downloads = downloads
            .join()
            .map_err(|_panic| Failure::new(BUG, "the downloads could not be made"));
        (tables, downloads)
    });
    let mut files = Vec::new();
    for (table, encoded) in tables {
        let bytes = encoded.map_err(fault)?;
        let rows = decode::rows_of(table, &bytes).map_err(fault)?;
        files.push((table.file_name().to_owned(), rows, bytes));
    }
    for download in downloads?.map_err(fault)? {
        files.push((download.name, download.rows, download.bytes));
    }
    files.sort_unstable();
    Ok(files
        .into_iter()
        .map(|(name, rows, bytes)| (File::of(&name, rows, &bytes), (name, bytes)))
        .unzip())
}

fn describe(
    loaded: &Loaded,
    catalogue: &Catalogue,
    protected: &Protected,
    follows: Option<Follows>,
    files: Vec<File>,
) -> Result<Manifest, Failure> {
    let settings = &loaded.settings;
    let policy = protected.policy();
    let manifest = Manifest {
        schema_version: SCHEMA_VERSION,
        release_id: String::new(),
        as_of: loaded.as_of,
        coverage: coverage(settings, &loaded.periods)?,
        extract: manifest::Extract {
            source: settings.source.clone(),
            extracted_on: settings.extracted_on,
            national_data_opt_out: settings.national_data_opt_out.key().to_owned(),
            notes: settings.notes.clone(),
        },
        publication: publication(&loaded.definitions.partnership),
        program_version: env!("CARGO_PKG_VERSION").to_owned(),
        config_sha256: loaded.definitions.digest().to_owned(),
        disclosure: Disclosure {
            policy: policy.clone(),
            words: words(policy),
        },
        catalogue: catalogue.clone(),
        breakdowns: manifest::breakdowns(catalogue),
        quality: quality::published(&loaded.quality, catalogue, protected),
        tiles: tiles(loaded, catalogue),
        boundaries: boundaries(loaded),
        follows,
        areas_assigned_for_testing: settings.areas_assigned_for_testing,
        files,
    };
    manifest.with_release_id().map_err(fault)
}

/// What became of the snapshots of the release before, if it has any of these.
fn follows(previous: &Previous, protected: &Protected) -> Option<Follows> {
    let followed = protected.followed().clone();
    let none = followed.as_published.is_empty() && followed.revised.is_empty();
    (!none).then(|| Follows {
        release_id: previous.release_id.clone(),
        as_published: followed.as_published,
        revised: followed.revised,
        changed_neighbourhoods: followed.changed_neighbourhoods,
    })
}

/// The places of the release's neighbourhoods on the map; none where one of them has none.
fn tiles(loaded: &Loaded, catalogue: &Catalogue) -> Vec<manifest::Tile> {
    let placed = catalogue.neighbourhoods.iter().map(|area| {
        let tiles = loaded.definitions.tiles.iter();
        let mut own = tiles.filter(|tile| tile.code == area.code);
        own.next().cloned()
    });
    placed.collect::<Option<_>>().unwrap_or_default()
}

/// The outlines of the neighbourhoods that `boundaries.geojson` has.
fn boundaries(loaded: &Loaded) -> Vec<manifest::Boundary> {
    let outlines = loaded.definitions.outlines(&loaded.geography).into_iter();
    let drawn = outlines.map(|outline| manifest::Boundary {
        code: outline.code,
        rings: outline
            .rings
            .iter()
            .filter_map(|ring| Ring::new(ring))
            .collect(),
    });
    drawn
        .filter(|boundary| !boundary.rings.is_empty())
        .collect()
}

fn coverage(settings: &Settings, periods: &[Quarter]) -> Result<Coverage, Failure> {
    match periods {
        [first, ..] => Ok(Coverage {
            first_snapshot: *first,
            last_snapshot: periods[periods.len() - 1],
            events_from: settings.events_from,
            surveys_from: settings.surveys_from,
        }),
        [] => Err(Failure::new(BUG, "a release without a snapshot")),
    }
}

fn publication(partnership: &Partnership) -> Publication {
    let stated = |text: &Option<String>| text.clone().unwrap_or_else(|| NOT_STATED.to_owned());
    Publication {
        controller: stated(&partnership.controller),
        publisher: partnership
            .publisher
            .clone()
            .unwrap_or_else(|| partnership.name.clone()),
        licence: stated(&partnership.licence),
        contact: stated(&partnership.contact),
        next_release: partnership.next_release.map(wording::date::day),
        links: partnership
            .links
            .iter()
            .map(|link| Link {
                title: link.title.clone(),
                url: link.url.clone(),
            })
            .collect(),
    }
}

/// The rule for small numbers as a reader is told it.
fn words(policy: &Policy) -> String {
    let mut sentences = vec![format!(
        "Counts of 1 to {} are withheld, so that nobody can be recognised.",
        policy.threshold() - 1
    )];
    if policy.rounding_base() > 1 {
        sentences.push(format!(
            "Other counts are rounded to the nearest {}, and percentages, rates and intervals \
             are worked out from the rounded counts.",
            policy.rounding_base()
        ));
    }
    if policy.withholds_complements() {
        sentences.push(format!(
            "The number of people with something is withheld as well where 1 to {} of their \
             group are without it.",
            policy.threshold() - 1
        ));
    }
    if policy.shows_zero() {
        sentences.push(format!(
            "0 is shown only for groups of at least {} people.",
            policy.threshold()
        ));
    } else {
        sentences.push("0 is withheld as well.".to_owned());
    }
    sentences.push(
        "Further counts are withheld where a small one could be worked out from others; the two \
         look alike."
            .to_owned(),
    );
    sentences.join(" ")
}

/// An error of our own making, with everything that led to it.
fn fault(error: impl std::error::Error) -> Failure {
    let first: &dyn std::error::Error = &error;
    let causes = std::iter::successors(Some(first), |cause| cause.source());
    let messages: Vec<String> = causes.map(ToString::to_string).collect();
    Failure::new(BUG, messages.join(": "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_rule_is_told_with_its_numbers() {
        assert_eq!(
            words(&Policy::default()),
            "Counts of 1 to 9 are withheld, so that nobody can be recognised. Other counts are \
             rounded to the nearest 5, and percentages, rates and intervals are worked out from \
             the rounded counts. The number of people with something is withheld as well where 1 \
             to 9 of their group are without it. 0 is shown only for groups of at least 10 \
             people. Further counts are withheld where a small one could be worked out from \
             others; the two look alike."
        );
    }
}
