//! Tables in which somebody changed cells or rows, each change to be named.
//!
//! Several cells are changed at once: a verification takes seconds, and tells all of them.

use aggregates::decode;
use aggregates::gaps::Method;
use measures::breakdown::Breakdown;

use crate::parquet_edit::without_row;
use crate::release::{Release, TOWN, row};

const WHOLE: &str = "SOUTHWARK";

/// How a difference calls everybody of the whole at the last snapshot.
fn of_the_whole(measure: &str) -> String {
    format!("{measure}, 2026-09-30, {WHOLE}, all")
}

/// Cells of `estimates.parquet` changed, of everybody in the whole at the last snapshot.
fn with_estimates(changes: &[(&str, &str, String)]) -> Release {
    let release = Release::of_the_town();
    changes
        .iter()
        .fold(release, |release, (measure, column, value)| {
            release.forge_cell("estimates.parquet", &row(measure, WHOLE), column, value)
        })
}

#[test]
fn a_count_that_was_changed_is_found_by_what_depends_on_it() {
    let town = Release::of_the_town();
    let (several, people) = town.counts("ltc_3_plus", WHOLE);
    let (one, _) = town.counts("ltc_1_plus", WHOLE);
    let (_, asked) = town.counts("identified", WHOLE);
    let changes = [
        ("ltc_3_plus", "numerator", (several + 500).to_string()),
        ("ltc_1_plus", "numerator", (one - 1_000).to_string()),
        ("identified", "denominator", (asked + 5).to_string()),
    ];
    let (more, fewer) = (several + 500, one - 1_000);
    let (place, file) = (of_the_whole("ltc_3_plus"), "downloads/multimorbidity.csv");
    with_estimates(&changes).check_begins(&[
        &format!(
            "estimates.parquet: {place}: the numerator is {more}, elsewhere the same is {several}"
        ),
        &format!("overview.parquet: {place}: is {several} of {people}, "),
        &format!("{file}: {place}: `numerator` is `{several}`, it should be {more}"),
        &format!(
            "estimates.parquet: numerator of {}: is {} to {}, its ",
            of_the_whole("ltc_1_plus"),
            fewer - 2,
            fewer + 2
        ),
        &format!(
            "estimates.parquet: {}: the denominator is {}, elsewhere the same is {asked}",
            of_the_whole("identified"),
            asked + 5
        ),
    ]);
}

#[test]
fn a_count_that_the_policy_never_shows_is_found() {
    let (_, asked) = Release::of_the_town().counts("care_plan", WHOLE);
    let nearly_all = asked - 5;
    let changes = [
        ("identified", "numerator", "201".to_owned()),
        ("holistic_assessment", "numerator", "5".to_owned()),
        ("care_plan", "numerator", nearly_all.to_string()),
    ];
    let named = |measure: &str, fault: &str| {
        format!("estimates.parquet: {}: {fault}", of_the_whole(measure))
    };
    let complement = format!(
        "{nearly_all} of {asked} leaves 1 to 9 people out, and the policy 10-5 withholds that"
    );
    let never = |count: u32| format!("the numerator is {count}, which the policy 10-5 never shows");
    with_estimates(&changes).check(&[
        &named("identified", &never(201)),
        &named("holistic_assessment", &never(5)),
        &named("care_plan", &complement),
    ]);
    let (_, said) =
        with_estimates(&[("identified", "numerator", (asked + 5).to_string())]).verified();
    let expected = format!(
        "column `numerator`: {} of {asked} is impossible: more people above the line than there \
         are (`identified`, `all`, `{WHOLE}`, 2026-09-30, `all`)",
        asked + 5
    );
    assert!(said.contains(&expected), "{said}");
}

