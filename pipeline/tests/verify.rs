//! `outcomes verify` on releases as they were built, and on copies that somebody changed.

#![cfg(test)]

use std::fs;
use std::io::Write;

use aggregates::manifest::Manifest;
use flate2::Compression;
use flate2::write::GzEncoder;
use measures::published::Published;
use pipeline::exit::{DIFFERENCE_FOUND, DONE, INPUT_UNREADABLE};

#[path = "support/files.rs"]
#[expect(
    dead_code,
    reason = "these tests ask what is in files, not only their names"
)]
mod files;
#[path = "verify/parquet_edit.rs"]
mod parquet_edit;
#[path = "verify/release.rs"]
mod release;
#[path = "support/run.rs"]
mod run;
#[path = "verify/tables.rs"]
mod tables;

use files::contents;
use parquet_edit::{with_row_later, without_row};
use release::{Release, VILLAGE, row, text};
use run::outcomes;

#[test]
fn a_release_as_it_was_built_holds() {
    let release = Release::of_the_town();
    let (code, said) = release.verified();
    assert_eq!(code, DONE, "{said}");
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines[1], "everything that was checked holds");
    assert!(lines.contains(&"cannot be recomputed from published counts"));
    // A row has two counts; in each of two downloads a value, four limits and the partnership's,
    // a standardised value with its limits and a dispersion.
    let rows = release.manifest().file("estimates.parquet").unwrap().rows;
    for (each, things) in [
        (2, "published counts"),
        (12, "values and limits in downloads, recomputed"),
        (8, "standardised figures and dispersions in downloads"),
        (2, "comparisons in downloads, recomputed"),
    ] {
        let count = wording::number::thousands(each * rows);
        let there = lines
            .iter()
            .any(|line| line.trim() == format!("{count}  {things}"));
        assert!(there, "{count} {things}\n{said}");
    }
}

#[test]
fn a_release_with_every_kind_of_figure_holds() {
    let place = tempfile::tempdir().unwrap();
    let (extract, out) = (place.path().join("extract"), place.path().join("published"));
    let made = outcomes(&[
        "synthesise",
        "--people=3000",
        "--seed=3",
        "--quarters=3",
        "--out",
        text(&extract),
    ]);
    assert_eq!(made.0, DONE, "{}", made.1);
    // What reaches back before either is not calculable.
    let settings = extract.join("extract.toml");
    let written = fs::read_to_string(&settings).unwrap();
    let written = format!("{written}events_from = 2025-08-31\nsurveys_from = 2024-08-31\n");
    fs::write(&settings, written).unwrap();
    let arguments = ["--extract", text(&extract), "--out", text(&out)];
    let built = outcomes(&[&["build", "--quarters=3"][..], &arguments].concat());
    assert_eq!(built.0, DONE, "{}", built.1);
    let table = &contents(&out)["downloads/coordination.csv"];
    let table = str::from_utf8(table).unwrap();
    for word in ["withheld", "no_people", "not_calculable", "similar"] {
        assert!(table.contains(word), "{word} is tried");
    }
    let (code, said) = outcomes(&["verify", "--data", text(&out)]);
    assert_eq!(code, DONE, "{said}");
}

#[test]
fn a_row_that_is_missing_or_out_of_place_is_found() {
    let keys = row("identified", "HILL");
    let rows = Release::new()
        .manifest()
        .file("estimates.parquet")
        .unwrap()
        .rows;
    Release::new()
        .forge("estimates.parquet", |bytes| without_row(bytes, &keys))
        .check(&[
            "estimates.parquet: identified, 2026-09-30, HILL, all: is missing",
            &format!(
                "estimates.parquet: has {} rows, the manifest says {rows}",
                rows - 1
            ),
        ]);
    Release::new()
        .forge("overview.parquet", |bytes| without_row(bytes, &keys))
        .check(&["overview.parquet: identified, 2026-09-30, HILL, all: is missing"]);
    let before = [
        keys[0],
        ("period_end", "2026-06-30"),
        keys[2],
        keys[3],
        keys[4],
    ];
    for file in ["estimates.parquet", "downloads/coordination.parquet"] {
        let (_, said) = Release::new()
            .forge(file, |bytes| with_row_later(bytes, &before))
            .verified();
        let expected =
            "(identified, all, HILL, 2026-06-30, all) does not come after the row before";
        assert!(said.contains(expected), "{file} {said}");
    }
}

