//! How many people have a condition, beside the registers that general practices publish in the
//! Quality and Outcomes Framework: a condition of which the extract knows half as many is one
//! whose codes are missing.
//!
//! The two are never equal: a register is of practices, the extract of neighbourhoods.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use wording::number::thousands;

use crate::exit::{Failure, INPUT_UNREADABLE};
use crate::extract::Loaded;
use crate::tables::Tables;

use super::report::Align::{Left, Right};
use super::report::{Section, Table, percent};

/// Registers that are about people of some age, in completed years, and the others (NHS England,
/// Quality and Outcomes Framework, prevalence data).
const YOUNGEST: [(&str, i32); 9] = [
    ("AST", 6),
    ("CKD", 18),
    ("DEP", 18),
    ("DM", 17),
    ("EP", 18),
    ("NDH", 18),
    ("OB", 18),
    ("OST", 50),
    ("RA", 16),
];

/// A register of all practices together.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Register {
    /// Its code, such as `HYP`.
    group: String,
    people: u64,
    list: u64,
    practices: usize,
}

/// Reads practice-level prevalence as it is published: `PRACTICE_CODE`, `GROUP_CODE`, `REGISTER`
/// and `PRACTICE_LIST_SIZE`; all rows of a group are added up.
///
/// # Errors
/// When the file cannot be read or lacks a column.
pub(super) fn read(path: &Path) -> Result<Vec<Register>, Failure> {
    let shown = path.display();
    let unreadable =
        |problem: String| Failure::new(INPUT_UNREADABLE, format!("{shown}: {problem}"));
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_path(path)
        .map_err(|error| unreadable(error.to_string()))?;
    let header = reader
        .byte_headers()
        .map_err(|error| unreadable(error.to_string()))?;
    let names: Vec<String> = header
        .iter()
        .map(|name| {
            let name = String::from_utf8_lossy(name).to_ascii_uppercase();
            name.trim_start_matches('\u{feff}').trim().to_owned()
        })
        .collect();
    let place = |wanted: &str| {
        let found = names.iter().position(|name| name == wanted);
        found.ok_or_else(|| {
            unreadable(format!(
                "no column `{wanted}`; expected PRACTICE_CODE, GROUP_CODE, REGISTER and \
                 PRACTICE_LIST_SIZE, as the prevalence of the Quality and Outcomes Framework is \
                 published"
            ))
        })
    };
    let (practice, group) = (place("PRACTICE_CODE")?, place("GROUP_CODE")?);
    let (register, list) = (place("REGISTER")?, place("PRACTICE_LIST_SIZE")?);
    let mut groups: BTreeMap<String, (u64, u64, BTreeSet<String>)> = BTreeMap::new();
    for record in reader.byte_records() {
        let record = record.map_err(|error| unreadable(error.to_string()))?;
        let line = record.position().map_or(0, csv::Position::line);
        let text = |place: usize| {
            let value = record.get(place).unwrap_or_default();
            String::from_utf8_lossy(value).trim().to_owned()
        };
        let number = |place: usize, column: &str| {
            // Some publications write whole numbers with a decimal point.
            let value = text(place);
            let whole = value.split_once('.').map_or(&*value, |(whole, _)| whole);
            whole.parse::<u64>().map_err(|_not_a_number| {
                Failure::new(
                    INPUT_UNREADABLE,
                    format!("{shown}:{line}: column `{column}`: expected a number of people"),
                )
            })
        };
        let sums = groups.entry(text(group).to_ascii_uppercase()).or_default();
        sums.0 += number(register, "REGISTER")?;
        sums.1 += number(list, "PRACTICE_LIST_SIZE")?;
        sums.2.insert(text(practice));
    }
    let registers = groups
        .into_iter()
        .map(|(group, (people, list, practices))| Register {
            group,
            people,
            list,
            practices: practices.len(),
        });
    Ok(registers.collect())
}

