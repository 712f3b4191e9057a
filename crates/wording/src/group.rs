//! Groups of people by the names a reader knows. Never the order or the members of a group.

use measures::breakdown::Breakdown;

/// What the people are split by: `age`, `ethnic group`, `deprivation (England's fifths)`.
#[must_use]
pub fn split_by(breakdown: Breakdown) -> &'static str {
    match breakdown {
        Breakdown::All => "everybody together",
        Breakdown::AgeBand => "age",
        Breakdown::Sex => "sex",
        Breakdown::EthnicGroup => "ethnic group",
        Breakdown::ImdQuintile => "deprivation (fifths of England)",
        Breakdown::ImdLocalQuintile => "deprivation (local fifths)",
        Breakdown::EthnicGroupByImdQuintile => "ethnic group and deprivation",
        Breakdown::AgeBandByImdQuintile => "age and deprivation",
        Breakdown::SexByImdQuintile => "sex and deprivation",
    }
}

/// A group's label beside a bar or in a table: `18 to 34`, `1 (most deprived)`, `Female`.
///
/// ```
/// use measures::breakdown::Breakdown;
/// assert_eq!(wording::group::label(Breakdown::AgeBand, "85+"), "85 and over");
/// assert_eq!(wording::group::label(Breakdown::ImdQuintile, "1"), "1 (most deprived)");
/// ```
#[must_use]
pub fn label(breakdown: Breakdown, group: &str) -> String {
    if let (Some((rows, columns)), Some((row, column))) =
        (breakdown.margins(), group.split_once(" / "))
    {
        return format!("{}, {}", label(rows, row), in_sentence(columns, column));
    }
    match (breakdown, group) {
        (Breakdown::All, _) => "Everybody".to_owned(),
        (Breakdown::AgeBand, _) => ages(group),
        (Breakdown::ImdQuintile | Breakdown::ImdLocalQuintile, "1") => {
            "1 (most deprived)".to_owned()
        }
        (Breakdown::ImdQuintile | Breakdown::ImdLocalQuintile, "5") => {
            "5 (least deprived)".to_owned()
        }
        _ => crate::list::capitalised(group),
    }
}

/// A group within a sentence, after "among": `people aged 18 to 34`, `the most deprived fifth`.
#[must_use]
pub fn in_sentence(breakdown: Breakdown, group: &str) -> String {
    match breakdown {
        Breakdown::All => "everybody".to_owned(),
        Breakdown::AgeBand => format!("people aged {}", ages(group)),
        Breakdown::Sex => match group {
            "male" => "men".to_owned(),
            "female" => "women".to_owned(),
            _ => "people whose sex is other or not known".to_owned(),
        },
        Breakdown::EthnicGroup => match group {
            "Not known" => "people whose ethnic group is not known".to_owned(),
            "Mixed" => "people with a mixed background".to_owned(),
            "Other" => "people of other ethnic groups".to_owned(),
            _ => format!("{group} people"),
        },
        Breakdown::ImdQuintile | Breakdown::ImdLocalQuintile => match group {
            "1" => "the most deprived fifth".to_owned(),
            "2" => "the second most deprived fifth".to_owned(),
            "3" => "the middle fifth".to_owned(),
            "4" => "the second least deprived fifth".to_owned(),
            "5" => "the least deprived fifth".to_owned(),
            _ => "people whose deprivation is not known".to_owned(),
        },
        Breakdown::EthnicGroupByImdQuintile
        | Breakdown::AgeBandByImdQuintile
        | Breakdown::SexByImdQuintile => {
            let Some(((rows, columns), (row, column))) =
                breakdown.margins().zip(group.split_once(" / "))
            else {
                return group.to_owned();
            };
            format!(
                "{} in {}",
                in_sentence(rows, row),
                in_sentence(columns, column)
            )
        }
    }
}

/// Whether the group collects people of whom the split is not known.
#[must_use]
pub fn is_not_known(group: &str) -> bool {
    group.to_lowercase().ends_with("not known")
}

fn ages(band: &str) -> String {
    band.strip_suffix('+').map_or_else(
        || band.replace('-', " to "),
        |start| format!("{start} and over"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_have_names_beside_a_bar_and_in_a_sentence() {
        let rows = [
            (
                Breakdown::AgeBand,
                "18-34",
                "18 to 34",
                "people aged 18 to 34",
            ),
            (Breakdown::Sex, "female", "Female", "women"),
            (Breakdown::EthnicGroup, "Black", "Black", "Black people"),
            (Breakdown::ImdLocalQuintile, "3", "3", "the middle fifth"),
            (
                Breakdown::SexByImdQuintile,
                "male / 5",
                "Male, the least deprived fifth",
                "men in the least deprived fifth",
            ),
        ];
        for (breakdown, group, beside, within) in rows {
            assert_eq!(label(breakdown, group), beside);
            assert_eq!(in_sentence(breakdown, group), within);
        }
    }
}
