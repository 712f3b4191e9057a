//! Two small releases, of which the later one says some things otherwise.

#![cfg(test)]

use aggregates::estimate::Estimate;
use aggregates::manifest::{Follows, Manifest};
use changes::told::Told;
use changes::{Changes, Side, is_later};
use exhibits::sample;
use measures::area::SmallArea;
use measures::breakdown::Breakdown;
use measures::definition::{Population, Rule};
use measures::published::Published::{NotCalculable, Shown, Withheld};
use wording::reading_age::{READING_AGE_YEARS, reading_age_years};

/// A release to change.
#[derive(Clone)]
struct Release {
    manifest: Manifest,
    estimates: Vec<Estimate>,
}

impl Release {
    fn new() -> Self {
        let manifest = sample::manifest();
        let estimates = sample::estimates(&manifest.catalogue);
        Self {
            manifest,
            estimates,
        }
    }

    /// The release of the quarter after: the first snapshot is gone, and the last one is new and says
    /// what the one before said.
    fn next(&self) -> Self {
        let mut next = self.clone();
        next.manifest.release_id = "fedcba9876543210".to_owned();
        let last = next.manifest.catalogue.periods.len() - 1;
        let new = "2026-12-31".parse().unwrap();
        next.manifest.catalogue.periods.remove(0);
        next.manifest.catalogue.periods.push(new);
        next.manifest.coverage.last_snapshot = new;
        let kept = self.estimates.iter().filter(|row| row.period > 0);
        let mut rows: Vec<Estimate> = kept
            .map(|row| Estimate {
                period: row.period - 1,
                ..*row
            })
            .collect();
        let newest = self.estimates.iter().filter(|row| row.period == last);
        rows.extend(newest.copied());
        rows.sort_by_key(Estimate::position);
        next.estimates = rows;
        next
    }

    /// Everybody's row of a measure and an area at a snapshot.
    fn row(&mut self, measure: &str, area: &str, period: usize) -> &mut Estimate {
        let catalogue = &self.manifest.catalogue;
        let (measure, area) = (catalogue.measure_index(measure), catalogue.area_index(area));
        let found = self.estimates.iter_mut().find(|row| {
            Some(row.measure) == measure
                && Some(row.place.area) == area
                && row.period == period
                && row.place.breakdown == Breakdown::All
        });
        found.unwrap()
    }

    fn against(&self, earlier: &Self) -> Changes {
        let side = |release: &Self| {
            Changes::between(
                Side {
                    manifest: &earlier.manifest,
                    estimates: &earlier.estimates,
                },
                Side {
                    manifest: &release.manifest,
                    estimates: &release.estimates,
                },
            )
        };
        side(self).unwrap()
    }
}

const LAST: usize = 7;

#[test]
fn a_release_against_itself_says_nothing_otherwise() {
    let release = Release::new();
    let changes = release.against(&release);
    assert!(changes.is_empty());
    assert_eq!(changes.n_again, release.estimates.len() as u64);
    assert_eq!(changes.n_compared, 0, "one snapshot cannot have moved");
}

#[test]
fn a_figure_has_moved_when_the_interval_of_its_change_leaves_out_none() {
    let earlier = Release::new();
    let unchanged = earlier.next().against(&earlier);
    assert!(unchanged.n_compared > 100 && unchanged.moved.count == 0);
    for (numerator, moved, much) in [
        // 1,000 of 2,000 is 50%. The 95% interval of a difference from it is about 3.1 points wide
        // to either side, the 99.8% one 4.9.
        (1_000, false, false),
        (1_060, false, false),
        (1_065, true, false),
        (1_095, true, false),
        (1_100, true, true),
        (900, true, true),
    ] {
        let mut earlier = earlier.clone();
        earlier.row("ltc_3_plus", "N1", LAST).numerator = Shown(1_000);
        let mut later = earlier.next();
        later.row("ltc_3_plus", "N1", LAST).numerator = Shown(numerator);
        let changes = later.against(&earlier);
        assert_eq!(changes.moved.count, u64::from(moved), "{numerator}");
        assert_eq!(changes.n_compared, unchanged.n_compared);
        if let Some(row) = changes.moved.rows.first() {
            assert_eq!(row.much, much, "{numerator}");
            assert_eq!(
                (row.about.measure.as_str(), row.about.area.as_str()),
                ("ltc_3_plus", "N1")
            );
            let change = f64::from(numerator) / 2_000.0 - 0.5;
            assert!((row.difference - change).abs() < 1e-12);
            assert!(row.interval.lower < change && change < row.interval.upper);
        }
    }
}

#[test]
fn the_same_snapshot_said_otherwise_is_a_correction() {
    let earlier = Release::new();
    let mut later = earlier.next();
    let row = later.row("care_plan", "N2", 3);
    let was = row.numerator;
    row.numerator = Shown(555);
    later.row("ltc_3_plus", "N2", 3).standardised = None;
    let changes = later.against(&earlier);
    assert_eq!(changes.corrected.count, 2);
    let counts = &changes.corrected.rows[0];
    assert_eq!((counts.then[0], counts.now[0]), (was, Shown(555)));
    assert_eq!(counts.snapshot, earlier.manifest.catalogue.periods[4]);
    let adjusted = &changes.corrected.rows[1];
    assert_eq!(
        adjusted.then, adjusted.now,
        "only what is adjusted for age and sex"
    );
    assert_eq!((changes.moved.count, changes.newly_withheld.count), (0, 0));
}

