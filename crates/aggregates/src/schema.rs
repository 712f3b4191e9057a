//! The columns of each published table, their types, and the version of the whole.
//!
//! A reader refuses a file of another version rather than guess at it. Nothing here reads or
//! writes.

use std::fmt;
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, FieldRef, Schema, SchemaRef};

/// The version of the tables and of the manifest. It changes whenever an older reader would
/// misread a newer file.
pub const SCHEMA_VERSION: u32 = 1;

/// A published table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Table {
    /// Every measure, period, area and group.
    Estimates,
    /// The rows of [`Table::Estimates`] that the first page needs.
    Overview,
    /// Gaps between groups.
    Gaps,
    /// Whether each measure has changed in each area.
    Trends,
    /// Sets of conditions, and how many people have each.
    Combinations,
    /// One family of measures with everything derived, for people rather than for the page.
    Download,
}

/// A column of a published table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name in the file.
    pub name: &'static str,
    /// What its values are.
    pub kind: Kind,
    /// Whether a value may be absent.
    pub nullable: bool,
}

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text in UTF-8.
    Text,
    /// A calendar date, as days since 1970-01-01.
    Day,
    /// A number of people or events, without sign.
    Count,
    /// A number of people more or fewer.
    Change,
    /// A real number.
    Number,
    /// A list of texts.
    Texts,
    /// A list of calendar dates.
    Days,
}

const fn required(name: &'static str, kind: Kind) -> Column {
    Column {
        name,
        kind,
        nullable: false,
    }
}

const fn nullable(name: &'static str, kind: Kind) -> Column {
    Column {
        name,
        kind,
        nullable: true,
    }
}

const ESTIMATES: [Column; 13] = [
    required("measure", Kind::Text),
    required("period_end", Kind::Day),
    required("area", Kind::Text),
    required("breakdown", Kind::Text),
    required("group", Kind::Text),
    nullable("numerator", Kind::Count),
    nullable("denominator", Kind::Count),
    required("status", Kind::Text),
    required("denominator_status", Kind::Text),
    nullable("standardised_value", Kind::Number),
    nullable("standardised_lower_95", Kind::Number),
    nullable("standardised_upper_95", Kind::Number),
    nullable("dispersion", Kind::Number),
];

const GAPS: [Column; 12] = [
    required("measure", Kind::Text),
    required("period_end", Kind::Day),
    required("area", Kind::Text),
    required("dimension", Kind::Text),
    required("method", Kind::Text),
    nullable("value", Kind::Number),
    nullable("lower_95", Kind::Number),
    nullable("upper_95", Kind::Number),
    nullable("worst_group", Kind::Text),
    nullable("best_group", Kind::Text),
    nullable("people", Kind::Change),
    required("status", Kind::Text),
];

const TRENDS: [Column; 16] = [
    required("measure", Kind::Text),
    required("area", Kind::Text),
    required("method", Kind::Text),
    nullable("marker", Kind::Text),
    nullable("direction", Kind::Text),
    nullable("slope", Kind::Number),
    nullable("se", Kind::Number),
    nullable("chi_squared", Kind::Number),
    nullable("mean", Kind::Number),
    nullable("lower_limit", Kind::Number),
    nullable("upper_limit", Kind::Number),
    nullable("first_period", Kind::Day),
    nullable("last_period", Kind::Day),
    required("points", Kind::Count),
    required("special_cause_periods", Kind::Days),
    required("status", Kind::Text),
];

const COMBINATIONS: [Column; 4] = [
    required("period_end", Kind::Day),
    required("area", Kind::Text),
    required("conditions", Kind::Texts),
    required("people", Kind::Count),
];

