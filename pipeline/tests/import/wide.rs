//! The wide table of integrated-care analysts.

use std::fs;

use tempfile::TempDir;

use super::real::{files, import, write_default_config};

const TABLE: &str = "\
Person ID|date_of_birth|gender|ethnicity_code|LSOA_2021_CODE|registration_start_date|registration_end_date|death_date|has_hypertension|hypertension_date|has_diabetes|diabetes_date|asthma_date|has_smoker
1|1950-02-01|F|A|E01X00001|2001-04-01|9999-12-31||TRUE|2011-10-20|false||2001-01-01|true
2|1960-02-01|Male|M1|E01X00007|2010-01-01|||1||Y|2015-03-02||false
3|1970-02-01|9||E01X00001|2010-01-01||2024-05-06|0|2012-01-01|perhaps|2013-01-01||1
";

#[test]
fn a_row_for_each_person_becomes_an_extract() {
    let place = TempDir::new().unwrap();
    let (from, config) = (place.path().join("table"), place.path().join("config"));
    let out = place.path().join("extract");
    fs::create_dir(&from).unwrap();
    write_default_config(&config);
    fs::write(from.join("person_conditions.csv"), TABLE).unwrap();
    let event = "person_id,event_type,event_date\n1,identified,2020-01-01\n";
    fs::write(from.join("event.csv"), event).unwrap();
    let said = import("wide", &from, &config, &out, &[]);
    let names = [
        "person.csv",
        "condition.csv",
        "event.csv",
        "import-report.csv",
        "extract.toml",
    ];
    let said = said.replace(out.to_str().unwrap(), "EXTRACT");
    insta::assert_snapshot!(files(&out, &names) + &said);

    // What stands beside the table knows better than the last date in it.
    let settings =
        "source = \"S\"\nextracted_on = 2025-03-31\nnational_data_opt_out = \"applied\"\n";
    fs::write(from.join("extract.toml"), settings).unwrap();
    import("wide", &from, &config, &out, &["--assign-areas"]);
    insta::assert_snapshot!(files(&out, &["extract.toml"]), @r#"
    areas_assigned_for_testing = true
    extracted_on = 2025-03-31
    national_data_opt_out = "applied"
    source = "S"
    "#);
}
