//! Where the invented people live: the small areas of the default partnership, and what its
//! neighbourhoods are like.
//!
//! The neighbourhoods' character is `neighbourhoods.csv` beside this file; every value in it is
//! invented, after the differences that the 2021 census shows within an inner-London borough.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The five ethnic groups that people state, then "not known".
pub(super) const ETHNIC_GROUPS: usize = 6;

/// What a neighbourhood is like.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Neighbourhood {
    #[serde(rename = "neighbourhood_code")]
    code: String,
    /// Its part of the partnership's people, in percent.
    pub(super) share: f64,
    /// Women and girls, in percent.
    pub(super) female: f64,
    /// How many more children, adults under 35 and people of 65 or more than in the whole.
    pub(super) children: f64,
    pub(super) young: f64,
    pub(super) older: f64,
    /// Ethnic groups, in percent.
    white: f64,
    mixed: f64,
    asian: f64,
    black: f64,
    other: f64,
    /// The share of people assessed in a year when coordinated care began, and now.
    pub(super) coverage_first: f64,
    pub(super) coverage_last: f64,
    /// How many more visits to accident and emergency for being close to one.
    pub(super) near_hospital: f64,
}

/// A small area.
#[derive(Debug, Clone)]
pub(super) struct SmallArea {
    pub(super) code: String,
    /// Place among the neighbourhoods.
    pub(super) neighbourhood: usize,
    /// Deprivation: 1 in the most deprived tenth of England, -1 in the least.
    pub(super) deprivation: f64,
    /// Weights of the ethnic groups here.
    pub(super) ethnic_weights: [f64; ETHNIC_GROUPS],
}

/// All places, and how likely a person lives in each.
#[derive(Debug)]
pub(super) struct Places {
    pub(super) neighbourhoods: Vec<Neighbourhood>,
    pub(super) areas: Vec<SmallArea>,
    /// The chance of living in an area or in one before it.
    reached: Vec<f64>,
}

#[derive(Deserialize)]
struct AreaRow {
    #[serde(rename = "LSOA_2021_CODE")]
    code: String,
    #[serde(rename = "NEIGHBOURHOOD_CODE")]
    neighbourhood: String,
}

#[derive(Deserialize)]
struct DeprivationRow {
    lsoa21_code: String,
    imd_decile: u8,
}

impl Places {
    /// The places of the default partnership.
    pub(super) fn of_the_default_partnership() -> Self {
        Self::read(
            include_str!("neighbourhoods.csv"),
            include_str!("../../config/neighbourhoods.csv"),
            include_str!("../../config/deprivation.csv"),
        )
    }

    fn read(character: &str, areas: &str, deprivation: &str) -> Self {
        let neighbourhoods: Vec<Neighbourhood> = rows(character);
        let deciles: BTreeMap<String, u8> = rows::<DeprivationRow>(deprivation)
            .into_iter()
            .map(|row| (row.lsoa21_code, row.imd_decile))
            .collect();
        let areas: Vec<SmallArea> = rows::<AreaRow>(areas)
            .into_iter()
            .map(|row| {
                let place = neighbourhoods
                    .iter()
                    .position(|known| known.code == row.neighbourhood)
                    .expect("every neighbourhood of the default partnership is characterised");
                let deprivation = (5.5 - f64::from(deciles[&row.code])) / 4.5;
                SmallArea {
                    neighbourhood: place,
                    deprivation,
                    ethnic_weights: neighbourhoods[place].ethnic_weights(deprivation),
                    code: row.code,
                }
            })
            .collect();
        let mut reached = Vec::with_capacity(areas.len());
        let mut so_far = 0.0;
        for (number, area) in areas.iter().enumerate() {
            let siblings = areas
                .iter()
                .filter(|other| other.neighbourhood == area.neighbourhood)
                .count();
            // Small areas hold 1,000 to 3,000 people: some a fifth more or fewer than others.
            let size = 0.8 + 0.4 * (number * 7 % 11) as f64 / 10.0;
            so_far += neighbourhoods[area.neighbourhood].share * size / siblings as f64;
            reached.push(so_far);
        }
        for chance in &mut reached {
            *chance /= so_far;
        }
        Self {
            neighbourhoods,
            areas,
            reached,
        }
    }

    /// The area in which a share of the people have been housed before this one.
    pub(super) fn area_at(&self, share: f64) -> usize {
        self.reached
            .partition_point(|reached| *reached <= share)
            .min(self.areas.len() - 1)
    }
}

impl Neighbourhood {
    /// Within a neighbourhood the more deprived streets are home to more Black and fewer White
    /// people, as in inner London. About one person in twenty has no stated ethnicity.
    fn ethnic_weights(&self, deprivation: f64) -> [f64; ETHNIC_GROUPS] {
        let tilt = libm::exp(0.45 * (deprivation - 0.3));
        let known = [
            self.white / tilt,
            self.mixed,
            self.asian,
            self.black * tilt,
            self.other,
        ];
        let not_known = 0.05 * known.iter().sum::<f64>();
        let [white, mixed, asian, black, other] = known;
        [white, mixed, asian, black, other, not_known]
    }
}

/// The rows of an embedded table, which the tests read.
pub(super) fn rows<R: serde::de::DeserializeOwned>(text: &str) -> Vec<R> {
    csv::Reader::from_reader(text.as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .expect("an embedded table has the columns of its type")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_lives_somewhere_and_every_area_has_people() {
        let places = Places::of_the_default_partnership();
        assert_eq!(places.area_at(0.0), 0);
        assert_eq!(places.area_at(0.999_999_999), places.areas.len() - 1);
        assert!(places.reached.is_sorted_by(|a, b| a < b));
        let shares: f64 = places.neighbourhoods.iter().map(|n| n.share).sum();
        assert!((shares - 100.0).abs() < 1e-9);
        for area in &places.areas {
            assert!(
                area.code.starts_with("E01X"),
                "{} is an invented code",
                area.code
            );
        }
    }
}
