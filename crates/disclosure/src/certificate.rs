//! The check of a proposed table: whether it would have been published just as the true one was.
//!
//! It is told a table by what differs from one that was checked in full, and holds it against
//! every relation of the system and against the publishing rule itself. It uses no bound, no
//! shortcut and no part of the search that proposed the table.

use crate::knowledge::Knowledge;
use crate::primary::Mark;
use crate::rule::publish;
use crate::subject::{Kind, SubjectIndex};
use crate::system::Variable;

/// A checked table, and room to hold others against it.
pub(crate) struct Checker<'a> {
    knowledge: &'a Knowledge<'a>,
    /// For each subject, those whose publication its values have a say in, itself among them.
    concerned: Vec<Vec<SubjectIndex>>,
    /// For each subject, the differences it is a part of.
    differences: Vec<Vec<SubjectIndex>>,
    first: Vec<i64>,
    table: Vec<i64>,
    checked_in: Vec<u32>,
    round: u32,
}

impl<'a> Checker<'a> {
    /// Checks a table in full; `None` when it is not one that would have been published so.
    pub(crate) fn new(knowledge: &'a Knowledge<'a>, table: Vec<i64>) -> Option<Self> {
        let list = &knowledge.joint.subjects.list;
        let mut concerned: Vec<Vec<SubjectIndex>> = (0..list.len()).map(|one| vec![one]).collect();
        let mut differences = vec![Vec::new(); list.len()];
        for (subject, described) in list.iter().enumerate() {
            for part_of in &described.parts_of {
                concerned[part_of.whole].push(subject);
            }
            if let Some(people) = described.people_with_event {
                concerned[people].push(subject);
            }
            if let Kind::Others {
                denominator,
                numerator,
            } = described.kind
            {
                differences[denominator].push(subject);
                differences[numerator].push(subject);
            }
        }
        let checker = Self {
            concerned,
            differences,
            checked_in: vec![0; knowledge.joint.system.n_relations()],
            round: 0,
            knowledge,
            first: table.clone(),
            table,
        };
        checker.is_table().then_some(checker)
    }

    /// Whether the checked table with these values instead would have been published so too; if
    /// so, it is the checked table from now on.
    pub(crate) fn accept(&mut self, changes: &[(Variable, i64)]) -> bool {
        let mut before = Vec::with_capacity(changes.len());
        for (variable, value) in changes {
            before.push((*variable, self.value(*variable)));
            self.table[*variable as usize] = *value;
        }
        for (variable, _) in changes {
            let (subject, place) = self.knowledge.joint.subject_and_place(*variable);
            for difference in &self.differences[subject] {
                let variable = self.knowledge.joint.variable(*difference, place);
                before.push((variable, self.value(variable)));
                self.table[variable as usize] = self.difference(*difference, place);
            }
        }
        self.round += 1;
        let mut variables = before.iter().map(|(variable, _)| *variable);
        let holds = variables.all(|variable| self.holds_around(variable));
        if !holds {
            for (variable, value) in before.into_iter().rev() {
                self.table[variable as usize] = value;
            }
        }
        holds
    }

    /// Goes back to the first table.
    pub(crate) fn restart(&mut self) {
        self.table.clone_from(&self.first);
    }

    fn is_table(&self) -> bool {
        let joint = self.knowledge.joint;
        let relations = 0..joint.system.n_relations();
        let mut indices = relations.map(|index| u32::try_from(index).unwrap_or(u32::MAX));
        self.table.iter().all(|value| *value >= 0)
            && indices.all(|index| joint.system.relation(index).holds(|one| self.value(one)))
            && (0..joint.subjects.list.len()).all(|subject| {
                (0..joint.grid.len()).all(|place| {
                    let is_difference =
                        matches!(joint.subjects.list[subject].kind, Kind::Others { .. });
                    let variable = joint.variable(subject, place);
                    (!is_difference || self.value(variable) == self.difference(subject, place))
                        && self.is_published_so(subject, place)
                })
            })
    }

    fn holds_around(&mut self, variable: Variable) -> bool {
        let joint = self.knowledge.joint;
        if self.value(variable) < 0 {
            return false;
        }
        for relation in joint.system.relations_of(variable) {
            let checked = &mut self.checked_in[*relation as usize];
            if *checked == self.round {
                continue;
            }
            *checked = self.round;
            if !joint
                .system
                .relation(*relation)
                .holds(|one| self.value(one))
            {
                return false;
            }
        }
        let (subject, place) = joint.subject_and_place(variable);
        self.concerned[subject]
            .iter()
            .all(|concerned| self.is_published_so(*concerned, place))
    }

    /// Whether the rule makes of this table what is published at a place.
    fn is_published_so(&self, subject: SubjectIndex, place: usize) -> bool {
        let knowledge = self.knowledge;
        let variable = knowledge.joint.variable(subject, place);
        let withholds = || {
            knowledge
                .rule()
                .withholds(&|one| self.value(one), subject, place)
        };
        match knowledge.mark(variable) {
            Mark::Unpublished | Mark::Unlisted | Mark::NotCalculable => true,
            Mark::Empty => self.value(variable) == 0,
            Mark::Shown => {
                let published = publish(knowledge.policy, knowledge.value(variable));
                publish(knowledge.policy, self.value(variable)) == published && !withholds()
            }
            Mark::Primary | Mark::Secondary => !knowledge.is_alone(variable) || withholds(),
        }
    }

    fn value(&self, variable: Variable) -> i64 {
        self.table[variable as usize]
    }

    fn difference(&self, subject: SubjectIndex, place: usize) -> i64 {
        let joint = self.knowledge.joint;
        match joint.subjects.list[subject].kind {
            Kind::Others {
                denominator,
                numerator,
            } => {
                self.value(joint.variable(denominator, place))
                    - self.value(joint.variable(numerator, place))
            }
            _ => self.value(joint.variable(subject, place)),
        }
    }
}
