//! Which of a file's columns are the table's.
//!
//! Names are matched without regard to ASCII case and the spaces around them, and a space or `-`
//! between words is a `_`: `PERSON_ID` and `person id` are `person_id`. The names a file has are repeated only once all that are required are found: the first line of a file without
//! a header is a person.

use crate::exit::Failure;
use crate::input::unreadable;

use super::schema::Schema;
use super::source::Part;

/// The columns of one file.
#[derive(Debug, Clone, Default)]
pub(super) struct Header {
    /// Where each column of the schema stands in the file.
    pub(super) places: Vec<Option<usize>>,
    /// The names of all other columns, in the file's order.
    pub(super) unknown: Vec<String>,
}

impl Header {
    pub(super) fn of(part: &Part, schema: &Schema, names: &[String]) -> Result<Self, Failure> {
        let names: Vec<String> = names.iter().map(|name| name.trim().to_owned()).collect();
        let plain: Vec<String> = names.iter().map(|name| plain_name(name)).collect();
        let mut places = Vec::with_capacity(schema.columns.len());
        for column in schema.columns {
            let mut found = (0..names.len()).filter(|place| plain[*place] == column.name);
            let place = found.next();
            if found.next().is_some() {
                return Err(unreadable(
                    &part.input.path,
                    format!("two columns are called `{}`; expected one", column.name),
                ));
            }
            if place.is_none() && column.required {
                let required: Vec<&str> = schema
                    .columns
                    .iter()
                    .filter(|column| column.required)
                    .map(|column| column.name)
                    .collect();
                return Err(unreadable(
                    &part.input.path,
                    format!(
                        "the column `{}` is missing; expected the columns {}, in any order, named \
                         in the first line",
                        column.name,
                        required.join(", ")
                    ),
                ));
            }
            places.push(place);
        }
        let unknown = (0..names.len())
            .filter(|place| !places.contains(&Some(*place)))
            .map(|place| names[place].escape_debug().to_string())
            .collect();
        Ok(Self { places, unknown })
    }
}

/// A column's name as the schema writes names: `Person ID` is `person_id`.
pub(super) fn plain_name(name: &str) -> String {
    name.trim().to_ascii_lowercase().replace([' ', '-'], "_")
}
