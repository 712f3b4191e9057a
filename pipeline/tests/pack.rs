//! `outcomes pack` as a command: what is in a pack, that it is the same each time, and what it says
//! when it stops.

#![cfg(test)]

#[path = "support/files.rs"]
#[expect(
    dead_code,
    reason = "these tests ask what is in files, not only their names"
)]
mod files;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use files::contents;
use tempfile::TempDir;

fn outcomes(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_outcomes"))
        .arg("--quiet")
        .args(arguments)
        .output()
        .unwrap()
}

fn is_a(name: &str, kind: &str) -> bool {
    Path::new(name)
        .extension()
        .is_some_and(|ending| ending == kind)
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A place with the village's release in it.
struct Village {
    place: TempDir,
    data: PathBuf,
}

impl Village {
    fn published() -> Self {
        let place = tempfile::tempdir().unwrap();
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data-samples/village");
        let data = place.path().join("data");
        let arguments = ["build", "--quarters=4", "--extract", text(&samples)];
        let built = outcomes(&[&arguments[..], &["--out", text(&data)]].concat());
        assert!(built.status.success(), "{built:?}");
        Self { place, data }
    }

    fn pack(&self, name: &str, more: &[&str]) -> (Output, PathBuf) {
        let out = self.place.path().join(name);
        let mut arguments = vec!["pack", "--data", text(&self.data), "--out", text(&out)];
        arguments.extend(more);
        (outcomes(&arguments), out)
    }

    fn packed(&self, name: &str, more: &[&str]) -> BTreeMap<String, Vec<u8>> {
        let (done, out) = self.pack(name, more);
        assert!(done.status.success(), "{done:?}");
        contents(&out)
    }
}

/// The width and the height of a PNG.
fn size(png: &[u8]) -> (u32, u32) {
    assert_eq!(&png[1..4], b"PNG");
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    (number(16), number(20))
}

/// How often some bytes are among others.
fn count(bytes: &[u8], wanted: &str) -> usize {
    let wanted = wanted.as_bytes();
    bytes
        .windows(wanted.len())
        .filter(|window| *window == wanted)
        .count()
}

#[test]
fn a_pack_holds_report_workbook_slides_and_every_chart_three_times() {
    let village = Village::published();
    let address = "https://example.org/village/";
    let only = [
        "--measures=ltc_3_plus,fully_coordinated",
        "--address",
        address,
    ];
    let files = village.packed("pack", &only);
    assert_eq!(files, village.packed("again", &only), "the same bytes");

    let contents = String::from_utf8(files["contents-of-this-pack.csv"].clone()).unwrap();
    assert!(contents.starts_with('\u{feff}'), "Excel reads it as UTF-8");
    let listed = contents.lines().count() - 1;
    let charts: Vec<&str> = files
        .keys()
        .filter(|name| name.starts_with("charts/"))
        .map(String::as_str)
        .collect();
    let slides: Vec<&String> = files
        .keys()
        .filter(|name| name.starts_with("slides/") && is_a(name, "png"))
        .collect();
    assert!(charts.len() > 30, "{charts:?}");
    assert_eq!(listed, charts.len() / 3 + slides.len() + 2);
    let one = "charts/ltc_3_plus/the-village-ltc-3-plus-by-neighbourhood-2026-q3";
    for ending in ["svg", "png", "csv"] {
        assert!(
            charts.contains(&format!("{one}.{ending}").as_str()),
            "{charts:#?}"
        );
    }
    let csv = String::from_utf8(files[&format!("{one}.csv")].clone()).unwrap();
    assert!(csv.contains("\r\nThe Village,50,"), "{csv}");
    let link = format!("{address}#multimorbidity?area=VILLAGE&measure=ltc_3_plus");
    assert!(csv.contains(&link), "{csv}");
    for svg in files.iter().filter(|(name, _)| is_a(name, "svg")) {
        let picture = String::from_utf8(svg.1.clone()).unwrap();
        assert!(picture.contains("Release "), "{} names its release", svg.0);
        let link = format!("{address}#");
        assert!(picture.contains(&link), "{} says where it is from", svg.0);
    }
    assert!(slides.len() > 5, "{slides:?}");
    for slide in slides {
        assert_eq!(size(&files[slide]), (1920, 1080), "{slide}");
    }
    let book = &files["the-village-workbook-2026-q3.xlsx"];
    assert_eq!(&book[..2], b"PK");
    assert_is_tagged(&files["the-village-board-report-2026-q3.pdf"]);
}

/// Reads back what makes a PDF one that everybody can read: the program that writes it holds it to
/// PDF/UA as well, so this is whether that was asked for.
#[track_caller]
fn assert_is_tagged(pdf: &[u8]) {
    for (wanted, why) in [
        ("/StructTreeRoot", "a structure tree"),
        ("/Marked true", "tagged"),
        ("/Lang(en-GB)", "a language"),
        ("/DisplayDocTitle true", "its title in the window"),
        ("/S/TOC", "contents"),
        ("/S/H1", "a title"),
        ("/S/H2", "headings"),
        ("/S/Table", "tables"),
        ("/Scope/Column", "cells that know their column"),
        ("pdfuaid:part", "it says what it conforms to"),
    ] {
        assert!(count(pdf, wanted) > 0, "{why}");
    }
    let figures = count(pdf, "/S/Figure");
    assert!(figures > 5, "{figures} pictures");
    assert_eq!(
        count(pdf, "/Alt"),
        figures,
        "every picture says what it shows"
    );
    assert_eq!(count(pdf, "/S/H1"), 1, "one title");
}

#[test]
fn only_what_was_asked_for_is_in_a_pack() {
    let village = Village::published();
    let files = village.packed("pack", &["--areas", "brook", "--measures", "care_plan"]);
    for name in files.keys().filter(|name| name.starts_with("charts/")) {
        assert!(
            name.starts_with("charts/care_plan/") || name.starts_with("charts/steps/"),
            "{name}"
        );
        let of_all = [
            "by-neighbourhood",
            "funnel",
            "map",
            "gap-by-area",
            "over-time-by-neighbourhood",
        ];
        let brook = name.contains("/brook-");
        assert!(
            brook || of_all.iter().any(|chart| name.contains(chart)),
            "{name}"
        );
    }
}

#[test]
fn what_cannot_be_packed_is_said_and_the_earlier_pack_stays() {
    let village = Village::published();
    let only = ["--areas", "brook", "--measures", "care_plan"];
    let before = village.packed("pack", &only);
    let (stopped, _) = village.pack("pack", &["--areas", "Atlantis"]);
    assert_eq!(stopped.status.code(), Some(2));
    let said = String::from_utf8(stopped.stderr).unwrap();
    assert!(
        said.contains("--areas: the release has no `Atlantis`; it has"),
        "{said}"
    );

    let estimates = village.data.join("estimates.parquet");
    let mut bytes = fs::read(&estimates).unwrap();
    bytes[100] ^= 1;
    fs::write(&estimates, bytes).unwrap();
    let (stopped, out) = village.pack("pack", &only);
    assert_eq!(stopped.status.code(), Some(10));
    let said = String::from_utf8(stopped.stderr).unwrap();
    assert!(
        said.contains("estimates.parquet: is not the file that the manifest lists"),
        "{said}"
    );
    let after = contents(&out);
    assert_eq!(before, after);
}
