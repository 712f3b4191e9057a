//! Other formats through `outcomes import` and `outcomes count`, against counts made
//! independently of this project.
//!
//! The exports and the geography are real files that are no part of the project; where they are
//! absent the tests that need them say so and pass.

#![cfg(test)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use tempfile::TempDir;

#[path = "import/geography.rs"]
mod geography;
#[path = "import/omop.rs"]
mod omop;
#[path = "import/real.rs"]
mod real;
#[path = "import/sql.rs"]
mod sql;
#[path = "import/wide.rs"]
mod wide;

use real::{files, import, imported, real_data, table, write_default_config};

#[track_caller]
fn check(set: &str, expected: [u64; 4]) {
    let Some(real) = real_data() else { return };
    let imported = imported(&real, "synthea", &real.join(set), None);
    assert_eq!(
        imported.burden(),
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
    let imported = imported(&real, "synthea", &real.join("synthea_us_ohio_2018"), None);
    assert_eq!(imported.burden(), [9_025, 1_114, 76, 9]);

    let rows = [
        ("patients.csv", "missing_birth_date", 3),
        ("patients.csv", "malformed_birth_date", 4),
        ("patients.csv", "malformed_date", 2),
        ("patients.csv", "death_before_birth", 1),
        ("conditions.csv", "before_birth", 3),
        ("conditions.csv", "after_death", 15),
        ("conditions.csv", "resolved_before_diagnosis", 141),
        ("careplans.csv", "after_death", 4),
        ("careplans.csv", "resolved_before_diagnosis", 53),
    ];
    for (file, problem, expected) in rows {
        assert_eq!(
            imported.problems(file, problem),
            expected,
            "{file} {problem}"
        );
    }
    let reported = imported.reported();

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
    let imported = imported(&real, "synthea", &real.join("synthea_us_ohio_2018"), None);
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
        fs::write(from.join("supplies.csv"), "DATE,PATIENT\n2018-03-04,a\n").unwrap();
        let (config, out) = (place.path().join("config"), place.path().join("extract"));
        write_default_config(&config);
        import("synthea", &from, &config, &out, &[]);
        let names = [
            "person.csv",
            "condition.csv",
            "event.csv",
            "import-report.csv",
        ];
        seen.insert(files(&out, &names));
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
    supplies.csv,,,1,not mapped: no measure counts it
    "#);
}
