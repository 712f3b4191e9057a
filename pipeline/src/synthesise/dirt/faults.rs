//! Every kind of fault, as a function from a clean row to what stands in the file instead.
//!
//! Some are no faults but habits of real exports that must do no harm: spaces around a value, a
//! time after a date, a dummy date for "none", two-character codes.

use super::super::chance::Chance;
use super::super::row::{Field, Table, iso_text};
use super::day_of;

/// What a fault needs to know besides the row.
pub(super) struct Context {
    pub(super) today: i32,
    pub(super) birth: i32,
    pub(super) died: Option<i32>,
    /// Whether the file can hold nothing but whole rows of text.
    pub(super) text_only: bool,
}

/// What a fault makes of a row.
pub(super) enum Soiled<'a> {
    DoesNotFit,
    Row(Vec<Field<'a>>),
    /// Two rows where there was one.
    Two(Vec<Field<'a>>, Vec<Field<'a>>),
    /// A row that many programs refuse the whole file for.
    Unreadable(Vec<Field<'a>>),
}

type Fault = for<'a> fn(&[Field<'a>], &Context, &mut Chance) -> Soiled<'a>;

/// The kinds of fault of a table, in the order in which they take turns.
pub(super) fn kinds(table: Table) -> &'static [Fault] {
    match table {
        Table::Person => &PERSON,
        Table::Condition => &CONDITION,
        Table::Event => &EVENT,
        Table::Survey => &SURVEY,
    }
}

const BIRTH: usize = 1;
const AREA: usize = 4;
const REGISTERED_FROM: usize = 5;
const REGISTERED_TO: usize = 6;
const DIED: usize = 7;

const PERSON: [Fault; 15] = [
    |row, _, _| with(row, 0, Field::Nothing),
    // Twice: the later row would count if the first were forgotten.
    |row, _, _| Soiled::Two(row.to_vec(), changed(row, AREA, Field::text("Z99999999"))),
    |row, _, _| Soiled::Two(changed(row, BIRTH, Field::text("BAD_DATA")), row.to_vec()),
    |row, _, chance| with(row, BIRTH, missing_date(chance)),
    |row, _, chance| with(row, BIRTH, no_date(chance)),
    |row, _, chance| with(row, REGISTERED_FROM, missing_date(chance)),
    |row, _, chance| {
        let column = chance.one_of(&[REGISTERED_FROM, REGISTERED_TO, DIED]);
        with(row, column, no_date(chance))
    },
    |row, context, chance| {
        with(
            row,
            BIRTH,
            Field::Day(context.today + 1 + chance.day(0, 900)),
        )
    },
    |row, context, chance| {
        with(
            row,
            DIED,
            Field::Day(context.birth - 1 - chance.day(0, 900)),
        )
    },
    |row, _, chance| match day_of(&row[REGISTERED_FROM]) {
        Some(day) => with(row, REGISTERED_TO, Field::Day(day - 1 - chance.day(0, 90))),
        None => Soiled::DoesNotFit,
    },
    |row, _, _| with(row, AREA, Field::text("Z99999999")),
    |row, context, _| ragged(row, context),
    |row, context, _| not_utf8(row, 3, context),
    |row, _, chance| awkward_person(row, chance),
    |row, _, chance| padded(row, 0, chance),
];

const CONDITION: [Fault; 14] = [
    |row, _, _| with(row, 0, Field::text("0000-nobody")),
    |row, _, chance| with(row, 3, missing_date(chance)),
    |row, _, chance| {
        let column = chance.one_of(&[3, 4]);
        with(row, column, no_date(chance))
    },
    |row, context, chance| with(row, 3, Field::Day(context.birth - 1 - chance.day(0, 900))),
    |row, context, chance| with(row, 3, Field::Day(context.today + 1 + chance.day(0, 900))),
    |row, _, chance| match day_of(&row[3]) {
        Some(day) => with(row, 4, Field::Day(day - 1 - chance.day(0, 400))),
        None => Soiled::DoesNotFit,
    },
    |row, _, _| with(row, 2, Field::text(" ")),
    |row, _, _| with(row, 1, Field::text("read2")),
    |row, _, _| with(row, 2, Field::text("999999999999999999")),
    |row, context, chance| after_death(row, 3, context, chance),
    |row, context, _| ragged(row, context),
    |row, context, _| not_utf8(row, 2, context),
    |row, _, chance| padded(row, 2, chance),
    |row, _, chance| awkward_condition(row, chance),
];

const EVENT: [Fault; 9] = [
    |row, _, _| with(row, 0, Field::text("0000-nobody")),
    |row, _, chance| with(row, 2, missing_date(chance)),
    |row, _, chance| with(row, 2, no_date(chance)),
    |row, context, chance| with(row, 2, Field::Day(context.birth - 1 - chance.day(0, 900))),
    |row, context, chance| with(row, 2, Field::Day(context.today + 1 + chance.day(0, 900))),
    |row, context, chance| after_death(row, 2, context, chance),
    |row, context, _| ragged(row, context),
    |row, context, _| not_utf8(row, 1, context),
    |row, _, chance| padded(row, 2, chance),
];

