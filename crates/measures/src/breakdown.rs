//! Breakdowns: the ways people of an area are split into groups, and the groups of each.
//!
//! Group labels are the published ones, in their published order. Nothing here says which person
//! belongs to which group: that is the pipeline's.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A way of splitting an area's people into groups that together hold everybody once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Breakdown {
    /// Everybody in one group.
    All,
    /// Age in completed years at the snapshot.
    AgeBand,
    /// Person stated gender, as male, female, other or not known.
    Sex,
    /// The five groups of the 2001 census categories, and not known.
    EthnicGroup,
    /// Fifths of England by the Index of Multiple Deprivation; 1 is the most deprived.
    ImdQuintile,
    /// Fifths of the partnership's own people by deprivation; 1 is the most deprived.
    ImdLocalQuintile,
    /// Ethnic group within national fifth, whole partnership only.
    EthnicGroupByImdQuintile,
    /// Age band within national fifth, whole partnership only.
    AgeBandByImdQuintile,
    /// Sex within national fifth, whole partnership only.
    SexByImdQuintile,
}

/// Labels of sex; the last is published for the whole partnership only.
pub const SEXES: [&str; 3] = ["male", "female", "other or not known"];
/// Labels of ethnic group.
pub const ETHNIC_GROUPS: [&str; 6] = ["White", "Mixed", "Asian", "Black", "Other", "Not known"];
/// Labels of a fifth by deprivation, most deprived first.
pub const QUINTILES: [&str; 6] = ["1", "2", "3", "4", "5", "not known"];
/// Labels of age bands; the first exists only where the minimum age is below 18.
const AGE_BANDS: [&str; 7] = ["0-17", "18-34", "35-49", "50-64", "65-74", "75-84", "85+"];
/// The youngest age of each of [`AGE_BANDS`], in years.
const AGE_BAND_STARTS: [u32; 7] = [0, 18, 35, 50, 65, 75, 85];

impl Breakdown {
    /// Every breakdown, those of neighbourhoods first.
    pub const EVERY: [Self; 9] = [
        Self::All,
        Self::AgeBand,
        Self::Sex,
        Self::EthnicGroup,
        Self::ImdQuintile,
        Self::ImdLocalQuintile,
        Self::EthnicGroupByImdQuintile,
        Self::AgeBandByImdQuintile,
        Self::SexByImdQuintile,
    ];

    /// The breakdowns counted within each neighbourhood.
    pub const OF_NEIGHBOURHOODS: [Self; 6] = [
        Self::All,
        Self::AgeBand,
        Self::Sex,
        Self::EthnicGroup,
        Self::ImdQuintile,
        Self::ImdLocalQuintile,
    ];

    /// The key in every table, e.g. `age_band`.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::AgeBand => "age_band",
            Self::Sex => "sex",
            Self::EthnicGroup => "ethnic_group",
            Self::ImdQuintile => "imd_quintile",
            Self::ImdLocalQuintile => "imd_local_quintile",
            Self::EthnicGroupByImdQuintile => "ethnic_group_by_imd_quintile",
            Self::AgeBandByImdQuintile => "age_band_by_imd_quintile",
            Self::SexByImdQuintile => "sex_by_imd_quintile",
        }
    }

    /// The breakdown with this key.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::EVERY
            .into_iter()
            .find(|breakdown| breakdown.key() == key)
    }

    /// The two breakdowns that a crossed one is made of, rows then columns.
    #[must_use]
    pub fn margins(self) -> Option<(Self, Self)> {
        match self {
            Self::EthnicGroupByImdQuintile => Some((Self::EthnicGroup, Self::ImdQuintile)),
            Self::AgeBandByImdQuintile => Some((Self::AgeBand, Self::ImdQuintile)),
            Self::SexByImdQuintile => Some((Self::Sex, Self::ImdQuintile)),
            _ => None,
        }
    }

    /// Group labels in order. A crossed group is labelled `row / column`, row by row.
    #[must_use]
    pub fn groups(self, minimum_age: u32) -> Vec<String> {
        let labels: &[&str] = match self {
            Self::All => &["all"],
            Self::AgeBand => &AGE_BANDS[first_age_band(minimum_age)..],
            Self::Sex => &SEXES,
            Self::EthnicGroup => &ETHNIC_GROUPS,
            Self::ImdQuintile | Self::ImdLocalQuintile => &QUINTILES,
            Self::EthnicGroupByImdQuintile => {
                return crossed(Self::EthnicGroup, Self::ImdQuintile, minimum_age);
            }
            Self::AgeBandByImdQuintile => {
                return crossed(Self::AgeBand, Self::ImdQuintile, minimum_age);
            }
            Self::SexByImdQuintile => return crossed(Self::Sex, Self::ImdQuintile, minimum_age),
        };
        labels.iter().map(ToString::to_string).collect()
    }
}

/// The labels of every row within every column, row by row.
fn crossed(rows: Breakdown, columns: Breakdown, minimum_age: u32) -> Vec<String> {
    let columns = columns.groups(minimum_age);
    rows.groups(minimum_age)
        .iter()
        .flat_map(|row| {
            columns
                .iter()
                .map(move |column| format!("{row} / {column}"))
        })
        .collect()
}

impl fmt::Display for Breakdown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

/// The place of an age among the groups of [`Breakdown::AgeBand`].
///
/// `age_years` is at least `minimum_age`; there is a band for children only where that is below 18.
#[must_use]
pub fn age_band(age_years: u32, minimum_age: u32) -> usize {
    let band = AGE_BAND_STARTS
        .iter()
        .rposition(|start| *start <= age_years)
        .unwrap_or(0);
    band.saturating_sub(first_age_band(minimum_age))
}

fn first_age_band(minimum_age: u32) -> usize {
    usize::from(minimum_age >= 18)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_lead_back_to_their_breakdown() {
        for breakdown in Breakdown::EVERY {
            assert_eq!(Breakdown::from_key(breakdown.key()), Some(breakdown));
        }
        assert_eq!(Breakdown::from_key("ward"), None);
    }

    #[test]
    fn crossed_groups_are_labelled_row_by_row() {
        let groups = Breakdown::SexByImdQuintile.groups(18);
        assert_eq!(groups.len(), 18);
        assert_eq!(groups[..2], ["male / 1", "male / 2"]);
        assert_eq!(groups[17], "other or not known / not known");
    }

    #[test]
    fn ages_fall_into_the_band_they_are_named_after() {
        let rows = [
            (18, 18, "18-34"),
            (34, 18, "18-34"),
            (35, 18, "35-49"),
            (84, 18, "75-84"),
            (85, 18, "85+"),
            (110, 18, "85+"),
            (0, 0, "0-17"),
            (17, 16, "0-17"),
            (18, 0, "18-34"),
            (66, 65, "65-74"),
        ];
        for (age, minimum, expected) in rows {
            let groups = Breakdown::AgeBand.groups(minimum);
            assert_eq!(
                groups[age_band(age, minimum)],
                expected,
                "{age} of at least {minimum}"
            );
        }
    }
}
