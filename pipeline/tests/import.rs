//! Synthea's exports through `outcomes import` and `outcomes count`, against counts made
//! independently of this project.
//!
//! The exports and the geography are real files that are no part of the project; where they are
//! absent the tests that need them say so and pass.

#![cfg(test)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser as _;
use pipeline::cli::Cli;
use pipeline::definitions::EMBEDDED;
use tempfile::TempDir;

/// The folder of real files beside the repository, if it is there.
fn real_data() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/real-data");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: no real data here");
    None
}

/// Runs the program in process; gives what it says on stdout.
#[track_caller]
fn outcomes(arguments: &[&str]) -> String {
    let cli = Cli::parse_from(["outcomes", "--quiet"].iter().chain(arguments));
    let mut stdout = Vec::new();
    pipeline::cli::run(cli, &mut stdout).unwrap();
    String::from_utf8(stdout).unwrap()
}

/// The rows of a CSV file by column name.
fn table(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

/// A partnership of everybody, whatever their age, in Southwark's 2021 small areas: its middle
/// layer areas in nine groups, the Index of Multiple Deprivation of 2025, and the conditions that
/// general practices keep registers of.
fn write_config(real: &Path, config: &Path) {
    fs::create_dir_all(config).unwrap();
    for (name, text) in EMBEDDED {
        if name == "measures.toml" {
            fs::write(config.join(name), text).unwrap();
        }
    }
    fs::write(
        config.join("partnership.toml"),
        "code = \"SOUTHWARK\"\nname = \"Southwark\"\nminimum_age = 0\n",
    )
    .unwrap();
    let southwark: Vec<_> = table(&real.join("geography/lsoa21_msoa21_lad22_london.csv"))
        .into_iter()
        .filter(|row| row["LAD22NM"] == "Southwark")
        .collect();
    assert_eq!(southwark.len(), 173);
    let middle: BTreeSet<&str> = southwark
        .iter()
        .map(|row| row["MSOA21CD"].as_str())
        .collect();
    let middle: Vec<&str> = middle.into_iter().collect();
    let mut areas = csv::Writer::from_path(config.join("neighbourhoods.csv")).unwrap();
    areas
        .write_record([
            "LSOA_2021_CODE",
            "LSOA_2021_NAME",
            "NEIGHBOURHOOD_CODE",
            "NEIGHBOURHOOD_NAME",
            "START_DATE",
        ])
        .unwrap();
    for row in &southwark {
        let place = middle
            .iter()
            .position(|code| *code == row["MSOA21CD"])
            .unwrap();
        let number = place * 9 / middle.len() + 1;
        let (code, name) = (format!("N{number}"), format!("Neighbourhood {number}"));
        let values = [
            &row["LSOA21CD"],
            &row["LSOA21NM"],
            &code,
            &name,
            "2001-01-01",
        ];
        areas.write_record(values).unwrap();
    }
    let ours: BTreeSet<&str> = southwark
        .iter()
        .map(|row| row["LSOA21CD"].as_str())
        .collect();
    let mut deprivation = csv::Writer::from_path(config.join("deprivation.csv")).unwrap();
    deprivation
        .write_record(["lsoa21_code", "imd_decile", "imd_year", "imd_rank"])
        .unwrap();
    for row in table(&real.join("geography/imd2025_lsoa21_london.csv")) {
        if ours.contains(row["lsoa21_code"].as_str()) {
            let values = [
                &row["lsoa21_code"],
                &row["IMD_decile"],
                "2025",
                &row["IMD_rank"],
            ];
            deprivation.write_record(values).unwrap();
        }
    }
    let registers: Vec<_> = table(&real.join("mappings/synthea_snomed_to_ltc_PROPOSED.csv"))
        .into_iter()
        .filter(|row| row["status"] == "register")
        .collect();
    let mut codelist = csv::Writer::from_path(config.join("codelist.csv")).unwrap();
    codelist
        .write_record(["code_system", "code", "condition"])
        .unwrap();
    for row in &registers {
        codelist
            .write_record(["snomed", &row["snomed_code"], &row["proposed_register"]])
            .unwrap();
    }
    let keys: BTreeSet<&str> = registers
        .iter()
        .map(|row| &*row["proposed_register"])
        .collect();
    let mut conditions = csv::Writer::from_path(config.join("conditions.csv")).unwrap();
    conditions
        .write_record(["condition", "name", "body_system", "kind"])
        .unwrap();
    for key in keys {
        let kind = if matches!(key, "DEP" | "DEM" | "ADHD") {
            "mental"
        } else {
            "physical"
        };
        conditions.write_record([key, key, "some", kind]).unwrap();
    }
}

/// An export as an extract, counted at its only snapshot.
struct Imported {
    _place: TempDir,
    extract: PathBuf,
    said: String,
    counts: Vec<BTreeMap<String, String>>,
}

fn imported(real: &Path, set: &str) -> Imported {
    let place = TempDir::new().unwrap();
    let (config, extract) = (place.path().join("config"), place.path().join("extract"));
    write_config(real, &config);
    let text = |path: &Path| path.to_str().unwrap().to_owned();
    let said = outcomes(&[
        "import",
        "synthea",
        "--assign-areas",
        "--from",
        &text(&real.join(set)),
        "--config",
        &text(&config),
        "--out",
        &text(&extract),
    ]);
    let counts = place.path().join("counts.csv");
    let (from, to) = (text(&extract), text(&counts));
    outcomes(&["count", "--quarters", "1", "--extract", &from, "--out", &to]);
    Imported {
        counts: table(&counts),
        _place: place,
        extract,
        said,
    }
}

impl Imported {
    /// People of the whole with at least 1, 2 and 3 conditions, after everybody.
    fn burden(&self) -> [u64; 4] {
        let cell = |measure: &str, column: &str| -> u64 {
            self.counts
                .iter()
                .find(|row| {
                    row["measure"] == measure
                        && row["area"] == "SOUTHWARK"
                        && row["breakdown"] == "all"
                })
                .map_or(0, |row| row[column].parse().unwrap())
        };
        [
            cell("ltc_1_plus", "denominator"),
            cell("ltc_1_plus", "numerator"),
            cell("ltc_2_plus", "numerator"),
            cell("ltc_3_plus", "numerator"),
        ]
    }

    /// Rows of the import's report with a line, as file, line and the first word of the problem.
    fn reported(&self) -> BTreeSet<(String, String, String)> {
        table(&self.extract.join("import-report.csv"))
            .into_iter()
            .filter(|row| !row["line"].is_empty())
            .map(|row| {
                let reason = row["problem"].split(':').next().unwrap().to_owned();
                (row["file"].clone(), row["line"].clone(), reason)
            })
            .collect()
    }
}

#[track_caller]
fn check(set: &str, expected: [u64; 4]) {
    let Some(real) = real_data() else { return };
    assert_eq!(
        imported(&real, set).burden(),
        expected,
        "{set}: everybody, then 1, 2 and 3 or more"
    );
}

#[test]
fn the_british_export_is_counted_as_others_counted_it() {
    check("synthea_gb_lancashire", [474, 292, 160, 59]);
}

#[test]
fn the_small_export_is_counted_as_others_counted_it() {
    check("synthea_small_all_tables", [100, 60, 26, 7]);
}

/// The dirty export: 9,032 living people, of whom 7 have no usable date of birth. None of the 7
/// has a condition on a register, so only the number of people differs.
#[test]
fn the_dirty_export_is_counted_but_for_what_its_reports_explain() {
    let Some(real) = real_data() else { return };
    let imported = imported(&real, "synthea_us_ohio_2018");
    assert_eq!(imported.burden(), [9_025, 1_114, 76, 9]);

    let reported = imported.reported();
    let of = |reason: &str| {
        reported
            .iter()
            .filter(|(_, _, found)| found == reason)
            .count()
    };
    let rows = [
        ("missing_birth_date", 3),
        ("malformed_birth_date", 4),
        ("malformed_date", 2),
        ("death_before_birth", 1),
        ("before_birth", 3),
        ("after_death", 15),
        ("resolved_before_diagnosis", 141),
    ];
    for (reason, expected) in rows {
        assert_eq!(of(reason), expected, "{reason}");
    }

    // Whatever the count set aside, the import had announced, but for the conditions of people
    // who were set aside themselves.
    let source = |file: &str| {
        if file == "person.csv" {
            "patients.csv"
        } else {
            "conditions.csv"
        }
    };
    let mut explained = 0;
    for row in table(&imported.extract.join("rejects.csv")) {
        if row["reason"] == "unknown_person" {
            continue;
        }
        let key = (
            source(&row["file"]).to_owned(),
            row["line"].clone(),
            row["reason"].clone(),
        );
        assert!(reported.contains(&key), "{key:?} is in the import's report");
        explained += 1;
    }
    assert!(explained > 100, "{explained} rows");
}

#[test]
fn made_up_areas_are_marked_and_spread_over_all_of_them() {
    let Some(real) = real_data() else { return };
    let imported = imported(&real, "synthea_us_ohio_2018");
    let settings = fs::read_to_string(imported.extract.join("extract.toml")).unwrap();
    assert!(
        settings.contains("areas_assigned_for_testing = true"),
        "{settings}"
    );
    assert!(settings.contains("extracted_on = 2018-12-31"), "{settings}");
    assert!(
        imported
            .said
            .contains("areas assigned for testing: 173 small areas"),
        "{}",
        imported.said
    );
    let mut people: BTreeMap<String, u32> = BTreeMap::new();
    for row in table(&imported.extract.join("person.csv")) {
        *people.entry(row["lsoa21_code"].clone()).or_default() += 1;
    }
    assert_eq!(people.len(), 173);
    let (fewest, most) = (
        people.values().min().unwrap(),
        people.values().max().unwrap(),
    );
    assert!(
        *fewest > 30 && *most < 95,
        "10,368 people over 173 areas: {fewest} to {most}"
    );
}

/// The headers of three versions, on three people each.
#[test]
fn header_dialects_say_the_same() {
    let dialects = [
        "Id,BIRTHDATE,DEATHDATE,RACE,GENDER",
        "ID,BIRTHDATE,DEATHDATE,RACE,GENDER",
        "pat_id,birth_date,death_date,race,gender",
    ];
    let mut seen = BTreeSet::new();
    for header in dialects {
        let place = TempDir::new().unwrap();
        let from = place.path().join("csv");
        fs::create_dir(&from).unwrap();
        let patients = format!(
            "{header}\na,1950-01-02,,white,F\nb,BAD_DATA,,asian,M\nc,1980-05-06,2019-01-01,native,\n"
        );
        fs::write(from.join("patients.csv"), patients).unwrap();
        let conditions = "START,STOP,PATIENT,ENCOUNTER,CODE,DESCRIPTION\n\
                          2001-02-03,,a,e,44054006,Diabetes\n\
                          2010-01-01,2010-01-09,a,e,444814009,Viral sinusitis\n\
                          2019-02-01T10:00:00Z,,c,e,38341003,Hypertension\n";
        fs::write(from.join("conditions.csv"), conditions).unwrap();
        let encounters = "Id,START,STOP,PATIENT,ENCOUNTERCLASS\n\
                          1,2018-03-04T05:06:07Z,,a,emergency\n\
                          2,2018-03-05T05:06:07Z,,a,inpatient\n";
        fs::write(from.join("encounters.csv"), encounters).unwrap();
        let config = place.path().join("config");
        fs::create_dir(&config).unwrap();
        for (name, text) in EMBEDDED {
            fs::write(config.join(name), text).unwrap();
        }
        let out = place.path().join("extract");
        // The default partnership's map begins in 2021, after these people's last date.
        let map = config.join("neighbourhoods.csv");
        let earlier = fs::read_to_string(&map)
            .unwrap()
            .replace("2021-04-01", "2011-04-01");
        fs::write(&map, earlier).unwrap();
        outcomes(&[
            "import",
            "synthea",
            "--from",
            from.to_str().unwrap(),
            "--config",
            config.to_str().unwrap(),
            "--out",
            out.to_str().unwrap(),
        ]);
        let read = |name: &str| fs::read_to_string(out.join(name)).unwrap();
        seen.insert(
            [
                "person.csv",
                "condition.csv",
                "event.csv",
                "import-report.csv",
            ]
            .map(read)
            .join("\n"),
        );
    }
    assert_eq!(seen.len(), 1, "three dialects, one extract");
    insta::assert_snapshot!(seen.first().unwrap(), @r#"
    person_id,birth_date,person_stated_gender_code,ethnic_category,lsoa21_code,registration_start_date,registration_end_date,death_date
    a,1950-01-02,2,C,,1950-01-02,,
    b,BAD_DATA,1,L,,BAD_DATA,,
    c,1980-05-06,,S,,1980-05-06,,2019-01-01

    person_id,code_system,code,diagnosis_date,resolved_date
    a,snomed,44054006,2001-02-03,
    a,snomed,444814009,2010-01-01,2010-01-09
    c,snomed,38341003,2019-02-01T10:00:00Z,

    person_id,event_type,event_date
    a,ae_attendance,2018-03-04T05:06:07Z

    file,line,column,rows,problem
    patients.csv,3,BIRTHDATE,1,malformed_birth_date: the person cannot be counted
    conditions.csv,4,START,1,"after_death: kept, but the person is not counted then"
    conditions.csv,,CODE,1,444814009 (Viral sinusitis) is in no codelist
    encounters.csv,,ENCOUNTERCLASS,1,"inpatient: not mapped, because it may have been planned"
    patients.csv,,RACE,1,"any other race: ethnic category S, any other ethnic group"
    patients.csv,,RACE,1,"asian: ethnic category L, any other Asian background"
    patients.csv,,RACE,1,"white: ethnic category C, any other White background"
    "#);
}
