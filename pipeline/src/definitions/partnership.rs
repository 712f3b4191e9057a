//! `partnership.toml`: the whole, who counts, and who answers for the numbers.

use chrono::NaiveDate;
use measures::area::Area;
use serde::Deserialize;

use super::error::ConfigError;
use super::files::{ConfigFile, is_key};

/// The partnership as its config describes it. Only code and name must be given.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Partnership {
    /// The code of the whole in every table, e.g. `SOUTHWARK`.
    pub code: String,
    /// The name a reader sees.
    pub name: String,
    /// The youngest age that is counted, in completed years.
    #[serde(default = "adulthood")]
    pub minimum_age: u32,
    /// Who controls the data about people.
    #[serde(default)]
    pub controller: Option<String>,
    /// Who publishes the numbers.
    #[serde(default)]
    pub publisher: Option<String>,
    /// Under which licence.
    #[serde(default)]
    pub licence: Option<String>,
    /// Whom to ask.
    #[serde(default)]
    pub contact: Option<String>,
    /// The day of the next release.
    #[serde(default, deserialize_with = "toml_date")]
    pub next_release: Option<NaiveDate>,
    /// Pages a reader may want.
    #[serde(default)]
    pub links: Vec<Link>,
}

/// A page elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// What it is called.
    pub title: String,
    /// Where it is.
    pub url: String,
}

impl Partnership {
    /// The whole as an area.
    #[must_use]
    pub fn area(&self) -> Area {
        Area {
            code: self.code.clone(),
            name: self.name.clone(),
        }
    }
}

/// Adults, unless the config says otherwise.
fn adulthood() -> u32 {
    18
}

/// TOML writes dates as they are; a quoted one is taken as well.
fn toml_date<'de, D: serde::Deserializer<'de>>(date: D) -> Result<Option<NaiveDate>, D::Error> {
    let written = toml::Value::deserialize(date)?;
    let text = match &written {
        toml::Value::Datetime(datetime) => datetime.to_string(),
        toml::Value::String(text) => text.clone(),
        _ => String::new(),
    };
    text.parse()
        .map(Some)
        .map_err(|_not_a_date| serde::de::Error::custom("expected a date such as 2027-01-29"))
}

pub(super) fn read(file: &ConfigFile) -> Result<Partnership, ConfigError> {
    let partnership: Partnership = file.toml()?;
    if !is_key(&partnership.code) {
        return Err(file.error(
            None,
            format!(
                "`code` is \"{}\": expected letters, digits, `_` and `-` only",
                partnership.code
            ),
        ));
    }
    if partnership.name.trim().is_empty() {
        return Err(file.error(None, "`name` must not be empty"));
    }
    if partnership.minimum_age > 85 {
        return Err(file.error(
            None,
            format!(
                "`minimum_age` is {}: expected completed years, 0 to 85",
                partnership.minimum_age
            ),
        ));
    }
    Ok(partnership)
}
