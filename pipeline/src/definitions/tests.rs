//! What a config folder may say, and how it is told what it may not.

use std::fs;
use std::path::Path;

use measures::breakdown::Breakdown;
use measures::definition::{Measure, Rule, Scale};

use super::{CodeSystem, ConfigError, Definitions, EMBEDDED};

mod map;

const MEASURE: &str = "[[measure]]\nkey = 'k'\nfamily = 'outcome'\npopulation = 'adults'\n\
                       direction = 'neutral'\n";

/// A small config that is right, with some files replaced, as the folder `config`.
pub(crate) fn read(replaced: &[(&str, &str)]) -> Result<Definitions, ConfigError> {
    let folder = tempfile::tempdir().unwrap();
    let right = [
        (
            "partnership.toml",
            "code = \"ALL\"\nname = \"Everywhere\"\n",
        ),
        (
            "neighbourhoods.csv",
            "LSOA_2021_CODE,LSOA_2021_NAME,NEIGHBOURHOOD_CODE,NEIGHBOURHOOD_NAME,START_DATE\n\
             L1,One,N1,North,2020-01-01\nL2,Two,N2,South,2020-01-01\n",
        ),
        (
            "deprivation.csv",
            "lsoa21_code,imd_decile,imd_year\nL1,1,2025\nL2,10,2025\n",
        ),
        (
            "conditions.csv",
            "condition,name,body_system,kind\nasthma,Asthma,lungs,physical\n\
             copd,COPD,lungs,physical\nlow_mood,Low mood,mind,mental\n",
        ),
        ("codelist.csv", "code_system,code,condition\n"),
        ("measures.toml", ""),
    ];
    for (name, text) in right.iter().chain(replaced) {
        fs::write(folder.path().join(name), text).unwrap();
    }
    Definitions::read(folder.path()).map_err(|error| {
        let shown = folder.path().display().to_string();
        ConfigError {
            file: error.file.replace(&shown, "config"),
            ..error
        }
    })
}

#[track_caller]
fn check(name: &str, text: &str, expected: &str) {
    let error = read(&[(name, text)]).unwrap_err();
    assert_eq!(error.to_string(), expected);
}

#[track_caller]
fn check_measure(rule: &str, expected: &str) {
    check(
        "measures.toml",
        &format!("# One measure.\n{MEASURE}{rule}\n"),
        &format!("config/measures.toml:2: measure `k`: {expected}"),
    );
}

#[test]
fn the_embedded_partnership_is_complete() {
    let definitions = Definitions::embedded().unwrap();
    let keys: Vec<&str> = definitions
        .measures
        .iter()
        .map(|measure| measure.key.as_str())
        .collect();
    assert!(keys.is_sorted());
    for condition in &definitions.conditions {
        let key = format!("condition_{}", condition.condition);
        assert!(keys.contains(&key.as_str()), "{key}");
    }
    for measure in &definitions.measures {
        for text in [
            &measure.title,
            &measure.question,
            &measure.unit,
            &measure.caveat,
        ] {
            assert!(!text.is_empty(), "{}", measure.key);
        }
        assert!(measure.people.is_some(), "{}", measure.key);
        assert!(measure.phrase.is_some(), "{}", measure.key);
    }
    let today = "2026-09-30".parse().unwrap();
    let geography = definitions.geography(today).unwrap();
    assert!(
        geography
            .small_areas()
            .iter()
            .all(|area| area.decile.is_some())
    );
}

#[test]
fn a_copy_of_a_config_has_the_same_digest_and_a_change_another() {
    let copy = |change: &str| {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in EMBEDDED {
            let text = if name == "tiles.csv" {
                format!("{text}{change}")
            } else {
                text.to_owned()
            };
            fs::write(folder.path().join(name), text).unwrap();
        }
        Definitions::read(folder.path())
            .unwrap()
            .digest()
            .to_owned()
    };
    let embedded = Definitions::embedded().unwrap();
    assert_eq!(copy(""), embedded.digest());
    assert_ne!(copy("\n"), embedded.digest());
}

#[test]
fn what_is_not_said_has_a_plain_default() {
    let definitions = read(&[(
        "measures.toml",
        "[[measure]]\nkey = 'out_of_hours_calls'\nfamily = 'outcome'\npopulation = 'adults'\n\
         direction = 'lower_is_better'\nevent_rate = { type = 'call', months = 6, per = 100 }\n",
    )])
    .unwrap();
    assert_eq!(definitions.partnership.minimum_age, 18);
    assert_eq!(definitions.partnership.next_release, None);
    let titles: Vec<(&str, &str, &str)> = definitions
        .measures
        .iter()
        .map(|measure| {
            (
                measure.key.as_str(),
                measure.title.as_str(),
                measure.unit.as_str(),
            )
        })
        .collect();
    assert_eq!(
        titles,
        [
            ("condition_asthma", "Adults with asthma", "percent"),
            ("condition_copd", "Adults with COPD", "percent"),
            ("condition_low_mood", "Adults with low mood", "percent"),
            (
                "out_of_hours_calls",
                "Out of hours calls",
                "per 100 people in 6 months"
            ),
        ]
    );
    let [asthma, .., calls] = &definitions.measures[..] else {
        panic!("two measures at least");
    };
    let words = |measure: &Measure| (measure.people.clone(), measure.phrase.clone());
    let adults = Some("adults".to_owned());
    let asthma_phrase = Some("live with asthma".to_owned());
    assert_eq!(words(asthma), (adults.clone(), asthma_phrase));
    assert_eq!(words(calls), (adults, None));
    assert_eq!(definitions.measures[3].scale(), Scale::RatePer(100));
    assert!(matches!(&definitions.measures[0].rule, Rule::HasCondition(key) if key == "asthma"));
    assert!(definitions.measures[3].publishes(Breakdown::AgeBand, false));
}

