//! `deprivation.csv`: how deprived each 2021 small area is, by the Index of Multiple Deprivation.
//!
//! Read in the project's own form, or as the English Indices of Deprivation 2025 and 2019 are
//! published, the latter also as the lookup of ranks by the Office for National Statistics. 2019 knows 2011 areas, so it needs `lsoa_lookup.csv` to 2021 ones.

use std::collections::BTreeMap;

use super::error::ConfigError;
use super::files::{ConfigFile, Row};

/// How deprived a small area is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Deprived {
    /// Tenth of England, 1 the most deprived.
    pub(super) decile: u8,
    /// Place in England, 1 the most deprived, where the file has one.
    pub(super) rank: Option<u32>,
}

/// Deprivation by 2021 LSOA code.
#[derive(Debug, Clone, Default)]
pub(super) struct Deprivation {
    small_areas: BTreeMap<String, Deprived>,
}

/// A 2011 area with the people in it, where the file counts them.
struct Earlier {
    deprived: Deprived,
    people: Option<u32>,
}

/// The columns of interest, by the names the file gives them.
struct Columns {
    code: String,
    /// None where the rank alone is given, which the decile follows from.
    decile: Option<String>,
    rank: Option<String>,
    people: Option<String>,
    of_2011: bool,
}

const CODES_2021: [&str; 3] = ["lsoa21_code", "lsoa21cd", "lsoa code (2021)"];
const CODES_2011: [&str; 3] = ["lsoa11_code", "lsoa11cd", "lsoa code (2011)"];

/// The column of ranks in the lookup of 2011 areas by the Office for National Statistics.
const RANK_OF_2019: &str = "imd19";
/// How many small areas England had in 2011; a decile is a tenth of them in order of rank.
const AREAS_OF_2019: u32 = 32_844;
/// More small areas than England and Wales together ever had, and so the greatest rank that can be.
const MOST_AREAS: u32 = 100_000;

impl Columns {
    /// The published files say in their column names what each value means, in parentheses that
    /// differ by year, so a column is known by how its name starts.
    fn of(file: &ConfigFile) -> Result<Self, ConfigError> {
        let header = file.header()?;
        let find = |wanted: &dyn Fn(&str) -> bool| {
            header
                .iter()
                .find(|name| wanted(&name.to_lowercase()))
                .cloned()
        };
        let current = find(&|name| CODES_2021.contains(&name));
        let earlier = find(&|name| CODES_2011.contains(&name));
        let decile = find(&|name| {
            name == "imd_decile" || name.starts_with("index of multiple deprivation (imd) decile")
        });
        let of_2011 = current.is_none();
        let rank = find(&|name| {
            name == "imd_rank"
                || name == RANK_OF_2019
                || name.starts_with("index of multiple deprivation (imd) rank")
        });
        let has_decile = decile.is_some()
            || rank
                .as_ref()
                .is_some_and(|rank| rank.eq_ignore_ascii_case(RANK_OF_2019));
        let Some(code) = current.or(earlier).filter(|_| has_decile) else {
            return Err(file.error(
                1,
                format!(
                    "expected the columns lsoa21_code and imd_decile, or those of the English \
                     Indices of Deprivation 2025 or 2019 as published, found {}",
                    header.join(", ")
                ),
            ));
        };
        Ok(Self {
            code,
            decile,
            rank,
            people: find(&|name| name.starts_with("total population")),
            of_2011,
        })
    }

    fn names(&self) -> Vec<&str> {
        [&self.code]
            .into_iter()
            .chain(&self.decile)
            .chain(&self.rank)
            .chain(&self.people)
            .map(String::as_str)
            .collect()
    }
}