#[test]
fn a_standardised_figure_or_a_dispersion_that_was_changed_is_found() {
    let changes = [
        ("ltc_3_plus", "standardised_upper_95", "0.98765".to_owned()),
        ("ltc_2_plus", "dispersion", "1.5".to_owned()),
        ("emergency_admissions", "dispersion", "9.9".to_owned()),
    ];
    let (share, rate) = (
        of_the_whole("ltc_3_plus"),
        of_the_whole("emergency_admissions"),
    );
    with_estimates(&changes).check_begins(&[
        &format!(
            "estimates.parquet: {share}: the standardised figure 0.98765 has more digits than are \
             published"
        ),
        &format!("overview.parquet: {share}: is "),
        &format!("downloads/multimorbidity.csv: {share}: `standardised_upper_95` is "),
        &format!(
            "estimates.parquet: {}: a dispersion beside a share of people",
            of_the_whole("ltc_2_plus")
        ),
        &format!("downloads/outcome.csv: {rate}: `dispersion` is "),
        &format!("downloads/outcome.csv: {rate}: `upper_95` is "),
    ]);
}

/// A CSV line with other cells in some columns.
fn with_csv_cells(file: &str, key: &str, changes: &[(&str, &str)]) -> Vec<u8> {
    let header: Vec<&str> = file.lines().next().unwrap().split(',').collect();
    let line = file.lines().find(|line| line.starts_with(key)).unwrap();
    let cells: Vec<&str> = header
        .iter()
        .zip(line.split(','))
        .map(|(name, cell)| {
            let change = changes.iter().find(|(column, _)| column == name);
            change.map_or(cell, |(_, value)| value)
        })
        .collect();
    file.replace(line, &cells.join(",")).into_bytes()
}

#[test]
fn a_cell_of_a_download_that_was_changed_is_found() {
    let csv = "downloads/multimorbidity.csv";
    let file = String::from_utf8(TOWN[csv].clone()).unwrap();
    // A line whose figure and standardised figure are shown, of a neighbourhood.
    let title = "ltc_3_plus,Adults with three or more long-term conditions,2026-09-30,";
    let line = file
        .lines()
        .find(|line| {
            line.starts_with(title) && line.contains(",all,all,") && line.contains("similar")
        })
        .unwrap();
    let key = line.split_once(",all,all,").unwrap().0;
    let area = key.split(',').nth(3).unwrap();
    let place = format!("{csv}: ltc_3_plus, 2026-09-30, {area}, all");
    let changes = [
        ("upper_95", "99.5", ""),
        ("lower_998", "withheld", ""),
        ("standardised_value", "withheld", ""),
        ("dispersion", "1.5", "empty"),
        ("partnership_value", "51", ""),
        ("comparison", "higher", "`similar`"),
        ("area_name", "Elsewhere", ""),
        ("measure_title", "Adults", "`Adults with three or more"),
        ("numerator", "9995", ""),
    ];
    let cells: Vec<(&str, &str)> = changes
        .iter()
        .map(|(column, value, _)| (*column, *value))
        .collect();
    let expected = changes.map(|(column, value, expected)| {
        format!("{place}: `{column}` is `{value}`, it should be {expected}")
    });
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    let key = format!("{key},all,");
    Release::of_the_town()
        .forge(csv, |_| with_csv_cells(&file, &key, &cells))
        .check_begins(&expected);
    let parquet = "downloads/multimorbidity.parquet";
    let keys = row("ltc_3_plus", area);
    let place = format!("{parquet}: ltc_3_plus, 2026-09-30, {area}, all");
    Release::of_the_town()
        .forge(csv, |_| with_csv_cells(&file, &key, &[("group", "none")]))
        .forge_cell(parquet, &keys, "upper_95", "66.9")
        .forge_cell(parquet, &keys, "standardised_value", "12.5")
        .check_begins(&[
            &format!("{csv}: ltc_3_plus, 2026-09-30, {area}, all: is missing"),
            &format!("{place}: `upper_95` is 66.9, it should be "),
            &format!("{place}: `standardised_value` is 12.5, it should be "),
        ]);
}