#[test]
fn a_missing_folder_or_file_is_named() {
    let error = Definitions::read(Path::new("/nowhere/config")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "/nowhere/config: expected a config folder"
    );
    let folder = tempfile::tempdir().unwrap();
    let error = Definitions::read(folder.path()).unwrap_err();
    assert_eq!(error.problem, "this file of the config is missing");
    assert!(error.file.ends_with("partnership.toml"));
}

#[test]
fn a_key_nobody_knows_is_refused_by_name() {
    check(
        "partnership.toml",
        "code = \"ALL\"\nname = \"Everywhere\"\nminimum_agee = 16\n",
        "config/partnership.toml:3: unknown field `minimum_agee`, expected one of `code`, `name`, \
         `minimum_age`, `controller`, `publisher`, `licence`, `contact`, `next_release`, `links`",
    );
    let error = read(&[("measures.toml", &format!("{MEASURE}event_evr = 'x'\n"))]).unwrap_err();
    assert_eq!(error.line, Some(6));
    assert!(
        error
            .problem
            .starts_with("unknown field `event_evr`, expected one of `key`")
    );
}

#[test]
fn a_measure_has_exactly_one_possible_rule() {
    let rules = "conditions_at_least, has_condition, physical_and_mental, body_systems_at_least, \
                 event_ever, event_within, all_of, event_rate, survey_at_least";
    check_measure("", &format!("has 0 rules: expected exactly one of {rules}"));
    check_measure(
        "conditions_at_least = 1\nevent_ever = 'met'",
        &format!("has 2 rules: expected exactly one of {rules}"),
    );
    let rows = [
        (
            "conditions_at_least = 0",
            "at least 0 is everybody: expected 1 or more",
        ),
        (
            "physical_and_mental = false",
            "physical_and_mental is false: expected true",
        ),
        (
            "has_condition = 'gout'",
            "condition `gout` is unknown: expected one of conditions.csv: asthma, copd, low_mood",
        ),
        (
            "event_ever = ' met'",
            "event_ever is \" met\": expected a name without spaces around it",
        ),
        (
            "event_within = { type = 'met', months = 0 }",
            "months is 0: expected 1 to 1200",
        ),
        (
            "event_within = { months = 3 }",
            "event_within: expected either `type` or `any_of`",
        ),
        (
            "event_within = { type = 'a', any_of = ['b'], months = 3 }",
            "event_within: expected either `type` or `any_of`",
        ),
        (
            "event_rate = { type = 'met', months = 3, per = 0 }",
            "per is 0: expected 1 or more people",
        ),
        (
            "survey_at_least = { question = 'q', months = 3, response = 6 }",
            "response is 6: expected 1 to 5",
        ),
        (
            "event_ever = 'met'\nphrase = 'had a plan.'",
            "phrase is \"had a plan.\": expected words that run within a sentence, without a full \
             stop or spaces around them",
        ),
        (
            "event_ever = 'met'\npeople = ''",
            "people is \"\": expected words that run within a sentence, without a full stop or \
             spaces around them",
        ),
        (
            "event_ever = 'met'\nneighbourhood_breakdowns = ['sex_by_imd_quintile']",
            "`sex_by_imd_quintile` in neighbourhood_breakdowns: expected each at most once, of \
             all, age_band, sex, ethnic_group, imd_quintile, imd_local_quintile",
        ),
    ];
    for (rule, expected) in rows {
        check_measure(rule, expected);
    }
}

#[test]
fn a_measure_of_measures_leads_to_others() {
    check_measure(
        "all_of = ['gone']",
        "all_of names `gone`: expected the key of another measure",
    );
    check_measure(
        "all_of = []",
        "all_of is empty: expected keys of other measures",
    );
    check_measure(
        "all_of = ['k']",
        "is made of itself: expected population and all_of to lead to others",
    );
    let second = |population: &str, rule: &str| {
        format!(
            "all_of = ['second']\n[[measure]]\nkey = 'second'\nfamily = 'outcome'\n\
             population = '{population}'\ndirection = 'neutral'\n{rule}"
        )
    };
    check_measure(
        &second("adults_with_3_or_more", "event_ever = 'met'"),
        "all_of names `second`, which is about adults_with_3_or_more: expected adults like this \
         measure",
    );
    check_measure(
        &second(
            "adults",
            "event_rate = { type = 'met', months = 3, per = 100 }",
        ),
        "all_of names `second`, which is an event_rate or survey_at_least: expected a measure \
         that holds or does not hold of everybody",
    );
    check_measure(
        &second(
            "adults",
            "all_of = ['third']\n[[measure]]\nkey = 'third'\nfamily = 'outcome'\n\
                 population = 'adults'\ndirection = 'neutral'\nall_of = ['k']",
        ),
        "is made of itself: expected population and all_of to lead to others",
    );
    check(
        "measures.toml",
        &format!("{MEASURE}event_ever = 'met'\n").replace("'adults'", "'everyone'"),
        "config/measures.toml:1: measure `k`: population `everyone` is unknown: expected adults, \
         adults_with_3_or_more or the key of another measure",
    );
}

