//! What a concept id means: a condition by the codelist, or a code of a system that the codelist
//! knows.

use std::collections::BTreeMap;
use std::path::Path;

use crate::definitions::Definitions;
use crate::exit::Failure;

use super::super::source::{self, Source};

/// A concept of the vocabulary.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Concept {
    name: String,
    /// The code system of an extract, where its vocabulary is one.
    system: Option<&'static str>,
    code: String,
}

/// The concepts of conditions.
#[derive(Debug, Default)]
pub(super) struct Concepts(BTreeMap<String, Concept>);

/// What a concept becomes in the extract.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Meaning<'a> {
    /// Conditions that the codelist names for the concept id.
    Conditions(Vec<&'a str>),
    /// A code, which the codelist may or may not know.
    Code(&'static str, &'a str),
    /// Neither.
    Nothing,
}

impl Concepts {
    /// Reads CONCEPT; none when there is none.
    pub(super) fn read(from: &Path) -> Result<Self, Failure> {
        let Some(path) = source::table(from, "concept")? else {
            return Ok(Self::default());
        };
        let mut source = Source::open(&path)?;
        let id = source.needed(&["concept_id"])?;
        let vocabulary = source.needed(&["vocabulary_id"])?;
        let code = source.needed(&["concept_code"])?;
        let name = source.column(&["concept_name"]);
        let mut concepts = BTreeMap::new();
        while let Some(row) = source.next_row()? {
            let system = match row.text(vocabulary).to_ascii_lowercase().as_str() {
                "snomed" => Some("snomed"),
                "icd10" | "icd10cm" => Some("icd10"),
                _ => None,
            };
            let concept = Concept {
                name: row.text(name),
                system,
                code: row.text(code),
            };
            concepts.insert(row.text(id), concept);
        }
        Ok(Self(concepts))
    }

    /// What the concept of a row means, or else the one that its source had.
    pub(super) fn meaning<'a>(
        &'a self,
        definitions: &'a Definitions,
        concept: &str,
        source_concept: &str,
    ) -> Meaning<'a> {
        for id in [concept, source_concept] {
            let indices = definitions.concept_condition_indices(id);
            if !indices.is_empty() {
                let key = |index: &u16| &*definitions.conditions[usize::from(*index)].condition;
                return Meaning::Conditions(indices.iter().map(key).collect());
            }
        }
        for id in [concept, source_concept] {
            if let Some(concept) = self.0.get(id)
                && let Some(system) = concept.system
            {
                return Meaning::Code(system, &concept.code);
            }
        }
        Meaning::Nothing
    }

    /// A concept as the report names it; something that is no concept id is not repeated.
    pub(super) fn shown(&self, concept: &str) -> String {
        if concept.is_empty() || !concept.bytes().all(|byte| byte.is_ascii_digit()) {
            return "something that is no concept id".to_owned();
        }
        match self.0.get(concept) {
            Some(known) => format!("concept {concept} ({})", known.name),
            None => format!("concept {concept}"),
        }
    }
}