impl Deprivation {
    pub(super) fn read(
        file: &ConfigFile,
        lookup: Option<&ConfigFile>,
    ) -> Result<Self, ConfigError> {
        let columns = Columns::of(file)?;
        let mut areas: BTreeMap<String, Earlier> = BTreeMap::new();
        for row in file.rows(&columns.names())? {
            let code = file.given(&row, 0, &columns.code)?.to_owned();
            let mut place = 1;
            let mut next = |column: &Option<String>| {
                column
                    .as_ref()
                    .map(|name| {
                        place += 1;
                        whole_number(file, &row, place - 1, name)
                    })
                    .transpose()
            };
            let decile = next(&columns.decile)?;
            let rank = next(&columns.rank)?;
            if let Some(rank) = rank.filter(|rank| !(1..=MOST_AREAS).contains(rank)) {
                let problem =
                    format!("rank of `{code}` is {rank}: expected 1 for the most deprived");
                return Err(file.error(row.line, problem));
            }
            let people = next(&columns.people)?;
            let decile = decile
                .or_else(|| rank.map(|rank| (10 * rank).div_ceil(AREAS_OF_2019)))
                .unwrap_or_default();
            let decile = u8::try_from(decile)
                .ok()
                .filter(|decile| (1..=10).contains(decile))
                .ok_or_else(|| {
                    file.error(
                        row.line,
                        format!(
                            "decile of `{code}` is {decile}: expected 1 to 10, 1 the most deprived"
                        ),
                    )
                })?;
            let area = Earlier {
                deprived: Deprived { decile, rank },
                people,
            };
            if areas.insert(code.clone(), area).is_some() {
                return Err(file.error(
                    row.line,
                    format!("`{code}` stands here twice: expected one row for each small area"),
                ));
            }
        }
        let small_areas = if columns.of_2011 {
            let lookup = lookup.ok_or_else(|| {
                file.error(
                    1,
                    "holds 2011 small areas: expected lsoa_lookup.csv with LSOA11CD and LSOA21CD \
                     beside it",
                )
            })?;
            carried_to_2021(&areas, lookup)?
        } else {
            areas
                .into_iter()
                .map(|(code, area)| (code, area.deprived))
                .collect()
        };
        Ok(Self { small_areas })
    }

    pub(super) fn of(&self, small_area: &str) -> Option<Deprived> {
        self.small_areas.get(small_area).copied()
    }
}

/// Deprivation of 2021 areas from that of the 2011 areas they were made of. An area that was
/// split hands its decile to every part; where areas merged, [`merged`] decides.
fn carried_to_2021(
    areas: &BTreeMap<String, Earlier>,
    lookup: &ConfigFile,
) -> Result<BTreeMap<String, Deprived>, ConfigError> {
    let mut parts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in lookup.rows(&["LSOA11CD", "LSOA21CD"])? {
        let earlier = lookup.given(&row, 0, "LSOA11CD")?;
        let current = lookup.given(&row, 1, "LSOA21CD")?;
        let of_current = parts.entry(current.to_owned()).or_default();
        if of_current.iter().any(|known| known == earlier) {
            return Err(lookup.error(
                row.line,
                format!("`{earlier}` to `{current}` stands here twice: expected each pair once"),
            ));
        }
        of_current.push(earlier.to_owned());
    }
    Ok(parts
        .into_iter()
        .filter_map(|(current, earlier)| {
            let known: Vec<&Earlier> = earlier.iter().filter_map(|code| areas.get(code)).collect();
            Some((current, merged(&known)?))
        })
        .collect())
}

/// The deprivation of areas taken together: the mean weighted by people where the file counts
/// them, else the most deprived of them, so that deprivation is never understated.
fn merged(parts: &[&Earlier]) -> Option<Deprived> {
    let people: Option<Vec<u64>> = parts
        .iter()
        .map(|part| part.people.map(u64::from))
        .collect();
    let weights = people.filter(|people| people.iter().sum::<u64>() > 0);
    let together = |values: &[u64]| match &weights {
        Some(weights) => {
            let total: u64 = weights.iter().sum();
            let weighted: u64 = values
                .iter()
                .zip(weights)
                .map(|(value, weight)| value * weight)
                .sum();
            // To the nearest whole number; a half goes to the more deprived side.
            Some((2 * weighted + total - 1) / (2 * total))
        }
        None => values.iter().min().copied(),
    };
    let deciles: Vec<u64> = parts
        .iter()
        .map(|part| u64::from(part.deprived.decile))
        .collect();
    let ranks: Option<Vec<u64>> = parts
        .iter()
        .map(|part| part.deprived.rank.map(u64::from))
        .collect();
    Some(Deprived {
        decile: u8::try_from(together(&deciles)?).ok()?,
        rank: ranks
            .and_then(|ranks| together(&ranks))
            .and_then(|rank| u32::try_from(rank).ok()),
    })
}

fn whole_number(
    file: &ConfigFile,
    row: &Row,
    place: usize,
    column: &str,
) -> Result<u32, ConfigError> {
    let written = file.given(row, place, column)?;
    // The published spreadsheets save thousands with a comma.
    written.replace(',', "").parse().map_err(|_not_a_number| {
        file.error(
            row.line,
            format!("column `{column}` is `{written}`: expected a whole number"),
        )
    })
}
