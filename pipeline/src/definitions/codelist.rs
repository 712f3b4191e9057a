//! `conditions.csv` and `codelist.csv`: the long-term conditions, and the codes that mean them.

use foldhash::fast::FixedState;
use hashbrown::HashMap;
use measures::catalogue::{Condition, ConditionKind};

use super::error::ConfigError;
use super::files::{ConfigFile, is_key};

/// The systems a diagnosis may be coded in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeSystem {
    /// The keys of `conditions.csv` themselves.
    Condition,
    /// SNOMED CT.
    Snomed,
    /// ICD-10.
    Icd10,
}

/// The longest code, in bytes. SNOMED CT identifiers have 18 digits.
pub const LONGEST_CODE: usize = 255;

impl CodeSystem {
    /// The system of this name, in upper or lower case.
    ///
    /// ```
    /// use pipeline::definitions::CodeSystem;
    /// assert_eq!(CodeSystem::from_name("SNOMED"), Some(CodeSystem::Snomed));
    /// assert_eq!(CodeSystem::from_name("read2"), None);
    /// ```
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [
            ("condition", Self::Condition),
            ("snomed", Self::Snomed),
            ("icd10", Self::Icd10),
        ]
        .into_iter()
        .find(|(known, _)| name.eq_ignore_ascii_case(known))
        .map(|(_, system)| system)
    }
}

/// Which conditions each code stands for.
#[derive(Debug, Clone, Default)]
pub(super) struct CodeList {
    /// One map for each system, in the order of [`CodeSystem`].
    systems: [HashMap<String, Vec<u16>, FixedState>; 3],
    /// Concept ids of the OMOP vocabularies, which only an import meets: an extract has codes.
    concepts: HashMap<String, Vec<u16>, FixedState>,
    /// Registers of the Quality and Outcomes Framework, which are only set beside an extract.
    registers: HashMap<String, Vec<u16>, FixedState>,
}

/// What `codelist.csv` calls the system of concept ids.
const CONCEPTS: &str = "omop";
/// What it calls the codes of registers.
const REGISTERS: &str = "qof";

impl CodeList {
    pub(super) fn read(file: &ConfigFile, conditions: &[Condition]) -> Result<Self, ConfigError> {
        let mut list = Self::default();
        for (index, condition) in (0_u16..).zip(conditions) {
            list.add(CodeSystem::Condition, &condition.condition, index);
        }
        for row in file.rows(&["code_system", "code", "condition"])? {
            let name = file.given(&row, 0, "code_system")?;
            let system = CodeSystem::from_name(name);
            let others = [CONCEPTS, REGISTERS];
            if system.is_none() && !others.iter().any(|other| name.eq_ignore_ascii_case(other)) {
                return Err(file.error(
                    row.line,
                    format!(
                        "code system `{name}` is unknown: expected condition, snomed, icd10, \
                         omop or qof"
                    ),
                ));
            }
            let code = file.given(&row, 1, "code")?;
            if code.len() > LONGEST_CODE {
                let problem =
                    format!("the code is too long: expected at most {LONGEST_CODE} bytes");
                return Err(file.error(row.line, problem));
            }
            let key = file.given(&row, 2, "condition")?;
            let index = (0_u16..)
                .zip(conditions)
                .find(|(_, condition)| condition.condition == key)
                .map(|(index, _)| index)
                .ok_or_else(|| {
                    file.error(
                        row.line,
                        format!("condition `{key}` is unknown: expected a key of conditions.csv"),
                    )
                })?;
            match system {
                Some(system) => list.add(system, code, index),
                None if name.eq_ignore_ascii_case(REGISTERS) => {
                    add_once(&mut list.registers, &code.to_ascii_uppercase(), index);
                }
                None => add_once(&mut list.concepts, code, index),
            }
        }
        Ok(list)
    }

    fn add(&mut self, system: CodeSystem, code: &str, condition: u16) {
        add_once(&mut self.systems[system as usize], code, condition);
    }

    pub(super) fn register_conditions(&self, group: &str) -> &[u16] {
        self.registers.get(group).map_or(&[], Vec::as_slice)
    }

    pub(super) fn concept_conditions(&self, concept: &str) -> &[u16] {
        self.concepts.get(concept).map_or(&[], Vec::as_slice)
    }

    pub(super) fn conditions(&self, system: CodeSystem, code: &str) -> &[u16] {
        self.systems[system as usize]
            .get(code)
            .map_or(&[], Vec::as_slice)
    }
}

/// A code listed twice for one condition still stands for it once.
fn add_once(codes: &mut HashMap<String, Vec<u16>, FixedState>, code: &str, condition: u16) {
    let conditions = codes.entry(code.to_owned()).or_default();
    if !conditions.contains(&condition) {
        conditions.push(condition);
    }
}

pub(super) fn read_conditions(file: &ConfigFile) -> Result<Vec<Condition>, ConfigError> {
    let mut conditions: Vec<Condition> = Vec::new();
    for row in file.rows(&["condition", "name", "body_system", "kind"])? {
        let key = file.given(&row, 0, "condition")?;
        if !is_key(key) {
            return Err(file.error(
                row.line,
                format!("condition `{key}`: expected letters, digits, `_` and `-` only"),
            ));
        }
        if conditions
            .iter()
            .any(|condition| condition.condition == key)
        {
            return Err(file.error(
                row.line,
                format!("condition `{key}` stands here twice: expected one row for each"),
            ));
        }
        let kind = match file.given(&row, 3, "kind")? {
            "physical" => ConditionKind::Physical,
            "mental" => ConditionKind::Mental,
            other => {
                return Err(file.error(
                    row.line,
                    format!("kind `{other}` is unknown: expected physical or mental"),
                ));
            }
        };
        conditions.push(Condition {
            condition: key.to_owned(),
            name: file.given(&row, 1, "name")?.to_owned(),
            body_system: file.given(&row, 2, "body_system")?.to_owned(),
            kind,
        });
    }
    if conditions.is_empty() || conditions.len() > usize::from(u16::MAX) {
        return Err(file.error(
            None,
            format!(
                "expected 1 to {} conditions, found {}",
                u16::MAX,
                conditions.len()
            ),
        ));
    }
    Ok(conditions)
}