#[test]
fn a_key_stands_once() {
    let twice = format!("{MEASURE}event_ever = 'a'\n{MEASURE}event_ever = 'b'\n");
    check(
        "measures.toml",
        &twice,
        "config/measures.toml:7: measure `k`: stands here twice: expected one table for each key",
    );
    check(
        "measures.toml",
        &twice.replace("'k'", "'condition_asthma'"),
        "config/measures.toml:1: measure `condition_asthma`: is added by itself for its \
         condition: expected another key",
    );
    check(
        "conditions.csv",
        "condition,name,body_system,kind\na,A,x,physical\na,A,x,physical\n",
        "config/conditions.csv:3: condition `a` stands here twice: expected one row for each",
    );
    check(
        "deprivation.csv",
        "lsoa21_code,imd_decile,imd_year\nL1,1,2025\nL1,2,2025\n",
        "config/deprivation.csv:3: `L1` stands here twice: expected one row for each small area",
    );
    check(
        "neighbourhoods.csv",
        "LSOA_2021_CODE,NEIGHBOURHOOD_CODE,NEIGHBOURHOOD_NAME,START_DATE\n\
         L1,N1,North,2020-01-01\nL1,N2,South,2020-01-01\n",
        "config/neighbourhoods.csv:3: `L1` has START_DATE 2020-01-01 in line 2 as well: expected \
         one row for each small area and day",
    );
}

#[test]
fn a_bad_row_is_named_with_what_would_be_right() {
    let rows = [
        (
            "conditions.csv",
            "condition,name,body_system,kind\na,A,x,social\n",
            "config/conditions.csv:2: kind `social` is unknown: expected physical or mental",
        ),
        (
            "conditions.csv",
            "condition,name\na,A\n",
            "config/conditions.csv:1: column `body_system` is missing: expected condition, name, \
             body_system, kind, found condition, name",
        ),
        (
            "codelist.csv",
            "code_system,code,condition\nread2,H33,asthma\n",
            "config/codelist.csv:2: code system `read2` is unknown: expected condition, snomed, \
             icd10, omop or qof",
        ),
        (
            "codelist.csv",
            "code_system,code,condition\nicd10,J45,wheeze\n",
            "config/codelist.csv:2: condition `wheeze` is unknown: expected a key of conditions.csv",
        ),
        (
            "codelist.csv",
            "code_system,code,condition\nicd10,J45\n",
            "config/codelist.csv:2: expected 3 values, found 2",
        ),
        (
            "deprivation.csv",
            "lsoa21_code,imd_decile,imd_year\nL1,11,2025\n",
            "config/deprivation.csv:2: decile of `L1` is 11: expected 1 to 10, 1 the most deprived",
        ),
        (
            "neighbourhoods.csv",
            "LSOA_2021_CODE,NEIGHBOURHOOD_CODE,NEIGHBOURHOOD_NAME,START_DATE\nL1,ALL,North,2020-01-01\n",
            "config/neighbourhoods.csv:2: neighbourhood `ALL`: expected letters, digits, `_` and \
             `-`, and another code than the whole partnership's",
        ),
        (
            "neighbourhoods.csv",
            "LSOA_2021_CODE,NEIGHBOURHOOD_CODE,NEIGHBOURHOOD_NAME,START_DATE\nL1,N1,North,1/4/2021\n",
            "config/neighbourhoods.csv:2: START_DATE is `1/4/2021`: expected a date such as \
             2021-04-01",
        ),
    ];
    for (name, text, expected) in rows {
        check(name, text, expected);
    }
}

#[test]
fn a_code_may_stand_for_several_conditions() {
    let definitions = read(&[(
        "codelist.csv",
        "code_system,code,condition\nICD10,J44,copd\nicd10,J44,asthma\nicd10,J44,copd\n\
         condition,wheeze,asthma\n",
    )])
    .unwrap();
    let rows: [(CodeSystem, &str, &[u16]); 5] = [
        (CodeSystem::Icd10, "J44", &[1, 0]),
        (CodeSystem::Snomed, "J44", &[]),
        (CodeSystem::Icd10, "j44", &[]),
        (CodeSystem::Condition, "low_mood", &[2]),
        (CodeSystem::Condition, "wheeze", &[0]),
    ];
    for (system, code, expected) in rows {
        assert_eq!(
            definitions.condition_indices(system, code),
            expected,
            "{code}"
        );
    }
}
