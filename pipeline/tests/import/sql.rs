//! The statements of the documentation, run as they stand there in whichever of `SQLite` and `DuckDB`
//! this machine has, and the extract that they make.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use super::real::{outcomes, text};

/// A few rows of what integrated-care databases hold.
const DATABASE: &str = "
CREATE TABLE person_table (person_id VARCHAR, date_of_birth DATE, gender_code VARCHAR,
    ethnicity_code VARCHAR, lsoa_2021_code VARCHAR, registered_from DATE, registered_to DATE,
    date_of_death DATE, opted_out BOOLEAN);
INSERT INTO person_table VALUES
    ('7f3a', '1950-02-25', '2', 'M', 'E01X00001', '2001-04-01', NULL, NULL, FALSE),
    ('91c0', '1961-07-15', '1', 'A', 'E01X00007', '2010-01-01', '2024-03-31', NULL, FALSE),
    ('aaaa', '1961-07-15', '1', 'A', 'E01X00007', '2010-01-01', NULL, NULL, TRUE);
CREATE TABLE person_conditions (person_id VARCHAR, has_hypertension BOOLEAN,
    hypertension_date DATE, has_diabetes BOOLEAN, diabetes_date DATE);
INSERT INTO person_conditions VALUES
    ('7f3a', TRUE, '2011-10-20', TRUE, '2015-03-02'), ('91c0', FALSE, NULL, TRUE, '2016-04-05');
CREATE TABLE coded_diagnosis (person_id VARCHAR, snomed_code BIGINT, recorded_on DATE);
INSERT INTO coded_diagnosis VALUES ('7f3a', 195967001, '2001-02-03');
CREATE TABLE hospital_stay (person_id VARCHAR, admission_method VARCHAR, admitted_on DATE);
INSERT INTO hospital_stay VALUES ('7f3a', '21', '2024-01-02'), ('7f3a', '11', '2024-02-02');
CREATE TABLE emergency_attendance (person_id VARCHAR, arrived_on DATE);
INSERT INTO emergency_attendance VALUES ('7f3a', '2024-01-02');
CREATE TABLE care_activity (person_id VARCHAR, activity VARCHAR, recorded_on DATE);
INSERT INTO care_activity VALUES ('7f3a', 'identified', '2024-01-05'), ('7f3a', 'bath', '2024-01-06');
";

/// Runs statements; gives the answer as CSV, or nothing when the program is not there.
fn answer(program: &str, database: &Path, statements: &str) -> Option<String> {
    let more: &[&str] = if program == "sqlite3" {
        &["-header"]
    } else {
        &[]
    };
    let output = Command::new(program)
        .args(more)
        .args(["-csv", text(database), statements])
        .output()
        .ok()?;
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program}: {said}");
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn the_statements_of_the_documentation_make_an_extract() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/data.md");
    let docs = fs::read_to_string(docs).unwrap();
    let statements: Vec<(&str, &str)> = docs
        .split("```sql\n-- ")
        .skip(1)
        .map(|block| block.split("```").next().unwrap().split_once('\n').unwrap())
        .collect();
    let names: Vec<&str> = statements.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["person", "condition", "event"]);
    let mut tried = 0;
    for program in ["sqlite3", "duckdb"] {
        let place = TempDir::new().unwrap();
        let database = place.path().join("database");
        if answer(program, &database, DATABASE).is_none() {
            println!("skipped: no {program} here");
            continue;
        }
        tried += 1;
        for (name, statement) in &statements {
            let rows = answer(program, &database, statement).unwrap();
            fs::write(place.path().join(format!("{name}.csv")), rows).unwrap();
        }
        let settings = "source = \"A database\"\nextracted_on = 2026-09-30\n\
                        national_data_opt_out = \"applied\"\n";
        fs::write(place.path().join("extract.toml"), settings).unwrap();
        let said = outcomes(&["check", "--extract", text(place.path())]);
        let verdict = said.lines().nth(1).unwrap();
        assert_eq!(verdict, "Can be used: 9 of 9 rows, 2 people.", "{program}");
    }
    if tried == 0 {
        println!("skipped: neither SQLite nor DuckDB here");
    }
}