#[test]
fn a_gap_of_every_method_that_was_changed_is_found() {
    let file = "gaps.parquet";
    let (fifths, ages) = (Breakdown::ImdLocalQuintile, Breakdown::AgeBand);
    let changes = [
        (fifths, Method::SlopeIndex, "lower_95", "-0.95"),
        (fifths, Method::RelativeIndex, "upper_95", "95"),
        (fifths, Method::Difference, "people", "99999"),
        (fifths, Method::Ratio, "worst_group", "3"),
        (ages, Method::BetweenGroups, "lower_95", "-0.95"),
        (ages, Method::IndexOfDisparity, "value", "0.95"),
    ];
    let keys = |dimension: Breakdown, method: Method| {
        [
            ("measure", "ltc_3_plus"),
            ("period_end", "2026-09-30"),
            ("area", WHOLE),
            ("dimension", dimension.key()),
            ("method", method.key()),
        ]
    };
    let place = |dimension: Breakdown, method: Method| {
        let method = method.key();
        format!("{file}: ltc_3_plus, 2026-09-30, {WHOLE}, {dimension}, {method}")
    };
    let missing = (Breakdown::EthnicGroup, Method::BetweenGroups);
    let mut release = Release::of_the_town().forge(file, |bytes| {
        without_row(bytes, &keys(missing.0, missing.1))
    });
    let mut expected = vec![format!("{}: is missing", place(missing.0, missing.1))];
    for (dimension, method, column, value) in changes {
        release = release.forge_cell(file, &keys(dimension, method), column, value);
        let place = place(dimension, method);
        expected.push(format!(
            "{place}: `{column}` is {value}, the published counts make "
        ));
    }
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    release.check_begins(&expected);
}

#[test]
fn a_trend_that_was_changed_is_found() {
    let file = "trends.parquet";
    let keys = |measure| [("measure", measure), ("area", WHOLE)];
    let place = |measure| format!("{file}: {measure}, {WHOLE}");
    let (admissions, plans) = ("emergency_admissions_quarter", "care_plan_quarter");
    Release::of_the_town()
        .forge_cell(file, &keys(admissions), "points", "3")
        .forge_cell(file, &keys(admissions), "direction", "getting_better")
        .forge(file, |bytes| without_row(bytes, &keys(plans)))
        .check(&[
            &format!(
                "{}: `points` is 3, the published counts make 2",
                place(admissions)
            ),
            &format!(
                "{}: `direction` is getting_better, the published counts make neither",
                place(admissions)
            ),
            &format!("{}: is missing", place(plans)),
        ]);
}

#[test]
fn a_set_of_conditions_that_was_changed_is_found() {
    let file = "combinations.parquet";
    let catalogue = Release::of_the_town().manifest().catalogue;
    let sets = decode::combinations(&TOWN[file], &catalogue).unwrap();
    let words = |index: usize| {
        let set = &sets[index];
        let conditions = set.conditions.iter();
        let mut keys: Vec<&str> = conditions
            .map(|condition| catalogue.conditions[*condition].condition.as_str())
            .collect();
        keys.sort_unstable();
        let area = catalogue.area(set.area).code.clone();
        (
            catalogue.periods[set.period].to_string(),
            area,
            format!("[{}]", keys.join(", ")),
        )
    };
    let change = |release: Release, index: usize, people: &str| {
        let (period, area, list) = words(index);
        let keys = [
            ("period_end", period.as_str()),
            ("area", &area),
            ("conditions", &list),
        ];
        release.forge_cell(file, &keys, "people", people)
    };
    let (period, area, _) = words(0);
    let place = format!("{file}: {period}, {area}");
    // More people than have the conditions; a count that is not rounded; and out of order.
    let release = change(Release::of_the_town(), 0, "50000");
    change(release, 1, "50001").check_begins(&[
        &format!("{place}: its sets have at least "),
        &format!("{place}, "),
        &format!("{file}: row 2 ({period}, `{area}`, 50001, "),
    ]);
}