const SURVEY: [Fault; 10] = [
    |row, _, _| with(row, 0, Field::text("0000-nobody")),
    |row, _, chance| with(row, 1, missing_date(chance)),
    |row, _, chance| with(row, 1, no_date(chance)),
    |row, context, chance| with(row, 1, Field::Day(context.birth - 1 - chance.day(0, 900))),
    |row, context, chance| with(row, 1, Field::Day(context.today + 1 + chance.day(0, 900))),
    |row, context, chance| after_death(row, 1, context, chance),
    |row, _, chance| {
        let response = chance.one_of(&["0", "6", "4.0", "yes", "44", "-1", ""]);
        with(row, 3, Field::text(response))
    },
    |row, context, _| ragged(row, context),
    |row, context, _| not_utf8(row, 2, context),
    |row, _, chance| padded(row, 3, chance),
];

fn changed<'a>(row: &[Field<'a>], column: usize, value: Field<'a>) -> Vec<Field<'a>> {
    let mut row = row.to_vec();
    row[column] = value;
    row
}

fn with<'a>(row: &[Field<'a>], column: usize, value: Field<'a>) -> Soiled<'a> {
    Soiled::Row(changed(row, column, value))
}

/// Nothing, or one of the dates that stand for nothing.
fn missing_date<'a>(chance: &mut Chance) -> Field<'a> {
    match chance.one_of(&["", " ", "1900-01-01", "1801-01-01"]) {
        "" => Field::Nothing,
        dummy => Field::text(dummy),
    }
}

/// Text in a date column that is no date, or a date in another form than the column's.
fn no_date<'a>(chance: &mut Chance) -> Field<'a> {
    Field::text(chance.one_of(&[
        "BAD_DATA",
        "31/12/1970",
        "1970-13-01",
        "2023-02-29",
        "1970-1-1",
        "04JAN2021",
        "20240131",
        "0",
    ]))
}

/// A day after the person's death, which is recorded and counts for nothing.
fn after_death<'a>(
    row: &[Field<'a>],
    column: usize,
    context: &Context,
    chance: &mut Chance,
) -> Soiled<'a> {
    match context.died {
        Some(died) if died < context.today => with(
            row,
            column,
            Field::Day(chance.day(died + 1, context.today + 1)),
        ),
        _ => Soiled::DoesNotFit,
    }
}

/// A row that ends too soon.
fn ragged<'a>(row: &[Field<'a>], context: &Context) -> Soiled<'a> {
    if context.text_only {
        return Soiled::DoesNotFit;
    }
    Soiled::Unreadable(row[..row.len() - 1].to_vec())
}

/// A value that is not UTF-8, nor, with these bytes, Windows-1252.
fn not_utf8<'a>(row: &[Field<'a>], column: usize, context: &Context) -> Soiled<'a> {
    if context.text_only {
        return Soiled::DoesNotFit;
    }
    Soiled::Unreadable(changed(row, column, Field::Bytes(b"\x81\x8d\xff")))
}

/// The same row with spaces around a value, which do no harm.
fn padded<'a>(row: &[Field<'a>], column: usize, chance: &mut Chance) -> Soiled<'a> {
    let value = match &row[column] {
        Field::Text(text) => text.clone().into_owned(),
        Field::Day(day) => iso_text(*day),
        Field::Nothing | Field::Bytes(_) => return Soiled::DoesNotFit,
    };
    let padded = match chance.below(3) {
        0 => format!(" {value}  "),
        1 => format!("{value}\t"),
        _ => format!("\u{a0}{value}"),
    };
    with(row, column, Field::text(padded))
}

/// A person as another system writes one: a month of birth, a dummy date for "has not died", two
/// characters of ethnicity.
fn awkward_person<'a>(row: &[Field<'a>], chance: &mut Chance) -> Soiled<'a> {
    match chance.below(4) {
        0 => match day_of(&row[BIRTH]) {
            Some(day) => with(row, BIRTH, Field::text(iso_text(day)[..7].to_owned())),
            None => Soiled::DoesNotFit,
        },
        1 if row[DIED] == Field::Nothing => with(row, DIED, Field::text("1900-01-01")),
        2 => match &row[3] {
            Field::Text(code) => with(row, 3, Field::text(format!("{}1", code.to_lowercase()))),
            _ => with(row, 3, Field::text("99")),
        },
        _ => match day_of(&row[REGISTERED_FROM]) {
            Some(day) => with(
                row,
                REGISTERED_FROM,
                Field::text(format!("{}T00:00:00Z", iso_text(day))),
            ),
            None => Soiled::DoesNotFit,
        },
    }
}

/// A condition as another system writes one.
fn awkward_condition<'a>(row: &[Field<'a>], chance: &mut Chance) -> Soiled<'a> {
    match (&row[1], day_of(&row[3])) {
        (Field::Text(system), Some(day)) => {
            let mut awkward = changed(row, 1, Field::text(system.to_uppercase()));
            if chance.happens(0.5) {
                awkward[3] = Field::text(format!("{} 09:30", iso_text(day)));
            }
            Soiled::Row(awkward)
        }
        _ => Soiled::DoesNotFit,
    }
}