#[test]
fn a_byte_of_any_file_is_found() {
    for name in VILLAGE.keys() {
        let mut release = Release::new();
        let bytes = release.files.get_mut(name).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        let (code, said) = release.verified();
        let expected = match name.as_str() {
            "manifest.json" => "manifest.json: ".to_owned(),
            name => format!("{name}: its SHA-256 is "),
        };
        assert!(
            [DIFFERENCE_FOUND, INPUT_UNREADABLE].contains(&code),
            "{said}"
        );
        assert!(said.contains(&expected), "{said}");
    }
}

#[test]
fn a_manifest_that_was_changed_is_found() {
    let retitled = |manifest: &mut Manifest| {
        let index = manifest.catalogue.measure_index("ltc_3_plus").unwrap();
        manifest.catalogue.measures[index].title = "Everybody".to_owned();
    };
    let mut release = Release::new();
    let mut manifest = release.manifest();
    let id = manifest.release_id.clone();
    retitled(&mut manifest);
    release.set_manifest(&manifest);
    let expected = manifest.expected_release_id().unwrap();
    release.check(&[&format!(
        "manifest.json: `release_id` is {id}, the contents of the manifest make {expected}"
    )]);
    // With a release id that fits, the downloads still have the title that it had.
    release.set_manifest(&manifest.with_release_id().unwrap());
    release.check(&[
        "downloads/multimorbidity.csv: ltc_3_plus, 2026-06-30, BROOK, age_band 18-34: \
         `measure_title` is `Adults with three or more long-term conditions`, it should be \
         `Everybody`",
    ]);

    let mut manifest = Release::new().manifest();
    manifest.release_id = "0123456789abcdef".to_owned();
    let mut release = Release::new();
    release.set_manifest(&manifest);
    release.check(&[&format!(
        "manifest.json: `release_id` is 0123456789abcdef, the contents of the manifest make {id}"
    )]);

    let mut manifest = Release::new().manifest();
    manifest.quality.ethnic_group_not_known_percent = Published::Shown(3.5);
    release.set_manifest(&manifest.with_release_id().unwrap());
    let (code, said) = release.verified();
    assert_eq!(code, DIFFERENCE_FOUND);
    let expected = "manifest.json: `ethnic_group_not_known_percent` is 3.5, the published counts";
    assert!(said.contains(expected), "{said}");
}

#[test]
fn a_file_removed_or_added_is_found() {
    for name in VILLAGE.keys().filter(|name| *name != "manifest.json") {
        let mut release = Release::new();
        release.files.remove(name);
        release.check(&[&format!(
            "{name}: is in the manifest, and not in the folder"
        )]);
        let mut manifest = release.manifest();
        manifest.files.retain(|file| file.name != *name);
        release.set_manifest(&manifest.with_release_id().unwrap());
        release.check(&[&format!(
            "{name}: every release has it, and the manifest does not list it"
        )]);
    }
    for name in ["person.csv", "downloads/notes.txt"] {
        let mut release = Release::new();
        release.files.insert(name.to_owned(), b"?".to_vec());
        release.check(&[&format!(
            "{name}: is in the folder, and not in the manifest"
        )]);
    }
}

#[test]
fn a_compressed_copy_holds_what_its_file_holds() {
    let zipped = |bytes: &[u8]| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    };
    let mut release = Release::new();
    let manifest = zipped(&release.files["manifest.json"]);
    release
        .files
        .insert("manifest.json.gz".to_owned(), manifest);
    let (code, said) = release.verified();
    assert_eq!(code, DONE, "{said}");
    let other = zipped(b"{}");
    release.files.insert("manifest.json.gz".to_owned(), other);
    release.check(&["manifest.json.gz: does not hold what manifest.json holds"]);
    release.files.remove("manifest.json.gz");
    release
        .files
        .insert("notes.txt.gz".to_owned(), zipped(b"notes"));
    release.check(&["notes.txt.gz: is in the folder, and not in the manifest"]);
}

#[test]
fn a_folder_that_is_no_release_is_unreadable() {
    let (code, said) = outcomes(&["verify", "--data", "/nowhere/at/all"]);
    assert_eq!(code, INPUT_UNREADABLE, "{said}");
    assert!(said.contains("/nowhere/at/all: "), "{said}");
    let mut release = Release::new();
    for (text, expected) in [
        (&b"{}"[..], "expected a number `schema_version`"),
        (b"release", "manifest.json: "),
        (b"\xff", "manifest.json: is not text in UTF-8"),
    ] {
        release
            .files
            .insert("manifest.json".to_owned(), text.to_vec());
        release.unreadable(expected);
    }
    release.files.remove("manifest.json");
    release.unreadable("manifest.json: ");
}
