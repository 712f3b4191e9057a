//! The OMOP Common Data Model: two published samples, and a small one that has what they lack.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;
use tempfile::TempDir;

use super::real::{files, import, imported, real_data, table, write_default_config};

const EXTRACT: [&str; 3] = ["person.csv", "condition.csv", "event.csv"];

/// Everybody registered, then those with 1, 2 and 3 conditions or more, at two quarter ends.
#[test]
fn version_5_4_is_counted_as_others_counted_it() {
    let Some(real) = real_data() else { return };
    let from = real.join("omop54_synthea27_csv");
    for (as_of, expected) in [("2021-12-31", [20, 8, 3, 0]), ("2022-03-31", [16, 6, 2, 0])] {
        let imported = imported(&real, "omop", &from, Some(as_of));
        assert_eq!(imported.burden(), expected, "{as_of}");
        assert_eq!(table(&imported.extract.join("person.csv")).len(), 28);
        assert_eq!(table(&imported.extract.join("condition.csv")).len(), 470);
        assert_eq!(table(&imported.extract.join("event.csv")).len(), 56);
        let settings = fs::read_to_string(imported.extract.join("extract.toml")).unwrap();
        assert!(settings.contains("extracted_on = 2022-10-10"), "{settings}");
    }
}

/// 2,649 observation periods of nobody, and 443 eras of no concept.
#[test]
fn version_5_3_is_counted_and_its_dirt_is_found() {
    let Some(real) = real_data() else { return };
    let imported = imported(&real, "omop", &real.join("omop53_gibleed_2694"), None);
    assert_eq!(imported.burden(), [698, 249, 73, 17]);
    let unknown = imported.problems("OBSERVATION_PERIOD.csv", "unknown_person");
    assert_eq!(unknown, 2_649);
    assert_eq!(imported.problems("CONDITION_ERA.csv", "missing_code"), 443);
    assert_eq!(imported.set_aside("missing_code"), 443);
    assert_eq!(imported.reported().len(), 2_649 + 443);
    assert_eq!(table(&imported.extract.join("person.csv")).len(), 2_694);
    assert_eq!(table(&imported.extract.join("condition.csv")).len(), 65_719);
}

/// A CSV file as Parquet, its columns in upper case, without those that may be absent.
fn as_parquet(csv_file: &Path, parquet: &Path) {
    const OPTIONAL: [&str; 4] = [
        "birth_datetime",
        "race_source_value",
        "concept_name",
        "note",
    ];
    let mut reader = csv::Reader::from_path(csv_file).unwrap();
    let header = reader.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let columns = header
        .iter()
        .enumerate()
        .filter(|(_, name)| !OPTIONAL.contains(name));
    let columns = columns.map(|(place, name)| {
        let values = rows
            .iter()
            .map(|row| Some(&row[place]).filter(|value| !value.is_empty()));
        let values: ArrayRef = Arc::new(values.collect::<StringArray>());
        (name.to_ascii_uppercase(), values, true)
    });
    let batch = RecordBatch::try_from_iter_with_nullable(columns).unwrap();
    let mut writer =
        ArrowWriter::try_new(fs::File::create(parquet).unwrap(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

#[test]
fn parquet_in_upper_case_says_the_same_as_csv() {
    let Some(real) = real_data() else { return };
    let place = TempDir::new().unwrap();
    let from = place.path().join("cdm");
    fs::create_dir(&from).unwrap();
    let source = real.join("omop54_synthea27_csv");
    for entry in fs::read_dir(&source).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "csv") {
            let name = path.file_stem().unwrap().to_str().unwrap();
            as_parquet(&path, &from.join(format!("{name}.parquet")));
        }
    }
    let expected = imported(&real, "omop", &source, None);
    let found = imported(&real, "omop", &from, None);
    assert_eq!(
        files(&found.extract, &EXTRACT),
        files(&expected.extract, &EXTRACT)
    );
}

#[test]
fn a_small_model_says_what_the_samples_lack() {
    let place = TempDir::new().unwrap();
    let from = place.path().join("cdm");
    fs::create_dir(&from).unwrap();
    let tables = [
        (
            "person",
            "person_id,gender_concept_id,year_of_birth,month_of_birth,day_of_birth,race_concept_id,\
             race_source_value,location_id\n\
             1,8507,1950,2,3,8527,A,10\n2,8532,1960,7,,8516,,11\n3,8521,1970,,,0,,\n\
             3,8521,1970,,,0,,\n4,0,1980,1,1,8657,x,10\n",
        ),
        (
            "observation_period",
            "person_id,observation_period_start_date,observation_period_end_date\n\
             1,2010-01-01,2015-01-01\n1,2005-05-05,2030-01-01\n2,2011-01-01,2024-06-30\n\
             3,1970-03-04,2030-01-01\n9,2010-01-01,2015-01-01\n",
        ),
        (
            "death",
            "person_id,death_date\n2,2024-06-30\n2,2024-06-29\n9,2024-01-01\n4,1979-01-01\n",
        ),
        (
            "location",
            "location_id,address_1,zip,location_source_value\n10,,SE1,E01003911\n11,,SE5,\n",
        ),
        (
            "condition_occurrence",
            "person_id,condition_concept_id,condition_start_date,condition_end_date,\
             condition_source_concept_id\n\
             1,201826,2012-01-01,,0\n1,316866,2013-01-01,2014-01-01,0\n1,999,2013-01-01,,45591453\n\
             2,0,2013-01-01,,0\n2,888,2013-01-01,,0\n2,255573,2016-01-01,2015-01-01,0\n\
             1,316866,1949-01-01,,0\n",
        ),
        (
            "concept",
            "concept_id,concept_name,vocabulary_id,concept_code\n\
             316866,Hypertensive disorder,SNOMED,38341003\n45591453,Asthma,ICD10,J45\n\
             888,Something else,Read,H33\n255573,Chronic airways disease,SNOMED,13645005\n",
        ),
        (
            "visit_occurrence",
            "person_id,visit_concept_id,visit_start_date\n1,9203,2024-01-01\n1,262,2024-02-01\n\
             1,9201,2024-03-01\n7,9203,2024-01-01\n",
        ),
        ("measurement", "person_id,value_as_number\n1,42\n"),
    ];
    for (name, text) in tables {
        fs::write(from.join(format!("{name}.csv")), text).unwrap();
    }
    let (config, out) = (place.path().join("config"), place.path().join("extract"));
    write_default_config(&config);
    // The codelist names one concept id; all others go by the code that CONCEPT gives them.
    let codelist = fs::read_to_string(config.join("codelist.csv")).unwrap();
    let codelist = format!("{codelist}omop,201826,diabetes\n");
    fs::write(config.join("codelist.csv"), codelist).unwrap();
    let said = import("omop", &from, &config, &out, &[]);
    let mut everything = files(&out, &EXTRACT);
    everything += &files(&out, &["import-report.csv", "extract.toml"]);
    everything += &said.replace(out.to_str().unwrap(), "EXTRACT");
    insta::assert_snapshot!(everything);
}
