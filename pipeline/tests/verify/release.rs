//! A published release to verify: as it was built, or as somebody changed it.
//!
//! Changes are made the way a careful forger would: where digests alone would find one, the
//! manifest is made to agree with the changed file.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use aggregates::decode;
use aggregates::estimate::find;
use aggregates::manifest::{File, Manifest};
use measures::breakdown::Breakdown;
use measures::catalogue::Place;
use pipeline::exit::{DIFFERENCE_FOUND, DONE, INPUT_UNREADABLE};

use crate::files::contents;
use crate::parquet_edit::{Keys, with_cell};
use crate::run::outcomes;

pub(crate) fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

/// Two snapshots of the sixty people of the village, as they are published: small and quick.
pub(crate) static VILLAGE: LazyLock<BTreeMap<String, Vec<u8>>> = LazyLock::new(|| {
    let place = tempfile::tempdir().unwrap();
    let village = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data-samples/village");
    // A build leaves its evidence beside the extract.
    let extract = place.path().join("village");
    copy(&village, &extract);
    built(&extract, &place.path().join("published"))
});

/// Two snapshots of a town large enough that most of its totals are shown.
pub(crate) static TOWN: LazyLock<BTreeMap<String, Vec<u8>>> = LazyLock::new(|| {
    let place = tempfile::tempdir().unwrap();
    let extract = place.path().join("town");
    let arguments = ["--people=12000", "--seed=7", "--quarters=2"];
    let place_of = ["--out", text(&extract)];
    let made = outcomes(&[&["synthesise"][..], &arguments, &place_of].concat());
    assert_eq!(made.0, DONE, "{}", made.1);
    built(&extract, &place.path().join("published"))
});

fn built(extract: &Path, out: &Path) -> BTreeMap<String, Vec<u8>> {
    let arguments = ["--extract", text(extract), "--out", text(out)];
    let built = outcomes(&[&["build", "--quarters=2"][..], &arguments].concat());
    assert_eq!(built.0, DONE, "{}", built.1);
    contents(out)
}

/// A row of `estimates.parquet` or of a download.
pub(crate) fn row<'a>(measure: &'a str, area: &'a str) -> [(&'a str, &'a str); 5] {
    [
        ("measure", measure),
        ("period_end", "2026-09-30"),
        ("area", area),
        ("breakdown", "all"),
        ("group", "all"),
    ]
}

/// A copy of a release.
pub(crate) struct Release {
    pub(crate) files: BTreeMap<String, Vec<u8>>,
}

impl Release {
    pub(crate) fn new() -> Self {
        Self {
            files: VILLAGE.clone(),
        }
    }

    pub(crate) fn of_the_town() -> Self {
        Self {
            files: TOWN.clone(),
        }
    }

    /// Everybody's counts of a measure in an area at the last snapshot, which are shown.
    pub(crate) fn counts(&self, measure: &str, area: &str) -> (u32, u32) {
        let catalogue = self.manifest().catalogue;
        let estimates = decode::estimates(&self.files["estimates.parquet"], &catalogue).unwrap();
        let place = Place {
            area: catalogue.area_index(area).unwrap(),
            breakdown: Breakdown::All,
            group: 0,
        };
        let measure = catalogue.measure_index(measure).unwrap();
        let row = find(&estimates, measure, catalogue.periods.len() - 1, place).unwrap();
        (
            row.numerator.shown().unwrap(),
            row.denominator.shown().unwrap(),
        )
    }

    pub(crate) fn manifest(&self) -> Manifest {
        let text = str::from_utf8(&self.files["manifest.json"]).unwrap();
        Manifest::from_json(text).unwrap()
    }

    pub(crate) fn set_manifest(&mut self, manifest: &Manifest) {
        let text = manifest.to_json().unwrap();
        self.files.insert("manifest.json".to_owned(), text.into());
    }

    /// Changes a file, and the manifest so that it agrees.
    pub(crate) fn forge(mut self, name: &str, change: impl FnOnce(&[u8]) -> Vec<u8>) -> Self {
        let bytes = change(&self.files[name]);
        assert!(bytes != self.files[name], "{name} is changed");
        let mut manifest = self.manifest();
        for file in &mut manifest.files {
            if file.name == name {
                *file = File::of(name, file.rows, &bytes);
            }
        }
        self.files.insert(name.to_owned(), bytes);
        self.set_manifest(&manifest.with_release_id().unwrap());
        self
    }

    pub(crate) fn forge_cell(self, name: &str, keys: Keys<'_>, column: &str, value: &str) -> Self {
        self.forge(name, |bytes| with_cell(bytes, keys, column, value))
    }

    pub(crate) fn verified(&self) -> (u8, String) {
        let place = tempfile::tempdir().unwrap();
        for (name, bytes) in &self.files {
            let path = place.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        outcomes(&["verify", "--data", text(place.path())])
    }

    /// Verifies, and expects each of these lines in the report.
    #[track_caller]
    pub(crate) fn check(&self, expected: &[&str]) {
        let (code, said) = self.verified();
        assert_eq!(code, DIFFERENCE_FOUND, "{said}");
        for line in expected {
            let there = said.lines().any(|said| said.trim() == *line);
            assert!(there, "expected: {line}\n{said}");
        }
    }

    /// Verifies, and expects a line that begins with each of these.
    #[track_caller]
    pub(crate) fn check_begins(&self, expected: &[&str]) {
        let (code, said) = self.verified();
        assert_eq!(code, DIFFERENCE_FOUND, "{said}");
        for line in expected {
            let there = said.lines().any(|said| said.trim().starts_with(line));
            assert!(there, "expected: {line}\n{said}");
        }
    }

    #[track_caller]
    pub(crate) fn unreadable(&self, expected: &str) {
        let (code, said) = self.verified();
        assert_eq!(code, INPUT_UNREADABLE, "{said}");
        assert!(said.contains(expected), "{said}");
    }
}
