//! `neighbourhoods.csv`, and the map that holds on a day: small area to neighbourhood, with the
//! deprivation of each.
//!
//! Today's map serves every snapshot; nothing here knows where a person lived before.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use foldhash::fast::FixedState;
use hashbrown::HashMap;
use measures::area::{self, Area, AreaIndex};

use super::deprivation::{Deprivation, Deprived};
use super::error::ConfigError;
use super::files::{ConfigFile, is_key};
use super::partnership::Partnership;

/// One row of `neighbourhoods.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NeighbourhoodRow {
    small_area: String,
    neighbourhood: Area,
    start: NaiveDate,
}

/// Which neighbourhood each small area belongs to on one day, and how deprived it is.
#[derive(Debug, Clone)]
pub struct Geography {
    neighbourhoods: Vec<Area>,
    small_areas: Vec<SmallArea>,
    places: HashMap<String, u32, FixedState>,
}

/// A small area (LSOA) of some neighbourhood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmallArea {
    /// The 2021 LSOA code.
    pub code: String,
    /// The neighbourhood it belongs to.
    pub neighbourhood: AreaIndex,
    /// Tenth of England by the Index of Multiple Deprivation, 1 the most deprived, if known.
    pub decile: Option<u8>,
    /// Place among all small areas of England, 1 the most deprived, if known.
    pub rank: Option<u32>,
}

impl SmallArea {
    /// Fifth of England, 1 the most deprived, if the decile is known.
    #[must_use]
    pub fn national_quintile(&self) -> Option<u8> {
        self.decile.map(|decile| decile.div_ceil(2))
    }
}

impl NeighbourhoodRow {
    /// The neighbourhood's code.
    pub(super) fn code(&self) -> &str {
        &self.neighbourhood.code
    }
}

impl Geography {
    pub(super) fn on(
        as_of: NaiveDate,
        rows: &[NeighbourhoodRow],
        deprivation: &Deprivation,
    ) -> Result<Self, ConfigError> {
        let wrong = |problem: String| ConfigError::new("neighbourhoods.csv", None, problem);
        let mut latest: BTreeMap<&str, &NeighbourhoodRow> = BTreeMap::new();
        for row in rows.iter().filter(|row| row.start <= as_of) {
            let known = latest.entry(&row.small_area).or_insert(row);
            if known.start < row.start {
                *known = row;
            }
        }
        let mut names: BTreeMap<&str, &str> = BTreeMap::new();
        for row in latest.values() {
            let Area { code, name } = &row.neighbourhood;
            let known = names.entry(code).or_insert(name);
            if known != name {
                return Err(wrong(format!(
                    "neighbourhood `{code}` is called both `{known}` and `{name}` on {as_of}: \
                     expected one name for each code"
                )));
            }
        }
        if names.is_empty() {
            return Err(wrong(format!(
                "no small area belongs to a neighbourhood on {as_of}: expected a START_DATE on or \
                 before that day"
            )));
        }
        let neighbourhoods: Vec<Area> = names
            .iter()
            .map(|(code, name)| Area {
                code: (*code).to_owned(),
                name: (*name).to_owned(),
            })
            .collect();
        let small_areas: Vec<SmallArea> = latest
            .values()
            .map(|row| {
                let place = neighbourhoods
                    .binary_search_by(|area| area.code.cmp(&row.neighbourhood.code))
                    .expect("every row's neighbourhood is listed");
                let deprived = deprivation.of(&row.small_area);
                SmallArea {
                    code: row.small_area.clone(),
                    neighbourhood: AreaIndex(place),
                    decile: deprived.map(|Deprived { decile, .. }| decile),
                    rank: deprived.and_then(|Deprived { rank, .. }| rank),
                }
            })
            .collect();
        let places = (0..)
            .zip(&small_areas)
            .map(|(place, area)| (area.code.clone(), place))
            .collect();
        Ok(Self {
            neighbourhoods,
            small_areas,
            places,
        })
    }

    /// The place of a small area among [`Geography::small_areas`]; none outside every
    /// neighbourhood.
    #[must_use]
    pub fn small_area(&self, code: &str) -> Option<u32> {
        self.places.get(code).copied()
    }

    /// The small areas of all neighbourhoods, in order of code.
    #[must_use]
    pub fn small_areas(&self) -> &[SmallArea] {
        &self.small_areas
    }

    /// What everybody may know of a small area.
    #[must_use]
    pub fn published(&self, area: &SmallArea) -> area::SmallArea {
        area::SmallArea {
            neighbourhood: self.neighbourhoods[area.neighbourhood.0].code.clone(),
            imd_quintile: area.national_quintile(),
        }
    }

    /// The neighbourhoods, in order of code.
    #[must_use]
    pub fn neighbourhoods(&self) -> &[Area] {
        &self.neighbourhoods
    }
}

pub(super) fn read_neighbourhoods(
    file: &ConfigFile,
    partnership: &Partnership,
) -> Result<Vec<NeighbourhoodRow>, ConfigError> {
    let columns = [
        "LSOA_2021_CODE",
        "NEIGHBOURHOOD_CODE",
        "NEIGHBOURHOOD_NAME",
        "START_DATE",
    ];
    let mut seen: BTreeMap<(String, NaiveDate), u64> = BTreeMap::new();
    let mut neighbourhoods = Vec::new();
    for row in file.rows(&columns)? {
        let small_area = file.given(&row, 0, columns[0])?.to_owned();
        let code = file.given(&row, 1, columns[1])?.to_owned();
        if !is_key(&code) || code == partnership.code {
            return Err(file.error(
                row.line,
                format!(
                    "neighbourhood `{code}`: expected letters, digits, `_` and `-`, and another \
                     code than the whole partnership's"
                ),
            ));
        }
        let written = file.given(&row, 3, columns[3])?;
        let start: NaiveDate = written.parse().map_err(|_not_a_date| {
            file.error(
                row.line,
                format!("START_DATE is `{written}`: expected a date such as 2021-04-01"),
            )
        })?;
        if let Some(earlier) = seen.insert((small_area.clone(), start), row.line) {
            return Err(file.error(
                row.line,
                format!(
                    "`{small_area}` has START_DATE {start} in line {earlier} as well: expected one \
                     row for each small area and day"
                ),
            ));
        }
        neighbourhoods.push(NeighbourhoodRow {
            small_area,
            neighbourhood: Area {
                name: file.given(&row, 2, columns[2])?.to_owned(),
                code,
            },
            start,
        });
    }
    Ok(neighbourhoods)
}
