//! A manifest reads back, its id follows from it, and what is wrong with one is said.

use super::*;
use crate::fixture;

fn manifest() -> Manifest {
    let catalogue = fixture::small();
    Manifest {
        schema_version: SCHEMA_VERSION,
        release_id: String::new(),
        as_of: NaiveDate::from_ymd_opt(2026, 6, 30).unwrap(),
        coverage: Coverage {
            first_snapshot: catalogue.periods[0],
            last_snapshot: catalogue.periods[5],
            events_from: None,
            surveys_from: NaiveDate::from_ymd_opt(2024, 1, 1),
        },
        extract: Extract {
            source: "invented".to_owned(),
            extracted_on: NaiveDate::from_ymd_opt(2026, 7, 2).unwrap(),
            national_data_opt_out: "not_applicable".to_owned(),
            notes: None,
        },
        publication: Publication {
            controller: "nobody".to_owned(),
            publisher: "nobody".to_owned(),
            licence: "none".to_owned(),
            contact: "nowhere".to_owned(),
            next_release: None,
            links: Vec::new(),
        },
        program_version: "0".to_owned(),
        config_sha256: String::new(),
        disclosure: Disclosure {
            policy: Policy::default(),
            words: "Counts of 1 to 9 are withheld.".to_owned(),
        },
        breakdowns: breakdowns(&catalogue),
        catalogue,
        quality: Quality {
            tables: vec![TableQuality {
                table: "person".to_owned(),
                rows_read: Published::Shown(60),
                set_aside: vec![Reason {
                    reason: "missing_birth_date".to_owned(),
                    rows: Published::Withheld,
                }],
                kept_out: Vec::new(),
            }],
            ethnic_group_not_known_percent: Published::Shown(12.3),
            outside_area: Published::Withheld,
        },
        tiles: Vec::new(),
        boundaries: Vec::new(),
        follows: None,
        areas_assigned_for_testing: false,
        files: vec![File::of("estimates.parquet", 1, b"rows")],
    }
    .with_release_id()
    .unwrap()
}

#[track_caller]
fn check(change: impl FnOnce(&mut serde_json::Value), expected: &str) {
    let mut value = serde_json::to_value(manifest()).unwrap();
    change(&mut value);
    let error = Manifest::from_json(&value.to_string()).unwrap_err();
    assert!(error.to_string().starts_with(expected), "{error}");
}

#[test]
fn a_manifest_reads_back_and_its_id_follows_from_it() {
    let manifest = manifest();
    let read = Manifest::from_json(&manifest.to_json().unwrap()).unwrap();
    assert_eq!(read, manifest);
    assert_eq!(read.expected_release_id().unwrap(), manifest.release_id);
    let other = Manifest {
        files: vec![File::of("estimates.parquet", 1, b"rowz")],
        ..manifest.clone()
    };
    assert_ne!(other.expected_release_id().unwrap(), manifest.release_id);
}

#[test]
fn a_file_is_known_by_its_contents() {
    let file = File::of("a", 1, b"rows");
    assert!(file.holds(b"rows") && !file.holds(b"rowz") && !file.holds(b"row"));
    let streamed = sha256_of(b"rows".as_slice()).unwrap();
    assert_eq!(streamed, (file.bytes, file.sha256));
}

#[test]
fn what_is_wrong_is_said_with_the_name_of_the_file() {
    check(
        |json| json["schema_version"] = 7.into(),
        "manifest.json: schema version 7, this reader understands version 1",
    );
    check(
        |json| json["schema_version"] = "one".into(),
        "manifest.json: expected a number `schema_version`",
    );
    check(
        |json| drop(json.as_object_mut().unwrap().remove("files")),
        "manifest.json: missing field `files`",
    );
    check(
        |json| {
            let measures = json["catalogue"]["measures"].as_array_mut();
            measures.unwrap().reverse();
        },
        "manifest.json: `measures` are not in order",
    );
    check(
        |json| json["breakdowns"][1]["groups"][0] = "0-120".into(),
        "manifest.json: `breakdowns` does not list the groups",
    );
    check(
        |json| json["coverage"]["last_snapshot"] = "2026-03-31".into(),
        "manifest.json: `coverage` and the catalogue's `periods` contradict",
    );
    check(
        |json| json["catalogue"]["whole"]["code"] = "N1".into(),
        "manifest.json: `N1` is both the whole and a neighbourhood",
    );
    let error = Manifest::from_json("<!doctype html>").unwrap_err();
    let expected = "manifest.json: expected value at line 1 column 1";
    assert_eq!(error.to_string(), expected);
}