const DOWNLOAD: [Column; 24] = [
    required("measure", Kind::Text),
    required("measure_title", Kind::Text),
    required("period_end", Kind::Day),
    required("area", Kind::Text),
    required("area_name", Kind::Text),
    required("breakdown", Kind::Text),
    required("group", Kind::Text),
    nullable("numerator", Kind::Count),
    nullable("denominator", Kind::Count),
    required("status", Kind::Text),
    required("denominator_status", Kind::Text),
    required("unit", Kind::Text),
    nullable("value", Kind::Number),
    nullable("lower_95", Kind::Number),
    nullable("upper_95", Kind::Number),
    nullable("lower_998", Kind::Number),
    nullable("upper_998", Kind::Number),
    required("value_status", Kind::Text),
    nullable("standardised_value", Kind::Number),
    nullable("standardised_lower_95", Kind::Number),
    nullable("standardised_upper_95", Kind::Number),
    nullable("dispersion", Kind::Number),
    nullable("partnership_value", Kind::Number),
    required("comparison", Kind::Text),
];

impl Table {
    /// The tables of which every release has one.
    pub const OF_A_RELEASE: [Self; 5] = [
        Self::Estimates,
        Self::Overview,
        Self::Gaps,
        Self::Trends,
        Self::Combinations,
    ];

    /// The name of the table inside its file.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Estimates => "estimates",
            Self::Overview => "overview",
            Self::Gaps => "gaps",
            Self::Trends => "trends",
            Self::Combinations => "combinations",
            Self::Download => "download",
        }
    }

    /// The name of its file in a published folder; downloads are named after their family.
    #[must_use]
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Estimates => "estimates.parquet",
            Self::Overview => "overview.parquet",
            Self::Gaps => "gaps.parquet",
            Self::Trends => "trends.parquet",
            Self::Combinations => "combinations.parquet",
            Self::Download => "downloads/",
        }
    }

    /// Its columns in order.
    #[must_use]
    pub fn columns(self) -> &'static [Column] {
        match self {
            Self::Estimates | Self::Overview => &ESTIMATES,
            Self::Gaps => &GAPS,
            Self::Trends => &TRENDS,
            Self::Combinations => &COMBINATIONS,
            Self::Download => &DOWNLOAD,
        }
    }

    /// The columns its rows are sorted by, each ascending; text by its bytes. Sets of conditions
    /// are further sorted by people, most first, and by their keys.
    #[must_use]
    pub fn sorted_by(self) -> &'static [&'static str] {
        match self {
            Self::Gaps => &["measure", "dimension", "area", "period_end", "method"],
            Self::Trends => &["measure", "area"],
            Self::Combinations => &["period_end", "area"],
            _ => &["measure", "breakdown", "area", "period_end", "group"],
        }
    }

    pub(crate) fn arrow_schema(self) -> SchemaRef {
        let fields: Vec<Field> = self
            .columns()
            .iter()
            .map(|column| Field::new(column.name, column.kind.data_type(), column.nullable))
            .collect();
        Arc::new(Schema::new(fields))
    }
}

impl Kind {
    pub(crate) fn data_type(self) -> DataType {
        match self {
            Self::Text => DataType::Utf8,
            Self::Day => DataType::Date32,
            Self::Count => DataType::UInt32,
            Self::Change => DataType::Int32,
            Self::Number => DataType::Float64,
            Self::Texts => DataType::List(element(DataType::Utf8)),
            Self::Days => DataType::List(element(DataType::Date32)),
        }
    }
}

/// What lists are made of; an element is never absent.
pub(crate) fn element(of: DataType) -> FieldRef {
    Arc::new(Field::new("element", of, false))
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "text",
            Self::Day => "a date (date32)",
            Self::Count => "a whole number without sign (uint32)",
            Self::Change => "a whole number (int32)",
            Self::Number => "a real number (float64)",
            Self::Texts => "a list of texts",
            Self::Days => "a list of dates (date32)",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sort_column_is_a_column() {
        for table in Table::OF_A_RELEASE.into_iter().chain([Table::Download]) {
            for name in table.sorted_by() {
                assert!(
                    table.columns().iter().any(|column| column.name == *name),
                    "{name}"
                );
            }
        }
    }
}