#[test]
fn withheld_and_shown_are_told_apart_from_corrections_and_from_not_calculable() {
    let earlier = Release::new();
    let mut later = earlier.next();
    later.row("care_plan", "N2", 3).numerator = Withheld;
    later.row("care_plan", "N3", LAST).numerator = Withheld;
    later.row("care_plan", "N1", 3).numerator = NotCalculable;
    let changes = later.against(&earlier);
    let periods = &earlier.manifest.catalogue.periods;
    let snapshots: Vec<_> = changes
        .newly_withheld
        .rows
        .iter()
        .map(|row| row.snapshots)
        .collect();
    let new = *later.manifest.catalogue.periods.last().unwrap();
    assert_eq!(snapshots, [[periods[4], periods[4]], [periods[7], new]]);
    assert_eq!(changes.corrected.count, 1, "not calculable is not withheld");
    let back = earlier.against(&later);
    assert_eq!((back.newly_shown.count, back.newly_withheld.count), (2, 0));
}

#[test]
fn what_is_defined_otherwise_is_said_and_not_compared() {
    let earlier = Release::new();
    let all = earlier.next().against(&earlier).n_compared;
    let mut later = earlier.next();
    let find =
        |release: &Release, key: &str| release.manifest.catalogue.measure_index(key).unwrap();
    let care_plan = find(&later, "care_plan");
    let measure = &mut later.manifest.catalogue.measures[care_plan];
    let Rule::EventWithin(window) = &mut measure.rule else {
        panic!("a plan is an event");
    };
    window.months = 6;
    measure.caveat = "Read with care.".to_owned();
    later.manifest.catalogue.neighbourhoods[0].name = "North".to_owned();
    let changes = later.against(&earlier);
    let told: Vec<(&str, &str, bool)> = changes
        .redefined
        .iter()
        .map(|one| {
            (
                one.subject.as_str(),
                one.property.as_str(),
                one.not_compared,
            )
        })
        .collect();
    let title = later.manifest.catalogue.measures[care_plan].title.as_str();
    assert!(told.contains(&("North", "name", false)), "{told:?}");
    assert!(
        told.contains(&(title, "what to keep in mind", true)),
        "{told:?}"
    );
    assert!(told.contains(&(title, "rule", true)), "{told:?}");
    let rule = changes
        .redefined
        .iter()
        .find(|one| one.property == "rule")
        .unwrap();
    assert!(
        rule.now.as_ref().unwrap().contains("\"months\":6"),
        "{rule:?}"
    );
    assert!(changes.n_compared < all);
    // What is made of it is another thing as well.
    let made_of = later.manifest.catalogue.measures.iter().any(|measure| {
        let whole =
            matches!(&measure.rule, Rule::AllOf(parts) if parts.contains(&"care_plan".to_owned()));
        whole || measure.population == Population::Measure("care_plan".to_owned())
    });
    let said = told
        .iter()
        .any(|(_, property, _)| property.starts_with("a measure that"));
    assert_eq!(made_of, said);
}

#[test]
fn an_area_of_other_small_areas_is_not_compared() {
    let small = |neighbourhood: &str| SmallArea {
        neighbourhood: neighbourhood.to_owned(),
        imd_quintile: None,
    };
    let mut earlier = Release::new();
    let map = [("L1", "N1"), ("L2", "N1"), ("L3", "N2"), ("L4", "N3")];
    earlier.manifest.catalogue.small_areas = map
        .map(|(code, area)| (code.to_owned(), small(area)))
        .into();
    let mut later = earlier.next();
    let all = later.against(&earlier).n_compared;
    later
        .manifest
        .catalogue
        .small_areas
        .insert("L2".to_owned(), small("N2"));
    let changes = later.against(&earlier);
    let subjects: Vec<&str> = changes
        .redefined
        .iter()
        .map(|one| one.subject.as_str())
        .collect();
    assert_eq!(
        subjects,
        ["Northside", "Old Town"],
        "the whole is as it was"
    );
    assert_eq!(
        changes.redefined[1].now.as_deref(),
        Some("2 small areas, 1 of them as before")
    );
    assert!(changes.n_compared < all);
}

#[test]
fn the_later_release_is_the_one_that_follows_or_speaks_of_a_later_day() {
    let earlier = Release::new();
    let later = earlier.next();
    assert!(is_later(&later.manifest, &earlier.manifest));
    assert!(!is_later(&earlier.manifest, &later.manifest));
    // One that was corrected may reach no further than the one it follows.
    let mut corrected = Release::new();
    corrected.manifest.release_id = "0000000000000000".to_owned();
    corrected.manifest.follows = Some(Follows {
        release_id: later.manifest.release_id.clone(),
        as_published: Vec::new(),
        revised: Vec::new(),
        changed_neighbourhoods: Vec::new(),
    });
    assert!(is_later(&corrected.manifest, &later.manifest));
    assert!(!is_later(&later.manifest, &corrected.manifest));
}

#[test]
fn what_changed_reads_at_the_age_of_twelve() {
    let earlier = Release::new();
    let mut later = earlier.next();
    later.row("ltc_3_plus", "N1", LAST).numerator = Shown(1_400);
    let told = Told::of(&earlier.manifest, &later.manifest, &later.against(&earlier));
    let said = told
        .kinds
        .iter()
        .map(|kind| format!("{} {}", kind.finding, kind.meaning));
    let text = said.collect::<Vec<_>>().join(" ");
    let age = reading_age_years(&text);
    assert!(age <= READING_AGE_YEARS, "{age:.1} years: {text}");
}