#[test]
fn the_map_is_that_of_the_neighbourhoods() {
    let map = |json: &mut serde_json::Value, of: serde_json::Value| {
        json["catalogue"]["small_areas"] = of;
    };
    let small_area = |neighbourhood: &str, fifth: u8| serde_json::json!({ "neighbourhood": neighbourhood, "imd_quintile": fifth });
    let mut value = serde_json::to_value(manifest()).unwrap();
    assert_eq!(value["catalogue"].get("small_areas"), None, "none is given");
    let good = serde_json::json!({ "E1": small_area("N1", 1), "E2": small_area("N2", 5) });
    map(&mut value, good);
    let read = Manifest::from_json(&value.to_string()).unwrap();
    assert_eq!(read.catalogue.small_areas["E2"].neighbourhood, "N2");
    check(
        |json| map(json, serde_json::json!({ "E1": small_area("N1", 1) })),
        "manifest.json: `small_areas` are not those of the neighbourhoods",
    );
    check(
        |json| {
            let wrong = serde_json::json!({ "E1": small_area("N1", 6), "E2": small_area("N2", 1) });
            map(json, wrong);
        },
        "manifest.json: the `imd_quintile` of `E1` is not 1 to 5",
    );
}

#[test]
fn a_release_says_what_became_of_the_one_before() {
    let follows = Follows {
        release_id: "0123456789abcdef".to_owned(),
        as_published: manifest().catalogue.periods[..2].to_vec(),
        revised: Vec::new(),
        changed_neighbourhoods: vec!["N2".to_owned()],
    };
    let with = |follows: Follows| {
        let manifest = Manifest {
            follows: Some(follows),
            ..manifest()
        };
        Manifest::from_json(&manifest.to_json().unwrap())
    };
    assert_eq!(
        with(follows.clone()).unwrap().follows,
        Some(follows.clone())
    );
    let refused = |follows, expected: &str| {
        let error = with(follows).unwrap_err().to_string();
        assert!(error.starts_with(expected), "{error}");
    };
    let unknown = "2001-03-31".parse().unwrap();
    refused(
        Follows {
            revised: vec![unknown],
            ..follows.clone()
        },
        "manifest.json: `revised` names 2001-03-31, which is no snapshot here",
    );
    refused(
        Follows {
            changed_neighbourhoods: vec!["X".to_owned()],
            ..follows
        },
        "manifest.json: `changed_neighbourhoods` names `X`",
    );
}

#[test]
fn tiles_are_one_place_for_each_neighbourhood_or_none() {
    let placed = |place: fn(u32) -> (u32, u32)| {
        let manifest = manifest();
        let codes = manifest.catalogue.neighbourhoods.iter();
        let tiles: Vec<serde_json::Value> = (0..)
            .zip(codes)
            .map(|(index, area)| {
                let (column, row) = place(index);
                serde_json::json!({ "code": area.code, "column": column, "row": row })
            })
            .collect();
        serde_json::Value::from(tiles)
    };
    let with = |tiles: serde_json::Value| {
        let mut value = serde_json::to_value(manifest()).unwrap();
        value["tiles"] = tiles;
        Manifest::from_json(&value.to_string())
    };
    let good = with(placed(|index| (index + 1, 1))).unwrap();
    assert_eq!(good.tiles.len(), good.catalogue.neighbourhoods.len());
    assert!(good.to_json().unwrap().contains("\"tiles\""));
    assert!(!manifest().to_json().unwrap().contains("\"tiles\""));
    check(
        |value| value["tiles"] = placed(|_| (2, 1)),
        "manifest.json: `tiles` puts two neighbourhoods in column 2, row 1",
    );
    check(
        |value| value["tiles"] = placed(|index| (index, 1)),
        "manifest.json: the tile of",
    );
    check(
        |value| value["tiles"] = serde_json::json!([{ "code": "X", "column": 1, "row": 1 }]),
        "manifest.json: `tiles` does not list every neighbourhood",
    );
}

#[test]
fn boundaries_are_of_neighbourhoods_in_order_of_code() {
    let manifest = manifest();
    let codes = manifest.catalogue.neighbourhoods.iter();
    let codes: Vec<&str> = codes.map(|area| &*area.code).collect();
    let outlines = |codes: &[&str], ring: &str| {
        let outline = |code: &&str| serde_json::json!({ "code": code, "rings": [ring] });
        serde_json::Value::from(codes.iter().map(outline).collect::<Vec<_>>())
    };
    let triangle = "0,0 1,0 1,1";
    let mut value = serde_json::to_value(&manifest).unwrap();
    value["boundaries"] = outlines(&codes[1..], triangle);
    let good = Manifest::from_json(&value.to_string()).unwrap();
    assert_eq!(good.boundaries.len(), codes.len() - 1);
    assert!(!manifest.to_json().unwrap().contains("\"boundaries\""));
    let wrong = "manifest.json: `boundaries` are not of neighbourhoods";
    check(
        |value| value["boundaries"] = outlines(&["X"], triangle),
        wrong,
    );
    check(
        |value| value["boundaries"] = outlines(&[codes[0], codes[0]], triangle),
        wrong,
    );
    check(
        |value| value["boundaries"] = outlines(&codes, "0,0 1"),
        "manifest.json: expected at least three corners",
    );
}
