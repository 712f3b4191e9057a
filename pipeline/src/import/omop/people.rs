//! People of OMOP's PERSON with what other tables say of them: when they were observed, when
//! they died, where they live.

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate};

/// What is known of one person by id.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Life {
    pub(super) birth: Option<NaiveDate>,
    pub(super) first_observed: Option<NaiveDate>,
    pub(super) last_observed: Option<NaiveDate>,
    pub(super) death: Option<NaiveDate>,
}

/// Everybody, by id.
#[derive(Debug, Default)]
pub(super) struct People {
    pub(super) lives: BTreeMap<String, Life>,
    pub(super) rows: usize,
    pub(super) with_area: usize,
}

/// The birth date as an extract has it: a day, a month, or text that is neither, for ingest to
/// set aside. The flag says that only the year is known.
///
/// With a year alone it is the first day of observation in that year or else 15 June (OHDSI
/// Themis convention for `birth_datetime`, issue 93, CDM 5.4).
pub(super) fn birth(
    [year, month, day, datetime]: [&str; 4],
    first_observed: Option<NaiveDate>,
) -> (String, bool) {
    let number = |text: &str| {
        text.parse::<f64>()
            .ok()
            .filter(|number| number.fract() == 0.0)
    };
    let whole = |text: &str| number(text).map(|number| format!("{number:02}"));
    match (whole(year), whole(month), whole(day)) {
        (Some(year), Some(month), Some(day)) => (format!("{year:0>4}-{month}-{day}"), false),
        _ if !datetime.is_empty() => (datetime.to_owned(), false),
        (Some(year), Some(month), None) => (format!("{year:0>4}-{month}"), false),
        (Some(year), None, _) => {
            let observed = first_observed.filter(|first| format!("{:04}", first.year()) == year);
            let day = observed.map_or_else(|| format!("{year:0>4}-06-15"), |day| day.to_string());
            (day, true)
        }
        (None, _, _) => (year.to_owned(), false),
    }
}

/// OMOP's standard gender concepts as NHS person stated gender codes.
pub(super) fn gender_code(concept: &str) -> &'static str {
    match concept {
        "8507" => "1",
        "8532" => "2",
        "8521" => "9",
        _ => "",
    }
}

/// The NHS ethnic category that the source has, or else the "any other background" of the group
/// that OMOP's race concept names; with words for the report.
pub(super) fn ethnic_category(source_value: &str, concept: &str) -> (String, &'static str) {
    let source = source_value.to_ascii_uppercase();
    let is_category = match source.as_bytes() {
        [letter] => b"ABCDEFGHJKLMNPRSTWZ".contains(letter),
        [letter, digit] => b"ABCDEFGHJKLMNPRST".contains(letter) && digit.is_ascii_digit(),
        _ => false,
    };
    if is_category {
        return (source, "the source value is an NHS ethnic category");
    }
    let (category, words) = match concept {
        "8527" => (
            "C",
            "8527, White: ethnic category C, any other White background",
        ),
        "8516" => (
            "P",
            "8516, Black: ethnic category P, any other Black background",
        ),
        "8515" => (
            "L",
            "8515, Asian: ethnic category L, any other Asian background",
        ),
        "" | "0" => ("", "concept 0 or none: not known"),
        _ => (
            "S",
            "any other race: ethnic category S, any other ethnic group",
        ),
    };
    (category.to_owned(), words)
}

/// Whether a value has the form of an LSOA code of England or Wales.
pub(super) fn is_small_area(value: &str) -> bool {
    let bytes = value.as_bytes();
    bytes.len() == 9
        && matches!(bytes[0], b'E' | b'W')
        && bytes[1..3] == *b"01"
        && bytes[3..].iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_birth_date_is_as_fine_as_the_source() {
        let observed = NaiveDate::from_ymd_opt(1950, 3, 4);
        let rows = [
            (["1950", "2", "1", ""], "1950-02-01", false),
            (["1950", "2.0", "1.0", ""], "1950-02-01", false),
            (["1950", "2", "", ""], "1950-02", false),
            (
                ["1950", "", "", "1950-02-01 00:00:00"],
                "1950-02-01 00:00:00",
                false,
            ),
            (["1950", "", "", ""], "1950-03-04", true),
            (["1951", "", "", ""], "1951-06-15", true),
            (["", "", "", ""], "", false),
            (["BAD_DATA", "", "", ""], "BAD_DATA", false),
        ];
        for (parts, expected, only_year) in rows {
            let expected = (expected.to_owned(), only_year);
            assert_eq!(birth(parts, observed), expected, "{parts:?}");
        }
    }

    #[test]
    fn an_ethnic_category_of_the_source_comes_first() {
        let rows = [
            ("A", "0", "A"),
            ("c2", "8516", "C2"),
            ("white", "8527", "C"),
            ("hispanic", "0", ""),
            ("", "8657", "S"),
            ("99", "8515", "L"),
        ];
        for (source, concept, expected) in rows {
            assert_eq!(
                ethnic_category(source, concept).0,
                expected,
                "{source} {concept}"
            );
        }
    }
}
