//! How a diagnosis is recorded: in one of three code systems, sometimes twice, and beside
//! passing illnesses that no codelist counts.

use super::chance::Chance;
use super::illness::{Illnesses, Onset};
use super::person::Person;

/// One row of the condition table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) system: &'static str,
    pub(super) code: &'static str,
    pub(super) diagnosed: i32,
    pub(super) resolved: Option<i32>,
}

/// The codes of every condition, in the order of the illnesses.
#[derive(Debug)]
pub(super) struct Coding {
    conditions: Vec<Codes>,
}

#[derive(Debug)]
struct Codes {
    key: &'static str,
    snomed: Vec<&'static str>,
    icd10: Vec<&'static str>,
}

const CODELIST: &str = include_str!("../../config/codelist.csv");
const CONDITIONS: &str = include_str!("../../config/conditions.csv");

/// Passing illnesses, in SNOMED CT: sinusitis, bronchitis, a sore throat, a sprained ankle.
const PASSING: [&str; 4] = ["444814009", "10509002", "195662009", "44465007"];

impl Coding {
    pub(super) fn of(illnesses: &Illnesses) -> Self {
        let keys: Vec<&'static str> = CONDITIONS
            .lines()
            .skip(1)
            .filter_map(|line| line.split(',').next())
            .collect();
        let conditions = illnesses
            .keys()
            .map(|illness| {
                let place = keys.iter().position(|key| *key == illness);
                let key = keys[place.expect("an illness is a configured condition")];
                Codes {
                    key,
                    snomed: codes(key, "snomed"),
                    icd10: codes(key, "icd10"),
                }
            })
            .collect();
        Self { conditions }
    }

    /// A person's diagnoses as they were recorded before the day the person was gone.
    pub(super) fn record(
        &self,
        person: &Person,
        onsets: &[Onset],
        last: i32,
        chance: &mut Chance,
    ) -> Vec<Record> {
        let mut records = Vec::with_capacity(onsets.len() + 1);
        for onset in onsets {
            let codes = &self.conditions[onset.condition];
            let record = codes.record(onset.diagnosed, onset.resolved, chance);
            records.push(record);
            // The hospital may record what the practice knows already.
            if chance.happens(0.22) {
                let again = onset.diagnosed + chance.day(0, 400);
                if again <= onset.resolved.unwrap_or(last) && again <= last {
                    records.push(codes.record(again, onset.resolved, chance));
                }
            }
        }
        if chance.happens(0.02) && person.registered_from < last {
            let diagnosed = chance.day(person.registered_from, last);
            records.push(Record {
                system: "snomed",
                code: chance.one_of(&PASSING),
                diagnosed,
                resolved: (diagnosed + 14 <= last).then_some(diagnosed + 14),
            });
        }
        records.sort_by_key(|record| (record.diagnosed, record.code));
        records
    }
}

impl Codes {
    fn record(&self, diagnosed: i32, resolved: Option<i32>, chance: &mut Chance) -> Record {
        let (system, code) = match chance.among(&[0.78, 0.14, 0.08]) {
            0 => ("snomed", often_the_first(&self.snomed, chance)),
            1 => ("icd10", often_the_first(&self.icd10, chance)),
            _ => ("condition", self.key),
        };
        Record {
            system,
            code,
            diagnosed,
            resolved,
        }
    }
}

/// The codelist names the usual code of a condition first.
fn often_the_first(codes: &[&'static str], chance: &mut Chance) -> &'static str {
    if chance.happens(0.6) {
        codes[0]
    } else {
        chance.one_of(codes)
    }
}

fn codes(condition: &str, system: &str) -> Vec<&'static str> {
    let codes: Vec<_> = CODELIST
        .lines()
        .filter_map(|line| {
            let mut columns = line.split(',');
            let (found, code) = (columns.next()?, columns.next()?);
            (found == system && columns.next()? == condition).then_some(code)
        })
        .collect();
    assert!(!codes.is_empty(), "{condition} has a {system} code");
    codes
}