/// The extract beside the registers.
pub(super) fn section(loaded: &Loaded, tables: &Tables, registers: &[Register]) -> Section {
    let mut rows = Vec::new();
    let mut without = Vec::new();
    for register in registers {
        let conditions = loaded
            .definitions
            .register_condition_indices(&register.group);
        if conditions.is_empty() {
            without.push(register.group.as_str());
            continue;
        }
        let (with, of) = prevalence(loaded, tables, conditions, youngest(&register.group));
        let names: Vec<&str> = conditions
            .iter()
            .map(|index| &*loaded.definitions.conditions[usize::from(*index)].name)
            .collect();
        rows.push(vec![
            format!("{} ({})", names.join(", "), register.group),
            thousands(with),
            percent(with, of),
            thousands(register.people),
            percent(register.people, register.list),
            verdict((with, of), (register.people, register.list)).to_owned(),
        ]);
    }
    let practices = registers.iter().map(|register| register.practices).max();
    let mut lead = format!(
        "Registered at the last snapshot and of the register's ages, beside the registers of {} \
         practices: keep only the partnership's own in the file.",
        practices.unwrap_or_default()
    );
    if !without.is_empty() {
        lead = format!(
            "{lead} No row of codelist.csv has the code system qof for {}.",
            without.join(", ")
        );
    }
    Section {
        heading: "Beside the registers of practices",
        lead,
        table: Some(Table {
            head: vec![
                ("condition", Left),
                ("people", Right),
                ("share", Right),
                ("register", Right),
                ("share", Right),
                ("", Left),
            ],
            rows,
        }),
    }
}

fn youngest(group: &str) -> i32 {
    let found = YOUNGEST.iter().find(|(known, _)| *known == group);
    found.map_or(0, |(_, years)| *years)
}

/// People with any of some conditions at the last snapshot, and all people of those ages.
fn prevalence(loaded: &Loaded, tables: &Tables, conditions: &[u16], youngest: i32) -> (u64, u64) {
    let Some(last) = loaded.periods.last() else {
        return (0, 0);
    };
    let day = last.days_since_epoch();
    let people = &tables.people;
    let born_by = last
        .last_day()
        .checked_sub_months(chrono::Months::new(12 * youngest.unsigned_abs()))
        .map_or(day, |born| born.to_epoch_days());
    let counts = |row: usize| {
        people.small_area[row] != u32::MAX
            && people.birth[row] <= born_by
            && people.registered_from[row] <= day
            && people.registered_to[row].min(people.died[row]) > day
    };
    let mut has = vec![false; people.birth.len()];
    for fact in &tables.conditions {
        if conditions.contains(&fact.condition) && fact.from <= day && fact.to > day {
            has[fact.person as usize] = true;
        }
    }
    let all = (0..people.birth.len()).filter(|row| counts(*row)).count();
    let with = (0..people.birth.len())
        .filter(|row| has[*row] && counts(*row))
        .count();
    (with as u64, all as u64)
}

/// What to make of two shares, of people and of a register.
fn verdict((with, of): (u64, u64), (register, list): (u64, u64)) -> &'static str {
    let (ours, theirs) = (
        u128::from(with) * u128::from(list),
        u128::from(register) * u128::from(of),
    );
    if of == 0 || list == 0 || register == 0 {
        ""
    } else if 2 * ours < theirs {
        "less than half of the register's share: are codes missing?"
    } else if ours > 2 * theirs {
        "more than twice the register's share: do codes mean something else?"
    } else {
        ""
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn practices_are_added_up_by_register() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("PREVALENCE_2425.csv");
        let text = "\u{feff}PRACTICE_CODE,GROUP_CODE,REGISTER,PRACTICE_LIST_SIZE\n\
                    G1,HYP,100,1000\nG2,HYP,50,500\nG1,DM,60,800\n";
        std::fs::write(&path, text).unwrap();
        let register = |group: &str, people, list, practices| Register {
            group: group.to_owned(),
            people,
            list,
            practices,
        };
        let expected = [register("DM", 60, 800, 1), register("HYP", 150, 1500, 2)];
        assert_eq!(read(&path).unwrap(), expected);
        std::fs::write(&path, "PRACTICE_CODE,GROUP_CODE,REGISTER\nG1,HYP,1\n").unwrap();
        let failure = read(&path).unwrap_err();
        assert!(
            failure.message.contains("no column `PRACTICE_LIST_SIZE`"),
            "{failure}"
        );
    }

    #[test]
    fn shares_that_differ_by_half_or_double_are_questioned() {
        let rows = [
            ((10, 100), (10, 100), ""),
            (
                (4, 100),
                (10, 100),
                "less than half of the register's share: are codes missing?",
            ),
            ((5, 100), (10, 100), ""),
            (
                (21, 100),
                (10, 100),
                "more than twice the register's share: do codes mean something else?",
            ),
            ((0, 0), (10, 100), ""),
        ];
        for (ours, theirs, expected) in rows {
            assert_eq!(verdict(ours, theirs), expected, "{ours:?} {theirs:?}");
        }
    }
}
