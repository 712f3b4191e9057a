//! The statements of the documentation, run as they stand there in whichever of `SQLite` and `DuckDB`
//! this machine's Python has, and the extract that they make.

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
    ('91c0', '1961-07-15', '1', 'A', 'E01X00007', '2004-01-01', '2009-12-31', NULL, FALSE),
    ('91c0', '1961-07-15', '1', 'A', 'E01X00007', '2010-01-01', '2024-03-31', NULL, FALSE),
    ('aaaa', '1961-07-15', '1', 'A', 'E01X00007', '2010-01-01', NULL, NULL, TRUE);
CREATE TABLE person_conditions (person_id VARCHAR, has_hypertension BOOLEAN,
    hypertension_date DATE, has_diabetes BOOLEAN, diabetes_date DATE);
INSERT INTO person_conditions VALUES
    ('7f3a', TRUE, '2011-10-20', TRUE, '2015-03-02'), ('91c0', FALSE, NULL, TRUE, '2016-04-05'),
    ('aaaa', TRUE, '2011-10-20', FALSE, NULL);
CREATE TABLE coded_diagnosis (person_id VARCHAR, snomed_code BIGINT, recorded_on DATE);
INSERT INTO coded_diagnosis VALUES ('7f3a', 195967001, '2001-02-03');
CREATE TABLE hospital_stay (person_id VARCHAR, admission_method VARCHAR, admitted_on DATE);
INSERT INTO hospital_stay VALUES ('7f3a', '21', '2024-01-02'), ('7f3a', '11', '2024-02-02');
CREATE TABLE emergency_attendance (person_id VARCHAR, arrived_on DATE);
INSERT INTO emergency_attendance VALUES ('7f3a', '2024-01-02');
CREATE TABLE care_activity (person_id VARCHAR, activity VARCHAR, recorded_on DATE);
INSERT INTO care_activity VALUES ('7f3a', 'identified', '2024-01-05'), ('7f3a', 'bath', '2024-01-06'),
    ('aaaa', 'identified', '2024-01-05');
CREATE TABLE patient_survey (person_id VARCHAR, answered_on DATE, question VARCHAR, answer INTEGER);
INSERT INTO patient_survey VALUES ('7f3a', '2025-06-07', 'feels_safe_at_home', 4),
    ('7f3a', '2025-06-07', 'confident_managing_health', NULL);
";

/// Runs statements and writes the answer of the last as CSV.
const PROGRAM: &str = "
import csv, importlib, sys
module, database, statements = sys.argv[1:]
connection = importlib.import_module(module).connect(database)
for statement in filter(str.strip, statements.split(';')):
    answer = connection.execute(statement)
    if answer.description and statement.lstrip().startswith('SELECT'):
        table = csv.writer(sys.stdout, lineterminator='\\n')
        table.writerow(column[0] for column in answer.description)
        table.writerows(answer.fetchall())
connection.commit()
";

/// The answer of statements in a database, or nothing when this machine's Python has none of it.
fn answer(module: &str, database: &Path, statements: &str) -> Option<String> {
    let has = format!("import {module}");
    let python = |words: &[&str]| Command::new("python3").arg("-c").args(words).output();
    if !python(&[&has]).is_ok_and(|output| output.status.success()) {
        return None;
    }
    let output = python(&[PROGRAM, module, text(database), statements]).unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{module}: {said}");
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn the_statements_of_the_documentation_make_an_extract() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/data/other-systems.md");
    let docs = fs::read_to_string(docs).unwrap();
    let statements: Vec<(&str, &str)> = docs
        .split("```sql\n-- ")
        .skip(1)
        .map(|block| block.split("```").next().unwrap().split_once('\n').unwrap())
        .collect();
    let names: Vec<&str> = statements.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["person", "condition", "event", "survey"]);
    let mut tried = 0;
    for module in ["sqlite3", "duckdb"] {
        let place = TempDir::new().unwrap();
        let database = place.path().join("database");
        if answer(module, &database, DATABASE).is_none() {
            println!("skipped: no {module} here");
            continue;
        }
        tried += 1;
        for (name, statement) in &statements {
            let rows = answer(module, &database, statement).unwrap();
            fs::write(place.path().join(format!("{name}.csv")), rows).unwrap();
        }
        let settings = "source = \"A database\"\nextracted_on = 2026-09-30\n\
                        national_data_opt_out = \"applied\"\n";
        fs::write(place.path().join("extract.toml"), settings).unwrap();
        let said = outcomes(&["check", "--extract", text(place.path())]);
        let verdict = said.lines().nth(1).unwrap();
        assert_eq!(verdict, "Can be used: 10 of 10 rows, 2 people.", "{module}");
    }
    if tried == 0 {
        println!("skipped: neither SQLite nor DuckDB here");
    }
}
